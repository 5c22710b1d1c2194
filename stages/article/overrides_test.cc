#include "stages/article/overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "stages/core/testing.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Gives a stage one item of its list `sources`.
class OneSource final : public DefaultSettings {
 public:
  explicit OneSource(SourceSettings source) : source_(std::move(source)) {}

  using DefaultSettings::Field;
  void Field(std::string_view name, std::string& value, const FieldSpec& /*spec*/) override {
    const std::array<std::pair<std::string_view, const std::string&>, 8> fields = {
        {{"domain", source_.domain},
         {"title", source_.title},
         {"body", source_.body},
         {"authors", source_.authors},
         {"published", source_.published},
         {"modified", source_.modified},
         {"section", source_.section},
         {"trust", source_.trust}}};
    for (const auto& [key, text] : fields) {
      if (key == name) value = text;
    }
  }
  void Field(std::string_view /*name*/, std::vector<std::string>& value,
             const FieldSpec& /*spec*/) override {
    value = source_.remove;
  }

 protected:
  std::size_t BeginList(std::string_view /*name*/, const FieldSpec& /*spec*/) override { return 1; }

 private:
  const SourceSettings source_;
};

Article Read(const SourceSettings& source, const std::string& html,
             const std::string& domain = "paper.example", Traces* traces = nullptr) {
  OneSource settings(source);
  const auto stage = std::move(kArticleStage.configure(settings)).value().stateless();
  Article article;
  RawRecord record;
  record.traces = traces;
  article.record = &record;
  article.source.domain = domain;
  article.html = html;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  return article;
}

const std::string kSentence =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour.";
const std::string kPage =
    "<title>Paper</title><meta property=og:title content='For machines'><h1>The paper</h1>"
    "<div class=head>Strike ends</div><span class=by><a>Ada Pell</a> <a>Tom Reed</a></span>"
    "<time class=pub datetime=2026-03-10T08:00:00+01:00>today</time><i class=sec>Ports</i>"
    "<div class=comments><div class='story-text'><p>Short.</p><p class=promo>Buy our book, it is "
    "very good.</p><ul><li>Item</li></ul></div></div><article><p>" +
    kSentence + "</p><p>" + kSentence + "</p><p>" + kSentence + "</p></article>";

TEST(OverridesTest, EveryFieldComesFromItsSelector) {
  const Article article = Read({.domain = "paper.example",
                                .title = ".head",
                                .body = ".story-text",
                                .authors = ".by a",
                                .published = "time.pub@datetime",
                                .modified = "",
                                .section = ".sec",
                                .remove = {".promo"}},
                               kPage);
  EXPECT_EQ(article.title, "Strike ends");
  EXPECT_EQ(article.evidence.title, "override:title");
  EXPECT_EQ(article.body, "Short.\n\nItem");
  EXPECT_EQ(article.extraction.method, "override:body");
  ASSERT_EQ(article.authors.size(), 2U);
  EXPECT_EQ(article.authors[1].name, "Tom Reed");
  EXPECT_EQ(article.authors[0].evidence, "override:authors");
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2026-03-10T08:00:00+01:00");
  EXPECT_EQ(article.published->evidence, "override:published");
  ASSERT_TRUE(article.section);
  EXPECT_EQ(article.section->value, "Ports");
  EXPECT_THAT(article.warnings, IsEmpty());
}

TEST(OverridesTest, OneElementMayNameSeveralAuthors) {
  for (const char* who : {
           "<ul class=who><li>Ada Pell</li><li>Tom Reed</li></ul>",
           "<div class=who><a>Ada Pell</a><a>Tom Reed</a></div>",
           "<div class=who><span>Ada Pell</span> <span>Tom Reed</span></div>",
           "<div class=who>Ada Pell<br>Tom Reed</div>",
           "<div class=who><div><a>Ada Pell</a><p>Reporter</p></div><div><a>Tom "
           "Reed</a></div></div>",
           "<div class=who>Ada Pell | Tom Reed</div>",
           "<div class=who>Ada Pell · Tom Reed</div>",
           "<div class=who>By Ada Pell · By Tom Reed · Harbour · World News · 3 min read</div>",
           "<div class=who>Ada Pell • Tom Reed | 10 March 2026</div>",
           "<p class=who>By Ada Pell and Tom Reed</p>",
       }) {
    const Article article =
        Read({.domain = "paper.example", .authors = ".who"}, who + std::string(kPage));
    ASSERT_EQ(article.authors.size(), 2U) << who;
    EXPECT_EQ(article.authors[0].name, "Ada Pell") << who;
    EXPECT_EQ(article.authors[1].name, "Tom Reed") << who;
  }
  const Article article =
      Read({.domain = "paper.example", .authors = ".who"},
           "<p class=who><span>Ada</span> <span>Pell</span></p>" + std::string(kPage));
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Ada Pell");
}

