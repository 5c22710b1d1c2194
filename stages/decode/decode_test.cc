#include <gtest/gtest.h>
#include <iconv.h>
#include <zstd.h>

#include <functional>
#include <memory>
#include <random>
#include <sstream>
#include <type_traits>

#include "stages/core/budget.h"
#include "stages/decode/charset.h"
#include "stages/decode/compression.h"
#include "stages/decode/decode_for_test.h"
#include "stages/decode/feed.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

std::string Zstd(std::string_view text, bool says_size = true) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, says_size ? 1 : 0);
  out.resize(ZSTD_compress2(context.get(), out.data(), out.size(), text.data(), text.size()));
  return out;
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (int k = 3; k >= 0; --k) out += kAlphabet[bits >> (6 * k) & 63];
  }
  if (bytes.size() % 3 != 0) out.resize(out.size() - (3 - bytes.size() % 3));
  return out;
}

std::string Hex(std::size_t number) {
  std::ostringstream out;
  out << std::hex << number;
  return out.str();
}

/// Without zlib's header.
std::string RawDeflate(std::string_view text) {
  const std::string packed = Gzip(text);
  return packed.substr(10, packed.size() - 18);
}

// "A plain text of news.", and 4 MiB of x.
constexpr std::string_view kBrotliText(
    "\x1B\x14\x00\xF8\xA5\x5C\x82\x52\x10\x45\x16\x49\x29\xD2\x01\xE8\xA9\x8C\x4F\x00", 20);
constexpr std::string_view kBrotliBomb("\x9B\xFF\xFF\x3F\xF8\x25\xF0\xE2\xB1\x40\x20\xF7\xFE\x07",
                                       14);

/// The page of a record, and whether it is the record's own bytes.
std::pair<std::string, bool> PageOf(std::string_view value) {
  const RawRecord record{.topic = "raw", .has_value = true, .value = value};
  Article article;
  article.record = &record;
  Articles out;
  EXPECT_TRUE(MakeDefaultStage(kDecodeStage)->Process(article, out).ok());
  return {std::string(article.page()), article.page().data() >= value.data() &&
                                           article.page().data() < value.data() + value.size()};
}

TEST(Decode, CopiesAPageOnlyToChangeIt) {
  using Page = std::pair<std::string, bool>;
  EXPECT_EQ(PageOf("<html><p>caf\u00E9"), Page("<html><p>caf\u00E9", true));
  EXPECT_EQ(PageOf("\uFEFF<html><p>rain"), Page("<html><p>rain", true));
  EXPECT_EQ(PageOf("<html><p>cafe\u0301"), Page("<html><p>caf\u00E9", false));
  EXPECT_EQ(PageOf("<html><p>caf\xE9"), Page("<html><p>caf\u00E9", false));
  EXPECT_EQ(PageOf("<html><p>It\u00E2\u20AC\u2122s"), Page("<html><p>It\u2019s", false));
}

TEST(DecodeJson, Shorthand) {
  const Decoded run = Decode(
      R"({"title":" Port  strike ","text":"One.\r\n\r\nTwo\u0301.","url":"https://Wire.example/a?utm_source=x",
    "published":"2025-03-12T17:05:00+03:00","source":"Example Wire","unknown":{"a":[1,{"b":2}]}})");
  ASSERT_EQ(run.code, "");
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.claims.headline, "Port strike");
  EXPECT_EQ(article.body, "One.\n\nTwó.");
  EXPECT_EQ(article.canonical_url, "https://wire.example/a");
  EXPECT_EQ(article.uri, "https://wire.example/a");
  EXPECT_EQ(article.source.name, "Example Wire");
  EXPECT_EQ(article.source.domain, "wire.example");
  EXPECT_EQ(article.claims.published_at, "2025-03-12T17:05:00+03:00");
  EXPECT_EQ(article.input.content_type, "text/plain");
  EXPECT_EQ(article.input.charset, "utf-8");
  EXPECT_EQ(article.input.sha256.size(), 64U);
  EXPECT_TRUE(article.warnings.empty());
}

TEST(DecodeJson, Envelope) {
  const Decoded run = Decode(
      R"({"id":"ew-1","body":"<p>Text</p>","contentType":"text/html","headline":"H","byline":"By A B",
    "source":{"id":"ew","name":"Example Wire","domain":"wire.example","country":"KE","lang":"en","tz":"Africa/Nairobi"},
    "version":2,"urgency":4,"pubStatus":"Usable","keywords":["a","b","a"],"language":"en_US","supersedes":"ew-0",
    "section":"Africa","modifiedAt":1741788300,"canonicalUrl":"/c","url":"https://wire.example/b"})");
  ASSERT_EQ(run.code, "");
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.html, "<p>Text</p>");
  EXPECT_EQ(article.uri, "urn:newswired:ew:ew-1");
  EXPECT_EQ(article.input.id, "ew-1");
  EXPECT_EQ(article.canonical_url, "https://wire.example/c");
  EXPECT_EQ(article.source.tz, "Africa/Nairobi");
  EXPECT_EQ(article.claims.version, "2");
  EXPECT_EQ(article.claims.urgency, 4);
  EXPECT_EQ(article.claims.pub_status, "usable");
  EXPECT_EQ(article.claims.language, "en-US");
  EXPECT_EQ(article.claims.keywords, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(article.claims.modified_at, "1741788300");
  EXPECT_TRUE(article.warnings.empty());
}

TEST(DecodeJson, TextIsNeverSniffedAndBodyIs) {
  EXPECT_EQ(Decode(R"({"text":"<p>not a page</p>"})").articles.at(0).body, "<p>not a page</p>");
  EXPECT_EQ(Decode(R"({"body":"<p>a page</p>"})").articles.at(0).html, "<p>a page</p>");
  EXPECT_EQ(Decode(R"({"body":"1 < 2 and 3 > 2"})").articles.at(0).body, "1 < 2 and 3 > 2");
  EXPECT_EQ(Decode(R"({"body":"<p>x</p>","contentType":"text/plain"})").articles.at(0).body,
            "<p>x</p>");
  EXPECT_NE(
      Decode(R"({"body":"<!doctype html><p>x","contentType":"text/plain"})").articles.at(0).html,
      "")
      << "plainly wrong";
}

TEST(DecodeJson, ClaimsThatDoNotParseAreWarnings) {
  const Decoded run = Decode(
      R"({"text":"T","published":"03/04/2025","url":"nowhere","urgency":12,"language":"?","byline":7.5})");
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles[0].warnings.size(), 5U);
  EXPECT_EQ(run.articles[0].claims.published_at, "");
}

struct ClaimedDateCase {
  const char* name;
  std::string written, read;
  int warnings = 0;
};

class ClaimedDateTest : public testing::TestWithParam<ClaimedDateCase> {};

TEST_P(ClaimedDateTest, IsReadAsFarAsItIsCertain) {
  const Decoded run = Decode(R"({"text":"T","published":")" + GetParam().written + "\"}");
  EXPECT_EQ(run.articles.at(0).claims.published_at, GetParam().read);
  EXPECT_EQ(run.articles[0].warnings.size(), static_cast<std::size_t>(GetParam().warnings));
}

