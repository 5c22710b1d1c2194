#include "daemon/event/timestamp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace newswired {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t kMillisPerDay = 86'400'000;
constexpr std::int64_t kFirst = -62'167'219'200'000;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kLast = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

void Put(std::string& out, std::int64_t value, int digits) {
  std::array<char, 8> text;
  for (int i = digits - 1; i >= 0; --i, value /= 10) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  }
  out.append(text.data(), static_cast<std::size_t>(digits));
}

/// Takes fixed-width numbers and literals off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int Number(std::size_t digits) {
    int value = 0;
    if (rest_.size() < digits) return Fail();
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return Fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

  /// Takes one character out of `choices`; 0 where there is none.
  char Take(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return 0;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void Need(std::string_view choices) {
    if (Take(choices) == 0) Fail();
  }

  /// Milliseconds of a fraction of a second, after its point.
  int Fraction() {
    int millis = 0;
    std::size_t digits = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++digits) {
      if (digits < 3) millis = millis * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (digits == 0) return Fail();
    for (; digits < 3; ++digits) millis *= 10;
    return millis;
  }

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  int Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::int64_t WallClockMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string Rfc3339Utc(std::int64_t unix_ms, bool always_millis) {
  unix_ms = std::clamp(unix_ms, kFirst, kLast);
  std::int64_t days = unix_ms / kMillisPerDay;
  std::int64_t millis = unix_ms % kMillisPerDay;
  if (millis < 0) {
    millis += kMillisPerDay;
    --days;
  }
  const year_month_day date{sys_days{std::chrono::days{days}}};
  std::string out;
  out.reserve(24);
  Put(out, static_cast<int>(date.year()), 4);
  out.push_back('-');
  Put(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  Put(out, static_cast<unsigned>(date.day()), 2);
  out.push_back('T');
  Put(out, millis / 3'600'000, 2);
  out.push_back(':');
  Put(out, millis / 60'000 % 60, 2);
  out.push_back(':');
  Put(out, millis / 1000 % 60, 2);
  if (always_millis || millis % 1000 != 0) {
    out.push_back('.');
    Put(out, millis % 1000, 3);
  }
  out.push_back('Z');
  return out;
}

std::optional<std::int64_t> ParseRfc3339(std::string_view text, bool allow_date) {
  Reader reader(text);
  const int y = reader.Number(4);
  reader.Need("-");
  const int m = reader.Number(2);
  reader.Need("-");
  const int d = reader.Number(2);
  if (!reader.ok()) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t midnight = sys_days{date}.time_since_epoch().count() * kMillisPerDay;
  if (reader.done()) return allow_date ? std::optional(midnight) : std::nullopt;

  reader.Need("Tt ");
  const int hour = reader.Number(2);
  reader.Need(":");
  const int minute = reader.Number(2);
  reader.Need(":");
  const int second = reader.Number(2);
  const int millis = reader.Take(".") != 0 ? reader.Fraction() : 0;
  std::int64_t zone_minutes = 0;
  if (reader.Take("Zz") == 0) {
    const char sign = reader.Take("+-");
    const int zone_hour = reader.Number(2);
    reader.Need(":");
    const int zone_minute = reader.Number(2);
    if (sign == 0 || zone_hour > 23 || zone_minute > 59) return std::nullopt;
    zone_minutes = (sign == '-' ? -1 : 1) * (zone_hour * 60 + zone_minute);
  }
  // A leap second is written as 60 and counts as the instant after it.
  if (!reader.ok() || !reader.done() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return midnight + ((hour * 60 + minute - zone_minutes) * 60 + second) * 1000 + millis;
}

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  std::int64_t unit = 0;
  switch (text.back()) {
    case 's':
      unit = 1'000;
      break;
    case 'm':
      unit = 60'000;
      break;
    case 'h':
      unit = 3'600'000;
      break;
    case 'd':
      unit = kMillisPerDay;
      break;
    default:
      return std::nullopt;
  }
  std::int32_t number = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number < 0) return std::nullopt;
  return number * unit;
}

}  // namespace newswired
