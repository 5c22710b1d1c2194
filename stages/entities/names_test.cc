#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "stages/core/testing.h"
#include "stages/entities/gazetteer.h"
#include "stages/text/utf8.h"

namespace newswired {
extern const StageType kEntitiesStage;
namespace {

Article Tag(const std::string& body, const std::string& title = "") {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kEntitiesStage);
  Article article;
  article.title = title;
  article.body = body;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  return article;
}

/// "GPE Kenya, ORG African Union"
std::string Found(const Article& article) {
  std::string found;
  for (const Entity& entity : article.entities) {
    if (!found.empty()) found += ", ";
    found += entity.type + " " + entity.name;
  }
  return found;
}

struct Case {
  const char* name;
  const char* text;
  const char* found;
};

class NamesTest : public testing::TestWithParam<Case> {};

TEST_P(NamesTest, Finds) { EXPECT_EQ(Found(Tag(GetParam().text)), GetParam().found); }

INSTANTIATE_TEST_SUITE_P(
    Names, NamesTest,
    testing::Values(
        Case{"Country", "The minister flew to Kenya on Monday.", "GPE Kenya"},
        Case{"CapitalAndOrganisation", "Delegates of the African Union met in Cairo.",
             "ORG African Union, GPE Cairo"},
        Case{"LongestWins", "The UN Security Council met.", "ORG United Nations Security Council"},
        Case{"Nationality", "A Kenyan minister spoke.", "NORP Kenyan"},
        Case{"Dateline", "NAIROBI, March 12 - The port is shut.", "GPE Nairobi"},
        Case{"DatelineWithHyphen", "PORTO-NOVO, March 12 - Rain fell.", "GPE Porto-Novo"},
        Case{"DatelineWithApostrophe", "N'DJAMENA, March 12 - Rain fell.", "GPE N'Djamena"},
        Case{"OtherCongo", "He went to the Republic of Congo.", "GPE Republic of the Congo"},
        Case{"FormOfAddress", "On Monday Mr. Jordan met Mrs. Chad and Dr Jordan.", ""},
        Case{"TurkeyTheBird", "They ate turkey with chestnuts.", ""},
        Case{"AcronymInExactCase", "who said so to us", ""},
        Case{"PartOfAWord", "The Chinatown Chadwick Malibu", ""}, Case{"NothingInNothing", "", ""}),
    [](const auto& test) { return test.param.name; });

TEST(Names, NoNameStandsForTwo) {
  const auto built = Gazetteer::Built();
  ASSERT_TRUE(built.ok()) << built.error().message;
  EXPECT_EQ((*built)->doubled(), std::vector<std::string>{});
}

TEST(Names, MentionsOfOneEntityAreGroupedInTextOrder) {
  const Article article = Tag("Kenya spoke. Egypt answered. Kenya replied.", "Egypt and Kenya");
  ASSERT_EQ(article.entities.size(), 2U) << Found(article);
  for (const Entity& entity : article.entities) {
    ASSERT_FALSE(entity.mentions.empty());
    EXPECT_EQ(entity.by.substr(0, 9), "entities@");
    for (const Mention& mention : entity.mentions) {
      const std::string& text = mention.span.field == Field::kTitle ? article.title : article.body;
      EXPECT_EQ(mention.span.In(text), entity.name);
    }
  }
}

// Any text: spans lie in it, on boundaries, and confidences between 0 and 1.
TEST(Names, AnyText) {
  std::mt19937 random(3);
  const char* const pieces[] = {"Kenya",   "UN",     "U.N.",    " ",    "-",        "’s",
                                "é",       "北京",   "NEW",     "York", "the ",     "of ",
                                "United ", "States", "\n\n",    ".",    "Georgia ", "Washington",
                                "😀",      "US",     "DR Congo"};
  for (int round = 0; round < 5'000; ++round) {
    std::string body;
    for (unsigned i = 0; i < random() % 40; ++i) body += pieces[random() % std::size(pieces)];
    const Article article = Tag(body);
    for (const Entity& entity : article.entities) {
      for (const Mention& mention : entity.mentions) {
        ASSERT_LT(mention.span.begin, mention.span.end) << body;
        ASSERT_LE(mention.span.end, body.size()) << body;
        ASSERT_TRUE(IsValidUtf8(mention.span.In(body))) << body;
        ASSERT_GE(mention.confidence, 0) << body;
        ASSERT_LE(mention.confidence, 1) << body;
      }
    }
  }
}

}  // namespace
}  // namespace newswired
