#pragma once

#include <chrono>
#include <memory>

namespace newswired::kafka {

/// An eventfd on which a lane sleeps. Workers, producer threads and librdkafka's queues signal it.
/// Copies are of the same one: a job that ends last keeps one of its own.
class Wake {
 public:
  Wake();

  /// From any thread.
  void Signal() const;
  /// Until signalled since the last Wait(), or `timeout` has passed.
  void Wait(std::chrono::milliseconds timeout) const;
  [[nodiscard]] int fd() const { return *fd_; }

 private:
  std::shared_ptr<const int> fd_;
};

}  // namespace newswired::kafka
