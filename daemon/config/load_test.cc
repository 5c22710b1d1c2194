#include "daemon/config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "daemon/config/fake_stages_for_test.h"
#include "daemon/config/rules.h"

namespace newswired {
namespace {

using testing::FakeReferences;
using testing::FakeStages;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TagStage;

/// Three lines that make a configuration complete; a test's own text begins in line 4.
constexpr std::string_view kBase =
    "kafka: {brokers: k:9092}\n"
    "input: {topics: raw, group: g}\n"
    "output: {topic: out, dead_letter_topic: dlq}\n";

LoadOptions TestOptions() {
  LoadOptions options;
  options.references = FakeReferences(
      {{"WORD", "news"},
       {"FOUR", "4"},
       {"EMPTY", ""},
       {"HIDDEN", "hunter2-and-more"},
       {"YAML", "[a, b]"},
       {"LATIN1", "gr\xFC\xDF"},
       {"BROKERS", "k1:9092, k2:9093"},
       {"SELF", "${env:FOUR}"}},
      {{"secret.txt", "s3cret-text\n"}, {"crlf.txt", "4\r\n"}, {"two.txt", "4\n\n"}});
  return options;
}

LoadResult Load(std::string_view text) {
  return LoadConfigText(text, "f", FakeStages(), TestOptions());
}

LoadResult LoadWithBase(std::string_view text) {
  return Load(std::string(kBase) + std::string(text));
}

/// A text with mistakes and what is said about them, line for line.
struct ErrorCase {
  std::string name;
  std::string yaml;
  std::string problems;
};

void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }

std::string CaseName(const ::testing::TestParamInfo<ErrorCase>& info) { return info.param.name; }

/// `yaml` is the whole file.
class WholeFile : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(WholeFile, SaysExactly) {
  const LoadResult result = Load(GetParam().yaml);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(FormatProblems(result.problems), GetParam().problems);
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, WholeFile,
    ::testing::Values(
        ErrorCase{"NoYaml", "kafka: [a\ninput: b\n",
                  "f:2:6: this is not YAML: end of sequence flow not found; check indentation "
                  "(spaces, no tabs), colons and quotes here and just above\n"},
        ErrorCase{"Tab", "kafka:\n\tbrokers: k:9092\n",
                  "f:2:9: this is not YAML: illegal map value; check indentation (spaces, "
                  "no tabs), colons and quotes here and just above\n"},
        ErrorCase{"ReferenceInBraces", "kafka: {security: {username: ${env:USER}}}\n",
                  "f:1:31: this is not YAML: end of map flow not found; write \"${env:NAME}\" in "
                  "quotes where it stands between braces or brackets\n"},
        ErrorCase{"DoubleQuoteNeverClosed",
                  std::string(kBase) + "name: \"abc \\\"\nlanes: 4\nworkers: 2\n",
                  "f:4:7: this quotation mark is never closed; close it where the text ends\n"},
        ErrorCase{"SingleQuoteNeverClosed",
                  std::string(kBase) + "# größe\nname: 'it''s\nlanes: 4\nworkers: 2",
                  "f:5:7: this quotation mark is never closed; close it where the text ends\n"},
        ErrorCase{"QuoteNeverClosedBehindAnAnchor",
                  std::string(kBase) + "name: &n !!str\n  \"abc\nlanes: 4\n",
                  "f:5:3: this quotation mark is never closed; close it where the text ends\n"},
        ErrorCase{"QuoteOfAKeyNeverClosed", "\"name: abc\nlanes: 4\n",
                  "f:1:1: this quotation mark is never closed; close it where the text ends\n"},
        ErrorCase{"NotUtf8",
                  std::string(kBase) + "name: 'gr\xC3\xB6\xDF"
                                       "e'\n",
                  "f:4:11: this is not UTF-8; save the file as UTF-8\n"},
        ErrorCase{"ControlCharacter", std::string(kBase) + "name: a\x01\n",
                  "f:4:8: the control character U+0001 cannot stand here; remove it\n"},
        ErrorCase{"ControlCharacterInUtf8", std::string(kBase) + "name: a\xC2\x9B\n",
                  "f:4:8: the control character U+009B cannot stand here; remove it\n"},
        ErrorCase{"List", "- a\n- b\n",
                  "f:1:1: a configuration is a mapping of keys, not a list; see `newswired init` "
                  "for one to start from\n"},
        ErrorCase{"Word", "hello\n",
                  "f:1:1: a configuration is a mapping of keys, not a single value; see `newswired "
                  "init` for one to start from\n"},
        ErrorCase{"TwiceTheSameKey", std::string(kBase) + "lanes: 1\nworkers: 1\nlanes: 2\n",
                  "f:6:1: the key \"lanes\" is written twice; keep one; the first is in line 4\n"},
        ErrorCase{"KeyThatIsAList", std::string(kBase) + "? [a]\n: b\n",
                  "f:4:3: a key must be a word, not a list; write `key: value`\n"},
        ErrorCase{"SecondDocument", std::string(kBase) + "---\nlanes: 1\n",
                  "f:5:1: a second YAML document begins here; one file holds one configuration: "
                  "remove the `---` and what follows\n"},
        ErrorCase{"AliasInItsAnchor", std::string(kBase) + "stages: &all [decode, *all]\n",
                  "f:4:23: this alias stands inside its own anchor; write the value out\n"
                  "f:4:23: stages[1]: must be a stage name or `name: {settings}`, not nothing; "
                  "write for example `- decode`\n"},
        ErrorCase{
            "AliasWithoutAnchor", "name: *nobody\n",
            "f:1:7: this is not YAML: the referenced anchor is not defined; check indentation "
            "(spaces, no tabs), colons and quotes here and just above\n"},
        ErrorCase{
            "NothingThere", "",
            "f:1:1: kafka.brokers: is missing; set it, for example to kafka1:9092, kafka2:9092: "
            "First brokers to ask, as host:port, in a list or separated by commas; they tell about "
            "the others.\n"
            "f:1:1: input.topics: is missing; set it, for example to news.raw: Topics with raw "
            "articles.\n"
            "f:1:1: input.group: is missing; set it, for example to newswired: Consumer group: the "
            "processes that share the partitions of the topics.\n"
            "f:1:1: output.topic: is missing; set it, for example to news.enriched: Topic for the "
            "enriched events.\n"
            "f:1:1: output.dead_letter_topic: is missing; set it, for example to "
            "news.dead-letters: Topic for what cannot become an event, with the reason in headers; "
            "nothing is dropped silently, so there is no running without it.\n"},
        ErrorCase{"OneIsMissing",
                  "kafka: {brokers: k:9092}\n"
                  "input:\n"
                  "  topics: raw\n"
                  "output: {topic: out, dead_letter_topic: dlq}\n",
                  "f:2:1: input.group: is missing; set it, for example to newswired: Consumer "
                  "group: the processes that share the partitions of the topics.\n"},
        ErrorCase{"RequiredAndEmpty",
                  "kafka: {brokers: []}\n"
                  "input: {topics: raw, group: ''}\n"
                  "output: {topic: out, dead_letter_topic: dlq}\n",
                  "f:1:18: kafka.brokers: is empty; set it, for example to kafka1:9092, "
                  "kafka2:9092: First brokers to ask, as host:port, in a list or separated by "
                  "commas; they tell about the others.\n"
                  "f:2:29: input.group: is empty; set it, for example to newswired: Consumer "
                  "group: the processes that share the partitions of the topics.\n"}),
    CaseName);

/// `yaml` follows kBase.
class AfterBase : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(AfterBase, SaysExactly) {
  const LoadResult result = LoadWithBase(GetParam().yaml);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(FormatProblems(result.problems), GetParam().problems);
}

INSTANTIATE_TEST_SUITE_P(
    Values, AfterBase,
    ::testing::Values(
        ErrorCase{"UnknownKey", "lane: 2\n", "f:4:1: lane: unknown key; did you mean \"lanes\"?\n"},
        ErrorCase{"UnknownKeyInAGroup", "log: {levle: info}\n",
                  "f:4:7: log.levle: unknown key; did you mean \"level\"?\n"},
        ErrorCase{"UnknownKeyNearNothing", "log: {colour: red}\n",
                  "f:4:7: log.colour: unknown key; keys here are level and format\n"},
        ErrorCase{"CamelCase", "drainTimeoutMs: 5\n",
                  "f:4:1: drainTimeoutMs: unknown key; did you mean \"drain_timeout_ms\"?\n"},
        ErrorCase{"NoUnit", "drain_timeout: 5\n",
                  "f:4:1: drain_timeout: unknown key; did you mean \"drain_timeout_ms\"?\n"},
        ErrorCase{"ColumnsCountCharacters", "log: {\"größe\": 1}\n",
                  "f:4:7: log.größe: unknown key; keys here are level and format\n"},
        ErrorCase{"ColumnAfterCharacters", "log: {level: info, format: 'größe', x: 1}\n",
                  "f:4:28: log.format: \"größe\" is no choice here; choose text or json\n"
                  "f:4:37: log.x: unknown key; keys here are level and format\n"},
        ErrorCase{"NoValue", "lanes:\n",
                  "f:4:1: lanes: has no value; write a whole number, or remove the key to get the "
                  "default\n"},
        ErrorCase{"NameIsEmpty", "name: ''\n",
                  "f:4:7: name: is empty; use up to 200 letters, digits, '-', '.', '_' and '/', or "
                  "an absolute URI: it is the source of the events (CloudEvents ce_source)\n"},
        ErrorCase{"NameWithSpaces", "name: \"a b\\nc\"\n",
                  "f:4:7: name: \"a b c\" is no name that events can carry; use up to 200 letters, "
                  "digits, '-', '.', '_' and '/', or an absolute URI: it is the source of the "
                  "events (CloudEvents ce_source)\n"},
        ErrorCase{"NameIsNoUri", "name: 1st:news\n",
                  "f:4:7: name: \"1st:news\" is no name that events can carry; use up to 200 "
                  "letters, digits, '-', '.', '_' and '/', or an absolute URI: it is the source "
                  "of the events (CloudEvents ce_source)\n"},
        ErrorCase{"NulInAText", "name: \"a\\0b\"\n",
                  "f:4:7: name: has a NUL character in it; write UTF-8 text\n"},
        ErrorCase{"MergeKey", "http: &base {listen: 'off'}\nlog: {<<: *base}\n",
                  "f:5:7: merge keys (<<) are not supported; write the keys out; an alias stands "
                  "for a whole value\n"},
        ErrorCase{
            "NullInWords", "name: null\n",
            "f:4:1: name: has no value; write a text, or remove the key to get the default\n"},
        ErrorCase{"GroupWithoutValue", "log:\n",
                  "f:4:1: log: has no value; write a mapping, or remove the key to get the "
                  "default\n"},
        ErrorCase{"GroupThatIsAScalar", "log: debug\n",
                  "f:4:6: log: must be a mapping, not a single value; write its keys indented "
                  "under it\n"},
        ErrorCase{"NoNumber", "lanes: many\n",
                  "f:4:8: lanes: \"many\" is not a whole number; write 0 to 256\n"},
        ErrorCase{"NumberWithUnit", "drain_timeout_ms: 20s\n",
                  "f:4:19: drain_timeout_ms: \"20s\" is not a whole number; write 0 to 3600000\n"},
        ErrorCase{"Fraction", "lanes: 1.5\n",
                  "f:4:8: lanes: \"1.5\" is not a whole number; write 0 to 256\n"},
        ErrorCase{"NumberInQuotes", "lanes: \"4\"\n",
                  "f:4:8: lanes: \"4\" is a text, since it stands in quotes; write a whole number "
                  "without quotes\n"},
        ErrorCase{"TooSmall", "batch: {max_messages: 0}\n",
                  "f:4:23: batch.max_messages: 0 is too small; write 1 to 1000000\n"},
        ErrorCase{"TooLarge", "lanes: 1000\n", "f:4:8: lanes: 1000 is too large; write 0 to 256\n"},
        ErrorCase{"BeyondAnyNumber", "lanes: 99999999999999999999\n",
                  "f:4:8: lanes: \"99999999999999999999\" is larger than any number here can be; "
                  "write 0 to 256\n"},
        ErrorCase{"ListForANumber", "lanes: [1, 2]\n",
                  "f:4:8: lanes: must be a whole number, not a list; write a whole number\n"},
        ErrorCase{"NoBoolean", "kafka2: 1\nstages: [decode, {tag: {fold_case: yes}}]\n",
                  "f:4:1: kafka2: unknown key; did you mean \"kafka\"?\n"
                  "f:5:36: stages[1].tag.fold_case: \"yes\" is neither true nor false; write true "
                  "or false\n"},
        ErrorCase{"NoChoice", "delivery: exactly-once\n",
                  "f:4:11: delivery: \"exactly-once\" is no choice here; did you mean "
                  "\"exactly_once\"? choose exactly_once or at_least_once\n"},
        ErrorCase{"NoChoiceNearby", "log: {format: xml}\n",
                  "f:4:15: log.format: \"xml\" is no choice here; choose text or json\n"},
        ErrorCase{
            "NoChoiceInAList", "stages: [decode, {tag: {kinds: [name, noun]}}]\n",
            "f:4:39: stages[1].tag.kinds[1]: \"noun\" is no choice here; choose name, nominal "
            "or pronoun\n"},
        ErrorCase{"MappingForAList", "stages: [decode, {tag: {kinds: {a: b}}}]\n",
                  "f:4:32: stages[1].tag.kinds: must be a list of texts, not a mapping; write a "
                  "list of texts\n"},
        ErrorCase{"ListInAList", "stages: [decode, {tag: {kinds: [[name]]}}]\n",
                  "f:4:33: stages[1].tag.kinds[0]: must be a text, not a list; write a text\n"},
        ErrorCase{"EmptyItem", "stages: [decode, {tag: {kinds: ['']}}]\n",
                  "f:4:33: stages[1].tag.kinds[0]: is empty; write a text or remove it\n"},
        ErrorCase{"ScalarForAMap", "stages: [decode, {tag: {labels: x}}]\n",
                  "f:4:33: stages[1].tag.labels: must be a mapping, not a single value; write its "
                  "keys indented under it\n"},
        ErrorCase{"ListInAMap", "stages: [decode, {tag: {labels: {a: [b]}}}]\n",
                  "f:4:37: stages[1].tag.labels.a: must be a text, not a list; write a text\n"},
        ErrorCase{"AtLeast", "stages: [decode, {tag: {window_secs: 0}}]\n",
                  "f:4:38: stages[1].tag.window_secs: 0 is too small; write at least 1\n"},
        ErrorCase{"AtMost", "stages: [decode, {tag: {threshold: 1.5}}]\n",
                  "f:4:36: stages[1].tag.threshold: 1.5 is too large; write at most 1\n"},
        ErrorCase{"NotANumber", "stages: [decode, {tag: {threshold: nan}}]\n",
                  "f:4:36: stages[1].tag.threshold: \"nan\" is not a number; write a number\n"},
        ErrorCase{"SecretInClear", "stages: [decode, {tag: {key: hunter2}}]\n",
                  "f:4:30: stages[1].tag.key: a secret is written into the file; write ${env:NAME} "
                  "or ${file:PATH}: configuration files get copied, shown and committed\n"}),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    References, AfterBase,
    ::testing::Values(
        ErrorCase{"VariableIsMissing", "name: ${env:NOBODY}\n",
                  "f:4:7: name: the environment variable \"NOBODY\" is not set; set it where the "
                  "daemon is started, or use ${file:PATH}\n"},
        ErrorCase{"FileIsMissing", "name: ${file:nobody.txt}\n",
                  "f:4:7: name: the file \"nobody.txt\" cannot be read: No such file or directory; "
                  "create it, readable for the daemon's user; a relative path starts at the "
                  "configuration file's folder\n"},
        ErrorCase{"PartOfAValue", "name: news-${env:WORD}\n",
                  "f:4:7: name: a reference is only a part of this value; a reference stands alone "
                  "as the whole value: ${env:NAME} or ${file:PATH}; put the whole text into the "
                  "variable or file\n"},
        ErrorCase{"TextAfterIt", "name: ${env:WORD}-x\n",
                  "f:4:7: name: a reference is only a part of this value; a reference stands alone "
                  "as the whole value: ${env:NAME} or ${file:PATH}; put the whole text into the "
                  "variable or file\n"},
        ErrorCase{"TwoOfThem", "name: ${env:WORD}${env:WORD}\n",
                  "f:4:7: name: a reference is only a part of this value; a reference stands alone "
                  "as the whole value: ${env:NAME} or ${file:PATH}; put the whole text into the "
                  "variable or file\n"},
        ErrorCase{"NoSuchKind", "name: ${WORD}\n",
                  "f:4:7: name: \"${WORD}\" is no reference that exists; write ${env:NAME} for an "
                  "environment variable or ${file:PATH} for a file\n"},
        ErrorCase{"NotUtf8BehindIt", "name: ${env:LATIN1}\n",
                  "f:4:7: name: what ${env:LATIN1} holds is not UTF-8; write UTF-8 text\n"},
        ErrorCase{"NamesAStage", "stages: [decode, '${env:WORD}']\n",
                  "f:4:18: stages[1]: a reference cannot name a stage; write the stage's name; "
                  "settings of stages may be references\n"},
        ErrorCase{"NamesNothing", "name: \"${env:}\"\n",
                  "f:4:7: name: \"${env:}\" names nothing; write ${env:NAME} or ${file:PATH}\n"},
        ErrorCase{"NoNumberBehindIt", "lanes: ${env:HIDDEN}\n",
                  "f:4:8: lanes: what ${env:HIDDEN} holds is not a whole number; write 0 to 256\n"},
        ErrorCase{"OneLineEndOnlyIsStripped", "lanes: ${file:two.txt}\n",
                  "f:4:8: lanes: what ${file:two.txt} holds is not a whole number; write 0 to "
                  "256\n"},
        ErrorCase{"OutOfRangeBehindIt", "stages: [decode, {tag: {threshold: '${env:FOUR}'}}]\n",
                  "f:4:36: stages[1].tag.threshold: what ${env:FOUR} holds is too large; write at "
                  "most 1\n"},
        ErrorCase{"NoChoiceBehindIt", "delivery: ${env:HIDDEN}\n",
                  "f:4:11: delivery: what ${env:HIDDEN} holds is no choice here; choose "
                  "exactly_once or at_least_once\n"},
        ErrorCase{"WhatItBringsIsNoReference", "lanes: ${env:SELF}\n",
                  "f:4:8: lanes: what ${env:SELF} holds is not a whole number; write 0 to 256\n"},
        ErrorCase{"RulesDoNotShowIt", "http: {listen: '${env:HIDDEN}'}\n",
                  "f:4:16: http.listen: \"<redacted>\" has no port; write host:port, for example "
                  "127.0.0.1:9464, or off\n"},
        ErrorCase{"StagesDoNotShowIt",
                  "stages: [decode, {tag: {mode: exact, threshold: 0.1, key: '${env:HIDDEN}'}}]\n",
                  "f:4:18: stages[1].tag: mode exact needs a threshold of 0.5 or more, not "
                  "0.100000, for key \"<redacted>\"; `newswired stages tag` documents its "
                  "settings\n"}),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Stages, AfterBase,
    ::testing::Values(
        ErrorCase{
            "NoSuchStage", "stages: [decode, langauge]\n",
            "f:4:18: stages[1]: there is no stage \"langauge\"; did you mean \"language\"?\n"},
        ErrorCase{"NoSuchStageNearby", "stages: [decode, weather]\n",
                  "f:4:18: stages[1]: there is no stage \"weather\"; stages are decode, article, "
                  "language, entities, tag, filter, broken, dedup and story\n"},
        ErrorCase{"NoValue", "stages:\n",
                  "f:4:1: stages: has no value; write [] to pass records through unchanged, or "
                  "remove the key to get the default pipeline\n"},
        ErrorCase{"NoList", "stages: {decode: {}}\n",
                  "f:4:9: stages: must be a list of stages, not a mapping; write each stage as `- "
                  "name` in a line of its own\n"},
        ErrorCase{"SettingsNotIndented", "stages:\n  - decode\n  - tag:\n    threshold: 0.1\n",
                  "f:6:5: stages[1]: has 2 keys, where one stage name belongs; begin each stage "
                  "with `- `, and indent its settings further than its name\n"},
        ErrorCase{"EmptyMapping", "stages: [decode, {}]\n",
                  "f:4:18: stages[1]: must be a stage name or `name: {settings}`, not an empty "
                  "mapping; write for example `- decode`\n"},
        ErrorCase{"SettingsAreAScalar", "stages: [decode, {tag: fast}]\n",
                  "f:4:24: stages[1].tag: must be a mapping of settings, not a single value; write "
                  "its keys indented under it, or only `- tag`\n"},
        ErrorCase{"UnknownSetting", "stages: [decode, {tag: {window: 5}}]\n",
                  "f:4:25: stages[1].tag.window: unknown key; did you mean \"window_secs\"?\n"},
        ErrorCase{"UnknownSettingOfPlainStage", "stages: [{decode: {max: 5}}]\n",
                  "f:4:20: stages[0].decode.max: unknown key; keys here are required and "
                  "time_budget_ms\n"},
        ErrorCase{"NestedSetting", "stages: [decode, {tag: {limits: {max_tags: 101}}}]\n",
                  "f:4:44: stages[1].tag.limits.max_tags: 101 is too large; write 1 to 100\n"},
        ErrorCase{
            "DecodeIsNotFirst", "stages: [language, decode]\n",
            "f:4:10: stages[0].language: comes first, where decode belongs: every stage works "
            "on the article that decode makes of the record; begin the list with `- decode`\n"
            "f:4:20: stages[1].decode: can only come first: it makes the article that the "
            "other stages work on; remove it here\n"},
        ErrorCase{"DecodeIsMissing", "stages: [tag]\n",
                  "f:4:10: stages[0].tag: comes first, where decode belongs: every stage works on "
                  "the article that decode makes of the record; begin the list with `- decode`\n"},
        ErrorCase{
            "AfterAnOrderedStage", "stages: [decode, dedup, filter, tag]\n",
            "f:4:33: stages[3].tag: stands after the ordered stage dedup, but an article is "
            "judged only when nothing after the judgement can dead-letter it; move tag before "
            "dedup\n"},
        ErrorCase{"OrderedStageTwice", "stages: [decode, dedup, filter, dedup]\n",
                  "f:4:33: stages[3].dedup: stands there twice, but an article is judged once; "
                  "remove one\n"},
        ErrorCase{"StoryBeforeDedup", "stages: [decode, story, dedup]\n",
                  "f:4:25: stages[2].dedup: stands after story, which needs its verdicts: copies "
                  "and reprints belong to the story of their original; move dedup before story\n"},
        ErrorCase{
            "OrderedStageCannotFail",
            "stages: [decode, {dedup: {required: true, time_budget_ms: 5}}]\n",
            "f:4:27: stages[1].dedup.required: means nothing to an ordered stage, which "
            "cannot fail; remove it\n"
            "f:4:43: stages[1].dedup.time_budget_ms: means nothing to an ordered stage, which "
            "cannot fail; remove it\n"},
        ErrorCase{"OrderedStageWithoutSettings", "stages: [decode, {dedup: {window: 5}}]\n",
                  "f:4:27: stages[1].dedup.window: unknown key; there are no settings here: remove "
                  "it\n"},
        ErrorCase{"StageThrows", "stages: [decode, broken]\n",
                  "f:4:18: stages[1].broken: the table is broken; `newswired stages broken` "
                  "documents its settings\n"}),
    CaseName);

std::string Security(std::string_view text) {
  return "kafka: {brokers: k:9092, security: {" + std::string(text) +
         "}}\n"
         "input: {topics: raw, group: g}\n"
         "output: {topic: out, dead_letter_topic: dlq}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Security, WholeFile,
    ::testing::Values(
        ErrorCase{"NoMechanism", Security("protocol: sasl_ssl"),
                  "f:1:26: kafka.security.sasl_mechanism: is missing, since protocol sasl_ssl logs "
                  "in; set it to PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER\n"},
        ErrorCase{"UnknownMechanism", Security("protocol: sasl_ssl, sasl_mechanism: scram-sha-512"),
                  "f:1:73: kafka.security.sasl_mechanism: \"scram-sha-512\" is no choice here; did "
                  "you mean \"SCRAM-SHA-512\"? choose PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or "
                  "OAUTHBEARER\n"},
        ErrorCase{"NoUser", Security("protocol: sasl_ssl, sasl_mechanism: PLAIN"),
                  "f:1:26: kafka.security.username: is missing, since sasl_mechanism PLAIN needs "
                  "it; set it\n"
                  "f:1:26: kafka.security.password: is missing, since sasl_mechanism PLAIN needs "
                  "it; set it\n"},
        ErrorCase{"PasswordInClear",
                  Security("protocol: sasl_ssl, sasl_mechanism: PLAIN, username: u, password: p"),
                  "f:1:103: kafka.security.password: a secret is written into the file; write "
                  "${env:NAME} or ${file:PATH}: configuration files get copied, shown and "
                  "committed\n"},
        ErrorCase{"NoToken",
                  Security("protocol: sasl_ssl, sasl_mechanism: OAUTHBEARER, oauth_client_id: i"),
                  "f:1:26: kafka.security.oauth_token_url: is missing, since sasl_mechanism "
                  "OAUTHBEARER needs it; set it\n"
                  "f:1:26: kafka.security.oauth_client_secret: is missing, since sasl_mechanism "
                  "OAUTHBEARER needs it; set it\n"},
        ErrorCase{"LoginWithoutSasl", Security("protocol: ssl, username: u"),
                  "f:1:62: kafka.security.username: has no effect: there is no login with protocol "
                  "ssl; set protocol to sasl_ssl, or remove it\n"},
        ErrorCase{"TlsFilesInClear", Security("ca_file: ca.pem, verify_hostname: false"),
                  "f:1:46: kafka.security.ca_file: has no effect: there is no TLS with protocol "
                  "plaintext; set protocol to ssl, or remove it\n"
                  "f:1:71: kafka.security.verify_hostname: has no effect: there is no TLS with "
                  "protocol plaintext; set protocol to ssl, or remove it\n"},
        ErrorCase{"CertificateWithoutKey", Security("protocol: ssl, certificate_file: c.pem"),
                  "f:1:26: kafka.security.key_file: is missing, since certificate_file needs it; "
                  "set it\n"},
        ErrorCase{"KeyWithoutCertificate", Security("protocol: ssl, key_file: k.pem"),
                  "f:1:26: kafka.security.certificate_file: is missing, since key_file needs it; "
                  "set it\n"}),
    CaseName);

std::string Topics(std::string_view input, std::string_view output) {
  return "kafka: {brokers: k:9092}\ninput: {group: g, topics: " + std::string(input) +
         "}\noutput: {" + std::string(output) + "}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Topics, WholeFile,
    ::testing::Values(
        ErrorCase{
            "OutputIsInput", Topics("[a, b]", "topic: b, dead_letter_topic: dlq"),
            "f:3:17: output.topic: \"b\" is an input topic too: the daemon would read what it "
            "writes, without end; write to another topic\n"},
        ErrorCase{"DeadLettersAreInput", Topics("a", "topic: b, dead_letter_topic: a"),
                  "f:3:39: output.dead_letter_topic: \"a\" is an input topic too: the daemon would "
                  "read what it writes, without end; write to another topic\n"},
        ErrorCase{
            "DeadLettersAreOutput", Topics("a", "topic: b, dead_letter_topic: b"),
            "f:3:39: output.dead_letter_topic: \"b\" is output.topic too: consumers could not "
            "tell the records apart; write to another topic\n"},
        ErrorCase{
            "SideTopicTwice",
            Topics("a",
                   "topic: b, dead_letter_topic: c, side_topics: {entities: d, "
                   "revisions: d, stories: a}"),
            "f:3:80: output.side_topics.revisions: \"d\" is output.side_topics.entities too: "
            "consumers could not tell the records apart; write to another topic\n"
            "f:3:92: output.side_topics.stories: \"a\" is an input topic too: the daemon would "
            "read what it writes, without end; write to another topic\n"},
        ErrorCase{"LedgerIsOutput",
                  Topics("a", "topic: b, dead_letter_topic: c") + "ledger: {topic: b}\n",
                  "f:4:17: ledger.topic: \"b\" is output.topic too: consumers could not tell the "
                  "records apart; write to another topic\n"},
        ErrorCase{"InputTwice", Topics("[a, a]", "topic: b, dead_letter_topic: c"),
                  "f:2:31: input.topics[1]: \"a\" stands there twice; remove one\n"},
        ErrorCase{
            "Pattern", Topics("[^news.*]", "topic: b, dead_letter_topic: c"),
            "f:2:28: input.topics[0]: topic patterns are not supported: a pattern could match our "
            "own output; list the topics\n"},
        ErrorCase{"NoTopicName", Topics("news/raw", "topic: b, dead_letter_topic: .."),
                  "f:2:27: input.topics: \"news/raw\" is no topic name that Kafka takes; use up to "
                  "249 letters, digits, '.', '_' and '-'\n"
                  "f:3:39: output.dead_letter_topic: \"..\" is no topic name that Kafka takes; use "
                  "up to 249 letters, digits, '.', '_' and '-'\n"},
        ErrorCase{
            "BrokerWithoutPort",
            "kafka: {brokers: [k:9092, kafka2, ':9092', 'k:x']}\ninput: {group: g, topics: a}\n"
            "output: {topic: b, dead_letter_topic: c}\n",
            "f:1:27: kafka.brokers[1]: \"kafka2\" is not host:port; write for example "
            "kafka1:9092\n"
            "f:1:35: kafka.brokers[2]: \":9092\" is not host:port; write for example "
            "kafka1:9092\n"
            "f:1:44: kafka.brokers[3]: \"k:x\" has no port from 1 to 65535; write for example "
            "kafka1:9092\n"},
        ErrorCase{"BrokersInOneText",
                  "kafka: {brokers: 'k:0, a b:1, k:9092, k:99999'}\ninput: {group: g, topics: a}\n"
                  "output: {topic: b, dead_letter_topic: c}\n",
                  "f:1:18: kafka.brokers: \"k:0\" has no port from 1 to 65535; write for example "
                  "kafka1:9092\n"
                  "f:1:18: kafka.brokers: \"a b:1\" has a space in it, where commas separate "
                  "brokers; write for example kafka1:9092\n"
                  "f:1:18: kafka.brokers: \"k:99999\" has no port from 1 to 65535; write for "
                  "example kafka1:9092\n"},
        ErrorCase{"NoBroker",
                  "kafka: {brokers: ' , '}\ninput: {group: g, topics: a}\n"
                  "output: {topic: b, dead_letter_topic: c}\n",
                  "f:1:18: kafka.brokers: \" , \" names no broker; write for example "
                  "kafka1:9092\n"},
        ErrorCase{"GroupWithALineEnd",
                  "kafka: {brokers: k:9092}\ninput: {group: '${file:two.txt}', topics: a}\n"
                  "output: {topic: b, dead_letter_topic: c}\n",
                  "f:2:16: input.group: has line ends or other control characters; choose another "
                  "name\n"},
        ErrorCase{
            "InstanceId",
            "kafka: {brokers: k:9092}\ninput: {group: g, topics: a, instance_id: a/b}\n"
            "output: {topic: b, dead_letter_topic: c}\n",
            "f:2:43: input.instance_id: has characters other than letters, digits, '.', '_' "
            "and '-', or more than 200 of them; it becomes a part of transactional ids, where "
            "'/' separates; choose another name\n"},
        ErrorCase{"SessionOutlivesTransaction",
                  "kafka: {brokers: k:9092}\n"
                  "input: {group: g, topics: a, session_timeout_ms: 30000}\n"
                  "output: {topic: b, dead_letter_topic: c}\n",
                  "f:2:50: input.session_timeout_ms: 30000 is not below transaction_timeout_ms "
                  "(30000): the brokers would abort the transaction of a silent process that still "
                  "owns its partitions; lower it, or raise transaction_timeout_ms\n"}),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Combinations, AfterBase,
    ::testing::Values(
        ErrorCase{"SessionDefaultOutlivesTransaction",
                  "transaction_timeout_ms: 9000\ndrain_timeout_ms: 5000\n",
                  "f:4:25: transaction_timeout_ms: is too short for the default of "
                  "input.session_timeout_ms: 10000 is not below transaction_timeout_ms (9000): the "
                  "brokers would abort the transaction of a silent process that still owns its "
                  "partitions; raise it, or set input.session_timeout_ms\n"},
        ErrorCase{"BatchOutlivesTransaction", "batch: {interval_ms: 12000}\n",
                  "f:4:22: batch.interval_ms: 12000 is more than a third of transaction_timeout_ms "
                  "(30000): a batch has to be gathered, written and committed within it; lower it, "
                  "or raise transaction_timeout_ms\n"},
        ErrorCase{
            "DrainOutlivesTransaction", "drain_timeout_ms: 60000\n",
            "f:4:19: drain_timeout_ms: 60000 is more than transaction_timeout_ms (30000): the "
            "brokers abort what is open then, so waiting longer saves nothing; lower it, or "
            "raise transaction_timeout_ms\n"},
        ErrorCase{
            "TooLittleMemory", "lanes: 16\nmemory_limit_mib: 1024\n",
            "f:5:19: memory_limit_mib: 1024 is too small for 16 lanes with two batches of "
            "33554432 bytes each, as input and as output; write at least 2048, or lower lanes "
            "or batch.max_bytes\n"},
        ErrorCase{
            "TooManyLanes", "workers: 1\nlanes: 16\n",
            "f:5:8: lanes: 16 lanes with two batches of 33554432 bytes each, as input and as "
            "output are too many for memory_limit_mib (1024); lower it, or set memory_limit_mib "
            "to at least 2048\n"},
        ErrorCase{"TooLargeBatches", "batch: {max_bytes: 1000000000}\n",
                  "f:4:20: batch.max_bytes: 1000000000 is too large for memory_limit_mib (1024): a "
                  "lane has two batches, as input and as output; lower it, or set "
                  "memory_limit_mib to at least 3815\n"},
        ErrorCase{
            "TooLittleMemoryForOneLane", "memory_limit_mib: 64\n",
            "f:4:19: memory_limit_mib: 64 is too small for 1 lane with two batches of 33554432 "
            "bytes each, as input and as output; write at least 128, or lower lanes or "
            "batch.max_bytes\n"},
        ErrorCase{"ListenWithoutPort", "http: {listen: localhost}\n",
                  "f:4:16: http.listen: \"localhost\" has no port; write host:port, for example "
                  "127.0.0.1:9464, or off\n"},
        ErrorCase{"ListenWithoutHost", "http: {listen: ':9464'}\n",
                  "f:4:16: http.listen: \":9464\" has no host; write host:port, for example "
                  "127.0.0.1:9464, or off\n"},
        ErrorCase{"ListenPort", "http: {listen: 'localhost:99999'}\n",
                  "f:4:16: http.listen: \"localhost:99999\" has no port from 0 to 65535; write "
                  "host:port, for example 127.0.0.1:9464, or off\n"},
        ErrorCase{"ListenIpv6", "http: {listen: '::1:9464'}\n",
                  "f:4:16: http.listen: \"::1:9464\" needs brackets around its IPv6 address; write "
                  "host:port, for example 127.0.0.1:9464, or off\n"}),
    CaseName);

TEST(LoadConfig, ReportsAllProblemsAtOnceInFileOrder) {
  const LoadResult result = Load(
      "stages: [decode, nothing]\n"
      "kafka:\n"
      "  broker: k:9092\n"
      "  properties:\n"
      "    enable.auto.commit: true\n"
      "lanes: -1\n"
      "input: {topics: a, group: g}\n"
      "output: {topic: a, dead_letter_topic: '${env:NOBODY}'}\n");
  std::vector<int> lines;
  for (const Problem& problem : result.problems) lines.push_back(problem.location.line);
  EXPECT_THAT(lines, ::testing::ElementsAre(1, 2, 3, 5, 6, 8, 8))
      << FormatProblems(result.problems);
}

TEST(LoadConfig, ReadsEverySetting) {
  const LoadResult result = Load(R"(
name: world
kafka:
  brokers: [k1:9092, "k2:9092,k3:9092"]
  security:
    protocol: sasl_ssl
    sasl_mechanism: SCRAM-SHA-512
    username: 0123
    password: ${file:secret.txt}
    verify_hostname: false
  properties: {client.rack: r1, linger.ms: 5}
input: {topics: [a, b], group: g, start: latest, instance_id: i-1, session_timeout_ms: 6000}
output:
  topic: c
  dead_letter_topic: d
  side_topics: {entities: e, duplicates: f}
  profile: lean
  offset_unit: utf16
  compression: zstd
  max_record_bytes: 2048
  create_topics: true
  create_partitions: 3
  create_replication: 2
ledger: {topic: l, create_topic: false, replication: 3, group: other, snapshot_dir: /var}
delivery: at_least_once
lanes: ${env:FOUR}
workers: ${file:crlf.txt}
batch: {max_messages: 5, max_bytes: 65536, interval_ms: 7}
transaction_timeout_ms: 60000
drain_timeout_ms: 5
memory_limit_mib: 128
http: {listen: off}
log: {level: debug, format: json}
stages:
  - decode: {required: false}
  - tag:
      required: true
      time_budget_ms: 9
      fold_case: false
      window_secs: 3
      threshold: 0.25
      mode: exact
      kinds: [nominal, pronoun]
      labels: {a: x, b: "true"}
      limits: {max_tags: 4}
  - dedup:
)");
  // 0.25 with "exact" is the stage's own refusal, told once the settings are right.
  ASSERT_EQ(FormatProblems(result.problems),
            "f:36:5: stages[1].tag: mode exact needs a threshold of 0.5 or more, not 0.250000, for "
            "key \"\"; `newswired stages tag` documents its settings\n");
  const TagStage::Settings& tag = TagStage::last();
  EXPECT_FALSE(tag.fold_case);
  EXPECT_EQ(tag.window_secs, 3);
  EXPECT_EQ(tag.threshold, 0.25);
  EXPECT_EQ(tag.mode, "exact");
  EXPECT_THAT(tag.kinds, ::testing::ElementsAre("nominal", "pronoun"));
  EXPECT_EQ(tag.labels, (std::map<std::string, std::string>{{"a", "x"}, {"b", "true"}}));
  EXPECT_EQ(tag.limits.max_tags, 4);
}

TEST(LoadConfig, FillsTheStruct) {
  const LoadResult result = LoadWithBase(
      "name: world\n"
      "lanes: ${env:FOUR}\n"
      "workers: ${file:crlf.txt}\n"
      "http: {listen: off}\n"
      "stages: [{decode: {required: false}}, {tag: {required: true, time_budget_ms: 9}}, {dedup: "
      "}]\n");
  ASSERT_EQ(FormatProblems(result.problems), "");
  const Config& config = *result.config;
  EXPECT_EQ(config.name, "world");
  EXPECT_EQ(config.lanes, 4);
  EXPECT_EQ(config.workers, 4);
  EXPECT_EQ(config.http.listen, "off");
  EXPECT_THAT(config.kafka.brokers, ::testing::ElementsAre("k:9092"));
  EXPECT_EQ(config.path, "f");
  EXPECT_EQ(config.sha256.size(), 64U);
  ASSERT_EQ(config.stages.size(), 3U);
  EXPECT_FALSE(config.stages[0].required);
  EXPECT_TRUE(config.stages[1].required);
  EXPECT_EQ(config.stages[1].time_budget_ms, 9);
  EXPECT_EQ(config.stages[1].type, &testing::kTag);
  EXPECT_TRUE(config.stages[1].factory.stateless);
  EXPECT_TRUE(config.stages[2].factory.ordered);
}

TEST(LoadConfig, DefaultPipelineWithoutStages) {
  const LoadResult result = LoadWithBase("");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  std::vector<std::string_view> names;
  for (const StageConfig& stage : result.config->stages) names.push_back(stage.type->name);
  EXPECT_THAT(
      names, ::testing::ElementsAre("decode", "article", "language", "entities", "dedup", "story"));
  EXPECT_TRUE(result.config->stages[0].required) << "decode";
  EXPECT_FALSE(result.config->stages[1].required);
}

TEST(LoadConfig, DefaultPipelineHasWhatIsBuiltIn) {
  const std::array<const StageType*, 2> few = {&testing::kDecode, &testing::kEntities};
  const LoadResult result = LoadConfigText(kBase, "f", few, TestOptions());
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_EQ(result.config->stages.size(), 2U);
}

TEST(LoadConfig, EmptyListPassesThrough) {
  const LoadResult result = LoadWithBase("stages: []\n");
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.config->stages.empty());
}

