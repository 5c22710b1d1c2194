#include "stages/core/window_clock.h"

#include <algorithm>

namespace newswired {

void WindowClock::Advance(std::int64_t time_ms) {
  if (time_ms < 0) return;
  if (now_ms >= 0 && time_ms <= now_ms + kJumpMs) {
    now_ms = std::max(now_ms, time_ms);
    ahead = 0;
    return;
  }
  least_ahead_ms = ahead == 0 ? time_ms : std::min(least_ahead_ms, time_ms);
  if (++ahead < kAgreeing) return;
  now_ms = least_ahead_ms;
  ahead = 0;
}

}  // namespace newswired
