#include "daemon/cli/case_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "daemon/config/load.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {
namespace {

using ::testing::StartsWith;

/// What is wrong with the cases in `yaml` under the configuration `config`, as it is printed.
std::string Mismatches(const std::string& yaml,
                       const std::string& config = "stages: [decode, article, dedup]") {
  const LoadResult loaded = LoadConfigText(config, "test", BuiltinStages(), {.offline = true});
  const CaseFile file = ReadCases("cases:\n" + yaml, "f", "");
  EXPECT_EQ(FormatProblems(loaded.problems) + FormatProblems(file.problems), "");
  if (!loaded.ok() || !file.problems.empty()) return "";
  CaseRunner runner(Generation::Make(loaded.config, 1), "raw");
  std::string text;
  for (const Case& test : file.cases) {
    const auto mismatches = runner.Run(test);
    if (!mismatches.ok()) return mismatches.error().message;
    for (const Mismatch& mismatch : *mismatches) text += FormatMismatch(test.name, mismatch);
  }
  return text;
}

/// A long enough text, which differs by `word` alone.
std::string Text(const std::string& word) {
  return "Heavy " + word + " fell on Nairobi on Tuesday and ended the longest drought of a decade.";
}

/// A case of a wire story and `articles` after it.
std::string AfterWire(const std::string& articles) {
  return "  - name: a\n    articles:\n"
         "      - {name: wire, time: 2026-03-12T14:00:00Z, url: 'https://wire.example/1', "
         "headline: Rain, text: '" +
         Text("rain") + "', expect: {role: unique, cluster: rain}}\n" + articles;
}

TEST(CaseRunner, RolesAndClustersAreChecked) {
  EXPECT_EQ(Mismatches(AfterWire("      - {name: copy, like: wire, url: 'https://b.example/1', "
                                 "expect: {role: copy, of: wire, cluster: rain}}\n"
                                 "      - {name: new, like: wire, text: '" +
                                 Text("hail") +
                                 "', expect: {role: revision, of: wire, cluster: rain}}\n"
                                 "      - {like: new, expect: {role: repeat, of: new}}\n"
                                 "      - {like: new, expect: {role: repeat, of: new}}\n")),
            "");
}

TEST(CaseRunner, ADuplicateIsAReferenceWhereItsOriginalIsOut) {
  EXPECT_EQ(
      Mismatches(
          AfterWire(
              "      - {like: wire, url: 'https://b.example/1', expect: {role: copy, "
              "of: wire, event: {/representationType: partial, /title: Rain, "
              "/bodies: {absent: true}, /enrichment/entities: {absent: true}}}}\n"
              "      - {name: again, like: wire, url: 'https://wire.example/1', "
              "expect: {role: repeat, event: {/representationType: full}}}\n"
              "      - {name: tea, url: 'https://wire.example/2', text: '"
              "Tea fetched its lowest price since 2019 at the auction in Mombasa, brokers said."
              "'}\n"
              "      - {like: tea, url: 'https://b.example/2', sameBatch: true, "
              "expect: {role: copy, event: {/representationType: full}}}\n"),
          "stages: [decode, article, {dedup: {on_duplicate: reference}}]"),
      "");
}

TEST(CaseRunner, AReferenceStandsForNoText) {
  const std::string partial = "expect: {role: copy, event: {/representationType: partial}}}\n";
  const std::string full = "expect: {role: copy, event: {/representationType: full}}}\n";
  EXPECT_EQ(
      Mismatches(
          AfterWire("      - {like: wire, time: +50m, url: 'https://b.example/1', " + partial +
                    "      - {like: wire, time: +50m, url: 'https://c.example/1', " + full),
          "stages: [decode, article, {dedup: {on_duplicate: reference, "
          "window_hours: 1}}]"),
      "")
      << "the wire story has left the window, the reference to it has not";
}

TEST(CaseRunner, AWrongRoleSaysWhatDedupFound) {
  EXPECT_EQ(Mismatches(AfterWire("      - {name: copy, like: wire, url: 'https://b.example/1',\n"
                                 "         expect: {role: unique}}\n")),
            "f:6:25: a: copy: /enrichment/dedup/role: expected \"unique\", got \"copy\"\n"
            "    dedup: copy of \"wire\", similarity 1, evidence [\"same-text\"]\n");
}

TEST(CaseRunner, VersionsOfOneItemAreToldApart) {
  EXPECT_EQ(Mismatches(AfterWire("      - {name: new, like: wire, text: '" + Text("hail") +
                                 "'}\n"
                                 "      - {name: again, like: new, expect: {of: wire}}\n")),
            "f:6:47: a: again: /enrichment/dedup/of: expected \"wire\", got \"new\"\n"
            "    dedup: repeat of \"new\", similarity 1, evidence [\"same-uri\"]\n");
}

TEST(CaseRunner, LabelsAreSharedByThoseOfOneClusterAlone) {
  const std::string found =
      Mismatches(AfterWire("      - {name: copy, like: wire, url: 'https://b.example/1',\n"
                           "         expect: {cluster: storm}}\n"
                           "      - {name: other, text: Tea is cheap., headline: Tea,\n"
                           "         expect: {cluster: rain}}\n"
                           "      - {name: third, like: wire, url: 'https://c.example/1',\n"
                           "         expect: {cluster: rain}}\n"));
  EXPECT_EQ(std::regex_replace(found, std::regex("dup:[0-9a-f]+"), "ID"),
            "f:6:28: a: copy: /enrichment/dedup/clusterId: expected \"storm\" (a new one), got "
            "\"rain\" (ID, of \"wire\")\n"
            "    dedup: copy of \"wire\", similarity 1, evidence [\"same-text\"]\n"
            "f:8:28: a: other: /enrichment/dedup/clusterId: expected \"rain\" (ID, of \"wire\"), "
            "got a new one (ID)\n"
            "    dedup: unique\n");
}

TEST(CaseRunner, ThereAreNoStoriesWithoutAStage) {
  EXPECT_EQ(
      Mismatches("  - {name: a, articles: [{headline: Rain, text: '', expect: {story: rain}}]}\n",
                 "stages: [decode, article]"),
      "f:2:69: a: article 1: /enrichment/story/storyId: expected \"rain\" (a new one), got "
      "nothing\n");
}

TEST(CaseRunner, SuppressionNeedsACommittedOriginal) {
  const std::string config = "stages: [decode, article, {dedup: {on_repeat: drop}}]";
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, expect: {role: repeat, dropped: true}}\n"),
                       config),
            "");
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, sameBatch: true, expect: {role: repeat}}\n"
                                 "      - {like: wire, expect: {dropped: true}}\n"),
                       config),
            "");
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, expect: {role: repeat}}\n"), config), "");
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, expect: {dropped: false}}\n"), config),
            "f:5:40: a: article 2: expected published, got dropped\n"
            "    dedup: repeat of \"wire\", similarity 1, evidence [\"same-uri\"]\n");
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, expect: {dropped: true}}\n")), "")
      << "auto does what the daemon does with its ledger";
  EXPECT_EQ(Mismatches(AfterWire("      - {like: wire, expect: {dropped: true}}\n"),
                       "stages: [decode, article, {dedup: {scope: lane}}]"),
            "f:5:40: a: article 2: expected dropped, got published\n"
            "    dedup: repeat of \"wire\", similarity 1, evidence [\"same-uri\"]\n");
}

