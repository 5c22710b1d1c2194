#include "daemon/kafka/check_live.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <utility>

#include "daemon/kafka/ledger_topic.h"
#include "daemon/kafka/remedy.h"
#include "daemon/kafka/start_check.h"
#include "daemon/kafka/topic_admin.h"
#include "daemon/ledger/machine.h"
#include "daemon/ledger/snapshot.h"
#include "daemon/ops/redact.h"

namespace newswired::kafka {
namespace {

constexpr std::int64_t kHeaderRoom = 65'536;
constexpr std::int64_t kHourMs = 3'600'000;
/// Shorter retention of the input turns an outage over a weekend into lost articles.
constexpr std::int64_t kShortInputMs = 72 * kHourMs;
/// Shorter retention deletes dead letters before somebody looks.
constexpr std::int64_t kShortDeadLettersMs = 168 * kHourMs;
constexpr std::int64_t kShortOffsetsMinutes = 4320;

class Judge {
 public:
  Judge(const Config& config, const ClusterFacts& facts)
      : config_(config), facts_(facts), exactly_once_(config.delivery == "exactly_once") {}

  std::vector<Finding> Run() && {
    Brokers();
    for (const std::string& topic : config_.input.topics) InputTopic(topic);
    const OutputConfig& output = config_.output;
    for (const std::string& topic : output.topics()) {
      if (topic == output.dead_letter_topic) {
        DeadLetterTopic(topic);
      } else {
        OutputTopic(topic, topic == output.topic ? "events" : "rows");
      }
    }
    if (config_.shares_memory()) {
      LedgerTopic(config_.ledger_topic());
      Snapshots();
    }
    Lanes();
    Group();
    Transactions();
    return std::move(findings_);
  }

 private:
  void Add(Severity severity, std::string where, std::string what) {
    findings_.push_back({severity, std::move(where), std::move(what)});
  }
  /// Says nothing where an error was found.
  void Ok(std::string where, std::string what) {
    const bool is_wrong =
        std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
          return finding.severity == Severity::kError && finding.where == where;
        });
    if (!is_wrong) Add(Severity::kOk, std::move(where), std::move(what));
  }
  void Warn(std::string where, std::string what) {
    Add(Severity::kWarning, std::move(where), std::move(what));
  }
  void Fail(std::string where, std::string what) {
    Add(Severity::kError, std::move(where), std::move(what));
  }

  void Brokers() {
    const auto& brokers = facts_.metadata.brokers;
    std::vector<std::string_view> names;
    for (const auto& [id, name] : brokers) names.push_back(name);
    Ok("brokers", fmt::format("{} reached: {}", brokers.size(), fmt::join(names, ", ")));
    if (!facts_.broker_config) {
      Warn("brokers",
           "their configuration may not be read, so time limits are not checked: grant "
           "DescribeConfigs on the cluster");
      return;
    }
    const ConfigEntries& entries = *facts_.broker_config;
    const auto longest = NumberIn(entries, "transaction.max.timeout.ms");
    if (exactly_once_ && longest && *longest < config_.transaction_timeout_ms) {
      Fail("brokers",
           fmt::format("transaction.max.timeout.ms is {}, less than transaction_timeout_ms ({}): "
                       "raise the one or lower the other",
                       *longest, config_.transaction_timeout_ms));
    }
    const std::int64_t session = config_.input.session_timeout_ms;
    const auto shortest_session = NumberIn(entries, "group.min.session.timeout.ms");
    if (shortest_session && session < *shortest_session) {
      Fail("brokers", fmt::format("group.min.session.timeout.ms is {}, more than "
                                  "input.session_timeout_ms ({}): raise input.session_timeout_ms",
                                  *shortest_session, session));
    }
    const auto longest_session = NumberIn(entries, "group.max.session.timeout.ms");
    if (longest_session && session > *longest_session) {
      Fail("brokers", fmt::format("group.max.session.timeout.ms is {}, less than "
                                  "input.session_timeout_ms ({}): lower input.session_timeout_ms",
                                  *longest_session, session));
    }
    const auto kept = NumberIn(entries, "offsets.retention.minutes");
    if (kept && *kept < kShortOffsetsMinutes) {
      Warn("brokers", fmt::format("offsets.retention.minutes is {}: a group that is stopped for "
                                  "longer loses its place; set it to 10080 or more",
                                  *kept));
    }
    if (TextIn(entries, "auto.create.topics.enable") == "true") {
      Ok("brokers",
         "auto.create.topics.enable is true: a misspelt topic is created instead of refused");
    }
  }

