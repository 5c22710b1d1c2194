#include "stages/story/story_memory.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/testing.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kWeek = 7 * 24 * kHour;
constexpr std::int64_t kStart = 1'800'000'000'000;  // a full half hour
constexpr StoryLimits kLimits{.window_ms = 48 * kHour, .max_articles = 1000};

/// "Name1, Name2 ...": names of an event, from the number `from`.
std::string Names(const std::string& name, int from, int count) {
  std::string text = "there ";
  for (int i = from; i < from + count; ++i) text += name + std::to_string(i) + "x, ";
  return text;
}

/// A claim in the log.
struct Report {
  ClaimHead head;
  std::string text;
  std::int64_t ms = kStart;
  std::optional<Dedup> dedup;
};

Report Make(std::uint64_t key, std::string text, std::int64_t ms = kStart) {
  const std::uint64_t bytes = Hash64(text);
  return {.head = {.key = key, .bytes = bytes}, .text = std::move(text), .ms = ms};
}

std::string ClaimOf(const Report& report) {
  StoryClaim claim;
  claim.uri = "uri:" + std::to_string(report.head.key);
  claim.published_ms = report.ms - kMinute;
  claim.vector = MakeStoryVector("", report.text, "en");
  return EncodeStoryClaim(claim);
}

struct Answer {
  std::string outcome;
  bool again = false;
  StoryMembership story;

  [[nodiscard]] std::string id() const { return story.story_id; }
};

/// A memory and what it says.
class Machine {
 public:
  explicit Machine(StoryLimits limits = kLimits) : memory_(limits) {
    for (std::uint64_t i = 0; i < 8; ++i) {  // so many, and their time is believed
      Judge(Make(9000 + i, ""));
    }
  }

  Answer Judge(const Report& report) {
    Article article;
    article.dedup = report.dedup;
    const auto judged = memory_.Judge(report.head, report.ms, ClaimOf(report), article);
    EXPECT_TRUE(judged.ok());
    EXPECT_FALSE(judged.value().suppressible);
    return {judged.value().outcome, judged.value().again,
            article.story.value_or(StoryMembership{})};
  }
  void Confirm(const Report& report, const Answer& answer, bool published = true) {
    EXPECT_TRUE(memory_.Confirm(report.head, answer.outcome, published).ok());
  }
  Answer Publish(const Report& report) {
    Answer answer = Judge(report);
    Confirm(report, answer);
    return answer;
  }
  [[nodiscard]] std::uint64_t Hash() const { return memory_.Hash(); }
  [[nodiscard]] std::size_t articles() const { return memory_.articles(); }
  StoryMemory& memory() { return memory_; }

 private:
  StoryMemory memory_;
};

const std::string kAlpha = Names("Alpha", 0, 30);
const std::string kBeta = Names("Beta", 0, 30);

bool SameStory(const Answer& a, const Answer& b) {
  return a.story.story_id == b.story.story_id && a.story.first_story == b.story.first_story &&
         a.story.merged == b.story.merged && a.story.members == b.story.members &&
         a.story.seed == b.story.seed && a.story.novelty == b.story.novelty &&
         a.story.similarity == b.story.similarity && a.story.confidence == b.story.confidence;
}

TEST(StoryMemoryTest, SaysWhatALaneSaysThatSeesTheSame) {
  std::mt19937 random(1);
  StoryIndex lane(kLimits);
  Machine machine;
  for (unsigned i = 0; i < 8; ++i) lane.Apply(1, {.key = 9000 + i, .time_ms = kStart});
  for (std::uint64_t i = 1; i < 400; ++i) {
    Report report =
        Make(i, Names("Event", static_cast<int>(i / 8 + random() % 4) * 30, 20), kStart);
    report.ms += static_cast<std::int64_t>(i) * kMinute;
    report.dedup = Dedup{.role = random() % 4 == 0 ? DedupRole::kCopy : DedupRole::kUnique,
                         .cluster_id = std::to_string(random() % 100)};
    auto claim = DecodeStoryClaim(ClaimOf(report));
    ASSERT_TRUE(claim);
    claim->key = report.head.key;
    claim->bytes = report.head.bytes;
    claim->time_ms = report.ms;
    Article article;
    article.dedup = report.dedup;
    ReadDedup(article, *claim);
    const Answer expected{.story = ToMembership(lane.Apply(1, *claim))};
    ASSERT_TRUE(SameStory(machine.Publish(report), expected)) << i;
  }
}