TEST(LoadConfig, FilterMayStandAnywhereAndStagesMayRepeat) {
  EXPECT_TRUE(LoadWithBase("stages: [decode, filter, tag, dedup, filter]\n").ok());
}

LoadResult LoadSharing(std::string_view group, std::string_view text) {
  static const std::array<const StageType*, 3> types = {&testing::kDecode, &testing::kShare,
                                                        &testing::kDedup};
  return LoadConfigText(
      "kafka: {brokers: k:9092}\ninput: {topics: raw.ledger, group: " + std::string(group) +
          "}\noutput: {topic: out, dead_letter_topic: dlq}\n" + std::string(text),
      "f", types, TestOptions());
}

TEST(LoadConfig, ThereIsALedgerWhereAStageSharesItsMemory) {
  const LoadResult alone = LoadSharing("g", "stages: [decode, share]\n");
  ASSERT_TRUE(alone.ok()) << FormatProblems(alone.problems);
  EXPECT_FALSE(alone.config->shares_memory());
  const LoadResult sharing =
      LoadSharing("g", "stages: [decode, share: {scope: global, window_hours: 48}, dedup]\n");
  ASSERT_TRUE(sharing.ok()) << FormatProblems(sharing.problems);
  EXPECT_TRUE(sharing.config->shares_memory());
  EXPECT_EQ(sharing.config->shared_window_hours(), 48);
  EXPECT_EQ(sharing.config->ledger_topic(), "g.ledger");
  EXPECT_EQ(sharing.config->ledger_group(), "g");
  const LoadResult others =
      LoadSharing("g", "ledger: {group: h}\nstages: [decode, share: {scope: global}]\n");
  ASSERT_TRUE(others.ok()) << FormatProblems(others.problems);
  EXPECT_EQ(others.config->ledger_topic(), "h.ledger");
  EXPECT_EQ(others.config->ledger_group(), "h");
  const LoadResult named =
      LoadSharing("g", "ledger: {topic: l}\nstages: [decode, share: {scope: global}]\n");
  ASSERT_TRUE(named.ok()) << FormatProblems(named.problems);
  EXPECT_EQ(named.config->ledger_topic(), "l");
}

