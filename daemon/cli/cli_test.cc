#include "daemon/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/config/describe.h"
#include "daemon/event/event_writer.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/ledger/machine.h"
#include "daemon/ledger/record.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Ran {
  int exit_code = 0;
  std::string out, err;
};

/// Runs `newswired ARGUMENTS` in this process.
Ran Newswired(std::initializer_list<std::string> arguments) {
  std::vector<std::string> words{"newswired"};
  words.insert(words.end(), arguments);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Ran ran;
  ran.exit_code = Main(static_cast<int>(argv.size()), argv.data());
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

std::string ReadFile(const std::string& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A path where nothing is, in a folder of this process: cases that share a name run side by side.
std::string FreshPath(const std::string& name) {
  struct Folder {
    std::string path = ::testing::TempDir() + "newswired-cli-XXXXXX";
    Folder() {
      if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder " + path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
  };
  static const Folder folder;
  std::string path = folder.path + "/" + name;
  std::filesystem::remove(path);
  return path;
}

struct UsageCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string error;
};

void PrintTo(const UsageCase& test, std::ostream* out) { *out << test.name; }

std::string CaseName(const ::testing::TestParamInfo<UsageCase>& info) { return info.param.name; }

class Usage : public ::testing::TestWithParam<UsageCase> {};

TEST_P(Usage, IsExplained) {
  std::vector<std::string> words{"newswired"};
  words.insert(words.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Main(static_cast<int>(argv.size()), argv.data()), kExitUsage);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, Usage,
    ::testing::Values(
        UsageCase{
            "Typo", {"chekc"}, "newswired: unknown command \"chekc\"; did you mean \"check\"?\n"},
        UsageCase{"TypoBelow",
                  {"config", "shwo"},
                  "newswired config: unknown command \"shwo\"; did you mean \"show\"?\n"},
        UsageCase{"NoConfig",
                  {"check"},
                  "newswired check: --config is required; see `newswired check --help`\n"},
        UsageCase{"UnknownOption",
                  {"version", "--bogus"},
                  "newswired version: The following argument was not expected: --bogus; see "
                  "`newswired version --help`\n"},
        UsageCase{"UnknownSchema",
                  {"schema", "foo"},
                  "newswired schema: KIND: foo not in {config,raw,event}; see `newswired schema "
                  "--help`\n"},
        UsageCase{"LiveAndOffline",
                  {"check", "-c", "x", "--live", "--offline"},
                  "newswired check: --live excludes --offline; see `newswired check --help`\n"},
        UsageCase{
            "NoSuchFile",
            {"check", "-c", "/nonexistent.yaml"},
            "/nonexistent.yaml:1:1: cannot be read: No such file or directory; `newswired init "
            "/nonexistent.yaml` writes one to start from\n1 problem\n"},
        UsageCase{"NoNumber",
                  {"enrich", "--max-records", "0x"},
                  "newswired enrich: --max-records: Value 0x not in range 0 to 1000000000000; see "
                  "`newswired enrich --help`\n"},
        UsageCase{"NoSuchStage",
                  {"stages", "decoed"},
                  "newswired stages: there is no stage \"decoed\"; did you mean \"decode\"?\n"}),
    CaseName);

// In a process of its own, since OpenSSL reads its configuration once.
TEST(CliDeathTest, DoesNotStartWithoutSha256) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string path = testing::TempDir() + "nw-cli-openssl.cnf";
  std::ofstream(path) << "openssl_conf = init\n[init]\nproviders = providers\n"
                         "[providers]\nlegacy = legacy\n[legacy]\nactivate = 1\n";
  setenv("OPENSSL_CONF", path.c_str(), 1);
  const auto start = [] {
    std::string name = "newswired";
    std::string command = "version";
    std::array<char*, 3> arguments = {name.data(), command.data(), nullptr};
    std::exit(Main(2, arguments.data()));
  };
  EXPECT_EXIT(start(), testing::ExitedWithCode(kExitUsage), "OpenSSL has no SHA-256");
  unsetenv("OPENSSL_CONF");
  std::filesystem::remove(path);
}

TEST(Cli, WithoutArgumentsItTeaches) {
  const Ran ran = Newswired({});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("newswired demo"));
}

TEST(Cli, HelpIsNoError) {
  EXPECT_EQ(Newswired({"--help"}).exit_code, kExitOk);
  EXPECT_THAT(Newswired({"check", "--help"}).out, HasSubstr("file:line:column"));
}

TEST(Check, PassThroughIsFine) {
  const Ran ran = Newswired({"check", "-c", "config/passthrough.yaml"});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  EXPECT_EQ(
      ran.out,
      "config/passthrough.yaml: ok: news.raw -> news.copy, exactly_once, records pass through "
      "unchanged\n");
}

