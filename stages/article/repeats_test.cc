#include "stages/article/repeats.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

const std::string kFirst =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days.";
const std::string kSecond =
    "The union said that its members had accepted an offer of four percent more this year.";
const std::string kThird =
    "The port authority expects the last of the waiting ships to be unloaded within a week.";

std::string P(const std::string& text) { return "<p>" + text + "</p>"; }

const std::string kCopy =
    P(kFirst) + "<h2>The offer</h2>" + P(kSecond) + P("Talks go on.") + P(kThird);
const std::string kOnce = kFirst + "\n\nThe offer\n\n" + kSecond + "\n\nTalks go on.\n\n" + kThird;

struct Case {
  const char* name;
  std::string html;
  std::string text;
};

class RepeatedTextTest : public ::testing::TestWithParam<Case> {};

TEST_P(RepeatedTextTest, IsReadOnce) {
  EXPECT_EQ(ReadPage("<article><h1>Strike ends</h1>" + GetParam().html + "</article>").body,
            GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    All, RepeatedTextTest,
    ::testing::Values(
        Case{
            "ForPhones",
            "<div class=desktop-only>" + kCopy + "</div><div class=mobile-only>" + kCopy + "</div>",
            kOnce},
        Case{"HiddenByStyle",
             "<div>" + kCopy + "</div><div style='display: none'>" + kCopy + "</div>", kOnce},
        Case{"TwoSections", "<section>" + kCopy + "</section><section>" + kCopy + "</section>",
             kOnce},
        Case{"OnlyTheBeginningOnceMore",
             "<div>" + kCopy + "</div><div>" + P(kFirst) + "<h2>The offer</h2>" + P(kSecond) +
                 "</div>",
             kOnce},
        Case{"EachBesideItsCopy",
             P(kFirst) + P(kFirst) + P(kSecond) + P(kSecond) + P("Talks go on.") +
                 P("Talks go on.") + P(kThird),
             kFirst + "\n\n" + kSecond + "\n\nTalks go on.\n\n" + kThird},
        Case{"AParagraphComesAgain", P(kFirst) + P(kSecond) + P(kFirst) + P(kThird),
             kFirst + "\n\n" + kSecond + "\n\n" + kFirst + "\n\n" + kThird},
        Case{"ARefrain",
             P(kFirst) + P("Row your boat.") + P(kSecond) + P("Row your boat.") + P(kThird),
             kFirst + "\n\nRow your boat.\n\n" + kSecond + "\n\nRow your boat.\n\n" + kThird}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace newswired
