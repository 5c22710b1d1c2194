// Where a lane starts to read a partition.

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/kafka/lane.h"

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAsk{2'000};
/// An open transaction of a dead predecessor holds its offsets back for as long as it may live.
constexpr milliseconds kAskAtMost{90'000};
constexpr milliseconds kPause{200};
constexpr milliseconds kWaitForOthers{5'000};
/// After a leader change a log end may lag for a moment.
constexpr milliseconds kConfirmAfter{1'500};

}  // namespace

// Called from within the rebalance callback: the group does not wait for us beyond
// max.poll.interval.ms, and fetching starts only when we are done.
Offsets Lane::StartOffsets(const std::vector<TopicPartition>& partitions) {
  const Clock::time_point deadline = Clock::now() + kAskAtMost;
  Offsets start;
  while (!abort_) {
    Result<Offsets> committed = consumer_.Committed(partitions, kAsk);
    if (committed.ok()) {
      start = std::move(committed).value();
      break;
    }
    TakeProducerEvents();
    if (Clock::now() > deadline) {
      spdlog::error("lane {}: {}", options_.number, committed.error().message);
      return {};  // the client asks again by itself before it fetches
    }
    std::this_thread::sleep_for(kPause);
  }

  std::vector<TopicPartition> missing;
  for (const TopicPartition& partition : partitions) {
    if (!start.contains(partition)) missing.push_back(partition);
  }
  if (!missing.empty()) {
    Result<Offsets> first = FirstOffsets(missing);
    if (!first.ok()) {
      Fail(LaneExit::kFatal, std::move(first).error().In("start of the input"));
      return {};
    }
    start.merge(first.value());
  }
  for (auto& [partition, offset] : start) {
    if (!CheckLogBounds(partition, offset)) return {};
  }
  return start;
}

// A partition new to a group that has other offsets starts at its beginning. Where the group has
// none, `start:` decides for all partitions at once: the lane that got the first partition commits
// the start of all of them in one request, the others wait for it, so that a slow second instance
// does not take a partition that is minutes old for a new one.
Result<Offsets> Lane::FirstOffsets(const std::vector<TopicPartition>& missing) {
  NW_TRY(const std::vector<TopicPartition> all, consumer_.Partitions(config_.input.topics, kAsk));
  const auto bounds_of = [&](const std::vector<TopicPartition>& partitions,
                             bool latest) -> Result<Offsets> {
    Offsets offsets;
    for (const TopicPartition& partition : partitions) {
      NW_TRY(const Watermarks marks, consumer_.QueryWatermarks(partition, kAsk));
      offsets[partition] = latest ? marks.high : marks.low;
    }
    return offsets;
  };
  const auto commit = [&](const Offsets& offsets) {
    if (Status committed = consumer_.CommitSync(offsets); !committed.ok()) {
      spdlog::warn("lane {}: the start is not committed yet: {}", options_.number,
                   committed.error().message);
    }
  };
  const auto only_missing = [&](const Offsets& offsets) {
    Offsets found;
    for (const TopicPartition& partition : missing) {
      if (const auto at = offsets.find(partition); at != offsets.end()) found.insert(*at);
    }
    return found;
  };

  NW_TRY(const Offsets known, consumer_.Committed(all, kAsk));
  if (!known.empty()) {
    Offsets offsets = only_missing(known);  // laid meanwhile
    std::vector<TopicPartition> fresh;
    for (const TopicPartition& partition : missing) {
      if (!offsets.contains(partition)) fresh.push_back(partition);
    }
    NW_TRY(Offsets beginnings, bounds_of(fresh, /*latest=*/false));
    commit(beginnings);
    offsets.merge(beginnings);
    return offsets;
  }

  const bool latest = config_.input.start == "latest";
  const TopicPartition& first = *std::min_element(all.begin(), all.end());
  if (std::find(missing.begin(), missing.end(), first) != missing.end()) {
    NW_TRY(const Offsets offsets, bounds_of(all, latest));
    commit(offsets);
    return only_missing(offsets);
  }
  const Clock::time_point deadline = Clock::now() + kWaitForOthers;
  while (Clock::now() < deadline && !abort_) {
    NW_TRY(const Offsets laid, consumer_.Committed(missing, kAsk));
    if (laid.size() == missing.size()) return laid;
    std::this_thread::sleep_for(kPause);
  }
  NW_TRY(const Offsets offsets, bounds_of(missing, latest));
  commit(offsets);
  return offsets;
}

// False: the lane stops. A log that ends before what we have committed was truncated or created
// anew, and nobody but an operator knows whether its records are new ones.
bool Lane::CheckLogBounds(const TopicPartition& partition, std::int64_t& offset) {
  const std::string name = fmt::format("{}[{}]", partition.topic, partition.partition);
  for (int look = 1; look <= 2; ++look) {
    Result<Watermarks> marks = consumer_.QueryWatermarks(partition, kAsk);
    if (!marks.ok()) return true;  // fetching will tell
    if (offset < marks->low) {
      spdlog::error("lane {}: {}: records {} to {} were deleted by retention before they were read",
                    options_.number, name, offset, marks->low - 1);
      options_.observer->OffsetsLost(marks->low - offset);
      offset = marks->low;
      return true;
    }
    if (offset <= marks->high) return true;
    if (look == 2) {
      Fail(
          LaneExit::kFatal,
          Fatal("log_truncated",
                fmt::format("{}: the log ends at {}, before the committed offset {}: the topic was "
                            "truncated or created anew; reset the offsets of group {} to go on",
                            name, marks->high, offset, config_.input.group)));
      return false;
    }
    std::this_thread::sleep_for(kConfirmAfter);
  }
  return true;
}

void Lane::OnPartitionError(const rd_kafka_message_t& message) {
  const TopicPartition partition{message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt),
                                 message.partition};
  const auto found = owned_.find(partition);
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (found != owned_.end()) found->second.end = message.offset;
    return;
  }
  spdlog::warn("lane {}: {}[{}]: {}", options_.number, partition.topic, partition.partition,
               rd_kafka_message_errstr(&message));
  if (message.err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || found == owned_.end()) return;
  // What we asked for is not in the log.
  std::int64_t offset = found->second.expected;
  if (offset < 0) {
    Result<Offsets> first = FirstOffsets({partition});
    if (!first.ok()) return Fail(LaneExit::kFatal, std::move(first).error());
    offset = first->at(partition);
  } else if (!CheckLogBounds(partition, offset)) {
    return;
  }
  found->second.expected = offset;
  found->second.end = -1;
  if (Status sought = consumer_.Seek({{partition, offset}}); !sought.ok()) {
    spdlog::warn("lane {}: {}", options_.number, sought.error().message);
    StartRecovery(/*in_doubt=*/false, {{partition, offset}});  // seeks until it succeeds
  }
}

}  // namespace newswired::kafka
