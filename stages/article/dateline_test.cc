#include "stages/article/dateline.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "stages/article/plain.h"
#include "stages/core/testing.h"
#include "stages/text/dates.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

struct DatelineCase {
  const char *text, *published, *exact, *place, *date, *agency;
};
class DatelineTest : public ::testing::TestWithParam<DatelineCase> {};

TEST_P(DatelineTest, Finds) {
  const DatelineCase& c = GetParam();
  const auto found = FindDateline(c.text, ParseDate(c.published));
  ASSERT_EQ(found.has_value(), *c.exact != '\0') << c.text;
  if (!found) return;
  EXPECT_EQ(found->span.In(c.text), c.exact);
  EXPECT_EQ(found->place, c.place);
  EXPECT_EQ(found->date, c.date);
  EXPECT_EQ(found->agency, c.agency);
}

INSTANTIATE_TEST_SUITE_P(
    Datelines, DatelineTest,
    ::testing::Values(
        DatelineCase{"NAIROBI, March 12 (Example Wire) - Kenya's minister",
                     "2025-03-12T17:05:00+03:00", "NAIROBI, March 12 (Example Wire) -", "NAIROBI",
                     "2025-03-12", "Example Wire"},
        DatelineCase{"新华社北京11月12日电（记者李文博）港口", "2026-11-12T08:00+08:00",
                     "新华社北京11月12日电", "北京", "2026-11-12", "新华社"},
        DatelineCase{"本报上海12日电 港口", "", "本报上海12日电", "上海", "", "本报"},
        DatelineCase{"中新网11月12日电 港口", "2026-11-12", "中新网11月12日电", "", "2026-11-12",
                     "中新网"},
        DatelineCase{"报告说，11月12日电力恢复", "", "", "", "", ""},
        DatelineCase{"【ナイロビ共同】ケニアの港湾労働者は", "", "【ナイロビ共同】", "ナイロビ", "",
                     "共同"},
        DatelineCase{"【速報】港湾労働者は", "", "", "", "", ""},
        DatelineCase{"[東京 12日 ロイター] - 港湾", "", "[東京 12日 ロイター]", "東京", "",
                     "ロイター"},
        DatelineCase{"(서울=연합뉴스) 김민수 기자 = 항구", "",
                     "(서울=연합뉴스) 김민수 기자 =", "서울", "", "연합뉴스"},
        DatelineCase{"(a=b) is what the formula says", "", "", "", "", ""},
        DatelineCase{"LONDON (Reuters) — Shares rose", "", "LONDON (Reuters) —", "LONDON", "",
                     "Reuters"},
        DatelineCase{"Paris, 3 May 2024 (AFP) - The", "", "Paris, 3 May 2024 (AFP) -", "Paris",
                     "2024-05-03", "AFP"},
        DatelineCase{"BERLIN -- The", "", "BERLIN --", "BERLIN", "", ""},
        DatelineCase{"NEW YORK, Dec. 31 - The", "2025-01-01", "NEW YORK, Dec. 31 -", "NEW YORK",
                     "2024-12-31", ""},
        DatelineCase{"WASHINGTON, Jan. 1 - The", "2024-12-31", "WASHINGTON, Jan. 1 -", "WASHINGTON",
                     "2025-01-01", ""},
        DatelineCase{"NAIROBI, March 12 - No year is known", "", "NAIROBI, March 12 -", "NAIROBI",
                     "", ""},
        DatelineCase{"LONDON, March 12, 2026 /PRNewswire/ -- The", "",
                     "LONDON, March 12, 2026 /PRNewswire/ --", "LONDON", "2026-03-12",
                     "PRNewswire"},
        DatelineCase{"NEW YORK--(BUSINESS WIRE)--The", "", "NEW YORK--(BUSINESS WIRE)--",
                     "NEW YORK", "", "BUSINESS WIRE"},
        DatelineCase{"WASHINGTON (AP) _ The", "", "WASHINGTON (AP) _", "WASHINGTON", "", "AP"},
        DatelineCase{"MOSCOW, March 12. /TASS/. The", "2026-03-12", "MOSCOW, March 12. /TASS/.",
                     "MOSCOW", "2026-03-12", "TASS"},
        DatelineCase{"New Delhi, March 12 (PTI) The", "2026-03-12", "New Delhi, March 12 (PTI)",
                     "New Delhi", "2026-03-12", "PTI"},
        DatelineCase{"Madrid, 12 mar (EFE).- El", "2026-03-12", "Madrid, 12 mar (EFE).-", "Madrid",
                     "2026-03-12", "EFE"},
        DatelineCase{"Lima, 12 de marzo de 2026 (EUROPA PRESS) - El", "",
                     "Lima, 12 de marzo de 2026 (EUROPA PRESS) -", "Lima", "2026-03-12",
                     "EUROPA PRESS"},
        DatelineCase{"(ANSA) - ROMA, 12 MAR - Il", "2026-03-12", "(ANSA) - ROMA, 12 MAR -", "ROMA",
                     "2026-03-12", "ANSA"},
        DatelineCase{"Berlin, 12. März (Reuters) - Die", "2026-03-12",
                     "Berlin, 12. März (Reuters) -", "Berlin", "2026-03-12", "Reuters"},
        DatelineCase{"WASHINGTON/LONDON, March 12 (Reuters) - The", "2026-03-12",
                     "WASHINGTON/LONDON, March 12 (Reuters) -", "WASHINGTON/LONDON", "2026-03-12",
                     "Reuters"},
        DatelineCase{"Berlin / Paris (dpa) - Die", "", "Berlin / Paris (dpa) -", "Berlin / Paris",
                     "", "dpa"},
        DatelineCase{"March 12 (Reuters) - Example Corp", "2026-03-12", "March 12 (Reuters) -", "",
                     "2026-03-12", "Reuters"},
        DatelineCase{"Springfield, Ill. — The", "", "Springfield, Ill. —", "Springfield, Ill.", "",
                     ""},
        DatelineCase{"Albany, NY – The", "", "Albany, NY –", "Albany, NY", "", ""},
        DatelineCase{"KYIV, Ukraine — The", "", "KYIV, Ukraine —", "KYIV, Ukraine", "", ""},
        DatelineCase{"NEW DELHI: The", "", "NEW DELHI:", "NEW DELHI", "", ""},
        DatelineCase{"Kathmandu, March 12: The", "2026-03-12", "Kathmandu, March 12:", "Kathmandu",
                     "2026-03-12", ""},
        DatelineCase{"Hamburg – Die Polizei", "", "Hamburg –", "Hamburg", "", ""},
        DatelineCase{"Rostow (Russland) - Die", "", "Rostow (Russland) -", "Rostow", "", ""},
        DatelineCase{"Hamburg – a port", "", "", "", "", ""},
        DatelineCase{"Hamburg: The port", "", "", "", "", ""},
        DatelineCase{"WARNING: The port", "", "", "", "", ""},
        DatelineCase{"WHERE THE STRIKE STANDS NOW - The", "", "", "", "", ""},
        DatelineCase{"London (UK)-based Example Corp said", "", "", "", "", ""},
        DatelineCase{"London (UK) said", "", "", "", "", ""},
        DatelineCase{"Peter Kestrel (SPD) said on March 12 - at last - that", "", "", "", "", ""},
        DatelineCase{"Politics - The", "", "", "", "", ""},
        DatelineCase{"12:30 - The", "", "", "", "", ""}, DatelineCase{"(", "", "", "", "", ""},
        DatelineCase{"/", "", "", "", "", ""}, DatelineCase{"(AP) -", "", "", "", "", ""},
        DatelineCase{"A(B)--", "", "", "", "", ""},
        DatelineCase{"WASHINGTON--The", "", "WASHINGTON--", "WASHINGTON", "", ""},
        DatelineCase{"WASHINGTON– The", "", "WASHINGTON–", "WASHINGTON", "", ""},
        DatelineCase{"WASHINGTON –The", "", "WASHINGTON –", "WASHINGTON", "", ""},
        DatelineCase{"Kyiv, Ukraine — The", "", "Kyiv, Ukraine —", "Kyiv, Ukraine", "", ""},
        DatelineCase{"Pell, Kestrel — the two of them", "", "", "", "", ""},
        DatelineCase{"LONDON, England, Monday, Sept. 20: The", "2026-09-20",
                     "LONDON, England, Monday, Sept. 20:", "LONDON, England", "2026-09-20", ""},
        DatelineCase{"Saturday, February 14th 2026 - The", "", "", "", "", ""},
        DatelineCase{"LOUISVILLE, KY--(Marketwire - December 23, 2025) - The", "",
                     "LOUISVILLE, KY--(Marketwire - December 23, 2025) -", "LOUISVILLE, KY",
                     "2025-12-23", "Marketwire"},
        DatelineCase{"WASHINGTON, DC (August 14, 2025)–The", "",
                     "WASHINGTON, DC (August 14, 2025)–", "WASHINGTON, DC", "2025-08-14", ""},
        DatelineCase{"IMPLICATION--The", "", "", "", "", ""},
        DatelineCase{"Sen. Ada Pell, I - Vt.", "", "", "", "", ""},
        DatelineCase{"MADISON, WI–The", "", "MADISON, WI–", "MADISON, WI", "", ""},
        DatelineCase{"WASHINGTON (Tuesday, August 4, 2015) – The", "",
                     "WASHINGTON (Tuesday, August 4, 2015) –", "WASHINGTON", "2015-08-04", ""},
        DatelineCase{"WASHINGTON, D.C., March 12, 2026 – The", "",
                     "WASHINGTON, D.C., March 12, 2026 –", "WASHINGTON, D.C.", "2026-03-12", ""},
        DatelineCase{"WASHINGTON, D.C., March 12 – The", "2026-03-12",
                     "WASHINGTON, D.C., March 12 –", "WASHINGTON, D.C.", "2026-03-12", ""},
        DatelineCase{"London (Reuters, March 12) - The", "2026-03-12",
                     "London (Reuters, March 12) -", "London", "2026-03-12", "Reuters"},
        DatelineCase{"Reuters - Shares rose", "", "Reuters -", "", "", "Reuters"},
        DatelineCase{"AP - Shares rose", "", "AP -", "", "", "AP"},
        DatelineCase{"Canadian Press - OTTAWA (CP) - The", "", "Canadian Press - OTTAWA (CP) -",
                     "OTTAWA", "", "CP"},
        DatelineCase{"Kaolack (Sénégal), 9 sept 2026 (AFP) - Plus", "",
                     "Kaolack (Sénégal), 9 sept 2026 (AFP) -", "Kaolack (Sénégal)", "2026-09-09",
                     "AFP"},
        DatelineCase{"Kaolack (Sénégal) (AFP) - Plus", "", "Kaolack (Sénégal) (AFP) -",
                     "Kaolack (Sénégal)", "", "AFP"},
        DatelineCase{"Rostow (Russland) - Wie (AFP) meldet", "", "Rostow (Russland) -", "Rostow",
                     "", ""},
        DatelineCase{"TULLARA, July 9 AAP - Smoke", "2026-07-09", "TULLARA, July 9 AAP -",
                     "TULLARA", "2026-07-09", "AAP"},
        DatelineCase{"NAGANO, Japan, May 6, Kyodo - Residents", "2026-05-06",
                     "NAGANO, Japan, May 6, Kyodo -", "NAGANO, Japan", "2026-05-06", "Kyodo"},
        DatelineCase{"Москва. 12 марта. INTERFAX.RU - Завод", "2026-03-12",
                     "Москва. 12 марта. INTERFAX.RU -", "Москва", "2026-03-12", "INTERFAX.RU"},
        DatelineCase{"JAKARTA, KOMPAS.com - Gempa", "", "JAKARTA, KOMPAS.com -", "JAKARTA", "",
                     "KOMPAS.com"},
        DatelineCase{"TEMPO.CO, Jakarta - Gempa", "", "TEMPO.CO, Jakarta -", "Jakarta", "",
                     "TEMPO.CO"},
        DatelineCase{"(CNN) — The house", "", "(CNN) —", "", "", "CNN"},
        DatelineCase{"(SPD) — The party", "", "", "", "", ""},
        DatelineCase{"/PRNewswire/ -- Example Corp", "", "/PRNewswire/ --", "", "", "PRNewswire"},
        DatelineCase{"القاهرة (رويترز) - قال", "", "القاهرة (رويترز) -", "القاهرة", "", "رويترز"},
        DatelineCase{"OSLO (NTB): Broen", "", "OSLO (NTB):", "OSLO", "", "NTB"},
        DatelineCase{"PARTY (SPD): The", "", "", "", "", ""},
        DatelineCase{"KARACHI : The", "", "KARACHI :", "KARACHI", "", ""},
        DatelineCase{"ap - a prefix", "", "", "", "", ""},
        DatelineCase{"BREAKING - The minister", "", "", "", "", ""},
        DatelineCase{"The minister - a lawyer - said", "", "", "", "", ""},
        DatelineCase{"U-turn", "", "", "", "", ""},
        DatelineCase{"No dash here", "", "", "", "", ""}, DatelineCase{" - ", "", "", "", "", ""},
        DatelineCase{"-", "", "", "", "", ""}, DatelineCase{"--", "", "", "", "", ""},
        DatelineCase{"(((((((((( - ", "", "", "", "", ""}));

