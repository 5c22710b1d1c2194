#include "stages/article/standfirst.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "stages/article/boilerplate.h"
#include "stages/article/credit.h"
#include "stages/article/endings.h"
#include "stages/article/names.h"
#include "stages/article/tags.h"
#include "stages/article/word_bag.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kLine = 60;  // bytes of what is more than a label

}  // namespace

Standfirst::Standfirst(Page& page, const TitleMatcher& title) : PageTree(page), title_(title) {
  for (const char* name : {"description", "og:description", "twitter:description"}) {
    descriptions_.push_back(HashedWords(CleanLine(page.FindMeta(name))));
  }
}

/// The element of the headline above `before`, or kNone. Where several are, the last.
Standfirst::Index Standfirst::FindHeadline(Index before) const {
  constexpr std::size_t kMostHeadings = 64;
  constexpr Index kNear = 200;
  std::size_t looked = 0;
  Index any = kNone;
  Index near = kNone;
  for (Index i = before; i-- > 0 && looked < kMostHeadings;) {
    if (!IsHeading(all_[i].tag)) continue;
    ++looked;
    if (title_.ResemblesTitle(page_.TextOf(i))) return i;
    if (any == kNone && all_[i].tag == LXB_TAG_H1) any = i;
    if (near == kNone && before - i < kNear) near = i;
  }
  return any != kNone ? any : near;
}

/// True for the innermost element that holds a block: no other block stands in it.
bool Standfirst::IsLeafBlock(Index index) const {
  if (IsInline(all_[index].tag)) return false;
  for (Index i = index + 1; i < all_[index].end; ++i) {
    if (!IsInline(all_[i].tag)) return false;
  }
  return true;
}

/// The meta description begins as `text` does, or the other way round.
bool Standfirst::IsDescription(std::string_view text) const {
  std::vector<Word> words;
  FindWords(text, words);
  for (const std::vector<std::uint64_t>& description : descriptions_) {
    const std::size_t common = std::min(words.size(), description.size());
    if (common < 5) continue;
    std::size_t same = 0;
    while (same < common &&
           FoldedHash(words[same].In(text), words[same].ascii) == description[same]) {
      ++same;
    }
    if (same + 1 >= common) return true;
  }
  return false;
}

bool Standfirst::IsStandfirst(Index index, Index top, std::string_view text) const {
  constexpr std::size_t kShortest = 20;
  constexpr std::size_t kLongest = 900;
  constexpr Index kNear = 8;  // elements after the headline
  if (text.size() < kShortest || text.size() > kLongest || title_.IsTitle(text) ||
      IsDateLine(text) || IsDisclosure(text, HoldsLinks(index)))
    return false;
  const std::uint32_t names = all_[index].names;
  // Sections show other articles as teasers, but a paragraph of that name below the headline is
  // the article's own.
  const bool own_teaser = (names & kTeaserName) != 0 && all_[index].tag == LXB_TAG_P &&
                          index - top <= kNear && !HoldsLinks(index);
  if ((names & (kUnlikely | kNegative)) != 0 && (names & kStandfirstName) == 0 && !own_teaser) {
    return false;
  }
  if (all_[index].tag == LXB_TAG_H1) return false;
  if (IsDescription(text)) return true;
  bool named = false;
  for (Index at = index; at != kNone && at > top; at = ParentOf(at)) {
    named = named || (all_[at].names & kStandfirstName) != 0;
    if (all_[at].end > index + 40) break;
  }
  if (named) return true;
  const bool near = index - top <= kNear;
  const std::uint32_t tag = all_[index].tag;
  if (near && (tag == LXB_TAG_P || tag == LXB_TAG_H2) && IsOneLine(index, text)) return true;
  return (tag == LXB_TAG_P || near) && text.size() >= kLine && EndsSentence(text);
}

