#pragma once

#include <memory>

#include "daemon/config/config.h"
#include "daemon/kafka/failpoints.h"

namespace newswired {

struct ServiceOptions {
  kafka::FailPoints* failpoints = nullptr;  ///< tests only
};

/// Runs the daemon until a signal or a fatal error: lanes, workers, HTTP, systemd. SIGTERM and
/// SIGINT drain within drain_timeout_ms, a second one aborts. Returns the process's exit code
/// (daemon/cli/commands.h).
int RunService(const std::shared_ptr<const Config>& config, const ServiceOptions& options = {});

}  // namespace newswired
