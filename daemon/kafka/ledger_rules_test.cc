#include "daemon/kafka/ledger_rules.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/kafka/mock_cluster.h"

namespace newswired::kafka {
namespace {

class LedgerRulesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("g.ledger", 1);
    config_.kafka.brokers = {cluster_->bootstrap()};
    config_.input.group = "g";
  }

  /// A control record of a group, told by its generation.
  void Append(const std::string& group, std::uint32_t generation, std::int64_t previous) {
    Append(Encode(ControlRecord{.group = group, .generation = generation, .previous = previous}));
  }
  void Append(const std::string& bytes) {
    ASSERT_TRUE(cluster_->Send({{.topic = "g.ledger", .partition = 0, .value = bytes}}).ok());
    ++end_;
  }
  LedgerRules Read() {
    auto rules = ReadLedgerRules(config_, {.low = 0, .high = end_});
    EXPECT_TRUE(rules.ok());
    return rules.ok() ? *rules : LedgerRules();
  }

  std::unique_ptr<MockCluster> cluster_;
  Config config_;
  std::int64_t end_ = 0;
};

TEST_F(LedgerRulesTest, ALedgerWithoutRecordsHasNone) {
  const LedgerRules rules = Read();
  EXPECT_FALSE(rules.own);
  EXPECT_EQ(rules.stranger, "");
}

TEST_F(LedgerRulesTest, TheRecordsThatCountAreThoseOfTheMachine) {
  Append("g", 1, -1);
  Append("g", 7, -1);  // written at once with the first one
  Append("no record of a ledger");
  EXPECT_EQ(Read().own->generation, 1U);
  Append("g", 1, 0);
  Append("g", 2, 3);
  Append("g", 8, 0);  // names one that does not count any more
  EXPECT_EQ(Read().own->generation, 2U);
}

TEST_F(LedgerRulesTest, AStrangerIsOneBesideOurs) {
  Append("h", 1, -1);
  EXPECT_FALSE(Read().own);
  EXPECT_EQ(Read().stranger, "h");
  Append("g", 3, -1);
  EXPECT_EQ(Read().own->generation, 3U);
}

}  // namespace
}  // namespace newswired::kafka
