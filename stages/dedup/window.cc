#include "stages/dedup/window.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::uint32_t kFewestWords = 5;  // of a text that can be a copy or a reprint
// Boilerplate shares bands with thousands: of one band, so many are compared, so many looked at.
constexpr std::size_t kMostCandidates = 64;
constexpr std::size_t kMostSteps = 1024;
constexpr std::size_t kFirstBuckets = 1024;
constexpr std::int64_t kJumpMs = 3'600'000;
constexpr int kAgreeing = 8;

std::string Two(double value) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

/// Makes `sequence` the newest of its chain; returns what was.
template <class Index, class Sequence>
Sequence Put(Index& index, std::uint64_t key, Sequence sequence, Sequence none) {
  const auto [found, added] = index.emplace(key, sequence);
  return added ? none : std::exchange(found->second, sequence);
}

template <class Index, class Sequence>
void Restore(Index& index, std::uint64_t key, Sequence previous, Sequence none) {
  if (previous != none) {
    index[key] = previous;
  } else {
    index.erase(key);
  }
}

template <class Index, class Sequence>
void Forget(Index& index, std::uint64_t key, Sequence sequence) {
  const auto found = index.find(key);
  if (found != index.end() && found->second == sequence) index.erase(found);
}

}  // namespace

void WindowClock::Advance(std::int64_t time_ms) {
  if (time_ms < 0) return;
  if (now_ms >= 0 && time_ms <= now_ms + kJumpMs) {
    now_ms = std::max(now_ms, time_ms);
    ahead = 0;
    return;
  }
  least_ahead_ms = ahead == 0 ? time_ms : std::min(least_ahead_ms, time_ms);
  if (++ahead < kAgreeing) return;
  now_ms = least_ahead_ms;
  ahead = 0;
}

bool DedupWindow::VisibleAt(const Before& at, Sequence sequence, const Entry& entry) const {
  return sequence + limits_.max_articles >= at.next &&
         (entry.candidate.time_ms < 0 ||
          entry.candidate.time_ms >= at.clock.now_ms - limits_.window_ms);
}

bool DedupWindow::Visible(Sequence sequence, const Entry& entry) const {
  return VisibleAt({clock_, next()}, sequence, entry);
}

const DedupWindow::Entry* DedupWindow::Find(Sequence sequence) const {
  if (sequence < first_ || sequence >= next()) return nullptr;
  const Entry& entry = entries_[sequence - first_];
  return Visible(sequence, entry) ? &entry : nullptr;
}

DedupWindow::Sequence DedupWindow::FindIn(const Index& index, std::uint64_t key) const {
  const auto found = index.find(key);
  return found == index.end() || Find(found->second) == nullptr ? kNone : found->second;
}

// The latest version counts: a text that goes A, B, A was changed twice.
DedupWindow::Sequence DedupWindow::FindItem(const Candidate& candidate) const {
  const Sequence found = FindIn(by_uri_, candidate.uri);
  if (found != kNone) return found;
  return candidate.url == 0 ? kNone : FindIn(by_url_, candidate.url);
}

/// The earliest one that can still be seen, as far as each article remembers one: a chain of
/// thousands is not walked.
DedupWindow::Sequence DedupWindow::FindSameText(const Candidate& candidate) const {
  const Sequence newest = FindIn(by_text_, candidate.print.text_low);
  if (newest == kNone) return kNone;
  const Entry& entry = *Find(newest);
  if (entry.candidate.print.text_high != candidate.print.text_high) return kNone;
  return Find(entry.first_text) != nullptr ? entry.first_text : newest;
}

DedupWindow::Sequence DedupWindow::FindSimilar(const Candidate& candidate,
                                               double& similarity) const {
  Sequence best = kNone;
  const Sketch& sketch = candidate.print.sketch;
  if (buckets_ == 0) return best;
  for (std::size_t band = 0; band < Sketch::kBands; ++band) {
    const std::uint32_t rows = sketch.Band(band);
    std::size_t compared = 0;
    std::size_t steps = 0;
    Sequence at = Widen(Head(band, sketch));
    while (at != kNone && compared < kMostCandidates && steps++ < kMostSteps) {
      const Entry& entry = entries_[at - first_];
      const Sequence older = Widen(entry.older[band]);
      if (entry.candidate.print.words >= kFewestWords &&
          entry.candidate.print.sketch.Band(band) == rows && Visible(at, entry)) {
        ++compared;
        const double found = entry.candidate.print.sketch.Similarity(sketch);
        // The earlier one of two that are as near.
        const bool better = found > similarity || (found == similarity && at < best);
        if (found >= limits_.similarity && better) {
          similarity = found;
          best = at;
        }
      }
      at = older < at ? older : kNone;
    }
  }
  return best;
}

