#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace newswired {

/// MinHash of a text's five-word shingles (Broder 1997): the share of equal values estimates the
/// Jaccard similarity of two texts, with a standard error of at most 0.045. Only the low byte of
/// each of the 128 minima is kept (b-bit minwise hashing, Li and König 2010): a quarter of the
/// memory for hardly any precision.
struct Sketch {
  static constexpr std::size_t kSize = 128;
  static constexpr std::size_t kBands = 32;  ///< of four values: finds 87 in 100 pairs at 0.5
  static constexpr std::size_t kRows = kSize / kBands;
  std::array<std::uint8_t, kSize> values{};

  [[nodiscard]] double Similarity(const Sketch& other) const;
  /// The values of one band; texts that share a band are compared.
  [[nodiscard]] std::uint32_t Band(std::size_t band) const;
};

/// A text as dedup sees it: its words, whatever their case, white space and punctuation.
struct Fingerprint {
  std::uint64_t text_low = 0, text_high = 0;  ///< 128-bit hash of all words
  std::uint32_t words = 0;
  Sketch sketch;  ///< of no use below five words
};

/// `title` is counted in where the body has fewer than `min_words` words: short items differ by
/// little else. About 18 us for 4 KB.
Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words);

}  // namespace newswired
