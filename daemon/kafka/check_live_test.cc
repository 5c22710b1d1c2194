#include "daemon/kafka/check_live.h"

#include <gmock/gmock.h>

#include <functional>
#include <sstream>

#include "daemon/kafka/ledger_topic.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/ledger/machine.h"

namespace newswired::kafka {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr StageType kDedup{.name = "dedup"};

Config GoodConfig() {
  Config config;
  config.kafka.brokers = {"b1:9092"};
  config.input.topics = {"raw"};
  config.input.group = "g";
  config.output.topic = "out";
  config.output.dead_letter_topic = "dead";
  return config;
}

/// A cluster without a flaw.
ClusterFacts GoodFacts() {
  ClusterFacts facts;
  facts.metadata.brokers = {{1, "b1:9092"}, {2, "b2:9092"}, {3, "b3:9092"}};
  for (const char* topic : {"raw", "out", "dead"}) {
    facts.metadata.topics[topic] = {.partitions = 4, .leaderless = 0, .min_replication = 3};
    facts.topic_configs[topic] = {{"cleanup.policy", "delete"},
                                  {"retention.ms", "604800000"},
                                  {"retention.bytes", "-1"},
                                  {"min.insync.replicas", "2"},
                                  {"unclean.leader.election.enable", "false"},
                                  {"message.timestamp.type", "CreateTime"},
                                  {"max.message.bytes", "10485760"}};
  }
  facts.topic_configs["raw"]["max.message.bytes"] = "1048588";
  facts.broker_config = {{"transaction.max.timeout.ms", "900000"},
                         {"group.min.session.timeout.ms", "6000"},
                         {"group.max.session.timeout.ms", "1800000"},
                         {"offsets.retention.minutes", "10080"}};
  facts.operations = {{"raw", {"Read", "Describe"}},
                      {"out", {"Write", "Describe"}},
                      {"dead", {"Write", "Describe"}}};
  facts.group_operations = {{"Describe", "Read"}};
  facts.committed = {{{"raw", 0}, 5}};
  facts.bounds = {{{"raw", 0}, {0, 9}}};
  return facts;
}

/// The same with a stage that shares its memory, and its ledger.
Config SharingConfig() {
  Config config = GoodConfig();
  config.stages = {{.type = &kDedup, .factory = {.window_hours = 24, .memory = [] {
                                                   return std::unique_ptr<SharedMemory>();
                                                 }}}};
  return config;
}

ClusterFacts SharingFacts() {
  ClusterFacts facts = GoodFacts();
  facts.metadata.topics["g.ledger"] = {.partitions = 1, .leaderless = 0, .min_replication = 3};
  facts.topic_configs["g.ledger"] = PlanLedgerTopic(SharingConfig(), 3).config;
  (*facts.operations)["g.ledger"] = {"Read", "Write", "Describe"};
  return facts;
}

std::vector<std::string> Troubles(const Config& config, const ClusterFacts& facts) {
  std::vector<std::string> lines;
  for (const Finding& finding : JudgeCluster(config, facts)) {
    if (finding.severity == Severity::kOk) continue;
    lines.push_back((finding.severity == Severity::kError ? "error: " : "warning: ") +
                    finding.where + ": " + finding.what);
  }
  return lines;
}

TEST(JudgeClusterTest, GoodOneHasNoTroubles) {
  EXPECT_THAT(Troubles(GoodConfig(), GoodFacts()), IsEmpty());
}

TEST(JudgeClusterTest, TellsWhatIsThere) {
  std::vector<std::string> lines;
  for (const Finding& finding : JudgeCluster(GoodConfig(), GoodFacts())) {
    lines.push_back(finding.where + ": " + finding.what);
  }
  EXPECT_THAT(lines, Contains("brokers: 3 reached: b1:9092, b2:9092, b3:9092"));
  EXPECT_THAT(lines, Contains("topic raw: input, 4 partitions, replication 3, record times are the "
                              "producers' (CreateTime)"));
  EXPECT_THAT(lines,
              Contains("group g: has offsets for 1 of 1 partitions, at most 4 records behind"));
  EXPECT_THAT(lines, Contains("transactions: work"));
}

struct Case {
  const char* name;
  std::function<void(Config&, ClusterFacts&)> spoil;
  const char* trouble;  ///< part of the only line
};
class JudgeClusterTroubleTest : public testing::TestWithParam<Case> {};

TEST_P(JudgeClusterTroubleTest, IsFoundAlone) {
  Config config = GoodConfig();
  ClusterFacts facts = GoodFacts();
  GetParam().spoil(config, facts);
  const std::vector<std::string> troubles = Troubles(config, facts);
  ASSERT_EQ(troubles.size(), 1U) << testing::PrintToString(troubles);
  EXPECT_THAT(troubles[0], HasSubstr(GetParam().trouble));
}

INSTANTIATE_TEST_SUITE_P(
    All, JudgeClusterTroubleTest,
    testing::Values(
        Case{"InputMissing",
             [](Config& config, ClusterFacts&) {
               config.input.topics = {"raw", "raw2"};
             },
             "error: topic raw2: does not exist, or this user may not see it: create it or correct "
             "input.topics"},
        Case{"WindowLongerThanRetention",
             [](Config& config, ClusterFacts&) {
               config.stages = {{.type = &kDedup, .factory = {.window_hours = 240}}};
             },
             "warning: topic raw: retention.ms is 604800000 (7 days), less than dedup.window_hours "
             "(240): a group that starts anew cannot fill the window again; set it to 864000000 or "
             "more"},
        Case{"OutputMissing", [](Config&, ClusterFacts& f) { f.metadata.topics.erase("out"); },
             "error: topic out: does not exist, or this user may not see it: create it or set "
             "output.create_topics: true"},
        Case{"CannotBeCreated",
             [](Config& config, ClusterFacts& f) {
               config.output.create_topics = true;
               config.output.create_replication = 4;
               f.metadata.topics.erase("out");
             },
             "error: topic out: does not exist, and cannot be created with "
             "output.create_replication (4): there are 3 brokers"},
        Case{"SideTopicMissing",
             [](Config& config, ClusterFacts&) { config.output.side_topics.stories = "q"; },
             "error: topic q: does not exist"},
        Case{"NoLeader", [](Config&, ClusterFacts& f) { f.metadata.topics["raw"].leaderless = 2; },
             "error: topic raw: 2 of 4 partitions have no leader"},
        Case{"NoRightToRead",
             [](Config&, ClusterFacts& f) { (*f.operations)["raw"] = {"Describe"}; },
             "error: topic raw: this user has no right to Read it: grant Read on it"},
        Case{"NoRightToWrite", [](Config&, ClusterFacts& f) { (*f.operations)["dead"] = {"Read"}; },
             "error: topic dead: this user has no right to Write it"},
        Case{"ConfigUnreadable", [](Config&, ClusterFacts& f) { f.topic_configs.erase("out"); },
             "warning: topic out: its configuration may not be read"},
        Case{"BrokerConfigUnreadable", [](Config&, ClusterFacts& f) { f.broker_config.reset(); },
             "warning: brokers: their configuration may not be read"},
        Case{"InputCompacted",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["raw"]["cleanup.policy"] = "compact,delete";
             },
             "warning: topic raw: is compacted"},
        Case{"InputRetention",
             [](Config&, ClusterFacts& f) { f.topic_configs["raw"]["retention.ms"] = "7200000"; },
             "warning: topic raw: retention.ms is 7200000 (2 hours): articles that are not read "
             "within it are lost; set it to 259200000 or more"},
        Case{"InputRetentionBytes",
             [](Config&, ClusterFacts& f) { f.topic_configs["raw"]["retention.bytes"] = "1000"; },
             "warning: topic raw: retention.bytes is 1000"},
        Case{
            "DeadLettersCompacted",
            [](Config&, ClusterFacts& f) { f.topic_configs["dead"]["cleanup.policy"] = "compact"; },
            "error: topic dead: is compacted"},
        Case{"DeadLettersRetention",
             [](Config&, ClusterFacts& f) { f.topic_configs["dead"]["retention.ms"] = "86400000"; },
             "warning: topic dead: retention.ms is 86400000 (24 hours)"},
        Case{"DeadLettersTooSmall",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["dead"]["max.message.bytes"] = "1048588";
             },
             "error: topic dead: max.message.bytes is 1048588, but a dead letter of the input's "
             "largest record needs 1114124: set it to 1114124"},
        Case{"OutputTooSmall",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["out"]["max.message.bytes"] = "1000000";
             },
             "warning: topic out: max.message.bytes is 1000000, less than output.max_record_bytes "
             "(10485760)"},
        Case{"OutputCompacted",
             [](Config&, ClusterFacts& f) { f.topic_configs["out"]["cleanup.policy"] = "compact"; },
             "warning: topic out: is compacted"},
        Case{"TooFewReplicas",
             [](Config&, ClusterFacts& f) { f.topic_configs["out"]["min.insync.replicas"] = "4"; },
             "error: topic out: min.insync.replicas is 4, but there are only 3 replicas"},
        Case{"OneReplica",
             [](Config&, ClusterFacts& f) {
               f.metadata.topics["out"].min_replication = 1;
               f.topic_configs["out"]["min.insync.replicas"] = "1";
             },
             "warning: topic out: has 1 replica"},
        Case{"OneInSync",
             [](Config&, ClusterFacts& f) { f.topic_configs["out"]["min.insync.replicas"] = "1"; },
             "warning: topic out: min.insync.replicas is 1"},
        Case{"Unclean",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["dead"]["unclean.leader.election.enable"] = "true";
             },
             "warning: topic dead: unclean.leader.election.enable is true"},
        Case{
            "TransactionTimeout",
            [](Config&, ClusterFacts& f) {
              (*f.broker_config)["transaction.max.timeout.ms"] = "10000";
            },
            "error: brokers: transaction.max.timeout.ms is 10000, less than transaction_timeout_ms "
            "(30000)"},
        Case{"SessionTooShort",
             [](Config& config, ClusterFacts&) { config.input.session_timeout_ms = 3000; },
             "error: brokers: group.min.session.timeout.ms is 6000, more than "
             "input.session_timeout_ms (3000)"},
        Case{"SessionTooLong",
             [](Config&, ClusterFacts& f) {
               (*f.broker_config)["group.max.session.timeout.ms"] = "9000";
             },
             "error: brokers: group.max.session.timeout.ms is 9000, less than"},
        Case{"OffsetsExpire",
             [](Config&, ClusterFacts& f) {
               (*f.broker_config)["offsets.retention.minutes"] = "60";
             },
             "warning: brokers: offsets.retention.minutes is 60"},
        Case{"TooManyLanes", [](Config& config, ClusterFacts&) { config.lanes = 9; },
             "warning: lanes: is 9, but the input has 4 partitions"},
        Case{
            "GroupRefused",
            [](Config&, ClusterFacts& f) {
              f.group =
                  ConfigError("GROUP_AUTHORIZATION_FAILED", "Broker: Group authorization failed");
            },
            "error: group g: its offsets cannot be read: Broker: Group authorization failed; grant "
            "Read on the group"},
        Case{"GroupOnlyDescribed",
             [](Config&, ClusterFacts& f) { f.group_operations = {{"Describe"}}; },
             "error: group g: this user has no right to Read it"},
        Case{"RecordsDeleted",
             [](Config&, ClusterFacts& f) {
               f.bounds[{"raw", 0}] = {7, 9};
             },
             "error: group g: raw[0]: 2 records after its offset 5 are deleted already"},
        Case{"TopicRecreated",
             [](Config&, ClusterFacts& f) {
               f.bounds[{"raw", 0}] = {0, 3};
             },
             "error: group g: raw[0]: its offset 5 lies beyond the log's end 3"},
        Case{"TransactionsRefused",
             [](Config&, ClusterFacts& f) {
               f.transactions = ConfigError("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "refused");
             },
             "error: transactions: do not work: refused; grant Write on transactional ids with the "
             "prefix g/"}),
    [](const auto& test) { return test.param.name; });