TEST(Check, AsksLibrdkafkaAboutProperties) {
  const std::string path = FreshPath("nw_check.yaml");
  std::ofstream(path) << "kafka: {brokers: k:9092, properties: {lingr.ms: 5}}\n"
                         "input: {topics: raw, group: g}\n"
                         "output: {topic: out, dead_letter_topic: dlq}\n"
                         "stages: []\n";
  const Ran ran = Newswired({"check", "-c", path});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr(":1:39: kafka.properties.lingr.ms: librdkafka has no such "
                                 "property; did you mean \"linger.ms\"?\n"));
}

TEST(Check, MakesTheClients) {
  const std::string path = FreshPath("nw_check_clients.yaml");
  std::ofstream(path) << "kafka: {brokers: k:9092, properties: {max.poll.interval.ms: 1000}}\n"
                         "input: {topics: raw, group: g}\n"
                         "output: {topic: out, dead_letter_topic: dlq}\n"
                         "stages: []\n";
  for (const char* command : {"check", "run"}) {
    const Ran ran = Newswired({command, "-c", path});
    EXPECT_EQ(ran.exit_code, kExitUsage);
    EXPECT_THAT(ran.err, HasSubstr(":1:61: kafka.properties.max.poll.interval.ms: librdkafka "
                                   "cannot make its clients: "));
  }
}

TEST(ConfigShow, PrintsEverythingRedacted) {
  const std::string path = FreshPath("nw_show.yaml");
  setenv("NW_TEST_NAME", "quite-secret", 1);
  std::ofstream(path) << "name: ${env:NW_TEST_NAME}\nstages: []\n";
  const Ran ran = Newswired({"config", "show", "-c", path, "--effective", "--offline"});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\nname: \"<redacted>\"\n"));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("quite-secret")));
  EXPECT_THAT(ran.out, HasSubstr("\nstages: []\n"));
}

TEST(Init, WritesOnceAndNeverOverwrites) {
  const std::string path = FreshPath("nw_init.yaml");
  const Ran first = Newswired({"init", path});
  EXPECT_EQ(first.exit_code, kExitOk);
  EXPECT_THAT(first.out, StartsWith("wrote " + path));
  EXPECT_EQ(ReadFile(path), ReadFile("config/newswired.yaml"));

  std::ofstream(path) << "mine\n";
  const Ran second = Newswired({"init", path});
  EXPECT_EQ(second.exit_code, kExitFailed);
  EXPECT_EQ(second.err, "newswired init: " + path +
                            ": exists already and is not overwritten; name another file\n");
  EXPECT_EQ(ReadFile(path), "mine\n");
}

TEST(Init, WhatItWritesLoads) {
  const std::string path = FreshPath("nw_init_loads.yaml");
  Newswired({"init", path});
  const Ran ran = Newswired({"check", "-c", path});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
}

TEST(Dlq, RefusesWhatIsNoDeadLetter) {
  const Ran show = Newswired({"dlq", "show", "-c", "config/minimal.yaml", "17"});
  EXPECT_EQ(show.exit_code, kExitUsage);
  EXPECT_EQ(show.err,
            "newswired dlq: \"17\" is no dead letter: write PARTITION:OFFSET as `dlq list` shows "
            "it, such as 0:17\n");
  const Ran list = Newswired({"dlq", "list", "-c", "config/minimal.yaml", "--since", "soon"});
  EXPECT_EQ(list.exit_code, kExitUsage);
  EXPECT_THAT(list.err, StartsWith("newswired dlq: \"soon\" is no time: write "));
  const Ran replay = Newswired({"dlq", "replay", "-c", "config/minimal.yaml"});
  EXPECT_EQ(replay.exit_code, kExitUsage);
  EXPECT_EQ(replay.err,
            "newswired dlq: say which: PARTITION:OFFSET ..., a filter such as --code, or --all\n");
}

/// A cluster with one dead letter, and the configuration of the pipeline that wrote it.
class DlqOnACluster : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cluster = kafka::MockCluster::Start();
    ASSERT_TRUE(cluster.ok()) << cluster.error().message;
    cluster_ = std::move(cluster).value();
    for (const char* topic : {"raw", "out", "dlq"}) cluster_->CreateTopic(topic, 1);
    std::ofstream(config_) << "kafka: {brokers: '" << cluster_->bootstrap() << "'}\n"
                           << "input: {topics: raw, group: g}\n"
                              "output: {topic: out, dead_letter_topic: dlq}\n"
                              "stages: []\n";
  }

  void SendLetter() {
    const RawRecord raw{
        .topic = "raw", .partition = 0, .offset = 41, .has_value = true, .value = "{broken"};
    const OutRecord made = MakeDeadLetter(
        raw, {.stage = "decode", .error = BadInput("bad_json", "no JSON")}, 0, 7, 1741773600000);
    const kafka::PlainRecord letter{
        .topic = "dlq", .partition = 0, .value = std::string(made.value), .headers = made.headers};
    ASSERT_TRUE(cluster_->Send({letter}).ok());
  }

  const std::string config_ = FreshPath("nw_dlq.yaml");
  std::unique_ptr<kafka::MockCluster> cluster_;
};

