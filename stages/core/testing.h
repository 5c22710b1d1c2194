#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/stage_type.h"

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

/// A stateless stage with default settings.
inline std::unique_ptr<Stage> MakeDefaultStage(const StageType& type) {
  DefaultSettings defaults;
  return std::move(type.configure(defaults)).value().stateless();
}

}  // namespace newswired
