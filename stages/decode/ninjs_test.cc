#include <gtest/gtest.h>

#include "stages/decode/news_items_for_test.h"

namespace newswired {
namespace {

constexpr std::string_view kItem1 = R"({
  "uri":"urn:wire.example:port-1","type":"text","version":"3","firstcreated":"2025-03-12T14:05:00Z",
  "versioncreated":"2025-03-12T14:41:00Z","embargoed":"2025-03-12T19:00:00+03:00","pubstatus":"withheld","urgency":4,
  "copyrightholder":"Example Wire","copyrightnotice":"(c) 2025 Example Wire","usageterms":"no archives",
  "ednote":"ADDS quote","slugline":"KENYA-PORTS","language":"en-KE","byline":"By Wanjiru Sample","located":"Nairobi",
  "headline":"Port strike paused","description_text":"A pause was offered.",
  "subject":[{"name":"labour","rel":"about"},{"code":"x"}],
  "infosource":[{"name":"Example Newsroom"}],
  "body_text":"Short.","body_xhtml":"<p>Dockworkers paused their strike.</p><h2>Talks</h2><p>More on Friday.</p>",
  "associations":{"a1":{"uri":"urn:pic","type":"picture","byline":"P. Photo","description_text":"Cranes.",
     "renditions":{"small":{"href":"https://wire.example/s.jpg","width":100},"big":{"href":"https://wire.example/b.jpg","width":900}}}}})";

TEST(Ninjs, Version1) {
  const Decoded run = Decode(kItem1);
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.uri, "urn:wire.example:port-1");
  EXPECT_EQ(article.input.content_type, "application/ninjs+json");
  ExpectPortStrike(article);
  EXPECT_EQ(article.claims.located, "Nairobi");
  EXPECT_EQ(article.claims.keywords, std::vector<std::string>{"labour"});
}

TEST(Ninjs, TheFullestTextIsTheBody) {
  const Decoded run = Decode(kItem1);
  const Article& article = run.articles.at(0);
  EXPECT_NE(article.html.find("<h2>Talks</h2>"), std::string::npos);
  ASSERT_EQ(article.other_bodies.size(), 1U);
  EXPECT_EQ(article.other_bodies[0].role, "text");
  EXPECT_EQ(article.other_bodies[0].content_type, "text/plain");
  EXPECT_EQ(article.other_bodies[0].value, "Short.");
}

TEST(Ninjs, TextsThatAreLeftOutAreCounted) {
  std::string json = R"({"uri":"urn:x","bodies":[{"value":"The fullest of them."})";
  for (int i = 0; i < 10; ++i) json += R"(,{"value":"Short."})";
  const Decoded run = Decode(json + "]}");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).other_bodies.size(), 8U);
  EXPECT_EQ(run.articles[0].warnings.at(0), "bodies_skipped: 2 more texts than 8 beside the body");
}

TEST(Ninjs, APictureOfTheStoryIsItsImage) {
  const Decoded run = Decode(kItem1);
  ASSERT_TRUE(run.articles.at(0).lead_image.has_value());
  EXPECT_EQ(run.articles[0].lead_image->url, "https://wire.example/b.jpg");
  EXPECT_EQ(run.articles[0].lead_image->caption, "Cranes.");
  EXPECT_EQ(run.articles[0].lead_image->credit, "P. Photo");
}

TEST(Ninjs, ARenditionWithoutAWidthIsNoThumbnail) {
  const Decoded run =
      Decode(R"({"uri":"urn:x","type":"picture","renditions":[{"name":"t","href":"https://a.b/t",)"
             R"("width":100},{"name":"m","href":"https://a.b/m"}]})",
             {{"content-type", "application/ninjs+json"}});
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).lead_image.value().url, "https://a.b/m");
}

TEST(Ninjs, Version3InCamelCase) {
  const Decoded run = Decode(
      R"({"standard":{"name":"ninjs","version":"3.1","schema":"x"},"uri":"https://wire.example/n/1",
    "versionCreated":"2025-03-12T14:41:00Z","contentCreated":"2025-03-12T14:00:00Z","pubStatus":"canceled",
    "embargoedUntil":"2025-03-13T00:00:00Z","by":"A. Writer","title":"internal",
    "headlines":[{"role":"short","value":"Strike"},{"role":"main","value":"Port strike &amp; pause","contentType":"text/html"}],
    "bodies":[{"role":"main","contentType":"text/plain","value":"The whole story as text."},
              {"role":"data","contentType":"application/xml","value":"<x/>"}]})");
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.claims.headline, "Port strike & pause");
  EXPECT_EQ(article.body, "The whole story as text.");
  EXPECT_EQ(article.claims.published_at, "2025-03-12T14:00:00Z");
  EXPECT_EQ(article.claims.modified_at, "2025-03-12T14:41:00Z");
  EXPECT_EQ(article.claims.embargoed_until, "2025-03-13T00:00:00Z");
  EXPECT_EQ(article.claims.pub_status, "canceled");
  EXPECT_EQ(article.claims.byline, "A. Writer");
  EXPECT_EQ(article.other_bodies.at(0).content_type, "application/xml");
}

