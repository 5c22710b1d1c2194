#include "daemon/ops/log_sink.h"

#include <fmt/format.h>

#include <ctime>

#include "daemon/ops/json.h"

namespace newswired::ops {
namespace {

constexpr auto kSweepInterval = std::chrono::seconds(1);

/// RFC 3339, UTC, milliseconds.
std::string TimeOf(std::chrono::system_clock::time_point time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(since - seconds);
  const std::time_t whole = seconds.count();
  std::tm utc{};
  gmtime_r(&whole, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     millis.count());
}

std::string_view NameOf(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
      return "trace";
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::info:
      return "info";
    case spdlog::level::warn:
      return "warn";
    default:
      return "error";
  }
}

/// The text with control characters escaped as in JSON, quotation marks and backslashes kept.
std::string OneLine(std::string_view text) {
  std::string json;
  AppendJsonString(text, json);
  std::string line;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    const bool kept = json[i] == '\\' && (json[i + 1] == '"' || json[i + 1] == '\\');
    if (kept) ++i;
    line += json[i];
  }
  return line;
}

}  // namespace

LogSink::~LogSink() { WriteHeld(limit_.TakeAll()); }

void LogSink::SetSecrets(std::vector<std::string> secrets) {
  const std::lock_guard lock(mutex_);
  redact_ = Redactor(std::move(secrets));
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  std::string text(message.payload.data(), message.payload.size());
  if (message.level >= spdlog::level::info) {
    const auto now = now_();
    if (now >= next_sweep_) {
      next_sweep_ = now + kSweepInterval;
      WriteHeld(limit_.TakeHeld(now));
    }
    if (!limit_.Allow(text, message.level, now)) return;
  }
  Write(message.time, message.level, std::move(text));
}

void LogSink::flush_() {}

void LogSink::Write(std::chrono::system_clock::time_point time, spdlog::level::level_enum level,
                    std::string text) {
  text = redact_(std::move(text));
  std::string line;
  if (format_ == LogFormat::kText) {
    line = fmt::format("{} {:<5} {}\n", TimeOf(time), NameOf(level), OneLine(text));
  } else {
    line = fmt::format(R"({{"time":"{}","level":"{}","message":)", TimeOf(time), NameOf(level));
    AppendJsonString(text, line);
    line += "}\n";
  }
  write_(line);
}

void LogSink::WriteHeld(const std::vector<RateLimit::Held>& held) {
  for (const RateLimit::Held& entry : held) {
    Write(std::chrono::system_clock::now(), static_cast<spdlog::level::level_enum>(entry.level),
          fmt::format("{} (repeated {} times)", entry.text, entry.times));
  }
}

}  // namespace newswired::ops
