// Documents made to cost more than their size: each goes through `decode` and `article` in time
// that grows with its size alone, and in memory that does.

#include <gtest/gtest.h>
#include <malloc.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/pipeline/generation.h"
#include "stages/core/budget.h"
#include "stages/core/builtin_stages.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

// Sanitizers' allocators copy what grows, each time, and their time says nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr std::size_t kMegabyte = 1U << 17;
constexpr bool kMeasured = false;
#else
constexpr std::size_t kMegabyte = 1U << 20;
constexpr bool kMeasured = true;
#endif
constexpr std::size_t kSize = 8 * kMegabyte - 1024;
// The slowest page takes a quarter of it, on a core that has a busy neighbour. Records of many
// articles may take longer by what an article costs at the least.
constexpr std::int64_t kMostNanos = 2'000'000'000;
constexpr std::int64_t kMostNanosPerArticle = 30'000;
constexpr std::size_t kMostHeld = 768U << 20;

std::string Repeat(std::string_view unit, std::size_t size = kSize) {
  std::string out;
  out.reserve(size + unit.size());
  while (out.size() < size) out += unit;
  return out;
}

/// `unit` with another number each time in place of its '#'.
std::string Numbered(std::string_view unit, std::size_t size = kSize) {
  const std::size_t at = unit.find('#');
  std::string out;
  for (std::size_t i = 0; out.size() < size; ++i) {
    out.append(unit.substr(0, at)).append(std::to_string(i)).append(unit.substr(at + 1));
  }
  return out;
}

constexpr std::string_view kConfig =
    "stages:\n"
    "  - decode: {max_bytes: 16777216, max_items: 100000, time_budget_ms: 0}\n"
    "  - article: {time_budget_ms: 0}\n";
// With what ordered stages prepare on the pool. For documents that are one article: where they are
// many, each has its least cost.
constexpr std::string_view kOrdered =
    "  - dedup\n"
    "  - story\n";

struct Document {
  const char* name;
  const char* type;
  std::function<std::string()> make;
};
void PrintTo(const Document& document, std::ostream* out) { *out << document.name; }

class HostileTest : public testing::TestWithParam<Document> {};

TEST_P(HostileTest, CostsItsSize) {
  const bool one = std::string_view(GetParam().type).starts_with("text/");
  const LoadResult loaded = LoadConfigText(std::string(kConfig) + std::string(one ? kOrdered : ""),
                                           "hostile", BuiltinStages(), {.offline = true});
  ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
  const std::shared_ptr<const Generation> generation = Generation::Make(loaded.config, 1);
  const std::unique_ptr<StageChain> chain = generation->NewChain();
  const std::string value = GetParam().make();
  RawRecord record{.topic = "raw", .has_value = true, .value = value};
  record.headers.push_back({"content-type", GetParam().type});
  std::vector<Outcome> outcomes;
  const std::int64_t start = ThreadCpuNanos();
  ASSERT_TRUE(chain->Run(record, outcomes).ok());
  const std::int64_t took = ThreadCpuNanos() - start;
  ASSERT_FALSE(outcomes.empty());
  for (const Outcome& outcome : outcomes) {
    EXPECT_FALSE(outcome.failure && outcome.failure->error.code == "exception");
    EXPECT_TRUE(IsValidUtf8(outcome.article.body));
  }
  const struct mallinfo2 memory = mallinfo2();
  const std::size_t held = memory.uordblks + memory.hblkhd;
  std::cout << value.size() << " bytes: " << outcomes.size() << " articles, " << took / 1'000'000
            << " ms of CPU, " << (held >> 20) << " MiB held\n";
  if (kMeasured) {
    EXPECT_LT(took, kMostNanos + kMostNanosPerArticle * static_cast<std::int64_t>(outcomes.size()));
    EXPECT_LT(held, kMostHeld);
  }
}

const std::string kAmplifier(1 * kMegabyte, 'x');

std::string Feed(const std::string& head, const std::string& item) {
  return "<rss xmlns:a='b'><channel>" + head + Numbered(item, kSize - head.size() - 100) +
         "</channel></rss>";
}

