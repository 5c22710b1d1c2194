#include "stages/text/origin_note.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/core/budget.h"

namespace newswired {
namespace {

struct Case {
  const char* name;
  std::string_view headline, text, rest;
};

class OriginNoteTest : public ::testing::TestWithParam<Case> {};

TEST_P(OriginNoteTest, IsCutOff) {
  EXPECT_EQ(WithoutOriginNote(GetParam().text, GetParam().headline), GetParam().rest);
}

INSTANTIATE_TEST_SUITE_P(
    All, OriginNoteTest,
    ::testing::Values(
        Case{"Alone", "Port reopens", "The post Port reopens appeared first on Example Wire.", ""},
        Case{"BehindASummary", "Rain", "It rains … The post Rain appeared first on Wire.",
             "It rains …"},
        Case{"WrittenOtherwise", "Rain – ‘at last’",
             "It rains. The post Rain - 'at last' first appeared on Wire", "It rains."},
        Case{"HeadlineHoldsTheOpening", "The post office reopens",
             "It rains. The post The post office reopens appeared first on Wire.", "It rains."},
        Case{"German", "Regen", "Es regnet.\nDer Beitrag Regen erschien zuerst auf Draht.",
             "Es regnet."},
        Case{"French", "Pluie", "Il pleut. L’article Pluie est apparu en premier sur Fil.",
             "Il pleut."},
        Case{"Japanese", "雨", "雨です。 投稿 雨 は 電信 に最初に表示されました。", "雨です。"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(OriginNoteTest, ManyOpeningsTakeNoLonger) {
  std::string headline;
  for (int i = 0; i < 100'000; ++i) headline += "The post ";
  const std::string text = headline + "x appeared first on Wire";
  const std::int64_t start = ThreadCpuNanos();
  EXPECT_EQ(WithoutOriginNote(text, headline), text);
  EXPECT_LT(ThreadCpuNanos() - start, 10'000'000'000);
}

TEST(OriginNoteTest, NewsOnPostsStays) {
  for (const std::string_view text :
       {"The post office reopened at noon. A rumour that first appeared on Telegram was false.",
        "The post that set off the protests first appeared on Facebook.",
        "The article first appeared on Sunday in the weekly edition of the paper.",
        "L'articolo contestato proviene da un emendamento della maggioranza."}) {
    EXPECT_EQ(WithoutOriginNote(text, "Protests after a post"), text);
    EXPECT_EQ(WithoutOriginNote(text, ""), text);
  }
}

}  // namespace
}  // namespace newswired
