#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/ledger/record.h"
#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/core/shared_memory.h"
#include "stages/core/stage_type.h"
#include "stages/core/window_clock.h"

namespace newswired {

/// A stage of this process whose memory all processes share.
struct SharedStage {
  std::string name, version;
  StageFactory factory;
};

/// Those of a configuration, in its order; empty: it needs no ledger.
[[nodiscard]] std::vector<SharedStage> SharedStages(const Config& config);

/// The control record that asks for the rules of `stages`.
[[nodiscard]] ControlRecord MakeControl(const std::string& group,
                                        const std::vector<SharedStage>& stages,
                                        std::uint32_t generation = 1, std::int64_t previous = -1);

/// `stages` with the rules of `control` in place of their own. Errors: kConfig "cannot_follow"
/// where this program or its configuration has other stages, other versions of them, or no such
/// rules; the message says what differs.
[[nodiscard]] Result<std::vector<StageFactory>> FollowControl(
    const ControlRecord& control, const std::vector<SharedStage>& stages);

/// How the rules of `control` differ from those of `stages`, which follow it all the same:
/// "dedup: window_hours=168, not window_hours=24"; empty: in nothing.
[[nodiscard]] std::string RuleDifferences(const ControlRecord& control,
                                          const std::vector<SharedStage>& stages);

/// Tells the record at an offset from another one there.
[[nodiscard]] std::uint64_t LedgerRecordHash(std::int64_t append_ms, std::string_view bytes);

/// What became of a record of the ledger.
enum class AppliedAs : std::uint8_t {
  kClaim,            ///< judged
  kClaimStale,       ///< built for another control state (or there is none yet): not judged
  kClaimUnfollowed,  ///< this process cannot follow the control state: not judged
  kClaimUnreadable,  ///< a memory could not read its part: there is no verdict
  kConfirmation,
  kConfirmationStale,       ///< as above
  kConfirmationUnfollowed,  ///< as above
  kConfirmationUnreadable,  ///< a memory could not read its outcome
  kControlFirst,            ///< the first that this machine sees: the memories are new
  kControlRepeat,           ///< of the current one
  kControlChange,           ///< took the place of the current one: the memories are new
  kControlIgnored,          ///< names another one than the current as the one that it replaces
  kControlStranger,         ///< of another group
  kForeign,                 ///< not a record of a ledger
  kFormat,                  ///< of another format
  kChecksum,                ///< damaged
  kShape,                   ///< too short, too long, or with values that cannot be
};
inline constexpr std::size_t kAppliedKinds = static_cast<std::size_t>(AppliedAs::kShape) + 1;

/// "claim", "claim_stale", "control_first", "foreign" ...: for metrics and JSON.
[[nodiscard]] std::string_view NameOf(AppliedAs as);

/// A control record that counts, and what it means here.
struct CurrentControl {
  ControlRecord record;
  std::int64_t offset = -1;
  std::uint64_t id = 0;
  /// The stages with its rules in place of their own; empty where it cannot be followed.
  std::vector<StageFactory> factories;
  std::optional<Error> cannot_follow;  ///< set: claims are not judged
};

/// What Apply() made of one record.
struct Applied {
  AppliedAs as = AppliedAs::kForeign;

  // Of a claim, judged or not:
  std::uint64_t sender = 0, ticket = 0;
  /// Of a claim or a confirmation; the latter knows no record_ms.
  ClaimHead head;

  // Of a judged claim; may be moved from:
  Article article;                           ///< dedup, revision and story; nothing else
  std::vector<SharedMemory::Judged> judged;  ///< by each memory
  /// Why it is unreadable; of a control record, what is wrong with it.
  std::optional<Error> error;

  bool names_no_previous = false;  ///< of a control record: its writer had seen none

  // Of a confirmation:
  std::int64_t claim = -1;  ///< offset of its claim
  bool published = false;
};

/// The state that all instances of a group derive from the records of one topic, the ledger
/// (DESIGN section 6). No Kafka in it: the caller hands it the records in the order of their
/// offsets, and what it says depends on them alone. Two machines that have seen the same records
/// have the same Hash(); one that began in the middle agrees as soon as it has seen a control
/// record and a window of claims after it.
///
///     LedgerMachine machine(config.input.group, SharedStages(config));
///     for (const auto& record : topic) {
///       const Applied& applied = machine.Apply(record.offset, record.timestamp_ms, record.value);
///       if (applied.as == AppliedAs::kClaim && applied.sender == me) Answer(applied);
///     }
///
/// Control records. The first one that it sees counts, whatever it replaces. Later ones count where
/// they name the offset of the current one as `previous`: with the same id they repeat it, with
/// another one they change it, which makes all memories anew. One without a `previous` counts only
/// where more than a window has passed since the last record that counted: then nothing is left
/// that could be lost. So of two that are written at once the first one wins. One case more: where
/// the machine took its first one unseen, and a later record proves that it had been out of date
/// when it was written, the later one counts.
///
/// A control record that cannot be followed counts as well, since it does for the others: its
/// claims are not judged. That is an error only where it is still the current one at the end of the
/// log. Not thread-safe.
class LedgerMachine {
 public:
  LedgerMachine(std::string group, std::vector<SharedStage> stages);

