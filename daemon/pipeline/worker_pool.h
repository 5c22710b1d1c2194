#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "daemon/event/event_writer.h"
#include "daemon/pipeline/generation.h"

namespace newswired {

/// What one worker thread keeps between jobs: the stages and the event writer of the generation
/// that it used last.
class WorkerContext {
 public:
  explicit WorkerContext(StageObserver* observer) : observer_(observer) {}

  StageChain& ChainOf(const std::shared_ptr<const Generation>& generation);
  EventWriter& WriterOf(const std::shared_ptr<const Generation>& generation);

 private:
  void TakeOver(const std::shared_ptr<const Generation>& generation);

  StageObserver* observer_;
  std::shared_ptr<const Generation> generation_;
  std::unique_ptr<StageChain> chain_;
  std::unique_ptr<EventWriter> writer_;
};

/// Threads that run the stateless segment and the rendering of events, shared by all lanes. Jobs
/// start in the order in which they were submitted. The queue is bounded by its users: a lane has
/// at most one batch in it (budget: batch.max_bytes).
class WorkerPool {
 public:
  using Job = std::function<void(WorkerContext&)>;

  /// `threads` 0: one per core. `observer` may be null and must outlive the pool.
  WorkerPool(std::size_t threads, StageObserver* observer);
  /// Finishes the jobs that run, and forgets the rest.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Submit(Job job);
  [[nodiscard]] std::size_t size() const { return threads_.size(); }

 private:
  void Work();

  StageObserver* const observer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace newswired
