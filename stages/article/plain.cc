#include "stages/article/plain.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "stages/text/dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxSubhead = 60;
constexpr std::size_t kMaxDateline = 110;

Span MakeSpan(std::size_t begin, std::size_t end) {
  return {.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(end)};
}

bool IsSubhead(std::string_view line) {
  if (line.size() > kMaxSubhead || line.find('\n') != std::string_view::npos) return false;
  if (line.ends_with('.') || line.ends_with(',') || line.ends_with(';')) return false;
  std::vector<Word> words;
  FindWords(line, words);
  std::size_t capitals = 0;
  for (const Word& word : words) {
    const std::string_view text = word.In(line);
    const bool letters = text.find_first_not_of("0123456789") != std::string_view::npos;
    if (letters && !word.all_caps) return false;
    if (letters) capitals += text.size();
  }
  return capitals >= 4 && words.size() <= 8;
}

bool IsListLine(std::string_view line) {
  for (const std::string_view bullet : {"- ", "* ", "\u2022 ", "\u2013 ", "\u00B7 "}) {
    if (line.starts_with(bullet)) return true;
  }
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && digits <= 3 && digits + 1 < line.size() &&
         (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

/// Length of the dash at `at`, with its spaces, if one stands there that can end a dateline.
std::size_t DashAt(std::string_view text, std::size_t at) {
  if (text[at] != ' ' && text[at] != '\xE2') return 0;  // what all of them begin with
  for (const std::string_view dash :
       {" -- ", " - ", " \u2013 ", " \u2014 ", "\u2014 ", "\u2014", " \u2015 "}) {
    if (text.substr(at).starts_with(dash)) return dash.size();
  }
  return 0;
}

constexpr std::array<std::string_view, 30> kNoPlaces = {
    "BREAKING",   "UPDATE",   "UPDATED",  "EXCLUSIVE", "WATCH",     "CORRECTED",
    "CORRECTION", "FACTBOX",  "ANALYSIS", "OPINION",   "REVIEW",    "LIVE",
    "VIDEO",      "PHOTOS",   "WRAPUP",   "RPT",       "REFILE",    "EDITORIAL",
    "COLUMN",     "BRIEF",    "TIMELINE", "FEATURE",   "INTERVIEW", "PREVIEW",
    "NOTE",       "ADVISORY", "URGENT",   "ALERT",     "EDITOR",    "NEWS"};

bool IsConnector(std::string_view word) {
  constexpr std::array<std::string_view, 13> kWords = {"of",  "de", "la", "le", "el",  "al", "and",
                                                       "the", "du", "da", "do", "den", "am"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// "March 12", "Mar 12, 2025", "12 March", "12 March 2025": month, day, year (0: not written).
struct DayOfYear {
  int month = 0, day = 0, year = 0;
};

/// Finds a date at the end of `text` and cuts it off.
std::optional<DayOfYear> CutDate(std::string_view& text) {
  std::vector<Word> words;
  FindWords(text, words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view name = words[i].In(text);
    const int month = MonthOf(name);
    if (month == 0 || !words[i].capital) continue;
    DayOfYear found{.month = month};
    std::size_t first = i;
    std::size_t next = i + 1;
    const auto number = [&](std::size_t at, std::size_t digits) {
      if (at >= words.size()) return 0;
      const std::string_view word = words[at].In(text);
      if (word.empty() || word.size() > digits ||
          word.find_first_not_of("0123456789") != std::string_view::npos) {
        return 0;
      }
      return std::atoi(std::string(word).c_str());
    };
    if (const int after = number(next, 2); after >= 1 && after <= 31) {
      found.day = after;
      ++next;
    } else if (const int before = i > 0 ? number(i - 1, 2) : 0; before >= 1 && before <= 31) {
      found.day = before;
      first = i - 1;
    } else {
      continue;
    }
    if (const int year = number(next, 4); year > 1800 && year < 2200) {
      found.year = year;
      ++next;
    }
    if (next != words.size()) continue;  // the date must be the last thing
    std::string_view rest = text.substr(0, words[first].begin);
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == ',')) rest.remove_suffix(1);
    if (rest.empty()) continue;
    text = rest;
    return found;
  }
  return std::nullopt;
}

std::string DateOf(const DayOfYear& day, const std::optional<Dated>& published) {
  int year = day.year;
  const auto print = [&] {
    const std::string text = std::to_string(year) + (day.month < 10 ? "-0" : "-") +
                             std::to_string(day.month) + (day.day < 10 ? "-0" : "-") +
                             std::to_string(day.day);
    const std::optional<Dated> checked = ParseDate(text);
    return checked ? checked->value : std::string();
  };
  if (year != 0) return print();
  if (!published || published->precision < Precision::kDay) return {};
  const std::string& value = published->value;
  year = std::atoi(value.substr(0, 4).c_str());
  const int published_day =
      std::atoi(value.substr(5, 2).c_str()) * 31 + std::atoi(value.substr(8, 2).c_str());
  const int this_day = day.month * 31 + day.day;
  if (this_day > published_day + 2) --year;  // "Dec. 31" published in January
  if (this_day + 12 * 31 - 4 <= published_day)
    ++year;  // "Jan. 1" published on 31 December elsewhere
  return print();
}

}  // namespace

std::vector<Block> BlocksOf(std::string_view text) {
  std::vector<Block> blocks;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    const std::string_view block = text.substr(begin, end - begin);
    bool list = false;
    if (IsListLine(block)) {
      list = true;
      std::size_t lines = 0;
      for (std::size_t at = 0; at <= block.size() && list; ++lines) {
        const std::size_t stop = std::min(block.find('\n', at), block.size());
        list = IsListLine(block.substr(at, stop - at));
        at = stop + 1;
      }
      // One line with a dash in front is a paragraph that begins with a dash.
      list =
          list && (lines > 1 || (!blocks.empty() && blocks.back().kind == BlockKind::kListItem) ||
                   IsListLine(text.substr(std::min(end + 2, text.size()))));
    }
    if (list) {
      for (std::size_t at = 0; at <= block.size();) {
        const std::size_t stop = std::min(block.find('\n', at), block.size());
        blocks.push_back({BlockKind::kListItem, MakeSpan(begin + at, begin + stop)});
        at = stop + 1;
      }
    } else {
      const bool inside = !blocks.empty() && end < text.size();
      const BlockKind kind =
          inside && IsSubhead(block) ? BlockKind::kSubhead : BlockKind::kParagraph;
      blocks.push_back({kind, MakeSpan(begin, end)});
    }
    begin = end + 2;
  }
  return blocks;
}

