#include "daemon/ledger/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ledger/fake_memory_for_test.h"

namespace newswired {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

/// A log that can be given to several machines.
class Log {
 public:
  struct Record {
    std::int64_t ms;
    std::string bytes;
  };

  std::int64_t Add(std::string bytes) {
    records_.push_back({now_ms, std::move(bytes)});
    return static_cast<std::int64_t>(records_.size()) - 1;
  }
  std::int64_t Add(const ControlRecord& record) { return Add(Encode(record)); }
  std::int64_t Claim(std::uint64_t control, std::uint64_t key, std::string_view word,
                     std::string_view second = "s") {
    return Add(Encode(ClaimRecord{.control = control,
                                  .sender = 7,
                                  .ticket = key + 1000,
                                  .head = {.key = key, .bytes = key, .record_ms = 5},
                                  .parts = {word, second}}));
  }
  std::int64_t Confirm(std::uint64_t control, std::uint64_t key, std::string_view word,
                       bool published = true) {
    return Add(Encode(ConfirmationRecord{.control = control,
                                         .claim = 3,
                                         .key = key,
                                         .bytes = key,
                                         .published = published,
                                         .outcomes = {word, "s"}}));
  }

  Applied& ApplyTo(LedgerMachine& machine, std::size_t at) const {
    return machine.Apply(static_cast<std::int64_t>(at), records_[at].ms, records_[at].bytes);
  }
  /// Gives a machine what it has not seen; the last one's result.
  Applied& FeedTo(LedgerMachine& machine, std::size_t begin = 0) const {
    Applied* last = nullptr;
    const auto next = static_cast<std::size_t>(machine.next_offset());
    for (std::size_t i = std::max(begin, next); i < records_.size(); ++i) {
      last = &ApplyTo(machine, i);
    }
    return *last;
  }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

  std::int64_t now_ms = kStart;

 private:
  std::vector<Record> records_;
};

class LedgerMachineTest : public testing::Test {
 protected:
  AppliedAs Feed() { return log_.FeedTo(machine_).as; }
  /// A machine that has read all of the log.
  [[nodiscard]] LedgerMachine Reader(char hours = '2', std::size_t begin = 0) const {
    LedgerMachine machine("g", FakeStages(hours));
    log_.FeedTo(machine, begin);
    return machine;
  }
  std::uint64_t Start() {
    log_.Add(MakeControl("g", FakeStages()));
    EXPECT_EQ(Feed(), AppliedAs::kControlFirst);
    return machine_.control()->id;
  }

  Log log_;
  LedgerMachine machine_{"g", FakeStages()};
};

TEST_F(LedgerMachineTest, JudgesClaimsByAllMemories) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Applied& first = log_.FeedTo(machine_);
  EXPECT_EQ(first.as, AppliedAs::kClaim);
  EXPECT_EQ(first.sender, 7U);
  EXPECT_EQ(first.ticket, 1001U);
  EXPECT_EQ(first.head.key, 1U);
  EXPECT_EQ(first.head.record_ms, 5);
  ASSERT_EQ(first.judged.size(), 2U);
  EXPECT_EQ(first.judged[0].outcome, "fire");
  EXPECT_EQ(first.judged[1].outcome, "s");
  EXPECT_EQ(first.article.dedup->cluster_id, "s") << "the last memory's";
  // What the caller has taken is not missed.
  const Article taken = std::move(first.article);

  log_.Confirm(id, 1, "fire");
  const Applied& confirmed = log_.FeedTo(machine_);
  EXPECT_EQ(confirmed.as, AppliedAs::kConfirmation);
  EXPECT_EQ(confirmed.claim, 3);
  EXPECT_TRUE(confirmed.published);

