#include "daemon/config/describe.h"

#include <utility>

#include "daemon/config/config.h"
#include "daemon/config/suggest.h"
#include "daemon/config/yaml_text.h"

namespace newswired {
namespace {

constexpr std::size_t kTextWidth = 96;

std::string TypeWord(const SettingDoc& setting) {
  static constexpr std::array<std::string_view, 7> kWords = {
      "mapping", "boolean", "whole number", "number", "text", "list of texts", "mapping of texts"};
  return setting.is_list ? "list of mappings" : std::string(kWords[setting.value.index()]);
}

struct DefaultText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return NumberText(value); }
  std::string operator()(const std::string& value) const { return value.empty() ? "\"\"" : value; }
  std::string operator()(const std::vector<std::string>& value) const {
    std::string list = "[";
    for (const std::string& item : value) list += (list.size() > 1 ? ", " : "") + item;
    return list + "]";
  }
  std::string operator()(const std::map<std::string, std::string>& value) const {
    std::string mapping = "{";
    for (const auto& [key, text] : value) {
      mapping += (mapping.size() > 1 ? ", " : "") + key + ": " + text;
    }
    return mapping + "}";
  }
};

std::string RangeText(const FieldSpec& spec) {
  if (spec.min && spec.max) return NumberText(*spec.min) + " to " + NumberText(*spec.max);
  if (spec.min) return "at least " + NumberText(*spec.min);
  if (spec.max) return "at most " + NumberText(*spec.max);
  return {};
}

std::string ChoicesText(const FieldSpec& spec) {
  std::vector<std::string_view> words;
  for (const std::string_view choice : spec.choices) {
    words.push_back(choice.empty() ? std::string_view("\"\"") : choice);
  }
  return JoinWords(words, " or ");
}

/// What is known in short: type, default, range, choices.
std::vector<std::string> Facts(const SettingDoc& setting) {
  std::vector<std::string> facts{TypeWord(setting)};
  const FieldSpec& spec = setting.spec;
  if (spec.required) {
    facts.emplace_back("required");
  } else if (setting.is_list) {
    facts.emplace_back("default []");
  } else if (!setting.is_group()) {
    facts.push_back("default " + std::visit(DefaultText{}, setting.value));
  }
  if (const std::string range = RangeText(spec); !range.empty()) facts.push_back(range);
  if (!spec.choices.empty()) facts.push_back("one of " + ChoicesText(spec));
  if (spec.secret) facts.emplace_back("secret: only by reference");
  return facts;
}

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += separator;
    joined += part;
  }
  return joined;
}

void AppendWrapped(std::string& out, std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string line = margin;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (line.size() > indent && line.size() + 1 + word.size() > kTextWidth) {
      out += line + "\n";
      line = margin;
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  out += line + "\n";
}

void AppendText(std::string& out, const std::vector<SettingDoc>& settings, std::size_t indent) {
  for (const SettingDoc& setting : settings) {
    out += std::string(indent, ' ') + setting.name + "  (" + Joined(Facts(setting), "; ") + ")\n";
    AppendWrapped(out, setting.spec.doc, indent + 4);
    if (!setting.spec.example.empty()) {
      out +=
          std::string(indent + 4, ' ') + "for example: " + std::string(setting.spec.example) + "\n";
    }
    AppendText(out, setting.children, indent + 4);
  }
}

void AppendMarkdown(std::string& out, const std::vector<SettingDoc>& settings,
                    const std::string& parent) {
  const auto path_of = [&](const SettingDoc& setting) {
    return parent.empty() ? setting.name : parent + "." + setting.name;
  };
  for (const SettingDoc& setting : settings) {
    if (setting.is_group()) continue;
    out += "* **`" + path_of(setting) + "`** (" + Joined(Facts(setting), "; ") + ")  \n  " +
           std::string(setting.spec.doc);
    if (!setting.spec.example.empty()) {
      out += " For example `" + std::string(setting.spec.example) + "`.";
    }
    out += "\n";
  }
  // Groups make headings, so they come after the settings that stand alone.
  for (const SettingDoc& setting : settings) {
    if (!setting.is_group()) continue;
    out += "\n### `" + path_of(setting) + "`\n\n" + std::string(setting.spec.doc) +
           (setting.is_list ? " A list of mappings.\n\n" : "\n\n");
    AppendMarkdown(out, setting.children, path_of(setting) + (setting.is_list ? "[]" : ""));
  }
}

constexpr std::string_view kMarkdownHead = R"(# Configuration

<!-- Made by `newswired stages --config --markdown`; do not edit. A test compares the two:
     NW_UPDATE_DOCS=1 makes it rewrite this file. -->

One YAML file describes a pipeline; `newswired init` writes a commented one, `newswired check -c F`
reports everything that is wrong with one, each with file, line, column and remedy, and
`newswired config show -c F --effective` prints every setting with the value that it has.
`newswired schema config` prints a JSON Schema for editors.

## Rules

* Keys are in `snake_case` and end in their unit. Unknown keys are errors. A key without a value is
  an error: remove it to get the default.
* `${env:NAME}` and `${file:PATH}` stand for the text of an environment variable or a file. A
  reference is always the whole value, never a part of one. What it brings is taken as text (a file
  loses one line end at its end) and then converted to the setting's type. A relative path starts at
  the configuration file's folder. A missing one is an error, but for `enrich`, `explain` and `test`
  not where it only names brokers, topics or credentials. Between braces or brackets it needs quotes,
  since its brace would end a mapping: `{username: "${env:KAFKA_USER}"}`.
* A file is UTF-8 text of at most 1 MiB. Anchors and aliases stand for whole values; there are no
  merge keys.
* Secrets are written only by reference, and are shown nowhere: they are `<redacted>` in dumps, logs,
  health reasons and messages. What else came by reference (names of topics, groups, users) is
  `<redacted>` in `config show` and in what is said against a configuration; logs, metrics and
  `check --live` name it, since they are of no use without.

## `stages`

A list of stages in the order in which articles pass them: a name, or a name with settings. Absent,
it is `decode, article, language, entities, dedup, story`; `[]` passes records through unchanged.

```yaml
stages:
  - decode
  - article: {required: true, time_budget_ms: 500}
  - dedup
  - story
```

`decode` comes first. Ordered stages (`dedup`, `story`) stand after all others, so that an article is
judged only when nothing after the judgement can dead-letter it, and `story` after `dedup`, whose
verdicts it reads. `newswired stages` lists the stages and `newswired stages NAME` documents one. All
but the ordered ones, which cannot fail, also take:

)";

}  // namespace

