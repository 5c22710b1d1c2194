#include "stages/article/block_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "stages/article/house_lines.h"
#include "stages/article/names.h"
#include "stages/article/promotion.h"
#include "stages/article/tags.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr auto kQuotations = std::to_array<std::string_view>({"quot", "zitat", "cita"});
constexpr std::uint32_t kLabelText = 20;  // more than a label has

bool BeginsWithImage(const Element& element) {
  const lxb_dom_node_t* node = lxb_dom_interface_node(element.node)->first_child;
  while (node != nullptr && node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
    if (node->local_name == LXB_TAG_IMG) return true;
    node = node->first_child;
  }
  return false;
}

/// False for what stands in the middle of sentences: buttons at names, scripts, icons.
bool PartsText(std::uint32_t tag) {
  return !IsInline(tag) && tag != LXB_TAG_BUTTON && tag != LXB_TAG_SCRIPT && tag != LXB_TAG_STYLE &&
         tag != LXB_TAG_NOSCRIPT && tag != LXB_TAG_SVG && tag != LXB_TAG_TEMPLATE;
}

bool IsBox(const Element& element) {
  return element.tag == LXB_TAG_DIV || element.tag == LXB_TAG_SECTION;
}

bool IsPulled(const Element& element) {
  return element.tag == LXB_TAG_FIGURE || element.tag == LXB_TAG_ASIDE ||
         (element.names & kQuoteName) != 0;
}

}  // namespace

/// The block that grows, and those that are done.
struct BlockWriter::Writer {
  std::vector<Piece> pieces;
  std::string raw;
  Piece piece;
  Index at = 0;  ///< element that holds the text
  BlockKind kind = BlockKind::kParagraph;
  int heading = 0;
  int in_links = 0, in_quotes = 0, in_cells = 0, in_pulled = 0, in_bold = 0, in_lines = 0,
      in_quoted = 0, in_italic = 0;
  bool below_image = false;
  std::size_t cut_at = 0;  ///< of `raw`, where a box in a line was left out; 0: nowhere
  std::string line;
};

std::vector<Piece> BlockWriter::Write(const std::vector<Index>& roots, bool clean,
                                      std::vector<Cut>& cuts) {
  Writer writer;
  root_text_ = 0;
  for (const Index root : roots) root_text_ += all_[root].text;
  drop_captions_ = HasFewCaptions(roots);
  for (const Index root : roots) WriteSubtree(root, clean, writer, cuts);
  return std::move(writer.pieces);
}

/// A box with an image and little text.
bool BlockWriter::IsCaption(const Element& element) const {
  switch (element.tag) {
    case LXB_TAG_DIV:
    case LXB_TAG_SECTION:
    case LXB_TAG_SPAN:
    case LXB_TAG_DL:
    case LXB_TAG_TABLE:
      break;
    default:
      return false;
  }
  if (element.text > kMaxCaption || element.text * 4 > root_text_ ||
      (element.heading_inside && element.prose > 0 && element.teasers == 0))
    return false;
  if ((element.names & kImageName) != 0) return !HoldsColumnOfText(element);
  // In the midst of a sentence: what opens over a name.
  if (element.tag == LXB_TAG_SPAN) {
    return element.image_inside && LinkDensity(element) > 0.7F && BeginsWithImage(element);
  }
  return element.image_inside && !HoldsColumnOfText(element);
}

/// A paragraph that ends a sentence in a box without a picture, beside that of one mostly.
bool BlockWriter::HoldsColumnOfText(const Element& element) const {
  constexpr std::uint32_t kParagraph = 35;  // characters, white space aside
  const auto index = static_cast<Index>(&element - all_.data());
  for (Index i = index + 1; i < element.end; ++i) {
    if (all_[i].tag != LXB_TAG_P || all_[i].text < kParagraph || all_[i].link_text > 0) continue;
    const Index box = ParentOf(i);
    if (all_[box].image_inside) continue;
    if ((all_[i].names & (kCaptionName | kCreditName)) != 0 ||
        (all_[box].names & (kCaptionName | kCreditName | kTeaserName)) != 0)
      continue;
    if (EndsSentence(page_.TextOf(i))) return true;
  }
  return false;
}

