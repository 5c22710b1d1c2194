#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "daemon/config/node.h"
#include "daemon/config/problem.h"

namespace newswired::cli {

/// What a case expects a value of an event to be: the value itself, or a mapping of conditions that
/// must all hold.
///
///     /title: Rain in Nairobi
///     /bodies/0/value: {contains: Nairobi, matches: "^Heavy rain"}
///     /enrichment/language/confidence: {atLeast: 0.9}
///     /enrichment/tone: {absent: true}
class Matcher {
 public:
  /// Nothing where `node` is no expectation, which is reported under `path`.
  static std::optional<Matcher> Read(const ConfigNode& node, const std::string& path,
                                     std::vector<Problem>& problems);

  /// `got` may be nullptr: the event has no such value.
  [[nodiscard]] bool Fits(const rapidjson::Value* got) const;
  /// How a message names it: `"Rain"`, `contains "Nairobi" and matches "^Heavy"`.
  [[nodiscard]] std::string Text() const;
  [[nodiscard]] const Location& location() const { return location_; }

 private:
  enum class Kind : std::uint8_t { kEquals, kContains, kMatches, kAtLeast, kAtMost, kAbsent };
  struct Condition {
    Kind kind = Kind::kEquals;
    std::shared_ptr<const rapidjson::Document> wanted;
    std::shared_ptr<const std::regex> pattern = nullptr;  ///< kMatches
  };

  static std::optional<Condition> ReadCondition(Kind kind, const ConfigNode& node,
                                                const std::string& path,
                                                std::vector<Problem>& problems);
  static bool Holds(const Condition& condition, const rapidjson::Value& got);

  Location location_;
  std::vector<Condition> conditions_;
};

}  // namespace newswired::cli
