#pragma once

#include <string_view>
#include <vector>

#include "stages/core/span.h"

namespace newswired {

/// Appends the sentences of valid text, without white space around them, in order: lines end
/// sentences, and so do full stops, question and exclamation marks (with the quotation marks and
/// brackets behind them) before a capital, a digit or an opening mark; not those of abbreviations
/// ("Sen. Smith", "U.S. Army") and initials.
void FindSentences(std::string_view text, std::vector<Span>& sentences);

}  // namespace newswired
