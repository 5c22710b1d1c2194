#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "stages/article/page.h"

namespace newswired {

constexpr std::uint32_t kMinParagraph = 25;  // characters; Readability's
constexpr std::uint32_t kMinProse = 60;      // of a paragraph that is running text
constexpr std::uint32_t kMinBody = 250;

/// Steps in the flat tree of a page: what the parts of the body's extractor share.
class PageTree {
 public:
  using Index = std::uint32_t;
  static constexpr Index kNone = static_cast<Index>(-1);

  /// `page` outlives the tree.
  explicit PageTree(Page& page) : page_(page), all_(page.elements()) {}

  [[nodiscard]] Index ParentOf(Index index) const {
    const std::int32_t parent = all_[index].parent;
    return parent < 0 ? kNone : static_cast<Index>(parent);
  }

  [[nodiscard]] bool IsRoot(Index index) const {
    return index == kNone || all_[index].tag == LXB_TAG_BODY || all_[index].tag == LXB_TAG_HTML;
  }

  [[nodiscard]] std::vector<Index> WholePage() const {
    for (Index i = 0; i < all_.size(); ++i) {
      if (all_[i].tag == LXB_TAG_BODY) return {i};
    }
    return {};
  }

  [[nodiscard]] bool HoldsLinks(Index index) const {
    return std::any_of(all_.begin() + index, all_.begin() + all_[index].end,
                       [](const Element& element) { return element.tag == LXB_TAG_A; });
  }

  [[nodiscard]] bool HoldsTextBlock(Index index) const {
    return std::any_of(all_.begin() + index + 1, all_.begin() + all_[index].end,
                       [](const Element& element) { return IsTextBlock(element.tag); });
  }

  static bool IsTextBlock(std::uint32_t tag) {
    return tag == LXB_TAG_P || tag == LXB_TAG_LI || tag == LXB_TAG_BLOCKQUOTE;
  }

  [[nodiscard]] float LinkDensity(const Element& element) const {
    return element.text == 0
               ? 0.0F
               : static_cast<float>(element.link_text) / static_cast<float>(element.text);
  }

  static bool IsTableCell(const Element& element) {
    return element.tag == LXB_TAG_TD || element.tag == LXB_TAG_TH;
  }

 protected:
  Page& page_;
  std::vector<Element>& all_;
};

}  // namespace newswired
