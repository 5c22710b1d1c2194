#include <iostream>
#include <sstream>

#include "daemon/cli/commands.h"
#include "daemon/cli/version_text.h"
#include "daemon/event/build_name.h"
#include "daemon/kafka/client_config.h"

#ifndef NW_BUILD_TYPE
#define NW_BUILD_TYPE "unknown"
#endif

namespace newswired::cli {

std::string VersionText() {
  std::ostringstream text;
  text << BuildName() << "\n"
       << "librdkafka " << kafka::LibraryVersion() << "\n"
       << "build " << NW_BUILD_TYPE << ", compiler " << __VERSION__;
  return text.str();
}

void AddVersion(CLI::App& app, int& exit_code) {
  CLI::App* version = app.add_subcommand(
      "version", "Prints versions: ours with its commit, librdkafka's, the build");
  version->callback([&exit_code] {
    std::cout << VersionText() << "\n";
    exit_code = kExitOk;
  });
}

}  // namespace newswired::cli
