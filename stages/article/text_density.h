#pragma once

#include <cstdint>
#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/title_matcher.h"

namespace newswired {

/// Finds the element that holds an article by the density of its text: paragraphs score by length
/// and commas, their score goes to the elements that hold them, and the best one (less its share
/// of links) with its good siblings is the article. After Readability (Arc90, later Mozilla), over
/// the marks of Boilerplate.
class TextDensity : public PageTree {
 public:
  /// `page` and `title` outlive it.
  TextDensity(Page& page, const TitleMatcher& title) : PageTree(page), title_(title) {}

  /// Scores the elements as the marks stand (Element::score, prose, teasers).
  void Score();
  /// The elements that hold the article; empty: none scores. Score() was called before.
  [[nodiscard]] std::vector<Index> Find();

  /// Characters of running text in subtrees.
  [[nodiscard]] std::uint32_t ProseOf(const std::vector<Index>& roots) const;
  /// Running text in both; subtrees of one list do not overlap.
  [[nodiscard]] std::uint32_t CommonProse(const std::vector<Index>& a,
                                          const std::vector<Index>& b) const;
  /// The element of a kind with most running text.
  [[nodiscard]] std::vector<Index> Fullest(std::uint32_t tag) const;
  /// F1 of holding the page's running text and nothing else.
  [[nodiscard]] double ScoreOf(const std::vector<Index>& roots) const;
  /// F1 of what has `common` characters in common.
  [[nodiscard]] static double Dice(std::uint32_t common, std::uint32_t a, std::uint32_t b);

 private:
  [[nodiscard]] bool IsParagraph(const Element& element) const;
  [[nodiscard]] bool IsInLink(const Element& heading) const;
  void ScoreLoose(Element& element) const;
  void DemoteOtherArticles();
  [[nodiscard]] Index ArticleOf(Index index) const;
  void Demote(Index article);
  Index Choose();
  [[nodiscard]] Index Raise(Index top) const;
  [[nodiscard]] Index Widen(Index top) const;
  [[nodiscard]] std::vector<Index> WithSiblings(Index top) const;

  const TitleMatcher& title_;
};

}  // namespace newswired
