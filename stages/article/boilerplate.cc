#include "stages/article/boilerplate.h"

#include <algorithm>

#include "stages/article/comments.h"
#include "stages/article/endings.h"
#include "stages/article/names.h"
#include "stages/article/tags.h"
#include "stages/article/trim.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::uint32_t kMaxBiography = 600;
constexpr std::uint32_t kLayoutCell = 400;  // more than facts take

void StartFromOwnText(Element& element) {
  element.text = element.loose = element.dropped ? 0 : element.own_text;
  element.commas = element.dropped ? 0 : element.own_commas;
  element.link_text = 0;
}

bool IsBlank(const lxb_dom_node_t* node) {
  return node->type == LXB_DOM_NODE_TYPE_TEXT && TrimAscii(TextData(node)).empty();
}

bool IsLetter(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && IsWordCodepoint(DecodeUtf8(text, at)) && at == text.size();
}

bool BeginsWithLetter(const lxb_dom_node_t* node) {
  if (node == nullptr || node->type != LXB_DOM_NODE_TYPE_TEXT) return false;
  const std::string_view text = TextData(node);
  std::size_t at = 0;
  return !text.empty() && IsWordCodepoint(DecodeUtf8(text, at));
}

/// ASCII letters and digits, in lower case.
std::string LettersOf(std::string_view text) {
  std::string letters = LowerAscii(text);
  std::erase_if(letters, [](char c) { return !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'); });
  return letters;
}

}  // namespace

bool IsBoilerplateTag(std::uint32_t tag) {
  switch (tag) {
    case LXB_TAG_HEAD:
    case LXB_TAG_TITLE:
    case LXB_TAG_NAV:
    case LXB_TAG_ASIDE:
    case LXB_TAG_FOOTER:
    case LXB_TAG_FIGURE:
    case LXB_TAG_FIGCAPTION:
    case LXB_TAG_DIALOG:
      return true;
    default:
      return IsOpaque(tag);
  }
}

/// Leaves only what is never text marked in a subtree, whatever stands around it.
void Boilerplate::Unmark(Index root) {
  all_[root].dropped = false;
  for (Index i = root + 1; i < all_[root].end; ++i) {
    Element& element = all_[i];
    element.dropped = all_[ParentOf(i)].dropped || element.hidden ||
                      (IsBoilerplateTag(element.tag) && !HoldsQuote(i));
  }
}

/// Raw text of subtrees, nothing dropped yet but what is never shown.
void Boilerplate::Measure() {
  for (Element& element : all_) {
    element.dropped = element.tag == LXB_TAG_HEAD;
    StartFromOwnText(element);
  }
  SumUp(false);
  for (Element& element : all_) element.raw_text = element.text;
}

/// Adds children to parents, from the last element to the first. Own counts must be in place.
void Boilerplate::SumUp(bool blocks) {
  for (std::size_t i = all_.size(); i-- > 1;) {
    Element& element = all_[i];
    if (element.parent < 0) continue;
    Element& parent = all_[static_cast<std::size_t>(element.parent)];
    if (element.dropped) continue;
    parent.text += element.text;
    if (IsInline(element.tag) && !element.blocks_inside) parent.loose += element.loose;
    parent.commas += element.commas;
    if (element.tag == LXB_TAG_A) {
      const std::string_view href = Attribute(element, LXB_DOM_ATTR_HREF);
      element.link_text = href.starts_with('#') ? element.text / 3 : element.text;
    }
    parent.link_text += element.link_text;
    if (element.tag == LXB_TAG_IMG || element.image_inside) parent.image_inside = true;
    if (IsTableCell(element) && element.text >= kLayoutCell) {
      parent.layout_row = parent.layout_row || HoldsParagraphs(static_cast<Index>(i));
    }
    if (IsHeading(element.tag) || element.heading_inside) parent.heading_inside = true;
    if (blocks && (!IsInline(element.tag) || element.blocks_inside)) parent.blocks_inside = true;
  }
}

void Boilerplate::UnmarkAll() {
  for (Element& element : all_) element.dropped = IsOpaque(element.tag);
}

void Boilerplate::Recount() {
  for (Element& element : all_) StartFromOwnText(element);
  SumUp(true);
}

void Boilerplate::Mark(Strictness strictness, std::uint32_t total) {
  // Raw sizes decide which marks are believed: what holds half of a page is no boilerplate.
  for (std::size_t i = 0; i < all_.size(); ++i) {
    Element& element = all_[i];
    element.dropped = element.parent >= 0 && all_[static_cast<std::size_t>(element.parent)].dropped;
    element.blocks_inside = false;
    if (element.dropped) continue;
    const std::uint32_t tag = element.tag;
    // How characters are read, beside them.
    if (tag == LXB_TAG_RT || tag == LXB_TAG_RP) {
      element.dropped = true;
      continue;
    }
    if (IsBoilerplateTag(tag)) {
      const bool doubtful = tag == LXB_TAG_ASIDE || tag == LXB_TAG_FOOTER || tag == LXB_TAG_FIGURE;
      element.dropped = !doubtful || element.raw_text * 2 < total;
      // Some mark quotations up as figures and asides.
      if (element.dropped && doubtful && HoldsQuote(static_cast<Index>(i))) element.dropped = false;
      if (tag == LXB_TAG_FIGURE && HoldsText(static_cast<Index>(i))) element.dropped = false;
      if (tag == LXB_TAG_ASIDE && element.dropped) KeepFactBox(static_cast<Index>(i));
      continue;
    }
    if (tag == LXB_TAG_HTML || tag == LXB_TAG_BODY) continue;
    const bool large = element.raw_text * 5 > total * 2;
    if (large) continue;
    if (element.hidden || tag == LXB_TAG_FORM || tag == LXB_TAG_FIELDSET) {
      element.dropped =
          !IsInitial(static_cast<Index>(i)) && !boxes_.IsFoldedText(static_cast<Index>(i));
    } else if (strictness == Strictness::kNames && tag != LXB_TAG_ARTICLE && tag != LXB_TAG_MAIN &&
               tag != LXB_TAG_A) {
      const std::uint32_t names = element.names;
      element.dropped = (names & kNever) != 0 ||
                        ((names & kUnlikely) != 0 && (names & kMaybe) == 0) ||
                        ((names & kBylineName) != 0 && element.raw_text < kMaxBiography);
      element.dropped =
          element.dropped || ((names & kPayName) != 0 && IsOffer(static_cast<Index>(i)));
      if (element.dropped && (names & kFactName) != 0 &&
          (tag == LXB_TAG_DIV || tag == LXB_TAG_SECTION)) {
        KeepFactBox(static_cast<Index>(i));
      }
      if (element.dropped && IsNamedAfterHeading(static_cast<Index>(i))) {
        element.names = NameHints(Attribute(element, LXB_DOM_ATTR_CLASS));
        element.dropped = (element.names & (kNever | kUnlikely | kBylineName)) != 0;
      }
    }
  }
  DropOtherArticles();
  DropComments();
  Recount();
}

/// Its parts are named after it: "infobox-title".
void Boilerplate::KeepFactBox(Index index) {
  if (!boxes_.IsFactBox(index)) return;
  all_[index].dropped = false;
  for (Index i = index + 1; i < all_[index].end; ++i) {
    if ((all_[i].names & kFactName) != 0) all_[i].names &= ~std::uint32_t{kUnlikely};
  }
}

/// Pages that go on with the next article may give each a box of one class, with a headline and
/// a date of its own.
void Boilerplate::DropOtherArticles() {
  const std::vector<std::uint32_t>& headings = page_.headings;
  const auto own = std::find_if(headings.begin(), headings.end(), [&](Index heading) {
    return title_.IsTitle(page_.TextOf(heading));
  });
  if (own == headings.end()) return;
  for (auto other = own + 1; other != headings.end(); ++other) {
    const Index box = BoxWithout(*own, *other);
    const Index home = BoxWithout(*other, *own);
    if (all_[box].tag != LXB_TAG_DIV && all_[box].tag != LXB_TAG_SECTION) continue;
    const std::string_view name = Attribute(all_[box], LXB_DOM_ATTR_CLASS);
    if (name.empty() || name != Attribute(all_[home], LXB_DOM_ATTR_CLASS)) continue;
    if (!HoldsDate(home) || !HoldsDate(box)) continue;
    for (Index i = box; i < all_[box].end; ++i) all_[i].dropped = true;
  }
}

/// What follows a heading of comments in its box, however it is named, and however long it is. Text
/// that is more than a teaser stands before it: the article.
void Boilerplate::DropComments() {
  constexpr std::uint32_t kLongest = 160;
  constexpr std::uint32_t kFewest = 300;
  std::uint32_t text = 0;  // of paragraphs so far
  for (Index i = 0; i < all_.size(); ++i) {
    const Element& element = all_[i];
    if (element.dropped) continue;
    if (element.tag == LXB_TAG_P && element.raw_text >= kMinProse) text += element.raw_text;
    const bool heading = IsHeading(element.tag) && element.tag != LXB_TAG_H1;
    if (!heading || text < kFewest || element.raw_text == 0 || element.raw_text > kLongest)
      continue;
    if (!IsCommentsHeading(page_.TextOf(i))) continue;
    // A box of the heading alone is as good as the heading.
    Index begin = i;
    while (!IsRoot(ParentOf(begin)) && all_[ParentOf(begin)].raw_text == element.raw_text) {
      begin = ParentOf(begin);
    }
    const Index end = all_[ParentOf(begin)].end;
    const std::vector<std::uint32_t>& bodies = page_.article_bodies;  // in their order
    const auto body = std::upper_bound(bodies.begin(), bodies.end(), begin);
    if (body != bodies.end() && *body < end) continue;
    for (Index comment = begin; comment < end; ++comment) {
      all_[comment].dropped = true;
      all_[comment].names |= kCommentName;
    }
    i = end - 1;
  }
}

/// The outermost element that holds `inner` and not `outer`.
Boilerplate::Index Boilerplate::BoxWithout(Index outer, Index inner) const {
  const auto holds = [&](Index box) { return box <= outer && outer < all_[box].end; };
  while (!holds(ParentOf(inner))) inner = ParentOf(inner);
  return inner;
}

bool Boilerplate::HoldsDate(Index box) const {
  constexpr Index kMostLooks = 64;
  const Index end = std::min(all_[box].end, box + kMostLooks);
  return std::any_of(all_.begin() + box, all_.begin() + end, [](const Element& element) {
    return element.tag == LXB_TAG_TIME || (element.names & kDateName) != 0;
  });
}

/// The letters that a paragraph begins with, where one is drawn large: hidden from programs that
/// read aloud, which find a twin that is not shown.
bool Boilerplate::IsInitial(Index index) const {
  constexpr std::uint32_t kLongest = 12;  // characters: the word whose letter is drawn large
  const Element& element = all_[index];
  if (element.raw_text == 0 || element.raw_text > kLongest || !IsInline(element.tag) ||
      Attribute(element, "aria-hidden") != "true" ||
      !Attribute(element, LXB_DOM_ATTR_STYLE).empty()) {
    return false;
  }
  const std::string text = page_.TextOf(index);
  const Index parent = ParentOf(index);
  Index before = index - 1;
  while (before > parent && ParentOf(before) != parent) before = ParentOf(before);
  const Index behind = element.end;
  const auto is_twin = [&](Index other) {
    return other != parent && other < all_[parent].end && (all_[other].names & kNever) != 0 &&
           page_.TextOf(other) == text;
  };
  const lxb_dom_node_t* const node = lxb_dom_interface_node(element.node);
  if (is_twin(before)) return before == parent + 1;
  if (before != parent || (node->prev != nullptr && !IsBlank(node->prev))) return false;
  return is_twin(behind) || (IsLetter(text) && BeginsWithLetter(node->next));
}

/// True for what asks readers to pay. The same names ("paywall") wrap the text that costs.
bool Boilerplate::IsOffer(Index index) {
  constexpr std::size_t kMostLooks = 64;  // each is as long as the element
  constexpr std::uint32_t kLongest = 20'000;
  constexpr std::size_t kFirstWords = 60;
  const Element& element = all_[index];
  if (element.raw_text > kLongest) return false;
  if (++offers_looked_at_ > kMostLooks) return (element.names & kMaybe) == 0;
  const std::string text = page_.TextOf(index);
  const std::string_view start = std::string_view(text).substr(0, FloorBoundary(text, kFirstWords));
  if (start.size() >= kMinParagraph && hints_.claimed.find(start) != std::string_view::npos)
    return false;
  if (IsPaidPart(element)) return AsksToPay(text);
  std::uint32_t running = 0;
  for (Index i = index; i < element.end; ++i) {
    if (!IsTextBlock(all_[i].tag) && i != index) continue;
    const std::string block = page_.TextOf(i);
    if (i == index && HoldsTextBlock(index)) continue;
    if (block.size() >= kMinProse && EndsSentence(block) && !AsksToPay(block)) {
      running += all_[i].raw_text;
    }
    i = std::max(i, all_[i].end - 1);
  }
  return running * 2 < element.raw_text;
}

/// True if JSON-LD's cssSelector is a class or the id of the element.
bool Boilerplate::IsPaidPart(const Element& element) const {
  const std::string classes = ' ' + std::string(Attribute(element, LXB_DOM_ATTR_CLASS)) + ' ';
  return std::any_of(
      hints_.paid_parts.begin(), hints_.paid_parts.end(), [&](std::string_view selector) {
        if (selector.starts_with('#')) {
          return selector.substr(1) == Attribute(element, LXB_DOM_ATTR_ID);
        }
        return selector.starts_with('.') &&
               classes.find(' ' + std::string(selector.substr(1)) + ' ') != std::string::npos;
      });
}

/// True for a section whose id is the words of its heading, as generators of pages make them:
/// "share-prices-fall". Ids of one word or two are names more often ("related-articles"), but
/// not where running text stands below the heading.
bool Boilerplate::IsNamedAfterHeading(Index index) const {
  constexpr Index kNear = 4;
  const std::uint32_t tag = all_[index].tag;
  if (tag != LXB_TAG_SECTION && tag != LXB_TAG_DIV) return false;
  const std::string_view id = Attribute(all_[index], LXB_DOM_ATTR_ID);
  if (id.empty()) return false;
  const Index end = std::min(all_[index].end, index + kNear);
  for (Index i = index + 1; i < end; ++i) {
    if (!IsHeading(all_[i].tag)) continue;
    const std::string text = page_.TextOf(i);
    if (LettersOf(text) != LettersOf(id) || IsSectionLabel(text)) return false;
    const auto parts =
        std::count_if(id.begin(), id.end(), [](char c) { return c == '-' || c == '_'; });
    return parts >= 2 || BeginsWithText(i, all_[index].end);
  }
  return false;
}

/// True if the first paragraph behind `heading` is one of sentences without links.
bool Boilerplate::BeginsWithText(Index heading, Index end) const {
  constexpr Index kNear = 4;
  constexpr std::uint32_t kParagraph = 60;
  const Index begin = all_[heading].end;
  for (Index i = begin; i < std::min(end, begin + kNear); ++i) {
    if (all_[i].tag != LXB_TAG_P) continue;
    const std::string text = page_.TextOf(i);
    return all_[i].raw_text >= kParagraph && EndsSentence(text) && !HoldsLinks(i) &&
           !AsksToPay(text);
  }
  return false;
}

bool Boilerplate::HoldsQuote(Index index) const {
  if (all_[index].tag == LXB_TAG_FOOTER) return false;
  if ((all_[index].names & kQuoteName) != 0) return true;
  const Index end = std::min(all_[index].end, index + 8);
  for (Index i = index + 1; i < end; ++i) {
    if (all_[i].tag == LXB_TAG_BLOCKQUOTE || (all_[i].names & kQuoteName) != 0) return true;
  }
  return false;
}

/// Tables, lists and poems are figures, too: there is no picture, or a table with several rows.
bool Boilerplate::HoldsText(Index figure) const {
  constexpr Index kMostLooks = 256;
  bool text = false;
  bool picture = all_[figure].image_inside;
  int rows = 0;
  const Index end = std::min(all_[figure].end, figure + kMostLooks);
  for (Index i = figure + 1; i < end; ++i) {
    switch (all_[i].tag) {
      case LXB_TAG_TR:
        ++rows;
        break;
      case LXB_TAG_UL:
      case LXB_TAG_OL:
      case LXB_TAG_PRE:
      case LXB_TAG_P:
        text = true;
        break;
      default:
        picture = picture || IsOpaque(all_[i].tag);
    }
  }
  return rows > 1 || (text && !picture);
}

/// True for blocks and line breaks among the first elements of a cell.
bool Boilerplate::HoldsParagraphs(Index cell) const {
  constexpr Index kMostLooks = 64;
  const Index end = std::min(all_[cell].end, cell + kMostLooks);
  return std::any_of(all_.begin() + cell + 1, all_.begin() + end, [](const Element& element) {
    return element.tag == LXB_TAG_BR || !IsInline(element.tag);
  });
}

}  // namespace newswired