  /// Whether the topic is there; says so if not.
  const TopicMetadata* Find(const std::string& topic, bool input) {
    const auto found = facts_.metadata.topics.find(topic);
    if (found != facts_.metadata.topics.end()) return &found->second;
    const std::string where = "topic " + topic;
    const auto brokers = static_cast<std::int64_t>(facts_.metadata.brokers.size());
    if (!input && config_.output.create_topics && config_.output.create_replication > brokers) {
      Fail(where, fmt::format("does not exist, and cannot be created with "
                              "output.create_replication ({}): there are {} brokers; lower it",
                              config_.output.create_replication, brokers));
    } else if (!input && config_.output.create_topics) {
      Creatable(topic);
      Ok(where, fmt::format("does not exist; it will be created with {} partitions, as "
                            "output.create_topics says",
                            config_.output.create_partitions));
    } else if (input) {
      Fail(where,
           "does not exist, or this user may not see it: create it or correct input.topics; grant "
           "Describe and Read on it");
    } else {
      Fail(where,
           "does not exist, or this user may not see it: create it or set output.create_topics: "
           "true; grant Describe and Write on it");
    }
    return nullptr;
  }

  void Creatable(const std::string& topic) {
    const auto found = facts_.not_creatable.find(topic);
    if (found == facts_.not_creatable.end()) return;
    Fail("topic " + topic,
         fmt::format("is not there, or this user may not see it: {}; grant Create on it, or create "
                     "it and grant Describe",
                     found->second.message));
  }

  /// The topic's configuration; says so if it may not be read.
  const ConfigEntries* ConfigOf(const std::string& topic) {
    const auto found = facts_.topic_configs.find(topic);
    if (found != facts_.topic_configs.end()) return &found->second;
    Warn("topic " + topic,
         "its configuration may not be read, so sizes and retention are not checked: grant "
         "DescribeConfigs on it");
    return nullptr;
  }

  void Right(const std::string& topic, const char* operation) {
    if (!facts_.operations) return;
    const auto found = facts_.operations->find(topic);
    if (found == facts_.operations->end() || !Lacks(found->second, operation)) return;
    Fail("topic " + topic,
         fmt::format("this user has no right to {0} it: grant {0} on it", operation));
  }

  void Partitions(const std::string& topic, const TopicMetadata& metadata) {
    if (metadata.leaderless == 0) return;
    Fail("topic " + topic,
         fmt::format("{} of {} partitions have no leader: brokers are missing, bring them back",
                     metadata.leaderless, metadata.partitions));
  }

  /// Of a topic that we write to.
  void Durability(const std::string& topic, const TopicMetadata& metadata,
                  const ConfigEntries& entries) {
    const std::string where = "topic " + topic;
    const std::int64_t in_sync = NumberIn(entries, "min.insync.replicas").value_or(1);
    if (in_sync > metadata.min_replication) {
      Fail(where,
           fmt::format("min.insync.replicas is {}, but there are only {} replicas: nothing can be "
                       "written; lower it or add replicas",
                       in_sync, metadata.min_replication));
    } else if (metadata.min_replication == 1 && facts_.metadata.brokers.size() > 1) {
      Warn(where,
           "has 1 replica: it is gone with its broker; give it 3, and min.insync.replicas 2");
    } else if (metadata.min_replication > 1 && in_sync == 1) {
      Warn(where,
           "min.insync.replicas is 1: what one broker acknowledged is lost with it; set it to 2");
    }
    if (TextIn(entries, "unclean.leader.election.enable") == "true") {
      Warn(where,
           "unclean.leader.election.enable is true: a leader that lags may drop committed records; "
           "set it to false");
    }
  }