/// Rows of as many cells each, most of them with a number: facts, whatever they link to and
/// however many flags they show.
bool BlockWriter::IsDataTable(Index table) const {
  constexpr std::size_t kFewestRows = 3;
  constexpr std::size_t kLongestNumber = 16;
  std::map<std::size_t, std::size_t> rows;  // by their number of cells
  std::size_t count = 0;
  std::size_t cells = 0;
  std::size_t numbered = 0;
  bool number = false;
  const auto end_row = [&] {
    if (cells == 0) return;
    ++rows[cells];
    ++count;
    numbered += number ? 1 : 0;
  };
  for (Index i = table + 1; i < all_[table].end; ++i) {
    if (all_[i].tag == LXB_TAG_TABLE) return false;  // one that lays out a page
    if (all_[i].tag == LXB_TAG_TR) {
      end_row();
      cells = 0;
      number = false;
    } else if (IsTableCell(all_[i])) {
      ++cells;
      if (all_[i].raw_text > kLongestNumber) continue;
      const std::string text = page_.TextOf(i);
      const auto digits = std::count_if(text.begin(), text.end(), IsDigitAscii);
      number = number || (digits > 0 && static_cast<std::size_t>(digits) * 2 >= text.size());
    }
  }
  end_row();
  const bool even = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
    return row.first > 1 && row.second * 5 >= count * 4;
  });
  return count >= kFewestRows && even && numbered * 2 >= count;
}

/// Why a list, box or table inside the article is not part of it; empty: it is.
std::string_view BlockWriter::ClutterRule(Index index) const {
  const std::string_view rule = ClutterRuleByForm(index);
  const bool facts = rule == "caption" || rule == "links";
  if (facts && all_[index].tag == LXB_TAG_TABLE && IsDataTable(index)) return {};
  return rule;
}

std::string_view BlockWriter::ClutterRuleByForm(Index index) const {
  const Element& element = all_[index];
  if (drop_captions_ && IsCaption(element)) return "caption";
  switch (element.tag) {
    case LXB_TAG_DIV:
    case LXB_TAG_SECTION:
    case LXB_TAG_UL:
    case LXB_TAG_OL:
    case LXB_TAG_TABLE:
    case LXB_TAG_HEADER:
      break;
    default:
      return {};
  }
  const bool positive = (element.names & kPositive) != 0;
  // Page builders call every box a widget, that of the text too.
  const bool large = element.text * 3 > root_text_ * 2;
  const bool spared = positive && (element.names & kNever) == 0;
  if ((element.names & kNegative) != 0 && !spared && !large) return "boilerplate_name";
  const float density = LinkDensity(element);
  const bool list = (element.tag == LXB_TAG_UL && HoldsLinks(index)) || element.tag == LXB_TAG_OL;
  if (element.commas >= 10 && density < 0.5F) return {};
  const bool links = density > 0.5F || (!list && !positive && density > 0.2F && element.text < 400);
  if (links && !IsBoxedParagraph(index)) return "links";
  if (IsFormBox(index)) return "form";
  return IsPromotionBox(index) ? "promotion" : "";
}

/// A small box that asks readers to fill something in or to press one of its buttons: a
/// newsletter's, a poll, a gallery's.
bool BlockWriter::IsFormBox(Index index) const {
  constexpr std::uint32_t kLongest = 300;
  constexpr std::uint32_t kParagraph = 60;
  constexpr Index kMostElements = 60;
  const Element& element = all_[index];
  if (!IsBox(element) || element.text > kLongest || element.text * 4 > root_text_ ||
      element.end - index > kMostElements) {
    return false;
  }
  int buttons = 0;
  for (Index i = index + 1; i < element.end; ++i) {
    if (all_[i].tag == LXB_TAG_FORM) return true;
    if (all_[i].tag == LXB_TAG_BUTTON) ++buttons;
    const bool paragraph = all_[i].tag == LXB_TAG_P && all_[i].text >= kParagraph;
    if (paragraph && EndsSentence(page_.TextOf(i))) return false;
  }
  return buttons > 1;
}

/// A sentence with a long link in a box of its own, or in several around each other.
bool BlockWriter::IsBoxedParagraph(Index index) const {
  constexpr std::uint32_t kSentence = 80;  // characters
  constexpr std::uint32_t kBeside = 30;    // the link
  constexpr int kMostBoxes = 8;
  const Element& element = all_[index];
  if (!IsBox(element) || element.image_inside || element.heading_inside ||
      element.text < kSentence || element.link_text + kBeside > element.text) {
    return false;
  }
  Index inner = index;
  for (int boxes = 0; all_[inner].blocks_inside; ++boxes) {
    if (boxes == kMostBoxes) return false;
    Index child = inner + 1;
    const Index end = all_[inner].end;
    while (child < end && all_[child].text == 0) child = all_[child].end;
    if (child >= end || all_[child].text != element.text) return false;
    inner = child;
  }
  const bool paragraph = all_[inner].tag == LXB_TAG_P || all_[inner].tag == LXB_TAG_DIV;
  return paragraph && EndsSentence(page_.TextOf(index));
}

