#include <gtest/gtest.h>

#include <algorithm>

#include "stages/decode/news_items_for_test.h"

namespace newswired {
namespace {

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:20250312:port" version="3" xml:lang="en"
  standard="NewsML-G2">
 <rightsInfo><copyrightHolder uri="http://wire.example"><name>Example Wire</name></copyrightHolder>
  <copyrightNotice>(c) 2025 Example Wire</copyrightNotice><usageTerms>no archives</usageTerms></rightsInfo>
 <itemMeta><itemClass qcode="ninat:text"/><provider literal="Example Newsroom"/><versionCreated>2025-03-12T14:41:00Z</versionCreated>
  <firstCreated>2025-03-12T14:05:00Z</firstCreated><embargoed>2025-03-12T16:00:00Z</embargoed><pubStatus qcode="stat:withheld"/>
  <edNote>ADDS quote</edNote><link rel="irel:previousVersion" residref="urn:newsml:wire.example:20250312:port-old"/></itemMeta>
 <contentMeta><urgency>4</urgency><contentCreated>2025-03-12T14:00:00Z</contentCreated><by>By Wanjiru Sample</by>
  <language tag="en-KE"/><subject qcode="medtop:1"><name>labour</name></subject><keyword>ports</keyword>
  <slugline separator="-">KENYA-PORTS</slugline><headline role="hld:sub">Second</headline><headline role="hld:main">Port strike
   paused</headline><description role="drol:summary">A pause was offered.</description></contentMeta>
 <contentSet>)";
constexpr std::string_view kTail = "</contentSet></newsItem>";

std::string Item(std::string_view content) {
  return std::string(kHead).append(content).append(kTail);
}

TEST(NewsmlG2, ReadsAnItem) {
  const Decoded run = Decode(Item(
      "<inlineXML contenttype='application/nitf+xml'><nitf><body><body.content><p>One &eacute;.</p>"
      "<hl2>Talks</hl2><p>Two.</p></body.content></body></nitf></inlineXML>"));
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.input.content_type, "application/vnd.iptc.g2.newsitem+xml");
  ExpectPortStrike(article);
  EXPECT_EQ(article.uri, "urn:newsml:wire.example:20250312:port");
  EXPECT_EQ(article.html, "<p>One é.</p><h2>Talks</h2><p>Two.</p>");
  EXPECT_EQ(article.claims.supersedes, "urn:newsml:wire.example:20250312:port-old");
  EXPECT_EQ(article.claims.keywords, (std::vector<std::string>{"labour", "ports"}));
}

TEST(NewsmlG2, SaysThatItCorrects) {
  const auto corrects = [](std::string_view sign) {
    std::string item = Item("<inlineData contenttype='text/plain'>Text.</inlineData>");
    item.insert(item.find("<edNote>"), sign);
    return Decode(item).articles.at(0).claims.corrects;
  };
  EXPECT_TRUE(corrects("<signal qcode='sig:correction'/>"));
  EXPECT_TRUE(corrects("<link rel='irel:corrects' residref='urn:x'/>"));
  EXPECT_FALSE(corrects("<signal qcode='sig:update'/>"));
  EXPECT_FALSE(corrects(""));
}

