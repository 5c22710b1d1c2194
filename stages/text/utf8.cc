#include "stages/text/utf8.h"

#include <emmintrin.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace newswired {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMaxMarks = 30;  // UAX #15, stream-safe text format

unsigned char ByteAt(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

std::size_t AsciiPrefix(std::string_view bytes, std::size_t at) {
  const auto load = [&](std::size_t from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + from));
  };
  while (at + 64 <= bytes.size()) {
    const __m128i first = _mm_or_si128(load(at), load(at + 16));
    const __m128i second = _mm_or_si128(load(at + 32), load(at + 48));
    if (_mm_movemask_epi8(_mm_or_si128(first, second)) != 0) break;
    at += 64;
  }
  while (at + 16 <= bytes.size()) {
    const __m128i block = load(at);
    const auto high = static_cast<unsigned>(_mm_movemask_epi8(block));
    if (high != 0) return at + static_cast<std::size_t>(__builtin_ctz(high));
    at += 16;
  }
  while (at < bytes.size() && ByteAt(bytes, at) < 0x80) ++at;
  return at;
}

/// How many bytes from `at` on are already normal: printable ASCII with single spaces between.
/// Whole blocks of 16 only, so 0 says nothing; never ends with a space.
std::size_t PlainPrefix(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  unsigned carry = 0;  // 1: the byte before is a space
  while (at + 16 <= text.size()) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    // Signed comparison: bytes from 0x80 on are below zero.
    const auto odd = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(
        _mm_cmplt_epi8(block, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7F)))));
    const auto spaces =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(0x20))));
    const unsigned bad = odd | (spaces & (spaces << 1 | carry));
    if (bad != 0) {
      at += static_cast<std::size_t>(__builtin_ctz(bad));
      break;
    }
    carry = spaces >> 15;
    at += 16;
  }
  while (at > begin && text[at - 1] == ' ') --at;
  return at - begin;
}

/// Length of the well-formed sequence at `at`; if there is none, 0, and `bad` is the length of the
/// maximal ill-formed part.
std::size_t SequenceAt(std::string_view bytes, std::size_t at, std::size_t& bad) {
  const unsigned char lead = ByteAt(bytes, at);
  bad = 1;
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= bytes.size() || ByteAt(bytes, at + i) < low || ByteAt(bytes, at + i) > high) {
      bad = i;
      return 0;
    }
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

/// Starters that NFC neither changes nor composes with what stands before them; between two of
/// them a run can be normalised alone. Only common ranges: everything else takes the slow way.
bool IsNfcSafe(char32_t c) {
  if (c < 0x300) return true;
  if (c < 0x2000) {
    return (c >= 0x388 && c <= 0x482 && c != 0x38B && c != 0x38D && c != 0x3A2) ||
           (c >= 0x48A && c <= 0x52F) || (c >= 0x5D0 && c <= 0x5EA) || (c >= 0x620 && c <= 0x64A) ||
           (c >= 0x904 && c <= 0x939 && c != 0x929 && c != 0x931 && c != 0x934) ||
           (c >= 0xE01 && c <= 0xE33) || (c >= 0x1E00 && c <= 0x1EFF && c != 0x1E9A && c != 0x1E9B);
  }
  return (c >= 0x2002 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x2328) ||
         (c >= 0x2460 && c <= 0x27BF) || (c >= 0x3001 && c <= 0x3029) ||
         (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A0 && c <= 0x30FF) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xE000 && c <= 0xF8FF) ||  // private use: icons
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFF01 && c <= 0xFF9D) || c == 0xFFFD ||
         (c >= 0x1F300 && c <= 0x1FAFF);
}

/// Moves `at` to the next character that is not safe, and `last_safe` to the one before it.
void SkipNfcSafe(std::string_view text, std::size_t& at, std::size_t& last_safe) {
  while (at < text.size()) {
    if (ByteAt(text, at) < 0x80) {
      at = AsciiPrefix(text, at);
      last_safe = at - 1;
      continue;
    }
    const std::size_t begin = at;
    if (!IsNfcSafe(DecodeUtf8(text, at))) {
      at = begin;
      return;
    }
    last_safe = begin;
  }
}

