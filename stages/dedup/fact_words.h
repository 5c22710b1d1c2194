#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace newswired {

/// Words that say how many or on which day, by their FoldedHash(). Written by us.
struct FactWords {
  /// From two up, with the words that make numbers larger ("dozen", "million", "Mrd"). Not "one",
  /// which is an article in many languages.
  std::unordered_set<std::uint64_t> numbers;
  /// Days of the week, where "on Monday" became "on Tuesday". In the forms that news uses.
  std::unordered_set<std::uint64_t> weekdays;
};

/// Those of a language (BCP 47 tag); of none, and of one that is not listed, no words.
[[nodiscard]] const FactWords& FactWordsOf(std::string_view language);

}  // namespace newswired
