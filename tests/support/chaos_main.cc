// newswired-chaos: `newswired run` with places where a test can stop or kill it.
//
//   NEWSWIRED_FAILPOINT=NAME:HIT:ACTION   at the HIT-th time that NAME is reached (after_produce,
//                                         after_flush, after_send_offsets, after_commit):
//                                         ACTION kill (SIGKILL) or stop (SIGSTOP)
//   NEWSWIRED_TRUST_PRODUCERS=1           control: suspect producers are used on

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "daemon/config/load.h"
#include "daemon/service/service.h"
#include "stages/core/builtin_stages.h"

namespace newswired {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before the first thread
  return value == nullptr ? "" : value;
}

class EnvironmentFailPoints final : public kafka::FailPoints {
 public:
  EnvironmentFailPoints() : trust_(Environment("NEWSWIRED_TRUST_PRODUCERS") == "1") {
    const std::string text = Environment("NEWSWIRED_FAILPOINT");
    const std::size_t first = text.find(':');
    const std::size_t second = text.find(':', first + 1);
    if (second == std::string::npos) return;
    name_ = text.substr(0, first);
    left_ = std::stoi(text.substr(first + 1, second - first - 1));
    signal_ = text.substr(second + 1) == "stop" ? SIGSTOP : SIGKILL;
  }

  void Reach(std::string_view name) override {
    if (name == name_ && --left_ == 0) kill(getpid(), signal_);
  }
  [[nodiscard]] bool trust_producers() const override { return trust_; }

 private:
  const bool trust_;
  std::string name_;
  std::atomic<int> left_{0};
  int signal_ = SIGKILL;
};

int Main(int argc, char** argv) {
  if (argc != 4 || std::string_view(argv[1]) != "run" || std::string_view(argv[2]) != "-c") {
    std::cerr << "usage: newswired-chaos run -c FILE\n";
    return 2;
  }
  const LoadResult loaded = LoadConfig(argv[3], BuiltinStages());
  if (!loaded.ok()) {
    std::cerr << FormatProblems(loaded.problems);
    return 2;
  }
  EnvironmentFailPoints failpoints;
  return RunService(loaded.config, {.failpoints = &failpoints});
}

}  // namespace
}  // namespace newswired

int main(int argc, char** argv) { return newswired::Main(argc, argv); }
