#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// The dateline that `body` begins with, as the agencies write it: "NAIROBI, March 12 (Example
/// Wire) -", "LONDON (Reuters) —", "Paris, 3 mai 2024 (AFP) -", "Madrid, 12 mar (EFE).-", "MOSCOW,
/// March 12. /TASS/.", "NEW YORK--(BUSINESS WIRE)--", "(ANSA) - ROMA, 12 MAR -", "BERLIN --",
/// "Austin, Texas –", "NEW DELHI:", "March 12 (Reuters) -" (no place), "新华社北京11月12日电"
/// (east_asian_dateline.h). Months in 20 languages. The year, where it is not written, is the one
/// that puts the date nearest before `published`; without that the date stays empty.
///
/// A place that neither capitals nor an agency, a date or a state vouch for is one if datelines
/// have it alone (AP Stylebook's cities, and those of South Asia's newspapers).
std::optional<Dateline> FindDateline(std::string_view body, const std::optional<Dated>& published);

/// The dateline at `begin`, behind what stands above a text, else the one that one of the first
/// paragraphs begins with: a standfirst or a note often stands before the report. Later ones than
/// the first need an agency or a date.
std::optional<Dateline> FindDateline(std::string_view body, std::size_t begin,
                                     const std::vector<Block>& blocks,
                                     const std::optional<Dated>& published);

}  // namespace newswired
