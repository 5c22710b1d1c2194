#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// Which of the two small numbers of "03/04/2025" is the day. Full stops mean the day everywhere.
/// kCroatian is the day first, and "listopada" October, which is November in Polish.
enum class DayOrder { kUnknown, kDayFirst, kMonthFirst, kCroatian };

/// How a language (BCP 47 tag) and a top-level domain or country (ISO 3166-1, any case) write days.
/// English without a country stays unknown: the United States write the month first.
[[nodiscard]] DayOrder DayOrderOf(std::string_view language, std::string_view country);

/// A date in a text; [begin, end) includes a time of day that follows it.
struct FoundDate {
  std::size_t begin = 0, end = 0;
  Dated dated;
};

/// False if FindDates() finds nothing for sure: fewer numbers than a date has. Cheap; any case.
[[nodiscard]] bool MayHoldDate(std::string_view text);

/// Dates that are written out with day, month and year, with their time of day and zone if these
/// follow: "2025-03-12", "12.03.2025", "12.3.25, 14:05 Uhr", "12. März 2025", "3 de mayo de 2022 a
/// las 9:30", "March 12th, 2025, 5 p.m. ET", "2025年3月12日". Names of months in 40 languages,
/// digits of seven scripts, years of the Buddhist era behind names of Thai months and of Iran's
/// calendar behind Persian ones. Two digits stand for a year of this century. What slashes leave
/// open, and `order` too, is not read.
///
/// `lower` is one line as LowerUtf8() gives it. Linear in its length.
[[nodiscard]] std::vector<FoundDate> FindDates(std::string_view lower, DayOrder order);

/// The one date in a line of 6 to 100 bytes that has little else. Nothing for days that stand for
/// none, as 1970-01-01.
[[nodiscard]] std::optional<FoundDate> FindOnlyDate(std::string_view lower, DayOrder order);

/// What a date field holds: ParseDate(), else FindOnlyDate() ("Mi., 26.01.2022 - 14:30", "Published
/// on August 19, 2019"). Not 1970-01-01 at midnight and the like. At most 100 bytes.
[[nodiscard]] std::optional<Dated> ReadDate(std::string_view text, DayOrder order);

/// Month number of a name in any of the languages, lower case, without a full stop; or 0.
[[nodiscard]] int MonthInAnyLanguage(std::string_view lower);

}  // namespace newswired
