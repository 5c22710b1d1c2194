#include "stages/article/house_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

struct Case {
  const char* name;
  std::string_view line;
  bool of_the_house;
};

class HouseLineTest : public ::testing::TestWithParam<Case> {};

TEST_P(HouseLineTest, IsKnownByItsBeginning) {
  EXPECT_EQ(IsHouseLine(GetParam().line), GetParam().of_the_house);
}

INSTANTIATE_TEST_SUITE_P(
    All, HouseLineTest,
    ::testing::Values(
        Case{"Advertisement", "ADVERTISEMENT", true}, Case{"Label", "Comments:", true},
        Case{"LabelInASentence", "Comments were closed.", false},
        Case{"Instagram", "A post shared by Local 12 (@local12)", true},
        Case{"InstagramInPolish", "Wyświetl ten post na Instagramie", true},
        Case{"German", "Empfohlener redaktioneller Inhalt", true},
        Case{"Portuguese", "CONTINUA DEPOIS DA PUBLICIDADE", true},
        Case{"Spanish", "Únete a nuestro canal de WhatsApp", true},
        Case{"French", "La suite après cette publicité", true},
        Case{"Dutch", "Tekst gaat verder onder de foto", true},
        Case{"Russian", "Подпишитесь на наш телеграм-канал", true},
        Case{"Chinese", "责任编辑：赵敏", true}, Case{"Japanese", "【関連記事】", true},
        Case{"Hindi", "यह भी पढ़ें: बंदरगाह", true}, Case{"Arabic", "اقرأ أيضا: الميناء", true},
        Case{"Follow", "Follow us on Facebook", true},
        Case{"Copyright", "Copyright 2026 Wire.", true},
        Case{"PictureOfAGallery", "Image 1 of 23", true},
        Case{"PictureOfAGalleryWithAStroke", "Image 1 of / 23", true},
        Case{"PictureInText", "Image 1 of the series", false},
        Case{"PhotosInText", "Photo 51 of 1952 shows a helix", false},
        Case{"Sharing", "Sharing is caring!", true},
        Case{"Consent", "Mit der Anmeldung willigen Sie der Verarbeitung Ihrer Daten ein.", true},
        Case{"LabelWithASign", "Werbung – hier weiter", true},
        Case{"ReadingTime", "4 min read", true},
        Case{"ReadingTimeInGerman", "Lesezeit 4 Min", true},
        Case{"ReadingTimeAmongOthers", "Écouter l’article Temps de lecture : 4 min.", true},
        Case{"TipsForReading", "5 idées de lecture pour l’été", false},
        Case{"ThirdOfAList", "(C) Every bank that operates in the state.", false},
        Case{"ReadingTimeInText", "He had a minute to read it.", false},
        Case{"PlayerTime", "Current Time 0:00", true}, Case{"PlayerState", "Loaded: 12.5%", true},
        Case{"DurationInText", "Duration 2 years", false},
        Case{"Video", "VIDEO: Mayor opens new bridge", true},
        Case{"VideoOfACamera", "Video: 4K, 60 frames", false},
        Case{"Readers", "View 23 comments", true}, Case{"Shares", "1.2K shares", true},
        Case{"ReadersInText", "23 comments were deleted", false},
        Case{"Rating", "Was this article helpful?", true},
        Case{"RatingInSpanish", "¿Te ha resultado útil esta noticia?", true},
        Case{"Mistake", "See an error? Let us know.", true},
        Case{"MistakeInText", "Found a mistake in the count, the board did.", false},
        Case{"Browser", "Your browser does not support the video tag.", true},
        Case{"ChartTool", "Source: Port authority • Created with Datawrapper", true},
        Case{"Sentence", "The post office stays closed.", false}, Case{"Empty", "", false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(HouseLine, SentencesThatBeginSo) {
  for (const std::string_view line :
       {"Anzeige gegen Unbekannt wurde erstattet.", "Werbung im Fernsehen wird teurer.",
        "Saken fortsetter i Oslo tingrett fredag.", "Copyright law is not to blame, she said.",
        "Suivez-nous sur la route, a crié le guide aux touristes.",
        "Related news came from Nairobi, where prices fell by half.",
        "Download the app, scan the code and vote: so Estonia does it.",
        "Нашли ошибку и в отчётах министерства, сообщил представитель."}) {
    EXPECT_FALSE(IsHouseLine(line)) << line;
  }
  EXPECT_TRUE(IsHouseLine("Suivez-nous sur Facebook.", /*linked=*/true));
}

TEST(HouseLine, SpeechIsNone) {
  for (const std::string_view line :
       {"Follow us, the crew shouted to the passengers.",
        "What do you think? asked the minister, and nobody spoke.",
        "Suivez-nous sur la route, a crié le guide aux touristes.",
        "We want to hear from those who lost their homes, the mayor said."}) {
    EXPECT_FALSE(IsHouseLine(line, /*linked=*/true)) << line;
  }
  for (const std::string_view line :
       {"Follow us for more on what the minister said.", "We want to hear from you.",
        "Read more: Follow us, the crew shouted"}) {
    EXPECT_TRUE(IsHouseLine(line, /*linked=*/true)) << line;
  }
}

TEST(HouseLine, ParagraphsOfTheHouse) {
  EXPECT_TRUE(IsHouseParagraph(
      "Copyright 2026 The Paper. All rights reserved. This material may not be published."));
  EXPECT_TRUE(IsHouseParagraph(
      "This video is hosted by Example. To watch it you must accept the cookies of its owner."));
  EXPECT_TRUE(IsHouseParagraph(
      "Um den Inhalt von Beispiel anzuzeigen, müssen Sie den Cookies von Dritten zustimmen."));
  EXPECT_TRUE(IsHouseParagraph("Found a typo? Select it and press Ctrl + Enter."));
  EXPECT_TRUE(IsHouseParagraph("Если вы нашли ошибку, выделите её и нажмите Ctrl+Enter."));
  EXPECT_TRUE(IsHouseParagraph("Haben Sie einen Fehler entdeckt? Schreiben Sie uns."));
  EXPECT_TRUE(
      IsHouseParagraph("Wir benötigen Ihre Einwilligung, um den eingebundenen Inhalt anzuzeigen."));
  EXPECT_FALSE(IsHouseParagraph("Was it a mistake? The mayor would not say."));
  EXPECT_FALSE(IsHouseParagraph("To send the message press Ctrl+Enter, the manual says."));
  EXPECT_FALSE(
      IsHouseParagraph("The court ruled that cookies need consent, whatever a site shows."));
  EXPECT_TRUE(IsHouseParagraph("© 2026 dpa. Alle Rechte vorbehalten."));
  EXPECT_TRUE(IsHouseParagraph(
      "An dieser Stelle finden Sie einen externen Inhalt von X, der den Artikel ergänzt."));
  EXPECT_FALSE(IsHouseParagraph("Copyright was the subject of the debate in the chamber."));
  EXPECT_FALSE(IsHouseParagraph(
      "Copyright law means that the letters may not be published before 2040, the estate said."));
  EXPECT_FALSE(IsHouseParagraph(
      "Copyright notices such as \"All rights reserved\" have meant nothing since 1989."));
  EXPECT_FALSE(IsHouseParagraph("All rights reserved to states were on the table."));
}

}  // namespace
}  // namespace newswired
