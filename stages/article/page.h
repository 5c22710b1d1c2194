#pragma once

#include <lexbor/html/html.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/names.h"
#include "stages/article/tag_reader.h"
#include "stages/core/result.h"

namespace newswired {

/// An element of a parsed page, in document order. `end` is the index behind its last descendant.
struct Element {
  lxb_dom_element_t* node = nullptr;
  std::uint32_t tag = 0;  ///< lxb_tag_id_t
  std::int32_t parent = -1;
  std::uint32_t end = 0;
  std::uint32_t names = 0;  ///< what class and id say, bits of NameHint

  bool hidden = false;  ///< by its attributes

  std::uint32_t own_text = 0;  ///< characters in its own text nodes, white space aside
  std::uint32_t own_commas = 0;

  // Filled and used by the extractor (boilerplate.h, text_density.h).
  std::uint32_t raw_text = 0;   ///< characters in the subtree, nothing left out
  std::uint32_t text = 0;       ///< characters of text in the subtree, white space aside
  std::uint32_t loose = 0;      ///< of these, in no block below it
  std::uint32_t link_text = 0;  ///< of these, in links
  std::uint32_t commas = 0;
  std::uint32_t teasers = 0;  ///< articles and linked headings in it
  std::uint32_t prose = 0;    ///< characters in paragraphs that are no lists of links
  float score = 0;
  bool scored = false;
  bool dropped = false;
  bool blocks_inside = false;
  bool image_inside = false;
  bool heading_inside = false;
  bool layout_row = false;  ///< of a table that lays out a page
};

/// A text node of a parsed page.
struct PageText {
  std::string_view text;
  std::uint32_t element = 0;  ///< whose child it is
  std::uint32_t next = 0;     ///< the element that comes next
  bool blank = false;         ///< white space alone, as most are
};

/// What words in class and id names say about an element.
enum NameHint : std::uint32_t {
  kUnlikely = 1,  ///< boilerplate, unless kMaybe stands there too
  kMaybe = 2,     ///< article, body, content, main ...
  kPositive = 4,  ///< raises the score
  kNegative = 8,  ///< lowers the score
  kNever = 16,    ///< boilerplate whatever else stands there
  kBylineName = 32,
  kStandfirstName = 64,
  kQuoteName = 128,
  kHiddenName = 256,
  kImageName = 512,
  kDateName = 1U << 10,     ///< date, time, published, posted ...
  kEventName = 1U << 11,    ///< an event's date, not the article's
  kCommentName = 1U << 12,  ///< what readers wrote
  kAsideName = 1U << 13,    ///< related, popular and recommended articles
  kNavName = 1U << 14,      ///< menus and breadcrumbs
  kAuthorName = 1U << 15,   ///< the author's name, not a box about the author
  kTeaserName = 1U << 16,   ///< of other articles, or the lead of this one
  kCreditName = 1U << 17,   ///< who made a picture
  kHeaderName = 1U << 18,   ///< "header": of a page or of a section
  kPayName = 1U << 20,      ///< what readers pay for, or what asks them to pay
  kCaptionName = 1U << 21,  ///< what is said of a picture, or its box
  kFactName = 1U << 22,     ///< a box of facts beside a text
  kNoteName = 1U << 23,     ///< what a house says of its own text: a correction
  kMisleading = 1U << 19,   ///< a word that looks like one of these and is none
};

/// What lexbor calls attributes that it has no constants for, in one page.
struct AttributeIds {
  lxb_dom_attr_id_t aria_hidden = 0, datetime = 0, hidden = 0, itemprop = 0, itemtype = 0, name = 0,
                    property = 0, role = 0;
};

/// A parsed page; reuses its memory from page to page. Views and nodes live until the next Parse(),
/// and no longer than what was parsed: values of attributes are parts of it.
class Page {
 public:
  struct Limits {
    std::size_t max_depth = 512;             ///< start tags below it are ignored, their text is not
    std::size_t max_dom_bytes = 256U << 20;  ///< what comes after is ignored
    std::size_t max_nodes = 1'000'000;       ///< start tags and texts; what comes after is ignored
    std::size_t max_attributes = 128;        ///< of one element; more are ignored
    std::size_t max_attribute_bytes = 1U << 16;  ///< of one value; a longer one is empty
    bool all_attributes = false;  ///< keep also those that nothing but selectors could ask for
  };

