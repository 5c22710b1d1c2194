#include "daemon/kafka/ledger_client.h"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/ledger/fake_memory_for_test.h"
#include "daemon/ledger/snapshot.h"

// On librdkafka's mock cluster, whose records have their producers' times.

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

// Kafka's numbers of requests.
constexpr std::int16_t kProduce = 0;
constexpr std::int16_t kFetch = 1;

/// Keeps what it is told.
class Observer final : public LedgerObserver {
 public:
  void Skipped(AppliedAs as) override {
    if (throws) throw std::runtime_error("as asked");
    const std::lock_guard lock(mutex_);
    skipped_.push_back(as);
  }
  void ControlSent() override { ++controls_; }
  void NotReady(const std::string& reason) override {
    const std::lock_guard lock(mutex_);
    reason_ = reason;
  }
  std::vector<AppliedAs> skipped() {
    const std::lock_guard lock(mutex_);
    return skipped_;
  }
  std::string reason() {
    const std::lock_guard lock(mutex_);
    return reason_;
  }
  int controls() const { return controls_; }
  std::atomic<bool> throws{false};

 private:
  std::mutex mutex_;
  std::vector<AppliedAs> skipped_;
  std::string reason_;
  std::atomic<int> controls_{0};
};

/// Waits until `condition` holds, for as long as a slow machine may need.
bool Await(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

/// One process's ledger and a lane's seat at it.
struct Process {
  Observer observer;
  std::unique_ptr<KafkaLedger> ledger;
  std::atomic<int> woken{0};
  std::unique_ptr<LedgerSeat> seat;

  ~Process() {
    seat.reset();
    ledger.reset();
  }
  bool AwaitReady() const {
    return Await([&] { return ledger->standing().ready || ledger->standing().failure; }) &&
           ledger->standing().ready;
  }
  std::optional<Error> AwaitFailure() const {
    Await([&] { return ledger->standing().failure.has_value(); });
    return ledger->standing().failure;
  }
  std::uint64_t Claim(std::uint64_t key, const std::string& word) const {
    return seat->Claim({.key = key, .bytes = key}, {word, word});
  }
  /// The next `count` answers.
  std::vector<LedgerAnswer> Answers(std::size_t count) const {
    std::vector<LedgerAnswer> answers;
    Await([&] {
      for (LedgerAnswer& answer : seat->Take()) answers.push_back(std::move(answer));
      return answers.size() >= count;
    });
    return answers;
  }
  LedgerAnswer Ask(std::uint64_t key, const std::string& word) const {
    Claim(key, word);
    std::vector<LedgerAnswer> answers = Answers(1);
    return answers.empty() ? LedgerAnswer{} : std::move(answers.front());
  }
};

bool IsCopy(const LedgerAnswer& answer) {
  return answer.article.dedup && answer.article.dedup->role == DedupRole::kCopy;
}

class LedgerClientTest : public testing::Test {
 protected:
  void SetUp() override {
    // Before there are threads, as in the daemon: the sanitizer does not see how they would agree.
    spdlog::default_logger();
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("g.ledger", 1);
    config_.kafka.brokers = {cluster_->bootstrap()};
    config_.input.group = "g";
  }

  std::unique_ptr<Process> Start(const std::function<void(KafkaLedger::Options&)>& change = {}) {
    auto process = std::make_unique<Process>();
    KafkaLedger::Options options;
    options.topic = "g.ledger";
    options.group = "g";
    options.stages = FakeStages();
    options.producer_conf = [this] { return LedgerProducerConf(config_); };
    options.consumer_conf = [this] { return LedgerConsumerConf(config_); };
    options.observer = &process->observer;
    options.allow_create_time = true;
    if (change) change(options);
    process->ledger = std::make_unique<KafkaLedger>(std::move(options));
    process->seat = process->ledger->NewSeat([woken = &process->woken] { ++*woken; });
    return process;
  }
  static std::string SnapshotPath() {
    std::string path = testing::TempDir() + "newswired-" +
                       testing::UnitTest::GetInstance()->current_test_info()->name() + ".snapshot";
    std::filesystem::remove(path);
    return path;
  }
  void Append(const std::string& value) {
    ASSERT_TRUE(cluster_->Send({{.topic = "g.ledger", .partition = 0, .value = value}}).ok());
  }
  /// Kinds of all records in the log, of `count` at least.
  std::vector<std::size_t> Log(std::size_t count) {
    std::vector<std::size_t> kinds;
    const auto records = cluster_->Read({"g.ledger"}, count, 20'000);
    if (!records.ok()) return kinds;
    for (const PlainRecord& record : *records) {
      const auto decoded = DecodeLedgerRecord(record.value.value_or(""));
      kinds.push_back(decoded.ok() ? decoded->index() : 9);
    }
    return kinds;
  }
  static constexpr std::size_t kClaim = 0;
  static constexpr std::size_t kConfirmation = 1;
  static constexpr std::size_t kControl = 2;

  std::unique_ptr<MockCluster> cluster_;
  Config config_;
};

TEST_F(LedgerClientTest, AnswersClaimsInTheirOrder) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  const std::uint64_t first = process->Claim(1, "quake");
  const std::uint64_t second = process->Claim(2, "flood");
  const std::uint64_t third = process->Claim(3, "quake");
  const std::vector<LedgerAnswer> answers = process->Answers(3);
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].ticket, first);
  EXPECT_EQ(answers[1].ticket, second);
  EXPECT_EQ(answers[2].ticket, third);
  EXPECT_FALSE(IsCopy(answers[0]));
  EXPECT_FALSE(IsCopy(answers[1]));
  EXPECT_TRUE(IsCopy(answers[2]));
  EXPECT_LT(answers[0].offset, answers[1].offset);
  ASSERT_EQ(answers[2].judged.size(), 2U);
  EXPECT_EQ(answers[2].judged[0].outcome, "quake");
  EXPECT_FALSE(answers[2].judged[0].suppressible) << "nothing was confirmed";
  EXPECT_GT(process->woken, 0);
  EXPECT_EQ(process->observer.reason(), "");
}