/// Bodies of which one is the fullest, and what becomes of it.
struct BodiesCase {
  const char* name;
  const char* members;
  const char *html, *body;
};
void PrintTo(const BodiesCase& c, std::ostream* out) { *out << c.name; }

class NinjsBodiesTest : public testing::TestWithParam<BodiesCase> {};

TEST_P(NinjsBodiesTest, TheFullestIsRead) {
  const Decoded run = Decode(std::string(R"({"uri":"urn:x",)") + GetParam().members + "}",
                             {{"content-type", "application/ninjs+json"}});
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).html, GetParam().html);
  EXPECT_EQ(run.articles[0].body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    All, NinjsBodiesTest,
    testing::Values(
        BodiesCase{"Markdown",
                   R"("bodies":[{"contenttype":"text/plain","value":"Short."},)"
                   R"({"contenttype":"text/markdown","value":"# Port\n\nThe *whole* story."}])",
                   "", "# Port\n\nThe *whole* story."},
        BodiesCase{"Nitf",
                   R"("bodies":[{"contenttype":"text/plain","value":"Short."},)"
                   R"({"contenttype":"application/nitf+xml","value":"<nitf><head><title>No</title>)"
                   R"(</head><body><body.head><abstract>No</abstract></body.head><body.content>)"
                   R"(<p>The whole story.</p><hl2>Talks</hl2></body.content></body></nitf>"}])",
                   "<p>The whole story.</p><h2>Talks</h2>", ""},
        BodiesCase{"NitfWithADeclaration",
                   R"("bodies":[{"contentType":"text/vnd.iptc.nitf","value":"<?xml version='1.0'?>)"
                   R"(<nitf><body><body.content><p>One.</p></body.content></body></nitf>"}])",
                   "<p>One.</p>", ""},
        BodiesCase{"NitfOf1", R"("body_nitf":"<body.content><p>One.</p></body.content>")",
                   "<p>One.</p>", ""},
        BodiesCase{"NitfOfManyElements", R"("body_nitf":"<p>One.</p><note>No</note><p>Two.</p>")",
                   "<p>One.</p><p>Two.</p>", ""},
        BodiesCase{"NitfThatIsNone",
                   R"("body_text":"Text.","body_nitf":"<p>A longer one <b that breaks")", "",
                   "Text."}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Ninjs, ABodyThatCannotBeReadIsNamed) {
  const Decoded run =
      Decode(R"({"uri":"urn:x","headline":"H","body_nitf":"<p>One <b that breaks"})",
             {{"content-type", "application/ninjs+json"}});
  ASSERT_EQ(run.code, "") << run.message;
  const std::vector<std::string>& warnings = run.articles.at(0).warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].starts_with("content_skipped: a body in NITF that cannot be read: "))
      << warnings[0];
}

/// Where an item may have a picture.
struct PictureCase {
  const char* name;
  const char* members;
  const char *url, *caption = "", *credit = "";
};
void PrintTo(const PictureCase& c, std::ostream* out) { *out << c.name; }

class NinjsPictureTest : public testing::TestWithParam<PictureCase> {};

TEST_P(NinjsPictureTest, IsTaken) {
  const Decoded run =
      Decode(std::string(R"({"uri":"urn:x","headline":"H","byline":"A","description_text":"D.",)") +
                 GetParam().members + "}",
             {{"content-type", "application/ninjs+json"}});
  ASSERT_EQ(run.code, "") << run.message;
  const Image image = run.articles.at(0).lead_image.value_or(Image{});
  EXPECT_EQ(image.url, GetParam().url);
  EXPECT_EQ(image.caption, GetParam().caption);
  EXPECT_EQ(image.credit, GetParam().credit);
}