  explicit Page(Limits limits);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// Parses valid UTF-8 as HTML5. The error is kTransient memory trouble, or an exceeded budget.
  Status Parse(std::string_view html);

  /// Takes elements, given by their index, out of the page, and looks at the rest anew.
  void Remove(const std::vector<std::uint32_t>& elements);

  /// True if the last page was cut: by max_dom_bytes or max_nodes, or since it had more names than
  /// a page has.
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] std::vector<Element>& elements() { return elements_; }
  [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }

  /// The text nodes outside of opaque elements, in document order.
  [[nodiscard]] const std::vector<PageText>& texts() const { return texts_; }

  // What Parse() noticed on its way.
  struct Meta {
    std::string name;  ///< lower case; of name, property or itemprop
    std::string_view content;
    bool microdata = false;  ///< an itemprop: of whatever thing stands around it
  };
  [[nodiscard]] std::string_view FindMeta(std::string_view name) const;
  std::vector<Meta> metas;
  std::vector<std::string_view> json_ld;
  std::vector<std::uint32_t> headings;        ///< h1
  std::vector<std::uint32_t> subheadings;     ///< the first of h2 and h3
  std::vector<std::uint32_t> figures;         ///< and boxes that may be some, by their names
  std::vector<std::uint32_t> bylines;         ///< rel=author, itemprop=author, class byline
  std::vector<std::uint32_t> author_links;    ///< to pages about authors, by their addresses
  std::vector<std::uint32_t> article_bodies;  ///< itemprop=articleBody
  bool live_blog = false;                     ///< an itemtype is LiveBlogPosting
  std::string_view canonical, base, language, itemprop_published, itemprop_modified;
  std::string title;

  /// Text of a subtree as one clean line.
  [[nodiscard]] std::string TextOf(std::uint32_t element) const;

 private:
  static lxb_html_token_t* OnToken(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token,
                                   void* context);
  lxb_html_token_t* Filter(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token);
  bool AddText(const lxb_html_token_t& token);
  lxb_html_token_t* PassOn(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token);
  static const lxb_char_t* Scan(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* data,
                                const lxb_char_t* end);
  static const lxb_char_t* ReadComment(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* at,
                                       const lxb_char_t* end);
  bool Decode(std::string_view& text);
  bool EmitText(lxb_html_tokenizer_t* tokenizer, std::string_view text);
  bool Emit(lxb_html_tokenizer_t* tokenizer);
  static const lxb_char_t* ReadRawText(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* data,
                                       const lxb_char_t* end);
  Status Prepare();
  lxb_status_t Feed(std::string_view html);
  void Walk();
  void Notice(std::uint32_t index, const Element& element);

  const Limits limits_;
  lxb_html_document_t* document_ = nullptr;
  lxb_html_tokenizer_token_f tree_callback_ = nullptr;
  void* tree_context_ = nullptr;
  bool cut_ = false;
  bool out_of_time_ = false;
  std::size_t tokens_ = 0;
  std::size_t nodes_ = 0;
  std::string_view html_;         ///< while it is parsed
  const char* resume_ = nullptr;  ///< where the tokenizer goes on
  bool keep_raw_text_ = false;
  lxb_html_tokenizer_state_f raw_text_state_ = nullptr;  ///< what ReadRawText() stands for
  std::string decoded_;  ///< the text at hand, where it is not as it is written
  TagReader tags_;
  AttributeIds ids_;
  NameHintCache name_hints_;
  std::vector<Element> elements_;
  std::vector<PageText> texts_;
};

/// Elements whose content is not walked: it is never shown as text of an article.
bool IsOpaque(std::uint32_t tag);
std::string_view Attribute(const Element& element, lxb_dom_attr_id_t id);
std::string_view Attribute(const Element& element, std::string_view name);
/// Text of a text node.
std::string_view TextData(const lxb_dom_node_t* node);

}  // namespace newswired
