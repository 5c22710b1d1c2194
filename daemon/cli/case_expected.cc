#include "daemon/cli/case_expected.h"

#include <rapidjson/pointer.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/config/suggest.h"

namespace newswired::cli {
namespace {

using Kind = ConfigNode::Kind;

const std::vector<std::string_view> kRoles = {"unique", "reprint", "copy", "revision", "repeat"};

bool IsPointer(const std::string& text) {
  return !text.starts_with('#') && rapidjson::Pointer(text.data(), text.size()).IsValid();
}

class ExpectationReader {
 public:
  /// `earlier`: what `of` may name.
  explicit ExpectationReader(std::vector<std::string> earlier) : earlier_(std::move(earlier)) {}

  /// The next article, called `name`; later ones may name it.
  Expected Read(const ConfigNode& node, const std::string& path, const std::string& name,
                std::vector<Problem>& problems) {
    CaseKeys keys(node, path, problems);
    Expected expected{.article = name, .location = node.location};
    expected.role = ReadRole(keys);
    expected.of = ReadOf(keys);
    expected.cluster = keys.Text("cluster");
    expected.story = keys.Text("story");
    expected.dropped = keys.Flag("dropped");
    expected.dead_letter = keys.Text("deadLetter");
    expected.event = ReadValues("event", keys);
    expected.headers = ReadValues("headers", keys);
    keys.Finish();
    RefuseMoreOfADeadLetter(expected, keys);
    earlier_.push_back(name);
    return expected;
  }

 private:
  static std::optional<Placed<std::string>> ReadRole(CaseKeys& keys) {
    auto role = keys.Text("role");
    if (!role || std::find(kRoles.begin(), kRoles.end(), role->value) != kRoles.end()) return role;
    keys.Report(role->location, "role", "\"" + role->value + "\" is no role",
                SuggestWord(role->value, kRoles, "roles"));
    return std::nullopt;
  }

  std::optional<Placed<std::size_t>> ReadOf(CaseKeys& keys) {
    const auto name = keys.Text("of");
    if (!name) return std::nullopt;
    const auto found = std::find(earlier_.begin(), earlier_.end(), name->value);
    if (found == earlier_.end()) {
      ReportNoSuchArticle(*name, "of", earlier_, keys);
      return std::nullopt;
    }
    return Placed<std::size_t>{static_cast<std::size_t>(found - earlier_.begin()), name->location};
  }

  static std::vector<ValueCheck> ReadValues(std::string_view key, CaseKeys& keys) {
    const ConfigNode* node = keys.Any(key);
    if (node == nullptr) return {};
    CaseKeys values(*node, keys.PathOf(key), keys.problems());
    std::vector<ValueCheck> checks;
    for (const ConfigNode::Entry& entry : node->entries) {
      if (key == "event" && !IsPointer(entry.key)) {
        values.Report(entry.key_location, entry.key, "is no JSON pointer",
                      "write it from the event's root, such as /bodies/0/value");
        continue;
      }
      auto matcher = Matcher::Read(*entry.value, values.PathOf(entry.key), keys.problems());
      if (matcher) checks.push_back({entry.key, std::move(*matcher)});
    }
    return checks;
  }

  /// A dead letter has no event, so nothing else could ever be seen.
  static void RefuseMoreOfADeadLetter(const Expected& expected, CaseKeys& keys) {
    if (!expected.dead_letter || keys.node().entries.size() == 1) return;
    keys.Report(expected.dead_letter->location, "deadLetter",
                "stands beside other expectations, but a dead letter has no event",
                "keep one of them");
  }

  std::vector<std::string> earlier_;
};

}  // namespace

std::vector<Expected> ReadExpectations(CaseKeys& article, const std::string& name,
                                       const std::vector<std::string>& earlier) {
  const ConfigNode* node = article.Any("expect");
  if (node == nullptr) return {Expected{.article = name, .location = article.node().location}};
  ExpectationReader reader(earlier);
  const std::string path = article.PathOf("expect");
  if (node->kind != Kind::kSequence) return {reader.Read(*node, path, name, article.problems())};
  std::vector<Expected> all;
  for (const auto& item : node->items) {
    all.push_back(reader.Read(*item, path + "[" + std::to_string(all.size()) + "]",
                              name + "/" + std::to_string(all.size() + 1), article.problems()));
  }
  if (all.empty()) {
    article.Report(node->location, "expect", "lists no article",
                   "write what each article of the record becomes, {} where all is right");
  }
  return all;
}

void ReportNoSuchArticle(const Placed<std::string>& wanted, std::string_view key,
                         const std::vector<std::string>& earlier, CaseKeys& keys) {
  std::string remedy =
      SuggestWord(wanted.value, {earlier.begin(), earlier.end()}, "earlier articles");
  if (remedy.empty()) remedy = "it is the first of the case";
  keys.Report(wanted.location, key, "there is no earlier article \"" + wanted.value + "\"",
              std::move(remedy));
}

}  // namespace newswired::cli