TEST(CaseRunner, EachCaseBeginsAnew) {
  const std::string one = AfterWire("");
  EXPECT_EQ(Mismatches(one + one.substr(0, 10) + "b" + one.substr(11)), "");
}

TEST(CaseRunner, TimeIsWhatTheCaseSays) {
  const std::string later =
      "      - {like: wire, url: 'https://b.example/1', time: +8d, expect: {role: ";
  EXPECT_EQ(Mismatches(AfterWire(later + "unique}}\n")), "");
  EXPECT_EQ(Mismatches(AfterWire(later + "copy}}\n"),
                       "stages: [decode, article, {dedup: {window_hours: 240}}]"),
            "");
  std::string hourly;
  for (int i = 0; i < 167; ++i) hourly += "      - {headline: Tea, text: '', time: +1h}\n";
  const std::string last =
      "      - {like: wire, url: 'https://b.example/1', time: +1h, expect: {role: ";
  EXPECT_EQ(Mismatches(AfterWire(hourly + last + "copy}}\n")), "");
}

TEST(CaseRunner, NowIsTheTimeOfTheRecord) {
  const std::string published =
      "  - {name: a, articles: [{headline: Rain, text: a, publishedAt: 2020-02-02T10:00:00Z, "
      "time: 2020-0";
  EXPECT_EQ(
      Mismatches(published + "3-01T00:00:00Z, expect: {event: {/enrichment/article/published: "
                             "{absent: false}}}}]}\n"),
      "");
  EXPECT_EQ(
      Mismatches(published + "1-01T00:00:00Z, expect: {event: {/enrichment/article/published: "
                             "{absent: true}}}}]}\n"),
      "");
}