TEST_F(DlqOnACluster, SaysThatThereAreNone) {
  const Ran ran = Newswired({"dlq", "list", "-c", config_});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  EXPECT_EQ(ran.out, "no dead letters match in topic dlq\n");
}

TEST_F(DlqOnACluster, ListsAndShows) {
  SendLetter();
  const Ran list = Newswired({"dlq", "list", "-c", config_});
  EXPECT_EQ(list.exit_code, kExitOk) << list.err;
  EXPECT_THAT(list.out, HasSubstr("bad_json"));
  EXPECT_THAT(list.out, HasSubstr("0:0"));
  EXPECT_EQ(Newswired({"dlq", "list", "-c", config_, "--code", "other"}).out,
            "no dead letters match in topic dlq\n");
  const Ran show = Newswired({"dlq", "show", "-c", config_, "0:0"});
  EXPECT_EQ(show.exit_code, kExitOk) << show.err;
  EXPECT_THAT(show.out, HasSubstr("{broken"));
  const Ran absent = Newswired({"dlq", "show", "-c", config_, "0:5"});
  EXPECT_EQ(absent.exit_code, kExitFailed);
  EXPECT_THAT(absent.err, StartsWith("newswired dlq: "));
}

/// A cluster with a ledger of two articles with one text.
class DedupStatsOnACluster : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cluster = kafka::MockCluster::Start();
    ASSERT_TRUE(cluster.ok()) << cluster.error().message;
    cluster_ = std::move(cluster).value();
    Configure("[decode, article, dedup]");
  }
  void Configure(const std::string& stages) const {
    std::ofstream(config_) << "kafka: {brokers: '" << cluster_->bootstrap() << "'}\n"
                           << "input: {topics: raw, group: g}\n"
                              "output: {topic: out, dead_letter_topic: dlq}\n"
                              "stages: "
                           << stages << "\n";
  }
  [[nodiscard]] std::vector<std::string> Records() const {
    const auto stages = SharedStages(*LoadConfig(config_, BuiltinStages()).config);
    const ControlRecord control = MakeControl("g", stages);
    const auto dedup = stages[0].factory.ordered();
    std::vector<std::string> records{Encode(control)};
    for (const std::uint64_t key : {1U, 2U}) {
      Article article;
      article.uri = "urn:" + std::to_string(key);
      article.title = "Rain";
      article.body = "Heavy rain fell on Nairobi on Tuesday.";
      const std::string claim = dedup->Encode(*dedup->Prepare(article));
      records.push_back(Encode(ClaimRecord{
          .control = ControlId(control), .head = {.key = key, .bytes = key}, .parts = {claim}}));
    }
    return records;
  }
  void Send(const std::vector<std::string>& records, std::int32_t partition = 0) {
    std::vector<kafka::PlainRecord> plain;
    for (const std::string& record : records) {
      plain.push_back({.topic = "g.ledger", .partition = partition, .value = record});
    }
    ASSERT_TRUE(cluster_->Send(plain).ok());
  }

  const std::string config_ = FreshPath("nw_ledger.yaml");
  std::unique_ptr<kafka::MockCluster> cluster_;
};

TEST_F(DedupStatsOnACluster, ReadsTheLedger) {
  cluster_->CreateTopic("g.ledger", 1);
  const Ran empty = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(empty.exit_code, kExitOk) << empty.err;
  EXPECT_EQ(empty.out, "topic g.ledger has no records\n");

  Send(Records());
  const Ran text = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(text.exit_code, kExitOk) << text.err;
  EXPECT_THAT(text.out, StartsWith("topic        g.ledger, offsets 0 to 2\n"));
  EXPECT_THAT(text.out, HasSubstr("2 articles: 1 unique, 0 reprint, 1 copy, 0 revision, 0 repeat"));
  const Ran json = Newswired({"dedup", "stats", "-c", config_, "--json"});
  EXPECT_EQ(json.exit_code, kExitOk) << json.err;
  EXPECT_THAT(json.out, StartsWith(R"({"record":"summary","topic":"g.ledger",)"));
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 1);
  const Ran verdicts = Newswired({"dedup", "stats", "-c", config_, "--verdicts"});
  EXPECT_THAT(verdicts.out, StartsWith(R"({"record":"control","offset":0,)"));
  EXPECT_THAT(verdicts.out, HasSubstr(R"({"record":"claim","offset":2,"key":"0000000000000002")"));
  EXPECT_THAT(verdicts.out, HasSubstr(R"("role":"copy")"));
  EXPECT_THAT(verdicts.out, ::testing::EndsWith(json.out)) << "the summary is the last line";
}

