#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "stages/core/article.h"
#include "stages/core/result.h"

namespace newswired {

/// What becomes of the article that a stage was given.
enum class Verdict : std::uint8_t {
  kContinue,  ///< it goes on, and so do those in `out`, after it
  kReplace,   ///< it is used up; those in `out` go on in its place, in their order
  kDrop,      ///< it is deliberately not published (counted, no dead letter)
};

/// A stateless step of a pipeline.
///
/// The runner builds one instance per worker thread and never calls Process() on it concurrently,
/// so a stage needs no locks. Data shared between workers is immutable and held by
/// std::shared_ptr<const T>.
class Stage {
 public:
  virtual ~Stage() = default;

  /// Enriches `article` in place; `out` takes articles that it splits off.
  ///
  /// Pure computation: no network, no sleeping. Must tolerate seeing the same article again: a
  /// transaction that aborts is processed anew. Loops whose length the input decides call
  /// Budget::Exceeded() (stages/core/budget.h) now and then and return its error.
  ///
  /// Errors: kBadInput and kTransient mark the stage failed, or dead-letter the article where the
  /// stage is required; kFatal stops the daemon. Fields already written stay valid.
  virtual Result<Verdict> Process(Article& article, Articles& out) = 0;
};

/// What an ordered stage computes about one article on the worker pool.
class Prepared {
 public:
  virtual ~Prepared() = default;
};

/// Number of a batch of a lane; grows by one with each batch that the lane opens.
using BatchId = std::uint64_t;

/// A step with memory (dedup, story): judges articles in offset order and cannot fail.
///
/// One instance per lane. Prepare() is called concurrently from the worker pool and must not touch
/// the memory; everything else is called by the lane's thread alone. Decisions of a batch become
/// lasting when it is committed, and are as if they had never been when it is aborted: the batch is
/// then decided anew.
///
/// Should it throw all the same: in Prepare() the article becomes a dead letter; in Decide() or
/// Poll() those that wait go out unjudged, the stage marked failed; in Committed() or Aborted() the
/// daemon stops, since the memory is not what was published any more.
class OrderedStage {
 public:
  /// Called once per article, by the lane's thread, from within Decide() or a later Poll().
  using Answer = std::function<void(Verdict)>;

  virtual ~OrderedStage() = default;

  /// Pure computation on the pool. The record's time is not known yet where articles have no Kafka
  /// to date them: it is for Decide() to read.
  virtual std::unique_ptr<Prepared> Prepare(const Article& article) const = 0;

  /// Judges `article` (alive until the answer is given or the batch ends) and calls `answer` now or
  /// in a later Poll(). Articles are asked about in offset order of each partition.
  virtual void Decide(BatchId batch, Article& article, std::unique_ptr<Prepared> prepared,
                      Answer answer) = 0;

  /// What a claim has to carry of `prepared`, for the stage's SharedMemory. On the pool, like
  /// Prepare(). Only where the memory is shared.
  virtual std::string Encode(const Prepared& /*prepared*/) const { return {}; }

  /// Instead of Decide(), where the memory is shared: `article` has the verdict that it gave.
  virtual Verdict Accept(Article& /*article*/, std::unique_ptr<Prepared> /*prepared*/,
                         bool /*suppressible*/) {
    return Verdict::kContinue;
  }

  /// Gives answers that are due; the lane calls it while it waits.
  virtual void Poll() {}

  /// Called once, before everything else: `wake` makes the lane call Poll() soon. The stage may
  /// call it from any thread, as long as it lives.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): overrides keep it
  virtual void SetWake(std::function<void()> /*wake*/) {}

  /// The batch's transaction was committed.
  virtual void Committed(BatchId batch) = 0;

  /// The batch was given up: its decisions, and those of every later batch, are undone; answers not
  /// yet given must not be given any more.
  virtual void Aborted(BatchId batch) = 0;
};

}  // namespace newswired