  log_.Claim(id, 2, "fire");
  const Applied& second = log_.FeedTo(machine_);
  EXPECT_TRUE(second.judged[0].suppressible);
  EXPECT_EQ(second.article.dedup->role, DedupRole::kCopy);
  EXPECT_EQ(machine_.count(AppliedAs::kClaim), 2U);
  EXPECT_EQ(machine_.articles(), 2U);
  EXPECT_EQ(machine_.bytes(), 400U);
  EXPECT_EQ(machine_.now_ms(), -1) << "one clock may be wrong";
}

TEST_F(LedgerMachineTest, LedgerTimeIsThatOfItsClaims) {
  const std::uint64_t id = Start();
  for (std::uint64_t key = 0; key < 8; ++key) {
    log_.Claim(id, key, "w");
    log_.now_ms += 1;
  }
  Feed();
  EXPECT_EQ(machine_.now_ms(), kStart + 7);
  log_.now_ms += kMinute;
  log_.Claim(id, 9, "w");
  const std::int64_t last = log_.now_ms;
  log_.now_ms += kMinute;
  log_.Confirm(id, 9, "w");
  Feed();
  EXPECT_EQ(machine_.now_ms(), last);
  EXPECT_EQ(machine_.counted_ms(), log_.now_ms);
}

TEST_F(LedgerMachineTest, ClaimsOfAnotherControlStateAreNotJudged) {
  log_.Claim(1, 1, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaimStale) << "there is none yet";
  const std::uint64_t id = Start();
  log_.Claim(id + 1, 2, "fire");
  const Applied& stale = log_.FeedTo(machine_);
  EXPECT_EQ(stale.as, AppliedAs::kClaimStale);
  EXPECT_EQ(stale.sender, 7U) << "whoever sent it has to send it again";
  EXPECT_EQ(stale.ticket, 1002U);
  log_.Confirm(id + 1, 1, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kConfirmationStale);
  EXPECT_EQ(machine_.articles(), 0U);
  EXPECT_EQ(machine_.counted_ms(), kStart);
}

TEST_F(LedgerMachineTest, WhatAMemoryCannotReadHasNoVerdict) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire", "bad");
  const Applied& unreadable = log_.FeedTo(machine_);
  EXPECT_EQ(unreadable.as, AppliedAs::kClaimUnreadable);
  EXPECT_EQ(unreadable.error->message, "stage story: no such word");
  EXPECT_EQ(unreadable.ticket, 1001U);
  log_.Confirm(id, 1, "bad");
  EXPECT_EQ(Feed(), AppliedAs::kConfirmationUnreadable);

  log_.Add(Encode(ClaimRecord{.control = id, .parts = {"one"}}));
  const Applied& one_part = log_.FeedTo(machine_);
  EXPECT_EQ(one_part.as, AppliedAs::kClaimUnreadable);
  EXPECT_EQ(one_part.error->message, "it is for 1 stages, not for 2");
  log_.Add(Encode(ConfirmationRecord{.control = id, .outcomes = {"a", "b", "c"}}));
  EXPECT_EQ(Feed(), AppliedAs::kConfirmationUnreadable);

  log_.Claim(id, 2, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaim);
}

TEST_F(LedgerMachineTest, WhatIsNoRecordIsSkippedAndCounted) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Feed();
  const std::uint64_t hash = machine_.Hash();
  const std::string claim = Encode(ClaimRecord{.control = id, .parts = {"a", "b"}});
  for (const auto& [bytes, as] : {std::pair{std::string(), AppliedAs::kForeign},
                                  std::pair{std::string("{\"a\":1}"), AppliedAs::kForeign},
                                  std::pair{std::string("NL\x02later"), AppliedAs::kFormat},
                                  std::pair{std::string("NL\x01"), AppliedAs::kShape},
                                  std::pair{claim + "x", AppliedAs::kChecksum}}) {
    const std::uint64_t before = machine_.count(as);
    log_.now_ms += kHour;
    log_.Add(bytes);
    const Applied& applied = log_.FeedTo(machine_);
    EXPECT_EQ(applied.as, as);
    EXPECT_EQ(applied.error->code, NameOf(as));
    EXPECT_EQ(machine_.count(as), before + 1);
  }
  EXPECT_EQ(machine_.Hash(), hash);
  EXPECT_EQ(machine_.counted_ms(), kStart);
  EXPECT_EQ(machine_.next_offset(), static_cast<std::int64_t>(log_.size()));
}

