#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"

namespace newswired {

class JsonValue;

/// A JSON document as a tree, for formats whose structure matters (ninjs, JSON Feed). Keeps its own
/// copy of the text.
class JsonTree {
 public:
  struct Limits {
    std::size_t max_depth = 64;
    std::size_t max_nodes = 200'000;
  };
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  /// `json` must be valid UTF-8.
  /// Errors: invalid_json, json_too_deep, too_many_nodes.
  static Result<JsonTree> Parse(std::string_view json, const Limits& limits);

  [[nodiscard]] JsonValue root() const;

 private:
  friend class JsonValue;
  friend class JsonTreeBuilder;
  struct Node {
    Kind kind = Kind::kNull;
    std::uint32_t next = 0;  ///< 0: none, since 0 is the root
    std::uint32_t first_child = 0;
    std::string_view key, text;  ///< text of a string or number, "true" or "false"
  };

  std::vector<char> buffer_;  // not a string: views must survive a move
  std::vector<Node> nodes_;
};

/// A value of a tree, or none: what is asked of none is empty.
class JsonValue {
 public:
  using Kind = JsonTree::Kind;

  JsonValue() = default;
  explicit operator bool() const { return tree_ != nullptr; }

  [[nodiscard]] bool Is(Kind kind) const { return tree_ != nullptr && node().kind == kind; }
  [[nodiscard]] std::string_view key() const { return node().key; }
  /// Of a string, number or truth value; empty for anything else.
  [[nodiscard]] std::string_view text() const {
    return tree_ == nullptr ? std::string_view() : node().text;
  }
  /// Of a string; empty for anything else.
  [[nodiscard]] std::string String() const {
    return Is(Kind::kString) ? std::string(node().text) : std::string();
  }

  [[nodiscard]] JsonValue FirstChild() const { return At(tree_ ? node().first_child : 0); }
  [[nodiscard]] JsonValue Next() const { return At(tree_ ? node().next : 0); }
  /// The first member of this name, in any case of its letters.
  [[nodiscard]] JsonValue Member(std::string_view name) const;

 private:
  friend class JsonTree;
  JsonValue(const JsonTree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
  [[nodiscard]] const JsonTree::Node& node() const { return tree_->nodes_[at_]; }
  [[nodiscard]] JsonValue At(std::uint32_t at) const {
    return at == 0 ? JsonValue() : JsonValue(tree_, at);
  }

  const JsonTree* tree_ = nullptr;
  std::uint32_t at_ = 0;
};

}  // namespace newswired
