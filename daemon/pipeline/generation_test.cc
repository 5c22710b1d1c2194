#include "daemon/pipeline/generation.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include "daemon/config/load.h"
#include "daemon/pipeline/fake_ledger_for_test.h"
#include "daemon/pipeline/worker_pool.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"

namespace newswired {
namespace {

struct NoSettings {
  template <class Visitor>
  void Visit(Visitor& /*v*/) {}
};

/// Takes the value as the body, and as the uri where it is an address; "bad" is refused, "throw"
/// throws, "split" is refused when another article was split off already.
class FakeStage : public Stage {
 public:
  Result<Verdict> Process(Article& article, Articles& out) override {
    article.body = article.record->value;
    if (article.body == "split") {
      out.push_back(article);
      return BadInput("bad", "it says split");
    }
    if (article.body == "items") {  // 1 and 2 of four are bad
      for (std::int32_t item = 1; item < 4; ++item) {
        Article& other = out.emplace_back(article);
        other.input.item = item;
        if (item < 3) other.rejected = BadInput("bad_item", "it is one");
      }
    }
    if (article.body.starts_with("https:")) article.uri = article.body;
    if (article.body == "bad") return BadInput("bad", "it says bad");
    if (article.body == "throw") throw std::runtime_error("as asked");
    return Verdict::kContinue;
  }
};

class FakeDecode final : public FakeStage {
 public:
  using Settings = NoSettings;
  static Result<std::unique_ptr<FakeDecode>> Create(const Settings& /*settings*/) {
    return std::make_unique<FakeDecode>();
  }
};

/// Throws where the body says so.
class FakeDedup final : public OrderedStage {
 public:
  using Settings = NoSettings;
  static Result<std::unique_ptr<FakeDedup>> Create(const Settings& /*settings*/) {
    return std::make_unique<FakeDedup>();
  }
  std::unique_ptr<Prepared> Prepare(const Article& article) const override {
    if (article.body == "throw in Prepare") throw std::runtime_error("prepare");
    return nullptr;
  }
  void Decide(BatchId /*batch*/, Article& article, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    kept() = answer;
    if (article.body == "throw in Decide") throw std::runtime_error("decide");
    if (article.body == "throw in Poll") return;
    answer(article.body == "drop" ? Verdict::kDrop : Verdict::kContinue);
  }
  void Poll() override { throw 7; }
  void Committed(BatchId /*batch*/) override { throw std::runtime_error("committed"); }
  void Aborted(BatchId /*batch*/) override { throw std::runtime_error("aborted"); }

  /// The answer that it was last given.
  static Answer& kept() {
    static Answer answer;
    return answer;
  }
};

constexpr StageType kDecode = DescribeStage<FakeDecode>("decode", "1", "fake");
constexpr StageType kTag = DescribeStage<FakeDecode>("tag", "1", "fake");
constexpr StageType kDedup = DescribeStage<FakeDedup>("dedup", "1", "fake");
constexpr StageType kShared = DescribeStage<FakeSharedStage>("shared", "2", "fake");
constexpr StageType kSharedToo = DescribeStage<FakeSharedStage>("shared_too", "2", "fake");

class GenerationTest : public testing::Test {
 protected:
  void Load(const std::string& stages) {
    const std::vector<const StageType*> types{&kDecode, &kTag, &kDedup, &kShared, &kSharedToo};
    const LoadResult loaded = LoadConfigText(
        "kafka: {brokers: 'k:1'}\ninput: {topics: [in], group: g}\n"
        "output: {topic: out, dead_letter_topic: dead}\nstages: " +
            stages + "\n",
        "test.yaml", types);
    ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
    config_ = loaded.config;
    generation_ = Generation::Make(config_, 7);
    ordered_ = generation_->NewOrderedChain();
  }

  /// The only outcome of a record with that value.
  Outcome Run(std::string_view value) {
    record_.topic = "in";
    record_.has_value = true;
    record_.value = value;
    std::vector<Outcome> outcomes;
    EXPECT_TRUE(generation_->NewChain()->Run(record_, outcomes).ok());
    EXPECT_EQ(outcomes.size(), 1U);
    return std::move(outcomes.at(0));
  }

  int Decide(Outcome& outcome) {
    ordered_->Decide(1, outcome, [this] { ++done_; });
    return done_;
  }

