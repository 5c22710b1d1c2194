#include "daemon/config/suggest.h"

#include <algorithm>
#include <cstddef>

namespace newswired {
namespace {

std::string Folded(std::string_view word) {
  std::string folded;
  for (const char c : word) {
    if (c == '-' || c == '_' || c == ' ') continue;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return folded;
}

/// Damerau-Levenshtein, restricted (optimal string alignment): swapped neighbours are one typo.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

/// A long junk key would cost quadratic time and is near nothing.
constexpr std::size_t kLongestWord = 64;

}  // namespace

std::string_view NearestWord(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.empty() || word.size() > kLongestWord) return {};
  const std::string folded = Folded(word);
  std::string_view best;
  std::size_t best_distance = folded.size() / 3 + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = EditDistance(folded, Folded(candidate));
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty()) return best;

  constexpr std::size_t kShortestBeginning = 3;
  for (const std::string_view candidate : known) {
    const std::string other = Folded(candidate);
    if (std::min(other.size(), folded.size()) < kShortestBeginning) continue;
    if (other.starts_with(folded) || folded.starts_with(other)) return candidate;
  }
  return {};
}

std::string SuggestWord(std::string_view word, const std::vector<std::string_view>& known,
                        std::string_view kind) {
  if (known.empty()) return {};
  const std::string_view nearest = NearestWord(word, known);
  if (!nearest.empty()) return "did you mean \"" + std::string(nearest) + "\"?";
  return std::string(kind) + " are " + JoinWords(known, " and ");
}

std::string JoinWords(const std::vector<std::string_view>& words, std::string_view last_separator) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) joined += i + 1 == words.size() ? last_separator : std::string_view(", ");
    joined += words[i];
  }
  return joined;
}

}  // namespace newswired
