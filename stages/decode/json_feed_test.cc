#include <gtest/gtest.h>

#include "stages/decode/decode_for_test.h"

namespace newswired {
namespace {

TEST(JsonFeed, ItemsBecomeArticles) {
  const Decoded run =
      Decode(R"({"version":"https://jsonfeed.org/version/1.1","title":"Harbour Gazette",
    "home_page_url":"https://gazette.example/","language":"en","authors":[{"name":"The Desk"}],"items":[
    {"id":"g-1","url":"/news/1","title":"Ferry resumes","content_html":"<p>The ferry sails again.</p>","content_text":"The ferry.",
     "summary":"It sails.","date_published":"2025-03-12T08:00:00+01:00","date_modified":"2025-03-12T09:00:00+01:00",
     "authors":[{"name":"A. Writer"},{"name":"B. Second"}],"tags":["ferry","harbour"],"image":"/i.jpg"},
    {"id":2,"external_url":"https://other.example/x","content_text":"Only text","language":"de"}]})");
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 2U);
  const Article& first = run.articles[0];
  EXPECT_EQ(first.input.content_type, "application/feed+json");
  EXPECT_EQ(first.uri, "urn:newswired:gazette.example:g-1");
  EXPECT_EQ(first.canonical_url, "https://gazette.example/news/1");
  EXPECT_EQ(first.html, "<p>The ferry sails again.</p>");
  EXPECT_EQ(first.other_bodies.at(0).value, "The ferry.");
  EXPECT_EQ(first.claims.headline, "Ferry resumes");
  EXPECT_EQ(first.claims.byline, "A. Writer, B. Second");
  EXPECT_EQ(first.claims.summary, "It sails.");
  EXPECT_EQ(first.claims.published_at, "2025-03-12T08:00:00+01:00");
  EXPECT_EQ(first.claims.modified_at, "2025-03-12T09:00:00+01:00");
  EXPECT_EQ(first.claims.keywords, (std::vector<std::string>{"ferry", "harbour"}));
  EXPECT_EQ(first.claims.language, "en");
  EXPECT_EQ(first.source.name, "Harbour Gazette");
  EXPECT_EQ(first.lead_image.value().url, "https://gazette.example/i.jpg");
  const Article& second = run.articles[1];
  EXPECT_EQ(second.id, "2");
  EXPECT_EQ(second.body, "Only text");
  EXPECT_EQ(second.claims.byline, "The Desk");
  EXPECT_EQ(second.claims.language, "de");
  EXPECT_EQ(second.input.item, 1);
  EXPECT_NE(first.input.sha256, second.input.sha256);
}

TEST(JsonFeed, ABrokenItemIsRefusedAlone) {
  const Decoded run = Decode(
      R"({"version":"https://jsonfeed.org/version/1","title":"T","items":[7,{"title":"good"},{"id":"empty"}]})");
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles.at(0).rejected.value().code, "invalid_json_feed");
  EXPECT_EQ(run.articles.at(1).claims.headline, "good");
  EXPECT_EQ(run.articles.at(2).rejected.value().code, "empty_document");
}

TEST(JsonFeed, NumbersThatAreNoneAreAbsent) {
  const Decoded run = Decode(R"({"version":"https://jsonfeed.org/version/1","x":NaN,"items":[)"
                             R"({"id":-Infinity,"title":"A","content_text":"Rain fell."}]})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).body, "Rain fell.");
  EXPECT_EQ(run.articles[0].id, "");
}

TEST(JsonFeed, Refusals) {
  const Headers headers = {{"content-type", "application/feed+json; charset=utf-8"}};
  EXPECT_EQ(Decode(R"({"title":"T"})", headers).code, "invalid_json_feed");
  EXPECT_EQ(Decode(R"({"items":[]})", headers).code, "empty_document");
  EXPECT_EQ(Decode(R"({"items":[{"title":"a"},{"title":"b"}]})", headers, {{"max_items", 1}}).code,
            "too_many_items");
}

}  // namespace
}  // namespace newswired