class JudgeLedgerTest : public testing::TestWithParam<Case> {};

TEST_P(JudgeLedgerTest, IsFoundAlone) {
  Config config = SharingConfig();
  ClusterFacts facts = SharingFacts();
  GetParam().spoil(config, facts);
  const std::vector<std::string> troubles = Troubles(config, facts);
  ASSERT_EQ(troubles.size(), 1U) << testing::PrintToString(troubles);
  EXPECT_THAT(troubles[0], HasSubstr(GetParam().trouble));
}

INSTANTIATE_TEST_SUITE_P(
    All, JudgeLedgerTest,
    testing::Values(
        Case{"Missing",
             [](Config& config, ClusterFacts& f) {
               config.ledger.create_topic = false;
               f.metadata.topics.erase("g.ledger");
             },
             "error: topic g.ledger: ledger, does not exist, or this user may not see it: set "
             "ledger.create_topic: true, or create it"},
        Case{"CannotBeCreated",
             [](Config&, ClusterFacts& f) {
               f.metadata.topics.erase("g.ledger");
               f.not_creatable.emplace("g.ledger", ConfigError("create_topic", "refused"));
             },
             "error: topic g.ledger: is not there, or this user may not see it: refused; grant "
             "Create on it, or create it and grant Describe"},
        Case{"OfAnotherGroup", [](Config&, ClusterFacts& f) { f.ledger_rules = {.stranger = "h"}; },
             "error: topic g.ledger: belongs to group h, not to g: name another topic in "
             "ledger.topic, or share it by ledger.group: h"},
        Case{"OfOtherStages",
             [](Config& config, ClusterFacts& f) {
               f.ledger_rules = {.own = MakeControl("g", SharedStages(config))};
               f.ledger_rules->own->stages.push_back({"story", "1", "{}"});
             },
             "error: topic g.ledger: its settings cannot be followed: the stages of the ledger "
             "are "},
        Case{"SnapshotDir",
             [](Config&, ClusterFacts& f) { f.snapshot_dir = ConfigError("snapshot_dir", "no"); },
             "error: ledger.snapshot_dir: no"},
        Case{"Partitions",
             [](Config&, ClusterFacts& f) { f.metadata.topics["g.ledger"].partitions = 4; },
             "error: topic g.ledger: has 4 partitions, but must have 1"},
        Case{"NoRightToRead",
             [](Config&, ClusterFacts& f) { (*f.operations)["g.ledger"] = {"Write"}; },
             "error: topic g.ledger: this user has no right to Read it"},
        Case{"CreateTime",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["message.timestamp.type"] = "CreateTime";
             },
             "error: topic g.ledger: message.timestamp.type is CreateTime, but must be "
             "LogAppendTime: the brokers' clock alone drives the window; mend it by "
             "`kafka-configs.sh --bootstrap-server b1:9092 --alter --entity-type topics "
             "--entity-name g.ledger --add-config message.timestamp.type=LogAppendTime`"},
        Case{"Compacted",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["cleanup.policy"] = "compact,delete";
             },
             "error: topic g.ledger: cleanup.policy is compact,delete, but must be delete"},
        Case{"Retention",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["retention.ms"] = "172799999";
             },
             "error: topic g.ledger: retention.ms is 172799999 (47 hours), but must be at least "
             "172800000 (2 days)"},
        Case{"RetentionBytes",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["retention.bytes"] = "1000000000";
             },
             "warning: topic g.ledger: retention.bytes is 1000000000, but should be -1"},
        Case{"Unclean",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["unclean.leader.election.enable"] = "true";
             },
             "error: topic g.ledger: unclean.leader.election.enable is true, but must be false"},
        Case{"OneInSync",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["min.insync.replicas"] = "1";
             },
             "error: topic g.ledger: min.insync.replicas is 1, but must be 2"},
        Case{"AllInSync",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["min.insync.replicas"] = "3";
             },
             "warning: topic g.ledger: min.insync.replicas is 3, as many as there are replicas"},
        Case{"MoreInSyncThanThereAre",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["min.insync.replicas"] = "4";
             },
             "error: topic g.ledger: min.insync.replicas is 4, but there are only 3 replicas"},
        Case{"OneReplica",
             [](Config&, ClusterFacts& f) {
               f.metadata.topics["g.ledger"].min_replication = 1;
               f.topic_configs["g.ledger"]["min.insync.replicas"] = "1";
             },
             "warning: topic g.ledger: has 1 replica"},
        Case{"TooSmall",
             [](Config&, ClusterFacts& f) {
               f.topic_configs["g.ledger"]["max.message.bytes"] = "100000";
             },
             "error: topic g.ledger: max.message.bytes is 100000, but must be at least 1048588"}),
    [](const auto& test) { return test.param.name; });

