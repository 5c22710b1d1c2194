#pragma once

#include <CLI/CLI.hpp>

namespace newswired::cli {

/// Exit codes of every command; documented in docs/exit-codes.md.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,          ///< the command ran and the answer is no (enrich: some input was undecodable)
  kExitUsage = 2,           ///< wrong arguments or a configuration with errors
  kExitFatal = 3,           ///< the daemon stopped because going on could publish wrong data
  kExitFenced = 4,          ///< another process runs under the same instance_id
  kExitDrainAborted = 5,    ///< drain_timeout passed or a second signal came: batches aborted
};

/// Each adds one subcommand; its callback stores the exit code in `exit_code`.
void AddRun(CLI::App& app, int& exit_code);
void AddDemo(CLI::App& app, int& exit_code);
void AddEnrich(CLI::App& app, int& exit_code);
void AddExplain(CLI::App& app, int& exit_code);
void AddCheck(CLI::App& app, int& exit_code);
void AddStages(CLI::App& app, int& exit_code);
void AddSchema(CLI::App& app, int& exit_code);
void AddInit(CLI::App& app, int& exit_code);
void AddConfig(CLI::App& app, int& exit_code);
void AddDlq(CLI::App& app, int& exit_code);
void AddVersion(CLI::App& app, int& exit_code);

}  // namespace newswired::cli
