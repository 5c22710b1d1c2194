#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/cli/case_keys.h"
#include "daemon/config/node.h"

namespace newswired::cli {

/// What a record of a case holds.
struct CaseInput {
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// The keys of an article in a case file that say what its record is: fields of the envelope
/// (`newswired schema raw`), `value`, `file`, `headers`.
const std::vector<std::string>& InputKeys();

/// What an article says under these keys.
using InputFields = std::map<std::string, ConfigNode::Entry>;

/// Those of `article` itself, and of `like` those that it does not replace: a document of its own
/// replaces the other's, whatever key it stands under.
InputFields FieldsOf(const ConfigNode& article, const InputFields& like);

/// The record of these fields: a JSON envelope, or the document of `value` or `file` with the other
/// fields as headers. What is wrong is reported by `keys`, which read the article; files are looked
/// for in `folder`.
std::optional<CaseInput> MakeInput(const InputFields& fields, const std::string& folder,
                                   CaseKeys& keys);

}  // namespace newswired::cli
