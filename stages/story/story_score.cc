#include "stages/story/story_score.h"

#include <algorithm>
#include <array>
#include <bit>

namespace newswired {
namespace {

constexpr std::size_t kCoreTerms = 12;
constexpr std::int64_t kOne = 1024;

std::uint64_t SquareRoot(std::uint64_t x) {
  if (x == 0) return 0;
  std::uint64_t root = std::uint64_t{1} << (std::bit_width(x) + 1) / 2;
  for (;;) {
    const std::uint64_t next = (root + x / root) / 2;
    if (next >= root) return root;
    root = next;
  }
}

std::int64_t Share(std::uint64_t part, std::uint64_t whole, std::int64_t otherwise) {
  return whole == 0 ? otherwise : static_cast<std::int64_t>(part * kOne / whole);
}

/// Finds the terms of one vector by hash.
class TermFinder {
 public:
  explicit TermFinder(const StoryVector& vector) : vector_(vector) {
    for (std::size_t i = 0; i < vector.size; ++i) {
      std::size_t at = vector.hashes[i] >> 1;
      while (slots_[at % kSlots] != 0) ++at;
      slots_[at % kSlots] = static_cast<std::uint8_t>(i + 1);
    }
  }
  /// Position of the term, or kMostTerms.
  [[nodiscard]] std::size_t Find(std::uint32_t hash) const {
    for (std::size_t at = hash >> 1;; ++at) {
      const std::uint8_t slot = slots_[at % kSlots];
      if (slot == 0) return StoryVector::kMostTerms;
      if (vector_.hashes[slot - 1U] == hash) return slot - 1U;
    }
  }

 private:
  static constexpr std::size_t kSlots = 256;
  const StoryVector& vector_;
  std::array<std::uint8_t, kSlots> slots_{};  // position + 1
};

/// In how many members each term occurs.
class TermCounts {
 public:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint8_t count = 0;
    std::uint8_t rarity = 0;
    bool in_article = false;
  };

  void Add(std::uint32_t hash, std::uint8_t rarity, bool in_article) {
    std::size_t at = hash >> 1;
    while (slots_[at % kSlots].hash != 0 && slots_[at % kSlots].hash != hash) ++at;
    Slot& slot = slots_[at % kSlots];
    if (slot.count == 0) used_[size_++] = static_cast<std::uint16_t>(at % kSlots);
    slot = {hash, static_cast<std::uint8_t>(slot.count + 1), rarity, in_article};
  }

  /// The share of what more than half of `members` have that the article has, too: of the twelve
  /// terms that are rarest and most shared.
  [[nodiscard]] std::int64_t CoreShare(std::size_t members) {
    struct Weighted {
      std::uint32_t weight, hash;
      bool in_article;
    };
    std::array<Weighted, kSlots> core;
    std::size_t size = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const Slot& slot = slots_[used_[i]];
      if (slot.count * 2U <= members && members > 1) continue;
      core[size++] = {static_cast<std::uint32_t>(slot.rarity) * slot.count, slot.hash,
                      slot.in_article};
    }
    const std::size_t kept = std::min(size, kCoreTerms);
    const auto begin = core.begin();
    std::partial_sort(begin, begin + static_cast<std::ptrdiff_t>(kept),
                      begin + static_cast<std::ptrdiff_t>(size),
                      [](const Weighted& a, const Weighted& b) {
                        return a.weight != b.weight ? a.weight > b.weight : a.hash < b.hash;
                      });
    std::uint64_t has = 0;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < kept; ++i) {
      all += core[i].weight;
      if (core[i].in_article) has += core[i].weight;
    }
    return Share(has, all, 0);
  }

 private:
  static constexpr std::size_t kSlots = 2 * kMostMembers * StoryVector::kMostTerms;
  std::array<Slot, kSlots> slots_{};
  std::array<std::uint16_t, kSlots> used_;
  std::size_t size_ = 0;
};

/// What the article has of its own, by the bits of the terms that the story has.
void MeasureArticle(const StoryVector& article, std::uint64_t seen, StoryFeatures& features) {
  std::uint64_t lead = 0, lead_in = 0, names = 0, names_in = 0, weight = 0, weight_in = 0;
  std::uint64_t stranger = 0;
  for (std::size_t i = 0; i < article.size; ++i) {
    const bool in = (seen >> i & 1) != 0;
    weight += article.weights[i];
    weight_in += in ? article.weights[i] : 0U;
    if ((article.marks[i] & StoryVector::kLead) == 0) continue;
    const std::uint64_t rarity = article.marks[i] & StoryVector::kRarity;
    lead += rarity;
    lead_in += in ? rarity : 0;
    if ((article.marks[i] & StoryVector::kName) == 0) continue;
    names += rarity;
    names_in += in ? rarity : 0;
    if (!in) stranger = std::max(stranger, rarity * article.weights[i]);
  }
  features.names = Share(names_in, names, Share(lead_in, lead, 0));
  features.stranger = Share(stranger, StoryVector::kRarity * 255, 0);
  features.known = Share(weight_in, weight, 0);
}

}  // namespace

StoryFeatures CompareWithStory(const StoryVector& article,
                               std::span<const StoryVector* const> members) {
  StoryFeatures features;
  const TermFinder finder(article);
  TermCounts counts;
  std::uint64_t seen = 0;
  std::int64_t sum = 0;
  for (const StoryVector* member : members) {
    std::uint64_t dot = 0;
    for (std::size_t i = 0; i < member->size; ++i) {
      const std::size_t found = finder.Find(member->hashes[i]);
      const bool in_article = found < StoryVector::kMostTerms;
      if (in_article) {
        dot += static_cast<std::uint64_t>(member->weights[i]) * article.weights[found];
        seen |= std::uint64_t{1} << found;
      }
      // One report says many things; what it begins with is what it is about.
      if (members.size() > 1 || (member->marks[i] & StoryVector::kLead) != 0) {
        counts.Add(member->hashes[i], member->marks[i] & StoryVector::kRarity, in_article);
      }
    }
    const std::uint64_t norms = std::uint64_t{article.norm} * member->norm;
    const std::int64_t cosine = Share(dot, SquareRoot(norms), 0);
    features.nearest = std::max(features.nearest, cosine);
    sum += cosine;
  }
  if (members.empty()) return features;
  features.mean = sum / static_cast<std::int64_t>(members.size());
  features.core = counts.CoreShare(members.size());
  MeasureArticle(article, seen, features);
  return features;
}

std::int64_t StoryScore(const StoryFeatures& f) {
  constexpr std::int64_t kBias = 3277;  // 3.2
  constexpr std::int64_t kGapDay = 51;  // 0.05
  constexpr std::int64_t kMostGapDays = 14;
  return 4 * f.nearest + 5 * f.mean + 4 * f.core + f.names - f.stranger - kBias -
         kGapDay * std::clamp<std::int64_t>(f.gap_days, 0, kMostGapDays);
}

std::uint8_t Confidence(std::int64_t score) {
  // The logistic function at 0, 1/4, 1/2 ... of a unit.
  constexpr std::array<std::uint8_t, 17> kTable = {50, 56, 62, 68, 73, 78, 82, 85, 88,
                                                   90, 92, 94, 95, 96, 97, 98, 98};
  const std::int64_t magnitude = score < 0 ? -score : score;
  const auto step =
      static_cast<std::size_t>(std::min<std::int64_t>(magnitude / (kOne / 4), kTable.size() - 1));
  return score < 0 ? static_cast<std::uint8_t>(100 - kTable[step]) : kTable[step];
}

}  // namespace newswired
