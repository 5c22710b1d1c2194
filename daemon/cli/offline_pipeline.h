#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/cli/input_reader.h"
#include "daemon/cli/record_clock.h"
#include "daemon/pipeline/generation.h"
#include "daemon/pipeline/worker_pool.h"

namespace newswired::cli {

/// A record or an item of one that could not be made into an article.
struct Undecodable {
  Origin origin;
  std::string stage, code, message;
  std::string json;  ///< its line in the dead-letter file
};

/// What one batch of input became.
struct RenderedBatch {
  std::string events;  ///< JSON lines, in input order
  std::size_t records = 0;
  std::size_t event_count = 0;
  std::vector<Undecodable> undecodable;
};

/// The daemon's pipeline over files: the same generation, stage chains, workers and event writer,
/// with a reader in place of the consumer and a stream in place of the producers. Records are read,
/// judged and written in input order by the calling thread; stages and rendering run on the
/// workers. At most `2 * threads + 2` batches are in memory.
class OfflinePipeline {
 public:
  struct Options {
    std::size_t threads = 0;  ///< 0: one per core
    bool suppress = false;    ///< leave out what ordered stages judge not worth publishing
    std::int64_t now_ms = 0;  ///< wall clock: bounds record times
  };

  OfflinePipeline(std::shared_ptr<const Generation> generation, Options options);
  ~OfflinePipeline();
  OfflinePipeline(const OfflinePipeline&) = delete;
  OfflinePipeline& operator=(const OfflinePipeline&) = delete;

  /// Runs everything that `reader` has. `write` gets batches in input order and returns false to
  /// stop; `tick` is called a few times a second. An error only where a stage said kFatal.
  Status Run(InputReader& reader, const std::function<bool(const RenderedBatch&)>& write,
             const std::function<void()>& tick);

 private:
  struct Batch;

  void Submit(std::shared_ptr<Batch> batch);
  void SubmitRendering(const std::shared_ptr<Batch>& batch);
  // Jobs, on the pool's threads.
  static void Process(StageChain& chain, Batch& batch);
  void RenderAll(EventWriter& writer, Batch& batch);
  Status Decide(Batch& batch);
  void Await();
  void Finish(Batch& batch, int step);
  [[nodiscard]] int StepOf(const Batch& batch);

  const std::shared_ptr<const Generation> generation_;
  const Options options_;
  RecordClock clock_;
  std::unique_ptr<OrderedChain> ordered_;
  BatchId last_record_ = 0;
  std::deque<std::shared_ptr<Batch>> in_flight_;
  std::size_t decided_ = 0;  // of in_flight_, from the front

  std::mutex mutex_;
  std::condition_variable changed_;
  WorkerPool pool_;  // last: its threads use the rest
};

/// How `enrich --dead-letters` says what could not be read: one JSON object, without line end. Of
/// several bad items of one record the first has the record's value, the others its number.
std::string DeadLetterLine(const Origin& origin, const RawRecord& record, const Outcome& outcome,
                           std::int64_t now_ms);

}  // namespace newswired::cli