  RawRecord record_;
  std::shared_ptr<const Config> config_;
  std::shared_ptr<const Generation> generation_;
  std::unique_ptr<OrderedChain> ordered_;
  int done_ = 0;
};

TEST_F(GenerationTest, AStageThatIsNotRequiredFailsAlone) {
  Load("[{decode: {required: false}}, tag]");
  for (const auto& [value, code] : {std::pair{"bad", "bad"}, {"throw", "exception"}}) {
    SCOPED_TRACE(value);
    const Outcome outcome = Run(value);
    EXPECT_TRUE(outcome.publishable());
    ASSERT_EQ(outcome.article.reports.size(), 2U);
    for (const StageReport& report : outcome.article.reports) {
      EXPECT_EQ(report.state, StageState::kFailed);
      EXPECT_EQ(report.code, code);
    }
  }
}

TEST_F(GenerationTest, WhatAFailedStageSplitOffGoesOn) {
  for (const bool required : {false, true}) {
    Load(required ? "[decode]" : "[{decode: {required: false}}]");
    record_.has_value = true;
    record_.value = "split";
    std::vector<Outcome> outcomes;
    ASSERT_TRUE(generation_->NewChain()->Run(record_, outcomes).ok());
    ASSERT_EQ(outcomes.size(), required ? 1U : 2U);
    for (const Outcome& outcome : outcomes) {
      EXPECT_EQ(outcome.publishable(), !required);
      EXPECT_EQ(outcome.article.reports.at(0).state, StageState::kFailed);
    }
  }
}

TEST_F(GenerationTest, OfManyBadItemsOneHasTheRecord) {
  Load("[decode]");
  record_.has_value = true;
  record_.value = "items";
  std::vector<Outcome> outcomes;
  ASSERT_TRUE(generation_->NewChain()->Run(record_, outcomes).ok());
  ASSERT_EQ(outcomes.size(), 4U);
  EventWriter writer(generation_->event_options());
  std::vector<OutRecord> out;
  for (Outcome& outcome : outcomes) Render(writer, *generation_, record_, outcome, 0, out);
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[0].topic, OutTopic::kEvents);
  EXPECT_EQ(out[1].topic, OutTopic::kDeadLetter);
  EXPECT_EQ(out[1].value, "items");
  EXPECT_EQ(out[2].topic, OutTopic::kDeadLetter);
  EXPECT_FALSE(out[2].has_value);
  EXPECT_EQ(out[2].headers.back().name, "dlq-value-item");
  EXPECT_EQ(out[2].headers.back().value, "1");
  EXPECT_EQ(out[3].topic, OutTopic::kEvents);
}

TEST_F(GenerationTest, ARequiredStageThatFailsMakesADeadLetter) {
  Load("[{decode: {required: false}}, {tag: {required: true}}]");
  for (const auto& [value, code] : {std::pair{"bad", "bad"}, {"throw", "exception"}}) {
    SCOPED_TRACE(value);
    const Outcome outcome = Run(value);
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->stage, "tag");
    EXPECT_EQ(outcome.failure->error.code, code);
  }
}

TEST_F(GenerationTest, AnArticleThatCannotBePreparedBecomesADeadLetter) {
  Load("[decode, dedup]");
  Outcome outcome = Run("throw in Prepare");
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->stage, "dedup");
  EXPECT_EQ(outcome.failure->error.code, "exception");
  EXPECT_EQ(outcome.failure->error.message, "threw: prepare");
  EXPECT_EQ(Decide(outcome), 1);  // nobody is asked
}

TEST_F(GenerationTest, WhatMemoriesAreToldIsTheUriOfTheEvent) {
  Load("[decode, dedup]");
  Outcome outcome = Run("https://wire.example/a?q={x}|y^z");
  EXPECT_EQ(outcome.article.uri, "https://wire.example/a?q=%7Bx%7D%7Cy%5Ez");
  EventWriter writer(generation_->event_options());
  std::vector<OutRecord> out;
  Render(writer, *generation_, record_, outcome, 0, out);
  EXPECT_EQ(out.at(0).key, outcome.article.uri);
}

