#include "stages/decode/xml.h"

#include <algorithm>
#include <array>

#include "stages/decode/claims.h"
#include "stages/text/character_references.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Token = XmlScanner::Token;
constexpr std::string_view kBlank = " \t\r\n";

bool IsNameStart(char c) {
  return IsLetterAscii(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

Error Invalid(std::string what, std::size_t at) {
  return BadInput("invalid_xml",
                  "not well-formed XML at byte " + std::to_string(at) + ": " + std::move(what));
}

/// Whether what begins as a tag and never ends is text: "Profit <expectations of banks". Where a
/// feed cut its summary within a tag, an attribute or the end of an element was under way.
bool IsText(const XmlScanner& in, Token token) {
  return in.unfinished() && token == Token::kStart &&
         in.attributes().find('=') == std::string_view::npos;
}

}  // namespace

Token XmlScanner::Next() {
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

std::string_view XmlScanner::LocalName(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view XmlScanner::prefix() const {
  const std::size_t colon = name_.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name_.substr(0, colon);
}

void XmlScanner::AppendText(std::string& out) const {
  if (cdata_) {
    out += text_;
  } else {
    AppendWithReferences(text_, out);
  }
}

std::optional<XmlAttribute> XmlScanner::TakeAttribute(std::string_view& rest) {
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n/"), rest.size()));
    if (rest.empty()) return std::nullopt;
    XmlAttribute found;
    found.name = rest.substr(0, rest.find_first_of("= \t\r\n"));
    rest.remove_prefix(found.name.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank, 1), rest.size()));
    if (rest.empty()) return std::nullopt;
    const bool quoted = rest.front() == '"' || rest.front() == '\'';
    const std::size_t begin = quoted ? 1 : 0;
    const std::size_t end =
        std::min(quoted ? rest.find(rest.front(), 1) : rest.find_first_of(kBlank), rest.size());
    found.raw = rest.substr(begin, end - begin);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return found;
  }
}

std::string XmlScanner::AttributeOf(std::string_view attributes, std::string_view wanted) {
  std::string value;
  while (const std::optional<XmlAttribute> next = TakeAttribute(attributes)) {
    if (next->name != wanted) continue;
    AppendWithReferences(next->raw, value);
    break;
  }
  return value;
}

void XmlScanner::SkipPast(std::string_view mark, std::size_t from) {
  const std::size_t found = xml_.find(mark, at_ + from);
  at_ = found == std::string_view::npos ? xml_.size() : found + mark.size();
}

/// A document type is stepped over, its internal subset included: nothing in it is ever used.
void XmlScanner::SkipDoctype() {
  int depth = 0;
  while (at_ < xml_.size()) {
    const char c = xml_[at_++];
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (c == '>' && depth <= 0) return;
  }
}

Token XmlScanner::ReadTag() {
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
  unfinished_ = at >= xml_.size();
  attributes_ = xml_.substr(name_end, at - name_end);
  at_ = std::min(at + 1, xml_.size());
  self_closing_ = !closing && attributes_.ends_with('/');
  return closing ? Token::kEnd : Token::kStart;
}

std::string_view XmlRoot(std::string_view xml) {
  XmlScanner in(xml);
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

bool StandsApart(std::string_view local) {
  constexpr auto kApart = std::to_array<std::string_view>(
      {"blockquote", "block", "br", "byttl",  "city",    "country", "dd", "div", "dt",
       "figcaption", "h1",    "h2", "h3",     "h4",      "h5",      "h6", "hl1", "hl2",
       "hr",         "li",    "p",  "region", "section", "state",   "td", "th",  "tr"});
  return std::find(kApart.begin(), kApart.end(), LowerAscii(local)) != kApart.end();
}

std::string TextOfMarkup(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
  std::string text;
  XmlScanner in(html);
  bool hidden = false;
  bool apart = false;
  for (Token token = in.Next(); token != Token::kDone; token = in.Next()) {
    if (token == Token::kText || IsText(in, token)) {
      if (hidden) continue;
      if (apart && !text.empty()) text += ' ';
      apart = false;
      if (token == Token::kText) {
        in.AppendText(text);
      } else {
        AppendWithReferences(html.substr(in.begin()), text);
      }
      continue;
    }
    apart = apart || StandsApart(in.local());
    const bool code =
        EqualsIgnoringAsciiCase(in.name(), "script") || EqualsIgnoringAsciiCase(in.name(), "style");
    if (code) hidden = token == Token::kStart && !in.self_closing();
  }
  return text;
}

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
}

