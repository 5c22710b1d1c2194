#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace newswired {

/// Texts of two bytes and more that may begin another, by their first two: few are compared.
template <std::size_t N>
class Prefixes {
 public:
  consteval explicit Prefixes(std::array<std::string_view, N> prefixes) : prefixes_(prefixes) {
    static_assert(N < 256);
    for (const std::string_view prefix : prefixes) {
      if (prefix.size() < 2) throw "a prefix is too short";  // does not compile
    }
    std::sort(prefixes_.begin(), prefixes_.end());
    for (std::size_t byte = 0; byte < 256; ++byte) {
      begin_[byte] = static_cast<std::uint8_t>(std::count_if(
          prefixes_.begin(), prefixes_.end(),
          [&](std::string_view prefix) { return static_cast<unsigned char>(prefix[0]) < byte; }));
    }
    begin_[256] = N;
  }

  [[nodiscard]] bool Begin(std::string_view text) const { return LengthIn(text) != 0; }

  /// Of the longest that begins `text`; 0: none does.
  [[nodiscard]] std::size_t LengthIn(std::string_view text) const {
    if (text.size() < 2) return 0;
    const std::size_t byte = static_cast<unsigned char>(text[0]);
    std::size_t length = 0;
    for (std::size_t i = begin_[byte]; i < begin_[byte + 1]; ++i) {
      const std::string_view prefix = prefixes_[i];
      if (text[1] == prefix[1] && text.starts_with(prefix))
        length = std::max(length, prefix.size());
    }
    return length;
  }

 private:
  std::array<std::string_view, N> prefixes_;
  std::array<std::uint8_t, 257> begin_{};
};

}  // namespace newswired
