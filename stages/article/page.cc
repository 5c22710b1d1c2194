#include "stages/article/page.h"

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/dom/interfaces/text.h>
#include <lexbor/html/tokenizer/state.h>
#include <lexbor/html/tokenizer/state_rawtext.h>
#include <lexbor/html/tokenizer/state_script.h>
#include <lexbor/html/tree/active_formatting.h>
#include <lexbor/html/tree/insertion_mode.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "stages/article/characters.h"
#include "stages/article/names.h"
#include "stages/article/tags.h"
#include "stages/core/budget.h"
#include "stages/text/text_size.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kDomChunkBytes = 4096 * 8;  // lexbor's, of a document's memory
constexpr std::size_t kMaxMetas = 512;
constexpr std::size_t kMaxNoticed = 64;
constexpr std::size_t kMaxFigures = 256;
constexpr std::size_t kMaxTextAppend = 1U << 20;
// lexbor keeps the names of a document in hashes of 128 chains: names without number would make a
// page cost the square of its size. Real pages have hundreds.
constexpr std::size_t kMaxNames = 10'000;
constexpr std::size_t kFeedBytes = 64U << 10;

std::string_view View(const lxb_char_t* data, std::size_t length) {
  return data == nullptr ? std::string_view{}
                         : std::string_view(reinterpret_cast<const char*>(data), length);
}

/// Elements that switch the tokenizer to another language until their end tag.
bool IsRawText(lxb_tag_id_t tag) {
  return tag == LXB_TAG_SCRIPT || tag == LXB_TAG_STYLE || tag == LXB_TAG_TITLE ||
         tag == LXB_TAG_TEXTAREA || tag == LXB_TAG_XMP || tag == LXB_TAG_IFRAME ||
         tag == LXB_TAG_NOEMBED || tag == LXB_TAG_NOFRAMES || tag == LXB_TAG_PLAINTEXT;
}

struct NoticedAttributes {
  std::string_view itemprop, itemtype, datetime, content, rel, href, name, property;
  bool hidden = false;  ///< not shown, or shown outside of what a page is about
};

bool IsHiddenStyle(std::string_view style) {
  std::array<char, 512> room;
  std::size_t size = 0;
  for (const char c : style.substr(0, room.size())) {
    if (c != ' ') room[size++] = LowerAscii(c);
  }
  const std::string_view plain(room.data(), size);
  return plain.find("display:none") != std::string_view::npos ||
         plain.find("visibility:hidden") != std::string_view::npos ||
         plain.find("clip:rect(0") != std::string_view::npos;  // for screen readers alone
}

