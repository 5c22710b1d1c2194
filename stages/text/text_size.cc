#include "stages/text/text_size.h"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace newswired {
namespace {

std::uint32_t CountBytes(__m128i mask) {
  return static_cast<std::uint32_t>(
      std::popcount(static_cast<std::uint32_t>(_mm_movemask_epi8(mask))));
}

std::uint32_t CountOf(std::string_view part, std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

/// Up to eight bytes with zeros behind them, by loads of a constant size.
std::uint64_t LoadEight(const char* from, std::size_t size) {
  std::uint64_t whole = 0;
  if (size == 8) {
    std::memcpy(&whole, from, 8);
  } else if (size >= 4) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, from, 4);
    std::memcpy(&last, from + size - 4, 4);
    whole = first | static_cast<std::uint64_t>(last) << 8 * (size - 4);
  } else {
    while (size > 0) whole = whole << 8 | static_cast<unsigned char>(from[--size]);
  }
  return whole;
}

/// Less than 16 bytes with zeros behind them.
__m128i LoadShort(std::string_view text) {
  const std::size_t first = std::min<std::size_t>(text.size(), 8);
  const std::uint64_t low = LoadEight(text.data(), first);
  const std::uint64_t high = LoadEight(text.data() + first, text.size() - first);
  return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

/// Adds the 16 bytes of `block` to `size`; true if they are all ASCII.
inline bool MeasureBlock(__m128i block, TextSize& size) {
  constexpr unsigned char kTwice = 0xE3;  // leads U+3000 to U+3FFF; what is greater leads the rest
  // Bytes from 0x80 on are below zero here, those that go on with a character below 0xC0.
  const __m128i high = _mm_cmplt_epi8(block, _mm_setzero_si128());
  const __m128i lead = _mm_cmpgt_epi8(block, _mm_set1_epi8(static_cast<char>(0xBF)));
  const __m128i visible = _mm_cmpgt_epi8(block, _mm_set1_epi8(' '));
  const __m128i twice = _mm_cmpgt_epi8(block, _mm_set1_epi8(static_cast<char>(kTwice - 1)));
  size.characters += CountBytes(_mm_or_si128(visible, _mm_and_si128(high, lead))) +
                     CountBytes(_mm_and_si128(high, twice));
  size.commas += CountBytes(_mm_cmpeq_epi8(block, _mm_set1_epi8(',')));
  return _mm_movemask_epi8(block) == 0;
}

}  // namespace

TextSize MeasureText(std::string_view text) {
  TextSize size;
  bool ascii = true;
  std::size_t at = 0;
  for (; at + 16 <= text.size(); at += 16) {
    const auto* const block = reinterpret_cast<const __m128i*>(text.data() + at);
    ascii = MeasureBlock(_mm_loadu_si128(block), size) && ascii;
  }
  if (at != text.size()) ascii = MeasureBlock(LoadShort(text.substr(at)), size) && ascii;
  if (ascii) return size;
  for (const std::string_view comma : {"\u3001", "\uFF0C", "\u060C"}) {
    size.commas += CountOf(comma, text);
  }
  return size;
}

}  // namespace newswired
