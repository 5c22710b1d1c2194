#include "daemon/kafka/start_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/kafka/handles.h"

namespace newswired::kafka {
namespace {

constexpr int kTimeoutMs = 5'000;
constexpr std::chrono::milliseconds kMayBecomeKnown{5'000};
constexpr std::chrono::milliseconds kPause{200};
/// Kafka's own default of max.message.bytes.
constexpr std::int64_t kDefaultMaxMessageBytes = 1'048'588;

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using ConfigResourceHandle =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroy<rd_kafka_ConfigResource_destroy>>;

std::vector<std::string> OutputTopics(const OutputConfig& output) {
  const SideTopicsConfig& side = output.side_topics;
  std::vector<std::string> topics{output.topic, output.dead_letter_topic};
  for (const std::string* name :
       {&side.entities, &side.quotes, &side.events, &side.duplicates, &side.revisions}) {
    if (!name->empty()) topics.push_back(*name);
  }
  return topics;
}

/// Partitions of the topic; nothing where it does not exist.
Result<std::optional<int>> PartitionsOf(rd_kafka_t* client, const std::string& name) {
  const TopicHandle topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err = rd_kafka_metadata(client, 0, topic.get(), &raw, kTimeoutMs);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("brokers do not answer");
  const MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1) return std::optional<int>();
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  switch (found.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return std::optional(found.partition_cnt);
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return std::optional<int>();
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return ConfigError("topic_authorization",
                         fmt::format("topic {}: this user may not see it: grant Describe, and Read "
                                     "(input) or Write (output) on it",
                                     name));
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return ConfigError("topic_name", fmt::format("{} is not a name of a topic", name));
    default:
      return ToError(found.err).In("topic " + name);
  }
}

/// Partitions by topic. A broker that just started may not know them all yet: topics of `needed`
/// are asked for again for a while.
Result<std::map<std::string, int>> AskTopics(rd_kafka_t* client,
                                             const std::vector<std::string>& topics,
                                             const std::vector<std::string>& needed) {
  const auto give_up = std::chrono::steady_clock::now() + kMayBecomeKnown;
  while (true) {
    std::map<std::string, int> found;
    for (const std::string& topic : topics) {
      NW_TRY(const std::optional<int> partitions, PartitionsOf(client, topic));
      if (partitions) found[topic] = *partitions;
    }
    const bool all = std::all_of(needed.begin(), needed.end(),
                                 [&](const auto& topic) { return found.contains(topic); });
    if (all || std::chrono::steady_clock::now() >= give_up) return found;
    std::this_thread::sleep_for(kPause);
  }
}

/// Errors of administrative requests that only an operator can mend.
bool IsRefusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE;
}

bool IsPassing(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_CONTROLLER || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT ||
         code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT;
}

EventHandle Await(rd_kafka_queue_t* queue) {
  return EventHandle(rd_kafka_queue_poll(queue, kTimeoutMs));
}

/// max.message.bytes by topic; topics whose configuration may not be read are missing.
std::map<std::string, std::int64_t> MaxMessageBytes(rd_kafka_t* client,
                                                    const std::vector<std::string>& topics) {
  const QueueHandle queue(rd_kafka_queue_new(client));
  std::vector<ConfigResourceHandle> resources;
  std::vector<rd_kafka_ConfigResource_t*> raw;
  for (const std::string& topic : topics) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    raw.push_back(resources.back().get());
  }
  rd_kafka_DescribeConfigs(client, raw.data(), raw.size(), nullptr, queue.get());
  const EventHandle event = Await(queue.get());
  std::map<std::string, std::int64_t> found;
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t entries = 0;
    const rd_kafka_ConfigEntry_t** configs =
        rd_kafka_ConfigResource_configs(described[i], &entries);
    for (std::size_t e = 0; e < entries; ++e) {
      const char* value = rd_kafka_ConfigEntry_value(configs[e]);
      if (std::string_view(rd_kafka_ConfigEntry_name(configs[e])) == "max.message.bytes" &&
          value != nullptr) {
        found[rd_kafka_ConfigResource_name(described[i])] = std::stoll(value);
      }
    }
  }
  return found;
}

Status CreateTopics(rd_kafka_t* client, const Config& config, const std::vector<std::string>& names,
                    std::int64_t dead_letter_bytes) {
  const OutputConfig& output = config.output;
  const QueueHandle queue(rd_kafka_queue_new(client));
  std::vector<NewTopicHandle> topics;
  std::vector<rd_kafka_NewTopic_t*> raw;
  for (const std::string& name : names) {
    std::array<char, 512> reason{};
    topics.emplace_back(rd_kafka_NewTopic_new(
        name.c_str(), static_cast<int>(output.create_partitions),
        static_cast<int>(output.create_replication), reason.data(), reason.size()));
    if (!topics.back()) return ConfigError("create_topic", name + ": " + reason.data());
    const std::int64_t bytes =
        name == output.dead_letter_topic ? dead_letter_bytes : output.max_record_bytes;
    rd_kafka_NewTopic_set_config(topics.back().get(), "max.message.bytes",
                                 std::to_string(bytes).c_str());
    raw.push_back(topics.back().get());
  }
  rd_kafka_CreateTopics(client, raw.data(), raw.size(), nullptr, queue.get());
  const EventHandle event = Await(queue.get());
  if (!event) return Transient("create_topic", "brokers do not answer");
  const rd_kafka_resp_err_t failed = rd_kafka_event_error(event.get());
  if (IsRefusal(failed)) {
    return ConfigError("create_topic",
                       fmt::format("cannot create topics: {}", rd_kafka_err2str(failed)));
  }
  if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(failed).In("create topics");
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t err = rd_kafka_topic_result_error(results[i]);
    if (err == RD_KAFKA_RESP_ERR_NO_ERROR || err == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      continue;
    if (IsPassing(err)) return ToError(err).In("create topics");
    const char* text = rd_kafka_topic_result_error_string(results[i]);
    return ConfigError("create_topic", fmt::format("cannot create topic {}: {}",
                                                   rd_kafka_topic_result_name(results[i]),
                                                   text == nullptr ? rd_kafka_err2str(err) : text));
  }
  return Ok();
}

}  // namespace

Result<StartFacts> CheckStart(const Config& config) {
  NW_TRY(ConfHandle conf, AdminConf(config));
  // To ask as a producer does may create a topic.
  NW_TRY(const ClientHandle client, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  const std::vector<std::string> outputs = OutputTopics(config.output);
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
  std::map<std::string, std::int64_t> sizes = MaxMessageBytes(client.get(), topics);
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
    NW_CHECK_OK(CreateTopics(client.get(), config, missing, largest + kDeadLetterRoom));
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
  return facts;
}

}  // namespace newswired::kafka
