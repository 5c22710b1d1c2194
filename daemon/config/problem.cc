#include "daemon/config/problem.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace newswired {

namespace {

/// A problem is one line, whatever a key or value holds.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

}  // namespace

std::string JoinPath(const KeyPath& path) {
  std::string joined;
  for (const std::string& key : path) joined += (joined.empty() ? "" : ".") + key;
  return joined;
}

std::string FormatProblem(const Problem& problem) {
  std::string text = problem.location.file + ":" + std::to_string(problem.location.line) + ":" +
                     std::to_string(problem.location.column) + ": ";
  if (!problem.path.empty()) text += problem.path + ": ";
  text += problem.what;
  if (!problem.remedy.empty()) text += "; " + problem.remedy;
  return OneLine(std::move(text));
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
