#pragma once

#include <cstdint>

namespace newswired {

/// The latest record time seen, which drives the window of an ordered stage. A jump of more than an
/// hour counts only when eight records in a row are beyond it: one producer with a wrong clock must
/// not make everything else old.
struct WindowClock {
  static constexpr std::int64_t kJumpMs = 3'600'000;
  static constexpr int kAgreeing = 8;

  std::int64_t now_ms = -1;
  std::int64_t least_ahead_ms = 0;  ///< of the `ahead` records that wait to be believed
  int ahead = 0;

  /// A record of this time (milliseconds since 1970, -1: unknown) is judged.
  void Advance(std::int64_t time_ms);
};

}  // namespace newswired