Dedup DedupWindow::VerdictOf(const Entry& entry) const {
  if (entry.verdict != nullptr) return *entry.verdict;
  Dedup verdict;
  verdict.cluster_id = "dup:" + Hex64(entry.cluster);
  verdict.confidence = 0.9;
  return verdict;
}

/// What the candidate repeats or replaces, and in which role; kNone and a bare verdict if nothing.
DedupWindow::Sequence DedupWindow::Relate(const Candidate& candidate, Sequence same_text,
                                          Dedup& verdict) const {
  if (const Sequence item = FindItem(candidate); item != kNone) {
    const Candidate& latest = Find(item)->candidate;
    const bool same = latest.content_hash == candidate.content_hash;
    verdict.role = same ? DedupRole::kRepeat : DedupRole::kRevision;
    verdict.evidence.emplace_back(latest.uri == candidate.uri ? "same-uri" : "same-url");
    verdict.similarity = same ? 1 : latest.print.sketch.Similarity(candidate.print.sketch);
    verdict.confidence = 0.99;
    return item;
  }
  if (same_text != kNone) {
    verdict.role = DedupRole::kCopy;
    verdict.similarity = 1;
    verdict.evidence.emplace_back("same-text");
    verdict.confidence = 0.99;
    return same_text;
  }
  if (candidate.print.words < kFewestWords) return kNone;
  const Sequence similar = FindSimilar(candidate, verdict.similarity);
  if (similar != kNone) {
    verdict.role = DedupRole::kReprint;
    verdict.evidence.push_back("minhash:" + Two(verdict.similarity));
    verdict.confidence = 0.5 + verdict.similarity / 2;
  }
  return similar;
}

DedupWindow::Judgement DedupWindow::Judge(BatchId batch, const Candidate& candidate) {
  open_.try_emplace(batch, Before{clock_, next()});
  clock_.Advance(candidate.time_ms);
  if (const Entry* again = Find(FindIn(by_key_, candidate.key));
      again != nullptr && again->candidate.bytes == candidate.bytes) {
    const Entry* published = Find(again->gave_way_to);
    const bool confirmed = published != nullptr && published->committed && !published->suppressed;
    return {.verdict = VerdictOf(*again),
            .suppressible = again->suppressed && confirmed,
            .again = true};
  }

  Dedup verdict;
  const bool has_text = candidate.print.words >= kFewestWords;
  const Sequence same_text = has_text ? FindSameText(candidate) : kNone;
  const Sequence of = Relate(candidate, same_text, verdict);
  Judgement judgement;
  Entry entry;
  entry.candidate = candidate;
  entry.batch = batch;
  entry.gave_way_to = next();
  entry.first_text = same_text == kNone ? next() : same_text;
  if (of == kNone) {
    entry.cluster = Mix64(candidate.key ^ candidate.bytes);
    judgement.verdict = VerdictOf(entry);
  } else {
    const Entry& other = *Find(of);
    entry.cluster = other.cluster;
    verdict.cluster_id = "dup:" + Hex64(entry.cluster);
    verdict.of = DedupOf{.uri = other.candidate.uri_text,
                         .version = other.candidate.version,
                         .content_hash = other.candidate.content_hash,
                         .confirmed = other.committed && !other.suppressed};
    entry.gave_way_to = other.suppressed ? other.gave_way_to : of;
    const Entry* published = Find(entry.gave_way_to);
    judgement.suppressible = published != nullptr && published->committed && !published->suppressed;
    if (candidate.time_ms >= 0 && candidate.time_ms < clock_.now_ms - limits_.window_ms) {
      verdict.evidence.emplace_back("outside-window");
      judgement.suppressible = false;
    }
    entry.verdict = std::make_unique<const Dedup>(verdict);
    judgement.verdict = std::move(verdict);
  }
  Add(std::move(entry));
  return judgement;
}

