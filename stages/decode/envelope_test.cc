// What crawlers, extractors and wires really put into an envelope.

#include "stages/decode/claims.h"
#include "stages/decode/decode_for_test.h"

namespace newswired {
namespace {

TEST(Envelope, NamesOfOtherToolsAreKnown) {
  const Decoded run = Decode(
      R"({"articleBody":"T","datePublished":"2025-03-12","date_modify":"2025-03-13","inLanguage":"en"})");
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].body, "T");
  EXPECT_EQ(run.articles[0].claims.published_at, "2025-03-12");
  EXPECT_EQ(run.articles[0].claims.modified_at, "2025-03-13");
  EXPECT_EQ(run.articles[0].claims.language, "en");
  EXPECT_EQ(Decode(R"({"maintext":"T"})").articles.at(0).body, "T");
  EXPECT_EQ(
      Decode(R"({"text":"T","published_at":"2025-03-12"})").articles.at(0).claims.published_at,
      "2025-03-12");
}

TEST(Envelope, AuthorsMayBeAListOrHaveNames) {
  for (
      const char* json :
      {R"({"text":"T","authors":["Ann Lee","Bo Ray"]})",
       R"({"text":"T","author":[{"@type":"Person","name":"Ann Lee"},{"name":"Bo Ray","url":"x"}]})",
       R"({"text":"T","byline":"Ann Lee, Bo Ray"})"}) {
    const Decoded run = Decode(json);
    EXPECT_EQ(run.articles.at(0).claims.byline, "Ann Lee, Bo Ray") << json;
    EXPECT_TRUE(run.articles[0].warnings.empty()) << json;
  }
  EXPECT_EQ(Decode(R"({"text":"T","creator":{"name":"Ann Lee"}})").articles.at(0).claims.byline,
            "Ann Lee");
}

struct AuthorsCase {
  const char* name;
  const char* author;
  const char* byline;
};
class EnvelopeAuthorsTest : public testing::TestWithParam<AuthorsCase> {};

TEST_P(EnvelopeAuthorsTest, AreTheNamesOfPersonsAlone) {
  const Decoded run = Decode(R"({"text":"T","author":)" + std::string(GetParam().author) + "}");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).claims.byline, GetParam().byline);
}

INSTANTIATE_TEST_SUITE_P(
    All, EnvelopeAuthorsTest,
    testing::Values(
        AuthorsCase{"EmployerAndPicture",
                    R"({"@type":"Person","name":"Ada Pell","worksFor":{"name":"Tom Reed"},)"
                    R"("image":{"name":"logo.png"}})",
                    "Ada Pell"},
        AuthorsCase{"InAList",
                    R"([{"name":"Ada Pell","worksFor":{"name":"Wire"}},{"Name":"Bo Ray"}])",
                    "Ada Pell, Bo Ray"},
        AuthorsCase{"ListInAnObject", R"({"name":"Ada Pell","alumniOf":[{"name":"Leeds"}]})",
                    "Ada Pell"},
        AuthorsCase{"NumberInATable", "5", ""}, AuthorsCase{"Numbers", "[5,6]", ""}),
    [](const auto& test) { return std::string(test.param.name); });

struct ObjectCase {
  const char* name;
  const char* json;
  const char *headline, *text, *html;
  std::vector<std::string> warnings = {};
};
class EnvelopeObjectTest : public testing::TestWithParam<ObjectCase> {};

TEST_P(EnvelopeObjectTest, TextsMayBeObjects) {
  const Decoded run = Decode(GetParam().json);
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.claims.headline, GetParam().headline);
  EXPECT_EQ(article.body, GetParam().text);
  EXPECT_EQ(article.html, GetParam().html);
  EXPECT_EQ(article.warnings, GetParam().warnings);
}

