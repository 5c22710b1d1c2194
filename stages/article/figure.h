#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "stages/article/page.h"

namespace newswired {

/// A picture with what is said of it.
struct Figure {
  std::string_view source;  ///< as PictureOf() has it, or empty
  std::string caption, credit;
};

/// The address of the first picture of a figure, as written; empty where only a script or a set of
/// sizes knows it. Nothing for what shows none, and for a box that is too large for a figure or has
/// no caption. Cheap.
[[nodiscard]] std::optional<std::string_view> PictureOf(const Page& page, std::uint32_t index);

/// "DSC0013.jpg", "img_0012": what a camera or a computer calls a picture, and no caption.
[[nodiscard]] bool IsFileName(std::string_view caption);

/// A figure's picture, its caption, and its credit: that of an element of that name,
/// what stands behind the caption's sentence in an element of its own, else what CutCredit() finds.
[[nodiscard]] Figure ReadFigure(const Page& page, std::uint32_t index);

}  // namespace newswired
