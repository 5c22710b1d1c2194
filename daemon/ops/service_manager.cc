#include "daemon/ops/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace newswired::ops {
namespace {

// A service manager that does not listen is no reason to stop: the result is not looked at.
void Notify(const std::string& state) {
  static_cast<void>(sd_notify(/*unset_environment=*/0, state.c_str()));
}

}  // namespace

void ServiceManager::Ready() { Notify("READY=1"); }

void ServiceManager::Stopping() { Notify("STOPPING=1"); }

void ServiceManager::Status(const std::string& text) {
  // A line end would begin another assignment.
  std::string line = "STATUS=";
  for (const char c : text) line += c == '\n' || c == '\r' ? ' ' : c;
  Notify(line);
}

void ServiceManager::KickWatchdog() { Notify("WATCHDOG=1"); }

std::optional<std::chrono::microseconds> ServiceManager::WatchdogInterval() {
  std::uint64_t limit = 0;
  if (sd_watchdog_enabled(/*unset_environment=*/0, &limit) <= 0) return std::nullopt;
  return std::chrono::microseconds(limit / 2);
}

}  // namespace newswired::ops
