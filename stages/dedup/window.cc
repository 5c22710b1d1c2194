#include "stages/dedup/window.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::uint32_t kFewestWords = 5;  // of a text that can be a copy or a reprint
constexpr std::size_t kMostCandidates = 64;  // of one band: boilerplate shares bands with thousands

std::string Two(double value) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

template <class MultiIndex>
void Erase(MultiIndex& index, std::uint64_t key, std::uint64_t sequence) {
  const auto [begin, end] = index.equal_range(key);
  for (auto it = begin; it != end; ++it) {
    if (it->second != sequence) continue;
    index.erase(it);
    return;
  }
}

}  // namespace

bool DedupWindow::Visible(Sequence sequence, const Entry& entry) const {
  const Sequence next = first_ + entries_.size();
  return sequence + limits_.max_articles >= next &&
         (entry.candidate.time_ms < 0 || entry.candidate.time_ms >= now_ms_ - limits_.window_ms);
}

DedupWindow::Entry* DedupWindow::Find(Sequence sequence) {
  if (sequence < first_ || sequence >= first_ + entries_.size()) return nullptr;
  Entry& entry = entries_[sequence - first_];
  return Visible(sequence, entry) ? &entry : nullptr;
}

std::optional<DedupWindow::Sequence> DedupWindow::FindIn(const Index& index, std::uint64_t key) {
  const auto found = index.find(key);
  if (found == index.end() || Find(found->second) == nullptr) return std::nullopt;
  return found->second;
}

// The latest version counts: a text that goes A, B, A was changed twice.
std::optional<DedupWindow::Sequence> DedupWindow::FindItem(const Candidate& candidate) {
  if (const auto found = FindIn(by_uri_, candidate.uri)) return found;
  return candidate.url == 0 ? std::nullopt : FindIn(by_url_, candidate.url);
}

std::optional<DedupWindow::Sequence> DedupWindow::FindSameText(const Candidate& candidate) {
  std::optional<Sequence> first;
  const auto [begin, end] = by_text_.equal_range(candidate.print.text_low);
  for (auto it = begin; it != end; ++it) {
    const Entry* entry = Find(it->second);
    if (entry != nullptr && entry->candidate.print.text_high == candidate.print.text_high &&
        (!first || it->second < *first)) {
      first = it->second;
    }
  }
  return first;
}

std::optional<DedupWindow::Sequence> DedupWindow::FindSimilar(const Candidate& candidate,
                                                              double& similarity) {
  std::optional<Sequence> best;
  for (std::size_t band = 0; band < Sketch::kBands; ++band) {
    const auto [begin, end] = by_band_.equal_range(candidate.print.sketch.Band(band));
    std::size_t looked = 0;
    for (auto it = begin; it != end && looked < kMostCandidates; ++it, ++looked) {
      const Entry* entry = Find(it->second);
      if (entry == nullptr) continue;
      const double found = entry->candidate.print.sketch.Similarity(candidate.print.sketch);
      // The earlier one of two that are as near.
      if (found < limits_.similarity || found < similarity ||
          (best && found == similarity && it->second >= *best)) {
        continue;
      }
      similarity = found;
      best = it->second;
    }
  }
  return best;
}

DedupWindow::Judgement DedupWindow::Judge(BatchId batch, const Candidate& candidate) {
  now_before_.emplace(batch, now_ms_);
  now_ms_ = std::max(now_ms_, candidate.time_ms);
  if (const auto found = FindIn(by_key_, candidate.key)) {
    const Entry& again = *Find(*found);
    if (again.candidate.bytes == candidate.bytes) return {.verdict = again.verdict, .again = true};
  }

  Dedup verdict;
  std::optional<Sequence> of = FindItem(candidate);
  if (of) {
    const Candidate& latest = Find(*of)->candidate;
    const bool same = latest.content_hash == candidate.content_hash;
    verdict.role = same ? DedupRole::kRepeat : DedupRole::kRevision;
    verdict.evidence.emplace_back(latest.uri == candidate.uri ? "same-uri" : "same-url");
    verdict.similarity = same ? 1 : latest.print.sketch.Similarity(candidate.print.sketch);
    verdict.confidence = 0.99;
  } else if (candidate.print.words >= kFewestWords) {
    if ((of = FindSameText(candidate))) {
      verdict.role = DedupRole::kCopy;
      verdict.similarity = 1;
      verdict.evidence.emplace_back("same-text");
      verdict.confidence = 0.99;
    } else if ((of = FindSimilar(candidate, verdict.similarity))) {
      verdict.role = DedupRole::kReprint;
      verdict.evidence.push_back("minhash:" + Two(verdict.similarity));
      verdict.confidence = 0.5 + verdict.similarity / 2;
    }
  }

  Judgement judgement;
  Sequence gave_way_to = first_ + entries_.size();
  if (!of) {
    verdict.cluster_id = "dup:" + Hex64(Mix64(candidate.key ^ candidate.bytes));
    verdict.confidence = 0.9;
  } else {
    const Entry& other = *Find(*of);
    verdict.cluster_id = other.verdict.cluster_id;
    verdict.of = DedupOf{.uri = other.candidate.uri_text,
                         .version = other.candidate.version,
                         .content_hash = other.candidate.content_hash,
                         .confirmed = other.committed && !other.suppressed};
    gave_way_to = other.suppressed ? other.gave_way_to : *of;
    const Entry* published = Find(gave_way_to);
    judgement.suppressible = published != nullptr && published->committed && !published->suppressed;
  }
  judgement.verdict = verdict;
  Add({.candidate = candidate,
       .batch = batch,
       .verdict = std::move(verdict),
       .gave_way_to = gave_way_to});
  return judgement;
}

