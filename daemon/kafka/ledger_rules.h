#pragma once

#include <optional>
#include <string>

#include "daemon/config/config.h"
#include "daemon/kafka/watermarks.h"
#include "daemon/ledger/record.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What the control records near the end of a ledger say.
struct LedgerRules {
  std::optional<ControlRecord> own;  ///< that of the configured group which counts; nothing: none
  std::string stranger;              ///< group of the last one of another group; empty: none
};

/// Reads the end of the configured ledger, whose log has these bounds; more of it, up to 20 million
/// records, until there is one of its own. Reads only, joins nothing. Errors: as ReadTopic().
Result<LedgerRules> ReadLedgerRules(const Config& config, const Watermarks& bounds);

/// "belongs to group h, not to g: ...", and what to do.
std::string BelongsToAnother(const std::string& stranger, const std::string& group);

/// What to do where the rules of the ledger are not those that are wanted.
inline constexpr const char* kAdoptRemedy =
    "`newswired dedup adopt -c FILE --yes` gives it the settings of FILE, and what it remembers is "
    "forgotten";

}  // namespace newswired::kafka
