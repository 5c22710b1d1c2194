// What a verdict was chosen from, for people to read.

#include <algorithm>
#include <tuple>
#include <utility>

#include "stages/dedup/window.h"

namespace newswired {

/// In the order in which Relate() looks, those that are equal in something before those that are
/// only alike; the one taken first.
std::vector<DedupWindow::Candidate> DedupWindow::Explain(const Claim& claim, Sequence of,
                                                         const Entry& verdict) const {
  std::vector<Candidate> candidates;
  const auto add = [&](Sequence sequence, std::string_view key) {
    if (sequence == kNone) return;
    auto found = std::find_if(candidates.begin(), candidates.end(),
                              [&](const Candidate& one) { return one.sequence == sequence; });
    if (found == candidates.end()) {
      const Entry& entry = At(sequence);
      Candidate candidate{.sequence = sequence,
                          .uri = std::string(StringOf(sequence, 0, entry.uri_size)),
                          .taken = sequence == of};
      if (claim.print.words >= kFewestWords && entry.words >= kFewestWords) {
        candidate.overlap = Compare(claim, entry);
        candidate.score = ReprintScore(*candidate.overlap);
      }
      found = candidates.insert(candidates.end(), std::move(candidate));
    }
    std::vector<std::string_view>& keys = found->keys;
    if (!key.empty() && (keys.empty() || keys.back() != key)) keys.push_back(key);
  };
  add(FindItemBy(kUri, claim.uri), "same-uri");
  add(FindItemBy(kUrl, claim.url), "same-url");
  add(FindItemBy(kUri, claim.supersedes), "supersedes");
  add(FindItemBy(kUrl, claim.supersedes_url), "supersedes");
  add(FindItemBy(kReplacedUri, claim.uri), "supersedes");
  add(FindItemBy(kReplacedUrl, claim.url), "supersedes");
  add(FindItemBy(kReplacedUri, claim.supersedes), "supersedes");
  add(FindItemBy(kReplacedUrl, claim.supersedes_url), "supersedes");
  add(FindSameText(claim), "same-text");
  // A version of its item that is known by no name of its own.
  add(of, "");
  add(FindHeadline(claim), "same-headline");
  for (const Near& near : FindNear(claim)) add(near.sequence, "");

  const auto rank = [](const Candidate& one) {
    return std::tuple(one.taken, !one.keys.empty(), one.score);
  };
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [&](const Candidate& left, const Candidate& right) { return rank(left) > rank(right); });
  if (candidates.size() > kMostCandidates) candidates.resize(kMostCandidates);
  for (Candidate& candidate : candidates) candidate.reason = ReasonOf(candidate, verdict);
  return candidates;
}

std::string_view DedupWindow::ReasonOf(const Candidate& candidate, const Entry& verdict) const {
  const auto has = [&](std::string_view key) {
    return std::find(candidate.keys.begin(), candidate.keys.end(), key) != candidate.keys.end();
  };
  const bool item = has("same-uri") || has("same-url") || has("supersedes");
  if (candidate.taken) {
    switch (verdict.role) {
      case DedupRole::kRepeat:
        return verdict.stale ? "an earlier version of the item, sent again"
                             : "the same item, unchanged";
      case DedupRole::kRevision:
        return "the same item, changed";
      case DedupRole::kCopy:
        return verdict.stale ? "an earlier text of the item, from another address"
                             : "another item with the same text";
      case DedupRole::kReprint:
        return verdict.headline_only ? "one of the two has no text, and nothing else is nearer"
                                     : "the nearest text above the threshold";
      case DedupRole::kUnique:
        break;
    }
  }
  if (item) {
    return verdict.role == DedupRole::kCopy ? "its latest text has changed since"
                                            : "the item is known under another of its names, too";
  }
  if (verdict.role == DedupRole::kRepeat || verdict.role == DedupRole::kRevision) {
    return "the same item comes first";
  }
  if (verdict.role == DedupRole::kCopy) return "the same text comes first";
  if (candidate.score < limits_.reprint_score && candidate.overlap) return "below the threshold";
  return "another one is nearer";
}

}  // namespace newswired
