#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace newswired::ops {

/// systemd's notification protocol (sd_notify(3)); does nothing where $NOTIFY_SOCKET is not set.
class ServiceManager {
 public:
  static void Ready();
  static void Stopping();
  static void Status(const std::string& text);
  /// Call only when Health says that nothing is stalled.
  static void KickWatchdog();
  /// Half of WatchdogSec, or nothing where there is no watchdog.
  static std::optional<std::chrono::microseconds> WatchdogInterval();
};

}  // namespace newswired::ops
