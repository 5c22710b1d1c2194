#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace newswired {

/// What an article is about, as far as stories are concerned: its heaviest words, names and
/// numbers, as hashes with integer weights, the heaviest first. 392 bytes, no pointers, the same on
/// every machine: it can be carried in a ledger record as it is.
struct StoryVector {
  static constexpr std::size_t kMostTerms = 64;
  static constexpr std::uint8_t kRarity = 0x3F;  ///< in `marks`: how rare, 63 at most
  static constexpr std::uint8_t kName = 0x40;    ///< in `marks`: a capitalised word or a number
  static constexpr std::uint8_t kLead = 0x80;  ///< in `marks`: in the title or the first sentences

  std::array<std::uint32_t, kMostTerms> hashes{};
  std::array<std::uint8_t, kMostTerms> weights{};  ///< 255 for the heaviest term
  std::array<std::uint8_t, kMostTerms> marks{};
  std::uint32_t norm = 0;  ///< sum of the squares of the weights
  std::uint32_t size = 0;
};

/// Terms are words without their endings (English) whatever their case, numbers, and, where no
/// spaces are written, pairs of characters. A term weighs (1 + ln of its count) times the logarithm
/// of its rarity in `language` (BCP 47; empty: English): in news (data/idf.tsv), or in what
/// wordfreq counted in 41 other languages (data/rarity.tsv). A name that is not in the table is as
/// rare as can be; so is an English word. Of languages without a table short words count for
/// little. About 12 us for 4 KB; of longer texts the first 2,000 words count. Thread-safe.
StoryVector MakeStoryVector(std::string_view title, std::string_view body,
                            std::string_view language);

}  // namespace newswired