INSTANTIATE_TEST_SUITE_P(
    All, NinjsPictureTest,
    testing::Values(
        PictureCase{"RenditionOfAText",
                    R"("type":"text","renditions":{"thumb":{"href":"https://a.b/t.jpg",)"
                    R"("mimetype":"image/jpeg","width":100},"pdf":{"href":"https://a.b/p.pdf",)"
                    R"("mimetype":"application/pdf"},"main":{"href":"https://a.b/m.jpg",)"
                    R"("mimetype":"image/jpeg","width":1000}})",
                    "https://a.b/m.jpg"},
        PictureCase{"RenditionWithoutAType",
                    R"("type":"text","renditions":{"x":{"href":"https://a.b/t"}})", ""},
        PictureCase{"PreviewOfAVideo",
                    R"("type":"video","renditions":{"v":{"href":"https://a.b/v.mp4",)"
                    R"("mimetype":"video/mp4","width":1920},"p":{"href":"https://a.b/p.jpg",)"
                    R"("mimetype":"image/jpeg"}})",
                    "https://a.b/p.jpg"},
        PictureCase{"Graphic", R"("type":"graphic","renditions":{"x":{"href":"https://a.b/g"}})",
                    "https://a.b/g", "D.", "A"},
        PictureCase{"AssociationFirst",
                    R"("type":"text","renditions":{"x":{"href":"https://a.b/t.jpg",)"
                    R"("mimetype":"image/jpeg"}},"associations":{"p":{"uri":"urn:p","type":)"
                    R"("picture","byline":"P. Photo","description_text":"Cranes.","renditions":)"
                    R"({"m":{"href":"https://a.b/p.jpg"}}}})",
                    "https://a.b/p.jpg", "Cranes.", "P. Photo"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Ninjs, IsKnownByItsType) {
  const Headers headers = {{"content-type", "application/ninjs+json"}};
  EXPECT_EQ(Decode(R"({"uri":"urn:x","text":"no member of ninjs"})", headers).code,
            "invalid_ninjs");
  EXPECT_EQ(Decode(R"({"uri":"urn:x","text":"an envelope"})").articles.at(0).body, "an envelope");
}

struct ShapeCase {
  const char* name;
  const char* json;
  const char* type;
};
class NinjsShapeTest : public testing::TestWithParam<ShapeCase> {};

TEST_P(NinjsShapeTest, IsToldFromAnEnvelopes) {
  const Decoded run = Decode(GetParam().json);
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).body, "Open.");
  EXPECT_EQ(run.articles[0].claims.headline, "Port");
  EXPECT_EQ(run.articles[0].input.content_type, GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(
    All, NinjsShapeTest,
    testing::Values(
        ShapeCase{"LengthOfABody",
                  R"({"uri":"https://x.example/a","title":"Port","body":"Open.","body_length":5,)"
                  R"("url":"https://x.example/a"})",
                  "text/plain"},
        ShapeCase{"FoldedBase64",
                  R"({"uri":"https://x.example/a","title":"Port","body_base64":"T3Blbi4=",)"
                  R"("content_type":"text/plain"})",
                  "text/plain"},
        ShapeCase{"SchemaOrg",
                  R"({"uri":"https://x.example/a","headline":"Port","articleBody":"Open."})",
                  "text/plain"},
        ShapeCase{"Capitals",
                  R"({"uri":"https://x.example/a","headline":"Port","Body":"Open.",)"
                  R"("Url":"https://x.example/a"})",
                  "text/plain"},
        ShapeCase{"BodyTextBesideABody",
                  R"({"uri":"https://x.example/a","title":"Port","body":"Open.","body_text":"O"})",
                  "text/plain"},
        ShapeCase{"Version1", R"({"uri":"urn:x","headline":"Port","body_text":"Open."})",
                  "application/ninjs+json"},
        ShapeCase{"Version2WithAnExtension",
                  R"({"uri":"urn:x","source":"x","headlines":[{"value":"Port"}],)"
                  R"("bodies":[{"value":"Open."}]})",
                  "application/ninjs+json"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Ninjs, InAnEnvelopeAndInAnArray) {
  const Decoded nested = Decode(
      R"({"source":{"id":"wire"},"fetchedAt":"2025-03-12T15:00:00Z","body":"{\"uri\":\"n-1\",\"headline\":\"H\"}"})");
  ASSERT_EQ(nested.code, "") << nested.message;
  EXPECT_EQ(nested.articles.at(0).uri, "urn:newswired:wire:n-1");
  EXPECT_EQ(nested.articles[0].claims.fetched_at, "2025-03-12T15:00:00Z");
  const Decoded list = Decode(R"([{"uri":"urn:a","headline":"A"},{"uri":"urn:b","type":7}])");
  ASSERT_EQ(list.articles.size(), 2U);
  EXPECT_EQ(list.articles[0].claims.headline, "A");
  EXPECT_EQ(list.articles[1].rejected.value().code, "invalid_ninjs");
}

TEST(Ninjs, AnItemMayBeWithoutText) {
  const Decoded run = Decode(R"({"uri":"urn:x","type":"picture","pubstatus":"canceled"})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_TRUE(run.articles.at(0).may_be_empty);
  EXPECT_EQ(run.articles[0].warnings.at(0), "not_a_text: the item is of type picture");
}

TEST(Ninjs, TextsOfACompositeAreNotLostSilently) {
  const Decoded run =
      Decode(R"({"uri":"urn:c","type":"composite","headline":"All","associations":{)"
             R"("a":{"uri":"urn:1","type":"text","body_text":"One."},)"
             R"("b":{"uri":"urn:2","type":"picture"}}})",
             {{"content-type", "application/ninjs+json"}});
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).warnings.at(0),
            "content_skipped: texts of 1 associations, which are items of their own");
}

TEST(Ninjs, ADateThatIsNoneIsAWarning) {
  const Decoded run = Decode(R"({"uri":"urn:x","headline":"H","versioncreated":"Last Tuesday"})");
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles.at(0).claims.modified_at, "");
  EXPECT_TRUE(run.articles[0].warnings.at(0).starts_with("claim_unreadable: updated"));
}

struct BrokenCase {
  const char* name;
  const char* json;
  const char* message;
};

class NinjsCheckTest : public testing::TestWithParam<BrokenCase> {};

TEST_P(NinjsCheckTest, Refuses) {
  const Headers headers = {{"content-type", "application/ninjs+json"}};
  const Decoded run = Decode(GetParam().json, headers);
  EXPECT_EQ(run.code, "invalid_ninjs");
  EXPECT_NE(run.message.find(GetParam().message), std::string::npos) << run.message;
}

INSTANTIATE_TEST_SUITE_P(
    Broken, NinjsCheckTest,
    testing::Values(
        BrokenCase{"NoUri", R"({"headline":"H"})", "uri is missing"},
        BrokenCase{"NumberForText", R"({"uri":"u","profile":42})", "profile is not a string"},
        BrokenCase{"TextForNumber", R"({"uri":"u","urgency":"4"})", "urgency is not a number"},
        BrokenCase{"UnknownType", R"({"uri":"u","type":"song"})", "\"song\""},
        BrokenCase{"UnknownStatus", R"({"uri":"u","pubstatus":"killed"})", "\"killed\""},
        BrokenCase{"UnknownRepresentation", R"({"uri":"u","representationtype":"half"})", "half"},
        BrokenCase{"UnknownMember", R"({"uri":"u","shoe":"size"})", "shoe is no member"},
        BrokenCase{"BareExtension", R"({"uri":"u","headline_":"H"})", "headline_"},
        BrokenCase{"BodyOfAnotherType", R"({"uri":"u","body_new":{"a":1}})", "body_new"},
        BrokenCase{"ListOfText", R"({"uri":"u","person":["A"]})", "person holds"},
        BrokenCase{"TextForList", R"({"uri":"u","subject":"sport"})", "subject is not a list"},
        BrokenCase{"BodyWithoutValue", R"({"uri":"u","bodies":[{"role":"main"}]})", "bodies"},
        BrokenCase{"AssociationWithoutName", R"({"uri":"u","associations":[{"uri":"v"}]})", "name"},
        BrokenCase{"BothRights",
                   R"({"uri":"u","rightsinfo":{"linkedrights":"a","encodedrights":"b"}})",
                   "rightsinfo"},
        BrokenCase{"BadPlannedDate",
                   R"({"uri":"u","eventDetails":{"dates":{"expectedStartDate":"some day"}}})",
                   "expectedStartDate"},
        BrokenCase{"BadPlace", R"({"uri":"u","places":[{"geojson":{"at":[1,2]}}]})", "geojson"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Ninjs, TheCheckIsASetting) {
  EXPECT_EQ(Decode(R"({"uri":"u","headline":"H","shoe":"size"})", {}, {{"check_ninjs", 0}}).code,
            "");
}

TEST(Ninjs, FromVersion2OnSchemasAreExtended) {
  EXPECT_EQ(Decode(R"({"uri":"u","headlines":[{"value":"H"}],"x_internal":1})").code, "");
}

TEST(Ninjs, LimitsHold) {
  const std::string deep =
      R"({"uri":"u","headlines":)" + std::string(70, '[') + std::string(70, ']') + "}";
  EXPECT_EQ(Decode(deep).code, "json_too_deep");
  std::string many = R"({"uri":"u","subject":[)";
  for (int i = 0; i < 300; ++i) many += "{},";
  many += "{}]}";
  EXPECT_EQ(Decode(many, {}, {{"max_nodes", 100}}).code, "too_many_nodes");
}

}  // namespace
}  // namespace newswired
