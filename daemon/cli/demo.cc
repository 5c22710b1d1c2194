#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/demo_samples.h"
#include "daemon/config/load.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/service/service.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {
namespace {

using kafka::MockCluster;
using kafka::PlainRecord;

constexpr int kResultsTimeoutMs = 30'000;
constexpr const char* kInput = "raw.news";
constexpr const char* kOutput = "news.enriched";
constexpr const char* kDead = "news.dead";
constexpr const char* kSourceHeader = "newswired-source";

std::string Text(const rapidjson::Document& event, const char* pointer) {
  const rapidjson::Value* value = rapidjson::Pointer(pointer).Get(event);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

/// The title, or how the text begins where it has none.
std::string Headline(const rapidjson::Document& event) {
  constexpr std::size_t kShown = 70;
  std::string title = Text(event, "/title");
  if (!title.empty()) return title;
  const std::string body = Text(event, "/bodies/0/value");
  const std::size_t end = body.find(' ', std::min(kShown, body.size()));
  return "(no title) " + body.substr(0, end) + (end == std::string::npos ? "" : " ...");
}

/// "Kenya (GPE), African Union (ORG)"
std::string Entities(const rapidjson::Document& event) {
  const rapidjson::Value* entities = rapidjson::Pointer("/enrichment/entities").Get(event);
  if (entities == nullptr || !entities->IsArray()) return "";
  std::string line;
  for (const auto& entity : entities->GetArray()) {
    if (!line.empty()) line += ", ";
    line.append(entity["name"].GetString())
        .append(" (")
        .append(entity["type"].GetString())
        .append(")");
  }
  return line;
}

/// What a new version changed, for people: "quantity:4,200->4,600".
std::string Changes(const rapidjson::Document& event) {
  std::string line;
  const rapidjson::Value* changed =
      rapidjson::Pointer("/enrichment/revision/diff/sentencesChanged").Get(event);
  if (changed == nullptr) return line;
  for (const auto& sentence : changed->GetArray()) {
    for (const auto& what : sentence["what"].GetArray()) {
      if (!line.empty()) line += ", ";
      line += what.GetString();
    }
  }
  return line;
}

/// "st:27f7b5c09d2a4471, report 3 on it".
std::string Story(const rapidjson::Document& event) {
  const rapidjson::Value* members = rapidjson::Pointer("/enrichment/story/members").Get(event);
  if (members == nullptr) return "";
  return Text(event, "/enrichment/story/storyId") + ", report " +
         std::to_string(members->GetInt64()) + " on it";
}

/// 3 for the third sample, that a record was made from; 0: unknown.
std::int64_t SampleOf(const std::string& source) {
  const std::size_t first = source.find('/');
  const std::size_t second = source.find('/', first + 1);
  const std::size_t third = source.find('/', second + 1);
  if (third == std::string::npos) return 0;
  return std::stoll(source.substr(second + 1, third - second - 1)) + 1;
}

void PrintEvent(const PlainRecord& record, std::ostream& out) {
  rapidjson::Document event;
  event.Parse(record.value->data(), record.value->size());
  if (event.HasParseError()) return;
  const std::string published = Text(event, "/enrichment/article/published/value");
  out << "\n  " << SampleOf(record.Header(kSourceHeader)) << "  " << Headline(event) << "\n     "
      << record.Header("ce_type") << ", language " << Text(event, "/language")
      << (published.empty() ? "" : ", published " + published) << "\n";
  const std::string role = Text(event, "/enrichment/dedup/role");
  if (!role.empty()) {
    out << "     dedup: " << role;
    const std::string of = Text(event, "/enrichment/dedup/of/uri");
    if (!of.empty()) out << " of " << of;
    out << "\n";
  }
  const std::string changes = Changes(event);
  if (!changes.empty()) out << "     changed: " << changes << "\n";
  const std::string story = Story(event);
  if (!story.empty()) out << "     story: " << story << "\n";
  const std::string entities = Entities(event);
  if (!entities.empty()) out << "     entities: " << entities << "\n";
}

void PrintDeadLetter(const PlainRecord& record, std::ostream& out) {
  out << "\n  " << SampleOf(record.Header(kSourceHeader))
      << "  dead letter: " << record.Header("dlq-stage") << ", " << record.Header("dlq-code")
      << ": " << record.Header("dlq-message") << "\n";
}

std::vector<PlainRecord> SampleRecords() {
  std::vector<PlainRecord> records;
  for (const DemoSample& sample : DemoSamples()) {
    PlainRecord record{.topic = kInput, .partition = 0, .value = std::string(*sample.value)};
    record.headers.push_back({"content-type", std::string(sample.content_type)});
    if (!sample.url.empty()) record.headers.push_back({"url", std::string(sample.url)});
    if (!sample.source.empty()) record.headers.push_back({"source", std::string(sample.source)});
    records.push_back(std::move(record));
  }
  return records;
}

/// Reads until every sample has become an event or a dead letter; in the order of the samples.
Result<std::vector<PlainRecord>> Results(MockCluster& cluster) {
  NW_TRY(std::vector<PlainRecord> records,
         cluster.Read({kOutput, kDead}, DemoSamples().size(), kResultsTimeoutMs));
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
    return SampleOf(a.Header(kSourceHeader)) < SampleOf(b.Header(kSourceHeader));
  });
  return records;
}