bool IsOutsideRole(std::string_view role) {
  constexpr std::array<std::string_view, 8> kRoles = {"navigation",  "complementary", "banner",
                                                      "contentinfo", "search",        "menu",
                                                      "dialog",      "alertdialog"};
  return std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

/// Most folders of addresses are none of those of authors by their first two letters.
bool MayBeOfAuthors(std::string_view folder) {
  switch (folder[0]) {
    case 'a':
      return folder[1] == 'u';
    case 'r':
      return folder[1] == 'e';
    case 'c':
    case 'j':
      return folder[1] == 'o';
    default:
      return false;
  }
}

/// "/author/ada-pell/": an address of a page about somebody who writes.
bool IsAuthorAddress(std::string_view href) {
  constexpr auto kFolders = std::to_array<std::string_view>(
      {"author/", "authors/", "autor/", "autoren/", "autores/", "auteur/", "auteurs/", "autore/",
       "autori/", "redakteur/", "journalist/", "contributor/", "contributors/"});
  href = href.substr(0, 300);
  for (std::size_t at = href.find('/'); at != std::string_view::npos; at = href.find('/', at)) {
    const std::string_view rest = href.substr(++at);
    if (rest.size() < 2 || !MayBeOfAuthors(rest)) continue;
    if (std::any_of(kFolders.begin(), kFolders.end(), [&](std::string_view folder) {
          return rest.size() > folder.size() && rest.starts_with(folder);
        })) {
      return true;
    }
  }
  return false;
}

std::string_view ValueOf(const lxb_dom_attr_t* attribute) {
  return attribute->value == nullptr ? std::string_view{}
                                     : View(attribute->value->data, attribute->value->length);
}

/// What is asked of attributes, in one pass: looking one up by name costs a hash.
NoticedAttributes NoticeAttributes(const Element& element, const AttributeIds& ids) {
  NoticedAttributes seen;
  for (const lxb_dom_attr_t* at = element.node->first_attr; at != nullptr; at = at->next) {
    const lxb_dom_attr_id_t id = at->node.local_name;
    if (id == LXB_DOM_ATTR_CLASS || id == LXB_DOM_ATTR_ID) continue;
    const std::string_view value = ValueOf(at);
    if (id == LXB_DOM_ATTR_HREF) {
      seen.href = value;
    } else if (id == LXB_DOM_ATTR_REL) {
      seen.rel = value;
    } else if (id == LXB_DOM_ATTR_CONTENT) {
      seen.content = value;
    } else if (id == LXB_DOM_ATTR_STYLE) {
      seen.hidden = seen.hidden || IsHiddenStyle(value);
    } else if (id == ids.role) {
      seen.hidden = seen.hidden || IsOutsideRole(value);
    } else if (id == ids.itemprop) {
      seen.itemprop = value;
    } else if (id == ids.itemtype) {
      seen.itemtype = value;
    } else if (id == ids.datetime) {
      seen.datetime = value;
    } else if (id == ids.aria_hidden) {
      seen.hidden = seen.hidden || value == "true";
    } else if (id == ids.hidden) {
      seen.hidden = true;
    } else if (id == ids.name) {
      seen.name = value;
    } else if (id == ids.property) {
      seen.property = value;
    }
  }
  return seen;
}

bool IsJsonLd(std::string_view type) {
  return EqualsIgnoringAsciiCase(type.substr(0, 19), "application/ld+json");
}

/// A start tag that becomes a node inside an <svg>, by nothing but its name: nobody asks for it. Of
/// the names that HTML has too some end the <svg>, and what is in a <foreignObject> is HTML.
bool IsShape(lxb_html_tree_t* tree, const lxb_html_token_t& token) {
  if ((token.type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0) return false;
  if (token.tag_id != LXB_TAG_PATH && token.tag_id < LXB_TAG__LAST_ENTRY) return false;
  lxb_dom_node_t* const current = lxb_html_tree_current_node(tree);
  return current != nullptr && current->ns == LXB_NS_SVG &&
         !lxb_html_tree_html_integration_point(current);
}

/// Tags that always open an element in a body, and most of those that do.
bool AlwaysOpens(lxb_tag_id_t tag) {
  switch (tag) {
    case LXB_TAG_A:
    case LXB_TAG_ARTICLE:
    case LXB_TAG_ASIDE:
    case LXB_TAG_DIV:
    case LXB_TAG_FIGCAPTION:
    case LXB_TAG_FIGURE:
    case LXB_TAG_FOOTER:
    case LXB_TAG_H1:
    case LXB_TAG_H2:
    case LXB_TAG_H3:
    case LXB_TAG_H4:
    case LXB_TAG_H5:
    case LXB_TAG_H6:
    case LXB_TAG_HEADER:
    case LXB_TAG_LI:
    case LXB_TAG_MAIN:
    case LXB_TAG_NAV:
    case LXB_TAG_OL:
    case LXB_TAG_P:
    case LXB_TAG_SECTION:
    case LXB_TAG_SPAN:
    case LXB_TAG_TIME:
    case LXB_TAG_UL:
      return true;
    default:
      return false;
  }
}

/// The element that holds what comes next is HTML's, of the body, and takes it at its end.
bool IsInBody(lxb_html_tree_t* tree) {
  return tree->mode == &lxb_html_tree_insertion_mode_in_body && !tree->foster_parenting &&
         lxb_html_tree_current_node(tree)->ns == LXB_NS_HTML;
}

/// As the tree builder does with the attributes of HTML's elements, at a third of its cost: makes
/// each of them in one piece, and asks for none by its name. False: out of memory.
bool AddAttributes(const lxb_html_token_attr_t* from, lxb_dom_element_t& element) {
  struct Made {
    lxb_dom_attr_t attribute;
    lexbor_str_t value;
  };
  for (; from != nullptr; from = from->next) {
    const lxb_dom_attr_id_t id = from->name->attr_id;
    const lxb_dom_attr_t* same = element.first_attr;
    while (same != nullptr && same->node.local_name != id) same = same->next;
    if (same != nullptr) continue;
    lxb_dom_document_t* const document = element.node.owner_document;
    auto* const made = static_cast<Made*>(lexbor_mraw_calloc(document->mraw, sizeof(Made)));
    if (made == nullptr) return false;
    lxb_dom_attr_t* const attribute = &made->attribute;
    attribute->node.owner_document = document;
    attribute->node.type = LXB_DOM_NODE_TYPE_ATTRIBUTE;
    attribute->node.local_name = id;
    attribute->node.ns = LXB_NS_HTML;
    if (from->value_begin != nullptr) {
      made->value = {.data = from->value, .length = from->value_size};
      attribute->value = &made->value;
    }
    attribute->owner = &element;
    attribute->prev = element.last_attr;
    (element.last_attr == nullptr ? element.first_attr : element.last_attr->next) = attribute;
    element.last_attr = attribute;
    if (id == LXB_DOM_ATTR_ID) element.attr_id = attribute;
    if (id == LXB_DOM_ATTR_CLASS) element.attr_class = attribute;
  }
  return true;
}

bool IsAsciiLetter(lxb_char_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/// The next "<", or `end`.
const lxb_char_t* FindTag(const lxb_char_t* at, const lxb_char_t* end) {
  const void* const found = std::memchr(at, '<', static_cast<std::size_t>(end - at));
  return found == nullptr ? end : static_cast<const lxb_char_t*>(found);
}

/// Whether a tag or a comment begins here.
bool BeginsMarkup(const lxb_char_t* at, const lxb_char_t* end) {
  if (end - at < 4 || *at != '<') return false;
  if (at[1] == '!') return at[2] == '-' && at[3] == '-';
  return IsAsciiLetter(at[1]) || (at[1] == '/' && IsAsciiLetter(at[2]));
}

/// The type attribute of a start tag.
std::string_view TypeOf(const lxb_html_token_t& token) {
  for (const lxb_html_token_attr_t* at = token.attr_first; at != nullptr; at = at->next) {
    if (at->name != nullptr && at->name->attr_id == LXB_DOM_ATTR_TYPE) {
      return View(at->value, at->value_size);
    }
  }
  return {};
}

/// Bytes before the end tag of a script or style that `html` begins inside of; npos if a tokenizer
/// has to say.
std::size_t RawTextLength(std::string_view html, std::string_view tag) {
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::string_view rest = html.substr(at + 1, tag.size() + 2);
    if (tag == "script" && rest.starts_with("!--")) return std::string_view::npos;
    if (rest.size() < tag.size() + 2) return std::string_view::npos;
    if (rest[0] != '/' || !EqualsIgnoringAsciiCase(rest.substr(1, tag.size()), tag)) continue;
    if (std::string_view(" \t\r\n\f/>").find(rest.back()) != std::string_view::npos) return at;
  }
  return std::string_view::npos;
}

/// True for <figure>, and for boxes whose name says so: "wp-caption", "article-image".
bool MayBeFigure(const Element& element) {
  return element.tag == LXB_TAG_FIGURE ||
         (element.tag == LXB_TAG_DIV && (element.names & (kCaptionName | kImageName)) != 0);
}

/// "articleBody" of "schema:articleBody" and "http://schema.org/articleBody", which RDFa writes.
std::string_view WordOfRdfa(std::string_view property) {
  return property.substr(property.find_last_of(":/#") + 1);
}

}  // namespace

bool IsOpaque(std::uint32_t tag) {
  switch (tag) {
    case LXB_TAG_SCRIPT:
    case LXB_TAG_STYLE:
    case LXB_TAG_NOSCRIPT:
    case LXB_TAG_TEMPLATE:
    case LXB_TAG_SVG:
    case LXB_TAG_MATH:
    case LXB_TAG_IFRAME:
    case LXB_TAG_OBJECT:
    case LXB_TAG_CANVAS:
    case LXB_TAG_VIDEO:
    case LXB_TAG_AUDIO:
    case LXB_TAG_SELECT:
    case LXB_TAG_BUTTON:
    case LXB_TAG_TEXTAREA:
    case LXB_TAG_NOFRAMES:
      return true;
    default:
      return false;
  }
}

std::string_view Attribute(const Element& element, lxb_dom_attr_id_t id) {
  lxb_dom_attr_t* attribute = nullptr;
  if (id == LXB_DOM_ATTR_CLASS) {
    attribute = element.node->attr_class;
  } else if (id == LXB_DOM_ATTR_ID) {
    attribute = element.node->attr_id;
  } else {
    attribute = lxb_dom_element_attr_by_id(element.node, id);
  }
  if (attribute == nullptr) return {};
  std::size_t length = 0;
  const lxb_char_t* value = lxb_dom_attr_value(attribute, &length);
  return View(value, length);
}

std::string_view Attribute(const Element& element, std::string_view name) {
  std::size_t length = 0;
  const lxb_char_t* value = lxb_dom_element_get_attribute(
      element.node, reinterpret_cast<const lxb_char_t*>(name.data()), name.size(), &length);
  return View(value, length);
}

std::string_view TextData(const lxb_dom_node_t* node) {
  const auto* data = reinterpret_cast<const lxb_dom_character_data_t*>(node);
  return View(data->data.data, data->data.length);
}

Page::Page(Limits limits)
    : limits_(limits),
      tags_({.max_attributes = limits.max_attributes, .all_attributes = limits.all_attributes}) {}

Page::~Page() {
  if (document_ != nullptr) lxb_html_document_destroy(document_);
}

Status Page::Prepare() {
  if (document_ == nullptr) document_ = lxb_html_document_create();
  if (document_ == nullptr || lxb_html_document_parse_chunk_begin(document_) != LXB_STATUS_OK) {
    return Transient("out_of_memory", "HTML parser cannot be initialised");
  }
  // Nothing is done for elements that come and go: lexbor would choose the options of forms.
  document_->dom_document.options = LXB_DOM_DOCUMENT_OPT_WO_EVENTS;
  auto* parser = static_cast<lxb_html_parser_t*>(document_->dom_document.parser);
  if (parser->tkz->callback_token_done != &Page::OnToken) {
    tree_callback_ = parser->tkz->callback_token_done;
    tree_context_ = parser->tkz->callback_token_ctx;
    lxb_html_tokenizer_callback_token_done_set(parser->tkz, &Page::OnToken, this);
  }
  if (!tags_.Begin(parser->tkz)) return Transient("out_of_memory", "no room for a page's names");
  ids_ = {.aria_hidden = tags_.IdOf("aria-hidden"),
          .datetime = tags_.IdOf("datetime"),
          .hidden = tags_.IdOf("hidden"),
          .itemprop = tags_.IdOf("itemprop"),
          .itemtype = tags_.IdOf("itemtype"),
          .name = tags_.IdOf("name"),
          .property = tags_.IdOf("property"),
          .role = tags_.IdOf("role")};
  parser->tkz->state = &Page::Scan;
  return Ok();
}

/// Stands between tokenizer and tree builder.
lxb_html_token_t* Page::OnToken(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token,
                                void* context) {
  lxb_html_token_t* const next = static_cast<Page*>(context)->Filter(tokenizer, token);
  if (tokenizer->state == &lxb_html_tokenizer_state_data_before) tokenizer->state = &Page::Scan;
  return next;
}

/// Takes out what makes trees cost more than their pages: depth, and attributes without number or
/// end.
lxb_html_token_t* Page::Filter(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token) {
  const bool ending = token->tag_id == LXB_TAG__END_OF_FILE;
  auto* tree = static_cast<lxb_html_tree_t*>(tree_context_);
  if (++tokens_ % 4096 == 0) {
    if (Budget::Exceeded()) out_of_time_ = true;
  }
  if (!ending) {
    const lxb_dom_document_t& dom = document_->dom_document;
    const std::size_t chunks =
        lexbor_mem_chunk_length(dom.mraw->mem) + lexbor_mem_chunk_length(dom.text->mem);
    const bool closing = (token->type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0;
    if (chunks * kDomChunkBytes > limits_.max_dom_bytes) cut_ = true;
    if (!closing && ++nodes_ > limits_.max_nodes) cut_ = true;
    if (cut_ || out_of_time_) return token;
    if (token->tag_id == LXB_TAG__TEXT) {
      if (AddText(*token)) return token;
      // The tree builder glues text that only ignored tags part, copying all of it each time.
      lxb_dom_node_t* current = lexbor_array_length(tree->open_elements) == 0
                                    ? nullptr
                                    : lxb_html_tree_current_node(tree);
      if (current != nullptr && current->last_child != nullptr &&
          current->last_child->type == LXB_DOM_NODE_TYPE_TEXT &&
          TextData(current->last_child).size() > kMaxTextAppend) {
        cut_ = true;
        return token;
      }
    } else if (!closing && token->tag_id != LXB_TAG__EM_COMMENT) {
      if (lexbor_array_length(tree->open_elements) >= limits_.max_depth &&
          !IsRawText(token->tag_id)) {
        return token;
      }
      std::size_t count = 0;
      for (lxb_html_token_attr_t* at = token->attr_first; at != nullptr; at = at->next) {
        if (++count == limits_.max_attributes) {
          at->next = nullptr;
          token->attr_last = at;
        }
        // Half an address or a headline says something else than the whole one.
        if (at->value_size > limits_.max_attribute_bytes) at->value_size = 0;
      }
    }
  }
  if (!ending && IsShape(tree, *token)) {
    if ((token->type & LXB_HTML_TOKEN_TYPE_CLOSE_SELF) != 0) return token;
    token->attr_first = token->attr_last = nullptr;
  }
  return PassOn(tokenizer, token);
}

/// As the tree builder does with text in the body, where there is nothing to decide: four of ten
/// tokens are text, most of it white space between tags. False where it has to decide.
bool Page::AddText(const lxb_html_token_t& token) {
  auto* const tree = static_cast<lxb_html_tree_t*>(tree_context_);
  if (tree->frameset_ok || token.null_count != 0 || !IsInBody(tree) ||
      lxb_html_tree_active_formatting_reconstruct_elements(tree) != LXB_STATUS_OK) {
    return false;
  }
  lxb_dom_node_t* const parent = lxb_html_tree_current_node(tree);
  if (parent->local_name == LXB_TAG_TEMPLATE ||
      (parent->last_child != nullptr && parent->last_child->type == LXB_DOM_NODE_TYPE_TEXT)) {
    return false;
  }
  lxb_dom_document_t& dom = document_->dom_document;
  lxb_dom_text_t* const text = lxb_dom_text_interface_create(&dom);
  if (text == nullptr) return false;
  lexbor_str_t& data = text->char_data.data;
  if (lexbor_str_init_append(&data, dom.text, token.text_start,
                             static_cast<std::size_t>(token.text_end - token.text_start)) ==
      nullptr) {
    return false;
  }
  lxb_dom_node_t* const node = lxb_dom_interface_node(text);
  node->local_name = LXB_TAG__TEXT;
  node->ns = LXB_NS_HTML;
  lxb_dom_node_insert_child_wo_events(parent, node);
  return true;
}

/// To the tree builder. Scripts and styles are a third of a page and their text is never asked for,
/// JSON-LD aside: it is stepped over.
lxb_html_token_t* Page::PassOn(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token) {
  auto* const tree = static_cast<lxb_html_tree_t*>(tree_context_);
  if (token->attr_first != nullptr && AlwaysOpens(token->tag_id) &&
      (token->type & LXB_HTML_TOKEN_TYPE_CLOSE) == 0 && IsInBody(tree)) {
    const lxb_html_token_attr_t* const attributes = std::exchange(token->attr_first, nullptr);
    lxb_html_token_t* const next = tree_callback_(tokenizer, token, tree_context_);
    if (next == nullptr) return nullptr;
    return AddAttributes(attributes, *lxb_dom_interface_element(lxb_html_tree_current_node(tree)))
               ? next
               : nullptr;
  }
  const bool raw = token->tag_id == LXB_TAG_STYLE || token->tag_id == LXB_TAG_SCRIPT;
  keep_raw_text_ = token->tag_id == LXB_TAG_SCRIPT && IsJsonLd(TypeOf(*token));
  lxb_html_token_t* const next = tree_callback_(tokenizer, token, tree_context_);
  // The tree builder has chosen the state: none of these for an end tag, or in an <svg>.
  if (raw && (tokenizer->state == &lxb_html_tokenizer_state_script_data_before ||
              tokenizer->state == &lxb_html_tokenizer_state_rawtext_before)) {
    raw_text_state_ = tokenizer->state;
    tokenizer->state = &Page::ReadRawText;
  }
  return next;
}

/// A state of the tokenizer, in place of that for the text of a script or style: goes on at the end
/// tag. Where there is none, or a comment (in which a script may speak of its end tag), the
/// tokenizer's own state is taken.
const lxb_char_t* Page::ReadRawText(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* data,
                                    const lxb_char_t* end) {
  Page& page = *static_cast<Page*>(tokenizer->callback_token_ctx);
  tokenizer->state = page.raw_text_state_;
  if (tokenizer->is_eof) return data;
  const char* const begin = reinterpret_cast<const char*>(data);
  const bool script = tokenizer->state == &lxb_html_tokenizer_state_script_data_before;
  const std::string_view rest(
      begin, static_cast<std::size_t>(page.html_.data() + page.html_.size() - begin));
  const std::size_t length = RawTextLength(rest, script ? "script" : "style");
  if (length == std::string_view::npos) return data;
  if (page.keep_raw_text_ && length != 0) {
    const std::string_view text = rest.substr(0, length);
    if (text.find('\r') != std::string_view::npos || text.find('\0') != std::string_view::npos) {
      return data;
    }
    if (!page.EmitText(tokenizer, text)) return end;
  }
  tokenizer->state = &Page::Scan;
  if (data + length <= end) return data + length;
  page.resume_ = begin + length;
  return end;
}

/// A state of the tokenizer, in place of that for text and the tags in it: reads what is plain, in
/// one step each, and leaves to lexbor the rest.
const lxb_char_t* Page::Scan(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* data,
                             const lxb_char_t* end) {
  Page& page = *static_cast<Page*>(tokenizer->callback_token_ctx);
  const auto* const page_end =
      reinterpret_cast<const lxb_char_t*>(page.html_.data() + page.html_.size());
  bool plain = !tokenizer->is_eof;
  while (plain && data < end && tokenizer->state == &Page::Scan) {
    const lxb_char_t* const special = FindMarkup(data, page_end);
    const bool as_is = special == page_end || *special == '<';
    const lxb_char_t* const markup = as_is ? special : FindTag(special, page_end);
    std::string_view text = View(data, static_cast<std::size_t>(markup - data));
    plain = BeginsMarkup(markup, page_end) && (as_is || page.Decode(text));
    if (!plain) break;
    if (!text.empty() && !page.EmitText(tokenizer, text)) return end;
    const lxb_char_t* const behind = markup[1] == '!'
                                         ? page.ReadComment(tokenizer, markup, page_end)
                                         : page.tags_.Read(markup, page_end);
    data = behind == nullptr ? markup : behind;
    plain = behind != nullptr;
    if (!plain) break;
    tokenizer->state = &lxb_html_tokenizer_state_data_before;
    if (!page.Emit(tokenizer)) return end;
  }
  if (!plain) tokenizer->state = &lxb_html_tokenizer_state_data_before;
  if (data <= end) return data;
  page.resume_ = reinterpret_cast<const char*>(data);
  return end;
}

/// The tokenizer's token becomes a comment without text: nobody asks for it.
const lxb_char_t* Page::ReadComment(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* at,
                                    const lxb_char_t* end) {
  const lxb_char_t* const behind = CommentEnd(at, end);
  if (behind == nullptr) return nullptr;
  lxb_html_token_t& token = *tokenizer->token;
  token.tag_id = LXB_TAG__EM_COMMENT;
  token.begin = token.text_start = token.text_end = at;
  token.end = behind;
  return behind;
}

/// Of text as it is written.
bool Page::Decode(std::string_view& text) {
  decoded_.clear();
  if (!AppendCharacters(text, false, decoded_)) return false;
  text = decoded_;
  return true;
}

bool Page::EmitText(lxb_html_tokenizer_t* tokenizer, std::string_view text) {
  lxb_html_token_t& token = *tokenizer->token;
  token.tag_id = LXB_TAG__TEXT;
  token.begin = token.text_start = reinterpret_cast<const lxb_char_t*>(text.data());
  token.end = token.text_end = token.text_start + text.size();
  return Emit(tokenizer);
}

/// Passes the tokenizer's token on, as all of its states do.
bool Page::Emit(lxb_html_tokenizer_t* tokenizer) {
  tokenizer->token = OnToken(tokenizer, tokenizer->token, this);
  if (tokenizer->token == nullptr) {
    if (tokenizer->status == LXB_STATUS_OK) tokenizer->status = LXB_STATUS_ERROR;
    return false;
  }
  lxb_html_token_clean(tokenizer->token);
  return true;
}

/// Piece by piece, to look at the names in between.
lxb_status_t Page::Feed(std::string_view html) {
  const lxb_dom_document_t& dom = document_->dom_document;
  html_ = html;
  while (!html.empty() && !cut_ && !out_of_time_) {
    const std::string_view piece = html.substr(0, kFeedBytes);
    resume_ = piece.data() + piece.size();
    const lxb_status_t status = lxb_html_document_parse_chunk(
        document_, reinterpret_cast<const lxb_char_t*>(piece.data()), piece.size());
    if (status != LXB_STATUS_OK) return status;
    html.remove_prefix(static_cast<std::size_t>(resume_ - html.data()));
    cut_ = cut_ || lexbor_dobject_allocated(dom.attrs->entries) > kMaxNames ||
           lexbor_dobject_allocated(dom.tags->entries) > kMaxNames;
  }
  return LXB_STATUS_OK;
}

Status Page::Parse(std::string_view html) {
  cut_ = false;
  out_of_time_ = false;
  tokens_ = nodes_ = 0;
  NW_CHECK_OK(Prepare());
  const lxb_status_t parsed = Feed(html);
  const lxb_status_t ended = lxb_html_document_parse_chunk_end(document_);
  if (parsed != LXB_STATUS_OK || ended != LXB_STATUS_OK) {
    lxb_html_document_destroy(document_);
    document_ = nullptr;
    return BadInput(
        "html_unreadable",
        "HTML parser gave up, status " + std::to_string(parsed != LXB_STATUS_OK ? parsed : ended));
  }
  // A loading document is not cleaned by the next parse.
  document_->ready_state = LXB_HTML_DOCUMENT_READY_STATE_COMPLETE;
  if (out_of_time_) return Budget::MakeError();
  Walk();
  return Ok();
}

void Page::Remove(const std::vector<std::uint32_t>& elements) {
  for (const std::uint32_t index : elements) {
    lxb_dom_node_remove(lxb_dom_interface_node(elements_[index].node));
  }
  if (!elements.empty()) Walk();
}

void Page::Walk() {
  elements_.clear();
  texts_.clear();
  metas.clear();
  json_ld.clear();
  headings.clear();
  subheadings.clear();
  figures.clear();
  bylines.clear();
  author_links.clear();
  article_bodies.clear();
  live_blog = false;
  title.clear();
  canonical = base = language = itemprop_published = itemprop_modified = {};

  lxb_dom_node_t* const root = lxb_dom_interface_node(document_);
  lxb_dom_node_t* node = root->first_child;
  std::int32_t parent = -1;
  while (node != nullptr) {
    bool descend = false;
    if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      const auto index = static_cast<std::uint32_t>(elements_.size());
      Element& element = elements_.emplace_back();
      element.node = lxb_dom_interface_element(node);
      element.tag = static_cast<std::uint32_t>(node->local_name);
      element.parent = parent;
      element.end = index + 1;
      Notice(index, element);
      descend = node->first_child != nullptr && !IsOpaque(element.tag);
      if (descend) parent = static_cast<std::int32_t>(index);
    } else if (node->type == LXB_DOM_NODE_TYPE_TEXT && parent >= 0) {
      const std::string_view text = TextData(node);
      Element& element = elements_[static_cast<std::size_t>(parent)];
      const TextSize size = MeasureText(text);
      element.own_text += size.characters;
      element.own_commas += size.commas;
      texts_.push_back({.text = text,
                        .element = static_cast<std::uint32_t>(parent),
                        .next = static_cast<std::uint32_t>(elements_.size()),
                        .blank = size.characters == 0});
    }
    if (descend) {
      node = node->first_child;
      continue;
    }
    while (node != nullptr && node->next == nullptr) {
      node = node->parent;
      if (node == nullptr || node == root) {
        node = nullptr;
        break;
      }
      elements_[static_cast<std::size_t>(parent)].end =
          static_cast<std::uint32_t>(elements_.size());
      parent = elements_[static_cast<std::size_t>(parent)].parent;
    }
    if (node != nullptr) node = node->next;
  }
}

void Page::Notice(std::uint32_t index, const Element& element) {
  switch (element.tag) {
    case LXB_TAG_HTML:
      language = Attribute(element, LXB_DOM_ATTR_LANG);
      if (language.empty()) language = Attribute(element, "xml:lang");
      return;
    case LXB_TAG_META: {
      if (metas.size() >= kMaxMetas) return;
      const NoticedAttributes seen = NoticeAttributes(element, ids_);
      std::string_view name = seen.property;
      if (name.empty()) name = seen.name;
      const bool microdata = name.empty();
      if (microdata) name = seen.itemprop;
      if (name.empty() || name.size() > 100 || seen.content.empty()) return;
      metas.push_back({LowerAscii(TrimAscii(name)), seen.content, microdata});
      return;
    }
    case LXB_TAG_LINK:
      if (canonical.empty() &&
          EqualsIgnoringAsciiCase(Attribute(element, LXB_DOM_ATTR_REL), "canonical")) {
        canonical = Attribute(element, LXB_DOM_ATTR_HREF);
      }
      return;
    case LXB_TAG_BASE:
      if (base.empty()) base = Attribute(element, LXB_DOM_ATTR_HREF);
      return;
    case LXB_TAG_TITLE:
      if (title.empty()) title = TextOf(index);
      return;
    case LXB_TAG_SCRIPT: {
      const lxb_dom_node_t* text = lxb_dom_interface_node(element.node)->first_child;
      if (text != nullptr && text->type == LXB_DOM_NODE_TYPE_TEXT && json_ld.size() < kMaxNoticed &&
          IsJsonLd(Attribute(element, LXB_DOM_ATTR_TYPE))) {
        json_ld.push_back(TextData(text));
      }
      return;
    }
    case LXB_TAG_H1:
      if (headings.size() < kMaxNoticed) headings.push_back(index);
      break;
    case LXB_TAG_H2:
    case LXB_TAG_H3:
      if (subheadings.size() < kMaxNoticed) subheadings.push_back(index);
      break;
    default:
      break;
  }
  Element& mutable_element = elements_[index];
  if (element.node->first_attr == nullptr) {
    if (element.tag == LXB_TAG_FIGURE && figures.size() < kMaxFigures) figures.push_back(index);
    return;
  }
  const std::string_view class_name = Attribute(element, LXB_DOM_ATTR_CLASS);
  const std::string_view id = Attribute(element, LXB_DOM_ATTR_ID);
  if (!class_name.empty()) mutable_element.names |= name_hints_.HintsOf(class_name);
  if (IsHeading(element.tag)) {
    // Their ids are made of their own words, and every one is the header of something.
    if ((mutable_element.names & kHeaderName) != 0)
      mutable_element.names &= ~std::uint32_t{kUnlikely};
  } else if (!id.empty()) {
    mutable_element.names |= name_hints_.HintsOf(id);
  }

  if (MayBeFigure(mutable_element) && figures.size() < kMaxFigures) figures.push_back(index);
  const NoticedAttributes seen = NoticeAttributes(element, ids_);
  mutable_element.hidden = seen.hidden;
  if (seen.itemtype.ends_with("LiveBlogPosting")) live_blog = true;
  const std::string_view property =
      seen.itemprop.empty() ? WordOfRdfa(seen.property) : seen.itemprop;
  if (!property.empty()) {
    std::string_view value = seen.content;
    if (value.empty()) value = seen.datetime;
    if (value.empty() && element.tag == LXB_TAG_ABBR) value = Attribute(element, "title");
    if (property == "articleBody" && article_bodies.size() < kMaxNoticed) {
      article_bodies.push_back(index);
    } else if (property == "datePublished" && itemprop_published.empty()) {
      itemprop_published = value;
    } else if (property == "dateModified" && itemprop_modified.empty()) {
      itemprop_modified = value;
    } else if (seen.itemprop == "description") {
      mutable_element.names |= kStandfirstName;
    }
  }
  const bool byline = property == "author" ||
                      (mutable_element.names & (kBylineName | kAuthorName)) != 0 ||
                      (element.tag == LXB_TAG_A && seen.rel == "author");
  if (byline && bylines.size() < kMaxNoticed) bylines.push_back(index);
  if (element.tag == LXB_TAG_A && author_links.size() < kMaxNoticed && IsAuthorAddress(seen.href)) {
    author_links.push_back(index);
  }
}

std::string_view Page::FindMeta(std::string_view name) const {
  for (const Meta& meta : metas) {
    if (meta.name == name && !TrimAscii(meta.content).empty()) return meta.content;
  }
  return {};
}

std::string Page::TextOf(std::uint32_t element) const {
  constexpr std::size_t kMost = 8192;
  std::string text;
  bool parted = false;
  // A letter that is drawn large may have a box of its own.
  const auto part = [&](const lxb_dom_node_t* node) {
    const auto tag = static_cast<std::uint32_t>(node->local_name);
    const bool parts = IsBlock(tag) || tag == LXB_TAG_TD || tag == LXB_TAG_TH;
    parted = parted || tag == LXB_TAG_BR || (parts && text.size() > 1);
  };
  const lxb_dom_node_t* const root = lxb_dom_interface_node(elements_[element].node);
  const lxb_dom_node_t* node = root->first_child;
  while (node != nullptr && text.size() < kMost) {
    bool descend = false;
    if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
      const std::string_view data = TextData(node);
      constexpr std::string_view kGoesOn = ",.;:!?)";
      if (parted && !data.empty() && kGoesOn.find(data[0]) == std::string_view::npos) text += ' ';
      parted = parted && data.empty();
      text += data.substr(0, FloorBoundary(data, kMost));
    } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      part(node);
      descend =
          node->first_child != nullptr && !IsOpaque(static_cast<std::uint32_t>(node->local_name));
    }
    if (descend) {
      node = node->first_child;
      continue;
    }
    while (node != root && node->next == nullptr) {
      node = node->parent;
      if (node != root) part(node);
    }
    if (node == root) break;
    node = node->next;
  }
  text.resize(FloorBoundary(text, kMost));
  return CleanLine(text);
}

}  // namespace newswired
