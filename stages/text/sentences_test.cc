#include "stages/text/sentences.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

std::vector<std::string> Sentences(std::string_view text) {
  std::vector<Span> spans;
  FindSentences(text, spans);
  std::vector<std::string> sentences;
  for (const Span& span : spans) sentences.emplace_back(text.substr(span.begin, span.size()));
  return sentences;
}

using List = std::vector<std::string>;

TEST(Sentences, EndAtMarksBeforeACapital) {
  EXPECT_EQ(Sentences("One came. Two went! Three? 4 stayed."),
            (List{"One came.", "Two went!", "Three?", "4 stayed."}));
  EXPECT_EQ(Sentences("It rose 4.5 percent, e.g. in may. next"),
            (List{"It rose 4.5 percent, e.g. in may. next"}));
}

TEST(Sentences, KeepTheirClosingMarks) {
  EXPECT_EQ(Sentences("“We met.” He left. \"Why?\" (No answer.) So."),
            (List{"“We met.”", "He left.", "\"Why?\"", "(No answer.)", "So."}));
}

TEST(Sentences, DoNotEndAtAbbreviationsAndInitials) {
  EXPECT_EQ(Sentences("Sen. J. Smith met Mr. Jones of the U.S. Army. Both left."),
            (List{"Sen. J. Smith met Mr. Jones of the U.S. Army.", "Both left."}));
}

TEST(Sentences, EndAtLines) {
  EXPECT_EQ(Sentences("A subhead\n\n  Text of it \nмир. Да."),
            (List{"A subhead", "Text of it", "мир.", "Да."}));
  EXPECT_EQ(Sentences(" \n "), List{});
}

}  // namespace
}  // namespace newswired
