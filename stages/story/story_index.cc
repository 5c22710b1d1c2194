#include "stages/story/story_index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "stages/story/story_score.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
// Beyond it two stories that one article belongs to are compared with each other.
constexpr std::int64_t kMergeScore = 2048;
constexpr std::uint32_t kLeastOverlap =
    3;  // compared: what shares a third of what the nearest does
constexpr std::uint8_t kFamilyConfidence = 97;
constexpr std::int64_t kNoScore = std::numeric_limits<std::int64_t>::min();
constexpr int kMostMerges = 16;  // in a row, one into the next

/// Makes `sequence` the newest of its chain; returns what was, 0 for nothing.
template <class Index, class Sequence>
Sequence Put(Index& index, std::uint64_t key, Sequence sequence) {
  const auto [found, added] = index.emplace(key, sequence);
  return added ? 0 : std::exchange(found->second, sequence);
}

template <class Index, class Sequence>
void PutBack(Index& index, std::uint64_t key, Sequence previous, Sequence oldest) {
  if (previous >= oldest) {
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

class Hasher {
 public:
  void Add(std::uint64_t value) { hash_ = Mix64(hash_ ^ value) + 0x9E3779B97F4A7C15ULL; }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

std::uint64_t HashOf(const StoryVector& vector) {
  Hasher hasher;
  for (std::size_t i = 0; i < vector.size; ++i) {
    hasher.Add(std::uint64_t{vector.hashes[i]} << 16 | std::uint64_t{vector.weights[i]} << 8 |
               vector.marks[i]);
  }
  return hasher.value();
}

}  // namespace

StoryIndex::StoryIndex(StoryLimits limits) : limits_(limits) {}

StoryIndex::Sequence StoryIndex::FindIn(const Index& index, std::uint64_t key) const {
  const auto found = index.find(key);
  return found != index.end() && Visible(found->second) ? found->second : 0;
}

/// The story that one went into, itself if it did not.
StoryIndex::Slot StoryIndex::Root(Slot story) const {
  for (int i = 0; i < kMostMerges && stories_[story].merged_into != 0; ++i) {
    const auto found = by_id_.find(stories_[story].merged_into);
    if (found == by_id_.end()) break;
    story = found->second;
  }
  return story;
}

void StoryIndex::Advance(BatchId batch, std::int64_t time_ms) {
  open_.try_emplace(batch, Before{clock_, next(), visible_});
  const bool undated = clock_.now_ms < 0;
  clock_.Advance(time_ms);
  if (undated && clock_.now_ms >= 0) Date(clock_.now_ms);
  while (visible_ < next() && (At(visible_).ledger_ms < clock_.now_ms - limits_.window_ms ||
                               next() - visible_ >= limits_.max_articles)) {
    --stories_[At(visible_).story].visible;
    ++visible_;
  }
}

/// What was judged before the ledger had a time is as old as that time.
void StoryIndex::Date(std::int64_t ledger_ms) {
  for (Entry& entry : entries_) entry.ledger_ms = ledger_ms;
}

StoryIndex::Entry StoryIndex::MakeEntry(BatchId batch, const StoryClaim& claim) const {
  Entry entry;
  entry.vector = claim.vector;
  entry.key = claim.key;
  entry.bytes = claim.bytes;
  entry.family = claim.family;
  entry.batch = batch;
  entry.ledger_ms = clock_.now_ms;
  entry.published_ms = claim.time_ms >= 0 ? claim.time_ms : clock_.now_ms;
  // A date in the future is a mistake.
  if (claim.published_ms >= 0) {
    entry.published_ms = std::min(claim.published_ms, std::max(entry.published_ms, clock_.now_ms));
  }
  entry.speaks = claim.kinship == Kinship::kNone || claim.kinship == Kinship::kRevision;
  return entry;
}

StoryIndex::Slot StoryIndex::FamilyStory(const StoryClaim& claim) const {
  if (claim.kinship == Kinship::kNone || claim.family == 0) return kNoStory;
  const Sequence newest = FindIn(by_family_, claim.family);
  return newest == 0 ? kNoStory : Root(At(newest).story);
}

std::vector<StoryIndex::Slot> StoryIndex::FindStories(const StoryVector& vector) {
  std::vector<Slot> found;
  ++searches_;
  for (std::size_t i = 0; i < std::min<std::size_t>(vector.size, kKeys); ++i) {
    const std::uint32_t term = vector.hashes[i];
    Sequence at = FindIn(by_term_, term);
    for (std::size_t step = 0; step < kMostSteps && at != 0 && Visible(at); ++step) {
      const Entry& entry = At(at);
      const Slot slot = Root(entry.story);
      Story& story = stories_[slot];
      if (std::exchange(story.touched, searches_) != searches_) {
        story.overlap = 0;
        story.key = kKeys;
        found.push_back(slot);
      }
      // A large story has no more of the article than a small one that shares as many terms.
      if (std::exchange(story.key, i) != i) {
        story.overlap += static_cast<std::uint32_t>(vector.marks[i] & StoryVector::kRarity);
      }
      const auto* const same =
          std::find(entry.vector.hashes.begin(), entry.vector.hashes.begin() + kKeys, term);
      const std::uint32_t back =
          entry.steps_back[static_cast<std::size_t>(same - entry.vector.hashes.begin())];
      at = back == 0 || back > at ? 0 : at - back;
    }
  }
  const std::size_t kept = std::min(found.size(), kMostCandidates);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    [this](Slot a, Slot b) {
                      const Story& one = stories_[a];
                      const Story& other = stories_[b];
                      return one.overlap != other.overlap ? one.overlap > other.overlap
                                                          : one.id < other.id;
                    });
  found.resize(kept);
  std::erase_if(found, [this, most = found.empty() ? 0 : stories_[found.front()].overlap](
                           Slot slot) { return stories_[slot].overlap * kLeastOverlap < most; });
  return found;
}

StoryIndex::Candidate StoryIndex::Compare(const StoryVector& vector, std::int64_t published_ms,
                                          Slot story) const {
  std::array<const StoryVector*, kMostMembers> members;
  std::size_t size = 0;
  std::int64_t newest_ms = published_ms;
  for (Sequence at = stories_[story].newest; Visible(at) && size < kMostMembers;
       at = At(at).previous_in_story) {
    if (size == 0) newest_ms = At(at).published_ms;
    members[size++] = &At(at).vector;
  }
  Candidate candidate{.story = story, .score = kNoScore};
  if (size == 0) {  // nothing but copies, whose original has left the window
    candidate.similarity = candidate.known = 1024;
    return candidate;
  }
  StoryFeatures features = CompareWithStory(vector, {members.data(), size});
  features.gap_days = std::max<std::int64_t>(0, (published_ms - newest_ms) / kDayMs - 1);
  candidate.score = StoryScore(features) - limits_.min_score;
  candidate.similarity = static_cast<std::uint16_t>(features.nearest);
  candidate.known = static_cast<std::uint16_t>(features.known);
  return candidate;
}

/// An article can belong to two stories because it tells of both: they are one only where the
/// newest of one belongs to the other, too.
bool StoryIndex::Same(const Candidate& best, const Candidate& second) const {
  if (second.story == kNoStory || second.score < kMergeScore) return false;
  const Entry& newest = At(stories_[second.story].newest);
  return Compare(newest.vector, newest.published_ms, best.story).score >= kMergeScore;
}

void StoryIndex::Join(const Candidate& candidate, std::uint8_t confidence, Entry& entry) const {
  entry.story = candidate.story;
  entry.similarity = candidate.similarity;
  entry.novelty = static_cast<std::uint16_t>(1024 - candidate.known);
  entry.confidence = confidence;
}

void StoryIndex::Judge(const StoryClaim& claim, Entry& entry) {
  if (const Slot family = FamilyStory(claim); family != kNoStory) {
    Join(Compare(claim.vector, entry.published_ms, family), kFamilyConfidence, entry);
    return;
  }
  Candidate best{.score = kNoScore};
  Candidate second{.score = kNoScore};
  for (const Slot story : FindStories(claim.vector)) {
    const Candidate candidate = Compare(claim.vector, entry.published_ms, story);
    if (candidate.score > best.score) {
      second = std::exchange(best, candidate);
    } else if (candidate.score > second.score) {
      second = candidate;
    }
  }
  if (best.story == kNoStory || best.score < 0) {
    entry.first = true;
    entry.speaks = true;
    entry.novelty = static_cast<std::uint16_t>(1024 - best.known);
    entry.confidence = Confidence(best.story == kNoStory ? 4096 : -best.score);
    entry.story = OpenStory(Mix64(claim.key ^ claim.bytes), claim.uri);
    return;
  }
  if (Same(best, second)) {
    const Story& one = stories_[best.story];
    const Story& other = stories_[second.story];
    if (std::pair(other.visible, one.id) > std::pair(one.visible, other.id)) {
      std::swap(best, second);
    }
    entry.merged = stories_[second.story].id;
  }
  Join(best, Confidence(best.score), entry);
}

StoryVerdict StoryIndex::Apply(BatchId batch, const StoryClaim& claim) {
  Advance(batch, claim.time_ms);
  if (const Sequence again = FindIn(by_key_, claim.key);
      again != 0 && At(again).bytes == claim.bytes) {
    return VerdictOf(At(again));
  }
  Entry entry = MakeEntry(batch, claim);
  const bool counted = claim.kinship != Kinship::kRepeat || FamilyStory(claim) == kNoStory;
  Judge(claim, entry);
  entry.members = stories_[entry.story].visible + (counted ? 1 : 0);
  StoryVerdict verdict = VerdictOf(entry);
  verdict.counted = counted;
  if (counted) Add(std::move(entry));
  return verdict;
}

void StoryIndex::Restore(BatchId batch, const StoryClaim& claim, const StoryVerdict& verdict) {
  Advance(batch, claim.time_ms);
  if (!verdict.counted) return;
  Entry entry = MakeEntry(batch, claim);
  entry.story = OpenStory(verdict.story, verdict.seed);
  entry.merged = verdict.merged;
  entry.members = verdict.members;
  entry.similarity = verdict.similarity;
  entry.novelty = verdict.novelty;
  entry.confidence = verdict.confidence;
  entry.first = verdict.first;
  entry.speaks |= verdict.first;
  Add(std::move(entry));
}

StoryVerdict StoryIndex::VerdictOf(const Entry& entry) const {
  const Story& story = stories_[entry.story];
  return {.story = story.id,
          .merged = entry.merged,
          .members = entry.members,
          .similarity = entry.similarity,
          .novelty = entry.novelty,
          .confidence = entry.confidence,
          .first = entry.first,
          .seed = story.seed};
}

/// The story of this id, a new one if there is none.
StoryIndex::Slot StoryIndex::OpenStory(std::uint64_t id, const std::string& seed) {
  const auto [found, added] = by_id_.try_emplace(id, kNoStory);
  if (!added) return found->second;
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(stories_.size()));
    stories_.emplace_back();
  }
  found->second = free_.back();
  free_.pop_back();
  stories_[found->second] = Story{.id = id, .seed = seed};
  return found->second;
}

