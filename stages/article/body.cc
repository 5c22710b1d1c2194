#include "stages/article/body.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "stages/article/names.h"
#include "stages/text/blocks.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

using Index = std::uint32_t;
constexpr Index kNone = static_cast<Index>(-1);

constexpr std::uint32_t kMinParagraph = 25;  // characters; Readability's
constexpr std::uint32_t kMinBody = 250;
constexpr float kSiblingShare = 0.2F;

bool IsInline(std::uint32_t tag) {
  switch (tag) {
    case LXB_TAG_A:
    case LXB_TAG_ABBR:
    case LXB_TAG_ACRONYM:
    case LXB_TAG_B:
    case LXB_TAG_BDI:
    case LXB_TAG_BDO:
    case LXB_TAG_BIG:
    case LXB_TAG_BR:
    case LXB_TAG_CITE:
    case LXB_TAG_CODE:
    case LXB_TAG_DATA:
    case LXB_TAG_DEL:
    case LXB_TAG_DFN:
    case LXB_TAG_EM:
    case LXB_TAG_FONT:
    case LXB_TAG_I:
    case LXB_TAG_IMG:
    case LXB_TAG_INS:
    case LXB_TAG_KBD:
    case LXB_TAG_LABEL:
    case LXB_TAG_MARK:
    case LXB_TAG_NOBR:
    case LXB_TAG_Q:
    case LXB_TAG_S:
    case LXB_TAG_SAMP:
    case LXB_TAG_SMALL:
    case LXB_TAG_SPAN:
    case LXB_TAG_STRIKE:
    case LXB_TAG_STRONG:
    case LXB_TAG_SUB:
    case LXB_TAG_SUP:
    case LXB_TAG_TIME:
    case LXB_TAG_TT:
    case LXB_TAG_U:
    case LXB_TAG_VAR:
    case LXB_TAG_WBR:
    case LXB_TAG_TD:
    case LXB_TAG_TH:
    case LXB_TAG__UNDEF:
      return true;
    default:
      return tag >= LXB_TAG__LAST_ENTRY;  // names that HTML does not know
  }
}

bool IsHeading(std::uint32_t tag) {
  return tag == LXB_TAG_H1 || tag == LXB_TAG_H2 || tag == LXB_TAG_H3 || tag == LXB_TAG_H4 ||
         tag == LXB_TAG_H5 || tag == LXB_TAG_H6;
}

/// Never part of an article's text, by what the element is.
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

