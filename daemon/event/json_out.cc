#include "daemon/event/json_out.h"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace newswired {
namespace {

/// Writes the escape of a character that must not stand in a JSON string as it is.
char* WriteEscape(unsigned char c, char* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  *out++ = '\\';
  switch (c) {
    case '"':
      *out++ = '"';
      return out;
    case '\\':
      *out++ = '\\';
      return out;
    case '\n':
      *out++ = 'n';
      return out;
    case '\r':
      *out++ = 'r';
      return out;
    case '\t':
      *out++ = 't';
      return out;
    default:
      break;
  }
  for (const char x : {'u', '0', '0', kHex[c >> 4], kHex[c & 15]}) *out++ = x;
  return out;
}

bool MustEscape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

/// Bit i is set where byte i of the 16 at `text` must be escaped.
unsigned EscapeMask(__m128i bytes) {
  const __m128i last_control = _mm_set1_epi8(0x1F);
  const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  return static_cast<unsigned>(
      _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
}

/// `out` has room for six bytes for each of `text`, and 16 more.
char* WriteEscaped(std::string_view text, char* out) {
  const char* in = text.data();
  const char* const end = in + text.size();
  while (end - in >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    const unsigned mask = EscapeMask(bytes);
    if (mask == 0) {
      in += 16;
      out += 16;
      continue;
    }
    const int clean = std::countr_zero(mask);
    out = WriteEscape(static_cast<unsigned char>(in[clean]), out + clean);
    in += clean + 1;
  }
  for (; in != end; ++in) {
    const auto c = static_cast<unsigned char>(*in);
    if (MustEscape(c)) {
      out = WriteEscape(c, out);
    } else {
      *out++ = *in;
    }
  }
  return out;
}

}  // namespace

void JsonOut::Clear() {
  buffer_.Clear();
  writer_.Reset(buffer_);
}

void JsonOut::Writer::Plain(std::string_view text) {
  Prefix(rapidjson::kStringType);
  char* out = os_->Push(text.size() + 2);
  *out++ = '"';
  std::memcpy(out, text.data(), text.size());
  out[text.size()] = '"';
}

void JsonOut::Writer::Escaped(std::string_view text) {
  Prefix(rapidjson::kStringType);
  const std::size_t room = 6 * text.size() + 18;
  char* const begin = os_->Push(room);
  *begin = '"';
  char* end = WriteEscaped(text, begin + 1);
  *end++ = '"';
  os_->Pop(room - static_cast<std::size_t>(end - begin));
}

JsonOut& JsonOut::Key(std::string_view name) {
  writer_.Plain(name);
  return *this;
}

void JsonOut::String(std::string_view text) { writer_.Escaped(text); }

void JsonOut::Decimal(double value, int places) {
  static constexpr std::array<std::int64_t, 10> kPowers = {
      1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
  const std::int64_t scale = kPowers[static_cast<std::size_t>(places)];
  if (!std::isfinite(value)) value = 0;
  // Nothing that we publish comes near; beyond it the integer would overflow.
  value = std::clamp(value, -1e9, 1e9);
  const std::int64_t scaled = std::llround(value * static_cast<double>(scale));
  const std::int64_t magnitude = std::abs(scaled);

  std::array<char, 32> text;
  char* at = text.data();
  if (scaled < 0) *at++ = '-';
  at = std::to_chars(at, text.data() + text.size(), magnitude / scale).ptr;
  if (std::int64_t fraction = magnitude % scale; fraction != 0) {
    *at++ = '.';
    for (std::int64_t unit = scale / 10; fraction != 0; unit /= 10) {
      *at++ = static_cast<char>('0' + fraction / unit);
      fraction %= unit;
    }
  }
  writer_.RawValue(text.data(), static_cast<std::size_t>(at - text.data()), rapidjson::kNumberType);
}

void JsonOut::Share(double value) {
  Decimal(std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0, 4);
}

}  // namespace newswired