/// A small box with a heading and a link that offers a newsletter or the like.
bool BlockWriter::IsPromotionBox(Index index) const {
  constexpr std::uint32_t kLongest = 300;
  const Element& element = all_[index];
  return IsBox(element) && element.heading_inside && element.link_text > 0 &&
         element.text <= kLongest && element.text * 4 < root_text_ &&
         newswired::IsPromotionBox(page_.TextOf(index));
}

/// Where boxes with pictures hold much of a text, they are its steps or places, not captions.
bool BlockWriter::HasFewCaptions(const std::vector<Index>& roots) const {
  std::uint32_t text = 0;
  for (const Index root : roots) {
    for (Index i = root + 1; i < all_[root].end; ++i) {
      if (all_[i].dropped || !IsCaption(all_[i])) continue;
      text += all_[i].text;
      i = all_[i].end - 1;
    }
  }
  return text * 3 < root_text_;
}

/// Of a table of facts, not of one that lays out a page.
bool BlockWriter::IsCell(const Element& element) const {
  constexpr std::uint32_t kMaxCell = 200;
  return IsTableCell(element) && element.text < kMaxCell && !IsInLayoutRow(element);
}

/// What such a cell holds is no part of a row.
bool BlockWriter::IsLayoutCell(const Element& element) const {
  return IsTableCell(element) && IsInLayoutRow(element);
}

bool BlockWriter::IsInLayoutRow(const Element& cell) const {
  return cell.parent >= 0 && all_[static_cast<std::size_t>(cell.parent)].layout_row;
}

/// By its class, or that of the box around it.
bool BlockWriter::IsNamedQuotation(const Element& blockquote) const {
  const auto is_named = [](const Element& element) {
    const std::string_view name = Attribute(element, LXB_DOM_ATTR_CLASS);
    return std::any_of(kQuotations.begin(), kQuotations.end(), [&](std::string_view word) {
      return FindIgnoringAsciiCase(name, word) != std::string_view::npos;
    });
  };
  return is_named(blockquote) ||
         (blockquote.parent >= 0 && is_named(all_[static_cast<std::size_t>(blockquote.parent)]));
}

/// Adds an element that begins (1) or ends (-1) to what stands around the text to come.
void BlockWriter::Count(const Element& element, int step, Writer& writer) const {
  if (IsPulled(element)) writer.in_pulled += step;
  switch (element.tag) {
    case LXB_TAG_A:
      writer.in_links += step;
      break;
    case LXB_TAG_B:
    case LXB_TAG_STRONG:
      writer.in_bold += step;
      break;
    case LXB_TAG_I:
    case LXB_TAG_EM:
      writer.in_italic += step;
      break;
    case LXB_TAG_BLOCKQUOTE:
      writer.in_quotes += step;
      if (IsNamedQuotation(element)) writer.in_quoted += step;
      break;
    case LXB_TAG_PRE:
      writer.in_lines += step;
      break;
    case LXB_TAG_TD:
    case LXB_TAG_TH:
      if (IsCell(element)) writer.in_cells += step;
      break;
    default:
      break;
  }
}

void BlockWriter::Enter(Index index, Writer& writer) const {
  const std::uint32_t tag = all_[index].tag;
  Count(all_[index], 1, writer);
  if (tag == LXB_TAG_BR) writer.raw += '\n';
  if (tag == LXB_TAG_IMG) writer.below_image = true;
  if (tag == LXB_TAG_TD || tag == LXB_TAG_TH) writer.raw += ' ';
  if (IsInline(tag) && !IsLayoutCell(all_[index])) return;
  Flush(writer);
  writer.heading = IsHeading(tag) ? static_cast<int>(tag - LXB_TAG_H1) + 1 : 0;
  writer.kind = writer.heading != 0                                       ? BlockKind::kSubhead
                : tag == LXB_TAG_LI                                       ? BlockKind::kListItem
                : writer.in_quotes > 0                                    ? BlockKind::kQuote
                : tag == LXB_TAG_P && writer.kind == BlockKind::kListItem ? BlockKind::kListItem
                                                                          : BlockKind::kParagraph;
}

void BlockWriter::Leave(Index index, Writer& writer) const {
  const std::uint32_t tag = all_[index].tag;
  Count(all_[index], -1, writer);
  if (IsInline(tag) && !IsLayoutCell(all_[index])) return;
  Flush(writer);
  writer.heading = 0;
  writer.kind =
      writer.in_quotes > 0 && tag != LXB_TAG_BLOCKQUOTE ? BlockKind::kQuote : BlockKind::kParagraph;
}

