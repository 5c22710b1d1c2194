#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/case_file.h"
#include "daemon/cli/case_result.h"
#include "daemon/event/event_writer.h"
#include "daemon/pipeline/generation.h"
#include "stages/core/result.h"

namespace newswired::cli {

/// Runs cases through the stages of a configuration as the daemon would: one record after the
/// other, each in a batch of its own that is committed before the next one is judged.
///
/// A case begins with stages that remember nothing. Time is what the case says, the wall clock
/// included, so that a case gives the same tomorrow; where it says nothing, none passes. Not
/// thread-safe.
class CaseRunner {
 public:
  /// `topic`: that records come from.
  CaseRunner(std::shared_ptr<const Generation> generation, std::string topic);

  /// In the order of the case. An error only where a stage said kFatal.
  Result<std::vector<Mismatch>> Run(const Case& test);

 private:
  /// What a case has behind it.
  struct Stream {
    /// Commits the batch that is open, if any, and opens another.
    Status NextBatch();
    void Decide(Outcome& outcome) const;

    std::unique_ptr<OrderedChain> ordered;
    std::int64_t now_ms = 0;                   ///< wall clock
    BatchId batch = 0;                         ///< that is open
    std::optional<std::int64_t> time_ms = {};  ///< the latest of its records
    std::int64_t others = 0;                   ///< records that let time pass
  };

  Status Begin(const CaseRecord& record, Stream& stream);
  Status PassTime(std::int64_t time_ms, Stream& stream);
  Became Judge(const Stream& stream, const RawRecord& record, Outcome& outcome);
  void Render(const RawRecord& record, Outcome& outcome, Became& became);

  const std::shared_ptr<const Generation> generation_;
  const std::string topic_;
  const std::unique_ptr<StageChain> chain_;
  EventWriter writer_;  ///< as configured
  EventWriter judge_;   ///< in full, for what the profile may leave out
};

}  // namespace newswired::cli
