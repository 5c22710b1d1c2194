#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/ledger_stats.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/kafka/topic_reader.h"
#include "daemon/ops/logging.h"
#include "daemon/ops/redact.h"

namespace newswired::cli {
namespace {

struct Arguments {
  std::string path;
  bool json = false;
  bool verdicts = false;
};

int Report(const Config& config, int exit_code, const std::string& message) {
  std::cerr << "newswired dedup: " << ops::Redactor(config.secrets)(message) << "\n";
  return exit_code;
}

/// Why the figures are not those of an instance of this configuration.
std::optional<std::string> WhyNot(const LedgerMachine& machine) {
  if (machine.control() && machine.control()->cannot_follow) {
    return machine.control()->cannot_follow->message;
  }
  if (!machine.stranger().empty()) {
    return "the ledger has control records of group " + machine.stranger() + ", this one is " +
           machine.group();
  }
  return std::nullopt;
}

/// Gives `stats` all records of the topic, and prints those that count where `verdicts`.
Status Read(const Config& config, bool verdicts, LedgerStats& stats) {
  const std::string topic = config.ledger_topic();
  Status result = Ok();
  const Status read = kafka::ReadTopic(config, topic, {}, [&](const kafka::StoredRecord& record) {
    if (record.partition != 0) {
      result = ConfigError(
          "partitions", "topic " + topic + " has records in several partitions: it is no ledger");
      return false;
    }
    const Applied& applied = stats.Apply(record);
    if (!verdicts) return true;
    const std::string line = LedgerRecordJson(record.offset, applied, stats.machine());
    if (!line.empty()) std::cout << line << "\n";
    return true;
  });
  return read.ok() ? result : read;
}

int Stats(const Arguments& arguments) {
  const auto config = LoadOrReport(arguments.path);
  if (config == nullptr) return kExitUsage;
  ops::StartLogging("error", config->log.format);
  ops::RedactInLogs(config->secrets);
  std::vector<SharedStage> stages = SharedStages(*config);
  if (stages.empty()) {
    return Report(*config, kExitUsage,
                  "there is no ledger: no stage of " + arguments.path + " has `scope: global`");
  }
  LedgerStats stats(config->ledger_topic(), config->ledger_group(), std::move(stages));
  const Status read = Read(*config, arguments.verdicts, stats);
  if (!read.ok()) return Report(*config, kExitFailed, read.error().message);
  std::cout << (arguments.json || arguments.verdicts ? stats.Json() + "\n" : stats.Text());
  const auto why_not = WhyNot(stats.machine());
  return why_not ? Report(*config, kExitFailed, *why_not) : kExitOk;
}

}  // namespace

void AddDedup(CLI::App& app, int& exit_code) {
  CLI::App* dedup = app.add_subcommand("dedup", "Tells what is in the ledger");
  dedup->require_subcommand(1);
  CLI::App* stats = dedup->add_subcommand(
      "stats", "Reads the ledger once to its end, as an instance does, and counts");
  auto arguments = std::make_shared<Arguments>();
  stats->add_option("-c,--config", arguments->path, "The pipeline's YAML file")->required();
  stats->add_flag("--json", arguments->json, "One JSON object");
  stats->add_flag("--verdicts", arguments->verdicts,
                  "Before that, a JSON object a line for each record that counted");
  stats->footer(
      "It joins no group and writes nothing, and may be called while instances work. The state's\n"
      "hash is that of every instance that has read as far.\n"
      "\n"
      "Exit codes: 0 done; 1 the topic cannot be read, or its rules cannot be followed with this\n"
      "configuration; 2 wrong arguments or configuration.");
  stats->callback([arguments, &exit_code] { exit_code = Stats(*arguments); });
}

}  // namespace newswired::cli
