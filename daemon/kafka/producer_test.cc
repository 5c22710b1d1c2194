#include "daemon/kafka/producer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "daemon/config/config.h"
#include "daemon/kafka/client_config.h"
#include "daemon/kafka/mock_cluster.h"

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int16_t kEndTxn = 26;

class ProducerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("out", 1);
    config_.kafka.brokers = {cluster_->bootstrap()};
    config_.input.group = "g";
  }

  void Make() {
    Producer::Options options;
    options.create = [this](const std::string& id, void* opaque) -> Result<ProducerHandle> {
      NW_TRY(ConfHandle conf, ProducerConf(config_, 0, BudgetsOf(config_, 1), id));
      Producer::SetCallbacks(conf.get(), opaque);
      return NewClient(RD_KAFKA_PRODUCER, std::move(conf));
    };
    options.ids = {"g/id/0/a1", "g/id/0/a2"};
    options.topics = {"out", "", "", "", "", "", ""};
    producer_ = std::make_unique<Producer>(std::move(options), wake_);
  }

  std::optional<ProducerEvent> Await() {
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
      if (auto event = producer_->Take()) return event;
      wake_.Wait(milliseconds(20));
    }
    return std::nullopt;
  }

  /// A transaction with one record in it.
  void Begin() {
    Make();
    producer_->Initialise();
    const auto initialised = Await();
    ASSERT_TRUE(initialised && !initialised->error);
    ASSERT_TRUE(producer_->Begin().ok());
    const auto queued =
        producer_->Produce({.value = "x"}, 0, HeadersHandle(rd_kafka_headers_new(0)));
    ASSERT_TRUE(queued.ok() && *queued);
  }

  /// Whether it is acknowledged within that time; `turn` comes before each look.
  bool Acknowledged(
      milliseconds within, const std::function<void()>& turn = [] {}) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (producer_->outstanding() > 0 && std::chrono::steady_clock::now() < deadline) {
      turn();
      producer_->Poll();
      wake_.Wait(milliseconds(5));
    }
    return producer_->outstanding() == 0;
  }

  Wake wake_;
  std::unique_ptr<MockCluster> cluster_;
  Config config_;
  std::unique_ptr<Producer> producer_;
};

TEST_F(ProducerTest, StoppedItStillAborts) {
  // Several times: its thread may be quick enough to begin before it is told to stop.
  for ([[maybe_unused]] const int round : {1, 2, 3, 4, 5, 6, 7, 8}) {
    ASSERT_NO_FATAL_FAILURE(Begin());
    Acknowledged(seconds(20));
    cluster_->FailNext(kEndTxn, {RD_KAFKA_RESP_ERR_NO_ERROR});  // counts the request
    producer_->Abort();
    producer_.reset();
    ASSERT_EQ(cluster_->FailuresLeft(kEndTxn), 0U);
  }
}

TEST_F(ProducerTest, HurriedItDoesNotLinger) {
  config_.kafka.properties["linger.ms"] = "10000";
  ASSERT_NO_FATAL_FAILURE(Begin());
  EXPECT_FALSE(Acknowledged(milliseconds(200)));
  EXPECT_TRUE(Acknowledged(seconds(5), [this] { producer_->Hurry(); }));
}

TEST(Refusals, TheFirstThatSaysWhyIsNamedWithItsTopic) {
  const Error error = ErrorOf(
      {{.code = RD_KAFKA_RESP_ERR__PURGE_QUEUE, .topic = "out"},
       {.index = 1, .code = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .topic = "dups"}});
  EXPECT_EQ(error.code, "TOPIC_AUTHORIZATION_FAILED");
  EXPECT_EQ(error.message,
            "2 records were not taken, the first by topic dups: Broker: Topic authorization "
            "failed; grant Write on it");
}

}  // namespace
}  // namespace newswired::kafka
