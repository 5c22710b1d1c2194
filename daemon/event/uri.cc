#include "daemon/event/uri.h"

#include <algorithm>

namespace newswired {
namespace {

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Unreserved and reserved characters but "#", "[" and "]", which stand in certain places only.
bool MayStandInUri(char c) {
  return IsAlpha(c) || IsDigit(c) ||
         std::string_view("-._~:/?@!$&'()*+,;=").find(c) != std::string_view::npos;
}

/// Length of "scheme:" or 0.
std::size_t SchemeSize(std::string_view text) {
  if (text.empty() || !IsAlpha(text.front())) return 0;
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return IsAlpha(c) || IsDigit(c) || c == '+' || c == '-' || c == '.';
  });
  return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) + 1 : 0;
}

/// Where the address of a host ends that is a number in brackets, "http://[::1]"; 0: it is none.
std::size_t AddressEnd(std::string_view text) {
  const std::size_t begin = SchemeSize(text);
  if (!text.substr(begin).starts_with("//[")) return 0;
  const std::size_t end = text.find(']', begin);
  if (end == std::string_view::npos) return 0;
  const std::string_view number = text.substr(begin + 3, end - begin - 3);
  const bool right = std::all_of(number.begin(), number.end(),
                                 [](char c) { return IsHex(c) || c == ':' || c == '.'; });
  return right ? end + 1 : 0;
}

}  // namespace

std::string ToUri(std::string_view text) {
  static constexpr char kHexDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + 24);
  if (SchemeSize(text) == 0) out.append("urn:newswired:item:");
  bool in_fragment = false;
  const std::size_t address_end = AddressEnd(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool encoded =
        c == '%' && i + 2 < text.size() && IsHex(text[i + 1]) && IsHex(text[i + 2]);
    const bool fragment = c == '#' && !in_fragment;
    if (MayStandInUri(c) || encoded || fragment || i < address_end) {
      in_fragment |= fragment;
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]});
    }
  }
  return out;
}

bool IsWebUrl(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return text.size() > scheme.size() && text[scheme.size()] != '/';
  }
  return false;
}

bool IsHostName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlpha(c) || IsDigit(c) || c == '-' || c == '.';
  });
}

}  // namespace newswired
