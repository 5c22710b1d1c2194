#include "daemon/ops/rate_limit.h"

#include <gtest/gtest.h>

namespace newswired::ops {
namespace {

using std::chrono::seconds;

constexpr RateLimit::Clock::time_point kStart{std::chrono::hours(1)};

TEST(RateLimitTest, RepeatedTextIsHeldAndCounted) {
  RateLimit limit;
  EXPECT_TRUE(limit.Allow("broker is down", 3, kStart));
  EXPECT_FALSE(limit.Allow("broker is down", 3, kStart + seconds(1)));
  EXPECT_FALSE(limit.Allow("broker is down", 3, kStart + seconds(9)));
  EXPECT_TRUE(limit.TakeHeld(kStart + seconds(9)).empty());
  const auto held = limit.TakeHeld(kStart + seconds(10));
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].text, "broker is down");
  EXPECT_EQ(held[0].level, 3);
  EXPECT_EQ(held[0].times, 2);
  EXPECT_TRUE(limit.TakeHeld(kStart + seconds(99)).empty()) << "told once";
}

TEST(RateLimitTest, TextMayBeSaidAgainAfterItsInterval) {
  RateLimit limit;
  EXPECT_TRUE(limit.Allow("a", 2, kStart));
  EXPECT_TRUE(limit.Allow("a", 2, kStart + seconds(10)));
  EXPECT_FALSE(limit.Allow("a", 2, kStart + seconds(11)));
}

TEST(RateLimitTest, OtherTextsPass) {
  RateLimit limit;
  EXPECT_TRUE(limit.Allow("lane 0: joined", 2, kStart));
  EXPECT_TRUE(limit.Allow("lane 1: joined", 2, kStart));
}

TEST(RateLimitTest, TextsThatDifferInNumbersAreLimitedTogether) {
  RateLimit limit(seconds(10), 3);
  int passed = 0;
  for (int offset = 0; offset < 100; ++offset) {
    if (limit.Allow("skipped offset " + std::to_string(offset), 2, kStart)) ++passed;
  }
  EXPECT_EQ(passed, 3);
  const auto held = limit.TakeAll();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].text, "skipped offset 3") << "the first that was held back";
  EXPECT_EQ(held[0].times, 97);
}

TEST(RateLimitTest, MemoryIsBounded) {
  RateLimit limit(seconds(10), 1);
  for (int i = 0; i < 100'000; ++i) {
    static_cast<void>(limit.Allow(
        std::string(static_cast<std::size_t>(i % 500), 'x') + static_cast<char>('a' + i % 26), 2,
        kStart));
  }
  EXPECT_LE(limit.TakeAll().size(), 4000U);
}

}  // namespace
}  // namespace newswired::ops
