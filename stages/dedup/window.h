#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

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

/// The articles of the last days of one lane, in the order in which they were judged.
///
/// An article is visible while its record time lies within the window before the latest record
/// time seen and no more than `max_articles` came after it. Verdicts depend on nothing else, so
/// batches that are aborted and redone leave no trace. Not thread-safe.
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
  struct Entry {
    Candidate candidate;
    BatchId batch = 0;
    Dedup verdict;
    Sequence gave_way_to = 0;  ///< where suppressed: the published member of its family
    bool suppressed = false;
    bool committed = false;
    std::optional<Sequence> previous_key, previous_uri, previous_url;  ///< what the index held before
  };
  using Index = std::unordered_map<std::uint64_t, Sequence>;

  Entry* Find(Sequence sequence);
  std::optional<Sequence> FindIn(const Index& index, std::uint64_t key);
  std::optional<Sequence> FindItem(const Candidate& candidate);
  std::optional<Sequence> FindSameText(const Candidate& candidate);
  std::optional<Sequence> FindSimilar(const Candidate& candidate, double& similarity);
  void Add(Entry entry);
  void RemoveNewest();
  void RemoveOldest();
  [[nodiscard]] bool Visible(Sequence sequence, const Entry& entry) const;
  static std::optional<Sequence> Put(Index& index, std::uint64_t key, Sequence sequence);
  static void Restore(Index& index, std::uint64_t key, std::optional<Sequence> previous);

  const WindowLimits limits_;
  std::deque<Entry> entries_;
  Sequence first_ = 0;  // of entries_.front()
  std::int64_t now_ms_ = -1;
  std::map<BatchId, std::int64_t> now_before_;  // of batches not yet ended
  Index by_key_, by_uri_, by_url_;              // newest
  std::unordered_multimap<std::uint64_t, Sequence> by_text_, by_band_;
};

}  // namespace newswired
