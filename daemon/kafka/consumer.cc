#include "daemon/kafka/consumer.h"

#include <array>
#include <cstring>
#include <utility>

namespace newswired::kafka {
namespace {

constexpr int kSeekTimeoutMs = 5'000;

std::vector<TopicPartition> ToVector(const rd_kafka_topic_partition_list_t& list) {
  std::vector<TopicPartition> partitions;
  for (int i = 0; i < list.cnt; ++i) {
    partitions.push_back({list.elems[i].topic, list.elems[i].partition});
  }
  return partitions;
}

void SignalOnData(const QueueHandle& queue, const Wake& wake) {
  const std::uint64_t one = 1;  // what an eventfd wants to be written
  rd_kafka_queue_io_event_enable(queue.get(), wake.fd(), &one, sizeof one);
}

}  // namespace

Consumer::Consumer(Options options, RebalanceListener& listener, const Wake& wake)
    : options_(std::move(options)), listener_(listener), wake_(wake) {}

Consumer::~Consumer() { Close(); }

Status Consumer::Subscribe(const std::vector<std::string>& topics) {
  NW_TRY(ConfHandle conf, options_.configure());
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &Consumer::OnRebalance);
  rd_kafka_conf_set_error_cb(conf.get(), &Consumer::OnError);
  rd_kafka_conf_set_stats_cb(conf.get(), &Consumer::OnStatistics);
  NW_TRY(ProducerHandle made, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  handle_ = ConsumerHandle(made.release());
  rd_kafka_poll_set_consumer(handle_.get());
  group_ = QueueHandle(rd_kafka_queue_get_consumer(handle_.get()));
  records_ = QueueHandle(rd_kafka_queue_new(handle_.get()));
  SignalOnData(group_, wake_);
  SignalOnData(records_, wake_);

  std::vector<TopicPartition> subscription;
  for (const std::string& topic : topics) subscription.push_back({topic, RD_KAFKA_PARTITION_UA});
  const PartitionListHandle list = ToPartitionList(subscription);
  const rd_kafka_resp_err_t err = rd_kafka_subscribe(handle_.get(), list.get());
  if (err == RD_KAFKA_RESP_ERR__INVALID_ARG) {
    return ConfigError("subscribe", "input.topics or input.group cannot be subscribed to");
  }
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("subscribe");
  return Ok();
}

void Consumer::Serve() {
  if (!handle_) return;
  for (const TopicPartition& partition : restarted_) Forward(partition);
  while (const MessageHandle message{rd_kafka_consumer_poll(handle_.get(), 0)}) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!stray_) {
        stray_ =
            Fatal("stray_record", std::string("a record of ") + rd_kafka_topic_name(message->rkt) +
                                      "[" + std::to_string(message->partition) + "], offset " +
                                      std::to_string(message->offset) +
                                      ", came past the lane: a restart reads it again");
      }
    } else if (options_.error) {
      options_.error(message->err, rd_kafka_message_errstr(message.get()));
    }
  }
}

void Consumer::Take(std::size_t max, std::vector<MessageHandle>& messages) {
  std::array<rd_kafka_message_t*, 512> taken{};
  const std::size_t want = std::min(max, taken.size());
  const ssize_t got = rd_kafka_consume_batch_queue(records_.get(), 0, taken.data(), want);
  for (ssize_t i = 0; i < got; ++i) {
    const MessageHandle& message = messages.emplace_back(taken[static_cast<std::size_t>(i)]);
    // What was fetched before the restart is outdated and does not come: it has started.
    if (!restarted_.empty() && message->rkt != nullptr) {
      restarted_.erase({rd_kafka_topic_name(message->rkt), message->partition});
    }
  }
}

GroupMetadataHandle Consumer::Metadata() const {
  return GroupMetadataHandle(rd_kafka_consumer_group_metadata(handle_.get()));
}

Status Consumer::Seek(const Offsets& offsets) {
  if (offsets.empty()) return Ok();
  const PartitionListHandle list = ToPartitionList(offsets);
  const ErrorHandle late(rd_kafka_seek_partitions(handle_.get(), list.get(), kSeekTimeoutMs));
  if (late) return ToError(*late).In("seek");
  Offsets stopped;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list->elems[i];
    const TopicPartition partition{element.topic, element.partition};
    if (element.err == RD_KAFKA_RESP_ERR__STATE) {
      stopped[partition] = offsets.at(partition);
    } else if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ToError(element.err).In("seek");
    }
  }
  return Restart(stopped);
}

// A partition that is not fetched, because it has not begun to or because the offset it asked for
// is not in the log, cannot seek: it is taken out and in again. When it has left, the client stops
// to forward its queue, and does not forward it anew once an application has: that is left to
// Serve(), until something comes of the partition.
Status Consumer::Restart(const Offsets& offsets) {
  if (offsets.empty()) return Ok();
  const PartitionListHandle out = ToPartitionList(offsets);
  const ErrorHandle removed(rd_kafka_incremental_unassign(handle_.get(), out.get()));
  if (removed) return ToError(*removed).In("seek");
  const PartitionListHandle in = ToPartitionList(offsets);
  const ErrorHandle added(rd_kafka_incremental_assign(handle_.get(), in.get()));
  if (added) return ToError(*added).In("seek");
  for (const auto& [partition, offset] : offsets) restarted_.insert(partition);
  return Ok();
}

Result<Offsets> Consumer::Committed(const std::vector<TopicPartition>& partitions,
                                    std::chrono::milliseconds timeout) const {
  if (partitions.empty()) return Offsets{};
  const PartitionListHandle list = ToPartitionList(partitions);
  const rd_kafka_resp_err_t err =
      rd_kafka_committed(handle_.get(), list.get(), static_cast<int>(timeout.count()));
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("read committed offsets");
  Offsets offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list->elems[i];
    if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ToError(element.err).In("read committed offsets");
    }
    if (element.offset >= 0) offsets[{element.topic, element.partition}] = element.offset;
  }
  return offsets;
}