Error CannotWrite(const std::string& path) {
  return ConfigError("write", path + ": " + std::generic_category().message(errno));
}

Status Write(const std::string& path, const std::vector<PlainRecord>& records,
             std::ofstream& file) {
  for (const PlainRecord& record : records) {
    if (record.topic == kOutput) file << *record.value << "\n";
  }
  if (!file.flush()) return CannotWrite(path);
  return Ok();
}

void WaitForInterrupt() {
  // The service has blocked SIGINT for its own use; here it ends the wait.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  int signal = 0;
  sigwait(&set, &signal);
}

struct DemoOptions {
  std::string output;
  bool stay = false;
};

Result<int> RunDemo(const DemoOptions& options) {
  std::ostream& out = std::cout;
  std::ofstream file(options.output);
  if (!file) return CannotWrite(options.output);
  out << "newswired demo: raw articles in, enriched events out, on a Kafka inside this process\n";
  NW_TRY(const std::unique_ptr<MockCluster> cluster, MockCluster::Start());
  for (const char* topic : {kInput, kOutput, kDead, "news.duplicates", "demo.ledger"})
    cluster->CreateTopic(topic, 1);
  out << "\n1. Kafka is up at " << cluster->bootstrap() << " (librdkafka's mock cluster)\n";

  LoadOptions load;
  ReferenceSource references = ReferenceSource::OfProcess(".");
  references.environment = [&](const std::string& /*NEWSWIRED_DEMO_BROKERS*/) {
    return std::optional(cluster->bootstrap());
  };
  load.references = references;
  const LoadResult loaded =
      LoadConfigText(DemoConfig(), "deploy/demo/demo.yaml", BuiltinStages(), load);
  if (!loaded.ok()) return ConfigError("demo", FormatProblems(loaded.problems));

  // Before any thread starts: the wait below must get them, and not a default handler.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);

  std::string metrics;
  std::atomic<bool> stop{false};
  std::atomic<bool> listening{false};
  ServiceOptions service;
  service.stop = [&stop] { return stop.load(); };
  service.listening = [&](const std::string& address) {
    metrics = address;
    listening = true;
  };
  service.take_signals = false;
  service.mock_brokers = true;
  int exit_code = kExitOk;
  std::thread daemon([&] { exit_code = RunService(loaded.config, service); });
  const auto finish = [&] {
    stop = true;
    daemon.join();
  };

  out << "2. The daemon reads topic " << kInput << " and writes " << kOutput << " and " << kDead
      << "\n3. Sending " << DemoSamples().size() << " raw articles:\n";
  int number = 0;
  for (const DemoSample& sample : DemoSamples()) {
    out << "     " << ++number << "  " << sample.name << ", " << sample.value->size() << " bytes\n";
  }
  const Status sent = cluster->Send(SampleRecords());
  Result<std::vector<PlainRecord>> results =
      sent.ok() ? Results(*cluster) : Result<std::vector<PlainRecord>>(sent.error());
  if (!results.ok()) {
    finish();
    return std::move(results).error();
  }
  out << "\n4. What came out:\n";
  for (const PlainRecord& record : *results) {
    record.topic == kDead ? PrintDeadLetter(record, out) : PrintEvent(record, out);
  }
  const Status written = Write(options.output, *results, file);
  if (written.ok()) out << "\nThe events as JSON lines: " << options.output << "\n";
  const bool complete = results->size() == DemoSamples().size();
  if (options.stay && listening) {
    out << "Metrics: http://" << metrics << "/metrics   (Ctrl-C ends the demo)\n" << std::flush;
    WaitForInterrupt();
  }
  finish();
  NW_CHECK_OK(written);
  if (!complete) return Transient("demo", "some articles did not come out in time");
  return exit_code;
}

}  // namespace

void AddDemo(CLI::App& app, int& exit_code) {
  CLI::App* demo = app.add_subcommand(
      "demo", "Shows the whole way on a Kafka inside this process, with sample articles");
  auto options = std::make_shared<DemoOptions>();
  options->output = (std::filesystem::temp_directory_path() / "newswired-demo.jsonl").string();
  demo->add_option("-o,--output", options->output, "Where the events go, as JSON lines")
      ->capture_default_str();
  options->stay = isatty(STDOUT_FILENO) != 0;
  demo->add_flag("--stay,!--no-stay", options->stay,
                 "Stay up until Ctrl-C, with /metrics (default on a terminal)");
  demo->callback([options, &exit_code] {
    const Result<int> ran = RunDemo(*options);
    if (!ran.ok()) std::cerr << "newswired demo: " << ran.error().message << "\n";
    exit_code = ran.ok() ? *ran : kExitFailed;
  });
}

}  // namespace newswired::cli
