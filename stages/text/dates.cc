#include "stages/text/dates.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
// Minutes east of Greenwich that clocks somewhere show.
constexpr int kMostWest = -12 * 60;
constexpr int kMostEast = 14 * 60;

struct NamedZone {
  std::string_view name;
  int minutes;
};
/// What RFC 822 and most of the world mean by them (zones.h knows who else has those of North
/// America); IST, BST and the like mean several things.
constexpr std::array<NamedZone, 19> kZones = {{{"z", 0},
                                               {"utc", 0},
                                               {"gmt", 0},
                                               {"ut", 0},
                                               {"est", -300},
                                               {"edt", -240},
                                               {"cst", -360},
                                               {"cdt", -300},
                                               {"mst", -420},
                                               {"mdt", -360},
                                               {"pst", -480},
                                               {"pdt", -420},
                                               {"cet", 60},
                                               {"cest", 120},
                                               {"mez", 60},
                                               {"mesz", 120},
                                               {"eet", 120},
                                               {"eest", 180},
                                               {"jst", 540}}};

struct Moment {
  int year = 0, month = 0, day = 0, hour = -1, minute = 0, second = -1;
  std::optional<int> zone = std::nullopt;  // minutes east of Greenwich
  std::string_view zone_name = {};
};

int DaysIn(int year, int month) {
  constexpr std::array<int, 12> kDaysIn = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDaysIn[static_cast<std::size_t>(month - 1)];
}

/// Days since 1970-01-01 (Howard Hinnant's days_from_civil).
std::int64_t DaysFromCivil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return static_cast<std::int64_t>(era) * 146097 + doe - 719468;
}

struct Civil {
  int year, month, day;
};
Civil CivilFromDays(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto doe = static_cast<int>(days - era * 146097);
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int month = mp < 10 ? mp + 3 : mp - 9;
  const int year = yoe + static_cast<int>(era) * 400 + (month <= 2 ? 1 : 0);
  return {year, month, doy - (153 * mp + 2) / 5 + 1};
}

/// ISO 8601 lets a day end at 24:00: that is when the next one begins.
void MoveMidnight(Moment& m) {
  if (m.hour != 24 || m.minute != 0 || m.second > 0 || m.month < 1 || m.month > 12 || m.day < 1 ||
      m.day > DaysIn(m.year, m.month)) {
    return;
  }
  const Civil next = CivilFromDays(DaysFromCivil(m.year, m.month, m.day) + 1);
  m.year = next.year;
  m.month = next.month;
  m.day = next.day;
  m.hour = 0;
}

std::optional<Dated> Finish(Moment m) {
  MoveMidnight(m);
  if (m.year < 1800 || m.year > 2200 || m.month < 0 || m.month > 12) return std::nullopt;
  if (m.day < 0 || (m.day > 0 && (m.month == 0 || m.day > DaysIn(m.year, m.month)))) {
    return std::nullopt;
  }
  if (m.hour > 23 || m.minute > 59 || m.second > 60) return std::nullopt;
  const int second = std::min(m.second, 59);  // a leap second has no place in Unix time
  if (m.zone && (*m.zone < kMostWest || *m.zone > kMostEast)) return std::nullopt;

  Dated dated;
  dated.tz_source = "none";
  std::array<char, 40> buffer{};
  const auto print = [&](auto... arguments) {
    const int length = std::snprintf(buffer.data(), buffer.size(), arguments...);
    dated.value.append(buffer.data(), static_cast<std::size_t>(length));
  };
  print("%04d", m.year);
  dated.precision = Precision::kYear;
  if (m.month > 0) {
    print("-%02d", m.month);
    dated.precision = Precision::kMonth;
  }
  if (m.day > 0) {
    print("-%02d", m.day);
    dated.precision = Precision::kDay;
  }
  if (m.day == 0 || m.hour < 0) return dated;
  print("T%02d:%02d", m.hour, m.minute);
  dated.precision = Precision::kMinute;
  if (second >= 0) {
    print(":%02d", second);
    dated.precision = Precision::kSecond;
  }
  if (!m.zone) return dated;
  dated.tz_source = "explicit";
  dated.zone_name = m.zone_name;
  if (*m.zone == 0) {
    dated.value += 'Z';
  } else {
    print("%c%02d:%02d", *m.zone < 0 ? '-' : '+', std::abs(*m.zone) / 60, std::abs(*m.zone) % 60);
  }
  const std::int64_t minutes =
      DaysFromCivil(m.year, m.month, m.day) * 1440 + m.hour * 60 + m.minute - *m.zone;
  dated.utc_ms = (minutes * 60 + std::max(second, 0)) * 1000;
  if (*dated.utc_ms == 0) return std::nullopt;
  return dated;
}

