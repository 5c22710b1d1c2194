#include "daemon/config/read_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "daemon/config/suggest.h"
#include "daemon/config/unknown_keys.h"
#include "daemon/config/yaml_text.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = ConfigNode::Kind;

constexpr std::string_view kWholeNumber = "a whole number";
constexpr std::string_view kNumber = "a number";
constexpr std::string_view kBoolean = "true or false";
constexpr std::string_view kText = "a text";
constexpr std::string_view kList = "a list of texts";
constexpr std::string_view kMapping = "a mapping";
constexpr std::string_view kMappings = "a list of mappings";

std::string RangeRemedy(const FieldSpec& spec) {
  if (spec.min && spec.max) {
    return "write " + NumberText(*spec.min) + " to " + NumberText(*spec.max);
  }
  return spec.min ? "write at least " + NumberText(*spec.min)
                  : "write at most " + NumberText(*spec.max);
}

std::string TypeRemedy(std::string_view type_word, const FieldSpec& spec) {
  if (spec.min && spec.max) return RangeRemedy(spec);
  return "write " + std::string(type_word);
}

std::string SetRemedy(const FieldSpec& spec) {
  std::string remedy = "set it";
  if (!spec.example.empty()) remedy += ", for example to " + std::string(spec.example);
  if (!spec.doc.empty()) remedy += ": " + std::string(spec.doc);
  return remedy;
}

template <class Number>
std::errc Parse(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stopped != end) return std::errc::invalid_argument;
  return error;
}

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether the `size` bytes at `at` are a word of their own.
bool IsWholeWord(std::string_view text, std::size_t at, std::size_t size) {
  const bool begins = at == 0 || !IsWordByte(text[at - 1]);
  const bool ends = at + size == text.size() || !IsWordByte(text[at + size]);
  return begins && ends;
}

/// Settings that only clients of brokers read: where and who, not how.
bool IsForBrokers(std::string_view path) {
  return path.starts_with("kafka.") || path.starts_with("input.") || path == "output.topic" ||
         path == "output.dead_letter_topic" || path.starts_with("output.side_topics.");
}

/// No setting is for bytes: they would be cut off or changed on their way to brokers and events.
std::string_view WrongWithText(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "has a NUL character in it";
  return IsValidUtf8(text) ? std::string_view() : "is not UTF-8";
}

/// A shorter secret is replaced only where it is a whole word: "4" is no secret within "1024".
constexpr std::size_t kLongEnoughToHideAnywhere = 8;

}  // namespace

std::string ReadContext::Scrub(std::string message) const {
  std::vector<std::string> longest_first = unshown;
  std::sort(longest_first.begin(), longest_first.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  for (const std::string& secret : longest_first) {
    std::size_t at = 0;
    while ((at = message.find(secret, at)) != std::string::npos) {
      if (secret.size() < kLongEnoughToHideAnywhere && !IsWholeWord(message, at, secret.size())) {
        at += secret.size();
        continue;
      }
      message.replace(at, secret.size(), kRedacted);
      at += kRedacted.size();
    }
  }
  return message;
}

ReadSettings::ReadSettings(const ConfigNode* mapping, std::string path, Location location,
                           ReadContext& context)
    : context_(context) {
  frames_.push_back(
      {.node = mapping, .path = std::move(path), .location = std::move(location), .known = {}});
}

void ReadSettings::Field(std::string_view name, bool& value, const FieldSpec& spec) {
  bool by_reference = false;
  if (const ConfigNode* node = Take(name, spec, kBoolean)) {
    if (const auto text = ReadText(*node, PathOf(name), spec, kBoolean)) {
      by_reference = text->by_reference;
      if (text->text == "true" || text->text == "false") {
        value = text->text == "true";
      } else {
        Report(node->location, PathOf(name), text->shown + " is neither true nor false",
               "write true or false");
      }
    }
  }
  context_.effective.RedactNext(by_reference);
  context_.effective.Field(name, value, spec);
}

void ReadSettings::Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) {
  ReadNumber(name, value, spec, kWholeNumber);
}

void ReadSettings::Field(std::string_view name, double& value, const FieldSpec& spec) {
  ReadNumber(name, value, spec, kNumber);
}

