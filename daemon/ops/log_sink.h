#pragma once

#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ops/rate_limit.h"
#include "daemon/ops/redact.h"

namespace newswired::ops {

enum class LogFormat { kText, kJson };

/// Formats, limits and redacts messages, and hands on whole lines. Used by StartLogging(); apart
/// for tests.
///
/// A message is one line whatever it holds: line ends and other control characters are escaped, so
/// no record can forge a line of the log. Messages below info are not limited.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  using Now = std::function<RateLimit::Clock::time_point()>;

  /// `write` takes lines with their line end, one call each.
  LogSink(LogFormat format, std::function<void(std::string_view)> write,
          Now now = &RateLimit::Clock::now)
      : format_(format), write_(std::move(write)), now_(std::move(now)) {}

  /// Tells what is still held back.
  ~LogSink() override;

  /// These words become "<redacted>" from now on, wherever they stand. Ones shorter than four
  /// bytes would deface other words and are left out.
  void SetSecrets(std::vector<std::string> secrets);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;

 private:
  void Write(std::chrono::system_clock::time_point time, spdlog::level::level_enum level,
             std::string text);
  void WriteHeld(const std::vector<RateLimit::Held>& held);

  const LogFormat format_;
  const std::function<void(std::string_view)> write_;
  const Now now_;
  RateLimit limit_;
  RateLimit::Clock::time_point next_sweep_;
  Redactor redact_;
};

}  // namespace newswired::ops
