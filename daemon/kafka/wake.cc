#include "daemon/kafka/wake.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace newswired::kafka {

Wake::Wake() {
  const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) throw std::runtime_error("eventfd: no file descriptor left");
  fd_ = {new int(fd), [](const int* owned) {
           close(*owned);
           delete owned;
         }};
}

void Wake::Signal() const {
  const std::uint64_t one = 1;
  // A full counter (EAGAIN) is signalled already.
  [[maybe_unused]] const auto written = write(fd(), &one, sizeof one);
}

void Wake::Wait(std::chrono::milliseconds timeout) const {
  pollfd waiting{.fd = fd(), .events = POLLIN, .revents = 0};
  if (poll(&waiting, 1, static_cast<int>(timeout.count())) > 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = read(fd(), &count, sizeof count);
  }
}

}  // namespace newswired::kafka
