#include <gtest/gtest.h>

#include "stages/core/budget.h"
#include "stages/decode/news_items_for_test.h"

namespace newswired {
namespace {

std::string Record(const std::string& type, const std::string& headers, const std::string& block) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Date: 2025-03-12T14:05:00Z\r\n" + headers +
         "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

std::string Response(const std::string& uri, const std::string& http, const std::string& body,
                     const std::string& warc = "") {
  return Record(
      "response",
      "WARC-Target-URI: " + uri + "\r\nContent-Type: application/http;msgtype=response\r\n" + warc,
      "HTTP/1.1 200 OK\r\n" + http + "\r\n" + body);
}

const std::string kInfo = Record("warcinfo", "", "software: none\r\n");
const std::string kHtmlType = "Content-Type: text/html; charset=iso-8859-1\r\n";
const std::string kPage = "<html><body><p>Caf\xE9 by the port.</p></body></html>";

TEST(Warc, AResponseIsADocument) {
  const Decoded run = Decode(
      kInfo + Response("https://Wire.example/a", kHtmlType, kPage) +
      Record("request", "WARC-Target-URI: https://wire.example/a\r\n", "GET /a HTTP/1.1\r\n\r\n"));
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 1U);
  const Article& article = run.articles[0];
  EXPECT_EQ(article.canonical_url, "https://wire.example/a");
  EXPECT_EQ(article.claims.fetched_at, "2025-03-12T14:05:00Z");
  EXPECT_EQ(article.fetched.value().value, "2025-03-12T14:05:00Z");
  EXPECT_EQ(article.fetched->evidence, "archive:date");
  EXPECT_EQ(article.input.content_type, "text/html");
  EXPECT_NE(article.html.find("Café"), std::string::npos);
  EXPECT_EQ(article.warnings.at(0), "records_skipped: 1 request, 1 warcinfo");
}

TEST(Warc, GzipMembersAndPackedAndChunkedBodies) {
  const std::string packed = Gzip(kPage);
  char size[16];
  std::snprintf(size, sizeof size, "%zx", packed.size() - 5);
  const std::string chunks = std::string("5;ext=1\r\n") + packed.substr(0, 5) + "\r\n" + size +
                             "\r\n" + packed.substr(5) + "\r\n0\r\n\r\n";
  const std::string archive =
      Gzip(kInfo) +
      Gzip(Response("https://wire.example/a",
                    kHtmlType + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                    chunks)) +
      Gzip(Response("https://wire.example/b", kHtmlType + "Transfer-Encoding: chunked\r\n", kPage));
  const Decoded run = Decode(archive, {{"content-type", "application/warc"}});
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 2U);
  EXPECT_NE(run.articles[0].html.find("Café"), std::string::npos);
  EXPECT_NE(run.articles[1].html.find("Café"), std::string::npos);  // the chunks were undone before
}

struct CutCase {
  const char* name;
  std::string headers, body;
  std::string html;    ///< what of it is read is its beginning
  std::string unsaid;  ///< warning or code where nobody says that it was cut
};
void PrintTo(const CutCase& c, std::ostream* out) { *out << c.name; }

class CutTest : public testing::TestWithParam<CutCase> {};

TEST_P(CutTest, IsReadWithAWarning) {
  const CutCase& test = GetParam();
  const std::string type = "Content-Type: text/html\r\n";
  const auto run = [&](const std::string& warc) {
    return Decode(Response("https://wire.example/a", type + test.headers, test.body, warc));
  };
  const Decoded cut = run("WARC-Truncated: length\r\n");
  ASSERT_EQ(cut.code, "") << cut.message;
  EXPECT_TRUE(test.html.starts_with(cut.articles.at(0).html)) << cut.articles.at(0).html;
  EXPECT_GE(cut.articles[0].html.size(), 10U);
  EXPECT_EQ(cut.articles[0].warnings.at(0),
            "truncated: the crawler kept a part of this record alone (length)");
  const Decoded unsaid = run("");
  if (unsaid.code.empty()) {
    EXPECT_EQ(unsaid.articles.at(0).html, cut.articles[0].html);
    const std::vector<std::string>& warnings = unsaid.articles[0].warnings;
    EXPECT_EQ(warnings.empty() ? "" : warnings[0], test.unsaid);
  } else {
    EXPECT_EQ(unsaid.code, test.unsaid);
  }
}

