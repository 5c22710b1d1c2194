#include "stages/decode/json_tree.h"

#include "stages/decode/parse_json.h"
#include "stages/text/json_escapes.h"
#include "stages/text/utf8.h"

namespace newswired {

/// RapidJSON's events become nodes. A failed limit ends the parse.
class JsonTreeBuilder {
 public:
  JsonTreeBuilder(JsonTree& tree, const JsonTree::Limits& limits) : tree_(tree), limits_(limits) {}

  [[nodiscard]] bool too_deep() const { return too_deep_; }
  [[nodiscard]] bool too_many() const { return too_many_; }

  bool Null() { return Add(JsonTree::Kind::kNull, {}); }
  bool Bool(bool value) { return Add(JsonTree::Kind::kBool, value ? "true" : "false"); }
  bool Int(int /*value*/) { return false; }  // numbers are asked for as text
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(std::int64_t /*value*/) { return false; }
  bool Uint64(std::uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const std::string_view number(text, length);
    if (IsNoNumber(number)) return Null();
    return Add(JsonTree::Kind::kNumber, number);
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return Add(JsonTree::Kind::kString, {text, length});
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    key_ = {text, length};
    return true;
  }
  bool StartObject() { return Open(JsonTree::Kind::kObject); }
  bool EndObject(rapidjson::SizeType /*members*/) { return Close(); }
  bool StartArray() { return Open(JsonTree::Kind::kArray); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return Close(); }

 private:
  struct Level {
    std::uint32_t at = 0;
    std::uint32_t last_child = 0;
  };

  bool Add(JsonTree::Kind kind, std::string_view text) {
    if (tree_.nodes_.size() >= limits_.max_nodes) {
      too_many_ = true;
      return false;
    }
    const auto at = static_cast<std::uint32_t>(tree_.nodes_.size());
    tree_.nodes_.push_back({.kind = kind, .key = key_, .text = text});
    key_ = {};
    if (open_.empty()) return true;
    Level& parent = open_.back();
    if (parent.last_child == 0) {
      tree_.nodes_[parent.at].first_child = at;
    } else {
      tree_.nodes_[parent.last_child].next = at;
    }
    parent.last_child = at;
    return true;
  }

  bool Open(JsonTree::Kind kind) {
    if (!Add(kind, {})) return false;
    open_.push_back({.at = static_cast<std::uint32_t>(tree_.nodes_.size() - 1)});
    too_deep_ = open_.size() > limits_.max_depth;
    return !too_deep_;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  JsonTree& tree_;
  const JsonTree::Limits limits_;
  std::vector<Level> open_;
  std::string_view key_;
  bool too_deep_ = false;
  bool too_many_ = false;
};

Result<JsonTree> JsonTree::Parse(std::string_view json, const Limits& limits) {
  std::string text(json);
  RepairSurrogateEscapes(text);
  JsonTree tree;
  tree.buffer_.assign(text.begin(), text.end());
  tree.buffer_.resize(text.size() + kJsonPad);
  JsonTreeBuilder builder(tree, limits);
  const JsonEnd end = ParseJson(tree.buffer_.data(), builder);
  if (builder.too_deep()) {
    return BadInput("json_too_deep", "JSON is nested deeper than max_json_depth (" +
                                         std::to_string(limits.max_depth) + ")");
  }
  if (builder.too_many()) {
    return BadInput("too_many_nodes", "JSON of more than max_nodes (" +
                                          std::to_string(limits.max_nodes) + ") values");
  }
  if (!end.error.empty()) {
    return BadInput("invalid_json",
                    "not valid JSON at byte " + std::to_string(end.at) + ": " + end.error);
  }
  return tree;
}

JsonValue JsonTree::root() const { return {this, 0}; }

JsonValue JsonValue::Member(std::string_view name) const {
  if (!Is(Kind::kObject)) return {};
  for (JsonValue child = FirstChild(); child; child = child.Next()) {
    if (EqualsIgnoringAsciiCase(child.key(), name)) return child;
  }
  return {};
}

}  // namespace newswired