TEST_F(DedupStatsOnACluster, ReadsTheLedgerThatIsConfigured) {
  Configure("[decode, article, dedup]\nledger: {topic: shared.ledger, group: others}");
  cluster_->CreateTopic("shared.ledger", 1);
  const ControlRecord control =
      MakeControl("others", SharedStages(*LoadConfig(config_, BuiltinStages()).config));
  ASSERT_TRUE(
      cluster_->Send({{.topic = "shared.ledger", .partition = 0, .value = Encode(control)}}).ok());
  const Ran ran = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(" at offset 0, generation 1, group others\n"));
}

TEST_F(DedupStatsOnACluster, TakesOtherRulesWhereItIsTold) {
  cluster_->CreateTopic("g.ledger", 1);
  const Ran empty = Newswired({"dedup", "adopt", "-c", config_, "--yes"});
  EXPECT_EQ(empty.exit_code, kExitFailed);
  EXPECT_THAT(empty.err, HasSubstr("has no rules yet"));

  Send(Records());
  const Ran same = Newswired({"dedup", "adopt", "-c", config_});
  EXPECT_EQ(same.exit_code, kExitOk) << same.err;
  EXPECT_EQ(same.out, "the ledger g.ledger has these rules already\n");

  Configure("[decode, article, {dedup: {window_hours: 24}}]");
  const Ran asked = Newswired({"dedup", "adopt", "-c", config_});
  EXPECT_EQ(asked.exit_code, kExitFailed);
  EXPECT_THAT(asked.out, StartsWith("dedup: window_hours=168, not window_hours=24"));
  EXPECT_THAT(asked.err, HasSubstr("forgets all articles that it has"));
  const Ran done = Newswired({"dedup", "adopt", "-c", config_, "--yes"});
  EXPECT_EQ(done.exit_code, kExitOk) << done.err;
  const Ran stats = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(stats.exit_code, kExitOk) << stats.err;
  EXPECT_THAT(stats.out, HasSubstr("window_hours=24"));
  EXPECT_THAT(stats.out, HasSubstr("generation 2"));
  EXPECT_EQ(Newswired({"dedup", "adopt", "-c", config_, "--yes", "--anew"}).exit_code, kExitOk);
  EXPECT_THAT(Newswired({"dedup", "stats", "-c", config_}).out, HasSubstr("generation 3"));
}

TEST_F(DedupStatsOnACluster, SaysWhyItIsNotOurs) {
  cluster_->CreateTopic("g.ledger", 1);
  ControlRecord control =
      MakeControl("g", SharedStages(*LoadConfig(config_, BuiltinStages()).config));
  control.stages[0].version = "next";
  Send({Encode(control)});
  const Ran ran = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("cannot be followed"));
  EXPECT_THAT(ran.err, StartsWith("newswired dedup: the stages of the ledger are dedup@next, "));

  control = MakeControl("theirs", {});
  control.previous = 0;
  Send({Encode(control)});
  EXPECT_THAT(Newswired({"dedup", "stats", "-c", config_}).out, HasSubstr("1 control_stranger"));
}

TEST_F(DedupStatsOnACluster, RefusesWhatIsNoLedger) {
  const Ran missing = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(missing.exit_code, kExitFailed);
  EXPECT_EQ(missing.err,
            "newswired dedup: topic g.ledger does not exist; the ledger is made by the first "
            "instance that starts, if ledger.create_topic lets it\n");

  cluster_->CreateTopic("g.ledger", 2);
  Send(Records(), 1);
  const Ran parted = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(parted.exit_code, kExitFailed) << parted.out;
  EXPECT_EQ(parted.err,
            "newswired dedup: topic g.ledger has records in several partitions: it is no "
            "ledger\n");

  Configure("[decode, article, {dedup: {scope: lane}}]");
  const Ran none = Newswired({"dedup", "stats", "-c", config_});
  EXPECT_EQ(none.exit_code, kExitUsage);
  EXPECT_EQ(none.err, "newswired dedup: there is no ledger: no stage of " + config_ +
                          " has `scope: global`\n");
}

/// `text` without what differs from run to run.
std::string WithoutTimes(const std::string& text) {
  return std::regex_replace(text, std::regex("[0-9]+ us of CPU"), "N us of CPU");
}

TEST(Explain, ShowsWhatEachStageChanged) {
  const std::string path = FreshPath("nw_explain.json");
  std::ofstream(path) << R"({"id": "7", "url": "https://wire.example/7", "headline": "Rain",)"
                         R"( "language": "en", "published": "soon", "source": "wire.example",)"
                         R"( "text": "It rains in Kenya today, said the African Union."})";
  const Ran ran = Newswired({"explain", path});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  const std::string golden = "daemon/cli/testdata/explain.txt";
  const std::string text = WithoutTimes(ran.out.substr(ran.out.find('\n')));
  if (std::getenv("NW_UPDATE_DOCS") != nullptr) std::ofstream(golden) << text;
  EXPECT_EQ(text, ReadFile(golden));
}

