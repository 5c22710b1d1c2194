#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
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
  std::optional<Failure> failure;  ///< set: the article becomes a dead letter
  /// Set: the dead letter has no value, since that of the record's item of this number has it.
  std::optional<std::int32_t> value_in_item = {};
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
  /// their order; at least one outcome is appended, whatever the record is. What throws makes a
  /// dead letter. Returns an error only where a stage said kFatal.
  Status Run(const RawRecord& record, std::vector<Outcome>& outcomes);

 private:
  struct Step {
    const StageConfig* config;
    std::unique_ptr<Stage> stage;
  };

  Status RunAll(const RawRecord& record, std::vector<Outcome>& outcomes);
  Status RunStep(Step& step, std::vector<Outcome>& outcomes);
  Status RunOn(Step& step, Outcome outcome, std::vector<Outcome>& next);
  void Prepare(Outcome& outcome) const;

  std::shared_ptr<const Generation> generation_;
  StageObserver* observer_;
  std::vector<Step> steps_;
  std::vector<std::unique_ptr<OrderedStage>> preparers_;
};

/// The ordered stages of one lane: they judge articles in offset order. Lane thread only.
///
/// They cannot fail by contract. One that throws over an article is marked failed in it, and the
/// article goes on: nothing may depend on a judgement that was not made.
class OrderedChain {
 public:
  /// `wake` makes the lane call Poll() soon; may be empty where nobody sleeps.
  OrderedChain(const Generation& generation, StageObserver* observer,
               const std::function<void()>& wake);

  /// Judges `outcome`, which stays alive until `done` is called (now or in Poll()) or the batch
  /// ends. A verdict of kDrop sets outcome.dropped.
  void Decide(BatchId batch, Outcome& outcome, std::function<void()> done);
  void Poll();
  /// Errors: kFatal where a stage threw, since its memory is not what was published any more.
  Status Committed(BatchId batch);
  Status Aborted(BatchId batch);
  [[nodiscard]] bool empty() const { return steps_.empty(); }

 private:
  struct Step {
    const StageConfig* config;
    std::unique_ptr<OrderedStage> stage;
  };
  /// What a stage was asked and has not answered.
  struct Question {
    std::size_t step = 0;
    BatchId batch = 0;
    Outcome* outcome = nullptr;
    std::function<void()> done;
    std::int64_t start = 0;  ///< thread CPU time
  };
  void DecideFrom(std::size_t step, BatchId batch, Outcome& outcome, std::function<void()> done);
  void Answer(const std::shared_ptr<Question>& question, Verdict verdict,
              const std::optional<Error>& error);
  Status TellAll(void (OrderedStage::*told)(BatchId), BatchId batch);

  StageObserver* observer_;
  std::vector<Step> steps_;
  std::set<std::shared_ptr<Question>> open_;
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
/// nothing if it was dropped. An article whose event cannot be written becomes a dead letter, which
/// sets outcome.failure. `now_ms` is the wall clock.
void Render(EventWriter& writer, const Generation& generation, const RawRecord& record,
            Outcome& outcome, std::int64_t now_ms, std::vector<OutRecord>& out);

/// The exception that is being handled: kBadInput "exception".
Error CaughtException();

}  // namespace newswired
