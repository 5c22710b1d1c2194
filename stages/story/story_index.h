#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/core/stage.h"
#include "stages/core/window_clock.h"
#include "stages/story/story_vector.h"

namespace newswired {

/// How an article stands to others of its text family, as dedup says.
enum class Kinship : std::uint8_t {
  kNone,      ///< nothing before it has its text
  kRevision,  ///< another version of an item: it may say something new
  kCopy,      ///< a copy or a reprint: it says nothing new
  kRepeat,    ///< the same item, unchanged: it is no report of its own
};

/// What stories have to know of an article. Made of nothing but the article: a ledger can carry it.
struct StoryClaim {
  std::uint64_t key = 0;      ///< topic, partition, offset, item
  std::uint64_t bytes = 0;    ///< of the item's own bytes: same key, other bytes = another article
  std::uint64_t family = 0;   ///< of dedup's cluster; 0: unknown
  std::int64_t time_ms = -1;  ///< record time; drives the window
  std::int64_t published_ms = -1;  ///< -1: unknown, then the record time is taken
  Kinship kinship = Kinship::kNone;
  std::string uri;  ///< names the story's seed, should the article open one
  StoryVector vector;
};

/// In parts of 1024 where it says a share.
struct StoryVerdict {
  std::uint64_t story = 0;       ///< id, derived from the first member
  std::uint64_t merged = 0;      ///< id of a story that turned out to be this one; 0: none
  std::uint32_t members = 0;     ///< of the story in the window, this article included
  std::uint16_t similarity = 0;  ///< cosine with the nearest member, 0 for a first story
  std::uint16_t novelty = 0;     ///< share of its weight that the nearest story does not have
  std::uint8_t confidence = 0;   ///< in parts of 100
  bool first = false;            ///< it opened the story
  bool counted = true;           ///< it is a member: all but repeats are
  std::string seed;              ///< uri of the story's first member

  friend bool operator==(const StoryVerdict&, const StoryVerdict&) = default;
};

struct StoryLimits {
  std::int64_t window_ms = 0;
  std::uint64_t max_articles = 0;  ///< no more stories than that either
  std::int64_t min_score = 0;      ///< to join, see story_score.h
};

/// The stories of the last days: a state machine that is told of articles one after the other.
///
/// Deterministic: integers alone, no clock, no randomness, and what it says depends on nothing but
/// the claims in the window and the verdicts that they were given. An index that is built by
/// Restore() from the window's claims and their verdicts goes on as one that has run for years.
///
/// An article is in the window while the ledger time at which it was judged lies no longer than
/// `window_ms` before now, and no more than `max_articles` came after it. The cost of a verdict is
/// bounded: 16 heaviest terms of the article, the eight newest articles that share one, the four
/// stories among those that share most, the eight newest members of each. About 900 bytes an
/// article in the window. Not thread-safe.
class StoryIndex {
 public:
  explicit StoryIndex(StoryLimits limits);

  /// Judges the claim and adds it. A record that is delivered again gets its first verdict.
  StoryVerdict Apply(BatchId batch, const StoryClaim& claim);
  /// Adds a claim with the verdict that it was published with.
  void Restore(BatchId batch, const StoryClaim& claim, const StoryVerdict& verdict);

  /// What was applied in a batch and in later ones is undone.
  void Aborted(BatchId batch);
  void Committed(BatchId batch);

  /// Articles and stories in the window.
  [[nodiscard]] std::size_t articles() const { return next() - visible_; }
  [[nodiscard]] std::size_t stories() const;
  /// Of all that a later verdict depends on: equal for equal states.
  [[nodiscard]] std::uint64_t Hash() const;

 private:
  using Sequence = std::uint64_t;
  using Slot = std::uint32_t;  ///< of a story in stories_
  static constexpr Slot kNoStory = ~Slot{0};
  static constexpr std::size_t kKeys = 16;           ///< terms by which an article is found
  static constexpr std::size_t kMostSteps = 8;       ///< articles looked at for each of them
  static constexpr std::size_t kMostCandidates = 4;  ///< stories compared

