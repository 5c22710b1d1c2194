#include "stages/decode/feed.h"

#include <array>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

struct NamedEntity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<NamedEntity, 22> kEntities = {
    {{"amp", "&"},         {"lt", "<"},          {"gt", ">"},          {"quot", "\""},
     {"apos", "'"},        {"nbsp", "\u00A0"},   {"ndash", "\u2013"},  {"mdash", "\u2014"},
     {"lsquo", "\u2018"},  {"rsquo", "\u2019"},  {"ldquo", "\u201C"},  {"rdquo", "\u201D"},
     {"hellip", "\u2026"}, {"eacute", "\u00E9"}, {"egrave", "\u00E8"}, {"agrave", "\u00E0"},
     {"ccedil", "\u00E7"}, {"auml", "\u00E4"},   {"ouml", "\u00F6"},   {"uuml", "\u00FC"},
     {"szlig", "\u00DF"},  {"pound", "\u00A3"}}};

void AppendDecoded(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t amp = std::min(text.find('&', at), text.size());
    out.append(text.substr(at, amp - at));
    if (amp == text.size()) return;
    const std::string_view name_and_more = text.substr(amp + 1, 12);
    const std::size_t semicolon = name_and_more.find(';');
    at = amp + 1;
    bool known = false;
    if (semicolon != std::string_view::npos) {
      std::string_view name = name_and_more.substr(0, semicolon);
      if (name.starts_with('#')) {
        name.remove_prefix(1);
        const bool hex = !name.empty() && LowerAscii(name[0]) == 'x';
        if (hex) name.remove_prefix(1);
        char32_t value = 0;
        known = !name.empty();
        for (const char c : name) {
          const char lower = LowerAscii(c);
          const int digit = c >= '0' && c <= '9'                  ? c - '0'
                            : hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                                  : -1;
          if (digit < 0) {
            known = false;
            break;
          }
          value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
          if (value > 0x10FFFF) value = 0xFFFD;
        }
        if (known && value != 0) AppendUtf8(value, out);
      } else {
        for (const NamedEntity& entity : kEntities) {
          if (entity.name == name) {
            out += entity.text;
            known = true;
            break;
          }
        }
      }
      if (known) at = amp + 1 + semicolon + 1;
    }
    if (!known) out += '&';
  }
}

enum class Token { kStart, kEnd, kText, kDone };

class Scanner {
 public:
  explicit Scanner(std::string_view xml) : xml_(xml) {}

  Token Next() {
    while (at_ < xml_.size()) {
      begin_ = at_;
      if (xml_[at_] != '<') {
        at_ = std::min(xml_.find('<', at_), xml_.size());
        text_ = xml_.substr(begin_, at_ - begin_);
        cdata_ = false;
        return Token::kText;
      }
      const std::string_view rest = xml_.substr(at_);
      if (rest.starts_with("<!--")) {
        SkipPast("-->", 4);
      } else if (rest.starts_with("<![CDATA[")) {
        const std::size_t end = std::min(rest.find("]]>", 9), rest.size());
        text_ = rest.substr(9, end - std::min<std::size_t>(end, 9));
        at_ = std::min(at_ + end + 3, xml_.size());
        cdata_ = true;
        return Token::kText;
      } else if (rest.starts_with("<?")) {
        SkipPast("?>", 2);
      } else if (rest.starts_with("<!")) {
        SkipDoctype();
      } else if (rest.size() > 1 && (rest[1] == '/' || IsNameStart(rest[1]))) {
        return ReadTag();
      } else {
        ++at_;
        text_ = xml_.substr(begin_, 1);
        cdata_ = false;
        return Token::kText;
      }
    }
    begin_ = at_;
    return Token::kDone;
  }