TEST(Explain, ShowsCandidatesAndWhatWasCut) {
  const std::string path = FreshPath("nw_explain.html");
  std::string paragraphs;
  for (int i = 0; i < 4; ++i) {
    paragraphs +=
        "<p>Dock workers in the northern port went back to work on Tuesday after a strike "
        "of nine days that had kept forty ships waiting outside.</p>";
  }
  std::ofstream(path) << "<title>Strike ends</title><nav>Home</nav><article><h1>Strike ends</h1>"
                      << paragraphs
                      << "<p>Read more about the port</p><figure><img src=a.jpg><figcaption>The "
                         "port</figcaption></figure><p>By our own staff</p></article>";
  const std::string out = Newswired({"explain", path}).out;
  EXPECT_THAT(out, HasSubstr("  title       Strike ends  h1\n"));
  EXPECT_THAT(out, HasSubstr("  candidate   density  taken, no markup names the text; "));
  EXPECT_THAT(out, HasSubstr("  candidate   element:article  agrees to 1.00, only compared"));
  EXPECT_THAT(out, HasSubstr("  cut         noise             Read more about the port  p\n"));
  EXPECT_THAT(out, HasSubstr("  cut         title             Strike ends  h1\n"));
  EXPECT_THAT(out, HasSubstr("  cut         caption           The port  figure\n"));
  EXPECT_THAT(out, HasSubstr("  cut         after_text        By our own staff  p\n"));
  EXPECT_THAT(out, HasSubstr("  cut         boilerplate_tag   Home  nav\n"));
}

TEST(Explain, LinesThatArePackedByZstdAreNamedAsEnrichNamesThem) {
  const std::string path = FreshPath("nw_explain.jsonl.zst");
  std::ofstream(path) << "\x28\xB5\x2F\xFDx";
  for (const std::string command : {"explain", "enrich"}) {
    EXPECT_THAT(Newswired({command, path}).err,
                HasSubstr(path + ": is packed by zstd; unpack it first, as `zstd -dc` does"))
        << command;
  }
}

TEST(Explain, StagesThatAreNotThereSayNothing) {
  const std::string path = FreshPath("nw_explain.jsonl");
  std::ofstream(path) << R"({"headline": "Rain", "text": "It rains in Kenya."})"
                      << "\n";
  const std::string config = FreshPath("nw_explain.yaml");
  std::ofstream(config) << "stages: []\n";
  EXPECT_THAT(Newswired({"explain", "-c", config, path}).out,
              HasSubstr("\n\nthere are no stages: records pass unchanged\n"));
  std::ofstream(config) << "stages: [decode, entities]\n";
  const Ran ran = Newswired({"explain", "-c", config, path});
  EXPECT_THAT(ran.out, HasSubstr("Kenya"));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("agree")));
}

TEST(Explain, ShowsWhatDedupComparedAndWhy) {
  const std::string earlier = FreshPath("nw_explain_earlier.jsonl");
  const std::string path = FreshPath("nw_explain.json");
  const std::string text =
      "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
      "that had kept forty ships waiting outside, the harbour master said in the evening.";
  std::ofstream(earlier) << R"({"url": "https://wire.example/1", "text": ")" << text << "\"}\n"
                         << R"({"url": "https://wire.example/2", "text": "It rains in Kenya."})";
  std::ofstream(path) << R"({"url": "https://paper.example/9", "text": ")" << text << "\"}";
  const Ran ran = Newswired({"explain", path, "--after", earlier});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("  role        copy"));
  EXPECT_THAT(ran.out, HasSubstr("  compared    https://wire.example/1  "
                                 "taken: another item with the same text; same-text\n"
                                 "              as a reprint 0."));
  EXPECT_THAT(ran.out, HasSubstr(", least 0.90"));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("wire.example/2")));
  EXPECT_THAT(Newswired({"explain", "--after", earlier, path}).out, HasSubstr("role        copy"));
  EXPECT_THAT(Newswired({"explain", path}).out, ::testing::Not(HasSubstr("compared")));
  const Ran absent = Newswired({"explain", path, "--after", "/nonexistent/x"});
  EXPECT_EQ(absent.exit_code, kExitFailed);
  EXPECT_THAT(absent.err, HasSubstr("/nonexistent/x"));
}

TEST(Explain, ShowsWhatARevisionChangedAndWhichStoriesWereCompared) {
  const std::string earlier = FreshPath("nw_explain_version.jsonl");
  const std::string path = FreshPath("nw_explain_revised.json");
  const std::string begin =
      R"({"id": "1", "source": "wire.example", "text": "Dock workers of Mombasa struck on Tuesday. )";
  const std::string end = "The harbour master Ali Hassan said that ships wait outside of it.\"}\n";
  std::ofstream(earlier) << begin << "There are 40 ships. " << end;
  std::ofstream(path) << begin << "There are 60 ships. " << end;
  const Ran revised = Newswired({"explain", path, "--after", earlier});
  EXPECT_THAT(revised.out, HasSubstr("  revision    2, update  of urn:newswired:wire.example:1, "
                                     "material\n"
                                     "  changed     There are 60 ships.  quantity:40->60\n"));
  EXPECT_THAT(revised.out,
              HasSubstr("taken: the story of what it repeats or revises; begun by "
                        "urn:newswired:wire.example:1\n              as a report of it 0.9"));

  std::ofstream(path) << R"({"id": "2", "source": "paper.example", "text": "A football team from )"
                      << R"(Mombasa won the cup of the coast when Otieno Onyango scored twice."})";
  const Ran other = Newswired({"explain", path, "--after", earlier});
  EXPECT_THAT(other.out, HasSubstr("not taken: below the threshold; begun by "
                                   "urn:newswired:wire.example:1\n"));
}

