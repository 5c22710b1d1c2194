// What a lane does when a batch does not end in a commit, and when its partitions change.

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/kafka/lane.h"
#include "daemon/kafka/remedy.h"

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstBackoff{100};
constexpr milliseconds kLongestBackoff{10'000};
constexpr milliseconds kCommittedTimeout{2'000};
constexpr milliseconds kTurn{5};
constexpr std::chrono::seconds kFencedWindow{60};
constexpr std::size_t kFencedLimit = 5;

const char* Name(BatchEnd end) {
  switch (end) {
    case BatchEnd::kCommitted:
      return "committed";
    case BatchEnd::kAborted:
      return "aborted";
    case BatchEnd::kInDoubt:
      return "in doubt";
    case BatchEnd::kFenced:
      return "fenced";
  }
  return "";
}

void KeepSmaller(Offsets& offsets, const Offsets& others) {
  for (const auto& [partition, offset] : others) {
    const auto [found, added] = offsets.emplace(partition, offset);
    if (!added) found->second = std::min(found->second, offset);
  }
}

}  // namespace

// --- what the producers' threads have to tell ----------------------------------------------------

bool Lane::TakeProducerEvents() {
  bool moved = false;
  for (std::size_t i = 0; i < producers_.size(); ++i) {
    Producer& producer = *producers_[i];
    while (auto event = producer.Take()) {
      moved = true;
      switch (event->kind) {
        case ProducerEvent::Kind::kRetrying:
        case ProducerEvent::Kind::kInitialised:
          OnInitialised(*event);
          break;
        case ProducerEvent::Kind::kFinished:
          OnFinished(*event);
          break;
        case ProducerEvent::Kind::kAborted:
          if (const auto batch = std::exchange(aborting_[i], nullptr)) OnAborted(*batch, *event);
          break;
      }
    }
  }
  return moved;
}

void Lane::OnInitialised(const ProducerEvent& event) {
  if (!event.error) {
    initialised_ |= producers_[0]->initialised() && producers_[1]->initialised();
    const bool ready = initialised_ && front_ == nullptr && !recovery_.active && failures_ < 2;
    if (ready) TellReady();
    return;
  }
  Error error = *event.error;
  error.message += "; " + TransactionRemedy(error, config_);
  if (event.kind == ProducerEvent::Kind::kInitialised) return Fail(std::move(error));
  spdlog::warn("lane {}: {}: {}", options_.number, error.code, error.message);
  options_.observer->NotReady(error.message);
}

void Lane::OnFinished(const ProducerEvent& event) {
  const std::shared_ptr<Batch> batch = std::move(back_);
  back_ = nullptr;
  back_producer_ = nullptr;
  options_.observer->BatchEnded(event.end, event, *batch);
  if (front_producer_ == nullptr) options_.observer->TransactionOpen(false);
  if (event.end == BatchEnd::kCommitted) {
    if (Status told = ordered_->Committed(batch->id); !told.ok()) {
      Fail(LaneExit::kFatal, std::move(told).error());
    }
    ordered_->Confirm(batch->receipts);
    for (const auto& [partition, next] : batch->next) {
      // Partitions given back meanwhile are missing in `first`.
      const auto found = owned_.find(partition);
      if (found != owned_.end() && batch->first.contains(partition)) found->second.committed = next;
    }
    ForgetRefusals(batch->next);
    failures_ = 0;
    options_.observer->Progress();
    TellReady();
  } else {
    const std::string reason = event.error ? event.error->message : "the partitions were lost";
    spdlog::warn("lane {}: batch {} of {} records {} by {}: {}", options_.number, batch->id,
                 batch->items.size(), Name(event.end), exactly_once_ ? "transaction" : "commit",
                 reason);
    if (!LearnRefusals(*batch, event)) {
      CountFailure(event.error ? event.error->code + ": " + reason : reason);
    }
    UndoDecisions(batch->id);
    if (event.end == BatchEnd::kFenced) NoteFenced();
    StartRecovery(event.end != BatchEnd::kAborted, batch->first);
  }
}

// The open batch was given up, and its recovery waits for this.
void Lane::OnAborted(const Batch& batch, const ProducerEvent& event) {
  options_.observer->BatchEnded(event.end, event, batch);
  if (front_producer_ == nullptr && !back_) options_.observer->TransactionOpen(false);
  std::string trouble = std::exchange(recovery_.trouble, {});
  if (!event.refusals.empty()) {
    const Error refused = ErrorOf(event.refusals);
    trouble = refused.code + ": " + refused.message;
  }
  if (!trouble.empty()) {
    spdlog::warn("lane {}: batch {} given up: {}", options_.number, batch.id, trouble);
  }
  const bool learnt = LearnRefusals(batch, event);
  if (event.end != BatchEnd::kAborted) {
    spdlog::warn("lane {}: abort {}: {}", options_.number, Name(event.end),
                 event.error ? event.error->message : "");
    recovery_.in_doubt = true;
    if (trouble.empty() && event.error) trouble = event.error->message;
    if (event.end == BatchEnd::kFenced) NoteFenced();
  }
  if (!learnt && !trouble.empty()) CountFailure(trouble);
  DelayRecovery();
}

// Unless there is input that we may not read.
void Lane::TellReady() {
  for (const auto& [partition, owned] : owned_) {
    if (!owned.refused) continue;
    options_.observer->NotReady(
        fmt::format("this user may not read topic {}: grant Read on it", partition.topic));
    return;
  }
  options_.observer->NotReady("");
}

void Lane::NoteReading(Owned& owned, bool refused) {
  if (std::exchange(owned.refused, refused) == refused) return;
  // What else it is not ready for comes first, and its end tells.
  if (refused || (initialised_ && failures_ < 2)) TellReady();
}

// One more batch that ended in no commit. The first of them is nothing to wake somebody for.
void Lane::CountFailure(const std::string& reason) {
  if (++failures_ > 1) options_.observer->NotReady(reason);
}

void Lane::NoteFenced() {
  options_.observer->ProducerFenced();
  // Both producers of one recovery are fenced by the same event.
  if (!recovery_.fenced) fenced_at_.push_back(Clock::now());
  recovery_.fenced = true;
}

// A producer above suspicion waits for its turn; the others are made anew, one call at a time.
bool Lane::RotateSuspects() {
  bool moved = false;
  // In doubt, Recover() initialises both, in its own order.
  if (exit_ || recovery_.in_doubt) return false;
  ForEachProducer([&](Producer& producer) {
    if (producer.busy() || producer.in_transaction() || !producer.initialised() ||
        !producer.suspect()) {
      return;
    }
    options_.observer->ProducerRotated();
    producer.Initialise();
    moved = true;
  });
  return moved;
}

// --- recovery ------------------------------------------------------------------------------------

void Lane::UndoDecisions(BatchId batch) {
  if (Status told = ordered_->Aborted(batch); !told.ok()) {
    Fail(LaneExit::kFatal, std::move(told).error());
  }
}

// The ledger gives no verdict, for a reason that is not an article's.
void Lane::GiveUpUnjudged(Error error) {
  if (error.kind != ErrorKind::kTransient) return Fail(std::move(error));
  spdlog::warn("lane {}: batch {} given up: {}", options_.number, front_->id, error.message);
  CountFailure(error.code + ": " + error.message);
  StartRecovery(/*in_doubt=*/false, {});
}

void Lane::GiveUpFront() {
  if (!front_) return;
  front_->cancelled = true;
  UndoDecisions(front_->id);
  SealOffsets(*front_);
  for (auto& [partition, owned] : owned_) owned.first = -1;
  KeepSmaller(recovery_.rewind, front_->first);
  recovery_.active = true;
  if (front_producer_ != nullptr) {
    for (std::size_t i = 0; i < producers_.size(); ++i) {
      if (producers_[i].get() == front_producer_) aborting_[i] = front_;
    }
    front_producer_->Abort();
    front_producer_ = nullptr;
  }
  leaving_.push_back(std::move(front_));
  front_ = nullptr;
  sending_group_ = 0;
}

milliseconds Lane::Backoff() const {
  // The first time at once: a rebalance refused a batch, or a record was too large.
  if (failures_ <= 1) return milliseconds(0);
  return std::min(kFirstBackoff * (1 << std::min(failures_ - 2, 7)), kLongestBackoff);
}

void Lane::StartRecovery(bool in_doubt, const Offsets& rewind) {
  GiveUpFront();
  recovery_.active = true;
  recovery_.in_doubt |= in_doubt;
  KeepSmaller(recovery_.rewind, rewind);
  DelayRecovery();
}

void Lane::DelayRecovery() {
  milliseconds pause = Backoff();
  if (recovery_.fenced) {
    // Time for the consumer to learn that a replacement has our place, before we would fence it.
    pause = std::max(pause, milliseconds(config_.input.session_timeout_ms / 2));
    options_.observer->NotReady("its transactional id was taken over");
  }
  recovery_.not_before = std::max(recovery_.not_before, Clock::now() + pause);
}

// Whether nothing is left of a recovery but to seek; starts what comes before that.
bool Lane::ReadyToSeek() {
  if (!recovery_.active || exit_) return false;
  if (back_) return false;  // its end decides what is left to do
  bool busy = false;
  ForEachProducer([&](Producer& producer) { busy |= producer.busy(); });
  if (busy || Clock::now() < recovery_.not_before) return false;

  while (!fenced_at_.empty() && fenced_at_.front() < Clock::now() - kFencedWindow) {
    fenced_at_.pop_front();
  }
  if (fenced_at_.size() > kFencedLimit) {
    Fail(LaneExit::kQuarantined,
         Transient("quarantined", "fenced " + std::to_string(fenced_at_.size()) +
                                      " times in a minute: another process uses the same ids"));
    return false;
  }
  if (recovery_.in_doubt && !recovery_.reinitialised) {
    // Only when both ids are ours again is nothing of the old transactions under way any more, and
    // what the broker then calls committed is the truth.
    recovery_.reinitialised = true;
    ForEachProducer([&](Producer& producer) {
      options_.observer->ProducerRotated();
      producer.Initialise();
    });
    return false;
  }
  return true;
}

bool Lane::Recover() { return ReadyToSeek() && SeekAfterRecovery(); }

bool Lane::SeekAfterRecovery() {
  Offsets targets;
  if (recovery_.in_doubt) {
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, owned] : owned_) partitions.push_back(partition);
    Result<Offsets> committed = consumer_.Committed(partitions, kCommittedTimeout);
    if (!committed.ok()) {
      spdlog::warn("lane {}: {}", options_.number, committed.error().message);
      recovery_.not_before = Clock::now() + kFirstBackoff;
      return false;
    }
    targets = std::move(committed).value();
    for (const auto& [partition, owned] : owned_) {
      if (targets.contains(partition)) continue;
      // Never committed, not even by us: it is where it was when we got it, or where the batches
      // began.
      const auto began = recovery_.rewind.find(partition);
      if (owned.committed >= 0) {
        targets[partition] = owned.committed;
      } else if (began != recovery_.rewind.end()) {
        targets[partition] = began->second;
      }
    }
  } else {
    for (const auto& [partition, offset] : recovery_.rewind) {
      if (owned_.contains(partition)) targets[partition] = offset;
    }
  }
  if (Status sought = consumer_.Seek(targets); !sought.ok()) {
    spdlog::warn("lane {}: {}", options_.number, sought.error().message);
    recovery_.not_before = Clock::now() + kFirstBackoff;
    return false;
  }
  for (const auto& [partition, offset] : targets) {
    Owned& owned = owned_[partition];
    owned.expected = offset;
    owned.end = -1;
    if (recovery_.in_doubt) owned.committed = offset;
  }
  DropWaiting([&](const TopicPartition& partition) { return targets.contains(partition); });
  recovery_ = {};
  return true;
}