TEST(CaseRunner, WithoutTimesNonePasses) {
  EXPECT_EQ(Mismatches("  - name: a\n    articles:\n"
                       "      - {name: wire, url: 'https://a.example/', text: '" +
                       Text("rain") +
                       "', publishedAt: 2020-01-01T00:00:00Z}\n"
                       "      - {like: wire, url: 'https://b.example/', publishedAt: "
                       "2021-01-01T00:00:00Z, expect: {role: copy}}\n"),
            "");
}

TEST(CaseRunner, DeadLettersAreExpectedByTheirCode) {
  const std::string broken = "  - {name: a, articles: [{value: '{', contentType: application/json";
  EXPECT_EQ(Mismatches(broken + ", expect: {deadLetter: invalid_json}}]}\n"), "");
  EXPECT_THAT(
      Mismatches(broken + ", expect: {deadLetter: too_large}}]}\n"),
      StartsWith(
          "f:2:91: a: article 1: expected a dead letter: too_large, got a dead letter: decode, "
          "invalid_json: "));
  EXPECT_THAT(
      Mismatches(broken + "}]}\n"),
      StartsWith(
          "f:2:26: a: article 1: expected published, got a dead letter: decode, invalid_json: "));
  EXPECT_EQ(
      Mismatches("  - {name: a, articles: [{text: b, expect: {deadLetter: invalid_json}}]}\n"),
      "f:2:57: a: article 1: expected a dead letter: invalid_json, got published\n");
}

TEST(CaseRunner, ValuesAndHeadersAreChecked) {
  EXPECT_EQ(
      Mismatches("  - name: a\n    articles:\n"
                 "      - headline: Rain\n"
                 "        text: It rains.\n"
                 "        expect:\n"
                 "          event:\n"
                 "            /title: Rain\n"
                 "            /bodies/0/value: {contains: snow}\n"
                 "            /nothing/here: 1\n"
                 "          headers: {ce_type: news.article.revised, none: {absent: true}}\n"),
      "f:9:30: a: article 1: /bodies/0/value: expected contains \"snow\", got \"It rains.\"\n"
      "f:10:28: a: article 1: /nothing/here: expected 1, got nothing\n"
      "f:11:30: a: article 1: header ce_type: expected \"news.article.revised\", got "
      "\"news.article.enriched\"\n");
}

TEST(CaseRunner, ProfilesHideNothingFromRoles) {
  EXPECT_EQ(
      Mismatches("  - {name: a, articles: [{text: b, expect: {role: unique, event: {/enrichment: "
                 "{absent: true}}}}]}\n",
                 "{output: {profile: ninjs}, stages: [decode, article, dedup]}"),
      "");
}

TEST(CaseRunner, RecordsMayBecomeSeveralArticles) {
  const std::string array =
      "  - {name: a, articles: [{name: two, value: '[{\"title\": \"A\"}, {\"title\": \"B\"}]', "
      "contentType: application/json, expect: ";
  EXPECT_EQ(Mismatches(array + "[{event: {/title: A}}, {event: {/title: B}}]}]}\n"), "");
  EXPECT_EQ(Mismatches(array + "{}}]}\n"),
            "f:2:120: a: two: expected 1 article, got 2 articles\n"
            "    write a list under `expect`, a mapping for each article of the record: \"A\", "
            "\"B\"\n");
  EXPECT_THAT(Mismatches(array + "[{}, {}, {role: copy}]}]}\n"),
              StartsWith("f:2:121: a: two: expected 3 articles, got 2 articles\n"));
}

TEST(CaseRunner, WithoutStagesRecordsAreTheEvents) {
  EXPECT_EQ(Mismatches("  - {name: a, articles: [{value: hello, expect: {event: {'': hello}}}]}\n",
                       "stages: []"),
            "");
}

}  // namespace
}  // namespace newswired::cli
