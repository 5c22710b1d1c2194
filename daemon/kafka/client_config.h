#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/config/config.h"
#include "daemon/config/kafka_properties.h"
#include "daemon/kafka/handles.h"

namespace newswired::kafka {

/// Pause before a request is sent again. A transaction call that took less than most of it was not
/// retried (docs/decisions/0010-suspect-producers.md).
inline constexpr std::int64_t kRetryBackoffMs = 500;
/// Of the backoff, since librdkafka varies it by up to a fifth.
inline constexpr std::int64_t kSuspectAfterMs = kRetryBackoffMs * 7 / 10;

/// How `memory_limit_mib` is divided, in bytes, for each lane. The budgets do not share: waiting
/// for one never holds another.
struct LaneBudgets {
  std::int64_t prefetch = 0;   ///< fetched and not taken: 10 %, and half of it on its way
  std::int64_t producer = 0;   ///< of each of the two producers' queues: 8 %
  std::int64_t in_flight = 0;  ///< records, articles and events of open batches: 20 %
};

/// What the topics take in one record (max.message.bytes); 0: not known.
struct TopicLimits {
  std::int64_t input = 0;   ///< the largest one of the input topics
  std::int64_t output = 0;  ///< the smallest one of the topics that we write to
};

/// Kafka's own default of max.message.bytes.
inline constexpr std::int64_t kDefaultMaxMessageBytes = 1'048'588;

/// Room for what a dead letter has beside its original.
inline constexpr std::int64_t kDeadLetterRoom = 65'536;
/// The largest record that the producers take. Only a dead letter may be as large, where its
/// original was: everything else ends at output.max_record_bytes.
std::int64_t MaxDeadLetterBytes(const Config& config, const LaneBudgets& budgets,
                                const TopicLimits& limits);

LaneBudgets BudgetsOf(const Config& config, std::int64_t lanes);

/// Configurations of the clients: what `config` says, and what the guarantees need.
/// Errors: kConfig, with librdkafka's own words.
Result<ConfHandle> ConsumerConf(const Config& config, int lane, const LaneBudgets& budgets);
/// `transactional_id` empty: idempotent, without transactions.
Result<ConfHandle> ProducerConf(const Config& config, int lane, const LaneBudgets& budgets,
                                const std::string& transactional_id,
                                const TopicLimits& limits = {});
/// Of the ledger (ledger_client.h): one producer and one consumer of the process, apart from those
/// of lanes. The consumer joins no group.
Result<ConfHandle> LedgerProducerConf(const Config& config);
Result<ConfHandle> LedgerConsumerConf(const Config& config);
/// For tools: brokers, security, and those of kafka.properties that are for every kind of client.
Result<ConfHandle> AdminConf(const Config& config);

/// group.instance.id of a lane; empty without input.instance_id: a dynamic member.
std::string GroupInstanceId(const Config& config, int lane);

/// Of librdkafka as it runs, e.g. "2.15.1".
std::string LibraryVersion();

/// What librdkafka says against a property, or nothing.
std::optional<PropertyRefusal> CheckProperty(const std::string& name, const std::string& value);

/// Makes a lane's clients, without asking anybody, and closes them: what librdkafka says against
/// them, or nothing. It judges properties together, and reads certificates, only then.
std::optional<std::string> CheckClients(const Config& config);

}  // namespace newswired::kafka