template <class Number>
void ReadSettings::ReadNumber(std::string_view name, Number& value, const FieldSpec& spec,
                              std::string_view type_word) {
  bool by_reference = false;
  const std::string path = PathOf(name);
  if (const ConfigNode* node = Take(name, spec, type_word)) {
    if (const auto text = ReadText(*node, path, spec, type_word)) {
      by_reference = text->by_reference;
      Number number{};
      const std::errc error = Parse(text->text, number);
      if (error == std::errc::result_out_of_range) {
        Report(node->location, path, text->shown + " is larger than any number here can be",
               TypeRemedy(type_word, spec));
      } else if (error != std::errc() || !std::isfinite(static_cast<double>(number))) {
        Report(node->location, path, text->shown + " is not " + std::string(type_word),
               TypeRemedy(type_word, spec));
      } else if (InRange(static_cast<double>(number), *text, spec, *node, path)) {
        value = number;
      }
    }
  }
  context_.effective.RedactNext(by_reference);
  context_.effective.Field(name, value, spec);
}

void ReadSettings::Field(std::string_view name, std::string& value, const FieldSpec& spec) {
  bool by_reference = false;
  const std::string path = PathOf(name);
  if (const ConfigNode* node = Take(name, spec, kText)) {
    if (auto text = ReadText(*node, path, spec, kText)) {
      by_reference = text->by_reference;
      if (spec.required && text->text.empty() && !MayBeAbsent(path)) {
        Report(node->location, path, "is empty", SetRemedy(spec));
      } else if (IsChoice(*text, spec, *node, path) && IsRight(*text, spec, *node, path)) {
        if (spec.key != nullptr) CheckKey(*text, spec, *node, path);
        value = std::move(text->text);
      }
    }
  }
  context_.effective.RedactNext(by_reference);
  context_.effective.Field(name, value, spec);
}

void ReadSettings::Field(std::string_view name, std::vector<std::string>& value,
                         const FieldSpec& spec) {
  bool by_reference = false;
  const std::string path = PathOf(name);
  if (const ConfigNode* node = Take(name, spec, kList)) {
    std::vector<std::string> items;
    if (node->kind == Kind::kMapping) {
      WrongKind(*node, path, kList);
    } else if (node->kind == Kind::kScalar) {
      ReadItem(*node, path, spec, items, by_reference);
    } else {
      for (std::size_t i = 0; i < node->items.size(); ++i) {
        ReadItem(*node->items[i], path + "[" + std::to_string(i) + "]", spec, items, by_reference);
      }
      if (spec.required && node->items.empty() && !MayBeAbsent(path)) {
        Report(node->location, path, "is empty", SetRemedy(spec));
      }
    }
    value = std::move(items);
  }
  context_.effective.RedactNext(by_reference);
  context_.effective.Field(name, value, spec);
}

void ReadSettings::ReadItem(const ConfigNode& node, const std::string& path, const FieldSpec& spec,
                            std::vector<std::string>& items, bool& any_by_reference) {
  auto text = ReadText(node, path, spec, kText);
  if (!text) return;
  any_by_reference = any_by_reference || text->by_reference;
  if (text->text.empty()) {
    Report(node.location, path, "is empty", "write a text or remove it");
  } else if (IsChoice(*text, spec, node, path) && IsRight(*text, spec, node, path)) {
    items.push_back(std::move(text->text));
  }
}

void ReadSettings::Field(std::string_view name, std::map<std::string, std::string>& value,
                         const FieldSpec& spec) {
  std::set<std::string> by_reference;
  const std::string path = PathOf(name);
  if (const ConfigNode* node = Take(name, spec, kMapping)) {
    if (node->kind != Kind::kMapping) {
      WrongKind(*node, path, kMapping);
    } else {
      value.clear();
    }
    for (const ConfigNode::Entry& entry : node->entries) {
      auto text = ReadText(*entry.value, path + "." + entry.key, spec, kText);
      if (!text) continue;
      if (text->by_reference) by_reference.insert(entry.key);
      if (LooksSecret(entry.key) && !text->text.empty()) context_.secrets.push_back(text->text);
      value[entry.key] = std::move(text->text);
    }
  }
  context_.effective.RedactNext(false, std::move(by_reference));
  context_.effective.Field(name, value, spec);
}

