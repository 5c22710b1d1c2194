#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/trim.h"
#include "stages/core/trace.h"

namespace newswired {

/// What `explain` shows of a text's extractor: what was left out, where it stood, and by which
/// rule. Costs nothing where nobody asks.
class CutLog : public PageTree {
 public:
  /// `page` and `trace` outlive the log; null: nobody asks.
  CutLog(Page& page, std::vector<Trace::Cut>* trace) : PageTree(page), trace_(trace) {}

  /// Notes an element that was left out, or a text of it.
  void Note(std::string_view rule, Index index, std::string_view text);

  /// Lets `pass` take pieces out, and notes them under `rule`, or what their form and place say.
  template <class Pass>
  void Judge(std::string_view rule, std::vector<Piece>& pieces, Pass pass) {
    if (trace_ == nullptr) return pass(pieces);
    const std::vector<Piece> before = pieces;
    pass(pieces);
    std::size_t at = 0;
    for (const Piece& piece : before) {
      if (at < pieces.size() && pieces[at].element == piece.element &&
          pieces[at].text == piece.text) {
        ++at;
        continue;
      }
      std::string_view why = rule;
      if (why.empty()) why = ClutterRuleOf(piece);
      if (why.empty()) why = at == 0 ? "before_text" : "after_text";
      Note(why, piece.element, piece.text);
    }
  }

  /// Takes what was noted since the last time: the cuts of one reading of a page.
  [[nodiscard]] std::vector<Trace::Cut> Take() { return std::exchange(cuts_, {}); }
  /// Goes on with those of another reading.
  void Restore(std::vector<Trace::Cut> cuts) { cuts_ = std::move(cuts); }

  /// Hands over the cuts, with what is left out for its marks or stands outside of `roots`.
  void Tell(const std::vector<Index>& roots);

 private:
  [[nodiscard]] std::string Describe(Index index) const;
  [[nodiscard]] static std::string_view DropRule(const Element& element);
  void NoteMarked(Index root);

  std::vector<Trace::Cut>* const trace_;
  std::vector<Trace::Cut> cuts_;
};

}  // namespace newswired
