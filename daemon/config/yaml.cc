// The only file that includes yaml-cpp. It uses the parser's events instead of its Node, which
// forgets repeated keys and the places of keys.

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "daemon/config/node.h"

namespace newswired {
namespace {

using Kind = ConfigNode::Kind;

/// yaml-cpp counts lines and columns from 0 and columns in bytes; editors count characters.
class SourceMap {
 public:
  SourceMap(std::string_view text, const std::string& file) : file_(file) {
    while (true) {
      const std::size_t end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
  }

  [[nodiscard]] Location At(const YAML::Mark& mark) const {
    if (mark.is_null()) return {.file = file_};
    const auto line = static_cast<std::size_t>(mark.line);
    const auto before = Line(line).substr(0, static_cast<std::size_t>(mark.column));
    const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return {.file = file_, .line = mark.line + 1, .column = static_cast<int>(characters) + 1};
  }

  [[nodiscard]] std::string_view LineAt(const YAML::Mark& mark) const {
    return mark.is_null() ? std::string_view() : Line(static_cast<std::size_t>(mark.line));
  }

  /// Whether a null stands there in letters. Where a value is merely absent, yaml-cpp names the
  /// place of whatever comes next.
  [[nodiscard]] bool NullIsWritten(const YAML::Mark& mark) const {
    const std::string_view line = Line(static_cast<std::size_t>(mark.line));
    const auto column = static_cast<std::size_t>(mark.column);
    if (column >= line.size()) return false;
    const std::string_view rest = line.substr(column);
    return rest.starts_with("~") || rest.starts_with("null") || rest.starts_with("Null") ||
           rest.starts_with("NULL");
  }

 private:
  [[nodiscard]] std::string_view Line(std::size_t line) const {
    return line < lines_.size() ? lines_[line] : std::string_view();
  }

  std::string file_;
  std::vector<std::string_view> lines_;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceMap& source, std::vector<Problem>& problems)
      : source_(source), problems_(problems) {}

  [[nodiscard]] std::shared_ptr<const ConfigNode> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = NewNode(Kind::kNull, mark);
    if (!source_.NullIsWritten(mark) && !open_.empty()) node->location = open_.back().latest;
    Finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found != anchored_.end()) {
      Attach(found->second, source_.At(mark));
      return;
    }
    problems_.push_back(
        {source_.At(mark), "", "this alias stands inside its own anchor", "write the value out"});
    Finish(NewNode(Kind::kNull, mark), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = NewNode(Kind::kScalar, mark);
    node->scalar = value;
    node->quoted = tag == "!";
    Finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(NewNode(Kind::kSequence, mark), anchor);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(NewNode(Kind::kMapping, mark), anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  /// A sequence or mapping whose end has not come yet.
  struct Unfinished {
    std::shared_ptr<ConfigNode> node;
    YAML::anchor_t anchor = 0;
    Location latest;  ///< of its newest key or item
    std::string key;
    bool has_key = false;
    bool key_is_usable = false;
  };

  [[nodiscard]] std::shared_ptr<ConfigNode> NewNode(Kind kind, const YAML::Mark& mark) const {
    auto node = std::make_shared<ConfigNode>();
    node->kind = kind;
    node->location = source_.At(mark);
    return node;
  }

  void Open(std::shared_ptr<ConfigNode> node, YAML::anchor_t anchor) {
    const Location location = node->location;
    open_.push_back({.node = std::move(node), .anchor = anchor, .latest = location, .key = {}});
  }

  void Close() {
    Unfinished done = std::move(open_.back());
    open_.pop_back();
    Finish(std::move(done.node), done.anchor);
  }

  void Finish(std::shared_ptr<const ConfigNode> node, YAML::anchor_t anchor) {
    if (anchor != 0) anchored_[anchor] = node;
    const Location location = node->location;
    Attach(std::move(node), location);
  }

  void Attach(std::shared_ptr<const ConfigNode> node, Location location) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Unfinished& parent = open_.back();
    if (parent.node->kind == Kind::kSequence) {
      parent.latest = std::move(location);
      parent.node->items.push_back(std::move(node));
    } else if (!parent.has_key) {
      TakeKey(parent, *node, std::move(location));
    } else {
      TakeValue(parent, std::move(node));
    }
  }

  void TakeKey(Unfinished& parent, const ConfigNode& key, Location location) {
    parent.latest = std::move(location);
    parent.has_key = true;
    parent.key = key.scalar;
    parent.key_is_usable = key.kind == Kind::kScalar;
    if (!parent.key_is_usable) {
      problems_.push_back({parent.latest, "",
                           "a key must be a word, not " + std::string(KindWord(key.kind)),
                           "write `key: value`"});
      return;
    }
    const ConfigNode::Entry* first = parent.node->Find(parent.key);
    if (first == nullptr) return;
    parent.key_is_usable = false;
    problems_.push_back(
        {parent.latest, "", "the key \"" + parent.key + "\" is written twice",
         "keep one; the first is in line " + std::to_string(first->key_location.line)});
  }

  static void TakeValue(Unfinished& parent, std::shared_ptr<const ConfigNode> value) {
    if (parent.key_is_usable) {
      parent.node->entries.push_back({parent.key, parent.latest, std::move(value)});
    }
    parent.has_key = false;
  }

  const SourceMap& source_;
  std::vector<Problem>& problems_;
  std::vector<Unfinished> open_;
  std::map<YAML::anchor_t, std::shared_ptr<const ConfigNode>> anchored_;
  std::shared_ptr<const ConfigNode> root_;
};

std::shared_ptr<const ConfigNode> EmptyMapping(const std::string& file) {
  auto node = std::make_shared<ConfigNode>();
  node->kind = Kind::kMapping;
  node->location = {.file = file};
  return node;
}

/// yaml-cpp joins the place into what(); msg alone is the sentence.
Problem SyntaxProblem(const SourceMap& source, const YAML::Exception& error) {
  std::string remedy = "check indentation (spaces, no tabs), colons and quotes here and just above";
  // The brace that ends a reference also ends a mapping in braces.
  if (source.LineAt(error.mark).find("${") != std::string_view::npos) {
    remedy = "write \"${env:NAME}\" in quotes where it stands between braces or brackets";
  }
  return {source.At(error.mark), "", "this is not YAML: " + error.msg, std::move(remedy)};
}

}  // namespace

std::shared_ptr<const ConfigNode> ParseYaml(std::string_view text, const std::string& file,
                                            std::vector<Problem>& problems) {
  const SourceMap source(text, file);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    TreeBuilder builder(source, problems);
    if (!parser.HandleNextDocument(builder) || builder.root() == nullptr) return EmptyMapping(file);
    if (builder.root()->kind == Kind::kNull) return EmptyMapping(file);

    std::vector<Problem> ignored;
    TreeBuilder second(source, ignored);
    if (parser.HandleNextDocument(second) && second.root() != nullptr) {
      problems.push_back({second.root()->location, "", "a second YAML document begins here",
                          "one file holds one configuration: remove the `---` and what follows"});
    }
    return builder.root();
  } catch (const YAML::Exception& error) {
    problems.push_back(SyntaxProblem(source, error));
  } catch (const std::exception& error) {
    problems.push_back(
        {{.file = file}, "", std::string("this cannot be read: ") + error.what(), ""});
  }
  return nullptr;
}

}  // namespace newswired
