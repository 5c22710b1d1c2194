#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// A message as news agencies send it over lines, by IPTC 7901 or ANPA 1312: a header behind SOH,
/// the text between STX and ETX, and when it was filed in front of EOT. Views into the message.
struct Telex {
  std::string_view slug;      ///< of the header; empty: it has none
  std::string_view headline;  ///< the header's line that ends in "="
  std::string_view text;
  std::string filed;  ///< as an ISO date; empty where it cannot be read
};

/// Nothing if `document` does not begin as such a message. One without ETX goes to its end.
[[nodiscard]] std::optional<Telex> ReadTelex(std::string_view document);

}  // namespace newswired