TEST_F(LedgerMachineTest, EveryDamagedRecordIsSkipped) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Feed();
  const std::uint64_t hash = machine_.Hash();
  std::uint64_t damaged = 0;
  const auto skips = [&](const std::string& bytes) {
    log_.Add(bytes);
    ++damaged;
    return Feed() >= AppliedAs::kForeign;
  };
  ControlRecord change = machine_.Change();
  change.generation = 9;
  for (const std::string& bytes :
       {Encode(ClaimRecord{.control = id, .head = {.key = 9}, .parts = {"a", "b"}}),
        Encode(ConfirmationRecord{.control = id, .key = 1, .bytes = 1, .outcomes = {"a", "b"}}),
        Encode(change)}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_TRUE(skips(bytes.substr(0, size))) << size;
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(~flipped[at]);
      EXPECT_TRUE(skips(flipped)) << at;
    }
  }
  EXPECT_EQ(machine_.Hash(), hash);
  EXPECT_EQ(machine_.count(AppliedAs::kForeign) + machine_.count(AppliedAs::kFormat) +
                machine_.count(AppliedAs::kChecksum) + machine_.count(AppliedAs::kShape),
            damaged);
}

// Control records.

TEST_F(LedgerMachineTest, OfTwoFirstControlsTheFirstWins) {
  const std::int64_t first = log_.Add(MakeControl("g", FakeStages('2')));
  log_.Add(MakeControl("g", FakeStages('3')));
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored);
  EXPECT_EQ(machine_.control()->offset, first);

  const LedgerMachine other = Reader('3');
  EXPECT_EQ(other.control()->id, machine_.control()->id);
  EXPECT_EQ(other.Hash(), machine_.Hash());
  EXPECT_EQ(other.control()->factories[0].rules, "window=2") << "it follows";
  EXPECT_EQ(RuleDifferences(other.control()->record, other.stages()),
            "dedup: window=2, not window=3");
  EXPECT_EQ(RuleDifferences(machine_.control()->record, machine_.stages()), "");
}

TEST_F(LedgerMachineTest, AFirstControlThatSaysTheSameIsNoLoss) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  log_.Add(MakeControl("g", FakeStages()));
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored);
  EXPECT_EQ(machine_.articles(), 1U);
}

TEST_F(LedgerMachineTest, ARepeatKeepsTheMemories) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Feed();
  const std::uint64_t hash = machine_.Hash();
  const std::int64_t repeat = log_.Add(machine_.Repeat());
  EXPECT_EQ(Feed(), AppliedAs::kControlRepeat);
  EXPECT_EQ(machine_.control()->offset, repeat);
  EXPECT_EQ(machine_.control()->id, id);
  EXPECT_EQ(machine_.Hash(), hash);

  log_.Add(machine_.Repeat());
  EXPECT_EQ(Feed(), AppliedAs::kControlRepeat) << "of the repeat";
}

TEST_F(LedgerMachineTest, TwoRepeatsAtOnceAreOne) {
  Start();
  const ControlRecord repeat = machine_.Repeat();
  log_.Add(repeat);
  log_.Add(repeat);
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored);
  EXPECT_EQ(machine_.count(AppliedAs::kControlRepeat), 1U);
}

