#pragma once

#include <set>
#include <string>

#include "stages/core/settings.h"

namespace newswired {

/// What stands in place of a secret in every dump.
inline constexpr std::string_view kRedacted = "<redacted>";

/// Whether a free-form key (a librdkafka property, a header) names something secret.
bool LooksSecret(std::string_view key);

/// Writes settings as YAML: every key with the value it has, default or not, and kRedacted for
/// what is secret or came by reference.
class EffectiveDump final : public FieldVisitor {
 public:
  using FieldVisitor::Group;

  void Field(std::string_view name, bool& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) override;
  void Field(std::string_view name, double& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::string& value, const FieldSpec& spec) override;
  void Field(std::string_view name, std::vector<std::string>& value,
             const FieldSpec& spec) override;
  void Field(std::string_view name, std::map<std::string, std::string>& value,
             const FieldSpec& spec) override;

  /// The next Field() came by reference: wholly, or (of a map) at these keys.
  void RedactNext(bool whole, std::set<std::string> keys = {});

  /// Begins and ends the mapping `name`; what comes between is its content.
  void BeginGroup(std::string_view name, const FieldSpec& spec) override;
  void EndGroup() override;

  std::size_t BeginList(std::string_view name, const FieldSpec& spec) override;
  void BeginListItem(std::size_t index) override;
  void EndListItem() override;
  void EndList() override;

  /// Begins and ends `- name:` in a list of one-key mappings.
  void BeginItem(std::string_view name);
  void EndItem();

  /// Writes `name: text` as it is; `text` is YAML already.
  void Raw(std::string_view name, std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void Indent();
  void Value(std::string_view name, const std::string& yaml, const FieldSpec& spec);

  std::string text_;
  int depth_ = 0;
  bool redact_whole_ = false;
  std::set<std::string> redact_keys_;
};

}  // namespace newswired
