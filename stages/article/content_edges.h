#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/article/trim.h"

namespace newswired {

/// Lines around a text, as feeds and wires deliver it, that say who made it.
struct Credits {
  std::vector<std::string> bylines;  ///< as in WireHeader
  std::string sign_off;              ///< "(Reporting by Ada Pell; Editing by Tom Reed)"
};

/// Takes the bylines above the text out of the blocks of a feed's or a wire's content, and below it
/// sign-offs and notes on where what has its `headline` appeared first.
[[nodiscard]] Credits TakeCredits(std::string_view headline, std::vector<Piece>& pieces);

}  // namespace newswired
