#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace newswired {

/// The least `kMost` of a set of hashes, ascending (a bottom-k sketch, Cohen and Kaplan 2007): a
/// sample that two sets have drawn by the same rule, so that what they share can be counted in it.
/// Hashes have 24 bits.
template <std::size_t kMost>
struct Sample {
  static constexpr std::uint32_t kAll = 1U << 24;

  std::array<std::uint32_t, kMost> hashes{};
  std::uint32_t size = 0;
  std::uint32_t below = kAll;  ///< of the set's hashes, all below this are here

  [[nodiscard]] const std::uint32_t* begin() const { return hashes.data(); }
  [[nodiscard]] const std::uint32_t* end() const { return hashes.data() + size; }
  [[nodiscard]] bool Has(std::uint32_t hash) const {
    return std::binary_search(begin(), end(), hash);
  }
};

/// A text as dedup sees it: its words, whatever their case, white space, punctuation but for that
/// of numbers and ratings ("-5", "3.5", "AA+"), invisible characters and character references.
///
/// Shingles are runs of three words (Broder 1997; where no spaces are written, of three pairs of
/// characters), names and numbers words with a capital and with a digit at their start. All hashes
/// are XXH3 of folded words: equal on all machines.
struct Fingerprint {
  static constexpr std::size_t kLeadWords = 60;
  static constexpr std::size_t kLookedUp = 64;
  static constexpr std::size_t kHeadlineWords = 5;  ///< fewer say too little to be one article's

  std::uint64_t text_low = 0, text_high = 0;  ///< 128-bit hash of all words
  std::uint32_t words = 0;
  std::uint64_t headline = 0;  ///< hash of all words of a title of kHeadlineWords and more, else 0
  std::uint32_t headline_numbers = 0;  ///< hash of the title's numbers; 0: it has none
  Sample<128> shingles;
  Sample<16> lead;  ///< shingles of the first kLeadWords words
  /// The next 8 bits of the hashes of the first shingles, by which articles are looked up: they are
  /// the least of each text, and among ten millions many would have the same 24 bits.
  std::array<std::uint8_t, kLookedUp> shingle_tails{};
  std::array<std::uint8_t, 16> lead_tails{};
  Sample<12> names;
  Sample<10> numbers;
  Sample<12> title;  ///< its words
};

/// `title` is counted in where the body has fewer than `min_words` words: short items differ by
/// little else. About 15 us for 4 KB.
Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words);

}  // namespace newswired
