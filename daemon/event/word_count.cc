#include "daemon/event/word_count.h"

#include <emmintrin.h>

#include <array>
#include <bit>

namespace newswired {
namespace {

enum Class : unsigned char { kWord, kSpace, kPerhaps };

/// By first byte: only U+0085, U+00A0 (C2), U+1680 (E1), U+2000.. (E2) and U+3000 (E3) are white
/// space beyond ASCII.
constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> classes{};
  for (const char c : {'\t', '\n', '\v', '\f', '\r', ' '}) {
    classes[static_cast<unsigned char>(c)] = kSpace;
  }
  for (const unsigned c : {0xC2U, 0xE1U, 0xE2U, 0xE3U}) classes[c] = kPerhaps;
  return classes;
}();

/// Bytes of the white space character at the front of `text`, 0 if another one stands there.
std::size_t WideSpaceSize(std::string_view text) {
  for (const std::string_view space : {"\u0085", "\u00A0"}) {
    if (text.starts_with(space)) return 2;
  }
  for (const std::string_view space :
       {"\u1680", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"}) {
    if (text.starts_with(space)) return 3;
  }
  const bool en_quad_to_hair_space = text.size() >= 3 && text.starts_with("\xE2\x80") &&
                                     static_cast<unsigned char>(text[2]) >= 0x80 &&
                                     static_cast<unsigned char>(text[2]) <= 0x8A;
  return en_quad_to_hair_space ? 3 : 0;
}

/// Sixteen bytes at once.
class AsciiBlock {
 public:
  explicit AsciiBlock(const char* text)
      : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text))) {
    // '\t' to '\r' are the five that a signed comparison finds between 8 and 14.
    const __m128i control = _mm_and_si128(_mm_cmpgt_epi8(bytes_, _mm_set1_epi8('\t' - 1)),
                                          _mm_cmplt_epi8(bytes_, _mm_set1_epi8('\r' + 1)));
    const __m128i blank = _mm_cmpeq_epi8(bytes_, _mm_set1_epi8(' '));
    spaces_ = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, blank)));
  }
  [[nodiscard]] bool is_ascii() const { return _mm_movemask_epi8(bytes_) == 0; }
  /// Bit i: byte i is white space.
  [[nodiscard]] unsigned spaces() const { return spaces_; }

 private:
  __m128i bytes_;
  unsigned spaces_ = 0;
};

}  // namespace

std::size_t CountWords(std::string_view utf8) {
  std::size_t words = 0;
  bool in_space = true;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    while (utf8.size() - i >= 16) {
      const AsciiBlock block(utf8.data() + i);
      if (!block.is_ascii()) break;
      const unsigned before = (block.spaces() << 1) | (in_space ? 1U : 0U);
      words += static_cast<std::size_t>(std::popcount(before & ~block.spaces() & 0xFFFFU));
      in_space = (block.spaces() & 0x8000U) != 0;
      i += 16;
    }
    if (i == utf8.size()) break;
    const Class what = kClasses[static_cast<unsigned char>(utf8[i])];
    if (what == kPerhaps) {
      if (const std::size_t size = WideSpaceSize(utf8.substr(i)); size != 0) {
        in_space = true;
        i += size - 1;
        continue;
      }
    }
    const bool space = what == kSpace;
    words += in_space && !space ? 1U : 0U;
    in_space = space;
  }
  return words;
}

}  // namespace newswired