TEST(LoadConfig, NameOfTheLedgersTopicIsJudgedWhereThereIsALedger) {
  EXPECT_TRUE(LoadSharing("raw", "stages: [decode, share]\n").ok());
  EXPECT_EQ(
      FormatProblems(LoadSharing("raw", "stages: [decode, share: {scope: global}]\n").problems),
      "f:1:1: ledger.topic: is empty, and \"raw.ledger\" is the name of another topic "
      "already; name the topic of the ledger\n");
  EXPECT_EQ(
      FormatProblems(LoadSharing("a/b", "stages: [decode, share: {scope: global}]\n").problems),
      "f:1:1: ledger.topic: is empty, and the group's name makes no topic name that Kafka "
      "takes; name the topic of the ledger\n");
}

TEST(LoadConfig, WhatIsSharedIsJudgedFirst) {
  EXPECT_EQ(
      FormatProblems(
          LoadSharing("g", "stages: [decode, dedup, share: {scope: global}]\n").problems),
      "f:4:25: stages[2].share: shares its memory with other lanes and processes (scope: global), "
      "but stands after the ordered stage dedup, which does not; move share before dedup, or give "
      "both the same scope\n");
}

TEST(LoadConfig, ReferencesAreTextAndNeverYaml) {
  const LoadResult result = LoadWithBase("stages: [decode, {tag: {key: '${env:YAML}'}}]\n");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_EQ(TagStage::last().key, "[a, b]");
}

