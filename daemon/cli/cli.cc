#include "daemon/cli/cli.h"

#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/version_text.h"
#include "daemon/config/suggest.h"
#include "stages/text/hash.h"

namespace newswired::cli {
namespace {

constexpr const char* kDescription =
    "newswired reads raw news articles from Kafka, passes each through the stages that a YAML "
    "file\n"
    "names, and publishes enriched events, exactly once.";

constexpr const char* kFooter =
    "To begin:\n"
    "  newswired demo                        see it work, with a Kafka of its own\n"
    "  newswired explain article.html        what every stage makes of one article\n"
    "  newswired init                        write newswired.yaml, to be edited\n"
    "  newswired check -c newswired.yaml     everything that is wrong with it\n"
    "  newswired test -c newswired.yaml CASES.yaml\n"
    "                                        whether it does with articles what you want\n"
    "  newswired run -c newswired.yaml       the daemon\n"
    "\n"
    "`newswired COMMAND --help` tells more. Exit codes: 0 done; 1 the answer is no; 2 wrong "
    "arguments\n"
    "or configuration; 3 stopped, since going on could publish wrong data; 4 another process has "
    "the\n"
    "same instance_id; 5 batches were aborted while stopping.";

/// In the order in which people meet them.
void AddCommands(CLI::App& app, int& exit_code) {
  AddDemo(app, exit_code);
  AddRun(app, exit_code);
  AddEnrich(app, exit_code);
  AddExplain(app, exit_code);
  AddInit(app, exit_code);
  AddCheck(app, exit_code);
  AddTest(app, exit_code);
  AddConfig(app, exit_code);
  AddStages(app, exit_code);
  AddSchema(app, exit_code);
  AddDlq(app, exit_code);
  AddDedup(app, exit_code);
  AddVersion(app, exit_code);
}

/// The deepest command that was named.
const CLI::App& Deepest(const CLI::App& app) {
  const auto named = app.get_subcommands();
  return named.empty() ? app : Deepest(*named.front());
}

std::string FullName(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : FullName(*parent) + " " + app.get_name();
}

int ReportUnknownCommand(const CLI::App& command, const std::string& word) {
  const auto subcommands = command.get_subcommands([](const CLI::App*) { return true; });
  std::vector<std::string> names;
  for (const CLI::App* subcommand : subcommands) names.push_back(subcommand->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::cerr << FullName(command) << ": unknown command \"" << word << "\"; "
            << SuggestWord(word, known, "commands") << "\n";
  return kExitUsage;
}

/// CLI11's own messages are kept but for unknown commands, where it only says "not expected".
int ReportParseError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Deepest(app);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  const std::vector<std::string> extras = app.remaining(true);
  const bool takes_commands =
      !command.get_subcommands([](const CLI::App*) { return true; }).empty();
  if (takes_commands && !extras.empty() && !extras.front().starts_with('-')) {
    return ReportUnknownCommand(command, extras.front());
  }
  std::cerr << FullName(command) << ": " << error.what() << "; see `" << FullName(command)
            << " --help`\n";
  return kExitUsage;
}

}  // namespace

int Main(int argc, char** argv) {
  int exit_code = kExitOk;
  if (const Status tested = CheckSha256(); !tested.ok()) {
    std::cerr << "newswired: " << tested.error().message << "\n";
    return kExitUsage;
  }
  try {
    CLI::App app(kDescription, "newswired");
    app.footer(kFooter);
    app.set_version_flag("--version", VersionText(), "The same as `newswired version`");
    AddCommands(app, exit_code);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return ReportParseError(app, error);
    }
    if (app.get_subcommands().empty()) {
      std::cerr << app.help();
      return kExitUsage;
    }
  } catch (const std::exception& error) {
    std::cerr << "newswired: " << error.what() << "\n";
    return kExitFailed;
  }
  if (!std::cout.flush()) {
    std::cerr << "newswired: stdout cannot be written\n";
    if (exit_code == kExitOk) return kExitFailed;
  }
  return exit_code;
}

}  // namespace newswired::cli
