#include "stages/core/rules.h"

#include <gtest/gtest.h>

#include "stages/core/bytes.h"

namespace newswired {
namespace {

struct Settings {
  std::string scope = "global";
  std::int64_t articles = 5;
  double confidence = 0.85;
  std::string kind = "plain";
  bool strict = false;

  template <class Visitor>
  void Visit(Visitor& v) {
    v.Field("scope", scope, {.doc = "Not shared."});
    v.Field("articles", articles, {.doc = "A", .min = 1, .max = 10, .shared = true});
    v.Field("confidence", confidence, {.doc = "B", .min = 0, .max = 1, .shared = true});
    v.Field("kind", kind, {.doc = "C", .shared = true});
    v.Field("strict", strict, {.doc = "D", .shared = true});
  }
};

TEST(RulesTest, SaysWhatIsSharedAndNothingElse) {
  EXPECT_EQ(RulesOf(Settings{}), "articles=5 confidence=0.85 kind=plain strict=0");
}

TEST(RulesTest, IsFollowed) {
  Settings settings{.scope = "lane", .articles = 9};
  const Settings other{.articles = 7, .confidence = 0.1, .kind = "wide", .strict = true};
  ASSERT_TRUE(FollowRules(RulesOf(other), settings).ok());
  EXPECT_EQ(RulesOf(settings), RulesOf(other));
  EXPECT_EQ(settings.scope, "lane");
}

TEST(RulesTest, RefusesWhatItDoesNotKnow) {
  Settings settings;
  const auto problem = [&](std::string_view rules) {
    const Status followed = FollowRules(rules, settings);
    return followed.ok() ? "" : followed.error().message;
  };
  EXPECT_EQ(problem("articles=5 confidence=0.85 kind=plain"), "strict is missing");
  EXPECT_EQ(problem("articles=5 confidence=0.85 kind=plain strict=0 more=1"),
            "there is no setting more");
  EXPECT_EQ(problem("articles=11 confidence=0.85 kind=plain strict=0"), "articles cannot be 11");
  EXPECT_EQ(problem("articles=5x confidence=0.85 kind=plain strict=0"), "articles cannot be 5x");
  for (const std::string number : {"nan", "inf", "-inf", "1e999"}) {
    EXPECT_EQ(problem("articles=5 confidence=" + number + " kind=plain strict=0"),
              "confidence cannot be " + number);
  }
}

TEST(BytesTest, ReadsWhatWasWritten) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Put(std::int64_t{-2});
  writer.Put(std::uint16_t{0xABCD});
  writer.PutText("text");
  ByteReader reader(bytes);
  EXPECT_EQ(reader.Get<std::int64_t>(), -2);
  EXPECT_EQ(reader.Get<std::uint16_t>(), 0xABCD);
  EXPECT_EQ(reader.GetText(), "text");
  EXPECT_TRUE(reader.done());
}

TEST(BytesTest, NeverReadsBeyondTheEnd) {
  std::string bytes;
  ByteWriter(bytes).PutText("text");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(reader.GetText(), "");
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.Get<std::uint8_t>(), 0);
  }
}

}  // namespace
}  // namespace newswired
