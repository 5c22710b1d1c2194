#include "stages/article/note_boxes.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "stages/article/correction_forms.h"
#include "stages/article/notes.h"
#include "stages/article/tags.h"

namespace newswired {

/// The element of the whole article that `root` is the text of.
NoteBoxes::Index NoteBoxes::HomeOf(Index root) const {
  for (Index at = root; !IsRoot(at); at = ParentOf(at)) {
    if (all_[at].tag == LXB_TAG_ARTICLE || all_[at].tag == LXB_TAG_MAIN) return at;
  }
  return IsRoot(ParentOf(root)) ? root : ParentOf(root);
}

bool NoteBoxes::MayHoldNote(Index index) const {
  constexpr std::uint32_t kShortest = 20;
  constexpr std::uint32_t kLongest = 1500;
  const Element& element = all_[index];
  const bool may = (element.names & kNoteName) != 0 || element.tag == LXB_TAG_ASIDE ||
                   element.tag == LXB_TAG_FOOTER;
  return may && !element.hidden && element.raw_text >= kShortest && element.raw_text <= kLongest &&
         (element.names & (kCommentName | kAsideName | kNavName | kPayName)) == 0;
}

bool NoteBoxes::IsLeaf(Index index) const {
  return std::none_of(all_.begin() + index + 1, all_.begin() + all_[index].end,
                      [](const Element& inner) { return !IsInline(inner.tag); });
}

/// A note in `box`, with the label above it.
void NoteBoxes::Read(Index box, std::vector<Piece>& found) const {
  std::optional<Piece> label;
  for (Index i = box; i < all_[box].end; ++i) {
    if (IsInline(all_[i].tag) || all_[i].hidden || !IsLeaf(i)) continue;
    Piece piece{.text = page_.TextOf(i), .element = i, .note = true};
    if (piece.text.empty()) continue;
    const std::optional<Piece> above = std::exchange(label, std::nullopt);
    const bool labelled = above && !HoldsLinks(i);
    if (EndsSentence(piece.text) && (labelled || IsNote(piece.text, false))) {
      if (above) found.push_back(*above);
      found.push_back(std::move(piece));
    } else if (IsCorrectionLabel(piece.text) && !HoldsLinks(i)) {
      piece.kind = BlockKind::kSubhead;
      label = std::move(piece);
    }
  }
}

void NoteBoxes::Add(const std::vector<Index>& roots, std::vector<Piece>& pieces) const {
  constexpr int kMostBoxes = 32;
  if (roots.empty() || pieces.empty()) return;
  const Index home = HomeOf(roots[0]);
  std::vector<Piece> found;
  int boxes = 0;
  for (Index i = home + 1; i < all_[home].end; ++i) {
    if ((all_[i].names & kCommentName) != 0) i = all_[i].end - 1;
    if (!MayHoldNote(i)) continue;
    if (++boxes > kMostBoxes) break;
    Read(i, found);
    i = all_[i].end - 1;
  }
  std::erase_if(found, [&](const Piece& note) {
    return std::any_of(pieces.begin(), pieces.end(),
                       [&](const Piece& piece) { return piece.text == note.text; });
  });
  const Index first = pieces.front().element;
  const auto middle = std::find_if(found.begin(), found.end(),
                                   [&](const Piece& note) { return note.element > first; });
  pieces.insert(pieces.end(), std::make_move_iterator(middle),
                std::make_move_iterator(found.end()));
  pieces.insert(pieces.begin(), std::make_move_iterator(found.begin()),
                std::make_move_iterator(middle));
}

}  // namespace newswired
