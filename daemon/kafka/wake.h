#pragma once

#include <chrono>

namespace newswired::kafka {

/// An eventfd on which a lane sleeps. Workers, producer threads and librdkafka's queues signal it.
class Wake {
 public:
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  /// From any thread.
  void Signal() const;
  /// Until signalled since the last Wait(), or `timeout` has passed.
  void Wait(std::chrono::milliseconds timeout) const;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace newswired::kafka
