#include "daemon/ops/rate_limit.h"

namespace newswired::ops {
namespace {

/// Texts remembered at once; what comes beyond is let through unseen.
constexpr std::size_t kMaxEntries = 2000;

/// "lane 0: offset 17" and "lane 1: offset 4711" are of one shape.
std::string ShapeOf(std::string_view text) {
  std::string shape;
  bool in_number = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) shape += c;
    if (digit && !in_number) shape += '0';
    in_number = digit;
  }
  return shape;
}

}  // namespace

bool RateLimit::Count(Entries& entries, std::string_view key, int limit, std::string_view text,
                      int level, Clock::time_point now) {
  auto found = entries.find(key);
  if (found == entries.end()) {
    if (entries.size() >= kMaxEntries) return true;
    found = entries.emplace(key, Entry{.ends = now + interval_}).first;
  }
  Entry& entry = found->second;
  // One that ended and was not taken yet keeps its count; it only begins anew.
  if (now >= entry.ends) {
    entry.ends = now + interval_;
    entry.let_through = 0;
  }
  if (entry.let_through < limit) {
    ++entry.let_through;
    return true;
  }
  if (entry.held.times == 0) entry.held = {std::string(text), level, 0};
  ++entry.held.times;
  return false;
}

bool RateLimit::Allow(std::string_view text, int level, Clock::time_point now) {
  return Count(texts_, text, 1, text, level, now) &&
         Count(shapes_, ShapeOf(text), per_shape_, text, level, now);
}

void RateLimit::Take(Entries& entries, Clock::time_point now, std::vector<Held>& held) {
  for (auto entry = entries.begin(); entry != entries.end();) {
    if (now < entry->second.ends) {
      ++entry;
      continue;
    }
    if (entry->second.held.times > 0) held.push_back(std::move(entry->second.held));
    entry = entries.erase(entry);
  }
}

std::vector<RateLimit::Held> RateLimit::TakeHeld(Clock::time_point now) {
  std::vector<Held> held;
  Take(texts_, now, held);
  Take(shapes_, now, held);
  return held;
}

}  // namespace newswired::ops
