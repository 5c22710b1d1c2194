#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "stages/core/result.h"
#include "stages/core/shared_memory.h"

/// The records of the ledger's topic as bytes: README.md beside this file is their documentation.
namespace newswired {

/// Of the envelope and of control records; old programs skip others.
inline constexpr std::uint8_t kLedgerFormat = 1;
/// Of the layout of claims and confirmations; a control record names the one that it asks for.
inline constexpr std::uint16_t kClaimFormat = 1;

/// What the shared stages have to know of one article, sent before anything of it is published.
struct ClaimRecord {
  std::uint64_t control = 0;  ///< ControlId() of the state that it was built for
  std::uint64_t sender = 0;   ///< random, one per process
  std::uint64_t ticket = 0;   ///< the sender's own number
  ClaimHead head;
  std::vector<std::string_view> parts;  ///< one per shared stage; they belong to others
};

/// That an article was published, or suppressed, in a batch whose commit is known to have
/// succeeded.
struct ConfirmationRecord {
  std::uint64_t control = 0;
  std::int64_t claim = -1;                 ///< offset of its claim
  std::uint64_t key = 0;                   ///< as in its claim's head
  std::uint64_t bytes = 0;                 ///< as in its claim's head
  bool published = true;                   ///< false: suppressed
  std::vector<std::string_view> outcomes;  ///< one per shared stage; they belong to others
};

/// All that verdicts depend on besides the claims.
struct ControlRecord {
  struct Stage {
    std::string name, version;
    std::string rules;  ///< StageFactory::rules
    friend bool operator==(const Stage&, const Stage&) = default;
  };

  std::string group;  ///< the consumer group that the ledger belongs to
  std::uint16_t claim_format = kClaimFormat;
  std::uint32_t generation = 1;  ///< grows by one with each change
  std::int64_t window_ms = 0;    ///< the longest one of the stages
  std::vector<Stage> stages;     ///< those that share memory, in the pipeline's order
  /// Offset of the control record that it replaces or repeats; -1: there is none.
  std::int64_t previous = -1;

  friend bool operator==(const ControlRecord&, const ControlRecord&) = default;
};

/// Of everything but `previous`, so that a repeat has the id of what it repeats.
[[nodiscard]] std::uint64_t ControlId(const ControlRecord& control);

[[nodiscard]] std::string Encode(const ClaimRecord& claim);
[[nodiscard]] std::string Encode(const ConfirmationRecord& confirmation);
[[nodiscard]] std::string Encode(const ControlRecord& control);

using LedgerRecord = std::variant<ClaimRecord, ConfirmationRecord, ControlRecord>;

/// Parts and outcomes are views into `bytes`. Errors, all kBadInput, in the order of the checks:
/// "foreign" (not a record of a ledger), "format" (of another version of the program), "checksum",
/// "shape" (too short, too long, a value that cannot be).
[[nodiscard]] Result<LedgerRecord> DecodeLedgerRecord(std::string_view bytes);

}  // namespace newswired
