#include "stages/article/east_asian_dateline.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kLongest = 150;  // bytes
constexpr std::size_t kPlace = 36;     // bytes: twelve characters

/// Ends the name of a Chinese agency, paper or site.
constexpr auto kHouseEnds = std::to_array<std::string_view>({"社", "网", "報", "报", "網"});

/// Behind the place in Japanese brackets.
constexpr auto kJapanese = std::to_array<std::string_view>(
    {"共同", "時事", "AFP時事", "AFP", "AP", "聯合ニュース", "ロイター", "新華社", "CNN"});

/// The number that ends `text`, which is cut off it; 0 if there is none of one or two digits.
int CutNumber(std::string_view& text) {
  std::size_t begin = text.size();
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  const std::string digits(text.substr(begin));
  if (digits.empty() || digits.size() > 2) return 0;
  text = text.substr(0, begin);
  return std::atoi(digits.c_str());
}

bool CutEnd(std::string_view end, std::string_view& text) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

/// Cuts "11月12日" or "12日" off the end of `text`.
bool CutDay(std::string_view& text, EastAsianDateline& line) {
  if (!CutEnd("日", text)) return false;
  line.day = CutNumber(text);
  if (line.day < 1 || line.day > 31) return false;
  if (!CutEnd("月", text)) return true;
  line.month = CutNumber(text);
  return line.month >= 1 && line.month <= 12;
}

/// No signs and no spaces, and not too long.
bool IsPlace(std::string_view text) {
  if (text.size() > kPlace) return false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, at);
    if (!IsWordCodepoint(c) && c != U'\u30FB') return false;
  }
  return true;
}

/// "新华社北京11月12日电": who, where, when, and the sign that a telegram follows.
std::optional<EastAsianDateline> ReadChinese(std::string_view text) {
  constexpr std::string_view kWire = "电";
  constexpr std::string_view kOldWire = "電";
  const std::size_t wire = std::min(text.find(kWire), text.find(kOldWire));
  if (wire == kNowhere) return std::nullopt;
  EastAsianDateline line;
  line.size = wire + kWire.size();
  std::string_view rest = text.substr(0, wire);
  for (const std::string_view kind : {"综合", "专", "專", "綜合"}) CutEnd(kind, rest);
  if (!CutDay(rest, line)) return std::nullopt;
  std::size_t house = kNowhere;
  for (const std::string_view end : kHouseEnds) {
    const std::size_t at = rest.find(end);
    if (at != kNowhere && at > 0) house = std::min(house, at + end.size());
  }
  if (house == kNowhere || !IsPlace(rest.substr(0, house))) return std::nullopt;
  line.agency = rest.substr(0, house);
  line.place = rest.substr(house);
  return IsPlace(line.place) ? std::optional(line) : std::nullopt;
}

/// "【ナイロビ共同】", "【北京12日時事】"
std::optional<EastAsianDateline> ReadJapanese(std::string_view text) {
  constexpr std::string_view kOpen = "【";
  if (!text.starts_with(kOpen)) return std::nullopt;
  const std::size_t close = text.find("】");
  if (close == kNowhere) return std::nullopt;
  std::string_view inside = text.substr(kOpen.size(), close - kOpen.size());
  EastAsianDateline line;
  for (const std::string_view agency : kJapanese) {
    if (inside.ends_with(agency) && agency.size() > line.agency.size()) {
      line.agency = inside.substr(inside.size() - agency.size());
    }
  }
  if (line.agency.empty()) return std::nullopt;
  inside.remove_suffix(line.agency.size());
  while (CutEnd("=", inside) || CutEnd("＝", inside) || CutEnd(" ", inside)) {
  }
  if (inside.ends_with("日") && !CutDay(inside, line)) return std::nullopt;
  while (CutEnd(" ", inside)) {
  }
  line.place = inside;
  line.size = close + std::string_view("】").size();
  return !inside.empty() && IsPlace(inside) ? std::optional(line) : std::nullopt;
}

/// "[東京 12日 ロイター]", "(서울=연합뉴스) 김민수 기자 ="
std::optional<EastAsianDateline> ReadBrackets(std::string_view text) {
  if (text.empty() || (text[0] != '[' && text[0] != '(')) return std::nullopt;
  const std::size_t close = text.find(text[0] == '[' ? ']' : ')');
  if (close == kNowhere) return std::nullopt;
  const std::string_view inside = text.substr(1, close - 1);
  EastAsianDateline line;
  line.size = close + 1;
  if (const std::size_t equals = inside.find('='); equals != kNowhere) {
    line.place = inside.substr(0, equals);
    line.agency = inside.substr(equals + 1);
    constexpr std::size_t kReporters = 80;  // bytes
    const std::size_t end = text.find('=', close);
    if (end != kNowhere && end - close <= kReporters) line.size = end + 1;
  } else {
    const std::size_t space = inside.find(' ');
    const std::size_t last = inside.rfind(' ');
    if (space == kNowhere || last == space) return std::nullopt;
    line.place = inside.substr(0, space);
    line.agency = inside.substr(last + 1);
    std::string_view day = inside.substr(0, last);
    if (!CutDay(day, line)) return std::nullopt;
  }
  const auto is_ascii = [](std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  if (line.agency.empty() || is_ascii(line.place)) return std::nullopt;
  return IsPlace(line.place) && IsPlace(line.agency) ? std::optional(line) : std::nullopt;
}

}  // namespace

std::optional<EastAsianDateline> ReadEastAsianDateline(std::string_view text) {
  text = text.substr(0, FloorBoundary(text, std::min(text.size(), kLongest)));
  if (auto line = ReadBrackets(text)) return line;
  if (text.empty() || static_cast<unsigned char>(text[0]) < 0xE3) return std::nullopt;
  if (auto line = ReadJapanese(text)) return line;
  return ReadChinese(text);
}

}  // namespace newswired