TEST_F(GenerationTest, AnArticleThatCannotBeJudgedGoesOnUnjudged) {
  Load("[decode, dedup]");
  Outcome outcome = Run("throw in Decide");
  EXPECT_EQ(Decide(outcome), 1);
  EXPECT_TRUE(outcome.publishable());
  ASSERT_EQ(outcome.article.reports.size(), 2U);
  EXPECT_EQ(outcome.article.reports[1].name, "dedup");
  EXPECT_EQ(outcome.article.reports[1].state, StageState::kFailed);
  EXPECT_EQ(outcome.article.reports[1].code, "exception");
  EXPECT_EQ(outcome.article.reports[1].message, "threw: decide");

  FakeDedup::kept()(Verdict::kDrop);  // comes too late
  EXPECT_EQ(done_, 1);
  EXPECT_TRUE(outcome.publishable());
}

TEST_F(GenerationTest, AStageThatThrowsInPollHasFailedWhereItIsAsked) {
  Load("[decode, dedup]");
  ordered_->Poll();  // nobody waits
  Outcome waits = Run("throw in Poll");
  EXPECT_EQ(Decide(waits), 0);
  ordered_->Poll();
  EXPECT_EQ(done_, 1);
  EXPECT_TRUE(waits.publishable());
  EXPECT_EQ(waits.article.reports.back().state, StageState::kFailed);
  Outcome dropped = Run("drop");
  EXPECT_EQ(Decide(dropped), 2);
  EXPECT_TRUE(dropped.dropped);
}

TEST_F(GenerationTest, AMemoryThatDoesNotFollowTheCommitsIsFatal) {
  Load("[decode, dedup]");
  for (const Status& told : {ordered_->Committed(1), ordered_->Aborted(1)}) {
    ASSERT_FALSE(told.ok());
    EXPECT_EQ(told.error().kind, ErrorKind::kFatal);
    EXPECT_EQ(told.error().message.substr(0, 19), "stage dedup: threw:");
  }
}

TEST_F(GenerationTest, NobodyAnswersForABatchThatIsGone) {
  Load("[decode, dedup]");
  {
    Outcome outcome = Run("throw in Poll");
    EXPECT_EQ(Decide(outcome), 0);
    EXPECT_FALSE(ordered_->Aborted(1).ok());
  }
  FakeDedup::kept()(Verdict::kContinue);
  ordered_->Poll();
  EXPECT_EQ(done_, 0);
}

