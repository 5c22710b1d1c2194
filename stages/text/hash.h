#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/core/result.h"

struct XXH3_state_s;

namespace newswired {

/// SHA-256 in lower-case hex. About 3 us for 4 KB where the processor has the instructions. Throws
/// where CheckSha256() fails.
[[nodiscard]] std::string Sha256Hex(std::string_view bytes);
/// SHA-256 of the concatenation of the parts.
[[nodiscard]] std::string Sha256Hex(std::initializer_list<std::string_view> parts);

/// Whether OpenSSL gives the right hashes: how it is set up may leave them out. To be asked once,
/// at the start.
[[nodiscard]] Status CheckSha256();

/// XXH3, seed 0: stable across versions and machines (xxHash 0.8 and later).
[[nodiscard]] std::uint64_t Hash64(std::string_view bytes);
struct Hash128Value {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Hash128Value&, const Hash128Value&) = default;
};
[[nodiscard]] Hash128Value Hash128(std::string_view bytes);

/// Hash64() of bytes that come in pieces.
class ByteHasher {
 public:
  ByteHasher();
  ~ByteHasher();
  ByteHasher(const ByteHasher&) = delete;
  ByteHasher& operator=(const ByteHasher&) = delete;
  void Add(std::string_view bytes);
  [[nodiscard]] std::uint64_t value() const;

 private:
  XXH3_state_s* const state_;
};

/// 16 hex digits.
[[nodiscard]] std::string Hex64(std::uint64_t value);

/// Finaliser of a 64-bit hash (MurmurHash3's); a bijection.
inline std::uint64_t Mix64(std::uint64_t x) {
  x = (x ^ x >> 33) * 0xFF51AFD7ED558CCDULL;
  x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53ULL;
  return x ^ x >> 33;
}

/// Hash of a sequence of values.
class StateHasher {
 public:
  void Add(std::uint64_t value) { hash_ = Mix64(hash_ ^ value) + 0x9E3779B97F4A7C15ULL; }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

/// Decodes base64 (RFC 4648; also the URL-safe alphabet; white space is skipped, padding optional)
/// and appends to `out`. False if other characters occur or the length is impossible; `out` is
/// then unchanged.
[[nodiscard]] bool DecodeBase64(std::string_view text, std::string& out);

}  // namespace newswired
