#include "stages/decode/mojibake.h"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "stages/text/utf8.h"
#include "stages/text/windows1252.h"

namespace newswired {
namespace {

constexpr int kMaxRounds = 3;
constexpr int kTimes = 0xD7;          // the sign ×
constexpr char32_t kNextLine = 0x85;  // the only control character here that texts have
constexpr int kDiameter = 0xD8;
constexpr int kNoBreakSpace = 0xA0;

unsigned char ByteAt(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// -- bytes behind characters ------------------------------------------------------------------

/// What bytes 0x80 to 0xBF are in windows-1251.
constexpr std::array<char16_t, 64> kHigh1251 = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

template <std::size_t N>
int PlaceIn(const std::array<char16_t, N>& table, char32_t c) {
  const auto* const found = std::find(table.begin(), table.end(), c);
  return found == table.end() ? 0 : static_cast<int>(0x80 + (found - table.begin()));
}

enum class Page : std::uint8_t { kWestern, kCyrillic };

/// The byte beyond ASCII that was read as `c`; 0 if none was. ISO 8859-1 reads 0x80 to 0x9F as
/// control characters, and the two occur side by side.
int ByteOf(char32_t c, Page page) {
  if (page == Page::kWestern) {
    if (c >= 0x80 && c <= 0xFF) return static_cast<int>(c);
    return c < 0x100 ? 0 : PlaceIn(kWindows1252Controls, c);
  }
  if (c >= 0x410 && c <= 0x44F) return static_cast<int>(c - 0x410 + 0xC0);
  return c < 0x80 ? 0 : PlaceIn(kHigh1251, c);
}

// -- sequences --------------------------------------------------------------------------------

/// A character that was UTF-8, read byte by byte.
struct Sequence {
  std::size_t begin = 0, end = 0;  ///< in the text
  char32_t value = 0;              ///< what it was
  int lead = 0, second = 0;        ///< its first two bytes
  bool control = false;  ///< one of its bytes became a control character, which no text has
};

/// The character at `at`, or 0 at the end.
char32_t CharAt(std::string_view text, std::size_t at) {
  return at < text.size() ? DecodeUtf8(text, at) : 0;
}
char32_t CharBefore(std::string_view text, std::size_t at) {
  return at == 0 ? 0 : CharAt(text, FloorBoundary(text, at - 1));
}

std::optional<Sequence> ReadSequence(std::string_view text, std::size_t at, Page page) {
  Sequence out;
  out.begin = out.end = at;
  out.lead = ByteOf(DecodeUtf8(text, out.end), page);
  if (out.lead < 0xC2 || out.lead > 0xF4) return std::nullopt;
  bool any_control = false;
  const int more = out.lead < 0xE0 ? 1 : out.lead < 0xF0 ? 2 : 3;
  out.value = static_cast<char32_t>(out.lead) & (0x3FU >> more);
  for (int i = 0; i < more; ++i) {
    if (out.end == text.size()) return std::nullopt;
    const char32_t c = DecodeUtf8(text, out.end);
    const int byte = ByteOf(c, page);
    if (byte < 0x80 || byte > 0xBF) return std::nullopt;
    any_control = any_control || (c >= 0x80 && c <= 0x9F);
    if (c >= 0x80 && c <= 0x9F && c != kNextLine) out.control = true;
    if (i == 0) out.second = byte;
    out.value = out.value << 6 | (static_cast<char32_t>(byte) & 0x3F);
  }
  constexpr std::array<char32_t, 4> kLeast = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = out.value >= 0xD800 && out.value <= 0xDFFF;
  if (out.value < kLeast[static_cast<std::size_t>(more)] || surrogate || out.value > 0x10FFFF) {
    return std::nullopt;
  }
  // A control character comes of one alone, in text that was broken twice.
  if (out.value < 0xA0 && !any_control) return std::nullopt;
  return out;
}

bool IsSmall(char32_t c) { return c != 0 && IsWordCodepoint(c) && !IsUpperCodepoint(c); }

/// True for what stands behind words in correct text: spaces, quotation marks, dashes, dots,
/// trademarks, footnotes.
bool EndsWords(int byte) {
  switch (byte) {
    case 0x82:
    case 0x84:
    case 0x85:
    case 0x86:
    case 0x87:
    case 0x89:
    case 0x8B:
    case 0x95:
    case 0x99:
    case 0x9B:
    case 0xA0:
    case 0xAB:
    case 0xAD:
    case 0xBB:
      return true;
    default:
      return byte >= 0x91 && byte <= 0x97;
  }
}

/// Whether no correct text has this one sequence here. Leads are capitals with an accent, which
/// stand behind no small letter, and before what ends words only where the word is of capitals.
bool IsCertainAlone(std::string_view text, const Sequence& found, Page page) {
  if (found.control) return true;
  const char32_t c = found.value;
  const bool punctuation = (c >= 0x2000 && c < 0x2070) || c == 0x20AC || c == 0x2122;
  if (punctuation || c >= 0x1F000) return true;
  if (page != Page::kWestern) return false;
  if (c == 0xFEFF || c == 0xFFFD) return true;
  const char32_t before = CharBefore(text, found.begin);
  const char32_t after = CharAt(text, found.end);
  const bool ends_words = EndsWords(found.second);
  if (found.lead == 0xE1 && (found.second == 0xBA || found.second == 0xBB)) {
    return IsSmall(before) && IsSmall(after);  // Vietnamese
  }
  const bool combining = found.lead == 0xCC || found.lead == 0xCD;
  if (found.lead > 0xC6 && !combining) return false;
  if (IsSmall(before)) return true;
  if (combining) return false;
  if (IsUpperCodepoint(before)) return !ends_words && IsSmall(after);
  if (found.second == kNoBreakSpace) return after == ' ';
  return !ends_words || (found.lead == 0xC3 && IsSmall(after)) || found.lead == 0xC2;
}

/// The sign that a control character was in every code page of Windows, where it was read as ISO
/// 8859-1; 0 for one that may have been a letter, and for all else.
char32_t SignOfControl(char32_t c) {
  if (c < 0x80 || c > 0x9F || c == kNextLine || !EndsWords(static_cast<int>(c))) return 0;
  return kWindows1252Controls[c - 0x80];
}

/// Sequences without anything between them.
struct Run {
  std::size_t end = 0;  ///< in the text; where it begins if there are none
  bool certain = false;
};

Run ReadRun(std::string_view text, std::size_t at, Page page) {
  Run run{.end = at};
  std::size_t count = 0;
  std::size_t telling = 0;
  while (run.end < text.size()) {
    const std::optional<Sequence> next = ReadSequence(text, run.end, page);
    if (!next) break;
    run.end = next->end;
    ++count;
    // Multiplication signs and diameters stand before fractions and the like.
    if (next->lead != kTimes && next->lead != kDiameter) ++telling;
    run.certain = run.certain || IsCertainAlone(text, *next, page);
  }
  run.certain = run.certain || count >= 3 || (page == Page::kWestern && telling >= 2);
  return run;
}

// -- clean text -------------------------------------------------------------------------------

/// Whether a sequence could begin with the two bytes at `at`, or go on there (Ђ, of "вЂ™"), or a
/// control character stands there.
bool MayHoldAt(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  const unsigned char first = ByteAt(text, at);
  const unsigned char second = ByteAt(text, at + 1);
  if (first == 0xC2) return SignOfControl(second) != 0;
  if (at + 2 >= text.size() || ByteAt(text, at + 2) < 0xC2) return false;
  if (first == 0xC3) return second >= 0x82 && second <= 0xB4;
  return first == 0xD0 && (second == 0xA0 || second == 0xA1 || second == 0x82);
}

/// The next place from `at` on where MayHoldAt(), or the end. 16 bytes a step.
std::size_t NextPlace(std::string_view text, std::size_t at) {
  const auto load = [&](std::size_t from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
  };
  const auto is = [](__m128i block, int byte) {
    return _mm_cmpeq_epi8(block, _mm_set1_epi8(static_cast<char>(byte)));
  };
  for (; at + 18 <= text.size(); at += 16) {
    const __m128i first = load(at);
    if (_mm_movemask_epi8(first) == 0) {
      // Most of a page is ASCII.
      while (at + 82 <= text.size() &&
             _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(load(at + 16), load(at + 32)),
                                            _mm_or_si128(load(at + 48), load(at + 64)))) == 0) {
        at += 64;
      }
      continue;
    }
    const __m128i second = load(at + 1);
    // Signed: bytes from 0xC2 on are the small numbers from -62 on, and ASCII is above.
    const __m128i third = load(at + 2);
    const __m128i lead = _mm_and_si128(_mm_cmpgt_epi8(third, _mm_set1_epi8(-63)),
                                       _mm_cmplt_epi8(third, _mm_setzero_si128()));
    const __m128i cyrillic = _mm_and_si128(
        is(first, 0xD0),
        _mm_or_si128(_mm_or_si128(is(second, 0xA0), is(second, 0xA1)), is(second, 0x82)));
    // Likewise: 0x80 to 0x9F are the numbers below -96.
    const __m128i control =
        _mm_and_si128(is(first, 0xC2), _mm_cmplt_epi8(second, _mm_set1_epi8(-96)));
    const auto hits = static_cast<unsigned>(_mm_movemask_epi8(
        _mm_or_si128(control, _mm_and_si128(lead, _mm_or_si128(is(first, 0xC3), cyrillic)))));
    for (unsigned rest = hits; rest != 0; rest &= rest - 1) {
      const std::size_t place = at + static_cast<std::size_t>(__builtin_ctz(rest));
      if (MayHoldAt(text, place)) return place;
    }
  }
  while (at < text.size() && !MayHoldAt(text, at)) ++at;
  return at;
}

/// The page that a certain sequence or control character shows, or nothing, which is what most text
/// has.
std::optional<Page> FindPage(std::string_view text) {
  for (std::size_t at = NextPlace(text, 0); at < text.size(); at = NextPlace(text, at)) {
    if (ByteAt(text, at) == 0xC2) return Page::kWestern;
    const Page page = ByteAt(text, at) == 0xC3 ? Page::kWestern : Page::kCyrillic;
    const bool second_letter = page == Page::kCyrillic && ByteAt(text, at + 1) == 0x82;
    const Run run = ReadRun(text, second_letter && at > 0 ? FloorBoundary(text, at - 1) : at, page);
    if (run.certain) return page;
    at = std::max(run.end, at + 2);
  }
  return std::nullopt;
}

// -- repair -----------------------------------------------------------------------------------

std::size_t EndOfAscii(std::string_view text, std::size_t at) {
  while (at < text.size() && ByteAt(text, at) < 0x80) ++at;
  return at;
}

/// True for a line, or a text between tags, that was broken as a whole: everything beyond ASCII
/// in it is part of a sequence, and one of them is certain.
bool IsBrokenAsAWhole(std::string_view segment, Page page) {
  bool certain = false;
  for (std::size_t at = EndOfAscii(segment, 0); at < segment.size();) {
    const Run run = ReadRun(segment, at, page);
    if (run.end == at) return false;
    certain = certain || run.certain;
    at = EndOfAscii(segment, run.end);
  }
  return certain;
}

/// Appends what the sequences of a run were; returns how many there are.
std::size_t AppendWhole(std::string_view run, Page page, std::string& out) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < run.size(); ++count) {
    const std::optional<Sequence> each = ReadSequence(run, at, page);
    AppendUtf8(each->value, out);
    at = each->end;
  }
  return count;
}

