#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/effective.h"
#include "daemon/config/node.h"
#include "daemon/config/problem.h"
#include "daemon/config/references.h"
#include "stages/core/settings.h"

namespace newswired {

/// What all readers of one file share.
struct ReadContext {
  ReferenceSource references;
  std::vector<Problem> problems;
  EffectiveDump effective;           ///< of everything that was read, in the order of reading
  std::vector<std::string> unshown;  ///< secrets, and what came by reference
  std::vector<std::string> secrets;  ///< Config::secrets
  bool offline = false;  ///< settings without a default may be absent, and what reaches Kafka

  /// `message` with every unshown text replaced by `<redacted>`: for messages of somebody else's
  /// code, which may quote what it was given.
  [[nodiscard]] std::string Scrub(std::string message) const;
};

/// Fills a settings struct from a mapping of the file.
///
/// Reports, with place and remedy: wrong types, numbers out of range, words that are no choice,
/// keys without a value, settings that are required and absent, secrets written in clear,
/// references that do not resolve; and, in Finish(), keys that no Field() asked for. A setting with
/// a problem keeps its default.
///
///     ReadSettings reader(node.get(), "stages[2].dedup", node->location, context);
///     settings.Visit(reader);
///     reader.Finish();
class ReadSettings final : public FieldVisitor {
 public:
  /// `mapping` may be nullptr (nothing is set). `path` is its key path; `location` is named where
  /// something is missing.
  ReadSettings(const ConfigNode* mapping, std::string path, Location location,
               ReadContext& context);

  void Field(std::string_view name, bool& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) override;
  void Field(std::string_view name, double& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::string& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::vector<std::string>& value,
             const FieldSpec& spec) override;
  void Field(std::string_view name, std::map<std::string, std::string>& value,
             const FieldSpec& spec) override;

  /// `name` is read by somebody else: it is no unknown key.
  void Know(std::string_view name);

  /// Reports unknown keys; call once, when every Field() was.
  void Finish();

 protected:
  std::size_t BeginList(std::string_view name, const FieldSpec& spec) override;
  void BeginListItem(std::size_t index) override;
  void EndListItem() override;
  void EndList() override;
  void BeginGroup(std::string_view name, const FieldSpec& spec) override;
  void EndGroup() override;

 private:
  /// A mapping being read.
  struct Frame {
    const ConfigNode* node = nullptr;
    std::string path;
    Location location;
    std::vector<std::string> known;
  };
  /// A scalar as it is to be converted.
  struct Text {
    std::string text;
    std::string shown;  ///< how messages call it: quoted, or by its reference
    bool by_reference = false;
  };

  const ConfigNode* Take(std::string_view name, const FieldSpec& spec, std::string_view type_word);
  std::optional<Text> ReadText(const ConfigNode& node, const std::string& path,
                               const FieldSpec& spec, std::string_view type_word);
  template <class Number>
  void ReadNumber(std::string_view name, Number& value, const FieldSpec& spec,
                  std::string_view type_word);
  bool InRange(double number, const Text& text, const FieldSpec& spec, const ConfigNode& node,
               const std::string& path);
  bool IsChoice(const Text& text, const FieldSpec& spec, const ConfigNode& node,
                const std::string& path);
  void ReadItem(const ConfigNode& node, const std::string& path, const FieldSpec& spec,
                std::vector<std::string>& items, bool& any_by_reference);
  /// Reports what the setting's own check finds.
  bool IsRight(const Text& text, const FieldSpec& spec, const ConfigNode& node,
               const std::string& path);
  void CheckUnknownKeys(const Frame& frame);
  /// Reports an item of a list that has the same key as one before, or nothing but a key.
  void CheckKey(const Text& text, const FieldSpec& spec, const ConfigNode& node,
                const std::string& path);
  /// Whether a command that needs no Kafka goes on without the setting.
  [[nodiscard]] bool MayBeAbsent(const std::string& path) const;
  void WrongKind(const ConfigNode& node, const std::string& path, std::string_view type_word);
  [[nodiscard]] std::string PathOf(std::string_view name) const;
  void Report(const Location& location, const std::string& path, std::string what,
              std::string remedy);

  /// A list of mappings being read.
  struct OpenList {
    const ConfigNode* node = nullptr;  ///< null: it is not there, or no list
    std::string path;
    bool shown = false;                    ///< it has items, so the dump has begun a list
    std::map<std::string, Location> keys;  ///< of the items so far (FieldSpec::key)
  };

  ReadContext& context_;
  std::vector<Frame> frames_;
  std::vector<OpenList> lists_;
};

}  // namespace newswired
