#include "stages/text/text_size.h"

#include <emmintrin.h>

#include <bit>

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

}  // namespace

TextSize MeasureText(std::string_view text) {
  constexpr unsigned char kTwice = 0xE3;  // leads U+3000 to U+3FFF; what is greater leads the rest
  TextSize size;
  bool ascii = true;
  std::size_t at = 0;
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    // Bytes from 0x80 on are below zero here, those that go on with a character below 0xC0.
    const __m128i high = _mm_cmplt_epi8(block, _mm_setzero_si128());
    const __m128i lead = _mm_cmpgt_epi8(block, _mm_set1_epi8(static_cast<char>(0xBF)));
    const __m128i visible = _mm_cmpgt_epi8(block, _mm_set1_epi8(' '));
    const __m128i twice = _mm_cmpgt_epi8(block, _mm_set1_epi8(static_cast<char>(kTwice - 1)));
    size.characters += CountBytes(_mm_or_si128(visible, _mm_and_si128(high, lead))) +
                       CountBytes(_mm_and_si128(high, twice));
    size.commas += CountBytes(_mm_cmpeq_epi8(block, _mm_set1_epi8(',')));
    ascii = ascii && _mm_movemask_epi8(block) == 0;
  }
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool begins = byte > ' ' && (byte & 0xC0) != 0x80;
    size.characters += (begins ? 1U : 0U) + (byte >= kTwice ? 1U : 0U);
    size.commas += byte == ',' ? 1U : 0U;
    ascii = ascii && byte < 0x80;
  }
  if (ascii) return size;
  for (const std::string_view comma : {"\u3001", "\uFF0C", "\u060C"}) {
    size.commas += CountOf(comma, text);
  }
  return size;
}

}  // namespace newswired
