#include "stages/article/trim.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <numeric>
#include <optional>
#include <unordered_set>
#include <utility>

#include "stages/article/credit.h"
#include "stages/article/house_lines.h"
#include "stages/article/notes.h"
#include "stages/article/phrases.h"
#include "stages/article/sign_off.h"
#include "stages/article/word_bag.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kShortLine = 120;  // bytes
constexpr std::size_t kDateLine = 60;
constexpr std::size_t kLabel = 28;
constexpr std::size_t kSolidText = 80;

/// What the end of a report says of those who worked on it.
constexpr auto kContributions = std::to_array<std::string_view>(
    {"contributed to this report", "contributed to this story", "contributed to this article",
     "contributed reporting", "additional reporting by"});

/// Stems of what pages say of themselves before a time, in lower case.
constexpr Phrases kLabels(std::to_array<std::string_view>(
    {"publish",     "publié",     "publica",     "pubblic",   "gepubliceerd", "publicera",
     "publiser",    "opublikow",  "veröffentl",  "udgivet",   "опублик",      "опубліков",
     "update ",     "updated",    "aktualisi",   "actualiz",  "actualis",     "aggiorna",
     "atualiza",    "bijgewerk",  "uppdater",    "oppdatert", "opdateret",    "aktualiz",
     "zaktualiz",   "обновлен",   "оновлено",    "modified",  "modificat",    "modificad",
     "geändert",    "mis à jour", "posted on",   "güncelle",  "更新日",       "公開日",
     "发布时间",    "修正日",     "입력 20",     "수정 20",   "diperbarui",   "cập nhật",
     "geschrieben", "verfasst",   "online seit", "gepostet",  "erstellt am",  "posted by"}));

/// "Follow her @name", "Email him at ...": the end of a line on the author.
bool IsContact(std::string_view text) {
  constexpr auto kQuotes =
      std::to_array<std::string_view>({"\"", "\u201C", "\u201E", "\u00AB", "\u00BB", "\u2018"});
  const bool quotes = std::any_of(kQuotes.begin(), kQuotes.end(),
                                  [&](std::string_view mark) { return text.starts_with(mark); });
  if (quotes || text.size() > 400 || text.find('@') == std::string_view::npos) return false;
  for (const std::string_view word :
       {"follow", "twitter", "email", "e-mail", "folgen", "instagram"}) {
    if (FindIgnoringAsciiCase(text, word) != std::string_view::npos) return true;
  }
  return false;
}

bool IsContribution(std::string_view text) {
  return text.size() < 400 &&
         std::any_of(kContributions.begin(), kContributions.end(), [&](std::string_view phrase) {
           return FindIgnoringAsciiCase(text, phrase) != std::string_view::npos;
         });
}

/// Without the quotation marks and brackets that close it.
std::string_view WithoutClosers(std::string_view text) {
  constexpr auto kClosers =
      std::to_array<std::string_view>({"\"", "'", ")", "]", "\u201D", "\u2019", "\u201C", "\u00BB",
                                       "\u203A", "\u300D", "\u300F", "\uFF09", "\u3011", " ", "*"});
  const auto may_close = [](char c) { return !IsAlphanumericAscii(c) && c != '.' && c != ','; };
  for (bool cut = true; cut && !text.empty() && may_close(text.back());) {
    cut = false;
    for (const std::string_view closer : kClosers) {
      if (!text.ends_with(closer)) continue;
      text.remove_suffix(closer.size());
      cut = true;
    }
  }
  return text;
}

bool HasWords(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (IsWordCodepoint(DecodeUtf8(text, at))) return true;
  }
  return false;
}

/// Agencies part the sections of a report by a line of underscores.
bool IsRule(std::string_view text) {
  return text.size() >= 3 && text.find_first_not_of('_') == std::string_view::npos;
}

/// "vor 3 Stunden" at the end, whatever stands before it.
bool EndsInGermanAgo(std::string_view lower) {
  constexpr auto kUnits = std::to_array<std::string_view>(
      {" minute", " minuten", " stunde", " stunden", " tag", " tagen"});
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                 [&](std::string_view end) { return lower.ends_with(end); });
  if (unit == kUnits.end()) return false;
  lower.remove_suffix(unit->size());
  const std::size_t number = lower.find_last_not_of("0123456789");
  if (number == std::string_view::npos || number + 1 == lower.size()) return false;
  return lower.substr(0, number + 1).ends_with("vor ");
}