  std::int64_t MaxMessageBytes(const std::string& topic) const {
    const auto found = facts_.topic_configs.find(topic);
    if (found == facts_.topic_configs.end()) return 0;
    return NumberIn(found->second, "max.message.bytes").value_or(0);
  }
  std::int64_t LargestInput() const {
    std::int64_t largest = 0;
    for (const std::string& topic : config_.input.topics) {
      largest = std::max(largest, MaxMessageBytes(topic));
    }
    return largest;
  }

  void InputTopic(const std::string& topic) {
    const TopicMetadata* metadata = Find(topic, /*input=*/true);
    if (metadata == nullptr) return;
    const std::string where = "topic " + topic;
    Partitions(topic, *metadata);
    Right(topic, "Read");
    const ConfigEntries* entries = ConfigOf(topic);
    std::string timestamps;
    if (entries != nullptr) {
      if (TextIn(*entries, "cleanup.policy").find("compact") != std::string::npos) {
        Warn(where,
             "is compacted: an article is lost when another with its key comes before it is read; "
             "set cleanup.policy=delete");
      }
      const auto kept = NumberIn(*entries, "retention.ms");
      if (kept && *kept >= 0 && *kept < kShortInputMs) {
        Warn(where, fmt::format("retention.ms is {} ({}): articles that are not read within it are "
                                "lost; set it to {} or more",
                                *kept, DurationText(*kept), kShortInputMs));
      }
      if (kept && *kept >= 0) Windows(where, *kept);
      const auto bytes = NumberIn(*entries, "retention.bytes");
      if (bytes && *bytes >= 0) {
        Warn(where,
             fmt::format("retention.bytes is {}: a burst may delete articles before they are "
                         "read; set it to -1 or watch the lag",
                         *bytes));
      }
      const bool by_broker = TextIn(*entries, "message.timestamp.type") == "LogAppendTime";
      timestamps = by_broker ? ", record times are the broker's (LogAppendTime)"
                             : ", record times are the producers' (CreateTime)";
    }
    Ok(where, fmt::format("input, {} partitions, replication {}{}", metadata->partitions,
                          metadata->min_replication, timestamps));
  }

  /// A stage that compares articles learns those that came before it started from the input alone,
  /// unless there is a ledger.
  void Windows(const std::string& where, std::int64_t kept_ms) {
    for (const StageConfig& stage : config_.stages) {
      if (stage.factory.memory) continue;
      const std::int64_t window_ms = stage.factory.window_hours * kHourMs;
      if (window_ms <= kept_ms) continue;
      Warn(where,
           fmt::format(
               "retention.ms is {} ({}), less than {}.window_hours ({}): a group that starts "
               "anew cannot fill the window again; set it to {} or more, or lower the window",
               kept_ms, DurationText(kept_ms), stage.type->name, stage.factory.window_hours,
               window_ms));
    }
  }

  void OutputTopic(const std::string& topic, const char* content) {
    const TopicMetadata* metadata = Find(topic, /*input=*/false);
    if (metadata == nullptr) return;
    const std::string where = "topic " + topic;
    Partitions(topic, *metadata);
    Right(topic, "Write");
    if (const ConfigEntries* entries = ConfigOf(topic)) {
      Durability(topic, *metadata, *entries);
      if (TextIn(*entries, "cleanup.policy").find("compact") != std::string::npos) {
        Warn(where, fmt::format("is compacted: of {} with the same key only the last stays; set "
                                "cleanup.policy=delete if all are wanted",
                                content));
      }
      const auto bytes = NumberIn(*entries, "max.message.bytes");
      if (bytes && *bytes < config_.output.max_record_bytes) {
        Warn(where,
             fmt::format("max.message.bytes is {}, less than output.max_record_bytes ({}): larger "
                         "{} are refused and become dead letters; raise the one or lower the other",
                         *bytes, config_.output.max_record_bytes, content));
      }
    }
    Ok(where, fmt::format("output, {} partitions, replication {}", metadata->partitions,
                          metadata->min_replication));
  }

