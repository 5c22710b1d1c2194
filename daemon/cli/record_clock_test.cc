#include "daemon/cli/record_clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace newswired::cli {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kStart = 1'741'788'300'000;
constexpr std::int64_t kNow = kStart + 10'000 * kHour;

/// Feeds times in hours after the start; -1: none.
std::vector<std::int64_t> Feed(const std::vector<std::int64_t>& hours) {
  RecordClock clock(kNow);
  std::vector<std::int64_t> out;
  for (const std::int64_t hour : hours) {
    const std::int64_t time =
        clock.Next(hour < 0 ? std::nullopt : std::optional(kStart + hour * kHour));
    out.push_back(time < 0 ? -1 : (time - kStart) / kHour);
  }
  return out;
}

using Hours = std::vector<std::int64_t>;

TEST(RecordClock, NeverGoesBack) { EXPECT_EQ(Feed({2, 1, 3, 0}), (Hours{2, 2, 3, 3})); }

TEST(RecordClock, AMissingTimeIsThePreviousOne) {
  EXPECT_EQ(Feed({-1, 1, -1, 2}), (Hours{-1, 1, 1, 2}));
}

TEST(RecordClock, HoldsBackALoneJump) { EXPECT_EQ(Feed({0, 500, 1, 1}), (Hours{0, 0, 1, 1})); }

TEST(RecordClock, JumpsWhereTheNextOneAgrees) {
  EXPECT_EQ(Feed({0, 500, 500}), (Hours{0, 0, 500}));
  EXPECT_EQ(Feed({0, 500, 600, 600}), (Hours{0, 0, 500, 600}));
  EXPECT_EQ(Feed({0, 24, 48, 72, 72}), (Hours{0, 0, 24, 48, 72}));
}

TEST(RecordClock, KnowsNoFuture) {
  EXPECT_EQ(Feed({20'000, 3, 20'000, 20'000}), (Hours{-1, 3, 3, 3}));
}

TEST(ClaimedTime, PrefersTheFetch) {
  Claims claims;
  EXPECT_EQ(ClaimedTime(claims), std::nullopt);
  claims.published_at = "2025-03-12";
  EXPECT_EQ(ClaimedTime(claims), 1'741'737'600'000);
  claims.fetched_at = "2025-03-12T17:05:00+03:00";
  EXPECT_EQ(ClaimedTime(claims), kStart);
  claims.fetched_at = "yesterday";
  EXPECT_EQ(ClaimedTime(claims), 1'741'737'600'000);
  claims.published_at = "2025-03-12T14:05:00";
  EXPECT_EQ(ClaimedTime(claims), kStart);
}

}  // namespace
}  // namespace newswired::cli