TEST(JudgeLedgerTest, OtherSettingsAreAWarning) {
  Config config = SharingConfig();
  config.stages[0].factory.follow = [](std::string_view) { return StageFactory(); };
  ClusterFacts facts = SharingFacts();
  facts.ledger_rules = {.own = MakeControl("g", SharedStages(config))};
  EXPECT_THAT(Troubles(config, facts), IsEmpty());
  facts.ledger_rules->own->stages[0].rules = "a=1 b=2";
  config.stages[0].factory.rules = "a=1 b=3";
  EXPECT_THAT(Troubles(config, facts),
              testing::ElementsAre(HasSubstr("warning: topic g.ledger: its settings are followed, "
                                             "not those of the file: dedup: b=2, not b=3; "
                                             "`newswired dedup adopt -c FILE --yes`")));
}

TEST(JudgeClusterTest, BrokersThatDoNotTellRightsRefuseNothing) {
  ClusterFacts facts = GoodFacts();
  for (auto& [topic, operations] : *facts.operations) operations.clear();
  facts.group_operations->clear();
  EXPECT_THAT(Troubles(GoodConfig(), facts), IsEmpty());
}

TEST(JudgeClusterTest, AnErrorLeavesNoLineThatSaysOk) {
  ClusterFacts facts = GoodFacts();
  facts.metadata.topics["raw"].leaderless = 2;
  for (const Finding& finding : JudgeCluster(GoodConfig(), facts)) {
    EXPECT_FALSE(finding.where == "topic raw" && finding.severity == Severity::kOk);
  }
}

