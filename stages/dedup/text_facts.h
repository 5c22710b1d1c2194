#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/span.h"

namespace newswired {

/// What a later version of an item is compared with: hashes of its sentences, and the numbers,
/// names, times and quotes in them. About 2 kB for 600 words, at most about 10.
struct TextFacts {
  static constexpr std::size_t kMostSentences = 300, kMostFacts = 200, kMostFactBytes = 64,
                               kMostUnitBytes = 16;
  static constexpr std::size_t kWords = 8;

  /// Behind the beginning of a text that is longer than kMostFactBytes: six digits of its hash
  /// follow, so that two such texts with one beginning differ.
  static constexpr char kCut = '\x1F';

  enum class Kind : std::uint8_t { kNumber, kTime, kName, kQuote, kNegation, kOpposite };
  /// In place of a sentence, of what the headline says.
  static constexpr std::uint16_t kHeadline = UINT16_MAX;
  struct Fact {
    Kind kind = Kind::kNumber;
    std::uint16_t sentence = 0;
    std::string text;  ///< as written, or its beginning, kCut and digits
    /// Of a number: UnitOf() the word behind it; empty: none. Of a word that has a contrary: its
    /// Opposites::SideOf().
    std::string unit;
  };
  struct Sentence {
    std::uint64_t hash = 0;  ///< of all words, folded, and of the signs of its numbers
    std::array<std::uint16_t, kWords> words{};  ///< the least hashes of its words: a sample
    std::uint8_t count = 0;                     ///< of `words`
  };

  std::uint64_t headline = 0;  ///< hash of all its words
  std::vector<Sentence> sentences;
  std::vector<Fact> facts;  ///< in text order
};

/// `sentences` as FindSentences() finds them in `body`, which is in `language` (BCP 47; empty:
/// nobody knows). Numbers in digits of any script and in words ("3.2 million", "two dozen") with
/// their sign, currency and unit ("-5", "$5", "5 km"), times of day, days of the week and of
/// months, names by their capitals, words that deny ("not") or have a contrary ("rose"), and the
/// part of each quotation that a sentence has; of the headline no names, since in many all words
/// have capitals. What a parser finds is more; this is what needs none.
TextFacts FactsOf(std::string_view title, std::string_view body, std::string_view language,
                  const std::vector<Span>& sentences);

}  // namespace newswired
