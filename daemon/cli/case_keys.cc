#include "daemon/cli/case_keys.h"

#include <utility>

#include "daemon/config/unknown_keys.h"

namespace newswired::cli {

using Kind = ConfigNode::Kind;

CaseKeys::CaseKeys(const ConfigNode& node, std::string path, std::vector<Problem>& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (node.kind != Kind::kMapping) WrongKind(node, "", "a mapping");
}

const ConfigNode* CaseKeys::Any(std::string_view key) {
  known_.emplace_back(key);
  const ConfigNode::Entry* entry = node_.Find(key);
  if (entry == nullptr) return nullptr;
  if (entry->value->kind != Kind::kNull) return entry->value.get();
  Report(entry->key_location, key, "has no value", "give it one or remove it");
  return nullptr;
}

std::optional<Placed<std::string>> CaseKeys::Text(std::string_view key) {
  const ConfigNode* value = Any(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kScalar) return Placed<std::string>{value->scalar, value->location};
  WrongKind(*value, key, "a text");
  return std::nullopt;
}

std::optional<Placed<bool>> CaseKeys::Flag(std::string_view key) {
  const auto text = Text(key);
  if (!text) return std::nullopt;
  if (text->value == "true" || text->value == "false") {
    return Placed<bool>{text->value == "true", text->location};
  }
  Report(text->location, key, "\"" + text->value + "\" is neither true nor false",
         "write true or false");
  return std::nullopt;
}

const ConfigNode* CaseKeys::List(std::string_view key) {
  const ConfigNode* value = Any(key);
  if (value == nullptr || value->kind == Kind::kSequence) return value;
  WrongKind(*value, key, "a list");
  return nullptr;
}

void CaseKeys::Know(const std::vector<std::string>& keys) {
  known_.insert(known_.end(), keys.begin(), keys.end());
}

void CaseKeys::Finish() {
  ReportUnknownKeys(node_, path_, {known_.begin(), known_.end()}, problems_);
}

void CaseKeys::Report(const Location& location, std::string_view key, std::string what,
                      std::string remedy) {
  problems_.push_back({location, PathOf(key), std::move(what), std::move(remedy)});
}

std::string CaseKeys::PathOf(std::string_view key) const {
  if (path_.empty() || key.empty()) return path_ + std::string(key);
  return path_ + "." + std::string(key);
}

void CaseKeys::WrongKind(const ConfigNode& node, std::string_view key, std::string_view wanted) {
  Report(node.location, key,
         "must be " + std::string(wanted) + ", not " + std::string(KindWord(node.kind)),
         "write " + std::string(wanted));
}

}  // namespace newswired::cli
