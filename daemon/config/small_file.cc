#include "daemon/config/small_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace newswired {
namespace {

Error CannotOpen(int error) {
  const char* code = error == ENOENT ? "missing" : error == EACCES ? "denied" : "unreadable";
  return ConfigError(code, std::generic_category().message(error));
}

}  // namespace

Result<std::string> ReadSmallFile(const std::string& path) {
  std::error_code no_throw;
  if (std::filesystem::is_directory(path, no_throw)) {
    return ConfigError("directory", "is a directory");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotOpen(errno);
  std::string text(kMaxSmallFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxSmallFileBytes) return ConfigError("large", "is larger than 1 MiB");
  return text;
}

}  // namespace newswired
