#include "daemon/kafka/wake.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace newswired::kafka {

Wake::Wake() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_ < 0) throw std::runtime_error("eventfd: no file descriptor left");
}

Wake::~Wake() { close(fd_); }

void Wake::Signal() const {
  const std::uint64_t one = 1;
  // A full counter (EAGAIN) is signalled already.
  [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
}

void Wake::Wait(std::chrono::milliseconds timeout) const {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  if (poll(&waiting, 1, static_cast<int>(timeout.count())) > 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = read(fd_, &count, sizeof count);
  }
}

}  // namespace newswired::kafka
