#include "daemon/kafka/watermarks.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/mock_cluster.h"

namespace newswired::kafka {
namespace {

constexpr std::int16_t kListOffsets = 2;  // of Kafka's protocol
constexpr std::chrono::milliseconds kTimeout{5'000};

class WatermarksTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("in", 1);
    ConfHandle conf(rd_kafka_conf_new());
    std::array<char, 256> reason{};
    ASSERT_EQ(rd_kafka_conf_set(conf.get(), "bootstrap.servers", cluster_->bootstrap().c_str(),
                                reason.data(), reason.size()),
              RD_KAFKA_CONF_OK);
    auto client = NewClient(RD_KAFKA_PRODUCER, std::move(conf));
    ASSERT_TRUE(client.ok());
    client_ = std::move(client).value();
  }
  Result<Watermarks> Query() { return QueryWatermarks(client_.get(), {"in", 0}, kTimeout); }

  std::unique_ptr<MockCluster> cluster_;
  ClientHandle client_;
};

TEST_F(WatermarksTest, AreBothEndsOfTheLog) {
  PlainRecord record;
  record.topic = "in";
  record.partition = 0;
  record.value = "x";
  ASSERT_TRUE(cluster_->Send({record, record, record}).ok());
  const auto marks = Query();
  ASSERT_TRUE(marks.ok()) << marks.error().message;
  EXPECT_EQ(marks->low, 0);
  EXPECT_EQ(marks->high, 3);
}

TEST_F(WatermarksTest, OfAnEmptyLogAreEqual) {
  const auto marks = Query();
  ASSERT_TRUE(marks.ok()) << marks.error().message;
  EXPECT_EQ(marks->low, 0);
  EXPECT_EQ(marks->high, 0);
}

TEST_F(WatermarksTest, AreNotMadeOfOneAnswer) {
  constexpr int kOk = RD_KAFKA_RESP_ERR_NO_ERROR;
  constexpr int kBad = RD_KAFKA_RESP_ERR_UNKNOWN;
  for (const std::vector<int>& answers : {std::vector{kBad}, std::vector{kOk, kBad}}) {
    cluster_->FailNext(kListOffsets, answers);
    EXPECT_FALSE(Query().ok()) << answers.size();
    EXPECT_EQ(cluster_->FailuresLeft(kListOffsets), 0U);
  }
}

}  // namespace
}  // namespace newswired::kafka