TEST(StoryMemoryTest, AnArticleThatSaysNothingIsInNoStory) {
  Machine machine;
  const std::uint64_t before = machine.Hash();
  const Report empty = Make(1, "");
  const Answer answer = machine.Publish(empty);
  EXPECT_EQ(answer.id(), "");
  EXPECT_EQ(answer.outcome, "");
  EXPECT_EQ(machine.articles(), 0U);
  EXPECT_EQ(machine.Hash(), before);
}

TEST(StoryMemoryTest, CopiesJoinTheStoryThatDedupSays) {
  Machine machine;
  Report original = Make(1, kAlpha);
  original.dedup = Dedup{.cluster_id = "c"};
  const Answer first = machine.Publish(original);
  Report copy = Make(2, "Cut to nothing that can be recognised");
  copy.dedup = Dedup{.role = DedupRole::kReprint, .cluster_id = "c"};
  EXPECT_EQ(machine.Publish(copy).id(), first.id());
  Report repeat = Make(3, kAlpha);
  repeat.dedup = Dedup{.role = DedupRole::kRepeat, .cluster_id = "c"};
  EXPECT_EQ(machine.Publish(repeat).story.members, 2U);
  EXPECT_EQ(machine.articles(), 2U) << "a repeat is no member";
}

TEST(StoryMemoryTest, UnconfirmedArticlesOfTheLastMinutesAreFound) {
  Machine machine;
  EXPECT_EQ(machine.Judge(Make(1, kAlpha)).id(), machine.Judge(Make(2, kAlpha)).id());
}

TEST(StoryMemoryTest, TheConfirmedVerdictTakesThePlaceOfTheComputedOne) {
  Machine full;
  full.Publish(Make(1, kAlpha));
  const Report second = Make(2, kAlpha + Names("Gamma", 0, 3));
  const Answer joined = full.Publish(second);
  ASSERT_FALSE(joined.story.first_story);

  Machine late;
  ASSERT_TRUE(late.Judge(second).story.first_story);
  late.Confirm(second, joined);
  const Answer next = late.Judge(Make(3, kAlpha));
  EXPECT_EQ(next.id(), joined.id());
  EXPECT_EQ(next.story.seed, "uri:1");
  EXPECT_EQ(next.story.members, 2U);
}

TEST(StoryMemoryTest, AStoryHasTheSeedThatTheLatestConfirmationNames) {
  Machine machine;
  for (const std::string seed : {"one", "other"}) {
    const Report report = Make(seed.size(), kAlpha);
    auto outcome = *DecodeStoryOutcome(machine.Judge(report).outcome);
    outcome.verdict.story = 77;
    outcome.verdict.seed = seed;
    machine.Confirm(report, {.outcome = EncodeStoryOutcome(outcome)});
    EXPECT_EQ(machine.Judge(Make(9, kAlpha)).story.seed, seed);
    machine.Confirm(Make(9, kAlpha), {}, false);
  }
}

TEST(StoryMemoryTest, TheFirstConfirmationCounts) {
  Machine machine;
  const Report report = Make(1, kAlpha);
  const Answer answer = machine.Publish(report);
  const std::uint64_t before = machine.Hash();
  auto other = *DecodeStoryOutcome(answer.outcome);
  other.verdict.story = 77;
  EXPECT_TRUE(machine.memory().Confirm(report.head, EncodeStoryOutcome(other), true).ok());
  machine.Confirm(report, answer, false);
  machine.Confirm(Make(2, kBeta), answer);
  EXPECT_EQ(machine.Hash(), before) << "nor do those of unknown articles";
}

