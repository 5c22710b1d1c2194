#include "stages/text/hash.h"

#include <immintrin.h>
#include <openssl/evp.h>
#include <xxhash.h>

#include <exception>
#include <memory>
#include <stdexcept>

namespace newswired {
namespace {

constexpr char kHex[] = "0123456789abcdef";

/// Fetching an algorithm costs more than hashing a short text, so each thread does it once.
class Sha256 {
 public:
  Sha256() : md_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    Check(md_ != nullptr && context_ != nullptr);
  }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  std::string Hex(const std::string_view* parts, std::size_t count) {
    std::array<unsigned char, 32> digest{};
    unsigned int length = 0;
    Check(EVP_DigestInit_ex2(context_.get(), md_.get(), nullptr) == 1);
    for (std::size_t i = 0; i < count; ++i) {
      Check(EVP_DigestUpdate(context_.get(), parts[i].data(), parts[i].size()) == 1);
    }
    Check(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1);
    std::string hex;
    hex.reserve(64);
    for (const unsigned char byte : digest) {
      hex.push_back(kHex[byte >> 4]);
      hex.push_back(kHex[byte & 15]);
    }
    return hex;
  }

 private:
  static void Check(bool ok) {
    if (!ok) throw std::runtime_error("OpenSSL has no SHA-256");
  }

  struct Free {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> md_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Sha256& ThreadSha256() {
  thread_local Sha256 hasher;
  return hasher;
}

constexpr std::array<signed char, 256> MakeBase64() {
  std::array<signed char, 256> table{};
  for (auto& value : table) value = -1;
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<signed char>(i);
  }
  table['-'] = 62;
  table['_'] = 63;
  for (const char space : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(space)] = -2;
  table['='] = -3;
  return table;
}
constexpr auto kBase64 = MakeBase64();

// Groups of characters of the standard alphabet, until one has another character or `end` is near,
// after Mula and Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018). Both
// move both pointers, and write four bytes (eight) more than they decode.

void DecodeGroupsOf16(const char*& from, const char* end, char*& to) {
  const __m128i low = _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                    0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m128i high = _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10,
                                     0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m128i shift = _mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m128i order = _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m128i slash = _mm_set1_epi8('/');
  for (; end - from >= 16; from += 16, to += 12) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i high_nibbles = _mm_and_si128(_mm_srli_epi32(text, 4), slash);
    const __m128i low_nibbles = _mm_and_si128(text, slash);
    const __m128i wrong =
        _mm_and_si128(_mm_shuffle_epi8(high, high_nibbles), _mm_shuffle_epi8(low, low_nibbles));
    if (_mm_movemask_epi8(_mm_cmpgt_epi8(wrong, _mm_setzero_si128())) != 0) return;
    const __m128i which = _mm_add_epi8(_mm_cmpeq_epi8(text, slash), high_nibbles);
    const __m128i sextets = _mm_add_epi8(text, _mm_shuffle_epi8(shift, which));
    const __m128i pairs = _mm_maddubs_epi16(sextets, _mm_set1_epi32(0x01400140));
    const __m128i quads = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_shuffle_epi8(quads, order));
  }
}

/// The same for twice as many, where the processor can.
__attribute__((target("avx2"))) void DecodeGroupsOf32(const char*& from, const char* end,
                                                      char*& to) {
  const __m256i low =
      _mm256_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B,
                       0x1B, 0x1B, 0x1A, 0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                       0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m256i high =
      _mm256_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10,
                       0x10, 0x10, 0x10, 0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10,
                       0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m256i shift = _mm256_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,
                                         0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1, 2,
                                         1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
  const __m256i slash = _mm256_set1_epi8('/');
  for (; end - from >= 32; from += 32, to += 24) {
    const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i high_nibbles = _mm256_and_si256(_mm256_srli_epi32(text, 4), slash);
    const __m256i low_nibbles = _mm256_and_si256(text, slash);
    const __m256i high_bits = _mm256_shuffle_epi8(high, high_nibbles);
    if (_mm256_testz_si256(high_bits, _mm256_shuffle_epi8(low, low_nibbles)) == 0) return;
    const __m256i which = _mm256_add_epi8(_mm256_cmpeq_epi8(text, slash), high_nibbles);
    const __m256i sextets = _mm256_add_epi8(text, _mm256_shuffle_epi8(shift, which));
    const __m256i pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi32(0x01400140));
    const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                        _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(quads, order), together));
  }
}

