#include "stages/text/zones.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "stages/text/dates.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 18;
constexpr std::size_t kMaxZones = 1000;  // there are 600

/// Reads big-endian numbers; zeros behind the end.
class Bytes {
 public:
  explicit Bytes(std::string_view data) : data_(data) {}
  std::int64_t Number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i, ++at_) {
      const auto byte = at_ < data_.size() ? static_cast<unsigned char>(data_[at_]) : 0U;
      value = value << 8 | byte;
    }
    const std::size_t shift = 64 - 8 * bytes;
    return static_cast<std::int64_t>(value << shift) >> shift;
  }
  void Skip(std::size_t bytes) { at_ += bytes; }
  [[nodiscard]] bool ok() const { return at_ <= data_.size(); }
  [[nodiscard]] std::string_view rest() const { return data_.substr(std::min(at_, data_.size())); }

 private:
  std::string_view data_;
  std::size_t at_ = 0;
};

/// One zone's changes of offset, from a file as RFC 8536 describes it.
class Zone {
 public:
  static std::optional<Zone> Parse(std::string_view file) {
    Bytes in(file);
    const std::optional<Counts> first = ReadHeader(in, file);
    if (!first || file[4] < '2') return std::nullopt;  // version 1 has 32 bits of time
    in.Skip(first->transitions * 5 + first->types * 6 + first->letters + first->leaps * 8 +
            first->standard + first->universal);
    const std::optional<Counts> counts = ReadHeader(in, in.rest());
    if (!counts || counts->types == 0 || counts->transitions > 10'000) return std::nullopt;
    Zone zone;
    for (std::size_t i = 0; i < counts->transitions; ++i) zone.times_.push_back(in.Number(8));
    std::vector<std::size_t> types;
    for (std::size_t i = 0; i < counts->transitions; ++i) {
      types.push_back(static_cast<std::size_t>(in.Number(1) & 0xFF));
    }
    std::vector<std::int64_t> offsets;
    for (std::size_t i = 0; i < counts->types; ++i) {
      offsets.push_back(in.Number(4));
      in.Skip(2);
    }
    in.Skip(counts->letters + counts->leaps * 12 + counts->standard + counts->universal);
    if (!in.ok()) return std::nullopt;
    zone.offsets_.push_back(offsets[0]);
    for (const std::size_t type : types) {
      if (type >= offsets.size()) return std::nullopt;
      zone.offsets_.push_back(offsets[type]);
    }
    zone.changes_for_ever_ = in.rest().find(',') != std::string_view::npos;
    return zone;
  }

  /// Seconds east of Greenwich at a moment; nothing after the last change that the file lists,
  /// where a rule goes on for ever.
  [[nodiscard]] std::optional<std::int64_t> OffsetAt(std::int64_t utc) const {
    const auto after = std::upper_bound(times_.begin(), times_.end(), utc);
    if (after == times_.end() && changes_for_ever_) return std::nullopt;
    return offsets_[static_cast<std::size_t>(after - times_.begin())];
  }

 private:
  struct Counts {
    std::size_t universal, standard, leaps, transitions, types, letters;
  };
  static std::optional<Counts> ReadHeader(Bytes& in, std::string_view at) {
    if (!at.starts_with("TZif")) return std::nullopt;
    in.Skip(20);
    Counts counts{};
    for (std::size_t* count : {&counts.universal, &counts.standard, &counts.leaps,
                               &counts.transitions, &counts.types, &counts.letters}) {
      *count = static_cast<std::size_t>(in.Number(4));
      if (*count > kMaxFileBytes) return std::nullopt;
    }
    return counts;
  }

  std::vector<std::int64_t> times_, offsets_;  ///< offsets_[0] holds before times_[0]
  bool changes_for_ever_ = false;
};

bool IsZoneName(std::string_view name) {
  if (name.size() > 64 || name.empty() || name.front() == '/') return false;
  if (name.find("..") != std::string_view::npos) return false;
  if (name == "localtime") return false;  // a link to this machine's zone
  return std::all_of(name.begin(), name.end(), [](char c) {
    return IsAlphanumericAscii(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
}

/// A file below the folder of zones; empty if there is none. Links may lead out of it, and some
/// names are folders ("Europe").
std::string ReadZoneFile(std::string_view name) {
  namespace fs = std::filesystem;
  constexpr std::string_view kFolder = "/usr/share/zoneinfo/";
  std::error_code failed;
  const fs::path path = fs::canonical(std::string(kFolder).append(name), failed);
  if (failed || !path.native().starts_with(kFolder)) return {};
  if (!fs::is_regular_file(path, failed) || fs::file_size(path, failed) > kMaxFileBytes) return {};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

const Zone* FindZone(std::string_view name) {
  thread_local std::map<std::string, std::unique_ptr<const Zone>, std::less<>> zones;
  if (!IsZoneName(name)) return nullptr;
  if (const auto known = zones.find(name); known != zones.end()) return known->second.get();
  if (zones.size() >= kMaxZones) zones.clear();  // names of no zone, which producers may invent
  std::optional<Zone> zone = Zone::Parse(ReadZoneFile(name));
  return zones.emplace(name, zone ? std::make_unique<const Zone>(std::move(*zone)) : nullptr)
      .first->second.get();
}

/// Minutes east of Greenwich when clocks of the zone show `local`, in seconds as if it were UTC.
std::optional<int> OffsetOfLocal(std::string_view zone, std::int64_t local) {
  if (zone == "UTC" || zone == "Z") return 0;
  if (const std::optional<int> fixed = OffsetMinutes("2000-01-01T00:00" + std::string(zone));
      fixed && (zone.front() == '+' || zone.front() == '-')) {
    return fixed;
  }
  const Zone* known = FindZone(zone);
  if (known == nullptr) return std::nullopt;
  constexpr std::int64_t kDay = 86'400;
  for (const std::int64_t near : {local - kDay, local + kDay}) {
    const std::optional<std::int64_t> offset = known->OffsetAt(near);
    if (!offset || known->OffsetAt(local - *offset) != offset) continue;
    if (*offset % 60 != 0) return std::nullopt;  // mean times of the nineteenth century
    return static_cast<int>(*offset / 60);
  }
  return std::nullopt;
}

/// A zone that has the name of one in North America.
struct Namesake {
  std::string_view name, country;
  int minutes;  ///< east of Greenwich
};
constexpr auto kNamesakes = std::to_array<Namesake>({{"cst", "cn", 480},
                                                     {"cst", "tw", 480},
                                                     {"cst", "mo", 480},
                                                     {"cst", "au", 570},
                                                     {"cdt", "au", 630},
                                                     {"est", "au", 600},
                                                     {"edt", "au", 660},
                                                     {"pst", "ph", 480},
                                                     {"mst", "my", 480},
                                                     {"mst", "mm", 390}});

}  // namespace

void DropForeignZone(const Clocks& clocks, Dated& dated) {
  for (const Namesake& other : kNamesakes) {
    if (other.name != dated.zone_name) continue;
    Dated local = dated;
    local.value.resize(dated.precision == Precision::kSecond ? 19 : 16);
    local.utc_ms.reset();
    local.tz_source = "none";
    Dated there = local;
    ApplyZone(clocks.zone, there);
    if (EqualsIgnoringAsciiCase(clocks.country, other.country) ||
        OffsetMinutes(there.value) == other.minutes) {
      dated = std::move(local);
      return;
    }
  }
}

void ApplyZone(std::string_view zone, Dated& dated) {
  if (zone.empty() || dated.utc_ms || dated.precision < Precision::kMinute) return;
  const std::optional<Dated> local = ParseDate(dated.value + "Z");
  if (!local || !local->utc_ms) return;
  const std::optional<int> offset = OffsetOfLocal(zone, *local->utc_ms / 1000);
  if (!offset) return;
  dated.utc_ms = *local->utc_ms - static_cast<std::int64_t>(*offset) * 60'000;
  ShowAtOffset(*offset, dated);
  dated.tz_source = "source";
}

}  // namespace newswired
