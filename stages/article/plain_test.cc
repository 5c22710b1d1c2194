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

}  // namespace
}  // namespace newswired