INSTANTIATE_TEST_SUITE_P(
    NamesThatAreExplained, DatelineTest,
    ::testing::Values(
        DatelineCase{"NATO - the alliance of 32 states - met", "", "", "", "", ""},
        DatelineCase{"NATO - The alliance met", "", "", "", "", ""},
        DatelineCase{"OPEC - a group of states - met", "", "", "", "", ""},
        DatelineCase{"OPEC — The ministers met", "", "", "", "", ""},
        DatelineCase{"BREXIT – the departure of Britain", "", "", "", "", ""},
        DatelineCase{"KESTREL – an airline of the south", "", "", "", "", ""},
        DatelineCase{"PELL & KESTREL — the two of them", "", "", "", "", ""},
        DatelineCase{"BAFÖG - das Geld der Studenten", "", "", "", "", ""},
        DatelineCase{"NATO (Brussels) - The alliance met", "", "", "", "", ""},
        DatelineCase{"OPEC, March 12 - The ministers met", "", "", "", "", ""},
        DatelineCase{"TULLARA - what we know", "", "", "", "", ""},
        DatelineCase{"NHS - The service said", "", "", "", "", ""},
        DatelineCase{"WORLD CUP - The team said", "", "", "", "", ""},
        DatelineCase{"TENNIS - The final begins", "", "", "", "", ""},
        DatelineCase{"GENEVA - The envoy said", "", "GENEVA -", "GENEVA", "", ""},
        DatelineCase{"GAZA - An envoy said", "", "GAZA -", "GAZA", "", ""},
        DatelineCase{"LVIV - eBay said", "", "LVIV -", "LVIV", "", ""},
        DatelineCase{"KYIV, Ukraine — the envoy said", "", "KYIV, Ukraine —", "KYIV, Ukraine", "",
                     ""},
        DatelineCase{"NAIROBI, March 12 - the envoy said", "2026-03-12", "NAIROBI, March 12 -",
                     "NAIROBI", "2026-03-12", ""},
        DatelineCase{"TULLARA (AP) - the envoy said", "", "TULLARA (AP) -", "TULLARA", "", "AP"},
        DatelineCase{"NATO, Brussels, March 12 (AP) - The envoy", "2026-03-12",
                     "NATO, Brussels, March 12 (AP) -", "NATO, Brussels", "2026-03-12", "AP"}));