// --- rebalance -----------------------------------------------------------------------------------

// No other member has our partitions before this callback returns, so the batches may be committed
// with the membership as it is now; or both are given up.
void Lane::SettleOpenBatches() {
  if (!front_ && !back_) return;
  if (!recovery_.active) {
    if (back_) back_->group.Set(consumer_.Metadata());
    if (front_) {
      front_->closed = true;
      front_->group.Set(consumer_.Metadata());
    }
  }
  const Clock::time_point deadline =
      Clock::now() + milliseconds(config_.input.session_timeout_ms / 2);
  while ((front_ || back_) && !recovery_.active && !exit_ && !abort_ && Clock::now() < deadline) {
    if (!Step()) wake_.Wait(kTurn);
  }
  if (!front_ && !back_) return;
  if (back_) back_->cancelled = true;
  StartRecovery(/*in_doubt=*/false, {});
}

void Lane::Revoked(const std::vector<TopicPartition>& partitions, bool lost) {
  in_callback_ = true;
  cached_owned_ = nullptr;
  if (lost) {
    spdlog::warn("lane {}: lost {} partitions", options_.number, partitions.size());
    // The offsets are not sent; an EndTxn already sent is left to end.
    if (back_) {
      back_->cancelled = true;
      back_->group.Set(nullptr);
    }
    if (front_ || back_) StartRecovery(/*in_doubt=*/false, {});
  } else {
    Reach(options_.failpoints, "before_give_back");
    SettleOpenBatches();
  }
  DropWaiting([&](const TopicPartition& partition) {
    return std::find(partitions.begin(), partitions.end(), partition) != partitions.end();
  });
  for (const TopicPartition& partition : partitions) {
    if (owned_[partition].refused) NoteReading(owned_[partition], /*refused=*/false);
    owned_.erase(partition);
    recovery_.rewind.erase(partition);
    if (back_) back_->first.erase(partition);
    options_.observer->PartitionGone(partition);
  }
  options_.observer->Rebalanced(owned_.size());
  if (owned_.empty()) options_.observer->NotReady("has no partitions");
  in_callback_ = false;
}

