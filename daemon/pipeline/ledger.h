#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/core/shared_memory.h"

namespace newswired {

/// What the ledger says of one claim.
struct LedgerAnswer {
  std::uint64_t ticket = 0;
  std::int64_t offset = -1;                  ///< of the claim
  Article article;                           ///< dedup, revision and story, as memories wrote them
  std::vector<SharedMemory::Judged> judged;  ///< of each memory
  std::optional<Error> error;                ///< set: there is no verdict, and the lane recovers
};

/// An article that went out, or was suppressed, by a verdict of the ledger.
struct LedgerReceipt {
  ClaimHead head;
  std::int64_t offset = -1;           ///< of its claim
  std::vector<std::string> outcomes;  ///< of each memory
  bool published = true;              ///< false: suppressed
};

/// A lane's end of the ledger. Called by the lane's thread alone.
class LedgerSeat {
 public:
  virtual ~LedgerSeat() = default;

  /// Appends a claim of `parts`, one for each shared stage in their order. Its answer comes in a
  /// later Take(), in the order of the log. Never waits.
  virtual std::uint64_t Claim(const ClaimHead& head, std::vector<std::string> parts) = 0;
  /// Answers that have come, oldest first; those of forgotten claims never come.
  virtual std::vector<LedgerAnswer> Take() = 0;
  /// Nobody waits for the claims of this ticket and later ones any more; what is in the log stays.
  virtual void ForgetFrom(std::uint64_t ticket) = 0;
  /// Appends confirmations: only for what a commit that returned success made visible.
  virtual void Confirm(const std::vector<LedgerReceipt>& receipts) = 0;
};

/// The ledger as lanes see it. Thread-safe.
class Ledger {
 public:
  virtual ~Ledger() = default;
  /// `wake` is called from another thread when there is something to Take().
  virtual std::unique_ptr<LedgerSeat> NewSeat(std::function<void()> wake) = 0;
};

}  // namespace newswired
