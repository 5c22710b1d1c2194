#include "daemon/config/references.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace newswired {
namespace {

/// More is no setting but a mistake, such as a reference to a log file.
constexpr std::size_t kMaxFileBytes = 1U << 20U;

constexpr std::string_view kRule =
    "a reference stands alone as the whole value: ${env:NAME} or ${file:PATH}; put the whole "
    "text into the variable or file";

std::nullopt_t Fail(Problem& problem, std::string what, std::string_view remedy) {
  problem.what = std::move(what);
  problem.remedy = remedy;
  return std::nullopt;
}

Result<std::string> ReadSmallFile(const std::filesystem::path& path) {
  std::error_code no_throw;
  if (std::filesystem::is_directory(path, no_throw)) {
    return ConfigError("file", "is a directory");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return ConfigError("file", std::strerror(errno));
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxFileBytes) return ConfigError("file", "is larger than 1 MiB");
  return text;
}

void StripLineEnd(std::string& text) {
  if (!text.ends_with('\n')) return;
  text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

std::optional<ResolvedScalar> FromEnvironment(const std::string& name,
                                              const ReferenceSource& source, Problem& problem) {
  std::optional<std::string> value = source.environment(name);
  if (!value) {
    return Fail(problem, "the environment variable \"" + name + "\" is not set",
                "set it where the daemon is started, or use ${file:PATH}");
  }
  return ResolvedScalar{.text = *std::move(value), .by_reference = true};
}

std::optional<ResolvedScalar> FromFile(const std::string& path, const ReferenceSource& source,
                                       Problem& problem) {
  Result<std::string> text = source.read_file(path);
  if (!text.ok()) {
    return Fail(problem, "the file \"" + path + "\" cannot be read: " + text.error().message,
                "create it, readable for the daemon's user; a relative path starts at the "
                "configuration file's folder");
  }
  StripLineEnd(*text);
  return ResolvedScalar{.text = std::move(*text), .by_reference = true};
}

}  // namespace

ReferenceSource ReferenceSource::OfProcess(const std::string& folder) {
  return {
      .environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value =
            std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets variables
        if (value == nullptr) return std::nullopt;
        return value;
      },
      .read_file =
          [folder](const std::string& path) {
            return ReadSmallFile(std::filesystem::path(folder) / path);
          },
  };
}

std::optional<ResolvedScalar> ResolveScalar(std::string_view scalar, const ReferenceSource& source,
                                            Problem& problem) {
  const std::size_t begin = scalar.find("${");
  if (begin == std::string_view::npos) return ResolvedScalar{.text = std::string(scalar)};
  if (begin != 0 || scalar.find('}') != scalar.size() - 1) {
    return Fail(problem, "a reference is only a part of this value", kRule);
  }
  const std::string_view inside = scalar.substr(2, scalar.size() - 3);
  const std::size_t colon = inside.find(':');
  const std::string_view kind = inside.substr(0, colon);
  if (colon == std::string_view::npos || (kind != "env" && kind != "file")) {
    return Fail(problem, "\"" + std::string(scalar) + "\" is no reference that exists",
                "write ${env:NAME} for an environment variable or ${file:PATH} for a file");
  }
  const std::string target(inside.substr(colon + 1));
  if (target.empty()) {
    return Fail(problem, "\"" + std::string(scalar) + "\" names nothing",
                "write ${env:NAME} or ${file:PATH}");
  }
  return kind == "env" ? FromEnvironment(target, source, problem)
                       : FromFile(target, source, problem);
}

}  // namespace newswired
