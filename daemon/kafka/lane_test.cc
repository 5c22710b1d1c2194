#include "daemon/kafka/lane.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/kafka/client_config.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/pipeline/fake_ledger_for_test.h"
#include "stages/core/budget.h"

// On librdkafka's mock cluster: error paths and what a record becomes. It shows records of aborted
// transactions and forgets offsets of transactions, so nothing here proves exactly once; the tests
// on real brokers do (tests/integration).

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int16_t kProduce = 0, kFetch = 1, kInitProducerId = 22, kListOffsets = 2,
                       kOffsetCommit = 8, kTxnOffsetCommit = 28, kEndTxn = 26;

constexpr std::size_t kMiB = std::size_t{1} << 20;

/// Takes the whole value as the body; "bad..." is refused, "throw" throws, "spin" never ends, and
/// "grow" takes a MiB of memory that is not published.
class FakeDecode final : public Stage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor& /*v*/) {}
  };
  static Result<std::unique_ptr<FakeDecode>> Create(const Settings& /*settings*/) {
    return std::make_unique<FakeDecode>();
  }
  Result<Verdict> Process(Article& article, Articles& out) override {
    const std::string_view value = article.record->value;
    if (value.starts_with("bad")) return BadInput("bad", "it says bad");
    if (value == "throw") throw std::runtime_error("as asked");
    if (value == "fatal") return Fatal("fatal", "it says fatal");
    while (value == "spin") {
      if (Budget::Exceeded()) return Budget::MakeError();
    }
    article.body = value;
    article.uri = "urn:test:" + std::to_string(article.input.partition) + ":" +
                  std::to_string(article.input.offset);
    if (value == "grow") article.html.assign(kMiB, ' ');
    if (value == "two") {
      out.push_back(article);
      out.back().input.item = 1;
    }
    return Verdict::kContinue;
  }
};