TEST(JudgeLedgerTest, WhatIsRightIsFine) {
  EXPECT_THAT(Troubles(SharingConfig(), SharingFacts()), IsEmpty());
  ClusterFacts facts = SharingFacts();
  facts.topic_configs["g.ledger"]["retention.ms"] = "-1";
  EXPECT_THAT(Troubles(SharingConfig(), facts), IsEmpty()) << "kept for ever";
  Config longer = SharingConfig();
  longer.stages[0].factory.window_hours = 24 * 365;
  EXPECT_THAT(Troubles(longer, facts), IsEmpty()) << "the input does not fill the window";
  facts = SharingFacts();
  facts.metadata.topics.erase("g.ledger");
  EXPECT_THAT(Troubles(SharingConfig(), facts), IsEmpty()) << "it will be created";
  facts = SharingFacts();
  facts.metadata.topics["g.ledger"].min_replication = 2;
  EXPECT_THAT(Troubles(SharingConfig(), facts), IsEmpty()) << "two of two in sync";
}

TEST(JudgeLedgerTest, WhatIsPlannedIsRight) {
  for (const int replication : {1, 2, 3}) {
    ClusterFacts facts = SharingFacts();
    if (replication == 1) facts.metadata.brokers = {{1, "b1:9092"}};
    facts.metadata.topics["g.ledger"].min_replication = replication;
    facts.topic_configs["g.ledger"] = PlanLedgerTopic(SharingConfig(), replication).config;
    for (const std::string& trouble : Troubles(SharingConfig(), facts)) {
      EXPECT_THAT(trouble, Not(HasSubstr("g.ledger"))) << replication;
    }
  }
}