TEST(NewsmlG2, ContentInOtherForms) {
  const auto html = [](std::string_view content) {
    return Decode(Item(content)).articles.at(0).html;
  };
  EXPECT_EQ(html("<inlineXML contenttype='application/xhtml+xml'><x:html "
                 "xmlns:x='http://www.w3.org/1999/xhtml'><x:head>"
                 "<x:title>no</x:title></x:head><x:body><x:p>A &lt; "
                 "<x:b>B</x:b></x:p><x:script>no()</x:script></x:body>"
                 "</x:html></inlineXML>"),
            "<p>A &lt; B</p>");
  EXPECT_EQ(html("<inlineData contenttype='text/html'>&lt;p&gt;Escaped&lt;/p&gt;</inlineData>"),
            "<p>Escaped</p>");
  const Decoded plain =
      Decode(Item("<inlineData contenttype='text/plain'>Just text.</inlineData>"));
  EXPECT_EQ(plain.articles.at(0).body, "Just text.");
  const Decoded both =
      Decode(Item("<inlineData contenttype='text/plain'>Short.</inlineData>"
                  "<inlineXML><nitf><body><body.content><p>Much "
                  "longer.</p></body.content></body></nitf></inlineXML>"
                  "<inlineXML><sports-content><x/></sports-content></inlineXML>"));
  EXPECT_EQ(both.articles.at(0).html, "<p>Much longer.</p>");
  ASSERT_EQ(both.articles[0].other_bodies.size(), 2U);
  EXPECT_EQ(both.articles[0].other_bodies[0].value, "Short.");
  EXPECT_EQ(both.articles[0].other_bodies[1].content_type, "application/xml");
}

TEST(NewsmlG2, APictureIsMarked) {
  const Decoded run = Decode(
      "<newsItem guid='p1'><itemMeta><itemClass "
      "qcode='ninat:picture'/></itemMeta><contentMeta><headline>Cranes</headline>"
      "<description>Cranes at rest.</description></contentMeta><contentSet>"
      "<remoteContent href='https://wire.example/t.jpg' width='100' contenttype='image/jpeg'/>"
      "<remoteContent href='https://wire.example/p.jpg' width='3000' contenttype='image/jpeg'/>"
      "<remoteContent href='https://wire.example/w.jpg' width='1200' contenttype='image/jpeg'/>"
      "</contentSet></newsItem>");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).claims.type, "picture");
  EXPECT_EQ(run.articles[0].body, "Cranes at rest.");
  EXPECT_EQ(run.articles[0].lead_image.value().url, "https://wire.example/p.jpg");
  EXPECT_EQ(run.articles[0].warnings.at(0), "not_a_text: the item is of class picture");
}

TEST(NewsmlG2, AnItemThatSaysNothingIsToldFromAKill) {
  const auto item = [](const std::string& meta, const std::string& content) {
    return "<newsItem guid='urn:x'><itemMeta>" + meta + "</itemMeta><contentMeta/>" + content +
           "</newsItem>";
  };
  const Decoded run =
      Decode("<newsMessage><itemSet>" + item("", "") + item("<title>Port strike</title>", "") +
             item("<pubStatus qcode='stat:canceled'/>", "") +
             item("<itemClass qcode='ninat:picture'/>",
                  "<contentSet><remoteContent href='p.jpg'/></contentSet>") +
             "</itemSet></newsMessage>");
  ASSERT_EQ(run.articles.size(), 4U) << run.message;
  EXPECT_EQ(run.articles[0].warnings,
            std::vector<std::string>{"empty_item: it has neither a headline nor content"});
  EXPECT_TRUE(run.articles[1].warnings.empty()) << "its headline is something";
  EXPECT_TRUE(run.articles[2].warnings.empty()) << "a kill";
  EXPECT_EQ(run.articles[3].lead_image.value().url, "p.jpg");
}

TEST(NewsmlG2, WhatLiesElsewhereIsNamed) {
  const Decoded run = Decode(
      "<newsItem guid='urn:x'><itemMeta><title>T</title></itemMeta><contentSet>"
      "<remoteContent href='https://a.b/story.pdf' contenttype='application/pdf'/>"
      "<remoteContent href='https://a.b/story'/><remoteContent residref='urn:y'/>"
      "</contentSet></newsItem>");
  EXPECT_EQ(run.articles.at(0).warnings,
            (std::vector<std::string>{
                "content_skipped: remoteContent of type application/pdf at https://a.b/story.pdf",
                "content_skipped: remoteContent at https://a.b/story"}));
}

