#include "daemon/ops/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

namespace newswired::ops {
namespace {

/// Listens as systemd does, on an abstract socket.
class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManagerTest() {
    const std::string name = "newswired-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  }
  void TearDown() override {
    close(socket_);
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }
  std::string Received() const {
    std::array<char, 256> buffer{};
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

 private:
  int socket_ = -1;
};

TEST_F(ServiceManagerTest, TellsEachState) {
  ServiceManager::Ready();
  EXPECT_EQ(Received(), "READY=1");
  ServiceManager::KickWatchdog();
  EXPECT_EQ(Received(), "WATCHDOG=1");
  ServiceManager::Stopping();
  EXPECT_EQ(Received(), "STOPPING=1");
  EXPECT_EQ(Received(), "nothing");
}

TEST_F(ServiceManagerTest, StatusCannotSmuggleAnAssignment) {
  ServiceManager::Status("lane 0: stalled\nREADY=1");
  EXPECT_EQ(Received(), "STATUS=lane 0: stalled READY=1");
}

TEST_F(ServiceManagerTest, DoesNothingWithoutASocket) {
  unsetenv("NOTIFY_SOCKET");
  ServiceManager::Ready();
  EXPECT_EQ(Received(), "nothing");
}

TEST_F(ServiceManagerTest, WatchdogIntervalIsHalfTheLimit) {
  EXPECT_EQ(ServiceManager::WatchdogInterval(), std::nullopt);
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(ServiceManager::WatchdogInterval(), std::chrono::seconds(15));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(ServiceManager::WatchdogInterval(), std::nullopt) << "meant for another process";
}

}  // namespace
}  // namespace newswired::ops
