#include "daemon/kafka/topic_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace newswired::kafka {
namespace {

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using ConfigResourceHandle =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroy<rd_kafka_ConfigResource_destroy>>;

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

ConfigEntries EntriesOf(const rd_kafka_ConfigResource_t* resource) {
  ConfigEntries entries;
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(configs[i]);
    if (value != nullptr) entries[rd_kafka_ConfigEntry_name(configs[i])] = value;
  }
  return entries;
}

EventHandle Await(rd_kafka_queue_t* queue, std::chrono::milliseconds timeout) {
  return EventHandle(rd_kafka_queue_poll(queue, static_cast<int>(timeout.count())));
}

Result<NewTopicHandle> ToNewTopic(const TopicPlan& plan) {
  std::array<char, 512> reason{};
  NewTopicHandle topic(rd_kafka_NewTopic_new(plan.name.c_str(), plan.partitions, plan.replication,
                                             reason.data(), reason.size()));
  if (!topic) return ConfigError("create_topic", plan.name + ": " + reason.data());
  for (const auto& [name, value] : plan.config) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  return topic;
}

Status CheckCreated(const rd_kafka_topic_result_t* result, Creation creation) {
  const rd_kafka_resp_err_t err = rd_kafka_topic_result_error(result);
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) return Ok();
  if (err == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS && creation == Creation::kReal) return Ok();
  if (IsPassing(err)) return ToError(err).In("create topics");
  const char* text = rd_kafka_topic_result_error_string(result);
  return ConfigError("create_topic",
                     fmt::format("cannot create topic {}: {}", rd_kafka_topic_result_name(result),
                                 text == nullptr ? rd_kafka_err2str(err) : text));
}

}  // namespace

std::optional<std::int64_t> NumberIn(const ConfigEntries& entries, const std::string& name) {
  const auto found = entries.find(name);
  if (found == entries.end()) return std::nullopt;
  const std::string& text = found->second;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string TextIn(const ConfigEntries& entries, const std::string& name) {
  const auto found = entries.find(name);
  return found == entries.end() ? std::string() : found->second;
}

Status CheckEvent(const EventHandle& event, const char* what) {
  if (!event) return Transient("brokers", fmt::format("{}: brokers do not answer", what));
  const rd_kafka_resp_err_t err = rd_kafka_event_error(event.get());
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) return Ok();
  const char* text = rd_kafka_event_error_string(event.get());
  return Transient(rd_kafka_err2name(err),
                   fmt::format("{}: {}", what, text == nullptr ? rd_kafka_err2str(err) : text));
}

Status SetTimeout(rd_kafka_AdminOptions_t* options, std::chrono::milliseconds timeout) {
  std::array<char, 256> reason{};
  const rd_kafka_resp_err_t err = rd_kafka_AdminOptions_set_request_timeout(
      options, static_cast<int>(timeout.count()), reason.data(), reason.size());
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ConfigError("timeout", reason.data());
  return Ok();
}

TopicMetadata MetadataOf(const rd_kafka_metadata_topic_t& topic) {
  TopicMetadata found{.partitions = topic.partition_cnt};
  for (int p = 0; p < topic.partition_cnt; ++p) {
    const rd_kafka_metadata_partition_t& partition = topic.partitions[p];
    if (partition.leader < 0) ++found.leaderless;
    found.min_replication =
        p == 0 ? partition.replica_cnt : std::min(found.min_replication, partition.replica_cnt);
  }
  return found;
}

Result<std::optional<TopicMetadata>> DescribeTopic(rd_kafka_t* client, const std::string& name,
                                                   std::chrono::milliseconds timeout) {
  const TopicHandle topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err =
      rd_kafka_metadata(client, 0, topic.get(), &raw, static_cast<int>(timeout.count()));
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("brokers do not answer");
  const MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1) return std::optional<TopicMetadata>();
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  switch (found.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return std::optional(MetadataOf(found));
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return std::optional<TopicMetadata>();
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

Result<std::map<std::string, ConfigEntries>> DescribeConfigs(rd_kafka_t* client,
                                                             rd_kafka_ResourceType_t type,
                                                             const std::vector<std::string>& names,
                                                             std::chrono::milliseconds timeout) {
  std::map<std::string, ConfigEntries> found;
  if (names.empty()) return found;
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  NW_CHECK_OK(SetTimeout(options.get(), timeout));
  const QueueHandle queue(rd_kafka_queue_new(client));
  std::vector<ConfigResourceHandle> resources;
  std::vector<rd_kafka_ConfigResource_t*> raw;
  for (const std::string& name : names) {
    resources.emplace_back(rd_kafka_ConfigResource_new(type, name.c_str()));
    raw.push_back(resources.back().get());
  }
  rd_kafka_DescribeConfigs(client, raw.data(), raw.size(), options.get(), queue.get());
  const EventHandle event = Await(queue.get(), timeout);
  NW_CHECK_OK(CheckEvent(event, "cannot read configurations"));
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(described[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    found[rd_kafka_ConfigResource_name(described[i])] = EntriesOf(described[i]);
  }
  return found;
}

Status CreateTopics(rd_kafka_t* client, const std::vector<TopicPlan>& topics,
                    std::chrono::milliseconds timeout, Creation creation) {
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  std::array<char, 256> reason{};
  if (rd_kafka_AdminOptions_set_validate_only(options.get(), creation == Creation::kOnlyAsked,
                                              reason.data(),
                                              reason.size()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return ConfigError("create_topic", reason.data());
  }
  const QueueHandle queue(rd_kafka_queue_new(client));
  std::vector<NewTopicHandle> made;
  std::vector<rd_kafka_NewTopic_t*> raw;
  for (const TopicPlan& plan : topics) {
    NW_TRY(NewTopicHandle topic, ToNewTopic(plan));
    raw.push_back(topic.get());
    made.push_back(std::move(topic));
  }
  rd_kafka_CreateTopics(client, raw.data(), raw.size(), options.get(), queue.get());
  const EventHandle event = Await(queue.get(), timeout);
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
  for (std::size_t i = 0; i < count; ++i) NW_CHECK_OK(CheckCreated(results[i], creation));
  return Ok();
}

}  // namespace newswired::kafka