/// Reads from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool Take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void Skip(std::string_view set) {
    while (!done() && set.find(text_[at_]) != std::string_view::npos) ++at_;
  }
  [[nodiscard]] std::size_t DigitsAhead() const {
    std::size_t count = 0;
    while (IsDigitAscii(peek(count))) ++count;
    return count;
  }
  /// Up to `most` digits as a number, -1 if there is none.
  int Number(std::size_t most) {
    int value = -1;
    for (std::size_t i = 0; i < most && IsDigitAscii(peek()); ++i, ++at_) {
      value = std::max(value, 0) * 10 + (text_[at_] - '0');
    }
    return value;
  }
  std::string_view Letters() {
    const std::size_t begin = at_;
    while (IsLetterAscii(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  void Move(std::size_t count) { at_ += count; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void Reset(std::size_t at) { at_ = at; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

constexpr std::string_view kBlank = " \t,";

/// A zone, if one stands here. False if something else does.
bool ReadZone(Scanner& in, Moment& m) {
  in.Skip(" \t");
  if (in.done()) return true;
  const std::size_t start = in.at();
  if (in.Take('(')) in.Skip(" ");
  if (const std::string_view name = in.Letters(); !name.empty()) {
    const std::string lower = LowerAscii(name);
    const auto* const found = std::find_if(
        kZones.begin(), kZones.end(), [&](const NamedZone& zone) { return zone.name == lower; });
    if (found == kZones.end()) {
      in.Reset(start);
      return false;
    }
    m.zone = found->minutes;
    m.zone_name = found->name;
    in.Skip(") ");
    if (*m.zone != 0 || (in.peek() != '+' && in.peek() != '-')) return true;  // "GMT+3" goes on
  }
  const bool minus = in.peek() == '-';
  // U+2212 is what some content systems print.
  const bool fancy = in.peek() == '\xE2' && in.peek(1) == '\x88' && in.peek(2) == '\x92';
  if (!minus && !fancy && in.peek() != '+') return m.zone.has_value();
  in.Move(fancy ? 3 : 1);
  const std::size_t digits = in.DigitsAhead();
  if (digits == 0 || digits > 4) return false;
  const int hours = in.Number(digits > 2 ? digits - 2 : 2);
  const int minutes = digits > 2 || in.Take(':') ? std::max(in.Number(2), 0) : 0;
  if (minutes > 59) return false;
  m.zone = (minus || fancy ? -1 : 1) * (hours * 60 + minutes);
  in.Skip(" \t");
  if (in.peek() == '(') {  // "+0300 (EAT)"
    while (!in.done() && !in.Take(')')) in.Move(1);
  }
  return true;
}

/// hh:mm[:ss[.f]] [am|pm] [zone], also hh.mm; false if there is no time of day here.
bool ReadTime(Scanner& in, Moment& m) {
  const std::size_t digits = in.DigitsAhead();
  if (digits == 0 || digits > 2) return false;
  m.hour = in.Number(2);
  bool clock = false;
  if (in.Take(':') || (in.peek() == '.' && IsDigitAscii(in.peek(1)) && in.Take('.'))) {
    if (in.DigitsAhead() < 2) return false;
    m.minute = in.Number(2);
    clock = true;
    if (in.peek() == ':' && IsDigitAscii(in.peek(1))) {
      in.Take(':');
      m.second = in.Number(2);
      if ((in.peek() == '.' || in.peek() == ',') && IsDigitAscii(in.peek(1))) {
        in.Move(1);
        in.Move(in.DigitsAhead());
      }
    }
  }
  const std::size_t start = in.at();
  in.Skip(" ");
  const char letter = LowerAscii(in.peek());
  if ((letter == 'a' || letter == 'p') &&
      (LowerAscii(in.peek(1)) == 'm' || (in.peek(1) == '.' && LowerAscii(in.peek(2)) == 'm'))) {
    if (m.hour < 1 || m.hour > 12) return false;
    in.Move(in.peek(1) == '.' ? 3 : 2);
    in.Take('.');
    m.hour = m.hour % 12 + (letter == 'p' ? 12 : 0);
    clock = true;
  } else {
    in.Reset(start);
  }
  return clock;
}

/// After a date: nothing, or a time with or without a zone. Words between them ("at") are skipped.
std::optional<Dated> ReadRest(Scanner& in, Moment m) {
  in.Skip(" \t,|-");
  const std::size_t start = in.at();
  if (LowerAscii(in.Letters()) != "at") in.Reset(start);
  in.Skip(kBlank);
  if (in.done()) return Finish(m);
  if (!ReadTime(in, m)) return std::nullopt;
  if (!ReadZone(in, m)) return std::nullopt;
  in.Skip(" \t.");
  if (!in.done()) return std::nullopt;
  return Finish(m);
}

std::optional<Dated> ReadEpoch(std::string_view text) {
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  if (text.size() <= 10) value *= 1000;
  const std::int64_t seconds = value / 1000;
  const Civil civil = CivilFromDays(seconds / 86400);
  const auto rest = static_cast<int>(seconds % 86400);
  Moment m{.year = civil.year, .month = civil.month, .day = civil.day};
  m.hour = rest / 3600;
  m.minute = rest / 60 % 60;
  m.second = rest % 60;
  m.zone = 0;
  return Finish(m);
}

/// Starts with four digits: ISO and its relatives.
std::optional<Dated> ReadIso(std::string_view text) {
  Scanner in(text);
  Moment m;
  const std::size_t run = in.DigitsAhead();
  m.year = in.Number(4);
  if (run == 8 || run == 12 || run == 14) {  // basic format
    m.month = in.Number(2);
    m.day = in.Number(2);
    if (m.month == 0 || m.day == 0) return std::nullopt;
    if (run > 8 || ((in.Take('T') || in.Take('t')) && in.DigitsAhead() >= 4)) {
      m.hour = in.Number(2);
      m.minute = in.Number(2);
      if (in.DigitsAhead() == 2) m.second = in.Number(2);
      if (!ReadZone(in, m)) return std::nullopt;
    }
    return in.done() ? Finish(m) : std::nullopt;
  }
  if (run != 4) return std::nullopt;
  if (in.done()) return Finish(m);
  const char separator = in.peek();
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  in.Move(1);
  m.month = in.Number(2);
  if (m.month < 1) return std::nullopt;
  if (in.done()) return separator == '-' ? Finish(m) : std::nullopt;
  if (!in.Take(separator)) return std::nullopt;
  m.day = in.Number(2);
  if (m.day < 1) return std::nullopt;
  if (in.done()) return Finish(m);
  if (!in.Take('T') && !in.Take('t') && in.peek() != ' ' && in.peek() != ',') return std::nullopt;
  return ReadRest(in, m);
}

/// dd.mm.yyyy, dd/mm/yyyy and mm/dd/yyyy, where the order is beyond doubt.
std::optional<Dated> ReadNumeric(std::string_view text) {
  Scanner in(text);
  Moment m;
  const int first = in.Number(2);
  const char separator = in.peek();
  in.Move(1);
  const int second = in.Number(2);
  if (!in.Take(separator) || in.DigitsAhead() != 4) return std::nullopt;
  m.year = in.Number(4);
  if (first < 1 || second < 1) return std::nullopt;
  if (separator == '.' || first > 12 || first == second) {  // full stops: day first, everywhere
    m.day = first;
    m.month = second;
  } else if (second > 12) {
    m.month = first;
    m.day = second;
  } else {
    return std::nullopt;
  }
  return ReadRest(in, m);
}

/// Dates with the name of a month.
std::optional<Dated> ReadWords(std::string_view text) {
  Scanner in(text);
  Moment m;
  in.Skip(kBlank);
  std::size_t start = in.at();
  const std::string day_name = LowerAscii(in.Letters());
  const bool is_day =
      day_name.size() >= 3 &&
      std::any_of(kDays.begin(), kDays.end(), [&](auto day) { return day.starts_with(day_name); });
  if (is_day) {
    in.Skip(" \t,.");
  } else {
    in.Reset(start);
  }
  const auto ordinal = [&] {  // "12th"
    const std::size_t before = in.at();
    const std::string suffix = LowerAscii(in.Letters());
    if (suffix != "th" && suffix != "st" && suffix != "nd" && suffix != "rd") in.Reset(before);
  };
  if (IsDigitAscii(in.peek())) {  // 12 March 2025, 12-Mar-2025
    if (in.DigitsAhead() > 2) return std::nullopt;
    m.day = in.Number(2);
    ordinal();
    in.Skip(" \t-.,");
    start = in.at();
    if (LowerAscii(in.Letters()) == "of") {
      in.Skip(" ");
    } else {
      in.Reset(start);
    }
    m.month = MonthOf(in.Letters());
    if (m.month == 0 || m.day == 0) return std::nullopt;
    in.Skip(" \t-.,");
    const std::size_t digits = in.DigitsAhead();
    if (digits != 4 && digits != 2) return std::nullopt;
    m.year = in.Number(4);
    if (digits == 2) m.year += m.year < 70 ? 2000 : 1900;
    std::optional<Dated> read = ReadRest(in, m);
    // RFC 822 had two digits, and always a time behind them.
    if (digits == 2 && read && read->precision < Precision::kMinute) return std::nullopt;
    return read;
  }
  m.month = MonthOf(in.Letters());
  if (m.month == 0) return std::nullopt;
  in.Skip(" \t.,");
  if (in.DigitsAhead() == 4) {  // March 2025
    m.year = in.Number(4);
    in.Skip(" ");
    return in.done() ? Finish(m) : std::nullopt;
  }
  m.day = in.DigitsAhead() <= 2 ? in.Number(2) : -1;
  if (m.day < 1) return std::nullopt;
  ordinal();
  in.Skip(" \t,");
  if (in.DigitsAhead() == 4) {
    m.year = in.Number(4);
    return ReadRest(in, m);
  }
  if (!ReadTime(in, m)) return std::nullopt;  // asctime: Mar 12 14:05:00 [UTC] 2025
  in.Skip(" ");
  if (!IsDigitAscii(in.peek()) && !ReadZone(in, m)) return std::nullopt;
  in.Skip(" ");
  if (in.DigitsAhead() != 4) return std::nullopt;
  m.year = in.Number(4);
  return in.done() ? Finish(m) : std::nullopt;
}

/// "UTC", "GMT+1", "Europe/Paris", and no other word.
bool IsNameOfZone(std::string_view name) {
  const bool area = name.find('/') != std::string_view::npos;
  const std::size_t letters = static_cast<std::size_t>(
      std::find_if_not(name.begin(), name.end(), IsLetterAscii) - name.begin());
  if (letters == 0 || (!area && letters > 5)) return false;
  if (!std::all_of(name.begin(), name.begin() + (area ? 1 : static_cast<int>(letters)),
                   IsUpperAscii)) {
    return false;
  }
  return std::all_of(name.begin() + static_cast<int>(letters), name.end(), [&](char c) {
    const bool sign = c == '+' || c == '-';
    return sign || IsDigitAscii(c) || c == ':' ||
           (area && (IsLetterAscii(c) || c == '/' || c == '_'));
  });
}

/// Behind an offset its zone is named once more: "Z[UTC]" and "+01:00[Europe/Paris]" by Java,
/// "+0000 UTC m=+0.1" by Go.
std::string_view WithoutSecondZone(std::string_view text) {
  const std::size_t open = text.ends_with(']') ? text.rfind('[') : std::string_view::npos;
  if (open != std::string_view::npos && open > 0 &&
      IsNameOfZone(text.substr(open + 1, text.size() - open - 2))) {
    text = text.substr(0, open);
  }
  text = text.substr(0, text.find(" m="));
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos || space < 5) return text;
  const std::string_view name = text.substr(space + 1), offset = text.substr(space - 5, 5);
  const bool named = !name.empty() && std::all_of(name.begin(), name.end(), IsLetterAscii);
  const bool follows = (offset[0] == '+' || offset[0] == '-') &&
                       std::all_of(offset.begin() + 1, offset.end(), IsDigitAscii);
  return named && follows ? text.substr(0, space) : text;
}

}  // namespace

int MonthOf(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() < 3) return 0;
  const std::string lower = LowerAscii(name);
  if (lower == "sept") return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (lower == kMonths[i] || (lower.size() == 3 && kMonths[i].starts_with(lower))) {
      return static_cast<int>(i + 1);
    }
  }
  return 0;
}

std::optional<Dated> ParseDate(std::string_view text) {
  text = WithoutSecondZone(TrimAscii(text));
  if (text.size() < 4 || text.size() > 64) return std::nullopt;
  Scanner in(text);
  const std::size_t digits = in.DigitsAhead();
  if (digits == text.size() && digits >= 9 && digits <= 13 && digits != 11) {
    // yyyymmddhhmm of these years would be milliseconds of a few weeks in 1976.
    const bool minute = digits == 12 && text >= "1990" && text < "2100";
    if (std::optional<Dated> dated = minute ? ReadIso(text) : std::nullopt) return dated;
    return ReadEpoch(text);
  }
  if (digits >= 9 && digits <= 10 && text[digits] == '.') {  // Python's time.time()
    const std::string_view fraction = text.substr(digits + 1);
    const bool number = std::all_of(fraction.begin(), fraction.end(), IsDigitAscii);
    return number ? ReadEpoch(text.substr(0, digits)) : std::nullopt;
  }
  if (digits >= 4) return ReadIso(text);
  if (digits > 0 && digits <= 2) {
    const char separator = text[digits];
    if ((separator == '/' || separator == '.') && digits + 1 < text.size() &&
        IsDigitAscii(text[digits + 1])) {
      return ReadNumeric(text);
    }
  }
  return ReadWords(text);
}

std::string FormatUtc(std::int64_t ms) {
  std::int64_t seconds = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
  const std::int64_t days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
  const auto rest = static_cast<int>(seconds - days * 86400);
  const Civil civil = CivilFromDays(days);
  std::array<char, 48> buffer{};
  const int length =
      std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year,
                    civil.month, civil.day, rest / 3600, rest / 60 % 60, rest % 60);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::optional<int> OffsetMinutes(std::string_view value) {
  if (value.ends_with('Z')) return 0;
  const std::size_t t = value.find('T');
  if (t == std::string_view::npos || value.size() < t + 7) return std::nullopt;
  const std::string_view zone = value.substr(value.size() - 6);
  if (zone[0] != '+' && zone[0] != '-') return std::nullopt;
  Scanner in(zone.substr(1));
  const int hours = in.DigitsAhead() == 2 ? in.Number(2) : -1;
  const int minutes = in.Take(':') && in.DigitsAhead() == 2 ? in.Number(2) : -1;
  if (hours < 0 || minutes < 0 || minutes > 59) return std::nullopt;
  const int offset = (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
  return offset < kMostWest || offset > kMostEast ? std::nullopt : std::optional<int>(offset);
}

void ShowAtOffset(int minutes, Dated& dated) {
  std::string value = FormatUtc(*dated.utc_ms + static_cast<std::int64_t>(minutes) * 60'000);
  value.resize(dated.precision == Precision::kSecond ? 19 : 16);
  if (minutes == 0) {
    dated.value = value + 'Z';
    return;
  }
  std::array<char, 16> zone{};
  const int length = std::snprintf(zone.data(), zone.size(), "%c%02d:%02d", minutes < 0 ? '-' : '+',
                                   std::abs(minutes) / 60 % 100, std::abs(minutes) % 60);
  dated.value = value.append(zone.data(), static_cast<std::size_t>(length));
}

bool Agree(const Dated& a, const Dated& b) {
  const bool to_the_minute = a.precision == Precision::kMinute || b.precision == Precision::kMinute;
  if (a.utc_ms && b.utc_ms) {
    const std::int64_t unit = to_the_minute ? 60'000 : 1000;
    return *a.utc_ms / unit == *b.utc_ms / unit;
  }
  constexpr std::array<std::size_t, 5> kLengths = {4, 7, 10, 16, 19};
  const std::size_t length = kLengths[static_cast<std::size_t>(std::min(a.precision, b.precision))];
  return a.value.substr(0, length) == b.value.substr(0, length);
}

}  // namespace newswired
