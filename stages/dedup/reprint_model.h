#pragma once

#include <array>
#include <cstdint>

namespace newswired {

/// How far two texts overlap, as far as their samples tell. Shares are in thousandths, and
/// shrunk towards 0 where few samples could be compared. Integers, since instances on different
/// machines must come to the same verdict.
struct Overlap {
  static constexpr std::uint32_t kFewWords = 50;

  std::int32_t contained = 0;   ///< of the shorter text's shingles, those that the other has
  std::int32_t similarity = 0;  ///< Jaccard's, of shingles
  std::int32_t lead = 0;  ///< of one text's first shingles, those that the other has; the greater
  std::int32_t other_lead = 0;  ///< the smaller
  std::int32_t names = 0;
  std::int32_t title = 0;
  std::int32_t hits = 0;     ///< how many samples agree, 1000 for 24 and more
  std::int32_t numbers = 0;  ///< how many numbers differ: 1000 for 8 and more, all of them others
  /// Both are of one source: what they share counts only as far as their beginnings do, since a
  /// house ends its articles alike (about us, how to subscribe, forward-looking statements).
  bool same_source = false;
  bool few_words = false;  ///< both have fewer than kFewWords: their headlines are part of them
  bool other_title_numbers = false;  ///< the headlines of both have numbers, and not the same
  bool other_names = false;  ///< each has names that the other lacks, as far as samples tell
};

/// Whether the texts may be one at all, whatever the weights say: three tenths of one are in the
/// other, of short texts, many of which share a headline, half; where nothing of the beginning is,
/// most of it, since long quotations are shared, too; and a house that prints its own text again
/// leaves its names and numbers, and a word of its headline. Its notices by template (floods,
/// ratings), and pages with nothing but the offer of a subscription, do not.
bool MayBeReprint(const Overlap& overlap);

/// What the model makes of an overlap: single figures, and products of two of them.
constexpr std::size_t kReprintFeatures = 18;
std::array<std::int32_t, kReprintFeatures> ReprintFeatures(const Overlap& overlap);

/// Least title of two articles of one source that have one text.
constexpr std::int32_t kLeastTitleOfHouse = 250;

/// Logistic regression: log odds of a reprint in thousandths; kNoReprint where there can be none.
/// Weights: reprint_weights.inc, made by train/train.py.
constexpr std::int32_t kNoReprint = -8000;
std::int32_t ReprintScore(const Overlap& overlap);

/// Probability in thousandths of log odds in thousandths; piecewise linear.
std::int32_t ProbabilityOf(std::int32_t score);

}  // namespace newswired