void AppendNfc(std::string_view run, std::string& out) {
  std::string safe;
  safe.reserve(run.size() + 2);
  std::size_t marks = 0;
  for (std::size_t at = 0; at < run.size();) {
    const std::size_t begin = at;
    const char32_t c = DecodeUtf8(run, at);
    const bool mark = utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class != 0;
    marks = mark ? marks + 1 : 0;
    if (marks > kMaxMarks) {
      safe += "\xCD\x8F";  // U+034F COMBINING GRAPHEME JOINER
      marks = 1;
    }
    safe.append(run.substr(begin, at - begin));
  }
  utf8proc_uint8_t* mapped = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(safe.data()),
                   static_cast<utf8proc_ssize_t>(safe.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) {
    out += safe;  // out of memory inside the library: unnormalised, but whole
  } else {
    out.append(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
  }
}

/// From `at` to the end. Other bytes than ASCII's capitals stay.
void LowerAsciiInPlace(std::string& text, std::size_t at) {
  for (; at + 16 <= text.size(); at += 16) {
    auto* const place = reinterpret_cast<__m128i*>(text.data() + at);
    const __m128i block = _mm_loadu_si128(place);
    const __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('A' - 1)),
                                        _mm_cmplt_epi8(block, _mm_set1_epi8('Z' + 1)));
    _mm_storeu_si128(place, _mm_or_si128(block, _mm_and_si128(upper, _mm_set1_epi8(0x20))));
  }
  for (; at < text.size(); ++at) text[at] = LowerAscii(text[at]);
}

enum Class : unsigned char { kText, kSpace, kLine, kCarriage, kGone, kHigh };

constexpr std::array<unsigned char, 256> MakeClasses() {
  std::array<unsigned char, 256> classes{};
  for (std::size_t c = 0; c < 256; ++c) {
    classes[c] = c < 0x20 || c == 0x7F ? kGone : c < 0x80 ? kText : kHigh;
  }
  classes[' '] = classes['\t'] = kSpace;
  classes['\n'] = classes['\v'] = classes['\f'] = kLine;
  classes['\r'] = kCarriage;
  return classes;
}
constexpr auto kClasses = MakeClasses();

Class ClassOf(char32_t c) {
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return kLine;
  if (c < 0xA0) return kGone;  // C1
  if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
      c == 0x3000) {
    return kSpace;
  }
  if (c == 0xAD || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
    return kGone;
  return kText;
}

utf8proc_category_t CategoryOf(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

bool IsAscii(std::string_view bytes) { return AsciiPrefix(bytes, 0) == bytes.size(); }

std::size_t AsciiLength(std::string_view bytes) { return AsciiPrefix(bytes, 0); }

bool IsValidUtf8(std::string_view bytes) {
  std::size_t bad = 0;
  for (std::size_t at = AsciiPrefix(bytes, 0); at < bytes.size();) {
    const std::size_t length = SequenceAt(bytes, at, bad);
    if (length == 0) return false;
    at += length;
    if (at < bytes.size() && ByteAt(bytes, at) < 0x80) at = AsciiPrefix(bytes, at);
  }
  return true;
}

Utf8Census RepairUtf8(std::string_view bytes, std::string& out) {
  Utf8Census census;
  out.reserve(out.size() + bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t ascii = AsciiPrefix(bytes, at);
    out.append(bytes.substr(at, ascii - at));
    at = ascii;
    while (at < bytes.size() && ByteAt(bytes, at) >= 0x80) {
      std::size_t bad = 0;
      if (const std::size_t length = SequenceAt(bytes, at, bad); length != 0) {
        out.append(bytes.substr(at, length));
        at += length;
        ++census.multibyte;
      } else {
        out.append(kReplacement);
        at += bad;
        ++census.replaced;
      }
    }
  }
  return census;
}

void AppendUtf8(char32_t codepoint, std::string& out) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (codepoint < 0x80) {
    put(codepoint);
  } else if (codepoint < 0x800) {
    put(0xC0 | codepoint >> 6);
    put(0x80 | (codepoint & 0x3F));
  } else if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF)) {
    out.append(kReplacement);
  } else if (codepoint < 0x10000) {
    put(0xE0 | codepoint >> 12);
    put(0x80 | (codepoint >> 6 & 0x3F));
    put(0x80 | (codepoint & 0x3F));
  } else {
    put(0xF0 | codepoint >> 18);
    put(0x80 | (codepoint >> 12 & 0x3F));
    put(0x80 | (codepoint >> 6 & 0x3F));
    put(0x80 | (codepoint & 0x3F));
  }
}

std::size_t FloorBoundary(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (ByteAt(text, at) & 0xC0) == 0x80) --at;
  return at;
}