/// "Published 2 hours ago", "vor 3 Stunden": when a page was written, as scripts say it. `alone`:
/// with nothing before it but a label.
bool IsRelativeTime(std::string_view text, bool alone) {
  constexpr std::size_t kLongest = 40;
  constexpr auto kAgo =
      std::to_array<std::string_view>({"minutes ago", "minute ago", "mins ago", "hours ago",
                                       "hour ago", "hrs ago", "days ago", "day ago"});
  constexpr std::string_view kDigits = "0123456789";
  if (text.size() > kLongest || text.find_first_of(kDigits) == std::string_view::npos) return false;
  const std::string lower = LowerUtf8(text);
  const bool german = EndsInGermanAgo(lower);
  if (!german && std::none_of(kAgo.begin(), kAgo.end(),
                              [&](std::string_view ago) { return lower.ends_with(ago); })) {
    return false;
  }
  const bool whole =
      german ? lower.starts_with("vor ") : kDigits.find(lower[0]) != std::string_view::npos;
  return !alone || whole || kLabels.AnyIn(lower);
}

/// A number of ASCII digits, and the character in front of it.
struct Number {
  std::size_t begin = 0, end = 0;
  char before = ' ';
};

std::vector<Number> NumbersIn(std::string_view text) {
  std::vector<Number> numbers;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!IsDigitAscii(text[at])) continue;
    Number number{.begin = at, .end = at, .before = at == 0 ? ' ' : text[at - 1]};
    while (number.end < text.size() && IsDigitAscii(text[number.end])) ++number.end;
    at = number.end;
    numbers.push_back(number);
  }
  return numbers;
}

int ValueOf(std::string_view text, const Number& number) {
  constexpr std::size_t kMostDigits = 4;
  if (number.end - number.begin > kMostDigits) return -1;
  int value = 0;
  for (std::size_t at = number.begin; at < number.end; ++at) value = value * 10 + (text[at] - '0');
  return value;
}

/// "12:30", "9.15 Uhr"; not "3.41 %", "61.000" or "1.2.30".
bool IsClock(std::string_view text, const Number& hour, const Number& minute) {
  constexpr int kHours = 24;
  constexpr int kMinutes = 59;
  const char sign = text[hour.end];
  if ((sign != ':' && sign != '.') || minute.begin != hour.end + 1) return false;
  if (hour.end - hour.begin > 2 || minute.end - minute.begin != 2) return false;
  if (ValueOf(text, hour) > kHours || ValueOf(text, minute) > kMinutes) return false;
  if (hour.before == '.' || hour.before == ',' || hour.before == ':') return false;
  std::string_view behind = text.substr(minute.end);
  if (behind.size() > 1 && (behind[0] == '.' || behind[0] == ',') && IsDigitAscii(behind[1])) {
    return false;
  }
  while (behind.starts_with(' ') || behind.starts_with("\u00A0")) behind.remove_prefix(1);
  return !behind.starts_with('%') && !behind.starts_with("\u20AC") && !behind.starts_with('$');
}

/// "12 March 2026" in a language that nobody knows the months of: a word at most between them.
bool IsDayAndYear(std::string_view text, const Number& day, const Number& year) {
  constexpr int kDays = 31;
  constexpr std::size_t kLongestMonth = 24;
  const int value = ValueOf(text, day);
  const std::size_t digits_of_year = year.end - year.begin;
  // A time may be glued to it: "4 May 202207:59".
  const bool glued = digits_of_year == 6 && text.substr(year.end).starts_with(':');
  if ((digits_of_year != 4 && !glued) || day.end - day.begin > 2 || value < 1 || value > kDays) {
    return false;
  }
  const std::string_view digits = text.substr(year.begin, 2);
  if (digits != "19" && digits != "20") return false;
  const std::string_view between = text.substr(day.end, year.begin - day.end);
  if (between.size() > kLongestMonth) return false;
  std::vector<Word> words;
  FindWords(between, words);
  return words.size() <= 1 && between.find('%') == std::string_view::npos;
}

