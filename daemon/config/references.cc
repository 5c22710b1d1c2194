#include "daemon/config/references.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "daemon/config/small_file.h"

namespace newswired {
namespace {

constexpr std::string_view kRule =
    "a reference stands alone as the whole value: ${env:NAME} or ${file:PATH}; put the whole "
    "text into the variable or file";

std::nullopt_t Fail(Problem& problem, std::string what, std::string_view remedy) {
  problem.what = std::move(what);
  problem.remedy = remedy;
  return std::nullopt;
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
            return ReadSmallFile((std::filesystem::path(folder) / path).string());
          },
  };
}

bool IsReference(std::string_view scalar) {
  return (scalar.starts_with("${env:") || scalar.starts_with("${file:")) &&
         scalar.find('}') == scalar.size() - 1;
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
