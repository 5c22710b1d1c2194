#include <gtest/gtest.h>

#include <random>
#include <string>

#include "stages/core/budget.h"
#include "stages/core/testing.h"
#include "stages/text/utf8.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

Article Read(const std::string& html, const std::string& url = "https://paper.example/2026/story") {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.url = url;
  article.html = html;
  Articles out;
  const Result<Verdict> verdict = stage->Process(article, out);
  // Random pages may hold nothing at all.
  if (!verdict.ok()) {
    EXPECT_EQ(verdict.error().code, "empty_document");
  }
  return article;
}

const std::string kStory =
    "<p>Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour.</p>"
    "<h2>Wages settled</h2>"
    "<p>The union said that its members had accepted an offer of four percent more this year and "
    "three percent more in each of the two years that follow.</p>"
    "<ul><li>Night shifts are paid better.</li><li>Weekends stay free.</li></ul>"
    "<p>The port authority expects the last of the waiting ships to be unloaded within a week, a "
    "spokeswoman said on Tuesday evening.</p>";

TEST(ArticlePage, TakesTheTextAndLeavesTheFurniture) {
  const Article article = Read(
      "<html><head><title>Strike ends in northern port | The Paper</title></head><body>"
      "<nav><a href='/'>Home</a><a href='/news'>News</a></nav><article><h1>Strike ends in northern "
      "port</h1>" +
      kStory +
      "</article><aside>Subscribe to our newsletter now.</aside>"
      "<footer>All rights reserved.</footer></body></html>");
  EXPECT_EQ(article.title, "Strike ends in northern port");
  EXPECT_EQ(article.body.find("Dock workers"), 0U) << article.body;
  EXPECT_NE(article.body.find("within a week"), std::string::npos);
  EXPECT_EQ(article.body.find("Subscribe"), std::string::npos);
  EXPECT_EQ(article.body.find("rights reserved"), std::string::npos);
  EXPECT_EQ(article.body.find("Strike ends"), std::string::npos)
      << "the headline is not the body's";
  EXPECT_NE(article.body.find("Night shifts are paid better.\nWeekends stay free."),
            std::string::npos)
      << article.body;
}

TEST(ArticlePage, KeepsTheStructure) {
  const Article article = Read("<html><body><article>" + kStory + "</article></body></html>");
  std::vector<BlockKind> kinds;
  for (const Block& block : article.structure) kinds.push_back(block.kind);
  EXPECT_EQ(kinds, (std::vector<BlockKind>{BlockKind::kParagraph, BlockKind::kSubhead,
                                           BlockKind::kParagraph, BlockKind::kListItem,
                                           BlockKind::kListItem, BlockKind::kParagraph}));
  EXPECT_EQ(article.structure[1].span.In(article.body), "Wages settled");
}

TEST(ArticlePage, ReadsJsonLd) {
  const Article article = Read(
      R"(<html><head><script type="application/ld+json">{"@type": "NewsArticle",
         "headline": "Strike ends", "datePublished": "2026-03-10T18:00:00+01:00",
         "author": [{"@type": "Person", "name": "Ada Pell"}, {"@type": "Organization", "name": "The Paper"}]}
         </script></head><body><article>)" +
      kStory + "</article></body></html>");
  ASSERT_TRUE(article.published.has_value());
  EXPECT_EQ(article.published->value, "2026-03-10T18:00:00+01:00");
  EXPECT_EQ(article.published->precision, Precision::kSecond);
  ASSERT_FALSE(article.authors.empty());
  EXPECT_EQ(article.authors[0].name, "Ada Pell");
  EXPECT_EQ(article.title, "Strike ends");
}

TEST(ArticlePage, InventsNoDate) {
  EXPECT_FALSE(Read("<html><body><article>" + kStory +
                    "<p>In 1998 it took a month.</p></article>"
                    "<footer>Copyright 2026</footer></body></html>")
                   .published.has_value());
}

