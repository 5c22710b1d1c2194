#include <iostream>
#include <memory>
#include <string>

#include "daemon/cli/commands.h"
#include "daemon/cli/load_or_report.h"

namespace newswired::cli {
namespace {

struct ShowArguments {
  std::string path;
  bool effective = false;
  bool offline = false;
};

int Show(const ShowArguments& arguments) {
  LoadOptions options;
  options.offline = arguments.offline;
  const auto config = LoadOrReport(arguments.path, options);
  if (config == nullptr) return kExitUsage;
  std::cout << "# " << config->path << ", sha256 " << config->sha256 << "\n" << config->effective;
  return kExitOk;
}

}  // namespace

void AddConfig(CLI::App& app, int& exit_code) {
  CLI::App* config = app.add_subcommand("config", "Shows what a configuration amounts to");
  config->require_subcommand(1);
  CLI::App* show =
      config->add_subcommand("show", "Prints every setting with the value that it has");
  auto arguments = std::make_shared<ShowArguments>();
  show->add_option("-c,--config", arguments->path, "The pipeline's YAML file")->required();
  show->add_flag("--effective", arguments->effective,
                 "Defaults included, references resolved (this is how it is shown in any case)");
  show->add_flag(
      "--offline", arguments->offline,
      "The file is for enrich, explain and test only: brokers, topics and group may be missing");
  show->footer(
      "Secrets, and whatever came by ${env:...} or ${file:...}, are shown as <redacted>. The "
      "output\n"
      "is YAML, and a configuration itself where nothing is redacted.");
  show->callback([arguments, &exit_code] { exit_code = Show(*arguments); });
}

}  // namespace newswired::cli
