#include "daemon/ops/logging.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <utility>

#include "daemon/ops/log_sink.h"

namespace newswired::ops {
namespace {

/// One write a line, so that lines of several processes do not mix. A stderr that takes nothing
/// more must not stop the daemon.
void WriteToStderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void StartLogging(const std::string& level, const std::string& format) {
  const LogFormat log_format = format == "json" ? LogFormat::kJson : LogFormat::kText;
  auto logger = std::make_shared<spdlog::logger>(
      "newswired", std::make_shared<LogSink>(log_format, &WriteToStderr));
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

void RedactInLogs(const std::vector<std::string>& secrets) {
  for (const spdlog::sink_ptr& sink : spdlog::default_logger()->sinks()) {
    if (auto* ours = dynamic_cast<LogSink*>(sink.get())) ours->SetSecrets(secrets);
  }
}

}  // namespace newswired::ops