std::string Warc(const std::string& type, const std::string& headers, const std::string& block) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\n" + headers +
         "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Pages, HostileTest,
    testing::Values(
        Document{"NestedBlocks", "text/html", [] { return Repeat("<div>"); }},
        Document{"NestedSections", "text/html", [] { return Repeat("<section><h1>x"); }},
        Document{"CommentHeadings", "text/html",
                 [] { return Repeat("<h3>Comments</h3><i>x</i>"); }},
        Document{"NestedInline", "text/html", [] { return Repeat("<b>"); }},
        Document{"ReopenedInline", "text/html", [] { return Repeat("<p><b class=c>x"); }},
        Document{"ReopenedNumbered", "text/html", [] { return Numbered("<p><font size=#>x"); }},
        Document{"NestedLinks", "text/html", [] { return Repeat("<a href=x><div>"); }},
        Document{"MisnestedInline", "text/html", [] { return Repeat("<b><p></b>"); }},
        Document{"NestedTables", "text/html", [] { return Repeat("<table><tr><td>"); }},
        Document{"FosterParents", "text/html", [] { return Repeat("<table>x"); }},
        Document{"TableCells", "text/html", [] { return "<table><tr>" + Repeat("<td>1"); }},
        Document{"TableRows", "text/html",
                 [] { return "<table>" + Repeat("<tr><td>1</td></tr>"); }},
        Document{"NestedLists", "text/html", [] { return Repeat("<ul><li>x"); }},
        Document{"NestedQuotes", "text/html", [] { return Repeat("<blockquote>A text. "); }},
        Document{"NestedForeign", "text/html", [] { return Repeat("<svg><g>"); }},
        Document{"NestedTemplates", "text/html", [] { return Repeat("<template>"); }},
        Document{"EndTagsAlone", "text/html",
                 [] { return Repeat("<div>", kSize / 2) + Repeat("</p>", kSize / 2); }},
        Document{"OpenTags", "text/html", [] { return Repeat("<a \""); }},
        Document{"OpenComments", "text/html", [] { return "<p>x" + Repeat("<!--"); }},
        Document{"OpenScripts", "text/html", [] { return "<p>x" + Repeat("<script><!--"); }},
        Document{"OpenDeclarations", "text/html", [] { return "<p>x" + Repeat("<!["); }},
        Document{"References", "text/html", [] { return "<p>" + Repeat("&notit;&amp"); }},
        Document{"OneAttribute", "text/html",
                 [] { return "<p class='" + Repeat("x ", 10 * kMegabyte) + "'>A text."; }},
        Document{"OneAddress", "text/html",
                 [] { return "<p>A text.<a href='" + Repeat("/..", 10 * kMegabyte) + "'>x</a>"; }},
        Document{"OneCanonicalAddress", "text/html",
                 [] {
                   return "<link rel=canonical href='https://a.example/" +
                          Repeat("a/../", 10 * kMegabyte) + "'><p>A text.";
                 }},
        Document{"OneMeta", "text/html",
                 [] {
                   return "<meta property=og:title content='" +
                          Repeat("A title - ", 10 * kMegabyte) + "'><h1>A title</h1><p>A text.";
                 }},
        Document{"ManyAttributes", "text/html",
                 [] { return "<p " + Numbered("a#=b ") + ">A text."; }},
        Document{"ManyMetas", "text/html",
                 [] { return Numbered("<meta name=author content=a#>"); }},
        Document{"ManyNames", "text/html", [] { return Numbered("<a# b#=c>"); }},
        Document{"ManyParagraphs", "text/html",
                 [] { return Numbered("<p>Paragraph # of a text, with a comma."); }},
        Document{"FootersWithoutText", "text/html",
                 [] {
                   return "<h1>A title</h1><article>" + Repeat("<footer></footer>") +
                          "</article><p>A text.";
                 }},
        Document{"DaysInLines", "text/html",
                 [] { return "<h1>A title</h1>" + Numbered("<p class=date>#-01-01</p>"); }},
        Document{"ShortBlocksAndALongClaim", "text/html",
                 [] {
                   return "<script type=application/ld+json>{\"@type\":\"Article\","
                          "\"articleBody\":\"" +
                          Repeat("W ", kSize / 2) + "\"}</script><h1>A title</h1>" +
                          Repeat("<p>W W?</p>", kSize / 2);
                 }},
        Document{"LateLabels", "text/html",
                 [] {
                   const std::string text = "<p>" + Repeat("A text, with a comma. ", 300);
                   return Repeat(text, kSize * 3 / 4) + Repeat("<p>Related a b", kSize / 4) +
                          Repeat(text, 6 * text.size());
                 }},
        Document{"ManyHeadings", "text/html",
                 [] { return Numbered("<h2>Heading #</h2><p>A text."); }},
        Document{"ManyArticles", "text/html",
                 [] {
                   return Numbered(
                       "<article><h1><a href=#>Head</a></h1><p>A text, it is.</article>");
                 }},
        Document{"ManyFigures", "text/html",
                 [] {
                   return Numbered("<figure><img src=#><figcaption>Caption</figcaption></figure>");
                 }},
        Document{"ManyTimes", "text/html",
                 [] {
                   return "<h1>Rain</h1>" +
                          Repeat("<time datetime=2025-03-12>March 12, 2025</time> ");
                 }},
        Document{"ManyBylines", "text/html",
                 [] {
                   return "<h1>Rain</h1>" +
                          Numbered("<div class=byline>By Ann Writer# and Bo Writer</div>");
                 }},
        Document{"ManyDates", "text/html",
                 [] { return "<h1>Rain</h1><p>" + Repeat("12 March 2025 12/03/2025 "); }},
        Document{
            "LinkedData", "text/html",
            [] { return "<script type='application/ld+json'>" + Repeat("[") + "</script><p>x"; }},
        Document{
            "LinkedArticles", "text/html",
            [] {
              return "<script type='application/ld+json'>[" +
                     Numbered(
                         "{\"@type\":\"NewsArticle\",\"@id\":\"#\",\"author\":{\"@id\":\"x\"}},") +
                     "{}]</script><p>x";
            }},
        Document{"LinkedAuthors", "text/html",
                 [] {
                   return "<script type='application/ld+json'>{\"@graph\":[{\"@type\":"
                          "\"NewsArticle\",\"author\":[" +
                          Repeat("{\"@id\":\"a\"},", kMegabyte / 2) + "{}]}," +
                          Repeat("{\"@id\":\"b\"},", kMegabyte / 3) + "{}]}</script><p>x";
                 }},
        Document{"ManyScripts", "text/html",
                 [] {
                   return Repeat(
                              "<script "
                              "type='application/"
                              "ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>") +
                          "<p>x";
                 }},
        Document{
            "ClaimedBody", "text/html",
            [] {
              return "<script "
                     "type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" +
                     Repeat("It rained. ", kSize / 2) + "\"}</script>" +
                     Repeat("<p>It rained.", kSize / 2);
            }}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Texts, HostileTest,
    testing::Values(Document{"NoSpaces", "text/plain", [] { return Repeat("x"); }},
                    Document{"NoSpacesHan", "text/plain", [] { return Repeat("雨"); }},
                    Document{"Spaces", "text/plain", [] { return "x" + Repeat(" ") + "y"; }},
                    Document{"Lines", "text/plain", [] { return Repeat("a\n"); }},
                    Document{"Paragraphs", "text/plain", [] { return Repeat("A-B - \n\n"); }},
                    Document{"Marks", "text/plain", [] { return Repeat("\u0301\u0323"); }},
                    Document{"Datelines", "text/plain",
                             [] { return Repeat("NAIROBI, March 12 (Wire) - "); }},
                    Document{"Bylines", "text/plain", [] { return Repeat("By A. Writer\n"); }},
                    Document{"Sentences", "text/plain", [] { return Repeat("A man (\"B\") 1. "); }},
                    Document{"Initials", "text/plain", [] { return Repeat("A.B."); }},
                    Document{"Quotes", "text/plain", [] { return Repeat("\u201CB 1:2\" "); }},
                    Document{"Numbers", "text/plain", [] { return Repeat("1,"); }},
                    Document{"LettersOfTwoBytes", "text/plain", [] { return Repeat("xä"); }},
                    Document{"Mojibake", "text/plain", [] { return Repeat("Ã©"); }},
                    Document{"HalfMojibake", "text/plain", [] { return Repeat("é\u00A0» "); }},
                    Document{"MojibakeLines", "text/plain", [] { return Repeat("Ã©à\nâ€™<"); }}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Data, HostileTest,
    testing::Values(
        Document{"NestedJson", "application/json", [] { return "{\"a\":" + Repeat("["); }},
        Document{"NestedObjects", "application/json", [] { return Repeat("{\"a\":"); }},
        Document{"ManyMembers", "application/json",
                 [] { return "{\"text\":\"x\"," + Numbered("\"a#\":[{}],") + "\"b\":1}"; }},
        Document{"ManyEnvelopes", "application/json",
                 [] {
                   return "[" + Numbered("{\"text\":\"It rained # times.\",\"id\":\"a\"},") + "{}]";
                 }},
        Document{"ManyKeywords", "application/json",
                 [] { return "{\"text\":\"x\",\"keywords\":[" + Numbered("\"a#\",") + "\"b\"]}"; }},
        Document{"WrongTypesTimesItems", "application/json",
                 [] {
                   return "{" + Repeat("\"headline\":[],", kSize / 2) + "\"body\":\"<rss>" +
                          Numbered("<item><title>#</title></item>", kSize / 4) + "</rss>\"}";
                 }},
        Document{"Escapes", "application/json",
                 [] { return "{\"text\":\"" + Repeat("\\ud83d\\u0301") + "\"}"; }},
        Document{"JsonFeedAuthorTimesItems", "application/feed+json",
                 [] {
                   return R"({"version":"https://jsonfeed.org/version/1.1","author":{"name":")" +
                          kAmplifier + R"("},"feed_url":"https://a.example/)" + kAmplifier +
                          R"(","items":[)" +
                          Numbered(R"({"id":"#","url":"a","title":"x"},)", kMegabyte / 2) + "{}]}";
                 }},
        Document{"FeedItems", "application/rss+xml",
                 [] { return Feed("", "<item><title>#</title></item>"); }},
        Document{"FeedAuthorTimesItems", "application/rss+xml",
                 [] {
                   return Feed("<author>" + kAmplifier + "</author>",
                               "<item><title>#</title></item>");
                 }},
        Document{"FeedBaseTimesItems", "application/rss+xml",
                 [] {
                   return "<feed xml:base='https://a.example/" + kAmplifier + "'>" +
                          Numbered("<entry><title>#</title><link href='b'/></entry>",
                                   kMegabyte * 2) +
                          "</feed>";
                 }},
        Document{"FeedTitleTimesItems", "application/rss+xml",
                 [] {
                   return Feed("<title>" + kAmplifier + "</title><copyright>" + kAmplifier +
                                   "</copyright><link>https://a.example/" + kAmplifier + "</link>",
                               "<item><title>#</title><link>b</link></item>");
                 }},
        Document{"FeedOpenItems", "application/rss+xml", [] { return Repeat("<item><title>x"); }},
        Document{"FeedNestedElements", "application/rss+xml",
                 [] { return "<rss><item><description>" + Repeat("<description>"); }},
        Document{"FeedAuthorsOfAnItem", "application/rss+xml",
                 [] {
                   return "<rss><item><title>x</title>" + Numbered("<author>Ann Writer#</author>") +
                          "</item></rss>";
                 }},
        Document{"FeedContents", "application/rss+xml",
                 [] {
                   return "<rss><item><title>x</title>" + Numbered("<fullitem>#</fullitem>") +
                          "</item></rss>";
                 }},
        Document{"FeedSummaries", "application/rss+xml",
                 [] {
                   return "<rss><item><title>x</title>" + std::string("<description>") +
                          Repeat("It rained. ", kSize / 2) + "</description>" +
                          Repeat("<summary>x</summary>", kSize / 4) + "</item></rss>";
                 }},
        Document{"FeedSummariesOfNothing", "application/rss+xml",
                 [] {
                   return "<rss><item><title>x</title>" + std::string("<description>") +
                          Repeat("It rained. ", kSize / 2) + "</description>" +
                          Repeat("<media:summary/>", kSize / 4) + "</item></rss>";
                 }},
        Document{"FeedPrefixes", "application/rss+xml",
                 [] {
                   return "<rss " + Numbered("xmlns:a#='b' ") +
                          "><item><title>x</title></item></rss>";
                 }},
        Document{
            "FeedOnePrefix", "application/rss+xml",
            [] { return "<rss " + Repeat("xmlns:") + "='b'><item><title>x</title></item></rss>"; }},
        Document{"FeedPrefixesBehindAttributes", "application/rss+xml",
                 [] {
                   return "<rss " + Repeat("a=b ") + Numbered("xmlns:a#='b' ", 4096) +
                          "><item><title>x</title></item></rss>";
                 }},
        Document{
            "FeedAttributes", "application/rss+xml",
            [] { return "<rss " + Numbered("a#='b' ") + "><item><title>x</title></item></rss>"; }},
        Document{"XmlOpenTags", "application/xml", [] { return "<rss>" + Repeat("<a b='"); }},
        Document{"XmlDoctype", "application/xml",
                 [] {
                   return "<!DOCTYPE a [" + Repeat("<!ENTITY b '&b;&b;'>") +
                          "]><rss><item><title>&b;</title></item></rss>";
                 }},
        Document{"XmlReferences", "application/xml",
                 [] {
                   return "<rss><item><title>" + Repeat("&#x110000000000;&x") +
                          "</title></item></rss>";
                 }},
        Document{"NitfWide", "application/xml",
                 [] {
                   return "<nitf><body><body.content>" + Repeat("<p>x</p>") +
                          "</body.content></body></nitf>";
                 }},
        Document{"NitfDeep", "application/xml",
                 [] {
                   std::string inner = Repeat("<p>It rained.</p>", kMegabyte);
                   for (int i = 0; i < 55; ++i) inner.insert(0, "<block>").append("</block>");
                   return "<nitf><body><body.content>" + inner + "</body.content></body></nitf>";
                 }},
        Document{"NewsmlItems", "application/xml",
                 [] {
                   return "<newsMessage><itemSet>" + Numbered("<newsItem guid='a#'/>", kMegabyte) +
                          "</itemSet></newsMessage>";
                 }},
        Document{"ZstdOfNothing", "text/plain",
                 [] {
                   const std::string_view empty_frame("\x28\xB5\x2F\xFD\x20\x00\x01\x00\x00", 9);
                   return Repeat(empty_frame, 2 * kSize);
                 }},
        Document{"WarcRecords", "application/warc",
                 [] { return Repeat(Warc("metadata", "", "x")); }},
        Document{"WarcBrackets", "application/warc",
                 [] { return Repeat(Warc("resource", "", Repeat("<", std::size_t{16} << 10))); }},
        Document{"WarcHeaders", "application/warc",
                 [] { return "WARC/1.0\r\n" + Repeat("Content-Length: 1\r\n"); }},
        Document{"Asides", "text/html",
                 [] {
                   return "<body><div>" + Repeat(
                                              "<aside><p>It rained in Mombasa all day long, and "
                                              "nobody came.</p><p>So they went.</p></aside>");
                 }},
        Document{"Quotations", "text/html",
                 [] {
                   return "<body><p>" + std::string(kMegabyte, 'a') + "</p>" +
                          Repeat("<p>\u201C" + std::string(590, 'a') + "b\u201D</p>", kMegabyte);
                 }},
        Document{"WarcTypes", "application/warc",
                 [] { return Numbered("WARC/1.0\r\nWARC-Type: t#\r\nContent-Length: 0\r\n\r\n"); }},
        Document{"WarcRevisits", "application/warc",
                 [] {
                   return Warc("resource", "Content-Type: text/html\r\nWARC-Record-ID: a\r\n",
                               Repeat("<p>It rained.", kMegabyte * 4)) +
                          Repeat(Warc("revisit", "WARC-Refers-To: a\r\n", ""), kMegabyte);
                 }},
        Document{"WarcChunks", "application/warc",
                 [] {
                   return Warc("response", "Content-Type: application/http\r\n",
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                   Repeat("1\r\nx\r\n") + "0\r\n\r\n");
                 }},
        Document{"ArcLine", "application/arc", [] { return "filedesc://" + Repeat("a "); }}),
    [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace newswired