TEST(WhereDatelinesStand, StandsBehindAStandfirst) {
  const std::string standfirst = "Dock workers go back to work after a strike of nine days.";
  const std::string body =
      standfirst + "\n\nNAIROBI, March 12 (Example Wire) - The union said on Wednesday.";
  const auto line = FindDateline(body, 0, BlocksOf(body), std::nullopt);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->span.In(body), "NAIROBI, March 12 (Example Wire) -");
  EXPECT_EQ(line->place, "NAIROBI");
  EXPECT_EQ(line->agency, "Example Wire");
}

TEST(WhereDatelinesStand, BehindAnotherParagraphAPlaceAloneIsNone) {
  const std::string body = "The union said so on Wednesday.\n\nNATO - The alliance said nothing.";
  EXPECT_FALSE(FindDateline(body, 0, BlocksOf(body), std::nullopt));
}

TEST(WhereDatelinesStand, BelowALongHeader) {
  std::string header;
  for (int i = 0; i < 6; ++i) header += "A line of the header\n\n";
  const std::string report = "NAIROBI, March 12 (Reuters) - The union said on Wednesday.";
  std::string body = header + report;
  const auto line = FindDateline(body, 0, BlocksOf(body), std::nullopt);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->agency, "Reuters");
  body = std::string(200, 'a') + ".\n\n" + body;
  EXPECT_FALSE(FindDateline(body, 0, BlocksOf(body), std::nullopt)) << "another report's";
}

