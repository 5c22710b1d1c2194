#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/event/event_writer.h"
#include "daemon/pipeline/ledger.h"
#include "stages/core/article.h"
#include "stages/core/held_bytes.h"
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
  /// What the ledger is asked, where memories are shared: one part for each shared stage.
  ClaimHead claim;
  std::vector<std::string> parts;
  /// What the ledger has to be told once it is known that the article went out, or was suppressed;
  /// nothing where it gave no verdict, or where a later stage decided.
  std::optional<LedgerReceipt> receipt;

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

/// About how many bytes it takes, its record left out.
std::size_t HeldBytes(const Outcome& outcome);

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
  void PrepareAll(Outcome& outcome) const;

  std::shared_ptr<const Generation> generation_;
  StageObserver* observer_;
  std::vector<Step> steps_;
  std::vector<std::unique_ptr<OrderedStage>> preparers_;
};

/// The ordered stages of one lane: they judge articles in offset order. Lane thread only.
///
/// They cannot fail by contract. One that throws over an article is marked failed in it, and the
/// article goes on: nothing may depend on a judgement that was not made.
///
/// Where the stages share their memory, an article is claimed in the ledger when Decide() is
/// called, and judged when the answer comes; many may be under way at once. What stands after the
/// shared stages is asked about one article after the other, in the order of Decide().
class OrderedChain {
 public:
  /// `wake` makes the lane call Poll() soon, also from other threads; may be empty where nobody
  /// sleeps. `ledger` may be null: then each chain remembers for itself.
  OrderedChain(const Generation& generation, StageObserver* observer,
               const std::function<void()>& wake, Ledger* ledger = nullptr);
  /// What a stage would drop goes on to the next ones, and out.
  void KeepDropped() { keeps_dropped_ = true; }

  /// Judges `outcome`, which stays alive until `done` is called (now or in Poll()) or the batch
  /// ends. A verdict of kDrop sets outcome.dropped, but after KeepDropped().
  void Decide(BatchId batch, Outcome& outcome, std::function<void()> done);
  void Poll();
  /// Set by Poll(): the ledger gives no verdict on an article, and its batch has to be given up and
  /// decided anew. Aborted() clears it. Never without a ledger.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Errors: kFatal where a stage threw, since its memory is not what was published any more.
  Status Committed(BatchId batch);
  Status Aborted(BatchId batch);
  /// What became of articles that the ledger judged. Only what a commit that returned success made
  /// visible.
  void Confirm(const std::vector<LedgerReceipt>& receipts);

  [[nodiscard]] bool empty() const { return steps_.empty(); }
  [[nodiscard]] bool has_ledger() const { return seat_ != nullptr; }
  /// Whether another article may be asked about before the one before it has its answer.
  [[nodiscard]] bool takes_more() const { return has_ledger() || open_.empty(); }
  /// The ledger's answer is all that is waited for.
  [[nodiscard]] bool awaits_ledger() const { return !claimed_.empty() && open_.empty(); }

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
  /// What the ledger was asked, until the shared stages have accepted its answer.
  struct Claimed {
    std::uint64_t ticket = 0;
    BatchId batch = 0;
    Outcome* outcome = nullptr;
    std::function<void()> done;
    bool answered = false;
    std::optional<Error> error;  ///< in place of a verdict
    std::vector<SharedMemory::Judged> judged;
    std::int64_t offset = -1;
  };
  void DecideFrom(std::size_t step, BatchId batch, Outcome& outcome, std::function<void()> done);
  void Answer(const std::shared_ptr<Question>& question, Verdict verdict,
              const std::optional<Error>& error);
  void Leave(const Step& step, Outcome& outcome, std::int64_t spent, Verdict verdict,
             const std::optional<Error>& error);
  void TakeAnswers();
  void Note(LedgerAnswer& answer);
  void GoOn();
  void Accept(Claimed& claimed);
  Status TellAll(void (OrderedStage::*told)(BatchId), BatchId batch);

  StageObserver* observer_;
  std::vector<Step> steps_;
  std::unique_ptr<LedgerSeat> seat_;  // null: without a ledger
  std::size_t own_ = 0;               // the first step with a memory of its own
  bool keeps_dropped_ = false;
  std::set<std::shared_ptr<Question>> open_;
  std::deque<Claimed> claimed_;  // by ticket
  std::optional<Error> failure_;
};

/// The pipeline of one configuration: immutable, shared by lanes and workers, taken over by them
/// at a batch boundary, so that loading another configuration is a swap of this pointer.
class Generation : public std::enable_shared_from_this<Generation> {
 public:
  /// `shares_memory`: there is a ledger for the stages whose memory can be shared.
  static std::shared_ptr<const Generation> Make(std::shared_ptr<const Config> config,
                                                std::int64_t number, bool shares_memory = false);

  [[nodiscard]] const Config& config() const { return *config_; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  /// No stages at all: records are copied.
  [[nodiscard]] bool pass_through() const { return config_->stages.empty(); }
  [[nodiscard]] const std::vector<const StageConfig*>& stateless() const { return stateless_; }
  [[nodiscard]] const std::vector<const StageConfig*>& ordered() const { return ordered_; }
  /// How many of the ordered stages share their memory; they come first.
  [[nodiscard]] std::size_t shared() const { return shared_; }

  [[nodiscard]] std::unique_ptr<StageChain> NewChain(StageObserver* observer = nullptr) const;
  [[nodiscard]] std::unique_ptr<OrderedChain> NewOrderedChain(
      StageObserver* observer = nullptr, const std::function<void()>& wake = {},
      Ledger* ledger = nullptr) const;
  [[nodiscard]] EventOptions event_options() const;

 private:
  Generation(std::shared_ptr<const Config> config, std::int64_t number, bool shares_memory);

  std::shared_ptr<const Config> config_;
  std::int64_t number_;
  std::vector<const StageConfig*> stateless_;
  std::vector<const StageConfig*> ordered_;
  std::size_t shared_ = 0;
};

/// Renders what is to be produced for an outcome: its event and side rows, its dead letter, or
/// nothing if it was dropped. An article whose event cannot be written becomes a dead letter, which
/// sets outcome.failure. `now_ms` is the wall clock.
void Render(EventWriter& writer, const Generation& generation, const RawRecord& record,
            Outcome& outcome, std::int64_t now_ms, std::vector<OutRecord>& out);

/// The exception that is being handled: kBadInput "exception".
Error CaughtException();
/// The same where it is no article's affair, and ends the process: kFatal. `where` begins the
/// message.
Error CaughtFatal(std::string_view where);

}  // namespace newswired
