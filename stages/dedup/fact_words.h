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

/// Words that say how many, on which day, or that something is not so, by their FoldedHash().
/// Written by us.
class FactWords {
 public:
  void Add(std::uint64_t hash, FactWord kind) {
    words_.emplace(hash, kind);
    seen_.set(hash % kBits);
  }
  [[nodiscard]] FactWord Of(std::uint64_t hash) const {
    if (!seen_.test(hash % kBits)) return FactWord::kNone;
    const auto found = words_.find(hash);
    return found == words_.end() ? FactWord::kNone : found->second;
  }

 private:
  static constexpr std::size_t kBits = 4096;  // few words of a text are looked up in the map

  std::bitset<kBits> seen_;
  std::unordered_map<std::uint64_t, FactWord> words_;
};

/// Those of a language (BCP 47 tag); of none, and of one that is not listed, no words.
[[nodiscard]] const FactWords& FactWordsOf(std::string_view language);

}  // namespace newswired