  void DeadLetterTopic(const std::string& topic) {
    const std::int64_t needed = LargestInput() + kHeaderRoom;
    const TopicMetadata* metadata = Find(topic, /*input=*/false);
    if (metadata == nullptr) return;
    const std::string where = "topic " + topic;
    Partitions(topic, *metadata);
    Right(topic, "Write");
    if (const ConfigEntries* entries = ConfigOf(topic)) {
      Durability(topic, *metadata, *entries);
      const auto bytes = NumberIn(*entries, "max.message.bytes");
      if (bytes && needed > kHeaderRoom && *bytes < needed) {
        Fail(where, fmt::format("max.message.bytes is {}, but a dead letter of the input's largest "
                                "record needs {}: set it to {}",
                                *bytes, needed, needed));
      }
      if (TextIn(*entries, "cleanup.policy").find("compact") != std::string::npos) {
        Fail(where,
             "is compacted: dead letters with the same key replace each other; set "
             "cleanup.policy=delete");
      }
      const auto kept = NumberIn(*entries, "retention.ms");
      if (kept && *kept >= 0 && *kept < kShortDeadLettersMs) {
        Warn(where, fmt::format("retention.ms is {} ({}): dead letters are gone before somebody "
                                "looks; set it to {} or more",
                                *kept, DurationText(*kept), kShortDeadLettersMs));
      }
    }
    Ok(where, fmt::format("dead letters, {} partitions, replication {}", metadata->partitions,
                          metadata->min_replication));
  }

  void LedgerTopic(const std::string& topic) {
    const std::string where = "topic " + topic;
    const auto found = facts_.metadata.topics.find(topic);
    if (found == facts_.metadata.topics.end()) {
      if (config_.ledger.create_topic) {
        Creatable(topic);
        Ok(where, "ledger, does not exist; it will be created, as ledger.create_topic says");
      } else {
        Fail(where,
             "ledger, does not exist, or this user may not see it: set ledger.create_topic: true, "
             "or create it; grant Describe, DescribeConfigs, Read and Write on it");
      }
      return;
    }
    const TopicMetadata& metadata = found->second;
    Partitions(topic, metadata);
    Right(topic, "Read");
    Right(topic, "Write");
    if (const ConfigEntries* entries = ConfigOf(topic)) {
      for (const LedgerTopicFault& fault :
           JudgeLedgerTopic(config_, metadata, *entries, facts_.metadata.brokers.size())) {
        Add(fault.fatal ? Severity::kError : Severity::kWarning, where, WithRemedy(config_, fault));
      }
    }
    Rules(where);
    Ok(where, fmt::format("ledger, {} partitions, replication {}", metadata.partitions,
                          metadata.min_replication));
  }

  /// Those by which all processes of the group judge, whatever their files say.
  void Rules(const std::string& where) {
    if (!facts_.ledger_rules) return;
    const LedgerRules& rules = *facts_.ledger_rules;
    if (!rules.own) {
      if (rules.stranger.empty()) return;
      Fail(where, BelongsToAnother(rules.stranger, config_.ledger_group()));
      return;
    }
    const std::vector<SharedStage> stages = SharedStages(config_);
    const auto followed = FollowControl(*rules.own, stages);
    if (!followed.ok()) {
      Fail(where, fmt::format("its settings cannot be followed: {}; {}", followed.error().message,
                              kAdoptRemedy));
      return;
    }
    const std::string differences = RuleDifferences(*rules.own, stages);
    if (differences.empty()) return;
    Warn(where, fmt::format("its settings are followed, not those of the file: {}; {}", differences,
                            kAdoptRemedy));
  }

