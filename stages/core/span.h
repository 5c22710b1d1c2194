#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace newswired {

/// Which text of the article a span points into.
enum class Field : std::uint8_t { kBody, kTitle };

/// Half-open range of *bytes* in the UTF-8 text of `field`; both ends lie on code-point
/// boundaries. Converted to the unit of the output (code points, bytes, UTF-16) only when the
/// event is written (daemon/event).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Field field = Field::kBody;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return end <= begin; }
  /// The text under the span; lives as long as `text`.
  [[nodiscard]] std::string_view In(std::string_view text) const {
    return text.substr(begin, end - begin);
  }
  friend bool operator==(const Span&, const Span&) = default;
};

/// Of the body, by positions in it.
[[nodiscard]] inline Span MakeSpan(std::size_t begin, std::size_t end) {
  return {.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(end)};
}

}  // namespace newswired
