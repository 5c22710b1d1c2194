#include "stages/core/budget.h"

#include <ctime>

namespace newswired {
namespace {

thread_local std::int64_t deadline_nanos = 0;
thread_local std::int64_t budget_nanos = 0;

}  // namespace

std::int64_t ThreadCpuNanos() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

void Budget::Start(std::int64_t nanos) {
  budget_nanos = nanos;
  deadline_nanos = nanos == 0 ? 0 : ThreadCpuNanos() + nanos;
}

bool Budget::Exceeded() { return deadline_nanos != 0 && ThreadCpuNanos() > deadline_nanos; }

Error Budget::MakeError() {
  return BadInput("budget_exceeded", "used more than its time budget of " +
                                         std::to_string(budget_nanos / 1'000'000) +
                                         " ms of CPU time");
}

}  // namespace newswired