const std::string kAscii = "<html><body><p>The port was closed on Monday.</p></body></html>";

INSTANTIATE_TEST_SUITE_P(
    All, CutTest,
    testing::Values(CutCase{"Plain", "", kAscii.substr(0, 30), kAscii, ""},
                    CutCase{"WithinAChunk", "Transfer-Encoding: chunked\r\n",
                            "40\r\n" + kAscii.substr(0, 30), kAscii,
                            "truncated: the body ends within a chunk of 64 bytes"},
                    CutCase{"BeforeTheLastChunk", "Transfer-Encoding: chunked\r\n",
                            "14\r\n" + kAscii.substr(0, 20) + "\r\n", kAscii,
                            "truncated: the body's last chunk is missing"},
                    CutCase{"BehindTheDataOfAChunk", "Transfer-Encoding: chunked\r\n",
                            "14\r\n" + kAscii.substr(0, 20), kAscii,
                            "truncated: the body's last chunk is missing"},
                    CutCase{"OfAWrongSize", "Transfer-Encoding: chunked\r\n",
                            "14\r\n" + kAscii + "\r\n0\r\n\r\n", kAscii,
                            "truncated: a chunk of the body does not end where it says"},
                    CutCase{"BehindAChunk", "Transfer-Encoding: chunked\r\n",
                            "14\r\n" + kAscii.substr(0, 20) + "\r\nzz\r\n", kAscii,
                            "truncated: a chunk of the body does not end where it says"},
                    CutCase{"Packed", "Content-Encoding: gzip\r\n",
                            Gzip(kAscii).substr(0, Gzip(kAscii).size() - 20), kAscii,
                            "bad_compression"}),
    [](const auto& test) { return std::string(test.param.name); });

struct CutRevisitCase {
  const char* name;
  std::string response, revisit;  ///< headers of the records
  std::string body;
  bool cut;
};

class CutRevisitTest : public testing::TestWithParam<CutRevisitCase> {};

TEST_P(CutRevisitTest, IsAsWholeAsTheResponse) {
  const CutRevisitCase& test = GetParam();
  const std::string digest = "WARC-Payload-Digest: sha1:ABC\r\n";
  const Decoded run = Decode(
      Response("https://wire.example/a",
               "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", test.body,
               digest + test.response) +
      Record("revisit", "WARC-Target-URI: https://wire.example/b\r\n" + digest + test.revisit, ""));
  ASSERT_EQ(run.articles.size(), 2U) << run.message;
  for (const Article& article : run.articles) {
    EXPECT_FALSE(article.rejected.has_value());
    EXPECT_EQ(article.html, kAscii);
    EXPECT_EQ(article.warnings.size(), test.cut ? 1U : 0U);
  }
}

const std::string kChunk = "3f\r\n" + kAscii + "\r\n";

