#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/kafka/topic_reader.h"
#include "daemon/ledger/machine.h"

namespace newswired::cli {

/// Reads a ledger as an instance does, and counts: what `newswired dedup stats` shows.
///
/// Holds some 40 bytes for each article of the topic besides what the memories hold.
class LedgerStats {
 public:
  LedgerStats(std::string topic, std::string group, std::vector<SharedStage> stages);

  /// The records of the topic from its beginning, in their order. What is returned stays until the
  /// next call.
  const Applied& Apply(const kafka::StoredRecord& record);

  [[nodiscard]] const LedgerMachine& machine() const { return machine_; }
  /// Lines for people.
  [[nodiscard]] std::string Text() const;
  /// The same as one JSON object without a line end.
  [[nodiscard]] std::string Json() const;

 private:
  enum class Fate : std::uint8_t { kUnconfirmed, kPublished, kSuppressed };
  struct Fates {
    std::uint64_t published = 0, suppressed = 0, unconfirmed = 0;
  };

  void CountClaim(const Applied& claim, std::int64_t append_ms);
  void CountConfirmation(const Applied& confirmation);
  [[nodiscard]] Fates CountFates() const;
  /// Claims that were judged for the first time.
  [[nodiscard]] std::uint64_t Judged() const;
  /// Of these, those that were known in some way, in percent.
  [[nodiscard]] double HitRate() const;
  /// How long ago the oldest article of the window was claimed; -1: there is none, or no
  /// ledger time yet.
  [[nodiscard]] std::int64_t OldestAgeMs() const;
  [[nodiscard]] std::string MemoriesJson() const;
  [[nodiscard]] std::string ControlJson() const;
  [[nodiscard]] std::string ControlText() const;

  const std::string topic_;
  LedgerMachine machine_;
  std::int64_t first_offset_ = -1;
  std::array<std::uint64_t, 5> roles_{};  ///< by DedupRole
  std::uint64_t without_role_ = 0;        ///< there is no dedup among the stages
  std::uint64_t redelivered_ = 0;
  std::unordered_map<std::uint64_t, Fate> fates_;  ///< by key and bytes of the article
  std::deque<std::int64_t> claimed_ms_;            ///< of the articles in the window
};

/// What a record of the ledger said, as one JSON object without a line end: a judged claim with
/// its verdict, a confirmation or control record that counted; "" for all others. `machine` has
/// just applied it.
std::string LedgerRecordJson(std::int64_t offset, const Applied& applied,
                             const LedgerMachine& machine);

}  // namespace newswired::cli