TEST(LoadConfig, BrokersByReferenceAreSplit) {
  const LoadResult result = Load(
      "kafka: {brokers: '${env:BROKERS}'}\ninput: {topics: raw, group: g}\n"
      "output: {topic: out, dead_letter_topic: dlq}\n");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_THAT(result.config->kafka.brokers, ::testing::ElementsAre("k1:9092", "k2:9093"));
}

TEST(LoadConfig, ClosedQuotesAreFine) {
  const LoadResult result = LoadWithBase(
      "name: \"news\\x41\"\nhttp: {listen: 'off'}\nstages: [decode, {tag: {labels: {a: 'it''s', "
      "b: \"\\\\\", c: \"two\n  lines\", d: '', e: ''''}}}]");
  EXPECT_EQ(FormatProblems(result.problems), "");
  EXPECT_EQ(TagStage::last().labels,
            (std::map<std::string, std::string>{
                {"a", "it's"}, {"b", "\\"}, {"c", "two lines"}, {"d", ""}, {"e", "'"}}));
}

TEST(LoadConfig, ByteOrderMarkIsPassedOver) {
  EXPECT_EQ(FormatProblems(Load("\xEF\xBB\xBF"
                                "lane: 1\n" +
                                std::string(kBase))
                               .problems),
            "f:1:1: lane: unknown key; did you mean \"lanes\"?\n");
}

