#include "stages/text/words.h"

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

}  // namespace

void FindWords(std::string_view text, std::vector<Word>& words) {
  const auto kind = [&](std::size_t i) { return kKinds[static_cast<unsigned char>(text[i])]; };
  std::size_t at = 0;
  while (at < text.size()) {
    if (kind(at) == kOther) {
      ++at;
      continue;
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
    if (first) continue;
    word.end = static_cast<std::uint32_t>(at);
    word.all_caps = upper && !lower && !alone;
    words.push_back(word);
  }
}

std::uint64_t FoldedHash(std::string_view word, bool ascii) {
  if (!ascii) {
    const std::string lower = LowerUtf8(word);
    return Hash64(lower);
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
