#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "stages/core/settings.h"
#include "stages/core/stage_type.h"

namespace newswired {

/// One setting as documentation and the JSON Schema need it. What it views is static.
struct SettingDoc {
  using Default = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                               std::vector<std::string>, std::map<std::string, std::string>>;

  std::string name;
  FieldSpec spec;
  Default value;                     ///< its alternative is the type; monostate: a group
  std::vector<SettingDoc> children;  ///< of a group, or of each item of a list of mappings
  bool is_list = false;              ///< a group that stands there any number of times

  [[nodiscard]] bool is_group() const { return value.index() == 0; }
};

/// Collects the declarations of a settings struct (the fourth use of Visit()).
class DocumentSettings final : public FieldVisitor {
 public:
  void Field(std::string_view name, bool& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) override;
  void Field(std::string_view name, double& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::string& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::vector<std::string>& value,
             const FieldSpec& spec) override;
  void Field(std::string_view name, std::map<std::string, std::string>& value,
             const FieldSpec& spec) override;

  [[nodiscard]] const std::vector<SettingDoc>& settings() const { return settings_; }

 protected:
  std::size_t BeginList(std::string_view name, const FieldSpec& spec) override;
  void BeginListItem(std::size_t index) override;
  void EndListItem() override;
  void EndList() override;
  void BeginGroup(std::string_view name, const FieldSpec& spec) override;
  void EndGroup() override;

 private:
  void Add(std::string_view name, const FieldSpec& spec, SettingDoc::Default value);
  std::vector<SettingDoc>& Current();

  std::vector<SettingDoc> settings_;
  std::vector<std::size_t> open_;  ///< index of each open group among its siblings
};

/// All settings of the file but `stages`.
std::vector<SettingDoc> DescribeConfig();
/// The settings of one stage; the common ones first where the stage takes them.
std::vector<SettingDoc> DescribeStageSettings(const StageType& type);

/// Reference for a terminal: one paragraph per setting.
std::string SettingsText(const std::vector<SettingDoc>& settings);
/// Reference in Markdown: docs/configuration.md, made by `newswired stages --config --markdown`.
std::string ConfigMarkdown();
/// One stage for a terminal, and in Markdown.
std::string StageText(const StageType& type);
std::string StageMarkdown(const StageType& type);

/// The JSON Schema (draft 2020-12) of a configuration file, for editors.
std::string ConfigJsonSchema(std::span<const StageType* const> stage_types);

}  // namespace newswired
