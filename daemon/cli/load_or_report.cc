#include "daemon/cli/load_or_report.h"

#include <iostream>
#include <utility>

#include "daemon/kafka/client_config.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {

std::shared_ptr<const Config> LoadOrReport(const std::string& path, LoadOptions options) {
  options.check_property = kafka::CheckProperty;
  LoadResult loaded = LoadConfig(path, BuiltinStages(), options);
  if (!loaded.ok()) {
    const std::size_t count = loaded.problems.size();
    std::cerr << FormatProblems(loaded.problems) << count
              << (count == 1 ? " problem\n" : " problems\n");
  }
  return std::move(loaded.config);
}

}  // namespace newswired::cli