TEST(LoadConfig, AliasesShareValues) {
  const LoadResult result =
      LoadWithBase("stages: [decode, {tag: &t {window_secs: 7}}, {tag: *t}]\n");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_EQ(TagStage::last().window_secs, 7);
}

TEST(LoadConfig, OfflineNeedsNoKafka) {
  LoadOptions options = TestOptions();
  options.offline = true;
  const LoadResult result = LoadConfigText("", "embedded default", FakeStages(), options);
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_EQ(result.config->stages.size(), 6U);
  EXPECT_FALSE(LoadConfigText("lanes: x", "f", FakeStages(), options).ok());
  EXPECT_FALSE(
      LoadConfigText("stages: [decode, {tag: {rules: [{weight: 2}]}}]", "f", FakeStages(), options)
          .ok())
      << "what the stages need is needed";
}

TEST(LoadConfig, OfflineNeedsNoBrokersBehindReferences) {
  LoadOptions options = TestOptions();
  options.offline = true;
  const LoadResult result = LoadConfigText(
      "kafka:\n"
      "  brokers: ${env:NOBODY}\n"
      "  security: {protocol: sasl_ssl, sasl_mechanism: PLAIN, username: '${env:NOBODY}', "
      "password: '${file:nobody.txt}'}\n"
      "  properties: {ssl.keystore.password: '${env:NOBODY}'}\n"
      "input: {topics: ['${env:NOBODY}', a], instance_id: '${env:NOBODY}'}\n"
      "output: {topic: '${env:NOBODY}', side_topics: {stories: '${env:NOBODY}'}}\n",
      "f", FakeStages(), options);
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_THAT(result.config->input.topics, ::testing::ElementsAre("a"));
  // What decides about events is needed all the same.
  EXPECT_EQ(FormatProblems(LoadConfigText("name: ${env:NOBODY}\noutput: {profile: "
                                          "'${env:NOBODY}'}\nkafka: {brokers: 'x${env:A}'}\n",
                                          "f", FakeStages(), options)
                               .problems),
            "f:1:7: name: the environment variable \"NOBODY\" is not set; set it where the daemon "
            "is started, or use ${file:PATH}\n"
            "f:2:19: output.profile: the environment variable \"NOBODY\" is not set; set it where "
            "the daemon is started, or use ${file:PATH}\n"
            "f:3:18: kafka.brokers: a reference is only a part of this value; a reference stands "
            "alone as the whole value: ${env:NAME} or ${file:PATH}; put the whole text into the "
            "variable or file\n");
}