/// A full date or a time of the day.
bool HasDate(std::string_view text) {
  const std::vector<Number> numbers = NumbersIn(text);
  for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
    if (IsClock(text, numbers[i], numbers[i + 1]) ||
        IsDayAndYear(text, numbers[i], numbers[i + 1])) {
      return true;
    }
  }
  return MayHoldDate(text) && !FindDates(LowerUtf8(text), DayOrder::kDayFirst).empty();
}

/// "Ada Pell 12 March 2026 22:17", of a post in a live blog: it ends in a full date and its time.
bool IsStamp(std::string_view text) {
  const std::vector<Number> numbers = NumbersIn(text);
  const std::size_t count = numbers.size();
  return count >= 4 && numbers.back().end == text.size() &&
         IsClock(text, numbers[count - 2], numbers[count - 1]) &&
         IsDayAndYear(text, numbers[count - 4], numbers[count - 3]);
}

/// A date or a time with hardly a word else: "Thursday, 12 March 2026, 12:17", "Updated 3 May
/// 2024".
bool IsMereDate(std::string_view text) {
  constexpr std::ptrdiff_t kMostWords = 2;
  constexpr std::size_t kMostLetters = 14;  // bytes
  if (text.size() > kDateLine || !HasDate(text)) return false;
  std::string lower = LowerUtf8(text);
  if (IsStamp(text) || (!EndsSentence(text) && kLabels.AnyIn(lower))) return true;
  const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kDayFirst);
  for (const FoundDate& date : dates) {
    std::fill_n(lower.begin() + static_cast<std::ptrdiff_t>(date.begin), date.end - date.begin,
                ' ');
  }
  std::vector<Word> words;
  FindWords(lower, words);
  std::erase_if(words, [&](const Word& word) { return BeginsWithDigit(word.In(lower)); });
  const std::size_t letters = std::accumulate(
      words.begin(), words.end(), std::size_t{0},
      [](std::size_t sum, const Word& word) { return sum + word.end - word.begin; });
  return std::ssize(words) <= kMostWords && letters <= kMostLetters;
}

/// "Published 3 May 2024, 12:17, updated 4 May 2024, 9:00", in one line.
bool TellsOfDates(std::string_view text) {
  const std::string lower = LowerUtf8(text);
  return kLabels.AnyIn(lower) && FindDates(lower, DayOrder::kUnknown).size() > 1;
}

/// A line below an image that is in italics, names an agency alone, or ends with a credit.
bool IsBelowItsImage(const Piece& piece) {
  constexpr std::size_t kLongestCaption = 300;
  constexpr std::size_t kLongestName = 40;
  const std::string_view text = piece.text;
  if (!piece.below_image || piece.heading != 0 || text.size() > kLongestCaption) return false;
  if (piece.size != 0 && piece.italic == piece.size) return true;
  if (text.size() <= kLongestName && IsKnownAgency(text)) return true;
  std::string caption(text);
  if (CutCredit(caption).empty()) return false;
  // An agency alone ends reports, too: "He was freed, police said. (Reuters)".
  constexpr auto kPictures = std::to_array<std::string_view>(
      {"foto", "photo", "image", "bild", "picture", "imagen", "fotó", "фото", "zdj", "\u00A9"});
  return HoldsOneOf(kPictures, LowerUtf8(text.substr(std::min(caption.size(), text.size()))));
}

/// Why a block is no part of an article by its form; empty: it may be one.
std::string_view ClutterRule(const Piece& piece) {
  if (piece.sure || piece.note) return {};
  const std::string_view text = piece.text;
  if (text.size() < kDateLine && !HasWords(text)) return IsRule(text) ? "" : "no_words";
  const float links = piece.LinkShare();
  const bool item = piece.kind == BlockKind::kListItem;
  if (links > 0.9F && piece.kind == BlockKind::kParagraph && text.size() < 200) return "link_line";
  // "Read more: ..." in any language: a label and a link.
  if (links > 0.5F && !item && piece.in_front > 0 && piece.in_front < 60 && text.size() < 300) {
    const std::string_view label = text.substr(0, FloorBoundary(text, piece.in_front + 1));
    if (label.find(':') != std::string_view::npos || label.find('|') != std::string_view::npos) {
      return "read_more";
    }
  }
  // Arrows point elsewhere.
  if (links > 0.3F && text.size() < 300 &&
      (text.starts_with(">") || text.starts_with("\u2192") || text.starts_with("\u25B6") ||
       text.starts_with("\u25BA"))) {
    return "read_more";
  }
  if (!item && IsHouseParagraph(text)) return "noise";
  if (!item && IsBelowItsImage(piece)) return "caption";
  const bool line = (text.size() <= kShortLine && !item) || links > 0.5F;
  return line && IsHouseLine(text, piece.links > 0) ? "noise" : "";
}

