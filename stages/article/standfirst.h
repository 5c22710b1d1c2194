#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/title_matcher.h"
#include "stages/article/trim.h"

namespace newswired {

/// Finds the standfirst, which often stands between headline and text, outside of what holds the
/// text: by its name, by the meta description, or as a sentence; a list of key points whole.
class Standfirst : public PageTree {
 public:
  /// `page` and `title` outlive it.
  Standfirst(Page& page, const TitleMatcher& title);

  /// Puts it before the blocks of the text.
  void Add(std::vector<Piece>& pieces) const;

 private:
  [[nodiscard]] Index FindHeadline(Index before) const;
  [[nodiscard]] bool IsLeafBlock(Index index) const;
  [[nodiscard]] bool IsDescription(std::string_view text) const;
  [[nodiscard]] bool IsStandfirst(Index index, Index top, std::string_view text) const;
  [[nodiscard]] bool IsOneLine(Index index, std::string_view text) const;
  [[nodiscard]] bool IsBelowImage(Index index, std::string_view text) const;
  void AddKeyPoints(Index list, Index headline, std::vector<Piece>& found) const;

  const TitleMatcher& title_;
  std::vector<std::vector<std::uint64_t>> descriptions_;  ///< their words
};

}  // namespace newswired
