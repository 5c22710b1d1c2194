#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/core/shared_memory.h"
#include "stages/core/stage_type.h"
#include "stages/core/state_bytes.h"

namespace newswired {

/// For tests of stages: leaves every setting at its default.
class DefaultSettings : public FieldVisitor {
 public:
  void Field(std::string_view, bool&, const FieldSpec&) override {}
  void Field(std::string_view, std::int64_t&, const FieldSpec&) override {}
  void Field(std::string_view, double&, const FieldSpec&) override {}
  void Field(std::string_view, std::string&, const FieldSpec&) override {}
  void Field(std::string_view, std::vector<std::string>&, const FieldSpec&) override {}
  void Field(std::string_view, std::map<std::string, std::string>&, const FieldSpec&) override {}

 protected:
  std::size_t BeginList(std::string_view, const FieldSpec&) override { return 0; }
  void BeginListItem(std::size_t) override {}
  void EndListItem() override {}
  void EndList() override {}
  void BeginGroup(std::string_view, const FieldSpec&) override {}
  void EndGroup() override {}
};

using Values = std::map<std::string, std::int64_t, std::less<>>;

/// Sets whole numbers by name and leaves the rest at its defaults.
class Limits final : public DefaultSettings {
 public:
  explicit Limits(Values values) : values_(std::move(values)) {}
  using DefaultSettings::Field;
  void Field(std::string_view name, bool& value, const FieldSpec& /*spec*/) override {
    if (const auto found = values_.find(name); found != values_.end()) value = found->second != 0;
  }
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& /*spec*/) override {
    if (const auto found = values_.find(name); found != values_.end()) value = found->second;
  }

 private:
  Values values_;
};

/// A stateless stage with these settings, and the others at their defaults.
inline std::unique_ptr<Stage> MakeStage(const StageType& type, Values values) {
  Limits limits(std::move(values));
  return std::move(type.configure(limits)).value().stateless();
}

/// A stateless stage with default settings.
inline std::unique_ptr<Stage> MakeDefaultStage(const StageType& type) {
  DefaultSettings defaults;
  return std::move(type.configure(defaults)).value().stateless();
}

class StringStateWriter final : public StateWriter {
 public:
  void Write(const void* bytes, std::size_t size) override {
    text_.append(static_cast<const char*>(bytes), size);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The whole state of a memory.
inline std::string Saved(const SharedMemory& memory) {
  StringStateWriter writer;
  memory.Save(writer);
  return writer.text();
}

/// Whether a new memory takes these bytes, all of them, as its state.
inline bool Restore(SharedMemory& memory, std::string_view bytes) {
  StateReader reader(bytes);
  return memory.Load(reader) && reader.done();
}

}  // namespace newswired
