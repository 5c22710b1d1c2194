// Commands that are not written yet, so that the program links. Whoever writes one deletes it here.

#include <iostream>

#include "daemon/cli/commands.h"

namespace newswired::cli {
namespace {

void AddPending(CLI::App& app, int& exit_code, const char* name, const char* description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->allow_extras();
  command->callback([name, &exit_code] {
    std::cerr << "newswired " << name << ": not built yet\n";
    exit_code = kExitUsage;
  });
}

}  // namespace

void AddDlq(CLI::App& app, int& exit_code) {
  AddPending(app, exit_code, "dlq", "Lists, shows and replays dead letters");
}

}  // namespace newswired::cli
