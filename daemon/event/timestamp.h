#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// Milliseconds since 1970, by the system's clock.
std::int64_t WallClockMs();

/// "2025-03-12T14:41:03Z", or with milliseconds where there are any and `always_millis` or they are
/// not zero. Years 0000 to 9999; outside it is clamped.
std::string Rfc3339Utc(std::int64_t unix_ms, bool always_millis = false);

/// Reads an RFC 3339 date-time ("2025-03-12T17:05:00+03:00", fraction allowed), or a date alone
/// ("2025-03-12": its first instant in UTC) where `allow_date` says so. Nothing for anything else,
/// impossible dates included.
std::optional<std::int64_t> ParseRfc3339(std::string_view text, bool allow_date = false);

/// Milliseconds of "90s", "15m", "2h" or "3d"; nothing for anything else.
std::optional<std::int64_t> ParseDuration(std::string_view text);

}  // namespace newswired