/// Answers later: three polls after it was asked.
class FakeDedup final : public OrderedStage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor& /*v*/) {}
  };
  static Result<std::unique_ptr<FakeDedup>> Create(const Settings& /*settings*/) {
    return std::make_unique<FakeDedup>();
  }
  std::unique_ptr<Prepared> Prepare(const Article& /*article*/) const override { return nullptr; }
  void Decide(BatchId /*batch*/, Article& article, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    drop_ = article.body == "drop";
    waiting_ = std::move(answer);
    polls_ = 0;
    wake_();
  }
  void SetWake(std::function<void()> wake) override { wake_ = std::move(wake); }
  void Poll() override {
    if (!waiting_) return;
    wake_();
    if (++polls_ < 3) return;
    std::exchange(waiting_, nullptr)(drop_ ? Verdict::kDrop : Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override {}
  void Aborted(BatchId /*batch*/) override { waiting_ = nullptr; }

 private:
  Answer waiting_;
  std::function<void()> wake_;
  bool drop_ = false;
  int polls_ = 0;
};

constexpr StageType kFakeDecode = DescribeStage<FakeDecode>("decode", "1", "fake");
constexpr StageType kFakeDedup = DescribeStage<FakeDedup>("dedup", "1", "fake");
constexpr StageType kShared = DescribeStage<FakeSharedStage>("shared", "1", "fake");

class Counting final : public LaneObserver {
 public:
  void BatchEnded(BatchEnd end, const ProducerEvent& /*event*/, const Batch& /*batch*/) override {
    const std::lock_guard lock(mutex_);
    ++ended_[end];
  }
  void Dropped() override { ++dropped; }
  void RecordsTaken(std::size_t /*count*/) override {
    if (throws) throw std::runtime_error("as asked");
  }
  void Progress() override { ++progress; }
  void Queues(std::size_t most, std::size_t /*prefetched*/, std::size_t /*producing*/) override {
    most_in_flight = std::max<std::size_t>(most_in_flight, most);
  }
  void ProducerRotated() override { ++rotated; }
  void Rebalanced(std::size_t partitions_owned) override { owned = partitions_owned; }
  void ProducerFenced() override { ++fenced; }
  void TransactionOpen(bool open) override { transaction_open = open; }
  void NotReady(const std::string& reason) override {
    const std::lock_guard lock(mutex_);
    reasons_.push_back(reason);
  }
  std::vector<std::string> Reasons() {
    const std::lock_guard lock(mutex_);
    return reasons_;
  }
  int Ended(BatchEnd end) {
    const std::lock_guard lock(mutex_);
    return ended_[end];
  }
  std::string Reason() {
    const std::lock_guard lock(mutex_);
    return reasons_.empty() ? "" : reasons_.back();
  }
  std::atomic<bool> throws{false};
  std::atomic<int> dropped{0};
  std::atomic<int> progress{0};
  std::atomic<std::size_t> most_in_flight{0};
  std::atomic<int> rotated{0};
  std::atomic<std::size_t> owned{0};
  std::atomic<int> fenced{0};
  std::atomic<bool> transaction_open{false};

 private:
  std::mutex mutex_;
  std::map<BatchEnd, int> ended_;
  std::vector<std::string> reasons_;
};

/// A lane over a mock cluster with topics in (2 partitions), out (2) and dead (1).
class LaneTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("in", 2);
    cluster_->CreateTopic("out", 2);
    cluster_->CreateTopic("dead", 1);
  }

  void TearDown() override { StopLane(); }

  void StartLane(const std::string& stages, const std::string& more = "") {
    const std::string yaml =
        "kafka: {brokers: '" + cluster_->bootstrap() + "'" + properties_ +
        "}\n"
        "input: {topics: [in], group: g, session_timeout_ms: 6000, start: " +
        start_ +
        "}\n"
        "output: {topic: out, dead_letter_topic: dead, max_record_bytes: 100000}\n" +
        (more.find("batch:") == std::string::npos ? "batch: {interval_ms: 50}\n" : "") +
        "lanes: 1\nhttp: {listen: 'off'}\n" + more + "stages: " + stages + "\n";
    const std::vector<const StageType*> types{&kFakeDecode, &kFakeDedup, &kShared};
    const LoadResult loaded = LoadConfigText(yaml, "test.yaml", types);
    ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
    config_ = loaded.config;
    generation_ = Generation::Make(config_, 7, /*shares_memory=*/ledger_ != nullptr);
    pool_ = std::make_unique<WorkerPool>(2, nullptr);
    Lane::Options options;
    options.config = config_;
    options.generation = [this] { return generation_; };
    LaneBudgets budgets = BudgetsOf(*config_, 1);
    if (producer_budget_ > 0) budgets.producer = producer_budget_;
    options.consumer_conf = [this, budgets] { return ConsumerConf(*config_, 0, budgets); };
    options.producer_conf = [this, budgets](const std::string& id) {
      auto conf = ProducerConf(*config_, 0, budgets, id);
      if (conf.ok()) rd_kafka_conf_interceptor_add_on_new(conf->get(), "test", &NoteProducer, this);
      return conf;
    };
    options.pool = pool_.get();
    options.observer = &observed_;
    options.ledger = ledger_;
    options.max_dead_letter_bytes =
        static_cast<std::size_t>(MaxDeadLetterBytes(*config_, budgets, {}));
    if (in_flight_bytes_ > 0) options.in_flight_bytes = in_flight_bytes_;
    lane_ = std::make_unique<Lane>(std::move(options));
    thread_ = std::thread([this] { exit_ = lane_->Run(); });
  }

  static rd_kafka_resp_err_t NoteProducer(rd_kafka_t* rk, const rd_kafka_conf_t* conf, void* self,
                                          char* /*reason*/, std::size_t /*size*/) {
    auto& test = *static_cast<LaneTest*>(self);
    std::array<char, 200> id{};
    std::size_t size = id.size();
    rd_kafka_conf_get(conf, "transactional.id", id.data(), &size);
    // A producer starts with taking over its second id, and goes on under its first one.
    if (!std::string_view(id.data()).ends_with('1')) return RD_KAFKA_RESP_ERR_NO_ERROR;
    const std::lock_guard lock(test.producers_mutex_);
    test.producers_.push_back(rk);
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }

  /// So that they cannot begin the lane's transaction. Only while they are idle and none was made
  /// anew.
  void BeginBehindTheLanesBack() {
    const std::lock_guard lock(producers_mutex_);
    for (rd_kafka_t* producer : producers_) {
      // The second one may still be on its way.
      EXPECT_TRUE(Await([&] { return !ErrorHandle(rd_kafka_begin_transaction(producer)); }));
    }
  }

  void StopLane() {
    if (!thread_.joinable()) return;
    lane_->Stop();
    thread_.join();
  }

  void Send(const std::vector<std::string>& values) {
    std::vector<PlainRecord> records;
    for (std::size_t i = 0; i < values.size(); ++i) {
      records.push_back({.topic = "in",
                         .partition = static_cast<std::int32_t>(i % 2),
                         .key = "k" + std::to_string(i),
                         .value = values[i],
                         .headers = {{"h", "v" + std::to_string(i)}}});
    }
    ASSERT_TRUE(cluster_->Send(records).ok());
  }

  void SendToOnePartition(int count) {
    std::vector<PlainRecord> records;
    for (int i = 0; i < count; ++i) {
      records.push_back({.topic = "in", .partition = 0, .key = "k", .value = std::to_string(i)});
    }
    ASSERT_TRUE(cluster_->Send(records).ok());
  }

  std::vector<PlainRecord> Read(const std::string& topic, std::size_t count) {
    auto read = cluster_->Read({topic}, count, 20'000);
    EXPECT_TRUE(read.ok());
    return std::move(read).value();
  }

  /// Every fifth grows.
  static std::vector<std::string> SomeThatGrow(std::size_t count) {
    std::vector<std::string> values(count, "small");
    for (std::size_t i = 0; i < count; i += 5) values[i] = "grow";
    return values;
  }

  static void ExpectOrder(const std::vector<PlainRecord>& out) {
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> last;
    for (const PlainRecord& record : out) {
      const std::string source = record.Header("newswired-source");
      const std::int64_t offset = std::stoll(source.substr(5));
      auto [found, first] = last.emplace(std::pair{source.substr(0, 4), record.partition}, offset);
      if (first) continue;
      EXPECT_LT(found->second, offset);
      found->second = offset;
    }
  }

  static std::set<std::string> Sources(const std::vector<PlainRecord>& records) {
    std::set<std::string> sources;
    for (const PlainRecord& record : records) sources.insert(record.Header("newswired-source"));
    return sources;
  }

  /// Until as many different sources are in the topic: a redone batch shows twice on the mock.
  std::set<std::string> AwaitSources(const std::string& topic, std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(30);
    std::set<std::string> sources;
    while (sources.size() < count && std::chrono::steady_clock::now() < deadline) {
      auto read = cluster_->Read({topic}, 100'000, 500);
      if (read.ok()) sources = Sources(*read);
    }
    return sources;
  }

  /// Until the failures that FailNext() asked for have happened.
  void AwaitFailures(std::int16_t api_key) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (cluster_->FailuresLeft(api_key) > 0) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::sleep_for(milliseconds(5));
    }
  }

  /// Until a reason not to be ready has contained `part`; "": until there is none.
  void AwaitReason(const std::string& part) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (true) {
      const std::vector<std::string> reasons = observed_.Reasons();
      if (!part.empty() && std::any_of(reasons.begin(), reasons.end(), [&](const auto& reason) {
            return reason.find(part) != std::string::npos;
          })) {
        return;
      }
      if (part.empty() && !reasons.empty() && reasons.back().empty()) return;
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << part;
      std::this_thread::sleep_for(milliseconds(5));
    }
  }

  static bool Await(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
  }

  std::unique_ptr<MockCluster> cluster_;
  std::shared_ptr<const Config> config_;
  std::shared_ptr<const Generation> generation_;
  std::unique_ptr<WorkerPool> pool_;
  Counting observed_;
  std::string start_ = "earliest";
  std::string properties_;
  std::int64_t producer_budget_ = 0;  // 0: what memory_limit_mib gives
  std::size_t in_flight_bytes_ = 0;   // 0: as by default
  Ledger* ledger_ = nullptr;
  std::mutex producers_mutex_;
  std::vector<rd_kafka_t*> producers_;  // guarded by producers_mutex_
  std::unique_ptr<Lane> lane_;
  std::thread thread_;
  LaneExit exit_ = LaneExit::kFatal;
};

