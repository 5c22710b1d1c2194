#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/article.h"

namespace newswired {

/// Reads one point in time as news metadata writes it; nothing if `text` is anything else.
///
/// ISO 8601 and RFC 3339 (also year, year-month, basic format, a space for the T, a zone's name
/// behind its offset), RFC 2822 and 822 (years of two digits), C's asctime, "March 12, 2025, 5:05
/// pm EST", "12 March 2025", "2025/03/12", "12.03.2025", and Unix time in seconds (9 to 10 digits)
/// or milliseconds (12 to 13; but "202503121405" is a minute of 1990 to 2099 where it can be).
/// Names of months are English. Day/month order is read only where one of them is above 12;
/// otherwise the text is refused.
///
/// `value` is as precise as the text; a fraction of a second is dropped. A time without a zone
/// stays without one (`utc_ms` empty, `tz_source` "none"). Dates before 1800 or after 2200, and
/// the zero of Unix time, are placeholders of content systems and refused.
[[nodiscard]] std::optional<Dated> ParseDate(std::string_view text);

/// Milliseconds of Unix time as "2025-03-12T14:05:00Z".
[[nodiscard]] std::string FormatUtc(std::int64_t ms);

/// Minutes east of Greenwich at the end of an ISO value ("+05:30", "Z"), nothing where it has none.
[[nodiscard]] std::optional<int> OffsetMinutes(std::string_view value);

/// Writes the moment `dated.utc_ms`, which must be there, as clocks `minutes` east of Greenwich
/// show it.
void ShowAtOffset(int minutes, Dated& dated);

/// True if two readings can be the same moment: equal where both have a zone (to the coarser
/// precision), else equal as far as both say.
[[nodiscard]] bool Agree(const Dated& a, const Dated& b);

/// Month number of an English month name or its abbreviation (three letters and more, with or
/// without a full stop; any case), or 0.
[[nodiscard]] int MonthOf(std::string_view name);

}  // namespace newswired
