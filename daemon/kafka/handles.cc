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