void BlockWriter::WriteSubtree(Index root, bool clean, Writer& writer,
                               std::vector<Cut>& cuts) const {
  const lxb_dom_node_t* const top = lxb_dom_interface_node(all_[root].node);
  Index next = root + 1;  // element that the walk meets next
  writer.at = root;
  Enter(root, writer);
  const lxb_dom_node_t* node = top->first_child;
  while (node != nullptr) {
    bool descend = false;
    if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
      AppendRaw(TextData(node), writer);
    } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      const Index index = next;
      const Element& element = all_[index];
      next = index + 1;
      const std::string_view rule =
          clean && !element.dropped ? ClutterRule(index) : std::string_view();
      if (element.dropped || !rule.empty()) {
        if (!rule.empty()) cuts.push_back({rule, index});
        next = element.end;
        if (PartsText(element.tag)) {
          Flush(writer);
        } else if (!element.hidden && (element.image_inside || element.blocks_inside)) {
          writer.cut_at = writer.raw.size();
        }
      } else {
        Enter(index, writer);
        descend = node->first_child != nullptr && element.end >= next;
        if (descend) {
          writer.at = index;
        } else {
          Leave(index, writer);
        }
      }
    }
    if (descend) {
      node = node->first_child;
      continue;
    }
    while (node != top && node->next == nullptr) {
      node = node->parent;
      if (node != top) {
        Leave(writer.at, writer);
        writer.at = static_cast<Index>(all_[writer.at].parent);
      }
    }
    if (node == top) break;
    node = node->next;
  }
  Leave(root, writer);
  Flush(writer);
}

/// True where `text` would be glued to what stands in front of a box that was left out: behind a
/// sentence, or a line that ends in a letter where one begins with a capital.
bool BlockWriter::FollowsBox(std::string_view text, const Writer& writer) {
  if (writer.cut_at == 0 || writer.cut_at != writer.raw.size() || text.empty()) return false;
  const char last = writer.raw.back();
  const char first = text.front();
  const auto is_letter = [](char c) { return IsAlphanumericAscii(c) && !IsDigitAscii(c); };
  if (is_letter(last) && first >= 'A' && first <= 'Z') return true;
  constexpr std::string_view kGoesOn = ",.;:!?)]-' \t\n\r";
  return EndsSentence(writer.raw) && !(first >= 'a' && first <= 'z') &&
         kGoesOn.find(first) == std::string_view::npos;
}

/// In HTML a line end is a space; only <br> and <pre> break lines.
void BlockWriter::AppendRaw(std::string_view text, Writer& writer) {
  if (FollowsBox(text, writer)) {
    // It stands in one block with the text.
    writer.piece.sure =
        writer.piece.size >= kLabelText && !IsHouseLine(writer.raw, writer.piece.links > 0);
    Flush(writer);
  }
  const std::size_t start = writer.raw.size();
  writer.raw += text;
  bool blank = true;
  for (std::size_t i = start; i < writer.raw.size(); ++i) {
    char& c = writer.raw[i];
    const bool kept = c == '\n' && writer.in_lines > 0;
    if (!kept && (c == '\n' || c == '\r' || c == '\v' || c == '\f')) c = ' ';
    blank = blank && (c == ' ' || c == '\t' || c == '\n');
  }
  if (blank) return;
  if (writer.piece.size == 0) {
    writer.piece.element = writer.at;
    writer.piece.cell = writer.in_cells > 0;
    writer.piece.pulled = writer.in_pulled > 0;
    writer.piece.lines = writer.in_lines > 0;
    writer.piece.quoted = writer.in_quoted > 0;
    writer.piece.below_image = std::exchange(writer.below_image, false);
  }
  const auto size = static_cast<std::uint32_t>(writer.raw.size() - start);
  if (writer.in_links > 0) {
    writer.piece.links += size;
  } else if (writer.piece.links == 0) {
    writer.piece.in_front += size;
  }
  if (writer.in_bold > 0) writer.piece.bold += size;
  if (writer.in_italic > 0) writer.piece.italic += size;
  writer.piece.size += size;
}

void BlockWriter::Flush(Writer& writer) {
  if (writer.raw.empty()) return;
  writer.line.clear();
  NormalizeSpace(writer.raw, Lines::kKeep, writer.line);
  ToNfc(writer.line);
  Piece piece = std::exchange(writer.piece, Piece{});
  writer.raw.clear();
  writer.cut_at = 0;
  piece.kind = writer.kind;
  piece.heading = writer.heading;
  std::string_view rest = writer.line;
  while (!rest.empty()) {  // two <br> in a row end a paragraph
    const std::size_t gap = std::min(rest.find("\n\n"), rest.size());
    piece.text = rest.substr(0, gap);
    rest.remove_prefix(std::min(gap + 2, rest.size()));
    if (!piece.text.empty()) writer.pieces.push_back(piece);
  }
}

}  // namespace newswired
