// How a lane keeps to its budget for what is in flight. What a record will take is known only once
// its stages have run: a few kilobytes may be unpacked to megabytes. So records are taken into a
// batch on an estimate, and workers leave alone what they have not begun when the budget is used
// up. Such records are put back before the next ones, and the batch goes without them.

#include "daemon/kafka/lane.h"

namespace newswired::kafka {
namespace {

/// An article's own fields, with those of its stages.
constexpr std::size_t kArticleBytes = 6144;
constexpr std::size_t kCopyBytes = 512;

}  // namespace

bool Lane::HasRoom() const {
  if (!front_) return true;
  const Batch& batch = *front_;
  return !batch.closed && !batch.overfull &&
         batch.bytes < static_cast<std::size_t>(config_.batch.max_bytes) &&
         batch.items.size() < static_cast<std::size_t>(config_.batch.max_messages) &&
         batch.in_flight() < options_.in_flight_bytes;
}

void Lane::Reserve(WorkItem& item) {
  Batch& batch = *front_;
  // The record, and the text that stages make of it.
  const std::size_t texts = 2 * item.record.value.size();
  if (batch.generation->pass_through()) {
    item.held = texts + kCopyBytes;
    batch.held += item.held;
    return;
  }
  item.held = std::max(texts + kArticleBytes, typical_held_);
  batch.reserved += item.held;
}

// Offsets of a partition are committed up to the last record of the batch: what comes after one
// that no worker has begun goes, too, even where it is done.
bool Lane::HandBack() {
  if (!front_ || !front_->overfull) return false;
  Batch& batch = *front_;
  // First all, then those that render: one of these that ends in between is counted in neither.
  const int jobs = batch.jobs;
  if (jobs != batch.render_jobs) return false;
  batch.overfull = false;
  std::size_t keep = batch.asked;
  while (keep < batch.items.size() && batch.items[keep].processed) ++keep;
  while (batch.items.size() > keep) HandBackLast();
  return true;
}

void Lane::HandBackLast() {
  Batch& batch = *front_;
  WorkItem& item = batch.items.back();
  const RawRecord& record = item.record;
  (item.processed ? batch.held : batch.reserved) -= item.held;
  batch.bytes -= record.value.size() + record.key.size();
  Owned& owned = owned_.at({std::string(record.topic), record.partition});
  owned.expected = record.offset;
  if (owned.first == record.offset) owned.first = -1;
  waiting_.push_front(std::move(item.message));
  batch.items.pop_back();
}

void Lane::DropWaiting(const std::function<bool(const TopicPartition&)>& drops) {
  std::erase_if(waiting_, [&](const MessageHandle& message) {
    return message->rkt != nullptr &&
           drops({rd_kafka_topic_name(message->rkt), message->partition});
  });
}

}  // namespace newswired::kafka
