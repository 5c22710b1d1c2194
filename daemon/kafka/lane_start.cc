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
/// Damage on the way may be gone the next time.
constexpr int kReadAtMost = 4;

std::vector<TopicPartition> Without(const std::vector<TopicPartition>& partitions,
                                    const Offsets& offsets) {
  std::vector<TopicPartition> rest;
  for (const TopicPartition& partition : partitions) {
    if (!offsets.contains(partition)) rest.push_back(partition);
  }
  return rest;
}

Offsets Only(const std::vector<TopicPartition>& partitions, const Offsets& offsets) {
  Offsets found;
  for (const TopicPartition& partition : partitions) {
    if (const auto at = offsets.find(partition); at != offsets.end()) found.insert(*at);
  }
  return found;
}

bool IsUnreadable(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__BAD_MSG || code == RD_KAFKA_RESP_ERR__BAD_COMPRESSION ||
         code == RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED;
}

/// The group goes on without us, or waits for us to join it again.
bool MeansOutOfGroup(const Error& error) {
  return error.code == "ILLEGAL_GENERATION" || error.code == "UNKNOWN_MEMBER_ID" ||
         error.code == "REBALANCE_IN_PROGRESS" || error.code == "FENCED_INSTANCE_ID";
}

}  // namespace

// Called from within the rebalance callback: the group does not wait for us beyond
// max.poll.interval.ms, and fetching starts only when we are done. What is missing in the answer
// the client asks for by itself before it fetches; where there is nothing, OnPartitionError() hears
// of it.
Offsets Lane::StartOffsets(const std::vector<TopicPartition>& partitions) {
  const Clock::time_point deadline = Clock::now() + kAskAtMost;
  while (!abort_ && !stop_ && !exit_ && Clock::now() < deadline) {
    TakeProducerEvents();
    options_.observer->Progress();
    // What is in doubt stays unstable until both ids are ours again.
    if (!recovery_.in_doubt || ReadyToSeek()) {
      Result<Offsets> start = LocateStart(partitions);
      if (start.ok()) {
        for (auto& [partition, offset] : *start) {
          if (!CheckLogBounds(partition, offset)) return {};
        }
        return std::move(start).value();
      }
      spdlog::warn("lane {}: start of the input: {}", options_.number, start.error().message);
      if (MeansOutOfGroup(start.error())) return {};
    }
    wake_.Wait(kPause);
  }
  return {};
}

Result<Offsets> Lane::LocateStart(const std::vector<TopicPartition>& partitions) {
  NW_TRY(Offsets start, consumer_.Committed(partitions, kAsk));
  const std::vector<TopicPartition> missing = Without(partitions, start);
  if (missing.empty()) return start;
  NW_TRY(Offsets first, FirstOffsets(missing));
  start.merge(first);
  return start;
}

// A partition new to a group that has other offsets starts at its beginning. Where the group has
// none, `start:` decides for all partitions at once: the lane that got the first partition commits
// the start of all of them in one request, the others wait for it, so that a slow second instance
// does not take a partition that is minutes old for a new one.
//
// What was chosen is kept until it is committed: only then may reading begin, since otherwise a
// crash would make the partition a new one of a known group.
Result<Offsets> Lane::FirstOffsets(const std::vector<TopicPartition>& missing) {
  NW_TRY(std::vector<TopicPartition> wanted, consumer_.Partitions(config_.input.topics, kAsk));
  if (wanted.empty()) return Transient("metadata", "the input has no partitions");
  NW_TRY(Offsets known, consumer_.Committed(wanted, kAsk));
  const TopicPartition& first = *std::min_element(wanted.begin(), wanted.end());
  const bool ours = std::find(missing.begin(), missing.end(), first) != missing.end();
  if (known.empty() && chosen_start_.empty() && !ours) known = AwaitStart(missing);
  if (!known.empty() || !ours) wanted = missing;
  const bool latest = known.empty() && config_.input.start == "latest";
  for (const TopicPartition& partition : wanted) {
    if (known.contains(partition) || chosen_start_.contains(partition)) continue;
    NW_TRY(const Watermarks marks, consumer_.QueryWatermarks(partition, kAsk));
    chosen_start_[partition] = latest ? marks.high : marks.low;
  }
  return CommitStart(missing);
}