/// "10:15 a.m.": no full stop.
bool EndsInTime(std::string_view text) {
  return text.ends_with(" a.m.") || text.ends_with(" p.m.");
}

/// "Published Aug. 12"; not "The decree was published".
bool BeginsWithLabel(std::string_view text) {
  constexpr std::size_t kNearly = 8;  // behind a word
  const std::string lower = LowerUtf8(text);
  const std::string_view label = kLabels.FirstIn(lower);
  return !label.empty() && lower.find(label) <= kNearly;
}

/// A line or list item that says when a page was written, as far as its form tells.
bool TellsWhen(const Piece& piece) {
  if (piece.sure || piece.note) return false;
  const std::string_view text = piece.text;
  if (piece.cell) return IsRelativeTime(text, true);
  if (piece.kind == BlockKind::kListItem) return IsMereDate(text) || IsRelativeTime(text, true);
  if (piece.kind != BlockKind::kParagraph) return false;
  if (IsRelativeTime(text, false)) return true;
  return IsDateLine(text) && (text.size() <= kDateLine || EndsInTime(text) || TellsOfDates(text));
}

/// What tells when, by its form and its place: between the paragraphs of a text it must tell
/// nothing else, and in a list every item must, which a timetable and a chronicle are otherwise.
void DropDates(std::vector<Piece>& pieces) {
  const auto is_item = [](const Piece& piece) { return piece.kind == BlockKind::kListItem; };
  const auto last = std::find_if(pieces.rbegin(), pieces.rend(), IsSolid).base();
  std::vector<Piece> kept;
  kept.reserve(pieces.size());
  std::size_t texts = 0;
  for (auto at = pieces.begin(); at != pieces.end();) {
    const auto end = is_item(*at) ? std::find_if_not(at, pieces.end(), is_item) : at + 1;
    const bool edge = texts < 2 || at >= last;
    const bool dropped = std::all_of(at, end, [&](const Piece& piece) {
      return TellsWhen(piece) && (edge || piece.text.size() > kDateLine || IsMereDate(piece.text) ||
                                  IsRelativeTime(piece.text, false));
    });
    for (; at != end; ++at) {
      if (dropped) continue;
      if (at->heading == 0) ++texts;
      kept.push_back(std::move(*at));
    }
  }
  pieces = std::move(kept);
}

/// Hashes of every three words in a row.
void HashRuns(std::string_view text, std::vector<std::uint64_t>& runs) {
  runs.clear();
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  for (const std::uint64_t c : HashedWords(text)) {
    if (a != 0) runs.push_back((a * 31 + b) * 31 + c);
    a = b;
    b = c;
  }
}

/// The lines of a claimed text that are sentences of a word or two, or of a script without spaces:
/// "Why?". Looked up by their parts between white space, so that many cost no more than few.
class ClaimedLines {
 public:
  explicit ClaimedLines(std::string_view text) {
    std::vector<std::size_t> hashes = PartsOf(text);
    for (std::size_t begin = 0; begin < hashes.size(); ++begin) {
      const std::size_t end = std::min(begin + kMostParts, hashes.size());
      std::size_t sum = 0;
      for (std::size_t at = begin; at < end; ++at) runs_.insert(sum = Join(sum, hashes[at]));
    }
  }

  /// Whether it is long, or a sentence: others stand in many places.
  [[nodiscard]] static bool Know(std::string_view line) {
    constexpr std::size_t kSurely = 40;
    return line.size() >= kSurely || EndsSentence(line);
  }