Status XmlTree::Add(Node node, std::vector<std::uint32_t>& open, const Limits& limits) {
  if (nodes_.size() >= limits.max_nodes) {
    return BadInput(
        "too_many_nodes",
        "XML of more than max_nodes (" + std::to_string(limits.max_nodes) + ") elements and texts");
  }
  const auto at = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back(node);
  if (open.empty()) return Ok();
  Node& parent = nodes_[open.back()];
  if (parent.first_child == 0) {
    parent.first_child = at;
  } else {
    nodes_[parent.last_child].next = at;
  }
  parent.last_child = at;
  return Ok();
}

Result<XmlTree> XmlTree::Parse(std::string_view xml, const Limits& limits) {
  XmlTree tree;
  tree.xml_ = xml;
  std::vector<std::uint32_t> open;
  XmlScanner in(xml);
  for (Token token = in.Next(); token != Token::kDone; token = in.Next()) {
    if (token == Token::kText) {
      if (open.empty()) {
        if (TrimAscii(in.text()).empty()) continue;
        return Invalid("text outside the document's element", in.begin());
      }
      NW_CHECK_OK(tree.Add(
          {.name = {}, .raw = in.text(), .cdata = in.cdata(), .begin = in.begin(), .end = in.end()},
          open, limits));
      continue;
    }
    if (in.unfinished()) return Invalid("<" + Excerpt(in.name()) + " is not closed", in.begin());
    if (token == Token::kEnd) {
      if (open.empty() || tree.nodes_[open.back()].name != in.name()) {
        return Invalid("</" + Excerpt(in.name()) + "> closes nothing that is open", in.begin());
      }
      tree.nodes_[open.back()].end = in.end();
      open.pop_back();
      continue;
    }
    if (open.empty() && !tree.nodes_.empty()) {
      return Invalid("a second element beside the document's", in.begin());
    }
    const auto at = static_cast<std::uint32_t>(tree.nodes_.size());
    NW_CHECK_OK(
        tree.Add({.name = in.name(), .raw = in.attributes(), .begin = in.begin(), .end = in.end()},
                 open, limits));
    if (in.self_closing()) continue;
    open.push_back(at);
    if (open.size() > limits.max_depth) {
      return BadInput("xml_too_deep", "XML is nested deeper than max_xml_depth (" +
                                          std::to_string(limits.max_depth) + ")");
    }
  }
  if (!open.empty()) {
    return Invalid("<" + Excerpt(tree.nodes_[open.back()].name) + "> is not closed", xml.size());
  }
  if (tree.nodes_.empty()) return Invalid("no element", xml.size());
  return tree;
}

XmlElement XmlTree::root() const { return {this, 0}; }

std::string_view XmlElement::local() const {
  return tree_ == nullptr ? std::string_view() : XmlScanner::LocalName(node().name);
}

std::string XmlElement::Attribute(std::string_view name) const {
  if (tree_ == nullptr || is_text()) return {};
  return XmlScanner::AttributeOf(node().raw, name);
}

std::string_view XmlElement::source() const {
  if (tree_ == nullptr) return {};
  return tree_->xml_.substr(node().begin, node().end - node().begin);
}

std::string XmlElement::Text() const {
  std::string text;
  if (tree_ != nullptr) AppendText(text);
  return text;
}

void XmlElement::AppendText(std::string& out) const {
  if (is_text()) {
    if (node().cdata) {
      out += node().raw;
    } else {
      AppendWithReferences(node().raw, out);
    }
    return;
  }
  for (XmlElement child = FirstChild(); child; child = child.Next()) {
    const bool apart = !child.is_text() && StandsApart(child.local());
    if (apart && !out.empty()) out += ' ';
    child.AppendText(out);
    if (apart) out += ' ';
  }
}

XmlElement XmlElement::FirstChild() const {
  if (tree_ == nullptr || node().first_child == 0) return {};
  return {tree_, node().first_child};
}

XmlElement XmlElement::Next() const {
  if (tree_ == nullptr || node().next == 0) return {};
  return {tree_, node().next};
}

XmlElement XmlElement::Child(std::string_view path) const {
  const std::size_t slash = path.find('/');
  const std::string_view wanted = path.substr(0, slash);
  for (XmlElement child = FirstChild(); child; child = child.Next()) {
    if (child.is_text() || child.local() != wanted) continue;
    return slash == std::string_view::npos ? child : child.Child(path.substr(slash + 1));
  }
  return {};
}

std::vector<XmlElement> XmlElement::Children(std::string_view wanted) const {
  std::vector<XmlElement> found;
  for (XmlElement child = FirstChild(); child; child = child.Next()) {
    if (!child.is_text() && child.local() == wanted) found.push_back(child);
  }
  return found;
}

}  // namespace newswired
