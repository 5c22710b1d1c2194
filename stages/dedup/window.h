#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/core/article.h"
#include "stages/core/stage.h"
#include "stages/dedup/sketch.h"

namespace newswired {

/// What dedup has to know of an article.
struct Candidate {
  std::uint64_t key = 0;      ///< topic, partition, offset, item
  std::uint64_t bytes = 0;    ///< of the item's own bytes: same key, other bytes = another article
  std::uint64_t uri = 0;      ///< identity
  std::uint64_t url = 0;      ///< canonical URL; 0: none
  std::int64_t time_ms = -1;  ///< record time
  std::string uri_text, version, content_hash;
  Fingerprint print;
};

struct WindowLimits {
  std::int64_t window_ms = 0;
  std::uint64_t max_articles = 0;
  double similarity = 0;  ///< least estimated Jaccard similarity of a reprint
};

/// The latest record time seen. A jump of more than an hour counts only when eight records in a row
/// are beyond it: one producer with a wrong clock must not make everything else old.
struct WindowClock {
  std::int64_t now_ms = -1;
  std::int64_t least_ahead_ms = 0;  ///< of the `ahead` records that wait to be believed
  int ahead = 0;

  void Advance(std::int64_t time_ms);
};

/// The articles of the last days of one lane, in the order in which they were judged.
///
/// An article is visible while its record time lies within the window before that of WindowClock
/// and no more than `max_articles` came after it. Verdicts depend on nothing else, so
/// batches that are aborted and redone leave no trace. About 1 kB an article; a judgement costs a
/// few microseconds, and is bounded whatever the articles are. Not thread-safe.
class DedupWindow {
 public:
  explicit DedupWindow(WindowLimits limits) : limits_(limits) {}

  struct Judgement {
    Dedup verdict;
    /// Its family has a member whose publication is committed, so it may be suppressed.
    bool suppressible = false;
    bool again = false;  ///< the record was delivered before: nothing was added
  };

  /// Judges the candidate and adds it. A record that is delivered again gets its first verdict.
  Judgement Judge(BatchId batch, const Candidate& candidate);
  /// The article judged last will not be published; only where that was `suppressible`.
  void Suppress();
  void Committed(BatchId batch);
  void Aborted(BatchId batch);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Sequence = std::uint64_t;
  static constexpr Sequence kNone = ~Sequence{0};
  using Index = std::unordered_map<std::uint64_t, Sequence>;  ///< the newest of each chain

  struct Entry {
    Candidate candidate;
    BatchId batch = 0;
    std::uint64_t cluster = 0;
    std::unique_ptr<const Dedup> verdict;  ///< of all but unique articles
    Sequence gave_way_to = 0;              ///< where suppressed: the published member of its family
    Sequence first_text = 0;  ///< earliest article of the same text, itself if there is none
    bool suppressed = false;
    bool committed = false;
    Sequence previous_key = kNone, previous_uri = kNone, previous_url = kNone,
             previous_text = kNone;
    /// Next older article in the same bucket of each band, low 32 bits.
    std::array<std::uint32_t, Sketch::kBands> older{};
  };

  /// As things were before the first article of a batch.
  struct Before {
    WindowClock clock;
    Sequence next = 0;
  };

  [[nodiscard]] Sequence next() const { return first_ + entries_.size(); }
  [[nodiscard]] const Entry* Find(Sequence sequence) const;
  [[nodiscard]] Sequence FindIn(const Index& index, std::uint64_t key) const;
  [[nodiscard]] Sequence FindItem(const Candidate& candidate) const;
  [[nodiscard]] Sequence FindSameText(const Candidate& candidate) const;
  [[nodiscard]] Sequence FindSimilar(const Candidate& candidate, double& similarity) const;
  [[nodiscard]] Dedup VerdictOf(const Entry& entry) const;
  Sequence Relate(const Candidate& candidate, Sequence same_text, Dedup& verdict) const;
  void Add(Entry entry);
  void RemoveNewest();
  void RemoveOldest();
  [[nodiscard]] bool VisibleAt(const Before& at, Sequence sequence, const Entry& entry) const;
  [[nodiscard]] bool Visible(Sequence sequence, const Entry& entry) const;

  std::uint32_t& Head(std::size_t band, const Sketch& sketch);
  [[nodiscard]] std::uint32_t Head(std::size_t band, const Sketch& sketch) const;
  [[nodiscard]] Sequence Widen(std::uint32_t low) const;
  void Link(Sequence sequence, Entry& entry);
  void GrowHeads();

  const WindowLimits limits_;
  std::deque<Entry> entries_;
  Sequence first_ = 1;  // of entries_.front(); 0 means none in `heads_`
  WindowClock clock_;
  std::map<BatchId, Before> open_;  // batches not yet ended
  Index by_key_, by_uri_, by_url_, by_text_;
  std::vector<std::uint32_t> heads_;  // kBands tables of buckets_ low halves of sequences
  std::size_t buckets_ = 0;           // a power of two
};

}  // namespace newswired