TEST(LoadConfig, NameMayBeAUri) {
  for (const char* name :
       {"news", "eu/news-1.x_y~", "https://news.example/a", "urn:x:y", "a/b:c"}) {
    const LoadResult result = LoadWithBase(std::string("name: '") + name + "'\n");
    EXPECT_EQ(FormatProblems(result.problems), "") << name;
  }
}

TEST(LoadConfig, AtLeastOnceIsFreeOfTransactionRules) {
  EXPECT_TRUE(LoadWithBase("delivery: at_least_once\ndrain_timeout_ms: 60000\n").ok());
}

TEST(LoadConfig, LibrdkafkaIsAskedAboutProperties) {
  LoadOptions options = TestOptions();
  options.check_property = [](const std::string& name,
                              const std::string& value) -> std::optional<PropertyRefusal> {
    if (name == "linger.ms") return std::nullopt;
    return PropertyRefusal{"no such property " + name + " (" + value + ")\n", "look it up"};
  };
  const LoadResult result = LoadConfigText(
      "kafka: {brokers: k:9092, properties: {linger.ms: 5, acks: 1, liger.ms: 6}}\n"
      "input: {topics: raw, group: g}\n"
      "output: {topic: out, dead_letter_topic: dlq}\n",
      "f", FakeStages(), options);
  EXPECT_EQ(
      FormatProblems(result.problems),
      "f:1:59: kafka.properties.acks: may not be set to this: an event that only some replicas "
      "have is lost when the leader fails, while its offset is already committed; remove it\n"
      "f:1:62: kafka.properties.liger.ms: no such property liger.ms (6) ; look it up\n");
}

