#include "daemon/cli/case_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace newswired::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

/// The records of one case whose articles are `yaml`, indented by six.
std::vector<CaseRecord> RecordsOf(const std::string& yaml, const std::string& folder = "") {
  CaseFile file = ReadCases("cases:\n  - name: a\n    articles:\n" + yaml, "cases.yaml", folder);
  EXPECT_EQ(FormatProblems(file.problems), "");
  return file.cases.empty() ? std::vector<CaseRecord>{} : std::move(file.cases.front().records);
}

TEST(CaseFile, FieldsMakeAnEnvelope) {
  const auto records = RecordsOf(
      "      - {id: 7, headline: 'A \"b\"', text: '', version: 2.50, keywords: [a, 1],\n"
      "         source: {domain: wire.example}, headers: {x-run: 1}}\n");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].name, "7");
  EXPECT_EQ(records[0].input.value,
            R"({"headline":"A \"b\"","id":"7","keywords":["a","1"],)"
            R"("source":{"domain":"wire.example"},"text":"","version":"2.50"})");
  EXPECT_THAT(records[0].input.headers,
              ElementsAre(Pair("content-type", "application/json"), Pair("x-run", "1")));
}

TEST(CaseFile, BesideADocumentFieldsAreHeaders) {
  const auto records =
      RecordsOf("      - {value: '<p>', contentType: text/html, url: 'https://a/'}\n");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].name, "article 1");
  EXPECT_EQ(records[0].input.value, "<p>");
  EXPECT_THAT(records[0].input.headers,
              ElementsAre(Pair("contentType", "text/html"), Pair("url", "https://a/")));
}

TEST(CaseFile, DocumentsAreReadBesideIt) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "nw-case-file-documents";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "page.html") << "<p>Rain</p>\n";
  const auto records = RecordsOf(
      "      - file: page.html\n      - {file: page.html, contentType: a/b}\n", folder.string());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].input.value, "<p>Rain</p>\n");
  EXPECT_THAT(records[0].input.headers, ElementsAre(Pair("content-type", "text/html")));
  EXPECT_THAT(records[1].input.headers, ElementsAre(Pair("contentType", "a/b")));
  std::filesystem::remove_all(folder);
}

TEST(CaseFile, LikeTakesWhatIsNotReplaced) {
  const auto records = RecordsOf(
      "      - {name: first, id: 1, url: 'https://a/', text: Rain}\n"
      "      - {like: first, url: 'https://b/'}\n"
      "      - {like: first, value: '<p>'}\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].input.value, R"({"id":"1","text":"Rain","url":"https://b/"})");
  EXPECT_EQ(records[2].input.value, "<p>");
  EXPECT_THAT(records[2].input.headers, ElementsAre(Pair("id", "1"), Pair("url", "https://a/")));
}

TEST(CaseFile, TimesFollowEachOther) {
  const auto records = RecordsOf(
      "      - {text: a}\n"
      "      - {text: a, time: 2026-03-12T14:00:00Z}\n"
      "      - {text: a, time: +2h}\n"
      "      - {text: a, sameBatch: true}\n"
      "      - {text: a, time: 2026-03-12T15:00:00+03:00}\n");
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(records[0].time_ms, std::nullopt);
  EXPECT_EQ(records[1].time_ms, 1773324000000);
  EXPECT_EQ(records[2].time_ms, 1773331200000);
  EXPECT_EQ(records[3].time_ms, 1773331200000);
  EXPECT_TRUE(records[3].same_batch);
  EXPECT_EQ(records[4].time_ms, 1773316800000);
}

TEST(CaseFile, ArticlesOfOneRecordAreNumbered) {
  const auto records = RecordsOf(
      "      - {name: feed, value: x, expect: [{}, {of: feed/1}]}\n"
      "      - {name: last, value: x, expect: {of: feed/2}}\n");
  ASSERT_EQ(records.size(), 2U);
  ASSERT_EQ(records[0].articles.size(), 2U);
  EXPECT_EQ(records[0].articles[1].article, "feed/2");
  EXPECT_EQ(records[0].articles[1].of->value, 0U);
  EXPECT_EQ(records[1].articles[0].of->value, 1U);
}

struct BadCase {
  const char* name;
  const char* yaml;
  const char* problems;
};

void PrintTo(const BadCase& test, std::ostream* out) { *out << test.name; }

class BadCaseTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadCaseTest, IsReportedWithItsPlace) {
  const CaseFile file = ReadCases(GetParam().yaml, "f", "/nonexistent");
  EXPECT_EQ(FormatProblems(file.problems), GetParam().problems);
}

/// A case whose only article is `article`.
#define NW_ARTICLE(article) "cases: [{name: a, articles: [" article "]}]"