TEST(StoryMemoryTest, WhatWasSuppressedIsInNoStory) {
  Machine machine;
  const std::uint64_t before = machine.Hash();
  const Report report = Make(1, kAlpha);
  machine.Confirm(report, machine.Judge(report), false);
  EXPECT_EQ(machine.articles(), 0U);
  EXPECT_EQ(machine.Hash(), before);
  EXPECT_TRUE(machine.Judge(Make(2, kAlpha)).story.first_story);
}

TEST(StoryMemoryTest, WhatIsNotConfirmedLapses) {
  Machine machine;
  const Report lost = Make(1, kAlpha);
  const Answer answer = machine.Judge(lost);
  EXPECT_EQ(machine.Judge(Make(2, kAlpha, kStart + 10 * kMinute - 1)).id(), answer.id());
  Machine other;
  other.Judge(lost);
  EXPECT_TRUE(other.Judge(Make(2, kAlpha, kStart + 10 * kMinute)).story.first_story);
}

TEST(StoryMemoryTest, ALateConfirmationCounts) {
  Machine machine;
  const Report late = Make(1, kAlpha);
  const Answer answer = machine.Judge(late);
  ASSERT_TRUE(machine.Publish(Make(2, kAlpha, kStart + 11 * kMinute)).story.first_story);
  ASSERT_TRUE(machine.Publish(Make(3, kBeta, kStart + 12 * kMinute)).story.first_story);
  machine.Confirm(late, answer);

  Machine prompt;
  prompt.Publish(late);
  prompt.Publish(Make(3, kBeta, kStart + 12 * kMinute));
  const Report next = Make(4, kBeta + Names("Alpha", 0, 8), kStart + 13 * kMinute);
  EXPECT_EQ(machine.Judge(next).id(), prompt.Judge(next).id());
  EXPECT_EQ(machine.articles(), 4U);
  Report copy = Make(5, "Cut to nothing", kStart + 13 * kMinute);
  EXPECT_TRUE(machine.Judge(copy).story.first_story);
}

TEST(StoryMemoryTest, WhatIsDeliveredAgainGetsItsFirstVerdict) {
  Machine machine;
  Report report = Make(1, kAlpha);
  const Answer first = machine.Judge(report);
  EXPECT_FALSE(first.again);
  machine.Publish(Make(2, kAlpha));
  report.ms += kMinute;
  const Answer again = machine.Judge(report);
  EXPECT_TRUE(again.again);
  EXPECT_EQ(again.outcome, first.outcome);
  EXPECT_TRUE(SameStory(again, first));
  EXPECT_EQ(machine.articles(), 2U);
  report.head.bytes ^= 1;
  EXPECT_FALSE(machine.Judge(report).again) << "the topic was created anew";
}

TEST(StoryMemoryTest, WhatIsDeliveredAgainAfterItsLapseIsJudgedAnew) {
  Machine machine;
  Report report = Make(1, kAlpha);
  const Answer first = machine.Judge(report);
  const Answer other = machine.Publish(Make(2, kAlpha, kStart + 11 * kMinute));
  ASSERT_NE(other.id(), first.id());
  report.ms += 12 * kMinute;
  const Answer again = machine.Judge(report);
  EXPECT_FALSE(again.again);
  EXPECT_EQ(again.id(), other.id());
  EXPECT_EQ(again.story.members, 2U) << "the old claim is gone";
  EXPECT_EQ(machine.articles(), 2U);
}

TEST(StoryMemoryTest, RedeliveryDoesNotPutOffTheLapse) {
  Machine machine;
  Report report = Make(1, kAlpha);
  machine.Judge(report);
  report.ms += 6 * kMinute;
  EXPECT_TRUE(machine.Judge(report).again);
  report.ms += 6 * kMinute;
  EXPECT_FALSE(machine.Judge(report).again);
}

