#include "stages/core/window_clock.h"

#include <algorithm>

namespace newswired {

void WindowClock::Advance(std::int64_t time_ms, std::uint64_t position) {
  if (time_ms < 0) return;
  if (now_ms >= 0 && time_ms <= now_ms + kJumpMs) {
    now_ms = std::max(now_ms, time_ms);
    ahead = 0;
    return;
  }
  if (ahead < held.size()) {
    held[ahead++] = {time_ms, position};
    return;
  }
  now_ms = time_ms;
  for (const Held& one : held) now_ms = std::min(now_ms, one.time_ms);
  // The others are seen anew by that time: they may be within an hour of it, or wait on.
  const auto waited = held;
  ahead = 0;
  for (std::size_t i = 1; i < waited.size(); ++i) Advance(waited[i].time_ms, waited[i].position);
  Advance(time_ms, position);
}

std::uint64_t WindowClock::HeldFrom(std::uint64_t next) const {
  if (now_ms < 0) return 0;
  return ahead == 0 ? next : held.front().position;
}

}  // namespace newswired