  /// The next token is the last one again.
  void Unread() { at_ = begin_; }
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return at_; }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view local() const {
    const std::size_t colon = name_.find(':');
    return colon == std::string_view::npos ? name_ : name_.substr(colon + 1);
  }
  [[nodiscard]] std::string_view prefix() const {
    const std::size_t colon = name_.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name_.substr(0, colon);
  }
  [[nodiscard]] bool self_closing() const { return self_closing_; }

  void AppendText(std::string& out) const {
    if (cdata_) {
      out += text_;
    } else {
      AppendDecoded(text_, out);
    }
  }

  /// Decoded value of an attribute of the last start tag; empty if there is none.
  [[nodiscard]] std::string Attribute(std::string_view wanted) const {
    for (std::size_t at = 0; at < attributes_.size();) {
      at = attributes_.find_first_not_of(" \t\r\n/", at);
      if (at == std::string_view::npos) break;
      const std::size_t name_end =
          std::min(attributes_.find_first_of("= \t\r\n", at), attributes_.size());
      const std::string_view name = attributes_.substr(at, name_end - at);
      at = std::min(attributes_.find_first_not_of(" \t\r\n", name_end), attributes_.size());
      if (at >= attributes_.size() || attributes_[at] != '=') continue;
      at = std::min(attributes_.find_first_not_of(" \t\r\n", at + 1), attributes_.size());
      if (at >= attributes_.size()) break;
      std::size_t end = 0;
      if (attributes_[at] == '"' || attributes_[at] == '\'') {
        end = std::min(attributes_.find(attributes_[at], at + 1), attributes_.size());
        ++at;
      } else {
        end = std::min(attributes_.find_first_of(" \t\r\n", at), attributes_.size());
      }
      if (name == wanted) {
        std::string value;
        AppendDecoded(attributes_.substr(at, end - at), value);
        return value;
      }
      at = end + 1;
    }
    return {};
  }

 private:
  static bool IsNameStart(char c) {
    const char lower = LowerAscii(c);
    return (lower >= 'a' && lower <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  }

  void SkipPast(std::string_view mark, std::size_t from) {
    const std::size_t found = xml_.find(mark, at_ + from);
    at_ = found == std::string_view::npos ? xml_.size() : found + mark.size();
  }

  /// A document type is stepped over, its internal subset included: nothing in it is ever used.
  void SkipDoctype() {
    int depth = 0;
    while (at_ < xml_.size()) {
      const char c = xml_[at_++];
      if (c == '[') ++depth;
      if (c == ']') --depth;
      if (c == '>' && depth <= 0) return;
    }
  }

  Token ReadTag() {
    const bool closing = xml_[at_ + 1] == '/';
    const std::size_t name_begin = at_ + (closing ? 2 : 1);
    const std::size_t name_end = std::min(xml_.find_first_of(" \t\r\n/>", name_begin), xml_.size());
    name_ = xml_.substr(name_begin, name_end - name_begin);
    std::size_t at = name_end;
    while (at < xml_.size() && xml_[at] != '>') {
      const char c = xml_[at];
      bool& hopeless = c == '"' ? no_double_ : no_single_;
      if ((c == '"' || c == '\'') && !hopeless) {
        const std::size_t close = xml_.find(c, at + 1);
        // Once a quote has no partner, none after it has: looking again would be quadratic.
        if (close == std::string_view::npos) {
          hopeless = true;
        } else {
          at = close;
        }
      }
      ++at;
    }
    attributes_ = xml_.substr(name_end, at - name_end);
    at_ = std::min(at + 1, xml_.size());
    self_closing_ = !closing && attributes_.ends_with('/');
    return closing ? Token::kEnd : Token::kStart;
  }

  std::string_view xml_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string_view name_, attributes_, text_;
  bool cdata_ = false;
  bool self_closing_ = false;
  bool no_double_ = false;
  bool no_single_ = false;
};

/// True at a tag where everything inside an item, or inside the feed's own elements, has ended.
bool IsItemBoundary(Token token, std::string_view local) {
  if (local == "item" || local == "entry") return token == Token::kStart || token == Token::kEnd;
  return token == Token::kEnd &&
         (local == "channel" || local == "feed" || local == "rss" || local == "RDF");
}

/// Reads the text of the element whose start tag was just read, up to its end tag, or to where an
/// item begins or ends if that was forgotten; markup inside is dropped, or with `markup` kept as it
/// is (Atom's xhtml content).
std::string ReadElement(Scanner& in, std::string_view xml, bool markup) {
  std::string text;
  if (in.self_closing()) return text;
  const std::string name(in.name());
  const std::size_t begin = in.end();
  std::size_t depth = 1;
  while (true) {
    const Token token = in.Next();
    if (IsItemBoundary(token, in.local())) {
      if (markup) text.assign(xml.substr(begin, in.begin() - begin));
      in.Unread();
      return text;
    }
    switch (token) {
      case Token::kStart:
        if (!in.self_closing() && in.name() == name) ++depth;
        break;
      case Token::kEnd:
        if (in.name() == name && --depth == 0) {
          if (markup) text.assign(xml.substr(begin, in.begin() - begin));
          return text;
        }
        break;
      case Token::kText:
        if (!markup) in.AppendText(text);
        break;
      case Token::kDone:
        if (markup) text.assign(xml.substr(begin));
        return text;
    }
  }
}

/// Text of HTML that stands in a title: without its tags, entities decoded.
std::string TextOfHtml(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
  std::string text;
  Scanner in(html);
  for (Token token = in.Next(); token != Token::kDone; token = in.Next()) {
    if (token == Token::kText) in.AppendText(text);
  }
  return text;
}

