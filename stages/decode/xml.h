#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"

namespace newswired {

/// An attribute as it stands in a tag: with its prefix, and references not decoded.
struct XmlAttribute {
  std::string_view name;
  std::string_view raw;
};

/// Reads XML tag by tag, and never refuses any: feeds are often broken. Linear, no tree, no
/// memory of its own, no DTD, and no entities but those of AppendWithReferences().
class XmlScanner {
 public:
  enum class Token : std::uint8_t { kStart, kEnd, kText, kDone };

  explicit XmlScanner(std::string_view xml) : xml_(xml) {}

  Token Next();
  /// The next token is the last one again.
  void Unread() { at_ = begin_; }

  /// Of the last token, in the document.
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return at_; }

  // Of the last tag.
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view local() const { return LocalName(name_); }
  [[nodiscard]] std::string_view prefix() const;
  [[nodiscard]] std::string_view attributes() const { return attributes_; }
  [[nodiscard]] bool self_closing() const { return self_closing_; }
  [[nodiscard]] bool unfinished() const { return unfinished_; }  ///< ends before its '>'
  /// Decoded value of an attribute, by its name with prefix; empty if there is none.
  [[nodiscard]] std::string Attribute(std::string_view wanted) const {
    return AttributeOf(attributes_, wanted);
  }

  // Of the last text.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool cdata() const { return cdata_; }
  void AppendText(std::string& out) const;

  static std::string_view LocalName(std::string_view name);
  static std::string AttributeOf(std::string_view attributes, std::string_view wanted);
  /// Takes the first attribute with a value off `attributes`; nothing if there is none.
  static std::optional<XmlAttribute> TakeAttribute(std::string_view& attributes);

 private:
  void SkipPast(std::string_view mark, std::size_t from);
  void SkipDoctype();
  Token ReadTag();

  std::string_view xml_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string_view name_, attributes_, text_;
  bool cdata_ = false;
  bool self_closing_ = false;
  bool unfinished_ = false;
  bool no_double_ = false;
  bool no_single_ = false;
};

/// The element that an XML document starts with, without its prefix; empty if there is none.
std::string_view XmlRoot(std::string_view xml);

/// True for elements (by their local names, in any case) whose text is no part of the words beside
/// them: lines, paragraphs, parts of an address.
[[nodiscard]] bool StandsApart(std::string_view local);

/// Text of HTML without its tags, references decoded; a space where StandsApart() elements begin
/// and end. A '<' that no '>' follows is text, unless it begins what was cut within a tag.
std::string TextOfMarkup(std::string_view html);

/// Appends text as HTML that shows it.
void AppendEscaped(std::string_view text, std::string& out);

class XmlElement;

/// A well-formed document as a tree, for formats whose structure matters (NewsML-G2, NITF). Views
/// into the document, which must outlive it.
class XmlTree {
 public:
  struct Limits {
    std::size_t max_depth = 64;
    std::size_t max_nodes = 200'000;
  };

  /// Errors: invalid_xml (tags that do not match, text beside the root, an end before the end),
  /// xml_too_deep, too_many_nodes.
  static Result<XmlTree> Parse(std::string_view xml, const Limits& limits);

  [[nodiscard]] XmlElement root() const;

 private:
  friend class XmlElement;
  struct Node {
    std::string_view name;  ///< with prefix; empty: a text
    std::string_view raw;   ///< attributes, or the text
    bool cdata = false;
    std::uint32_t first_child = 0;  ///< 0: none, since 0 is the root
    std::uint32_t last_child = 0;
    std::uint32_t next = 0;
    std::size_t begin = 0, end = 0;
  };
  Status Add(Node node, std::vector<std::uint32_t>& open, const Limits& limits);

  std::string_view xml_;
  std::vector<Node> nodes_;
};

/// A node of a tree, or none: what is asked of none is empty.
class XmlElement {
 public:
  XmlElement() = default;
  explicit operator bool() const { return tree_ != nullptr; }

  [[nodiscard]] bool is_text() const { return tree_ != nullptr && node().name.empty(); }
  [[nodiscard]] std::string_view local() const;
  [[nodiscard]] std::string Attribute(std::string_view name) const;
  /// As it stands in the document.
  [[nodiscard]] std::string_view source() const;
  /// All text in it, references decoded.
  [[nodiscard]] std::string Text() const;

  [[nodiscard]] XmlElement FirstChild() const;
  [[nodiscard]] XmlElement Next() const;
  /// The first child element of this local name; a path goes down: "head/docdata".
  [[nodiscard]] XmlElement Child(std::string_view path) const;
  /// All child elements of this local name.
  [[nodiscard]] std::vector<XmlElement> Children(std::string_view local) const;

 private:
  friend class XmlTree;
  XmlElement(const XmlTree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
  [[nodiscard]] const XmlTree::Node& node() const { return tree_->nodes_[at_]; }
  void AppendText(std::string& out) const;

  const XmlTree* tree_ = nullptr;
  std::uint32_t at_ = 0;
};

}  // namespace newswired