TEST_F(LaneTest, CopiesRecordsWhereThereAreNoStages) {
  Send({"a", "b", "", "c"});
  StartLane("[]");
  const std::vector<PlainRecord> out = Read("out", 4);
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(Sources(out),
            (std::set<std::string>{"in/0/0/0/0", "in/1/0/0/0", "in/0/1/0/0", "in/1/1/0/0"}));
  for (const PlainRecord& record : out) {
    EXPECT_EQ(record.Header("config-generation"), "7");
    EXPECT_EQ(record.key->substr(0, 1), "k");
    EXPECT_EQ(record.Header("h"), "v" + record.key->substr(1));
  }
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

// A pipeline behind another one: its records have headers of our names already.
TEST_F(LaneTest, CopiesKeepHeadersOfTheNamesThatWeAdd) {
  std::vector<PlainRecord> records;
  for (int i = 0; i < 3'000; ++i) {
    records.push_back({.topic = "in",
                       .partition = 0,
                       .key = "k",
                       .value = "v",
                       .headers = {{"newswired-source", "before"}, {"null", "", true}}});
  }
  ASSERT_TRUE(cluster_->Send(records).ok());
  producer_budget_ = 1'000'000;  // a queue of 1,000 records, which will be full
  StartLane("[]");
  const std::vector<PlainRecord> out = Read("out", records.size());
  ASSERT_EQ(out.size(), records.size());
  for (const PlainRecord& record : out) {
    ASSERT_EQ(record.headers.size(), 4U);
    ASSERT_EQ(record.headers[0].name + "=" + record.headers[0].value, "newswired-source=before");
    ASSERT_TRUE(record.headers[1].null);
    ASSERT_EQ(record.headers[2].name, "newswired-source");
    ASSERT_EQ(record.headers[3].name, "config-generation");
  }
}

TEST_F(LaneTest, EveryRecordBecomesEventsOrADeadLetter) {
  Send({"fine", "bad", "throw", "two", "spin", "fine"});
  StartLane("[{decode: {time_budget_ms: 20}}]");
  EXPECT_EQ(AwaitSources("out", 4),
            (std::set<std::string>{"in/0/0/0/0", "in/1/1/0/0", "in/1/1/1/0", "in/1/2/0/0"}));
  const std::vector<PlainRecord> dead = Read("dead", 3);
  ASSERT_EQ(dead.size(), 3U);
  std::map<std::string, PlainRecord> by_value;
  for (const PlainRecord& record : dead) by_value[*record.value] = record;
  EXPECT_EQ(by_value["bad"].Header("dlq-code"), "bad");
  EXPECT_EQ(by_value["throw"].Header("dlq-code"), "exception");
  EXPECT_EQ(by_value["spin"].Header("dlq-code"), "budget_exceeded");
  EXPECT_EQ(by_value["bad"].Header("dlq-stage"), "decode");
  EXPECT_EQ(by_value["bad"].Header("dlq-topic"), "in");
  EXPECT_EQ(by_value["bad"].Header("dlq-partition"), "1");
  EXPECT_EQ(by_value["bad"].Header("dlq-offset"), "0");
  EXPECT_EQ(by_value["bad"].Header("h"), "v1");
  EXPECT_EQ(*by_value["bad"].key, "k1");
}

TEST_F(LaneTest, AnOrderedStageMayAnswerLaterAndDrop) {
  Send({"one", "drop", "three", "four"});
  StartLane("[decode, dedup]");
  EXPECT_EQ(AwaitSources("out", 3),
            (std::set<std::string>{"in/0/0/0/0", "in/0/1/0/0", "in/1/1/0/0"}));
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

TEST_F(LaneTest, KeepsTheOrderOfEachPartition) {
  std::vector<std::string> values;
  for (int i = 0; i < 3'000; ++i) values.push_back("v" + std::to_string(i));
  Send(values);
  StartLane("[decode, dedup]", "");
  const std::vector<PlainRecord> out = Read("out", values.size());
  ASSERT_EQ(out.size(), values.size());
  ExpectOrder(out);
}

TEST_F(LaneTest, AFatalStageStopsTheLane) {
  Send({"fatal"});
  StartLane("[decode]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kFatal);
  EXPECT_EQ(lane_->error().message, "stage decode: it says fatal");
}

TEST_F(LaneTest, WhatIsThrownInALaneStopsIt) {
  observed_.throws = true;
  Send({"a"});
  StartLane("[decode]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kFatal);
  EXPECT_EQ(lane_->error().message, "the lane cannot go on: threw: as asked");
}

TEST_F(LaneTest, APropertyThatTheConsumerRefusesIsTheOperatorsToMend) {
  properties_ = ", properties: {fetch.error.backoff.ms: no-number}";
  StartLane("[decode]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kConfig);
}

TEST_F(LaneTest, RightsThatAreNotGrantedAreTheOperatorsToMend) {
  cluster_->FailNext(kInitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  StartLane("[decode]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kConfig);
  EXPECT_NE(lane_->error().message.find("grant Write on transactional ids with the prefix g/"),
            std::string::npos)
      << lane_->error().message;
}

TEST_F(LaneTest, RightsThatAreTakenAwayAreWaitedFor) {
  StartLane("[decode]");
  AwaitReason("");  // both producers are initialised
  Send({"a", "b"});
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  // The abort makes a producer initialise again.
  cluster_->FailNext(kInitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  cluster_->FailNext(kTxnOffsetCommit, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  Send({"c", "d"});
  EXPECT_EQ(AwaitSources("out", 4).size(), 4U);
  AwaitFailures(kInitProducerId);
  AwaitReason("grant Write on transactional ids");
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

TEST_F(LaneTest, IsNotReadyBeforeItsProducersAreInitialised) {
  // The client tries it again after half a second.
  cluster_->FailNext(kInitProducerId, {RD_KAFKA_RESP_ERR_UNKNOWN, RD_KAFKA_RESP_ERR_UNKNOWN});
  StartLane("[decode]");
  AwaitReason("initialises its transactions");
  AwaitReason("");
  EXPECT_EQ(cluster_->FailuresLeft(kInitProducerId), 0U);
}

TEST_F(LaneTest, RedoesABatchWhoseOffsetsAreRefused) {
  cluster_->FailNext(kTxnOffsetCommit, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  Send({"a", "b", "c"});
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 3).size(), 3U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_EQ(observed_.Ended(BatchEnd::kAborted), 1);
  EXPECT_EQ(observed_.Ended(BatchEnd::kInDoubt), 0);
  EXPECT_GE(observed_.rotated, 1);  // after every abort
}

// Whatever the brokers say against a topic, or against the transaction as a whole, says nothing
// about the record that was just produced.
TEST_F(LaneTest, ATopicThatRefusesEverythingMakesNoDeadLetters) {
  for (const char* stages : {"[]", "[decode]"}) {
    SCOPED_TRACE(stages);
    SetUp();
    cluster_->SetTopicError("out", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    Send({"a", "b", "c"});
    StartLane(stages);
    // Older clients wait for such a topic instead of refusing its records.
    if (rd_kafka_version() >= 0x02010000) {
      ASSERT_TRUE(Await([&] {
        return observed_.Reason().find("TOPIC_AUTHORIZATION_FAILED") != std::string::npos;
      })) << observed_.Reason();
    }
    cluster_->SetTopicError("out", 0);
    EXPECT_EQ(AwaitSources("out", 3).size(), 3U);
    EXPECT_TRUE(Await([&] { return observed_.Reason().empty(); })) << observed_.Reason();
    EXPECT_TRUE(cluster_->Read({"dead"}, 1, 200)->empty());
    StopLane();
    EXPECT_EQ(exit_, LaneExit::kDrained);
    EXPECT_FALSE(observed_.transaction_open);
  }
}

TEST_F(LaneTest, RefusalsThatTellNothingAreMetWithPatience) {
  Send({"a"});
  cluster_->FailNext(kProduce, std::vector<int>(4, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED));
  const auto start = std::chrono::steady_clock::now();
  StartLane("[decode]", "batch: {interval_ms: 4000}\n");  // so that they meet the open batch
  ASSERT_TRUE(Await([&] { return observed_.rotated >= 4; }));
  // At once, then after 0.1, 0.2 and 0.4 s.
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(300));
  EXPECT_FALSE(observed_.transaction_open && observed_.Reason().empty());
  EXPECT_EQ(AwaitSources("out", 1).size(), 1U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_EQ(observed_.Ended(BatchEnd::kCommitted), 1);
}

TEST_F(LaneTest, AFenceThatTheAbortMeetsCountsAndPauses) {
  Send({"a"});
  cluster_->FailNext(kProduce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  cluster_->FailNext(kEndTxn, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  StartLane("[decode]", "batch: {interval_ms: 4000}\n");
  ASSERT_TRUE(Await([&] { return observed_.fenced > 0; }));
  AwaitReason("its transactional id was taken over");
  const auto fenced_at = std::chrono::steady_clock::now();
  ASSERT_TRUE(Await([&] { return observed_.rotated >= 2; }));
  EXPECT_GE(std::chrono::steady_clock::now() - fenced_at, milliseconds(2'500));  // half a session
  EXPECT_EQ(observed_.fenced, 1);
}

TEST_F(LaneTest, ATransactionThatCannotBeginIsMadeUpForByNewProducers) {
  Send({"a"});
  StartLane("[decode]");
  ASSERT_TRUE(Await([&] { return observed_.Ended(BatchEnd::kCommitted) > 0; }));
  ASSERT_TRUE(Await([&] { return !observed_.transaction_open; }));
  ASSERT_EQ(observed_.rotated, 0);
  BeginBehindTheLanesBack();
  Send({"c", "d"});
  EXPECT_EQ(AwaitSources("out", 3).size(), 3U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_EQ(observed_.rotated, 2);  // both producers
}

TEST_F(LaneTest, AnAbortThatFailsIsInDoubt) {
  Send({"a", "b"});
  cluster_->FailNext(kProduce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  cluster_->FailNext(kEndTxn, {RD_KAFKA_RESP_ERR_UNKNOWN});
  StartLane("[decode]", "batch: {interval_ms: 4000}\n");
  ASSERT_TRUE(Await([&] { return observed_.rotated >= 2; }));  // both producers
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_EQ(observed_.Ended(BatchEnd::kCommitted), 1);
}

TEST_F(LaneTest, AsksTheBrokerWhereACommitIsInDoubt) {
  cluster_->FailNext(kEndTxn, {RD_KAFKA_RESP_ERR_UNKNOWN});
  Send({"a", "b", "c"});
  StartLane("[decode]");
  const auto deadline = std::chrono::steady_clock::now() + seconds(20);
  while (observed_.Ended(BatchEnd::kCommitted) == 0 &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  StopLane();
  EXPECT_EQ(AwaitSources("out", 3).size(), 3U);
  EXPECT_GT(observed_.Ended(BatchEnd::kCommitted), 0);
  EXPECT_EQ(observed_.Ended(BatchEnd::kInDoubt) + observed_.Ended(BatchEnd::kFenced), 1);
  EXPECT_GE(observed_.rotated, 2);  // both producers
}

TEST_F(LaneTest, AsksAgainWhereToStart) {
  Send({"a", "b"});
  cluster_->FailNext(kListOffsets, {RD_KAFKA_RESP_ERR_UNKNOWN});
  StartLane("[decode]");
  AwaitFailures(kListOffsets);  // who reads the output asks, too
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
}

TEST_F(LaneTest, ReadsOnlyOnceItsStartIsCommitted) {
  start_ = "latest";
  Send({"old", "old"});
  cluster_->FailNext(kOffsetCommit, {RD_KAFKA_RESP_ERR_UNKNOWN});
  StartLane("[decode]");
  const auto deadline = std::chrono::steady_clock::now() + seconds(20);
  while (observed_.owned == 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(cluster_->FailuresLeft(kOffsetCommit), 0U);
  StopLane();
  // Where the next one starts is not the end of the log any more.
  Send({"new", "new"});
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 2), (std::set<std::string>{"in/0/1/0/0", "in/1/1/0/0"}));
}

TEST_F(LaneTest, ReadsOnAfterAnOffsetThatIsNotInTheLog) {
  Send({"a", "b"});
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  // Of both partitions; the client then fetches neither of them any more by itself.
  cluster_->FailNext(kFetch, {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE});
  AwaitFailures(kFetch);
  Send({"c", "d"});
  EXPECT_EQ(AwaitSources("out", 4).size(), 4U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

TEST_F(LaneTest, WhatCannotBeReadIsReadAgain) {
  StartLane("[decode]");
  Send({"a", "b"});
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  cluster_->FailNext(kFetch, {RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_MSG});
  AwaitFailures(kFetch);
  Send({"c", "d"});
  EXPECT_EQ(AwaitSources("out", 4).size(), 4U);
}

TEST_F(LaneTest, WhatCannotBeReadIsNeverLeftOut) {
  cluster_->FailNext(kFetch, std::vector<int>(20, RD_KAFKA_RESP_ERR__BAD_MSG));
  StartLane("[decode]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kFatal);
  EXPECT_EQ(lane_->error().code, "unreadable");
}

TEST_F(LaneTest, ARefusedRecordAloneBecomesADeadLetter) {
  Send({"only"});
  // Twice: in company, then alone.
  cluster_->FailNext(kProduce,
                     {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  StartLane("[decode]");
  const std::vector<PlainRecord> dead = Read("dead", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].Header("dlq-code"), "record_refused");
  EXPECT_EQ(dead[0].Header("dlq-stage"), "delivery");
  EXPECT_EQ(*dead[0].value, "only");
}

TEST_F(LaneTest, ADeadLetterThatIsRefusedLosesWhatItCanDoWithout) {
  Send({"only"});
  // The event in company and alone, the dead letter, that without value; then the bare one, which
  // cannot be made smaller.
  cluster_->FailNext(kProduce, std::vector<int>(7, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE));
  StartLane("[decode]");
  ASSERT_TRUE(Await([&] { return observed_.Ended(BatchEnd::kCommitted) > 0; }));
  const std::vector<PlainRecord> dead = Read("dead", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_FALSE(dead[0].key.has_value());
  EXPECT_FALSE(dead[0].value.has_value());
  EXPECT_EQ(dead[0].Header("h"), "");
  EXPECT_EQ(dead[0].Header("dlq-code"), "record_refused");
  EXPECT_EQ(dead[0].Header("dlq-topic"), "in");
  EXPECT_EQ(dead[0].Header("dlq-offset"), "0");
  EXPECT_EQ(dead[0].Header("dlq-value-bytes"), "4");
  EXPECT_EQ(dead[0].Header("dlq-sha256").size(), 64U);
  EXPECT_EQ(Sources(dead), (std::set<std::string>{"in/0/0/0/0"}));
  AwaitReason("MSG_SIZE_TOO_LARGE");
}

// Each request takes at least the linger time: 2,000 of them would take minutes.
TEST_F(LaneTest, SuspectsGoInGroups) {
  SendToOnePartition(2'000);
  properties_ = ", properties: {linger.ms: 100}";
  cluster_->FailNext(kProduce, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 2'000).size(), 2'000U);
  EXPECT_TRUE(cluster_->Read({"dead"}, 1, 200)->empty());
}

TEST_F(LaneTest, GroupsAreDividedUntilOneRecordIsFoundOut) {
  SendToOnePartition(20);
  properties_ = ", properties: {linger.ms: 100}";  // so that all of them share a request
  // All of them, the first two, the first one.
  cluster_->FailNext(kProduce, std::vector<int>(3, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE));
  StartLane("[]");
  EXPECT_EQ(AwaitSources("dead", 1), (std::set<std::string>{"in/0/0/0/0"}));
  EXPECT_EQ(AwaitSources("out", 19).size(), 19U);
  EXPECT_EQ(cluster_->Read({"dead"}, 2, 500)->size(), 1U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

TEST_F(LaneTest, ARecordTooLargeForUsBecomesADeadLetter) {
  Send({"fine", std::string(200'000, 'x'), "bad" + std::string(200'000, 'y'), "fine"});
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  std::map<std::string, PlainRecord> by_code;
  for (const PlainRecord& record : Read("dead", 2)) by_code[record.Header("dlq-code")] = record;
  ASSERT_EQ(by_code.size(), 2U);
  EXPECT_EQ(by_code["record_too_large"].Header("dlq-stage"), "delivery");
  EXPECT_EQ(by_code["record_too_large"].Header("dlq-attempt"), "1");
  EXPECT_EQ(by_code["record_too_large"].value, std::string(200'000, 'x'));
  EXPECT_EQ(by_code["bad"].Header("dlq-stage"), "decode");
  EXPECT_EQ(by_code["bad"].value, "bad" + std::string(200'000, 'y'));
  StopLane();
  EXPECT_EQ(observed_.Ended(BatchEnd::kAborted), 0);
  EXPECT_EQ(observed_.rotated, 0);  // nothing was sent in vain
}

TEST_F(LaneTest, ACopyTooLargeForUsBecomesADeadLetter) {
  Send({"fine", std::string(200'000, 'x')});
  StartLane("[]");
  EXPECT_EQ(AwaitSources("out", 1), (std::set<std::string>{"in/0/0/0/0"}));
  const std::vector<PlainRecord> dead = Read("dead", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].Header("dlq-code"), "record_too_large");
  EXPECT_EQ(dead[0].value, std::string(200'000, 'x'));
  EXPECT_EQ(dead[0].Header("h"), "v1");
}

TEST_F(LaneTest, ADeadLetterTooLargeForUsKeepsItsReason) {
  producer_budget_ = 300'000;  // half of it for a record
  Send({"fine", "bad" + std::string(200'000, 'y')});
  StartLane("[decode]");
  const std::vector<PlainRecord> dead = Read("dead", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].Header("dlq-code"), "bad");
  EXPECT_EQ(dead[0].Header("dlq-stage"), "decode");
  EXPECT_FALSE(dead[0].value.has_value());
  EXPECT_EQ(dead[0].key, "k1");
  EXPECT_EQ(dead[0].Header("dlq-value-bytes"), "200003");
}

TEST_F(LaneTest, AnEventThatShrinksToADeadLetterGivesItsBudgetBack) {
  producer_budget_ = 300'000;
  in_flight_bytes_ = 100'000;
  std::vector<std::string> values(600, "fine");
  values[0] = std::string(200'000, 'x');
  Send(values);
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 599).size(), 599U);
  EXPECT_EQ(AwaitSources("dead", 1).size(), 1U);
}

// 200 MiB, unless the lane keeps to its budget: for articles, half as much for their events, and
// what the two workers have begun.
TEST_F(LaneTest, WhatRecordsBecomeKeepsToTheBudget) {
  in_flight_bytes_ = 8 * kMiB;
  Send(SomeThatGrow(1'000));
  StartLane("[decode, dedup]");
  const std::vector<PlainRecord> out = Read("out", 1'000);
  ASSERT_EQ(out.size(), 1'000U);
  ExpectOrder(out);
  EXPECT_TRUE(Await([&] { return observed_.most_in_flight > 2 * kMiB; }));  // told once a second
  EXPECT_LE(observed_.most_in_flight, 20 * kMiB);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
}

// 40 MiB, unless the lane keeps to it: each of the two workers has begun an article before one of
// them has grown, and the events of one are taken to be as large until they are made.
TEST_F(LaneTest, ABudgetThatIsSmallerThanOneArticleLetsOneAfterTheOtherThrough) {
  in_flight_bytes_ = kMiB / 4;
  Send(std::vector<std::string>(40, "grow"));
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 40).size(), 40U);
  EXPECT_LE(observed_.most_in_flight, 4 * kMiB);
}

// What was put back is older than what a seek brings again.
TEST_F(LaneTest, WhatWasPutBackComesOnceWhereABatchIsRedone) {
  in_flight_bytes_ = 4 * kMiB;
  cluster_->FailNext(kTxnOffsetCommit, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  Send(SomeThatGrow(400));
  StartLane("[decode]");
  EXPECT_EQ(AwaitSources("out", 400).size(), 400U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_GT(observed_.Ended(BatchEnd::kAborted), 0);
}

TEST_F(LaneTest, AtLeastOnceCommitsOffsetsAfterTheRecords) {
  Send({"a", "bad", "c"});
  StartLane("[decode]", "delivery: at_least_once\n");
  EXPECT_EQ(AwaitSources("out", 2).size(), 2U);
  EXPECT_EQ(AwaitSources("dead", 1).size(), 1U);
  StopLane();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_GT(observed_.Ended(BatchEnd::kCommitted), 0);
}

/// A member of the lane's group that reads and does nothing.
class OtherMember {
 public:
  explicit OtherMember(const std::string& bootstrap) {
    ConfHandle conf(rd_kafka_conf_new());
    for (const auto& [name, value] : {std::pair{"bootstrap.servers", bootstrap.c_str()},
                                      {"group.id", "g"},
                                      {"partition.assignment.strategy", "cooperative-sticky"},
                                      {"enable.auto.commit", "false"},
                                      {"session.timeout.ms", "6000"},
                                      {"heartbeat.interval.ms", "100"}}) {
      rd_kafka_conf_set(conf.get(), name, value, nullptr, 0);
    }
    consumer_ = NewClient(RD_KAFKA_CONSUMER, std::move(conf)).value();
    rd_kafka_poll_set_consumer(consumer_.get());
    rd_kafka_subscribe(consumer_.get(), ToPartitionList({{"in", RD_KAFKA_PARTITION_UA}}).get());
    thread_ = std::thread([this] {
      while (!stop_) MessageHandle(rd_kafka_consumer_poll(consumer_.get(), 20));
      rd_kafka_consumer_close(consumer_.get());
    });
  }
  ~OtherMember() {
    stop_ = true;
    thread_.join();
  }

 private:
  ClientHandle consumer_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// A lane whose stage `shared` has its memory in a ledger, which waits for the test to answer.
class LedgerLaneTest : public LaneTest {
 protected:
  void SetUp() override {
    LaneTest::SetUp();
    ledger_ = &fake_;
  }
  void TearDown() override { StopLane(); }  // before the ledger goes

  /// A batch that ends with as many records, and not by its time.
  static std::string BatchOf(int records) {
    return "batch: {interval_ms: 10000, max_messages: " + std::to_string(records) + "}\n";
  }
  bool AwaitOpen(std::size_t claims) {
    return Await([&] { return fake_.open() == claims; });
  }
  bool AwaitConfirmed(std::size_t articles) {
    return Await([&] { return fake_.confirmed().size() == articles; });
  }
  std::set<std::string> Confirmed() {
    std::set<std::string> outcomes;
    for (const LedgerReceipt& receipt : fake_.confirmed()) {
      outcomes.insert(receipt.outcomes.at(0) + (receipt.published ? "" : ", suppressed"));
    }
    return outcomes;
  }
  std::set<std::int64_t> ConfirmedOffsets() {
    std::set<std::int64_t> offsets;
    for (const LedgerReceipt& receipt : fake_.confirmed()) offsets.insert(receipt.offset);
    return offsets;
  }

  FakeLedger fake_;
};

TEST_F(LedgerLaneTest, ManyArticlesAreAskedAboutAtOnce) {
  Send({"a", "b", "two", "d", "bad"});
  StartLane("[decode, shared]", BatchOf(5));
  ASSERT_TRUE(AwaitOpen(5));
  for (std::size_t claim = 5; claim > 0; --claim) fake_.Answer(claim - 1);
  const std::vector<PlainRecord> out = Read("out", 5);
  ASSERT_EQ(out.size(), 5U);
  for (const PlainRecord& record : out) {
    EXPECT_NE(record.value->find("\"clusterId\":\"of "), std::string::npos) << *record.value;
  }
  ASSERT_TRUE(AwaitConfirmed(5));
  EXPECT_EQ(Confirmed(), (std::set<std::string>{"judged a", "judged b", "judged two", "judged d"}));
  EXPECT_EQ(ConfirmedOffsets(), (std::set<std::int64_t>{101, 102, 103, 104, 105}));
}

TEST_F(LedgerLaneTest, KeepsTheOrderOfEachPartition) {
  fake_.AnswerAll();
  SendToOnePartition(3'000);
  StartLane("[decode, shared, dedup]");
  const std::vector<PlainRecord> out = Read("out", 3'000);
  ASSERT_EQ(out.size(), 3'000U);
  std::array<std::int64_t, 2> last{-1, -1};
  for (const PlainRecord& record : out) {
    const std::int64_t offset = std::stoll(record.Header("newswired-source").substr(5));
    std::int64_t& before = last.at(static_cast<std::size_t>(record.partition));
    ASSERT_LT(before, offset);
    before = offset;
  }
  EXPECT_TRUE(AwaitConfirmed(3'000));
}

TEST_F(LedgerLaneTest, WhatIsSuppressedIsCountedAndConfirmedAsThat) {
  fake_.AnswerAll();
  Send({"news", "repeat", "more"});
  StartLane("[decode, shared]", BatchOf(3));
  ASSERT_TRUE(AwaitConfirmed(3));
  EXPECT_EQ(Confirmed(),
            (std::set<std::string>{"judged news", "judged repeat, suppressed", "judged more"}));
  EXPECT_EQ(AwaitSources("out", 2), (std::set<std::string>{"in/0/0/0/0", "in/0/1/0/0"}));
  EXPECT_EQ(observed_.dropped, 1);
}

TEST_F(LedgerLaneTest, WhatDoesNotGoOutIsNotConfirmed) {
  fake_.AnswerAll();
  Send({"news", "bad", "drop", std::string(200'000, 'x'), "more"});
  StartLane("[decode, shared, dedup]", BatchOf(5));
  ASSERT_TRUE(Await([&] { return observed_.Ended(BatchEnd::kCommitted) > 0; }));
  StopLane();
  EXPECT_EQ(Confirmed(), (std::set<std::string>{"judged news", "judged more"}));
  EXPECT_EQ(fake_.asked().size(), 4U);
  EXPECT_EQ(Read("dead", 2).size(), 2U);
  EXPECT_EQ(observed_.dropped, 1);
}

TEST_F(LedgerLaneTest, WhatTheBrokerRefusesIsNotConfirmed) {
  fake_.AnswerAll();
  Send({"only"});
  cluster_->FailNext(kProduce,
                     {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  StartLane("[decode, shared]");
  ASSERT_TRUE(Await([&] { return observed_.Ended(BatchEnd::kCommitted) > 0; }));
  StopLane();
  EXPECT_EQ(Read("dead", 1).size(), 1U);
  EXPECT_EQ(fake_.asked().size(), 3U);
  EXPECT_TRUE(fake_.confirmed().empty());
}

TEST_F(LedgerLaneTest, WithoutAVerdictTheBatchIsRedone) {
  fake_.FailNext(Transient("stale", "the rules have changed"));
  Send({"a", "b", "c"});
  StartLane("[decode, shared]", BatchOf(3));
  ASSERT_TRUE(AwaitOpen(3));
  fake_.AnswerAll();
  ASSERT_TRUE(AwaitConfirmed(3));
  EXPECT_EQ(ConfirmedOffsets(), (std::set<std::int64_t>{104, 105, 106}));
  EXPECT_EQ(observed_.rotated, 0);  // nothing was sent in vain
  EXPECT_EQ(Read("out", 3).size(), 3U);
}

TEST_F(LedgerLaneTest, ALedgerThatKeepsFailingIsWhyTheLaneIsNotReady) {
  fake_.FailNext(Transient("stale", "the rules have changed"));
  Send({"a"});
  StartLane("[decode, shared]");
  ASSERT_TRUE(AwaitOpen(1));
  fake_.Answer(0);
  ASSERT_TRUE(AwaitOpen(1));
  fake_.FailNext(Transient("stale", "they have changed again"));
  fake_.Answer(1);
  AwaitReason("stale: ledger: they have changed again");
  ASSERT_TRUE(AwaitOpen(1));
  fake_.AnswerAll();
  AwaitReason("");
  EXPECT_TRUE(AwaitConfirmed(1));
}

TEST_F(LedgerLaneTest, ALedgerThatCannotBeFollowedStopsTheLane) {
  fake_.FailNext(Fatal("ledger", "nobody knows these rules"));
  fake_.AnswerAll();
  Send({"a"});
  StartLane("[decode, shared]");
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kFatal);
  EXPECT_EQ(lane_->error().message, "ledger: nobody knows these rules");
}

TEST_F(LedgerLaneTest, OfABatchThatIsNotCommittedNothingIsConfirmed) {
  for (const auto& [request, error] :
       {std::pair{kTxnOffsetCommit, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION},
        {kEndTxn, RD_KAFKA_RESP_ERR_UNKNOWN}}) {  // aborted, and in doubt
    SCOPED_TRACE(request);
    LaneTest::SetUp();
    const std::size_t asked = fake_.asked().size();
    const std::size_t confirmed = fake_.confirmed().size();
    fake_.AnswerAll();
    cluster_->FailNext(request, {error});
    Send({"a", "b"});
    StartLane("[decode, shared]", BatchOf(2));
    ASSERT_TRUE(AwaitConfirmed(confirmed + 2));
    StopLane();
    const std::vector<LedgerReceipt> receipts = fake_.confirmed();
    ASSERT_EQ(receipts.size(), confirmed + 2);
    EXPECT_EQ(fake_.asked().size(), asked + 4) << "they are claimed again";
    for (std::size_t i = confirmed; i < receipts.size(); ++i) {
      EXPECT_GT(receipts[i].offset, 100 + static_cast<std::int64_t>(asked) + 2);
    }
  }
}

TEST_F(LedgerLaneTest, ConfirmsAtLeastOnceToo) {
  fake_.AnswerAll();
  Send({"a", "bad", "repeat"});
  StartLane("[decode, shared]", "delivery: at_least_once\n");
  ASSERT_TRUE(AwaitConfirmed(2));
  EXPECT_EQ(Confirmed(), (std::set<std::string>{"judged a", "judged repeat, suppressed"}));
}

TEST_F(LedgerLaneTest, WaitingForTheLedgerIsNoStall) {
  Send({"a", "b"});
  StartLane("[decode, shared]", BatchOf(2));
  ASSERT_TRUE(AwaitOpen(2));
  fake_.Answer(0);
  const int before = observed_.progress;
  EXPECT_TRUE(Await([&] { return observed_.progress >= before + 2; }));
  EXPECT_FALSE(observed_.transaction_open) << "consumers of committed records would wait, too";
  fake_.AnswerAll();
  EXPECT_TRUE(AwaitConfirmed(2));
  EXPECT_EQ(fake_.asked().size(), 2U);
}

TEST_F(LedgerLaneTest, ABatchThatIsFullIsClosedSinceNothingIsSentBefore) {
  fake_.AnswerAll();
  in_flight_bytes_ = 100'000;
  Send(std::vector<std::string>(600, "news"));
  StartLane("[decode, shared]", BatchOf(10'000));  // each would wait for ten seconds
  EXPECT_EQ(AwaitSources("out", 600).size(), 600U);
}

TEST_F(LedgerLaneTest, WhatRecordsBecomeKeepsToTheBudget) {
  fake_.AnswerAll();
  in_flight_bytes_ = 8 * kMiB;
  Send(SomeThatGrow(1'000));
  StartLane("[decode, shared]", "batch: {interval_ms: 2000}\n");
  const std::vector<PlainRecord> out = Read("out", 1'000);
  ASSERT_EQ(out.size(), 1'000U);
  ExpectOrder(out);
  ASSERT_TRUE(AwaitConfirmed(1'000));
  EXPECT_EQ(fake_.asked().size(), 1'000U) << "nothing that is put back was asked about";
  EXPECT_LE(observed_.most_in_flight, 20 * kMiB);
}

// Before 2.3 the client may abort in a rebalance that comes early (confluentinc/librdkafka#4312).
#if RD_KAFKA_VERSION >= 0x02030000
TEST_F(LedgerLaneTest, ARebalanceCommitsWhatTheLedgerHasJudged) {
  fake_.AnswerAll();
  Send({"a", "b"});
  StartLane("[decode, shared]", BatchOf(10'000));
  ASSERT_TRUE(Await([&] { return fake_.asked().size() == 2; }));
  const OtherMember other(cluster_->bootstrap());
  ASSERT_TRUE(AwaitConfirmed(2));
  EXPECT_EQ(fake_.asked().size(), 2U);
}

TEST_F(LedgerLaneTest, ARebalanceForgetsWhatTheLedgerHasNotJudged) {
  Send({"a", "b"});
  StartLane("[decode, shared]", BatchOf(2));
  ASSERT_TRUE(AwaitOpen(2));
  const OtherMember other(cluster_->bootstrap());
  ASSERT_TRUE(Await([&] { return observed_.owned == 1; }));
  EXPECT_FALSE(fake_.asked()[0].open || fake_.asked()[1].open);
  fake_.AnswerAll();
  ASSERT_TRUE(AwaitConfirmed(1));  // of the partition that it kept
  EXPECT_GT(fake_.confirmed()[0].offset, 102);
}

TEST_F(LedgerLaneTest, OfAPartitionThatIsGivenBackNothingThatWaitsIsTaken) {
  in_flight_bytes_ = 2 * kMiB;
  Send(std::vector<std::string>(100, "grow"));
  StartLane("[decode, shared]", "batch: {interval_ms: 2000}\n");
  ASSERT_TRUE(Await([&] { return fake_.open() > 0; }));
  const OtherMember other(cluster_->bootstrap());
  ASSERT_TRUE(Await([&] { return observed_.owned == 1; }));
  fake_.AnswerAll();
  const std::set<std::string> sources = AwaitSources("out", 50);
  StopLane();
  EXPECT_EQ(sources.size(), 50U);
  std::set<std::string> partitions;
  for (const std::string& source : sources) partitions.insert(source.substr(0, 5));
  EXPECT_EQ(partitions.size(), 1U) << "of the partition that it kept, and of that all";
  EXPECT_EQ(fake_.confirmed().size(), 50U);
}
#endif

TEST_F(LedgerLaneTest, ADrainWaitsForTheLedger) {
  Send({"a", "b"});
  StartLane("[decode, shared]", BatchOf(2));
  ASSERT_TRUE(AwaitOpen(2));
  lane_->Stop();
  fake_.AnswerAll();
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kDrained);
  EXPECT_EQ(fake_.confirmed().size(), 2U);
}

TEST_F(LedgerLaneTest, ADrainThatTakesTooLongLeavesTheLedgerUnanswered) {
  Send({"a", "b"});
  StartLane("[decode, shared]", BatchOf(2));
  ASSERT_TRUE(AwaitOpen(2));
  lane_->Stop();
  lane_->Abort();  // as the service does after drain_timeout_ms
  thread_.join();
  EXPECT_EQ(exit_, LaneExit::kAborted);
  EXPECT_EQ(fake_.open(), 0U);
  EXPECT_TRUE(fake_.confirmed().empty());
}

}  // namespace
}  // namespace newswired::kafka
