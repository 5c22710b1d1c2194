#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/node.h"
#include "daemon/config/problem.h"

namespace newswired {

/// Reports each key of `mapping` that is none of `known`, with the one that was most likely meant.
/// `path` is the mapping's own; empty at the top of a file.
void ReportUnknownKeys(const ConfigNode& mapping, const std::string& path,
                       const std::vector<std::string_view>& known, std::vector<Problem>& problems);

}  // namespace newswired
