#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/admin.h"
#include "daemon/kafka/topic_admin.h"

/// What the ledger's topic has to be like, so that all processes judge alike and nothing of a
/// window is ever missing (DESIGN section 6, point 6).
namespace newswired::kafka {

/// Something about the ledger's topic that is not as it has to be.
struct LedgerTopicFault {
  bool fatal = true;    ///< else: a risk
  std::string what;     ///< "message.timestamp.type is CreateTime, but must be LogAppendTime: ..."
  std::string setting;  ///< of the topic, that mends it: "retention.ms=691200000"; empty: none does
};

/// How long the topic has to keep records: the longest window of the stages and a day.
std::int64_t LedgerRetentionMs(const Config& config);

/// The topic as we create it. `replication`: how many replicas it will have; 0: not known.
TopicPlan PlanLedgerTopic(const Config& config, std::int64_t replication);

/// `brokers`: how many there are.
std::vector<LedgerTopicFault> JudgeLedgerTopic(const Config& config, const TopicMetadata& topic,
                                               const ConfigEntries& entries, std::size_t brokers);

/// What is wrong, and the kafka-configs.sh that mends it.
std::string WithRemedy(const Config& config, const LedgerTopicFault& fault);

/// The topic as it is found.
struct LedgerTopic {
  TopicMetadata metadata;
  std::size_t brokers = 0;
  bool created = false;  ///< by us, a moment ago
};

/// Creates it where it is missing and ledger.create_topic says so. Errors: kConfig where it is
/// missing or may not be created, kTransient where the brokers do not answer.
Result<LedgerTopic> FindLedgerTopic(const Config& config, rd_kafka_t* client);

/// Judges what was found; `entries` null: its configuration may not be read. Returns warnings.
/// Errors: kConfig with all that is wrong and how to mend it.
Result<std::vector<std::string>> CheckLedgerTopic(const Config& config, const LedgerTopic& topic,
                                                  const ConfigEntries* entries);

}  // namespace newswired::kafka
