#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace newswired::ops {

/// Holds back what is said too often: a text that repeats within `interval` of when it was let
/// through, and more than `per_shape` texts per interval that differ in their digits only. Not
/// thread-safe; memory is bounded.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// A text that was held back, for telling so once its interval is over.
  struct Held {
    std::string text;
    int level = 0;  ///< as given to Allow()
    std::int64_t times = 0;
  };

  explicit RateLimit(Clock::duration interval = std::chrono::seconds(10), int per_shape = 20)
      : interval_(interval), per_shape_(per_shape) {}

  /// Whether `text` may be said now.
  bool Allow(std::string_view text, int level, Clock::time_point now);

  /// What was held back in intervals that have ended by `now`, in no order; each is told once.
  std::vector<Held> TakeHeld(Clock::time_point now);
  /// As above, of all intervals: at the end of the process.
  std::vector<Held> TakeAll() { return TakeHeld(Clock::time_point::max()); }

 private:
  struct Entry {
    Clock::time_point ends;
    int let_through = 0;
    Held held;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  bool Count(Entries& entries, std::string_view key, int limit, std::string_view text, int level,
             Clock::time_point now);
  static void Take(Entries& entries, Clock::time_point now, std::vector<Held>& held);

  const Clock::duration interval_;
  const int per_shape_;
  Entries texts_;
  Entries shapes_;
};

}  // namespace newswired::ops
