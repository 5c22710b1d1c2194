#include "stages/article/wire_header.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "stages/core/testing.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

constexpr const char* kLead =
    "Kenya's transport minister met the head of the dockworkers' union on Wednesday and proposed "
    "a pause in the strike.";

struct HeaderCase {
  const char* name;
  std::string text;  ///< of the header; the report follows
  const char *slug = "", *headline = "", *bylines = "", *date = "", *located = "";
};
void PrintTo(const HeaderCase& c, std::ostream* out) { *out << c.name; }
class Headers : public ::testing::TestWithParam<HeaderCase> {};

TEST_P(Headers, AreRead) {
  const HeaderCase& c = GetParam();
  const std::string text = c.text + kLead + "\n\nThe end.";
  const WireHeader header = ReadWireHeader(text);
  std::string bylines;
  for (const std::string_view line : header.bylines) {
    bylines += (bylines.empty() ? "" : "|") + std::string(line);
  }
  EXPECT_EQ(header.slug, c.slug);
  EXPECT_EQ(header.headline, c.headline);
  EXPECT_EQ(bylines, c.bylines);
  EXPECT_EQ(header.date, c.date);
  EXPECT_EQ(header.located, c.located);
  const bool some = !header.slug.empty() || !header.date.empty() || !header.headline.empty() ||
                    !header.bylines.empty();
  const std::string report = text.substr(header.end);
  if (some) {
    EXPECT_TRUE(report.starts_with(kLead) || report.starts_with("NAIROBI")) << report;
  } else {
    EXPECT_EQ(header.end, 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Wire, Headers,
    ::testing::Values(
        HeaderCase{"None", ""},
        HeaderCase{"SlugHeadlineBylineCredit",
                   "BC-KENYA-PORTS, 2nd Ld-Writethru\n\nPort strike enters second week\n\nBy ADA "
                   "PELL and BEN KESTREL\nAssociated Press\n\nNAIROBI (AP) — ",
                   "BC-KENYA-PORTS", "Port strike enters second week",
                   "By ADA PELL and BEN KESTREL|Associated Press"},
        HeaderCase{"SlugInTwoCases", "AP-ML--Kenya-Ports,1st Ld\nNAIROBI (AP) - ",
                   "AP-ML--Kenya-Ports"},
        HeaderCase{"EveryLineAboveTheOther",
                   "KENYA/PORTS (UPDATE 3)\nUPDATE 3-Port strike goes on; union rejects offer\n* "
                   "Minister met union\n* Talks go on\nBy Ada Pell\nNAIROBI, March 12 (Reuters) - ",
                   "KENYA/PORTS", "UPDATE 3-Port strike goes on; union rejects offer",
                   "By Ada Pell"},
        HeaderCase{"NotesOfTheDesk",
                   "UPDATE 2-Port strike goes on\n(Adds quote in paragraph 4)\n\nBy Ada "
                   "Pell\n\nNAIROBI, March 12 (Reuters) - ",
                   "", "UPDATE 2-Port strike goes on", "By Ada Pell"},
        HeaderCase{"WordsInASlug",
                   "BC-AF--Port Strike-Kenya, 3rd Ld-Writethru\nEds: UPDATES with quotes. ADDS "
                   "byline.\nPort strike enters second week\nAP Photo NAI101\nBy ADA "
                   "PELL\nAssociated Press\n\nNAIROBI (AP) — ",
                   "BC-AF--Port Strike-Kenya", "Port strike enters second week",
                   "By ADA PELL|Associated Press"},
        HeaderCase{"FrenchSlug",
                   "Kenya/grève - PREV\n\nLa grève continue à Mombasa\n\nPar Ada "
                   "PELL\n\nNAIROBI, 9 sept 2026 (AFP) - ",
                   "Kenya/grève", "La grève continue à Mombasa", "Par Ada PELL"},
        HeaderCase{"Embargo",
                   "EMBARGOED UNTIL 0001 THURSDAY 17 SEPTEMBER 2026\n\nPORT STRIKE GOES ON\n\nBy "
                   "Ada Pell, PA Environment Correspondent\n\n",
                   "", "PORT STRIKE GOES ON", "By Ada Pell, PA Environment Correspondent"},
        HeaderCase{"Contact",
                   "FOR IMMEDIATE RELEASE\n\nMedia Contact:\nBen Kestrel\nDirector of "
                   "Communications\n(555) 014-2278\n\nPORT AND UNION AGREE\n\nNAIROBI, March 12, "
                   "2026 /PRNewswire/ -- ",
                   "", "PORT AND UNION AGREE"},
        HeaderCase{"Urgent", "URGENT\n\nPort strike ends\n\nNAIROBI, March 12 (Reuters) - ", "",
                   "Port strike ends"},
        HeaderCase{"HeadlineAndDateline", "Port strike ends\n\nNAIROBI (AP) - ", "",
                   "Port strike ends"},
        HeaderCase{"HeadlineAndText", "Port strike enters second week\n\n", "",
                   "Port strike enters second week"},
        HeaderCase{"HeadlineAndTextInLines", "Port strike enters second week\n", "",
                   "Port strike enters second week"},
        HeaderCase{"AQuestion", "Will the port strike go on?\n\n", "",
                   "Will the port strike go on?"},
        HeaderCase{"BylineAndDate",
                   "Port strike enters second week\n\nBy A. Pell, June 3, 2026\n\n", "",
                   "Port strike enters second week", "By A. Pell, June 3, 2026", "June 3, 2026"},
        HeaderCase{"BylineAndPost",
                   "Port strike enters second week\nBy Ada Pell, Professor of Law\n\n", "",
                   "Port strike enters second week", "By Ada Pell, Professor of Law"},
        HeaderCase{"BylineAlone", "By Ada Pell\n\n", "", "", "By Ada Pell"},
        HeaderCase{"Labels",
                   "Slug: KENYA-PORTS\nHeadline: Port strike enters second week\nByline: Ada "
                   "Pell\nDate: 12 March 2026\nDateline: NAIROBI\nPriority: 3\n\n",
                   "KENYA-PORTS", "Port strike enters second week", "Ada Pell", "12 March 2026",
                   "NAIROBI"},
        HeaderCase{"PressRelease",
                   "FOR IMMEDIATE RELEASE\nMay 17, 2026\nUnion rejects offer of the port\n", "",
                   "Union rejects offer of the port", "", "May 17, 2026"},
        HeaderCase{"NoBylineInASentence",
                   "By midsummer, with Ada Pell, Ben Kestrel and Ida Roe.\n\n"},
        HeaderCase{"OneLabelIsNone", "Source: the union of the workers\n\n"},
        HeaderCase{"ASentence", "The port is shut.\n\n"},
        HeaderCase{"AGreeting", "Dear Ada Pell,\n\n"},
        HeaderCase{"TwoWordsAreNoHeadline", "Kenya Ports\n\n"},
        HeaderCase{"AList", "- one thing and another\n- a third thing\n\n"},
        HeaderCase{"NoByline", "By Friday the port was open\n\n", "",
                   "By Friday the port was open"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(WireHeader, NothingStandsAboveWhatIsNoText) {
  for (const std::string_view text :
       {"", "\n", "A", "Port strike enters second week", "By", "Slug: A\nHeadline:",
        "Port strike enters second week\n\nand a long paragraph that goes on, as this one does.",
        "By Ada Pell", "2026", "Port strike enters second week\n\nand a list\n\nof things",
        "BC-A-B", "BC-", "-/-"}) {
    const WireHeader header = ReadWireHeader(text);
    EXPECT_LE(header.end, text.size());
    if (header.slug.empty() && text.find(':') == std::string_view::npos) {
      EXPECT_EQ(header.end, 0U) << text;
    }
    EXPECT_EQ(header.headline, "") << text;
  }
}

Article Read(std::string body) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.body = std::move(body);
  article.input.record_time_ms = 1'795'000'000'000;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  article.record = nullptr;
  return article;
}

TEST(WireHeader, FillsTheArticleAndStaysInItsText) {
  const std::string text =
      std::string(
          "BC-KENYA-PORTS, 2nd Ld-Writethru\nPort strike enters second week\nBy ADA PELL\n"
          "Associated Press\nNAIROBI (AP) — ") +
      kLead;
  const Article article = Read(text);
  EXPECT_EQ(article.body, text);
  EXPECT_EQ(article.title, "Port strike enters second week");
  EXPECT_EQ(article.evidence.title, "text");
  EXPECT_EQ(article.claims.slugline, "BC-KENYA-PORTS");
  EXPECT_EQ(article.claims.edition, ", 2nd Ld-Writethru");
  ASSERT_EQ(article.authors.size(), 2U);
  EXPECT_EQ(article.authors[0].name, "Ada Pell");
  EXPECT_EQ(article.authors[1].kind, "organisation");
  ASSERT_TRUE(article.dateline);
  EXPECT_EQ(article.dateline->span.In(article.body), "NAIROBI (AP) —");
}

TEST(WireHeader, ADateBehindALabelIsWhenItWasPublished) {
  const Article article = Read(
      std::string("Headline: Port strike\nDate: 12 March 2026\nDateline: NAIROBI\n\n") + kLead);
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2026-03-12");
  EXPECT_EQ(article.published->evidence, "text:Date");
  EXPECT_EQ(article.claims.located, "NAIROBI");
}

struct StampCase {
  const char* name;
  std::string line;
  bool stamp = true;
};
void PrintTo(const StampCase& c, std::ostream* out) { *out << c.name; }
class Stamps : public ::testing::TestWithParam<StampCase> {};

// Else each time that a page is read its text would be another one.
TEST_P(Stamps, AreNoPartOfTheReport) {
  const std::string& line = GetParam().line;
  const std::string report = std::string(kLead) + "\n\nThe end.";
  const Article article = Read(line + "\n\n" + report);
  EXPECT_EQ(article.body, line + "\n\n" + report) << "plain text leaves as it came";
  if (GetParam().stamp) {
    EXPECT_EQ(article.report(), report);
  }
  const Article titled = Read("Port strike enters second week\n" + line + "\n\n" + report);
  EXPECT_EQ(titled.report() == report, GetParam().stamp);
  if (GetParam().stamp) {
    EXPECT_EQ(titled.title, "Port strike enters second week");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Stamps,
    ::testing::Values(
        StampCase{"TimeOfDay", "Updated 10:40 a.m. ET"},
        StampCase{"Last", "Last updated: 12 March 2026 10:40 GMT"},
        StampCase{"Weekday", "UPDATED: 10:40 p.m. Tuesday"},
        StampCase{"Both", "Published 12 March 2026, 9:15; updated 12 March 2026, 10:40"},
        StampCase{"Ago", "Updated 2 hours ago"},
        StampCase{"German", "Aktualisiert am 12. März 2026, 10:40 Uhr"},
        StampCase{"French", "Mis à jour le 12 mars 2026 à 10h40"},
        StampCase{"Spanish", "Actualizado a las 10:40"},
        StampCase{"Chinese", "发布时间：2026年3月12日 10:40"},
        StampCase{"Sentence", "Updated rules of 12 March 2026 are in force at the port.", false},
        StampCase{"Headline", "Updated timetable of port ferries, 12 March 2026", false},
        StampCase{"Timetable", "10:40 The first ship leaves the port of Nairobi", false}),
    [](const auto& made) { return made.param.name; });

TEST(WireHeader, TwoLabelsOfOneAuthorNameOne) {
  const Article article =
      Read(std::string("Headline: Port strike\nByline: Ada Pell\nAuthor: Ada Pell\n\n") + kLead);
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Ada Pell");
}

TEST(WireHeader, ClaimsOfTheRecordStand) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.claims.headline = "Claimed";
  article.claims.byline = "Ben Kestrel";
  article.claims.slugline = "CLAIMED";
  article.body = std::string("BC-KENYA-PORTS\nPort strike goes on\nBy Ada Pell\n") + kLead;
  Articles out;
  ASSERT_TRUE(stage->Process(article, out).ok());
  EXPECT_EQ(article.title, "Claimed");
  EXPECT_EQ(article.claims.slugline, "CLAIMED");
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Ben Kestrel");
}

TEST(WireHeader, ChineseReportersStandBehindTheDateline) {
  const Article article =
      Read("新华社北京11月12日电（记者李文博）港口工人周二复工。\n\n港口恢复运作。");
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "李文博");
}

TEST(SignOff, NamesTheReportersAndNotTheEditors) {
  const auto names = [](std::string_view text) {
    std::string all;
    for (const Author& author : AuthorsOfReport({}, text, {})) all += author.name + "|";
    return all;
  };
  EXPECT_EQ(names("A.\n\n(Reporting by Ada Pell in Nairobi and Ben Kestrel; Editing by C. Roe)"),
            "Ada Pell|Ben Kestrel|");
  EXPECT_EQ(names("A.\n\nReporting by Ada Pell"), "Ada Pell|");
  EXPECT_EQ(names("A.\n\nReporting by the hour is hard."), "");
  EXPECT_EQ(names(""), "");
}

}  // namespace
}  // namespace newswired
