#include "daemon/kafka/remedy.h"

#include <fmt/format.h>

namespace newswired::kafka {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

}  // namespace

bool IsTransactionRefusal(const std::string& code) {
  return code == "TRANSACTIONAL_ID_AUTHORIZATION_FAILED" || code == "INVALID_TRANSACTION_TIMEOUT" ||
         code == "CLUSTER_AUTHORIZATION_FAILED" || code == "_UNSUPPORTED_FEATURE";
}

std::string TransactionRemedy(const Error& error, const Config& config) {
  if (error.code == "TRANSACTIONAL_ID_AUTHORIZATION_FAILED") {
    return fmt::format("grant Write on transactional ids with the prefix {}/", config.input.group);
  }
  if (error.code == "INVALID_TRANSACTION_TIMEOUT") {
    return fmt::format(
        "lower transaction_timeout_ms ({}) to the brokers' transaction.max.timeout.ms, or raise "
        "that",
        config.transaction_timeout_ms);
  }
  if (error.code == "CLUSTER_AUTHORIZATION_FAILED") {
    return "grant IdempotentWrite on the cluster";
  }
  if (error.code == "_TIMED_OUT") {
    return "the transaction coordinator does not answer: see that __transaction_state has leaders "
           "and enough replicas in sync";
  }
  return "see the brokers' logs";
}

std::string DurationText(std::int64_t ms) {
  if (ms >= 48 * kHourMs && ms % (24 * kHourMs) == 0)
    return fmt::format("{} days", ms / 24 / kHourMs);
  if (ms >= kHourMs) return fmt::format("{} hours", ms / kHourMs);
  return fmt::format("{} s", ms / 1000);
}

}  // namespace newswired::kafka
