#include "stages/story/story_index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "stages/core/shared_memory.h"
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

constexpr std::size_t kNodeBytes = 32;  // of an index, with its share of the table
constexpr std::size_t kSeedBytes = 100;

/// Of an article in the index by key.
std::uint64_t ArticleKey(std::uint64_t key, std::uint64_t bytes) {
  return Mix64(key ^ Mix64(bytes));
}

std::uint64_t HashOf(const StoryVector& vector) {
  StateHasher hasher;
  for (std::size_t i = 0; i < vector.size; ++i) {
    hasher.Add(std::uint64_t{vector.hashes[i]} << 16 | std::uint64_t{vector.weights[i]} << 8 |
               vector.marks[i]);
  }
  return hasher.value();
}

}  // namespace

StoryIndex::StoryIndex(StoryLimits limits) : limits_(limits) {}

StoryIndex::Slot StoryIndex::NewestIn(const Index& index, std::uint64_t key) const {
  const auto found = index.find(key);
  return found != index.end() && Visible(found->second.newest) ? found->second.newest : kNone;
}

StoryIndex::Slot StoryIndex::FindArticle(std::uint64_t key, std::uint64_t bytes) const {
  const Slot slot = NewestIn(by_key_, ArticleKey(key, bytes));
  return slot != kNone && At(slot).key == key && At(slot).bytes == bytes ? slot : kNone;
}

/// The story that one went into, itself if it did not. Of stories that went into each other, since
/// neither merge was known where the other was found, the one with the least id.
StoryIndex::Slot StoryIndex::Root(Slot story) const {
  std::array<Slot, kMostMerges> path;
  std::size_t size = 0;
  while (stories_[story].merged_into != 0 && size < path.size()) {
    auto* const end = path.begin() + size;
    if (auto* const seen = std::find(path.begin(), end, story); seen != end) {
      return *std::min_element(seen, end,
                               [this](Slot a, Slot b) { return stories_[a].id < stories_[b].id; });
    }
    path[size++] = story;
    story = by_id_.at(stories_[story].merged_into);
  }
  return story;
}

std::size_t StoryIndex::KeysOf(const StoryVector& vector) {
  return std::min<std::size_t>(vector.size, kKeys);
}

/// One of the keys of the article.
StoryIndex::Slot StoryIndex::KeySlot(Slot slot, std::size_t key) {
  return static_cast<Slot>(slot * kKeys + key);
}

void StoryIndex::Advance(std::int64_t time_ms) {
  const std::int64_t before = clock_.now_ms;
  const Sequence held = clock_.HeldFrom(next_);
  clock_.Advance(time_ms, next_);
  const std::int64_t now = clock_.now_ms;
  if (now > before && (before < 0 || now > before + WindowClock::kJumpMs)) DateFrom(held, now);
  while (waiting_.oldest != kNone &&
         At(waiting_.oldest).waiting_ms + SharedMemory::kLapseMs <= now) {
    Lapse(waiting_.oldest);
  }
  if (now / kTurnMs != before / kTurnMs) {
    for (Slot at = waiting_.oldest; at != kNone; at = At(at).waiting.newer) {
      if (At(at).lends) Withdraw(at);
    }
  }
  Expire();
}

/// What was judged from there on is as old as that time, and waits since then.
void StoryIndex::DateFrom(Sequence sequence, std::int64_t time_ms) {
  for (Slot at = age_.newest; at != kNone && At(at).sequence >= sequence; at = At(at).age.older) {
    entries_[at].ledger_ms = time_ms;
  }
  for (Slot at = waiting_.newest; at != kNone && At(at).waits_from >= sequence;
       at = At(at).waiting.older) {
    entries_[at].waiting_ms = time_ms;
  }
}

void StoryIndex::Expire() {
  while (first_visible_ != kNone &&
         (At(first_visible_).ledger_ms < clock_.now_ms - limits_.window_ms ||
          articles_ >= limits_.max_articles)) {
    const Entry& entry = At(first_visible_);
    visible_ = entry.sequence + 1;
    first_visible_ = entry.age.newer;
    --articles_;
    if (entry.lends) --stories_[entry.story].visible;
  }
  Forget();
}

void StoryIndex::Forget() {
  // What an open batch needs to be redone alike must stay.
  const Sequence oldest = open_.empty() ? visible_ : open_.begin()->second.visible;
  while (age_.oldest != kNone && At(age_.oldest).sequence < oldest) Remove(age_.oldest);
}

void StoryIndex::Lapse(Slot slot) {
  Entry& entry = entries_[slot];
  if (entry.lends) Withdraw(slot);
  Release(std::exchange(entry.story, kNone));
  Erase(waiting_, slot, [this](Slot at) -> Link& { return entries_[at].waiting; });
  entry.state = State::kLapsed;
}