bool IsWordCodepoint(char32_t c) {
  if (c < 0x80) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
  const utf8proc_category_t category = CategoryOf(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

bool IsUpperCodepoint(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  const utf8proc_category_t category = CategoryOf(c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool IsLowerCodepoint(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z';
  const bool georgian = c >= 0x10D0 && c <= 0x10FF;
  return CategoryOf(c) == UTF8PROC_CATEGORY_LL && !georgian;
}

bool IsDigitCodepoint(char32_t c) {
  return c < 0x80 ? c >= '0' && c <= '9' : CategoryOf(c) == UTF8PROC_CATEGORY_ND;
}

bool IsIdeograph(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool IsPlainNfc(std::string_view text) {
  std::size_t at = 0;
  std::size_t last_safe = 0;
  SkipNfcSafe(text, at, last_safe);
  return at >= text.size();
}

void ToNfc(std::string& text) {
  std::size_t at = 0;
  std::size_t last_safe = 0;
  SkipNfcSafe(text, at, last_safe);
  if (at >= text.size()) return;

  std::string out;
  out.reserve(text.size() + 16);
  std::size_t copied = 0;
  while (at < text.size()) {
    // [last_safe, at) is one safe character; the run ends before the next safe one.
    std::size_t end = at;
    while (end < text.size()) {
      std::size_t next = end;
      if (IsNfcSafe(DecodeUtf8(text, next))) break;
      end = next;
    }
    out.append(text, copied, last_safe - copied);
    AppendNfc(std::string_view(text).substr(last_safe, end - last_safe), out);
    copied = at = last_safe = end;
    SkipNfcSafe(text, at, last_safe);
  }
  out.append(text, copied, std::string::npos);
  text.swap(out);
}

void NormalizeSpace(std::string_view text, Lines lines, std::string& out) {
  const std::size_t start = out.size();
  // Normalised text is never longer than what it was made from.
  out.resize(start + text.size());
  char* const first = out.data() + start;
  char* write = first;
  bool space = false;      // a run of white space stands before the next character
  std::size_t breaks = 0;  // line ends in that run
  const auto flush = [&] {
    if (write != first) {
      if (breaks != 0 && lines == Lines::kKeep) {
        *write++ = '\n';
        if (breaks > 1) *write++ = '\n';
      } else {
        *write++ = ' ';
      }
    }
    space = false;
    breaks = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char byte = ByteAt(text, at);
    const unsigned char kind = kClasses[byte];
    if (kind == kText) {
      if (space) flush();
      if (const std::size_t plain = PlainPrefix(text, at); plain != 0) {
        std::memmove(write, text.data() + at, plain);
        write += plain;
        at += plain;
        continue;
      }
      *write++ = static_cast<char>(byte);
      ++at;
      continue;
    }
    std::size_t next = at + 1;
    Class what = static_cast<Class>(kind);
    if (kind == kHigh) {
      next = at;
      const char32_t c = DecodeUtf8(text, next);
      assert(next <= text.size());
      what = c < 0x1680 && c > 0xAD ? kText : ClassOf(c);
    } else if (kind == kCarriage) {
      if (next < text.size() && text[next] == '\n') ++next;
      what = kLine;
    }
    if (what == kText) {
      if (space) flush();
      std::memcpy(write, text.data() + at, next - at);
      write += next - at;
    } else if (what != kGone) {
      space = true;
      if (what == kLine) ++breaks;
    }
    at = next;
  }
  out.resize(start + static_cast<std::size_t>(write - first));
}

std::string CleanLine(std::string_view text) {
  std::string line;
  NormalizeSpace(text, Lines::kJoin, line);
  ToNfc(line);
  return line;
}

std::string_view TrimAscii(std::string_view text) {
  while (!text.empty() && IsSpaceAscii(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpaceAscii(text.back())) text.remove_suffix(1);
  return text;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  LowerAsciiInPlace(lower, 0);
  return lower;
}

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

std::size_t FindIgnoringAsciiCase(std::string_view text, std::string_view needle) {
  if (!needle.empty() && !IsLowerAscii(needle[0])) {
    // A sign has no case: found many bytes at a time.
    std::size_t at = text.find(needle[0]);
    while (at != std::string_view::npos &&
           !EqualsIgnoringAsciiCase(text.substr(at, needle.size()), needle)) {
      at = text.find(needle[0], at + 1);
    }
    return at;
  }
  const auto found = std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                                 [](char x, char y) { return LowerAscii(x) == y; });
  return found == text.end() && !needle.empty() ? std::string_view::npos
                                                : static_cast<std::size_t>(found - text.begin());
}

std::string LowerUtf8(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t ascii = AsciiPrefix(text, at);
    const std::size_t begin = lower.size();
    lower.append(text.substr(at, ascii - at));
    LowerAsciiInPlace(lower, begin);
    for (at = ascii; at < text.size() && ByteAt(text, at) >= 0x80;) {
      const char32_t c = DecodeUtf8(text, at);
      AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))), lower);
    }
  }
  return lower;
}

}  // namespace newswired
