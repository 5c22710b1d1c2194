#include "daemon/service/observers.h"

#include <chrono>

namespace newswired {
namespace {

double Seconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

LaneMetrics::LaneMetrics(int lane, ops::Metrics& metrics, ops::Health& health)
    : metrics_(metrics),
      health_(health),
      part_("lane " + std::to_string(lane)),
      labels_{{"lane", std::to_string(lane)}},
      records_(metrics.GetCounter("newswired_records_total", "Input records fetched.", labels_)),
      events_(metrics.GetCounter("newswired_events_total",
                                 "Events produced, those of aborted transactions included.",
                                 labels_)),
      dropped_(metrics.GetCounter("newswired_dropped_total",
                                  "Articles that a stage decided not to publish.", labels_)),
      rotations_(metrics.GetCounter("newswired_producer_rotations_total",
                                    "Producers initialised again because they were suspect.",
                                    labels_)),
      fenced_(metrics.GetCounter("newswired_fenced_total",
                                 "Producers whose transactional id was taken over.", labels_)),
      rebalances_(metrics.GetCounter("newswired_rebalances_total",
                                     "Times that partitions were given or taken.", labels_)),
      skipped_(metrics.GetCounter("newswired_offsets_skipped_total",
                                  "Records fetched twice and skipped.", labels_)),
      lost_(metrics.GetCounter("newswired_offsets_lost_total",
                               "Records that retention deleted before they were read.", labels_)),
      open_(metrics.GetGauge("newswired_lane_transaction_open", "1 while a transaction is open.",
                             labels_)),
      partitions_(metrics.GetGauge("newswired_lane_partitions", "Partitions owned.", labels_)),
      in_flight_(metrics.GetGauge("newswired_in_flight_bytes",
                                  "Most bytes of an open batch in the last second.", labels_)),
      prefetched_(metrics.GetGauge("newswired_prefetched_records", "Records fetched and not taken.",
                                   labels_)),
      producing_(metrics.GetGauge("newswired_producing_records",
                                  "Records produced and not acknowledged.", labels_)),
      batch_(metrics.GetGauge("newswired_batch_records", "Records of the last batch.", labels_)),
      flush_(metrics.GetSeconds("newswired_flush_seconds",
                                "Until all records of a batch were acknowledged.", labels_)),
      send_offsets_(metrics.GetSeconds("newswired_send_offsets_seconds",
                                       "Sending offsets to the transaction.", labels_)),
      end_transaction_(metrics.GetSeconds("newswired_end_transaction_seconds",
                                          "Committing the transaction.", labels_)) {
  using kafka::BatchEnd;
  for (const auto& [end, name] :
       {std::pair{BatchEnd::kCommitted, "committed"}, std::pair{BatchEnd::kAborted, "aborted"},
        std::pair{BatchEnd::kInDoubt, "in_doubt"}, std::pair{BatchEnd::kFenced, "fenced"}}) {
    ops::Labels labels = labels_;
    labels["result"] = name;
    ended_[end] =
        &metrics.GetCounter("newswired_transactions_total", "Batches by their end.", labels);
  }
  health_.Progress(part_);
}

void LaneMetrics::RecordsTaken(std::size_t count) {
  records_.Increment(static_cast<double>(count));
}

void LaneMetrics::TransactionOpen(bool open) { open_.Set(open ? 1 : 0); }

void LaneMetrics::BatchEnded(kafka::BatchEnd end, const kafka::ProducerEvent& event,
                             const kafka::Batch& batch) {
  ended_.at(end)->Increment();
  batch_.Set(static_cast<double>(batch.items.size()));
  if (event.kind == kafka::ProducerEvent::Kind::kFinished) flush_.Observe(Seconds(event.flush));
  if (end != kafka::BatchEnd::kCommitted) return;
  send_offsets_.Observe(Seconds(event.send_offsets));
  end_transaction_.Observe(Seconds(event.end_transaction));
}

void LaneMetrics::DeadLettered(const std::string& code) {
  ops::Labels labels = labels_;
  labels["code"] = code;
  metrics_.GetCounter("newswired_dead_letters_total", "Dead letters by code.", labels).Increment();
}

void LaneMetrics::Rebalanced(std::size_t partitions_owned) {
  rebalances_.Increment();
  partitions_.Set(static_cast<double>(partitions_owned));
}

void LaneMetrics::OffsetsLost(std::int64_t count) { lost_.Increment(static_cast<double>(count)); }

ops::Labels LaneMetrics::PartitionLabels(const kafka::TopicPartition& partition) {
  return {{"topic", partition.topic}, {"partition", std::to_string(partition.partition)}};
}

void LaneMetrics::Lag(const kafka::TopicPartition& partition, std::int64_t lag) {
  metrics_
      .GetGauge("newswired_consumer_lag", "Records in the log that are not committed.",
                PartitionLabels(partition))
      .Set(static_cast<double>(lag));
}

void LaneMetrics::PartitionGone(const kafka::TopicPartition& partition) {
  metrics_.RemoveGauge("newswired_consumer_lag", PartitionLabels(partition));
}

void LaneMetrics::Queues(std::size_t most_in_flight, std::size_t prefetched,
                         std::size_t producing) {
  in_flight_.Set(static_cast<double>(most_in_flight));
  prefetched_.Set(static_cast<double>(prefetched));
  producing_.Set(static_cast<double>(producing));
}

void LaneMetrics::Statistics(const std::string& client, const std::string& json) {
  metrics_.ObserveStatistics(client, json);
}

LedgerMetrics::LedgerMetrics(ops::Metrics& metrics, ops::Health& health)
    : metrics_(metrics),
      health_(health),
      claims_(metrics.GetCounter("newswired_ledger_claims_total",
                                 "Claims appended to the ledger by this process.")),
      confirmations_(metrics.GetCounter("newswired_ledger_confirmations_total",
                                        "Confirmations appended to the ledger by this process.")),
      controls_(metrics.GetCounter("newswired_ledger_control_records_total",
                                   "Control records appended to the ledger by this process.")),
      waiting_(metrics.GetGauge("newswired_ledger_claims_waiting",
                                "Claims of this process without an answer yet.")),
      lag_(metrics.GetGauge("newswired_ledger_tail_lag_records",
                            "Records of the ledger that this process has not read yet.")),
      verdict_(
          metrics.GetSeconds("newswired_ledger_verdict_seconds", "From a claim to its answer.")) {
  health_.Progress(kPart);
  health_.SetReason(kPart, "starts");
}

void LedgerMetrics::Skipped(AppliedAs as) {
  metrics_
      .GetCounter("newswired_ledger_records_skipped_total",
                  "Records of the ledger that changed nothing, by reason.",
                  {{"reason", std::string(NameOf(as))}})
      .Increment();
}

void LedgerMetrics::Answered(std::chrono::microseconds since_claimed) {
  verdict_.Observe(Seconds(since_claimed));
}

void LedgerMetrics::Queues(std::size_t claims_waiting, std::int64_t records_behind) {
  waiting_.Set(static_cast<double>(claims_waiting));
  lag_.Set(static_cast<double>(records_behind));
}

void LedgerMetrics::Memory(const std::string& stage, std::size_t articles, std::size_t bytes) {
  metrics_
      .GetGauge("newswired_ledger_articles", "Articles that a shared stage remembers.",
                {{"stage", stage}})
      .Set(static_cast<double>(articles));
  metrics_
      .GetGauge("newswired_ledger_bytes", "Bytes of what a shared stage remembers.",
                {{"stage", stage}})
      .Set(static_cast<double>(bytes));
}

void LedgerMetrics::SnapshotEnded(bool written) {
  metrics_
      .GetCounter("newswired_ledger_snapshots_total", "Snapshots of what shared stages remember.",
                  {{"result", written ? "written" : "failed"}})
      .Increment();
}

StageMetrics::OfStage& StageMetrics::Find(const StageConfig& stage) {
  const std::lock_guard lock(mutex_);
  const auto found = stages_.find(stage.type->name);
  if (found != stages_.end()) return found->second;
  const std::string name(stage.type->name);
  const auto counter = [&](const char* state) {
    return &metrics_.GetCounter("newswired_stage_articles_total", "Articles that a stage saw.",
                                {{"stage", name}, {"state", state}});
  };
  OfStage made{
      .seconds = &metrics_.GetSeconds("newswired_stage_seconds",
                                      "CPU time of a stage for one article.", {{"stage", name}}),
      .ok = counter("ok"),
      .failed = counter("failed")};
  return stages_.emplace(stage.type->name, made).first->second;
}

void StageMetrics::StageRan(const StageConfig& stage, StageState state, std::int64_t cpu_nanos) {
  const OfStage& metrics = Find(stage);
  metrics.seconds->Observe(static_cast<double>(cpu_nanos) * 1e-9);
  (state == StageState::kOk ? metrics.ok : metrics.failed)->Increment();
}

}  // namespace newswired
