#include "daemon/config/load.h"

#include <filesystem>
#include <utility>

#include "daemon/config/brokers.h"
#include "daemon/config/kafka_properties.h"
#include "daemon/config/node.h"
#include "daemon/config/read_settings.h"
#include "daemon/config/read_stages.h"
#include "daemon/config/rules.h"
#include "daemon/config/small_file.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

LoadResult OneProblem(const std::string& file, std::string what, std::string remedy) {
  LoadResult result;
  result.problems.push_back({{.file = file}, "", std::move(what), std::move(remedy)});
  return result;
}

std::string CannotRead(const Error& error) {
  const bool is_sentence = error.code == "directory" || error.code == "large";
  return is_sentence ? error.message : "cannot be read: " + error.message;
}

std::string FileRemedy(const std::string& path, const Error& error) {
  if (error.code == "missing") return "`newswired init " + path + "` writes one to start from";
  if (error.code == "denied") return "make it readable for the daemon's user";
  return error.code == "unreadable" ? "" : "name a configuration file";
}

/// Makes one item of each broker, once the rules have judged them where they stand.
void SplitItems(std::vector<std::string>& brokers) {
  std::vector<std::string> split;
  for (const std::string& list : brokers) {
    for (std::string& broker : SplitBrokers(list)) split.push_back(std::move(broker));
  }
  brokers = std::move(split);
}

/// What librdkafka itself says about properties that our rules let pass.
void AskAboutProperties(const LoadOptions& options, const Config& config, const ConfigNode& root,
                        ReadContext& context) {
  if (!options.check_property || config.kafka.properties.empty()) return;
  const ConfigNode& properties = *root.Find("kafka")->value->Find("properties")->value;
  for (const ConfigNode::Entry& entry : properties.entries) {
    const auto value = config.kafka.properties.find(entry.key);
    if (value == config.kafka.properties.end()) continue;
    const bool exactly_once = config.delivery == "exactly_once";
    if (JudgeKafkaProperty(entry.key, value->second, exactly_once)) continue;
    if (auto refusal = options.check_property(entry.key, value->second)) {
      context.problems.push_back({entry.key_location, "kafka.properties." + entry.key,
                                  std::move(refusal->what), std::move(refusal->remedy)});
    }
  }
}

void ReadTopLevel(const ConfigNode& root, Config& config, ReadContext& context) {
  ReadSettings reader(&root, "", root.location, context);
  reader.Know("stages");
  config.Visit<FieldVisitor>(reader);
  reader.Finish();
}

/// Rules and librdkafka quote the values they judge.
void HideSecrets(std::size_t from, ReadContext& context) {
  for (std::size_t i = from; i < context.problems.size(); ++i) {
    context.problems[i].what = context.Scrub(std::move(context.problems[i].what));
  }
}

/// What only the machine can tell: whether files are there, and whether clients can be made.
void TryOut(const LoadOptions& options, const Config& config, const ConfigNode& root,
            ReadContext& context) {
  const std::size_t from = context.problems.size();
  CheckFiles(config, root, context.problems);
  if (context.problems.empty()) {
    if (const auto error = options.check_clients(config)) {
      const KeyPath path = SettingThatIsMeant(*error, config.kafka.properties);
      context.problems.push_back({Locate(root, path), JoinPath(path),
                                  "librdkafka cannot make its clients: " + *error,
                                  "change it or what it depends on"});
    }
  }
  HideSecrets(from, context);
}

LoadResult Load(std::string_view text, const std::string& name, const std::string& folder,
                std::span<const StageType* const> stage_types, const LoadOptions& options) {
  ReadContext context;
  context.references =
      options.references ? *options.references : ReferenceSource::OfProcess(folder);
  context.offline = options.offline;

  auto config = std::make_shared<Config>();
  config->path = name;
  config->sha256 = Sha256Hex(text);
  const auto root = ParseYaml(text, name, context.problems);
  if (root != nullptr && root->kind != ConfigNode::Kind::kMapping) {
    context.problems.push_back(
        {root->location, "",
         "a configuration is a mapping of keys, not " + std::string(KindWord(root->kind)),
         "see `newswired init` for one to start from"});
  } else if (root != nullptr) {
    ReadTopLevel(*root, *config, context);
    const std::size_t rules_from = context.problems.size();
    CheckRules(*config, *root, context.problems);
    SplitItems(config->kafka.brokers);
    AskAboutProperties(options, *config, *root, context);
    HideSecrets(rules_from, context);
    config->stages = ReadStages(*root, stage_types, context);
    CheckLedger(*config, *root, context.problems);
    if (options.check_clients) TryOut(options, *config, *root, context);
  }

  LoadResult result;
  SortProblems(context.problems);
  result.problems = std::move(context.problems);
  config->effective = context.effective.text();
  config->secrets = std::move(context.secrets);
  if (result.problems.empty()) result.config = std::move(config);
  return result;
}

}  // namespace

LoadResult LoadConfig(const std::string& path, std::span<const StageType* const> stage_types,
                      const LoadOptions& options) {
  const Result<std::string> text = ReadSmallFile(path);
  if (!text.ok()) return OneProblem(path, CannotRead(text.error()), FileRemedy(path, text.error()));
  return Load(*text, path, std::filesystem::path(path).parent_path().string(), stage_types,
              options);
}

LoadResult LoadConfigText(std::string_view text, const std::string& name,
                          std::span<const StageType* const> stage_types,
                          const LoadOptions& options) {
  return Load(text, name, "", stage_types, options);
}

}  // namespace newswired
