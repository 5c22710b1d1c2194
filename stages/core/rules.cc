#include "stages/core/rules.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace newswired {
namespace {

template <class Number>
std::string TextOf(Number value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// What shared settings cannot be is passed over.
class SharedVisitor : public FieldVisitor {
 public:
  void Field(std::string_view name, bool& value, const FieldSpec& spec) override {
    std::int64_t number = value ? 1 : 0;
    Field(name, number, spec);
    value = number != 0;
  }
  void Field(std::string_view /*name*/, std::vector<std::string>& /*value*/,
             const FieldSpec& /*spec*/) override {}
  void Field(std::string_view /*name*/, std::map<std::string, std::string>& /*value*/,
             const FieldSpec& /*spec*/) override {}
  using FieldVisitor::Field;

 protected:
  std::size_t BeginList(std::string_view /*name*/, const FieldSpec& /*spec*/) override { return 0; }
  void BeginListItem(std::size_t /*index*/) override {}
  void EndListItem() override {}
  void EndList() override {}
  void BeginGroup(std::string_view /*name*/, const FieldSpec& /*spec*/) override {}
  void EndGroup() override {}
};

class Writer final : public SharedVisitor {
 public:
  using SharedVisitor::Field;
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) override {
    Write(name, TextOf(value), spec);
  }
  void Field(std::string_view name, double& value, const FieldSpec& spec) override {
    Write(name, TextOf(value), spec);
  }
  void Field(std::string_view name, std::string& value, const FieldSpec& spec) override {
    Write(name, value, spec);
  }
  std::string text;

 private:
  void Write(std::string_view name, std::string_view value, const FieldSpec& spec) {
    if (!spec.shared) return;
    if (!text.empty()) text += ' ';
    text.append(name).append("=").append(value);
  }
};

class Reader final : public SharedVisitor {
 public:
  explicit Reader(std::string_view rules) {
    while (!rules.empty()) {
      const std::string_view item = rules.substr(0, rules.find(' '));
      rules.remove_prefix(std::min(item.size() + 1, rules.size()));
      const std::size_t equals = item.find('=');
      if (equals != std::string_view::npos) {
        values_.emplace(item.substr(0, equals), item.substr(equals + 1));
      }
    }
  }

  using SharedVisitor::Field;
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) override {
    ReadNumber(name, value, spec);
  }
  void Field(std::string_view name, double& value, const FieldSpec& spec) override {
    ReadNumber(name, value, spec);
  }
  void Field(std::string_view name, std::string& value, const FieldSpec& spec) override {
    if (const auto text = Take(name, spec)) value = *text;
  }

  /// What is wrong with the rules; empty: nothing.
  [[nodiscard]] std::string Problem() const {
    if (!problem_.empty() || values_.empty()) return problem_;
    return "there is no setting " + std::string(values_.begin()->first);
  }

 private:
  std::optional<std::string_view> Take(std::string_view name, const FieldSpec& spec) {
    if (!spec.shared) return std::nullopt;
    const auto found = values_.find(name);
    if (found == values_.end()) {
      problem_ = std::string(name) + " is missing";
      return std::nullopt;
    }
    const std::string_view text = found->second;
    values_.erase(found);
    return text;
  }

  template <class Number>
  void ReadNumber(std::string_view name, Number& value, const FieldSpec& spec) {
    const auto text = Take(name, spec);
    if (!text) return;
    Number read{};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), read);
    const auto number = static_cast<double>(read);
    if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(number) ||
        (spec.min && number < *spec.min) || (spec.max && number > *spec.max)) {
      problem_ = std::string(name) + " cannot be " + std::string(*text);
    } else {
      value = read;
    }
  }

  std::map<std::string_view, std::string_view, std::less<>> values_;
  std::string problem_;
};

}  // namespace

namespace internal {

std::string WriteRules(void (*visit)(void* settings, FieldVisitor& visitor), void* settings) {
  Writer writer;
  visit(settings, writer);
  return std::move(writer.text);
}

Status ReadRules(std::string_view rules, void (*visit)(void* settings, FieldVisitor& visitor),
                 void* settings) {
  Reader reader(rules);
  visit(settings, reader);
  std::string problem = reader.Problem();
  if (!problem.empty()) return ConfigError("rules", std::move(problem));
  return Ok();
}

}  // namespace internal
}  // namespace newswired
