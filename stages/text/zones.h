#pragma once

#include <string_view>

#include "stages/core/article.h"

namespace newswired {

/// Where the clocks of a source are: its country (ISO 3166-1, any case) and zone; empty: unknown.
struct Clocks {
  std::string_view country, zone;
};

/// Takes from a date the zone that a name of North America gave it ("CST"), where the source's
/// country has a zone of that name itself, or its clocks show what that zone does: Java prints
/// "CST" in China. `tz_source` becomes "none".
void DropForeignZone(const Clocks& clocks, Dated& dated);

/// Gives a time of day without zone the offset that clocks of `zone` showed then, and its moment:
/// "Europe/Berlin" from the system's zone files (/usr/share/zoneinfo, Debian's tzdata), "+02:00",
/// "Z", "UTC". `tz_source` becomes "source". Nothing happens to dates without a time of day or with
/// a zone, where the zone is unknown, and at an hour that clocks skipped; the hour that they showed
/// twice is read as the first. Zone files are read once per thread.
void ApplyZone(std::string_view zone, Dated& dated);

}  // namespace newswired
