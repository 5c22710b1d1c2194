#include "daemon/kafka/mock_cluster.h"

#include <librdkafka/rdkafka.h>
// clang-format off: only after rdkafka.h
#include <librdkafka/rdkafka_mock.h>
// clang-format on

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <utility>

#include "daemon/kafka/handles.h"

namespace newswired::kafka {
namespace {

constexpr int kSendTimeoutMs = 10'000;
constexpr std::int32_t kBroker = 1;  // the only one

Result<ClientHandle> Client(rd_kafka_type_t type,
                            const std::vector<std::pair<std::string, std::string>>& properties) {
  ConfHandle conf(rd_kafka_conf_new());
  std::array<char, 256> reason{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) !=
        RD_KAFKA_CONF_OK) {
      return ConfigError("kafka_property", reason.data());
    }
  }
  return NewClient(type, std::move(conf));
}

PlainRecord Copy(const rd_kafka_message_t& message) {
  PlainRecord record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type{};
  record.timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (message.key != nullptr) {
    record.key = std::string(static_cast<const char*>(message.key), message.key_len);
  }
  if (message.payload != nullptr) {
    record.value = std::string(static_cast<const char*>(message.payload), message.len);
  }
  for (const HeaderView& header : HeadersOf(message)) {
    record.headers.push_back(
        {std::string(header.name), std::string(header.value), header.value.data() == nullptr});
  }
  return record;
}

}  // namespace

std::string PlainRecord::Header(std::string_view name) const {
  const auto found = std::find_if(headers.rbegin(), headers.rend(),
                                  [&](const OutHeader& header) { return header.name == name; });
  return found == headers.rend() ? "" : found->value;
}

struct MockCluster::Impl {
  ClientHandle host;  // whose threads the cluster uses
  rd_kafka_mock_cluster_t* cluster = nullptr;
  std::map<std::string, int> partitions;

  ~Impl() {
    if (cluster != nullptr) rd_kafka_mock_cluster_destroy(cluster);
  }
};

MockCluster::MockCluster(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)), bootstrap_(rd_kafka_mock_cluster_bootstraps(impl_->cluster)) {}

MockCluster::~MockCluster() = default;

Result<std::unique_ptr<MockCluster>> MockCluster::Start() {
  auto impl = std::make_unique<Impl>();
  // The host talks to nobody, and would warn that it does not know whom to talk to.
  NW_TRY(impl->host, Client(RD_KAFKA_PRODUCER, {{"log_level", "0"}}));
  impl->cluster = rd_kafka_mock_cluster_new(impl->host.get(), 1);
  if (impl->cluster == nullptr) return Fatal("mock_cluster", "cannot start an in-process Kafka");
#if RD_KAFKA_VERSION >= 0x02060000
  rd_kafka_mock_group_initial_rebalance_delay_ms(impl->cluster, 0);
#endif
  return std::unique_ptr<MockCluster>(new MockCluster(std::move(impl)));
}

void MockCluster::CreateTopic(const std::string& name, int partitions) {
  rd_kafka_mock_topic_create(impl_->cluster, name.c_str(), partitions, 1);
  impl_->partitions[name] = partitions;
}

bool MockCluster::RecreateTopic([[maybe_unused]] const std::string& name) {
#if RD_KAFKA_VERSION >= 0x020f0000
  rd_kafka_mock_topic_delete(impl_->cluster, name.c_str());
  CreateTopic(name, impl_->partitions[name]);
  return true;
#else
  return false;
#endif
}

void MockCluster::SetTopicError(const std::string& name, int error_code) {
  rd_kafka_mock_topic_set_error(impl_->cluster, name.c_str(),
                                static_cast<rd_kafka_resp_err_t>(error_code));
}

void MockCluster::FailNext(std::int16_t api_key, const std::vector<int>& error_codes) {
  for (const int code : error_codes) {
    rd_kafka_mock_broker_push_request_error_rtts(impl_->cluster, kBroker, api_key, 1,
                                                 static_cast<rd_kafka_resp_err_t>(code), 0);
  }
}

std::size_t MockCluster::FailuresLeft(std::int16_t api_key) const {
  std::size_t left = 0;
  rd_kafka_mock_broker_error_stack_cnt(impl_->cluster, kBroker, api_key, &left);
  return left;
}

Status MockCluster::Send(const std::vector<PlainRecord>& records) {
  NW_TRY(const ClientHandle producer,
         Client(RD_KAFKA_PRODUCER,
                {{"bootstrap.servers", bootstrap_}, {"message.max.bytes", "100000000"}}));
  for (const PlainRecord& record : records) {
    HeadersHandle headers(rd_kafka_headers_new(record.headers.size()));
    for (const OutHeader& header : record.headers) {
      rd_kafka_header_add(
          headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
          header.null ? nullptr : header.value.data(), static_cast<ssize_t>(header.value.size()));
    }
    const std::string key = record.key.value_or("");
    std::string value = record.value.value_or("");
    const void* const key_bytes = record.key ? key.data() : nullptr;
    void* const payload = record.value ? value.data() : nullptr;
    const rd_kafka_resp_err_t err = rd_kafka_producev(
        producer.get(), RD_KAFKA_V_TOPIC(record.topic.c_str()),
        RD_KAFKA_V_PARTITION(record.partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key_bytes, key.size()), RD_KAFKA_V_VALUE(payload, value.size()),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
    if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("send");
    static_cast<void>(headers.release());  // the client's now
  }
  const rd_kafka_resp_err_t err = rd_kafka_flush(producer.get(), kSendTimeoutMs);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("send");
  return Ok();
}

Result<std::vector<PlainRecord>> MockCluster::Read(const std::vector<std::string>& topics,
                                                   std::size_t count, int timeout_ms) {
  NW_TRY(const ClientHandle consumer, Client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", bootstrap_},
                                                                 {"group.id", "reader"},
                                                                 {"enable.auto.commit", "false"},
                                                                 {"auto.offset.reset", "earliest"},
                                                                 {"fetch.wait.max.ms", "10"}}));
  Offsets from;
  for (const std::string& topic : topics) {
    for (int p = 0; p < impl_->partitions[topic]; ++p) from[{topic, p}] = 0;
  }
  rd_kafka_assign(consumer.get(), ToPartitionList(from).get());
  std::vector<PlainRecord> records;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (records.size() < count && std::chrono::steady_clock::now() < deadline) {
    const MessageHandle message(rd_kafka_consumer_poll(consumer.get(), 50));
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) records.push_back(Copy(*message));
  }
  rd_kafka_consumer_close(consumer.get());
  return records;
}

}  // namespace newswired::kafka
