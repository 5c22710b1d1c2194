#include "stages/article/endings.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

TEST(PayPrompts, AreAskedForAndNotTold) {
  for (const char* prompt :
       {"subscribe to continue reading", "to continue, subscribe to read the full story",
        "want more? subscribe to keep reading", "diesen artikel mit wochenblatt+ weiterlesen",
        "la suite est réservée aux abonnés.", "続きを読むには会員登録が必要です"}) {
    EXPECT_FALSE(FindPayPrompt(prompt).empty()) << prompt;
  }
  for (const char* told :
       {"readers who want the archive will have to subscribe to read it, the editor said on "
        "tuesday, after the paper closed its old site and moved all of it to another house",
        "the rules say that users must log in to continue reading their messages, which the "
        "court called a burden that nobody in the town could have foreseen at the time",
        "“subscribe to continue reading,” the page told those who looked for the verdict.",
        "\"to read the full story, sign in,\" it said on the screens of the library."}) {
    EXPECT_TRUE(FindPayPrompt(told).empty()) << told;
  }
}

TEST(Appeals, AreCutNearTheEndUnlessSomebodySaysThem) {
  std::string paragraphs;
  for (int i = 0; i < 4; ++i) {
    paragraphs += "<p>Dock workers in the northern port went back to work on Tuesday, " +
                  std::to_string(i + 2) + " days after the strike had begun in the harbour.</p>";
  }
  const auto keeps = [&](const std::string& last) {
    const std::string html =
        "<article><h1>Strike ends</h1>" + paragraphs + "<p>" + last + "</p></article>";
    return ReadPage(html).body.size() >
           ReadPage("<article><h1>Strike ends</h1>" + paragraphs + "</article>").body.size();
  };
  for (const char* said :
       {"“Follow us,” the crew shouted to the <a href=/p>passengers</a>.",
        "“Subscribe now or pay later,” the union wrote to <a href=/m>its members</a> on Monday.",
        "„Folgen Sie uns“, rief die Besatzung den <a href=/p>Passagieren</a> zu.",
        "“Our newsletter was the first to tell of it,” the union said in <a href=/r>a "
        "report</a>."}) {
    EXPECT_TRUE(keeps(said)) << said;
  }
  for (const char* asked :
       {"You can follow us on <a href=/x>X</a> and elsewhere for news of the port.",
        "For more of what the ministers said, subscribe to our <a href=/n>newsletter</a>.",
        "Our newsletter with all that was said comes <a href=/n>here</a> every evening."}) {
    EXPECT_FALSE(keeps(asked)) << asked;
  }
}

}  // namespace
}  // namespace newswired
