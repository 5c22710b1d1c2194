#include "daemon/kafka/start_check.h"

#include <gmock/gmock.h>

#include <memory>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/mock_cluster.h"

// On librdkafka's mock cluster, which tells no configurations and creates no topics.

namespace newswired::kafka {
namespace {

using testing::HasSubstr;

class StartCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("in", 3);
    config_.kafka.brokers = {cluster_->bootstrap()};
    config_.input.topics = {"in"};
    config_.input.group = "g";
    config_.output.topic = "out";
    config_.output.dead_letter_topic = "dead";
  }
  void CreateOutputs() {
    cluster_->CreateTopic("out", 1);
    cluster_->CreateTopic("dead", 1);
  }
  void Share() {
    config_.stages.push_back({.factory = {.window_hours = 24, .memory = [] {
                                            return std::unique_ptr<SharedMemory>();
                                          }}});
  }

  std::unique_ptr<MockCluster> cluster_;
  Config config_;
};

TEST_F(StartCheckTest, CountsInputPartitions) {
  CreateOutputs();
  const auto checked = CheckStart(config_);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(checked->partitions, 3);
}

TEST_F(StartCheckTest, ATopicWithoutLeadersIsNotAMissingOne) {
  CreateOutputs();
  cluster_->SetTopicError("out", RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  const auto checked = CheckStart(config_);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, ErrorKind::kTransient);
}

TEST_F(StartCheckTest, ATopicThatMayNotBeSeenIsNotAMissingOne) {
  CreateOutputs();
  cluster_->SetTopicError("out", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto checked = CheckStart(config_);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(checked.error().message, HasSubstr("topic out: this user may not see it"));
}

TEST_F(StartCheckTest, AMissingTopicIsTheOperatorsToMend) {
  const auto checked = CheckStart(config_);
  // The mock cluster of 2.0 creates topics for whoever asks: none is missing.
  ASSERT_EQ(checked.ok(), rd_kafka_version() < 0x02010000);
  if (checked.ok()) return;
  EXPECT_EQ(checked.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(checked.error().message, HasSubstr("topic out does not exist: create it"));
}

TEST_F(StartCheckTest, TheLedgersTopicHasOnePartition) {
  CreateOutputs();
  cluster_->CreateTopic("g.ledger", 2);
  Share();
  const auto checked = CheckStart(config_);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(checked.error().message,
              HasSubstr("ledger topic g.ledger: has 2 partitions, but must have 1"));
}

TEST_F(StartCheckTest, ALedgersTopicThatCannotBeCheckedIsAWarning) {
  CreateOutputs();
  cluster_->CreateTopic("g.ledger", 1);
  Share();
  const auto checked = CheckStart(config_);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_THAT(checked->warnings,
              testing::ElementsAre(HasSubstr("its configuration may not be read")));
}

TEST_F(StartCheckTest, AMissingLedgersTopicIsCreatedByHandWhereThatIsWanted) {
  CreateOutputs();
  Share();
  config_.ledger = {.create_topic = false, .replication = 3};
  const auto checked = CheckStart(config_);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, ErrorKind::kConfig);
  // The mock cluster of 2.0 creates topics for whoever asks, with four partitions.
  if (rd_kafka_version() < 0x02010000) return;
  EXPECT_THAT(
      checked.error().message,
      HasSubstr("ledger topic g.ledger does not exist: set ledger.create_topic: true, or create it "
                "by `kafka-topics.sh --bootstrap-server " +
                cluster_->bootstrap() +
                " --create --topic g.ledger --partitions 1 --replication-factor 3 --config "
                "cleanup.policy=delete --config max.message.bytes=1048588 --config "
                "message.timestamp.type=LogAppendTime --config min.insync.replicas=2 --config "
                "retention.bytes=-1 --config retention.ms=172800000 --config "
                "unclean.leader.election.enable=false`"));
}

TEST_F(StartCheckTest, BrokersThatAreAwayAreWaitedFor) {
  config_.kafka.brokers = {"127.0.0.1:1"};
  const auto checked = CheckStart(config_);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, ErrorKind::kTransient);
}

}  // namespace
}  // namespace newswired::kafka