TEST(StoryMemoryTest, WhatIsDeliveredAgainWaitsAnew) {
  Machine machine;
  Report report = Make(1, kAlpha);
  const Answer first = machine.Publish(report);
  report.ms += kHour;
  EXPECT_TRUE(machine.Judge(report).again);
  EXPECT_EQ(machine.Judge(Make(2, kAlpha, report.ms + kMinute)).id(), first.id());
  EXPECT_TRUE(machine.Judge(Make(3, kAlpha, report.ms + 11 * kMinute)).story.first_story)
      << "a memory that began after the first confirmation would not know of it";
}

Report CopyOf(std::uint64_t key, const std::string& family) {
  Report copy = Make(key, "Cut to nothing that can be recognised, " + std::to_string(key));
  copy.dedup = Dedup{.role = DedupRole::kCopy, .cluster_id = family};
  return copy;
}

/// Alpha with one report, beta with two, and a report that shows them to be one.
struct Merge {
  explicit Merge(Machine& machine) {
    Report first = Make(1, kAlpha);
    first.dedup = Dedup{.cluster_id = "alpha"};
    alpha = machine.Publish(first).id();
    beta = machine.Publish(Make(2, kBeta)).id();
    machine.Publish(Make(3, kBeta + Names("Alpha", 0, 20)));
  }
  Report both = Make(4, kAlpha + Names("Beta", 0, 20));
  std::string alpha, beta;
};

TEST(StoryMemoryTest, StoriesAreMergedWhenTheArticleThatShowedItIsConfirmed) {
  Machine machine;
  const Merge merge(machine);
  const Answer both = machine.Judge(merge.both);
  ASSERT_EQ(both.id(), merge.beta);
  ASSERT_EQ(both.story.merged, merge.alpha);
  EXPECT_EQ(machine.Publish(CopyOf(5, "alpha")).id(), merge.alpha);
  machine.Confirm(merge.both, both);
  EXPECT_EQ(machine.Publish(CopyOf(6, "alpha")).id(), merge.beta);
}

TEST(StoryMemoryTest, AMergeLastsAsLongAsTheArticleThatShowedIt) {
  Machine machine;
  const Merge merge(machine);
  const Answer both = machine.Publish(merge.both);
  EXPECT_EQ(machine.Judge(CopyOf(5, "alpha")).id(), merge.beta);
  ASSERT_TRUE(machine.Judge(merge.both).again);
  EXPECT_EQ(machine.Judge(CopyOf(6, "alpha")).id(), merge.beta) << "5, the newest of the family";
  machine.Confirm(CopyOf(5, "alpha"), {}, false);
  machine.Confirm(CopyOf(6, "alpha"), {}, false);
  EXPECT_EQ(machine.Judge(CopyOf(7, "alpha")).id(), merge.alpha) << "it waits again";
}

TEST(StoryMemoryTest, AMergeMayComeBeforeTheStoryThatIsMerged) {
  Machine full;
  const Merge merge(full);
  const Answer both = full.Judge(merge.both);
  const Answer copy = full.Judge(CopyOf(5, "alpha"));
  ASSERT_EQ(copy.id(), merge.alpha);

  Machine late;
  late.Judge(merge.both);
  late.Judge(CopyOf(5, "alpha"));
  late.Confirm(merge.both, both);
  late.Confirm(CopyOf(5, "alpha"), copy);
  EXPECT_EQ(late.Judge(CopyOf(6, "alpha")).id(), merge.beta);
}

TEST(StoryMemoryTest, StoriesThatWentIntoEachOtherAreOne) {
  Machine machine;
  std::vector<Report> reports{Make(1, kAlpha), Make(2, kBeta)};
  std::vector<StoryOutcome> outcomes;
  for (Report& report : reports) {
    report.dedup = Dedup{.cluster_id = std::to_string(report.head.key)};
    outcomes.push_back(*DecodeStoryOutcome(machine.Judge(report).outcome));
  }
  outcomes[0].verdict.merged = outcomes[1].verdict.story;
  outcomes[1].verdict.merged = outcomes[0].verdict.story;
  for (std::size_t i = 0; i < 2; ++i) {
    machine.Confirm(reports[i], {.outcome = EncodeStoryOutcome(outcomes[i])});
  }
  EXPECT_EQ(machine.Judge(CopyOf(3, "1")).id(), machine.Judge(CopyOf(4, "2")).id());
}

