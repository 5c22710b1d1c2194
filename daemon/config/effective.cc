#include "daemon/config/effective.h"

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/config/yaml_text.h"

namespace newswired {

bool LooksSecret(std::string_view key) {
  static constexpr std::array<std::string_view, 8> kSigns = {
      "password",   "passphrase",         "secret", "token",
      "credential", "oauthbearer.config", "jaas",   "key.pem"};
  std::string lower(key);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return std::any_of(kSigns.begin(), kSigns.end(),
                     [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

void EffectiveDump::Field(std::string_view name, bool& value, const FieldSpec& spec) {
  Value(name, value ? "true" : "false", spec);
}

void EffectiveDump::Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) {
  Value(name, std::to_string(value), spec);
}

void EffectiveDump::Field(std::string_view name, double& value, const FieldSpec& spec) {
  Value(name, NumberText(value), spec);
}

void EffectiveDump::Field(std::string_view name, std::string& value, const FieldSpec& spec) {
  // An empty secret is shown, since that tells an operator that none is set.
  if (value.empty()) {
    Value(name, "\"\"", {});
  } else {
    Value(name, YamlScalar(value), spec);
  }
}

void EffectiveDump::Field(std::string_view name, std::vector<std::string>& value,
                          const FieldSpec& spec) {
  std::string list = "[";
  for (const std::string& item : value) {
    if (list.size() > 1) list += ", ";
    list += YamlScalar(item);
  }
  Value(name, list + "]", spec);
}

void EffectiveDump::Field(std::string_view name, std::map<std::string, std::string>& value,
                          const FieldSpec& spec) {
  if (value.empty() || redact_whole_ || spec.secret) {
    Value(name, "{}", value.empty() ? FieldSpec{} : spec);
    return;
  }
  const std::set<std::string> by_reference = std::exchange(redact_keys_, {});
  BeginGroup(name, spec);
  for (const auto& [key, text] : value) {
    const bool hide = by_reference.contains(key) || LooksSecret(key);
    Raw(YamlScalar(key), YamlScalar(hide ? kRedacted : std::string_view(text)));
  }
  EndGroup();
}

void EffectiveDump::RedactNext(bool whole, std::set<std::string> keys) {
  redact_whole_ = whole;
  redact_keys_ = std::move(keys);
}

void EffectiveDump::BeginGroup(std::string_view name, const FieldSpec& /*spec*/) {
  Raw(name, "");
  ++depth_;
}

void EffectiveDump::EndGroup() { --depth_; }

std::size_t EffectiveDump::BeginList(std::string_view name, const FieldSpec& spec) {
  BeginGroup(name, spec);
  return 0;
}

void EffectiveDump::BeginListItem(std::size_t /*index*/) {
  Indent();
  text_.append("-\n");
  ++depth_;
}

void EffectiveDump::EndListItem() { --depth_; }

void EffectiveDump::EndList() { EndGroup(); }

void EffectiveDump::BeginItem(std::string_view name) {
  Indent();
  text_.append("- ").append(name).append(":\n");
  depth_ += 2;
}

void EffectiveDump::EndItem() { depth_ -= 2; }

void EffectiveDump::Raw(std::string_view name, std::string_view text) {
  Indent();
  text_.append(name).append(":");
  if (!text.empty()) text_.append(" ").append(text);
  text_ += '\n';
}

void EffectiveDump::Indent() { text_.append(static_cast<std::size_t>(depth_) * 2, ' '); }

void EffectiveDump::Value(std::string_view name, const std::string& yaml, const FieldSpec& spec) {
  const bool redact = std::exchange(redact_whole_, false) || spec.secret;
  redact_keys_.clear();
  Raw(name, redact ? YamlScalar(kRedacted) : yaml);
}

}  // namespace newswired
