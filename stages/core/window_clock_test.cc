#include "stages/core/window_clock.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace newswired {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kStart = 1'760'000'000'000;

WindowClock After(const std::vector<std::int64_t>& times, std::size_t from = 0) {
  WindowClock clock;
  for (std::size_t i = from; i < times.size(); ++i) clock.Advance(times[i], i);
  return clock;
}

std::vector<std::int64_t> TimesHeld(const WindowClock& clock) {
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < clock.ahead; ++i) times.push_back(clock.held[i].time_ms);
  return times;
}

TEST(WindowClockTest, KnowsTheTimeFromTheEighthRecordOn) {
  std::vector<std::int64_t> times(7, kStart);
  EXPECT_EQ(After(times).now_ms, -1);
  EXPECT_EQ(After(times).HeldFrom(7), 0U);
  times.push_back(kStart + 5);
  EXPECT_EQ(After(times).now_ms, kStart + 5);
  EXPECT_EQ(After(times).HeldFrom(8), 8U);
}

TEST(WindowClockTest, OneRecordFromTheFutureMovesNothing) {
  std::vector<std::int64_t> times(8, kStart);
  times.insert(times.end(), {kStart + 100 * kHour, kStart + 1, -1});
  EXPECT_EQ(After(times).now_ms, kStart + 1);
  EXPECT_EQ(After(times).ahead, 0U);
}

TEST(WindowClockTest, EightBeyondAJumpAreBelieved) {
  std::vector<std::int64_t> times(8, kStart);
  for (int i = 0; i < 7; ++i) times.push_back(kStart + 2 * kHour + i);
  EXPECT_EQ(After(times).now_ms, kStart);
  EXPECT_EQ(After(times).HeldFrom(15), 8U);
  times.push_back(kStart + 2 * kHour + 7);
  EXPECT_EQ(After(times).now_ms, kStart + 2 * kHour + 7);
  EXPECT_EQ(After(times).HeldFrom(16), 16U);
}

TEST(WindowClockTest, RecordsThatAllLieFarApartAreFollowedSevenBehind) {
  std::vector<std::int64_t> times;
  for (int i = 0; i < 30; ++i) times.push_back(kStart + 2 * kHour * i);
  EXPECT_EQ(After(times).now_ms, times[22]);
  EXPECT_EQ(After(times).HeldFrom(30), 23U);
}

// Four each half hour, then a night: blocks of eight would be another time for who began elsewhere.
TEST(WindowClockTest, AgreesWithOneThatBeganLaterAfterEightRecords) {
  std::mt19937 random(7);
  for (int log = 0; log < 200; ++log) {
    std::vector<std::int64_t> times{kStart};
    const auto sparse = static_cast<std::int64_t>(1 + random() % 8);
    while (times.size() < 120) {
      const bool together = random() % 3 == 0;
      times.push_back(
          times.back() +
          (together ? 0 : static_cast<std::int64_t>(random() % 5) * sparse * kHour / 4));
    }
    for (std::size_t from = 1; from < 100; ++from) {
      const std::vector<std::int64_t> known(times.begin(),
                                            times.begin() + static_cast<std::ptrdiff_t>(from) + 8);
      const WindowClock whole = After(known);
      const WindowClock later = After(known, from);
      ASSERT_EQ(whole.now_ms, later.now_ms) << log << " from " << from;
      ASSERT_EQ(TimesHeld(whole), TimesHeld(later)) << log << " from " << from;
    }
  }
}

}  // namespace
}  // namespace newswired
