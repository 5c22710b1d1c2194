#include "stages/article/telling.h"

#include <gtest/gtest.h>

namespace newswired {
namespace {

struct Case {
  const char* text;
  const char* words;
  bool told;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }

class TellingTest : public ::testing::TestWithParam<Case> {};

TEST_P(TellingTest, IsTold) {
  EXPECT_EQ(IsTold(GetParam().text, GetParam().words), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    All, TellingTest,
    ::testing::Values(
        Case{"“Follow us,” the crew shouted to the passengers.", "follow us", true},
        Case{"\"Follow us!\" the crew shouted to the passengers.", "follow us", true},
        Case{"The crew came on deck. “Follow us.” That is what they shouted, all said.",
             "follow us", true},
        Case{"Follow us, the crew shouted to the passengers.", "follow us", true},
        Case{"What do you think? asked the minister.", "what do you think", true},
        Case{"The union told its members to subscribe now or lose a month.", "subscribe now", true},
        Case{"„Folgen Sie uns“, rief die Besatzung.", "folgen sie uns", true},
        Case{"Suivez-nous, a crié le guide aux touristes.", "suivez-nous", true},
        Case{"The sign “Subscribe now” hung over the door of the old harbour office.",
             "subscribe now", true},
        Case{"Click “Subscribe now” in the corner of the page for the news of the port.",
             "subscribe now", false},
        Case{"Wer „Folge uns“ drückt, bekommt hier jeden Morgen die Nachrichten.", "folge uns",
             false},
        Case{"Follow us on X for more news.", "follow us", false},
        Case{"Follow us for more on what he said.", "follow us", false},
        Case{"For more of what he said, follow us on X.", "follow us", false},
        Case{"What has the minister said? Sign up for our newsletter.", "sign up for our", false},
        Case{"Tap “Follow us” for more news.", "follow us", false},
        Case{"“That is what he said: follow us.”", "follow us", false},
        Case{"The crew shouted.", "follow us", false}, Case{"", "follow us", false}));

}  // namespace
}  // namespace newswired