TEST(Explain, DeadLetterAndItems) {
  const std::string path = FreshPath("nw_explain_bad.json");
  std::ofstream(path) << "{";
  const Ran bad = Newswired({"explain", path});
  EXPECT_EQ(bad.exit_code, kExitFailed);
  EXPECT_THAT(bad.out, HasSubstr("\ndead letter: stage decode, invalid_json: "));
  const Ran feed = Newswired({"explain", "tests/golden/rss.in.xml"});
  EXPECT_THAT(feed.out, HasSubstr("\n== item 2 of "));
  EXPECT_THAT(feed.out.substr(feed.out.find("== item 2 of ")), HasSubstr("  title       "));
}

/// Files for `enrich`: an input, a configuration, and paths where nothing is.
class EnrichFiles : public ::testing::Test {
 protected:
  EnrichFiles() {
    std::ofstream(input_) << kInput;
    std::ofstream(config_) << kConfig;
  }

  /// Nothing was read or written, and `message` says why.
  void ExpectRefused(std::initializer_list<std::string> arguments, const std::string& message) {
    const Ran ran = Newswired(arguments);
    EXPECT_EQ(ran.exit_code, kExitUsage);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "newswired enrich: " + message + "\n");
    EXPECT_EQ(ReadFile(input_), kInput);
    EXPECT_EQ(ReadFile(config_), kConfig);
  }

  static constexpr const char* kInput = "{\"title\": \"Rain\", \"text\": \"It rains.\"}\n";
  static constexpr const char* kConfig = "stages: [decode]\n";
  const std::string input_ = FreshPath("nw_enrich.jsonl");
  const std::string config_ = FreshPath("nw_enrich.yaml");
  const std::string output_ = FreshPath("nw_enrich.out.jsonl");
};

TEST_F(EnrichFiles, AnInputIsNotOverwritten) {
  const std::string message = ": is an input, too, which it would overwrite; write to another file";
  ExpectRefused({"enrich", input_, "-o", input_}, input_ + message);
  ExpectRefused({"enrich", input_, "-o", output_, "--dead-letters", input_}, input_ + message);
  const std::string link = FreshPath("nw_enrich_link.jsonl");
  std::filesystem::create_hard_link(input_, link);
  ExpectRefused({"enrich", input_, "-o", link}, link + message);
}

TEST_F(EnrichFiles, TheConfigurationIsNotOverwritten) {
  ExpectRefused({"enrich", "-c", config_, input_, "-o", config_},
                config_ +
                    ": is the configuration, too, which it would overwrite; write to another "
                    "file");
}

TEST_F(EnrichFiles, EventsAndDeadLettersGoApart) {
  ExpectRefused({"enrich", input_, "-o", output_, "--dead-letters", output_},
                output_ +
                    ": is where events go, too, which it would overwrite; write to another "
                    "file");
  ExpectRefused({"enrich", input_, "--dead-letters", "-"},
                "--dead-letters -: events go to stdout, too; write one of them to a file");
}

TEST_F(EnrichFiles, DocumentReadAsLinesGetsAHint) {
  const std::string hint =
      "newswired enrich: none of the lines is an article; if an input is one document, add "
      "--format document\n";
  std::ofstream(input_) << "{\n\"text\": \"It rains.\"\n}\n";
  EXPECT_THAT(Newswired({"enrich", "-c", config_, input_}).err, ::testing::EndsWith(hint));
  const Ran document = Newswired({"enrich", "-c", config_, input_, "--format", "document"});
  EXPECT_EQ(document.exit_code, kExitOk) << document.err;
  std::ofstream(input_) << kInput << "{\n";
  EXPECT_THAT(Newswired({"enrich", "-c", config_, input_}).err,
              ::testing::Not(HasSubstr("--format")));
}

TEST_F(EnrichFiles, OldOutputIsReplaced) {
  std::ofstream(output_) << std::string(100000, 'x');
  EXPECT_EQ(Newswired({"enrich", "-c", config_, input_, "-o", output_}).exit_code, kExitOk);
  const std::string events = ReadFile(output_);
  EXPECT_THAT(events, StartsWith("{"));
  EXPECT_EQ(std::count(events.begin(), events.end(), '\n'), 1);
}

