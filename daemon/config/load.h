#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/config/kafka_properties.h"
#include "daemon/config/problem.h"
#include "daemon/config/references.h"
#include "stages/core/stage_type.h"

namespace newswired {

/// A configuration, or everything that is wrong with it.
struct [[nodiscard]] LoadResult {
  std::shared_ptr<const Config> config;  ///< nullptr exactly where there are problems
  std::vector<Problem> problems;         ///< by position in the file

  [[nodiscard]] bool ok() const { return config != nullptr; }
};

struct LoadOptions {
  /// true: no Kafka is needed (`enrich`, `explain`), so brokers, topics and group may be absent,
  /// and so may what references to these and to credentials name; what is there is checked all the
  /// same.
  bool offline = false;

  /// Values of references; by default the process's environment and files.
  std::optional<ReferenceSource> references = std::nullopt;

  /// Asks librdkafka about a property: what is wrong with it, or nothing. Set by those that link
  /// daemon/kafka; without it, unknown properties are found only when the daemon starts.
  std::function<std::optional<PropertyRefusal>(const std::string& name, const std::string& value)>
      check_property = {};

  /// Makes the clients of a configuration that is right otherwise, asking no broker: what
  /// librdkafka says against them, or nothing. Where it is set, files of kafka.security must be
  /// readable, too.
  std::function<std::optional<std::string>(const Config& config)> check_clients = {};
};

/// Reads, checks and builds the configuration in the file at `path`: settings, stages with their
/// factories, and the rules between them. `stage_types` is BuiltinStages() outside tests.
///
///     LoadResult loaded = LoadConfig(path, BuiltinStages());
///     if (!loaded.ok()) {
///       std::cerr << FormatProblems(loaded.problems);
///       return cli::kExitUsage;
///     }
///
/// All problems are collected before it gives up; only a file that is no YAML at all ends early.
/// Reads files and environment variables that the configuration refers to, and what its stages
/// load (tables, models), but talks to no broker.
LoadResult LoadConfig(const std::string& path, std::span<const StageType* const> stage_types,
                      const LoadOptions& options = {});

/// The same for text that is no file; `name` stands in messages and in Config::path, and
/// references to files start at the working directory. Empty text is the default configuration,
/// valid only where options.offline.
LoadResult LoadConfigText(std::string_view text, const std::string& name,
                          std::span<const StageType* const> stage_types,
                          const LoadOptions& options = {});

}  // namespace newswired
