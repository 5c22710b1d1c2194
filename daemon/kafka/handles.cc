#include "daemon/kafka/handles.h"

#include <array>

namespace newswired::kafka {

Error ToError(const rd_kafka_error_t& error) {
  const bool fatal = rd_kafka_error_is_fatal(&error) != 0;
  return {.kind = fatal ? ErrorKind::kFatal : ErrorKind::kTransient,
          .code = rd_kafka_error_name(&error),
          .message = rd_kafka_error_string(&error)};
}

Error ToError(rd_kafka_resp_err_t code) {
  return Transient(rd_kafka_err2name(code), rd_kafka_err2str(code));
}

Result<ClientHandle> NewClient(rd_kafka_type_t type, ConfHandle conf) {
  std::array<char, 512> reason{};
  rd_kafka_t* made = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
  if (made == nullptr) return ConfigError("client", reason.data());
  static_cast<void>(conf.release());  // the client's now
  return ClientHandle(made);
}

std::vector<HeaderView> HeadersOf(const rd_kafka_message_t& message) {
  std::vector<HeaderView> found;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  found.reserve(rd_kafka_header_cnt(headers));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    found.push_back({name, {static_cast<const char*>(value), value == nullptr ? 0 : size}});
  }
  return found;
}

PartitionListHandle ToPartitionList(const std::vector<TopicPartition>& partitions) {
  PartitionListHandle list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const TopicPartition& partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
  }
  return list;
}

PartitionListHandle ToPartitionList(const Offsets& offsets) {
  PartitionListHandle list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)
        ->offset = offset;
  }
  return list;
}

}  // namespace newswired::kafka
