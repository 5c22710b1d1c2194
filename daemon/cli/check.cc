#include <iostream>
#include <memory>
#include <string>

#include "daemon/cli/commands.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/config/suggest.h"
#include "daemon/kafka/check_live.h"
#include "daemon/kafka/client_config.h"

namespace newswired::cli {
namespace {

struct CheckArguments {
  std::string path;
  bool live = false;
  bool offline = false;
};

std::string StageNames(const Config& config) {
  std::vector<std::string_view> names;
  for (const StageConfig& stage : config.stages) names.push_back(stage.type->name);
  return names.empty() ? "records pass through unchanged" : "stages " + JoinWords(names, ", ");
}

void Summarize(const Config& config, bool offline) {
  std::cout << config.path << ": ok: ";
  if (!offline) {
    const std::vector<std::string_view> topics(config.input.topics.begin(),
                                               config.input.topics.end());
    std::cout << JoinWords(topics, ", ") << " -> " << config.output.topic << ", " << config.delivery
              << ", ";
  }
  std::cout << StageNames(config) << "\n";
}

int Check(const CheckArguments& arguments) {
  LoadOptions options;
  options.offline = arguments.offline;
  if (!arguments.offline) options.check_clients = kafka::CheckClients;
  const auto config = LoadOrReport(arguments.path, options);
  if (config == nullptr) return kExitUsage;
  Summarize(*config, arguments.offline);
  return arguments.live ? kafka::CheckLive(*config, std::cout) : kExitOk;
}

}  // namespace

void AddCheck(CLI::App& app, int& exit_code) {
  CLI::App* check =
      app.add_subcommand("check", "Reports everything that is wrong with a configuration");
  auto arguments = std::make_shared<CheckArguments>();
  check->add_option("-c,--config", arguments->path, "The pipeline's YAML file")->required();
  CLI::Option* live = check->add_flag(
      "--live", arguments->live,
      "Ask the brokers, too: topics, partitions, rights, retention, size and time limits");
  check
      ->add_flag(
          "--offline", arguments->offline,
          "The file is for enrich, explain and test only: brokers, topics and group may be missing")
      ->excludes(live);
  check->footer(
      "Every problem is a line `file:line:column: key: what is wrong; what would be right` on\n"
      "stderr, and all of them are found in one go. Nothing is changed, and without --live no "
      "broker\n"
      "is asked; references (${env:...}, ${file:...}) are resolved and certificates read, so run "
      "it\n"
      "where the daemon runs.\n"
      "\n"
      "Exit codes: 0 it is fine; 1 the brokers do not suit it (--live); 2 it has problems.");
  check->callback([arguments, &exit_code] { exit_code = Check(*arguments); });
}

}  // namespace newswired::cli
