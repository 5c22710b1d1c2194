#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace newswired {

/// The words of a text as FoldedHash() makes them, in text order.
[[nodiscard]] std::vector<std::uint64_t> HashedWords(std::string_view text);

/// The words of a text, in any order and case, to be compared with those of others.
class WordBag {
 public:
  explicit WordBag(std::string_view text);

  [[nodiscard]] std::size_t size() const { return hashes_.size(); }
  /// How many words both have; one that comes twice counts twice.
  [[nodiscard]] std::size_t InCommon(const WordBag& other) const;

 private:
  std::vector<std::uint64_t> hashes_;  ///< sorted
};

/// Share of the words of `a` and `b` that they have in common, [0, 1] (multiset Dice).
double WordOverlap(const WordBag& a, const WordBag& b);
double WordOverlap(std::string_view a, std::string_view b);

/// Share of the words of `part` that `whole` has too, [0, 1].
double WordsIn(std::string_view whole, std::string_view part);

}  // namespace newswired
