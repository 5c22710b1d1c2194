#include "stages/dedup/posting_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "stages/text/hash.h"

namespace newswired {
namespace {

std::vector<std::uint32_t> At(const PostingTable& table, std::uint64_t hash) {
  std::vector<std::uint32_t> found;
  table.Find(table.PlaceOf(hash), [&](std::uint32_t sequence) { found.push_back(sequence); });
  std::sort(found.begin(), found.end());
  return found;
}

using Sequences = std::vector<std::uint32_t>;

TEST(PostingTable, KeepsTheNewest) {
  PostingTable table(100);
  const PostingTable::Place place = table.PlaceOf(Mix64(7));
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_FALSE(table.Add(place, i, 3));
  EXPECT_EQ(table.Add(place, 3, 3), 0U);
  EXPECT_EQ(table.Add(place, 4, 3), 1U);
  EXPECT_EQ(At(table, Mix64(7)), (Sequences{2, 3, 4}));
  table.Remove(place, 0);  // is not there any more
  table.Remove(place, 3);
  EXPECT_EQ(At(table, Mix64(7)), (Sequences{2, 4}));
  EXPECT_EQ(At(table, Mix64(8)), Sequences{});
}

TEST(PostingTable, TellsTheOldestWhereNumbersStartAnew) {
  PostingTable table(100);
  const PostingTable::Place place = table.PlaceOf(Mix64(7));
  constexpr std::uint32_t kLast = PostingTable::kSequences - 1;
  for (const std::uint32_t sequence : {kLast - 1, kLast, kLast + 1}) table.Add(place, sequence, 3);
  EXPECT_EQ(table.Add(place, kLast + 2, 3), kLast - 1);
  EXPECT_EQ(At(table, Mix64(7)), (Sequences{0, 1, kLast}));
}

TEST(PostingTable, WhatALineCannotHoldStandsBehindIt) {
  PostingTable table(100);
  const PostingTable::Place place = table.PlaceOf(Mix64(7));
  Sequences expected;
  for (std::uint32_t i = 0; i < 100; ++i) {
    table.Add(place, i, 1000);
    expected.push_back(i);
  }
  EXPECT_EQ(At(table, Mix64(7)), expected);
  for (std::uint32_t i = 0; i < 100; i += 2) table.Remove(place, i);
  std::erase_if(expected, [](std::uint32_t i) { return i % 2 == 0; });
  EXPECT_EQ(At(table, Mix64(7)), expected);
}

// Full, with articles that come and go as in a window, and places that few and that many have.
TEST(PostingTable, FindsWhatAMapFinds) {
  constexpr std::size_t kHeld = 2000, kOfEach = 10, kMost = 8;
  PostingTable table(kHeld * kOfEach);
  struct Newest {
    PostingTable::Place place;
    std::deque<std::uint32_t> articles;
  };
  std::map<std::uint32_t, Newest> expected;
  std::deque<std::vector<std::uint32_t>> held;
  std::mt19937_64 random(1);
  for (std::uint32_t article = 0; article < 5 * kHeld; ++article) {
    if (held.size() == kHeld) {
      const auto oldest = static_cast<std::uint32_t>(article - kHeld);
      for (const std::uint32_t place : held.front()) {
        table.Remove(expected[place].place, oldest);
        std::erase(expected[place].articles, oldest);
      }
      held.pop_front();
    }
    held.emplace_back();
    for (std::size_t i = 0; i < kOfEach; ++i) {
      const bool common = random() % 10 == 0;
      const auto place = table.PlaceOf(Mix64(common ? random() % 50 : random() % 100'000));
      const std::uint32_t number = place.line << 16 | place.key;
      Newest& newest = expected[number];
      if (!newest.articles.empty() && newest.articles.back() == article) continue;
      newest.place = place;
      newest.articles.push_back(article);
      const auto displaced = table.Add(place, article, kMost);
      ASSERT_EQ(displaced.has_value(), newest.articles.size() > kMost);
      if (displaced) {
        ASSERT_EQ(*displaced, newest.articles.front());
        newest.articles.pop_front();
      }
      held.back().push_back(number);
    }
  }
  for (const auto& [number, newest] : expected) {
    std::vector<std::uint32_t> found;
    table.Find(newest.place, [&](std::uint32_t sequence) { found.push_back(sequence); });
    std::sort(found.begin(), found.end());
    ASSERT_EQ(found, std::vector(newest.articles.begin(), newest.articles.end()));
  }
}

}  // namespace
}  // namespace newswired
