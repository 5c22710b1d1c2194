#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "stages/story/story_index.h"
#include "stages/story/story_score.h"
#include "stages/story/story_vector.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr StoryLimits kLimits{.window_ms = 48 * kHour, .max_articles = 1000};

StoryClaim Make(std::uint64_t key, const std::string& title, const std::string& body,
                std::int64_t time_ms = 0) {
  StoryClaim claim;
  claim.key = key;
  claim.bytes = Hash64(title + body);
  claim.time_ms = time_ms;
  claim.uri = "uri:" + std::to_string(key);
  claim.vector = MakeStoryVector(title, body, "en");
  return claim;
}

/// "Name1, Name2 ...": names of an event, from the number `from`.
std::string Names(const std::string& name, int from, int count) {
  std::string text = "there ";
  for (int i = from; i < from + count; ++i) text += name + std::to_string(i) + "x, ";
  return text;
}

const char* const kFire =
    "A fire destroyed the Harbour Street warehouse in Tallbridge early on Tuesday. Sixty "
    "firefighters led by chief Oona Marlock fought the flames for five hours. Nobody was hurt. The "
    "building, owned by the grocer Pennifold, had stood empty since 2019, Marlock said.";
const char* const kFireAgain =
    "Police in Tallbridge are asking for witnesses after the blaze that gutted the empty Pennifold "
    "warehouse on Harbour Street. Chief Oona Marlock of the fire brigade said that its cause was "
    "not known.";
const char* const kFireLater =
    "Arson is suspected in the Harbour Street fire in Tallbridge, Oona Marlock told reporters on "
    "Thursday. The Pennifold warehouse will be torn down.";
const char* const kOtherFire =
    "A fire destroyed a furniture warehouse in Quenby early on Sunday. Forty firefighters led by "
    "chief Ruan Teasdale fought the flames for three hours. Two watchmen were hurt. The building, "
    "owned by the dealer Ostrander, was insured, Teasdale said.";

TEST(Story, ReportsOfOneEventMakeOneStory) {
  StoryIndex index(kLimits);
  const StoryVerdict first = index.Apply(1, Make(1, "Fire destroys warehouse", kFire));
  EXPECT_TRUE(first.first);
  EXPECT_EQ(first.members, 1U);
  EXPECT_EQ(first.novelty, 1024);
  EXPECT_EQ(first.seed, "uri:1");
  EXPECT_GT(first.confidence, 90) << "nothing was like it";

  const StoryVerdict second = index.Apply(1, Make(2, "Witnesses sought after blaze", kFireAgain));
  EXPECT_FALSE(second.first);
  EXPECT_EQ(second.story, first.story);
  EXPECT_EQ(second.members, 2U);
  EXPECT_EQ(second.seed, "uri:1");
  EXPECT_GT(second.similarity, 200);
  EXPECT_GT(second.novelty, 100);
  EXPECT_LT(second.novelty, 900);

  EXPECT_EQ(index.Apply(1, Make(3, "Arson suspected", kFireLater)).story, first.story);
}

TEST(Story, EventsOfOneKindStayApart) {
  StoryIndex index(kLimits);
  const StoryVerdict one = index.Apply(1, Make(1, "Fire destroys warehouse", kFire));
  const StoryVerdict other = index.Apply(1, Make(2, "Fire destroys warehouse", kOtherFire));
  EXPECT_TRUE(other.first);
  EXPECT_NE(other.story, one.story);
  EXPECT_LT(other.novelty, 1024) << "some of it was in the other story";
  EXPECT_EQ(index.Apply(1, Make(3, "Arson suspected", kFireLater)).story, one.story);
}

TEST(Story, ARedeliveredRecordGetsItsFirstVerdict) {
  StoryIndex index(kLimits);
  const StoryClaim claim = Make(1, "Fire destroys warehouse", kFire);
  const StoryVerdict first = index.Apply(1, claim);
  index.Apply(1, Make(2, "", kFireAgain));
  EXPECT_EQ(index.Apply(2, claim), first);
  EXPECT_EQ(index.articles(), 2U);
  // The topic was created anew: same coordinates, other bytes.
  EXPECT_FALSE(index.Apply(2, Make(1, "Arson suspected", kFireLater)).first);
}