void StoryIndex::Add(Entry entry) {
  const Sequence sequence = next();
  Story& story = stories_[entry.story];
  ++story.visible;
  ++story.held;
  entry.previous_key = Put(by_key_, entry.key, sequence);
  if (entry.family != 0) entry.previous_family = Put(by_family_, entry.family, sequence);
  if (const auto merged = by_id_.find(entry.merged); merged != by_id_.end()) {
    stories_[merged->second].merged_into = story.id;
  }
  if (entry.speaks) {
    entry.previous_in_story = std::exchange(story.newest, sequence);
    for (std::size_t i = 0; i < std::min<std::size_t>(entry.vector.size, kKeys); ++i) {
      const Sequence previous = Put(by_term_, entry.vector.hashes[i], sequence);
      if (previous >= first_) entry.steps_back[i] = static_cast<std::uint32_t>(sequence - previous);
    }
  }
  entries_.push_back(std::move(entry));
}

void StoryIndex::RemoveNewest() {
  const Entry& entry = entries_.back();
  const Sequence sequence = next() - 1;
  Story& story = stories_[entry.story];
  PutBack(by_key_, entry.key, entry.previous_key, first_);
  if (entry.family != 0) PutBack(by_family_, entry.family, entry.previous_family, first_);
  if (const auto merged = by_id_.find(entry.merged); merged != by_id_.end()) {
    stories_[merged->second].merged_into = 0;
  }
  if (entry.speaks) {
    story.newest = entry.previous_in_story;
    for (std::size_t i = 0; i < std::min<std::size_t>(entry.vector.size, kKeys); ++i) {
      const std::uint32_t back = entry.steps_back[i];
      PutBack(by_term_, entry.vector.hashes[i], back == 0 ? 0 : sequence - back, first_);
    }
  }
  --story.visible;
  Release(entry.story);
  entries_.pop_back();
}

