#include "stages/article/phrases.h"

#include <gtest/gtest.h>

namespace newswired {
namespace {

constexpr Phrases kPhrases(std::to_array<std::string_view>({"to read on", "our app", "réservé"}));

TEST(Phrases, AreFoundWhereverTheyStand) {
  for (const char* const text :
       {"our app", "get our app", "our app now", "get our application", "ouour app"}) {
    EXPECT_EQ(kPhrases.FirstIn(text), "our app") << text;
  }
  EXPECT_EQ(kPhrases.FirstIn("article réservé aux abonnés"), "réservé");
}

TEST(Phrases, TheFirstOfTheListCounts) {
  EXPECT_EQ(kPhrases.FirstIn("our app is for you to read on"), "to read on");
}

TEST(Phrases, NoPartOfOneIsEnough) {
  for (const char* const text : {"", "our ap", "to read o", "to read", "our  app", "ur app"}) {
    EXPECT_FALSE(kPhrases.AnyIn(text)) << text;
  }
}

}  // namespace
}  // namespace newswired
