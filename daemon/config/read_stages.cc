#include "daemon/config/read_stages.h"

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>

#include "daemon/config/suggest.h"

namespace newswired {
namespace {

using Kind = ConfigNode::Kind;

constexpr std::array<std::string_view, 6> kDefaultPipeline = {"decode",   "article", "language",
                                                              "entities", "dedup",   "story"};
constexpr std::string_view kFirstStage = "decode";
constexpr std::string_view kJudge = "dedup";
constexpr std::string_view kReadsPages = "article";
constexpr std::string_view kReadsJudgement = "story";
/// They only look at an article or mark it, so they cannot dead-letter it after its judgement.
constexpr std::array<std::string_view, 3> kStandAnywhere = {"filter", "route", "set"};

/// One element of the list, before its settings are read.
struct Item {
  const StageType* type = nullptr;
  const ConfigNode* settings = nullptr;  ///< nullptr: none are given
  Location location;
  std::string path;  ///< "stages[2]"
};

class StagesReader {
 public:
  StagesReader(std::span<const StageType* const> types, ReadContext& context)
      : types_(types), context_(context) {}

  std::vector<StageConfig> Read(const ConfigNode& root) {
    const ConfigNode::Entry* entry = root.Find("stages");
    if (entry == nullptr) return Configure(DefaultItems(root));
    if (entry->value->kind == Kind::kNull) {
      Report(entry->key_location, "stages", "has no value",
             "write [] to pass records through unchanged, or remove the key to get the default "
             "pipeline");
      return {};
    }
    if (entry->value->kind != Kind::kSequence) {
      Report(entry->value->location, "stages",
             "must be a list of stages, not " + std::string(KindWord(entry->value->kind)),
             "write each stage as `- name` in a line of its own");
      return {};
    }
    const std::vector<Item> items = ListItems(*entry->value);
    CheckOrder(items);
    return Configure(items);
  }

 private:
  [[nodiscard]] const StageType* FindType(std::string_view name) const {
    const auto found = std::find_if(types_.begin(), types_.end(),
                                    [&](const StageType* type) { return type->name == name; });
    return found == types_.end() ? nullptr : *found;
  }

  [[nodiscard]] std::vector<Item> DefaultItems(const ConfigNode& root) const {
    std::vector<Item> items;
    for (const std::string_view name : kDefaultPipeline) {
      const StageType* type = FindType(name);
      if (type == nullptr) continue;
      items.push_back({.type = type,
                       .location = root.location,
                       .path = "stages[" + std::to_string(items.size()) + "]"});
    }
    return items;
  }

  std::vector<Item> ListItems(const ConfigNode& list) {
    std::vector<Item> items;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      Item item{.location = list.items[i]->location, .path = "stages[" + std::to_string(i) + "]"};
      if (ReadItem(*list.items[i], item)) items.push_back(std::move(item));
    }
    return items;
  }

  bool ReadItem(const ConfigNode& node, Item& item) {
    if (node.kind == Kind::kScalar) return FindStage(node.scalar, item);
    if (node.kind != Kind::kMapping || node.entries.size() != 1) {
      const bool several = node.kind == Kind::kMapping && node.entries.size() > 1;
      Report(item.location, item.path,
             several ? "has " + std::to_string(node.entries.size()) +
                           " keys, where one stage name belongs"
                     : "must be a stage name or `name: {settings}`, not " +
                           std::string(node.kind == Kind::kMapping ? "an empty mapping"
                                                                   : KindWord(node.kind)),
             several ? "begin each stage with `- `, and indent its settings further than its name"
                     : "write for example `- decode`");
      return false;
    }
    const ConfigNode::Entry& entry = node.entries.front();
    if (!FindStage(entry.key, item)) return false;
    if (entry.value->kind == Kind::kMapping) {
      item.settings = entry.value.get();
    } else if (entry.value->kind != Kind::kNull) {
      Report(entry.value->location, item.path + "." + entry.key,
             "must be a mapping of settings, not " + std::string(KindWord(entry.value->kind)),
             "write its keys indented under it, or only `- " + entry.key + "`");
    }
    return true;
  }

  bool FindStage(const std::string& name, Item& item) {
    item.type = FindType(name);
    if (item.type != nullptr) return true;
    if (name.starts_with("${")) {
      Report(item.location, item.path, "a reference cannot name a stage",
             "write the stage's name; settings of stages may be references");
      return false;
    }
    std::vector<std::string_view> known;
    for (const StageType* type : types_) known.push_back(type->name);
    Report(item.location, item.path, "there is no stage \"" + name + "\"",
           SuggestWord(name, known, "stages"));
    return false;
  }

  void CheckOrder(const std::vector<Item>& items) {
    CheckFirst(items);
    CheckJudges(items);
    const Item* ordered = nullptr;
    for (const Item& item : items) {
      const bool anywhere = std::find(kStandAnywhere.begin(), kStandAnywhere.end(),
                                      item.type->name) != kStandAnywhere.end();
      if (anywhere) continue;
      if (item.type->ordered) {
        if (ordered == nullptr) ordered = &item;
      } else if (ordered != nullptr) {
        const std::string name(item.type->name);
        const std::string judge(ordered->type->name);
        Report(item.location, item.path + "." + name,
               "stands after the ordered stage " + judge +
                   ", but an article is judged only when nothing after the judgement can "
                   "dead-letter it",
               "move " + name + " before " + judge);
      }
    }
  }

