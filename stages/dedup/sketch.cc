#include "stages/dedup/sketch.h"

#include <algorithm>
#include <vector>

#include "stages/text/hash.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kShingle = 5;

/// Odd multipliers and offsets of the 64 hash functions, from a fixed sequence (splitmix64).
struct Functions {
  std::array<std::uint32_t, Sketch::kSize> multiplier{}, offset{};

  Functions() {
    std::uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (std::size_t i = 0; i < Sketch::kSize; ++i) {
      const std::uint64_t value = Mix64(state += 0x9E3779B97F4A7C15ULL);
      multiplier[i] = static_cast<std::uint32_t>(value) | 1U;
      offset[i] = static_cast<std::uint32_t>(value >> 32);
    }
  }
};

void AddShingle(std::uint64_t hash, const Functions& functions, Sketch& sketch) {
  const auto x = static_cast<std::uint32_t>(hash ^ hash >> 32);
  for (std::size_t i = 0; i < Sketch::kSize; ++i) {
    const std::uint32_t value = x * functions.multiplier[i] + functions.offset[i];
    sketch.minima[i] = std::min(sketch.minima[i], value);
  }
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
  for (std::size_t i = 0; i < kSize; ++i) equal += minima[i] == other.minima[i] ? 1U : 0U;
  return static_cast<double>(equal) / kSize;
}

std::uint64_t Sketch::Band(std::size_t band) const {
  constexpr std::size_t kRows = kSize / kBands;
  std::uint64_t hash = band;
  for (std::size_t row = 0; row < kRows; ++row) hash = Mix64(hash ^ minima[band * kRows + row]);
  return hash;
}

Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words) {
  static const Functions functions;
  thread_local std::vector<std::uint64_t> hashes;
  hashes.clear();
  AppendHashes(body, hashes);
  if (!hashes.empty() && hashes.size() < min_words) AppendHashes(title, hashes);

  Fingerprint print;
  print.words = static_cast<std::uint32_t>(hashes.size());
  print.sketch.minima.fill(UINT32_MAX);
  const Hash128Value text = Hash128({reinterpret_cast<const char*>(hashes.data()),
                                     hashes.size() * sizeof(std::uint64_t)});
  print.text_low = text.low;
  print.text_high = text.high;
  for (std::size_t i = 0; i + kShingle <= hashes.size(); ++i) {
    std::uint64_t shingle = 0;
    for (std::size_t k = 0; k < kShingle; ++k) shingle = Mix64(shingle + hashes[i + k]);
    AddShingle(shingle, functions, print.sketch);
  }
  return print;
}

}  // namespace newswired