Offsets Lane::AwaitStart(const std::vector<TopicPartition>& partitions) {
  const Clock::time_point deadline = Clock::now() + kWaitForOthers;
  while (Clock::now() < deadline && !abort_) {
    Result<Offsets> laid = consumer_.Committed(partitions, kAsk);
    if (laid.ok() && laid->size() == partitions.size()) return std::move(laid).value();
    std::this_thread::sleep_for(kPause);
  }
  return {};
}

Result<Offsets> Lane::CommitStart(const std::vector<TopicPartition>& partitions) {
  std::vector<TopicPartition> open = partitions;
  for (const auto& [partition, offset] : chosen_start_) open.push_back(partition);
  // Others may have laid their start meanwhile, and gone on from there: never write over that.
  NW_TRY(Offsets start, consumer_.Committed(open, kAsk));
  for (const auto& [partition, offset] : start) chosen_start_.erase(partition);
  NW_CHECK_OK(consumer_.CommitSync(chosen_start_));
  start.merge(chosen_start_);
  chosen_start_.clear();
  return Only(partitions, start);
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
    if (found == owned_.end()) return;
    found->second.end = message.offset;
    found->second.end_after = found->second.expected;
    return NoteReading(found->second, /*refused=*/false);
  }
  spdlog::warn("lane {}: {}[{}]: {}", options_.number, partition.topic, partition.partition,
               rd_kafka_message_errstr(&message));
  if (found == owned_.end()) return;
  if (message.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    const bool again = found->second.refused;
    NoteReading(found->second, /*refused=*/true);
    // Only after a seek the client tells of the end of the log again, once it may read.
    if (!again && found->second.expected >= 0) {
      SeekTo(partition, found->second, found->second.expected);
    }
    return;
  }
  if (IsUnreadable(message.err)) return ReadAgain(partition, found->second, message);
  if (message.err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) return;
  // What we asked for is not in the log.
  std::int64_t offset = found->second.expected;
  if (offset < 0) {
    Result<Offsets> start = LocateStart({partition});
    if (!start.ok()) {
      spdlog::warn("lane {}: start of {}[{}]: {}", options_.number, partition.topic,
                   partition.partition, start.error().message);
      std::this_thread::sleep_for(kPause);
    }
    // Not known yet: the client looks for it, does not find it either, and we come back here.
    offset = start.ok() ? start->at(partition) : RD_KAFKA_OFFSET_STORED;
  } else if (!CheckLogBounds(partition, offset)) {
    return;
  }
  found->second.expected = std::max<std::int64_t>(offset, -1);
  SeekTo(partition, found->second, offset);
}

void Lane::SeekTo(const TopicPartition& partition, Owned& owned, std::int64_t offset) {
  owned.end = -1;
  DropWaiting([&](const TopicPartition& other) { return other == partition; });
  if (Status sought = consumer_.Seek({{partition, offset}}); !sought.ok()) {
    spdlog::warn("lane {}: {}", options_.number, sought.error().message);
    StartRecovery(/*in_doubt=*/false, {{partition, offset}});  // seeks until it succeeds
  }
}

// The client leaves out what it cannot read and goes on after it: the records would be lost.
void Lane::ReadAgain(const TopicPartition& partition, Owned& owned,
                     const rd_kafka_message_t& error) {
  const std::int64_t from = owned.expected >= 0 ? owned.expected : error.offset;
  if (++owned.unreadable < kReadAtMost) {
    SeekTo(partition, owned, from);
    return;
  }
  Fail(
      LaneExit::kFatal,
      Fatal("unreadable", fmt::format("{}[{}]: what comes at offset {} cannot be read: {}; restore "
                                      "it from another replica, or reset the offset of group {} "
                                      "to go on after it",
                                      partition.topic, partition.partition, from,
                                      rd_kafka_message_errstr(&error), config_.input.group)));
}

}  // namespace newswired::kafka
