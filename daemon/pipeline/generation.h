#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/event/event_writer.h"
#include "stages/core/article.h"
#include "stages/core/stage.h"

namespace newswired {

/// What the stateless segment made of one article.
struct Outcome {
  Article article;
  std::optional<Failure> failure;                   ///< set: the article becomes a dead letter
  bool dropped = false;                             ///< set: a stage decided not to publish it
  std::vector<std::unique_ptr<Prepared>> prepared;  ///< one for each ordered stage

  [[nodiscard]] bool publishable() const { return !failure && !dropped; }
};

/// Told about every stage that ran on an article; called from workers, so it must be thread-safe.
class StageObserver {
 public:
  virtual ~StageObserver() = default;
  virtual void StageRan(const StageConfig& stage, StageState state, std::int64_t cpu_nanos) = 0;
  /// `outcome` is as the stage left it, its own report last; once for each article that goes on.
  virtual void ArticleLeft(const StageConfig& /*stage*/, const Outcome& /*outcome*/) {}
};

class Generation;

/// The stateless stages of one worker thread, in order. Not thread-safe: one per worker.
class StageChain {
 public:
  StageChain(std::shared_ptr<const Generation> generation, StageObserver* observer);

  /// Runs the stages over `record` and appends an outcome for each article that it holds, in
  /// their order; at least one outcome is appended, whatever the record is. Returns an error only
  /// where a stage said kFatal.
  Status Run(const RawRecord& record, std::vector<Outcome>& outcomes);

 private:
  struct Step {
    const StageConfig* config;
    std::unique_ptr<Stage> stage;
  };

  Status RunStep(Step& step, std::vector<Outcome>& outcomes);
  Status RunOn(Step& step, Outcome outcome, std::vector<Outcome>& next);
  void Prepare(Outcome& outcome) const;

  std::shared_ptr<const Generation> generation_;
  StageObserver* observer_;
  std::vector<Step> steps_;
  std::vector<std::unique_ptr<OrderedStage>> preparers_;
};

/// The ordered stages of one lane: they judge articles in offset order. Lane thread only.
class OrderedChain {
 public:
  /// `wake` makes the lane call Poll() soon; may be empty where nobody sleeps.
  OrderedChain(const Generation& generation, StageObserver* observer,
               const std::function<void()>& wake);

  /// Judges `outcome`, which stays alive until `done` is called (now or in Poll()) or the batch
  /// ends. A verdict of kDrop sets outcome.dropped.
  void Decide(BatchId batch, Outcome& outcome, std::function<void()> done);
  void Poll();
  void Committed(BatchId batch);
  void Aborted(BatchId batch);
  [[nodiscard]] bool empty() const { return steps_.empty(); }

 private:
  struct Step {
    const StageConfig* config;
    std::unique_ptr<OrderedStage> stage;
  };
  void DecideFrom(std::size_t step, BatchId batch, Outcome& outcome, std::function<void()> done);

  StageObserver* observer_;
  std::vector<Step> steps_;
};

/// The pipeline of one configuration: immutable, shared by lanes and workers, taken over by them
/// at a batch boundary, so that loading another configuration is a swap of this pointer.
class Generation : public std::enable_shared_from_this<Generation> {
 public:
  static std::shared_ptr<const Generation> Make(std::shared_ptr<const Config> config,
                                                std::int64_t number);

  [[nodiscard]] const Config& config() const { return *config_; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  /// No stages at all: records are copied.
  [[nodiscard]] bool pass_through() const { return config_->stages.empty(); }
  [[nodiscard]] const std::vector<const StageConfig*>& stateless() const { return stateless_; }
  [[nodiscard]] const std::vector<const StageConfig*>& ordered() const { return ordered_; }

  [[nodiscard]] std::unique_ptr<StageChain> NewChain(StageObserver* observer = nullptr) const;
  [[nodiscard]] std::unique_ptr<OrderedChain> NewOrderedChain(
      StageObserver* observer = nullptr, const std::function<void()>& wake = {}) const;
  [[nodiscard]] EventOptions event_options() const;

 private:
  Generation(std::shared_ptr<const Config> config, std::int64_t number);

  std::shared_ptr<const Config> config_;
  std::int64_t number_;
  std::vector<const StageConfig*> stateless_;
  std::vector<const StageConfig*> ordered_;
};

/// Renders what is to be produced for an outcome: its event and side rows, its dead letter, or
/// nothing if it was dropped. `now_ms` is the wall clock.
void Render(EventWriter& writer, const Generation& generation, const RawRecord& record,
            const Outcome& outcome, std::int64_t now_ms, std::vector<OutRecord>& out);

}  // namespace newswired