TEST_F(LedgerMachineTest, AChangeMakesTheMemoriesAnew) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Feed();
  const LedgerMachine other = Reader('3');
  const ControlRecord change = other.Change();
  EXPECT_EQ(change.generation, 2U);
  EXPECT_EQ(change.window_ms, 3 * kHour);
  log_.Add(change);
  EXPECT_EQ(Feed(), AppliedAs::kControlChange);
  EXPECT_NE(machine_.control()->id, id);
  EXPECT_EQ(machine_.articles(), 0U);
  EXPECT_EQ(machine_.control()->factories[0].rules, "window=3");

  log_.Claim(id, 2, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaimStale) << "was under way";
  log_.Claim(machine_.control()->id, 2, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaim);
}

TEST_F(LedgerMachineTest, ChangingBackIsAChange) {
  const std::uint64_t id = Start();
  log_.Add(Reader('3').Change());
  Feed();
  log_.Add(machine_.Change());
  EXPECT_EQ(Feed(), AppliedAs::kControlChange);
  EXPECT_EQ(machine_.control()->record.generation, 3U);
  EXPECT_NE(machine_.control()->id, id) << "claims of the first state are stale";
}

TEST_F(LedgerMachineTest, AChangeOfWhatIsNotCurrentIsIgnored) {
  Start();
  const ControlRecord change = Reader('3').Change();
  log_.Add(machine_.Repeat());
  log_.Add(change);
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored);
  ControlRecord ahead = machine_.Change();
  ahead.previous = 1000;
  log_.Add(ahead);
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored) << "names what is not there yet";
}

TEST_F(LedgerMachineTest, AfterAnIdleWindowAFirstControlCountsAgain) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  log_.now_ms += kMinute;
  log_.Confirm(id, 1, "fire");
  log_.now_ms += 2 * kHour;
  log_.Add(MakeControl("g", FakeStages('3')));
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored) << "a window and no more";
  log_.now_ms += 1;
  log_.Add(MakeControl("g", FakeStages('3')));
  EXPECT_EQ(Feed(), AppliedAs::kControlChange);
  EXPECT_EQ(machine_.articles(), 0U);
  EXPECT_EQ(machine_.control()->record.window_ms, 3 * kHour);
  EXPECT_EQ(machine_.Hash(), Reader('5').Hash());
}

TEST_F(LedgerMachineTest, WhatDoesNotCountKeepsNothingAlive) {
  const std::uint64_t id = Start();
  for (int i = 0; i < 3; ++i) {
    log_.now_ms += kHour;
    log_.Claim(id + 1, 1, "stale");
    log_.Confirm(id + 1, 1, "stale");
    log_.Add("foreign");
    log_.Add(MakeControl("g", FakeStages('9')));
  }
  EXPECT_EQ(Feed(), AppliedAs::kControlChange);
}

TEST_F(LedgerMachineTest, AStrangersControlIsNotFollowed) {
  log_.Add(MakeControl("other", FakeStages()));
  EXPECT_EQ(Feed(), AppliedAs::kControlStranger);
  EXPECT_EQ(machine_.stranger(), "other");
  EXPECT_FALSE(machine_.control());
  Start();
  EXPECT_EQ(machine_.control()->offset, 1);
}

TEST_F(LedgerMachineTest, WhatCannotBeFollowedCountsAndIsNotJudged) {
  const std::uint64_t id = Start();
  log_.Claim(id, 1, "fire");
  Feed();
  ControlRecord change = machine_.Change();
  change.stages[1].version = "2";
  log_.Add(change);
  const Applied& applied = log_.FeedTo(machine_);
  EXPECT_EQ(applied.as, AppliedAs::kControlChange);
  EXPECT_EQ(applied.error->kind, ErrorKind::kConfig);
  EXPECT_EQ(applied.error->code, "cannot_follow");
  EXPECT_EQ(applied.error->message,
            "the stages of the ledger are dedup@1, story@2, those here are dedup@1, story@1");
  EXPECT_TRUE(machine_.control()->cannot_follow);
  EXPECT_EQ(machine_.articles(), 0U);

  log_.now_ms += kMinute;
  log_.Claim(machine_.control()->id, 2, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaimUnfollowed);
  log_.Confirm(machine_.control()->id, 2, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kConfirmationUnfollowed);
  EXPECT_EQ(machine_.counted_ms(), log_.now_ms) << "others have judged it";

  // Still current when it is repeated; gone when somebody changes it to what is known here.
  log_.Add(machine_.Repeat());
  EXPECT_EQ(log_.FeedTo(machine_).error->code, "cannot_follow");
  log_.Add(machine_.Change());
  EXPECT_EQ(Feed(), AppliedAs::kControlChange);
  EXPECT_FALSE(machine_.control()->cannot_follow);
  log_.Claim(machine_.control()->id, 3, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaim);
}

