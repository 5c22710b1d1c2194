#pragma once

#include <cstdint>
#include <string_view>

namespace newswired {

/// How much a text says.
struct TextSize {
  /// White space and control characters count nothing; ideographs, the rest of what stands behind
  /// U+3000 and symbols of four bytes count twice, as they say as much as two letters.
  std::uint32_t characters = 0;
  std::uint32_t commas = 0;  ///< of Latin, Arabic, ideographic and full width
};

/// Measures valid UTF-8, 16 bytes at a time.
[[nodiscard]] TextSize MeasureText(std::string_view text);

}  // namespace newswired
