#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// Blocks of normalised plain text: paragraphs are parted by empty lines. A short line in capitals
/// between two paragraphs is a subhead; lines that all begin with a bullet or number are list
/// items. The text itself stays as it is.
std::vector<Block> BlocksOf(std::string_view text);

/// The dateline that `body` begins with: "NAIROBI, March 12 (Example Wire) -",
/// "LONDON (Reuters) —", "Paris, 3 May 2024 (AFP) -", "BERLIN --". The year, where it is not
/// written, is the one that puts the date nearest before `published`; without that the date stays
/// empty.
std::optional<Dateline> FindDateline(std::string_view body, const std::optional<Dated>& published);

/// The dateline that one of the first paragraphs begins with: a standfirst or a note often stands
/// before the report. Later ones than the first need an agency or a date.
std::optional<Dateline> FindDateline(std::string_view body, const std::vector<Block>& blocks,
                                     const std::optional<Dated>& published);

}  // namespace newswired