  void CheckJudges(const std::vector<Item>& items) {
    for (auto item = items.begin(); item != items.end(); ++item) {
      const std::string name(item->type->name);
      const auto is_before = [&](std::string_view other) {
        return std::any_of(items.begin(), item,
                           [&](const Item& before) { return before.type->name == other; });
      };
      if (item->type->ordered && is_before(name)) {
        Report(item->location, item->path + "." + name,
               "stands there twice, but an article is judged once", "remove one");
      }
      if (name == kReadsPages && is_before(name)) {
        Report(item->location, item->path + "." + name,
               "stands there twice, but a page is read once", "remove one");
      }
      if (name == kJudge && is_before(kReadsJudgement)) {
        Report(item->location, item->path + "." + name,
               "stands after story, which needs its verdicts: copies and reprints belong to the "
               "story of their original",
               "move dedup before story");
      }
    }
  }

  void CheckFirst(const std::vector<Item>& items) {
    // Without the type in the list (tests of other stages) there is nothing to ask for.
    if (items.empty() || FindType(kFirstStage) == nullptr) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool is_first_stage = items[i].type->name == kFirstStage;
      if (i == 0 && !is_first_stage) {
        Report(items[0].location, items[0].path + "." + std::string(items[0].type->name),
               "comes first, where decode belongs: every stage works on the article that decode "
               "makes of the record",
               "begin the list with `- decode`");
      }
      if (i > 0 && is_first_stage) {
        Report(items[i].location, items[i].path + ".decode",
               "can only come first: it makes the article that the other stages work on",
               "remove it here");
      }
    }
  }

  std::vector<StageConfig> Configure(const std::vector<Item>& items) {
    std::vector<StageConfig> stages;
    if (items.empty()) {
      context_.effective.Raw("stages", "[]");
      return stages;
    }
    context_.effective.BeginGroup("stages", {});
    for (const Item& item : items) {
      const std::size_t before = stages.size();
      ConfigureOne(item, stages);
      if (stages.size() > before) CheckShared(item, stages);
    }
    context_.effective.EndGroup();
    return stages;
  }

  /// The ledger judges an article once, for all stages that share their memory: before any other
  /// ordered stage does.
  void CheckShared(const Item& item, const std::vector<StageConfig>& stages) {
    if (!stages.back().factory.memory) return;
    const auto alone = std::find_if(stages.begin(), stages.end(), [](const StageConfig& stage) {
      return stage.type->ordered && !stage.factory.memory;
    });
    if (alone == stages.end()) return;
    const std::string name(item.type->name);
    const std::string other(alone->type->name);
    Report(item.location, item.path + "." + name,
           "shares its memory with other lanes and processes (scope: global), but stands after the "
           "ordered stage " +
               other + ", which does not",
           "move " + name + " before " + other + ", or give both the same scope");
  }

  void ConfigureOne(const Item& item, std::vector<StageConfig>& stages) {
    const StageType& type = *item.type;
    const std::string path = item.path + "." + std::string(type.name);
    const std::size_t problems_before = context_.problems.size();
    context_.effective.BeginItem(type.name);
    ReadSettings reader(item.settings, path, item.location, context_);
    CommonStageSettings common{.required = type.name == kFirstStage};
    if (type.ordered) {
      RefuseCommonSettings(item, path, reader);
    } else {
      common.Visit<FieldVisitor>(reader);
    }
    Result<StageFactory> factory = CallConfigure(type, reader);
    reader.Finish();
    context_.effective.EndItem();
    // A stage judges its settings as a whole only where each of them is right by itself.
    const bool settings_are_right = context_.problems.size() == problems_before;
    if (!factory.ok()) {
      if (settings_are_right) ReportStageError(item, path, factory.error());
      return;
    }
    stages.push_back({.type = &type,
                      .factory = std::move(factory).value(),
                      .required = common.required,
                      .time_budget_ms = common.time_budget_ms});
  }

  /// A stage is somebody else's code: what it throws becomes a problem here.
  static Result<StageFactory> CallConfigure(const StageType& type, FieldVisitor& reader) {
    try {
      return type.configure(reader);
    } catch (const std::exception& thrown) {
      return ConfigError("exception", thrown.what());
    }
  }

  void ReportStageError(const Item& item, const std::string& path, const Error& error) {
    Report(item.location, path, context_.Scrub(error.message),
           "`newswired stages " + std::string(item.type->name) + "` documents its settings");
  }

  void RefuseCommonSettings(const Item& item, const std::string& path, ReadSettings& reader) {
    for (const std::string key : {"required", "time_budget_ms"}) {
      const ConfigNode::Entry* entry =
          item.settings == nullptr ? nullptr : item.settings->Find(key);
      if (entry == nullptr) continue;
      reader.Know(key);
      Report(entry->key_location, path + "." + key,
             "means nothing to an ordered stage, which cannot fail", "remove it");
    }
  }

  void Report(const Location& location, const std::string& path, std::string what,
              std::string remedy) {
    context_.problems.push_back({location, path, std::move(what), std::move(remedy)});
  }

  std::span<const StageType* const> types_;
  ReadContext& context_;
};

}  // namespace

std::vector<StageConfig> ReadStages(const ConfigNode& root, std::span<const StageType* const> types,
                                    ReadContext& context) {
  return StagesReader(types, context).Read(root);
}

}  // namespace newswired