TEST_F(LedgerClientTest, ProcessesAgree) {
  const auto one = Start();
  ASSERT_TRUE(one->AwaitReady());
  const auto other = Start();
  ASSERT_TRUE(other->AwaitReady());
  const LedgerAnswer first = one->Ask(1, "quake");
  EXPECT_FALSE(IsCopy(first));
  const LedgerAnswer copy = other->Ask(2, "quake");
  EXPECT_TRUE(IsCopy(copy));
  EXPECT_FALSE(copy.judged.at(0).suppressible);
  one->seat->Confirm({{.head = {.key = 1, .bytes = 1},
                       .offset = first.offset,
                       .outcomes = {"quake", "quake"},
                       .published = true}});
  EXPECT_EQ(Log(4).back(), kConfirmation);
  EXPECT_TRUE(other->Ask(3, "quake").judged.at(0).suppressible);
  EXPECT_TRUE(one->seat->Take().empty()) << "an answer of somebody else's claim";
}

TEST_F(LedgerClientTest, OfTwoThatStartAtOnceOneControlRecordCounts) {
  // Nothing is written before both have seen an empty log.
  const auto refuse = [&] {
    if (cluster_->FailuresLeft(kProduce) > 1) return;
    cluster_->FailNext(kProduce, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                  RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
  };
  refuse();
  const auto one = Start();
  const auto other = Start([](auto& options) { options.stages = FakeStages('3'); });
  ASSERT_TRUE(Await([&] {
    refuse();
    return one->observer.controls() + other->observer.controls() == 2;
  }));
  ASSERT_TRUE(one->AwaitReady());
  ASSERT_TRUE(other->AwaitReady());
  EXPECT_THAT(Log(2), ElementsAre(kControl, kControl));
  EXPECT_EQ(one->ledger->factories().at(0).rules, other->ledger->factories().at(0).rules);
  EXPECT_NE(one->ledger->differences().empty(), other->ledger->differences().empty());
  EXPECT_FALSE(IsCopy(one->Ask(1, "quake")));
  EXPECT_TRUE(IsCopy(other->Ask(2, "quake")));
}

TEST_F(LedgerClientTest, FollowsTheRulesThatItFinds) {
  const auto first = Start();
  ASSERT_TRUE(first->AwaitReady());
  const auto process = Start([](auto& options) { options.stages = FakeStages('3'); });
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_EQ(process->ledger->factories().at(0).rules, "window=2");
  EXPECT_EQ(process->ledger->differences(), "dedup: window=2, not window=3");
  EXPECT_EQ(process->observer.controls(), 0);
}

/// Applies the log to a machine, with `forged` in place of the word "quake", and saves what that
/// knows then.
void SaveForged(MockCluster& cluster, std::size_t count, const std::string& path,
                const std::string& forged, const std::string& topic = "g.ledger") {
  LedgerMachine machine("g", FakeStages());
  const auto records = cluster.Read({"g.ledger"}, count, 20'000);
  ASSERT_TRUE(records.ok());
  for (std::int64_t offset = 0; const PlainRecord& record : *records) {
    std::string bytes = *record.value;
    const auto decoded = DecodeLedgerRecord(bytes);
    ASSERT_TRUE(decoded.ok());
    if (const auto* claim = std::get_if<ClaimRecord>(&*decoded);
        claim != nullptr && claim->parts[0] == "quake") {
      ClaimRecord other = *claim;
      other.parts = {forged, forged};
      bytes = Encode(other);
    }
    machine.Apply(offset++, record.timestamp_ms, bytes);
  }
  ASSERT_TRUE(WriteSnapshot(path, topic, machine, machine.Hash()).ok());
}

TEST_F(LedgerClientTest, GoesOnFromASnapshot) {
  const std::string path = SnapshotPath();
  const auto keep = [&path](auto& options) { options.snapshot = path; };
  {
    const auto process = Start(keep);
    ASSERT_TRUE(process->AwaitReady());
    process->Ask(1, "quake");
    process->Ask(2, "flood");
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << "written at the end";
  SaveForged(*cluster_, 3, path, "storm");
  const auto process = Start(keep);
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_TRUE(IsCopy(process->Ask(3, "storm"))) << "as the snapshot says";
  EXPECT_FALSE(IsCopy(process->Ask(4, "quake"))) << "the log was not read again";
  EXPECT_TRUE(IsCopy(process->Ask(5, "flood")));
  EXPECT_THAT(Log(7), ElementsAre(kControl, kClaim, kClaim, kControl, kClaim, kClaim, kClaim))
      << "when the control record was written the snapshot does not say";
}

TEST_F(LedgerClientTest, ReadsTheLogWhereTheSnapshotIsOfAnother) {
  const std::string path = SnapshotPath();
  const auto keep = [&path](auto& options) { options.snapshot = path; };
  {
    const auto process = Start();
    ASSERT_TRUE(process->AwaitReady());
    process->Ask(1, "flood");
    process->Ask(2, "quake");
  }
  SaveForged(*cluster_, 3, path, "storm");  // its last record is another one
  {
    const auto process = Start(keep);
    ASSERT_TRUE(process->AwaitReady());
    EXPECT_FALSE(IsCopy(process->Ask(3, "storm")));
    EXPECT_TRUE(IsCopy(process->Ask(4, "quake")));
  }
  // One that ends behind the log's end.
  cluster_->CreateTopic("h.ledger", 1);
  SaveForged(*cluster_, 5, path, "storm", "h.ledger");
  const auto process = Start([&](auto& options) {
    keep(options);
    options.topic = "h.ledger";
  });
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_FALSE(IsCopy(process->Ask(5, "storm")));
}

TEST_F(LedgerClientTest, ReadsAgainWhatItKnewBeforeARestart) {
  {
    const auto process = Start();
    ASSERT_TRUE(process->AwaitReady());
    process->Ask(1, "quake");
  }
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_TRUE(IsCopy(process->Ask(2, "quake")));
  EXPECT_EQ(process->observer.controls(), 0);
}

TEST_F(LedgerClientTest, ForgottenClaimsAreNeverAnswered) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  const auto other = process->ledger->NewSeat({});
  const std::uint64_t kept = process->Claim(1, "quake");
  const std::uint64_t forgotten = process->Claim(2, "flood");
  other->Claim({.key = 3, .bytes = 3}, {"storm", "storm"});
  process->seat->ForgetFrom(forgotten);
  const std::uint64_t later = process->Claim(4, "fire");
  const std::vector<LedgerAnswer> answers = process->Answers(2);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].ticket, kept);
  EXPECT_EQ(answers[1].ticket, later);
  EXPECT_TRUE(Await([&] { return !other->Take().empty(); })) << "another seat's is not forgotten";
  // What came already is forgotten, too.
  const std::uint64_t answered = process->Claim(5, "wind");
  const int woken = process->woken;
  ASSERT_TRUE(Await([&] { return process->woken > woken; }));
  process->seat->ForgetFrom(answered);
  EXPECT_TRUE(process->seat->Take().empty());
}

