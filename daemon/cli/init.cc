#include <cerrno>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "daemon/cli/commands.h"

namespace newswired::embedded {
extern const std::string_view kStartingConfig;  // config/newswired.yaml
}  // namespace newswired::embedded

namespace newswired::cli {
namespace {

int Fail(const std::string& path, const std::string& reason) {
  std::cerr << "newswired init: " << path << ": " << reason << "\n";
  return kExitFailed;
}

int WriteStartingConfig(const std::string& path) {
  const std::string_view text = embedded::kStartingConfig;
  if (path == "-") {
    std::cout << text;
    return kExitOk;
  }
  // "x": fails where the file exists, also when it appears this very moment.
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (file == nullptr) {
    return errno == EEXIST ? Fail(path, "exists already and is not overwritten; name another file")
                           : Fail(path, std::generic_category().message(errno));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return Fail(path, std::generic_category().message(errno));
  std::cout << "wrote " << path << "; set brokers and topics in it, then\n"
            << "  newswired check -c " << path << "\n"
            << "  newswired run -c " << path << "\n";
  return kExitOk;
}

}  // namespace

void AddInit(CLI::App& app, int& exit_code) {
  CLI::App* init = app.add_subcommand("init", "Writes a commented configuration to start from");
  auto path = std::make_shared<std::string>("newswired.yaml");
  init->add_option("FILE", *path, "Where to write it; - is stdout")->capture_default_str();
  init->footer("A file that exists is never overwritten.");
  init->callback([path, &exit_code] { exit_code = WriteStartingConfig(*path); });
}

}  // namespace newswired::cli
