#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/topic_partition.h"
#include "daemon/pipeline/generation.h"

namespace newswired::kafka {

/// How much of an article is sent: less each time that it is refused.
enum class Shape : std::uint8_t {
  kWhole,         ///< its events, or the dead letter that a stage made of it
  kDeadLetter,    ///< its dead letter, since its events were refused
  kWithoutValue,  ///< that without its value
  kBare,          ///< that without key and headers, too
};

/// Which article of its record an output belongs to, and its row there (DESIGN: source
/// coordinates are offset, item, row).
struct Row {
  std::int32_t item = 0;
  std::int32_t row = 0;
  Shape shape = Shape::kWhole;
};

/// One input record on its way through a lane. Owned by its batch; while a job holds it, only that
/// worker touches it.
struct WorkItem {
  MessageHandle message;  ///< keeps the memory that `record` points into; freed once all is sent
  RawRecord record;       ///< its topic outlives the message
  std::vector<Outcome> outcomes;
  std::vector<OutRecord> out;          ///< rendered, in produce order
  std::vector<Row> rows;               ///< of each `out`
  std::optional<Error> fatal;          ///< a stage said kFatal
  bool first = false;                  ///< of its batch
  std::atomic<bool> processed{false};  ///< outcomes are ready
  std::atomic<bool> rendered{false};   ///< out is ready
  std::size_t asked = 0;               ///< outcomes that the ordered segment was asked about
  std::size_t decided = 0;             ///< of these, those that it has judged
  bool refusals_applied = false;
  std::size_t held = 0;            ///< what it added to the batch's `reserved`, then to its `held`
  std::size_t rendered_bytes = 0;  ///< what it added to the batch's `rendered`
  std::size_t produced = 0;        ///< of `out`
};

/// What a record that was produced came from.
struct Produced {
  std::size_t item = 0;  ///< of the batch
  std::int32_t article = 0;
  OutTopic topic = OutTopic::kEvents;
  Shape shape = Shape::kWhole;
};

/// Group membership as the broker checks it with the offsets: may be renewed until it is used.
class GroupMetadata {
 public:
  void Set(GroupMetadataHandle metadata) {
    const std::lock_guard lock(mutex_);
    metadata_ = std::move(metadata);
  }
  /// For one call; the lane may have renewed it before, never afterwards.
  GroupMetadataHandle Take() {
    const std::lock_guard lock(mutex_);
    return std::move(metadata_);
  }

 private:
  std::mutex mutex_;
  GroupMetadataHandle metadata_;  // guarded by mutex_
};

/// The records of one transaction. Made by the lane, read by workers (their items) and by the
/// producer's thread (offsets and metadata, once the batch is finished).
struct Batch {
  BatchId id = 0;
  std::shared_ptr<const Generation> generation;
  std::deque<WorkItem> items;  ///< a deque: addresses stay while records are added
  std::size_t bytes = 0;
  Offsets first, next;  ///< of the records in it
  GroupMetadata group;
  std::chrono::steady_clock::time_point opened;
  bool closed = false;                   ///< takes no more records
  std::atomic<bool> cancelled{false};    ///< workers skip it, offsets are not sent
  std::atomic<bool> overfull{false};     ///< workers left items alone, for want of memory
  std::atomic<int> jobs{0};              ///< in the pool
  std::atomic<int> render_jobs{0};       ///< of these, those that render
  std::atomic<std::size_t> steps{0};     ///< items processed and items rendered
  std::atomic<std::size_t> reserved{0};  ///< bytes that items not yet processed are thought to take
  std::atomic<std::size_t> held{0};      ///< bytes of records and articles processed and not sent
  std::atomic<std::size_t> rendered{0};  ///< bytes of what they have to send, or are thought to
  [[nodiscard]] std::size_t in_flight() const { return reserved + held + rendered; }
  /// What nothing but sending gives back.
  [[nodiscard]] std::size_t grown() const { return held + rendered; }

  std::uint64_t last_group = 0;   ///< of suspects, that of the record taken last
  std::size_t group_changes = 0;  ///< how often the one after was of another

  std::size_t asked = 0;                ///< items whose articles are all asked about
  std::size_t judged = 0;               ///< items whose articles are all decided
  std::size_t rendering = 0;            ///< items handed to the pool to be rendered
  std::size_t sent = 0;                 ///< items whose records are all produced
  std::vector<Produced> produced;       ///< in order; the producer's opaque is an index into it
  std::vector<LedgerReceipt> receipts;  ///< of articles sent whole, or suppressed
};

}  // namespace newswired::kafka
