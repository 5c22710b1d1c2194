#pragma once

#include <array>
#include <cstdint>

namespace newswired {

/// The latest record time seen, which drives the window of an ordered stage. A jump of more than an
/// hour counts only when eight records in a row are beyond it: one producer with a wrong clock must
/// not make everything else old.
///
/// What it says depends on the latest records alone: one that begins anywhere agrees with one that
/// has run for ever as soon as it has seen eight, however far these lie apart.
struct WindowClock {
  static constexpr std::int64_t kJumpMs = 3'600'000;
  static constexpr std::size_t kAgreeing = 8;

  struct Held {
    std::int64_t time_ms = 0;
    std::uint64_t position = 0;
  };

  std::int64_t now_ms = -1;
  /// The last `ahead` records, which wait to be believed, oldest first.
  std::array<Held, kAgreeing - 1> held{};
  std::uint64_t ahead = 0;

  /// A record of this time (milliseconds since 1970, -1: unknown) is judged. `position`: any number
  /// of its owner's that grows.
  void Advance(std::int64_t time_ms, std::uint64_t position = 0);

  /// Position from which on nothing is dated for good yet; `next` where all is.
  [[nodiscard]] std::uint64_t HeldFrom(std::uint64_t next) const;
};

}  // namespace newswired
