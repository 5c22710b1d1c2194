#include "daemon/config/problem.h"

#include <algorithm>
#include <tuple>

namespace newswired {

std::string FormatProblem(const Problem& problem) {
  std::string text = problem.location.file + ":" + std::to_string(problem.location.line) + ":" +
                     std::to_string(problem.location.column) + ": ";
  if (!problem.path.empty()) text += problem.path + ": ";
  text += problem.what;
  if (!problem.remedy.empty()) text += "; " + problem.remedy;
  return text;
}

std::string FormatProblems(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += FormatProblem(problem) + "\n";
  return text;
}

void SortProblems(std::vector<Problem>& problems) {
  const auto position = [](const Problem& problem) {
    return std::tie(problem.location.line, problem.location.column);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const Problem& a, const Problem& b) { return position(a) < position(b); });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
}

}  // namespace newswired
