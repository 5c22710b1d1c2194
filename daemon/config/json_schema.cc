#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cmath>

#include "daemon/config/describe.h"

namespace newswired {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void Key(Writer& json, std::string_view text) {
  json.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void String(Writer& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Pair(Writer& json, std::string_view key, std::string_view value) {
  Key(json, key);
  String(json, value);
}

void Number(Writer& json, double number) {
  if (std::trunc(number) == number) {
    json.Int64(static_cast<std::int64_t>(number));
  } else {
    json.Double(number);
  }
}

void WriteSettings(Writer& json, const std::vector<SettingDoc>& settings);

struct WriteDefault {
  Writer& json;
  void operator()(std::monostate) const { json.Null(); }
  void operator()(bool value) const { json.Bool(value); }
  void operator()(std::int64_t value) const { json.Int64(value); }
  void operator()(double value) const { Number(json, value); }
  void operator()(const std::string& value) const { String(json, value); }
  void operator()(const std::vector<std::string>& value) const {
    json.StartArray();
    for (const std::string& item : value) String(json, item);
    json.EndArray();
  }
  void operator()(const std::map<std::string, std::string>& value) const {
    json.StartObject();
    for (const auto& [key, text] : value) Pair(json, key, text);
    json.EndObject();
  }
};

constexpr std::string_view kReference = R"(^\$\{(env|file):[^}]+\}$)";
/// A text without a reference, or one that is nothing else.
constexpr std::string_view kWholeReference = R"(^(?![\s\S]*\$\{)|^\$\{(env|file):[^}]+\}$)";

void WriteReference(Writer& json) {
  json.StartObject();
  Pair(json, "type", "string");
  Pair(json, "pattern", kReference);
  json.EndObject();
}

void WriteRange(Writer& json, const FieldSpec& spec) {
  if (spec.min) {
    Key(json, "minimum");
    Number(json, *spec.min);
  }
  if (spec.max) {
    Key(json, "maximum");
    Number(json, *spec.max);
  }
}

void WriteChoices(Writer& json, const FieldSpec& spec) {
  Key(json, "enum");
  json.StartArray();
  for (const std::string_view choice : spec.choices) String(json, choice);
  json.EndArray();
}

/// A value of `type` within `spec`, or a reference to one.
void WriteScalar(Writer& json, std::string_view type, const FieldSpec& spec) {
  Key(json, "anyOf");
  json.StartArray();
  json.StartObject();
  Pair(json, "type", type);
  WriteRange(json, spec);
  if (!spec.choices.empty()) WriteChoices(json, spec);
  json.EndObject();
  WriteReference(json);
  json.EndArray();
}

/// YAML readers take 123 for a number where we take it for a text, hence the three types; what is
/// said about strings does not touch the others.
void WriteTextType(Writer& json, bool may_be_empty) {
  Key(json, "type");
  json.StartArray();
  for (const std::string_view type : {"string", "number", "boolean"}) String(json, type);
  json.EndArray();
  Pair(json, "pattern", kWholeReference);
  if (may_be_empty) return;
  Key(json, "minLength");
  json.Int(1);
}

void WriteTextItem(Writer& json, const FieldSpec& spec, bool may_be_empty) {
  if (spec.choices.empty()) {
    WriteTextType(json, may_be_empty);
  } else {
    WriteScalar(json, "string", spec);
  }
}

void WriteList(Writer& json, const FieldSpec& spec) {
  Key(json, "anyOf");
  json.StartArray();
  json.StartObject();
  Pair(json, "type", "array");
  if (spec.required) {
    Key(json, "minItems");
    json.Int(1);
  }
  Key(json, "items");
  json.StartObject();
  WriteTextItem(json, spec, /*may_be_empty=*/false);
  json.EndObject();
  json.EndObject();
  json.StartObject();
  WriteTextItem(json, spec, /*may_be_empty=*/false);
  json.EndObject();
  json.EndArray();
}

void WriteMap(Writer& json) {
  Pair(json, "type", "object");
  Key(json, "additionalProperties");
  json.StartObject();
  WriteTextType(json, /*may_be_empty=*/true);
  json.EndObject();
}

void WriteMappings(Writer& json, const SettingDoc& setting) {
  Pair(json, "type", "array");
  Key(json, "items");
  json.StartObject();
  WriteSettings(json, setting.children);
  json.EndObject();
}

void WriteType(Writer& json, const SettingDoc& setting) {
  const FieldSpec& spec = setting.spec;
  switch (setting.value.index()) {
    case 1:
      return WriteScalar(json, "boolean", spec);
    case 2:
      return WriteScalar(json, "integer", spec);
    case 3:
      return WriteScalar(json, "number", spec);
    case 4:
      if (spec.secret) {
        Pair(json, "type", "string");
        return Pair(json, "pattern", R"(^(\$\{(env|file):[^}]+\})?$)");
      }
      return WriteTextItem(json, spec, /*may_be_empty=*/!spec.required);
    case 5:
      return WriteList(json, spec);
    case 6:
      return WriteMap(json);
    default:
      if (setting.is_list) return WriteMappings(json, setting);
      return WriteSettings(json, setting.children);
  }
}

void WriteSetting(Writer& json, const SettingDoc& setting) {
  json.StartObject();
  Pair(json, "description", setting.spec.doc);
  WriteType(json, setting);
  if (!setting.is_group() && !setting.spec.required) {
    Key(json, "default");
    std::visit(WriteDefault{json}, setting.value);
  }
  if (!setting.spec.example.empty()) {
    Key(json, "examples");
    json.StartArray();
    String(json, setting.spec.example);
    json.EndArray();
  }
  json.EndObject();
}

bool IsRequired(const SettingDoc& setting) {
  if (setting.spec.required) return true;
  if (setting.is_list) return false;  // what an item needs, an empty list does not
  for (const SettingDoc& child : setting.children) {
    if (IsRequired(child)) return true;
  }
  return false;
}

void WriteRequired(Writer& json, const std::vector<SettingDoc>& settings) {
  Key(json, "required");
  json.StartArray();
  for (const SettingDoc& setting : settings) {
    if (IsRequired(setting)) String(json, setting.name);
  }
  json.EndArray();
}

/// The members of an object schema for `settings`; more properties may follow through `extra`.
template <class Extra>
void WriteObject(Writer& json, const std::vector<SettingDoc>& settings, Extra extra) {
  Pair(json, "type", "object");
  Key(json, "additionalProperties");
  json.Bool(false);
  WriteRequired(json, settings);
  Key(json, "properties");
  json.StartObject();
  for (const SettingDoc& setting : settings) {
    Key(json, setting.name);
    WriteSetting(json, setting);
  }
  extra();
  json.EndObject();
}

void WriteSettings(Writer& json, const std::vector<SettingDoc>& settings) {
  WriteObject(json, settings, [] {});
}

void WriteStageNames(Writer& json, std::span<const StageType* const> types) {
  json.StartObject();
  Key(json, "enum");
  json.StartArray();
  for (const StageType* type : types) String(json, type->name);
  json.EndArray();
  json.EndObject();
}

/// `name: {settings}`, or `name:` with nothing.
void WriteStageWithSettings(Writer& json, const StageType& type) {
  json.StartObject();
  Pair(json, "description", type.summary);
  Pair(json, "type", "object");
  Key(json, "additionalProperties");
  json.Bool(false);
  Key(json, "required");
  json.StartArray();
  String(json, type.name);
  json.EndArray();
  Key(json, "properties");
  json.StartObject();
  Key(json, type.name);
  json.StartObject();
  Key(json, "anyOf");
  json.StartArray();
  json.StartObject();
  Pair(json, "type", "null");
  json.EndObject();
  json.StartObject();
  WriteSettings(json, DescribeStageSettings(type));
  json.EndObject();
  json.EndArray();
  json.EndObject();
  json.EndObject();
  json.EndObject();
}

constexpr std::string_view kFirstStage = "decode";

/// Matches the first stage, with settings or without.
void WriteFirstStage(Writer& json) {
  json.StartObject();
  Key(json, "anyOf");
  json.StartArray();
  json.StartObject();
  Pair(json, "const", kFirstStage);
  json.EndObject();
  json.StartObject();
  Pair(json, "type", "object");
  Key(json, "required");
  json.StartArray();
  String(json, kFirstStage);
  json.EndArray();
  json.EndObject();
  json.EndArray();
  json.EndObject();
}

/// The first stage stands in front, and nowhere else. `items` lists it all the same, since editors
/// that do not know prefixItems ask it about every item.
void WriteOrderOfStages(Writer& json) {
  Key(json, "allOf");
  json.StartArray();
  json.StartObject();
  Key(json, "prefixItems");
  json.StartArray();
  WriteFirstStage(json);
  json.EndArray();
  json.EndObject();
  json.StartObject();
  Key(json, "contains");
  WriteFirstStage(json);
  Key(json, "minContains");
  json.Int(0);
  Key(json, "maxContains");
  json.Int(1);
  json.EndObject();
  json.EndArray();
}

void WriteStages(Writer& json, std::span<const StageType* const> types) {
  Key(json, "stages");
  json.StartObject();
  Pair(json, "description",
       "The stages in the order in which articles pass them; absent: the default pipeline; []: "
       "records pass unchanged.");
  Pair(json, "type", "array");
  Key(json, "items");
  json.StartObject();
  Key(json, "anyOf");
  json.StartArray();
  WriteStageNames(json, types);
  for (const StageType* type : types) WriteStageWithSettings(json, *type);
  json.EndArray();
  json.EndObject();
  WriteOrderOfStages(json);
  json.EndObject();
}

}  // namespace

std::string ConfigJsonSchema(std::span<const StageType* const> stage_types) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.SetIndent(' ', 2);
  json.StartObject();
  Pair(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
  Pair(json, "title", "newswired configuration");
  WriteObject(json, DescribeConfig(), [&] { WriteStages(json, stage_types); });
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace newswired
