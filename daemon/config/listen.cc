#include "daemon/config/listen.h"

#include <charconv>

namespace newswired {
namespace {

Error Malformed(std::string_view text, std::string_view why) {
  return ConfigError("bad_address", "\"" + std::string(text) + "\" " + std::string(why));
}

}  // namespace

Result<std::optional<ListenAddress>> ParseListen(std::string_view text) {
  if (text == "off") return std::optional<ListenAddress>();
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Malformed(text, "has no port");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return Malformed(text, "needs brackets around its IPv6 address");
  }
  if (host.empty()) return Malformed(text, "has no host");

  ListenAddress address{.host = std::string(host)};
  const char* end = port.data() + port.size();
  const auto [stopped, error] = std::from_chars(port.data(), end, address.port);
  if (error != std::errc() || stopped != end) return Malformed(text, "has no port from 0 to 65535");
  return std::optional<ListenAddress>(std::move(address));
}

}  // namespace newswired
