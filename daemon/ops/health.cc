#include "daemon/ops/health.h"

#include <fmt/format.h>

#include <utility>

namespace newswired::ops {

void Health::Progress(const std::string& part, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  progress_[part] = now;
}

void Health::SetReason(const std::string& part, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  if (reason.empty()) {
    reasons_.erase(part);
  } else {
    reasons_[part] = reason;
  }
}

void Health::Redact(std::vector<std::string> secrets) {
  const std::lock_guard lock(mutex_);
  redact_ = Redactor(std::move(secrets));
}

void Health::Remove(const std::string& part) {
  const std::lock_guard lock(mutex_);
  progress_.erase(part);
  reasons_.erase(part);
}

std::vector<std::string> Health::Stalled(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> stalled;
  for (const auto& [part, last] : progress_) {
    if (now - last <= stalled_after_) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - last).count();
    stalled.push_back(part + ": no progress for " + std::to_string(seconds) + " s");
  }
  return stalled;
}

std::vector<std::string> Health::NotReady() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> reasons;
  reasons.reserve(reasons_.size());
  for (const auto& [part, reason] : reasons_) {
    reasons.push_back(fmt::format("{}: {}", part, redact_(reason)));
  }
  return reasons;
}

}  // namespace newswired::ops
