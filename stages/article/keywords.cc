#include "stages/article/keywords.h"

#include <algorithm>
#include <array>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxKeywords = 64;

/// Cuts the first keyword off `list`, with what parts it from the next.
std::string_view CutKeyword(std::string_view& list) {
  constexpr auto kSeparators = std::to_array<std::string_view>(
      {",", ";", "\uFF0C", "\u3001", "\u060C", "\uFF1B", "\u061B", "\uFF64"});
  std::size_t at = 0;
  std::size_t size = 0;
  for (; at < list.size() && size == 0; at += size == 0 ? 1 : 0) {
    const std::string_view rest = list.substr(at);
    for (const std::string_view separator : kSeparators) {
      if (rest[0] == separator[0] && rest.starts_with(separator)) size = separator.size();
    }
  }
  const std::string_view keyword = list.substr(0, at);
  list.remove_prefix(std::min(at + size, list.size()));
  return keyword;
}

}  // namespace

void AddKeywords(std::string_view list, std::vector<std::string>& keywords) {
  while (!list.empty() && keywords.size() < kMaxKeywords) {
    std::string keyword = CleanLine(CutKeyword(list));
    if (keyword.empty()) continue;
    const std::string lower = LowerUtf8(keyword);
    const bool known = std::any_of(keywords.begin(), keywords.end(), [&](const std::string& other) {
      return LowerUtf8(other) == lower;
    });
    if (!known) keywords.push_back(std::move(keyword));
  }
}

}  // namespace newswired
