#pragma once

#include <string_view>
#include <vector>

#include "stages/core/span.h"

namespace newswired {

/// Appends the sentences of valid text, without white space around them, in order. `language` is
/// its BCP 47 tag, empty if nobody knows.
///
/// Lines end sentences, and so do the full stops, question and exclamation marks of all scripts,
/// with the quotation marks and brackets behind them. Those of ASCII must be followed by a space
/// and something that can begin a sentence; the full stop of an abbreviation ("Sen. Smith", "z.
/// B."), of initials ("U.S. Army") and, where a language writes them so, of ordinals ("am 12.
/// März") ends none. Thai, which has no such marks, is parted by lines alone.
void FindSentences(std::string_view text, std::string_view language, std::vector<Span>& sentences);

}  // namespace newswired