TEST(Story, CopiesJoinTheStoryOfTheirFamily) {
  StoryIndex index(kLimits);
  StoryClaim original = Make(1, "", kFire);
  original.family = 7;
  const StoryVerdict first = index.Apply(1, original);
  StoryClaim copy = Make(2, "", "Cut to nothing that can be recognised");
  copy.family = 7;
  copy.kinship = Kinship::kCopy;
  const StoryVerdict joined = index.Apply(1, copy);
  EXPECT_EQ(joined.story, first.story);
  EXPECT_FALSE(joined.first);
  EXPECT_EQ(joined.members, 2U);

  StoryClaim repeat = original;
  repeat.key = 3;
  repeat.kinship = Kinship::kRepeat;
  EXPECT_EQ(index.Apply(1, repeat).members, 2U) << "a feed polled again is no report";
  EXPECT_EQ(index.articles(), 2U);
}

/// So many records that their time is believed.
void SetClock(StoryIndex& index, std::int64_t time_ms) {
  for (std::uint64_t i = 0; i < 8; ++i) {
    const auto first = static_cast<int>(i) * 50;
    index.Apply(1, Make(9000 + i, "", Names("Clock", first, 20), time_ms));
  }
}

TEST(Story, WhatCameBeforeTheFirstTimeIsNotForgotten) {
  StoryIndex index(kLimits);
  const std::uint64_t story = index.Apply(1, Make(1, "", kFire, -1)).story;
  index.Committed(1);
  SetClock(index, 1'700'000'000'000);
  EXPECT_EQ(index.Apply(1, Make(2, "", kFireAgain, 1'700'000'000'000)).story, story);
  index.Aborted(1);
  const std::uint64_t before = index.Hash();
  SetClock(index, 1'700'000'000'000);
  index.Aborted(1);
  EXPECT_EQ(index.Hash(), before);
}

TEST(Story, AStoryEndsWithTheWindow) {
  StoryIndex index(kLimits);
  SetClock(index, 0);
  const std::uint64_t story = index.Apply(1, Make(1, "", kFire, 0)).story;
  EXPECT_EQ(index.Apply(1, Make(2, "", kFireAgain, kHour)).story, story);
  for (std::uint64_t hour = 2; hour <= 48; ++hour) {
    index.Apply(1, Make(100 + hour, "", Names("Other", static_cast<int>(hour) * 50, 20),
                        static_cast<std::int64_t>(hour) * kHour));
  }
  const StoryVerdict late = index.Apply(1, Make(3, "", kFireLater, 49 * kHour));
  EXPECT_EQ(late.story, story);
  EXPECT_EQ(late.members, 2U) << "the seed has left the window";
  EXPECT_EQ(late.seed, "uri:1");
  for (std::uint64_t hour = 50; hour <= 99; ++hour) {
    index.Apply(1, Make(100 + hour, "", Names("Other", static_cast<int>(hour) * 50, 20),
                        static_cast<std::int64_t>(hour) * kHour));
  }
  EXPECT_TRUE(index.Apply(1, Make(4, "", kFireAgain, 99 * kHour)).first);
}

TEST(Story, NoMoreArticlesAreRememberedThanAllowed) {
  StoryIndex index({.window_ms = 48 * kHour, .max_articles = 3});
  index.Apply(1, Make(1, "", kFire));
  for (unsigned i = 0; i < 3; ++i)
    index.Apply(1, Make(10 + i, "", Names("Other", static_cast<int>(i) * 50, 20)));
  EXPECT_EQ(index.articles(), 3U);
  EXPECT_EQ(index.stories(), 3U);
  EXPECT_TRUE(index.Apply(1, Make(2, "", kFireAgain)).first);
}

TEST(Story, StoriesThatTurnOutToBeOneAreMerged) {
  StoryIndex index(kLimits);
  const std::string one = Names("Alpha", 0, 30);
  const std::string other = Names("Beta", 0, 30);
  const std::uint64_t alpha = index.Apply(1, Make(1, "", one)).story;
  const std::uint64_t beta = index.Apply(1, Make(2, "", other)).story;
  ASSERT_NE(alpha, beta);
  ASSERT_EQ(index.Apply(1, Make(3, "", other + Names("Alpha", 0, 20))).story, beta);
  const std::uint64_t before = index.Hash();

  const StoryVerdict both = index.Apply(2, Make(4, "", one + Names("Beta", 0, 20)));
  EXPECT_EQ(both.story, beta) << "the larger one stays";
  EXPECT_EQ(both.merged, alpha);
  EXPECT_EQ(index.Apply(2, Make(5, "", one)).story, beta);

  index.Aborted(2);
  EXPECT_EQ(index.Hash(), before);
  EXPECT_EQ(index.Apply(2, Make(5, "", one)).story, alpha);
}