std::optional<Dateline> FindDateline(std::string_view body, const std::optional<Dated>& published) {
  const std::string_view text =
      body.substr(0, FloorBoundary(body, std::min(body.find('\n'), kMaxDateline)));
  std::size_t at = 0;
  std::size_t dash = 0;
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && depth > 0) --depth;
    if (depth == 0) dash = DashAt(text, at);
    if (dash != 0) break;
  }
  if (dash == 0 || at < 2) return std::nullopt;
  std::string_view prefix = text.substr(0, at);
  Dateline line;
  const std::size_t trailing = text[at + dash - 1] == ' ' ? 1 : 0;
  line.span = MakeSpan(0, at + dash - trailing);
  if (prefix.ends_with(')')) {
    const std::size_t open = prefix.rfind('(');
    if (open == std::string_view::npos || open == 0) return std::nullopt;
    line.agency = TrimAscii(prefix.substr(open + 1, prefix.size() - open - 2));
    prefix = TrimAscii(prefix.substr(0, open));
    if (line.agency.size() > 40) return std::nullopt;
  }
  if (prefix.ends_with(',')) prefix.remove_suffix(1);
  const std::optional<DayOfYear> day = CutDate(prefix);
  if (day) line.date = DateOf(*day, published);

  std::vector<Word> words;
  FindWords(prefix, words);
  if (words.empty() || words.size() > 6 || prefix.size() > 60 || words[0].begin != 0)
    return std::nullopt;
  if (prefix.find_first_of(":;!?\"") != std::string_view::npos) return std::nullopt;
  bool capitalised = true;
  for (const Word& word : words) {
    if (!word.capital && !IsConnector(word.In(prefix))) capitalised = false;
  }
  const std::string_view first = words[0].In(prefix);
  if (std::find(kNoPlaces.begin(), kNoPlaces.end(), first) != kNoPlaces.end()) return std::nullopt;
  // "Jan. 6 - ..." and "I - ..." are no places; a short first word needs a second in capitals.
  const bool caps =
      words[0].all_caps && (first.size() >= 3 || (words.size() > 1 && words[1].all_caps));
  const bool evidence = day.has_value() || !line.agency.empty();
  if (!capitalised || !(caps || evidence) || first.size() < 2) return std::nullopt;
  line.place = prefix;
  line.confidence = caps && evidence ? 0.98 : caps ? 0.85 : 0.9;
  return line;
}

std::optional<Dateline> FindDateline(std::string_view body, const std::vector<Block>& blocks,
                                     const std::optional<Dated>& published) {
  constexpr std::size_t kParagraphs = 3;
  std::size_t looked = 0;
  for (const Block& block : blocks) {
    if (block.kind != BlockKind::kParagraph) continue;
    if (looked == kParagraphs) break;
    std::optional<Dateline> line = FindDateline(block.span.In(body), published);
    ++looked;
    const bool first = block.span.begin == 0;
    if (!line || (!first && line->agency.empty() && line->date.empty())) continue;
    line->span.begin += block.span.begin;
    line->span.end += block.span.begin;
    return line;
  }
  return std::nullopt;
}

}  // namespace newswired
