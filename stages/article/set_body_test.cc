#include "stages/article/set_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "stages/core/testing.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

using ::testing::ElementsAre;

Article Read(const std::string& html, const std::string& content_type = "text/html",
             const std::string& summary = "", Traces* traces = nullptr,
             const std::string& headline = "") {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  RawRecord record;
  record.traces = traces;
  article.record = &record;
  article.input.content_type = content_type;
  article.claims.summary = summary;
  article.claims.headline = headline;
  article.html = html;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  return article;
}

const std::string kHeadline = "<title>Strike ends</title><h1>Strike ends</h1>";
const std::string kSentence =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour. ";
const std::string kOther =
    "The museum of clocks opens its doors again in spring, with two new rooms and a garden that "
    "the town has planted for its visitors. ";

std::string Paragraphs(const std::string& text, int count) {
  std::string html;
  for (int i = 0; i < count; ++i) html += "<p>" + text + "</p>";
  return html;
}

std::string JsonLd(const std::string& body) {
  return R"(<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": ")" + body +
         R"("}</script>)";
}

TEST(SetBodyTest, PartsOfThePageThatAgree) {
  const Article article =
      Read(kHeadline + "<main><article>" + Paragraphs(kSentence, 8) + "</article></main>");
  EXPECT_THAT(article.extraction.candidates,
              ElementsAre("density", "element:article", "element:main"));
  EXPECT_EQ(article.extraction.method, "density");
  EXPECT_DOUBLE_EQ(article.extraction.agreement, 1);
  EXPECT_NEAR(article.extraction.confidence, 0.95, 1e-6);
}

TEST(SetBodyTest, MarkupIsTakenUnlessItsScoreIsMuchLower) {
  const std::string marked =
      "<div class=box><div itemprop=articleBody>" + Paragraphs(kSentence, 6) + "</div></div>";
  const std::string box = "<div class=box><div>" + Paragraphs(kSentence, 5) + "</div></div>";
  const Article most = Read(kHeadline + "<div class=story>" + marked + box + "</div>");
  EXPECT_THAT(most.extraction.candidates, ElementsAre("microdata:articleBody", "density"));
  Traces traces;
  const Article part = Read(kHeadline + "<div class=story>" + marked + box + box + box + "</div>",
                            "text/html", "", &traces);
  EXPECT_THAT(part.extraction.candidates, ElementsAre("density", "microdata:articleBody"));
  const Article rdfa =
      Read(kHeadline + "<div property='schema:articleBody'>" + Paragraphs(kSentence, 6) + "</div>");
  EXPECT_EQ(rdfa.extraction.method, "microdata:articleBody");
  const std::vector<Trace::Candidate>& told = traces.begin()->second.candidates;
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].taken);
  EXPECT_EQ(told[0].reason, "its score is more than 0.30 above markup's");
  EXPECT_GT(told[0].score, told[1].score + 0.3);
}

TEST(SetBodyTest, AnArticleElementWithOtherTextCostsConfidence) {
  const Article article =
      Read(kHeadline + "<div class=story>" + Paragraphs(kSentence, 8) + "</div><section><article>" +
           Paragraphs(kOther, 3) + "</article></section>");
  EXPECT_THAT(article.extraction.candidates, ElementsAre("density", "element:article"));
  EXPECT_DOUBLE_EQ(article.extraction.agreement, 0);
  EXPECT_LT(article.extraction.confidence, 0.85);
}

TEST(SetBodyTest, ClaimThatAgrees) {
  std::string claim;
  for (int i = 0; i < 8; ++i) claim += kSentence;
  const Article article =
      Read(JsonLd(claim) + kHeadline + "<div>" + Paragraphs(kSentence, 8) + "</div>");
  EXPECT_THAT(article.extraction.candidates, ElementsAre("density", "jsonld:articleBody"));
  EXPECT_EQ(article.extraction.method, "density");
  EXPECT_DOUBLE_EQ(article.extraction.agreement, 1);
  EXPECT_DOUBLE_EQ(article.extraction.confidence, 0.98);
}

