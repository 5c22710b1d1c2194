#include "daemon/cli/case_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "daemon/cli/case_expected.h"
#include "daemon/config/small_file.h"
#include "daemon/event/timestamp.h"

namespace newswired::cli {
namespace {

/// Reads one case: articles refer to those before them.
class CaseReader {
 public:
  CaseReader(const std::string& folder, std::vector<Problem>& problems)
      : folder_(folder), problems_(problems) {}

  Case Read(const ConfigNode& node, const std::string& path) {
    CaseKeys keys(node, path, problems_);
    Case read;
    if (const auto name = keys.Text("name")) {
      read.name = name->value;
    } else if (node.Find("name") == nullptr) {
      keys.Report(node.location, "", "has no name", "give it one: `name: what it is about`");
    }
    const ConfigNode* articles = keys.List("articles");
    const bool none =
        articles == nullptr ? node.Find("articles") == nullptr : articles->items.empty();
    if (none)
      keys.Report(node.location, "articles", "are missing", "list what comes in, in its order");
    for (std::size_t i = 0; articles != nullptr && i < articles->items.size(); ++i) {
      const std::string at = keys.PathOf("articles") + "[" + std::to_string(i) + "]";
      read.records.push_back(ReadRecord(*articles->items[i], at, i + 1));
    }
    keys.Finish();
    return read;
  }

 private:
  CaseRecord ReadRecord(const ConfigNode& node, const std::string& path, std::size_t number) {
    CaseKeys keys(node, path, problems_);
    CaseRecord record{.location = node.location};
    record.name = ReadName(keys, number);
    record.time_ms = time_ms_ = ReadTime(keys);
    if (const auto same_batch = keys.Flag("sameBatch")) record.same_batch = same_batch->value;
    keys.Know(InputKeys());
    ReadInput(keys, record);
    record.articles = ReadExpectations(keys, record.name, names_);
    for (const Expected& article : record.articles) names_.push_back(article.article);
    keys.Finish();
    return record;
  }

  /// What it is called, else its id, else its number.
  std::string ReadName(CaseKeys& keys, std::size_t number) {
    auto name = keys.Text("name");
    const ConfigNode::Entry* id = keys.node().Find("id");
    const bool by_id = !name && id != nullptr && id->value->kind == ConfigNode::Kind::kScalar &&
                       !fields_.contains(id->value->scalar);
    if (by_id) return id->value->scalar;
    if (!name) return "article " + std::to_string(number);
    if (fields_.contains(name->value)) {
      keys.Report(name->location, "name", "an earlier article has the name \"" + name->value + "\"",
                  "give each its own, so that `of` can tell them apart");
    }
    return std::move(name->value);
  }

  void ReadInput(CaseKeys& keys, CaseRecord& record) {
    const std::optional<InputFields> like = ReadLike(keys);
    InputFields fields = FieldsOf(keys.node(), like.value_or(InputFields{}));
    if (like) {
      if (auto input = MakeInput(fields, folder_, keys)) record.input = std::move(*input);
    }
    fields_.emplace(record.name, std::move(fields));
  }

  /// The fields of the article that this one is like; nothing where there is none such.
  std::optional<InputFields> ReadLike(CaseKeys& keys) {
    const auto like = keys.Text("like");
    if (!like) return InputFields{};
    const auto found = fields_.find(like->value);
    if (found != fields_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, fields] : fields_) names.push_back(name);
    ReportNoSuchArticle(*like, "like", names, keys);
    return std::nullopt;
  }

  /// That of the article before where nothing is said.
  std::optional<std::int64_t> ReadTime(CaseKeys& keys) {
    const auto text = keys.Text("time");
    if (!text) return time_ms_;
    if (!text->value.starts_with("+")) {
      if (const auto time = ParseRfc3339(text->value)) return time;
    } else if (const auto step = ParseDuration(text->value.substr(1))) {
      if (time_ms_) return *time_ms_ + *step;
      keys.Report(text->location, "time", "\"" + text->value + "\" follows no other time",
                  "write the first one as 2026-03-12T14:00:00Z");
      return 0;
    }
    keys.Report(text->location, "time", "\"" + text->value + "\" is no time",
                "write 2026-03-12T14:00:00Z, or +90s, +15m, +2h or +3d for so long after the "
                "article before");
    return time_ms_;
  }

  const std::string& folder_;
  std::vector<Problem>& problems_;
  std::map<std::string, InputFields> fields_;  // of the records so far
  std::vector<std::string> names_;             // of the articles so far
  std::optional<std::int64_t> time_ms_;        // of the record before
};

void ReadAll(const ConfigNode& root, const std::string& folder, CaseFile& file) {
  CaseKeys keys(root, "", file.problems);
  const ConfigNode* cases = keys.List("cases");
  const bool none = cases == nullptr ? root.Find("cases") == nullptr : cases->items.empty();
  if (none) keys.Report(root.location, "cases", "are missing", "list them under `cases:`");
  std::set<std::string> names;
  for (std::size_t i = 0; cases != nullptr && i < cases->items.size(); ++i) {
    const ConfigNode& node = *cases->items[i];
    const std::string path = "cases[" + std::to_string(i) + "]";
    file.cases.push_back(CaseReader(folder, file.problems).Read(node, path));
    const std::string& name = file.cases.back().name;
    if (!names.insert(name).second && !name.empty()) {
      keys.Report(node.location, path + ".name", "an earlier case has the name \"" + name + "\"",
                  "give each its own");
    }
  }
  keys.Finish();
}

}  // namespace

CaseFile ReadCases(std::string_view text, const std::string& name, const std::string& folder) {
  CaseFile file;
  if (const auto root = ParseYaml(text, name, file.problems)) ReadAll(*root, folder, file);
  SortProblems(file.problems);
  return file;
}

CaseFile LoadCaseFile(const std::string& path) {
  const Result<std::string> text = ReadSmallFile(path);
  if (text.ok()) {
    return ReadCases(*text, path, std::filesystem::path(path).parent_path().string());
  }
  CaseFile file;
  file.problems.push_back(
      {{.file = path}, "", "cannot be read: " + text.error().message, "name a file of cases"});
  return file;
}

}  // namespace newswired::cli