INSTANTIATE_TEST_SUITE_P(
    All, ClaimedDateTest,
    testing::Values(
        ClaimedDateCase{"UnknownZone", "Wed, 12 Mar 2025 23:30:00 MSK", "2025-03-12", 1},
        ClaimedDateCase{"ZoneOfSeveral", "2025-03-12 14:05 IST", "2025-03-12", 1},
        ClaimedDateCase{"French", "mer., 12 mars 2025 14:05:00 +0100", "2025-03-12T14:05:00+01:00"},
        ClaimedDateCase{"Russian", "Ср, 12 мар 2025 14:05:00 +0300", "2025-03-12T14:05:00+03:00"},
        ClaimedDateCase{"Japanese", "2025年03月12日 14:05", "2025-03-12T14:05"},
        ClaimedDateCase{"WordsBeside", "Published: 12 March 2025", "2025-03-12"},
        ClaimedDateCase{"LabelOfWords", "Aktualisiert am Mittwoch, 12. März 2025", "2025-03-12"},
        ClaimedDateCase{"YearsWord", "12 марта 2025 г.", "2025-03-12"},
        ClaimedDateCase{"ClockInFront", "14:05 - 12 mars 2025", "2025-03-12"},
        ClaimedDateCase{"Sentence", "Event on 12 March 2025 in Berlin", "", 1},
        ClaimedDateCase{"LongSentence", "We met in the port on 12 March 2025", "", 1},
        ClaimedDateCase{"NumberBeside", "Page 3 of 12 March 2025", "", 1},
        ClaimedDateCase{"Remark", "2025-03-12 [sic]", "", 1},
        ClaimedDateCase{"ZoneInBrackets", "2025-03-12T14:05:00+01:00[Europe/Paris]",
                        "2025-03-12T14:05:00+01:00[Europe/Paris]"},
        ClaimedDateCase{"TimeAlone", "4:58 PM ET", "", 1},
        ClaimedDateCase{"Order", "03/04/2025 14:05", "", 1},
        ClaimedDateCase{"BrokenIso", "2025-03-12T14:05:00 01:00", "", 1}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DecodeJson, AZoneOfSeveralIsNotSaidToBeUnknown) {
  EXPECT_EQ(
      Decode(R"({"text":"T","published":"2025-03-12 14:05 IST"})").articles.at(0).warnings,
      std::vector<std::string>{
          "claim_unreadable: publishedAt \"2025-03-12 14:05 IST\" is in a zone that is not known "
          "or means several: its day is taken"});
}

TEST(DecodeJson, HeadlineAloneIsAnArticle) {
  EXPECT_EQ(Decode(R"({"headline":"Only this","text":""})").code, "");
  EXPECT_EQ(Decode(R"({"headline":" ","text":" \n "})").code, "empty_document");
}

TEST(DecodeJson, LoneSurrogatesAreRepaired) {
  EXPECT_EQ(Decode(R"({"text":"a \ud83d b \ud83d\ude00 \udc00"})").articles.at(0).body,
            "a \uFFFD b \U0001F600 \uFFFD");
  EXPECT_EQ(Decode(R"({"text":"a \udc00 b"})").articles.at(0).body, "a \uFFFD b");
}

/// Long ones are not copied, and errors behind them still say where they are.
TEST(DecodeJson, LongStringsAreReadAsShortOnes) {
  for (const std::size_t size : {std::size_t{20}, std::size_t{4095}, std::size_t{4096},
                                 std::size_t{4097}, std::size_t{100'000}}) {
    const std::string x(size, 'x');
    const Decoded run = Decode("{\"" + x + "\":\"\",\"title\":\"a\\u0062\",\"text\" : \"" + x +
                               "\",\"byline\":\"\",\"section\":\"" + x + "\\n.\"}");
    ASSERT_EQ(run.code, "");
    EXPECT_EQ(run.articles[0].body, x);
    EXPECT_EQ(run.articles[0].claims.headline, "ab");
    EXPECT_EQ(run.articles[0].claims.byline, "");
    const std::string begin = "{\"text\":\"" + x + "\"";
    EXPECT_EQ(Decode(begin + ",\"" + x + "\";").message,
              "not valid JSON at byte " + std::to_string(begin.size() + size + 3) +
                  ": missing a colon after a name of object member.");
    EXPECT_EQ(Decode(begin + std::string("}\0", 2)).message,
              "zero byte at byte " + std::to_string(begin.size() + 1));
    EXPECT_EQ(Decode(begin).message, "not valid JSON at byte " + std::to_string(begin.size()) +
                                         ": missing a comma or '}' after an object member.");
    EXPECT_EQ(Decode("{\"text\":\"" + x + "\n\"}").code, "invalid_json");
    EXPECT_EQ(Decode("{\"text\":\"" + x).code, "invalid_json");
    EXPECT_EQ(Decode("{\"text\":\"" + x + "\\").code, "invalid_json");
  }
}

TEST(DecodeJson, AnEmptyAliasDoesNotUndoAFullOne) {
  const Decoded run = Decode(R"({"content":"A text.","body":"","title":"T","headline":" "})");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_EQ(run.articles[0].body, "A text.");
  EXPECT_EQ(run.articles[0].claims.headline, "T");
}

TEST(DecodeJson, AnEmbargoIsATimeOrAWarning) {
  const auto until = [](const std::string& value) {
    const Decoded run = Decode(R"({"text":"x","embargoedUntil":")" + value + "\"}");
    return run.articles.at(0).claims.embargoed_until +
           (run.articles.at(0).warnings.empty() ? "" : " " + run.articles[0].warnings.back());
  };
  const std::string open = " embargo_open: it is under an embargo whose end is not known";
  EXPECT_EQ(until("Wed, 12 Mar 2030 14:05:00 GMT"), "2030-03-12T14:05:00Z");
  EXPECT_EQ(until("2030-01-01T10:00+03:00"), "2030-01-01T07:00:00Z");
  EXPECT_EQ(until("2030-01-01"), open);
  EXPECT_EQ(until("2030-01-01T10:00:00"), open);
  EXPECT_EQ(until(""), "");
}

TEST(DecodeJson, EveryWordForAStatusIsUnderstood) {
  const auto status = [](const std::string& value) {
    const Decoded run = Decode(R"({"text":"x","pubStatus":")" + value + "\"}");
    return run.articles.at(0).claims.pub_status;
  };
  for (const char* word : {"canceled", "Cancelled", "stat:canceled", "killed"}) {
    EXPECT_EQ(status(word), "canceled") << word;
  }
  for (const char* word : {"stat:withheld", "withdrawn", "Retracted"}) {
    EXPECT_EQ(status(word), "withheld") << word;
  }
  EXPECT_EQ(status("maybe"), "");
}

TEST(DecodeJson, AFeedInsideAnArrayCountsOn) {
  const Decoded run = Decode(
      R"([{"text":"a"},{"body":"<rss><channel><item><title>b</title></item><item><title>c</title></item></channel></rss>"},{"text":"d"}])");
  ASSERT_EQ(run.articles.size(), 4U) << run.message;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(run.articles[static_cast<std::size_t>(i)].input.item, i);
  EXPECT_EQ(
      Decode(
          R"([{"text":"a"},{"body":"<rss><item><title>b</title></item><item><title>c</title></item></rss>"}])",
          {}, {{"max_items", 2}})
          .code,
      "too_many_items");
}

TEST(DecodeJson, Arrays) {
  const Decoded run =
      Decode(R"([{"id":"1","text":"One, [and] \"more\""}, {"id":"2"}, {"id":"3","text":"Three"}])");
  ASSERT_EQ(run.code, "");
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_EQ(run.articles[0].body, "One, [and] \"more\"");
  ASSERT_TRUE(run.articles[1].rejected.has_value());
  EXPECT_EQ(run.articles[1].rejected->code, "empty_document");
  EXPECT_EQ(run.articles[2].input.item, 2);
  EXPECT_NE(run.articles[0].input.sha256, run.articles[2].input.sha256);
}

TEST(DecodeJson, Base64AndCompression) {
  const std::string page =
      "<html><head><meta charset=iso-8859-1></head><body>caf\xE9</body></html>";
  const Decoded run =
      Decode("{\"bodyBase64\":\"" + Base64(Gzip(page)) + "\",\"contentEncoding\":\"gzip\"}");
  ASSERT_EQ(run.code, "") << run.message;
  EXPECT_NE(run.articles[0].html.find("café"), std::string::npos);
  EXPECT_EQ(run.articles[0].input.charset, "windows-1252");
  EXPECT_EQ(Decode(R"({"bodyBase64":"!!!"})").code, "invalid_base64");
}

TEST(DecodeDocument, HeadersAreMetadata) {
  const Decoded run = Decode("Plain text.", {{"Content-Type", "text/plain; charset=utf-8"},
                                             {"ce_id", "tag:wire.example,2025:7"},
                                             {"published-at", "2025-03-12"},
                                             {"source-name", "Wire"},
                                             {"headline", "H"}});
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles[0].uri, "tag:wire.example,2025:7");
  EXPECT_EQ(run.articles[0].claims.published_at, "2025-03-12");
  EXPECT_EQ(run.articles[0].source.name, "Wire");
  EXPECT_EQ(run.articles[0].claims.headline, "H");
}

TEST(DecodeDocument, HeaderThatIsNotUtf8IsNoClaimAndSaid) {
  const Decoded run = Decode(
      "Plain text.",
      {{"headline", "gr\xFC\xDF"}, {"keywords", "\xFF"}, {"x-unknown", "\xFF"}, {"byline", "A"}});
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles[0].claims.headline, "");
  EXPECT_EQ(run.articles[0].claims.byline, "A");
  EXPECT_EQ(run.articles[0].warnings,
            (std::vector<std::string>{"claim_ignored: header headline is not UTF-8",
                                      "claim_ignored: header keywords is not UTF-8"}));
}

TEST(DecodeDocument, ManyHeadersThatAreNotUtf8AreSaidOnce) {
  Headers headers(1000, {"id", "\xFF"});
  headers.emplace_back("byline", "\xFF");
  const Decoded run = Decode("Plain text.", headers);
  ASSERT_EQ(run.code, "");
  EXPECT_EQ(run.articles[0].warnings.size(), 2U);
}

TEST(Decode, NobodySupersedesWhatAnotherSitePublished) {
  const auto decoded = [](const std::string& old) {
    return Decode(R"({"url":"https://www.halden.example/new","text":"x","supersedes":")" + old +
                  "\"}")
        .articles.at(0);
  };
  const Article other = decoded("https://wire.example/old");
  EXPECT_EQ(other.supersedes_uri, "");
  EXPECT_EQ(other.claims.supersedes, "");
  EXPECT_EQ(other.warnings,
            std::vector<std::string>{"claim_ignored: supersedes \"https://wire.example/old\" is of "
                                     "another site"});
  for (const char* own : {"https://halden.example/old", "https://m.halden.example/old", "old-1"}) {
    EXPECT_NE(decoded(own).supersedes_uri, "") << own;
    EXPECT_TRUE(decoded(own).warnings.empty()) << own;
  }
}

