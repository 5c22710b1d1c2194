#pragma once

#include <emmintrin.h>

#include <bit>
#include <cstdint>

namespace newswired {

/// The first of the wanted bytes in [at, end), or `end`.
template <char... kWanted, class Byte>
const Byte* FindByte(const Byte* at, const Byte* end) {
  static_assert(sizeof(Byte) == 1);
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i equal = _mm_setzero_si128();
    ((equal = _mm_or_si128(equal, _mm_cmpeq_epi8(block, _mm_set1_epi8(kWanted)))), ...);
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
    if (found != 0) return at + std::countr_zero(found);
  }
  while (at != end && ((static_cast<char>(*at) != kWanted) && ...)) ++at;
  return at;
}

}  // namespace newswired
