#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/article/page.h"

namespace newswired {

/// A picture with what is said of it.
struct Figure {
  std::string_view source;  ///< as PictureOf() has it
  std::string caption, credit;
};

/// True for <figure>, and for boxes whose name says so: "wp-caption", "article-image".
[[nodiscard]] inline bool MayBeFigure(const Element& element) {
  return element.tag == LXB_TAG_FIGURE ||
         (element.tag == LXB_TAG_DIV && (element.names & (kCaptionName | kImageName)) != 0);
}

/// The first picture of a figure, as written; empty where it shows none, and for a box that is too
/// large for one or has no caption. Cheap.
[[nodiscard]] std::string_view PictureOf(const Page& page, std::uint32_t index);

/// A figure's picture, its caption, and its credit: that of an element of that name,
/// what stands behind the caption's sentence in an element of its own, else what CutCredit() finds.
[[nodiscard]] Figure ReadFigure(const Page& page, std::uint32_t index);

}  // namespace newswired
