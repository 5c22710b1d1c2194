#include "daemon/pipeline/worker_pool.h"

#include <algorithm>
#include <utility>

namespace newswired {

void WorkerContext::TakeOver(const std::shared_ptr<const Generation>& generation) {
  if (generation_ == generation) return;
  generation_ = nullptr;  // should one of these throw
  chain_ = generation->NewChain(observer_);
  writer_ = std::make_unique<EventWriter>(generation->event_options());
  generation_ = generation;
}

StageChain& WorkerContext::ChainOf(const std::shared_ptr<const Generation>& generation) {
  TakeOver(generation);
  return *chain_;
}

EventWriter& WorkerContext::WriterOf(const std::shared_ptr<const Generation>& generation) {
  TakeOver(generation);
  return *writer_;
}

WorkerPool::WorkerPool(std::size_t threads, StageObserver* observer) : observer_(observer) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::Submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void WorkerPool::Work() {
  WorkerContext context(observer_);
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job(context);
  }
}

}  // namespace newswired