TEST(StoryMemoryTest, AnIdleWeekMakesNoneOfTheNewestOld) {
  Machine machine;
  const std::int64_t now = kStart + kWeek;
  const Answer first = machine.Publish(Make(1, kAlpha, now));
  for (unsigned i = 0; i < 7; ++i) {
    machine.Judge(Make(10 + i, Names("Other", static_cast<int>(i) * 50, 20), now));
  }
  EXPECT_EQ(machine.Judge(Make(2, kAlpha, now + kMinute)).id(), first.id());
}

TEST(StoryMemoryTest, AnIdleWeekLetsLapseWhatCameBeforeIt) {
  Machine machine({.window_ms = 2 * kWeek, .max_articles = 1000});
  Report last = Make(1, kAlpha);
  machine.Judge(last);
  last.ms += kWeek;
  for (std::uint64_t i = 0; i < 8; ++i) machine.Judge(Make(9000 + i, "", last.ms));
  EXPECT_FALSE(machine.Judge(last).again);
}

TEST(StoryMemoryTest, NothingUnconfirmedLendsOverTheTurnOfAHalfHour) {
  Machine machine;
  const std::int64_t before = kStart + StoryIndex::kTurnMs - 1;
  const Report waiting = Make(1, kAlpha, before);
  const Answer answer = machine.Judge(waiting);
  ASSERT_EQ(machine.Judge(Make(2, kAlpha, before)).id(), answer.id());
  Machine other;
  other.Judge(waiting);
  EXPECT_TRUE(other.Judge(Make(2, kAlpha, before + 1)).story.first_story);
  Report again = waiting;
  again.ms = before + 2;
  EXPECT_EQ(other.Judge(again).outcome, answer.outcome) << "its verdict stays";
  other.Confirm(waiting, answer);
  const Report next = Make(3, kAlpha, before + 3);
  EXPECT_EQ(DecodeStoryOutcome(other.Judge(next).outcome)->verdict.members, 2U);
}

/// What happens in a log.
struct LogRecord {
  Report report;
  std::string bytes;      ///< of a claim
  std::size_t claim = 0;  ///< of a confirmation, where it is in the log
  bool confirmation = false, published = true;
};

