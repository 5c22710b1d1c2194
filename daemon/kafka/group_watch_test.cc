#include "daemon/kafka/group_watch.h"

#include <gtest/gtest.h>

#include <set>

namespace newswired::kafka {
namespace {

using std::chrono::seconds;

const TopicPartition kFirst{"raw", 0};
const TopicPartition kSecond{"raw", 1};
const UnownedSince::Clock::time_point kStart{seconds(1000)};

TEST(UnownedSinceTest, LongerThanThePatience) {
  UnownedSince since(seconds(10));
  EXPECT_FALSE(since.Note({kFirst}, kStart));
  EXPECT_FALSE(since.Note({kFirst}, kStart + seconds(9)));
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(10)));
}

TEST(UnownedSinceTest, EachPartitionHasItsTime) {
  UnownedSince since(seconds(10));
  EXPECT_FALSE(since.Note({kFirst}, kStart));
  EXPECT_FALSE(since.Note({kSecond}, kStart + seconds(9)));
  EXPECT_FALSE(since.Note({kFirst, kSecond}, kStart + seconds(12)));
  EXPECT_TRUE(since.Note({kSecond}, kStart + seconds(19)));
}

TEST(UnownedSinceTest, WhatDidNotHelpIsTriedMoreSeldom) {
  UnownedSince since(seconds(10));
  since.Note({kFirst}, kStart);
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(10)));
  EXPECT_FALSE(since.Note({kFirst}, kStart + seconds(29)));
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(30)));
  EXPECT_FALSE(since.Note({kFirst}, kStart + seconds(69)));
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(70)));
}

TEST(UnownedSinceTest, OnceAllHaveAnOwnerItBeginsAnew) {
  UnownedSince since(seconds(10));
  since.Note({kFirst}, kStart);
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(10)));
  EXPECT_FALSE(since.Note({}, kStart + seconds(11)));
  EXPECT_FALSE(since.Note({kFirst}, kStart + seconds(12)));
  EXPECT_TRUE(since.Note({kFirst}, kStart + seconds(22)));
}

TEST(UnownedSinceTest, TheWaitHasAnEnd) {
  UnownedSince since(seconds(1));
  auto now = kStart;
  since.Note({kFirst}, now);
  for (int i = 0; i < 40; ++i) {
    now += seconds(64);
    EXPECT_TRUE(since.Note({kFirst}, now)) << i;
  }
}

}  // namespace
}  // namespace newswired::kafka