INSTANTIATE_TEST_SUITE_P(
    All, CutRevisitTest,
    testing::Values(CutRevisitCase{"CutResponse", "WARC-Truncated: length\r\n", "", kChunk, true},
                    CutRevisitCase{"WholeResponse", "", "WARC-Truncated: length\r\n",
                                   kChunk + "0\r\n\r\n", false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Warc, ManyTypesThatAreSkippedAreNamedInPart) {
  std::string archive = Record("resource", "", "A text.");
  for (int i = 0; i < 1000; ++i) archive += Record("t" + std::to_string(i), "", "x");
  const Decoded run = Decode(archive);
  ASSERT_EQ(run.articles.size(), 1U) << run.message;
  EXPECT_LT(run.articles[0].warnings.at(0).size(), 200U);
}

TEST(Warc, FewLargeRecordsAskTheBudgetToo) {
  std::string archive;
  for (int i = 0; i < 50; ++i) archive += Record("resource", "", std::string(16 << 10, '<'));
  Budget::Start(1);
  const Decoded run = Decode(archive);
  Budget::Start(0);
  EXPECT_EQ(run.code, "budget_exceeded");
}

TEST(Warc, ResourcesRevisitsAndConversions) {
  const std::string archive =
      Response("https://wire.example/a", kHtmlType, kPage, "WARC-Payload-Digest: sha1:ABC\r\n") +
      Record("revisit",
             "WARC-Target-URI: https://wire.example/again\r\nWARC-Payload-Digest: sha1:ABC\r\n",
             "") +
      Record("revisit",
             "WARC-Target-URI: https://wire.example/z\r\nWARC-Payload-Digest: sha1:XYZ\r\n", "") +
      Record("resource", "WARC-Target-URI: https://wire.example/r\r\nContent-Type: text/plain\r\n",
             "A text.") +
      Record("conversion",
             "WARC-Target-URI: https://wire.example/c\r\nContent-Type: text/plain\r\n",
             "Converted.") +
      Record("resource", "WARC-Target-URI: metadata://tool/log\r\nContent-Type: text/plain\r\n",
             "log");
  const Decoded run = Decode(archive);
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 5U);
  EXPECT_EQ(run.articles[1].canonical_url, "https://wire.example/again");
  EXPECT_EQ(run.articles[1].html, run.articles[0].html);
  EXPECT_EQ(run.articles[2].rejected.value().code, "revisit_without_payload");
  EXPECT_EQ(run.articles[3].body, "A text.");
  EXPECT_EQ(run.articles[4].body, "Converted.");
  EXPECT_EQ(run.articles[4].input.item, 4);
  EXPECT_EQ(run.articles[0].warnings.at(0), "records_skipped: 1 resource");
}

TEST(Warc, WhatACrawlKeepsForItselfIsNoDocument) {
  const auto resource = [](const std::string& uri) {
    return Record("resource", "WARC-Target-URI: " + uri + "\r\nContent-Type: text/plain\r\n", "x");
  };
  const Decoded run = Decode(
      Response("https://wire.example/a", kHtmlType, kPage) + resource("dns:wire.example") +
      resource("urn:text:https://a.example/") + resource("urn:pageInfo:https://a.example/") +
      resource("urn:X-wpull:log") + resource("screenshot:https://a.example/") +
      resource("https://wire.example/robots.txt") + resource("https://wire.example/ads.txt?v=1"));
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].warnings.at(0), "records_skipped: 7 resource");
}

TEST(Warc, TheUrnOfAPublisherIsAnId) {
  const Decoded run = Decode(
      Record("resource",
             "WARC-Target-URI: urn:newsml:afp.example:20250312:1\r\nContent-Type: text/html\r\n",
             "<p>The port is open.") +
      Record("resource",
             "WARC-Target-URI: urn:newsml:afp.example:20250312:2\r\nContent-Type: text/xml\r\n",
             "<rss><item><title>A</title></item><item><title>B</title></item></rss>"));
  ASSERT_EQ(run.articles.size(), 3U) << run.message;
  EXPECT_EQ(run.articles[0].uri, "urn:newsml:afp.example:20250312:1");
  EXPECT_EQ(run.articles[0].html, "<p>The port is open.");
  EXPECT_TRUE(run.articles[0].warnings.empty());
  EXPECT_NE(run.articles[1].uri, run.articles[2].uri);
}

TEST(Warc, AFeedInAResponseCountsOn) {
  const Decoded run =
      Decode(Response("https://wire.example/rss", "Content-Type: application/rss+xml\r\n",
                      "<rss><channel><item><title>A</title><link>/a</link></item><item><title>B</"
                      "title></item></channel></rss>") +
             Response("https://wire.example/p", kHtmlType, kPage));
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_EQ(run.articles[0].canonical_url, "https://wire.example/a");
  EXPECT_EQ(run.articles[2].input.item, 2);
}