/// Claims, and confirmations that are prompt, late, lost, of suppressed articles and of such as
/// were delivered again, over 20 hours.
std::vector<LogRecord> MakeLog(unsigned seed) {
  std::mt19937 random(seed);
  const auto chance = [&random](unsigned percent) { return random() % 100 < percent; };
  std::vector<LogRecord> log;
  std::multimap<std::size_t, LogRecord> due;
  std::int64_t now = kStart;
  for (std::size_t i = 0; i < 3600; ++i) {
    for (; !due.empty() && due.begin()->first <= i; due.erase(due.begin())) {
      log.push_back(due.begin()->second);
    }
    now += static_cast<std::int64_t>(random() % 40'000);
    if (chance(20) && i % 500 == 0) now += 3 * kHour;
    LogRecord record;
    if (chance(90) || log.empty()) {
      const int event = static_cast<int>(i / 30 + random() % 6);
      record.report = Make(i + 1, Names("Event", event * 30 + static_cast<int>(random() % 12),
                                        10 + static_cast<int>(random() % 12)));
      record.report.dedup =
          Dedup{.role = static_cast<DedupRole>(chance(70) ? 0U : random() % 5),
                .cluster_id = std::to_string(event) + "/" + std::to_string(random() % 3)};
      record.bytes = ClaimOf(record.report);
    } else {  // delivered again
      const std::size_t back = chance(50) ? 30 : log.size();
      record = log[log.size() - 1 - random() % std::min(back, log.size())];
      record.confirmation = false;
    }
    record.report.ms = now - static_cast<std::int64_t>(random() % 2000);
    log.push_back(record);
    record.claim = log.size() - 1;
    record.confirmation = true;
    record.published = !chance(15);
    const std::size_t prompt = i + 1 + random() % 6;
    if (chance(70)) due.emplace(prompt, record);
    if (chance(8)) due.emplace(i + random() % 200, record);
  }
  return log;
}

struct Comparison {
  std::size_t differed = 0;       ///< verdicts, before they had to agree
  std::size_t compared = 0;       ///< claims
  std::size_t disagreements = 0;  ///< verdicts and hashes, when they had to agree
  std::size_t merges = 0, again = 0;
};

/// A machine that sees all of the log and one that begins at record `from`. `lost` is a record that
/// the latter does not see.
Comparison Compare(const std::vector<LogRecord>& log, StoryLimits limits, std::size_t from,
                   std::size_t lost = 0) {
  Comparison result;
  StoryMemory full(limits);
  StoryMemory young(limits);
  std::map<std::size_t, std::string> outcomes;
  WindowClock clock;
  std::int64_t began = 0;
  std::int64_t passed_ms = -1;  // when the window had passed
  std::mt19937 random(5);
  for (std::size_t i = 0; i < log.size(); ++i) {
    const LogRecord& record = log[i];
    const ClaimHead& head = record.report.head;
    const bool sees = i >= from && i != lost;
    if (!record.confirmation) clock.Advance(record.report.ms);
    if (i == from) began = clock.now_ms;
    const bool window_passed = i >= from && clock.now_ms - began >= limits.window_ms;
    // Time may jump over the end of the window: the hour is counted from behind it.
    if (window_passed && passed_ms < 0) passed_ms = clock.now_ms;
    const bool must_agree = window_passed && clock.now_ms - passed_ms >= kHour;
    if (record.confirmation) {
      const std::string& outcome = outcomes[record.claim];
      EXPECT_TRUE(full.Confirm(head, outcome, record.published).ok());
      if (sees) {
        EXPECT_TRUE(young.Confirm(head, outcome, record.published).ok());
      }
    } else {
      Article one;
      Article other;
      one.dedup = other.dedup = record.report.dedup;
      // The young one's dedup does not know all at first either.
      if (!window_passed && random() % 10 == 0) {
        other.dedup = Dedup{.cluster_id = "other"};
      }
      const auto judged = full.Judge(head, record.report.ms, record.bytes, one);
      EXPECT_TRUE(judged.ok());
      outcomes[i] = judged.value().outcome;
      if (sees) {
        const auto too = young.Judge(head, record.report.ms, record.bytes, other);
        EXPECT_TRUE(too.ok());
        const bool same = too.value().outcome == judged.value().outcome &&
                          too.value().again == judged.value().again;
        result.compared += must_agree ? 1U : 0U;
        (must_agree ? result.disagreements : result.differed) += same ? 0U : 1U;
        result.merges += one.story->merged.empty() ? 0U : 1U;
        result.again += judged.value().again ? 1U : 0U;
      }
    }
    if (must_agree && i % 8 == 0 && full.Hash() != young.Hash()) ++result.disagreements;
  }
  return result;
}

constexpr StoryLimits kSixHours{.window_ms = 6 * kHour, .max_articles = 100'000};
constexpr StoryLimits kFewArticles{.window_ms = 6 * kHour, .max_articles = 300};

TEST(StoryMemoryTest, OneThatBeganAWindowBeforeAgreesWithOneThatHasSeenAll) {
  std::size_t merges = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const std::vector<LogRecord> log = MakeLog(seed);
    for (const StoryLimits& limits : {kSixHours, kFewArticles}) {
      const Comparison result = Compare(log, limits, log.size() / 3 + seed * 17);
      EXPECT_EQ(result.disagreements, 0U) << seed;
      EXPECT_GT(result.compared, 500U) << seed;
      EXPECT_GT(result.differed, 10U) << "they did not begin alike";
      EXPECT_GT(result.again, 50U);
      merges += result.merges;
    }
  }
  EXPECT_GT(merges, 0U);
}

/// Plays the log to one memory, and to another that takes over its state again and again. Whether
/// both said the same all the time.
bool SurvivesSnapshots(const std::vector<LogRecord>& log, StoryLimits limits,
                       std::size_t interval) {
  StoryMemory whole(limits);
  auto restored = std::make_unique<StoryMemory>(limits);
  std::map<std::size_t, std::string> outcomes;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const LogRecord& record = log[i];
    const ClaimHead& head = record.report.head;
    if (i % interval == 0) {
      const std::string bytes = Saved(*restored);
      restored = std::make_unique<StoryMemory>(limits);
      if (!Restore(*restored, bytes) || restored->Hash() != whole.Hash()) return false;
    }
    if (record.confirmation) {
      const std::string& outcome = outcomes[record.claim];
      EXPECT_TRUE(whole.Confirm(head, outcome, record.published).ok());
      EXPECT_TRUE(restored->Confirm(head, outcome, record.published).ok());
      continue;
    }
    Article one;
    Article other;
    one.dedup = other.dedup = record.report.dedup;
    const auto first = whole.Judge(head, record.report.ms, record.bytes, one).value();
    const auto second = restored->Judge(head, record.report.ms, record.bytes, other).value();
    outcomes[i] = first.outcome;
    if (first.outcome != second.outcome || first.again != second.again) return false;
  }
  return whole.Hash() == restored->Hash() && whole.articles() == restored->articles();
}

