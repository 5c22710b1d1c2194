#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/config/problem.h"
#include "stages/core/result.h"

namespace newswired {

/// Where the values of `${env:NAME}` and `${file:PATH}` come from; tests pass their own.
struct ReferenceSource {
  std::function<std::optional<std::string>(const std::string& name)> environment;
  std::function<Result<std::string>(const std::string& path)> read_file;

  /// The process's environment and file system. A relative path is looked up from `folder`, that
  /// of the configuration file, so that it does not depend on where the daemon was started.
  static ReferenceSource OfProcess(const std::string& folder);
};

/// A scalar of the configuration after its reference, if it is one, was resolved.
struct ResolvedScalar {
  std::string text;
  bool by_reference = false;  ///< then the text is not to be shown to anybody
};

/// Whether `scalar` is written as ${env:NAME} or ${file:PATH}, there or not.
bool IsReference(std::string_view scalar);

/// Resolves `scalar` if it is a reference; a reference is always the whole scalar.
///
///     password: ${file:/run/credentials/newswired/kafka}
///     username: ${env:KAFKA_USER}
///
/// The text found is taken as it is: never parsed as YAML, never resolved again. A file loses one
/// line end at its end. Returns nothing, and fills `what` and `remedy` of `problem`, when a name is
/// not set, a file does not read, `${` is only a part of the scalar, or there is no such kind of
/// reference.
std::optional<ResolvedScalar> ResolveScalar(std::string_view scalar, const ReferenceSource& source,
                                            Problem& problem);

}  // namespace newswired
