#pragma once

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

}  // namespace newswired
