#include "daemon/kafka/topic_reader.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/watermarks.h"

namespace newswired::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRequestTimeoutMs = 10'000;
constexpr int kPollMs = 100;

Status Set(rd_kafka_conf_t* conf, const char* name, const char* value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, name, value, reason.data(), reason.size()) == RD_KAFKA_CONF_OK) {
    return Ok();
  }
  return ConfigError("kafka_property", reason.data());
}

Result<ClientHandle> NewReader(const Config& config, const char* isolation) {
  NW_TRY(ConfHandle conf, AdminConf(config));
  // The group is only named, since assigning partitions wants one: nothing is joined or committed.
  for (const auto& [name, value] : {std::pair{"group.id", config.input.group.c_str()},
                                    {"isolation.level", isolation},
                                    {"enable.auto.commit", "false"},
                                    {"enable.auto.offset.store", "false"},
                                    {"enable.partition.eof", "true"},
                                    {"auto.offset.reset", "earliest"},
                                    {"allow.auto.create.topics", "false"},
                                    {"fetch.wait.max.ms", "100"},
                                    {"queued.max.messages.kbytes", "65536"},
                                    {"receive.message.max.bytes", "268435456"}}) {
    NW_CHECK_OK(Set(conf.get(), name, value));
  }
  return NewClient(RD_KAFKA_CONSUMER, std::move(conf));
}

Result<std::vector<std::int32_t>> PartitionsOf(rd_kafka_t* client, const std::string& topic) {
  const TopicHandle handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err =
      rd_kafka_metadata(client, 0, handle.get(), &raw, kRequestTimeoutMs);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Transient("brokers", fmt::format("brokers do not answer: {}", rd_kafka_err2str(err)));
  }
  const MetadataHandle metadata(raw);
  std::vector<std::int32_t> partitions;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& found = metadata->topics[i];
    if (found.topic != topic) continue;
    if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) break;
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ConfigError("topic", fmt::format("topic {}: {}", topic, rd_kafka_err2str(found.err)));
    }
    for (int p = 0; p < found.partition_cnt; ++p) partitions.push_back(found.partitions[p].id);
  }
  if (partitions.empty())
    return ConfigError("topic_missing", fmt::format("topic {} does not exist", topic));
  return partitions;
}

/// The end of each partition, as the client's isolation level sees it.
Result<PartitionOffsets> EndsOf(rd_kafka_t* client, const std::string& topic,
                                const std::vector<std::int32_t>& partitions) {
  PartitionOffsets ends;
  for (const std::int32_t partition : partitions) {
    const Result<Watermarks> marks =
        QueryWatermarks(client, {topic, partition}, std::chrono::milliseconds(kRequestTimeoutMs));
    if (!marks.ok()) {
      return Error(marks.error())
          .In(fmt::format("cannot ask for the end of {}[{}]", topic, partition));
    }
    if (marks->high > marks->low) ends[partition] = marks->high;
  }
  return ends;
}

StoredRecord ToStored(const rd_kafka_message_t& message) {
  StoredRecord record;
  record.partition = message.partition;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type{};
  record.timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (message.key != nullptr) {
    record.key.emplace(static_cast<const char*>(message.key), message.key_len);
  }
  if (message.payload != nullptr) {
    record.value.emplace(static_cast<const char*>(message.payload), message.len);
  }
  for (const HeaderView& header : HeadersOf(message)) {
    record.headers.push_back(
        {std::string(header.name), std::string(header.value), header.value.data() == nullptr});
  }
  return record;
}

/// Which partitions are still short of their end.
class Remaining {
 public:
  explicit Remaining(PartitionOffsets ends) : ends_(std::move(ends)) {}

  [[nodiscard]] bool done() const { return ends_.empty(); }
  /// Whether the record lies before the end.
  [[nodiscard]] bool Wants(std::int32_t partition, std::int64_t offset) const {
    const auto found = ends_.find(partition);
    return found != ends_.end() && offset < found->second;
  }
  /// The next record of the partition cannot lie before `offset`.
  void Reached(std::int32_t partition, std::int64_t offset) {
    const auto found = ends_.find(partition);
    if (found != ends_.end() && offset >= found->second) ends_.erase(found);
  }
  [[nodiscard]] std::string Text() const {
    std::string text;
    for (const auto& [partition, end] : ends_) {
      text +=
          fmt::format("{}partition {} before offset {}", text.empty() ? "" : ", ", partition, end);
    }
    return text;
  }

 private:
  PartitionOffsets ends_;
};

Status Assign(rd_kafka_t* client, const std::string& topic, const PartitionOffsets& ends,
              const std::optional<PartitionOffsets>& from) {
  const PartitionListHandle list(rd_kafka_topic_partition_list_new(static_cast<int>(ends.size())));
  for (const auto& [partition, end] : ends) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset =
        from ? from->at(partition) : RD_KAFKA_OFFSET_BEGINNING;
  }
  const rd_kafka_resp_err_t err = rd_kafka_assign(client, list.get());
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("cannot read " + topic);
  return Ok();
}

bool IsForGood(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || code == RD_KAFKA_RESP_ERR__FATAL;
}

}  // namespace

const std::string* StoredRecord::FindHeader(std::string_view name) const {
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (header->name == name) return &header->value;
  }
  return nullptr;
}

Status ReadTopic(const Config& config, const std::string& topic, const ReadOptions& options,
                 const RecordReader& reader) {
  NW_TRY(const ClientHandle client, NewReader(config, "read_committed"));
  NW_TRY(const std::vector<std::int32_t> partitions, PartitionsOf(client.get(), topic));
  PartitionOffsets ends;
  if (options.to == ReadTo::kStable) {
    NW_TRY(ends, EndsOf(client.get(), topic, partitions));
  } else {
    NW_TRY(const ClientHandle uncommitted, NewReader(config, "read_uncommitted"));
    NW_TRY(ends, EndsOf(uncommitted.get(), topic, partitions));
  }
  if (options.from) {
    std::erase_if(ends, [&](const auto& end) {
      const auto from = options.from->find(end.first);
      return from == options.from->end() || from->second >= end.second;
    });
  }
  if (ends.empty()) return Ok();
  NW_CHECK_OK(Assign(client.get(), topic, ends, options.from));

  Remaining remaining(ends);
  Status result = Ok();
  Clock::time_point give_up = Clock::now() + options.patience;
  while (!remaining.done()) {
    const MessageHandle message(rd_kafka_consumer_poll(client.get(), kPollMs));
    if (!message) {
      if (Clock::now() < give_up) continue;
      result =
          Transient("read_stalled",
                    fmt::format("cannot read topic {} to its end ({}): brokers do not answer, or a "
                                "transaction on it stays open",
                                topic, remaining.Text()));
      break;
    }
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      remaining.Reached(message->partition, message->offset);
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!IsForGood(message->err)) continue;  // retried by librdkafka; patience ends it
      result = ConfigError("read", fmt::format("cannot read topic {}: {}", topic,
                                               rd_kafka_message_errstr(message.get())));
      break;
    }
    give_up = Clock::now() + options.patience;
    const bool more =
        !remaining.Wants(message->partition, message->offset) || reader(ToStored(*message));
    remaining.Reached(message->partition, message->offset + 1);
    if (!more) break;
  }
  rd_kafka_consumer_close(client.get());
  return result;
}

}  // namespace newswired::kafka