void DedupWindow::Add(Entry entry) {
  const Sequence sequence = next();
  const Candidate& candidate = entry.candidate;
  entry.previous_key = Put(by_key_, candidate.key, sequence, kNone);
  entry.previous_uri = Put(by_uri_, candidate.uri, sequence, kNone);
  if (candidate.url != 0) entry.previous_url = Put(by_url_, candidate.url, sequence, kNone);
  const bool has_text = candidate.print.words >= kFewestWords;
  if (has_text) entry.previous_text = Put(by_text_, candidate.print.text_low, sequence, kNone);
  entries_.push_back(std::move(entry));
  if (entries_.size() > buckets_) {
    GrowHeads();
  } else if (has_text) {
    Link(sequence, entries_.back());
  }
}

std::uint32_t& DedupWindow::Head(std::size_t band, const Sketch& sketch) {
  const std::uint64_t bucket = Mix64(sketch.Band(band) + (band << 32)) & (buckets_ - 1);
  return heads_[band * buckets_ + bucket];
}
std::uint32_t DedupWindow::Head(std::size_t band, const Sketch& sketch) const {
  return const_cast<DedupWindow*>(this)->Head(band, sketch);
}

/// The sequence in the window with these low bits, or kNone: what the window has left is no answer.
DedupWindow::Sequence DedupWindow::Widen(std::uint32_t low) const {
  if (low == 0) return kNone;
  const std::uint32_t distance = low - static_cast<std::uint32_t>(first_);
  return distance < entries_.size() ? first_ + distance : kNone;
}

void DedupWindow::Link(Sequence sequence, Entry& entry) {
  for (std::size_t band = 0; band < Sketch::kBands; ++band) {
    entry.older[band] = std::exchange(Head(band, entry.candidate.print.sketch),
                                      static_cast<std::uint32_t>(sequence));
  }
}

void DedupWindow::GrowHeads() {
  buckets_ = std::max(kFirstBuckets, buckets_ * 2);
  heads_.assign(buckets_ * Sketch::kBands, 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].candidate.print.words >= kFewestWords) Link(first_ + i, entries_[i]);
  }
}

void DedupWindow::Suppress() { entries_.back().suppressed = true; }

void DedupWindow::Committed(BatchId batch) {
  for (auto it = entries_.rbegin(); it != entries_.rend() && it->batch >= batch; ++it) {
    if (it->batch == batch) it->committed = true;
  }
  open_.erase(batch);
  // What an open batch needs to be redone alike must stay.
  const Before oldest = open_.empty() ? Before{clock_, next()} : open_.begin()->second;
  while (!entries_.empty() && !VisibleAt(oldest, first_, entries_.front())) RemoveOldest();
}

void DedupWindow::Aborted(BatchId batch) {
  while (!entries_.empty() && entries_.back().batch >= batch) RemoveNewest();
  const auto from = open_.lower_bound(batch);
  if (from == open_.end()) return;
  clock_ = from->second.clock;
  open_.erase(from, open_.end());
}

void DedupWindow::RemoveNewest() {
  const Entry& entry = entries_.back();
  const Candidate& candidate = entry.candidate;
  Restore(by_key_, candidate.key, entry.previous_key, kNone);
  Restore(by_uri_, candidate.uri, entry.previous_uri, kNone);
  if (candidate.url != 0) Restore(by_url_, candidate.url, entry.previous_url, kNone);
  if (candidate.print.words >= kFewestWords) {
    Restore(by_text_, candidate.print.text_low, entry.previous_text, kNone);
    for (std::size_t band = 0; band < Sketch::kBands; ++band) {
      Head(band, candidate.print.sketch) = entry.older[band];
    }
  }
  entries_.pop_back();
}

// Heads that still name it are harmless: Widen() does not find it any more.
void DedupWindow::RemoveOldest() {
  const Candidate& candidate = entries_.front().candidate;
  Forget(by_key_, candidate.key, first_);
  Forget(by_uri_, candidate.uri, first_);
  if (candidate.url != 0) Forget(by_url_, candidate.url, first_);
  if (candidate.print.words >= kFewestWords) Forget(by_text_, candidate.print.text_low, first_);
  entries_.pop_front();
  ++first_;
}

}  // namespace newswired
