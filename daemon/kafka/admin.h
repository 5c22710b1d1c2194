#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/topic_partition.h"
#include "daemon/kafka/watermarks.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// A topic as the brokers' metadata describe it.
struct TopicMetadata {
  int partitions = 0;
  int leaderless = 0;       ///< partitions without a leader
  int min_replication = 0;  ///< of its partitions
};

struct ClusterMetadata {
  std::map<std::int32_t, std::string> brokers;  ///< HOST:PORT by id
  std::map<std::string, TopicMetadata> topics;  ///< those that exist and that we may see
};

/// Configuration entries by name, as text; sensitive ones are missing.
using ConfigEntries = std::map<std::string, std::string>;

/// A topic to create.
struct TopicPlan {
  std::string name;
  int partitions = 1;
  int replication = -1;  ///< -1: the brokers' default
  ConfigEntries config;
};

struct LastError;

/// Questions to the brokers; changes nothing. Each call blocks for up to `timeout`.
class Admin {
 public:
  Admin(Admin&&) noexcept;
  ~Admin();
  static Result<Admin> Connect(const Config& config, std::chrono::milliseconds timeout);

  /// Errors: kTransient where no broker answers; the message tells why, as far as librdkafka does.
  Result<ClusterMetadata> Metadata();

  /// By topic; those whose configuration may not be read are missing. The error is of the request
  /// as a whole.
  Result<std::map<std::string, ConfigEntries>> TopicConfigs(const std::vector<std::string>& topics);
  Result<ConfigEntries> BrokerConfig(std::int32_t broker);

  /// What we may do with each topic, in Kafka's words: "Read", "Write", "Describe" ... Nothing
  /// where librdkafka cannot ask (before 2.3).
  Result<std::optional<std::map<std::string, std::set<std::string>>>> Operations(
      const std::vector<std::string>& topics);

  /// The same for a group. Nothing, too, where the brokers do not tell: it has no members yet.
  /// Errors: kConfig GROUP_AUTHORIZATION_FAILED where we may do nothing with it.
  Result<std::optional<std::set<std::string>>> GroupOperations(const std::string& group);

  /// Whether a static member of the group has this instance id.
  Result<bool> HasMember(const std::string& group, const std::string& instance_id);

  /// Whether the brokers would create it for us. Errors: as CreateTopics() where it is only asked.
  Status WouldCreate(const TopicPlan& topic);

  Result<Watermarks> LogBounds(const TopicPartition& partition);

 private:
  Admin(ClientHandle client, std::unique_ptr<LastError> last_error, int timeout_ms);

  int timeout_ms_;
  std::unique_ptr<LastError> last_error_;
  ClientHandle client_;  // after what its callbacks use
};

/// Whether an operation is missing among those that we may do. Who may do none does not see a
/// topic: where there is none, the brokers do not tell.
bool Lacks(const std::set<std::string>& operations, const std::string& operation);

/// Offsets that the group has committed; partitions without one are missing. Opens a client of its
/// own, joins nothing. Errors: kConfig GROUP_AUTHORIZATION_FAILED and the like.
Result<Offsets> CommittedOffsets(const Config& config,
                                 const std::vector<TopicPartition>& partitions,
                                 std::chrono::milliseconds timeout);

/// Whether transactions work for us: initialises the id GROUP/check-live and lets it go. Errors:
/// what librdkafka says, with its name of it as code.
Status TryTransactions(const Config& config, std::chrono::milliseconds timeout);

}  // namespace newswired::kafka