TEST(StoryMemoryTest, GoesOnFromASnapshotAsIfItHadNeverStopped) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::vector<LogRecord> log = MakeLog(seed);
    EXPECT_TRUE(SurvivesSnapshots(log, kSixHours, 311)) << seed;
    EXPECT_TRUE(SurvivesSnapshots(log, kFewArticles, 97)) << seed;
  }
}

TEST(StoryMemoryTest, TakesNoSnapshotThatIsCutOrOfOtherLimits) {
  StoryMemory memory(kSixHours);
  Article article;
  const Report report = Make(1, Names("Event", 0, 12));
  ASSERT_TRUE(memory.Judge(report.head, report.ms, ClaimOf(report), article).ok());
  const std::string bytes = Saved(memory);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    StoryMemory cut(kSixHours);
    EXPECT_FALSE(Restore(cut, bytes.substr(0, size))) << size;
  }
  StoryMemory other(kFewArticles);
  EXPECT_FALSE(Restore(other, bytes));
}

TEST(StoryMemoryTest, ALostRecordIsNoticed) {
  const std::vector<LogRecord> log = MakeLog(1);
  std::map<std::uint64_t, int> told;  // records of each article
  for (const LogRecord& record : log) ++told[record.report.head.key];
  for (std::size_t lost = log.size() * 5 / 6, noticed = 0; noticed < 10; ++lost) {
    // The only confirmation of the only claim: another one would make up for it.
    if (!log[lost].confirmation || told[log[lost].report.head.key] > 2) continue;
    EXPECT_GT(Compare(log, kSixHours, log.size() / 3, lost).disagreements, 0U) << lost;
    ++noticed;
  }
}

TEST(StoryMemoryTest, WhatOneMemoryAloneHasSeenDoesNotGoOnForEver) {
  Machine full;
  Machine young;
  full.Judge(Make(1, kAlpha));
  std::size_t differed = 0;
  for (std::uint64_t i = 1; i < 20; ++i) {  // each found by the one before it, none confirmed
    const std::int64_t now = kStart + static_cast<std::int64_t>(i) * 5 * kMinute;
    const Report next = Make(1 + i, kAlpha, now);
    const bool same = full.Judge(next).outcome == young.Judge(next).outcome;
    differed += same ? 0U : 1U;
    if (now >= kStart + StoryIndex::kTurnMs + SharedMemory::kLapseMs) {
      EXPECT_TRUE(same) << i;
    }
  }
  EXPECT_EQ(differed, 5U);
}