void ReadSettings::Know(std::string_view name) { frames_.back().known.emplace_back(name); }

void ReadSettings::Finish() { CheckUnknownKeys(frames_.back()); }

void ReadSettings::BeginGroup(std::string_view name, const FieldSpec& spec) {
  const std::string path = PathOf(name);
  const ConfigNode* node = Take(name, {}, kMapping);
  Frame frame{.node = nullptr, .path = path, .location = frames_.back().location, .known = {}};
  if (node != nullptr) {
    frame.location = frames_.back().node->Find(name)->key_location;
    if (node->kind == Kind::kMapping) {
      frame.node = node;
    } else {
      WrongKind(*node, path, kMapping);
    }
  }
  frames_.push_back(std::move(frame));
  context_.effective.BeginGroup(name, spec);
}

void ReadSettings::EndGroup() {
  CheckUnknownKeys(frames_.back());
  frames_.pop_back();
  context_.effective.EndGroup();
}

std::size_t ReadSettings::BeginList(std::string_view name, const FieldSpec& spec) {
  const std::string path = PathOf(name);
  const ConfigNode* node = Take(name, spec, kMappings);
  if (node != nullptr && node->kind != Kind::kSequence) {
    WrongKind(*node, path, kMappings);
    node = nullptr;
  }
  const std::size_t count = node == nullptr ? 0 : node->items.size();
  lists_.push_back({.node = node, .path = path, .shown = count > 0});
  if (count > 0) {
    context_.effective.BeginList(name, spec);
  } else {
    context_.effective.Raw(name, "[]");
  }
  return count;
}

void ReadSettings::BeginListItem(std::size_t index) {
  const OpenList& list = lists_.back();
  const ConfigNode& node = *list.node->items[index];
  const std::string path = list.path + "[" + std::to_string(index) + "]";
  const bool right = node.kind == Kind::kMapping;
  if (!right) WrongKind(node, path, kMapping);
  frames_.push_back(
      {.node = right ? &node : nullptr, .path = path, .location = node.location, .known = {}});
  context_.effective.BeginListItem(index);
}

void ReadSettings::EndListItem() {
  CheckUnknownKeys(frames_.back());
  frames_.pop_back();
  context_.effective.EndListItem();
}

void ReadSettings::EndList() {
  if (lists_.back().shown) context_.effective.EndList();
  lists_.pop_back();
}

/// The node of setting `name`, or nullptr when the default stands.
const ConfigNode* ReadSettings::Take(std::string_view name, const FieldSpec& spec,
                                     std::string_view type_word) {
  Know(name);
  const Frame& frame = frames_.back();
  const ConfigNode::Entry* entry = frame.node == nullptr ? nullptr : frame.node->Find(name);
  if (entry == nullptr) {
    if (spec.required && !MayBeAbsent(PathOf(name))) {
      Report(frame.location, PathOf(name), "is missing", SetRemedy(spec));
    }
    return nullptr;
  }
  if (entry->value->kind == Kind::kNull) {
    Report(entry->key_location, PathOf(name), "has no value",
           "write " + std::string(type_word) + ", or remove the key to get the default");
    return nullptr;
  }
  return entry->value.get();
}

std::optional<ReadSettings::Text> ReadSettings::ReadText(const ConfigNode& node,
                                                         const std::string& path,
                                                         const FieldSpec& spec,
                                                         std::string_view type_word) {
  if (node.kind != Kind::kScalar) {
    WrongKind(node, path, type_word);
    return std::nullopt;
  }
  Problem problem{.location = node.location, .path = path, .what = {}, .remedy = {}};
  auto resolved = ResolveScalar(node.scalar, context_.references, problem);
  if (!resolved) {
    if (!MayBeAbsent(path) || !IsReference(node.scalar)) {
      context_.problems.push_back(std::move(problem));
    }
    return std::nullopt;
  }
  if (resolved->by_reference || spec.secret) {
    if (!resolved->text.empty()) context_.unshown.push_back(resolved->text);
  }
  if (spec.secret && !resolved->text.empty()) context_.secrets.push_back(resolved->text);
  if (const std::string_view wrong = WrongWithText(resolved->text); !wrong.empty()) {
    Report(
        node.location, path,
        (resolved->by_reference ? "what " + node.scalar + " holds " : std::string()).append(wrong),
        "write UTF-8 text");
    return std::nullopt;
  }
  if (spec.secret && !resolved->by_reference && !resolved->text.empty()) {
    Report(
        node.location, path, "a secret is written into the file",
        "write ${env:NAME} or ${file:PATH}: configuration files get copied, shown and committed");
    return std::nullopt;
  }
  if (node.quoted && !resolved->by_reference && type_word != kText) {
    Report(node.location, path, "\"" + node.scalar + "\" is a text, since it stands in quotes",
           "write " + std::string(type_word) + " without quotes");
    return std::nullopt;
  }
  Text text;
  text.shown =
      resolved->by_reference ? "what " + node.scalar + " holds" : "\"" + resolved->text + "\"";
  text.text = std::move(resolved->text);
  text.by_reference = resolved->by_reference;
  return text;
}

