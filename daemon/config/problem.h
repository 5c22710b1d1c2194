#pragma once

#include <string>
#include <vector>

namespace newswired {

/// A place in a configuration file; line and column count from 1, columns in code points.
struct Location {
  std::string file;
  int line = 1;
  int column = 1;

  friend bool operator==(const Location&, const Location&) = default;
};

/// The keys from the root to a setting. A key may hold dots: {"kafka", "properties", "linger.ms"}.
using KeyPath = std::vector<std::string>;

/// "kafka.properties.linger.ms"
std::string JoinPath(const KeyPath& path);

/// One thing that is wrong with a configuration.
///
///     pipeline.yaml:7:3: input.topic: unknown key; did you mean "topics"?
struct Problem {
  Location location;
  std::string path;    ///< of the key: "stages[2].dedup.window_secs"; empty: the whole file
  std::string what;    ///< what is wrong, with the offending value unless that is a secret
  std::string remedy;  ///< what would be right

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// `file:line:column: path: what; remedy`, without a line end. Parts that are empty are left out.
std::string FormatProblem(const Problem& problem);

/// One line per problem.
std::string FormatProblems(const std::vector<Problem>& problems);

/// Orders by position in the file (stable) and removes exact repetitions, which a YAML alias
/// causes: the node behind it is read once for each use.
void SortProblems(std::vector<Problem>& problems);

}  // namespace newswired
