#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// A message as news agencies send it over lines, by IPTC 7901 or ANPA 1312: a header behind SOH,
/// the text between STX and ETX, and when it was filed in front of EOT. Views into the message.
struct Telex {
  std::string_view bytes;     ///< of the whole message
  std::string_view slug;      ///< of the header; empty: it has none
  std::string_view headline;  ///< the header's line that ends in "="
  std::string_view text;
  std::string filed;        ///< as an ISO date, else the line as it stands; empty: there is none
  std::size_t skipped = 0;  ///< bytes behind its end that belong to no message
};

/// The messages of a document, in order; at most `most`. None if it does not begin with one: SYN
/// and a line of ZCZC may stand before it. One without ETX goes to the next one, or to the end.
[[nodiscard]] std::vector<Telex> ReadTelex(std::string_view document, std::size_t most);

}  // namespace newswired
