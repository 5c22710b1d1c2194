#include "daemon/kafka/ledger_rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <variant>

#include "daemon/kafka/topic_reader.h"

namespace newswired::kafka {
namespace {

/// Offsets before the end where it is looked first, and where that has none: a control record is
/// repeated each hour.
constexpr std::array<std::int64_t, 2> kFromEnd = {20'000, 2'000'000};

Result<LedgerRules> ReadFrom(const Config& config, std::int64_t offset) {
  LedgerRules rules;
  const ReadOptions options{.from = PartitionOffsets{{0, offset}}};
  NW_CHECK_OK(ReadTopic(config, config.ledger_topic(), options, [&](const StoredRecord& record) {
    auto decoded = DecodeLedgerRecord(record.value.value_or(""));
    if (!decoded.ok()) return true;
    auto* control = std::get_if<ControlRecord>(&*decoded);
    if (control == nullptr) return true;
    if (control->group == config.ledger_group()) {
      rules.own = std::move(*control);
    } else {
      rules.stranger = control->group;
    }
    return true;
  }));
  return rules;
}

}  // namespace

Result<LedgerRules> ReadLedgerRules(const Config& config, const Watermarks& bounds) {
  for (const std::int64_t from_end : kFromEnd) {
    const std::int64_t offset = bounds.high - from_end;
    if (offset <= bounds.low) break;
    NW_TRY(LedgerRules rules, ReadFrom(config, offset));
    if (rules.own || !rules.stranger.empty()) return rules;
  }
  return ReadFrom(config, bounds.low);
}

}  // namespace newswired::kafka