  [[nodiscard]] bool Hold(std::string_view line) const {
    const std::vector<std::size_t> hashes = PartsOf(line);
    return runs_.contains(std::accumulate(hashes.begin(), hashes.end(), std::size_t{0}, Join));
  }

 private:
  static constexpr std::size_t kMostParts = 4;  // of a line of two words and its signs

  static std::size_t Join(std::size_t sum, std::size_t part) { return sum * 31 + part; }

  static std::vector<std::size_t> PartsOf(std::string_view text) {
    const auto parts = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    std::vector<std::size_t> hashes;
    for (auto at = text.begin(); at != text.end();) {
      at = std::find_if_not(at, text.end(), parts);
      const auto end = std::find_if(at, text.end(), parts);
      if (at != end) hashes.push_back(std::hash<std::string_view>{}({at, end}));
      at = end;
    }
    return hashes;
  }

  std::unordered_set<std::size_t> runs_;
};

bool HasLetter(std::string_view text) {
  std::vector<Word> words;
  FindWords(text, words);
  return std::any_of(words.begin(), words.end(),
                     [&](const Word& word) { return !BeginsWithDigit(word.In(text)); });
}

/// "The trial will begin on 12 April 2027." is text; "28.04.2023, 3 min." and "Published 12 April."
/// are not.
bool IsSentenceWithDate(std::string_view text) {
  constexpr std::ptrdiff_t kFewestWords = 4;
  constexpr std::size_t kWithoutSpaces = 30;  // bytes of what is several words
  if (!EndsSentence(text) || text.ends_with(':') || kLabels.AnyIn(LowerUtf8(text))) return false;
  std::vector<Word> words;
  FindWords(text, words);
  const auto is_word = [&](const Word& word) { return !BeginsWithDigit(word.In(text)); };
  const auto is_long = [](const Word& word) { return word.end - word.begin >= kWithoutSpaces; };
  return std::count_if(words.begin(), words.end(), is_word) >= kFewestWords ||
         std::any_of(words.begin(), words.end(), is_long);
}

bool Teases(std::string_view text) {
  return text.ends_with("...") || text.ends_with("\u2026") || text.ends_with(':');
}

bool BelongsAtEdge(const Piece& piece) {
  constexpr std::size_t kShortest = 12;
  const std::string_view text = piece.text;
  const bool item = piece.kind == BlockKind::kListItem;
  if (piece.sure || piece.note || piece.cell || IsRule(text)) return true;
  if (piece.heading != 0 || piece.LinkShare() > 0.5F) return false;
  if (piece.kind == BlockKind::kQuote) return true;
  if (item && IsMereDate(text)) return false;
  if (!item && text.size() < kDateLine + 20 && HasDate(text)) return IsSentenceWithDate(text);
  if (text.size() > kShortLine) return true;
  if (text.size() >= kShortest && item) return true;
  return EndsSentence(text) && (text.size() >= kShortest || (!Teases(text) && HasLetter(text)));
}

}  // namespace

bool EndsSentence(std::string_view text) {
  text = WithoutClosers(text);
  if (text.empty()) return false;
  const char last = text.back();
  if (static_cast<unsigned char>(last) < 0x80) {
    return last == '.' || last == '!' || last == '?' || last == ':';
  }
  constexpr auto kEnds = std::to_array<std::string_view>(
      {"\u2026", "\u3002", "\uFF61", "\uFF01", "\uFF1F", "\u061F", "\u06D4", "\u0964", "\u0965",
       "\u0589", "\u1362", "\u1367", "\u104B", "\u17D4"});
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return text.ends_with(end); });
}

bool IsDateLine(std::string_view text) {
  if (text.size() > kShortLine || !HasDate(text)) return false;
  return EndsInTime(text) ? BeginsWithLabel(text) : !EndsSentence(text);
}

