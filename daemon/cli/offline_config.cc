#include "daemon/cli/offline_config.h"

#include <iostream>

#include "daemon/config/load.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {

std::shared_ptr<const Config> LoadOfflineConfig(const std::string& path) {
  LoadOptions options;
  options.offline = true;
  LoadResult loaded = path.empty()
                          ? LoadConfigText("", "embedded default", BuiltinStages(), options)
                          : LoadConfig(path, BuiltinStages(), options);
  if (!loaded.ok()) std::cerr << FormatProblems(loaded.problems);
  return loaded.config;
}

}  // namespace newswired::cli