Offsets Lane::Assigned(const std::vector<TopicPartition>& partitions) {
  if (exit_) return {};
  in_callback_ = true;
  ++assignments_;
  cached_owned_ = nullptr;
  SettleOpenBatches();
  if (!initialising_started_) {
    // Not before: initialising ends the transaction that a predecessor under our ids left open,
    // and whoever has our partitions by then could be that predecessor.
    initialising_started_ = true;
    ForEachProducer([](Producer& producer) { producer.Initialise(); });
  }
  Offsets start = partitions.empty() ? Offsets{} : StartOffsets(partitions);
  for (const TopicPartition& partition : partitions) {
    const auto found = start.find(partition);
    const std::int64_t offset = found == start.end() ? -1 : found->second;
    owned_[partition] = {.expected = offset, .committed = offset};
    recovery_.rewind.erase(partition);
  }
  spdlog::info("lane {}: {} partitions assigned, {} in all", options_.number, partitions.size(),
               owned_.size());
  options_.observer->Rebalanced(owned_.size());
  // A group with more members than partitions: nothing to do is not a fault.
  if (initialised_) {
    TellReady();
  } else {
    options_.observer->NotReady("initialises its transactions");
  }
  in_callback_ = false;
  return start;
}

}  // namespace newswired::kafka