TEST(SetBodyTest, LongerClaimIsTakenAndSaysWhatItDisagreesWith) {
  std::string claim;
  for (int i = 0; i < 12; ++i) claim += kSentence;
  const Article article =
      Read(JsonLd(claim) + kHeadline + "<div>" + Paragraphs(kOther, 3) + "</div>");
  EXPECT_EQ(article.extraction.method, "jsonld:articleBody");
  EXPECT_THAT(article.extraction.candidates, ElementsAre("jsonld:articleBody", "density"));
  EXPECT_LT(article.extraction.agreement, 0.5);
  EXPECT_DOUBLE_EQ(article.extraction.confidence, 0.7);
}

TEST(SetBodyTest, LinesWithoutSentencesCostConfidence) {
  std::string rows;
  for (int i = 0; i < 40; ++i) rows += "<p>Row " + std::to_string(i) + " of the table</p>";
  const Article plain = Read(kHeadline + "<div>" + Paragraphs(kSentence, 8) + "</div>");
  const Article rough =
      Read(kHeadline + "<div>" + Paragraphs(kSentence, 3) + rows + kSentence + "</div>");
  EXPECT_LT(rough.extraction.confidence, plain.extraction.confidence - 0.1);
}

TEST(SetBodyTest, ExplainReadsWhatTheDaemonReads) {
  // No running text anywhere: the whole page is read, without what its names say is none.
  std::string page = kHeadline;
  for (int berth = 10; berth < 40; ++berth) page += "<p>Berth " + std::to_string(berth) + "</p>";
  page += "<div class=comments><p>Thirty berths!</p></div>";
  Traces traces;
  const Article told = Read(page, "text/html", "", &traces);
  EXPECT_EQ(told.body, Read(page).body);
  EXPECT_EQ(told.body.find("Thirty"), std::string::npos);
  EXPECT_NE(told.body.find("Berth 39"), std::string::npos);
  EXPECT_EQ(told.extraction.method, "page");
  EXPECT_EQ(told.extraction.candidates.front(), "page");
}

TEST(SetBodyTest, ContentOfAFeedIsComparedWithItsSummary) {
  const std::string type = "application/rss+xml";
  const Article same = Read(Paragraphs(kSentence, 2), type, kSentence);
  EXPECT_THAT(same.extraction.candidates, ElementsAre("feed-content", "feed-summary"));
  EXPECT_DOUBLE_EQ(same.extraction.agreement, 1);
  EXPECT_DOUBLE_EQ(same.extraction.confidence, 0.95);
  const Article cut =
      Read("<p>Dock workers in the northern port went back to work \u2026</p>", type);
  EXPECT_DOUBLE_EQ(cut.extraction.confidence, 0.6);
}

struct ContentCase {
  const char* name;
  std::string html;
  std::string text, author;
};

class ContentTest : public ::testing::TestWithParam<ContentCase> {};

TEST_P(ContentTest, HasNoCredits) {
  const Article article =
      Read(GetParam().html, "application/rss+xml", "", nullptr, "Strike ends in the port");
  EXPECT_EQ(article.body, GetParam().text);
  EXPECT_EQ(article.authors.empty() ? "" : article.authors[0].name, GetParam().author);
}

const std::string kText = kSentence.substr(0, kSentence.size() - 1);
const std::string kP = "<p>" + kText + "</p>";

