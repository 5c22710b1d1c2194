#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/problem.h"

namespace newswired {

/// A node of a parsed configuration file: what YAML says, and where, before anything is converted
/// to a type. Immutable once parsed; a node behind a YAML alias is shared.
struct ConfigNode {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  /// A key of a mapping with its value, in file order. Keys are scalars, and unique.
  struct Entry {
    std::string key;
    Location key_location;
    std::shared_ptr<const ConfigNode> value;
  };

  Kind kind = Kind::kNull;
  Location location;
  std::string scalar;   ///< kScalar: the text, without quotes
  bool quoted = false;  ///< kScalar: it stood in quotes (or in a block), so it is no number or bool
  std::vector<std::shared_ptr<const ConfigNode>> items;  ///< kSequence
  std::vector<Entry> entries;                            ///< kMapping

  /// The entry of `key`, or nullptr; also nullptr where this is no mapping.
  [[nodiscard]] const Entry* Find(std::string_view key) const;
};

/// "nothing", "a list" ...: what kind of value a node is, for messages.
std::string_view KindWord(ConfigNode::Kind kind);

/// Parses one YAML document. A document that is empty is an empty mapping.
///
/// Returns nullptr when `text` is no YAML at all, is not UTF-8, has control characters, or has a
/// quotation mark that is never closed; keys that are repeated or no scalars, a second
/// document and an alias inside its own anchor are problems too, and the rest is parsed. `file` is
/// what locations name. Never throws.
std::shared_ptr<const ConfigNode> ParseYaml(std::string_view text, const std::string& file,
                                            std::vector<Problem>& problems);

}  // namespace newswired
