#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>

#include "daemon/kafka/topic_partition.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// Where the log of a partition begins, and the offset behind its last record.
struct Watermarks {
  std::int64_t low = 0, high = 0;
};

/// Asks the leader; `high` is what the client's isolation level sees. Two requests, one after the
/// other, of at most `timeout` each.
///
/// Instead of rd_kafka_query_watermark_offsets(), which sends both at once: where the first answer
/// is an error and the second is not, it reports success with both marks at the second (2.15.1),
/// and a group would start behind records that it never read (docs/decisions/0011).
Result<Watermarks> QueryWatermarks(rd_kafka_t* client, const TopicPartition& partition,
                                   std::chrono::milliseconds timeout);

}  // namespace newswired::kafka
