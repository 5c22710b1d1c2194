#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// The word of `known` that somebody who wrote `word` most likely meant, or empty when none is
/// near. Near: at most a third of the letters differ (insertions, deletions, replacements and
/// swaps of neighbours count one each; case, `-` and `_` count nothing), or one is the beginning
/// of the other.
std::string_view NearestWord(std::string_view word, const std::vector<std::string_view>& known);

/// `did you mean "brokers"?` or, when nothing is near, `known are a, b and c`; empty when nothing
/// is known. `kind` names the choices: "keys here", "stages".
std::string SuggestWord(std::string_view word, const std::vector<std::string_view>& known,
                        std::string_view kind);

/// "a", "a or b", "a, b or c".
std::string JoinWords(const std::vector<std::string_view>& words, std::string_view last_separator);

}  // namespace newswired
