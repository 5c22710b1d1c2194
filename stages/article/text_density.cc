#include "stages/article/text_density.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "stages/article/names.h"
#include "stages/article/tags.h"

namespace newswired {
namespace {

constexpr float kSiblingShare = 0.2F;
constexpr std::uint32_t kMinLoose = 200;

float ClassWeight(const Element& element) {
  float weight = 0;
  if ((element.names & kNegative) != 0) weight -= 25;
  if ((element.names & kPositive) != 0)
    weight += std::min(25.0F, static_cast<float>(element.text) / 40.0F);
  return weight;
}

float StartScore(const Element& element) {
  float score = ClassWeight(element);
  switch (element.tag) {
    case LXB_TAG_DIV:
    case LXB_TAG_ARTICLE:
    case LXB_TAG_MAIN:
      score += 5;
      break;
    case LXB_TAG_PRE:
    case LXB_TAG_TD:
    case LXB_TAG_BLOCKQUOTE:
      score += 3;
      break;
    case LXB_TAG_ADDRESS:
    case LXB_TAG_OL:
    case LXB_TAG_UL:
    case LXB_TAG_DL:
    case LXB_TAG_DD:
    case LXB_TAG_DT:
    case LXB_TAG_LI:
    case LXB_TAG_FORM:
      score -= 3;
      break;
    default:
      if (IsHeading(element.tag) || element.tag == LXB_TAG_TH) score -= 5;
  }
  return score;
}

}  // namespace

void TextDensity::Score() {
  for (Element& element : all_) {
    element.score = 0;
    element.scored = false;
    element.prose = 0;
    const bool linked = IsHeading(element.tag) && !element.dropped &&
                        (LinkDensity(element) > 0.8F || IsInLink(element));
    element.teasers = element.tag == LXB_TAG_ARTICLE || linked ? 1 : 0;
  }
  for (Element& element : all_) {
    if (element.dropped || element.text < kMinParagraph) continue;
    if (!IsParagraph(element)) {
      ScoreLoose(element);
      continue;
    }
    if (element.text >= kMinProse && LinkDensity(element) < 0.35F) element.prose = element.text;
    const float score = 1.0F + static_cast<float>(element.commas) +
                        std::min(static_cast<float>(element.text) / 80.0F, 3.0F);
    std::int32_t at = element.parent;
    for (int level = 0; level < 5 && at >= 0; ++level) {
      Element& ancestor = all_[static_cast<std::size_t>(at)];
      if (ancestor.tag == LXB_TAG_HTML) break;
      if (!ancestor.scored) {
        ancestor.scored = true;
        ancestor.score = StartScore(ancestor);
      }
      ancestor.score += level == 0   ? score
                        : level == 1 ? score / 2
                                     : score / (3.0F * static_cast<float>(level));
      at = ancestor.parent;
    }
  }
  for (Element& element : all_) {
    if (element.scored) element.score *= 1.0F - LinkDensity(element);
  }
  for (std::size_t i = all_.size(); i-- > 1;) {
    const Element& element = all_[i];
    if (element.parent < 0 || element.dropped) continue;
    Element& parent = all_[static_cast<std::size_t>(element.parent)];
    if (!IsParagraph(parent) || parent.prose == 0) parent.prose += element.prose;
    parent.teasers += element.teasers;
  }
}

std::uint32_t TextDensity::ProseOf(const std::vector<Index>& roots) const {
  std::uint32_t prose = 0;
  for (const Index root : roots) prose += all_[root].prose;
  return prose;
}

std::uint32_t TextDensity::CommonProse(const std::vector<Index>& a,
                                       const std::vector<Index>& b) const {
  std::uint32_t common = 0;
  for (const Index x : a) {
    for (const Index y : b) {
      const Index inner = std::max(x, y);
      if (inner < all_[std::min(x, y)].end) common += all_[inner].prose;
    }
  }
  return common;
}

std::vector<PageTree::Index> TextDensity::Fullest(std::uint32_t tag) const {
  Index best = kNone;
  for (Index i = 0; i < all_.size(); ++i) {
    if (all_[i].tag != tag || all_[i].dropped || all_[i].prose < kMinBody) continue;
    if (best == kNone || all_[i].prose > all_[best].prose) best = i;
  }
  return best == kNone ? std::vector<Index>{} : std::vector<Index>{best};
}

double TextDensity::ScoreOf(const std::vector<Index>& roots) const {
  std::uint32_t text = 0;
  for (const Index root : roots) text += all_[root].text;
  return Dice(ProseOf(roots), text, ProseOf(WholePage()));
}

double TextDensity::Dice(std::uint32_t common, std::uint32_t a, std::uint32_t b) {
  return a + b == 0 ? 0 : std::min(1.0, 2.0 * common / (static_cast<double>(a) + b));
}

bool TextDensity::IsParagraph(const Element& element) const {
  switch (element.tag) {
    case LXB_TAG_P:
    case LXB_TAG_PRE:
    case LXB_TAG_TD:
      return true;
    case LXB_TAG_DIV:
    case LXB_TAG_SECTION:
    case LXB_TAG_LI:
    case LXB_TAG_BLOCKQUOTE:
      return !element.blocks_inside;
    default:
      return false;
  }
}

/// True for a subheading that a link wraps, or a box in one.
bool TextDensity::IsInLink(const Element& heading) const {
  constexpr int kMostLevels = 3;
  if (heading.tag == LXB_TAG_H1) return false;
  std::int32_t at = heading.parent;
  for (int level = 0; level < kMostLevels && at >= 0; ++level) {
    const Element& around = all_[static_cast<std::size_t>(at)];
    if (around.tag == LXB_TAG_A) return true;
    at = around.parent;
  }
  return false;
}

/// Text that stands between blocks, parted by line breaks: the element is its own paragraph.
void TextDensity::ScoreLoose(Element& element) const {
  if (!element.blocks_inside || IsInline(element.tag) || element.loose < kMinLoose ||
      element.tag == LXB_TAG_BODY || LinkDensity(element) > 0.35F) {
    return;
  }
  if (!element.scored) {
    element.scored = true;
    element.score = StartScore(element);
  }
  element.score += 1.0F + static_cast<float>(element.loose) / 40.0F;
  element.prose += element.loose;
}

/// Pages that go on with the next article have a headline for each of them.
void TextDensity::DemoteOtherArticles() {
  const std::vector<std::uint32_t>& headings = page_.headings;
  const auto own = std::find_if(headings.begin(), headings.end(), [&](Index heading) {
    return title_.IsTitle(page_.TextOf(heading));
  });
  if (own == headings.end()) return;
  for (auto other = own + 1; other != headings.end(); ++other) {
    const Index article = ArticleOf(*other);
    if (article != kNone && article > *own) Demote(article);
  }
  const Index home = ArticleOf(*own);
  if (home == kNone || all_[home].prose < kMinBody) return;
  for (Index i = all_[home].end; i < all_.size(); ++i) {
    if (all_[i].tag != LXB_TAG_ARTICLE) continue;
    Demote(i);
    i = all_[i].end - 1;
  }
}

TextDensity::Index TextDensity::ArticleOf(Index index) const {
  while (index != kNone && all_[index].tag != LXB_TAG_ARTICLE) index = ParentOf(index);
  return index;
}

void TextDensity::Demote(Index article) {
  for (Index i = article; i < all_[article].end; ++i) all_[i].score *= 0.2F;
}

/// The best element, or an ancestor that unites several good ones.
TextDensity::Index TextDensity::Choose() {
  DemoteOtherArticles();
  std::array<Index, 5> best{};
  best.fill(kNone);
  for (Index i = 0; i < all_.size(); ++i) {
    if (!all_[i].scored || all_[i].dropped) continue;
    for (std::size_t place = 0; place < best.size(); ++place) {
      if (best[place] == kNone || all_[i].score > all_[best[place]].score) {
        std::copy_backward(best.begin() + static_cast<std::ptrdiff_t>(place), best.end() - 1,
                           best.end());
        best[place] = i;
        break;
      }
    }
  }
  Index top = best[0];
  if (top == kNone) return kNone;

  // Three or more nearly as good ones below one ancestor: the article is that ancestor.
  Index ancestor = ParentOf(top);
  for (; !IsRoot(ancestor); ancestor = ParentOf(ancestor)) {
    std::size_t inside = 0;
    for (std::size_t place = 1; place < best.size(); ++place) {
      const Index other = best[place];
      if (other == kNone || all_[other].score < all_[top].score * 0.75F) continue;
      if (other > ancestor && other < all_[ancestor].end) ++inside;
    }
    if (inside >= 3) {
      top = ancestor;
      break;
    }
  }
  // More content may lie in the parents.
  float last = all_[top].score;
  const float threshold = last / 3;
  for (Index parent = ParentOf(top); !IsRoot(parent); parent = ParentOf(parent)) {
    if (!all_[parent].scored) continue;
    const float score = all_[parent].score;
    if (score < threshold) break;
    if (score > last) {
      top = parent;
      break;
    }
    last = score;
  }
  return top;
}

/// To the outermost element with the same text.
TextDensity::Index TextDensity::Raise(Index top) const {
  while (!IsRoot(ParentOf(top)) && all_[ParentOf(top)].text == all_[top].text) top = ParentOf(top);
  return top;
}

/// Page builders put every few paragraphs into a box of their own: the article is the ancestor
/// that holds clearly more running text, and little else.
TextDensity::Index TextDensity::Widen(Index top) const {
  constexpr std::uint32_t kProsePerTeaser = 1500;
  Index best = top;
  for (Index at = ParentOf(top); !IsRoot(at); at = ParentOf(at)) {
    const Element& element = all_[at];
    const std::uint32_t more = element.prose - std::min(element.prose, all_[best].prose);
    const std::uint32_t teasers = element.teasers - std::min(element.teasers, all_[best].teasers);
    const std::uint32_t text = element.text - std::min(element.text, all_[best].text);
    if (more * 5 > all_[best].prose + 500 && more * 10 > text * 7 &&
        (teasers < 2 || teasers * kProsePerTeaser < more)) {
      best = at;
    }
  }
  return best;
}

std::vector<PageTree::Index> TextDensity::WithSiblings(Index top) const {
  const Index parent = ParentOf(top);
  if (parent == kNone || all_[top].tag == LXB_TAG_BODY) return {top};
  std::vector<Index> roots;
  const float threshold = std::max(10.0F, all_[top].score * kSiblingShare);
  const std::string_view class_name = Attribute(all_[top], LXB_DOM_ATTR_CLASS);
  for (Index child = parent + 1; child < all_[parent].end; child = all_[child].end) {
    const Element& element = all_[child];
    if (child == top) {
      roots.push_back(child);
      continue;
    }
    if (element.dropped || (element.teasers > 2 && element.teasers * 1000 > element.prose))
      continue;
    float bonus = 0;
    if (!class_name.empty() && Attribute(element, LXB_DOM_ATTR_CLASS) == class_name) {
      bonus = all_[top].score * kSiblingShare;
    }
    if (element.scored && element.score + bonus >= threshold && element.prose * 2 >= element.text) {
      roots.push_back(child);
    } else if (element.tag == LXB_TAG_P) {
      const float density = LinkDensity(element);
      if ((element.text > 80 && density < 0.25F) ||
          (element.text > kMinParagraph && density == 0)) {
        roots.push_back(child);
      }
    }
  }
  return roots;
}

std::vector<PageTree::Index> TextDensity::Find() {
  const Index top = Choose();
  return top == kNone ? std::vector<Index>{} : WithSiblings(Raise(Widen(top)));
}

}  // namespace newswired