void StoryIndex::RemoveOldest() {
  const Entry& entry = entries_.front();
  Forget(by_key_, entry.key, first_);
  if (entry.family != 0) Forget(by_family_, entry.family, first_);
  if (entry.speaks) {
    for (std::size_t i = 0; i < std::min<std::size_t>(entry.vector.size, kKeys); ++i) {
      Forget(by_term_, entry.vector.hashes[i], first_);
    }
  }
  Release(entry.story);
  entries_.pop_front();
  ++first_;
}

/// An entry of the story goes; the story goes with its last one.
void StoryIndex::Release(Slot slot) {
  Story& story = stories_[slot];
  if (--story.held > 0) return;
  by_id_.erase(story.id);
  story = Story{};
  free_.push_back(slot);
}

void StoryIndex::Committed(BatchId batch) {
  open_.erase(batch);
  // What an open batch needs to be redone alike must stay.
  const Sequence oldest = open_.empty() ? visible_ : open_.begin()->second.visible;
  while (first_ < oldest) RemoveOldest();
}

void StoryIndex::Aborted(BatchId batch) {
  const auto from = open_.lower_bound(batch);
  if (from == open_.end()) return;
  const Before before = from->second;
  open_.erase(from, open_.end());
  while (visible_ > before.visible) ++stories_[At(--visible_).story].visible;
  while (next() > before.next) RemoveNewest();
  if (clock_.now_ms >= 0 && before.clock.now_ms < 0) Date(before.clock.now_ms);
  clock_ = before.clock;
}

