#pragma once

#include <cstddef>
#include <string>

#include "stages/core/result.h"

namespace newswired {

/// More is no configuration and no setting but a mistake, such as a log file or a device.
inline constexpr std::size_t kMaxSmallFileBytes = std::size_t{1} << 20;

/// The bytes of the file at `path`. Errors, all kConfig: "missing", "directory", "denied", "large",
/// "unreadable".
Result<std::string> ReadSmallFile(const std::string& path);

}  // namespace newswired
