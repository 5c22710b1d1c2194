#include "stages/article/notes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/article/page_for_test.h"
#include "stages/article/plain.h"

namespace newswired {
namespace {

const std::string kStory =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days.";

struct Case {
  const char* name;
  std::string block;
  std::string kind;  ///< empty: no note
  std::string until = {};
  bool on_top = false;  ///< the block stands before the story, not after it
};

class NotesTest : public ::testing::TestWithParam<Case> {};

TEST_P(NotesTest, Finds) {
  const Case& c = GetParam();
  const std::string body = c.on_top ? c.block + "\n\n" + kStory : kStory + "\n\n" + c.block;
  const std::vector<Note> notes =
      FindNotes(body, BlocksOf(body), DayOrder::kDayFirst, "article@test");
  ASSERT_EQ(notes.size(), c.kind.empty() ? 0U : 1U);
  if (c.kind.empty()) return;
  EXPECT_EQ(notes[0].kind, c.kind);
  EXPECT_EQ(notes[0].span.In(body), c.block);
  EXPECT_EQ(notes[0].until, c.until);
  EXPECT_EQ(notes[0].by, "article@test");
}

INSTANTIATE_TEST_SUITE_P(
    Corrections, NotesTest,
    ::testing::Values(
        Case{"Label", "Correction: an earlier version gave a wrong date.", "correction"},
        Case{"LabelWithDay", "Correction, March 3: The port lies in the north.", "correction"},
        Case{"LabelInBrackets", "[Correction: The port lies in the north.]", "correction"},
        Case{"Capitals", "CORRECTION: The port lies in the north.", "correction"},
        Case{"Clarification", "Clarification: The union has two boards.", "clarification"},
        Case{"EarlierVersion", "An earlier version of this article misspelled a name.",
             "correction"},
        Case{"EditorsNote",
             "Editor\u2019s note: A previous version of this story misspelled a name.",
             "correction"},
        Case{"Amended", "This article was amended on 3 March 2026 to add a reply.", "correction"},
        Case{"Bullet", "\u2022 This article was amended on 3 March 2026 to add a reply.",
             "correction"},
        Case{"Made", "A correction was made on May 2, 2026: The port lies in the north.",
             "correction"},
        Case{"EditorsNoteWithDay",
             "Editor's note, 2 May: An earlier version of this article gave a wrong date.",
             "correction"},
        Case{"GermanFassung",
             "Anmerkung der Redaktion: In einer früheren Fassung stand ein falsches Datum.",
             "correction"},
        Case{"GermanHint",
             "Transparenzhinweis: In einer früheren Version stand ein falsches Datum.",
             "correction"},
        Case{"Portuguese", "Erramos: o porto fica no norte.", "correction"},
        Case{"Finnish", "Oikaisu: satama on pohjoisessa.", "correction"},
        Case{"WeHave", "We have corrected this article to say that the port lies in the north.",
             "correction"},
        Case{"Agency", "(This story corrects the spelling of Achieng in paragraph 3.)",
             "correction"},
        Case{"AgencyWithDay", "(This March 12 story corrects the name of the port in paragraph 2)",
             "correction"},
        Case{"AgencyPassive", "(This story has been corrected to fix the name of the port)",
             "correction"},
        Case{"Refiled", "(Refiles to fix typo in headline)", "correction"},
        Case{"FrenchUpdate", "Mise à jour : cet article a été corrigé le 13 mars.", "correction"},
        Case{"AgencyShort", "(Corrects spelling of name in paragraph 3)", "correction"},
        Case{"German", "In einer früheren Version dieses Artikels stand ein falsches Datum.",
             "correction"},
        Case{"GermanLabel", "Korrektur: Der Hafen liegt im Norden.", "correction"},
        Case{"French", "Rectificatif : le port se trouve au nord.", "correction"},
        Case{"Spanish", "Una versión anterior de este artículo daba otra fecha.", "correction"},
        Case{"Reason",
             "Because of an editing error, an earlier version of this article gave a wrong date.",
             "correction"},
        Case{"Japanese", "【訂正】港は南ではなく北にあります。", "correction"},
        Case{"Chinese", "更正：港口位于北部。", "correction"},
        Case{"Korean", "[정정] 항구는 북쪽에 있습니다.", "correction"},
        Case{"Russian", "Исправление: порт находится на севере.", "correction"},
        Case{"Dutch", "In een eerdere versie van dit artikel stond een verkeerde datum.",
             "correction"}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NoCorrections, NotesTest,
    ::testing::Values(
        Case{"Market", "Correction is what analysts call a fall of ten percent.", ""},
        Case{"MarketColon", "Correction of prices is what the bank expects: it sold bonds.", ""},
        Case{"Facility", "Corrections officers at the prison said: nobody was hurt.", ""},
        Case{"Software", "An earlier version of software caused the fault, the maker said.", ""},
        Case{"BracketedAside", "(This port was the first that the union shut.)", ""},
        Case{"AgencyAdds", "(Adds details, quotes)", ""},
        Case{"TeacherCorrects", "Corrects essays all day: a teacher tells of her work.", ""},
        Case{"InASentence", "The paper printed a correction: the port lies in the north.", ""},
        Case{"AnotherReason", "Due to an editing error, the paper came late to its readers.", ""},
        Case{"WeHaveCorrected", "We have corrected the course of the ship, the captain said.", ""},
        Case{"Disclosure", "Transparenzhinweis: Die Autorin arbeitete für den Hafen.", ""},
        Case{"EditorsNoteWithDayAlone", "Editor's note, 2 May: This is a part of a series.", ""},
        Case{"EditorsNoteAlone", "Editor's note: This is the first part of a series.", ""}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    TakenBack, NotesTest,
    ::testing::Values(
        Case{"This", "This story has been withdrawn. There will be no replacement.", "withdrawal",
             "", true},
        Case{"Advised", "Please be advised that the following story is withdrawn: PORT REOPENS",
             "withdrawal", "", true},
        Case{"Retraction", "Editor's note: This article was retracted on March 3.", "withdrawal",
             "", true},
        Case{"Label", "Retraction: the port has not reopened.", "withdrawal", "", true},
        Case{"German", "Diese Meldung wird zurückgezogen.", "withdrawal", "", true},
        Case{"Kill", "EDITORS: Please kill the story headlined “Port reopens”.", "kill", "", true},
        Case{"KillStory", "Kill story PORTS of 14:20 GMT.", "kill", "", true},
        Case{"French", "ANNULE ET REMPLACE notre dépêche de 14h20", "correction", "", true},
        Case{"OfAnother", "The story of the port is told in a museum that has been removed.", "",
             "", true},
        Case{"Killed", "Killed were three men, the police said.", "", "", true},
        Case{"Army", "Withdrawal of the troops began on Monday, the army said.", "", "", true}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Embargoes, NotesTest,
    ::testing::Values(
        Case{"Until", "EMBARGOED UNTIL 14 March 2026", "embargo", "2026-03-14", true},
        Case{"UntilWithTime", "Embargoed until 2026-03-14T00:01:00Z", "embargo",
             "2026-03-14T00:01:00Z", true},
        Case{"Label", "Embargo: 14.03.2026", "embargo", "2026-03-14", true},
        Case{"NoYear", "EMBARGOED UNTIL 0001 MONDAY", "embargo", "", true},
        Case{"Sperrfrist", "SPERRFRIST: 14. März 2026", "embargo", "2026-03-14", true},
        Case{"French", "Sous embargo jusqu'au 14 mars 2026", "embargo", "2026-03-14", true},
        Case{"TimeOfFourDigitsBefore", "EMBARGOED UNTIL 0001 GMT, 14 March 2026", "embargo",
             "2026-03-14T00:01Z", true},
        Case{"TimeBefore", "Embargoed for release until 10:00 a.m. on March 14, 2026", "embargo",
             "2026-03-14T10:00", true},
        Case{"TimeAndWeekdayBefore",
             "NOT FOR PUBLICATION BEFORE 00:01 GMT ON SATURDAY 14 MARCH 2026", "embargo",
             "2026-03-14T00:01Z", true},
        Case{"AnotherNumberBefore", "Embargoed until day 3 of the fair, 14 March 2026", "embargo",
             "2026-03-14", true},
        Case{"NotOnTop", "Embargoed until 14 March 2026", "embargo", "2026-03-14", false},
        Case{"Trade", "Embargo on arms lifted after 12 years, ministers said.", "", "", true},
        Case{"TradeColon", "Embargo: what the island expects from the new government.", "", "",
             true}),
    [](const auto& made) { return made.param.name; });

TEST(NotesTest, EmbargoesStandAtTheTop) {
  const std::string body = kStory + "\n\n" + kStory + "\n\n" + kStory +
                           "\n\nEmbargoed until 14 March 2026 were the papers that he read.";
  EXPECT_TRUE(FindNotes(body, BlocksOf(body), DayOrder::kDayFirst, "a").empty());
}

TEST(NotesTest, WhatLooksLikeADateOrClutterStays) {
  const std::string embargo = "EMBARGOED UNTIL 00:01 GMT, Friday 13 November 2026";
  const std::string correction = "(Corrects number of ships in paragraph 2)";
  const std::string amended = "Correction: An earlier version gave a wrong number of ships.";
  const Article article =
      ReadPage("<h1>Strike ends</h1><article><p>" + embargo + "</p><p>" + correction + "</p><p>" +
               kStory + "</p><p>" + kStory + "</p><p>" + kStory + "</p><div class=correction><p>" +
               amended + "</p></div></article>");
  ASSERT_EQ(article.notes.size(), 3U);
  EXPECT_EQ(article.notes[0].span.In(article.body), embargo);
  EXPECT_EQ(article.notes[1].span.In(article.body), correction);
  EXPECT_EQ(article.notes[2].span.In(article.body), amended);
}

TEST(NotesTest, InTextOrder) {
  const std::string body =
      "EMBARGOED UNTIL 14 March 2026\n\n" + kStory + "\n\nCorrection: The port lies in the north.";
  const std::vector<Note> notes = FindNotes(body, BlocksOf(body), DayOrder::kDayFirst, "a");
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].kind, "embargo");
  EXPECT_EQ(notes[1].kind, "correction");
}

TEST(NotesTest, CorrectionsThatMetadataClaim) {
  const std::string inside = "The port lies in the north, not in the south.";
  const std::string page =
      R"(<script type="application/ld+json">{"@type": "NewsArticle", "correction": [")" + inside +
      R"(", {"@type": "CorrectionComment", "text": "The year was <b>wrong</b>."},)"
      R"( "https://paper.example/corrections"]}</script>)"
      "<h1>Strike ends</h1><article><p>" +
      kStory + "</p><p>" + kStory + "</p><p>" + kStory + "</p><p>Note: " + inside +
      "</p></article>";
  const Article article = ReadPage(page);
  ASSERT_EQ(article.notes.size(), 2U);
  EXPECT_EQ(article.notes[0].span.In(article.body), "Note: " + inside);
  EXPECT_EQ(article.notes[0].kind, "correction");
  EXPECT_EQ(article.notes[0].rule, "jsonld:correction");
  EXPECT_TRUE(article.notes[1].span.empty());
  EXPECT_EQ(article.notes[1].text, "The year was wrong.");
}

TEST(NotesTest, AClaimOfACorrectionThatWasFoundIsNoOther) {
  const Article article = ReadPage(
      R"(<script type="application/ld+json">{"@type": "NewsArticle", "correction": "The port )"
      R"(lies in the north."}</script><h1>Strike ends</h1><article><p>)" +
      kStory + "</p><p>" + kStory + "</p><p>" + kStory +
      "</p><p>Correction: The port lies in the north.</p></article>");
  ASSERT_EQ(article.notes.size(), 1U);
  EXPECT_EQ(article.notes[0].rule, "label");
}

}  // namespace
}  // namespace newswired