INSTANTIATE_TEST_SUITE_P(
    All, EnvelopeObjectTest,
    testing::Values(
        ObjectCase{"Text", R"({"title":"Port","body":{"text":"Open."}})", "Port", "Open.", ""},
        ObjectCase{"Html", R"({"title":{"text":"Port"},"body":{"html":"<p>Open."}})", "Port", "",
                   "<p>Open."},
        ObjectCase{"Value",
                   R"({"title":{"value":"Port"},"content":{"format":"x","Value":"Open."}})", "Port",
                   "Open.", ""},
        ObjectCase{"EmptyIsNoMistake", R"({"title":"Port","content":{"rendered":""}})", "Port", "",
                   ""},
        ObjectCase{"Unknown",
                   R"({"title":"Port","body":{"blocks":[{"text":"Open."}],"n":1}})",
                   "Port",
                   "",
                   "",
                   {"claim_ignored: body has a value of another type"}},
        ObjectCase{"NoText",
                   R"({"title":{"value":{"en":"Port"}},"text":"Open."})",
                   "",
                   "Open.",
                   "",
                   {"claim_ignored: title has a value of another type"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Envelope, NumbersOfTablesAreNoWords) {
  const Decoded run =
      Decode(R"({"id":17,"version":2,"urgency":3,"date":1741788300,"title":{"rendered":"Port"},)"
             R"("content":{"rendered":"<p>Open."},"author":5,"tags":[3,7],"section":9})");
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.id, "17");
  EXPECT_EQ(article.claims.version, "2");
  EXPECT_EQ(article.claims.urgency, 3);
  EXPECT_EQ(article.claims.published_at, "1741788300");
  EXPECT_TRUE(article.claims.keywords.empty());
  EXPECT_EQ(article.claims.byline, "");
  EXPECT_EQ(article.claims.section, "");
  EXPECT_EQ(article.warnings,
            (std::vector<std::string>{"claim_ignored: author has a value of another type",
                                      "claim_ignored: tags has a value of another type",
                                      "claim_ignored: section has a value of another type"}));
}

TEST(Envelope, NamesInsideCountInAnyCase) {
  const Decoded run =
      Decode(R"({"text":"T","source":{"Name":"Example Wire","DOMAIN":"wire.example"},)"
             R"("rights":{"copyright_holder":"Holder","USAGE-TERMS":"Terms"}})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).source.name, "Example Wire");
  EXPECT_EQ(run.articles[0].source.domain, "wire.example");
  EXPECT_EQ(run.articles[0].rights.copyright_holder, "Holder");
  EXPECT_EQ(run.articles[0].rights.usage_terms, "Terms");
}

TEST(Envelope, WhatIsInsideOfSourceMayStandAtTheTop) {
  const Decoded run =
      Decode(R"({"text":"T","sourceName":"Wire","sourceLang":"de","source_tz":"Europe/Berlin",)"
             R"("embargoedUntil":"2025-03-12 18:00"})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).source.name, "Wire");
  EXPECT_EQ(run.articles[0].source.lang, "de");
  EXPECT_EQ(run.articles[0].source.tz, "Europe/Berlin");
  EXPECT_EQ(run.articles[0].claims.embargoed_until, "2025-03-12T17:00:00Z");
}

TEST(Envelope, WordPressRendersItsFields) {
  const Decoded run = Decode(
      R"({"title":{"rendered":"Rain &#8211; at last"},"content":{"rendered":"<p>It rains.</p>","protected":false}})");
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles.at(0).claims.headline, "Rain – at last");
  EXPECT_EQ(run.articles[0].html, "<p>It rains.</p>");
}

TEST(Envelope, ACanonicalUrlMustBePlausible) {
  const auto canonical = [](const std::string& claim) {
    return Decode(R"({"text":"T","url":"https://a.example/news/1","canonicalUrl":")" + claim +
                  "\"}")
        .articles.at(0)
        .canonical_url;
  };
  EXPECT_EQ(canonical("https://www.a.example/news/rain"), "https://www.a.example/news/rain");
  EXPECT_EQ(canonical("https://a.example/"), "https://a.example/news/1") << "all articles have it";
  EXPECT_EQ(canonical("https://b.example/news/1"), "https://b.example/news/1")
      << "addresses of collectors are not the publisher's";
}

TEST(Envelope, ACanonicalUrlIsToldFromAnAddress) {
  const auto evidence = [](const std::string& claims) {
    return Decode(R"({"text":"T","url":"https://a.example/news/1")" + claims + "}")
        .articles.at(0)
        .evidence.canonical_url;
  };
  EXPECT_EQ(evidence(R"(,"canonicalUrl":"https://a.example/news/rain")"), "envelope:canonicalUrl");
  EXPECT_EQ(evidence(R"(,"canonicalUrl":"https://a.example/")"), "");
  EXPECT_EQ(evidence(""), "");
}

TEST(Envelope, SaysWhenItWasFetched) {
  const Decoded run = Decode(R"({"text":"T","fetchedAt":"2025-03-12T17:05:00+03:00"})");
  const Dated& fetched = run.articles.at(0).fetched.value();
  EXPECT_EQ(fetched.value, "2025-03-12T17:05:00+03:00");
  EXPECT_EQ(fetched.utc_ms, 1741788300000);
  EXPECT_EQ(fetched.precision, Precision::kSecond);
  EXPECT_EQ(fetched.tz_source, "explicit");
  EXPECT_EQ(fetched.evidence, "envelope:fetchedAt");
  EXPECT_FALSE(Decode(R"({"text":"T","fetchedAt":"soon"})").articles.at(0).fetched);
}

TEST(Envelope, NothingIsFetchedAfterItIsHere) {
  const auto claim = [](std::string_view value) {
    Article article;
    article.input.received_ms = 1741788300000;  // 14:05:00
    ClaimFetched(value, "fetchedAt", "envelope:fetchedAt", article);
    EXPECT_EQ(article.fetched.has_value(), article.warnings.empty());
    EXPECT_EQ(article.claims.fetched_at.empty(), !article.fetched);
    return article.warnings.empty() ? "" : article.warnings[0];
  };
  EXPECT_EQ(claim("2025-03-12T14:10:00Z"), "") << "clocks differ";
  EXPECT_EQ(claim("2025-03-12T15:05:00Z"),
            "claim_ignored: fetchedAt \"2025-03-12T15:05:00Z\" is later than its record");
}

TEST(Envelope, ADomainIsTheSameHoweverItIsGiven) {
  for (const char* source : {"a.example", "www.A.example", "https://www.a.example/news",
                             "A.example:8080", "www.A.example/news"}) {
    const std::string json = std::string(R"({"id":"7","text":"T","source":")") + source + "\"}";
    EXPECT_EQ(Decode(json).articles.at(0).uri, "urn:newswired:a.example:7") << source;
  }
}

TEST(Envelope, ADomainHasNeitherPortNorPath) {
  for (const auto& [given, domain] : std::vector<std::pair<std::string, std::string>>{
           {"www.Example.com/news", "example.com"},
           {"Example.com:8080", "example.com"},
           {"http://example.com:8080/", "example.com"},
           {"b\u00FCcher.example", "xn--bcher-kva.example"},
           {"Example News", "example news"}}) {
    const std::string json = R"({"text":"T","source":{"domain":")" + given + "\"}}";
    EXPECT_EQ(Decode(json).articles.at(0).source.domain, domain) << given;
  }
}

TEST(Envelope, PackingThatIsLongUndoneIsNotBelieved) {
  const std::string page = "<!doctype html><title>Rain</title><p>It rains.</p>";
  for (const char* encoding : {"br", "deflate", "gzip", "zstd", "UTF-8", "aws-chunked"}) {
    const Decoded run = Decode(page, {{"content-encoding", encoding}});
    ASSERT_EQ(run.code, "") << encoding << ": " << run.message;
    EXPECT_EQ(run.articles.at(0).html, page);
  }
  EXPECT_EQ(Decode("\x01\x02 no brotli at all, but bytes", {{"content-encoding", "br"}}).code,
            "bad_compression");
}

TEST(Envelope, NumbersThatAreNoneAreAbsent) {
  for (const char* none : {"NaN", "Infinity", "-Infinity"}) {
    const Decoded run = Decode(std::string(R"({"text":"T","score":)") + none + R"(,"published":)" +
                               none + R"(,"tags":["a"]})");
    ASSERT_EQ(run.code, "") << none << ": " << run.message;
    EXPECT_EQ(run.articles.at(0).claims.published_at, "");
    EXPECT_TRUE(run.articles[0].warnings.empty()) << none;
  }
  EXPECT_EQ(Decode(R"({"text":"T","score":Nan})").code, "invalid_json");
}

TEST(Envelope, HeadersMayBeLists) {
  const Decoded run = Decode(
      R"({"bodyBase64":"o/Nk","httpHeaders":{"Date":["x"],"Content-Type":["text/plain; charset=iso-8859-2","a/b"]}})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles.at(0).body, "Łód");
}

TEST(Envelope, JsonUnderAWrongTypeIsKnown) {
  const std::string feed =
      R"({\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"content_text\":\"One.\"}]})";
  for (const std::string type : {"text/html", "text/plain; charset=utf-8"}) {
    const auto nested = [&](const std::string& body) {
      return Decode(R"({"contentType":")" + type + R"(","body":")" + body + "\"}");
    };
    EXPECT_EQ(nested(feed).articles.at(0).body, "One.") << type;
    EXPECT_EQ(nested(R"({\"a\" is no JSON)").code, "") << type;
    EXPECT_EQ(Decode(R"({"text":"One."})", {{"content-type", type}}).articles.at(0).body, "One.");
    EXPECT_EQ(Decode("<nitf><body><body.content><p>One.</p></body.content></body></nitf>",
                     {{"content-type", type}})
                  .articles.at(0)
                  .input.content_type,
              "application/nitf+xml");
  }
}

struct BracesCase {
  const char* name;
  const char* type;
  std::string value;
  const char* body;
  const char* code = "";
};
class EnvelopeBracesTest : public testing::TestWithParam<BracesCase> {};

TEST_P(EnvelopeBracesTest, AreTextWhereTheySayThatTheyAre) {
  const BracesCase& test = GetParam();
  const Decoded run = Decode(test.value, {{"content-type", test.type}});
  ASSERT_EQ(run.code, test.code) << run.message;
  EXPECT_EQ(run.articles.empty() ? "" : run.articles[0].body, test.body);
}

INSTANTIATE_TEST_SUITE_P(
    All, EnvelopeBracesTest,
    testing::Values(
        BracesCase{"NoJson", "text/plain", R"({"Open" is what the port is})",
                   R"({"Open" is what the port is})"},
        BracesCase{"NoList", "text/plain; charset=utf-8", R"([{"Open"}, {of the port]])",
                   R"([{"Open"}, {of the port]])"},
        BracesCase{"NoEnvelope", "text/plain", R"({"foo": 1})", R"({"foo": 1})"},
        BracesCase{"NoEnvelopeInAList", "text/markdown", R"([{"foo": 1}])", R"([{"foo": 1}])"},
        BracesCase{"Envelope", "text/plain", R"({"text":"Open."})", "Open."},
        BracesCase{"Ninjs", "text/plain", R"({"uri":"urn:x","body_text":"Open."})", "Open."},
        BracesCase{"EmptyEnvelope", "text/plain", R"({"text":""})", "", "empty_document"},
        BracesCase{"SentAsJson", "application/json", R"({"foo": 1})", "", "empty_document"},
        BracesCase{"Nested", "application/json",
                   R"({"contentType":"text/plain","body":"{\"foo\":1}"})", R"({"foo":1})"},
        BracesCase{"NestedInAPage", "application/json",
                   R"({"contentType":"text/html","body":"{\"foo\":1}"})", "", "unsupported_type"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Envelope, EveryWordForAStatusIsHeard) {
  const auto status = [](const std::string& word) {
    return Decode(R"({"text":"T","pubStatus":")" + word + "\"}").articles.at(0).claims.pub_status;
  };
  EXPECT_EQ(status("http://cv.iptc.org/newscodes/pubstatusg2/withheld"), "withheld");
  EXPECT_EQ(status("embargoed"), "withheld");
  EXPECT_EQ(status("stat:canceled"), "canceled");
  EXPECT_EQ(status("kill"), "canceled");
}

TEST(Envelope, AnEmbargoHasItsSourcesZone) {
  const Decoded run =
      Decode(R"({"text":"T","embargoedUntil":"2025-03-12 18:00","source":{"tz":"Europe/Berlin"}})");
  EXPECT_EQ(run.articles.at(0).claims.embargoed_until, "2025-03-12T17:00:00Z");
}

TEST(Nitf, TextsOfElementsStandApart) {
  const Decoded run = Decode(
      "<nitf><body><body.head><hedline><hl1>Port reopens<br/>after strike</hl1></hedline>"
      "<byline>By JANE DOE<byttl>Associated Press</byttl></byline><dateline><location>"
      "<city>NAIROBI</city><country>Kenya</country></location></dateline></body.head>"
      "<body.content><p>The <org>UN</org>'s envoy left.</p></body.content></body></nitf>");
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].claims.headline, "Port reopens after strike");
  EXPECT_EQ(run.articles[0].claims.byline, "By JANE DOE");
  EXPECT_EQ(run.articles[0].claims.located, "NAIROBI Kenya");
  EXPECT_NE(run.articles[0].html.find("The UN's envoy left."), std::string::npos);
}

TEST(DecodeFeed, PlainDescriptionsKeepTheirParagraphs) {
  const Decoded run = Decode(
      "<rss><item><title>t</title><description>AT&amp;T said &#8220;no&#8221;.\n\nIt fell."
      "</description></item></rss>");
  EXPECT_EQ(run.articles.at(0).body, "AT&T said “no”.\n\nIt fell.");
}

}  // namespace
}  // namespace newswired