TEST_F(EnrichFiles, DeadLettersMayGoToStdoutAlone) {
  std::ofstream(input_) << "{\n";
  const Ran ran =
      Newswired({"enrich", "-c", config_, input_, "-o", output_, "--dead-letters", "-"});
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("\"valueBase64\":\"ew==\""));
  EXPECT_EQ(ReadFile(output_), "");
}

/// Articles have no Kafka to date them here: their own times move the windows of ordered stages.
TEST_F(EnrichFiles, TimeMovesTheWindows) {
  const auto line = [](int id, int hour, const std::string& text) {
    return "{\"id\": \"" + std::to_string(id) + "\", \"publishedAt\": \"2026-03-12T" +
           (hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00Z\", \"headline\": \"" + text +
           "\", \"text\": \"" + text + "\"}\n";
  };
  std::ofstream(config_) << "stages: [decode, article, {dedup: {window_hours: 2}}, {story: "
                            "{window_hours: 2}}]\n";
  const std::string fire = "The Pennifold warehouse in Tallbridge burnt down.";
  {
    std::ofstream input(input_);
    input << line(1, 0, fire) << line(2, 1, fire);
    // Enough for the clock to start, and then to believe that nine hours passed.
    for (int id = 3; id < 23; ++id) input << line(id, 9, "Word" + std::to_string(id) + " came.");
    input << line(23, 9, fire);
  }
  ASSERT_EQ(Newswired({"enrich", "-c", config_, input_, "-o", output_}).exit_code, kExitOk);
  std::istringstream events(ReadFile(output_));
  std::vector<std::string> lines;
  for (std::string event; std::getline(events, event);) lines.push_back(event);
  ASSERT_EQ(lines.size(), 23U);
  EXPECT_THAT(lines[1], HasSubstr("\"role\":\"copy\""));
  EXPECT_THAT(lines[1], HasSubstr("\"firstStory\":false"));
  EXPECT_THAT(lines[22], HasSubstr("\"role\":\"unique\""));
  EXPECT_THAT(lines[22], HasSubstr("\"firstStory\":true"));
}

TEST(Check, APageIsReadOnce) {
  const std::string path = FreshPath("nw_twice.yaml");
  std::ofstream(path) << "kafka: {brokers: k:9092}\ninput: {topics: [raw], group: g}\n"
                         "output: {topic: out, dead_letter_topic: dlq}\n"
                         "stages: [decode, article, article]\n";
  const Ran ran = Newswired({"check", "--config", path});
  EXPECT_EQ(ran.exit_code, kExitUsage) << ran.out << ran.err;
  EXPECT_THAT(ran.out + ran.err, HasSubstr("4:27: stages[2].article: stands there twice"));
}

/// What config/cases shows holds for the configurations that people start from.
TEST(Test, ExampleCasesPass) {
  const Ran ran = Newswired({"test", "config/cases/dedup.yaml"});
  EXPECT_EQ(ran.exit_code, kExitOk) << ran.out << ran.err;
  EXPECT_EQ(ran.out, "6 passed, 0 failed\n");
  EXPECT_EQ(Newswired({"test", "-c", "config/newswired.yaml", "config/cases/dedup.yaml"}).out,
            ran.out);
}

TEST(Test, ThePageOnItIsRight) {
  const std::string page = ReadFile("docs/testing-a-configuration.md");
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence) + fence.size();
  const std::string path = FreshPath("nw_page.yaml");
  std::ofstream(path) << page.substr(begin, page.find("```", begin) - begin);
  const Ran ran = Newswired({"test", path});
  EXPECT_EQ(ran.out, "1 passed, 0 failed\n") << ran.err;
}

/// Two files of cases: one passes, two do not.
class TestFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(good_) << "cases: [{name: good, articles: [{headline: Rain, text: ''}]}]\n";
    std::ofstream(bad_) << "cases:\n"
                           "  - name: bad\n"
                           "    articles: [{headline: Rain, text: '', expect: {role: copy}}]\n"
                           "  - name: worse\n"
                           "    articles: [{value: '{', contentType: application/json}]\n";
  }
  const std::string good_ = FreshPath("nw_good.yaml");
  const std::string bad_ = FreshPath("nw_bad.yaml");
};

TEST_F(TestFiles, FailuresHaveTheirPlace) {
  const Ran ran = Newswired({"test", good_, bad_, "--verbose"});
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, StartsWith("passed: good\n" + bad_ +
                                  ":3:58: bad: article 1: /enrichment/dedup/role: expected "
                                  "\"copy\", got \"unique\"\n"));
  EXPECT_THAT(ran.out, ::testing::EndsWith("\n1 passed, 2 failed\n"));
}