/// Appends the segment with its certain sequences made whole; returns how many there were.
std::size_t AppendRepaired(std::string_view segment, Page page, std::string& out) {
  const bool all = IsBrokenAsAWhole(segment, page);
  std::size_t count = 0;
  for (std::size_t at = 0; at < segment.size();) {
    const std::size_t begin = EndOfAscii(segment, at);
    out.append(segment.substr(at, begin - at));
    if (begin == segment.size()) break;
    const Run run = ReadRun(segment, begin, page);
    at = run.end;
    const char32_t alone = run.end == begin ? DecodeUtf8(segment, at) : 0;
    if (const char32_t sign = SignOfControl(alone); sign != 0) {
      AppendUtf8(sign, out);
      ++count;
    } else if (run.end != begin && (all || run.certain)) {
      count += AppendWhole(segment.substr(begin, at - begin), page, out);
    } else {
      out.append(segment.substr(begin, at - begin));
    }
  }
  return count;
}

/// Behind the line, or the text between tags, at `at`.
std::size_t EndOfSegment(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '\n' && text[at] != '<' && text[at] != '>') ++at;
  return std::min(at + 1, text.size());
}

std::size_t Repair(std::string_view text, Page page, std::string& out) {
  out.reserve(text.size());
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = EndOfSegment(text, at);
    count += AppendRepaired(text.substr(at, end - at), page, out);
    at = end;
  }
  return count;
}

}  // namespace

MojibakeRepair RepairMojibake(std::string_view text) {
  MojibakeRepair out;
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::optional<Page> page = FindPage(text);
    if (!page) break;
    std::string repaired;
    const std::size_t count = Repair(text, *page, repaired);
    if (count == 0) break;
    if (round == 0) {
      out.sequences = count;
      out.charset = *page == Page::kWestern ? "windows-1252" : "windows-1251";
    }
    out.text = std::move(repaired);
    text = out.text;
  }
  return out;
}

}  // namespace newswired
