#include "stages/article/cut_log.h"

#include <algorithm>
#include <iterator>

#include "stages/article/boilerplate.h"
#include "stages/article/names.h"
#include "stages/text/utf8.h"

namespace newswired {

/// "div.story-promo": how people find it in the page.
std::string CutLog::Describe(Index index) const {
  std::size_t length = 0;
  const lxb_char_t* name = lxb_dom_element_local_name(all_[index].node, &length);
  std::string text(reinterpret_cast<const char*>(name), length);
  const std::string_view id = Attribute(all_[index], LXB_DOM_ATTR_ID);
  const std::string_view classes = TrimAscii(Attribute(all_[index], LXB_DOM_ATTR_CLASS));
  if (!id.empty()) text.append("#").append(id);
  if (!classes.empty()) text.append(".").append(classes.substr(0, classes.find_first_of(" \t\n")));
  return text;
}

void CutLog::Note(std::string_view rule, Index index, std::string_view text) {
  if (trace_ == nullptr) return;
  std::string shown = text.empty() ? page_.TextOf(index) : std::string(text);
  if (!shown.empty()) {
    cuts_.push_back({.rule = rule, .where = Describe(index), .text = std::move(shown)});
  }
}

/// Why Mark() left an element out.
std::string_view CutLog::DropRule(const Element& element) {
  if (element.tag == LXB_TAG_FIGURE || element.tag == LXB_TAG_FIGCAPTION) return "caption";
  if (IsBoilerplateTag(element.tag)) return "boilerplate_tag";
  if (element.hidden) return "hidden";
  if (element.tag == LXB_TAG_FORM || element.tag == LXB_TAG_FIELDSET) return "form";
  if ((element.names & (kNever | kUnlikely | kPayName)) != 0) return "boilerplate_name";
  if ((element.names & kCommentName) != 0) return "comments";
  return (element.names & kBylineName) != 0 ? "byline" : "other_article";
}

void CutLog::Tell(const std::vector<Index>& roots) {
  if (trace_ == nullptr) return;
  const std::vector<Index> whole = WholePage();
  const Index body = whole.empty() ? 0 : whole[0];
  for (Index i = body; i < all_[body].end; ++i) {
    if (std::find(roots.begin(), roots.end(), i) != roots.end()) {
      NoteMarked(i);
      i = all_[i].end - 1;
      continue;
    }
    const bool holds_root = std::any_of(roots.begin(), roots.end(),
                                        [&](Index root) { return root > i && root < all_[i].end; });
    if (holds_root) continue;
    if (!IsOpaque(all_[i].tag)) {
      Note(all_[i].dropped ? DropRule(all_[i]) : "outside_text", i, {});
    }
    i = all_[i].end - 1;
  }
  trace_->insert(trace_->end(), std::make_move_iterator(cuts_.begin()),
                 std::make_move_iterator(cuts_.end()));
  cuts_.clear();
}

void CutLog::NoteMarked(Index root) {
  for (Index i = root; i < all_[root].end; ++i) {
    if (!all_[i].dropped || IsOpaque(all_[i].tag)) continue;
    Note(DropRule(all_[i]), i, {});
    i = all_[i].end - 1;
  }
}

}  // namespace newswired