Status Consumer::CommitSync(const Offsets& offsets) const {
  if (offsets.empty()) return Ok();
  const PartitionListHandle list = ToPartitionList(offsets);
  const rd_kafka_resp_err_t err = rd_kafka_commit(handle_.get(), list.get(), 0);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("commit offsets");
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ToError(list->elems[i].err).In("commit offsets");
    }
  }
  return Ok();
}

Result<Watermarks> Consumer::QueryWatermarks(const TopicPartition& partition,
                                             std::chrono::milliseconds timeout) const {
  Result<Watermarks> marks = kafka::QueryWatermarks(handle_.get(), partition, timeout);
  if (!marks.ok()) return std::move(marks).error().In("read the log's bounds");
  return marks;
}

std::int64_t Consumer::CachedEnd(const TopicPartition& partition) const {
  Watermarks marks;
  const rd_kafka_resp_err_t err = rd_kafka_get_watermark_offsets(
      handle_.get(), partition.topic.c_str(), partition.partition, &marks.low, &marks.high);
  return err == RD_KAFKA_RESP_ERR_NO_ERROR ? marks.high : -1;
}

Result<std::vector<TopicPartition>> Consumer::Partitions(const std::vector<std::string>& topics,
                                                         std::chrono::milliseconds timeout) const {
  std::vector<TopicPartition> partitions;
  for (const std::string& name : topics) {
    const TopicHandle topic(rd_kafka_topic_new(handle_.get(), name.c_str(), nullptr));
    const rd_kafka_metadata_t* raw = nullptr;
    const rd_kafka_resp_err_t err =
        rd_kafka_metadata(handle_.get(), 0, topic.get(), &raw, static_cast<int>(timeout.count()));
    if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("read metadata of " + name);
    for (int i = 0; i < raw->topic_cnt; ++i) {
      for (int p = 0; p < raw->topics[i].partition_cnt; ++p) {
        partitions.push_back({name, raw->topics[i].partitions[p].id});
      }
    }
    rd_kafka_metadata_destroy(raw);
  }
  return partitions;
}

std::size_t Consumer::Prefetched() const { return rd_kafka_queue_length(records_.get()); }

std::optional<Error> Consumer::fatal() const {
  if (!handle_) return std::nullopt;
  if (stray_) return stray_;
  std::array<char, 512> reason{};
  const rd_kafka_resp_err_t err = rd_kafka_fatal_error(handle_.get(), reason.data(), reason.size());
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return Fatal(
      err == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID ? "fenced_instance_id" : rd_kafka_err2name(err),
      reason.data());
}

void Consumer::Close() {
  if (!handle_) return;
  rd_kafka_queue_io_event_enable(group_.get(), -1, nullptr, 0);
  rd_kafka_queue_io_event_enable(records_.get(), -1, nullptr, 0);
  rd_kafka_consumer_close(handle_.get());
  group_.reset();
  records_.reset();
  handle_.reset();
}

void Consumer::OnRebalance(rd_kafka_t* /*rk*/, rd_kafka_resp_err_t err,
                           rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  static_cast<Consumer*>(opaque)->Rebalance(err, partitions);
}

void Consumer::Rebalance(rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t* partitions) {
  if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    Assign(partitions);
    return;
  }
  const bool lost = rd_kafka_assignment_lost(handle_.get()) != 0;
  const std::vector<TopicPartition> revoked = ToVector(*partitions);
  for (const TopicPartition& partition : revoked) restarted_.erase(partition);
  listener_.Revoked(revoked, lost);
  if (err == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
    const ErrorHandle error(rd_kafka_incremental_unassign(handle_.get(), partitions));
    if (error && options_.error) {
      options_.error(rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()));
    }
  } else {
    rd_kafka_assign(handle_.get(), nullptr);
  }
}

void Consumer::Assign(rd_kafka_topic_partition_list_t* partitions) {
  const std::vector<TopicPartition> assigned = ToVector(*partitions);
  const Offsets start = listener_.Assigned(assigned);
  for (int i = 0; i < partitions->cnt; ++i) {
    rd_kafka_topic_partition_t& element = partitions->elems[i];
    const auto found = start.find({element.topic, element.partition});
    element.offset = found == start.end() ? RD_KAFKA_OFFSET_STORED : found->second;
  }
  // Before fetching starts: no record may ever go to the queue that Serve() reads.
  for (const TopicPartition& partition : assigned) Forward(partition);
  const ErrorHandle error(rd_kafka_incremental_assign(handle_.get(), partitions));
  if (error && options_.error) {
    options_.error(rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()));
  }
}

void Consumer::Forward(const TopicPartition& partition) {
  const QueueHandle queue(
      rd_kafka_queue_get_partition(handle_.get(), partition.topic.c_str(), partition.partition));
  if (queue) rd_kafka_queue_forward(queue.get(), records_.get());
}

void Consumer::OnError(rd_kafka_t* /*rk*/, int err, const char* reason, void* opaque) {
  const auto* self = static_cast<Consumer*>(opaque);
  if (self->options_.error) {
    self->options_.error(static_cast<rd_kafka_resp_err_t>(err), reason == nullptr ? "" : reason);
  }
}

int Consumer::OnStatistics(rd_kafka_t* /*rk*/, char* json, std::size_t size, void* opaque) {
  const auto* self = static_cast<Consumer*>(opaque);
  if (self->options_.statistics) self->options_.statistics(std::string(json, size));
  return 0;  // the library frees the text
}

}  // namespace newswired::kafka
