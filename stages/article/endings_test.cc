#include "stages/article/endings.h"

#include <gtest/gtest.h>

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
        "court called a burden that nobody in the town could have foreseen at the time"}) {
    EXPECT_TRUE(FindPayPrompt(told).empty()) << told;
  }
}

}  // namespace
}  // namespace newswired
