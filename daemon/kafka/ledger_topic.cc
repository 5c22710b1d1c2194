#include "daemon/kafka/ledger_topic.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/remedy.h"

namespace newswired::kafka {
namespace {

constexpr std::chrono::milliseconds kTimeout{5'000};
constexpr std::chrono::milliseconds kMayBecomeKnown{5'000};
constexpr std::chrono::milliseconds kPause{200};
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kSlackMs = 24 * kHourMs;

class TopicJudge {
 public:
  TopicJudge(const Config& config, const TopicMetadata& topic, const ConfigEntries& entries,
             std::size_t brokers)
      : config_(config), topic_(topic), entries_(entries), brokers_(brokers) {}

  std::vector<LedgerTopicFault> Run() && {
    Partitions();
    Timestamps();
    Retention();
    Replicas();
    Size();
    return std::move(faults_);
  }

 private:
  void Fail(std::string what, std::string setting) {
    faults_.push_back({.fatal = true, .what = std::move(what), .setting = std::move(setting)});
  }
  void Warn(std::string what, std::string setting) {
    faults_.push_back({.fatal = false, .what = std::move(what), .setting = std::move(setting)});
  }

  void Partitions() {
    if (topic_.partitions == 1) return;
    Fail(fmt::format("has {} partitions, but must have 1, since all that is judged has one order, "
                     "and a topic cannot lose any: name another topic in ledger.topic, in all "
                     "processes of the group",
                     topic_.partitions),
         "");
  }

  void Timestamps() {
    const std::string type = TextIn(entries_, "message.timestamp.type");
    if (type == "LogAppendTime") return;
    Fail(fmt::format("message.timestamp.type is {}, but must be LogAppendTime: the brokers' clock "
                     "alone drives the window",
                     type),
         "message.timestamp.type=LogAppendTime");
  }

  void Retention() {
    const std::string policy = TextIn(entries_, "cleanup.policy");
    if (policy != "delete") {
      Fail(fmt::format("cleanup.policy is {}, but must be delete: no record of a window may be "
                       "missing",
                       policy.empty() ? "empty" : policy),
           "cleanup.policy=delete");
    }
    const std::int64_t needed = LedgerRetentionMs(config_);
    const auto kept = NumberIn(entries_, "retention.ms");
    if (kept && *kept >= 0 && *kept < needed) {
      Fail(fmt::format("retention.ms is {} ({}), but must be at least {} ({}), the longest window "
                       "of the stages and a day, or -1",
                       *kept, DurationText(*kept), needed, DurationText(needed)),
           fmt::format("retention.ms={}", needed));
    }
    const auto bytes = NumberIn(entries_, "retention.bytes");
    if (bytes && *bytes >= 0) {
      Warn(fmt::format("retention.bytes is {}, but should be -1: a burst of articles may delete "
                       "records of the window, and then a process that starts judges otherwise "
                       "than those that run",
                       *bytes),
           "retention.bytes=-1");
    }
  }

  void Replicas() {
    if (TextIn(entries_, "unclean.leader.election.enable") == "true") {
      Fail(
          "unclean.leader.election.enable is true, but must be false: a leader that lags drops "
          "records by which others have judged already",
          "unclean.leader.election.enable=false");
    }
    const int replicas = topic_.min_replication;
    const std::int64_t in_sync = NumberIn(entries_, "min.insync.replicas").value_or(1);
    if (in_sync > replicas) {
      Fail(fmt::format("min.insync.replicas is {}, but there are only {} replicas: nothing can be "
                       "written",
                       in_sync, replicas),
           fmt::format("min.insync.replicas={}", std::min(replicas, 2)));
    } else if (replicas >= 2 && in_sync < 2) {
      Fail(fmt::format("min.insync.replicas is {}, but must be 2: what one broker alone "
                       "acknowledged is lost with it",
                       in_sync),
           "min.insync.replicas=2");
    } else if (replicas >= 3 && in_sync == replicas) {
      Warn(
          fmt::format("min.insync.replicas is {}, as many as there are replicas: nothing is judged "
                      "while any broker is away",
                      in_sync),
          "min.insync.replicas=2");
    } else if (replicas == 1 && brokers_ > 1) {
      Warn(
          "has 1 replica: nothing is judged while its broker is away, and all that is remembered "
          "is gone with it; give it 3, and min.insync.replicas 2",
          "");
    }
  }

  void Size() {
    const auto bytes = NumberIn(entries_, "max.message.bytes");
    if (!bytes || *bytes >= kDefaultMaxMessageBytes) return;
    Fail(fmt::format("max.message.bytes is {}, but must be at least {}", *bytes,
                     kDefaultMaxMessageBytes),
         fmt::format("max.message.bytes={}", kDefaultMaxMessageBytes));
  }

  const Config& config_;
  const TopicMetadata& topic_;
  const ConfigEntries& entries_;
  const std::size_t brokers_;
  std::vector<LedgerTopicFault> faults_;
};

/// "--config a=b --config c=d"
std::string ConfigArguments(const ConfigEntries& entries) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : entries) {
    arguments.push_back(fmt::format("--config {}={}", name, value));
  }
  return fmt::format("{}", fmt::join(arguments, " "));
}

struct Cluster {
  std::size_t brokers = 0;
  std::optional<std::int32_t> any;
};

Result<Cluster> AskCluster(rd_kafka_t* client) {
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err =
      rd_kafka_metadata(client, 0, nullptr, &raw, static_cast<int>(kTimeout.count()));
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("brokers do not answer");
  const MetadataHandle metadata(raw);
  Cluster cluster{.brokers = static_cast<std::size_t>(metadata->broker_cnt)};
  if (metadata->broker_cnt > 0) cluster.any = metadata->brokers[0].id;
  return cluster;
}

/// How many replicas a topic gets that asks for none in particular; 0: the brokers do not tell.
std::int64_t DefaultReplication(rd_kafka_t* client, const Cluster& cluster) {
  if (cluster.brokers == 1) return 1;
  if (!cluster.any) return 0;
  const std::string broker = std::to_string(*cluster.any);
  const auto described = DescribeConfigs(client, RD_KAFKA_RESOURCE_BROKER, {broker}, kTimeout);
  if (!described.ok() || !described->contains(broker)) return 0;
  return NumberIn(described->at(broker), "default.replication.factor").value_or(0);
}

Error Missing(const Config& config) {
  const TopicPlan plan = PlanLedgerTopic(config, config.ledger.replication);
  const std::string replication =
      plan.replication > 0 ? fmt::format(" --replication-factor {}", plan.replication) : "";
  return ConfigError(
      "ledger_topic_missing",
      fmt::format("ledger topic {} does not exist: set ledger.create_topic: true, or create it by "
                  "`kafka-topics.sh --bootstrap-server {} --create --topic {} --partitions 1{} {}`",
                  plan.name, config.kafka.brokers.front(), plan.name, replication,
                  ConfigArguments(plan.config)));
}

/// The warnings and those of `faults`, or the error that fatal ones make.
Result<std::vector<std::string>> Summarise(const Config& config,
                                           const std::vector<LedgerTopicFault>& faults,
                                           std::vector<std::string> warnings) {
  const std::string topic = fmt::format("ledger topic {}: ", config.ledger_topic());
  std::vector<std::string> wrong;
  std::vector<std::string> settings;
  for (const LedgerTopicFault& fault : faults) {
    if (!fault.fatal) {
      warnings.push_back(topic + WithRemedy(config, fault));
      continue;
    }
    wrong.push_back(fault.what);
    if (!fault.setting.empty()) settings.push_back(fault.setting);
  }
  if (wrong.empty()) return warnings;
  const LedgerTopicFault all{.what = fmt::format("{}", fmt::join(wrong, "; ")),
                             .setting = fmt::format("{}", fmt::join(settings, ","))};
  return ConfigError("ledger_topic", topic + WithRemedy(config, all));
}

}  // namespace

std::int64_t LedgerRetentionMs(const Config& config) {
  return config.shared_window_hours() * kHourMs + kSlackMs;
}

TopicPlan PlanLedgerTopic(const Config& config, std::int64_t replication) {
  TopicPlan plan{.name = config.ledger_topic(),
                 .partitions = 1,
                 .replication = static_cast<int>(config.ledger.replication),
                 .config = {{"message.timestamp.type", "LogAppendTime"},
                            {"cleanup.policy", "delete"},
                            {"retention.ms", std::to_string(LedgerRetentionMs(config))},
                            {"retention.bytes", "-1"},
                            {"unclean.leader.election.enable", "false"},
                            {"max.message.bytes", std::to_string(kDefaultMaxMessageBytes)}}};
  if (replication > 0) plan.config["min.insync.replicas"] = replication >= 2 ? "2" : "1";
  return plan;
}

std::vector<LedgerTopicFault> JudgeLedgerTopic(const Config& config, const TopicMetadata& topic,
                                               const ConfigEntries& entries, std::size_t brokers) {
  return TopicJudge(config, topic, entries, brokers).Run();
}

std::string WithRemedy(const Config& config, const LedgerTopicFault& fault) {
  if (fault.setting.empty()) return fault.what;
  return fmt::format(
      "{}; mend it by `kafka-configs.sh --bootstrap-server {} --alter --entity-type topics "
      "--entity-name {} --add-config {}`",
      fault.what, config.kafka.brokers.front(), config.ledger_topic(), fault.setting);
}

Result<LedgerTopic> FindLedgerTopic(const Config& config, rd_kafka_t* client) {
  NW_TRY(const Cluster cluster, AskCluster(client));
  const std::string name = config.ledger_topic();
  const auto give_up = std::chrono::steady_clock::now() + kMayBecomeKnown;
  bool created = false;
  // A broker that just started, or just created it, may not know it yet.
  while (true) {
    NW_TRY(const std::optional<TopicMetadata> found, DescribeTopic(client, name, kTimeout));
    if (found) {
      return LedgerTopic{.metadata = *found, .brokers = cluster.brokers, .created = created};
    }
    if (config.ledger.create_topic && !created) {
      const std::int64_t replication = config.ledger.replication > 0
                                           ? config.ledger.replication
                                           : DefaultReplication(client, cluster);
      NW_CHECK_OK(CreateTopics(client, {PlanLedgerTopic(config, replication)}, kTimeout));
      created = true;
      spdlog::info("ledger: topic {} is created", name);
    }
    if (std::chrono::steady_clock::now() >= give_up) break;
    std::this_thread::sleep_for(kPause);
  }
  if (!created) return Missing(config);
  return Transient("ledger_topic", fmt::format("the ledger topic {} is created, but the brokers do "
                                               "not know it yet",
                                               name));
}

Result<std::vector<std::string>> CheckLedgerTopic(const Config& config, const LedgerTopic& topic,
                                                  const ConfigEntries* entries) {
  if (entries != nullptr) {
    return Summarise(config, JudgeLedgerTopic(config, topic.metadata, *entries, topic.brokers), {});
  }
  // What metadata tell is known all the same.
  const TopicPlan assumed = PlanLedgerTopic(config, topic.metadata.min_replication);
  return Summarise(config, JudgeLedgerTopic(config, topic.metadata, assumed.config, topic.brokers),
                   {fmt::format("ledger topic {}: its configuration may not be read, so it is not "
                                "checked: grant DescribeConfigs on it",
                                assumed.name)});
}

}  // namespace newswired::kafka