TEST(NewsmlG2, APictureBesideATextIsNotWhatTheDescriptionIsOf) {
  const auto picture = [](const std::string& kind) {
    return Decode("<newsItem guid='p1'><itemMeta><itemClass qcode='ninat:" + kind +
                  "'/></itemMeta><contentMeta><by>Ada Pell</by><headline>Port strike</headline>"
                  "<description>Cranes stood still.</description></contentMeta><contentSet>"
                  "<remoteContent href='https://wire.example/p.jpg' contenttype='image/jpeg'/>"
                  "</contentSet></newsItem>")
        .articles.at(0)
        .lead_image.value();
  };
  EXPECT_EQ(picture("text").caption + picture("text").credit, "");
  EXPECT_EQ(picture("picture").caption, "Cranes stood still.");
  EXPECT_EQ(picture("picture").credit, "Ada Pell");
}

TEST(NewsmlG2, AMessageHoldsManyItems) {
  const std::string message =
      "<newsMessage><header><sent>2025-03-12T14:00:00Z</sent></header><itemSet><packageItem "
      "guid='pkg'/>"
      "<newsItem guid='urn:a'><contentMeta><headline>A</headline></contentMeta></newsItem>"
      "<knowledgeItem guid='k'/><newsItem/>"
      "<newsItem "
      "guid='urn:b'><contentMeta><headline>B</headline></contentMeta></newsItem></itemSet></"
      "newsMessage>";
  const Decoded run = Decode(message);
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 4U);
  EXPECT_EQ(run.articles[0].uri, "urn:a");
  EXPECT_EQ(run.articles[0].warnings.at(0),
            "packages_skipped: 1 packageItem, which only refers to other items");
  EXPECT_EQ(run.articles[1].rejected.value().code, "unsupported_item");
  EXPECT_EQ(run.articles[2].rejected.value().code, "invalid_newsml");
  EXPECT_EQ(run.articles[3].uri, "urn:b");
  EXPECT_EQ(run.articles[3].input.item, 3);
  EXPECT_EQ(Decode(message, {}, {{"max_items", 2}}).code, "too_many_items");
}