TEST(WhereDatelinesStand, ThePublisherIsNoPlace) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.source.name = "Kabar Nusa";
  article.body = "SUKASARI, KABAR NUSA - Gempa mengguncang kota.\n\nThe end.";
  article.input.content_type = "text/plain";
  Articles out;
  ASSERT_TRUE(stage->Process(article, out).ok());
  ASSERT_TRUE(article.dateline);
  EXPECT_EQ(article.dateline->place, "SUKASARI");
  EXPECT_EQ(article.dateline->agency, "KABAR NUSA");
}

TEST(WhereDatelinesStand, InAPage) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  std::string paragraphs;
  for (int i = 0; i < 3; ++i) {
    paragraphs +=
        "<p>The union said that its members had accepted an offer of four percent more "
        "this year and three percent more in each of the two years that follow.</p>";
  }
  article.html =
      "<h1>Strike ends</h1><article><p><span class=location>NAIROBI</span>, March 12, 2026 "
      "(<a href=/w>Example Wire</a>) &mdash; Dock workers in the northern port went back to work "
      "on Tuesday after a strike of nine days.</p>" +
      paragraphs + "</article>";
  Articles out;
  ASSERT_TRUE(stage->Process(article, out).ok());
  ASSERT_TRUE(article.dateline);
  EXPECT_EQ(article.dateline->place, "NAIROBI");
  EXPECT_EQ(article.dateline->date, "2026-03-12");
  EXPECT_EQ(article.dateline->agency, "Example Wire");
}

}  // namespace
}  // namespace newswired