TEST_F(LedgerMachineTest, SaysWhyItCannotFollow) {
  const std::vector<SharedStage> stages = FakeStages();
  const auto why = [&](const auto& change) {
    ControlRecord control = MakeControl("g", stages);
    change(control);
    const auto followed = FollowControl(control, stages);
    return followed.ok() ? "" : followed.error().message;
  };
  EXPECT_EQ(why([](ControlRecord&) {}), "");
  EXPECT_THAT(why([](ControlRecord& c) { c.claim_format = 2; }), HasSubstr("claims of format 2"));
  EXPECT_THAT(why([](ControlRecord& c) { c.stages.pop_back(); }),
              HasSubstr("the ledger are dedup@1, those here are dedup@1, story@1"));
  EXPECT_THAT(why([](ControlRecord& c) { c.stages.clear(); }), HasSubstr("the ledger are none"));
  EXPECT_THAT(why([](ControlRecord& c) { std::swap(c.stages[0], c.stages[1]); }),
              HasSubstr("the ledger are story@1, dedup@1"));
  EXPECT_EQ(why([](ControlRecord& c) { c.stages[0].rules = "window=x"; }),
            "stage dedup has no such rules as the ledger's (window=x): window cannot be that");
}

// Machines of one log.

/// What several instances write in half a day: claims, confirmations late and never, redeliveries,
/// garbage, repeats every hour.
Log HalfADay() {
  Log log;
  LedgerMachine writer("g", FakeStages());
  log.Add(MakeControl("g", FakeStages()));
  std::uint64_t random = 1;
  for (std::uint64_t i = 0; i < 720; ++i) {
    log.now_ms += kMinute;
    log.FeedTo(writer);
    random = Mix64(random + i);
    const std::string word = "w" + std::to_string(random % 40);
    const std::uint64_t id = writer.control()->id;
    if (i % 60 == 59) log.Add(writer.Repeat());
    log.Claim(id, random % 10 == 0 ? i / 2 : i, random % 97 == 0 ? "bad" : word);
    if (random % 3 != 0) log.Confirm(id, i - random % std::min<std::uint64_t>(i + 1, 5), word);
    if (random % 50 == 0) log.Add("garbage");
    if (random % 51 == 0) log.Claim(id + 1, i, word);
  }
  return log;
}

