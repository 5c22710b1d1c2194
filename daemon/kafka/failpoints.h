#pragma once

#include <string_view>

namespace newswired::kafka {

/// Places where a test can stop or kill the process. The daemon passes none; only
/// tests/support/chaos_main.cc installs one.
class FailPoints {
 public:
  virtual ~FailPoints() = default;
  /// Called at after_produce, after_flush, after_send_offsets and after_commit on a producer's
  /// thread; on the lane's at before_produce, when a batch is about to send its first record, and
  /// at before_give_back, when the group wants partitions back.
  /// Of the ledger: before_claim and before_confirmation on the lane's thread, after_claim and
  /// after_confirmation on the ledger's, when the record is known to be written;
  /// during_snapshot and during_restore on the ledger's, while a snapshot is written by the forked
  /// process or is read.
  virtual void Reach(std::string_view name) = 0;
  /// True: a batch sends nothing until the one before it has ended. Else it may begin when that
  /// one's records are acknowledged, and nothing would be between EndTxn of one producer and the
  /// first record of the other.
  [[nodiscard]] virtual bool wait_for_commit() const { return false; }
  /// True in control runs that show what the re-initialisation of suspect producers prevents.
  [[nodiscard]] virtual bool trust_producers() const { return false; }
};

inline void Reach(FailPoints* failpoints, std::string_view name) {
  if (failpoints != nullptr) failpoints->Reach(name);
}

inline bool WaitsForCommit(const FailPoints* failpoints) {
  return failpoints != nullptr && failpoints->wait_for_commit();
}

}  // namespace newswired::kafka
