#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace newswired {

/// Whether a text begins with one of a few.
template <std::size_t N>
[[nodiscard]] bool BeginsWithOneOf(const std::array<std::string_view, N>& words,
                                   std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

/// Whether one of a few, which may be short, stands anywhere in a text.
template <std::size_t N>
[[nodiscard]] bool HoldsOneOf(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

/// Texts that may stand anywhere in another, which is searched once for all of them. Each has
/// kBytes bytes or more.
template <std::size_t N>
class Phrases {
 public:
  consteval explicit Phrases(std::array<std::string_view, N> phrases) : phrases_(phrases) {
    std::size_t count = 0;
    for (const std::string_view phrase : phrases) {
      if (phrase.size() < kBytes) throw "a phrase is too short";  // does not compile
      std::uint64_t key = 0;
      for (std::size_t i = kBytes; i-- > 0;) key = key << 8 | static_cast<unsigned char>(phrase[i]);
      keys_[count++] = key;
      const std::size_t place = PlaceOf(key);
      begins_[place / 64] |= std::uint64_t{1} << place % 64;
    }
  }

  [[nodiscard]] bool AnyIn(std::string_view text) const { return FirstIn(text).data() != nullptr; }

  /// The first of the list, wherever it stands in `text`; its data() is null if none does.
  [[nodiscard]] std::string_view FirstIn(std::string_view text) const {
    std::size_t first = N;
    for (std::size_t at = 0; at + kBytes <= text.size(); ++at) {
      const std::uint64_t key = KeyAt(text, at);
      const std::size_t place = PlaceOf(key);
      if ((begins_[place / 64] >> place % 64 & 1) == 0) continue;
      const std::string_view rest = text.substr(at);
      for (std::size_t i = 0; i < first; ++i) {
        if (keys_[i] == key && rest.starts_with(phrases_[i])) first = i;
      }
    }
    return first == N ? std::string_view() : phrases_[first];
  }

 private:
  static constexpr std::size_t kBytes = 7;
  static constexpr unsigned kPlaceBits = 12;

  static std::uint64_t KeyAt(std::string_view text, std::size_t at) {
    std::uint64_t key = 0;
    if (text.size() - at > kBytes) {
      std::memcpy(&key, text.data() + at, sizeof(key));  // of one byte too many: one load
      return key << 8 >> 8;
    }
    std::memcpy(&key, text.data() + at, kBytes);
    return key;
  }

  static constexpr std::size_t PlaceOf(std::uint64_t key) {
    return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15 >> (64 - kPlaceBits));
  }

  std::array<std::string_view, N> phrases_;
  std::array<std::uint64_t, N> keys_{};  ///< their first kBytes
  /// A bit for the first kBytes of each: set where none of them begins only once in a while.
  std::array<std::uint64_t, (1U << kPlaceBits) / 64> begins_{};
};

}  // namespace newswired
