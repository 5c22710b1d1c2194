#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace newswired {

/// Position in the UTF-8 bytes of a text. The three kinds of position do not convert silently.
struct ByteOffset {
  std::size_t value = 0;
  friend auto operator<=>(ByteOffset, ByteOffset) = default;
};

/// Position in the Unicode code points of a text (Python, RapidJSON in UTF-32 ...).
struct CodepointOffset {
  std::size_t value = 0;
  friend auto operator<=>(CodepointOffset, CodepointOffset) = default;
};

/// Position in the UTF-16 code units of a text (Java, JavaScript, C#).
struct Utf16Offset {
  std::size_t value = 0;
  friend auto operator<=>(Utf16Offset, Utf16Offset) = default;
};

/// Converts byte offsets of one text, in any order.
///
/// Reset() reads the text once (about 1 GB/s) and keeps two counters for every 256 bytes; a look-up
/// counts within one block, so converting all annotations of an article is linear in its length
/// plus some 10 ns each. For ASCII text a look-up is the identity.
///
///     OffsetIndex index;
///     index.Reset(article.body);
///     const CodepointOffset start = index.Codepoint({span.begin});
///
/// The text must be valid UTF-8 and outlive the index. Not thread-safe while it is reset.
class OffsetIndex {
 public:
  OffsetIndex() = default;
  explicit OffsetIndex(std::string_view text) { Reset(text); }

  /// Takes another text; keeps the memory.
  void Reset(std::string_view text);

  /// `at` must be a boundary (IsBoundary).
  [[nodiscard]] CodepointOffset Codepoint(ByteOffset at) const;
  [[nodiscard]] Utf16Offset Utf16(ByteOffset at) const;

  /// True where a code point begins, and at the end of the text.
  [[nodiscard]] bool IsBoundary(ByteOffset at) const;

  /// Length of the whole text.
  [[nodiscard]] CodepointOffset Codepoints() const { return {text_.size() - continuations_}; }

 private:
  /// Counts over the text before a block.
  struct Mark {
    std::size_t continuations = 0;  ///< bytes that do not begin a code point
    std::size_t supplementary = 0;  ///< code points that take two UTF-16 units
  };

  [[nodiscard]] Mark CountTo(std::size_t at) const;

  std::string_view text_;
  std::size_t continuations_ = 0;
  std::vector<Mark> marks_;  // one for each block; empty for ASCII
};

}  // namespace newswired