TEST(StoryMemoryTest, WhatCannotBeReadChangesNothing) {
  Machine machine;
  const Report report = Make(1, kAlpha);
  const std::string claim = ClaimOf(report);
  const std::string outcome = machine.Judge(report).outcome;
  const std::uint64_t before = machine.Hash();
  const auto judge = [&machine, &report](std::string_view bytes) {
    Article article;
    const auto judged = machine.memory().Judge(report.head, report.ms, bytes, article);
    EXPECT_FALSE(article.story);
    return !judged.ok() && judged.error().kind == ErrorKind::kBadInput;
  };
  const auto confirm = [&machine, &report](std::string_view bytes) {
    const auto confirmed = machine.memory().Confirm(report.head, bytes, true);
    return !confirmed.ok() && confirmed.error().kind == ErrorKind::kBadInput;
  };
  for (std::size_t size = 0; size < claim.size(); ++size) {
    ASSERT_TRUE(judge(claim.substr(0, size))) << size;
  }
  for (std::size_t size = 1; size < outcome.size(); ++size) {
    ASSERT_TRUE(confirm(outcome.substr(0, size))) << size;
  }
  EXPECT_TRUE(judge(claim + "x"));
  EXPECT_TRUE(confirm(outcome + "x"));
  std::string twice = claim;  // the first term in place of the second
  const std::size_t terms = 8 + 4 + 5 + 1;
  twice.replace(terms + 6, 4, twice, terms, 4);
  EXPECT_TRUE(judge(twice));
  twice.replace(terms, 4, 4, '\0');
  EXPECT_TRUE(judge(twice));
  EXPECT_EQ(machine.Hash(), before);
}

TEST(StoryMemoryTest, SurvivesAnyBytes) {
  std::mt19937 random(6);
  Machine machine;
  const Report report = Make(1, kAlpha);
  const std::string claim = ClaimOf(report);
  const std::string outcome = machine.Judge(report).outcome;
  std::size_t read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string one = claim;
    std::string other = outcome;
    for (std::string* bytes : {&one, &other}) {
      for (unsigned changes = random() % 4; changes > 0; --changes) {
        (*bytes)[random() % bytes->size()] = static_cast<char>(random());
      }
      if (random() % 4 == 0) bytes->resize(random() % bytes->size());
    }
    const ClaimHead head{.key = random() % 500, .bytes = random() % 2};
    Article article;
    if (machine.memory().Judge(head, kStart + round * 1000, one, article).ok()) ++read;
    if (machine.memory().Confirm(head, other, random() % 8 != 0).ok()) ++read;
  }
  EXPECT_GT(read, 1000U);
  EXPECT_GT(machine.articles(), 0U);
}

TEST(StoryMemoryTest, ClaimsAndOutcomesComeBackAsTheyWere) {
  StoryClaim claim;
  claim.uri = "https://wire.example/a";
  claim.published_ms = -1;
  claim.vector = MakeStoryVector("Fire", kAlpha, "en");
  const auto read = DecodeStoryClaim(EncodeStoryClaim(claim));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->uri, claim.uri);
  EXPECT_EQ(read->published_ms, -1);
  EXPECT_EQ(read->vector.size, claim.vector.size);
  EXPECT_EQ(read->vector.norm, claim.vector.norm);
  EXPECT_EQ(read->vector.hashes, claim.vector.hashes);
  EXPECT_EQ(read->vector.weights, claim.vector.weights);
  EXPECT_EQ(read->vector.marks, claim.vector.marks);

  const StoryOutcome outcome{.verdict = {.story = 1,
                                         .merged = 2,
                                         .members = 3,
                                         .similarity = 4,
                                         .novelty = 5,
                                         .confidence = 6,
                                         .first = true,
                                         .counted = false,
                                         .seed = "uri:1"},
                             .family = 7,
                             .speaks = true};
  EXPECT_EQ(DecodeStoryOutcome(EncodeStoryOutcome(outcome)), outcome);
}

}  // namespace
}  // namespace newswired
