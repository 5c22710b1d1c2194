#include "daemon/cli/case_matcher.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "daemon/cli/case_json.h"
#include "daemon/config/unknown_keys.h"

namespace newswired::cli {
namespace {

using rapidjson::Value;

/// The names of conditions, by Kind.
constexpr std::array<std::string_view, 6> kNames = {"equals",  "contains", "matches",
                                                    "atLeast", "atMost",   "absent"};

bool HasMatch(const std::regex& pattern, const Value& got) {
  if (got.IsString()) {
    return std::regex_search(got.GetString(), got.GetString() + got.GetStringLength(), pattern);
  }
  return got.IsArray() && std::any_of(got.Begin(), got.End(), [&](const Value& item) {
           return item.IsString() && HasMatch(pattern, item);
         });
}

/// The grammar is ECMAScript's. Breadth first: the other way libstdc++ goes down one call deeper
/// with each character, and the text of an article may be long.
std::shared_ptr<const std::regex> Compile(const std::string& pattern) {
  try {
    return std::make_shared<const std::regex>(
        pattern, std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error&) {
    return nullptr;
  }
}

}  // namespace

std::optional<Matcher> Matcher::Read(const ConfigNode& node, const std::string& path,
                                     std::vector<Problem>& problems) {
  Matcher matcher;
  matcher.location_ = node.location;
  if (node.kind != ConfigNode::Kind::kMapping) {
    auto condition = ReadCondition(Kind::kEquals, node, path, problems);
    matcher.conditions_.push_back(std::move(*condition));
    return matcher;
  }
  const std::size_t before = problems.size();
  ReportUnknownKeys(node, path, {kNames.begin(), kNames.end()}, problems);
  if (node.entries.empty()) {
    problems.push_back(
        {node.location, path, "expects nothing", "write {equals: {}} if it is empty"});
  }
  for (const ConfigNode::Entry& entry : node.entries) {
    const auto* const name = std::find(kNames.begin(), kNames.end(), entry.key);
    if (name == kNames.end()) continue;
    auto condition = ReadCondition(static_cast<Kind>(name - kNames.begin()), *entry.value,
                                   path + "." + entry.key, problems);
    if (condition) matcher.conditions_.push_back(std::move(*condition));
  }
  return problems.size() == before ? std::optional(std::move(matcher)) : std::nullopt;
}

std::optional<Matcher::Condition> Matcher::ReadCondition(Kind kind, const ConfigNode& node,
                                                         const std::string& path,
                                                         std::vector<Problem>& problems) {
  auto wanted = std::make_shared<rapidjson::Document>();
  static_cast<Value&>(*wanted) = JsonOf(node, Scalars::kTyped, wanted->GetAllocator());
  Condition condition{.kind = kind, .wanted = wanted};
  const auto report = [&](std::string_view what, std::string_view remedy) {
    problems.push_back({node.location, path, std::string(what), std::string(remedy)});
    return std::nullopt;
  };
  if (kind == Kind::kAbsent && !wanted->IsBool()) {
    return report("is neither true nor false", "write true or false");
  }
  if ((kind == Kind::kAtLeast || kind == Kind::kAtMost) && !wanted->IsNumber()) {
    return report("is no number", "write a number");
  }
  if (kind != Kind::kMatches) return condition;
  condition.pattern = Compile(node.scalar);
  if (condition.pattern == nullptr || node.kind != ConfigNode::Kind::kScalar) {
    return report("is no regular expression",
                  "write one of ECMAScript's, without back references, in single quotes");
  }
  return condition;
}

bool Matcher::Fits(const Value* got) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
    if (condition.kind == Kind::kAbsent) return condition.wanted->GetBool() == (got == nullptr);
    return got != nullptr && Holds(condition, *got);
  });
}

bool Matcher::Holds(const Condition& condition, const Value& got) {
  const Value& wanted = *condition.wanted;
  switch (condition.kind) {
    case Kind::kEquals:
      return got == wanted;
    case Kind::kContains:
      return Includes(got, wanted);
    case Kind::kMatches:
      return HasMatch(*condition.pattern, got);
    case Kind::kAtLeast:
      return got.IsNumber() && got.GetDouble() >= wanted.GetDouble();
    case Kind::kAtMost:
      return got.IsNumber() && got.GetDouble() <= wanted.GetDouble();
    case Kind::kAbsent:
      break;
  }
  return false;
}

std::string Matcher::Text() const {
  std::string text;
  for (const Condition& condition : conditions_) {
    if (!text.empty()) text += " and ";
    if (condition.kind == Kind::kAbsent) {
      text += condition.wanted->GetBool() ? "nothing" : "any value";
      continue;
    }
    if (condition.kind != Kind::kEquals) {
      text.append(kNames[static_cast<std::size_t>(condition.kind)]).append(" ");
    }
    text += JsonText(*condition.wanted);
  }
  return text;
}

}  // namespace newswired::cli
