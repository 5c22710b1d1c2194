// ParseDate(): what it reads, it reads again from its own value, within the years it promises.
// FindDates(): what it finds stands in the line, in order, and is a date as ParseDate() writes it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/text/dates.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  std::string text;
  newswired::RepairUtf8({reinterpret_cast<const char*>(data), size}, text);
  const std::string lower = newswired::LowerUtf8(text);
  std::size_t last = 0;
  for (const auto& found : newswired::FindDates(lower, newswired::DayOrder::kDayFirst)) {
    Require(last <= found.begin && found.begin < found.end, "dates in order", found.dated.value);
    Require(found.end <= lower.size(), "within the line", found.dated.value);
    const auto read = newswired::ParseDate(found.dated.value);
    Require(read && read->value == found.dated.value, "a date", found.dated.value);
    last = found.end;
  }
  const auto dated = newswired::ParseDate(text);
  if (!dated) return 0;
  const int year = std::atoi(dated->value.substr(0, 4).c_str());
  Require(year >= 1800 && year <= 2200, "a year of news", dated->value);
  const auto again = newswired::ParseDate(dated->value);
  Require(again.has_value(), "the value is a date", dated->value);
  Require(again->value == dated->value, "and reads as itself", dated->value);
  Require(again->precision == dated->precision, "with its precision", dated->value);
  Require(again->utc_ms == dated->utc_ms, "and its moment", dated->value);
  return 0;
}
