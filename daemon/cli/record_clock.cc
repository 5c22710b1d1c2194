#include "daemon/cli/record_clock.h"

#include <algorithm>
#include <string>

#include "daemon/event/timestamp.h"
#include "stages/text/dates.h"

namespace newswired::cli {
namespace {

constexpr std::int64_t kJumpMs = 3'600'000;

std::optional<std::int64_t> TimeOf(std::string_view claim) {
  const std::optional<Dated> dated = ParseDate(claim);
  if (!dated) return std::nullopt;
  if (dated->utc_ms) return dated->utc_ms;
  std::string value = dated->value;
  if (value.size() == 4) value.append("-01");
  if (value.size() == 7) value.append("-01");
  if (value.size() == 16) value.append(":00");
  if (value.size() == 19) value.append("Z");
  return ParseRfc3339(value, /*allow_date=*/true);
}

}  // namespace

std::int64_t RecordClock::Next(std::optional<std::int64_t> time_ms) {
  if (!time_ms || *time_ms < 0 || *time_ms > now_ms_ + kJumpMs) return current_;
  if (current_ < 0) return current_ = *time_ms;
  if (*time_ms <= current_ + kJumpMs) {
    held_back_.reset();
    return current_ = std::max(current_, *time_ms);
  }
  if (held_back_) current_ = std::min(*held_back_, *time_ms);
  if (*time_ms <= current_ + kJumpMs) {
    held_back_.reset();
    return current_ = std::max(current_, *time_ms);
  }
  held_back_ = *time_ms;
  return current_;
}

std::optional<std::int64_t> ClaimedTime(const Claims& claims) {
  const auto fetched = TimeOf(claims.fetched_at);
  return fetched ? fetched : TimeOf(claims.published_at);
}

}  // namespace newswired::cli
