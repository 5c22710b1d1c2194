#include <gtest/gtest.h>

#include <string>

#include "stages/core/testing.h"

namespace newswired {
extern const StageType kLanguageStage;
namespace {

struct Case {
  const char* name;
  const char* title;
  const char* body;
  const char* claim;
  const char* tag;
};

class LanguageTest : public testing::TestWithParam<Case> {};

TEST_P(LanguageTest, Tells) {
  const auto stage = MakeDefaultStage(kLanguageStage);
  Article article;
  article.title = GetParam().title;
  article.body = GetParam().body;
  article.claims.language = GetParam().claim;
  Articles out;
  ASSERT_TRUE(stage->Process(article, out).ok());
  ASSERT_TRUE(article.language.has_value());
  EXPECT_EQ(article.language->tag, GetParam().tag);
  EXPECT_GE(article.language->confidence, 0);
  EXPECT_LE(article.language->confidence, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Languages, LanguageTest,
    testing::Values(
        Case{"English", "",
             "The minister met the head of the union on Wednesday and proposed a pause.", "", "en"},
        Case{"German", "Hochwasser an der Elbe",
             "In Dresden haben am Dienstag Hunderte Helfer begonnen, Sandsäcke aufzuschichten.", "",
             "de"},
        Case{"French", "",
             "Le ministre a rencontré mercredi le chef du syndicat et proposé une trêve.", "",
             "fr"},
        Case{"Arabic", "", "التقى الوزير رئيس النقابة يوم الأربعاء واقترح هدنة لمدة عشرة أيام", "",
             "ar"},
        Case{"Zulu", "",
             "Umongameli uhlangane nabaholi bezinyunyana ngoLwesithathu ukuze baxoxe ngamaholo.",
             "", "zu"},
        Case{"Esperanto", "",
             "La ministro renkontis merkrede la estron de la sindikato kaj proponis paŭzon.", "",
             "eo"},
        Case{"ShortEnglish", "Rain ends drought", "", "", "en"},
        Case{"TooLittleEnglishToGuess", "Mudslide in Nepal", "", "", "und"},
        Case{"TheTextWinsOverAWrongClaim", "",
             "Der Minister traf am Mittwoch den Vorsitzenden der Gewerkschaft und schlug eine "
             "Pause vor.",
             "en", "de"},
        Case{"TraditionalCharactersOfAClaim", "港鐵調整早晨非繁忙時段優惠",
             "港鐵宣布，由下月起調整早晨非繁忙時段優惠，乘客於指定時間在核心車站出閘可獲七五折。",
             "zh", "zh-Hant"},
        Case{"TheClaimWhereThereIsNoText", "", "", "fr-FR", "fr-FR"},
        Case{"NothingKnown", "", "12 345", "", "und"},
        Case{"ClaimThatIsNoTag", "", "", "12!", "und"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace newswired
