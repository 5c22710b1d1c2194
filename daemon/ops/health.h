#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/ops/redact.h"

namespace newswired::ops {

/// What /livez, /readyz and systemd's watchdog are told. Parts (lanes) report; thread-safe.
class Health {
 public:
  using Clock = std::chrono::steady_clock;

  /// `stalled_after`: how long a part may go without progress.
  explicit Health(std::chrono::milliseconds stalled_after) : stalled_after_(stalled_after) {}

  /// Something moved, or there was nothing to do.
  void Progress(const std::string& part, Clock::time_point now = Clock::now());
  /// Why the part cannot work yet or any more; empty: it can.
  void SetReason(const std::string& part, const std::string& reason);
  /// These words are shown in no reason.
  void Redact(std::vector<std::string> secrets);
  /// A part that ended is not waited for.
  void Remove(const std::string& part);

  /// Parts without progress for too long, each with how long; empty: alive.
  [[nodiscard]] std::vector<std::string> Stalled(Clock::time_point now = Clock::now()) const;
  /// "lane 0: has no partitions yet"; empty: ready.
  [[nodiscard]] std::vector<std::string> NotReady() const;

 private:
  const std::chrono::milliseconds stalled_after_;
  mutable std::mutex mutex_;
  std::map<std::string, Clock::time_point> progress_;  // guarded by mutex_
  std::map<std::string, std::string> reasons_;         // guarded by mutex_
  Redactor redact_;                                    // guarded by mutex_
};

}  // namespace newswired::ops