TEST_F(TestFiles, OnlyTheNamedRun) {
  const Ran one = Newswired({"test", "--only", "good", good_, bad_});
  EXPECT_EQ(one.exit_code, kExitOk) << one.err;
  EXPECT_EQ(one.out, "1 passed, 0 failed\n");
  EXPECT_THAT(Newswired({"test", good_, bad_, "--only", "good", "--only", "bad"}).out,
              ::testing::EndsWith("\n1 passed, 1 failed\n"));
  const Ran none = Newswired({"test", good_, bad_, "--only", "worst"});
  EXPECT_EQ(none.exit_code, kExitUsage);
  EXPECT_EQ(none.err, "newswired test: there is no case \"worst\"; did you mean \"worse\"?\n");
}

TEST_F(TestFiles, BrokenOnesDoNotRun) {
  std::ofstream(good_) << "cases: [{name: good, articels: []}]\n";
  const Ran ran = Newswired({"test", good_, bad_});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            good_ + ":1:9: cases[0].articles: are missing; list what comes in, in its order\n" +
                good_ +
                ":1:22: cases[0].articels: unknown key; did you mean \"articles\"?\n"
                "2 problems\n");
}

TEST_F(TestFiles, ConfigurationIsCheckedToo) {
  const std::string config = FreshPath("nw_test_config.yaml");
  std::ofstream(config) << "stages: [decoed]\n";
  const Ran ran = Newswired({"test", "-c", config, good_});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, StartsWith(config + ":1:10: stages[0]: there is no stage \"decoed\""));
}

/// The files load with the stages as they are, not only with the fakes of daemon/config.
TEST(Examples, LoadWithTheBuiltInStages) {
  for (const char* path : {"config/newswired.yaml", "config/minimal.yaml"}) {
    const Ran ran = Newswired({"check", "-c", path});
    EXPECT_EQ(ran.exit_code, kExitOk) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("stages decode, article, language, entities, dedup, story\n"));
  }
}

TEST(Examples, ServiceLoadsWithItsEnvironment) {
  LoadOptions options;
  options.references = ReferenceSource::OfProcess("");
  options.references->read_file = [](const std::string& path) -> Result<std::string> {
    EXPECT_EQ(path, "/run/credentials/newswired.service/kafka-password");
    return std::string("s3cret\n");
  };
  setenv("KAFKA_BROKERS", "k1:9093,k2:9093", 1);
  setenv("KAFKA_USER", "newswired", 1);
  setenv("NEWSWIRED_INSTANCE", "host-1", 1);
  const auto config = LoadOrReport("config/service.yaml", options);
  ASSERT_NE(config, nullptr);
  EXPECT_EQ(config->kafka.security.password, "s3cret");
  EXPECT_TRUE(config->stages[1].required);
}

TEST(Schema, IsJson) {
  for (const char* kind : {"config", "raw", "event"}) {
    const Ran ran = Newswired({"schema", kind});
    rapidjson::Document schema;
    EXPECT_FALSE(schema.Parse(ran.out).HasParseError()) << kind;
    EXPECT_TRUE(schema.IsObject() && schema.HasMember("$schema")) << kind;
  }
}

TEST(Stages, AreListedAndDocumented) {
  EXPECT_THAT(Newswired({"stages"}).out, HasSubstr("decode"));
  EXPECT_THAT(Newswired({"stages", "decode"}).out, HasSubstr("time_budget_ms"));
  EXPECT_THAT(Newswired({"stages", "--config"}).out, HasSubstr("dead_letter_topic"));
  EXPECT_EQ(Newswired({"stages", "--config", "--markdown"}).out, ReadFile("docs/configuration.md"));
}

/// A setting that a stage declares must not hide one that every stage takes.
TEST(Stages, NoneRedeclaresACommonSettingAndAllAreDocumented) {
  for (const StageType* type : BuiltinStages()) {
    EXPECT_TRUE(type->summary.ends_with('.')) << type->name;
    DocumentSettings visitor;
    type->describe(visitor);
    for (const SettingDoc& setting : visitor.settings()) {
      EXPECT_NE(setting.name, "required") << type->name;
      EXPECT_NE(setting.name, "time_budget_ms") << type->name;
      EXPECT_FALSE(setting.spec.doc.empty()) << type->name << "." << setting.name;
    }
  }
}

/// docs/stages.md is made from the stages' declarations; NW_UPDATE_DOCS=1 rewrites it.
TEST(Stages, ReferencePageIsUpToDate) {
  const std::string text = Newswired({"stages", "--markdown"}).out;
  if (std::getenv("NW_UPDATE_DOCS") != nullptr) std::ofstream("docs/stages.md") << text;
  EXPECT_EQ(ReadFile("docs/stages.md"), text) << "run this test with NW_UPDATE_DOCS=1";
}

TEST(Version, NamesWhatRuns) {
  const Ran ran = Newswired({"version"});
  EXPECT_EQ(ran.exit_code, kExitOk);
  EXPECT_THAT(ran.out, StartsWith("newswired "));
  EXPECT_THAT(ran.out, HasSubstr("\nlibrdkafka "));
  EXPECT_EQ(Newswired({"--version"}).out, ran.out);
}

}  // namespace
}  // namespace newswired::cli
