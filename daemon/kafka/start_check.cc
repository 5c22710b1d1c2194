#include "daemon/kafka/start_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/ledger_topic.h"
#include "daemon/kafka/topic_admin.h"

namespace newswired::kafka {
namespace {

constexpr std::chrono::milliseconds kTimeout{5'000};
constexpr std::chrono::milliseconds kMayBecomeKnown{5'000};
constexpr std::chrono::milliseconds kPause{200};

/// Partitions by topic. A broker that just started may not know them all yet: topics of `needed`
/// are asked for again for a while.
Result<std::map<std::string, int>> AskTopics(rd_kafka_t* client,
                                             const std::vector<std::string>& topics,
                                             const std::vector<std::string>& needed) {
  const auto give_up = std::chrono::steady_clock::now() + kMayBecomeKnown;
  while (true) {
    std::map<std::string, int> found;
    for (const std::string& topic : topics) {
      NW_TRY(const auto described, DescribeTopic(client, topic, kTimeout));
      if (described) found[topic] = described->partitions;
    }
    const bool all = std::all_of(needed.begin(), needed.end(),
                                 [&](const auto& topic) { return found.contains(topic); });
    if (all || std::chrono::steady_clock::now() >= give_up) return found;
    std::this_thread::sleep_for(kPause);
  }
}

/// Topics whose configuration may not be read are missing.
std::map<std::string, ConfigEntries> ConfigsOf(rd_kafka_t* client,
                                               const std::vector<std::string>& topics) {
  auto described = DescribeConfigs(client, RD_KAFKA_RESOURCE_TOPIC, topics, kTimeout);
  return described.ok() ? std::move(described).value() : std::map<std::string, ConfigEntries>();
}

/// max.message.bytes by topic.
std::map<std::string, std::int64_t> MaxMessageBytes(
    const std::map<std::string, ConfigEntries>& configs) {
  std::map<std::string, std::int64_t> found;
  for (const auto& [topic, entries] : configs) {
    if (const auto bytes = NumberIn(entries, "max.message.bytes")) found[topic] = *bytes;
  }
  return found;
}

Status CreateOutputs(rd_kafka_t* client, const OutputConfig& output,
                     const std::vector<std::string>& names, std::int64_t dead_letter_bytes) {
  std::vector<TopicPlan> topics;
  for (const std::string& name : names) {
    topics.push_back(PlanOutputTopic(output, name, dead_letter_bytes));
  }
  return CreateTopics(client, topics, kTimeout);
}

/// What a user needs who may not do `operation` with the topic; nothing: nothing, or it is not
/// known.
void AddMissing(const std::map<std::string, std::set<std::string>>& rights,
                const std::string& topic, const char* operation,
                std::vector<std::string>& missing) {
  const auto found = rights.find(topic);
  if (found == rights.end() || !Lacks(found->second, operation)) return;
  missing.push_back(fmt::format("{} on topic {}", operation, topic));
}

/// Fetches and records that are refused would be tried again without end.
Status CheckRights(Admin& admin, const Config& config) {
  const auto group = admin.GroupOperations(config.input.group);
  if (!group.ok() && group.error().kind == ErrorKind::kConfig) {
    return Error(group.error())
        .In(fmt::format("grant Read on group {}, which is refused", config.input.group));
  }
  std::vector<std::string> missing;
  if (const auto rights = admin.Operations(AllTopics(config)); rights.ok() && *rights) {
    for (const std::string& topic : config.input.topics) {
      AddMissing(**rights, topic, "Read", missing);
    }
    for (const std::string& topic : config.output.topics()) {
      AddMissing(**rights, topic, "Write", missing);
    }
    if (config.shares_memory()) {
      AddMissing(**rights, config.ledger_topic(), "Read", missing);
      AddMissing(**rights, config.ledger_topic(), "Write", missing);
    }
  }
  if (group.ok() && *group && Lacks(**group, "Read")) {
    missing.push_back("Read on group " + config.input.group);
  }
  if (missing.empty()) return Ok();
  return ConfigError("rights", fmt::format("this user may not do what it has to: grant {}",
                                           fmt::join(missing, ", ")));
}

/// That the group judges by nothing it knew before: the topic was deleted, or another one is named
/// than other processes of the group name. Nothing where the group is new.
std::vector<std::string> WarnOfANewLedger(const Config& config,
                                          const std::map<std::string, int>& partitions) {
  std::vector<TopicPartition> input;
  for (const std::string& topic : config.input.topics) {
    for (int p = 0; p < partitions.at(topic); ++p) input.push_back({topic, p});
  }
  const auto committed = CommittedOffsets(config, input, kTimeout);
  if (!committed.ok() || committed->empty()) return {};
  return {
      fmt::format("ledger topic {} is new, but group {} is not: what was judged before is not "
                  "known; see that ledger.topic is the same in all processes of the group",
                  config.ledger_topic(), config.input.group)};
}

}  // namespace

std::vector<std::string> AllTopics(const Config& config) {
  std::vector<std::string> topics = config.output.topics();
  topics.insert(topics.begin(), config.input.topics.begin(), config.input.topics.end());
  if (config.shares_memory()) topics.push_back(config.ledger_topic());
  return topics;
}

TopicPlan PlanOutputTopic(const OutputConfig& output, const std::string& name,
                          std::int64_t dead_letter_bytes) {
  const std::int64_t bytes =
      name == output.dead_letter_topic ? dead_letter_bytes : output.max_record_bytes;
  return {.name = name,
          .partitions = static_cast<int>(output.create_partitions),
          .replication = static_cast<int>(output.create_replication),
          .config = {{"max.message.bytes", std::to_string(bytes)}}};
}

Result<StartFacts> CheckStart(const Config& config) {
  // It knows best why brokers do not answer: a password that is wrong, for example.
  NW_TRY(Admin admin, Admin::Connect(config, kTimeout));
  if (const auto reached = admin.Metadata(); !reached.ok()) {
    return Error(reached.error()).In("brokers do not answer");
  }
  NW_TRY(ConfHandle conf, AdminConf(config));
  // To ask as a producer does may create a topic.
  NW_TRY(const ClientHandle client, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  const std::vector<std::string> outputs = config.output.topics();
  std::vector<std::string> topics = config.input.topics;
  topics.insert(topics.end(), outputs.begin(), outputs.end());
  NW_TRY(
      const auto existing,
      AskTopics(client.get(), topics, config.output.create_topics ? config.input.topics : topics));

  StartFacts facts;
  for (const std::string& topic : config.input.topics) {
    const auto found = existing.find(topic);
    if (found == existing.end()) {
      return ConfigError("topic_missing",
                         fmt::format("input topic {} does not exist: create it, or correct "
                                     "input.topics",
                                     topic));
    }
    facts.partitions += found->second;
  }
  std::erase_if(topics, [&](const auto& topic) { return !existing.contains(topic); });
  std::optional<LedgerTopic> ledger;
  if (config.shares_memory()) {
    NW_TRY(ledger, FindLedgerTopic(config, client.get()));
    if (ledger->created) facts.warnings = WarnOfANewLedger(config, existing);
    topics.push_back(config.ledger_topic());
  }
  const std::map<std::string, ConfigEntries> configs = ConfigsOf(client.get(), topics);
  if (ledger) {
    const auto found = configs.find(config.ledger_topic());
    NW_TRY(const std::vector<std::string> warnings,
           CheckLedgerTopic(config, *ledger, found == configs.end() ? nullptr : &found->second));
    facts.warnings.insert(facts.warnings.end(), warnings.begin(), warnings.end());
  }
  std::map<std::string, std::int64_t> sizes = MaxMessageBytes(configs);
  for (const std::string& topic : config.input.topics) {
    if (sizes.contains(topic)) facts.limits.input = std::max(facts.limits.input, sizes[topic]);
  }
  const std::int64_t largest = std::max(facts.limits.input, kDefaultMaxMessageBytes);

  std::vector<std::string> missing;
  for (const std::string& topic : outputs) {
    if (!existing.contains(topic)) missing.push_back(topic);
  }
  if (!missing.empty()) {
    if (!config.output.create_topics) {
      return ConfigError("topic_missing", fmt::format("topic {} does not exist: create it, or set "
                                                      "output.create_topics: true",
                                                      missing.front()));
    }
    NW_CHECK_OK(CreateOutputs(client.get(), config.output, missing, largest + kDeadLetterRoom));
  }
  const std::string& dead = config.output.dead_letter_topic;
  if (sizes.contains(dead) && sizes[dead] < largest + kDeadLetterRoom) {
    return ConfigError(
        "dead_letter_topic_too_small",
        fmt::format("dead-letter topic {} takes records of {} bytes, but a dead letter of the "
                    "input's largest record needs {}: set max.message.bytes={} on it",
                    dead, sizes[dead], largest + kDeadLetterRoom, largest + kDeadLetterRoom));
  }
  for (const std::string& topic : outputs) {
    // Those that we created take output.max_record_bytes.
    const std::int64_t takes =
        sizes.contains(topic) ? sizes[topic] : config.output.max_record_bytes;
    std::int64_t& smallest = facts.limits.output;
    smallest = smallest == 0 ? takes : std::min(smallest, takes);
  }
  NW_CHECK_OK(CheckRights(admin, config));
  return facts;
}

}  // namespace newswired::kafka
