#pragma once

#include <string>

namespace newswired::ops {

/// Sets spdlog's default logger: to stderr, `format` "text" or "json" (one object a line: time,
/// level, message), `level` as in the configuration. A message that repeats within ten seconds is
/// held back and counted: "(repeated N times)".
void StartLogging(const std::string& level, const std::string& format);

}  // namespace newswired::ops