class NewsmlG2RefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(NewsmlG2RefusalTest, HasItsCode) {
  EXPECT_EQ(Decode(GetParam().document).code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Refused, NewsmlG2RefusalTest,
    testing::Values(
        RefusedCase{"Knowledge", "<knowledgeItem guid='k'/>", "unsupported_item"},
        RefusedCase{"Concept", "<conceptItem guid='k'/>", "unsupported_item"},
        RefusedCase{"Planning", "<planningItem guid='k'/>", "unsupported_item"},
        RefusedCase{"Catalog", "<catalogItem guid='k'/>", "unsupported_item"},
        RefusedCase{"Package", "<packageItem guid='k'/>", "unsupported_item"},
        RefusedCase{"MessageOfPackages",
                    "<newsMessage><itemSet><packageItem/></itemSet></newsMessage>",
                    "unsupported_item"},
        RefusedCase{"EmptyMessage", "<newsMessage><itemSet/></newsMessage>", "empty_document"},
        RefusedCase{"NoGuid", "<newsItem><contentMeta/></newsItem>", "invalid_newsml"},
        RefusedCase{"TagsThatDoNotMatch", "<newsItem guid='a'><itemMeta></newsItem></itemMeta>",
                    "invalid_xml"},
        RefusedCase{"Cut", "<newsItem guid='a'><itemMeta>", "invalid_xml"},
        RefusedCase{"CutInATag", "<newsItem guid='a'><itemMeta", "invalid_xml"},
        RefusedCase{"TwoRoots", "<newsItem guid='a'/><newsItem guid='b'/>", "invalid_xml"},
        RefusedCase{"TextBehind", "<newsItem guid='a'/>text", "invalid_xml"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(NewsmlG2, EntitiesAreNeverExpanded) {
  const Decoded run = Decode(
      "<!DOCTYPE newsItem [<!ENTITY a 'boom'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
      "<newsItem guid='urn:x'><contentMeta><headline>&a; &b; "
      "&amp;</headline></contentMeta></newsItem>");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).claims.headline, "&a; &b; &");
}

TEST(NewsmlG2, LimitsHold) {
  std::string deep = "<newsItem guid='x'>";
  for (int i = 0; i < 70; ++i) deep += "<a>";
  EXPECT_EQ(Decode(deep).code, "xml_too_deep");
  std::string wide = "<newsItem guid='x'>";
  for (int i = 0; i < 200; ++i) wide += "<a/>";
  wide += "<itemMeta><title>T</title></itemMeta></newsItem>";
  EXPECT_EQ(Decode(wide, {}, {{"max_nodes", 100}}).code, "too_many_nodes");
  EXPECT_EQ(Decode(wide).code, "");
}

TEST(Nitf, ReadsADocument) {
  const Decoded run = Decode(R"(<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><title>slug title</title><docdata management-status="embargoed"><correction id-string="w-0" info="spelling of a name"/>
 <doc-id id-string="w-1"/><urgency ed-urg="4"/><date.issue norm="20250312T140500Z"/><date.release norm="20250312T160000Z"/>
 <doc.copyright holder="Example Wire" year="2025"/><du-key key="KENYA-PORTS" version="2"/>
 <key-list><keyword key="ports"/></key-list></docdata></head>
 <body xml:lang="en"><body.head><hedline><hl1>Port strike paused</hl1><hl2>Talks on Friday</hl2></hedline>
 <byline>By <person>Wanjiru Sample</person>, <byttl>Example Wire</byttl></byline><distributor>Example Wire</distributor>
 <dateline><location>Nairobi</location><story.date norm="20250312"/></dateline><abstract><p>A pause.</p></abstract></body.head>
 <body.content><block><p>One &mdash; two.</p><media media-type="image"><media-reference source="https://wire.example/t.jpg" width="90"/>
 <media-reference source="https://wire.example/p.jpg"/>
 <media-caption>Cranes.</media-caption><media-producer>P. Photo</media-producer></media></block><hl2>Next</hl2>
 <ul><li>first</li><li>second</li></ul><bq>Quoted.</bq><note>not for print</note></body.content>
 <body.end><tagline>Tagline.</tagline></body.end></body></nitf>)");
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.input.content_type, "application/nitf+xml");
  EXPECT_EQ(article.id, "w-1");
  EXPECT_EQ(article.claims.headline, "Port strike paused");
  EXPECT_EQ(article.claims.byline, "Wanjiru Sample");
  EXPECT_EQ(article.claims.located, "Nairobi");
  EXPECT_EQ(article.claims.published_at, "20250312T140500Z");
  EXPECT_EQ(article.claims.embargoed_until, "2025-03-12T16:00:00Z");
  EXPECT_EQ(article.claims.pub_status, "usable");
  EXPECT_EQ(article.claims.urgency, 4);
  EXPECT_EQ(article.claims.supersedes, "w-0");
  EXPECT_TRUE(article.supersedes_uri.ends_with(":w-0")) << article.supersedes_uri;
  EXPECT_EQ(article.claims.edition_note, "spelling of a name");
  EXPECT_TRUE(article.claims.corrects);
  EXPECT_EQ(article.claims.version, "2");
  EXPECT_EQ(article.claims.summary, "A pause.");
  EXPECT_EQ(article.claims.keywords, std::vector<std::string>{"ports"});
  EXPECT_EQ(article.source.name, "Example Wire");
  EXPECT_EQ(article.rights.copyright_holder, "Example Wire");
  EXPECT_EQ(article.lead_image.value().caption, "Cranes.");
  EXPECT_NE(article.html.find("<p>One — two.</p>"), std::string::npos);
  EXPECT_NE(article.html.find("<h2>Next</h2>"), std::string::npos);
  EXPECT_NE(article.html.find("<li>first</li>"), std::string::npos);
  EXPECT_NE(article.html.find("<blockquote>Quoted.</blockquote>"), std::string::npos);
  EXPECT_EQ(article.html.find("Cranes"), std::string::npos);
  EXPECT_EQ(article.html.find("not for print"), std::string::npos);
  EXPECT_TRUE(article.html.ends_with("<p>Tagline.</p>")) << article.html;
}

TEST(Nitf, ADocumentOfNothing) {
  EXPECT_EQ(Decode("<nitf><body/></nitf>").code, "empty_document");
  EXPECT_EQ(Decode("<nitf><body></nitf>").code, "invalid_xml");
}

/// A sign of an embargo, by itself or with its end.
struct EmbargoCase {
  const char* name;
  std::string document;
  std::string until = {};
  bool open = true;
};
void PrintTo(const EmbargoCase& c, std::ostream* out) { *out << c.name; }

std::string NitfOf(std::string_view docdata) {
  return "<nitf><head>" + std::string(docdata) +
         "</head><body><body.content><p>One.</p></body.content></body></nitf>";
}

std::string EmbargoedItem(std::string_view embargoed, std::string_view content) {
  return "<newsItem guid='urn:x'><itemMeta>" + std::string(embargoed) +
         "<pubStatus qcode='stat:usable'/></itemMeta><contentSet>" + std::string(content) +
         "</contentSet></newsItem>";
}

class EmbargoTest : public testing::TestWithParam<EmbargoCase> {};

TEST_P(EmbargoTest, IsNeverLost) {
  const Decoded run = Decode(GetParam().document);
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.claims.embargoed_until, GetParam().until);
  EXPECT_EQ(article.claims.pub_status, "usable");
  const bool open =
      std::any_of(article.warnings.begin(), article.warnings.end(),
                  [](const std::string& warning) { return warning.starts_with("embargo_open: "); });
  EXPECT_EQ(open, GetParam().open);
}

