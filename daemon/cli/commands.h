#pragma once

#include <CLI/CLI.hpp>

#include "daemon/service/exit_code.h"

namespace newswired::cli {

/// Each adds one subcommand; its callback stores the exit code in `exit_code`.
void AddRun(CLI::App& app, int& exit_code);
void AddDemo(CLI::App& app, int& exit_code);
void AddEnrich(CLI::App& app, int& exit_code);
void AddExplain(CLI::App& app, int& exit_code);
void AddCheck(CLI::App& app, int& exit_code);
void AddStages(CLI::App& app, int& exit_code);
void AddSchema(CLI::App& app, int& exit_code);
void AddInit(CLI::App& app, int& exit_code);
void AddTest(CLI::App& app, int& exit_code);
void AddConfig(CLI::App& app, int& exit_code);
void AddDlq(CLI::App& app, int& exit_code);
void AddDedup(CLI::App& app, int& exit_code);
void AddVersion(CLI::App& app, int& exit_code);

}  // namespace newswired::cli
