#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/core/stage.h"
#include "stages/core/state_bytes.h"
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

/// What stories have to know of an article.
struct StoryClaim {
  std::uint64_t key = 0;      ///< topic, partition, offset, item
  std::uint64_t bytes = 0;    ///< of the item's own bytes: same key, other bytes = another article
  std::uint64_t family = 0;   ///< of dedup's cluster; 0: unknown
  std::int64_t time_ms = -1;  ///< of the record, or of the ledger; drives the window
  std::int64_t published_ms = -1;  ///< -1: unknown, then `time_ms` is taken
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

/// What a confirmation has to carry of a verdict: all that a later one depends on.
struct StoryOutcome {
  StoryVerdict verdict;
  std::uint64_t family = 0;
  bool speaks = false;  ///< for its story: no mere copy

  friend bool operator==(const StoryOutcome&, const StoryOutcome&) = default;
};

struct StoryLimits {
  std::int64_t window_ms = 0;
  std::uint64_t max_articles = 0;  ///< no more stories than that either
  std::int64_t min_score = 0;      ///< to join, see story_score.h

  friend bool operator==(const StoryLimits&, const StoryLimits&) = default;
};

/// The stories of the last days: a state machine that is told of articles one after the other. It
/// is that of one lane (Apply, with batches), or one that many share (Judge, Confirm: the rules of
/// stages/core/shared_memory.h), never both.
///
/// Deterministic: integers alone, no clock, no randomness, and what it says depends on nothing but
/// the claims in the window, their order and their confirmations.
///
/// An article is in the window while the time at which it was judged lies no longer than
/// `window_ms` before now, and fewer than `max_articles` came after it. That time is WindowClock's;
/// what is judged while a jump is held back gets the new time when it is believed, as if it had
/// been believed at once. The cost of a verdict is bounded: 16 heaviest terms of the article, the
/// eight newest articles that share one, the four stories among those that share most, the eight
/// newest members of each. About 1,000 bytes an article in the window. Not thread-safe.
///
/// An article that lends is a member of its story: others find it, and are compared with it. It
/// lends from its claim on, though nothing is published yet: two reports that come within a second
/// are one story. But it does no longer once it has lapsed, nor over the turn of a half hour
/// (kTurnMs) of ledger time before it is confirmed. So two memories that began at different times
/// lend alike from the first turn on at which the window holds nothing but what both have seen;
/// without turns what only one of them has seen could go on from one unconfirmed claim to the next.
/// Stories become one when the article that showed it is confirmed, as long as it is in the window.
class StoryIndex {
 public:
  static constexpr std::int64_t kTurnMs = 1'800'000;

  struct Judged {
    StoryOutcome outcome;
    bool again = false;  ///< delivered before
  };

  /// A story that an article was compared with, for people to read.
  struct Compared {
    std::uint64_t story = 0;
    std::string seed;
    std::int64_t score = 0;  ///< story_score.h; it joins from 0 on
    std::uint16_t similarity = 0, known = 0;
    std::string_view reason;  ///< static
    bool taken = false;
  };

  explicit StoryIndex(StoryLimits limits);

  /// Judges the claim and adds it, as if confirmed. A record that is delivered again gets its first
  /// verdict. `compared`: takes the stories that came into question, the likeliest first.
  StoryVerdict Apply(BatchId batch, const StoryClaim& claim,
                     std::vector<Compared>* compared = nullptr);
  /// What was applied in a batch and in later ones is undone.
  void Aborted(BatchId batch);
  void Committed(BatchId batch);

  /// Judges the claim and adds it; it waits for a confirmation. One that is delivered again becomes
  /// the newest, keeps its verdict unless that has lapsed, and waits anew: how often it had been
  /// confirmed before, a memory that began later would not know.
  Judged Judge(const StoryClaim& claim);
  /// A claim that is in no story was judged.
  void Pass(std::int64_t time_ms) { Advance(time_ms); }
  /// Takes the outcome in place of what was computed. What was suppressed or repeats is forgotten.
  void Confirm(std::uint64_t key, std::uint64_t bytes, const StoryOutcome& outcome, bool published);

  /// Articles and stories in the window.
  [[nodiscard]] std::size_t articles() const { return articles_; }
  [[nodiscard]] std::size_t stories() const;
  /// Memory, about.
  [[nodiscard]] std::size_t bytes() const;
  /// Of all that a later verdict depends on: equal for equal states.
  [[nodiscard]] std::uint64_t Hash() const;
  /// As in stages/core/shared_memory.h, of the stories of a ledger.
  void Save(StateWriter& writer) const;
  [[nodiscard]] bool Load(StateReader& reader);

 private:
  using Sequence = std::uint64_t;  ///< grows with each claim, from 1
  /// Of an article in entries_, of a story in stories_, or of a term of an article (KeySlot).
  using Slot = std::uint32_t;
  static constexpr Slot kNone = ~Slot{0};
  static constexpr std::size_t kKeys = 16;           ///< terms by which an article is found
  static constexpr std::size_t kMostSteps = 8;       ///< articles looked at for each of them
  static constexpr std::size_t kMostCandidates = 4;  ///< stories compared

  /// Neighbours in a chain of articles.
  struct Link {
    Slot older = kNone, newer = kNone;
  };
  /// Articles in the order of their sequence; their links are where the caller says.
  struct Chain {
    Slot oldest = kNone, newest = kNone;
  };
  using Index = std::unordered_map<std::uint64_t, Chain>;

  enum class State : std::uint8_t { kWaiting, kLapsed, kConfirmed };