void SetFirst(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

bool IsTextType(const std::string& type) { return type == "text" || type == "text/plain"; }

void ReadItemField(Scanner& in, std::string_view xml, bool rss, FeedItem& item) {
  const std::string_view local = in.local();
  const std::string_view prefix = in.prefix();
  const auto text = [&] { return ReadElement(in, xml, false); };
  if (prefix == "media" || prefix == "itunes") {
    text();
  } else if (local == "title") {
    // RSS does not say whether a title is HTML, and most that could be are; Atom does.
    const std::string type = in.Attribute("type");
    const bool html = rss || type == "html" || type == "text/html";
    std::string title = text();
    SetFirst(item.title, html ? TextOfHtml(title) : std::move(title));
  } else if (local == "link") {
    const std::string href = in.Attribute("href");
    const std::string rel = in.Attribute("rel");
    std::string content = text();
    if (href.empty()) {
      SetFirst(item.link, std::move(content));
    } else if (rel.empty() || rel == "alternate") {
      SetFirst(item.link, href);
    }
  } else if (local == "guid") {
    item.id_is_link = in.Attribute("isPermaLink") != "false";
    SetFirst(item.id, text());
  } else if (local == "id") {
    SetFirst(item.id, text());
  } else if (local == "pubDate" || local == "published" || local == "date" || local == "issued") {
    SetFirst(item.published, text());
  } else if (local == "updated" || local == "modified") {
    SetFirst(item.updated, text());
  } else if (local == "creator" || local == "author") {
    // Atom's author holds a name, and often an address that is nobody's business here.
    std::string author;
    if (prefix.empty() && local == "author" && !in.self_closing()) {
      const std::string all = ReadElement(in, xml, true);
      Scanner inner(all);
      for (Token token = inner.Next(); token != Token::kDone; token = inner.Next()) {
        if (token == Token::kStart && inner.local() == "name") {
          author = ReadElement(inner, all, false);
          break;
        }
        if (token == Token::kText) inner.AppendText(author);
      }
    } else {
      author = text();
    }
    SetFirst(item.author, std::move(author));
  } else if (local == "category" || local == "subject") {
    const std::string term = in.Attribute("term");
    std::string content = text();
    std::string& value = content.empty() ? const_cast<std::string&>(term) : content;
    if (!value.empty() && item.categories.size() < 64) item.categories.push_back(value);
  } else if (local == "encoded" || local == "content") {
    const std::string type = in.Attribute("type");
    if (item.content.empty()) item.content_is_text = IsTextType(type);
    SetFirst(item.content, ReadElement(in, xml, type == "xhtml"));
  } else if (local == "description" || local == "summary") {
    const std::string type = in.Attribute("type");
    if (item.summary.empty()) item.summary_is_text = IsTextType(type);
    SetFirst(item.summary, ReadElement(in, xml, type == "xhtml"));
  } else if (local == "language") {
    SetFirst(item.language, text());
  } else {
    text();
  }
}

}  // namespace

std::string_view XmlRoot(std::string_view xml) {
  Scanner in(xml);
  while (true) {
    switch (in.Next()) {
      case Token::kStart:
        return in.local();
      case Token::kText:
        continue;
      default:
        return {};
    }
  }
}

Status ParseFeed(std::string_view xml, std::size_t max_items, Feed& feed) {
  Scanner in(xml);
  std::size_t item_begin = 0;
  bool in_item = false;
  bool in_image = false;
  std::string item_name;
  const auto close_item = [&](std::size_t end) {
    feed.items.back().bytes = xml.substr(item_begin, end - item_begin);
    in_item = false;
  };
  while (true) {
    const Token token = in.Next();
    if (token == Token::kDone) break;
    if (token == Token::kEnd) {
      if (in_item && in.name() == item_name) close_item(in.end());
      if (in.local() == "image" || in.local() == "textinput") in_image = false;
      continue;
    }
    if (token != Token::kStart) continue;
    const std::string_view local = in.local();
    if (local == "item" || local == "entry") {
      if (in_item) close_item(in.begin());
      if (feed.items.size() == max_items) {
        return BadInput("too_many_items",
                        "feed of more than max_items (" + std::to_string(max_items) + ") items");
      }
      if (local == "entry") feed.atom = true;
      item_begin = in.begin();
      item_name = in.name();
      feed.items.emplace_back().language = in.Attribute("xml:lang");
      in_item = true;
      if (in.self_closing()) close_item(in.end());
    } else if (in_item) {
      ReadItemField(in, xml, item_name.ends_with("item"), feed.items.back());
    } else if (local == "image" || local == "textinput") {
      in_image = !in.self_closing();
    } else if (local == "feed") {
      feed.atom = true;
      feed.language = in.Attribute("xml:lang");
    } else if (in_image) {
      continue;
    } else if (local == "title") {
      SetFirst(feed.title, ReadElement(in, xml, false));
    } else if (local == "language") {
      SetFirst(feed.language, ReadElement(in, xml, false));
    } else if (local == "link") {
      const std::string href = in.Attribute("href");
      const std::string rel = in.Attribute("rel");
      std::string content = ReadElement(in, xml, false);
      if (href.empty()) {
        SetFirst(feed.link, std::move(content));
      } else if (rel.empty() || rel == "alternate") {
        SetFirst(feed.link, href);
      }
    }
  }
  if (in_item) close_item(xml.size());
  return Ok();
}

}  // namespace newswired
