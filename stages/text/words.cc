#include "stages/text/words.h"

#include <emmintrin.h>

#include <array>
#include <cstring>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

enum : unsigned char { kOther = 0, kLower = 1, kUpper = 2, kDigit = 3, kHigh = 4 };

constexpr std::array<unsigned char, 256> MakeKinds() {
  std::array<unsigned char, 256> kinds{};
  for (std::size_t c = 0; c < 256; ++c) {
    kinds[c] = c >= 'a' && c <= 'z'   ? kLower
               : c >= 'A' && c <= 'Z' ? kUpper
               : c >= '0' && c <= '9' ? kDigit
               : c >= 0x80            ? kHigh
                                      : kOther;
  }
  return kinds;
}
constexpr auto kKinds = MakeKinds();

/// Reads the word at `at`, if one begins there, and moves `at` past it (or past one character).
void ReadWord(std::string_view text, std::size_t& at, std::vector<Word>& words) {
  const auto kind = [&](std::size_t i) { return kKinds[static_cast<unsigned char>(text[i])]; };
  if (kind(at) == kOther) {
    ++at;
    return;
  }
  Word word;
  word.begin = static_cast<std::uint32_t>(at);
  bool upper = false;
  bool lower = false;
  bool first = true;
  bool alone = false;
  while (at < text.size()) {
    const unsigned char what = kind(at);
    if (what == kOther) break;
    if (what != kHigh) {
      upper |= what == kUpper;
      lower |= what == kLower;
      if (first) word.capital = what == kUpper;
      ++at;
    } else {
      std::size_t next = at;
      const char32_t c = DecodeUtf8(text, next);
      if (!IsWordCodepoint(c)) {
        if (first) at = next;  // not a word after all: step over it
        break;
      }
      if (IsIdeograph(c)) {
        if (first) {
          at = next;
          alone = true;
          word.ascii = false;
          first = false;
        }
        break;
      }
      const bool is_upper = IsUpperCodepoint(c);
      upper |= is_upper;
      lower |= !is_upper;
      if (first) word.capital = is_upper;
      word.ascii = false;
      at = next;
    }
    first = false;
  }
  if (first) return;
  word.end = static_cast<std::uint32_t>(at);
  word.all_caps = upper && !lower && !alone;
  words.push_back(word);
}

/// One bit for each of 64 bytes.
struct Masks {
  std::uint64_t lower = 0, upper = 0, word = 0, high = 0;
};

Masks MasksAt(const char* bytes) {
  Masks masks;
  const auto among = [](__m128i block, char first, char count) {
    const __m128i offset = _mm_sub_epi8(block, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(static_cast<char>(count - 1))),
                          offset);
  };
  const auto bits = [](__m128i mask) {
    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(mask)));
  };
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i block =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + std::size_t{16} * i));
    const __m128i lower = among(block, 'a', 26);
    const __m128i upper = among(block, 'A', 26);
    const __m128i digit = among(block, '0', 10);
    masks.lower |= bits(lower) << (16 * i);
    masks.upper |= bits(upper) << (16 * i);
    masks.word |= bits(_mm_or_si128(_mm_or_si128(lower, upper), digit)) << (16 * i);
    masks.high |= bits(block) << (16 * i);
  }
  return masks;
}

/// Appends the words of the 64 bytes at `at` that end before them and are ASCII. Returns where to
/// go on: at a word that needs ReadWord() or a new look, or behind the 64 bytes.
std::size_t WordsOf64(std::string_view text, std::size_t at, bool& need_slow,
                      std::vector<Word>& words) {
  const Masks masks = MasksAt(text.data() + at);
  const std::uint64_t any = masks.word | masks.high;
  unsigned position = 0;
  while (position < 64 && any >> position != 0) {
    const unsigned begin = position + static_cast<unsigned>(__builtin_ctzll(any >> position));
    const std::uint64_t after = ~any >> begin;
    const unsigned length = after == 0 ? 64 - begin : static_cast<unsigned>(__builtin_ctzll(after));
    const unsigned end = begin + length;
    if (end >= 64) {
      need_slow = begin == 0;  // more than 64 bytes, or cut off by them
      return at + begin;
    }
    const std::uint64_t inside = ((std::uint64_t{1} << length) - 1) << begin;
    if ((masks.high & inside) != 0) {
      need_slow = true;
      return at + begin;
    }
    words.push_back({.begin = static_cast<std::uint32_t>(at + begin),
                     .end = static_cast<std::uint32_t>(at + end),
                     .capital = (masks.upper >> begin & 1) != 0,
                     .all_caps = (masks.upper & inside) != 0 && (masks.lower & inside) == 0,
                     .ascii = true});
    position = end;
  }
  return at + 64;
}

}  // namespace