std::optional<DedupWindow::Sequence> DedupWindow::Put(Index& index, std::uint64_t key,
                                                      Sequence sequence) {
  const auto [found, added] = index.emplace(key, sequence);
  if (added) return std::nullopt;
  return std::exchange(found->second, sequence);
}

void DedupWindow::Restore(Index& index, std::uint64_t key, std::optional<Sequence> previous) {
  if (previous) {
    index[key] = *previous;
  } else {
    index.erase(key);
  }
}

void DedupWindow::Add(Entry entry) {
  const Sequence sequence = first_ + entries_.size();
  const Candidate& candidate = entry.candidate;
  entry.previous_key = Put(by_key_, candidate.key, sequence);
  entry.previous_uri = Put(by_uri_, candidate.uri, sequence);
  if (candidate.url != 0) entry.previous_url = Put(by_url_, candidate.url, sequence);
  if (candidate.print.words >= kFewestWords) {
    by_text_.emplace(candidate.print.text_low, sequence);
    for (std::size_t band = 0; band < Sketch::kBands; ++band) {
      by_band_.emplace(candidate.print.sketch.Band(band), sequence);
    }
  }
  entries_.push_back(std::move(entry));
}

void DedupWindow::Suppress() { entries_.back().suppressed = true; }

void DedupWindow::Committed(BatchId batch) {
  for (auto it = entries_.rbegin(); it != entries_.rend() && it->batch >= batch; ++it) {
    if (it->batch == batch) it->committed = true;
  }
  now_before_.erase(batch);
  // Only now: what an open batch may still need to be redone alike must stay.
  if (!now_before_.empty()) return;
  while (!entries_.empty() && !Visible(first_, entries_.front())) RemoveOldest();
}

void DedupWindow::Aborted(BatchId batch) {
  while (!entries_.empty() && entries_.back().batch >= batch) RemoveNewest();
  const auto from = now_before_.lower_bound(batch);
  if (from == now_before_.end()) return;
  now_ms_ = from->second;
  now_before_.erase(from, now_before_.end());
}

void DedupWindow::RemoveNewest() {
  const Sequence sequence = first_ + entries_.size() - 1;
  const Entry& entry = entries_.back();
  const Candidate& candidate = entry.candidate;
  Restore(by_key_, candidate.key, entry.previous_key);
  Restore(by_uri_, candidate.uri, entry.previous_uri);
  if (candidate.url != 0) Restore(by_url_, candidate.url, entry.previous_url);
  Erase(by_text_, candidate.print.text_low, sequence);
  for (std::size_t band = 0; band < Sketch::kBands; ++band) {
    Erase(by_band_, candidate.print.sketch.Band(band), sequence);
  }
  entries_.pop_back();
}

void DedupWindow::RemoveOldest() {
  const Candidate& candidate = entries_.front().candidate;
  const auto forget = [&](Index& index, std::uint64_t key) {
    const auto found = index.find(key);
    if (found != index.end() && found->second == first_) index.erase(found);
  };
  forget(by_key_, candidate.key);
  forget(by_uri_, candidate.uri);
  if (candidate.url != 0) forget(by_url_, candidate.url);
  Erase(by_text_, candidate.print.text_low, first_);
  for (std::size_t band = 0; band < Sketch::kBands; ++band) {
    Erase(by_band_, candidate.print.sketch.Band(band), first_);
  }
  entries_.pop_front();
  ++first_;
}

}  // namespace newswired