TEST(LoadConfig, ClientsAreTriedWhereTheRestIsRight) {
  LoadOptions options = TestOptions();
  std::string message;
  options.check_clients = [&](const Config&) { return std::optional(message); };
  const std::string text =
      "kafka:\n"
      "  brokers: k:9092\n"
      "  properties: {max.poll.interval.ms: 1000, client.rack: '${env:HIDDEN}'}\n"
      "input: {topics: raw, group: g}\n"
      "output: {topic: out, dead_letter_topic: dlq}\n";
  message = "`max.poll.interval.ms`must be >= `session.timeout.ms`";
  EXPECT_EQ(FormatProblems(LoadConfigText(text, "f", FakeStages(), options).problems),
            "f:3:38: kafka.properties.max.poll.interval.ms: librdkafka cannot make its clients: "
            "`max.poll.interval.ms`must be >= `session.timeout.ms`; change it or what it depends "
            "on\n");
  message = "the session.timeout.ms is wrong";
  EXPECT_EQ(FormatProblems(LoadConfigText(text, "f", FakeStages(), options).problems),
            "f:4:1: input.session_timeout_ms: librdkafka cannot make its clients: the "
            "session.timeout.ms is wrong; change it or what it depends on\n");
  message = "no luck with hunter2-and-more";
  EXPECT_EQ(FormatProblems(LoadConfigText(text, "f", FakeStages(), options).problems),
            "f:2:3: kafka: librdkafka cannot make its clients: no luck with <redacted>; change it "
            "or what it depends on\n");
  EXPECT_EQ(FormatProblems(LoadConfigText(text + "lane: 1\n", "f", FakeStages(), options).problems),
            "f:6:1: lane: unknown key; did you mean \"lanes\"?\n");
}

TEST(LoadConfig, FilesOfSecurityAreLookedAt) {
  LoadOptions options = TestOptions();
  options.check_clients = [](const Config&) { return std::nullopt; };
  const std::string there = ::testing::TempDir() + "/nw_cert.pem";
  std::ofstream(there) << "\n";
  const std::string text = Security(
      "protocol: ssl, ca_file: /nonexistent/ca.pem, key_file: "
      "/nonexistent/k.pem, certificate_file: " +
      there);
  EXPECT_EQ(FormatProblems(LoadConfigText(text, "f", FakeStages(), options).problems),
            "f:1:61: kafka.security.ca_file: \"/nonexistent/ca.pem\" cannot be read: No such file "
            "or directory; put it there, readable for the daemon's user\n"
            "f:1:92: kafka.security.key_file: \"/nonexistent/k.pem\" cannot be read: No such file "
            "or directory; put it there, readable for the daemon's user\n");
  options.check_clients = {};
  EXPECT_TRUE(LoadConfigText(text, "f", FakeStages(), options).ok());
}

TEST(LoadConfig, FileThatIsNotThere) {
  const LoadResult result = LoadConfig("/nonexistent/x.yaml", FakeStages());
  EXPECT_EQ(FormatProblems(result.problems),
            "/nonexistent/x.yaml:1:1: cannot be read: No such file or directory; `newswired init "
            "/nonexistent/x.yaml` writes one to start from\n");
}

TEST(LoadConfig, FileWithoutAnEnd) {
  EXPECT_EQ(FormatProblems(LoadConfig("/dev/zero", FakeStages()).problems),
            "/dev/zero:1:1: is larger than 1 MiB; name a configuration file\n");
}

TEST(LoadConfig, FileThatMayNotBeRead) {
  const std::string path = ::testing::TempDir() + "/nw_denied.yaml";
  std::ofstream(path) << kBase;
  std::filesystem::permissions(path, std::filesystem::perms::none);
  // Root may read everything: be nobody meanwhile.
  const bool root = geteuid() == 0;
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(root ? seteuid(kNobody) : 0, 0);
  const std::string problems = FormatProblems(LoadConfig(path, FakeStages()).problems);
  ASSERT_EQ(root ? seteuid(0) : 0, 0);
  EXPECT_EQ(problems,
            path +
                ":1:1: cannot be read: Permission denied; make it readable for the daemon's "
                "user\n");
  std::filesystem::remove(path);
}

TEST(LoadConfig, ReferencedFileThatIsTooLarge) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/nw_large.txt") << std::string((1 << 20) + 1, 'x');
  std::ofstream(folder + "/nw_large.yaml") << kBase << "name: ${file:nw_large.txt}\n";
  EXPECT_EQ(FormatProblems(LoadConfig(folder + "/nw_large.yaml", FakeStages()).problems),
            folder +
                "/nw_large.yaml:4:7: name: the file \"nw_large.txt\" cannot be read: is "
                "larger than 1 MiB; create it, readable for the daemon's user; a relative "
                "path starts at the configuration file's folder\n");
}

TEST(LoadConfig, Directory) {
  const LoadResult result = LoadConfig("/tmp", FakeStages());
  EXPECT_EQ(FormatProblems(result.problems),
            "/tmp:1:1: is a directory; name a configuration file\n");
}

TEST(LoadConfig, RelativeReferencesStartAtTheFilesFolder) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/nw_name.txt") << "from-a-file\n";
  std::ofstream(folder + "/nw.yaml") << kBase << "name: ${file:nw_name.txt}\n";
  const LoadResult result = LoadConfig(folder + "/nw.yaml", FakeStages());
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_EQ(result.config->name, "from-a-file");
}

TEST(LoadConfig, EffectiveShowsEverythingAndLoadsAgain) {
  const LoadResult first = LoadWithBase(
      "name: world\n"
      "stages:\n"
      "  - decode\n"
      "  - tag: {labels: {a.b: 'null', c: \"x\\ny\", d: \"a b: c # \\\"d\\\" \\u00e9 \\t\"}, "
      "kinds: [], threshold: 0.125, mode: exact, "
      "fold_case: false}\n");
  // 0.125 is refused with mode exact.
  EXPECT_FALSE(first.ok());
  const LoadResult loaded = LoadWithBase(
      "name: world\n"
      "stages:\n"
      "  - decode\n"
      "  - tag: {labels: {a.b: 'null', c: \"x\\ny\", d: \"a b: c # \\\"d\\\" \\u00e9 \\t\"}, "
      "kinds: [], threshold: 0.625, mode: exact}\n"
      "  - dedup\n");
  ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
  const TagStage::Settings tag = TagStage::last();
  const LoadResult again = Load(loaded.config->effective);
  ASSERT_TRUE(again.ok()) << FormatProblems(again.problems) << loaded.config->effective;
  EXPECT_EQ(again.config->effective, loaded.config->effective);
  EXPECT_EQ(again.config->name, loaded.config->name);
  EXPECT_EQ(TagStage::last().labels, tag.labels);
  EXPECT_EQ(tag.labels.at("d"), "a b: c # \"d\" \u00e9 \t");
  EXPECT_EQ(TagStage::last().threshold, 0.625);
  EXPECT_TRUE(TagStage::last().kinds.empty());
  EXPECT_THAT(loaded.config->effective, HasSubstr("session_timeout_ms: 10000")) << "a default";
  EXPECT_THAT(loaded.config->effective, HasSubstr("\n  - dedup:\n"));
}