bool IsTimeStamp(std::string_view line) {
  constexpr std::size_t kShortWord = 4;      // letters: "on", "at", "a.m.", "GMT", "Uhr"
  constexpr std::ptrdiff_t kMostOthers = 1;  // "Tuesday", "Eastern"
  if (IsRelativeTime(line, true)) return BeginsWithLabel(line);
  if (!IsDateLine(line) || !BeginsWithLabel(line)) return false;
  std::string lower = LowerUtf8(line) + ' ';
  for (const FoundDate& date : FindDates(lower, DayOrder::kUnknown)) {
    std::fill_n(lower.begin() + static_cast<std::ptrdiff_t>(date.begin), date.end - date.begin,
                ' ');
  }
  std::vector<Word> words;
  FindWords(lower, words);
  const auto is_other = [&](const Word& word) {
    const std::size_t letter = word.ascii ? 1 : 2;  // bytes
    return word.end - word.begin > kShortWord * letter && !BeginsWithDigit(word.In(lower)) &&
           !kLabels.AnyIn(std::string_view(lower).substr(word.begin, word.end - word.begin + 1));
  };
  return std::count_if(words.begin(), words.end(), is_other) <= kMostOthers;
}

bool IsSolid(const Piece& piece) {
  constexpr std::size_t kLongText = 240;
  if (piece.sure) return true;
  return piece.heading == 0 && !piece.cell && piece.text.size() >= kSolidText &&
         piece.LinkShare() < 0.5F && (EndsSentence(piece.text) || piece.text.size() >= kLongText) &&
         !IsHouseLine(piece.text, piece.links > 0);
}

std::string_view ClutterRuleOf(const Piece& piece) {
  const std::string_view rule = ClutterRule(piece);
  return rule.empty() && TellsWhen(piece) ? "date_line" : rule;
}

void MarkNotes(std::vector<Piece>& pieces) {
  bool on_top = true;
  for (Piece& piece : pieces) {
    if (IsSolid(piece)) {
      on_top = false;
    } else if (piece.heading == 0 && piece.LinkShare() < 0.5F) {
      piece.note = IsNote(piece.text, on_top);
    }
  }
}

void DropClutter(std::vector<Piece>& pieces) {
  std::erase_if(pieces, [](const Piece& piece) { return !ClutterRule(piece).empty(); });
  DropDates(pieces);
}

namespace {

/// What stands between the quotation marks of a text that is a quotation and nothing else, without
/// its full stop; of one that is marked as a quotation, all of it. Empty: it is none.
std::string_view QuotationOf(const Piece& piece) {
  constexpr auto kOpeners = std::to_array<std::string_view>(
      {"\"", "\u201C", "\u201E", "\u00AB", "\u00BB", "\u2018", "\u300C", "\u300E"});
  const bool quote = piece.kind == BlockKind::kQuote && !piece.quoted;
  const bool bold = piece.bold == piece.size;  // a subheading
  if (!quote && (piece.kind != BlockKind::kParagraph || bold)) return {};
  std::string_view text = piece.text;
  bool opened = false;
  for (const std::string_view mark : kOpeners) {
    if (!text.starts_with(mark)) continue;
    opened = true;
    text.remove_prefix(mark.size());
    break;
  }
  std::string_view content = WithoutClosers(text);
  const bool closed = content.size() < text.size();
  if (!quote && (!opened || !closed)) return {};
  while (!content.empty() && (content.back() == '.' || content.back() == ',')) {
    content.remove_suffix(1);
  }
  return TrimAscii(content);
}

/// "Ada Pell, of the union", below a quotation that was set apart.
bool MayNameSpeaker(const Piece& piece) {
  constexpr std::size_t kLongest = 80;
  return piece.kind == BlockKind::kParagraph && !piece.sure && !piece.cell && piece.links == 0 &&
         piece.bold != piece.size && piece.text.size() <= kLongest && !EndsSentence(piece.text);
}

/// Quotations set apart without any name that says so: a paragraph of the text has them word for
/// word.
void DropVerbatimQuotes(std::vector<Piece>& pieces) {
  constexpr std::size_t kShortest = 25;  // bytes: whole sentences, not what anybody says
  constexpr std::size_t kLongest = 600;
  constexpr int kMostLooks = 32;  // each is as long as the text
  int looks = 0;
  bool dropped = false;  // the piece before
  std::vector<bool> drops(pieces.size());
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {  // a text may end as it began
    if (std::exchange(dropped, false) && MayNameSpeaker(pieces[i])) {
      drops[i] = true;
      continue;
    }
    if (pieces[i].sure || pieces[i].heading != 0 || pieces[i].cell) continue;
    const std::string_view quotation = QuotationOf(pieces[i]);
    if (quotation.size() < kShortest || quotation.size() > kLongest) continue;
    if (++looks > kMostLooks) continue;
    dropped = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& other) {
      return other.heading == 0 && other.kind == BlockKind::kParagraph &&
             other.text.size() > pieces[i].text.size() &&
             memmem(other.text.data(), other.text.size(), quotation.data(), quotation.size()) !=
                 nullptr;  // linear, which find() is not
    });
    drops[i] = dropped;
  }
  std::size_t at = 0;
  std::erase_if(pieces, [&](const Piece&) { return drops[at++]; });
}

}  // namespace

