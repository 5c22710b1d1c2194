#include "stages/decode/telex.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

#include "stages/decode/http_message.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr char kSoh = '\x01';
constexpr char kStx = '\x02';
constexpr char kEtx = '\x03';
constexpr char kEot = '\x04';
constexpr std::size_t kMaxHeader = 2048;

/// A number of exactly `digits` digits, or -1.
int NumberOf(std::string_view text, std::size_t digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && text.size() == digits && value >= 0 ? value : -1;
}

struct Filed {
  int year = -1, month = -1, day = -1, clock = -1;  ///< of two digits, clock of four
  std::string_view zone;
};

std::string IsoOf(const Filed& filed) {
  const bool date =
      filed.year >= 0 && filed.month >= 1 && filed.month <= 12 && filed.day >= 1 && filed.day <= 31;
  if (!date || filed.clock < 0 || filed.clock / 100 > 23 || filed.clock % 100 > 59) return {};
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d",
                                   filed.year + (filed.year < 70 ? 2000 : 1900), filed.month,
                                   filed.day, filed.clock / 100, filed.clock % 100);
  std::string iso(buffer.data(), static_cast<std::size_t>(length));
  if (!filed.zone.empty()) iso.append(" ").append(filed.zone);
  return iso;
}

std::vector<std::string_view> WordsOf(std::string_view line, std::string_view signs) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(signs);
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find_first_of(signs, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

/// "121405 Mrz 25": day, hour and minute, month and year, by IPTC 7901.
std::string ReadIptcDate(std::string_view line) {
  const std::vector<std::string_view> words = WordsOf(line, " ");
  if (words.size() != 3 || words[0].size() != 6) return {};
  std::string month = LowerUtf8(words[1]);
  if (month.ends_with('.')) month.pop_back();
  return IsoOf({.year = NumberOf(words[2], 2),
                .month = MonthInAnyLanguage(month),
                .day = NumberOf(words[0].substr(0, 2), 2),
                .clock = NumberOf(words[0].substr(2), 4),
                .zone = {}});
}

/// "AP-NY-03-12-25 1405GMT", by ANPA 1312.
std::string ReadAnpaDate(std::string_view line) {
  const std::vector<std::string_view> words = WordsOf(line, "- ");
  if (words.size() < 4) return {};
  const std::string_view time = words.back();
  const std::size_t digits = std::min(time.find_first_not_of("0123456789"), time.size());
  const std::string_view zone = time.substr(digits);
  const auto date = words.end() - 4;
  return IsoOf({.year = NumberOf(date[2], 2),
                .month = NumberOf(date[0], 2),
                .day = NumberOf(date[1], 2),
                .clock = NumberOf(time.substr(0, digits), 4),
                .zone = zone});
}

void ReadHeader(std::string_view header, Telex& telex) {
  constexpr std::size_t kLongestSlug = 80;
  std::string_view line;
  TakeLine(header, line);  // the number, the priority and the like
  while (TakeLine(header, line)) {
    line = TrimAscii(line);
    if (line.ends_with('=')) {
      telex.headline = TrimAscii(line.substr(0, line.size() - 1));
    } else if (telex.slug.empty() && line.find('/') != std::string_view::npos &&
               line.size() <= kLongestSlug) {
      telex.slug = line.substr(0, line.find_last_not_of('/') + 1);
    }
  }
}

void ReadTrailer(std::string_view trailer, Telex& telex) {
  std::string_view line;
  trailer = trailer.substr(0, trailer.find(kEot));
  while (telex.filed.empty() && TakeLine(trailer, line)) {
    telex.filed = ReadIptcDate(TrimAscii(line));
    if (telex.filed.empty()) telex.filed = ReadAnpaDate(TrimAscii(line));
  }
}

}  // namespace

std::optional<Telex> ReadTelex(std::string_view document) {
  document = TrimAscii(document);
  if (document.empty() || document[0] != kSoh) return std::nullopt;
  const std::size_t begin = document.find(kStx);
  if (begin == std::string_view::npos || begin > kMaxHeader) return std::nullopt;
  const std::size_t end = std::min(document.find(kEtx, begin), document.size());
  Telex telex;
  telex.text = document.substr(begin + 1, end - begin - 1);
  ReadHeader(document.substr(1, begin - 1), telex);
  ReadTrailer(document.substr(end), telex);
  return telex;
}

}  // namespace newswired
