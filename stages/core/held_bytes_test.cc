#include "stages/core/held_bytes.h"

#include <gtest/gtest.h>

namespace newswired {
namespace {

TEST(HeldBytes, GrowsWithWhateverIsLarge) {
  constexpr std::size_t kMuch = 100'000;
  const std::size_t empty = HeldBytes(Article());
  EXPECT_LT(empty, 10'000U);
  const std::string text(kMuch, 'x');
  const auto grows = [&](auto set) {
    Article article;
    set(article);
    return HeldBytes(article) + 100 >= empty + kMuch;  // short strings lie in the article itself
  };
  EXPECT_TRUE(grows([&](Article& a) { a.html = text; }));
  EXPECT_TRUE(grows([&](Article& a) { a.body = text; }));
  EXPECT_TRUE(grows([&](Article& a) { a.claims.summary = text; }));
  EXPECT_TRUE(grows([&](Article& a) { a.other_bodies.push_back({.value = text}); }));
  EXPECT_TRUE(grows([&](Article& a) { a.claims.keywords.assign(10'000, "word"); }));
  EXPECT_TRUE(grows([&](Article& a) { a.warnings = {text}; }));
  EXPECT_TRUE(grows([&](Article& a) { a.sentences.resize(kMuch / sizeof(Span)); }));
  EXPECT_TRUE(grows([&](Article& a) { a.entities.resize(1'000); }));
  EXPECT_TRUE(grows([&](Article& a) {
    a.revision.emplace().diff.emplace().removed.resize(kMuch / sizeof(std::uint32_t));
  }));
}

}  // namespace
}  // namespace newswired