TEST_F(LedgerClientTest, ASeatThatGoesTakesItsClaimsAlong) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  process->Claim(1, "quake");
  process->seat = process->ledger->NewSeat({});
  EXPECT_TRUE(IsCopy(process->Ask(2, "quake")));
}

TEST_F(LedgerClientTest, ForeignRecordsAreSkipped) {
  Append("hello");
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_THAT(process->observer.skipped(), ElementsAre(AppliedAs::kForeign));
  EXPECT_FALSE(IsCopy(process->Ask(1, "quake")));
}

TEST_F(LedgerClientTest, WhatIsThrownOverARecordIsFatal) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  process->observer.throws = true;
  Append("hello");
  const std::optional<Error> failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kFatal);
  EXPECT_THAT(failure->message, HasSubstr("threw: as asked"));
}

TEST_F(LedgerClientTest, AClaimThatCannotBeReadIsAnsweredWithAnError) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  const LedgerAnswer bad = process->Ask(1, "bad");
  ASSERT_TRUE(bad.error);
  EXPECT_EQ(bad.error->kind, ErrorKind::kBadInput);
  EXPECT_FALSE(process->Ask(2, "quake").error);
}

TEST_F(LedgerClientTest, AClaimThatIsTooLargeIsAnsweredWithAnError) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  const LedgerAnswer large = process->Ask(1, std::string(KafkaLedger::kMaxRecordBytes, 'x'));
  ASSERT_TRUE(large.error);
  EXPECT_EQ(large.error->kind, ErrorKind::kBadInput);
  EXPECT_EQ(large.error->code, "claim_too_large");
  EXPECT_FALSE(process->Ask(2, "quake").error);
}

