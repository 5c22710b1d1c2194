#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/topic_partition.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What the watch has to tell; called from its thread.
class GroupObserver {
 public:
  virtual ~GroupObserver() = default;
  virtual void Unowned(std::size_t /*partitions*/) {}
  virtual void SharedOutAgain() {}
};

/// When partitions have been without an owner for too long.
class UnownedSince {
 public:
  using Clock = std::chrono::steady_clock;

  explicit UnownedSince(std::chrono::milliseconds patience) : patience_(patience) {}

  /// What nobody owns now. True: one of them has been so for longer than the patience, which
  /// doubles each time, up to 64 times as much, until all have an owner.
  bool Note(const std::set<TopicPartition>& unowned, Clock::time_point now);

 private:
  const std::chrono::milliseconds patience_;
  std::map<TopicPartition, Clock::time_point> since_;
  int tries_ = 0;
};

/// A thread that looks whether every partition of the input has an owner in the group. Where one
/// has none for longer than a session, it joins the group for a moment as a member more, so that
/// the group shares all of them out again.
///
/// In a cooperative rebalance (KIP-429) a partition moves in two rounds: its owner gives it back
/// and joins again, and that begins the second round, in which somebody gets it. Where the owner is
/// a static member (KIP-345) and dies between the two, its successor is given what it was to keep,
/// and the group is content: nobody begins the second round, and nobody reads the partition.
class GroupWatch {
 public:
  struct Options {
    std::string group;
    std::vector<std::string> topics;
    std::chrono::milliseconds session_timeout{10'000};
    /// Of a consumer in the group that is no static member.
    std::function<Result<ConfHandle>()> consumer_conf;
    GroupObserver* observer = nullptr;  ///< outlives the watch
  };

  explicit GroupWatch(Options options);
  ~GroupWatch();
  GroupWatch(const GroupWatch&) = delete;
  GroupWatch& operator=(const GroupWatch&) = delete;

  /// Returns at once; the destructor waits for the thread.
  void Stop();

 private:
  void Run();
  /// Nothing while the group rebalances. Errors: kTransient, kConfig: the brokers do not tell.
  Result<std::optional<std::set<TopicPartition>>> FindUnowned();
  void JoinForAMoment();
  void PollUntil(const std::function<bool()>& done, std::chrono::milliseconds at_most);
  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t err,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque);

  const Options options_;
  ConsumerHandle client_;
  bool joined_ = false;  // its thread's alone
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // for stop_signal_
  std::condition_variable stop_signal_;
  std::thread thread_;
};

}  // namespace newswired::kafka
