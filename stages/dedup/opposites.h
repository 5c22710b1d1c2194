#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/dedup/fact_words.h"

namespace newswired {

/// Words of which one says the contrary of the other, by their FoldedHash(): "rose" and "fell",
/// "guilty" and "acquitted". Written by us.
class Opposites {
 public:
  /// `pairs` as "rise rose / fall fell": words of one side, a slash, those of the other; a
  /// semicolon between pairs.
  void Add(std::string_view pairs);

  /// Which side of which pair the word is on: "b+", whose contrary is "b-". Empty: it is on none.
  [[nodiscard]] std::string SideOf(std::uint64_t word) const;

 private:
  void AddSide(std::string_view words, char pair, char side);

  MeaningOfWords<std::uint16_t> sides_;  // pair << 8 | side
};

/// Those of a language (BCP 47 tag); of none, and of one that is not listed, no words.
[[nodiscard]] const Opposites& OppositesOf(std::string_view language);

/// Whether two sides are those of one pair.
[[nodiscard]] bool AreOpposite(std::string_view side, std::string_view other);

}  // namespace newswired
