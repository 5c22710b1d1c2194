#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// Appends a block of text to a body, parted from the last one by an empty line (two list items
/// in a row: by a line break), and notes its span. `text` must be valid, normalised and without
/// empty lines; nothing is added if it is empty.
void AppendBlock(BlockKind kind, std::string_view text, std::string& body,
                 std::vector<Block>& structure);

}  // namespace newswired