/// What the claim alone says.
void StoryIndex::Describe(const StoryClaim& claim, Entry& entry) const {
  entry.vector = claim.vector;
  entry.key = claim.key;
  entry.bytes = claim.bytes;
  entry.ledger_ms = clock_.now_ms;
  entry.published_ms = claim.time_ms >= 0 ? claim.time_ms : clock_.now_ms;
  // A date in the future is a mistake.
  if (claim.published_ms >= 0) {
    entry.published_ms = std::min(claim.published_ms, std::max(entry.published_ms, clock_.now_ms));
  }
}

StoryIndex::Slot StoryIndex::FamilyStory(const StoryClaim& claim) const {
  if (claim.kinship == Kinship::kNone || claim.family == 0) return kNone;
  const Slot newest = NewestIn(by_family_, claim.family);
  return newest == kNone ? kNone : Root(At(newest).story);
}

std::vector<StoryIndex::Slot> StoryIndex::FindStories(const StoryVector& vector) {
  std::vector<Slot> found;
  ++searches_;
  for (std::size_t i = 0; i < KeysOf(vector); ++i) {
    const auto newest = by_term_.find(vector.hashes[i]);
    Slot at = newest == by_term_.end() ? kNone : newest->second.newest;
    for (std::size_t step = 0; step < kMostSteps && at != kNone; ++step) {
      const auto article = static_cast<Slot>(at / kKeys);
      if (!Visible(article)) break;
      const Entry& entry = At(article);
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
      at = entry.terms[at % kKeys].older;
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
  for (Slot at = stories_[story].speakers.newest; at != kNone && Visible(at) && size < kMostMembers;
       at = At(at).same_story.older) {
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
  if (second.story == kNone || second.score < kMergeScore) return false;
  const Entry& newest = At(stories_[second.story].speakers.newest);
  return Compare(newest.vector, newest.published_ms, best.story).score >= kMergeScore;
}

void StoryIndex::Join(const Candidate& candidate, std::uint8_t confidence, Entry& entry) const {
  entry.story = candidate.story;
  entry.similarity = candidate.similarity;
  entry.novelty = static_cast<std::uint16_t>(1024 - candidate.known);
  entry.confidence = confidence;
}

void StoryIndex::FindStory(const StoryClaim& claim, Entry& entry, std::vector<Compared>* compared) {
  if (const Slot family = FamilyStory(claim); family != kNone) {
    const Candidate candidate = Compare(claim.vector, entry.published_ms, family);
    Join(candidate, kFamilyConfidence, entry);
    if (compared != nullptr)
      Tell(entry, "the story of what it repeats or revises", {candidate}, *compared);
    return;
  }
  Candidate best{.score = kNoScore};
  Candidate second{.score = kNoScore};
  std::vector<Candidate> candidates;
  for (const Slot story : FindStories(claim.vector)) {
    const Candidate candidate = Compare(claim.vector, entry.published_ms, story);
    if (compared != nullptr) candidates.push_back(candidate);
    if (candidate.score > best.score) {
      second = std::exchange(best, candidate);
    } else if (candidate.score > second.score) {
      second = candidate;
    }
  }
  if (best.story == kNone || best.score < 0) {
    entry.first = true;
    entry.speaks = true;
    entry.novelty = static_cast<std::uint16_t>(1024 - best.known);
    entry.confidence = Confidence(best.story == kNone ? 4096 : -best.score);
    entry.story = OpenStory(Mix64(claim.key ^ claim.bytes), claim.uri);
    if (compared != nullptr) Tell(entry, {}, std::move(candidates), *compared);
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
  if (compared != nullptr) Tell(entry, "the likeliest one", std::move(candidates), *compared);
}

void StoryIndex::Tell(const Entry& entry, std::string_view why_taken,
                      std::vector<Candidate> candidates, std::vector<Compared>& compared) const {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  for (const Candidate& candidate : candidates) {
    const Story& story = stories_[candidate.story];
    Compared told{.story = story.id,
                  .seed = story.seed,
                  .score = candidate.score,
                  .similarity = candidate.similarity,
                  .known = candidate.known,
                  .taken = candidate.story == entry.story};
    if (told.taken) {
      told.reason = why_taken;
    } else if (entry.merged == story.id) {
      told.reason = "found to be the same story as the one taken";
    } else {
      told.reason = candidate.score < 0 ? "below the threshold" : "another one is likelier";
    }
    compared.push_back(std::move(told));
  }
}

StoryIndex::Entry StoryIndex::Decide(const StoryClaim& claim, std::vector<Compared>* compared) {
  Entry entry;
  Describe(claim, entry);
  entry.family = claim.family;
  entry.speaks = claim.kinship == Kinship::kNone || claim.kinship == Kinship::kRevision;
  entry.counted = claim.kinship != Kinship::kRepeat || FamilyStory(claim) == kNone;
  FindStory(claim, entry, compared);
  entry.members = stories_[entry.story].visible + (entry.counted ? 1 : 0);
  return entry;
}

StoryVerdict StoryIndex::Apply(BatchId batch, const StoryClaim& claim,
                               std::vector<Compared>* compared) {
  open_.try_emplace(batch, Before{clock_, next_, visible_});
  Advance(claim.time_ms);
  if (const Slot again = FindArticle(claim.key, claim.bytes); again != kNone) {
    return OutcomeOf(At(again)).verdict;
  }
  Entry entry = Decide(claim, compared);
  entry.state = State::kConfirmed;
  StoryVerdict verdict = OutcomeOf(entry).verdict;
  if (entry.counted) Add(std::move(entry));
  return verdict;
}

StoryIndex::Judged StoryIndex::Judge(const StoryClaim& claim) {
  Advance(claim.time_ms);
  if (const Slot again = FindArticle(claim.key, claim.bytes); again != kNone) {
    if (At(again).state != State::kLapsed) {
      Renew(again, claim);
      return {OutcomeOf(At(again)), true};
    }
    Remove(again);
  }
  const Slot slot = Add(Decide(claim));
  Wait(slot);
  return {OutcomeOf(At(slot)), false};
}

void StoryIndex::Confirm(std::uint64_t key, std::uint64_t bytes, const StoryOutcome& outcome,
                         bool published) {
  const Slot slot = FindArticle(key, bytes);
  if (slot == kNone || At(slot).state == State::kConfirmed) return;
  if (!published || !outcome.verdict.counted) {
    Remove(slot);
    return;
  }
  Entry& entry = entries_[slot];
  if (entry.state == State::kWaiting) {
    Erase(waiting_, slot, [this](Slot at) -> Link& { return entries_[at].waiting; });
  }
  entry.state = State::kConfirmed;
  if (entry.lends && OutcomeOf(entry) == outcome) {
    AddMerge(slot);
  } else {
    Replace(slot, outcome);
  }
}

StoryOutcome StoryIndex::OutcomeOf(const Entry& entry) const {
  const Story& story = stories_[entry.story];
  return {.verdict = {.story = story.id,
                      .merged = entry.merged,
                      .members = entry.members,
                      .similarity = entry.similarity,
                      .novelty = entry.novelty,
                      .confidence = entry.confidence,
                      .first = entry.first,
                      .counted = entry.counted,
                      .seed = story.seed},
          .family = entry.family,
          .speaks = entry.speaks};
}

/// The story of this id, a new one if there is none.
StoryIndex::Slot StoryIndex::OpenStory(std::uint64_t id, const std::string& seed) {
  const auto [found, added] = by_id_.try_emplace(id, kNone);
  if (!added) return found->second;
  if (free_stories_.empty()) {
    free_stories_.push_back(static_cast<Slot>(stories_.size()));
    stories_.emplace_back();
  }
  const Slot slot = free_stories_.back();
  free_stories_.pop_back();
  found->second = slot;
  stories_[slot] = Story{.id = id, .seed = seed};
  UpdateMerge(id);
  return slot;
}

/// A verdict that names the story goes; the story goes with the last one.
void StoryIndex::Release(Slot slot) {
  Story& story = stories_[slot];
  if (--story.held > 0) return;
  by_id_.erase(story.id);
  story = Story{};
  free_stories_.push_back(slot);
}

/// Of those who say where the story went, the newest counts.
void StoryIndex::UpdateMerge(std::uint64_t merged) {
  const auto story = by_id_.find(merged);
  if (story == by_id_.end()) return;
  std::uint64_t& into = stories_[story->second].merged_into;
  into = 0;
  auto merge = merges_.upper_bound({merged, next_});
  if (merge == merges_.begin()) return;
  --merge;
  if (merge->first.first == merged) into = stories_[At(merge->second).story].id;
}

void StoryIndex::AddMerge(Slot slot) {
  const Entry& entry = At(slot);
  if (entry.merged == 0) return;
  merges_.emplace(std::pair(entry.merged, entry.sequence), slot);
  UpdateMerge(entry.merged);
}

/// Puts the article into the chain, where it belongs by its sequence: almost always at the end. In
/// a chain of terms it has `kSlots` slots.
template <std::size_t kSlots, class LinkOf>
void StoryIndex::Insert(Chain& chain, Slot slot, LinkOf link_of) {
  Link link{.older = chain.newest, .newer = kNone};
  while (link.older != kNone && At(link.older / kSlots).sequence > At(slot / kSlots).sequence) {
    link = {.older = link_of(link.older).older, .newer = link.older};
  }
  link_of(slot) = link;
  (link.older == kNone ? chain.oldest : link_of(link.older).newer) = slot;
  (link.newer == kNone ? chain.newest : link_of(link.newer).older) = slot;
}

template <class LinkOf>
void StoryIndex::Erase(Chain& chain, Slot slot, LinkOf link_of) {
  const Link link = link_of(slot);
  (link.older == kNone ? chain.oldest : link_of(link.older).newer) = link.newer;
  (link.newer == kNone ? chain.newest : link_of(link.newer).older) = link.older;
}

template <class LinkOf>
void StoryIndex::EraseIn(Index& index, std::uint64_t key, Slot slot, LinkOf link_of) {
  const Link link = link_of(slot);
  Chain between;
  if (link.older != kNone && link.newer != kNone) return Erase(between, slot, link_of);
  const auto found = index.find(key);
  Erase(found->second, slot, link_of);
  if (found->second.newest == kNone) index.erase(found);
}

/// The article waits for a confirmation, behind all that do.
void StoryIndex::Wait(Slot slot) {
  Entry& entry = entries_[slot];
  entry.state = State::kWaiting;
  entry.waiting_ms = clock_.now_ms;
  entry.waits_from = entry.sequence;
  Insert(waiting_, slot, [this](Slot at) -> Link& { return entries_[at].waiting; });
}

/// The article becomes the newest.
void StoryIndex::Place(Slot slot) {
  Entry& entry = entries_[slot];
  entry.sequence = next_++;
  Insert(age_, slot, [this](Slot at) -> Link& { return entries_[at].age; });
  Insert(by_key_[ArticleKey(entry.key, entry.bytes)], slot,
         [this](Slot at) -> Link& { return entries_[at].same_key; });
  if (first_visible_ == kNone) first_visible_ = slot;
  ++articles_;
}

void StoryIndex::TakeOut(Slot slot) {
  const Entry& entry = At(slot);
  if (Visible(slot)) --articles_;
  if (first_visible_ == slot) first_visible_ = entry.age.newer;
  EraseIn(by_key_, ArticleKey(entry.key, entry.bytes), slot,
          [this](Slot at) -> Link& { return entries_[at].same_key; });
  Erase(age_, slot, [this](Slot at) -> Link& { return entries_[at].age; });
}

/// The article becomes a member of its story.
void StoryIndex::Lend(Slot slot) {
  Entry& entry = entries_[slot];
  Story& story = stories_[entry.story];
  entry.lends = true;
  ++story.visible;
  if (entry.state == State::kConfirmed) AddMerge(slot);
  if (entry.family != 0) {
    Insert(by_family_[entry.family], slot,
           [this](Slot at) -> Link& { return entries_[at].same_family; });
  }
  if (!entry.speaks) return;
  const auto term_link = [this](Slot at) -> Link& {
    return entries_[at / kKeys].terms[at % kKeys];
  };
  Insert(story.speakers, slot, [this](Slot at) -> Link& { return entries_[at].same_story; });
  for (std::size_t i = 0; i < KeysOf(entry.vector); ++i) {
    Insert<kKeys>(by_term_[entry.vector.hashes[i]], KeySlot(slot, i), term_link);
  }
}

/// The article is no member any more. Its verdict stays.
void StoryIndex::Withdraw(Slot slot) {
  Entry& entry = entries_[slot];
  Story& story = stories_[entry.story];
  entry.lends = false;
  if (Visible(slot)) --story.visible;
  if (entry.merged != 0) {
    merges_.erase({entry.merged, entry.sequence});
    UpdateMerge(entry.merged);
  }
  if (entry.family != 0) {
    EraseIn(by_family_, entry.family, slot,
            [this](Slot at) -> Link& { return entries_[at].same_family; });
  }
  if (!entry.speaks) return;
  const auto term_link = [this](Slot at) -> Link& {
    return entries_[at / kKeys].terms[at % kKeys];
  };
  Erase(story.speakers, slot, [this](Slot at) -> Link& { return entries_[at].same_story; });
  for (std::size_t i = 0; i < KeysOf(entry.vector); ++i) {
    EraseIn(by_term_, entry.vector.hashes[i], KeySlot(slot, i), term_link);
  }
}

StoryIndex::Slot StoryIndex::Add(Entry entry) {
  if (free_entries_.empty()) {
    free_entries_.push_back(static_cast<Slot>(entries_.size()));
    entries_.emplace_back();
  }
  const Slot slot = free_entries_.back();
  free_entries_.pop_back();
  ++stories_[entry.story].held;
  entries_[slot] = std::move(entry);
  Place(slot);
  if (At(slot).counted) Lend(slot);
  return slot;
}

/// What no longer lent before does not now either.
void StoryIndex::Renew(Slot slot, const StoryClaim& claim) {
  Entry& entry = entries_[slot];
  const bool lends = entry.lends;
  if (lends) Withdraw(slot);
  TakeOut(slot);
  Describe(claim, entry);
  Place(slot);
  // One that waits already lapses ten minutes after its first claim all the same.
  if (entry.state == State::kConfirmed) Wait(slot);
  if (lends) Lend(slot);
}

void StoryIndex::Replace(Slot slot, const StoryOutcome& outcome) {
  const StoryVerdict& verdict = outcome.verdict;
  Entry& entry = entries_[slot];
  if (entry.lends) Withdraw(slot);
  const Slot before = std::exchange(entry.story, OpenStory(verdict.story, verdict.seed));
  ++stories_[entry.story].held;
  if (before != kNone) Release(before);
  stories_[entry.story].seed = verdict.seed;
  entry.family = outcome.family;
  entry.speaks = outcome.speaks;
  entry.merged = verdict.merged;
  entry.members = verdict.members;
  entry.similarity = verdict.similarity;
  entry.novelty = verdict.novelty;
  entry.confidence = verdict.confidence;
  entry.first = verdict.first;
  entry.counted = true;
  Lend(slot);
}

void StoryIndex::Remove(Slot slot) {
  Entry& entry = entries_[slot];
  if (entry.lends) Withdraw(slot);
  if (entry.story != kNone) Release(entry.story);
  if (entry.state == State::kWaiting) {
    Erase(waiting_, slot, [this](Slot at) -> Link& { return entries_[at].waiting; });
  }
  TakeOut(slot);
  free_entries_.push_back(slot);
}

void StoryIndex::Committed(BatchId batch) {
  open_.erase(batch);
  Forget();
}

void StoryIndex::Aborted(BatchId batch) {
  const auto from = open_.lower_bound(batch);
  if (from == open_.end()) return;
  const Before before = from->second;
  open_.erase(from, open_.end());
  while (age_.newest != kNone && At(age_.newest).sequence >= before.next) Remove(age_.newest);
  next_ = before.next;
  visible_ = before.visible;
  Slot at = first_visible_ == kNone ? age_.newest : At(first_visible_).age.older;
  for (; at != kNone && Visible(at); at = At(at).age.older) {
    first_visible_ = at;
    ++articles_;
    if (At(at).lends) ++stories_[At(at).story].visible;
  }
  DateFrom(before.clock.HeldFrom(next_), before.clock.now_ms);
  clock_ = before.clock;
}

std::size_t StoryIndex::stories() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(stories_, [](const Story& story) { return story.visible > 0; }));
}

std::size_t StoryIndex::bytes() const {
  const std::size_t nodes =
      by_key_.size() + by_family_.size() + by_term_.size() + by_id_.size() + merges_.size();
  return entries_.size() * sizeof(Entry) + stories_.size() * (sizeof(Story) + kSeedBytes) +
         nodes * kNodeBytes;
}

std::uint64_t StoryIndex::Hash() const {
  StateHasher hasher;
  const auto add = [&hasher](auto... values) {
    (hasher.Add(static_cast<std::uint64_t>(values)), ...);
  };
  add(clock_.now_ms, clock_.ahead);
  for (std::size_t i = 0; i < clock_.ahead; ++i) add(clock_.held[i].time_ms);
  const Sequence held = clock_.HeldFrom(next_);
  for (Slot at = first_visible_; at != kNone; at = At(at).age.newer) {
    const Entry& entry = At(at);
    add(entry.key, entry.bytes, entry.ledger_ms, entry.published_ms, HashOf(entry.vector),
        entry.state, entry.sequence >= held);
    if (entry.state == State::kWaiting) add(entry.waiting_ms);
    if (entry.state == State::kLapsed) continue;
    const Story& story = stories_[entry.story];
    add(entry.family, entry.merged, entry.members, entry.similarity, entry.novelty,
        entry.confidence, entry.first, entry.counted, entry.speaks, entry.lends, story.id,
        Hash64(story.seed), story.merged_into, story.visible);
  }
  return hasher.value();
}

}  // namespace newswired