  struct Entry {
    StoryVector vector;
    std::uint64_t key = 0, bytes = 0, family = 0;
    std::int64_t ledger_ms = -1;  ///< when it was judged; never falls from one to the next
    std::int64_t published_ms = -1;
    Sequence previous_key = 0, previous_family = 0;
    Sequence previous_in_story = 0;  ///< the next older member that speaks for the story
    std::array<std::uint32_t, kKeys> steps_back{};  ///< to the next older one with that term
    BatchId batch = 0;
    Slot story = kNoStory;
    std::uint64_t merged = 0;  ///< id of the story that went into `story` because of this article
    std::uint32_t members = 0;
    std::uint16_t similarity = 0, novelty = 0;
    std::uint8_t confidence = 0;
    bool first = false;
    bool speaks = false;  ///< for its story: no mere copy
  };

  struct Story {
    std::uint64_t id = 0;
    std::string seed;
    Sequence newest = 0;            ///< member that speaks for it; 0: none
    std::uint32_t visible = 0;      ///< members in the window
    std::uint32_t held = 0;         ///< those that still have an entry; 0: the slot is free
    std::uint64_t merged_into = 0;  ///< id; what would join this story joins that one
    std::uint64_t touched = 0;      ///< the search that came across it
    std::size_t key = 0;            ///< the last term that it found there
    std::uint32_t overlap = 0;      ///< rarity of the terms that it found there
  };

  /// A story that an article may belong to.
  struct Candidate {
    Slot story = kNoStory;
    std::int64_t score = 0;
    std::uint16_t similarity = 0;
    std::uint16_t known = 0;  ///< share of the article's weight that its members have
  };

  /// As things were before the first article of a batch.
  struct Before {
    WindowClock clock;
    Sequence next = 0, visible = 0;
  };

  using Index = std::unordered_map<std::uint64_t, Sequence>;  ///< the newest of each chain

  [[nodiscard]] Sequence next() const { return first_ + entries_.size(); }
  [[nodiscard]] const Entry& At(Sequence sequence) const { return entries_[sequence - first_]; }
  [[nodiscard]] bool Visible(Sequence sequence) const { return sequence >= visible_; }
  [[nodiscard]] Sequence FindIn(const Index& index, std::uint64_t key) const;
  [[nodiscard]] Slot Root(Slot story) const;
  [[nodiscard]] StoryVerdict VerdictOf(const Entry& entry) const;

  void Advance(BatchId batch, std::int64_t time_ms);
  void Date(std::int64_t ledger_ms);
  [[nodiscard]] Entry MakeEntry(BatchId batch, const StoryClaim& claim) const;
  [[nodiscard]] Slot FamilyStory(const StoryClaim& claim) const;
  std::vector<Slot> FindStories(const StoryVector& vector);
  [[nodiscard]] Candidate Compare(const StoryVector& vector, std::int64_t published_ms,
                                  Slot story) const;
  void Judge(const StoryClaim& claim, Entry& entry);
  void Join(const Candidate& candidate, std::uint8_t confidence, Entry& entry) const;
  [[nodiscard]] bool Same(const Candidate& best, const Candidate& second) const;

  Slot OpenStory(std::uint64_t id, const std::string& seed);
  void Add(Entry entry);
  void RemoveNewest();
  void RemoveOldest();
  void Release(Slot story);

  const StoryLimits limits_;
  std::deque<Entry> entries_;
  Sequence first_ = 1;    // of entries_.front(); 0 means none
  Sequence visible_ = 1;  // the oldest in the window
  WindowClock clock_;
  std::map<BatchId, Before> open_;  // batches not yet ended
  Index by_key_, by_family_, by_term_;
  std::vector<Story> stories_;
  std::vector<Slot> free_;
  std::unordered_map<std::uint64_t, Slot> by_id_;
  std::uint64_t searches_ = 0;
};

}  // namespace newswired