TEST(Warc, TheAddressOfAFeedIsNotItsItems) {
  const Decoded run = Decode(Response(
      "https://wire.example/rss", "Content-Type: application/rss+xml\r\n",
      "<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>"));
  ASSERT_EQ(run.articles.size(), 2U);
  EXPECT_EQ(run.articles[0].canonical_url, "");
  EXPECT_EQ(run.articles[0].source.domain, "wire.example");
  EXPECT_NE(run.articles[0].uri, run.articles[1].uri);
}

TEST(Warc, HeadersThatAreNoTextSayNothing) {
  const Decoded run =
      Decode(Record("resource", "WARC-Target-URI: https://wire.example/\xFF\r\n", "A text.") +
             Record("metadata\xFF", "", "x"));
  ASSERT_EQ(run.articles.size(), 2U);
  EXPECT_EQ(run.articles[0].url, "");
  EXPECT_EQ(run.articles[1].rejected.value().code, "invalid_warc");
}

TEST(Warc, IsReadOnBehindWhatItBeginsWith) {
  const Decoded run =
      Decode("HTTP/1.1 200 OK\r\nthe end of another\r\n" + Record("resource", "", "A text."),
             {{"content-type", "application/warc"}});
  ASSERT_EQ(run.articles.size(), 2U) << run.message;
  EXPECT_EQ(run.articles[0].rejected.value().code, "invalid_warc");
  EXPECT_EQ(run.articles[1].body, "A text.");
}

TEST(Warc, ADateInsideAListIsThatOfItsItemAlone) {
  std::string json = R"([{"body":")";
  for (const char c : Record("resource", "", "A text.")) {
    json += c == '\r' ? "\\r" : c == '\n' ? "\\n" : std::string(1, c);
  }
  const Decoded run =
      Decode(json + R"("},{"text":"Rain."}])", {{"fetched-at", "2025-04-01T00:00:00Z"}});
  ASSERT_EQ(run.articles.size(), 2U) << run.message;
  EXPECT_EQ(run.articles[0].claims.fetched_at, "2025-03-12T14:05:00Z");
  EXPECT_EQ(run.articles[1].claims.fetched_at, "2025-04-01T00:00:00Z");
}

TEST(Warc, AddressAndIdOfTheRecordAreNotItsDocuments) {
  const Decoded run = Decode(Response("https://wire.example/a", kHtmlType, kPage),
                             {{"url", "https://crawler.example/archive"},
                              {"id", "7"},
                              {"source", "Example Wire"},
                              {"fetched-at", "2025-04-01T00:00:00Z"},
                              {"rights", "(c) Wire"}});
  EXPECT_EQ(run.articles.at(0).uri, "https://wire.example/a");
  EXPECT_EQ(run.articles[0].source.name, "Example Wire");
  EXPECT_EQ(run.articles[0].claims.fetched_at, "2025-03-12T14:05:00Z");
  EXPECT_EQ(run.articles[0].rights.copyright_notice, "(c) Wire");
}

TEST(Warc, InAnEnvelope) {
  EXPECT_EQ(
      Decode(
          R"({"contentType":"application/warc","bodyBase64":"V0FSQy8xLjANCldBUkMtVHlwZTogcmVzb3VyY2UNCldBUkMtVGFyZ2V0LVVSSTogaHR0cHM6Ly93aXJlLmV4YW1wbGUvYQ0KQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQpDb250ZW50LUxlbmd0aDogNQ0KDQpIZWxsbw0KDQo="})")
          .articles.at(0)
          .body,
      "Hello");
}

