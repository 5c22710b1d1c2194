#pragma once

#include <cstdint>
#include <optional>

#include "stages/core/article.h"

namespace newswired::cli {

/// Record times for articles that come from files and not from Kafka: they drive the window of
/// dedup (DESIGN, section 6.7), so they never go back, and one wrong date must not empty the
/// window.
///
/// A time more than an hour ahead of the last one is held back until the next article that has a
/// time is at least an hour ahead, too; then the earlier of the two holds. A time more than an hour
/// after `now_ms` is no time.
class RecordClock {
 public:
  explicit RecordClock(std::int64_t now_ms) : now_ms_(now_ms) {}

  /// The record time of the next article, which claims `time_ms`; -1 before the first time.
  std::int64_t Next(std::optional<std::int64_t> time_ms);

 private:
  const std::int64_t now_ms_;
  std::int64_t current_ = -1;
  std::optional<std::int64_t> held_back_;
};

/// When an article says that it was fetched, else published; of a bare date or a time without a
/// zone, as if it were UTC (this decides an order, and is not published).
std::optional<std::int64_t> ClaimedTime(const Claims& claims);

}  // namespace newswired::cli
