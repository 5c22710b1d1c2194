#include "stages/dedup/syndication.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

const std::string kReport =
    "The council met on Monday.\n\nIt put off the vote.\n\nNobody objected.\n\nA new date is not "
    "known.\n\nThe mayor was away.\n\nHer deputy took the chair.";

/// "agency|origin|evidence"; empty: nothing found.
std::string Found(const Article& article) {
  const std::optional<Syndication> found = FindSyndication(article);
  return found ? found->agency + "|" + found->origin + "|" + found->evidence : "";
}

Article With(const std::string& body) {
  Article article;
  article.source.name = "Lakeside Herald";
  article.source.domain = "lakeside-herald.example";
  article.body = body;
  return article;
}

struct Case {
  const char* name;
  std::string body;
  const char* found;
};
class SyndicationLine : public testing::TestWithParam<Case> {};
TEST_P(SyndicationLine, IsRead) { EXPECT_EQ(Found(With(GetParam().body)), GetParam().found); }

INSTANTIATE_TEST_SUITE_P(
    All, SyndicationLine,
    testing::Values(
        Case{"NoneSaysIt", kReport, ""},
        Case{"AgencyAloneAtTheEnd", kReport + "\n\n(Reuters)", "Reuters||credit"},
        Case{"AgencyBehindADash", kReport + "\n\n– dpa", "dpa||credit"},
        Case{"AnotherWordAlone", kReport + "\n\n(Ends)", ""},
        Case{"AgencyWithoutAMark", kReport + "\n\nApa", ""},
        Case{"AgencyThatSpeaksForItself", kReport + "\n\nReuters", "Reuters||credit"},
        Case{"AgenciesTogether", kReport + "\n\nAFP/Reuters", "AFP||credit"},
        Case{"CopyrightInBrackets", kReport + "\n\n(c) 2026 Agence France-Presse",
             "Agence France-Presse||credit"},
        Case{"AgencyInASentence", kReport + "\n\nReuters moved to a new office.", ""},
        Case{"Statement", kReport + "\n\nThis article was originally published by Example Wire.",
             "|Example Wire|statement"},
        Case{"StatementAtTheBeginning", "Republished from the Journal of Tides.\n\n" + kReport,
             "|Journal of Tides|statement"},
        Case{"StatementWithAHost", kReport + "\n\n(First published at news.example.org.)",
             "|news.example.org|statement"},
        Case{"StatementWithWhatFollows",
             kReport + "\n\nThis story originally appeared in The Coast Mail on Friday.",
             "|The Coast Mail|statement"},
        Case{"ADayIsNoName", kReport + "\n\nThis article was first published on March 3.", ""},
        Case{"ALanguageIsNoName", kReport + "\n\nThis essay first appeared in Spanish.", ""},
        Case{"ABookIsNotTheText", kReport + "\n\nThe novel was originally published by Kestrel.",
             ""},
        Case{"ALanguageIsNoNameInGerman", kReport + "\n\nDieser Text erschien zuerst auf Englisch.",
             ""},
        Case{"AHouseOfOneWord",
             kReport + "\n\nThis story originally appeared in Grist and is part of a project.",
             "|Grist|statement"},
        Case{"StatementInGerman",
             kReport + "\n\nDieser Artikel erschien zuerst im Seeblick Kurier.",
             "|Seeblick Kurier|statement"},
        Case{"StatementInFrench",
             kReport + "\n\nCet article a été publié à l’origine par Le Courrier du Lac.",
             "|Le Courrier du Lac|statement"},
        Case{"StatementInSpanish",
             kReport + "\n\nEste artículo fue publicado originalmente en El Correo del Lago.",
             "|El Correo del Lago|statement"},
        Case{"Source", kReport + "\n\nQuelle: dpa", "dpa||credit"},
        Case{"SourceThatIsNoAgency", kReport + "\n\nSource: the mayor", ""},
        Case{"Copyright", kReport + "\n\n© 2026 Agence France-Presse",
             "Agence France-Presse||credit"},
        Case{"CopyrightWithRights",
             kReport + "\n\nCopyright 2026 The Associated Press. All rights reserved.",
             "The Associated Press||credit"},
        Case{"CopyrightOfTheHouse", kReport + "\n\n© 2026 Lakeside Herald", ""},
        Case{"WithInputs", kReport + "\n\n(With inputs from PTI)", "PTI||contribution"},
        Case{"WithMaterial", kReport + "\n\nMit Material von dpa", "dpa||contribution"},
        Case{"Avec", kReport + "\n\n(avec AFP)", "AFP||contribution"},
        Case{"AvecAPerson", kReport + "\n\nAvec Anne Sample.", ""},
        Case{"Contributed", kReport + "\n\nThe Associated Press contributed to this report.",
             "The Associated Press||contribution"},
        Case{"WriterContributed",
             kReport + "\n\nAssociated Press writer Ada Pell contributed to this report.",
             "Associated Press||contribution"},
        Case{"APersonContributed", kReport + "\n\nAda Pell contributed to this report.", ""},
        Case{"Distributed",
             kReport + "\n\n©2026 Coast Gazette. Distributed by Tribune Content Agency, LLC.",
             "Tribune Content Agency|Coast Gazette|credit+statement"},
        Case{"ItsOwnHouse", kReport + "\n\nOriginally published by Lakeside Herald.", ""},
        Case{"FarFromTheEnds", "One.\n\nTwo.\n\nThree.\n\n(Reuters)\n\n" + kReport, ""}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Syndication, TheDatelinesAgencyAndWhatAgreesWithIt) {
  Article article = With("NAIROBI (Reuters) - The council met.\n\n(Reuters)");
  article.dateline = Dateline{.place = "NAIROBI", .agency = "Reuters", .confidence = 0.98};
  article.authors = {{.name = "Wanjiru Sample"}, {.name = "Reuters", .confidence = 0.9}};
  EXPECT_EQ(Found(article), "Reuters||dateline+byline+credit");
  EXPECT_EQ(FindSyndication(article)->confidence, 0.98);
  article.authors[1].name = "AFP";
  EXPECT_EQ(Found(article), "Reuters||dateline+credit") << "another one is no evidence for it";
}

TEST(Syndication, APapersOwnNameInTheDatelineSaysNothing) {
  Article article = With("NAIROBI (Lakeside Herald) - The council met.");
  article.dateline = Dateline{.place = "NAIROBI", .agency = "Lakeside Herald", .confidence = 0.98};
  article.authors = {{.name = "Lakeside Herald newsroom", .kind = "organisation"}};
  EXPECT_EQ(Found(article), "");
}

TEST(Syndication, AHousesOwnAgencyIsNobodyElses) {
  Article article = With(kReport + "\n\n(Reuters)");
  article.source.name = "Reuters News";
  EXPECT_EQ(Found(article), "");
  article.source.name = {};
  article.source.domain = "reuters.com";
  EXPECT_EQ(Found(article), "");
}

}  // namespace
}  // namespace newswired
