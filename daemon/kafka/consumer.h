#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/kafka/batch.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/wake.h"
#include "daemon/kafka/watermarks.h"

namespace newswired::kafka {

/// What a lane does when its partitions change; called from within Serve() and Close().
class RebalanceListener {
 public:
  virtual ~RebalanceListener() = default;
  /// Before fetching starts. Returns where each partition starts; one that is missing starts at
  /// its committed offset.
  virtual Offsets Assigned(const std::vector<TopicPartition>& partitions) = 0;
  /// Before the partitions are given back. `lost`: they may already belong to somebody else.
  virtual void Revoked(const std::vector<TopicPartition>& partitions, bool lost) = 0;
};

/// A member of the consumer group. Records and group events come by separate queues, so that a
/// lane that takes no records still answers the group. Lane thread only, but for CommitSync().
class Consumer {
 public:
  struct Options {
    std::function<Result<ConfHandle>()> configure;
    std::function<void(const std::string& json)> statistics;
    /// A broker or client error in words, for the log.
    std::function<void(rd_kafka_resp_err_t code, const std::string& reason)> error;
  };

  Consumer(Options options, RebalanceListener& listener, const Wake& wake);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  Status Subscribe(const std::vector<std::string>& topics);

  /// Answers the group, and runs the callbacks. Never blocks for records.
  void Serve();
  /// Takes up to `max` records that have been fetched, without waiting. Errors of partitions come
  /// as messages with `err` set.
  void Take(std::size_t max, std::vector<MessageHandle>& messages);

  [[nodiscard]] GroupMetadataHandle Metadata() const;
  /// An error: not all of them were sought; to be done again.
  Status Seek(const Offsets& offsets);
  /// Stable committed offsets; a partition without one is missing in the result.
  Result<Offsets> Committed(const std::vector<TopicPartition>& partitions,
                            std::chrono::milliseconds timeout) const;
  /// Also from another thread.
  Status CommitSync(const Offsets& offsets) const;
  /// Asks the broker.
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition,
                                                   std::chrono::milliseconds timeout) const;
  /// As last seen in a fetch; -1 before the first.
  [[nodiscard]] std::int64_t CachedEnd(const TopicPartition& partition) const;
  [[nodiscard]] Result<std::vector<TopicPartition>> Partitions(
      const std::vector<std::string>& topics, std::chrono::milliseconds timeout) const;
  /// Bytes and records fetched and not taken.
  [[nodiscard]] std::size_t Prefetched() const;

  /// Set once the client has failed for good, or a record came by the queue of group events.
  [[nodiscard]] std::optional<Error> fatal() const;

  /// Leaves the group (a static member does not) after a last Revoked().
  void Close();

 private:
  static void OnRebalance(rd_kafka_t* rk, rd_kafka_resp_err_t err,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque);
  static void OnError(rd_kafka_t* rk, int err, const char* reason, void* opaque);
  static int OnStatistics(rd_kafka_t* rk, char* json, std::size_t size, void* opaque);
  void Rebalance(rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t* partitions);
  void Assign(rd_kafka_topic_partition_list_t* partitions);
  void Forward(const TopicPartition& partition);
  Status Restart(const Offsets& offsets);

  const Options options_;
  RebalanceListener& listener_;
  const Wake& wake_;
  ConsumerHandle handle_;
  QueueHandle records_;  // all assigned partitions are forwarded to it
  QueueHandle group_;
  std::set<TopicPartition> restarted_;  // nothing came of them since
  std::optional<Error> stray_;          // a record that Serve() met
};

}  // namespace newswired::kafka
