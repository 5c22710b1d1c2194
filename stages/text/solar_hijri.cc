#include "stages/text/solar_hijri.h"

#include <algorithm>
#include <array>

namespace newswired {
namespace {

/// In the order of the year, with the letters of Persian and of Arabic keyboards.
constexpr auto kMonths = std::to_array<std::array<std::string_view, 2>>({{"فروردین", "فروردين"},
                                                                         {"اردیبهشت", "ارديبهشت"},
                                                                         {"خرداد", ""},
                                                                         {"تیر", "تير"},
                                                                         {"مرداد", ""},
                                                                         {"شهریور", "شهريور"},
                                                                         {"مهر", ""},
                                                                         {"آبان", ""},
                                                                         {"آذر", ""},
                                                                         {"دی", "دي"},
                                                                         {"بهمن", ""},
                                                                         {"اسفند", ""}});

/// Leap years by their place in a cycle of 33, which is what astronomers find for 1244 to 1472.
constexpr int kCycle = 33;
constexpr std::array kLeap = {1, 5, 9, 13, 17, 22, 26, 30};

bool IsLeap(int year) {
  return std::find(kLeap.begin(), kLeap.end(), year % kCycle) != kLeap.end();
}

int LeapYearsBefore(int year) {
  const auto in_cycle =
      std::count_if(kLeap.begin(), kLeap.end(), [&](int leap) { return leap < year % kCycle; });
  return year / kCycle * static_cast<int>(kLeap.size()) + static_cast<int>(in_cycle);
}

int DaysIn(int year, int month) { return month <= 6 ? 31 : month < 12 || IsLeap(year) ? 30 : 29; }

}  // namespace

int SolarHijriMonth(std::string_view name) {
  if (name.empty()) return 0;
  const auto* const found = std::find_if(kMonths.begin(), kMonths.end(), [&](const auto& names) {
    return name == names[0] || name == names[1];
  });
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

std::optional<std::chrono::year_month_day> FromSolarHijri(int year, int month, int day) {
  if (year < 1244 || year > 1472 || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > DaysIn(year, month)) return std::nullopt;
  using std::chrono::days;
  constexpr int kKnown = 1404;
  constexpr std::chrono::sys_days kItsFirstDay = std::chrono::year(2025) / 3 / 21;
  const int years = 365 * (year - kKnown) + LeapYearsBefore(year) - LeapYearsBefore(kKnown);
  const int months = 30 * (month - 1) + std::min(month - 1, 6);
  return std::chrono::year_month_day(kItsFirstDay + days(years + months + day - 1));
}

}  // namespace newswired