TEST(OverridesTest, DatesOverrideMetadata) {
  const Article article = Read(
      {.domain = "paper.example", .published = ".day"},
      R"(<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-01-01T00:00:00Z"}</script>)"
      "<h1>Strike ends</h1><b class=day>10 March 2025</b><p>" +
          kSentence + "</p>");
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2025-03-10");
}

TEST(OverridesTest, DatesStandAmongOtherWords) {
  const auto read = [](const std::string& text) {
    return Read({.domain = "paper.example", .published = ".day"},
                "<h1>Strike ends</h1><b class=day>" + text + "</b><p>" + kSentence + "</p>");
  };
  const Article one =
      read("Published in the northern edition on 10 March 2025, 14:30 | 3 comments");
  ASSERT_TRUE(one.published);
  EXPECT_EQ(one.published->value, "2025-03-10T14:30");
  EXPECT_THAT(one.warnings, IsEmpty());
  EXPECT_THAT(
      read("no day at all").warnings,
      ElementsAre(HasSubstr("override_unreadable: published \".day\" of paper.example finds "
                            "\"no day at all\"")));
  EXPECT_THAT(read("10 March 2025 or 11 March 2025").warnings, Not(IsEmpty()));
}

TEST(OverridesTest, WhatFindsNothingFallsBackWithAWarning) {
  const Article article =
      Read({.domain = "paper.example", .title = ".none", .body = "#gone"}, kPage);
  EXPECT_THAT(article.body, HasSubstr(kSentence));
  EXPECT_FALSE(article.title.empty());
  EXPECT_THAT(article.warnings,
              ElementsAre(HasSubstr("override_unmatched: title \".none\" of paper.example"),
                          HasSubstr("override_unmatched: body \"#gone\" of paper.example")));
}

TEST(OverridesTest, SubdomainsAreMeantAndOthersAreNot) {
  const SourceSettings source = {.domain = "paper.example", .title = ".head"};
  EXPECT_EQ(Read(source, kPage, "sports.paper.example").title, "Strike ends");
  EXPECT_NE(Read(source, kPage, "newspaper.example").title, "Strike ends");
  EXPECT_NE(Read(source, kPage, "").title, "Strike ends");
}

TEST(OverridesTest, DomainsAreWrittenInManyWays) {
  for (const char* domain :
       {"münchen.example", "MÜNCHEN.example", "www.münchen.example", "xn--mnchen-3ya.example"}) {
    auto overrides = Overrides::Create({{.domain = domain, .title = "h1"}});
    ASSERT_TRUE(overrides.ok());
    EXPECT_NE(overrides->For("xn--mnchen-3ya.example"), nullptr) << domain;
  }
}

TEST(OverridesTest, TheLongestDomainCounts) {
  auto overrides = Overrides::Create({{.domain = "paper.example", .title = "h1"},
                                      {.domain = "sports.paper.example", .title = "h2"}});
  ASSERT_TRUE(overrides.ok());
  EXPECT_EQ(overrides->For("sports.paper.example")->title->text(), "h2");
  EXPECT_EQ(overrides->For("live.sports.paper.example")->title->text(), "h2");
  EXPECT_EQ(overrides->For("www.paper.example")->title->text(), "h1");
  EXPECT_EQ(overrides->For("example"), nullptr);
}

TEST(OverridesTest, ADateCountsBeforeFieldsWithoutNumber) {
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "<meta name=pubdate content='2020-01-01T10:00Z'>";
  const Article article =
      Read({.domain = "paper.example", .published = "time.pub@datetime"}, fields + kPage);
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2026-03-10T08:00:00+01:00");
}

TEST(OverridesTest, WhatIsRemovedIsToldInATrace) {
  Traces traces;
  Read({.domain = "paper.example", .remove = {".promo", "ul"}}, kPage, "paper.example", &traces);
  ASSERT_GE(traces[0].cuts.size(), 2U);
  EXPECT_EQ(traces[0].cuts[0].rule, "override:remove");
  EXPECT_EQ(traces[0].cuts[0].where, ".promo");
  EXPECT_EQ(traces[0].cuts[1].text, "Item");
}

struct Text {
  const char* name;
  std::string text;
  std::string problem;  ///< empty: right
};

class SelectorTest : public ::testing::TestWithParam<Text> {};