constexpr StoryLimits kShortLimits{.window_ms = 16 * kHour, .max_articles = 1000};

/// A stream of reports, copies and repeats of many events, twelve an hour.
std::vector<StoryClaim> Stream(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<StoryClaim> claims;
  for (std::size_t i = 0; i < size; ++i) {
    const int event = static_cast<int>(i / 8 + random() % 4);
    StoryClaim claim =
        Make(i + 1, "", Names("Event", event * 30 + static_cast<int>(random() % 10), 20),
             static_cast<std::int64_t>(i) * kHour / 12);
    claim.family = 1000 + random() % (i + 1);
    claim.kinship = static_cast<Kinship>(random() % 8 < 5 ? 0 : random() % 4);
    claims.push_back(std::move(claim));
  }
  return claims;
}

TEST(Story, TheSameInputGivesTheSameState) {
  StoryIndex one(kShortLimits);
  StoryIndex other(kShortLimits);
  BatchId batch = 0;
  for (const StoryClaim& claim : Stream(600, 1)) {
    // Where batches end makes no difference.
    EXPECT_EQ(one.Apply(1, claim), other.Apply(++batch, claim));
    other.Committed(batch);
  }
  EXPECT_EQ(one.Hash(), other.Hash());
  EXPECT_GT(one.stories(), 10U);
  EXPECT_LT(one.stories(), one.articles() / 2);
}

TEST(Story, AnAbortedBatchLeavesNoTrace) {
  const std::vector<StoryClaim> claims = Stream(700, 3);
  StoryIndex straight(kShortLimits);
  StoryIndex shaken(kShortLimits);
  std::mt19937 random(4);
  BatchId batch = 1;
  for (std::size_t i = 0; i + 10 <= claims.size(); i += 10, ++batch) {
    for (std::size_t j = i; j < i + 10; ++j) straight.Apply(batch, claims[j]);
    while (random() % 2 == 0) {
      const std::uint64_t before = shaken.Hash();
      for (std::size_t j = i; j < std::min(i + 30, claims.size()); ++j) {
        shaken.Apply(batch + (j - i) / 10, claims[j]);
      }
      shaken.Aborted(batch);
      ASSERT_EQ(shaken.Hash(), before) << i;
    }
    for (std::size_t j = i; j < i + 10; ++j) shaken.Apply(batch, claims[j]);
    straight.Committed(batch);
    shaken.Committed(batch);
    ASSERT_EQ(shaken.Hash(), straight.Hash()) << i;
  }
}

TEST(Story, LongSilenceWeighsAgainstAStory) {
  StoryFeatures features{.nearest = 400, .mean = 400, .names = 512, .core = 400};
  const std::int64_t soon = StoryScore(features);
  features.gap_days = 5;
  EXPECT_LT(StoryScore(features), soon);
}

TEST(Story, ConfidenceFollowsTheScore) {
  EXPECT_EQ(Confidence(0), 50);
  EXPECT_EQ(Confidence(1024), 73);
  EXPECT_EQ(Confidence(-1024), 27);
  EXPECT_EQ(Confidence(1'000'000), 98);
}

/// What the vector knows of a word.
int MarksOf(const StoryVector& vector, const std::string& word) {
  const StoryVector alone = MakeStoryVector("", word, "en");
  for (std::size_t i = 0; i < vector.size; ++i) {
    if (alone.size == 1 && vector.hashes[i] == alone.hashes[0]) return vector.marks[i];
  }
  return 0;
}

TEST(StoryVectorTest, ReadsWordsNamesAndNumbers) {
  const StoryVector vector = MakeStoryVector(
      "Quakes", "A quake of magnitude 6.1 shook Karvenia, where 4,200 fled. Karvenia's king slept.",
      "en");
  EXPECT_NE(MarksOf(vector, "QUAKE"), 0) << "whatever its case and number";
  EXPECT_EQ(MarksOf(vector, "quake") & StoryVector::kName, 0);
  EXPECT_NE(MarksOf(vector, "karvenia") & StoryVector::kName, 0);
  EXPECT_NE(MarksOf(vector, "6.1") & StoryVector::kName, 0);
  EXPECT_NE(MarksOf(vector, "4200"), 0);
  EXPECT_EQ(MarksOf(vector, "of"), 0) << "as frequent as it is";
  EXPECT_EQ(vector.weights[0], 255);
}

