#include "daemon/cli/offline_config.h"

#include <iostream>

#include "daemon/cli/input_reader.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/config/load.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {

std::shared_ptr<const Config> LoadOfflineConfig(const std::string& path) {
  LoadOptions options;
  options.offline = true;
  if (!path.empty()) return LoadOrReport(path, options);
  const LoadResult loaded = LoadConfigText("", "embedded default", BuiltinStages(), options);
  if (!loaded.ok()) std::cerr << FormatProblems(loaded.problems);
  return loaded.config;
}

std::size_t MaxRecordBytes(const Config& config) {
  const auto most = static_cast<std::size_t>(config.max_record_bytes());
  return most == 0 ? InputReader::Options{}.max_bytes : most;
}

std::string TopicOf(const Config& config) {
  return config.input.topics.empty() ? "enrich" : config.input.topics.front();
}

}  // namespace newswired::cli
