#include "stages/text/sentences.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

std::vector<std::string> Sentences(std::string_view text, std::string_view language = "en") {
  std::vector<Span> spans;
  FindSentences(text, language, spans);
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
  EXPECT_EQ(Sentences("It cost Rs. 500 crore. He paid."),
            (List{"It cost Rs. 500 crore.", "He paid."}));
}

TEST(Sentences, EndAtLines) {
  EXPECT_EQ(Sentences("A subhead\n\n  Text of it \nмир. Да."),
            (List{"A subhead", "Text of it", "мир.", "Да."}));
  EXPECT_EQ(Sentences(" \n "), List{});
}

TEST(Sentences, MayEndWithAnAbbreviation) {
  EXPECT_EQ(Sentences("It began at 5 p.m. Then it ended. He left the U.S. The army stayed."),
            (List{"It began at 5 p.m.", "Then it ended.", "He left the U.S.", "The army stayed."}));
  EXPECT_EQ(Sentences("It met on Jan. 5 in St. Louis. Acme Inc. In May it paid."),
            (List{"It met on Jan. 5 in St. Louis.", "Acme Inc.", "In May it paid."}));
}

TEST(Sentences, BeginWithBrandsAndNumbers) {
  EXPECT_EQ(Sentences("It sold. iPhone sales fell. eBay rose. then"),
            (List{"It sold.", "iPhone sales fell.", "eBay rose. then"}));
  EXPECT_EQ(Sentences("1. Who may apply? 2. When?"), (List{"1. Who may apply?", "2. When?"}));
}

TEST(Sentences, OfOtherAlphabets) {
  const struct {
    std::string_view language, text;
    List sentences;
  } cases[] = {
      {"de",
       "Am 12. März kam Dr. Müller, z. B. um 14.30 Uhr. „Nein.“ Dann ging er. Es war 2020. Er "
       "blieb.",
       {"Am 12. März kam Dr. Müller, z. B. um 14.30 Uhr.", "„Nein.“", "Dann ging er.",
        "Es war 2020.", "Er blieb."}},
      {"fr",
       "M. Dupont et Mme. Royal partent. « Non. » Il reste. Ils vont à Lyon, etc. Puis non.",
       {"M. Dupont et Mme. Royal partent.", "« Non. »", "Il reste.", "Ils vont à Lyon, etc.",
        "Puis non."}},
      {"es",
       "El Sr. López llegó a EE. UU. ayer. ¿Cómo? ¡Bien!",
       {"El Sr. López llegó a EE. UU. ayer.", "¿Cómo?", "¡Bien!"}},
      {"ru",
       "А. С. Пушкин родился в 1799 г. Потом жил на ул. Мойка. «Да». Всё.",
       {"А. С. Пушкин родился в 1799 г.", "Потом жил на ул. Мойка.", "«Да».", "Всё."}},
      {"zh",
       "他来了。她走了！“我们走吧。”他说。真的吗?是",
       {"他来了。", "她走了！", "“我们走吧。”他说。", "真的吗?", "是"}},
      {"ja", "彼は来た。「行こう。」と言った。", {"彼は来た。", "「行こう。」と言った。"}},
      {"ko", "그는 왔다. 그녀는 갔다.", {"그는 왔다.", "그녀는 갔다."}},
      {"ar", "جاء الرجل. هل ذهب؟ نعم!", {"جاء الرجل.", "هل ذهب؟", "نعم!"}},
      {"hi", "वह आया। वह गया। ठीक है।", {"वह आया।", "वह गया।", "ठीक है।"}},
      {"ur", "وہ آیا۔ وہ گیا۔", {"وہ آیا۔", "وہ گیا۔"}},
      {"ka", "ის მოვიდა. ის წავიდა.", {"ის მოვიდა.", "ის წავიდა."}},
      {"hy", "Նա եկավ։ Նա գնաց։", {"Նա եկավ։", "Նա գնաց։"}},
      {"my", "သူလာသည်။ သူသွားသည်။", {"သူလာသည်။", "သူသွားသည်။"}},
      {"el", "Ήρθε. Πού πήγε; Έφυγε.", {"Ήρθε.", "Πού πήγε;", "Έφυγε."}},
      {"",
       "Es kam am 12. Dann ging es. वह आया। नहीं",
       {"Es kam am 12.", "Dann ging es.", "वह आया।", "नहीं"}},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(Sentences(each.text, each.language), each.sentences) << each.language;
  }
}

}  // namespace
}  // namespace newswired
