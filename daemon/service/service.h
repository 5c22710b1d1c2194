#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "daemon/config/config.h"
#include "daemon/kafka/failpoints.h"

namespace newswired {

struct ServiceOptions {
  /// Asked a few times a second; true drains as SIGTERM does.
  std::function<bool()> stop = {};
  /// false: SIGTERM and SIGINT are somebody else's.
  bool take_signals = true;
  /// Told the address of /metrics once it is there.
  std::function<void(const std::string& address)> listening = {};
  /// A lane without progress for that long is stalled: systemd's watchdog is told no more.
  std::chrono::milliseconds stalled_after{60'000};
  /// The brokers are librdkafka's mock cluster, which tells no configurations and has no times of
  /// its own: the ledger takes those of its producers. For `demo` and tests.
  bool mock_brokers = false;
  /// How old the ledger's last control record may be before it is repeated; tests have no hour.
  std::chrono::milliseconds repeat_control_after{3'600'000};
  /// Static members that come back begin a rebalance. Brokers that are a mock cluster are spared,
  /// and so are tests that count on nothing but themselves to move the group.
  bool begin_rebalances = true;
  kafka::FailPoints* failpoints = nullptr;  ///< tests only
};

/// Runs the daemon until a signal or a fatal error: lanes, workers, HTTP, systemd. SIGTERM and
/// SIGINT drain within drain_timeout_ms, a second one aborts. Returns the process's exit code
/// (exit_code.h).
int RunService(const std::shared_ptr<const Config>& config, const ServiceOptions& options = {});

}  // namespace newswired