  void Snapshots() {
    if (facts_.snapshot_dir) Fail("ledger.snapshot_dir", facts_.snapshot_dir->message);
  }

  void Lanes() {
    int partitions = 0;
    for (const std::string& topic : config_.input.topics) {
      const auto found = facts_.metadata.topics.find(topic);
      if (found != facts_.metadata.topics.end()) partitions += found->second.partitions;
    }
    if (partitions > 0 && config_.lanes > partitions) {
      Warn("lanes",
           fmt::format("is {}, but the input has {} partitions: the others idle; set it to "
                       "{} or less",
                       config_.lanes, partitions, partitions));
    }
  }

  void Group() {
    const std::string where = "group " + config_.input.group;
    if (facts_.group) {
      const bool refused = facts_.group->code == "GROUP_AUTHORIZATION_FAILED";
      Fail(where, fmt::format("its offsets cannot be read: {}; {}", facts_.group->message,
                              refused ? "grant Read on the group"
                                      : "see that __consumer_offsets has leaders, and try again"));
      return;
    }
    // To read its offsets takes less.
    if (facts_.group_operations && Lacks(*facts_.group_operations, "Read")) {
      Fail(
          where,
          "this user has no right to Read it, so it can neither join nor commit: grant Read on it");
    }
    std::int64_t lag = 0;
    for (const auto& [partition, bounds] : facts_.bounds) {
      const auto found = facts_.committed.find(partition);
      if (found == facts_.committed.end()) continue;
      const std::int64_t offset = found->second;
      const std::string at = fmt::format("{}[{}]", partition.topic, partition.partition);
      if (offset < bounds.low) {
        Fail(where,
             fmt::format("{}: {} records after its offset {} are deleted already: they are lost to "
                         "it; lengthen the retention, or keep the group running",
                         at, bounds.low - offset, offset));
      } else if (offset > bounds.high) {
        Fail(where, fmt::format("{}: its offset {} lies beyond the log's end {}: the topic was "
                                "created again or cut off; reset the group's offsets",
                                at, offset, bounds.high));
      }
      lag += std::max<std::int64_t>(0, bounds.high - std::max(offset, bounds.low));
    }
    if (facts_.committed.empty()) {
      Ok(where, fmt::format("has no offsets; it starts at the {} record", config_.input.start));
    } else {
      Ok(where, fmt::format("has offsets for {} of {} partitions, at most {} records behind",
                            facts_.committed.size(), facts_.bounds.size(), lag));
    }
  }

  void Transactions() {
    if (!exactly_once_) return;
    if (!facts_.transactions) {
      Ok("transactions", "work");
      return;
    }
    const Error& error = *facts_.transactions;
    Fail("transactions",
         fmt::format("do not work: {}; {}", error.message, TransactionRemedy(error, config_)));
  }

  const Config& config_;
  const ClusterFacts& facts_;
  const bool exactly_once_;
  std::vector<Finding> findings_;
};

/// Asks for those that are missing and that a start would create.
void AskForCreation(const Config& config, Admin& admin, ClusterFacts& facts) {
  const auto ask = [&](const TopicPlan& plan) {
    if (facts.metadata.topics.contains(plan.name)) return;
    const Status would = admin.WouldCreate(plan);
    if (!would.ok() && would.error().kind == ErrorKind::kConfig) {
      facts.not_creatable.emplace(plan.name, would.error());
    }
  };
  if (config.output.create_topics) {
    for (const std::string& topic : config.output.topics()) {
      ask(PlanOutputTopic(config.output, topic, config.output.max_record_bytes));
    }
  }
  if (config.shares_memory() && config.ledger.create_topic) {
    ask(PlanLedgerTopic(config, config.ledger.replication));
  }
}