void FindWords(std::string_view text, std::vector<Word>& words) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 64 <= text.size()) {
      bool need_slow = false;
      at = WordsOf64(text, at, need_slow, words);
      if (!need_slow) continue;
    }
    ReadWord(text, at, words);
  }
}

std::size_t LastOfNumber(std::string_view text, const std::vector<Word>& words, std::size_t i) {
  const auto goes_on = [&](const Word& word, const Word& next) {
    const char between = text[word.end];
    const char digit = text[next.begin];
    return next.begin == word.end + 1 && IsDigitAscii(digit) &&
           (between == '.' || between == ',' || between == ':');
  };
  while (i + 1 < words.size() && goes_on(words[i], words[i + 1])) ++i;
  return i;
}

std::size_t CurrencySignBefore(std::string_view text, std::size_t begin) {
  const std::string_view before = text.substr(0, begin);
  if (before.ends_with('$')) return 1;
  if (before.ends_with("\u00A3") || before.ends_with("\u00A5")) return 2;
  // U+20A0 to U+20BF.
  constexpr std::size_t kSize = 3;
  if (before.size() < kSize) return 0;
  const std::string_view last = before.substr(before.size() - kSize);
  const auto third = static_cast<unsigned char>(last[2]);
  return last.starts_with("\xE2\x82") && third >= 0xA0 ? kSize : 0;
}

std::size_t RatingSignBehind(std::string_view text, const Word& word) {
  constexpr std::size_t kLongest = 4;
  if (!word.all_caps || word.end - word.begin > kLongest || word.end == text.size()) return 0;
  if (text[word.end] == '+') return 1;
  const auto is_part = [](char c) { return (c & 0x80) != 0 || IsAlphanumericAscii(c); };
  const bool minus =
      text[word.end] == '-' && (word.end + 1 == text.size() || !is_part(text[word.end + 1]));
  return minus ? 2 : 0;
}

std::size_t MinusBefore(std::string_view text, std::size_t begin) {
  const std::size_t currency = CurrencySignBefore(text, begin);
  std::string_view before = text.substr(0, begin - currency);
  std::size_t size = 0;
  bool is_hyphen = false;
  for (const std::string_view sign : kMinusSigns) {
    if (!before.ends_with(sign)) continue;
    size = sign.size();
    is_hyphen = sign != "\u2212" && sign != "\uFF0D";
  }
  if (size == 0) return 0;
  before.remove_suffix(size);
  if (before.empty() || before.ends_with('\n')) {
    constexpr std::size_t kLongestCell = 16;
    const std::string_view rest = text.substr(begin, text.substr(begin).find('\n'));
    const bool is_cell = rest.size() <= kLongestCell && rest.find(' ') == rest.rfind(' ');
    return !is_hyphen || is_cell ? size + currency : 0;
  }
  constexpr std::string_view kBefore = " \t(|:/\"";
  bool stands_free = kBefore.find(before.back()) != std::string_view::npos;
  for (const std::string_view sign : {"\u00A0", "\u202F", "\u201C", "\u201E", "\u00AB"}) {
    stands_free |= before.ends_with(sign);
  }
  return stands_free ? size + currency : 0;
}

bool BeginsWithDigit(std::string_view word) {
  std::size_t at = 0;
  return IsDigitCodepoint(DecodeUtf8(word, at));
}

bool IsPair(std::string_view text, const std::vector<Word>& words, std::size_t i) {
  const auto is_ideograph = [text](const Word& word) {
    std::size_t at = word.begin;
    return !word.ascii && IsIdeograph(DecodeUtf8(text, at));
  };
  return i + 1 < words.size() && words[i].end == words[i + 1].begin && is_ideograph(words[i]) &&
         is_ideograph(words[i + 1]);
}

std::uint64_t FoldedHash(std::string_view word, bool ascii) {
  if (!ascii) {
    const std::string lower = LowerUtf8(word);
    // "İstanbul" is "istanbul".
    return IsAscii(lower) ? FoldedHash(lower, true) : Hash64(lower);
  }
  // Words are short: folding eight bytes at a time into a register beats a general hash. Setting
  // bit 5 lowers letters and merges only characters that words do not hold.
  constexpr std::uint64_t kFold = 0x2020202020202020ULL;
  std::uint64_t hash = word.size() * 0x9E3779B97F4A7C15ULL;
  std::size_t at = 0;
  for (; at + 8 <= word.size(); at += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, word.data() + at, 8);
    hash = Mix64(hash ^ (block | kFold));
  }
  if (at < word.size()) {
    std::uint64_t block = 0;
    std::memcpy(&block, word.data() + at, word.size() - at);
    hash = Mix64(hash ^ (block | kFold));
  }
  return hash;
}

}  // namespace newswired
