#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/kafka/topic_partition.h"
#include "stages/core/record.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// unique_ptr for the objects of librdkafka. Nothing outside daemon/kafka sees them.
template <auto kDestroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    kDestroy(object);
  }
};

using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
/// Any client; a consumer must have been closed before.
using ClientHandle = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using ProducerHandle = ClientHandle;
using ConsumerHandle = ClientHandle;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, Destroy<rd_kafka_headers_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;
using MetadataHandle =
    std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;
using PartitionListHandle = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                            Destroy<rd_kafka_topic_partition_list_destroy>>;
using GroupMetadataHandle = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                            Destroy<rd_kafka_consumer_group_metadata_destroy>>;

/// kFatal for what the client calls fatal, else kTransient; the code is librdkafka's name of it.
Error ToError(const rd_kafka_error_t& error);
Error ToError(rd_kafka_resp_err_t code);

/// Makes a client; takes over the configuration. Errors: kConfig.
Result<ClientHandle> NewClient(rd_kafka_type_t type, ConfHandle conf);

/// Those of a record, in their order; views into it.
std::vector<HeaderView> HeadersOf(const rd_kafka_message_t& message);

PartitionListHandle ToPartitionList(const std::vector<TopicPartition>& partitions);
PartitionListHandle ToPartitionList(const Offsets& offsets);

}  // namespace newswired::kafka
