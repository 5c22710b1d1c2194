#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/article/page.h"

namespace newswired {

/// A picture with what is said of it.
struct Figure {
  std::string_view source;  ///< as written; empty: it shows none
  std::string caption, credit;
};

/// True for <figure>, and for boxes whose name says so: "wp-caption", "article-image".
[[nodiscard]] bool MayBeFigure(const Element& element);

/// The first picture of a figure, its caption, and its credit: that of an element of that name,
/// what stands behind the caption's sentence in an element of its own, else what CutCredit() finds.
[[nodiscard]] Figure ReadFigure(const Page& page, std::uint32_t index);

}  // namespace newswired
