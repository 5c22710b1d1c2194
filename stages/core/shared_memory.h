#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/core/state_bytes.h"

namespace newswired {

/// What a claim says of its article, whichever stage it is for.
struct ClaimHead {
  std::uint64_t key = 0;    ///< RecordKey(): topic, partition, offset, item
  std::uint64_t bytes = 0;  ///< of the item's own bytes: same key, other bytes = another article
  std::int64_t record_ms =
      -1;  ///< time of the input record: too far from the log's, nothing is dropped
};

/// The memory of an ordered stage where all lanes of all processes share it: a state machine that
/// each process runs over one log, the ledger (DESIGN section 6).
///
/// Deterministic: integers alone, no clock, no randomness, nothing of the process. Ledger time,
/// WindowClock over the append times of claims, drives window and lapse. What it says depends on
/// nothing but the claims in the window, their order and their confirmations: one that starts in
/// the middle of the log, a window before, agrees with one that has run for years. So
/// * a confirmed verdict takes the place of the computed one;
/// * a claim that is unconfirmed for kLapseMs of ledger time lapses: from then on it lends others
///   nothing of what was computed for it, as if it were the first of its kind. A confirmation that
///   comes later counts all the same;
/// * the same key and bytes again are one article: its first verdict again, unless that has lapsed;
///   then the article is judged anew and its old claim is gone.
/// Called by one thread, in the order of the log.
class SharedMemory {
 public:
  static constexpr std::int64_t kLapseMs = 600'000;

  struct Judged {
    std::string outcome;  ///< what a confirmation has to carry of the verdict
    /// A member of its family is confirmed as published, so it may be suppressed.
    bool suppressible = false;
    bool again = false;  ///< delivered before: this is the verdict that it got then
  };

  virtual ~SharedMemory() = default;

  /// Judges `claim`, what OrderedStage::Encode() made, and adds it. Writes the verdict into
  /// `article`, which holds nothing but what the memories of earlier stages have written.
  /// Errors: kBadInput where the claim cannot be read: then nothing has changed, but perhaps the
  /// time.
  virtual Result<Judged> Judge(const ClaimHead& head, std::int64_t append_ms,
                               std::string_view claim, Article& article) = 0;

  /// The article went out with the verdict of which `outcome` tells, or was suppressed because of
  /// it. The first confirmation of a claim counts; those of unknown articles are ignored. Errors:
  /// kBadInput where the outcome cannot be read: then nothing has changed.
  virtual Status Confirm(const ClaimHead& head, std::string_view outcome, bool published) = 0;

  /// Of all that a later verdict depends on: equal for equal states.
  [[nodiscard]] virtual std::uint64_t Hash() const = 0;

  /// Writes the whole state. Allocates nothing: it runs in a forked process.
  virtual void Save(StateWriter& writer) const = 0;
  /// Takes the place of a new memory's state: from then on this one answers as the saved one does.
  /// False: the bytes are not what Save() of this program writes under the same rules; then the
  /// memory is not to be used any more. Bytes that were damaged are found by the caller's checksum.
  [[nodiscard]] virtual bool Load(StateReader& reader) = 0;

  [[nodiscard]] virtual std::size_t articles() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace newswired