INSTANTIATE_TEST_SUITE_P(
    Cases, BadCaseTest,
    testing::Values(
        BadCase{"Empty", "", "f:1:1: cases: are missing; list them under `cases:`\n"},
        BadCase{"NoList", "cases: 1",
                "f:1:8: cases: must be a list, not a single value; write a list\n"},
        BadCase{"UnknownKeys", "cases: [{name: a, article: [], articles: [{text: a, exect: {}}]}]",
                "f:1:19: cases[0].article: unknown key; did you mean \"articles\"?\n"
                "f:1:53: cases[0].articles[0].exect: unknown key; did you mean \"expect\"?\n"},
        BadCase{"NoName", "cases: [{articles: [{text: a}]}]",
                "f:1:9: cases[0]: has no name; give it one: `name: what it is about`\n"},
        BadCase{"NoArticles", "cases: [{name: a, articles: []}]",
                "f:1:9: cases[0].articles: are missing; list what comes in, in its order\n"},
        BadCase{"TwoOfOneName",
                "cases: [{name: a, articles: [{text: a}]}, {name: a, articles: [{text: a}]}]",
                "f:1:43: cases[1].name: an earlier case has the name \"a\"; give each its own\n"},
        BadCase{
            "ArticlesOfOneName", NW_ARTICLE("{name: x, text: a}, {name: x, text: b}"),
            "f:1:57: cases[0].articles[1].name: an earlier article has the name \"x\"; give each "
            "its own, so that `of` can tell them apart\n"},
        BadCase{"NothingComesIn", NW_ARTICLE("{name: x}"),
                "f:1:30: cases[0].articles[0]: says nothing of what comes in; write fields such as "
                "headline and text, or value, or file\n"},
        BadCase{"TwoDocuments", NW_ARTICLE("{value: a, text: b}"),
                "f:1:41: cases[0].articles[0].text: is a second document beside value; keep one of "
                "them\n"},
        BadCase{
            "NoSuchFile", NW_ARTICLE("{file: a.html}"),
            "f:1:37: cases[0].articles[0].file: /nonexistent/a.html: No such file or directory; "
            "paths start at the folder of the case file\n"},
        BadCase{"UnknownKeyWithin", NW_ARTICLE("{text: a, source: {nme: b}}"),
                "f:1:49: cases[0].articles[0].source.nme: unknown key; did you mean \"name\"?\n"},
        BadCase{
            "NoText", NW_ARTICLE("{text: [a], headline: {a: b}, id: }"),
            "f:1:37: cases[0].articles[0].text: must be a text, not a list; write a text\n"
            "f:1:52: cases[0].articles[0].headline: must be a text, not a mapping; write a text\n"
            "f:1:60: cases[0].articles[0].id: has no value; give it one or remove it\n"},
        BadCase{
            "MappingAsHeader", NW_ARTICLE("{value: a, source: {name: b}}"),
            "f:1:49: cases[0].articles[0].source: is a header of the record here, so it must be "
            "a text; write a text\n"},
        BadCase{"FirstTimeIsRelative", NW_ARTICLE("{text: a, time: +2h}"),
                "f:1:46: cases[0].articles[0].time: \"+2h\" follows no other time; write the first "
                "one as 2026-03-12T14:00:00Z\n"},
        BadCase{"NoTime", NW_ARTICLE("{text: a, time: noon}"),
                "f:1:46: cases[0].articles[0].time: \"noon\" is no time; write "
                "2026-03-12T14:00:00Z, or +90s, +15m, +2h or +3d for so long after the article "
                "before\n"},
        BadCase{"LikeNobody", NW_ARTICLE("{name: wire, text: a}, {like: wir}"),
                "f:1:60: cases[0].articles[1].like: there is no earlier article \"wir\"; did you "
                "mean \"wire\"?\n"},
        BadCase{
            "OfItself", NW_ARTICLE("{name: wire, text: a, expect: {of: wire}}"),
            "f:1:65: cases[0].articles[0].expect.of: there is no earlier article \"wire\"; it is "
            "the first of the case\n"},
        BadCase{"NoRole", NW_ARTICLE("{text: a, expect: {role: reprnt}}"),
                "f:1:55: cases[0].articles[0].expect.role: \"reprnt\" is no role; did you mean "
                "\"reprint\"?\n"},
        BadCase{
            "NoPointer", NW_ARTICLE("{text: a, expect: {event: {title: a}}}"),
            "f:1:57: cases[0].articles[0].expect.event.title: is no JSON pointer; write it from "
            "the event's root, such as /bodies/0/value\n"},
        BadCase{"BrokenPointer", NW_ARTICLE("{text: a, expect: {event: {/a~b: 1}}}"),
                "f:1:57: cases[0].articles[0].expect.event./a~b: is no JSON pointer; write it from "
                "the event's root, such as /bodies/0/value\n"},
        BadCase{"DeadLetterAndMore", NW_ARTICLE("{text: a, expect: {deadLetter: x, role: copy}}"),
                "f:1:61: cases[0].articles[0].expect.deadLetter: stands beside other expectations, "
                "but a dead letter has no event; keep one of them\n"},
        BadCase{"NoItems", NW_ARTICLE("{text: a, expect: []}"),
                "f:1:48: cases[0].articles[0].expect: lists no article; write what each article of "
                "the record becomes, {} where all is right\n"}),
    [](const auto& made) { return made.param.name; });

TEST(CaseFile, ThatIsNotThereIsAProblem) {
  EXPECT_EQ(FormatProblems(LoadCaseFile("/nonexistent.yaml").problems),
            "/nonexistent.yaml:1:1: cannot be read: No such file or directory; name a file of "
            "cases\n");
}

}  // namespace
}  // namespace newswired::cli