void DropRepeatedQuotes(std::vector<Piece>& pieces) {
  DropVerbatimQuotes(pieces);
  if (std::none_of(pieces.begin(), pieces.end(), [](const Piece& p) { return p.pulled; })) return;
  std::unordered_set<std::uint64_t> runs;
  std::vector<std::uint64_t> own;
  for (const Piece& piece : pieces) {
    if (piece.pulled) continue;
    HashRuns(piece.text, own);
    runs.insert(own.begin(), own.end());
  }
  std::erase_if(pieces, [&](const Piece& piece) {
    if (!piece.pulled) return false;
    HashRuns(piece.text, own);
    const auto known = std::count_if(own.begin(), own.end(),
                                     [&](std::uint64_t run) { return runs.contains(run); });
    return !own.empty() && static_cast<std::size_t>(known) * 2 > own.size();
  });
}

/// A paragraph of sentences without links.
bool IsRunOn(const Piece& piece) {
  return piece.kind == BlockKind::kParagraph && piece.links == 0 && IsSolid(piece);
}

bool IsCutShort(std::string_view text) {
  text = TrimAscii(text);
  return text.ends_with("...") || text.ends_with("\u2026") || text.ends_with("\u2026]") ||
         text.ends_with("...]") || !EndsSentence(text);
}

std::size_t EndOfKnown(const std::vector<bool>& known) {
  std::size_t end = known.size();
  while (end > 0 && !known[end - 1]) --end;
  return end;
}

void CompareWithClaim(std::string_view claimed, std::vector<Piece>& pieces) {
  constexpr std::size_t kMinClaim = 400;
  if (claimed.size() < kMinClaim) return;
  std::vector<std::uint64_t> own;
  HashRuns(claimed, own);
  const std::unordered_set<std::uint64_t> runs(own.begin(), own.end());
  std::optional<ClaimedLines> lines;  // few pages have any that ask for it
  const auto holds = [&](std::string_view line) {
    if (!ClaimedLines::Know(line)) return false;
    if (!lines) lines.emplace(claimed);
    return lines->Hold(line);
  };
  std::vector<bool> known(pieces.size());
  std::size_t agreed = 0;
  std::size_t total = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    HashRuns(pieces[i].text, own);
    const auto shared = std::count_if(own.begin(), own.end(),
                                      [&](std::uint64_t run) { return runs.contains(run); });
    known[i] = own.empty() ? holds(pieces[i].text)
                           : static_cast<std::size_t>(shared) * 10 >= own.size() * 7;
    total += pieces[i].text.size();
    if (known[i]) agreed += pieces[i].text.size();
  }
  // A claim may be cut, and a page may be misread: they must cover each other.
  if (agreed * 10 < total * 6 || agreed * 10 < claimed.size() * 7) return;
  // Behind its end the claim says nothing: fields are cut, and texts grow. One paragraph behind a
  // claim that ends as texts do is the house's mostly.
  const std::size_t end = EndOfKnown(known);
  std::size_t more = end;
  while (more < pieces.size() && IsRunOn(pieces[more])) ++more;
  if (more > end + (IsCutShort(claimed) ? 0 : 1)) {
    std::fill(known.begin() + static_cast<std::ptrdiff_t>(end),
              known.begin() + static_cast<std::ptrdiff_t>(more), true);
  }
  std::size_t at = 0;
  std::erase_if(pieces, [&](Piece& piece) {
    const bool is_known = known[at++];
    piece.sure = piece.sure || is_known;
    return !is_known && piece.heading == 0 && !piece.cell && piece.kind == BlockKind::kParagraph &&
           !piece.note && !IsNote(piece.text, false);
  });
}

