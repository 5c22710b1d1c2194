#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/decode/decode_for_test.h"

namespace newswired {
namespace {

struct DocumentsCase {
  const char* name;
  std::string json;
  std::string text, html;           ///< what is read
  std::vector<std::string> others;  ///< role|content type|value
  std::vector<std::string> warnings = {};
};
void PrintTo(const DocumentsCase& c, std::ostream* out) { *out << c.name; }

class EnvelopeDocumentsTest : public testing::TestWithParam<DocumentsCase> {};

TEST_P(EnvelopeDocumentsTest, NoneIsLostSilently) {
  const Decoded run = Decode(GetParam().json);
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.body, GetParam().text);
  EXPECT_EQ(article.html, GetParam().html);
  std::vector<std::string> others;
  for (const OtherBody& other : article.other_bodies) {
    others.push_back(other.role + "|" + other.content_type + "|" + other.value);
  }
  EXPECT_EQ(others, GetParam().others);
  EXPECT_EQ(article.warnings, GetParam().warnings);
}

INSTANTIATE_TEST_SUITE_P(
    Blank, EnvelopeDocumentsTest,
    testing::Values(
        DocumentsCase{"Html", R"({"html":"\n","body":"Rain fell."})", "Rain fell.", "", {}},
        DocumentsCase{
            "HtmlOfTags", R"({"html":"<p> </p>","body":"Rain fell."})", "Rain fell.", "", {}},
        DocumentsCase{"Base64", R"({"bodyBase64":" ","body":"Rain fell."})", "Rain fell.", "", {}},
        DocumentsCase{"Text", R"({"text":" ","html":"<p>Rain fell."})", "", "<p>Rain fell.", {}}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Several, EnvelopeDocumentsTest,
    testing::Values(
        DocumentsCase{"TextAndItsPage",
                      R"({"text":"Rain.","html":"<!doctype html><html><p>Menu. Rain. More."})",
                      "Rain.",
                      "",
                      {},
                      {"bodies_skipped: html beside the document that was read"}},
        DocumentsCase{"TextAndFullHtml",
                      R"({"text":"Rain.","html":"<p>Rain fell in the port."})",
                      "",
                      "<p>Rain fell in the port.",
                      {"text|text/plain|Rain."}},
        DocumentsCase{"FullTextAndHtml",
                      R"({"text":"Rain fell in the port.","html":"<p>Rain."})",
                      "Rain fell in the port.",
                      "",
                      {"html|text/html|<p>Rain."}},
        DocumentsCase{"TextTwice", R"({"text":"Rain.","body":"Rain."})", "Rain.", "", {}},
        DocumentsCase{"TeaserAndText",
                      R"({"articleBody":"Rain.","content":"Rain fell in the port."})",
                      "Rain fell in the port.",
                      "",
                      {"text|text/plain|Rain."}},
        DocumentsCase{"HtmlAndBody",
                      R"({"html":"<html><p>Rain fell.","body":"Rain."})",
                      "",
                      "<html><p>Rain fell.",
                      {"body|text/plain|Rain."}},
        DocumentsCase{"Base64AndText",
                      R"({"text":"Rain.","bodyBase64":"UmFpbiBmZWxsLg=="})",
                      "Rain.",
                      "",
                      {},
                      {"bodies_skipped: bodyBase64 beside the document that was read"}},
        DocumentsCase{"FeedAndHtml",
                      R"({"html":"<p>Rain.","body":"<rss><item><title>a</title></item></rss>"})",
                      "",
                      "<p>Rain.",
                      {},
                      {"bodies_skipped: body beside the document that was read"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(EnvelopeDocuments, ATextBesideManyArticlesIsNoneOfTheirs) {
  const Decoded run = Decode(
      R"({"bodyBase64":"PHJzcz48aXRlbT48dGl0bGU+YTwvdGl0bGU+PC9pdGVtPjxpdGVtPjx0aXRsZT5iPC90aXRsZT48L2l0ZW0+PC9yc3M+","body":"Rain."})");
  ASSERT_EQ(run.articles.size(), 2U) << run.message;
  EXPECT_TRUE(run.articles[0].other_bodies.empty());
  EXPECT_EQ(run.articles[0].warnings,
            std::vector<std::string>{"bodies_skipped: body beside the document that was read"});
  EXPECT_TRUE(run.articles[1].other_bodies.empty());
}

}  // namespace
}  // namespace newswired
