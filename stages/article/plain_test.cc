#include "stages/article/plain.h"

#include <gtest/gtest.h>

#include <random>

#include "stages/article/byline.h"
#include "stages/article/jsonld.h"
#include "stages/core/testing.h"
#include "stages/text/dates.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

std::string Shape(std::string_view text) {
  std::string shape;
  for (const Block& block : BlocksOf(text)) {
    shape += "psql"[static_cast<int>(block.kind)];
    EXPECT_LT(block.span.begin, block.span.end);
    EXPECT_LE(block.span.end, text.size());
  }
  return shape;
}

TEST(PlainBlocks, AreGuessedConservatively) {
  EXPECT_EQ(Shape("One.\n\nTwo\nlines.\n\nThree."), "ppp");
  EXPECT_EQ(Shape("One.\n\nUNION REFUSES\n\nTwo."), "psp");
  EXPECT_EQ(Shape("UNION REFUSES\n\nTwo."), "pp") << "a first line may be a headline";
  EXPECT_EQ(Shape("One.\n\nTHE END"), "pp") << "nothing follows";
  EXPECT_EQ(Shape("One.\n\nTHIS IS SHOUTED.\n\nTwo."), "ppp");
  EXPECT_EQ(Shape("One.\n\n- a\n- b\n\nTwo."), "pllp");
  EXPECT_EQ(Shape("One.\n\n1. a\n\n2. b\n\nTwo."), "pllp");
  EXPECT_EQ(Shape("- a single dash\n\nTwo."), "pp");
  EXPECT_EQ(Shape(""), "");
}

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
    ::testing::Values(DatelineCase{"NAIROBI, March 12 (Example Wire) - Kenya's minister",
                                   "2025-03-12T17:05:00+03:00",
                                   "NAIROBI, March 12 (Example Wire) -", "NAIROBI", "2025-03-12",
                                   "Example Wire"},
                      DatelineCase{"LONDON (Reuters) — Shares rose", "", "LONDON (Reuters) —",
                                   "LONDON", "", "Reuters"},
                      DatelineCase{"Paris, 3 May 2024 (AFP) - The", "", "Paris, 3 May 2024 (AFP) -",
                                   "Paris", "2024-05-03", "AFP"},
                      DatelineCase{"BERLIN -- The", "", "BERLIN --", "BERLIN", "", ""},
                      DatelineCase{"NEW YORK, Dec. 31 - The", "2025-01-01", "NEW YORK, Dec. 31 -",
                                   "NEW YORK", "2024-12-31", ""},
                      DatelineCase{"WASHINGTON, Jan. 1 - The", "2024-12-31", "WASHINGTON, Jan. 1 -",
                                   "WASHINGTON", "2025-01-01", ""},
                      DatelineCase{"NAIROBI, March 12 - No year is known", "",
                                   "NAIROBI, March 12 -", "NAIROBI", "", ""},
                      DatelineCase{"BREAKING - The minister", "", "", "", "", ""},
                      DatelineCase{"The minister - a lawyer - said", "", "", "", "", ""},
                      DatelineCase{"U-turn", "", "", "", "", ""},
                      DatelineCase{"No dash here", "", "", "", "", ""},
                      DatelineCase{" - ", "", "", "", "", ""},
                      DatelineCase{"(((((((((( - ", "", "", "", "", ""}));

TEST(Byline, Names) {
  const auto names = [](std::string_view text) {
    std::string all;
    for (const Author& author : ReadByline(text, {.name = "Example Wire", .domain = ""})) {
      all += (all.empty() ? "" : "|") + author.name + (author.kind == "person" ? "" : "*");
    }
    return all;
  };
  EXPECT_EQ(names("By Wanjiru Sample"), "Wanjiru Sample");
  EXPECT_EQ(names("By A. Pell and B. Kestrel, Example Wire"), "A. Pell|B. Kestrel|Example Wire*");
  EXPECT_EQ(names("Reuters"), "Reuters*");
  EXPECT_EQ(names("ann@paper.example"), "");
  EXPECT_EQ(names("https://paper.example/ann"), "");
  EXPECT_EQ(names(""), "");
  const std::vector<Author> authors = ReadByline("Wanjiru Sample", {});
  EXPECT_EQ(authors[0].given, "Wanjiru");
  EXPECT_EQ(authors[0].family, "Sample");
}