bool ReadSettings::InRange(double number, const Text& text, const FieldSpec& spec,
                           const ConfigNode& node, const std::string& path) {
  const bool too_small = spec.min && number < *spec.min;
  const bool too_large = spec.max && number > *spec.max;
  if (!too_small && !too_large) return true;
  const std::string shown = text.by_reference ? text.shown : text.text;
  Report(node.location, path, shown + (too_small ? " is too small" : " is too large"),
         RangeRemedy(spec));
  return false;
}

bool ReadSettings::IsChoice(const Text& text, const FieldSpec& spec, const ConfigNode& node,
                            const std::string& path) {
  if (spec.choices.empty()) return true;
  if (std::find(spec.choices.begin(), spec.choices.end(), text.text) != spec.choices.end()) {
    return true;
  }
  std::vector<std::string_view> words = spec.choices;
  std::erase(words, std::string_view());
  std::string remedy = "choose " + JoinWords(words, " or ");
  const std::string_view nearest =
      text.by_reference ? std::string_view() : NearestWord(text.text, spec.choices);
  if (!nearest.empty()) remedy = "did you mean \"" + std::string(nearest) + "\"? " + remedy;
  Report(node.location, path, text.shown + " is no choice here", std::move(remedy));
  return false;
}

bool ReadSettings::IsRight(const Text& text, const FieldSpec& spec, const ConfigNode& node,
                           const std::string& path) {
  if (spec.check == nullptr) return true;
  std::optional<TextProblem> problem = spec.check(text.text);
  if (!problem) return true;
  Report(node.location, path, text.shown + " " + context_.Scrub(std::move(problem->what)),
         std::move(problem->remedy));
  return false;
}

void ReadSettings::CheckKey(const Text& text, const FieldSpec& spec, const ConfigNode& node,
                            const std::string& path) {
  const auto [first, is_new] = lists_.back().keys.try_emplace(spec.key(text.text), node.location);
  if (!is_new) {
    Report(node.location, path,
           text.shown + " stands in line " + std::to_string(first->second.line) + " already",
           "write both into one entry");
  }
  if (frames_.back().node->entries.size() == 1) {
    Report(node.location, path, text.shown + " has nothing set for it",
           "set one of the other keys of this entry, or remove the entry");
  }
}

bool ReadSettings::MayBeAbsent(const std::string& path) const {
  return context_.offline && IsForBrokers(path);
}

void ReadSettings::CheckUnknownKeys(const Frame& frame) {
  if (frame.node == nullptr) return;
  const std::vector<std::string_view> known(frame.known.begin(), frame.known.end());
  ReportUnknownKeys(*frame.node, frame.path, known, context_.problems);
}

void ReadSettings::WrongKind(const ConfigNode& node, const std::string& path,
                             std::string_view type_word) {
  Report(node.location, path,
         "must be " + std::string(type_word) + ", not " + std::string(KindWord(node.kind)),
         type_word == kMapping ? "write its keys indented under it"
                               : "write " + std::string(type_word));
}

std::string ReadSettings::PathOf(std::string_view name) const {
  const std::string& parent = frames_.back().path;
  return parent.empty() ? std::string(name) : parent + "." + std::string(name);
}

void ReadSettings::Report(const Location& location, const std::string& path, std::string what,
                          std::string remedy) {
  context_.problems.push_back({location, path, std::move(what), std::move(remedy)});
}

}  // namespace newswired