/// The only text in a box with a picture, unless the page's description has it.
bool Standfirst::IsBelowImage(Index index, std::string_view text) const {
  const Index box = ParentOf(index);
  return box != kNone && all_[index].tag != LXB_TAG_P &&
         all_[box].raw_text == all_[index].raw_text && all_[box].image_inside &&
         !IsDescription(text);
}

/// What many set below their headlines without a full stop; captions name who made the picture.
bool Standfirst::IsOneLine(Index index, std::string_view text) const {
  constexpr std::size_t kLongest = 300;
  if (text.size() < kLine || text.size() > kLongest || all_[index].link_text > 0) return false;
  std::string caption(text);
  return CutCredit(caption).empty();
}

/// A list of what a text says, if one of its items could be a standfirst: all of it or nothing.
void Standfirst::AddKeyPoints(Index list, Index headline, std::vector<Piece>& found) const {
  constexpr std::size_t kMostItems = 8;
  constexpr std::size_t kLongest = 300;
  std::vector<Piece> items;
  bool named = false;
  for (Index i = list + 1; i < all_[list].end; i = all_[i].end) {
    std::string text = page_.TextOf(i);
    if (all_[i].tag != LXB_TAG_LI || text.empty() || text.size() > kLongest || HoldsLinks(i) ||
        items.size() == kMostItems) {
      return;
    }
    named = named || IsStandfirst(i, headline, text);
    items.push_back(
        {.text = std::move(text), .kind = BlockKind::kListItem, .element = i, .sure = true});
  }
  if (!named || items.size() < 2) return;
  found.insert(found.end(), std::make_move_iterator(items.begin()),
               std::make_move_iterator(items.end()));
}

void Standfirst::Add(std::vector<Piece>& pieces) const {
  constexpr Index kMostElements = 600;
  const auto first = std::find_if(pieces.begin(), pieces.end(), IsSolid);
  if (first == pieces.end() || IsDescription(first->text)) return;
  const Index end = first->element;
  const Index headline = FindHeadline(end);
  if (headline == kNone) return;
  Index index = all_[headline].end;
  if (index + kMostElements < end) return;
  std::vector<Piece> found;
  std::size_t blocks = 0;
  while (index < end) {
    const Element& element = all_[index];
    const bool holds_text = end < element.end;
    if (!holds_text &&
        (IsBoilerplateTag(element.tag) || element.hidden || (element.names & kNever) != 0 ||
         (element.tag == LXB_TAG_UL && HoldsLinks(index)) || element.tag == LXB_TAG_FORM)) {
      index = element.end;
      continue;
    }
    const bool list = element.tag == LXB_TAG_UL || element.tag == LXB_TAG_OL;
    if (!holds_text && (list || IsLeafBlock(index))) {
      const std::size_t before = found.size();
      if (list) {
        AddKeyPoints(index, headline, found);
      } else if (std::string text = page_.TextOf(index);
                 IsStandfirst(index, headline, text) && !IsBelowImage(index, text)) {
        found.push_back({.text = std::move(text), .element = index, .sure = true});
      }
      if (found.size() > before) ++blocks;
      index = element.end;
      continue;
    }
    if (!holds_text && element.tag == LXB_TAG_SPAN && element.raw_text >= kLine) {
      std::string text = page_.TextOf(index);
      if (IsDescription(text) && IsStandfirst(index, headline, text)) {
        found.push_back({.text = std::move(text), .element = index, .sure = true});
        ++blocks;
        index = element.end;
        continue;
      }
    }
    ++index;
  }
  constexpr std::size_t kMostBlocks = 4;
  if (found.empty() || blocks > kMostBlocks) return;
  std::erase_if(pieces, [&](const Piece& piece) {
    return piece.element < end && std::any_of(found.begin(), found.end(), [&](const Piece& other) {
             return other.text == piece.text;
           });
  });
  pieces.insert(pieces.begin(), std::make_move_iterator(found.begin()),
                std::make_move_iterator(found.end()));
}

}  // namespace newswired