TEST(JsonLd, FindsTheArticleWhereverItStands) {
  JsonLdArticle article;
  ReadJsonLd(R"({"@graph":[{"@type":"WebPage","datePublished":"2025-03-11"},
    {"@type":["Article","NewsArticle"],"headline":"A &amp; B","datePublished":"2025-03-12","isAccessibleForFree":"False",
     "author":{"name":"Ann Pell"},"keywords":"x, y","articleSection":["Africa"],"publisher":{"name":"Wire"}}]})",
             article);
  EXPECT_EQ(article.headline, "A & B");
  EXPECT_EQ(article.published, "2025-03-12") << "the article's date counts, not its page's";
  EXPECT_EQ(article.section, "Africa");
  EXPECT_EQ(article.keywords, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(article.free, false);
  ASSERT_EQ(article.authors.size(), 1U);
}

TEST(JsonLd, BrokenOnesAreRepairedOrIgnored) {
  JsonLdArticle article;
  ReadJsonLd("<!-- {\"@type\":\"NewsArticle\",\"headline\":\"A\nB\",} -->", article);
  EXPECT_EQ(article.headline, "A B");
  JsonLdArticle none;
  ReadJsonLd(std::string(500000, '['), none);
  ReadJsonLd("{\"@type\":\"NewsArticle\",\"headline\":", none);
  ReadJsonLd("", none);
  EXPECT_EQ(none.headline, "");
}

Article Read(Article article) {
  const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  const RawRecord record;
  article.record = &record;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  article.record = nullptr;
  return article;
}

TEST(PlainArticle, LeavesAsItCame) {
  Article in;
  in.body = "NAIROBI, March 12 - The port.\n\nMORE TO COME\n\nThe end.";
  in.claims.headline = "Port strike";
  in.claims.published_at = "2025-03-12T17:05:00+03:00";
  in.claims.byline = "By Wanjiru Sample";
  in.input.sha256 = "abc";
  in.uri = "urn:sha256:abc";
  const Article out = Read(in);
  EXPECT_EQ(out.body, in.body);
  EXPECT_EQ(out.title, "Port strike");
  EXPECT_EQ(out.structure.size(), 3U);
  EXPECT_EQ(out.published->evidence, "envelope:publishedAt");
  EXPECT_EQ(out.published->agrees_with, std::vector<std::string>{"dateline"});
  EXPECT_EQ(out.authors.at(0).evidence, "envelope:byline");
  EXPECT_EQ(out.content_hash, Sha256Hex("Port strike\n" + in.body));
  EXPECT_EQ(out.uri, "urn:sha256:" + out.content_hash);
  EXPECT_EQ(out.extraction.method, "plain-text");
}

TEST(PlainArticle, NothingIsPublishedInTheFuture) {
  Article in;
  in.body = "Text.";
  in.claims.published_at = "2031-01-01T00:00:00Z";
  in.input.record_time_ms = 1741788300000;
  const Article out = Read(in);
  EXPECT_FALSE(out.published.has_value());
  EXPECT_EQ(out.warnings.size(), 1U);
}

TEST(WhereDatelinesStand, StandsBehindAStandfirst) {
  const std::string standfirst = "Dock workers go back to work after a strike of nine days.";
  const std::string body =
      standfirst + "\n\nNAIROBI, March 12 (Example Wire) - The union said on Wednesday.";
  const auto line = FindDateline(body, BlocksOf(body), std::nullopt);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->span.In(body), "NAIROBI, March 12 (Example Wire) -");
  EXPECT_EQ(line->place, "NAIROBI");
  EXPECT_EQ(line->agency, "Example Wire");
}

TEST(WhereDatelinesStand, BehindAnotherParagraphAPlaceAloneIsNone) {
  const std::string body = "The union said so on Wednesday.\n\nNATO - The alliance said nothing.";
  EXPECT_FALSE(FindDateline(body, BlocksOf(body), std::nullopt));
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
