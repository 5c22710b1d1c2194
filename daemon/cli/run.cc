#include <memory>
#include <string>

#include "daemon/cli/commands.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/kafka/client_config.h"
#include "daemon/service/service.h"

namespace newswired::cli {

void AddRun(CLI::App& app, int& exit_code) {
  CLI::App* run = app.add_subcommand("run", "Runs the daemon: input topics to enriched topic");
  auto path = std::make_shared<std::string>();
  run->add_option("-c,--config", *path, "The pipeline's YAML file")->required();
  run->footer(
      "SIGTERM and SIGINT finish and commit what was taken, within drain_timeout_ms; a second "
      "one aborts it.\nExit codes: docs/exit-codes.md");
  run->callback([path, &exit_code] {
    LoadOptions options;
    options.check_clients = kafka::CheckClients;
    const auto config = LoadOrReport(*path, options);
    exit_code = config == nullptr ? kExitUsage : RunService(config);
  });
}

}  // namespace newswired::cli
