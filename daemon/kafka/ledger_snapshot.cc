#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <string_view>

#include "daemon/kafka/ledger_client.h"
#include "daemon/ledger/snapshot.h"

// What the thread that reads the ledger does with snapshots: a shortcut at a start, no more. One
// that does not fit is left, and the whole log is read.

namespace newswired::kafka {
namespace {

constexpr std::chrono::seconds kLastSnapshot{20};

void WarnUnused(std::string_view why) {
  spdlog::warn("ledger: the snapshot is not used, and the whole log is read: {}", why);
}

}  // namespace

/// The offset to read from: that of the last record of the snapshot, which has to be in the log as
/// it was, or the log's beginning.
std::int64_t KafkaLedger::Restore() {
  if (options_.snapshot.empty()) return RD_KAFKA_OFFSET_BEGINNING;
  snapshots_.emplace(options_.snapshot, options_.topic);
  if (!snapshots_->mine()) {
    spdlog::warn(
        "ledger: another process writes {}, or it cannot be written: this one writes no "
        "snapshots",
        options_.snapshot);
  }
  options_.observer->NotReady("reads its snapshot");
  const auto read = ReadSnapshot(options_.snapshot, options_.topic, machine_, [this] {
    Reach(options_.failpoints, "during_restore");
    options_.observer->Progress();
  });
  if (!read.ok()) {
    if (read.error().code != "missing") WarnUnused(read.error().message);
    return RD_KAFKA_OFFSET_BEGINNING;
  }
  const std::int64_t last = machine_.next_offset() - 1;
  if (last < begin_at_start_ || last >= end_at_start_) {
    WarnUnused(fmt::format("its last record has offset {}, the log has those from {} to {}", last,
                           begin_at_start_, end_at_start_ - 1));
    machine_.Clear();
    return RD_KAFKA_OFFSET_BEGINNING;
  }
  spdlog::info("ledger: state {:016x} of {} articles at offset {}, from a snapshot of {} bytes",
               read->state, machine_.articles(), last, read->bytes);
  restored_ = true;
  saved_ = machine_.next_offset();
  return position_ = last;
}

/// The first record that is read has to be the last one of the snapshot. False: the log is another
/// one, and is read from its beginning.
bool KafkaLedger::Resumes(const rd_kafka_message_t& message, std::int64_t append_ms) {
  restored_ = false;
  const std::string_view value(static_cast<const char*>(message.payload), message.len);
  if (message.offset == machine_.next_offset() - 1 &&
      LedgerRecordHash(append_ms, value) == machine_.last_record()) {
    resumed_ = true;
    position_ = machine_.next_offset();
    NoteControl(/*append_ms=*/0);  // when it was written is not known: it is repeated soon
    return true;
  }
  WarnUnused(fmt::format("the record at offset {} is not the one that it was", message.offset));
  machine_.Clear();
  saved_ = 0;
  position_ = begin_at_start_;
  if (Status assigned = AssignAt(RD_KAFKA_OFFSET_BEGINNING); !assigned.ok()) {
    Fail(std::move(assigned).error());
  }
  return false;
}

void KafkaLedger::BeginSnapshot(std::uint64_t state) {
  if (!snapshots_ || !snapshots_->mine() || snapshots_->running()) return;
  if (Status begun = snapshots_->Begin(machine_, state); !begun.ok()) {
    NoteSnapshot(begun);
    return;
  }
  saved_ = machine_.next_offset();
  Reach(options_.failpoints, "during_snapshot");
}

void KafkaLedger::NoteSnapshot(const std::optional<Status>& ended) {
  if (!ended) return;
  options_.observer->SnapshotEnded(ended->ok());
  if (ended->ok()) {
    spdlog::debug("ledger: {} is written", options_.snapshot);
  } else {
    saved_ = 0;
    spdlog::warn("ledger: no snapshot: {}", ended->error().message);
  }
}

void KafkaLedger::SaveAtEnd() {
  if (!snapshots_ || aborted_ || !standing().ready || standing().failure) return;
  NoteSnapshot(snapshots_->Wait(kLastSnapshot));
  if (machine_.next_offset() == saved_) return;
  BeginSnapshot(machine_.Hash());
  NoteSnapshot(snapshots_->Wait(kLastSnapshot));
}

}  // namespace newswired::kafka
