#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/event/out_record.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// A record of a topic, apart from any pipeline.
struct StoredRecord {
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int64_t timestamp_ms = -1;  ///< -1: none
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<OutHeader> headers;

  /// Value of the last header of exactly that name, or nullptr.
  [[nodiscard]] const std::string* FindHeader(std::string_view name) const;
};

/// Offsets by partition of one topic: "the next one to read".
using PartitionOffsets = std::map<std::int32_t, std::int64_t>;

/// How far a topic is read.
enum class ReadTo : std::uint8_t {
  kStable,  ///< what is committed now; stops before transactions that are still open
  kLogEnd,  ///< everything that is in the log now: waits until those transactions have ended
};

struct ReadOptions {
  ReadTo to = ReadTo::kStable;
  /// Where to begin; nothing: every partition at its beginning. Partitions that are missing in a
  /// map that is there are not read.
  std::optional<PartitionOffsets> from = std::nullopt;
  /// Gives up after so long without a record or an end.
  std::chrono::milliseconds patience{60'000};
};

/// Called with each record, in offset order of each partition; false ends the reading.
using RecordReader = std::function<bool(StoredRecord record)>;

/// Reads a topic once with read_committed. It joins no group and commits nothing.
///
/// Errors: kConfig where the topic is missing or may not be read, kTransient where brokers do not
/// answer or open transactions outlast the patience.
Status ReadTopic(const Config& config, const std::string& topic, const ReadOptions& options,
                 const RecordReader& reader);

}  // namespace newswired::kafka
