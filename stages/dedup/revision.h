#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// What a later version of an item is compared with: hashes of its sentences, and the numbers,
/// names, times and quotes in them. About 2 kB for 600 words, at most about 10.
struct TextFacts {
  static constexpr std::size_t kMostSentences = 300, kMostFacts = 200, kMostFactBytes = 64;
  static constexpr std::size_t kWords = 8;

  enum class Kind : std::uint8_t { kNumber, kTime, kName, kQuote };
  struct Fact {
    Kind kind = Kind::kNumber;
    std::uint16_t sentence = 0;
    std::string text;  ///< as written, cut at kMostFactBytes
  };
  struct Sentence {
    std::uint64_t hash = 0;                     ///< of all words, folded
    std::array<std::uint16_t, kWords> words{};  ///< the least hashes of its words: a sample
    std::uint8_t count = 0;                     ///< of `words`
  };

  std::uint64_t headline = 0;  ///< hash of all its words
  std::vector<Sentence> sentences;
  std::vector<Fact> facts;  ///< in text order
};

/// `sentences` as FindSentences() finds them in `body`.
TextFacts FactsOf(std::string_view title, std::string_view body,
                  const std::vector<Span>& sentences);

/// What became of the one text in the other. Sentences with equal words are the same; of the
/// others, those that share most of their words are one sentence changed. `material` where a
/// number, name, time or quote changed, came or went, or a fifth of the sentences did.
RevisionDiff Compare(const TextFacts& before, const TextFacts& now);

}  // namespace newswired