bool IsHidden(const Element& element) {
  if (element.node->first_attr == nullptr) return false;
  if (lxb_dom_element_has_attribute(element.node, reinterpret_cast<const lxb_char_t*>("hidden"),
                                    6)) {
    return true;
  }
  if (Attribute(element, "aria-hidden") == "true") return true;
  const std::string_view style = Attribute(element, LXB_DOM_ATTR_STYLE);
  if (!style.empty()) {
    std::string plain;
    for (const char c : style.substr(0, 512)) {
      if (c != ' ') plain.push_back(LowerAscii(c));
    }
    if (plain.find("display:none") != std::string::npos ||
        plain.find("visibility:hidden") != std::string::npos) {
      return true;
    }
  }
  const std::string_view role = Attribute(element, "role");
  constexpr std::array<std::string_view, 8> kRoles = {"navigation",  "complementary", "banner",
                                                      "contentinfo", "search",        "menu",
                                                      "dialog",      "alertdialog"};
  return !role.empty() && std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

/// How much is believed of names and of doubtful tags.
enum class Strictness { kNames, kTags };

class Extractor {
 public:
  Extractor(Page& page, std::string_view title) : page_(page), all_(page.elements()) {
    FindWords(title, title_words_);
    for (const Word& word : title_words_)
      title_key_.push_back(FoldedHash(word.In(title), word.ascii));
  }

  FoundBody Run(bool fragment) {
    FoundBody found;
    if (all_.empty()) return found;
    Measure();
    const std::uint32_t total = all_[0].text;
    if (fragment) {
      Mark(Strictness::kTags, total);
      found = EmitWhole();
      found.method = "feed-content";
      return found;
    }
    for (const Strictness strictness : {Strictness::kNames, Strictness::kTags}) {
      Mark(strictness, total);
      const std::vector<Index> marked_up = MarkedUp();
      Score();
      std::vector<Index> roots = Choose();
      std::uint32_t size = 0;
      for (const Index root : roots) size += all_[root].text;
      std::uint32_t marked_size = 0;
      for (const Index root : marked_up) marked_size += all_[root].text;
      const bool by_markup = marked_size >= kMinBody && marked_size * 2 >= size;
      if (by_markup) roots = marked_up;
      found = Emit(roots);
      found.method = by_markup ? "microdata:articleBody" : "density";
      if (found.text.size() >= kMinBody) return found;
    }
    FoundBody whole = EmitWhole();
    if (whole.text.size() > found.text.size() * 2 + kMinBody || found.text.empty())
      found = std::move(whole);
    if (found.text.empty()) found.method.clear();
    return found;
  }

 private:
  /// Raw text of subtrees, nothing dropped yet but what is never shown.
  void Measure() {
    for (Element& element : all_) {
      element.text = element.link_text = element.commas = 0;
      element.dropped = element.tag == LXB_TAG_HEAD;
      CountOwnText(element);
    }
    SumUp(false);
  }

  static void CountOwnText(Element& element) {
    if (IsOpaque(element.tag)) return;
    for (const lxb_dom_node_t* child = lxb_dom_interface_node(element.node)->first_child;
         child != nullptr; child = child->next) {
      if (child->type != LXB_DOM_NODE_TYPE_TEXT) continue;
      for (const char c : TextData(child)) {
        const auto byte = static_cast<unsigned char>(c);
        // Continuation bytes are no characters; white space says nothing.
        if (byte > ' ' && (byte & 0xC0) != 0x80) ++element.text;
        if (c == ',') ++element.commas;
      }
      // Fullwidth and ideographic commas.
      const std::string_view text = TextData(child);
      for (std::size_t at = text.find("\xEF\xBC\x8C"); at != std::string_view::npos;
           at = text.find("\xEF\xBC\x8C", at + 3)) {
        ++element.commas;
      }
    }
  }

  /// Adds children to parents, from the last element to the first. Own counts must be in place.
  void SumUp(bool blocks) {
    for (std::size_t i = all_.size(); i-- > 1;) {
      Element& element = all_[i];
      if (element.parent < 0) continue;
      Element& parent = all_[static_cast<std::size_t>(element.parent)];
      if (element.dropped) continue;
      parent.text += element.text;
      parent.commas += element.commas;
      if (element.tag == LXB_TAG_A) {
        const std::string_view href = Attribute(element, LXB_DOM_ATTR_HREF);
        element.link_text = href.starts_with('#') ? element.text / 3 : element.text;
      }
      parent.link_text += element.link_text;
      if (blocks && (!IsInline(element.tag) || element.blocks_inside)) parent.blocks_inside = true;
    }
  }

  void Mark(Strictness strictness, std::uint32_t total) {
    // Raw sizes decide which marks are believed: what holds half of a page is no boilerplate.
    std::vector<std::uint32_t> raw(all_.size());
    for (std::size_t i = 0; i < all_.size(); ++i) raw[i] = all_[i].text;
    if (strictness != Strictness::kNames) {
      Measure();
      for (std::size_t i = 0; i < all_.size(); ++i) raw[i] = all_[i].text;
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Element& element = all_[i];
      element.dropped =
          element.parent >= 0 && all_[static_cast<std::size_t>(element.parent)].dropped;
      element.blocks_inside = false;
      if (element.dropped) continue;
      const std::uint32_t tag = element.tag;
      if (IsBoilerplateTag(tag)) {
        const bool doubtful =
            tag == LXB_TAG_ASIDE || tag == LXB_TAG_FOOTER || tag == LXB_TAG_FIGURE;
        element.dropped = !doubtful || raw[i] * 2 < total;
        continue;
      }
      if (tag == LXB_TAG_HTML || tag == LXB_TAG_BODY) continue;
      const bool large = raw[i] * 5 > total * 2;
      if (large) continue;
      if (IsHidden(element) || tag == LXB_TAG_FORM || tag == LXB_TAG_FIELDSET) {
        element.dropped = true;
      } else if (strictness == Strictness::kNames && tag != LXB_TAG_ARTICLE &&
                 tag != LXB_TAG_MAIN && tag != LXB_TAG_A) {
        const std::uint32_t names = element.names;
        element.dropped =
            (names & kNever) != 0 || ((names & kUnlikely) != 0 && (names & kMaybe) == 0);
      }
    }
    for (Element& element : all_) {
      element.text = element.link_text = element.commas = 0;
      if (!element.dropped) CountOwnText(element);
    }
    SumUp(true);
  }

  [[nodiscard]] std::vector<Index> MarkedUp() const {
    std::vector<Index> roots;
    for (const Index index : page_.article_bodies) {
      if (all_[index].dropped || all_[index].text < kMinParagraph) continue;
      if (!roots.empty() && index < all_[roots.back()].end) continue;
      roots.push_back(index);
    }
    return roots;
  }

  [[nodiscard]] float LinkDensity(const Element& element) const {
    return element.text == 0
               ? 0.0F
               : static_cast<float>(element.link_text) / static_cast<float>(element.text);
  }

  static float ClassWeight(const Element& element) {
    float weight = 0;
    if ((element.names & kNegative) != 0) weight -= 25;
    if ((element.names & kPositive) != 0) weight += 25;
    return weight;
  }

  static float StartScore(const Element& element) {
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

  [[nodiscard]] bool IsParagraph(const Element& element) const {
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

  void Score() {
    for (Element& element : all_) {
      element.score = 0;
      element.scored = false;
    }
    for (const Element& element : all_) {
      if (element.dropped || element.text < kMinParagraph || !IsParagraph(element)) continue;
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
  }

  [[nodiscard]] Index ParentOf(Index index) const {
    const std::int32_t parent = all_[index].parent;
    return parent < 0 ? kNone : static_cast<Index>(parent);
  }
  [[nodiscard]] bool IsRoot(Index index) const {
    return index == kNone || all_[index].tag == LXB_TAG_BODY || all_[index].tag == LXB_TAG_HTML;
  }

  /// The best element, raised to an ancestor that unites several good ones, with its siblings.
  std::vector<Index> Choose() {
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
    if (top == kNone) return {};

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
    while (!IsRoot(ParentOf(top)) && all_[ParentOf(top)].text == all_[top].text)
      top = ParentOf(top);
    return WithSiblings(top);
  }

  std::vector<Index> WithSiblings(Index top) const {
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
      if (element.dropped) continue;
      float bonus = 0;
      if (!class_name.empty() && Attribute(element, LXB_DOM_ATTR_CLASS) == class_name) {
        bonus = all_[top].score * kSiblingShare;
      }
      if (element.scored && element.score + bonus >= threshold) {
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

  /// A list, box or table inside the article that is not part of it.
  [[nodiscard]] bool IsClutter(Index index) const {
    const Element& element = all_[index];
    switch (element.tag) {
      case LXB_TAG_DIV:
      case LXB_TAG_SECTION:
      case LXB_TAG_UL:
      case LXB_TAG_OL:
      case LXB_TAG_TABLE:
      case LXB_TAG_HEADER:
        break;
      default:
        return false;
    }
    const float weight = ClassWeight(element);
    if (weight < 0) return true;
    const float density = LinkDensity(element);
    const bool list = element.tag == LXB_TAG_UL || element.tag == LXB_TAG_OL;
    if (element.commas >= 10 && density < 0.5F) return false;
    if (density > 0.5F) return true;
    if (!list && weight < 25 && density > 0.2F && element.text < 400) return true;
    return false;
  }

  // -- output ---------------------------------------------------------------------------------

  struct Writer {
    FoundBody body;
    std::string raw;        ///< text of the block that grows
    std::size_t links = 0;  ///< bytes of it that are links
    BlockKind kind = BlockKind::kParagraph;
    std::string line;
  };

  FoundBody Emit(const std::vector<Index>& roots) {
    Writer writer;
    for (const Index root : roots) EmitSubtree(root, true, writer);
    return std::move(writer.body);
  }

  /// The last resort: every text of the page that is not surely boilerplate.
  FoundBody EmitWhole() {
    Writer writer;
    for (Index i = 0; i < all_.size(); ++i) {
      if (all_[i].tag == LXB_TAG_BODY) {
        EmitSubtree(i, false, writer);
        break;
      }
    }
    writer.body.method = "page";
    return std::move(writer.body);
  }

  void EmitSubtree(Index root, bool clean, Writer& writer) {
    const lxb_dom_node_t* const top = lxb_dom_interface_node(all_[root].node);
    Index next = root + 1;  // element that the walk meets next
    std::size_t in_links = 0;
    std::size_t in_quotes = 0;
    const auto enter = [&](std::uint32_t tag) {
      if (tag == LXB_TAG_A) ++in_links;
      if (tag == LXB_TAG_BLOCKQUOTE) ++in_quotes;
      if (tag == LXB_TAG_BR) writer.raw += '\n';
      if (tag == LXB_TAG_TD || tag == LXB_TAG_TH) writer.raw += ' ';
      if (!IsInline(tag)) {
        Flush(writer);
        writer.kind = IsHeading(tag)      ? BlockKind::kSubhead
                      : tag == LXB_TAG_LI ? BlockKind::kListItem
                      : in_quotes > 0     ? BlockKind::kQuote
                      : tag == LXB_TAG_P && writer.kind == BlockKind::kListItem
                          ? BlockKind::kListItem
                          : BlockKind::kParagraph;
      }
    };
    const auto leave = [&](std::uint32_t tag) {
      if (tag == LXB_TAG_A) --in_links;
      if (tag == LXB_TAG_BLOCKQUOTE) --in_quotes;
      if (!IsInline(tag)) {
        Flush(writer);
        writer.kind =
            in_quotes > 0 && tag != LXB_TAG_BLOCKQUOTE ? BlockKind::kQuote : BlockKind::kParagraph;
      }
    };
    enter(all_[root].tag);
    const lxb_dom_node_t* node = top->first_child;
    while (node != nullptr) {
      bool descend = false;
      if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
        AppendRaw(TextData(node), in_links > 0, writer);
      } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
        const Index index = next;
        const Element& element = all_[index];
        next = index + 1;
        if (element.dropped || (clean && IsClutter(index))) {
          next = element.end;
          if (!IsInline(element.tag)) Flush(writer);
        } else {
          enter(element.tag);
          descend = node->first_child != nullptr && element.end >= next;
          if (!descend) leave(element.tag);
        }
      }
      if (descend) {
        node = node->first_child;
        continue;
      }
      while (node != top && node->next == nullptr) {
        node = node->parent;
        if (node != top) leave(static_cast<std::uint32_t>(node->local_name));
      }
      if (node == top) break;
      node = node->next;
    }
    leave(all_[root].tag);
    Flush(writer);
  }

  /// In HTML a line end is a space; only <br> breaks lines (preformatted text keeps its words).
  static void AppendRaw(std::string_view text, bool link, Writer& writer) {
    const std::size_t start = writer.raw.size();
    writer.raw += text;
    for (std::size_t i = start; i < writer.raw.size(); ++i) {
      char& c = writer.raw[i];
      if (c == '\n' || c == '\r' || c == '\v' || c == '\f') c = ' ';
    }
    if (link) writer.links += writer.raw.size() - start;
  }

  void Flush(Writer& writer) {
    if (writer.raw.empty()) return;
    writer.line.clear();
    NormalizeSpace(writer.raw, Lines::kKeep, writer.line);
    ToNfc(writer.line);
    const bool mostly_link = writer.links * 10 > writer.raw.size() * 9;
    writer.raw.clear();
    writer.links = 0;
    std::string_view rest = writer.line;
    while (!rest.empty()) {  // two <br> in a row end a paragraph
      const std::size_t gap = std::min(rest.find("\n\n"), rest.size());
      const std::string_view text = rest.substr(0, gap);
      rest.remove_prefix(std::min(gap + 2, rest.size()));
      if (!IsNoise(text, writer.kind, mostly_link) && !IsTitle(text, writer)) {
        AppendBlock(writer.kind, text, writer.body.text, writer.body.structure);
      }
    }
  }

  static bool IsNoise(std::string_view text, BlockKind kind, bool mostly_link) {
    if (mostly_link && kind == BlockKind::kParagraph && text.size() < 200) return true;
    if (text.size() > 60) return false;
    bool words = false;
    for (std::size_t at = 0; at < text.size() && !words;)
      words = IsWordCodepoint(DecodeUtf8(text, at));
    if (!words) return true;
    constexpr std::array<std::string_view, 12> kPhrases = {
        "advertisement", "share this", "share on",        "read more",
        "read also",     "related:",   "photo:",          "sign up",
        "click here",    "follow us",  "image copyright", "story continues below"};
    const std::string lower = LowerAscii(text);
    return std::any_of(kPhrases.begin(), kPhrases.end(),
                       [&](std::string_view phrase) { return lower.starts_with(phrase); });
  }

  /// The headline stands again above the text of many pages.
  [[nodiscard]] bool IsTitle(std::string_view text, const Writer& writer) {
    if (title_key_.empty() || writer.body.structure.size() > 2 || text.size() > 1000) return false;
    std::vector<Word> words;
    FindWords(text, words);
    if (words.size() != title_key_.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (FoldedHash(words[i].In(text), words[i].ascii) != title_key_[i]) return false;
    }
    return true;
  }

  Page& page_;
  std::vector<Element>& all_;
  std::vector<Word> title_words_;
  std::vector<std::uint64_t> title_key_;
};

}  // namespace

FoundBody FindBody(Page& page, std::string_view title, bool fragment) {
  return Extractor(page, title).Run(fragment);
}

double WordOverlap(std::string_view a, std::string_view b) {
  std::vector<Word> words_a;
  std::vector<Word> words_b;
  FindWords(a, words_a);
  FindWords(b, words_b);
  if (words_a.empty() || words_b.empty()) return words_a.empty() && words_b.empty() ? 1 : 0;
  std::unordered_map<std::uint64_t, std::uint32_t> counts;
  counts.reserve(words_a.size());
  for (const Word& word : words_a) ++counts[FoldedHash(word.In(a), word.ascii)];
  std::size_t common = 0;
  for (const Word& word : words_b) {
    const auto found = counts.find(FoldedHash(word.In(b), word.ascii));
    if (found != counts.end() && found->second > 0) {
      --found->second;
      ++common;
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(words_a.size() + words_b.size());
}

}  // namespace newswired