TEST(StoryVectorTest, NothingMakesNothing) {
  EXPECT_EQ(MakeStoryVector("", "", "en").size, 0U);
  EXPECT_EQ(MakeStoryVector("", "of the and", "en").size, 0U);
}

TEST(StoryVectorTest, KeepsTheHeaviestTerms) {
  const StoryVector vector = MakeStoryVector("", Names("Name", 0, 300), "en");
  EXPECT_EQ(vector.size, StoryVector::kMostTerms);
  for (std::size_t i = 1; i < vector.size; ++i) EXPECT_LE(vector.weights[i], vector.weights[i - 1]);
}

int RarityOf(const std::string& word, const std::string& language) {
  const StoryVector vector = MakeStoryVector("", word, language);
  return vector.size == 0 ? 0 : vector.marks[0] & StoryVector::kRarity;
}

TEST(StoryVectorTest, KnowsHowRareWordsAreInManyLanguages) {
  EXPECT_EQ(RarityOf("avec", "fr"), 0) << "as frequent as it is";
  EXPECT_EQ(RarityOf("nicht", "de-AT"), 0);
  EXPECT_EQ(RarityOf("что", "ru"), 0);
  EXPECT_EQ(RarityOf("और", "hi"), 0);
  EXPECT_EQ(RarityOf("није", "sr"), RarityOf("nije", "hr"));
  const int government = RarityOf("gobierno", "es");
  EXPECT_GT(government, 10);
  EXPECT_LT(government, 30);
  EXPECT_EQ(RarityOf("huelguista", "es"), 48);
  EXPECT_EQ(RarityOf("Tarrow", "es"), 63) << "a name";
  EXPECT_EQ(RarityOf("regjeringen", "nn"), RarityOf("regjeringen", "nb"));
  EXPECT_NE(RarityOf("regjeringen", "nb"), RarityOf("regjeringen", "cy"));
}

TEST(StoryVectorTest, GermanNounsAreNoNames) {
  const auto is_name = [](const std::string& word, const std::string& language) {
    const StoryVector vector = MakeStoryVector("", "x " + word, language);
    return vector.size == 1 && (vector.marks[0] & StoryVector::kName) != 0;
  };
  EXPECT_FALSE(is_name("Regierung", "de"));
  EXPECT_TRUE(is_name("Tarrow", "de"));
  EXPECT_TRUE(is_name("Gobierno", "es"));
  EXPECT_TRUE(is_name("٣٢٠", "ar")) << "a number";
}

TEST(StoryVectorTest, LeavesEndingsOut) {
  const auto terms = [](const std::string& text, const std::string& language) {
    return MakeStoryVector("", text, language).size;
  };
  EXPECT_EQ(terms("заводской заводского Реймунд Реймунда", "ru"), 2U);
  EXPECT_EQ(terms("화학공장에서 화학공장의", "ko"), 1U);
  EXPECT_EQ(terms("Karvenians Karvenia", "en"), 2U) << "English has rules";
}

TEST(StoryVectorTest, ReadsPairsOfCharactersWhereNoSpacesAreWritten) {
  EXPECT_EQ(RarityOf("我们", "zh"), 0);
  EXPECT_EQ(RarityOf("我們", "zh-Hant"), 0);
  EXPECT_EQ(RarityOf("ない", "ja"), 0);
  EXPECT_EQ(RarityOf("溃坝", "zh"), 48);
  EXPECT_EQ(MakeStoryVector("", "山谷洪水。大坝", "zh").size, 4U) << "山谷 谷洪 洪水 大坝";
}

TEST(StoryVectorTest, ShortWordsOfUncountedLanguagesCountForLittle) {
  EXPECT_EQ(RarityOf("qxo", "cy"), 12);
  EXPECT_EQ(RarityOf("qxowarnungen", "cy"), 48);
  EXPECT_EQ(RarityOf("Qxo", "cy"), 63) << "a name";
  EXPECT_EQ(RarityOf("qxo", ""), 63) << "English";
}

}  // namespace
}  // namespace newswired
