#pragma once

#include <map>
#include <mutex>
#include <string>

#include "daemon/kafka/lane.h"
#include "daemon/kafka/ledger_client.h"
#include "daemon/ops/health.h"
#include "daemon/ops/metrics.h"
#include "daemon/pipeline/generation.h"

namespace newswired {

/// Turns what a lane tells into metrics and health.
class LaneMetrics final : public kafka::LaneObserver {
 public:
  LaneMetrics(int lane, ops::Metrics& metrics, ops::Health& health);

  void RecordsTaken(std::size_t count) override;
  void TransactionOpen(bool open) override;
  void BatchEnded(kafka::BatchEnd end, const kafka::ProducerEvent& event,
                  const kafka::Batch& batch) override;
  void DeadLettered(const std::string& code) override;
  void Dropped() override { dropped_.Increment(); }
  void EventProduced() override { events_.Increment(); }
  void ProducerRotated() override { rotations_.Increment(); }
  void ProducerFenced() override { fenced_.Increment(); }
  void Rebalanced(std::size_t partitions_owned) override;
  void OffsetSkipped() override { skipped_.Increment(); }
  void OffsetsLost(std::int64_t count) override;
  void Lag(const kafka::TopicPartition& partition, std::int64_t lag) override;
  void PartitionGone(const kafka::TopicPartition& partition) override;
  void Queues(std::size_t most_in_flight, std::size_t prefetched, std::size_t producing) override;
  void Progress() override { health_.Progress(part_); }
  void NotReady(const std::string& reason) override { health_.SetReason(part_, reason); }
  void Statistics(const std::string& client, const std::string& json) override;

  /// The lane's run is over: nobody waits for its progress any more.
  void Ended() { health_.Remove(part_); }

 private:
  static ops::Labels PartitionLabels(const kafka::TopicPartition& partition);

  ops::Metrics& metrics_;
  ops::Health& health_;
  const std::string part_;
  const ops::Labels labels_;
  prometheus::Counter &records_, &events_, &dropped_, &rotations_, &fenced_, &rebalances_,
      &skipped_, &lost_;
  std::map<kafka::BatchEnd, prometheus::Counter*> ended_;
  prometheus::Gauge &open_, &partitions_, &in_flight_, &prefetched_, &producing_, &batch_;
  prometheus::Histogram &flush_, &send_offsets_, &end_transaction_;
};

/// The same for the ledger; called from its thread and from lanes'.
class LedgerMetrics final : public kafka::LedgerObserver {
 public:
  LedgerMetrics(ops::Metrics& metrics, ops::Health& health);
  ~LedgerMetrics() override { health_.Remove(kPart); }
  LedgerMetrics(const LedgerMetrics&) = delete;
  LedgerMetrics& operator=(const LedgerMetrics&) = delete;

  void ClaimSent() override { claims_.Increment(); }
  void ConfirmationSent() override { confirmations_.Increment(); }
  void ControlSent() override { controls_.Increment(); }
  void Skipped(AppliedAs as) override;
  void Answered(std::chrono::microseconds since_claimed) override;
  void Queues(std::size_t claims_waiting, std::int64_t records_behind) override;
  void Memory(const std::string& stage, std::size_t articles, std::size_t bytes) override;
  void SnapshotEnded(bool written) override;
  void Progress() override { health_.Progress(kPart); }
  void NotReady(const std::string& reason) override { health_.SetReason(kPart, reason); }

 private:
  static constexpr const char* kPart = "ledger";

  ops::Metrics& metrics_;
  ops::Health& health_;
  prometheus::Counter &claims_, &confirmations_, &controls_;
  prometheus::Gauge &waiting_, &lag_;
  prometheus::Histogram& verdict_;
};

/// Per-stage counters and durations; called from all workers.
class StageMetrics final : public StageObserver {
 public:
  explicit StageMetrics(ops::Metrics& metrics) : metrics_(metrics) {}
  void StageRan(const StageConfig& stage, StageState state, std::int64_t cpu_nanos) override;

 private:
  struct OfStage {
    prometheus::Histogram* seconds;
    prometheus::Counter* ok;
    prometheus::Counter* failed;
  };
  OfStage& Find(const StageConfig& stage);

  ops::Metrics& metrics_;
  std::mutex mutex_;
  std::map<std::string_view, OfStage> stages_;  // guarded by mutex_
};

}  // namespace newswired
