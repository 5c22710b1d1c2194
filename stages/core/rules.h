#pragma once

#include <string>
#include <string_view>

#include "stages/core/result.h"
#include "stages/core/settings.h"

namespace newswired {

namespace internal {
std::string WriteRules(void (*visit)(void* settings, FieldVisitor& visitor), void* settings);
Status ReadRules(std::string_view rules, void (*visit)(void* settings, FieldVisitor& visitor),
                 void* settings);
template <class Settings>
void VisitSettings(void* settings, FieldVisitor& visitor) {
  static_cast<Settings*>(settings)->Visit(visitor);
}
}  // namespace internal

/// The settings whose spec says `shared`, as one line of "name=value" in the order of their
/// declaration, blanks between. They are whole numbers, fractions, words or switches.
template <class Settings>
std::string RulesOf(Settings settings) {
  return internal::WriteRules(&internal::VisitSettings<Settings>, &settings);
}

/// Sets the shared settings to what such a line says. Errors: kConfig where it has another set of
/// names or values out of their bounds; `settings` may then be changed in part.
template <class Settings>
Status FollowRules(std::string_view rules, Settings& settings) {
  return internal::ReadRules(rules, &internal::VisitSettings<Settings>, &settings);
}

}  // namespace newswired