TEST_F(LedgerClientTest, RepeatsTheControlRecordBeforeAClaimWhereItIsOld) {
  const auto process = Start([](auto& options) { options.repeat_after = milliseconds(50); });
  ASSERT_TRUE(process->AwaitReady());
  EXPECT_EQ(process->observer.controls(), 1);
  // However long it is, nothing is written while there is nothing to claim.
  std::this_thread::sleep_for(milliseconds(120));
  EXPECT_EQ(process->observer.controls(), 1);
  process->Ask(1, "quake");
  EXPECT_EQ(process->observer.controls(), 2);
  EXPECT_THAT(Log(3), ElementsAre(kControl, kControl, kClaim));
  EXPECT_TRUE(IsCopy(process->Ask(2, "quake"))) << "a repeat makes no memory anew";
}

TEST_F(LedgerClientTest, AnswersAProcessThatMissedTheControlRecordAndNothingElse) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  const std::string first = Encode(MakeControl("g", FakeStages()));
  Append(first);
  process->Ask(1, "quake");
  EXPECT_EQ(process->observer.controls(), 1) << "it started at the same time";

  std::this_thread::sleep_for(milliseconds(2'100));
  Append(first);
  EXPECT_TRUE(Await([&] { return process->observer.controls() == 2; }));
  // A repeat that came too late, as of two at once one does; and another answer at once.
  ControlRecord late = MakeControl("g", FakeStages());
  late.previous = 0;
  for (const std::string& record : {Encode(late), Encode(late), first}) Append(record);
  process->Ask(2, "flood");
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_EQ(process->observer.controls(), 2);
}

TEST_F(LedgerClientTest, WaitsForWritesThatFail) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  cluster_->FailNext(
      kProduce, {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS});
  EXPECT_FALSE(IsCopy(process->Ask(1, "quake")));
  EXPECT_EQ(cluster_->FailuresLeft(kProduce), 0U);
}

