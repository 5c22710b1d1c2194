#include "stages/article/trim.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <unordered_set>

#include "stages/article/house_lines.h"
#include "stages/article/notes.h"
#include "stages/article/phrases.h"
#include "stages/article/sign_off.h"
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
    {"publish",   "publié",     "publica",    "pubblic",   "gepubliceerd", "publicera",
     "publiser",  "opublikow",  "veröffentl", "udgivet",   "опублик",      "опубліков",
     "update ",   "updated",    "aktualisi",  "actualiz",  "actualis",     "aggiorna",
     "atualiza",  "bijgewerk",  "uppdater",   "oppdatert", "opdateret",    "aktualiz",
     "zaktualiz", "обновлен",   "оновлено",   "modified",  "modificat",    "modificad",
     "geändert",  "mis à jour", "posted on",  "güncelle",  "更新日",       "公開日",
     "发布时间",  "修正日",     "입력 20",    "수정 20",   "diperbarui",   "cập nhật"}));

/// "Follow her @name", "Email him at ...": the end of a line on the author.
bool IsContact(std::string_view text) {
  if (text.size() > 400 || text.find('@') == std::string_view::npos) return false;
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
  for (bool cut = true; cut;) {
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

/// "Published 3 May 2024, 12:17, updated 4 May 2024, 9:00", in one line.
bool TellsOfDates(std::string_view text) {
  const std::string lower = LowerUtf8(text);
  return kLabels.AnyIn(lower) && FindDates(lower, DayOrder::kUnknown).size() > 1;
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
  if (piece.kind == BlockKind::kParagraph || item) {
    const bool line = !item && !piece.cell;
    if (IsDateLine(text)) {
      if (text.size() <= (item ? kLabel : kDateLine)) return "date_line";
      if (line && TellsOfDates(text)) return "date_line";
    }
    if (IsRelativeTime(text, !line)) return "date_line";
  }
  if (!item && IsHouseParagraph(text)) return "noise";
  const bool line = (text.size() <= kShortLine && !item) || links > 0.5F;
  return line && IsHouseLine(text, piece.links > 0) ? "noise" : "";
}

/// A full date or a time of the day.
bool HasDate(std::string_view text) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  std::size_t numbers = 0;
  bool year = false;
  bool clock = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!digit(at)) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (digit(at)) ++at;
    ++numbers;
    const std::string_view number = text.substr(begin, at - begin);
    year = year || (number.size() >= 4 && (number.starts_with("19") || number.starts_with("20")));
    clock = clock || (at < text.size() && (text[at] == ':' || text[at] == '.') && digit(at + 1) &&
                      digit(at + 2) && number.size() <= 2);
  }
  return clock || (year && numbers >= 2);
}

/// Hashes of every three words in a row.
void HashRuns(std::string_view text, std::vector<std::uint64_t>& runs) {
  std::vector<Word> words;
  FindWords(text, words);
  runs.clear();
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  for (const Word& word : words) {
    const std::uint64_t c = FoldedHash(word.In(text), word.ascii);
    if (a != 0) runs.push_back((a * 31 + b) * 31 + c);
    a = b;
    b = c;
  }
}

/// A sentence of a word or two, or of a script without spaces, as it is: "Why?"
bool HoldsLine(std::string_view text, std::string_view line) {
  constexpr std::size_t kSurely = 40;
  if (line.size() < kSurely && !EndsSentence(line)) return false;
  const auto parts = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  for (std::size_t at = text.find(line); at != std::string_view::npos;
       at = text.find(line, at + 1)) {
    const std::size_t end = at + line.size();
    if ((at == 0 || parts(text[at - 1])) && (end == text.size() || parts(text[end]))) return true;
  }
  return false;
}

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

bool BelongsAtEdge(const Piece& piece) {
  constexpr std::size_t kShortest = 12;
  const std::string_view text = piece.text;
  if (piece.sure || piece.note || piece.cell || IsRule(text)) return true;
  if (piece.heading != 0 || piece.LinkShare() > 0.5F) return false;
  if (piece.kind == BlockKind::kQuote) return true;
  if (text.size() < kDateLine + 20 && HasDate(text)) return IsSentenceWithDate(text);
  if (text.size() > kShortLine) return true;
  if (text.size() >= kShortest && piece.kind == BlockKind::kListItem) return true;
  const bool teases = text.ends_with("...") || text.ends_with("\u2026") || text.ends_with(':');
  return EndsSentence(text) && (text.size() >= kShortest || (!teases && HasLetter(text)));
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
      {"\u2026", "\u3002", "\uFF01", "\uFF1F", "\u061F", "\u06D4", "\u0964"});
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return text.ends_with(end); });
}

bool IsDateLine(std::string_view text) {
  return text.size() <= kShortLine && HasDate(text) && !EndsSentence(text);
}

bool IsSolid(const Piece& piece) {
  constexpr std::size_t kLongText = 240;
  if (piece.sure) return true;
  return piece.heading == 0 && !piece.cell && piece.text.size() >= kSolidText &&
         piece.LinkShare() < 0.5F && (EndsSentence(piece.text) || piece.text.size() >= kLongText) &&
         !IsHouseLine(piece.text, piece.links > 0);
}

std::string_view ClutterRuleOf(const Piece& piece) { return ClutterRule(piece); }

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
}

void DropRepeatedQuotes(std::vector<Piece>& pieces) {
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
  std::vector<bool> known(pieces.size());
  std::size_t agreed = 0;
  std::size_t total = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    HashRuns(pieces[i].text, own);
    const auto shared = std::count_if(own.begin(), own.end(),
                                      [&](std::uint64_t run) { return runs.contains(run); });
    known[i] = own.empty() ? HoldsLine(claimed, pieces[i].text)
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

/// The first heading that does not stand above a list of its own without links, or the end.
std::vector<Piece>::const_iterator EndOfTail(std::vector<Piece>::const_iterator at,
                                             std::vector<Piece>::const_iterator end) {
  constexpr std::ptrdiff_t kFewest = 2;
  while (at != end) {
    if (at->heading == 0) {
      ++at;
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
