#pragma once

#include <string>
#include <vector>

namespace newswired::ops {

/// Sets spdlog's default logger: to stderr, `format` "text" or "json" (one object a line: time,
/// level, message), `level` as in the configuration. A message that repeats within ten seconds is
/// held back and counted: "(repeated N times)"; of messages that differ in their numbers only, 20
/// come through in ten seconds.
void StartLogging(const std::string& level, const std::string& format);

/// Words that no line of the log may show: passwords and the like, as the configuration has them.
/// After StartLogging().
void RedactInLogs(const std::vector<std::string>& secrets);

}  // namespace newswired::ops