TEST_F(LedgerClientTest, SendsAgainWhatAFailedProducerHasNotWritten) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  // Fatal to an idempotent producer.
  cluster_->FailNext(kProduce, {RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER});
  process->Claim(1, "quake");
  process->Claim(2, "flood");
  EXPECT_EQ(process->Answers(2).size(), 2U);
  EXPECT_TRUE(IsCopy(process->Ask(3, "quake")));
}

TEST_F(LedgerClientTest, AnotherGroupsLedgerIsRefused) {
  Append(Encode(MakeControl("strangers", FakeStages())));
  const auto process = Start();
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kConfig);
  EXPECT_THAT(failure->message, HasSubstr("belongs to group strangers, not to g"));
}

TEST_F(LedgerClientTest, AStrangerInOurLedgerIsOnlyIgnored) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  Append(Encode(MakeControl("strangers", FakeStages())));
  EXPECT_FALSE(IsCopy(process->Ask(1, "quake")));
  EXPECT_FALSE(process->ledger->standing().failure);
}

TEST_F(LedgerClientTest, SettingsThatCannotBeFollowedAreRefused) {
  std::vector<SharedStage> newer = FakeStages();
  newer[0].version = "9";
  Append(Encode(MakeControl("g", newer)));
  const auto process = Start();
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kConfig);
  EXPECT_THAT(failure->message, HasSubstr("cannot be followed: "));
  EXPECT_THAT(failure->message, HasSubstr("dedup@9"));
}

TEST_F(LedgerClientTest, LeavesWhenTheSettingsChange) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  Append(Encode(MakeControl("g", FakeStages('5'), 2, /*previous=*/0)));
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kFatal);
  EXPECT_THAT(failure->message, HasSubstr("were changed (offset 1): a restart follows them"));
}

TEST_F(LedgerClientTest, RecordsWithoutTheBrokersTimeAreRefused) {
  Append(Encode(MakeControl("g", FakeStages())));
  const auto process = Start([](auto& options) { options.allow_create_time = false; });
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kConfig);
  EXPECT_THAT(failure->message, HasSubstr("the record at offset 0 has its producer's time"));
}

// The mock cluster of 2.0 makes a topic that was taken away for whoever asks for it.
#if RD_KAFKA_VERSION >= 0x02010000
TEST_F(LedgerClientTest, ATopicThatIsGoneIsFatal) {
  const auto process = Start([](auto& options) { options.look_every = milliseconds(100); });
  ASSERT_TRUE(process->AwaitReady());
  cluster_->SetTopicError("g.ledger", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kFatal);
  EXPECT_THAT(failure->message, HasSubstr("it does not exist any more"));
}
#endif

TEST_F(LedgerClientTest, AnOffsetThatIsRefusedInErrorIsAskedForAgain) {
  const auto process = Start();
  ASSERT_TRUE(process->AwaitReady());
  cluster_->FailNext(kFetch, {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE});
  EXPECT_FALSE(IsCopy(process->Ask(1, "quake")));
  EXPECT_TRUE(IsCopy(process->Ask(2, "quake")));
}

// Nor can those before 2.15 make one anew.
#if RD_KAFKA_VERSION >= 0x020f0000
TEST_F(LedgerClientTest, ALogThatEndsBeforeWhatWasReadIsFatal) {
  const auto process = Start([](auto& options) { options.look_every = milliseconds(100); });
  ASSERT_TRUE(process->AwaitReady());
  process->Ask(1, "quake");
  ASSERT_TRUE(cluster_->RecreateTopic("g.ledger"));
  const auto failure = process->AwaitFailure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ErrorKind::kFatal);
  EXPECT_THAT(failure->message, HasSubstr("its log ends at offset 0, but was read to offset 2"));
}
#endif

}  // namespace
}  // namespace newswired::kafka
