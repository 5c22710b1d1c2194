#include "daemon/kafka/group_watch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "daemon/kafka/group_admin.h"
#include "daemon/kafka/topic_admin.h"

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAsk{2'000};
constexpr int kPollMs = 50;
/// Dead members hold a rebalance up for a session, and those that give back much for half of one.
constexpr int kJoinSessions = 3;
constexpr milliseconds kLeave{5'000};
constexpr int kMostDoublings = 6;
constexpr std::size_t kMostNames = 8;

std::string NamesOf(const std::set<TopicPartition>& partitions) {
  std::vector<std::string> names;
  for (const TopicPartition& partition : partitions) {
    if (names.size() == kMostNames) {
      names.push_back(fmt::format("{} more", partitions.size() - kMostNames));
      break;
    }
    names.push_back(fmt::format("{}[{}]", partition.topic, partition.partition));
  }
  return fmt::format("{} {}", fmt::join(names, ", "), partitions.size() == 1 ? "is" : "are");
}

/// So that of several processes one is the first, and the others find nothing left to do.
milliseconds Patience(milliseconds session) {
  std::random_device device;
  return session +
         milliseconds(std::uniform_int_distribution<std::int64_t>(0, session.count())(device));
}

}  // namespace

bool UnownedSince::Note(const std::set<TopicPartition>& unowned, Clock::time_point now) {
  std::erase_if(since_, [&](const auto& entry) { return !unowned.contains(entry.first); });
  if (unowned.empty()) tries_ = 0;
  for (const TopicPartition& partition : unowned) since_.emplace(partition, now);
  const milliseconds patience = patience_ * (1 << std::min(tries_, kMostDoublings));
  const bool too_long = std::any_of(since_.begin(), since_.end(), [&](const auto& entry) {
    return now - entry.second >= patience;
  });
  if (!too_long) return false;
  ++tries_;
  for (auto& [partition, since] : since_) since = now;
  return true;
}

GroupWatch::GroupWatch(Options options)
    : options_(std::move(options)), thread_([this] { Run(); }) {}

GroupWatch::~GroupWatch() {
  Stop();
  thread_.join();
}

void GroupWatch::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_signal_.notify_all();
}

void GroupWatch::Run() {
  auto conf = options_.consumer_conf();
  if (!conf.ok()) return spdlog::warn("group watch: {}", conf.error().message);
  rd_kafka_conf_set_opaque(conf->get(), this);
  rd_kafka_conf_set_rebalance_cb(conf->get(), &GroupWatch::OnRebalance);
  auto made = NewClient(RD_KAFKA_CONSUMER, std::move(conf).value());
  if (!made.ok()) return spdlog::warn("group watch: {}", made.error().message);
  client_ = std::move(made).value();
  rd_kafka_poll_set_consumer(client_.get());
  UnownedSince unowned_since(Patience(options_.session_timeout));
  while (!stopping_) {
    {
      std::unique_lock lock(mutex_);
      stop_signal_.wait_for(lock, options_.session_timeout / 2,
                            [this] { return stopping_.load(); });
    }
    if (stopping_) break;
    rd_kafka_consumer_poll(client_.get(), 0);  // errors and logs are the lanes' to tell
    const auto unowned = FindUnowned();
    if (!unowned.ok()) {
      spdlog::debug("group {}: {}", options_.group, unowned.error().message);
      continue;
    }
    if (!unowned->has_value()) continue;
    options_.observer->Unowned((*unowned)->size());
    if (!unowned_since.Note(**unowned, UnownedSince::Clock::now())) continue;
    spdlog::warn("group {}: {} nobody's: joins it for a moment, so that it shares them out again",
                 options_.group, NamesOf(**unowned));
    JoinForAMoment();
  }
  rd_kafka_consumer_close(client_.get());
  client_.reset();
}

Result<std::optional<std::set<TopicPartition>>> GroupWatch::FindUnowned() {
  NW_TRY(const GroupMembers members, DescribeMembers(client_.get(), options_.group, kAsk));
  if (!members.stable) return std::optional<std::set<TopicPartition>>();
  std::set<TopicPartition> unowned;
  for (const std::string& name : options_.topics) {
    NW_TRY(const auto topic, DescribeTopic(client_.get(), name, kAsk));
    for (int i = 0; topic && i < topic->partitions; ++i) {
      if (TopicPartition partition{name, i}; !members.owned.contains(partition)) {
        unowned.insert(std::move(partition));
      }
    }
  }
  return std::optional(std::move(unowned));
}

void GroupWatch::JoinForAMoment() {
  std::vector<TopicPartition> topics;
  for (const std::string& name : options_.topics) topics.push_back({name, RD_KAFKA_PARTITION_UA});
  joined_ = false;
  rd_kafka_subscribe(client_.get(), ToPartitionList(topics).get());
  PollUntil([this] { return joined_; }, kJoinSessions * options_.session_timeout);
  rd_kafka_unsubscribe(client_.get());
  PollUntil([this] { return !joined_; }, kLeave);
  options_.observer->SharedOutAgain();
}

void GroupWatch::PollUntil(const std::function<bool()>& done, milliseconds at_most) {
  const auto deadline = UnownedSince::Clock::now() + at_most;
  while (!done() && !stopping_ && UnownedSince::Clock::now() < deadline) {
    // Records of the moment in which it owns something: nothing of them is committed.
    const MessageHandle message(rd_kafka_consumer_poll(client_.get(), kPollMs));
  }
}

void GroupWatch::OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t err,
                             rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto* watch = static_cast<GroupWatch*>(opaque);
  if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    // From the end, so that hardly anything is fetched.
    for (int i = 0; i < partitions->cnt; ++i) partitions->elems[i].offset = RD_KAFKA_OFFSET_END;
    const ErrorHandle ignored(rd_kafka_incremental_assign(client, partitions));
    watch->joined_ = true;
  } else {
    const ErrorHandle ignored(rd_kafka_incremental_unassign(client, partitions));
    watch->joined_ = false;
  }
}

}  // namespace newswired::kafka