TEST(LoadConfig, ListOfMappings) {
  const LoadResult loaded = LoadWithBase(
      "stages:\n"
      "  - decode\n"
      "  - tag:\n"
      "      rules:\n"
      "        - {word: rain, weight: 4}\n"
      "        - {word: \"${env:WORD}\", not_near: [a, b]}\n");
  ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
  const auto rules = TagStage::last().rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].word, "rain");
  EXPECT_EQ(rules[0].weight, 4);
  EXPECT_EQ(rules[1].word, "news");
  EXPECT_EQ(rules[1].weight, 1) << "its default";
  EXPECT_THAT(loaded.config->effective, HasSubstr("      rules:\n"
                                                  "        -\n"
                                                  "          word: rain\n"
                                                  "          not_near: []\n"
                                                  "          weight: 4\n"));
  const LoadResult again = Load(loaded.config->effective);
  ASSERT_TRUE(again.ok()) << FormatProblems(again.problems) << loaded.config->effective;
  EXPECT_EQ(TagStage::last().rules.size(), 2U);
}

TEST(LoadConfig, ListOfMappingsIsEmptyByDefault) {
  const LoadResult loaded = LoadWithBase("stages: [decode, tag]\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_TRUE(TagStage::last().rules.empty());
  EXPECT_THAT(loaded.config->effective, HasSubstr("      rules: []\n"));
}

INSTANTIATE_TEST_SUITE_P(
    ListsOfMappings, AfterBase,
    ::testing::Values(
        ErrorCase{
            "NoList", "stages: [decode, {tag: {rules: 3}}]\n",
            "f:4:32: stages[1].tag.rules: must be a list of mappings, not a single value; write a "
            "list of mappings\n"},
        ErrorCase{
            "NoMapping", "stages: [decode, {tag: {rules: [rain]}}]\n",
            "f:4:33: stages[1].tag.rules[0]: must be a mapping, not a single value; write its keys "
            "indented under it\n"
            "f:4:33: stages[1].tag.rules[0].word: is missing; set it: What to find.\n"},
        ErrorCase{"KeyIsMissing", "stages: [decode, {tag: {rules: [{weight: 2}]}}]\n",
                  "f:4:33: stages[1].tag.rules[0].word: is missing; set it: What to find.\n"},
        ErrorCase{"KeyTwice",
                  "stages: [decode, {tag: {rules: [{word: rain, weight: 2}, {word: Rain, weight: "
                  "3}]}}]\n",
                  "f:4:65: stages[1].tag.rules[1].word: \"Rain\" stands in line 4 already; write "
                  "both into one entry\n"},
        ErrorCase{"NothingButAKey", "stages: [decode, {tag: {rules: [{word: rain}]}}]\n",
                  "f:4:40: stages[1].tag.rules[0].word: \"rain\" has nothing set for it; set one "
                  "of the other keys of this entry, or remove the entry\n"},
        ErrorCase{"UnknownKeyOfItem", "stages: [decode, {tag: {rules: [{wrod: a, word: b}]}}]\n",
                  "f:4:34: stages[1].tag.rules[0].wrod: unknown key; did you mean \"word\"?\n"},
        ErrorCase{
            "CheckOfText", "stages: [decode, {tag: {rules: [{word: a b}]}}]\n",
            "f:4:40: stages[1].tag.rules[0].word: \"a b\" is more than one word; write one\n"},
        ErrorCase{
            "CheckOfItem", "stages: [decode, {tag: {rules: [{word: a, not_near: [b, c d]}]}}]\n",
            "f:4:57: stages[1].tag.rules[0].not_near[1]: \"c d\" is more than one word; write "
            "one\n"}),
    CaseName);

TEST(LoadConfig, EffectiveOfPassThroughLoadsAgain) {
  const LoadResult loaded = LoadWithBase("stages: []\n");
  ASSERT_TRUE(loaded.ok());
  const LoadResult again = Load(loaded.config->effective);
  ASSERT_TRUE(again.ok()) << FormatProblems(again.problems);
  EXPECT_TRUE(again.config->stages.empty());
}

TEST(LoadConfig, EffectiveRedactsSecretsAndReferences) {
  const LoadResult result = Load(
      "name: ${env:WORD}\n"
      "kafka:\n"
      "  brokers: ['k:9092', '${env:BROKERS}']\n"
      "  security: {protocol: sasl_ssl, sasl_mechanism: PLAIN, username: u, "
      "password: '${file:secret.txt}'}\n"
      "  properties: {client.rack: '${env:WORD}', ssl.keystore.password: '${env:HIDDEN}', "
      "linger.ms: 5}\n"
      "input: {topics: raw, group: g}\n"
      "output: {topic: out, dead_letter_topic: dlq}\n"
      "lanes: ${env:FOUR}\n"
      "stages: [decode, {tag: {key: '${env:HIDDEN}', labels: {a: '${env:HIDDEN}', b: c}}}]\n");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  const std::string& effective = result.config->effective;
  for (const char* hidden : {"news", "k1:9092", "s3cret-text", "hunter2"}) {
    EXPECT_THAT(effective, Not(HasSubstr(hidden)));
  }
  for (const char* line :
       {"name: \"<redacted>\"", "brokers: \"<redacted>\"", "username: u\n",
        "password: \"<redacted>\"", "client.rack: \"<redacted>\"",
        "ssl.keystore.password: \"<redacted>\"", "linger.ms: \"5\"", "lanes: \"<redacted>\"",
        "key: \"<redacted>\"", "a: \"<redacted>\"", "b: c\n"}) {
    EXPECT_THAT(effective, HasSubstr(line));
  }
  EXPECT_EQ(result.config->kafka.security.password, "s3cret-text");
  EXPECT_EQ(TagStage::last().key, "hunter2-and-more");
}

TEST(LoadConfig, KeepsTheSecretsOfSettingsPropertiesAndStages) {
  const LoadResult result = Load(
      "name: ${env:WORD}\n"
      "kafka:\n"
      "  brokers: k:9092\n"
      "  security: {protocol: sasl_ssl, sasl_mechanism: PLAIN, username: '${env:WORD}', "
      "password: '${file:secret.txt}'}\n"
      "  properties: {client.rack: '${env:FOUR}', ssl.keystore.password: '${env:SELF}'}\n"
      "input: {topics: raw, group: g}\n"
      "output: {topic: out, dead_letter_topic: dlq}\n"
      "stages: [decode, {tag: {key: '${env:HIDDEN}'}}]\n");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  EXPECT_THAT(result.config->secrets,
              ::testing::ElementsAre("s3cret-text", "${env:FOUR}", "hunter2-and-more"));
}

TEST(LoadConfig, AliasBombIsHarmless) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1) + ", ";
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 8; ++j) text += previous;
    text += previous.substr(0, previous.size() - 2) + "]\n";
  }
  EXPECT_FALSE(Load(text).ok());
}

TEST(LoadConfig, DeepNestingIsAProblemNotACrash) {
  EXPECT_FALSE(Load("a: " + std::string(100000, '[')).ok());
}

TEST(LaneCount, OnePerCoreAsFarAsMemoryAllows) {
  Config config;
  EXPECT_EQ(LaneCount(config, 2), 2);
  EXPECT_EQ(LaneCount(config, 64), 8) << "1024 MiB / (4 * 32 MiB)";
  EXPECT_EQ(LaneCount(config, 0), 1);
  config.lanes = 3;
  EXPECT_EQ(LaneCount(config, 64), 3);
}

}  // namespace
}  // namespace newswired
