#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/ledger_stats.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/kafka/ledger_append.h"
#include "daemon/kafka/topic_reader.h"
#include "daemon/ops/logging.h"
#include "daemon/ops/redact.h"

namespace newswired::cli {
namespace {

struct Arguments {
  std::string path;
  bool json = false;
  bool verdicts = false;
  bool yes = false;
  bool anew = false;
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
  if (!machine.control() && !machine.stranger().empty()) {
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

/// What the ledger of `config` has, read to its end. The error is what to report, and how to exit.
struct Unread {
  int exit_code = kExitFailed;
  std::string message;
};
std::variant<std::unique_ptr<LedgerStats>, Unread> ReadLedger(const Config& config, bool verdicts) {
  ops::StartLogging("error", config.log.format);
  ops::RedactInLogs(config.secrets);
  std::vector<SharedStage> stages = SharedStages(config);
  if (stages.empty()) {
    return Unread{kExitUsage,
                  "there is no ledger: no stage of " + config.path + " has `scope: global`"};
  }
  auto stats = std::make_unique<LedgerStats>(config.ledger_topic(), config.ledger_group(),
                                             std::move(stages));
  const Status read = Read(config, verdicts, *stats);
  if (!read.ok()) {
    const bool missing = read.error().code == "topic_missing";
    return Unread{kExitFailed, read.error().message +
                                   (missing ? "; the ledger is made by the first instance that "
                                              "starts, if ledger.create_topic lets it"
                                            : "")};
  }
  return stats;
}

int Stats(const Arguments& arguments) {
  const auto config = LoadOrReport(arguments.path);
  if (config == nullptr) return kExitUsage;
  const auto read = ReadLedger(*config, arguments.verdicts);
  if (const auto* unread = std::get_if<Unread>(&read)) {
    return Report(*config, unread->exit_code, unread->message);
  }
  const LedgerStats& stats = *std::get<0>(read);
  std::cout << (arguments.json || arguments.verdicts ? stats.Json() + "\n" : stats.Text());
  const auto why_not = WhyNot(stats.machine());
  return why_not ? Report(*config, kExitFailed, *why_not) : kExitOk;
}

/// In what the ledger's rules differ from those of the configuration; empty: in nothing.
std::string Differences(const CurrentControl& control, const std::vector<SharedStage>& stages) {
  if (control.cannot_follow) return control.cannot_follow->message;
  return RuleDifferences(control.record, stages);
}

/// An instance that repeats the control record while ours is under way makes ours one that replaces
/// what is not the current one any more: it does not count, and is written anew.
constexpr int kTriesToAdopt = 10;
constexpr std::chrono::seconds kTimeToObject{2};

int Adopt(const Arguments& arguments) {
  const auto config = LoadOrReport(arguments.path);
  if (config == nullptr) return kExitUsage;
  const std::string ledger = "the ledger " + config->ledger_topic();
  for (int tried = 0;; ++tried) {
    const auto read = ReadLedger(*config, /*verdicts=*/false);
    if (const auto* unread = std::get_if<Unread>(&read)) {
      return Report(*config, unread->exit_code, unread->message);
    }
    const LedgerMachine& machine = std::get<0>(read)->machine();
    if (!machine.control() && !machine.stranger().empty()) {
      return Report(*config, kExitFailed, *WhyNot(machine));
    }
    // Those that run, if the log has lost their control record, say now that they have another.
    const bool anew = arguments.anew && (tried == 0 || machine.began_in_the_middle());
    if (!machine.control() && !arguments.anew) {
      return Report(*config, kExitFailed,
                    ledger + " has no rules yet: the first instance that starts writes its own");
    }
    const std::string differences =
        machine.control() ? Differences(*machine.control(), machine.stages()) : "";
    if (differences.empty() && !anew) {
      std::cout << ledger
                << (tried == 0 ? " has these rules already\n"
                               : " has the rules of " + config->path + " now\n");
      return kExitOk;
    }
    if (tried == 0 && !differences.empty()) std::cout << differences << "\n";
    if (!arguments.yes) {
      return Report(*config, kExitFailed,
                    "nothing was changed: with --yes the ledger takes the rules of " +
                        config->path +
                        ", forgets all articles that it has, and running instances "
                        "end with code 3");
    }
    if (tried == kTriesToAdopt) {
      return Report(*config, kExitFailed,
                    ledger + " was given other rules each time: who else writes to it?");
    }
    const Status written = kafka::AppendToLedger(*config, Encode(machine.Change()));
    if (!written.ok()) return Report(*config, kExitFailed, written.error().message);
    if (!machine.control()) std::this_thread::sleep_for(kTimeToObject);
  }
}

}  // namespace

void AddDedup(CLI::App& app, int& exit_code) {
  CLI::App* dedup =
      app.add_subcommand("dedup", "Tells what is in the ledger, and changes its rules");
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

  CLI::App* adopt = dedup->add_subcommand(
      "adopt", "Makes the ledger take the rules of a configuration in place of those that it has");
  auto adopted = std::make_shared<Arguments>();
  adopt->add_option("-c,--config", adopted->path, "The pipeline's YAML file")->required();
  adopt->add_flag("--yes", adopted->yes, "Do it; else only what differs is shown");
  adopt->add_flag("--anew", adopted->anew,
                  "Even where the rules are the same: all instances forget what they have, and "
                  "begin together");
  adopt->footer(
      "For changed settings, and for versions of stages that cannot follow the old rules; with\n"
      "--anew for a ledger whose past was deleted. What the ledger remembers is forgotten. "
      "Instances that run end with code 3, and follow after their\n"
      "restart.\n"
      "\n"
      "Exit codes: 0 done, or nothing to do; 1 not done; 2 wrong arguments or configuration.");
  adopt->callback([adopted, &exit_code] { exit_code = Adopt(*adopted); });
}

}  // namespace newswired::cli
