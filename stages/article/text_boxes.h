#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page_tree.h"

namespace newswired {

/// Tells boxes inside of a text that are part of it from those that point elsewhere. Both stand
/// between paragraphs, and markup calls them aside or hides them.
class TextBoxes : public PageTree {
 public:
  /// `page` and `persons` (who wrote the article) outlive it.
  TextBoxes(Page& page, const std::vector<std::string>& persons)
      : PageTree(page), persons_(persons) {}

  /// A fact box, or a story in the story: between paragraphs (one that is named so: behind one),
  /// hardly a link, sentences or facts ("Ships: 40") in blocks of its own, and nothing that houses
  /// put everywhere (newsletters, offers, biographies of authors).
  [[nodiscard]] bool IsFactBox(Index index);

  /// Paragraphs that go on with the text and are hidden until readers ask for more: a button or
  /// link "Read more" stands beside them.
  [[nodiscard]] bool IsFoldedText(Index index) const;

 private:
  struct Contents;

  [[nodiscard]] std::optional<Contents> ContentsOf(Index index) const;
  [[nodiscard]] bool TellsOfAuthor(std::string_view text) const;
  [[nodiscard]] bool StandsInText(Index index, bool at_end) const;
  [[nodiscard]] bool IsRunningText(Index index) const;
  [[nodiscard]] bool IsOpener(Index index) const;
  [[nodiscard]] bool StandsBesideOpener(Index index) const;
  [[nodiscard]] bool FollowsText(Index index) const;
  [[nodiscard]] bool GoesOnAsText(Index index) const;

  const std::vector<std::string>& persons_;
  std::size_t boxes_looked_at_ = 0;
};

}  // namespace newswired
