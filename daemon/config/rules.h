#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/config/node.h"
#include "daemon/config/problem.h"

namespace newswired {

/// Bytes of memory_limit_mib that one lane needs at the least: its two batches, one in work and one
/// being committed, each as input and as output.
std::int64_t BytesPerLane(const BatchConfig& batch);

/// How many lanes to run on a machine with `cores`: what `lanes` says, else one per core as far as
/// memory_limit_mib allows, and at least one.
std::int64_t LaneCount(const Config& config, unsigned cores);

/// Checks what settings mean together: time-outs, topics, security, memory, librdkafka properties.
/// Appends problems with the places of the keys in `root`. A setting that is empty because it is
/// missing is not judged again.
void CheckRules(const Config& config, const ConfigNode& root, std::vector<Problem>& problems);

/// Checks the name that the ledger's topic has where a stage needs one and the file does not name
/// it. Call it once the stages are read.
void CheckLedger(const Config& config, const ConfigNode& root, std::vector<Problem>& problems);

/// Checks that the files of kafka.security can be read.
void CheckFiles(const Config& config, const ConfigNode& root, std::vector<Problem>& problems);

/// The place of the value at `path`, or of the nearest key above it that is there.
Location Locate(const ConfigNode& root, const KeyPath& path);

}  // namespace newswired