TEST(JudgeClusterTest, MissingOutputsThatWillBeCreatedAreFine) {
  Config config = GoodConfig();
  config.output.create_topics = true;
  ClusterFacts facts = GoodFacts();
  facts.metadata.topics.erase("out");
  facts.metadata.topics.erase("dead");
  EXPECT_THAT(Troubles(config, facts), IsEmpty());
}

TEST(JudgeClusterTest, AtLeastOnceNeedsNoTransactions) {
  Config config = GoodConfig();
  config.delivery = "at_least_once";
  ClusterFacts facts = GoodFacts();
  facts.transactions = ConfigError("x", "y");
  (*facts.broker_config)["transaction.max.timeout.ms"] = "1";
  EXPECT_THAT(Troubles(config, facts), IsEmpty());
}

TEST(JudgeClusterTest, OneReplicaOnOneBrokerIsAllThereCanBe) {
  ClusterFacts facts = GoodFacts();
  facts.metadata.brokers = {{1, "b1:9092"}};
  for (auto& [name, topic] : facts.metadata.topics) {
    topic.min_replication = 1;
    facts.topic_configs[name]["min.insync.replicas"] = "1";
  }
  EXPECT_THAT(Troubles(GoodConfig(), facts), IsEmpty());
}

TEST(CheckLiveTest, UnreachableBrokersAreAFinding) {
  Config config = GoodConfig();
  config.kafka.brokers = {"127.0.0.1:1"};
  std::ostringstream out;
  EXPECT_EQ(CheckLive(config, out, std::chrono::seconds(2)), 1);
  EXPECT_THAT(out.str(), HasSubstr("error: brokers: 127.0.0.1:1 cannot be used: "));
  EXPECT_THAT(out.str(), HasSubstr("1 error, 0 warnings\n"));
}

TEST(CheckLiveTest, FindingsDoNotShowSecrets) {
  Config config = GoodConfig();
  config.kafka.brokers = {"127.0.0.1:1"};
  config.secrets = {"127.0.0.1:1"};
  std::ostringstream out;
  EXPECT_EQ(CheckLive(config, out, std::chrono::seconds(1)), 1);
  EXPECT_THAT(out.str(), HasSubstr("error: brokers: <redacted> cannot be used: "));
  EXPECT_THAT(out.str(), Not(HasSubstr("127.0.0.1:1")));
}

TEST(CheckLiveTest, MissingTopicsOfARealConversation) {
  auto cluster = MockCluster::Start();
  ASSERT_TRUE(cluster.ok()) << cluster.error().message;
  (*cluster)->CreateTopic("out", 1);
  Config config = GoodConfig();
  config.kafka.brokers = {(*cluster)->bootstrap()};
  std::ostringstream out;
  EXPECT_EQ(CheckLive(config, out, std::chrono::seconds(2)), 1);
  EXPECT_THAT(out.str(), HasSubstr("error: topic raw: does not exist"));
  EXPECT_THAT(out.str(), HasSubstr("ok: topic out: output, 1 partitions"));
}

}  // namespace
}  // namespace newswired::kafka
