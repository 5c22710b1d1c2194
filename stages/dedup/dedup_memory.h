#pragma once

#include <string>

#include "stages/core/shared_memory.h"
#include "stages/dedup/window.h"

namespace newswired {

/// DedupWindow as a ledger's state machine.
class DedupMemory final : public SharedMemory {
 public:
  /// `by`: what verdicts are marked with.
  DedupMemory(WindowLimits limits, std::string by) : by_(std::move(by)), window_(limits) {}

  Result<Judged> Judge(const ClaimHead& head, std::int64_t append_ms, std::string_view claim,
                       Article& article) override;
  Status Confirm(const ClaimHead& head, std::string_view outcome, bool published) override;
  [[nodiscard]] std::uint64_t Hash() const override { return window_.Hash(); }
  void Save(StateWriter& writer) const override { window_.Save(writer); }
  [[nodiscard]] bool Load(StateReader& reader) override { return window_.Load(reader); }
  [[nodiscard]] std::size_t articles() const override { return window_.size(); }
  [[nodiscard]] std::size_t bytes() const override { return window_.bytes(); }

 private:
  const std::string by_;
  DedupWindow window_;
};

}  // namespace newswired
