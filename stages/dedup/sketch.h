#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace newswired {

/// MinHash of a text's five-word shingles (Broder 1997): the share of equal values estimates the
/// Jaccard similarity of two texts, with a standard error of at most 0.0625.
struct Sketch {
  static constexpr std::size_t kSize = 64;
  static constexpr std::size_t kBands = 16;  ///< of four values: finds most pairs above 0.5
  std::array<std::uint32_t, kSize> minima{};

  [[nodiscard]] double Similarity(const Sketch& other) const;
  /// Hash of one band; texts that share a band are compared.
  [[nodiscard]] std::uint64_t Band(std::size_t band) const;
};

/// A text as dedup sees it: its words, whatever their case, white space and punctuation.
struct Fingerprint {
  std::uint64_t text_low = 0, text_high = 0;  ///< 128-bit hash of all words
  std::uint32_t words = 0;
  Sketch sketch;  ///< of no use below five words
};

/// `title` is counted in where the body has fewer than `min_words` words: short items differ by
/// little else.
Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words);

}  // namespace newswired
