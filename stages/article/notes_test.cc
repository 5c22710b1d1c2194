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
    CorrectionsInOtherWords, NotesTest,
    ::testing::Values(
        Case{"FirstPublished", "When this article was first published, it misstated the year.",
             "correction"},
        Case{"OriginallyPublished",
             "When this story was originally published, it gave the wrong name for the port.",
             "correction"},
        Case{
            "OriginallyStated",
            "This article originally stated that the port lies in the south. It lies in the north.",
            "correction"},
        Case{"IncorrectlyIdentified", "This story incorrectly identified the captain of the ship.",
             "correction"},
        Case{"Versions", "Earlier versions of this story misspelled a name.", "correction"},
        Case{"OriginalVersion", "The original version of this article incorrectly named the port.",
             "correction"},
        Case{"UpdatedToCorrect",
             "This article was updated on March 13, 2026, to correct the name of the port.",
             "correction"},
        Case{"ItWasUpdated",
             "It was updated on March 13 to correct the spelling of the captain's name.",
             "correction"},
        Case{"UpdatedOn", "Updated on March 13 to correct the number of ships.", "correction"},
        Case{"FirstAndUpdated",
             "This story was first published on March 12. It was updated on March 13 to correct "
             "the name of the port.",
             "correction"},
        Case{"Headline", "A headline on an earlier version of this article gave a wrong date.",
             "correction"},
        Case{"Caption", "A photo caption with an earlier version of this story misspelled a name.",
             "correction"},
        Case{"LiveBlog", "An earlier version of this live blog gave a wrong date.", "correction"},
        Case{"OfTheArticle", "A previous version of the article gave a wrong date.", "correction"},
        Case{"PrintEdition",
             "An article on Thursday about the strike misstated the number of ships.",
             "correction"},
        Case{"AssociatedPress",
             "In a story published March 12, 2026, about a strike, The Associated Press "
             "erroneously reported that the port was shut.",
             "correction"},
        Case{"Regrets",
             "Our story of 12 March misspelled the name of the port. The Herald regrets the error.",
             "correction"},
        Case{"WeRegret", "The port lies in the north, not in the south. We regret the error.",
             "correction"},
        Case{"Dash", "CORRECTION \u2014 An earlier version of this story gave a wrong date.",
             "correction"},
        Case{"Clarified",
             "This article has been updated to clarify that the port was open on Sunday.",
             "clarification"},
        Case{"ClarificationWithDay", "Clarification (13 March 2026): The port was open.",
             "clarification"},
        Case{"GermanWeHave",
             "Hinweis der Redaktion: Wir haben die Angabe zur Zahl der Schiffe korrigiert.",
             "correction"},
        Case{"GermanAfterwards", "Dieser Artikel wurde nachträglich korrigiert.", "correction"},
        Case{"GermanEnd",
             "Ursprünglich stand hier, der Hafen liege im Süden. Wir haben das korrigiert.",
             "correction"},
        Case{"GermanOriginal",
             "In der ursprünglichen Fassung dieses Textes stand ein falsches Datum.", "correction"},
        Case{"FrenchDans",
             "Dans une version précédente de cet article, nous donnions une autre date.",
             "correction"},
        Case{"FrenchMistake",
             "Une erreur s\u2019est glissée dans notre article : le port est au nord.",
             "correction"},
        Case{"FrenchContrary",
             "Contrairement à ce que nous écrivions dans une version antérieure, le port est au "
             "nord.",
             "correction"},
        Case{"FrenchPrecision", "Précision : le port est ouvert le dimanche.", "clarification"},
        Case{"SpanishEn", "En una versión anterior de esta noticia se daba otra fecha.",
             "correction"},
        Case{"SpanishFixed",
             "Esta nota fue modificada el 13 de marzo para corregir el nombre del puerto.",
             "correction"},
        Case{"SpanishLabel", "Fe de errores: el puerto está en el norte.", "correction"},
        Case{"SpanishAgency", "(Corrige el nombre del puerto en el segundo párrafo)", "correction"},
        Case{"Italian", "In una versione precedente di questo articolo la data era un'altra.",
             "correction"},
        Case{"ItalianFixed", "Questo articolo è stato corretto il 13 marzo.", "correction"},
        Case{"ItalianLabel", "Errata corrige: il porto si trova a nord.", "correction"},
        Case{"PortugueseEarlier", "Uma versão anterior desta reportagem trazia outra data.",
             "correction"},
        Case{"PortugueseUnlike",
             "Diferentemente do que foi publicado nesta reportagem, o porto fica no norte.",
             "correction"},
        Case{"DutchFixed",
             "Dit artikel is op 13 maart aangepast. In een eerdere versie stond een andere datum.",
             "correction"},
        Case{"DutchLabel", "Rectificatie: de haven ligt in het noorden.", "correction"},
        Case{"Swedish", "I en tidigare version av artikeln angavs fel datum.", "correction"},
        Case{"Norwegian", "I en tidligere versjon av denne saken sto det feil dato.", "correction"},
        Case{"Danish", "I en tidligere version fremgik det, at havnen ligger mod syd.",
             "correction"},
        Case{"FinnishFixed", "Juttua korjattu 13.3. kello 12.40: satama on pohjoisessa.",
             "correction"},
        Case{"Polish", "W poprzedniej wersji tekstu podaliśmy błędną datę.", "correction"},
        Case{"PolishLabel", "Sprostowanie: port leży na północy.", "correction"},
        Case{"Czech", "V předchozí verzi článku bylo chybné datum.", "correction"},
        Case{"Hungarian", "Cikkünk korábbi változatában rossz dátum szerepelt.", "correction"},
        Case{"Romanian", "Într-o versiune anterioară a articolului data era greșită.",
             "correction"},
        Case{"RussianVersion", "В предыдущей версии этой новости была указана другая дата.",
             "correction"},
        Case{"RussianMistake", "Ранее в тексте ошибочно говорилось, что порт закрыт.",
             "correction"},
        Case{"RussianClarifies", "Уточнение: порт открыт и по воскресеньям.", "clarification"},
        Case{"Ukrainian", "У попередній версії статті було вказано іншу дату.", "correction"},
        Case{"Turkish", "Bu haberin önceki versiyonunda tarih yanlış verilmişti.", "correction"},
        Case{"Arabic", "في نسخة سابقة من هذا المقال ورد تاريخ خاطئ.", "correction"},
        Case{"ArabicLabel", "تصويب: يقع الميناء في الشمال.", "correction"},
        Case{"Hebrew", "בגרסה קודמת של הכתבה צוין תאריך שגוי.", "correction"},
        Case{"Indonesian", "Ralat: pelabuhan itu berada di utara.", "correction"},
        Case{"Vietnamese", "Đính chính: cảng nằm ở phía bắc.", "correction"},
        Case{"ChineseVersion", "本文早前版本误写了港口的名称。", "correction"},
        Case{"ChineseEnd", "三月十二日的报道将港口写在南部，实际位于北部，特此更正。",
             "correction"},
        Case{"JapaneseMark", "※記事初出時、港の位置に誤りがありました。訂正しました。",
             "correction"},
        Case{"JapaneseEnd", "港は南ではなく北にあります。おわびして訂正します。", "correction"},
        Case{"KoreanEnd", "항구는 남쪽이 아니라 북쪽에 있어 바로잡습니다.", "correction"}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NewsOfCorrections, NotesTest,
    ::testing::Values(
        Case{"Stocks", "A correction on the stock market was overdue, analysts said.", ""},
        Case{"Party", "The party corrected its statement on Tuesday and blamed an aide.", ""},
        Case{"Forecast", "Updated forecasts show that growth will be slower than was thought.", ""},
        Case{"UpdatedItsForecast", "The bank updated its forecast to correct an error of May.", ""},
        Case{"UpdatedProgram", "It was updated on Monday to correct a flaw in the lock.", ""},
        Case{"UpdatedRules", "Updated on Monday, the rules correct what lawyers called a flaw.",
             ""},
        Case{"Bill", "An earlier version of the bill was voted down in March.", ""},
        Case{"Law", "A previous version of this law was struck down in 2019.", ""},
        Case{"Film", "The original version of this film was shot in Kenya.", ""},
        Case{"Report", "An earlier version of the report put the figure at nine.", ""},
        Case{"ReportSaid", "This report originally said that nine ships sank, the minister said.",
             ""},
        Case{"Reprint", "This article originally appeared in the port's own paper.", ""},
        Case{"UpdatedWithDetails", "This story has been updated with comments from the union.", ""},
        Case{"FirstPublishedAlone", "This article was first published on March 12, 2026.", ""},
        Case{"SetsOut", "This article sets out to correct what many believe of the port.", ""},
        Case{"WhenThisShip", "When this ship was built, an error in its plans was missed.", ""},
        Case{"RegretsOther", "The airline regrets the error.", ""},
        Case{"Quoted", "\u201CWe regret the error.\u201D", ""},
        Case{"QuotedWithSpeaker", "\u201CWe regret the error,\u201D the airline wrote.", ""},
        Case{"ArticleOnShips", "An article on ships misstated what the union wants.", ""},
        Case{"GermanLaw", "In einer früheren Fassung des Gesetzes fehlte dieser Satz.", ""},
        Case{"GermanParty", "Die Partei hat ihre Angaben am Dienstag korrigiert.", ""},
        Case{"GermanNote", "Anmerkung der Redaktion: Die Namen wurden geändert.", ""},
        Case{"FrenchBill", "Une version précédente du projet de loi avait été rejetée.", ""},
        Case{"FrenchContrary", "Contrairement à ce que nous pensions, le port est ouvert.", ""},
        Case{"SpanishBill", "Una versión anterior de la ley fue rechazada en marzo.", ""},
        Case{"PortuguesePolice", "Diferentemente do que a polícia informou, o porto estava aberto.",
             ""},
        Case{"Polish", "W poprzedniej wersji ustawy tego przepisu nie było.", ""},
        Case{"Russian", "В предыдущей версии закона такой нормы не было.", ""},
        Case{"RussianSlip", "Ранее в городе была допущена ошибка при строительстве порта.", ""},
        Case{"Japanese", "港の会社は資料の誤りを訂正しました。", ""},
        Case{"Chinese", "公司更正了三月份的数据，股价下跌。", ""}),
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

TEST(NotesTest, ALabelMayStandAboveTheLastParagraph) {
  const std::string text = "The port lies in the north, not in the south.";
  const Article article = ReadPage("<h1>Strike ends</h1><article><p>" + kStory + "</p><p>" +
                                   kStory + "</p><h3>Correction</h3><p>" + text + "</p></article>");
  ASSERT_EQ(article.notes.size(), 1U);
  EXPECT_EQ(article.notes[0].span.In(article.body), text);
  const std::string of_markets =
      kStory + "\n\nCorrection\n\nShares fell by ten percent.\n\nThey rose later.";
  EXPECT_TRUE(FindNotes(of_markets, BlocksOf(of_markets), DayOrder::kDayFirst, "a").empty());
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

std::string KindOf(const std::string& text) {
  std::vector<Block> blocks(1);
  blocks[0].span.end = static_cast<std::uint32_t>(text.size());
  const std::vector<Note> notes = FindNotes(text, blocks, DayOrder::kUnknown, "test");
  return notes.empty() ? std::string() : notes[0].kind;
}

TEST(Notes, KnowCorrectionsFromNewsOfLawsAndMarkets) {
  for (const char* text :
       {"Erratum. The port lies in the north, not in the south.",
        "Erratum – the port lies in the north.",
        "Mis à jour le 3 mars 2026 à 10 h : correction du nom du port.",
        "Mise à jour du 3 mars : correction du nombre de navires.",
        "Notícia corrigida às 10h40 de 3 de março de 2026.",
        "Texto corrigido em 3 de março: o porto fica no norte.",
        "Artigo corrigido às 10h40. O porto fica no norte.",
        "Reportagem atualizada às 10h40 para corrigir o nome do porto.",
        "सुधार: इस खबर के पहले संस्करण में बंदरगाह का नाम गलत था।",
        "इस लेख के पिछले संस्करण में बंदरगाह का नाम गलत लिखा गया था।",
        "For the record: An earlier version of this story misstated the number of ships.",
        "Dans la première version de cet article, le port était au sud.",
        "La première version de cet article indiquait un autre nombre de navires.",
        "In der ursprünglichen Fassung dieses Artikels stand, das Schiff sei rot.",
        "In der ursprünglichen Fassung stand, das Schiff sei rot. Wir haben das korrigiert.",
        "Correction, March 3: the port lies in the north."}) {
    EXPECT_EQ(KindOf(text), "correction") << text;
  }
  for (const char* text :
       {"La première version du texte de loi avait été adoptée en mars par le Sénat.",
        "La première version du texte prévoyait une amende de 400 euros.",
        "Une première version du texte avait été rejetée en mars.",
        "In der ursprünglichen Fassung des Gesetzes stand, dass die Häfen öffentlich sind.",
        "In der ursprünglichen Fassung stand noch eine Strafe von 400 Euro im Gesetz.",
        "Correction of 10 percent: what the fall of the market means for savers.",
        "Correction of 10%: analysts see more losses.",
        "For the record: nobody in the port has ever been wrong about the tides.",
        "For the record: The minister was wrong, the union said.",
        "訂正申告をした会社は40社に上った。",
        "訂正前の報告書には40隻とあった。",
        "【訂正報告書】会社は月曜日に提出した。",
        "La prima versione del testo prevedeva una multa.",
        "Una prima versione del testo è stata respinta dal Senato.",
        "Uma versão anterior do texto foi aprovada pelo Senado em março.",
        "Una versión anterior del texto fue aprobada por el Senado.",
        "En första version av texten röstades ned.",
        "We wcześniejszej wersji tekstu ustawy zapisano karę.",
        "Een eerdere versie van de tekst werd door de Kamer verworpen.",
        "सुधार की मांग को लेकर किसानों ने प्रदर्शन किया।"}) {
    EXPECT_EQ(KindOf(text), "") << text;
  }
}

TEST(Notes, KnowWhatAgenciesTakeBack) {
  for (const char* text :
       {"The AP has withdrawn its story about the ferry. The letter was forged.",
        "The Associated Press has withdrawn its story about a strike in the port.",
        "Die Meldung über den Streik im Hafen wird zurückgezogen.",
        "Die dpa zieht ihre Meldung über den Streik zurück.",
        "ADVISORY: The story slugged PORT STRIKE, please disregard.",
        "ADVISORY: Please disregard the earlier story on the port strike.",
        "EDITORS: Please disregard the story PORT-STRIKE sent at 10:40.",
        "EDITORS: Disregard PORT-STRIKE, which was sent in error."}) {
    EXPECT_EQ(KindOf(text), "withdrawal") << text;
  }
  EXPECT_EQ(KindOf("EDITORS: Kill PORT-STRIKE. The letter was forged."), "kill");
  for (const char* text :
       {"The airline has withdrawn its report on the crash from the court.",
        "The university has retracted its report on the dean.",
        "The company has withdrawn its story-telling app from sale.",
        "The BBC has withdrawn its report on the minister after a complaint, the broadcaster said "
        "on Monday.",
        "Die Partei hat die Meldung eines Kandidaten zurückgezogen.",
        "Please disregard the noise, the guide told visitors.",
        "Editors: the men and women who kill stories are the subject of a book."}) {
    EXPECT_EQ(KindOf(text), "") << text;
  }
  const std::string news =
      "The AP has withdrawn its story about the ferry, which had been read by "
      "millions.";
  std::string body = news;
  for (int i = 0; i < 8; ++i) body += "\n\n" + kStory;
  EXPECT_TRUE(FindNotes(body, BlocksOf(body), DayOrder::kUnknown, "test").empty())
      << "others tell of it at length";
}

TEST(Notes, KnowLongAdvisoriesOfAgencies) {
  const auto kind = [](const std::string& body) {
    const auto notes = FindNotes(body, BlocksOf(body), DayOrder::kUnknown, "test");
    return notes.empty() ? "" : notes[0].kind;
  };
  const std::string why =
      "The letter that the story was about, and by which the ferry had been sold to its own "
      "captain for the price of a car, was forged. Its author, whom the story named, has never "
      "been "
      "in the port. The agency had not asked him, nor the owners of the ferry, before the story "
      "was "
      "sent to all points at 10:40 GMT on Tuesday, and it should have done both.";
  const std::string asks =
      "Editors are asked to remove it from all sites. No substitute story will follow.";
  for (const std::string first : {"The AP has withdrawn its story about the ferry.",
                                  "Kyodo News has retracted its story about the ferry.",
                                  "The Canadian Press has withdrawn its story about the ferry.",
                                  "Die Deutsche Presse-Agentur zieht ihre Meldung zurück."}) {
    const std::string told = first + " " + why + "\n\n" + why;
    ASSERT_GT(told.size(), 600U);
    EXPECT_EQ(kind(told), "") << first;
    EXPECT_EQ(kind(told + "\n\n" + asks), "withdrawal") << first;
  }
  EXPECT_EQ(kind("The AP has withdrawn its story, the agency said. " + why + why + "\n\n" + asks),
            "");
  EXPECT_EQ(kind("The AP has withdrawn its story. " + why + "\n\n" + why +
                 " Please do not, the captain said.\n\n" + kStory),
            "");
  EXPECT_EQ(kind("The airline has withdrawn its story about the ferry. " + why + "\n\n" + asks),
            "");
}

TEST(Notes, StandInBoxesBesideTheText) {
  const std::string story =
      "<div class=article-body><p>" + kStory + "</p><p>" + kStory + "</p><p>" + kStory + "</p>";
  const std::string note = "An earlier version of this article misstated the number of ships.";
  const std::string p = "<p>" + note + "</p>";
  for (const std::string& rest : {
           "<aside class=correction>" + p + "</aside></div>",
           "</div><aside class=correction><h4>Correction</h4>" + p + "</aside>",
           "</div><footer>" + p + "<p>Topics: ports</p></footer>",
           "<div class=footnote>" + p + "</div></div>",
           "</div><div class=editors-note>" + p + "</div>",
           "</div><section class=corrections><p>Correction: " + note + "</p></section>",
       }) {
    const Article article = ReadPage("<article><h1>Strike ends</h1>" + story + rest + "</article>");
    ASSERT_EQ(article.notes.size(), 1U) << rest;
    EXPECT_EQ(article.notes[0].kind, "correction");
    EXPECT_NE(article.notes[0].span.In(article.body).find(note), std::string_view::npos) << rest;
    EXPECT_TRUE(article.body.ends_with(note)) << article.body;
  }
  for (const std::string& rest : {
           std::string("</div><footer><p>Corrections</p><p>Rights and permissions</p></footer>"),
           std::string("</div><aside class=correction><a href=/c>Correction: how to ask</a> for one"
                       "</aside>"),
           "</div><div class=comments><footer>" + p + "</footer></div>",
       }) {
    const Article article = ReadPage("<article><h1>Strike ends</h1>" + story + rest + "</article>");
    EXPECT_TRUE(article.notes.empty()) << article.body;
  }
}

TEST(Notes, TellWhatTheHouseTakesBackFromNewsOfWithdrawals) {
  const auto kind = [](const std::string& text) {
    std::vector<Block> blocks(1);
    blocks[0].span.end = static_cast<std::uint32_t>(text.size());
    const std::vector<Note> notes = FindNotes(text, blocks, DayOrder::kUnknown, "test");
    return notes.empty() ? std::string() : notes[0].kind;
  };
  for (const char* text :
       {"Halden Press has retracted this story. The letter was forged.",
        "We have withdrawn this article because of errors in it.", "We are withdrawing this story.",
        "This article has been removed at the request of the author.",
        "This story was published in error and has been removed.", "この記事は取り消します。"}) {
    EXPECT_EQ(kind(text), "withdrawal") << text;
  }
  EXPECT_EQ(kind("BULLETIN KILL. Editors: Please kill the story about the ferry."), "kill");
  for (const char* text :
       {"This item was withdrawn from sale in March after tests had found salmonella in it.",
        "The story of two brothers who lost their shop was withdrawn from the festival.",
        "The journal has retracted its paper on masks.",
        "Please Kill Me, the oral history of punk, is back in print."}) {
    EXPECT_EQ(kind(text), "") << text;
  }
}

}  // namespace
}  // namespace newswired
