#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/result.h"

namespace newswired {

/// Where to listen.
struct ListenAddress {
  std::string host;        ///< an IP address or a name; of "[::1]:80" it is "::1"
  std::uint16_t port = 0;  ///< 0: a free one
};

/// Reads `http.listen`: "host:port", "[v6]:port", or "off", which gives nothing.
Result<std::optional<ListenAddress>> ParseListen(std::string_view text);

}  // namespace newswired