std::size_t StoryIndex::stories() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(stories_, [](const Story& story) { return story.visible > 0; }));
}

std::uint64_t StoryIndex::Hash() const {
  Hasher hasher;
  hasher.Add(static_cast<std::uint64_t>(clock_.now_ms));
  hasher.Add(static_cast<std::uint64_t>(clock_.ahead > 0 ? clock_.least_ahead_ms : 0));
  hasher.Add(static_cast<std::uint64_t>(clock_.ahead));
  for (Sequence at = visible_; at < next(); ++at) {
    const Entry& entry = At(at);
    const Story& story = stories_[entry.story];
    for (const std::uint64_t value :
         {entry.key, entry.bytes, entry.family, static_cast<std::uint64_t>(entry.ledger_ms),
          static_cast<std::uint64_t>(entry.published_ms), story.id, story.merged_into,
          Hash64(story.seed), entry.merged, std::uint64_t{story.visible},
          std::uint64_t{entry.members}, std::uint64_t{entry.similarity},
          std::uint64_t{entry.novelty}, std::uint64_t{entry.confidence}, std::uint64_t{entry.first},
          std::uint64_t{entry.speaks}, HashOf(entry.vector)}) {
      hasher.Add(value);
    }
  }
  return hasher.value();
}

}  // namespace newswired