// Any tags in any order: valid text, blocks in order and on boundaries.
TEST(ArticlePage, AnyTags) {
  std::mt19937 random(5);
  const char* const pieces[] = {
      "<p>",          "</p>",
      "<div>",        "</div>",
      "<article>",    "</article>",
      "<li>",         "<ul>",
      "<blockquote>", "<h2>",
      "</h2>",        "<table>",
      "<td>",         "<svg>",
      "<script>",     "</script>",
      "<!--",         "-->",
      "<br>",         "<a href=x>",
      "</a>",         "<figure>",
      "<noscript>",   "<template>",
      "<select>",     "&amp;",
      "&#x1F600;",    "é",
      "word ",        "A sentence that is long enough to be taken for text of an article. "};
  for (int round = 0; round < 3'000; ++round) {
    std::string html;
    for (unsigned i = 0; i < random() % 80; ++i) html += pieces[random() % std::size(pieces)];
    const Article article = Read(html);
    ASSERT_TRUE(IsValidUtf8(article.body)) << "round " << round;
    std::uint32_t end = 0;
    for (const Block& block : article.structure) {
      ASSERT_LE(end, block.span.begin) << "round " << round;
      ASSERT_LT(block.span.begin, block.span.end) << "round " << round;
      ASSERT_LE(block.span.end, article.body.size()) << "round " << round;
      ASSERT_TRUE(IsValidUtf8(block.span.In(article.body))) << "round " << round;
      end = block.span.end;
    }
  }
}

TEST(ArticlePage, ALongTitleIsCutBetweenCharacters) {
  for (const char* letter : {"é", "国", "😀"}) {
    for (std::size_t before = 8180; before < 8200; ++before) {
      const Article article = Read("<title>" + std::string(before, 'a') + letter + letter + letter +
                                   "</title><p>Text.");
      ASSERT_TRUE(IsValidUtf8(article.title)) << before << letter;
    }
  }
}

struct Limited {
  const char* name;
  Values settings;
  std::string html;
  bool cut;          ///< and a warning says so
  bool keeps_title;  ///< of `html`
};
void PrintTo(const Limited& c, std::ostream* out) { *out << c.name; }

class ArticleLimitTest : public ::testing::TestWithParam<Limited> {};

std::string Many(const std::string& unit, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += unit;
  return out;
}

/// With its limit the page loses something, without it does not.
TEST_P(ArticleLimitTest, IsASettingThatHolds) {
  const Limited& c = GetParam();
  for (const bool limited : {false, true}) {
    const std::unique_ptr<Stage> stage = MakeStage(kArticleStage, limited ? c.settings : Values());
    const RawRecord record;
    Article article;
    article.record = &record;
    article.html = c.html + kStory + "<p>The end of it.";
    Articles out;
    ASSERT_TRUE(stage->Process(article, out).ok());
    EXPECT_EQ(article.title == "The title", !limited || c.keeps_title) << article.title;
    const bool warned = !article.warnings.empty() && article.warnings[0].starts_with("page_cut");
    EXPECT_EQ(warned, limited && c.cut);
    EXPECT_EQ(article.body.find("unloaded within a week") == std::string::npos, limited && c.cut);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Limits, ArticleLimitTest,
    ::testing::Values(
        Limited{"Nodes",
                {{"max_dom_nodes", 1000}},
                "<h1>The title</h1>" + Many("<b>x</b>", 1000),
                true,
                true},
        Limited{"Bytes",
                {{"max_dom_bytes", 1 << 20}},
                "<h1>The title</h1>" + Many("<b>x</b>", 20'000),
                true,
                true},
        Limited{"Depth",
                {{"max_dom_depth", 32}},
                Many("<div>", 40) + "<h1>The title</h1>" + Many("</div>", 40),
                false,
                false},
        Limited{"Attributes",
                {{"max_attributes", 8}},
                "<meta a1 a2 a3 a4 a5 a6 a7 a8 property=og:title content='The title'>",
                false,
                false},
        Limited{"AttributeBytes",
                {{"max_attribute_bytes", 1024}},
                "<meta property=og:title content='The title" + std::string(2000, ' ') + "'>",
                false,
                false}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(ArticlePage, TimeGrowsWithTheSizeAlone) {
  for (const char* unit : {"<div>", "<p>text ", "<b><i>", "<table><tr><td>", "<a href=x>", "&lt;",
                           "<a% ", "<a%>", "<p a%>"}) {
    std::string html;
    for (int number = 0; html.size() < (2U << 20); ++number) {  // % makes names that differ
      for (const char* c = unit; *c != '\0'; ++c)
        html += *c == '%' ? std::to_string(number) : std::string(1, *c);
    }
    const std::int64_t start = ThreadCpuNanos();
    static_cast<void>(Read(html));
    // Far less on a quiet machine; what is quadratic takes minutes.
    EXPECT_LT(ThreadCpuNanos() - start, 20'000'000'000) << unit;
  }
}

}  // namespace
}  // namespace newswired
