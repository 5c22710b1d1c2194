#pragma once

#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/trim.h"

namespace newswired {

/// Finds an article's notes of correction that stand beside its text: in boxes named for that
/// ("correction", "editors-note", "footnote"), and in its own asides and footers.
class NoteBoxes : public PageTree {
 public:
  /// `page` outlives it.
  explicit NoteBoxes(Page& page) : PageTree(page) {}

  /// Puts what `pieces`, the blocks of `roots`, do not have before and behind them.
  void Add(const std::vector<Index>& roots, std::vector<Piece>& pieces) const;

 private:
  [[nodiscard]] Index HomeOf(Index root) const;
  [[nodiscard]] bool MayHoldNote(Index index) const;
  [[nodiscard]] bool IsLeaf(Index index) const;
  void Read(Index box, std::vector<Piece>& found) const;
};

}  // namespace newswired
