#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/article/trim.h"

namespace newswired {

/// Tells a headline that stands again in or above a text.
class TitleMatcher {
 public:
  /// `title` outlives the matcher.
  explicit TitleMatcher(std::string_view title);

  /// True for the same words.
  [[nodiscard]] bool IsTitle(std::string_view text) const;
  /// True where a word or two differ, as in headings and metadata.
  [[nodiscard]] bool ResemblesTitle(std::string_view text) const;
  /// Takes the headline out of the first blocks, and what stands above it in the first one, where
  /// line breaks alone part them.
  void DropTitle(std::vector<Piece>& pieces) const;

 private:
  void DropTitleLine(Piece& piece) const;

  std::string_view title_;
  std::vector<std::uint64_t> key_;
};

}  // namespace newswired
