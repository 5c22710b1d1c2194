#include "daemon/kafka/ledger_rules.h"

#include <fmt/format.h>

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
constexpr std::array<std::int64_t, 3> kFromEnd = {20'000, 1'000'000, 20'000'000};

/// Of several control records the one that counts, as in the machine: the first one, and what
/// repeats or changes it.
class Finder {
 public:
  Finder(const std::string& group, LedgerRules& rules) : group_(group), rules_(rules) {}

  void Look(const StoredRecord& record) {
    auto decoded = DecodeLedgerRecord(record.value.value_or(""));
    if (!decoded.ok()) return;
    auto* control = std::get_if<ControlRecord>(&*decoded);
    if (control == nullptr) return;
    if (control->group != group_) {
      rules_.stranger = control->group;
    } else if (!rules_.own || control->previous == offset_) {
      rules_.own = std::move(*control);
      offset_ = record.offset;
    }
  }

 private:
  const std::string& group_;
  LedgerRules& rules_;
  std::int64_t offset_ = -1;
};

}  // namespace

std::string BelongsToAnother(const std::string& stranger, const std::string& group) {
  return fmt::format(
      "belongs to group {0}, not to {1}: name another topic in ledger.topic, or "
      "share it by ledger.group: {0}",
      stranger, group);
}

Result<LedgerRules> ReadLedgerRules(const Config& config, const Watermarks& bounds) {
  LedgerRules rules;
  for (const std::int64_t from_end : kFromEnd) {
    rules = {};
    Finder finder(config.ledger_group(), rules);
    const std::int64_t offset = std::max(bounds.low, bounds.high - from_end);
    const ReadOptions options{.from = PartitionOffsets{{0, offset}}};
    NW_CHECK_OK(ReadTopic(config, config.ledger_topic(), options, [&](const StoredRecord& record) {
      finder.Look(record);
      return true;
    }));
    if (rules.own || offset == bounds.low) break;
  }
  return rules;
}

}  // namespace newswired::kafka
