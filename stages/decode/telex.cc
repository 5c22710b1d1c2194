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
constexpr std::string_view kNoise("\0\x04\x16 \t\r\n", 7);  // of lines, EOT and SYN among it
constexpr std::size_t kMaxHeader = 2048;                    // and of what stands behind the text
constexpr std::size_t kLongestZone = 5;

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

/// "121405 Mrz 25", "121405 GMT Mar 25", "121405Z Mar 25": day, hour and minute, zone, month and
/// year, by IPTC 7901.
std::string ReadIptcDate(std::string_view line) {
  std::vector<std::string_view> words = WordsOf(line, " ");
  if (words.size() < 3 || words[0].size() < 6) return {};
  std::string_view zone = words[0].substr(6);
  if (words.size() == 4 && zone.empty()) {
    zone = words[1];
    words.erase(words.begin() + 1);
  }
  const bool named =
      zone.size() <= kLongestZone && std::all_of(zone.begin(), zone.end(), IsUpperAscii);
  if (words.size() != 3 || !named) return {};
  std::string month = LowerUtf8(words[1]);
  if (month.ends_with('.')) month.pop_back();
  return IsoOf({.year = NumberOf(words[2], 2),
                .month = MonthInAnyLanguage(month),
                .day = NumberOf(words[0].substr(0, 2), 2),
                .clock = NumberOf(words[0].substr(2, 4), 4),
                .zone = zone});
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

/// The first line that can be read as a date; else one that looks as if it were one.
std::string ReadTrailer(std::string_view trailer) {
  constexpr std::ptrdiff_t kFewestDigits = 6;
  std::string_view line;
  std::string_view unread;
  while (TakeLine(trailer, line)) {
    line = TrimAscii(line);
    std::string filed = ReadIptcDate(line);
    if (filed.empty()) filed = ReadAnpaDate(line);
    if (!filed.empty()) return filed;
    const auto digits = std::count_if(line.begin(), line.end(), IsDigitAscii);
    if (unread.empty() && digits >= kFewestDigits) unread = line;
  }
  return std::string(unread);
}

std::string_view WithoutNoise(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kNoise), text.size()));
}

/// Where the text of the message that begins at `begin` with SOH begins; npos if none does.
std::size_t FindText(std::string_view document, std::size_t begin) {
  const std::size_t stx = document.substr(begin, kMaxHeader + 1).find(kStx);
  return stx == std::string_view::npos ? stx : begin + stx;
}

/// The next SOH from `at` on that begins a message, or the end.
std::size_t FindMessage(std::string_view document, std::size_t at) {
  for (at = document.find(kSoh, at); at != std::string_view::npos;
       at = document.find(kSoh, at + 1)) {
    if (FindText(document, at) != std::string_view::npos) return at;
  }
  return document.size();
}

/// Bytes that are neither white space nor the signs that machines put behind a message.
std::size_t BytesOfText(std::string_view rest) {
  std::string_view line;
  std::size_t count = 0;
  while (TakeLine(rest, line)) {
    line = TrimAscii(WithoutNoise(line));
    if (line != "NNNN" && !line.starts_with("ZCZC")) count += line.size();
  }
  return count;
}

}  // namespace

std::vector<Telex> ReadTelex(std::string_view document, std::size_t most) {
  document = WithoutNoise(document);
  std::string_view line;
  if (document.starts_with("ZCZC") && TakeLine(document, line)) document = WithoutNoise(document);
  std::vector<Telex> messages;
  if (document.empty() || document[0] != kSoh) return messages;
  std::size_t begin = FindMessage(document, 0);
  if (begin != 0) return messages;
  while (begin < document.size() && messages.size() < most) {
    const std::size_t stx = FindText(document, begin);
    const std::size_t next = FindMessage(document, stx);
    const std::size_t etx = std::min(document.find(kEtx, stx), next);
    const std::size_t eot = std::min(document.find(kEot, etx), next);
    Telex& telex = messages.emplace_back();
    telex.bytes = document.substr(begin, eot - begin);
    telex.text = document.substr(stx + 1, etx - stx - 1);
    ReadHeader(document.substr(begin + 1, stx - begin - 1), telex);
    const std::size_t end = std::min(eot, etx + kMaxHeader);
    if (etx < eot) telex.filed = ReadTrailer(document.substr(etx + 1, end - etx - 1));
    telex.skipped = BytesOfText(document.substr(end, next - end));
    begin = next;
  }
  return messages;
}

}  // namespace newswired
