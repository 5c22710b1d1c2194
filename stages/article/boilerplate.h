#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/text_boxes.h"
#include "stages/article/title_matcher.h"

namespace newswired {

/// Never part of an article's text, by what the element is.
[[nodiscard]] bool IsBoilerplateTag(std::uint32_t tag);

/// How much is believed of names and of doubtful tags.
enum class Strictness { kNames, kTags };

/// Marks what tags, names and attributes say is no part of an article (Element::dropped), and adds
/// up what is left: text, commas, text in links of each subtree. Marks that would take most of a
/// page are not believed; nor are names that are the words of a heading, and names of what costs
/// where no subscription is offered.
class Boilerplate : public PageTree {
 public:
  struct Hints {
    std::string_view claimed;                    ///< the text as the page's metadata have it
    const std::vector<std::string>& paid_parts;  ///< CSS selectors of text that costs
    const std::vector<std::string>& persons;     ///< who wrote the article
  };

  /// `page`, `title` and what `hints` name outlive the marks.
  Boilerplate(Page& page, const TitleMatcher& title, Hints hints)
      : PageTree(page), title_(title), hints_(hints), boxes_(page, hints.persons) {}

  /// Sets Element::raw_text, which Mark() asks for: nothing dropped yet but what is never shown.
  void Measure();
  void Mark(Strictness strictness, std::uint32_t total);
  /// Leaves only what is never text marked in a subtree, whatever stands around it.
  void Unmark(Index root);
  /// Drops only what is never shown.
  void UnmarkAll();
  /// Adds up what is not dropped.
  void Recount();

 private:
  void SumUp(bool blocks);
  void KeepFactBox(Index index);
  void DropOtherArticles();
  void DropComments();
  [[nodiscard]] Index BoxWithout(Index outer, Index inner) const;
  [[nodiscard]] bool HoldsDate(Index box) const;
  [[nodiscard]] bool IsInitial(Index index) const;
  [[nodiscard]] bool IsOffer(Index index);
  [[nodiscard]] bool IsPaidPart(const Element& element) const;
  [[nodiscard]] bool IsNamedAfterHeading(Index index) const;
  [[nodiscard]] bool BeginsWithText(Index heading, Index end) const;
  [[nodiscard]] bool HoldsQuote(Index index) const;
  [[nodiscard]] bool HoldsText(Index figure) const;
  [[nodiscard]] bool HoldsParagraphs(Index cell) const;

  const TitleMatcher& title_;
  const Hints hints_;
  TextBoxes boxes_;
  std::size_t offers_looked_at_ = 0;
};

}  // namespace newswired
