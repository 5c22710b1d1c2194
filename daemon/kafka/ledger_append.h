#pragma once

#include <string>

#include "daemon/config/config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// Appends one record to the configured ledger and waits until it is written. For tools: an
/// instance has KafkaLedger. Errors: kTransient where it is not written within ten seconds;
/// kConfig.
Status AppendToLedger(const Config& config, const std::string& bytes);

}  // namespace newswired::kafka