TEST(Decode, AnIdCountsWithinTheSourceThatIsStatedWithAnAddressAndWithout) {
  const auto uri = [](const std::string& more) {
    return Decode(R"({"id":"k1","text":"x","source":"Halden Press")" + more + "}")
        .articles.at(0)
        .uri;
  };
  EXPECT_EQ(uri(R"(,"url":"https://halden.example/k1")"), uri(R"(,"pubStatus":"canceled")"));
  EXPECT_EQ(
      Decode(R"({"id":"k1","text":"x","url":"https://halden.example/k1"})").articles.at(0).uri,
      "urn:newswired:halden.example:k1");
}

TEST(DecodeDocument, IdentityFallsBackToContent) {
  EXPECT_EQ(Decode("Plain.").articles.at(0).uri, "urn:sha256:" + Sha256Hex("Plain."));
  EXPECT_EQ(Decode(R"({"id":"a b","text":"x","source":"wire.example"})").articles.at(0).uri,
            "urn:newswired:wire.example:a%20b");
  EXPECT_EQ(Decode(R"({"id":"7","text":"x"})").articles.at(0).uri, "urn:newswired:raw:7");
}

struct CharsetCase {
  const char* name;
  std::string_view bytes, transport, declared;
  const char *text, *charset;
  bool mismatch;
};
class CharsetTest : public ::testing::TestWithParam<CharsetCase> {};
TEST_P(CharsetTest, Reads) {
  const CharsetCase& c = GetParam();
  const DecodedText decoded = DecodeCharset(c.bytes, c.transport, c.declared);
  EXPECT_EQ(decoded.view(), c.text);
  EXPECT_EQ(decoded.charset, c.charset);
  EXPECT_EQ(decoded.mismatch, c.mismatch);
}
using namespace std::string_view_literals;
INSTANTIATE_TEST_SUITE_P(
    Charsets, CharsetTest,
    ::testing::Values(
        CharsetCase{"Mark",
                    "\xEF\xBB\xBF"
                    "é"sv,
                    "iso-8859-1", "", "é", "utf-8", false},
        CharsetCase{"Mark16", "\xFF\xFEh\0i\0"sv, "", "", "hi", "utf-16le", false},
        CharsetCase{"NoMark16", "h\0e\0l\0l\0o\0.\0"sv, "", "", "hello.", "utf-16le", false},
        CharsetCase{"Transport", "\xE9"sv, "latin1", "utf-8", "é", "windows-1252", false},
        CharsetCase{"Declared", "\xE0\xE1"sv, "", "windows-1251", "аб", "windows-1251", false},
        CharsetCase{"ShiftJis", "\x93\x8C\x8B\x9E"sv, "shift_jis", "", "東京", "shift_jis", false},
        CharsetCase{"Valid", "\xC3\xA9"sv, "", "", "é", "utf-8", false},
        CharsetCase{"Fallback", "caf\xE9 \x93x\x94"sv, "", "", "café “x”", "windows-1252", false},
        CharsetCase{"NotLatin", "\xC3\xA9t\xC3\xA9"sv, "", "iso-8859-1", "été", "utf-8", true},
        CharsetCase{"NotUtf8", "caf\xE9s"sv, "utf-8", "", "cafés", "windows-1252", true},
        CharsetCase{"Repaired", "\xC3\xA9 \xC3\xA9 \xFF"sv, "utf-8", "", "é é \uFFFD", "utf-8",
                    false},
        CharsetCase{"NotGbk", "港口工人罢工到周五"sv, "gbk", "", "港口工人罢工到周五", "utf-8",
                    true},
        CharsetCase{"NotShiftJis", "港湾労働者のストライキ"sv, "", "shift_jis",
                    "港湾労働者のストライキ", "utf-8", true},
        CharsetCase{"GbkThatIsUtf8ByLuck", "\xD2\xB5\xCD\xBB\xCA\xA9\xCD\xB5\xCF\xAE"sv, "gbk", "",
                    "业突施偷袭", "gbk", false},
        CharsetCase{"Iso2022Jp", "<p>\x1B$B9A$,\x1B(B NHK \x1B$B3+$/\x1B(B</p>"sv, "", "",
                    "<p>港が NHK 開く</p>", "iso-2022-jp", false},
        CharsetCase{"Iso2022JpSaidToBeAnother", "\x1B$B9A\x1B(B"sv, "shift_jis", "", "港",
                    "iso-2022-jp", true},
        CharsetCase{"Iso2022JpSaidToBeUtf8", "\x1B$B9A\x1B(B"sv, "", "utf-8", "港", "iso-2022-jp",
                    true},
        CharsetCase{"Iso2022JpSaidSo", "\x1B$B9A\x1B(B"sv, "iso-2022-jp", "", "港", "iso-2022-jp",
                    false},
        CharsetCase{"Iso2022JpInUtf16",
                    "\x1B\0$\0B\0"
                    "9\0A\0"sv,
                    "utf-16le", "", "\x1B$B9A", "utf-16le", false},
        CharsetCase{"Iso2022JpThatIsCut", "\x1B$B9A$"sv, "", "", "港\uFFFD", "iso-2022-jp", false},
        CharsetCase{"Iso2022JpOfHalfWidth", "\x1B(I1\x1B(B"sv, "", "", "ｱ", "iso-2022-jp", false},
        CharsetCase{"EscapesOfATerminal", "\x1B[1mbold\x1B[0m costs \x1B$9"sv, "", "",
                    "\x1B[1mbold\x1B[0m costs \x1B$9", "utf-8", false},
        CharsetCase{"EscapesInUtf8", "é \x1B$B9A\x1B(B"sv, "", "", "é \x1B$B9A\x1B(B", "utf-8",
                    false},
        CharsetCase{"Unknown", "plain"sv, "x-nonsense", "", "plain", "utf-8", false}),
    [](const auto& each) { return std::string(each.param.name); });

/// `text` in another charset, as glibc writes it.
std::string Encode(std::string text, const char* charset) {
  const iconv_t converter = iconv_open(charset, "UTF-8");
  std::string out(text.size() * 2, '\0');
  char* from = text.data();
  char* to = out.data();
  std::size_t left = text.size();
  std::size_t room = out.size();
  EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0U) << charset;
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

struct UndeclaredCase {
  const char *name, *charset, *read_as, *sentence;
};
class Undeclared : public ::testing::TestWithParam<UndeclaredCase> {};
TEST_P(Undeclared, IsReadByItsBytes) {
  const UndeclaredCase& c = GetParam();
  std::string text;
  for (int i = 0; i < 8; ++i) text += std::string("<p class=text>") + c.sentence + "</p>\n";
  const DecodedText decoded = DecodeCharset(Encode(text, c.charset), "", "");
  EXPECT_EQ(decoded.charset, c.read_as);
  EXPECT_EQ(decoded.view(), text);
}
INSTANTIATE_TEST_SUITE_P(
    Charsets, Undeclared,
    ::testing::Values(
        UndeclaredCase{"Polish", "CP1250", "windows-1250",
                       "Rząd ogłosił w środę nowe środki wsparcia, powiedział minister w Łodzi."},
        UndeclaredCase{"PolishIso", "ISO-8859-2", "iso-8859-2",
                       "Rząd ogłosił w środę nowe środki wsparcia, powiedział minister w Łodzi."},
        UndeclaredCase{"PolishWithQuotes", "CP1250", "windows-1250",
                       "„Rząd ogłosił w środę nowe środki”, powiedział minister w Łodzi."},
        UndeclaredCase{
            "Czech", "CP1250", "windows-1250",
            "Vláda ve středu oznámila nová opatření na podporu hospodářství, řekl ministr."},
        UndeclaredCase{"Turkish", "CP1254", "windows-1254",
                       "Hükümet çarşamba günü yeni önlemler açıkladı, dedi bakan İstanbul'da."},
        UndeclaredCase{"Arabic", "CP1256", "windows-1256",
                       "أعلنت الحكومة يوم الأربعاء عن إجراءات جديدة لدعم الاقتصاد."},
        UndeclaredCase{"RussianOfDos", "CP866", "ibm866",
                       "Правительство объявило о новых мерах поддержки экономики в Москве."},
        UndeclaredCase{"Greek", "CP1253", "windows-1253",
                       "“Άλλα μέτρα ανακοίνωσε η κυβέρνηση”, δήλωσε ο υπουργός στην Αθήνα."},
        UndeclaredCase{
            "Icelandic", "CP1252", "windows-1252",
            "Ríkisstjórnin tilkynnti á miðvikudag um nýjar aðgerðir, það sagði ráðherra."},
        UndeclaredCase{
            "German", "CP1252", "windows-1252",
            "„Die Regierung prüft Maßnahmen für später“, heißt es – über Löhne hört man nichts."},
        UndeclaredCase{
            "Spanish", "CP1252", "windows-1252",
            "«El señor alcalde dará más información mañana», añadió un portavoz en Logroño."},
        UndeclaredCase{"EnglishOfManyQuotes", "CP1252", "windows-1252",
                       "“It’s done,” he said – “we’ve signed, and they’re coming … today.”"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Charset, Utf8ThatWasCutIsUtf8ThoughNobodySaysSo) {
  const std::string russian = "Забастовка докеров началась в среду";
  const DecodedText cut =
      DecodeCharset(std::string_view(russian).substr(0, russian.size() - 1), "", "");
  EXPECT_EQ(cut.charset, "utf-8");
  EXPECT_EQ(cut.replaced, 1U);
  EXPECT_EQ(cut.view(), "Забастовка докеров началась в сред\uFFFD");
  const DecodedText few = DecodeCharset("caf\xC3\xA9 \xE9t\xE9", "", "");
  EXPECT_NE(few.charset, "utf-8") << "one sequence may be chance";
}

/// ASCII in between is copied in one piece.
TEST(Charset, SingleBytesAreReadOneByOne) {
  for (const char* label : {"windows-1252", "koi8-r", "iso-8859-7", "windows-1255", "macintosh",
                            "windows-874", "x-user-defined"}) {
    std::string all;
    std::string expected;
    std::size_t replaced = 0;
    for (int round = 0; round < 2; ++round) {
      for (int byte = 0x80; byte < 0x100; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        const std::string ascii(static_cast<std::size_t>(byte % (round == 0 ? 3 : 70)), 'a');
        all += one + ascii;
        const DecodedText decoded = DecodeCharset(one, label, "");
        expected.append(decoded.view()).append(ascii);
        replaced += decoded.replaced;
      }
    }
    const DecodedText decoded = DecodeCharset(all, label, "");
    EXPECT_EQ(decoded.view(), expected) << label;
    EXPECT_EQ(decoded.replaced, replaced) << label;
  }
}

TEST(DecodeFeed, ItemsBecomeArticles) {
  const std::string feed = R"(<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "boom">]>
<rss version="2.0" xmlns:content="c" xmlns:dc="d"><channel><title>Wire &amp; Co</title><link>https://wire.example/</link>
<language>en-gb</language><image><title>no</title></image>
<item><title><![CDATA[First <b>]]></title><link>https://wire.example/1?utm_medium=rss</link><guid isPermaLink="false">w-1</guid>
<pubDate>Wed, 12 Mar 2025 14:05:00 GMT</pubDate><dc:creator>A. Writer</dc:creator><category>Ports</category>
<description>Short.</description><content:encoded><![CDATA[<p>Long &amp; good.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://wire.example/2</guid><description>Plain summary</description></item>
<item><guid isPermaLink="false">w-3</guid></item></channel></rss>)";
  const Decoded run = Decode(feed);
  ASSERT_EQ(run.code, "") << run.message;
  ASSERT_EQ(run.articles.size(), 3U);
  const Article& first = run.articles[0];
  EXPECT_EQ(first.claims.headline, "First");
  EXPECT_EQ(first.html, "<p>Long &amp; good.</p>");
  EXPECT_EQ(first.uri, "urn:newswired:wire.example:w-1");
  EXPECT_EQ(first.canonical_url, "https://wire.example/1");
  EXPECT_EQ(first.claims.published_at, "Wed, 12 Mar 2025 14:05:00 GMT");
  EXPECT_EQ(first.claims.byline, "A. Writer");
  EXPECT_EQ(first.claims.keywords, std::vector<std::string>{"Ports"});
  EXPECT_EQ(first.claims.language, "en-GB");
  EXPECT_EQ(first.source.name, "Wire & Co");
  EXPECT_EQ(first.input.content_type, "application/rss+xml");
  EXPECT_EQ(run.articles[1].uri, "https://wire.example/2");
  EXPECT_EQ(run.articles[1].body, "Plain summary");
  EXPECT_EQ(run.articles[1].input.item, 1);
  ASSERT_TRUE(run.articles[2].rejected.has_value());
}

struct FeedPictureCase {
  const char* name;
  std::string elements;  ///< of the item, behind its title and description
  std::string expected;  ///< address|caption|credit; empty: no picture
};

class FeedPictureTest : public testing::TestWithParam<FeedPictureCase> {};

TEST_P(FeedPictureTest, IsTheLargest) {
  const Decoded run = Decode("<rss><channel><item><title>T</title><description>Text</description>" +
                             GetParam().elements + "</item></channel></rss>");
  ASSERT_EQ(run.articles.size(), 1U) << run.message;
  const Article& article = run.articles[0];
  const Image image = article.lead_image.value_or(Image{});
  EXPECT_EQ(article.lead_image ? image.url + "|" + image.caption + "|" + image.credit : "",
            GetParam().expected);
  EXPECT_EQ(article.claims.headline, "T");
  EXPECT_EQ(article.body, "Text");
}

INSTANTIATE_TEST_SUITE_P(
    All, FeedPictureTest,
    testing::Values(
        FeedPictureCase{"ByTheNameOfTheFile",
                        "<media:content url='https://a.b/1.jpg?w=140' width='140'/>"
                        "<media:content url='https://a.b/2.jpg' width='460'/>",
                        "https://a.b/2.jpg||"},
        FeedPictureCase{"ContentBeforeThumbnails",
                        "<media:thumbnail url='https://a.b/1' width='900'/>"
                        "<media:content url='https://a.b/2' medium='image' width='460'/>",
                        "https://a.b/2||"},
        FeedPictureCase{"Group",
                        "<media:group><media:content url='https://a.b/v' type='video/mp4'/>"
                        "<media:content url='https://a.b/1' type='image/png' width='100'/>"
                        "<media:content url='https://a.b/2' type='image/png' width='2000'/>"
                        "</media:group><media:credit>A. Pell</media:credit>",
                        "https://a.b/2||A. Pell"},
        FeedPictureCase{"WithWhatIsSaidOfIt",
                        "<media:content url='https://a.b/1' medium='image'><media:title>a.jpg"
                        "</media:title><media:description>A bridge.</media:description>"
                        "<media:credit>A. Pell</media:credit><media:credit>Desk</media:credit>"
                        "</media:content><media:credit>Other</media:credit>",
                        "https://a.b/1|A bridge.|A. Pell"},
        FeedPictureCase{"LeftOpen",
                        "<media:content url='https://a.b/1' medium='image'>"
                        "<media:description>A bridge.</media:description>",
                        "https://a.b/1|A bridge.|"},
        FeedPictureCase{"Enclosure",
                        "<media:content url='https://a.b/1.jpg' width='130'/>"
                        "<enclosure url='https://a.b/2' type='image/jpeg' length='9'/>",
                        "https://a.b/2||"},
        FeedPictureCase{"AtomEnclosure",
                        "<atom:link rel='enclosure' type='image/jpeg' href='https://a.b/1'/>",
                        "https://a.b/1||"},
        FeedPictureCase{"OfAPodcast", "<itunes:image href='https://a.b/1'/>", "https://a.b/1||"},
        FeedPictureCase{"NoPicture",
                        "<media:content url='https://a.b/1.jpg' type='video/mp4'/>"
                        "<media:content url='https://a.b/1'/>"
                        "<enclosure url='https://a.b/2' type='audio/mpeg'/>",
                        ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DecodeFeed, ATitleBehindAPictureThatIsLeftOpenIsTheItems) {
  const auto headline = [](const std::string& elements) {
    return Decode("<rss><channel><item><media:content url='https://a.b/1' medium='image'>" +
                  elements + "<description>Text</description></item></channel></rss>")
        .articles.at(0)
        .claims.headline;
  };
  EXPECT_EQ(headline("<media:title>Port reopens</media:title>"), "Port reopens");
  EXPECT_EQ(headline("<media:title>img_1.jpg</media:title></media:content>"), "");
}

TEST(DecodeFeed, WhatIsSaidOfAPictureIsLimited) {
  const std::string text(100'000, 'x');
  const Decoded run = Decode(
      "<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>T</title>"
      "<media:content url='https://a.b/1' medium='image'><media:description>" +
      text + "</media:description><media:credit>" + text +
      "</media:credit></media:content></item></channel></rss>");
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.lead_image.value().caption.size(), 4096U);
  EXPECT_EQ(article.lead_image->credit.size(), 4096U);
  EXPECT_EQ(article.warnings,
            (std::vector<std::string>{"claim_cut: image.caption has 100000 bytes",
                                      "claim_cut: image.credit has 100000 bytes"}));
}

TEST(DecodeFeed, ACollectedItemHasItsOwnSource) {
  const Decoded rss = Decode(
      "<rss><channel><title>News</title><link>https://news.example/</link><item>"
      "<title>Port reopens - Wire</title><guid isPermaLink='false'>a</guid>"
      "<source url='https://www.wire.example/'>Wire</source></item></channel></rss>");
  const Article& item = rss.articles.at(0);
  EXPECT_EQ(item.claims.headline, "Port reopens");
  EXPECT_EQ(item.source.name, "Wire");
  EXPECT_EQ(item.source.domain, "wire.example");
  EXPECT_EQ(item.uri, "urn:newswired:news.example:a");

  const Decoded atom = Decode(
      "<feed><title>Planet</title><author><name>Robot</name></author><entry><title>T</title>"
      "<source><title>Blog</title><link rel='self' href='https://feeds.example/x'/>"
      "<link href='https://blog.example/'/><author><name>A. Pell</name></author></source></entry>"
      "<entry><title>U</title></entry></feed>");
  EXPECT_EQ(atom.articles.at(0).source.name, "Blog");
  EXPECT_EQ(atom.articles.at(0).source.domain, "blog.example");
  EXPECT_EQ(atom.articles.at(0).claims.byline, "A. Pell");
  EXPECT_EQ(atom.articles.at(1).claims.byline, "Robot");
}

struct FeedSiteCase {
  const char* name;
  std::string feed, link, source;
  std::string domain;
};
class FeedSiteTest : public testing::TestWithParam<FeedSiteCase> {};

TEST_P(FeedSiteTest, IsThePublishers) {
  const FeedSiteCase& test = GetParam();
  const Decoded run =
      Decode("<rss><channel><title>News</title><link>" + test.feed +
             "</link><item><title>T</title><link>" + test.link + "</link><source url='" +
             test.source + "'>Wire</source></item></channel></rss>");
  EXPECT_EQ(run.articles.at(0).source.domain, test.domain);
}

INSTANTIATE_TEST_SUITE_P(
    All, FeedSiteTest,
    testing::Values(
        FeedSiteCase{"FeedOfAFeedHost", "https://planet.example/", "https://wire.example/a",
                     "http://feeds.feedburner.com/wire", "wire.example"},
        FeedSiteCase{"FeedAtAnotherHost", "https://planet.example/", "https://www.wire.example/a",
                     "https://feeds.wire-cdn.example/rss.xml", "wire.example"},
        FeedSiteCase{"LinkOfTheCollector", "https://news.google.com/",
                     "https://news.google.com/rss/articles/CBMi1", "https://wire.example",
                     "wire.example"},
        FeedSiteCase{"LinkOfItsOtherHost", "https://news.planet.co.uk/",
                     "https://finance.planet.co.uk/a", "https://wire.co.uk/rss", "wire.co.uk"},
        FeedSiteCase{"LinkOfAFeedHost", "https://planet.example/",
                     "http://feedproxy.google.com/~r/wire/1", "https://wire.example/rss",
                     "wire.example"},
        FeedSiteCase{"NobodyTells", "https://planet.example/", "https://planet.example/a",
                     "http://feeds.feedburner.com/wire", "planet.example"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DecodeFeed, TitlesAreText) {
  const auto titles = [](const std::string& feed) {
    std::string all;
    for (const Article& article : Decode(feed).articles) all += article.claims.headline + "|";
    return all;
  };
  EXPECT_EQ(titles("<rss><item><title><![CDATA[Don&#8217;t]]></title></item>"
                   "<item><title>1 &lt; 2 &amp;amp; <b>so</b> on</title></item></rss>"),
            "Don\u2019t|1 < 2 & so on|");
  EXPECT_EQ(
      titles("<feed><entry><title type='html'>A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title></entry>"
             "<entry><title>A &amp;amp; B</title></entry></feed>"),
      "A & B|A &amp; B|");
}

struct EscapedCase {
  const char* name;
  std::string description;
  std::string html, body;
};

class EscapedTest : public testing::TestWithParam<EscapedCase> {};

TEST_P(EscapedTest, IsHtmlOrText) {
  const Decoded run = Decode("<rss><item><title>T</title><description>" + GetParam().description +
                             "</description></item></rss>");
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].html, GetParam().html);
  EXPECT_EQ(run.articles[0].body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    All, EscapedTest,
    testing::Values(EscapedCase{"Twice", "&amp;lt;p&amp;gt;A &amp;amp;amp; B&amp;lt;/p&amp;gt;",
                                "<p>A &amp; B</p>", ""},
                    EscapedCase{"TwiceInCdata",
                                "<![CDATA[&lt;div class=&quot;a&quot;&gt;A&lt;/div&gt;]]>",
                                "<div class=\"a\">A</div>", ""},
                    EscapedCase{"ATextAboutTags", "&amp;lt;p&amp;gt; begins a paragraph", "",
                                "<p> begins a paragraph"},
                    EscapedCase{"ATextThatQuotesTags",
                                "&amp;lt;b&amp;gt; ends with &amp;lt;/b&amp;gt;", "",
                                "<b> ends with </b>"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DecodeFeed, LinesOfATitleStandApart) {
  for (const char* title :
       {"<![CDATA[Port strike<br/>enters second week]]>", "Port strike<br/>enters second week",
        "Port strike&lt;br&gt;enters second week"}) {
    EXPECT_EQ(Decode(std::string("<rss><item><title>") + title + "</title></item></rss>")
                  .articles.at(0)
                  .claims.headline,
              "Port strike enters second week")
        << title;
  }
}

TEST(DecodeFeed, AtomTextIsNoMarkup) {
  const Decoded run = Decode(
      "<feed><entry><title>T</title><content type='text'>1 &lt;b and 2&gt; "
      "3</content></entry></feed>");
  EXPECT_EQ(run.articles.at(0).body, "1 <b and 2> 3");
}

TEST(DecodeFeed, AnUnclosedElementEndsWithItsItem) {
  const Decoded run = Decode(
      "<rss><channel><item><title>Broken<link>http://a.b/1</link></item>"
      "<item><title>Good</title><description>Text</item><item><title>Last</title></item></"
      "channel></rss>");
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_EQ(run.articles[1].claims.headline, "Good");
  EXPECT_EQ(run.articles[1].body, "Text");
  EXPECT_EQ(run.articles[2].claims.headline, "Last");
}

TEST(DecodeFeed, FieldsThatAreWrittenInOddWays) {
  const auto item = [](const std::string& elements) {
    return Decode("<feed><entry><title>T</title>" + elements + "</entry></feed>").articles.at(0);
  };
  EXPECT_EQ(item("<link>https://a.b/x?a=1&amp;amp;b=2</link>").canonical_url,
            "https://a.b/x?a=1&b=2");
  EXPECT_EQ(item("<link type='application/pdf' href='https://a.b/1.pdf'/>"
                 "<link type='text/html' href='https://a.b/1'/><link href='https://a.b/2'/>")
                .canonical_url,
            "https://a.b/1");
  EXPECT_EQ(item("<link type='application/pdf' href='https://a.b/1.pdf'/>").canonical_url,
            "https://a.b/1.pdf");
  EXPECT_EQ(item("<link>https://feeds.example/~r/1</link>"
                 "<feedburner:origLink>https://a.b/1</feedburner:origLink>")
                .canonical_url,
            "https://a.b/1");
  EXPECT_EQ(item("<category><![CDATA[Ports &amp; Ships]]></category>").claims.keywords,
            std::vector<std::string>{"Ports & Ships"});
  EXPECT_EQ(item("<dc:creator>Annabel Pell</dc:creator><dc:creator>Ann</dc:creator>"
                 "<dc:creator>Annabel Pell</dc:creator>")
                .claims.byline,
            "Annabel Pell, Ann");
}

struct FeedEndCase {
  const char* name;
  std::string end;  ///< of the feed, behind the text of its last item
  bool cut;
};
class FeedEndTest : public testing::TestWithParam<FeedEndCase> {};

TEST_P(FeedEndTest, IsThatOfTheFeed) {
  const Decoded run =
      Decode("<rss><channel><item><title>B</title><description><p>Text.</p>" + GetParam().end);
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].html, "<p>Text.</p>");
  const std::vector<std::string> warnings = {"truncated: the feed ends within this item"};
  EXPECT_EQ(run.articles[0].warnings, GetParam().cut ? warnings : std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(
    All, FeedEndTest,
    testing::Values(FeedEndCase{"CutBehindATag", "", true},
                    FeedEndCase{"CutBehindTheText", "</description>", true},
                    FeedEndCase{"ItemsEndForgotten", "</description></channel></rss>", false},
                    FeedEndCase{"AllButTheFeedsEndForgotten", "</rss>", false},
                    FeedEndCase{"Whole", "</description></item></channel></rss>", false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DecodeFeed, AnItemThatIsCutSaysSo) {
  const Decoded run = Decode(
      "<rss><channel><item><title>A</title></item><item><title>B</title>"
      "<description>The port was cl");
  ASSERT_EQ(run.articles.size(), 2U);
  EXPECT_TRUE(run.articles[0].warnings.empty());
  EXPECT_EQ(run.articles[1].body, "The port was cl");
  EXPECT_EQ(run.articles[1].warnings.at(0), "truncated: the feed ends within this item");
}

TEST(DecodeFeed, WhatItemsShareIsBounded) {
  const std::string name(100'000, 'x');
  const std::string items = "<item><title>a</title></item><item><title>b</title></item>";
  const Decoded rss =
      Decode("<rss><channel><author>" + name + "</author>" + items + "</channel></rss>");
  EXPECT_EQ(rss.articles.at(1).claims.byline.size(), 4096U);
  std::string authors;
  for (int i = 0; i < 5000; ++i) authors += "<author>Writer " + std::to_string(i) + "</author>";
  EXPECT_LE(Decode("<rss><item><title>a</title>" + authors + "</item></rss>")
                .articles.at(0)
                .claims.byline.size(),
            4096U);
  const Decoded json = Decode(R"({"version":"https://jsonfeed.org/version/1","author":{"name":")" +
                              name + R"("},"items":[{"id":1,"title":"a"},{"id":2,"title":"b"}]})");
  EXPECT_EQ(json.articles.at(1).claims.byline.size(), 4096U);
}

TEST(DecodeJson, FieldsOfImpossibleTypesAreNamedAFewTimes) {
  std::string json = "{";
  for (int i = 0; i < 1000; ++i) json += "\"headline\":[],";
  EXPECT_EQ(Decode(json + "\"text\":\"x\"}").articles.at(0).warnings.size(), 32U);
}

struct HeadlineCase {
  const char* name;
  std::string document;
  std::string headline;  ///< where the record's is "Port strike"
};

class HeadlineTest : public testing::TestWithParam<HeadlineCase> {};

TEST_P(HeadlineTest, OfTheRecordIsThatOfItsOnlyItem) {
  const Headers headers = {{"headline", "Port strike"}};
  EXPECT_EQ(Decode(GetParam().document, headers).articles.at(0).claims.headline,
            GetParam().headline);
}

INSTANTIATE_TEST_SUITE_P(
    All, HeadlineTest,
    testing::Values(
        HeadlineCase{"Nitf", "<nitf><body><body.content><p>Rain.</p></body.content></body></nitf>",
                     "Port strike"},
        HeadlineCase{"NitfWithItsOwn",
                     "<nitf><body><body.head><hedline><hl1>Rain</hl1></hedline></body.head></body>"
                     "</nitf>",
                     "Rain"},
        HeadlineCase{"NewsmlG2", "<newsItem guid='urn:x'/>", "Port strike"},
        HeadlineCase{"Ninjs", R"({"uri":"urn:x","body_text":"Rain."})", "Port strike"},
        HeadlineCase{"NinjsOfABlank", R"({"uri":"urn:x","headline":"\u00a0","body_text":"Rain."})",
                     "Port strike"},
        HeadlineCase{"Entry", "<entry><summary>Rain.</summary></entry>", "Port strike"},
        HeadlineCase{"Feed", "<rss><item><description>Rain.</description></item></rss>", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Decode, ABlankOfAnotherKindIsNoClaim) {
  const Decoded run =
      Decode(R"({"uri":"urn:x","byline":"\u00a0","version":"\u00a0","body_text":"Rain."})",
             {{"byline", "Ada Pell"}, {"version", "2"}});
  EXPECT_EQ(run.articles.at(0).claims.byline, "Ada Pell");
  EXPECT_EQ(run.articles[0].claims.version, "2");
}

TEST(Decode, ManyArticlesShareWhatIsClaimedOfTheRecordButNotItsIdentity) {
  const Headers headers = {{"ce_id", "7"},
                           {"url", "https://wire.example/feed"},
                           {"headline", "All of them"},
                           {"byline", "By A. Writer"},
                           {"source", "Example Wire"},
                           {"language", "sv"},
                           {"rights", "(c) Wire"},
                           {"fetched-at", "2025-03-12T10:00:00Z"},
                           {"embargoed-until", "2030-01-01T00:00:00Z"},
                           {"pubstatus", "withheld"}};
  for (const char* value :
       {R"([{"text":"One."},{"text":"Two."}])",
        "<rss><item><description>One.</description></item>"
        "<item><description>Two.</description></item></rss>",
        R"({"version":"https://jsonfeed.org/version/1","items":[{"content_text":"One."},)"
        R"({"content_text":"Two."}]})"}) {
    const Decoded run = Decode(value, headers);
    ASSERT_EQ(run.articles.size(), 2U) << value;
    EXPECT_NE(run.articles[0].uri, run.articles[1].uri) << value;
    for (const Article& article : run.articles) {
      EXPECT_EQ(article.id + article.url + article.claims.headline + article.claims.byline, "");
      EXPECT_EQ(article.source.name, "Example Wire");
      EXPECT_EQ(article.claims.language, "sv");
      EXPECT_EQ(article.rights.copyright_notice, "(c) Wire");
      EXPECT_EQ(article.claims.fetched_at, "2025-03-12T10:00:00Z");
      EXPECT_EQ(article.claims.embargoed_until, "2030-01-01T00:00:00Z");
      EXPECT_EQ(article.claims.pub_status, "withheld");
    }
  }
  EXPECT_EQ(Decode(R"([{"text":"One."}])", headers).articles.at(0).id, "7");
}

TEST(DecodeFeed, TheOnlyItemIsNotTheFeed) {
  const Decoded run = Decode(
      "<rss><channel><title>Wire</title><item><title>Rain</title><guid "
      "isPermaLink='false'>7</guid></item></channel></rss>",
      {{"url", "https://wire.example/feed"}, {"id", "poll-1"}, {"published", "2026-03-01"}});
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].uri, "urn:newswired:wire.example:7");
  EXPECT_EQ(run.articles[0].canonical_url, "");
  EXPECT_EQ(run.articles[0].claims.published_at, "");
}

TEST(DecodeFeed, AnAddressOfManyItemsIsNoneOfTheirs) {
  const auto item = [](const std::string& id, const std::string& link) {
    return "<item><title>t</title><guid isPermaLink='false'>" + id + "</guid><link>" + link +
           "</link></item>";
  };
  const Decoded run = Decode("<rss><channel>" + item("1", "https://a.example/live#1") +
                             item("2", "https://a.example/live#2") +
                             item("3", "https://a.example/other") + "</channel></rss>");
  ASSERT_EQ(run.articles.size(), 3U);
  EXPECT_TRUE(run.articles[0].shares_address);
  EXPECT_TRUE(run.articles[1].shares_address);
  EXPECT_FALSE(run.articles[2].shares_address);
}

TEST(DecodeFeed, ItemsKnowTheirFeed) {
  const auto feed = [](const std::string& head) {
    return Decode("<rss xmlns:atom='http://www.w3.org/2005/Atom'><channel>" + head +
                  "<item><title>T</title><link>https://a.example/1</link></item></channel></rss>")
        .articles.at(0)
        .input.feed;
  };
  const std::string self = "<atom:link rel='self' href='https://a.example/world.xml'/>";
  EXPECT_NE(feed("<title>A</title>" + self), 0U);
  EXPECT_EQ(feed(self + "<title>B</title>"), feed("<title>A</title>" + self));
  EXPECT_NE(feed("<title>A</title>"), feed("<title>B</title>"));
  EXPECT_EQ(Decode(R"({"text":"x"})").articles.at(0).input.feed, 0U);
}

TEST(DecodeFeed, OneEntryAlone) {
  const Decoded run = Decode(
      R"(<entry xmlns="http://www.w3.org/2005/Atom"><title type="html">T</title><id>urn:x:1</id>
<link rel="self" href="https://x.example/self"/><link href="https://x.example/1"/><updated>2025-03-12T14:05:00Z</updated>
<author><name>A B</name><email>a@b.example</email></author><content type="xhtml"><div><p>Body</p></div></content></entry>)");
  ASSERT_EQ(run.code, "");
  ASSERT_EQ(run.articles.size(), 1U);
  EXPECT_EQ(run.articles[0].uri, "urn:x:1");
  EXPECT_EQ(run.articles[0].html, "<div><p>Body</p></div>");
  EXPECT_EQ(run.articles[0].claims.byline, "A B");
  EXPECT_EQ(run.articles[0].canonical_url, "https://x.example/1");
  EXPECT_EQ(run.articles[0].claims.modified_at, "2025-03-12T14:05:00Z");
}

// The odd inputs: each is an article or an error with its code, at once.
/// Made when the case runs: every process of the test program would pay for all of them.
// NOLINTBEGIN(google-explicit-constructor): tables of cases read better
struct Lazy {
  std::function<std::string()> make;
  Lazy(const char* text) : make([text] { return std::string(text); }) {}
  template <class Function>
    requires std::is_invocable_v<Function>
  Lazy(Function function) : make(std::move(function)) {}
};
// NOLINTEND(google-explicit-constructor)
struct OddCase {
  const char* name;
  Lazy value;
  Headers headers;
  Values settings;
  const char* code;
};
void PrintTo(const OddCase& c, std::ostream* out) { *out << c.name; }
class OddTest : public ::testing::TestWithParam<OddCase> {};
TEST_P(OddTest, HasItsCode) {
  const OddCase& c = GetParam();
  const std::string value = c.value.make();
  const std::int64_t start = ThreadCpuNanos();
  EXPECT_EQ(Decode(value, c.headers, c.settings).code, c.code);
  // "At once" is far less; what is quadratic takes minutes, under the slowest sanitizer too.
  EXPECT_LT(ThreadCpuNanos() - start, 20'000'000'000);
}

std::string Repeat(std::string_view what, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += what;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Odd, OddTest,
    ::testing::Values(
        OddCase{"Empty", "", {}, {}, "empty_value"},
        OddCase{"FiftyMegabytes",
                [] { return "{\"text\":\"" + std::string(50U << 20, 'x') + "\"}"; },
                {},
                {},
                "too_large"},
        OddCase{"BadJson", "{\"text\": \"x\"", {}, {}, "invalid_json"},
        OddCase{"JustABrace", "{", {}, {}, "invalid_json"},
        OddCase{"TrailingJunk", "{\"text\":\"x\"} y", {}, {}, "invalid_json"},
        OddCase{"ZeroByte",
                [] { return std::string("{\"text\":\"x\"}\0", 13); },
                {},
                {},
                "invalid_json"},
        OddCase{"Number", "17", {{"content-type", "application/json"}}, {}, "invalid_json"},
        OddCase{"DeepJson",
                [] { return "{\"a\":" + std::string(4000000, '['); },
                {},
                {},
                "json_too_deep"},
        OddCase{"DeepArray",
                [] { return std::string(4000000, '['); },
                {{"content-type", "application/json"}},
                {},
                "invalid_json"},
        OddCase{"ManyItems",
                [] { return "[" + Repeat("{},", 3000) + "{}]"; },
                {},
                {},
                "too_many_items"},
        OddCase{"EmptyArray", "[]", {{"content-type", "application/json"}}, {}, "empty_document"},
        OddCase{"EmptyObject", "{}", {}, {}, "empty_document"},
        OddCase{"OnlySpaces", "   \n ", {}, {}, "empty_document"},
        OddCase{"EmptyPage",
                "<html><head><script>var "
                "x='text';</script><style>a{}</style></head><body></body></html>",
                {},
                {},
                "empty_document"},
        OddCase{"EmptyFeed",
                "<rss><channel><title>T</title></channel></rss>",
                {},
                {},
                "empty_document"},
        OddCase{"OtherXml", "<?xml version='1.0'?><svg/>", {}, {}, "unsupported_type"},
        OddCase{"OtherXmlWithoutDeclaration", "<svg><circle/></svg>", {}, {}, "unsupported_type"},
        OddCase{"HalfOfUtf16",
                [] { return "\xFF\xFE" + Repeat(std::string("\x00\xDC", 2), 2000); },
                {},
                {},
                "invalid_utf8"},
        OddCase{"Picture", "\x89PNG\r\n\x1A\n....", {}, {}, "unsupported_type"},
        OddCase{"PictureType", "x", {{"content-type", "image/png"}}, {}, "unsupported_type"},
        OddCase{"Binary",
                [] { return Repeat(std::string("\x01\x02\x00\x03", 4), 100); },
                {},
                {},
                "unsupported_type"},
        OddCase{"NestedJson",
                R"({"body":"{\"text\":\"x\"}","contentType":"application/json"})",
                {},
                {},
                "unsupported_type"},
        OddCase{"BrokenUtf8",
                [] { return Repeat("\xE0\xE1\xE2 ", 100); },
                {{"content-type", "text/plain; charset=utf-8"}},
                {},
                "invalid_utf8"},
        OddCase{"SomeBadBytes",
                "{\"text\":\"caf\xE9 and \xC3\xA9t\xC3\xA9 and more text\"}",
                {},
                {},
                ""},
        OddCase{"UnknownEncoding", "x", {{"content-encoding", "lzma"}}, {}, "unsupported_encoding"},
        OddCase{
            "BadBrotli", "\xFF\xFF\xFF\xFF", {{"content-encoding", "br"}}, {}, "bad_compression"},
        OddCase{"CutGzip",
                [] { return Gzip("hello hello hello").substr(0, 20); },
                {},
                {},
                "bad_compression"},
        OddCase{"BadGzip",
                [] { return "\x1F\x8B\x08" + std::string(30, 'x'); },
                {},
                {},
                "bad_compression"},
        OddCase{"GzipBomb",
                [] { return Gzip(std::string(30U << 20, 'x')); },
                {},
                {},
                "decompressed_too_large"},
        OddCase{"ZstdBomb",
                [] { return Zstd(std::string(60U << 20, 'x')); },
                {},
                {},
                "decompressed_too_large"},
        OddCase{"GzipInside",
                [] { return Gzip(R"({"text":"hello"})"); },
                {{"content-encoding", "gzip"}},
                {},
                ""},
        OddCase{"GzipByMagic", [] { return Gzip("A plain text."); }, {}, {}, ""},
        OddCase{"ZstdByMagic", [] { return Zstd("A plain text."); }, {}, {}, ""},
        OddCase{"NotPackedAfterAll", "A plain text.", {{"content-encoding", "gzip"}}, {}, ""},
        OddCase{"UnclosedTags",
                [] { return Repeat("<a \"", 200000); },
                {{"content-type", "application/rss+xml"}},
                {},
                "unsupported_type"},
        OddCase{"UnclosedItems", [] { return Repeat("<item>", 1500); }, {}, {}, ""},
        OddCase{"ManyAmpersands",
                [] { return "{\"text\":\"" + Repeat("& ", 1000000) + "\"}"; },
                {},
                {},
                ""},
        OddCase{"ManyBrackets", [] { return Repeat("<", 4000000); }, {}, {}, ""},
        OddCase{"ManyMarks", [] { return Repeat("\u0301\u0323", 500000); }, {}, {}, ""}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Decode, Tombstone) { EXPECT_EQ(Decode("", {}, {}, false).code, "tombstone"); }

TEST(Decode, LimitsAreSettings) {
  EXPECT_EQ(Decode(std::string(2000, 'x'), {}, {{"max_bytes", 1024}}).code, "too_large");
  EXPECT_EQ(Decode(std::string(2000, 'x'), {}, {{"max_bytes", 1024}}).message,
            "value of 2000 bytes, max_bytes is 1024");
  EXPECT_EQ(Decode(std::string(1025, 'x'), {}, {{"max_bytes", 1024}}).message,
            "value of more than 1024 bytes, max_bytes is 1024")
      << "enrich gives no more of a line that is longer";
  EXPECT_EQ(Decode(Gzip(std::string(5000, 'x')), {}, {{"max_decompressed_bytes", 4096}}).code,
            "decompressed_too_large");
  EXPECT_EQ(Decode(R"({"text":"x","a":[[[[[1]]]]]})", {}, {{"max_json_depth", 4}}).code,
            "json_too_deep");
}

struct PackedCase {
  const char* name;
  std::string encoding;
  Lazy bytes;
  const char* code;
};
void PrintTo(const PackedCase& c, std::ostream* out) { *out << c.name; }
class PackedTest : public ::testing::TestWithParam<PackedCase> {};

const std::string kPlain = "A plain text of news.";

/// As the record itself, and as the body of an archive's response in chunks.
TEST_P(PackedTest, IsReadOrRefused) {
  const PackedCase& c = GetParam();
  const std::string bytes = c.bytes.make();
  const Values settings = {{"max_decompressed_bytes", 2 << 20}};
  const Decoded record = Decode(bytes, {{"content-encoding", c.encoding}}, settings);
  EXPECT_EQ(record.code, c.code) << record.message;
  const std::string http =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: " + c.encoding +
      "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n" + bytes.substr(0, 1) + "\r\n" +
      Hex(bytes.size() - 1) + "\r\n" + bytes.substr(1) + "\r\n0\r\n\r\n";
  const Decoded archive = Decode(
      "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
      "Content-Length: " +
          std::to_string(http.size()) + "\r\n\r\n" + http,
      {}, settings);
  EXPECT_EQ(archive.code, c.code) << archive.message;
  if (*c.code != '\0') return;
  EXPECT_EQ(record.articles.at(0).body, kPlain);
  EXPECT_EQ(archive.articles.at(0).body, kPlain);
}

std::string Long() { return std::string(4 << 20, 'x'); }  // more than max_decompressed_bytes
// Less than that, and 1,000 times its packed size: the ratio is what refuses it.
std::string Dense() { return std::string((2 << 20) - 10, 'x'); }

INSTANTIATE_TEST_SUITE_P(
    Packed, PackedTest,
    ::testing::Values(
        PackedCase{"Gzip", "gzip", [] { return Gzip(kPlain); }, ""},
        PackedCase{"XGzip", "x-gzip", [] { return Gzip(kPlain); }, ""},
        PackedCase{"RawDeflate", "deflate", [] { return RawDeflate(kPlain); }, ""},
        PackedCase{"Zstd", "zstd", [] { return Zstd(kPlain); }, ""},
        PackedCase{"ZstdWithoutSize", "zstd", [] { return Zstd(kPlain, false); }, ""},
        PackedCase{"Brotli", "br", [] { return std::string(kBrotliText); }, ""},
        PackedCase{"Identity", "identity", [] { return kPlain; }, ""},
        PackedCase{"GzipInGzip", "gzip, gzip", [] { return Gzip(Gzip(kPlain)); }, ""},
        PackedCase{"BrotliInGzip", "br, gzip", [] { return Gzip(kBrotliText); }, ""},
        PackedCase{"GzipInZstd", "Gzip,ZSTD", [] { return Zstd(Gzip(kPlain)); }, ""},
        PackedCase{"Thrice", "gzip, gzip, gzip", [] { return Gzip(Gzip(Gzip(kPlain))); },
                   "unsupported_encoding"},
        PackedCase{"GzipBomb", "gzip", [] { return Gzip(Long()); }, "decompressed_too_large"},
        PackedCase{"DeflateBomb", "deflate", [] { return RawDeflate(Long()); },
                   "decompressed_too_large"},
        PackedCase{"ZstdBomb", "zstd", [] { return Zstd(Long()); }, "decompressed_too_large"},
        PackedCase{"ZstdBombWithoutSize", "zstd", [] { return Zstd(Long(), false); },
                   "decompressed_too_large"},
        PackedCase{"BrotliBomb", "br", [] { return std::string(kBrotliBomb); },
                   "decompressed_too_large"},
        PackedCase{"NestedBomb", "gzip, gzip", [] { return Gzip(Gzip(Long())); },
                   "decompressed_too_large"},
        PackedCase{"BombInZstd", "br, zstd", [] { return Zstd(kBrotliBomb); },
                   "decompressed_too_large"},
        PackedCase{"DenseGzip", "gzip", [] { return Gzip(Dense()); }, "decompressed_too_large"},
        PackedCase{"DenseZstd", "zstd", [] { return Zstd(Dense(), false); },
                   "decompressed_too_large"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Decode, ABombInsideAnEnvelopeIsRefused) {
  const std::string bomb = Gzip(Long());
  const std::string json = "{\"contentEncoding\":\"gzip\",\"bodyBase64\":\"" + Base64(bomb) + "\"}";
  EXPECT_EQ(Decode(json, {}, {{"max_decompressed_bytes", 2 << 20}}).code, "decompressed_too_large");
  EXPECT_EQ(Decode(json, {}, {{"max_compression_ratio", 2000}}).code, "");
}

TEST(Decode, EveryListOfItemsIsLimited) {
  const std::string item = "<item><title>a</title></item>";
  for (const std::string& value :
       {"<rss>" + item + item + item + "</rss>",
        std::string(R"({"version":"https://jsonfeed.org/version/1","items":[{"title":"a"},)"
                    R"({"title":"b"},{"title":"c"}]})"),
        std::string(R"([{"text":"a"},{"text":"b"},{"text":"c"}])")}) {
    EXPECT_EQ(Decode(value, {}, {{"max_items", 2}}).code, "too_many_items") << value;
    EXPECT_EQ(Decode(value, {}, {{"max_items", 3}}).articles.size(), 3U) << value;
  }
}

TEST(Decode, JsonFeedsHaveLimitsOfTheirTree) {
  std::string feed = R"({"version":"https://jsonfeed.org/version/1","items":[)";
  for (int i = 0; i < 60; ++i) feed += R"({"title":"a"},)";
  feed += "{}]}";
  EXPECT_EQ(Decode(feed, {}, {{"max_nodes", 100}}).code, "too_many_nodes");
  EXPECT_EQ(Decode(feed).code, "");
}

TEST(Decode, HowMuchIsRepairedIsASetting) {
  const std::string text = "A caf\xFF, and \xC3\xA9t\xC3\xA9.";
  const Headers headers = {{"content-type", "text/plain; charset=utf-8"}};
  EXPECT_EQ(Decode(text, headers).code, "");
  EXPECT_EQ(Decode(text, headers, {{"max_replacement_percent", 1}}).code, "invalid_utf8");
}

TEST(DecodeFeed, EntitiesAreNeverExpanded) {
  const Decoded run = Decode(
      "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'boom'><!ENTITY b '&a;&a;'>"
      "<!ENTITY c SYSTEM 'file:///etc/passwd'>]><rss><item><title>&a; &b; &c; "
      "&amp;</title></item></rss>");
  EXPECT_EQ(run.articles.at(0).claims.headline, "&a; &b; &c; &");
}

TEST(Decode, ATextMayMentionTags) {
  const std::string text = "Use <br> for a line and <a> for a link.";
  EXPECT_EQ(Decode(text).articles.at(0).body, text);
  EXPECT_EQ(Decode("Some <b>bold</b> words.").articles.at(0).input.content_type, "text/html");
}

TEST(Decode, AnUnreadableCharsetLabelIsNotRepeated) {
  const Decoded run =
      Decode("\xEF\xBB\xBF<meta charset=\"x\xE4\"><p>" + std::string(200, 'a') + "\xE4</p>");
  ASSERT_EQ(run.code, "") << run.message;
  for (const std::string& warning : run.articles[0].warnings) EXPECT_TRUE(IsValidUtf8(warning));
}

TEST(Decode, BadJsonSaysWhere) {
  const Decoded run = Decode(R"({"id": "1", "title": "cut of)");
  EXPECT_EQ(run.code, "invalid_json");
  EXPECT_NE(run.message.find("byte"), std::string::npos) << run.message;
}

TEST(Decode, AFewIllFormedBytesAreRepairedAndSaidSo) {
  const Decoded run = Decode("{\"text\": \"A long enough text about the \xff weather in Rome.\"}",
                             {{"content-type", "application/json; charset=utf-8"}});
  ASSERT_EQ(run.articles.size(), 1U) << run.code;
  EXPECT_FALSE(run.articles[0].warnings.empty());
}

TEST(Decode, ABracketBeforeNoLetterIsText) {
  for (const char* page : {"<3 You all, rain fell", "< 5 degrees", "<p></p><3"}) {
    EXPECT_EQ(Decode(page, {{"content-type", "text/html"}}).code, "") << page;
  }
  EXPECT_EQ(Decode("<p><br/><!-- x --></p><", {{"content-type", "text/html"}}).code,
            "empty_document");
}

TEST(Decode, ReadingAFeedAsksTheBudget) {
  const std::string item = "<item><title>x</title>" + Repeat("<link>a</link>", 5000) + "</item>";
  Budget::Start(1);
  const auto feed = ReadFeed("<rss>" + item + item + "</rss>", 10);
  Budget::Start(0);
  ASSERT_FALSE(feed.ok());
  EXPECT_EQ(feed.error().code, "budget_exceeded");
}

TEST(Decode, TimeGrowsWithTheSizeAlone) {
  for (const char* unit : {"<item>", "{\"a\":", "&amp;", "\xff", "[", "\"", "<"}) {
    const std::string value = Repeat(unit, (1U << 20) / std::string_view(unit).size());
    for (const char* type : {"", "application/json", "application/rss+xml", "text/plain"}) {
      const std::int64_t start = ThreadCpuNanos();
      Decode(value, {{"content-type", type}});
      EXPECT_LT(ThreadCpuNanos() - start, 10'000'000'000) << unit << " as " << type;
    }
  }
}

void ExpectValid(const Article& article) {
  for (const std::string* text :
       {&article.title, &article.body, &article.html, &article.uri, &article.id, &article.url,
        &article.canonical_url, &article.source.name, &article.source.domain,
        &article.claims.headline, &article.claims.byline, &article.claims.published_at,
        &article.input.charset, &article.input.content_type}) {
    EXPECT_TRUE(IsValidUtf8(*text));
    // Markup may hold what its parser will drop.
    if (text != &article.html) {
      EXPECT_EQ(text->find('\0'), std::string::npos);
    }
  }
  for (const std::string& warning : article.warnings) EXPECT_TRUE(IsValidUtf8(warning));
  for (const std::string* text :
       {&article.claims.summary, &article.claims.slugline, &article.claims.edition_note,
        &article.claims.located, &article.claims.type, &article.claims.supersedes,
        &article.rights.copyright_holder, &article.rights.copyright_notice,
        &article.rights.usage_terms}) {
    EXPECT_TRUE(IsValidUtf8(*text));
  }
  for (const OtherBody& other : article.other_bodies) {
    EXPECT_TRUE(IsValidUtf8(other.role + other.content_type + other.value));
  }
  if (article.rejected) {
    EXPECT_TRUE(IsValidUtf8(article.rejected->message));
  }
}

// Any bytes: an article or an error, never a crash, always valid text.
TEST(Decode, AnyBytes) {
  const std::unique_ptr<Stage> stage = MakeDefaultStage(kDecodeStage);
  const std::vector<std::string> seeds = {
      R"({"title":"T","text":"Some text","url":"https://a.example/","published":"2025-03-12","source":{"name":"S"},"keywords":["a"]})",
      "<!doctype html><html lang=en><head><meta charset=utf-8></head><body><p>T</p></body></html>",
      "<rss><channel><item><title>T</title><description>&lt;p&gt;</description></item></channel>",
      Gzip(R"({"title":"T","text":"Some text"})"),
      "A plain text.\n\nWith paragraphs.",
      R"([{"text":"a"},{"text":"b"}])",
      R"({"uri":"urn:x","headlines":[{"role":"main","value":"T"}],"bodies":[{"contenttype":"text/html","value":"<p>B</p>"}],"associations":[{"name":"a","uri":"u","type":"picture","renditions":[{"name":"r","href":"/p","width":9}]}]})",
      R"({"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_html":"<p>B</p>","authors":[{"name":"A"}]}]})",
      "<newsMessage><itemSet><packageItem/><newsItem guid='a'><itemMeta><itemClass "
      "qcode='ninat:text'/></itemMeta><contentSet>"
      "<inlineXML><nitf><body><body.content><p>B &eacute; "
      "<![CDATA[x]]></p></body.content></body></nitf></inlineXML>"
      "</contentSet></newsItem></itemSet></newsMessage>",
      R"(<nitf><head><docdata><doc-id id-string='a'/></docdata></head><body><body.head><hedline><hl1>T</hl1></hedline></body.head><body.content><block><p>B</p><media><media-reference source='/p'/></media></block></body.content></body></nitf>)",
      R"(<feed xml:base='http://a.example/'><entry xml:lang='en'><title type='xhtml'><div>T</div></title><content mode='base64'>PGI+</content><author><name>A</name></author><link href='b'/></entry></feed>)",
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: "
      "application/http\r\n"
      "Content-Length: 86\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "5\r\n<p>B\n\r\n0\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: revisit\r\nContent-Length: 0\r\n\r\n",
      "filedesc://a 0.0.0.0 20250312140500 text/plain 4\n1 0\n\nhttp://a.example/ b 0.0.0.0 "
      "20250312140500 text/html 20\n"
      "<p>A page of text</p>\n"};
  std::mt19937 random(20250312);
  for (int round = 0; round < 30000; ++round) {
    std::string value = seeds[random() % seeds.size()];
    for (unsigned i = 0; i < random() % 6; ++i) {
      const std::size_t at = value.empty() ? 0 : random() % value.size();
      switch (random() % 5) {
        case 0:
          if (!value.empty()) value[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          value.erase(at, random() % 8);
          break;
        case 2:
          value.insert(at, value.substr(random() % (value.size() + 1), random() % 40));
          break;
        case 3:
          value.insert(at, 1, "<>&\"{}[]\\/;,:\xC3\xE2\xFF\x00"[random() % 17]);
          break;
        default:
          value.resize(at);
      }
    }
    RawRecord record;
    record.has_value = true;
    record.value = value;
    Article article;
    article.record = &record;
    Articles out;
    const auto verdict = stage->Process(article, out);
    if (!verdict.ok()) {
      EXPECT_FALSE(verdict.error().code.empty());
      EXPECT_TRUE(IsValidUtf8(verdict.error().message)) << "round " << round;
      continue;
    }
    ExpectValid(article);
    for (const Article& other : out) ExpectValid(other);
  }
}

}  // namespace
}  // namespace newswired
