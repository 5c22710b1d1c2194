#pragma once

#include <cstddef>
#include <cstdint>

#include "stages/core/result.h"

namespace newswired {

/// Thread CPU time in nanoseconds: load on the machine and SIGSTOP do not count.
std::int64_t ThreadCpuNanos();

/// The running stage's CPU budget, per thread. The runner sets it; stages ask at yield points.
class Budget {
 public:
  /// Starts a budget of `nanos` of this thread's CPU time; 0: unlimited.
  static void Start(std::int64_t nanos);
  /// True once the budget is used up. About 0.2 us a call: ask every few thousand steps.
  static bool Exceeded();
  /// The error that a stage returns when Exceeded().
  static Error MakeError();
};

/// Asks the budget now and then while something is read whose parts cost what their bytes do.
class BudgetMeter {
 public:
  /// To be called for each part. True once the budget is used up.
  bool Exceeded(std::size_t bytes) {
    constexpr std::size_t kAskAfter = 64 * 1024;
    constexpr std::size_t kPart = 256;  // what a part costs that has none
    read_ += bytes + kPart;
    if (read_ < kAskAfter) return false;
    read_ = 0;
    return Budget::Exceeded();
  }

 private:
  std::size_t read_ = 0;
};

}  // namespace newswired
