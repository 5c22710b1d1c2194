// deploy/newswired.service, as systemd reads it. Tests run in the source folder.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace newswired::ops {
namespace {

constexpr const char* kUnit = "deploy/newswired.service";

struct Ran {
  int exit_code = -1;
  std::string output;  ///< both streams
};

Ran RunShell(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {};
  Ran ran;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.output.append(buffer.data(), size);
  }
  const int status = pclose(pipe);
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

class UnitFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const Ran help = RunShell("systemd-analyze --help");
    if (help.exit_code != 0) GTEST_SKIP() << "no systemd-analyze here";
    knows_offline_ = help.output.find("--offline") != std::string::npos;

    std::string path = testing::TempDir() + "newswired-unit-XXXXXX";
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    folder_ = path;
    const std::ifstream file(kUnit);
    ASSERT_TRUE(file) << kUnit;
    std::stringstream text;
    text << file.rdbuf();
    unit_ = text.str();
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  /// What `systemd-analyze verify` says about a unit whose program is one that exists.
  Ran Verify(std::string unit) const {
    constexpr std::string_view kProgram = "/usr/bin/newswired";
    for (std::size_t at = 0; (at = unit.find(kProgram, at)) != std::string::npos;) {
      unit.replace(at, kProgram.size(), "/bin/true");
    }
    std::ofstream(folder_ / "newswired.service") << unit;
    return RunShell("systemd-analyze verify --man=no --recursive-errors=no '" +
                    (folder_ / "newswired.service").string() + "'");
  }

  bool knows_offline_ = false;
  std::filesystem::path folder_;
  std::string unit_;
};

TEST_F(UnitFileTest, SystemdUnderstandsAllOfIt) {
  const Ran verified = Verify(unit_);
  EXPECT_EQ(verified.exit_code, 0);
  // What systemd ignores is a warning only.
  EXPECT_EQ(verified.output, "");
}

TEST_F(UnitFileTest, WhatSystemdIgnoresWouldBeSeen) {
  EXPECT_NE(Verify(unit_ + "NoSuchSetting=yes\n").output.find("NoSuchSetting"), std::string::npos);
}

TEST_F(UnitFileTest, AWrongConfigurationIsNotTriedAgain) {
  EXPECT_NE(unit_.find("\nRestartPreventExitStatus=2 4\n"), std::string::npos);
  // Which says nothing about commands before the daemon: these are tried again.
  EXPECT_EQ(unit_.find("ExecStartPre="), std::string::npos);
}

TEST_F(UnitFileTest, IsConfined) {
  if (!knows_offline_) GTEST_SKIP() << "systemd is older than 250";
  // Tenths of its scale from 0 to 10, where 10 is a service that may do anything.
  const Ran judged = RunShell(
      std::string("systemd-analyze security --no-pager --offline=true --threshold=15 ") + kUnit);
  EXPECT_EQ(judged.exit_code, 0) << judged.output;
}

}  // namespace
}  // namespace newswired::ops