void DecodeBase64Groups(const char*& from, const char* end, char*& to) {
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) DecodeGroupsOf32(from, end, to);
  DecodeGroupsOf16(from, end, to);
}

/// Decodes characters of the standard alphabet and "-" and "_", in groups of four, to three bytes
/// each. Stops at others and at the last three.
void DecodeBase64Plain(const char*& from, const char* end, char*& to) {
  const auto value_of = [](char c) -> int { return kBase64[static_cast<unsigned char>(c)]; };
  while (true) {
    DecodeBase64Groups(from, end, to);
    if (end - from < 4) return;
    const int a = value_of(from[0]);
    const int b = value_of(from[1]);
    const int c = value_of(from[2]);
    const int d = value_of(from[3]);
    if ((a | b | c | d) < 0) return;
    const auto bits = static_cast<std::uint32_t>(a << 18 | b << 12 | c << 6 | d);
    *to++ = static_cast<char>(bits >> 16);
    *to++ = static_cast<char>(bits >> 8);
    *to++ = static_cast<char>(bits);
    from += 4;
  }
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) { return ThreadSha256().Hex(&bytes, 1); }

std::string Sha256Hex(std::initializer_list<std::string_view> parts) {
  return ThreadSha256().Hex(parts.begin(), parts.size());
}

Status CheckSha256() {
  constexpr std::string_view kOfAbc =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-2, B.1
  try {
    if (Sha256Hex("abc") == kOfAbc) return Ok();
    return ConfigError("sha256", "OpenSSL's SHA-256 is wrong");
  } catch (const std::exception& thrown) {
    return ConfigError("sha256", std::string(thrown.what()) +
                                     ": its configuration (OPENSSL_CONF, openssl.cnf) must load a "
                                     "provider that has it, such as \"default\"");
  }
}

std::uint64_t Hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

Hash128Value Hash128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

ByteHasher::ByteHasher() : state_(XXH3_createState()) { XXH3_64bits_reset(state_); }
ByteHasher::~ByteHasher() { XXH3_freeState(state_); }
void ByteHasher::Add(std::string_view bytes) {
  XXH3_64bits_update(state_, bytes.data(), bytes.size());
}
std::uint64_t ByteHasher::value() const { return XXH3_64bits_digest(state_); }

std::string Hex64(std::uint64_t value) {
  std::string hex(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) hex[i] = kHex[value & 15];
  return hex;
}

bool DecodeBase64(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  out.reserve(start + text.size() / 4 * 3 + 3);
  // By way of a block that stays in the cache: resize() would fill all of `out` with zeros first.
  constexpr std::size_t kBlock = 8192;
  constexpr std::size_t kRoom = 8;  // behind the last group
  std::array<char, kBlock / 4 * 3 + kRoom> block;
  std::uint32_t bits = 0;
  unsigned count = 0;
  bool padded = false;
  for (std::size_t at = 0; at < text.size();) {
    if (count == 0 && !padded) {
      const std::string_view part = text.substr(at, kBlock);
      const char* from = part.data();
      char* to = block.data();
      DecodeBase64Plain(from, part.data() + part.size(), to);
      out.append(block.data(), static_cast<std::size_t>(to - block.data()));
      const auto read = static_cast<std::size_t>(from - part.data());
      at += read;
      if (read == part.size()) continue;
    }
    const std::int8_t value = kBase64[static_cast<unsigned char>(text[at++])];
    if (value == -2) continue;
    if (value == -3) {
      padded = true;
      continue;
    }
    if (value < 0 || padded) {
      out.resize(start);
      return false;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      out.push_back(static_cast<char>(bits >> 16));
      out.push_back(static_cast<char>(bits >> 8));
      out.push_back(static_cast<char>(bits));
      bits = 0;
      count = 0;
    }
  }
  if (count == 1) {
    out.resize(start);
    return false;
  }
  if (count == 2) out.push_back(static_cast<char>(bits >> 4));
  if (count == 3) {
    out.push_back(static_cast<char>(bits >> 10));
    out.push_back(static_cast<char>(bits >> 2));
  }
  return true;
}

}  // namespace newswired
