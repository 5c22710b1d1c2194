#pragma once

#include <cstdint>
#include <span>

#include "stages/story/story_vector.h"

namespace newswired {

constexpr std::size_t kMostMembers = 8;

/// How an article and the newest members of a story are alike. Shares are in parts of 1024.
struct StoryFeatures {
  std::int64_t nearest = 0;  ///< cosine with the nearest member
  std::int64_t mean = 0;     ///< mean cosine
  std::int64_t names = 0;    ///< of the names in the article's first sentences, by rarity, what the
                             ///< story has; of all words there where no names are
  std::int64_t stranger = 0;  ///< how heavy and rare is the heaviest name there that it has not
  std::int64_t core = 0;      ///< of what most members say, what the article has
  std::int64_t gap_days = 0;  ///< full days since the newest member, beyond the first
  std::int64_t known = 0;     ///< share of the article's weight that any member has
};

/// Compares an article with members of a story (one at least, kMostMembers at most). `gap_days` is
/// the caller's. Under a microsecond for each member.
StoryFeatures CompareWithStory(const StoryVector& article,
                               std::span<const StoryVector* const> members);

/// Logarithm of the odds that the article belongs to the story, in parts of 1024. README.md says
/// where the weights come from.
std::int64_t StoryScore(const StoryFeatures& features);

/// 1024 / (1 + exp(-score / 1024)) in parts of 100, from a table.
std::uint8_t Confidence(std::int64_t score);

}  // namespace newswired