void AskLedger(const Config& config, Admin& admin, ClusterFacts& facts) {
  if (!config.shares_memory()) return;
  if (auto file = SnapshotFile(config); !file.ok()) facts.snapshot_dir = file.error();
  if (!facts.metadata.topics.contains(config.ledger_topic())) return;
  const auto bounds = admin.LogBounds({config.ledger_topic(), 0});
  if (!bounds.ok()) return;
  auto rules = ReadLedgerRules(config, *bounds);
  if (rules.ok()) facts.ledger_rules = std::move(rules).value();
}

Result<ClusterFacts> AskCluster(const Config& config, std::chrono::milliseconds timeout) {
  NW_TRY(Admin admin, Admin::Connect(config, timeout));
  ClusterFacts facts;
  NW_TRY(facts.metadata, admin.Metadata());
  std::vector<std::string> existing = AllTopics(config);
  std::erase_if(existing,
                [&](const auto& topic) { return !facts.metadata.topics.contains(topic); });
  if (auto configs = admin.TopicConfigs(existing); configs.ok()) {
    facts.topic_configs = std::move(configs).value();
  }
  if (!facts.metadata.brokers.empty()) {
    auto broker = admin.BrokerConfig(facts.metadata.brokers.begin()->first);
    if (broker.ok()) facts.broker_config = std::move(broker).value();
  }
  if (auto operations = admin.Operations(existing); operations.ok()) {
    facts.operations = std::move(operations).value();
  }
  if (auto operations = admin.GroupOperations(config.input.group); operations.ok()) {
    facts.group_operations = std::move(operations).value();
  } else if (operations.error().kind == ErrorKind::kConfig) {
    facts.group = operations.error();
  }
  AskForCreation(config, admin, facts);
  AskLedger(config, admin, facts);
  std::vector<TopicPartition> partitions;
  for (const std::string& topic : config.input.topics) {
    const auto found = facts.metadata.topics.find(topic);
    if (found == facts.metadata.topics.end()) continue;
    for (int p = 0; p < found->second.partitions; ++p) partitions.push_back({topic, p});
  }
  for (const TopicPartition& partition : partitions) {
    if (auto bounds = admin.LogBounds(partition); bounds.ok()) facts.bounds[partition] = *bounds;
  }
  if (!partitions.empty() && !facts.group) {
    auto committed = CommittedOffsets(config, partitions, timeout);
    if (committed.ok()) {
      facts.committed = std::move(committed).value();
    } else {
      facts.group = committed.error();
    }
  }
  if (config.delivery == "exactly_once") {
    if (const Status tried = TryTransactions(config, timeout); !tried.ok()) {
      facts.transactions = tried.error();
    }
  }
  return facts;
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      break;
  }
  return "error";
}

}  // namespace

std::vector<Finding> JudgeCluster(const Config& config, const ClusterFacts& facts) {
  return Judge(config, facts).Run();
}

int CheckLive(const Config& config, std::ostream& out, std::chrono::milliseconds timeout) {
  // What the client library has to say is in the findings.
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::off);
  const Result<ClusterFacts> facts = AskCluster(config, timeout);
  spdlog::set_level(level);
  std::vector<Finding> findings;
  if (facts.ok()) {
    findings = JudgeCluster(config, *facts);
  } else {
    findings.push_back(
        {Severity::kError, "brokers",
         fmt::format("{} cannot be used: {}; see that kafka.brokers and kafka.security are right "
                     "and that the brokers run",
                     fmt::join(config.kafka.brokers, ", "), facts.error().message)});
  }
  const ops::Redactor redact(config.secrets);
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) ++errors;
    if (finding.severity == Severity::kWarning) ++warnings;
    out << NameOf(finding.severity) << ": " << finding.where << ": " << redact(finding.what)
        << "\n";
  }
  out << errors << (errors == 1 ? " error, " : " errors, ") << warnings
      << (warnings == 1 ? " warning\n" : " warnings\n");
  constexpr int kExitOk = 0;
  constexpr int kExitFailed = 1;
  return errors == 0 ? kExitOk : kExitFailed;
}

}  // namespace newswired::kafka