TEST(Arc, ReadsBothVersions) {
  const std::string body = "HTTP/1.1 200 OK\r\n" + kHtmlType + "\r\n" + kPage;
  const std::string length = std::to_string(body.size());
  const std::string first = "1 0 Crawl\nURL IP-address Archive-date Content-type Archive-length\n";
  const Decoded one = Decode("filedesc://a.arc 127.0.0.1 20250312140500 text/plain " +
                             std::to_string(first.size()) + "\n" + first +
                             "\nhttps://wire.example/a b 10.0.0.1 20250312140500 text/html " +
                             length + "\n" + body + "\n");
  ASSERT_EQ(one.code, "") << one.message;
  EXPECT_EQ(one.articles.at(0).canonical_url, "https://wire.example/a%20b");
  EXPECT_EQ(one.articles[0].claims.fetched_at, "20250312140500Z");
  const std::string second =
      "2 0 Crawl\nURL IP-address Archive-date Content-type Result-code Checksum Location Offset "
      "Filename Archive-length\n";
  const Decoded two =
      Decode("filedesc://a.arc 127.0.0.1 20250312140500 text/plain " +
             std::to_string(second.size()) + "\n" + second +
             "\nhttps://wire.example/a 10.0.0.1 20250312140500 text/html 200 - - 0 a.arc " +
             length + "\n" + body + "\n");
  ASSERT_EQ(two.code, "") << two.message;
  EXPECT_EQ(two.articles.at(0).canonical_url, "https://wire.example/a");
}

class WarcRefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(WarcRefusalTest, HasItsCode) {
  EXPECT_EQ(Decode(GetParam().document, {{"content-type", "application/warc"}}).code,
            GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Broken, WarcRefusalTest,
    testing::Values(
        RefusedCase{"NoArchive", "hello", "invalid_warc"},
        RefusedCase{"NothingButInfo", kInfo, "empty_document"},
        RefusedCase{"NoType", "WARC/1.0\r\nContent-Length: 0\r\n\r\n", "invalid_warc"},
        RefusedCase{"NoLength", "WARC/1.0\r\nWARC-Type: response\r\n\r\n", "invalid_warc"},
        RefusedCase{"BadLength", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n",
                    "invalid_warc"},
        RefusedCase{"HeadersWithoutEnd", "WARC/1.0\r\nWARC-Type: response\r\n", "truncated_record"},
        RefusedCase{"Cut", Response("https://wire.example/a", kHtmlType, kPage).substr(0, 260),
                    "truncated_record"},
        RefusedCase{"Picture",
                    Response("https://wire.example/a", "Content-Type: image/png\r\n", "\x89PNG"),
                    "unsupported_type"},
        RefusedCase{"StyleSheet",
                    Response("https://wire.example/a", "Content-Type: text/css\r\n", "p{}"),
                    "unsupported_type"},
        RefusedCase{"EmptyBody", Response("https://wire.example/a", kHtmlType, ""),
                    "empty_document"},
        RefusedCase{"NoHttp", Record("response", "Content-Type: application/http\r\n", "nothing"),
                    "bad_http"},
        RefusedCase{
            "NotFound",
            Record("response", "Content-Type: application/http\r\n", "HTTP/1.1 404 No\r\n\r\nno"),
            "http_status"},
        RefusedCase{"BadChunks",
                    Response("https://wire.example/a", "Transfer-Encoding: chunked\r\n", "5\r\n"),
                    "bad_chunks"},
        RefusedCase{
            "BadGzipBody",
            Response("https://wire.example/a", "Content-Encoding: gzip\r\n", "\x1F\x8B\x08garbage"),
            "bad_compression"},
        RefusedCase{
            "ArchiveInside",
            Record("resource",
                   "WARC-Target-URI: https://wire.example/a\r\nContent-Type: application/warc\r\n",
                   kInfo),
            "unsupported_type"},
        RefusedCase{"ArcWithoutLength",
                    "filedesc://a.arc 127.0.0.1 20250312140500 text/plain -1\n1 0\n",
                    "invalid_arc"},
        RefusedCase{"ArcOfOneWord", "filedesc://a.arc\n", "invalid_arc"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Warc, ABrokenRecordIsRefusedAlone) {
  const Decoded run = Decode(
      Response("https://wire.example/a", "Content-Encoding: gzip\r\n", "\x1F\x8B\x08garbage") +
      Response("https://wire.example/b", kHtmlType, kPage) + "WARC/1.0\r\n");
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_EQ(run.articles[0].rejected.value().code, "bad_compression");
  EXPECT_NE(run.articles[1].html.find("Café"), std::string::npos);
  EXPECT_EQ(run.articles[2].rejected.value().code, "truncated_record");
}

TEST(Warc, SizesOfChunksMayBePadded) {
  const std::string body = "0000000000005 \r\n<p>Th\r\n 00B;x=y\r\ne port is o\r\n000\r\n\r\n";
  const Decoded run = Decode(Response(
      "https://wire.example/a", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", body));
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).html, "<p>The port is o");
  EXPECT_TRUE(run.articles[0].warnings.empty());
}

/// An archive of two good records with something else between them.
struct BetweenCase {
  const char* name;
  std::string between;
  std::vector<std::string> rejected;  ///< codes, in order
};
void PrintTo(const BetweenCase& c, std::ostream* out) { *out << c.name; }

class BetweenTest : public testing::TestWithParam<BetweenCase> {};

const std::string kText = "Content-Type: text/plain\r\n";

TEST_P(BetweenTest, TheRestIsRead) {
  const Decoded run = Decode(Record("resource", kText, "First text.") + GetParam().between +
                             Record("resource", kText, "Last text."));
  ASSERT_EQ(run.code, "") << run.message;
  std::vector<std::string> texts;
  std::vector<std::string> rejected;
  for (const Article& article : run.articles) {
    if (article.rejected) {
      rejected.push_back(article.rejected->code);
    } else {
      texts.push_back(article.body);
    }
  }
  EXPECT_EQ(rejected, GetParam().rejected);
  EXPECT_EQ(texts, (std::vector<std::string>{"First text.", "Last text."}));
}

INSTANTIATE_TEST_SUITE_P(
    All, BetweenTest,
    testing::Values(
        BetweenCase{"Nothing", "", {}}, BetweenCase{"BlankLines", "\r\n\n\r\n", {}},
        BetweenCase{"Garbage", "garbage WARC/ and more\r\nof it\r\n", {"invalid_warc"}},
        BetweenCase{"NoType", "WARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", {"invalid_warc"}},
        BetweenCase{
            "NoLength", "WARC/1.0\r\nWARC-Type: resource\r\n\r\nabc\r\n\r\n", {"invalid_warc"}},
        BetweenCase{"CutHeaders", "WARC/1.0\r\nWARC-Type: resource\r\n", {"truncated_record"}},
        BetweenCase{"TooShortALength",
                    "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n",
                    {"invalid_warc"}},
        BetweenCase{"TooGreatALength",
                    "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 3000\r\n\r\nabc\r\n\r\n",
                    {"truncated_record"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Warc, WhatIsPassedOverIsNamed) {
  const Decoded run = Decode(Record("resource", kText, "First text.") + "garbage\r\n" +
                             Record("resource", kText, "Last text."));
  EXPECT_EQ(run.articles.at(1).rejected.value().message,
            "no record begins at byte 127; the next record begins at byte 136");
}

TEST(Warc, DamagedMembersCostTheirRecordsAlone) {
  const std::string first = Gzip(Record("resource", kText, "First text."));
  const std::string last = Gzip(Record("resource", kText, "Last text."));
  std::string flipped = Gzip(Record("resource", kText, "Second text."));
  flipped[flipped.size() / 2] = static_cast<char>(~flipped[flipped.size() / 2]);
  const std::string cut = last.substr(0, last.size() / 2);
  struct Case {
    std::string archive;
    std::vector<std::string> texts;
  };
  for (const Case& test :
       {Case{first + flipped, {"First text."}}, Case{first + cut, {"First text."}},
        Case{first + flipped + last, {"First text.", "Last text."}},
        Case{first + cut + last, {"First text.", "Last text."}},
        Case{first + "garbage" + last, {"First text.", "Last text."}}}) {
    const Decoded run = Decode(test.archive, {{"content-type", "application/warc"}});
    ASSERT_EQ(run.code, "") << run.message;
    std::vector<std::string> texts;
    for (const Article& article : run.articles) {
      if (!article.rejected) texts.push_back(article.body);
    }
    EXPECT_EQ(texts, test.texts);
    EXPECT_EQ(run.articles.back().rejected.value().code, "bad_compression");
  }
  EXPECT_EQ(Decode(first + std::string(10, '\0')).code, "") << "padding";
  for (const std::string padding : {"\x02\x1F\x8B\x08\xFF", "\x02\x1F\x8B\x08"}) {
    EXPECT_EQ(Decode(Gzip("Text.") + padding + std::string(40, 'x')).code, "") << "padding";
    EXPECT_EQ(Decode(first + padding + std::string(40, 'x')).articles.size(), 1U) << "padding";
  }
  EXPECT_EQ(Decode(Gzip("Text.") + cut).code, "bad_compression") << "no archive";
}

/// A text that packs badly, so that damage shows late.
std::string Story(unsigned seed) {
  std::string text = "Story " + std::to_string(seed) + ".";
  for (int i = 0; i < 400; ++i) {
    seed = seed * 1664525U + 1013904223U;
    text += " " + std::to_string(seed >> 12U);
  }
  return text;
}

TEST(Warc, WhatADamagedMemberHeldIsNotContinuedByTheNext) {
  const auto packed = [](unsigned seed) { return Gzip(Record("resource", kText, Story(seed))); };
  const std::string second = packed(2);
  ASSERT_GT(second.size(), 1500U);
  std::string flipped = second;
  flipped[flipped.size() - 6] = static_cast<char>(~flipped[flipped.size() - 6]);
  std::string garbled = second;
  garbled[garbled.size() / 2] = static_cast<char>(~garbled[garbled.size() / 2]);
  const std::string cut = second.substr(0, second.size() - 100);
  const std::string later = cut + second.substr(0, 900);
  for (const std::string& damaged : {flipped, garbled, cut, later}) {
    for (const bool is_first : {false, true}) {
      const std::string before = is_first ? "" : packed(1);
      const Decoded run =
          Decode(before + damaged + packed(3) + packed(4), {{"content-type", "application/warc"}});
      std::vector<std::string> texts;
      for (const Article& article : run.articles) {
        if (!article.rejected) texts.push_back(article.body);
      }
      std::vector<std::string> expected = {Story(3), Story(4)};
      if (!is_first) expected.insert(expected.begin(), Story(1));
      EXPECT_EQ(texts, expected);
      ASSERT_EQ(run.articles.size(), expected.size() + 1);
      EXPECT_EQ(run.articles.back().rejected.value().code, "bad_compression");
    }
  }
}

TEST(Warc, OfOneDamagedMemberWhatCameBeforeIsRead) {
  // The page is packed, and stands in the member as it is.
  const std::string page = Gzip(Story(2));
  std::string archive =
      Gzip(Record("resource", kText, Story(1)) +
           Response("https://wire.example/a", "Content-Encoding: gzip\r\n", page) +
           Record("resource", kText, Story(3)));
  archive.resize(archive.size() - 300);
  const Decoded run = Decode(archive, {{"content-type", "application/warc"}});
  ASSERT_EQ(run.articles.size(), 4U);
  EXPECT_EQ(run.articles[0].body, Story(1));
  EXPECT_EQ(run.articles[1].body, Story(2));
  EXPECT_EQ(run.articles[2].rejected.value().code, "truncated_record");
  EXPECT_EQ(run.articles[3].rejected.value().code, "bad_compression");
}

TEST(Warc, DamagedIsNoPage) {
  const std::string first = Gzip(Record("resource", kText, "First text."));
  for (const std::string type : {"text/html", "image/png", "application/json"}) {
    const Decoded run = Decode(first + first.substr(0, first.size() / 2), {{"content-type", type}});
    EXPECT_EQ(run.code, "bad_compression") << type;
  }
}

TEST(Warc, RecordsInTheTextOfACutRecordAreNone) {
  const std::string page =
      "<pre>\r\n" + Record("resource", kText, "Invented.") + "</pre>" + Story(1);
  const std::string archive =
      Record("resource", kText, "First text.") +
      Response("https://wire.example/a", "Content-Type: text/html\r\n", page);
  const std::size_t size = archive.size();
  for (const std::size_t left : {size - 10, size - 1000, archive.find("Invented.") + 5}) {
    const Decoded run = Decode(archive.substr(0, left));
    ASSERT_EQ(run.articles.size(), 2U) << left;
    EXPECT_EQ(run.articles[0].body, "First text.");
    EXPECT_EQ(run.articles[1].rejected.value().code, "truncated_record");
  }
}

TEST(Warc, RecordsBehindAWrongLengthHaveAWarning) {
  const Decoded run =
      Decode("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 3000\r\n\r\nabc\r\n\r\n" +
             Record("resource", kText, "Second text.") + Record("resource", kText, "Last text."));
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_EQ(run.articles[0].rejected.value().code, "truncated_record");
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(
        run.articles[i].warnings,
        (std::vector<std::string>{
            "archive_damaged: a record before this one says that it reaches beyond the end"}));
  }
}

TEST(Warc, ManySmallBombsAreABomb) {
  std::string archive;
  const std::string bomb = Gzip(std::string(500'000, 'a'));
  for (int i = 0; i < 5; ++i)
    archive += Response("https://wire.example/a", "Content-Encoding: gzip\r\n", bomb);
  const Decoded run = Decode(archive, {}, {{"max_decompressed_bytes", 1'200'000}});
  ASSERT_EQ(run.articles.size(), 5U);
  EXPECT_FALSE(run.articles[1].rejected.has_value());
  EXPECT_EQ(run.articles[2].rejected.value().code, "decompressed_too_large");
  EXPECT_EQ(run.articles[4].rejected.value().code, "decompressed_too_large");
}

TEST(Warc, RevisitsOfABigPageAreABomb) {
  std::string archive = Record("resource", "Content-Type: text/plain\r\nWARC-Record-ID: a\r\n",
                               std::string(500'000, 'a'));
  for (int i = 0; i < 5; ++i) archive += Record("revisit", "WARC-Refers-To: a\r\n", "");
  const Decoded run = Decode(archive, {}, {{"max_decompressed_bytes", 1'200'000}});
  ASSERT_EQ(run.articles.size(), 6U);
  EXPECT_EQ(run.articles[2].body.size(), 500'000U);
  EXPECT_EQ(run.articles[3].rejected.value().code, "decompressed_too_large");
  EXPECT_EQ(run.articles[5].rejected.value().code, "decompressed_too_large");
}

TEST(Warc, ItemsAreLimited) {
  std::string archive;
  for (int i = 0; i < 4; ++i) archive += Response("https://wire.example/a", kHtmlType, kPage);
  EXPECT_EQ(Decode(archive, {}, {{"max_items", 3}}).code, "too_many_items");
  EXPECT_EQ(Decode(archive, {}, {{"max_items", 4}}).code, "");
}

TEST(Warc, AShorterFileWhoseBodyIsWholeIsRead) {
  const std::string page =
      "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 11\n\n<p>Hello</p>";
  const std::string head =
      "WARC/1.0\nWARC-Type: response\nContent-Type: application/http\nWARC-Target-URI: "
      "https://wire.example/a\n";
  EXPECT_EQ(Decode(head + "Content-Length: 90\n\n" + page).code, "");
  EXPECT_EQ(Decode(head + "Content-Length: 90\n\n" + page.substr(0, page.size() - 4)).code,
            "truncated_record");
}

}  // namespace
}  // namespace newswired
