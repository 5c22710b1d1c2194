#pragma once

#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// Blocks of normalised plain text: paragraphs are parted by empty lines. A short line in capitals
/// between two paragraphs is a subhead; lines that all begin with a bullet or number are list
/// items. The text itself stays as it is.
std::vector<Block> BlocksOf(std::string_view text);

}  // namespace newswired