TEST(LedgerMachinesTest, MachinesWithTheSameRecordsAgreeAtEveryOffset) {
  const Log log = HalfADay();
  LedgerMachine one("g", FakeStages('2'));
  LedgerMachine other("g", FakeStages('9'));
  for (std::size_t i = 0; i < log.size(); ++i) {
    EXPECT_EQ(log.ApplyTo(one, i).as, log.ApplyTo(other, i).as) << i;
    ASSERT_EQ(one.Hash(), other.Hash()) << i;
  }
  EXPECT_GT(one.articles(), 0U);
  EXPECT_GT(one.count(AppliedAs::kClaimUnreadable), 0U);
  EXPECT_GT(one.count(AppliedAs::kClaimStale), 0U);
  EXPECT_EQ(one.count(AppliedAs::kControlRepeat), 12U);

  Log another = HalfADay();
  another.Claim(one.control()->id, 10'000, "more");
  another.FeedTo(other);
  EXPECT_NE(one.Hash(), other.Hash());
}

TEST(LedgerMachinesTest, OneThatBeginsInTheMiddleAgreesAfterAWindow) {
  const Log log = HalfADay();
  LedgerMachine whole("g", FakeStages());
  log.FeedTo(whole);
  for (std::size_t begin = 1; begin < log.size() / 2; begin += 37) {
    LedgerMachine late("g", FakeStages());
    log.FeedTo(late, begin);
    EXPECT_EQ(late.control()->id, whole.control()->id) << begin;
    EXPECT_EQ(late.control()->offset, whole.control()->offset) << begin;
    EXPECT_EQ(late.Hash(), whole.Hash()) << begin;
  }
}

// Retention may end right before a control record that was ignored.
TEST_F(LedgerMachineTest, OneThatBeginsWithALoserFindsTheRightControl) {
  Start();
  const ControlRecord late_change = Reader('3').Change();
  log_.Add(machine_.Repeat());
  const std::size_t loser = static_cast<std::size_t>(log_.Add(late_change));
  Feed();
  log_.Claim(machine_.control()->id, 1, "fire");
  log_.Add(machine_.Repeat());
  EXPECT_EQ(Feed(), AppliedAs::kControlRepeat);

  LedgerMachine late = Reader('2', loser);
  EXPECT_EQ(late.control()->id, machine_.control()->id);
  EXPECT_EQ(late.control()->offset, machine_.control()->offset);
  EXPECT_EQ(late.count(AppliedAs::kControlChange), 1U);

  // From then on it takes nothing unseen.
  log_.Add(late_change);
  log_.Claim(machine_.control()->id, 1, "fire");
  EXPECT_EQ(Feed(), AppliedAs::kClaim);
  EXPECT_EQ(log_.FeedTo(late).as, AppliedAs::kClaim);
  EXPECT_EQ(late.Hash(), machine_.Hash());
}

TEST_F(LedgerMachineTest, KnowsWhetherItBeganInTheMiddle) {
  Start();
  EXPECT_FALSE(machine_.began_in_the_middle());
  const auto repeat = static_cast<std::size_t>(log_.Add(machine_.Repeat()));
  Feed();
  EXPECT_FALSE(machine_.began_in_the_middle());
  EXPECT_TRUE(Reader('2', repeat).began_in_the_middle());

  // One that saw no control record, since the log was cut off, wrote a first one; the others
  // answer.
  const auto first = static_cast<std::size_t>(log_.Add(MakeControl("g", FakeStages())));
  EXPECT_EQ(Feed(), AppliedAs::kControlIgnored);
  EXPECT_FALSE(Reader('2', first).began_in_the_middle());
  log_.Add(machine_.Repeat());
  EXPECT_TRUE(Reader('2', first).began_in_the_middle());

  LedgerMachine late = Reader('2', first);
  log_.Add(late.Change());
  EXPECT_EQ(log_.FeedTo(late).as, AppliedAs::kControlChange);
  EXPECT_FALSE(late.began_in_the_middle()) << "all begin anew";
}

TEST(SharedStagesTest, AreThoseWithAMemory) {
  const StageType type{.name = "dedup", .version = "1", .ordered = true};
  Config config;
  config.stages.push_back({.type = &type, .factory = {}});
  EXPECT_TRUE(SharedStages(config).empty());
  config.stages.push_back({.type = &type, .factory = FakeFactory('4')});
  const auto shared = SharedStages(config);
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].name, "dedup");
  EXPECT_EQ(MakeControl("g", shared).window_ms, 4 * kHour);
}

TEST(AppliedAsTest, NamesDiffer) {
  std::vector<std::string> names;
  for (std::size_t kind = 0; kind < kAppliedKinds; ++kind) {
    names.emplace_back(NameOf(static_cast<AppliedAs>(kind)));
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
  EXPECT_NE(names.front(), "");
}

}  // namespace
}  // namespace newswired