  struct Entry {
    StoryVector vector;
    std::uint64_t key = 0, bytes = 0, family = 0;
    Sequence sequence = 0;
    std::int64_t ledger_ms = -1;     ///< when it was judged; never falls from one to the next
    std::int64_t published_ms = -1;  ///< when it was judged, if it does not say
    std::int64_t waiting_ms = -1;    ///< since when, for a confirmation
    Sequence waits_from = 0;         ///< the same; delivered again, it waits as long as before
    std::uint64_t merged = 0;  ///< id of the story that goes into `story` because of this article
    Slot story = kNone;        ///< also of what does not lend, for its verdict
    std::uint32_t members = 0;
    std::uint16_t similarity = 0, novelty = 0;
    std::uint8_t confidence = 0;
    State state = State::kWaiting;
    bool first = false;
    bool counted = true;
    bool speaks = false;
    bool lends = false;
    Link age, waiting, same_key, same_family, same_story;
    std::array<Link, kKeys> terms;  ///< to their slots in other articles
  };

  struct Story {
    std::uint64_t id = 0;
    std::string seed;
    Chain speakers;                 ///< members that speak for it
    std::uint32_t visible = 0;      ///< members in the window
    std::uint32_t held = 0;         ///< articles whose verdict names it; 0: the slot is free
    std::uint64_t merged_into = 0;  ///< id; what would join this story joins that one
    std::uint64_t touched = 0;      ///< the search that came across it
    std::size_t key = 0;            ///< the last term that it found there
    std::uint32_t overlap = 0;      ///< rarity of the terms that it found there
  };

  /// A story that an article may belong to.
  struct Candidate {
    Slot story = kNone;
    std::int64_t score = 0;
    std::uint16_t similarity = 0;
    std::uint16_t known = 0;  ///< share of the article's weight that its members have
  };

  /// As things were before the first article of a batch.
  struct Before {
    WindowClock clock;
    Sequence next = 0, visible = 0;
  };

  [[nodiscard]] const Entry& At(Slot slot) const { return entries_[slot]; }
  [[nodiscard]] bool Visible(Slot slot) const { return At(slot).sequence >= visible_; }
  [[nodiscard]] Slot NewestIn(const Index& index, std::uint64_t key) const;
  [[nodiscard]] Slot FindArticle(std::uint64_t key, std::uint64_t bytes) const;
  [[nodiscard]] Slot Root(Slot story) const;
  [[nodiscard]] static std::size_t KeysOf(const StoryVector& vector);
  [[nodiscard]] static Slot KeySlot(Slot slot, std::size_t key);
  [[nodiscard]] StoryOutcome OutcomeOf(const Entry& entry) const;

  void Advance(std::int64_t time_ms);
  void DateFrom(Sequence sequence, std::int64_t time_ms);
  void Expire();
  void Forget();
  void Lapse(Slot slot);
  void Describe(const StoryClaim& claim, Entry& entry) const;
  [[nodiscard]] Slot FamilyStory(const StoryClaim& claim) const;
  std::vector<Slot> FindStories(const StoryVector& vector);
  [[nodiscard]] Candidate Compare(const StoryVector& vector, std::int64_t published_ms,
                                  Slot story) const;
  [[nodiscard]] Entry Decide(const StoryClaim& claim, std::vector<Compared>* compared = nullptr);
  void FindStory(const StoryClaim& claim, Entry& entry, std::vector<Compared>* compared);
  void Tell(const Entry& entry, std::string_view why_taken, std::vector<Candidate> candidates,
            std::vector<Compared>& compared) const;
  void Join(const Candidate& candidate, std::uint8_t confidence, Entry& entry) const;
  [[nodiscard]] bool Same(const Candidate& best, const Candidate& second) const;

  Slot OpenStory(std::uint64_t id, const std::string& seed);
  void Release(Slot story);
  void UpdateMerge(std::uint64_t merged);

  template <std::size_t kSlots = 1, class LinkOf>
  void Insert(Chain& chain, Slot slot, LinkOf link_of);
  template <class LinkOf>
  void Erase(Chain& chain, Slot slot, LinkOf link_of);
  template <class LinkOf>
  void EraseIn(Index& index, std::uint64_t key, Slot slot, LinkOf link_of);
  void Wait(Slot slot);
  void Place(Slot slot);
  void TakeOut(Slot slot);
  void Lend(Slot slot);
  void Withdraw(Slot slot);
  void AddMerge(Slot slot);
  Slot Add(Entry entry);
  void Renew(Slot slot, const StoryClaim& claim);
  void Replace(Slot slot, const StoryOutcome& outcome);
  void Remove(Slot slot);

  [[nodiscard]] bool LoadArticles(StateReader& reader);
  [[nodiscard]] bool LoadStories(StateReader& reader);

  const StoryLimits limits_;
  std::deque<Entry> entries_;
  std::vector<Slot> free_entries_;
  Chain age_, waiting_;
  Sequence next_ = 1;
  Sequence visible_ = 1;        // nothing before it is in the window
  Slot first_visible_ = kNone;  // the oldest there
  std::size_t articles_ = 0;    // there
  WindowClock clock_;
  std::map<BatchId, Before> open_;  // batches not yet ended
  Index by_key_, by_family_, by_term_;
  std::vector<Story> stories_;
  std::vector<Slot> free_stories_;
  std::unordered_map<std::uint64_t, Slot> by_id_;
  std::map<std::pair<std::uint64_t, Sequence>, Slot> merges_;  // by the story that is merged
  std::uint64_t searches_ = 0;
};

}  // namespace newswired
