#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace newswired {

/// The calendar of Iran, whose years begin in March and are 621 behind.

/// Number of a month by its Persian name, or 0.
[[nodiscard]] int SolarHijriMonth(std::string_view name);

/// The same day in the Gregorian calendar. Nothing for days that are none, and for years other than
/// 1244 to 1472 (1865 to 2093).
[[nodiscard]] std::optional<std::chrono::year_month_day> FromSolarHijri(int year, int month,
                                                                        int day);

}  // namespace newswired