TEST_P(SelectorTest, IsChecked) {
  const auto problem = CheckValueSelector(GetParam().text);
  EXPECT_EQ(problem ? problem->what : "", GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(Texts, SelectorTest,
                         ::testing::Values(Text{"Class", ".story-text", ""},
                                           Text{"List", "h1.head, h2 > .x", ""},
                                           Text{"Attribute", "meta[name='a@b.c']@content", ""},
                                           Text{"AtInQuotes", "a[href='x@y']", ""},
                                           Text{"Not", "p:not(.a)", ""},
                                           Text{"TwoDots", "div..x", "is no CSS selector"},
                                           Text{"Combinator", "> >", "is no CSS selector"},
                                           Text{"Number", "1abc", "is no CSS selector"},
                                           Text{"AttributeAlone", "@content", "names no element"}),
                         [](const auto& made) { return made.param.name; });

TEST(SelectorTest, ABodyIsNoAttribute) {
  EXPECT_TRUE(CheckSelector("div@title"));
  EXPECT_FALSE(CheckSelector("div"));
}

/// A page that says one thing, in a record that claims another.
Article ReadClaimed(const SourceSettings& source) {
  OneSource settings(source);
  const auto stage = std::move(kArticleStage.configure(settings)).value().stateless();
  Article article;
  const RawRecord record;
  article.record = &record;
  article.source.domain = "news.paper.example";
  article.canonical_url = "https://paper.example/claimed";
  article.evidence.canonical_url = "envelope:canonicalUrl";
  article.claims.headline = "Claimed headline";
  article.claims.byline = "Cleo Claim";
  article.claims.published_at = "2026-03-09T08:00:00Z";
  article.claims.modified_at = "2026-03-09T09:00:00Z";
  article.claims.section = "Claims";
  article.claims.keywords = {"claimed"};
  article.html =
      R"(<link rel=canonical href="https://paper.example/story"><script type="application/ld+json">)"
      R"({"@type":"NewsArticle","headline":"Strike ends","datePublished":"2026-03-10T08:00:00Z",)"
      R"("dateModified":"2026-03-10T09:00:00Z","author":{"@type":"Person","name":"Ada Pell"},)"
      R"("articleSection":"Ports","keywords":["strike"]}</script><h1>Strike ends</h1>)"
      "<time datetime=2026-03-10>10 March 2026</time><article><p>" +
      kSentence + "</p><p>" + kSentence + "</p></article>";
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  return article;
}

TEST(OverridesTest, ClaimsCountMoreThanThePageWhereTheyAreTrusted) {
  const Article article = ReadClaimed({.domain = "paper.example", .trust = "metadata"});
  EXPECT_EQ(article.title, "Claimed headline");
  EXPECT_EQ(article.evidence.title, "envelope:headline");
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Cleo Claim");
  EXPECT_EQ(article.published.value().value, "2026-03-09T08:00:00Z");
  EXPECT_EQ(article.published->evidence, "envelope:publishedAt");
  EXPECT_EQ(article.modified.value().value, "2026-03-09T09:00:00Z");
  EXPECT_EQ(article.section.value().value, "Claims");
  EXPECT_THAT(article.keywords, ElementsAre("claimed"));
  EXPECT_EQ(article.evidence.keywords, "envelope:keywords");
  EXPECT_EQ(article.canonical_url, "https://paper.example/claimed");
  EXPECT_EQ(article.evidence.canonical_url, "envelope:canonicalUrl");
  EXPECT_THAT(article.body, HasSubstr("Dock workers"));
}

TEST(OverridesTest, ThePageCountsMoreThanClaimsElsewhere) {
  for (const SourceSettings& source :
       {SourceSettings{.domain = "paper.example", .remove = {".none"}},
        SourceSettings{.domain = "other.example", .trust = "metadata"}}) {
    const Article article = ReadClaimed(source);
    EXPECT_EQ(article.title, "Strike ends");
    EXPECT_EQ(article.authors.at(0).name, "Ada Pell");
    EXPECT_EQ(article.published.value().value, "2026-03-10T08:00:00Z");
    EXPECT_EQ(article.modified.value().value, "2026-03-10T09:00:00Z");
    EXPECT_EQ(article.section.value().value, "Ports");
    EXPECT_THAT(article.keywords, ElementsAre("strike"));
    EXPECT_EQ(article.canonical_url, "https://paper.example/story");
  }
}

TEST(OverridesTest, SelectorsCountMoreThanTrustedClaims) {
  const Article article = ReadClaimed(
      {.domain = "paper.example", .title = "h1", .published = "time", .trust = "metadata"});
  EXPECT_EQ(article.title, "Strike ends");
  EXPECT_EQ(article.published.value().value, "2026-03-10T08:00:00Z");
  EXPECT_EQ(article.authors.at(0).name, "Cleo Claim");
}

TEST(SelectorTest, Domains) {
  EXPECT_FALSE(CheckDomain("news.example.com"));
  for (const char* wrong : {"https://example.com", "example.com/news", "example", ".com", ""}) {
    EXPECT_TRUE(CheckDomain(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace newswired
