#include "daemon/kafka/watermarks.h"

#include "daemon/kafka/handles.h"

namespace newswired::kafka {
namespace {

/// The offset that one of the special times of ListOffsets stands for.
Result<std::int64_t> OffsetAt(rd_kafka_t* client, const TopicPartition& partition,
                              std::int64_t special_time, std::chrono::milliseconds timeout) {
  const PartitionListHandle list = ToPartitionList(Offsets{{partition, special_time}});
  const rd_kafka_resp_err_t err =
      rd_kafka_offsets_for_times(client, list.get(), static_cast<int>(timeout.count()));
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err);
  const rd_kafka_topic_partition_t& found = list->elems[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(found.err);
  if (found.offset < 0) return Transient("no_offset", "the answer has no offset");
  return found.offset;
}

}  // namespace

Result<Watermarks> QueryWatermarks(rd_kafka_t* client, const TopicPartition& partition,
                                   std::chrono::milliseconds timeout) {
  NW_TRY(const std::int64_t low, OffsetAt(client, partition, RD_KAFKA_OFFSET_BEGINNING, timeout));
  NW_TRY(const std::int64_t high, OffsetAt(client, partition, RD_KAFKA_OFFSET_END, timeout));
  return Watermarks{.low = low, .high = high};
}

}  // namespace newswired::kafka
