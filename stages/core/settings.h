#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// What is wrong with a text, in words that follow it, and what would be right.
struct TextProblem {
  std::string what;    ///< "is no CSS selector: ..."
  std::string remedy;  ///< "write ..."
};

/// What is known about one setting besides its name, type and default.
struct FieldSpec {
  std::string_view doc;                      ///< One or two sentences for the reference.
  std::optional<double> min = std::nullopt;  ///< Inclusive; in the unit that the name ends in.
  std::optional<double> max = std::nullopt;
  std::vector<std::string_view> choices = {};  ///< Allowed words, of a string or of list items.
  std::string_view example = {};
  bool secret = false;    ///< Never shown: logs, dumps, errors, HTTP.
  bool required = false;  ///< There is no default that could work.
  /// Verdicts depend on it: those who share a memory have to agree on it (shared_memory.h).
  bool shared = false;
  /// Judges a text, or each of a list, as it stands in the file.
  std::optional<TextProblem> (*check)(std::string_view text) = nullptr;
  /// Of the mappings in a list: this one tells them apart, and gives what is compared. No two are
  /// the same, and beside it something else is set, or the mapping would do nothing.
  std::string (*key)(std::string_view text) = nullptr;
};

/// Walks a settings struct. A struct declares its settings once, in a member
/// `template <class Visitor> void Visit(Visitor& v)` that calls v.Field(name, member, {.doc = ...})
/// for each; the same declaration reads YAML, fills defaults, rejects unknown keys, documents
/// itself and makes the JSON Schema, each by another visitor (daemon/config).
///
/// The member's value on entry is the default.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  virtual void Field(std::string_view name, bool& value, const FieldSpec& spec) = 0;
  virtual void Field(std::string_view name, std::int64_t& value, const FieldSpec& spec) = 0;
  virtual void Field(std::string_view name, double& value, const FieldSpec& spec) = 0;
  virtual void Field(std::string_view name, std::string& value, const FieldSpec& spec) = 0;
  /// A list of words; a single scalar in the file is a list of one.
  virtual void Field(std::string_view name, std::vector<std::string>& value,
                     const FieldSpec& spec) = 0;
  /// Free-form keys, as written.
  virtual void Field(std::string_view name, std::map<std::string, std::string>& value,
                     const FieldSpec& spec) = 0;

  /// A nested mapping with settings of its own.
  template <class Settings>
  void Group(std::string_view name, Settings& settings, const FieldSpec& spec) {
    BeginGroup(name, spec);
    settings.Visit(*this);
    EndGroup();
  }

  /// A list of mappings, each with settings of its own; no items by default.
  template <class Settings>
  void List(std::string_view name, std::vector<Settings>& items, const FieldSpec& spec) {
    items.assign(BeginList(name, spec), Settings{});
    for (std::size_t i = 0; i < items.size(); ++i) {
      BeginListItem(i);
      items[i].Visit(*this);
      EndListItem();
    }
    EndList();
  }

 protected:
  /// How many items there are to visit; a visitor that documents visits one.
  virtual std::size_t BeginList(std::string_view name, const FieldSpec& spec) = 0;
  virtual void BeginListItem(std::size_t index) = 0;
  virtual void EndListItem() = 0;
  virtual void EndList() = 0;
  virtual void BeginGroup(std::string_view name, const FieldSpec& spec) = 0;
  virtual void EndGroup() = 0;
};

}  // namespace newswired
