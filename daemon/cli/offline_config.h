#pragma once

#include <memory>
#include <string>

#include "daemon/config/config.h"

namespace newswired::cli {

/// The configuration of a command that needs no Kafka: the file at `path`, or the default pipeline
/// where that is empty. Prints what is wrong with it and returns nullptr.
std::shared_ptr<const Config> LoadOfflineConfig(const std::string& path);

/// The largest record that its stages take, or the largest that any takes where none says.
std::size_t MaxRecordBytes(const Config& config);

/// The topic that records from files are taken to come from: the first input topic, so that
/// articles get the URIs that the daemon would give them, else "enrich".
std::string TopicOf(const Config& config);

}  // namespace newswired::cli
