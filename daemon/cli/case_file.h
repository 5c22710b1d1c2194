#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/case_input.h"
#include "daemon/cli/case_keys.h"
#include "daemon/cli/case_matcher.h"
#include "daemon/config/problem.h"

namespace newswired::cli {

/// What a case says of a value that is named by a JSON pointer, or of a header.
struct ValueCheck {
  std::string name;
  Matcher matcher;
};

/// What one article of a case is expected to become; what is not said is not looked at, but that it
/// is published.
struct Expected {
  std::string article;  ///< its name in the case
  Location location;
  std::optional<Placed<std::string>> role;
  std::optional<Placed<std::size_t>> of;              ///< an article's number in the case
  std::optional<Placed<std::string>> cluster, story;  ///< labels
  std::optional<Placed<bool>> dropped;
  std::optional<Placed<std::string>> dead_letter;  ///< its code
  std::vector<ValueCheck> event, headers;
};

/// A record of a case, and what becomes of it.
struct CaseRecord {
  std::string name;
  Location location;
  CaseInput input;
  std::optional<std::int64_t> time_ms;  ///< nothing: the case has no times so far
  bool same_batch = false;              ///< as the record before
  std::vector<Expected> articles;       ///< at least one; numbered through the case
};

struct Case {
  std::string name;
  std::vector<CaseRecord> records;
};

struct CaseFile {
  std::vector<Case> cases;
  std::vector<Problem> problems;  ///< by position; there are none, or the cases are not to be run
};

/// Reads the case file at `path`, whose format is described in docs/testing-a-configuration.md. All
/// problems are collected; documents that it names are read.
CaseFile LoadCaseFile(const std::string& path);

/// The same for text that is no file; documents are looked for in `folder`.
CaseFile ReadCases(std::string_view text, const std::string& name, const std::string& folder);

}  // namespace newswired::cli