void MarkSubheads(std::vector<Piece>& pieces) {
  constexpr std::size_t kLongest = 90;
  bool below_text = false;
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    Piece& piece = pieces[i];
    const Piece& next = pieces[i + 1];
    const bool bold = piece.size != 0 && piece.bold == piece.size && piece.links == 0;
    const bool line = bold && piece.kind == BlockKind::kParagraph && !piece.cell && !piece.note &&
                      piece.text.size() <= kLongest && HasWords(piece.text) &&
                      piece.text.find('\n') == std::string::npos && !EndsSentence(piece.text);
    if (line && below_text && next.kind == BlockKind::kParagraph && IsSolid(next)) {
      piece.kind = BlockKind::kSubhead;
    }
    below_text = below_text || IsSolid(piece);
  }
}

/// What stands below a subheading of the text: whole sentences without links.
bool AreSentences(std::vector<Piece>::const_iterator at, std::vector<Piece>::const_iterator end) {
  return at != end && std::all_of(at, end, [](const Piece& piece) {
           return piece.kind != BlockKind::kListItem && !piece.cell && piece.links == 0 &&
                  EndsSentence(piece.text) && !Teases(piece.text) && BelongsAtEdge(piece);
         });
}

/// The first heading that stands neither above sentences nor above a list of its own without
/// links, or the end.
std::vector<Piece>::const_iterator EndOfTail(std::vector<Piece>::const_iterator at,
                                             std::vector<Piece>::const_iterator end) {
  constexpr std::ptrdiff_t kFewest = 2;
  while (at != end) {
    if (at->heading == 0) {
      ++at;
      continue;
    }
    const auto next = std::find_if(at + 1, end, [](const Piece& p) { return p.heading != 0; });
    if (AreSentences(at + 1, next)) {
      at = next;
      continue;
    }
    const auto items = std::find_if(at + 1, end, [](const Piece& piece) {
      return piece.heading != 0 || piece.kind != BlockKind::kListItem || piece.links != 0 ||
             !BelongsAtEdge(piece);
    });
    if (items - at <= kFewest) break;
    at = items;
  }
  return at;
}

void TrimEdges(std::vector<Piece>& pieces) {
  const auto first = std::find_if(pieces.begin(), pieces.end(), IsSolid);
  if (first == pieces.end()) return;
  const auto last = std::find_if(pieces.rbegin(), pieces.rend(), IsSolid).base() - 1;
  const auto size = [](auto from, auto to) {
    return std::accumulate(from, to, std::size_t{0}, [](std::size_t sum, const Piece& piece) {
      return sum + piece.text.size();
    });
  };
  // Lists and tables without full stops are content where they are large.
  const std::size_t total = size(pieces.begin(), pieces.end());
  const bool trim_head = size(pieces.begin(), first) * 4 < total;
  const bool trim_tail = size(last + 1, pieces.end()) * 6 < total;
  const auto tail_heading = EndOfTail(last, pieces.end());
  std::vector<Piece> kept;
  kept.reserve(pieces.size());
  for (auto at = pieces.begin(); at != pieces.end(); ++at) {
    const bool keep =
        at < first  ? !trim_head || (at + 1 == first && at->heading > 1) || BelongsAtEdge(*at)
        : at > last ? !trim_tail || at->note ||
                          (at < tail_heading && (at->heading != 0 || BelongsAtEdge(*at)))
                    : true;
    if (keep) kept.push_back(std::move(*at));
  }
  const auto leads_nowhere = [](const Piece& piece) {
    return piece.heading != 0 || IsContribution(piece.text) || ReadSignOff(piece.text) ||
           (piece.kind == BlockKind::kParagraph && IsContact(piece.text)) ||
           (piece.text.size() < kLabel && piece.text.ends_with(':'));
  };
  while (!kept.empty() && leads_nowhere(kept.back())) kept.pop_back();
  pieces = std::move(kept);
}

}  // namespace newswired
