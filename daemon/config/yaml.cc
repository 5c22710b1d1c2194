// The only file that includes yaml-cpp. It uses the parser's events instead of its Node, which
// forgets repeated keys and the places of keys.

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "daemon/config/node.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = ConfigNode::Kind;

std::size_t CountCharacters(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

/// yaml-cpp counts lines and columns from 0 and columns in bytes; editors count characters.
class SourceMap {
 public:
  SourceMap(std::string_view text, const std::string& file) : file_(file), text_(text) {
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
    return {.file = file_,
            .line = mark.line + 1,
            .column = static_cast<int>(CountCharacters(before)) + 1};
  }

  /// The place of the byte at `offset`.
  [[nodiscard]] Location At(std::size_t offset) const {
    const std::string_view before = text_.substr(0, offset);
    const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    return {.file = file_,
            .line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            .column = static_cast<int>(CountCharacters(before.substr(line_begin))) + 1};
  }

  /// The place of the quotation mark that opens the scalar at `mark` and is never closed, if there
  /// is one: yaml-cpp takes the end of the file for the other.
  [[nodiscard]] std::optional<Location> UnclosedQuote(const YAML::Mark& mark) const {
    if (mark.is_null()) return std::nullopt;
    const std::size_t open = SkipProperties(static_cast<std::size_t>(mark.pos));
    if (open >= text_.size() || (text_[open] != '"' && text_[open] != '\'')) return std::nullopt;
    return QuoteIsClosed(open) ? std::nullopt : std::optional(At(open));
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

  /// From an anchor or tag to what it belongs to.
  [[nodiscard]] std::size_t SkipProperties(std::size_t at) const {
    static constexpr std::string_view kSpace = " \t\r\n";
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      at = text_.find_first_not_of(kSpace, text_.find_first_of(kSpace, at));
    }
    return at;
  }

  [[nodiscard]] bool QuoteIsClosed(std::size_t open) const {
    const char quote = text_[open];
    for (std::size_t at = open + 1; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        // Two single ones are one that stands in the text.
        if (quote == '"' || at + 1 == text_.size() || text_[at + 1] != quote) return true;
        ++at;
      }
    }
    return false;
  }

  std::string file_;
  std::string_view text_;
  std::vector<std::string_view> lines_;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceMap& source, std::vector<Problem>& problems)
      : source_(source), problems_(problems) {}

  /// nullptr also where a quotation mark was never closed: what it swallowed is missing.
  [[nodiscard]] std::shared_ptr<const ConfigNode> root() const {
    return unclosed_ ? nullptr : root_;
  }
  [[nodiscard]] bool unclosed() const { return unclosed_; }

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
    if (const auto unclosed = source_.UnclosedQuote(mark)) ReportUnclosed(*unclosed);
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

  void ReportUnclosed(Location location) {
    unclosed_ = true;
    problems_.push_back({std::move(location), "", "this quotation mark is never closed",
                         "close it where the text ends"});
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
    if (parent.key == "<<") {
      parent.key_is_usable = false;
      problems_.push_back({parent.latest, "", "merge keys (<<) are not supported",
                           "write the keys out; an alias stands for a whole value"});
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
  bool unclosed_ = false;
};

std::shared_ptr<const ConfigNode> EmptyMapping(const std::string& file) {
  auto node = std::make_shared<ConfigNode>();
  node->kind = Kind::kMapping;
  node->location = {.file = file};
  return node;
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The characters that YAML itself leaves out; in a value they would reach brokers and events.
bool MayStandInFile(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r' || c == 0x85) return true;
  return c >= 0x20 && (c < 0x7F || c > 0x9F);
}

/// What is wrong with the bytes of a file, before anything is parsed.
std::optional<Problem> RefuseBytes(std::string_view text, const SourceMap& source) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!IsValidUtf8(text.substr(at, length))) {
      return Problem{source.At(at), "", "this is not UTF-8", "save the file as UTF-8"};
    }
    const std::size_t here = at;
    const char32_t c = DecodeUtf8(text, at);
    if (MayStandInFile(c)) continue;
    std::ostringstream what;
    what << "the control character U+" << std::hex << std::uppercase << std::setw(4)
         << std::setfill('0') << static_cast<std::uint32_t>(c) << " cannot stand here";
    return Problem{source.At(here), "", what.str(), "remove it"};
  }
  return std::nullopt;
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
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const SourceMap source(text, file);
  if (const auto problem = RefuseBytes(text, source)) {
    problems.push_back(*problem);
    return nullptr;
  }
  try {
    // With a line end, since without one it does not say where a quote began that is never closed.
    std::istringstream in{std::string(text) + "\n"};
    YAML::Parser parser(in);
    TreeBuilder builder(source, problems);
    const bool any = parser.HandleNextDocument(builder);
    if (builder.unclosed()) return nullptr;
    if (!any || builder.root() == nullptr) return EmptyMapping(file);
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
