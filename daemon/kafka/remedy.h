#pragma once

#include <cstdint>
#include <string>

#include "daemon/config/config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// Whether brokers refuse to give us transactions until an operator has mended something.
bool IsTransactionRefusal(const std::string& code);

/// What to do about an error of initialising transactions, by its code.
std::string TransactionRemedy(const Error& error, const Config& config);

/// "7 days", "36 hours", "90 s"
std::string DurationText(std::int64_t ms);

}  // namespace newswired::kafka
