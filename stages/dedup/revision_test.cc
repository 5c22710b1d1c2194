#include "stages/dedup/revision.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/text/sentences.h"

namespace newswired {
namespace {

TextFacts Facts(const std::string& title, const std::string& body) {
  std::vector<Span> sentences;
  FindSentences(body, sentences);
  return FactsOf(title, body, sentences);
}

const char* const kBefore =
    "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
    "said. "
    "“We want talks,” said Achieng Tarrow. Ships waited outside the port.";

RevisionDiff Diff(const std::string& now, const std::string& title = "Dockers strike") {
  return Compare(Facts("Dockers strike", kBefore), Facts(title, now));
}

TEST(RevisionDiff, NothingChanged) {
  const RevisionDiff diff = Diff(kBefore);
  EXPECT_TRUE(diff.added.empty() && diff.removed.empty() && diff.changed.empty());
  EXPECT_FALSE(diff.headline_changed);
  EXPECT_FALSE(diff.material);
}

TEST(RevisionDiff, NamesWhatChangedInASentence) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 4,200 workers stayed away from 7:45, the union "
      "said. "
      "“We want talks,” said Achieng Tarrow. Ships waited outside the port.");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_EQ(diff.changed[0].now, 1U);
  EXPECT_EQ(diff.changed[0].before, 1U);
  EXPECT_EQ(diff.changed[0].what,
            (std::vector<std::string>{"quantity:3,900->4,200", "time:7:30->7:45"}));
  EXPECT_TRUE(diff.material);
}

TEST(RevisionDiff, SeesQuotesAndNames) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
      "said. "
      "“We want more talks,” said Achieng Tarrow Otieno. Ships waited outside the port.");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_EQ(diff.changed[0].what,
            (std::vector<std::string>{"name:Achieng Tarrow->Achieng Tarrow Otieno",
                                      "quote:We want talks,->We want more talks,"}));
}

TEST(RevisionDiff, TellsAddedAndRemovedSentences) {
  const RevisionDiff diff = Diff(
      "Police came at noon. Dockers in Mombasa struck on Monday. About 3,900 workers stayed away "
      "from 7:30, "
      "the union said. “We want talks,” said Achieng Tarrow.");
  EXPECT_EQ(diff.added, std::vector<std::uint32_t>{0});
  EXPECT_EQ(diff.removed, std::vector<std::uint32_t>{3});
  EXPECT_TRUE(diff.changed.empty());
  EXPECT_TRUE(diff.material) << "two of four sentences";
}

TEST(RevisionDiff, WordingAloneIsNotMaterial) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
      "said. "
      "“We want talks,” said Achieng Tarrow. Ships were waiting outside the port.",
      "Dockers on strike");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_TRUE(diff.changed[0].what.empty());
  EXPECT_TRUE(diff.headline_changed);
  EXPECT_FALSE(diff.material);
}

TEST(TextFacts, AreCutBetweenCharacters) {
  std::string quote = "x";
  for (int i = 0; i < 60; ++i) quote += "ß";
  const TextFacts facts = Facts("", "He said “" + quote + "” then.");
  ASSERT_EQ(facts.facts.size(), 1U);
  EXPECT_EQ(facts.facts[0].text, quote.substr(0, 63));
}

TEST(TextFacts, AreBounded) {
  std::string body;
  for (int i = 0; i < 2000; ++i)
    body += "Town" + std::to_string(i) + " has " + std::to_string(i) + ".\n";
  const TextFacts facts = Facts("", body);
  EXPECT_EQ(facts.sentences.size(), TextFacts::kMostSentences);
  EXPECT_EQ(facts.facts.size(), TextFacts::kMostFacts);
}

}  // namespace
}  // namespace newswired