TEST_F(GenerationTest, AStageHasABudgetUnlessItIsGivenNone) {
  Load("[decode, {tag: {time_budget_ms: 0}}]");
  EXPECT_EQ(generation_->stateless()[0]->time_budget_ms, 5'000);
  EXPECT_EQ(generation_->stateless()[1]->time_budget_ms, 0);
}

/// With a ledger, for stages that share their memory.
class SharedTest : public GenerationTest {
 protected:
  struct Observed final : StageObserver {
    void StageRan(const StageConfig& stage, StageState state, std::int64_t /*nanos*/) override {
      ran.push_back(std::string(stage.type->name) + (state == StageState::kOk ? "" : " failed"));
    }
    void ArticleLeft(const StageConfig& stage, const Outcome& outcome) override {
      left.push_back(std::string(stage.type->name) + (outcome.dropped ? " dropped" : ""));
    }
    std::vector<std::string> ran, left;
  };

  void LoadShared(const std::string& stages) {
    Load(stages);
    generation_ = Generation::Make(config_, 7, /*shares_memory=*/true);
    ordered_ = generation_->NewOrderedChain(
        &observed_, [this] { ++woken_; }, &ledger_);
  }

  /// As in a lane, where the articles outlive the questions; appends to `order_` when it is done.
  Outcome& Ask(std::string_view value, BatchId batch = 1) {
    values_.emplace_back(value);
    outcomes_.push_back(Run(values_.back()));
    ordered_->Decide(batch, outcomes_.back(),
                     [this, number = outcomes_.size()] { order_.push_back(number); });
    return outcomes_.back();
  }

  FakeLedger ledger_;
  Observed observed_;
  int woken_ = 0;
  std::deque<std::string> values_;
  std::deque<Outcome> outcomes_;
  std::vector<std::size_t> order_;  // of the articles that are decided, from 1
};

TEST_F(SharedTest, TheLedgerIsAskedAndItsVerdictAccepted) {
  LoadShared("[decode, shared]");
  record_.offset = 3;
  record_.timestamp_ms = 1'000;
  Outcome& outcome = Ask("news");
  EXPECT_TRUE(ordered_->awaits_ledger());
  ordered_->Poll();
  EXPECT_TRUE(order_.empty());
  ASSERT_EQ(ledger_.asked().size(), 1U);
  const FakeLedger::Asked asked = ledger_.asked()[0];
  EXPECT_EQ(asked.parts, std::vector<std::string>{"news"});
  EXPECT_EQ(asked.head.key, RecordKey(outcome.article));
  EXPECT_EQ(asked.head.bytes, Hash64(outcome.article.input.sha256));
  EXPECT_EQ(asked.head.record_ms, 1'000);

  ledger_.Answer(0);
  EXPECT_EQ(woken_, 1);
  EXPECT_TRUE(order_.empty());
  ordered_->Poll();
  EXPECT_EQ(order_.size(), 1U);
  EXPECT_FALSE(ordered_->awaits_ledger());
  EXPECT_TRUE(outcome.publishable());
  ASSERT_TRUE(outcome.article.dedup);
  EXPECT_EQ(outcome.article.dedup->cluster_id, "of news");
  EXPECT_EQ(outcome.article.reports.back().name, "shared");
  EXPECT_EQ(outcome.article.reports.back().version, "2");
  EXPECT_EQ(outcome.article.reports.back().state, StageState::kOk);
  EXPECT_EQ(observed_.ran, std::vector<std::string>{"shared"});
  EXPECT_EQ(observed_.left, std::vector<std::string>{"shared"});
  ASSERT_TRUE(outcome.receipt);
  EXPECT_EQ(outcome.receipt->head.key, asked.head.key);
  EXPECT_EQ(outcome.receipt->offset, 101);
  EXPECT_EQ(outcome.receipt->outcomes, std::vector<std::string>{"judged news"});
  EXPECT_TRUE(outcome.receipt->published);
  ordered_->Confirm({*outcome.receipt});
  EXPECT_EQ(ledger_.confirmed().size(), 1U);
  EXPECT_TRUE(ordered_->Committed(1).ok());  // the stage would throw
}

TEST_F(SharedTest, ManyAreAskedAboutAndDecidedInTheirOrder) {
  LoadShared("[decode, shared]");
  for (const char* value : {"a", "b", "c", "d"}) Ask(value);
  EXPECT_EQ(ledger_.open(), 4U);
  // A claim that was appended again comes after later ones.
  ledger_.Answer(2);
  ledger_.Answer(1);
  ordered_->Poll();
  EXPECT_TRUE(order_.empty());
  ledger_.Answer(0);
  ordered_->Poll();
  EXPECT_EQ(order_, (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(outcomes_[2].article.dedup->cluster_id, "of c");
  EXPECT_EQ(outcomes_[1].receipt->outcomes, std::vector<std::string>{"judged b"});
}

TEST_F(SharedTest, StagesWithTheirOwnMemoryAreAskedAboutOneAfterTheOther) {
  LoadShared("[decode, shared, dedup]");
  Ask("throw in Poll");  // waits there until it is polled the next time
  Ask("throw in Poll");
  ledger_.Answer(1);
  ledger_.Answer(0);
  ordered_->Poll();
  EXPECT_FALSE(ordered_->awaits_ledger());  // it is a stage that does not answer
  EXPECT_TRUE(order_.empty());
  ordered_->Poll();
  EXPECT_EQ(order_, std::vector<std::size_t>{1});
  ordered_->Poll();
  EXPECT_EQ(order_, (std::vector<std::size_t>{1, 2}));
}

TEST_F(SharedTest, WhatIsSuppressedIsNotAskedAboutAnyMore) {
  LoadShared("[decode, shared, shared_too, dedup]");
  const Outcome& outcome = Ask("repeat");
  ledger_.AnswerAll();
  ordered_->Poll();
  EXPECT_EQ(order_.size(), 1U);
  EXPECT_TRUE(outcome.dropped);
  EXPECT_EQ(observed_.left, std::vector<std::string>{"shared dropped"});
  ASSERT_TRUE(outcome.receipt);
  EXPECT_FALSE(outcome.receipt->published);
  EXPECT_EQ(outcome.receipt->outcomes,
            (std::vector<std::string>{"judged repeat", "judged repeat"}));
}

TEST_F(SharedTest, OfWhatALaterStageDropsTheLedgerIsNotTold) {
  LoadShared("[decode, shared, dedup]");
  ledger_.AnswerAll();
  const Outcome& dropped = Ask("drop");
  const Outcome& failed = Ask("throw in Decide");
  ordered_->Poll();
  EXPECT_TRUE(dropped.dropped);
  EXPECT_FALSE(dropped.receipt);
  EXPECT_TRUE(failed.publishable());
  EXPECT_TRUE(failed.receipt) << "it goes out with the ledger's verdict";
}

TEST_F(SharedTest, WhatIsPublishableNoMoreIsNotClaimed) {
  LoadShared("[decode, shared, dedup]");
  Ask("bad");
  Ask("throw in Prepare");
  EXPECT_EQ(order_.size(), 2U);
  EXPECT_TRUE(ledger_.asked().empty());
}

TEST_F(SharedTest, AVerdictThatCannotBeAcceptedIsNotConfirmed) {
  LoadShared("[decode, shared]");
  ledger_.AnswerAll();
  const Outcome& outcome = Ask("throw in Accept");
  ordered_->Poll();
  EXPECT_EQ(order_.size(), 1U);
  EXPECT_TRUE(outcome.publishable());
  EXPECT_EQ(outcome.article.reports.back().state, StageState::kFailed);
  EXPECT_EQ(outcome.article.reports.back().message, "threw: accept");
  EXPECT_EQ(observed_.ran, std::vector<std::string>{"shared failed"});
  EXPECT_FALSE(outcome.receipt);
}

TEST_F(SharedTest, AClaimThatCannotBeReadGoesOnUnjudged) {
  LoadShared("[decode, shared]");
  const Outcome& outcome = Ask("news");
  ledger_.FailNext(BadInput("claim", "it is cut short"));
  ledger_.AnswerAll();
  ordered_->Poll();
  EXPECT_EQ(order_.size(), 1U);
  EXPECT_FALSE(ordered_->failure());
  EXPECT_TRUE(outcome.publishable());
  EXPECT_FALSE(outcome.article.dedup);
  EXPECT_EQ(outcome.article.reports.back().state, StageState::kFailed);
  EXPECT_EQ(outcome.article.reports.back().code, "claim");
  EXPECT_FALSE(outcome.receipt);
}

TEST_F(SharedTest, WithoutAVerdictTheBatchIsDecidedAnew) {
  LoadShared("[decode, shared]");
  Ask("a");
  Ask("b");
  ledger_.FailNext(Transient("ledger", "it is not to be had"));
  ledger_.AnswerAll();
  ordered_->Poll();
  EXPECT_TRUE(order_.empty());
  ASSERT_TRUE(ordered_->failure());
  EXPECT_EQ(ordered_->failure()->message, "ledger: it is not to be had");
  EXPECT_TRUE(ordered_->Aborted(1).ok());
  EXPECT_FALSE(ordered_->failure());
  Ask("a", 2);
  ordered_->Poll();
  EXPECT_EQ(order_, std::vector<std::size_t>{3});
}

TEST_F(SharedTest, NobodyWaitsForTheClaimsOfABatchThatIsGone) {
  LoadShared("[decode, shared]");
  Ask("of the batch before", 1);
  Ask("gone", 2);
  Ask("gone", 3);
  EXPECT_TRUE(ordered_->Aborted(2).ok());
  EXPECT_EQ(ledger_.open(), 1U);
  Ask("anew", 4);
  for (std::size_t claim = 0; claim < 4; ++claim) ledger_.Answer(claim);
  ordered_->Poll();
  EXPECT_EQ(order_, (std::vector<std::size_t>{1, 4}));
  EXPECT_EQ(outcomes_[3].article.dedup->cluster_id, "of anew");
  EXPECT_FALSE(outcomes_[1].article.dedup);
}

TEST_F(SharedTest, NothingIsClaimedWhereNoMemoryIsShared) {
  Load("[decode, shared]");
  ordered_ = generation_->NewOrderedChain(nullptr, {}, &ledger_);
  Ask("scope lane");
  generation_ = Generation::Make(config_, 7, /*shares_memory=*/true);
  ordered_ = generation_->NewOrderedChain();
  Ask("no ledger");
  EXPECT_EQ(order_.size(), 2U);
  EXPECT_TRUE(ledger_.asked().empty());
}

}  // namespace
}  // namespace newswired
