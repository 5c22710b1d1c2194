#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace newswired {

enum class FactWord : std::uint8_t {
  kNone,
  /// From two up, with the words that make numbers larger ("dozen", "million", "Mrd"). Not "one",
  /// which is an article in many languages.
  kNumber,
  /// A day of the week, in the forms that news uses.
  kWeekday,
  /// "not", "nobody", "without".
  kNegation,
  /// An article or preposition: with a capital it begins a sentence, and no name.
  kFunction,
};

/// What words mean, by their FoldedHash().
template <class Meaning>
class MeaningOfWords {
 public:
  /// The first meaning of a word counts.
  void Add(std::uint64_t hash, Meaning meaning) {
    words_.emplace(hash, meaning);
    seen_.set(hash % kBits);
  }
  /// Meaning{} for all other words.
  [[nodiscard]] Meaning Of(std::uint64_t hash) const {
    if (!seen_.test(hash % kBits)) return {};
    const auto found = words_.find(hash);
    return found == words_.end() ? Meaning{} : found->second;
  }

 private:
  static constexpr std::size_t kBits = 4096;  // few words of a text are looked up in the map

  std::bitset<kBits> seen_;
  std::unordered_map<std::uint64_t, Meaning> words_;
};

/// Words that say how many, on which day, or that something is not so. Written by us.
using FactWords = MeaningOfWords<FactWord>;

/// Those of a language (BCP 47 tag); of none, and of one that is not listed, no words.
[[nodiscard]] const FactWords& FactWordsOf(std::string_view language);

}  // namespace newswired