constexpr std::string_view kInlineText = "<inlineData contenttype='text/plain'>One.</inlineData>";

INSTANTIATE_TEST_SUITE_P(
    Embargoes, EmbargoTest,
    testing::Values(
        EmbargoCase{"Nitf", NitfOf("<docdata management-status='embargoed'/>")},
        EmbargoCase{"NitfInCapitals", NitfOf("<docdata management-status='Embargoed '/>")},
        EmbargoCase{"NitfUnreadable", NitfOf("<docdata management-status='embargoed'>"
                                             "<date.release norm='tomorrow'/></docdata>")},
        EmbargoCase{"NitfUntil",
                    NitfOf("<docdata management-status='embargoed'>"
                           "<date.release norm='20250312T160000Z'/></docdata>"),
                    "2025-03-12T16:00:00Z", false},
        EmbargoCase{"NitfUsable", NitfOf("<docdata management-status='usable'/>"), "", false},
        EmbargoCase{"NewsmlG2", EmbargoedItem("<embargoed/>", kInlineText)},
        EmbargoCase{"NewsmlG2Until",
                    EmbargoedItem("<embargoed>2025-03-12T16:00:00Z</embargoed>", kInlineText),
                    "2025-03-12T16:00:00Z", false},
        EmbargoCase{"NewsmlG2None", EmbargoedItem("", kInlineText), "", false},
        EmbargoCase{
            "NitfInside",
            EmbargoedItem("", "<inlineXML>" + NitfOf("<docdata management-status='embargoed'/>") +
                                  "</inlineXML>")}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(NewsmlG2, ManySkippedContentsAreFewWarnings) {
  std::string contents = "<inlineData contenttype='text/plain'>Text.</inlineData>";
  for (int i = 0; i < 500; ++i) contents += "<inlineData contenttype='image/png'>x</inlineData>";
  const Decoded run = Decode(Item(contents));
  ASSERT_EQ(run.articles.size(), 1U) << run.message;
  EXPECT_EQ(run.articles[0].warnings.size(), 17U);
  EXPECT_EQ(run.articles[0].warnings.back(), "warnings_left_out: 484 more like these");
}

}  // namespace
}  // namespace newswired
