#pragma once

#include <memory>
#include <string>

#include "daemon/config/load.h"

namespace newswired::cli {

/// Loads the configuration at `path` with the built-in stages; librdkafka is asked about its
/// properties. Prints the problems, and how many there are, to stderr and returns nullptr when
/// there are any: the command then ends with kExitUsage.
std::shared_ptr<const Config> LoadOrReport(const std::string& path, LoadOptions options = {});

}  // namespace newswired::cli
