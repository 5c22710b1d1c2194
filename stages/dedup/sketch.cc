#include "stages/dedup/sketch.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "stages/text/hash.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kShingle = 5;
using Minima = std::array<std::uint32_t, Sketch::kSize>;

/// Odd multipliers and offsets of the hash functions, from a fixed sequence (splitmix64's).
struct Functions {
  alignas(64) std::array<std::uint32_t, Sketch::kSize> multiplier{}, offset{};

  Functions() {
    std::uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (std::size_t i = 0; i < Sketch::kSize; ++i) {
      const std::uint64_t value = Mix64(state += 0x9E3779B97F4A7C15ULL);
      multiplier[i] = static_cast<std::uint32_t>(value) | 1U;
      offset[i] = static_cast<std::uint32_t>(value >> 32);
    }
  }
};

using Vector = std::uint32_t __attribute__((vector_size(64)));

/// 16 functions at a time, their minima in registers over all shingles. Written with the compilers'
/// vector types, so that each target below gets its own instructions from one text.
__attribute__((always_inline)) inline void Minimise(const std::uint32_t* shingles,
                                                    std::size_t count, const Functions& functions,
                                                    Minima& minima) {
  for (std::size_t lane = 0; lane < Sketch::kSize; lane += 16) {
    Vector multiplier;
    Vector offset;
    Vector least;
    std::memcpy(&multiplier, functions.multiplier.data() + lane, sizeof multiplier);
    std::memcpy(&offset, functions.offset.data() + lane, sizeof offset);
    std::memcpy(&least, minima.data() + lane, sizeof least);
    for (std::size_t i = 0; i < count; ++i) {
      const Vector value = multiplier * shingles[i] + offset;
      least = value < least ? value : least;
    }
    std::memcpy(minima.data() + lane, &least, sizeof least);
  }
}

using MinimiseFunction = void (*)(const std::uint32_t*, std::size_t, const Functions&, Minima&);

void MinimiseBaseline(const std::uint32_t* shingles, std::size_t count, const Functions& functions,
                      Minima& minima) {
  Minimise(shingles, count, functions, minima);
}
__attribute__((target("avx2"))) void MinimiseAvx2(const std::uint32_t* shingles, std::size_t count,
                                                  const Functions& functions, Minima& minima) {
  Minimise(shingles, count, functions, minima);
}
__attribute__((target("avx512f"))) void MinimiseAvx512(const std::uint32_t* shingles,
                                                       std::size_t count,
                                                       const Functions& functions, Minima& minima) {
  Minimise(shingles, count, functions, minima);
}

// By hand: target_clones makes ifuncs, whose resolvers crash under the thread sanitizer.
MinimiseFunction BestMinimise() {
  if (__builtin_cpu_supports("avx512f")) return &MinimiseAvx512;
  return __builtin_cpu_supports("avx2") ? &MinimiseAvx2 : &MinimiseBaseline;
}

void AppendHashes(std::string_view text, std::vector<std::uint64_t>& hashes) {
  thread_local std::vector<Word> words;
  words.clear();
  FindWords(text, words);
  for (const Word& word : words) hashes.push_back(FoldedHash(word.In(text), word.ascii));
}

}  // namespace

double Sketch::Similarity(const Sketch& other) const {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < kSize; ++i) equal += values[i] == other.values[i] ? 1U : 0U;
  // One in 256 values is equal by chance.
  constexpr double kChance = 1.0 / 256;
  return std::max(0.0, (static_cast<double>(equal) / kSize - kChance) / (1 - kChance));
}

std::uint32_t Sketch::Band(std::size_t band) const {
  static_assert(kRows == sizeof(std::uint32_t));
  std::uint32_t rows = 0;
  std::memcpy(&rows, values.data() + band * kRows, sizeof rows);
  return rows;
}

Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words) {
  static const Functions functions;
  static const MinimiseFunction minimise = BestMinimise();
  thread_local std::vector<std::uint64_t> hashes;
  thread_local std::vector<std::uint32_t> shingles;
  hashes.clear();
  AppendHashes(body, hashes);
  if (!hashes.empty() && hashes.size() < min_words) AppendHashes(title, hashes);

  Fingerprint print;
  print.words = static_cast<std::uint32_t>(hashes.size());
  const Hash128Value text = Hash128(
      {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(std::uint64_t)});
  print.text_low = text.low;
  print.text_high = text.high;
  if (hashes.size() < kShingle) return print;

  // A polynomial of the words' hashes: the five products do not wait for each other.
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
  constexpr std::uint64_t kBase2 = kBase * kBase;
  constexpr std::uint64_t kBase3 = kBase2 * kBase;
  constexpr std::uint64_t kBase4 = kBase3 * kBase;
  shingles.clear();
  for (std::size_t i = 0; i + kShingle <= hashes.size(); ++i) {
    const std::uint64_t shingle = hashes[i] * kBase4 + hashes[i + 1] * kBase3 +
                                  hashes[i + 2] * kBase2 + hashes[i + 3] * kBase + hashes[i + 4];
    shingles.push_back(static_cast<std::uint32_t>(Mix64(shingle)));
  }
  Minima minima;
  minima.fill(UINT32_MAX);
  minimise(shingles.data(), shingles.size(), functions, minima);
  for (std::size_t i = 0; i < Sketch::kSize; ++i) {
    // The low bits of a product say little about its minimum being one: take them after mixing.
    const std::uint32_t mixed = minima[i] * 0x9E3779B1U;
    print.sketch.values[i] = static_cast<std::uint8_t>(mixed >> 24);
  }
  return print;
}

}  // namespace newswired