INSTANTIATE_TEST_SUITE_P(
    All, ContentTest,
    ::testing::Values(
        ContentCase{"Byline", "<p>By Ada Pell and Tom Reed</p>" + kP, kText, "Ada Pell"},
        ContentCase{"BylineWithItsHouse", "<p>By ADA PELL<br>Associated Press</p>" + kP, kText,
                    "Ada Pell"},
        ContentCase{"BylineBelowASubtitle", "<h2>Back</h2><p>By Ada Pell</p>" + kP,
                    "Back\n\n" + kText, "Ada Pell"},
        ContentCase{"BylineAboveADateline",
                    "<p>By Ada Pell</p><p>NAIROBI, March 12 (Reuters) - Ships left.</p>",
                    "NAIROBI, March 12 (Reuters) - Ships left.", "Ada Pell"},
        ContentCase{"SignOff", kP + "<p>(Reporting by Ada Pell in Nairobi; Editing by T. Reed)</p>",
                    kText, "Ada Pell"},
        ContentCase{"GermanSignOff", kP + "<p>(Bericht von Ada Pell, redigiert von T. Reed.)</p>",
                    kText, "Ada Pell"},
        ContentCase{"OriginNote",
                    kP + "<p>The post <a href=/a>Strike ends in the port</a> appeared first on <a "
                         "href=/>Wire</a>."
                         "</p>",
                    kText, ""},
        ContentCase{"OriginNoteBehindSentences",
                    "<p>" + kText +
                        " Der Beitrag Strike ends in the port erschien zuerst "
                        "auf Y.</p>",
                    kText, ""},
        ContentCase{"SentencesBegin", "<p>By noon it was over.</p>" + kP,
                    "By noon it was over.\n\n" + kText, ""},
        ContentCase{"SentencesEnd", kP + "<p>(Reporting is hard.)</p>",
                    kText + "\n\n(Reporting is hard.)", ""},
        ContentCase{"NewsInBrackets",
                    kP + "<p>(Written by hand in 1912, the letter is kept in the museum.)</p>",
                    kText + "\n\n(Written by hand in 1912, the letter is kept in the museum.)", ""},
        ContentCase{"NewsBehindBrackets",
                    kP + "<p>(Reporting by Ada Pell showed it.) The minister left on Tuesday.</p>",
                    kText + "\n\n(Reporting by Ada Pell showed it.) The minister left on Tuesday.",
                    ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(SetBodyTest, ContentOfClutterAloneKeepsItsStructure) {
  std::string list;
  std::string text;
  for (int i = 0; i < 400; ++i) {
    const std::string link = "Ships that wait outside the harbour, " + std::to_string(i);
    list += "<p><a href=/a>" + link + "</a></p>";
    text += (i == 0 ? "" : "\n\n") + link;
  }
  const Article article = Read(list, "application/rss+xml");
  EXPECT_EQ(article.body, text);
  EXPECT_EQ(article.structure.size(), 400U);
  EXPECT_EQ(Read("<nav><p>Rain.</p></nav>", "application/rss+xml").body, "Rain.");
}

TEST(SetBodyTest, WholeArticlesOfFeedsLoseTheirBoxes) {
  const std::string paragraph =
      "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
      "that had kept forty ships waiting outside the harbour, the union said.";
  const std::string form = "<div><p>The day at six.</p><form><input type=email></form></div>";
  const std::string related =
      "<h3>Related stories</h3><ul><li><a href=/n>Mayor opens new bridge</a></li></ul>";
  const std::string letter =
      "<p>The Port Letter is a reader-supported publication. Consider becoming a free or paid "
      "subscriber.</p>";
  std::string content, text;
  for (int i = 0; i < 4; ++i) {
    content += "<p>" + paragraph + "</p>" + (i == 1 ? form + letter : "");
    text += (i == 0 ? "" : "\n\n") + paragraph;
  }
  EXPECT_EQ(Read(content + related, "application/rss+xml").body, text);
  EXPECT_NE(Read("<p>" + paragraph + "</p>" + form, "application/rss+xml").body.find("at six"),
            std::string::npos)
      << "a short one is kept";
  const std::string list =
      "<ul><li><a href=/1>Why the ferry of the north is late again this winter, from the islanders "
      "who wait for it</a></li><li><a href=/2>Who pays for the new quay and for how long, by the "
      "budget of the town</a></li></ul>";
  EXPECT_NE(Read(content + list + list, "application/rss+xml").body.find("new quay"),
            std::string::npos)
      << "a round-up keeps its links";
}

TEST(SetBodyTest, AHeadlineAndItsSourceAreNoText) {
  const auto body = [](const std::string& content) {
    static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
    Article article;
    const RawRecord record;
    article.record = &record;
    article.input.content_type = "application/rss+xml";
    article.claims.headline = "Strike ends in the port";
    article.source.name = "Example Wire";
    article.html = content;
    Articles out;
    EXPECT_TRUE(stage->Process(article, out).ok());
    return article.body + "|" + article.extraction.method;
  };
  EXPECT_EQ(body("<a href=/s>Strike ends in the port</a>&nbsp;<font>Example Wire</font>"), "|");
  EXPECT_EQ(body("<p>Strike ends in the port</p>"), "Strike ends in the port|feed-content");
  EXPECT_EQ(body("<p>Strike ends in the port, says Example Wire</p>"),
            "Strike ends in the port, says Example Wire|feed-content");
}

}  // namespace
}  // namespace newswired