  /// Applies a record (`bytes` is the value; a tombstone has none: ""). `append_ms`: the topic's
  /// LogAppendTime. Offsets grow, not necessarily by one. What is returned stays until the next
  /// call, and is cheap to get: nothing of a claim is copied.
  Applied& Apply(std::int64_t offset, std::int64_t append_ms, std::string_view bytes);

  /// The control record that counts; nothing: none was seen.
  [[nodiscard]] const std::optional<CurrentControl>& control() const { return control_; }
  /// The group of the last control record of a stranger; empty: there was none.
  [[nodiscard]] const std::string& stranger() const { return stranger_; }
  /// The control record that repeats the current one, which must be there.
  [[nodiscard]] ControlRecord Repeat() const;
  /// The one that puts the rules of our own stages in place of the current ones; the first one
  /// where there is none.
  [[nodiscard]] ControlRecord Change() const;

  /// Ledger time; -1: no claim was seen.
  [[nodiscard]] std::int64_t now_ms() const { return clock_.now_ms; }
  /// Others have judged by the current control record before this machine's first record.
  [[nodiscard]] bool began_in_the_middle() const { return in_the_middle_; }
  /// Append time of the last record that counted; -1: none did.
  [[nodiscard]] std::int64_t counted_ms() const { return counted_ms_; }
  /// One above the last offset that was applied; 0: none was.
  [[nodiscard]] std::int64_t next_offset() const { return next_offset_; }
  /// Of the current control state and of what the memories hold.
  [[nodiscard]] std::uint64_t Hash() const;
  /// LedgerRecordHash() of the last record that was applied.
  [[nodiscard]] std::uint64_t last_record() const { return last_record_; }

  /// Writes the state, all but the counts; there must be a control record. Allocates little: it
  /// runs in a forked process.
  void Save(StateWriter& writer) const;
  /// Takes the place of a new machine's state. Errors, after each of which the machine is as new:
  /// kBadInput "state" where that is not what Save() of this program writes, "cannot_follow" as
  /// FollowControl() where other stages have written it.
  Status Load(StateReader& reader);
  /// As new, but for the counts.
  void Clear();

  /// Records so far.
  [[nodiscard]] std::uint64_t count(AppliedAs as) const {
    return counts_[static_cast<std::size_t>(as)];
  }
  /// One for each shared stage; empty where there is no control record to follow.
  [[nodiscard]] const std::vector<std::unique_ptr<SharedMemory>>& memories() const {
    return memories_;
  }
  /// The most articles that a memory holds.
  [[nodiscard]] std::size_t articles() const;
  /// Bytes of all memories.
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] const std::vector<SharedStage>& stages() const { return stages_; }
  [[nodiscard]] const std::string& group() const { return group_; }

 private:
  AppliedAs ApplyClaim(std::int64_t append_ms, const ClaimRecord& claim);
  AppliedAs ApplyConfirmation(std::int64_t append_ms, const ConfirmationRecord& confirmation);
  AppliedAs ApplyControl(std::int64_t offset, std::int64_t append_ms, ControlRecord control);
  /// What the control record is to the current one.
  [[nodiscard]] AppliedAs Weigh(const ControlRecord& control, std::uint64_t id,
                                std::int64_t append_ms) const;
  void Adopt(std::int64_t offset, std::uint64_t id, ControlRecord control);
  Status LoadMemories(StateReader& reader);
  Status Judge(std::int64_t append_ms, const ClaimRecord& claim);
  Status Confirm(const ConfirmationRecord& confirmation);

  const std::string group_;
  const std::vector<SharedStage> stages_;

  std::optional<CurrentControl> control_;
  bool unseen_ = false;  ///< no record has told yet that the current control record counts
  bool in_the_middle_ = false;
  std::vector<std::unique_ptr<SharedMemory>> memories_;
  WindowClock clock_;
  std::int64_t counted_ms_ = -1;
  std::int64_t next_offset_ = 0;
  std::uint64_t last_record_ = 0;
  std::string stranger_;
  std::array<std::uint64_t, kAppliedKinds> counts_{};
  Applied applied_;
};

}  // namespace newswired