void DocumentSettings::Field(std::string_view name, bool& value, const FieldSpec& spec) {
  Add(name, spec, value);
}
void DocumentSettings::Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) {
  Add(name, spec, value);
}
void DocumentSettings::Field(std::string_view name, double& value, const FieldSpec& spec) {
  Add(name, spec, value);
}
void DocumentSettings::Field(std::string_view name, std::string& value, const FieldSpec& spec) {
  Add(name, spec, value);
}
void DocumentSettings::Field(std::string_view name, std::vector<std::string>& value,
                             const FieldSpec& spec) {
  Add(name, spec, value);
}
void DocumentSettings::Field(std::string_view name, std::map<std::string, std::string>& value,
                             const FieldSpec& spec) {
  Add(name, spec, value);
}

void DocumentSettings::BeginGroup(std::string_view name, const FieldSpec& spec) {
  const std::vector<SettingDoc>& siblings = Current();
  Add(name, spec, std::monostate());
  open_.push_back(siblings.size() - 1);
}

void DocumentSettings::EndGroup() { open_.pop_back(); }

std::size_t DocumentSettings::BeginList(std::string_view name, const FieldSpec& spec) {
  BeginGroup(name, spec);
  std::vector<SettingDoc>* siblings = &settings_;
  for (std::size_t i = 0; i + 1 < open_.size(); ++i) siblings = &(*siblings)[open_[i]].children;
  siblings->back().is_list = true;
  return 1;
}

void DocumentSettings::BeginListItem(std::size_t /*index*/) {}

void DocumentSettings::EndListItem() {}

void DocumentSettings::EndList() { EndGroup(); }

void DocumentSettings::Add(std::string_view name, const FieldSpec& spec,
                           SettingDoc::Default value) {
  Current().push_back({.name = std::string(name),
                       .spec = spec,
                       .value = std::move(value),
                       .children = {},
                       .is_list = false});
}

std::vector<SettingDoc>& DocumentSettings::Current() {
  std::vector<SettingDoc>* current = &settings_;
  for (const std::size_t index : open_) current = &(*current)[index].children;
  return *current;
}

std::vector<SettingDoc> DescribeConfig() {
  DocumentSettings visitor;
  Config config;
  config.Visit<FieldVisitor>(visitor);
  return visitor.settings();
}

std::vector<SettingDoc> DescribeStageSettings(const StageType& type) {
  DocumentSettings visitor;
  if (!type.ordered) {
    CommonStageSettings common{.required = type.name == "decode"};
    common.Visit<FieldVisitor>(visitor);
  }
  type.describe(visitor);
  return visitor.settings();
}

std::string SettingsText(const std::vector<SettingDoc>& settings) {
  std::string text;
  AppendText(text, settings, 2);
  return text;
}

std::string ConfigMarkdown() {
  std::string text(kMarkdownHead);
  DocumentSettings common;
  CommonStageSettings settings;
  settings.Visit<FieldVisitor>(common);
  AppendMarkdown(text, common.settings(), "");
  text += "\n## Everything else\n\n";
  AppendMarkdown(text, DescribeConfig(), "");
  return text;
}

std::string StageText(const StageType& type) {
  std::string text = std::string(type.name) + " " + std::string(type.version) +
                     (type.ordered ? " (ordered)\n" : "\n");
  AppendWrapped(text, type.summary, 2);
  const std::string settings = SettingsText(DescribeStageSettings(type));
  text += settings.empty() ? "  It has no settings.\n" : "\n" + settings;
  return text;
}

std::string StageMarkdown(const StageType& type) {
  std::string text = "## `" + std::string(type.name) + "`\n\n" + std::string(type.summary) +
                     " Version " + std::string(type.version) +
                     (type.ordered ? "; ordered.\n\n" : ".\n\n");
  DocumentSettings visitor;
  type.describe(visitor);
  if (visitor.settings().empty()) return text + "No settings of its own.\n";
  AppendMarkdown(text, visitor.settings(), "");
  return text;
}

}  // namespace newswired
