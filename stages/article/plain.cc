#include "stages/article/plain.h"

#include <algorithm>

#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxSubhead = 60;

bool IsSubhead(std::string_view line) {
  if (line.size() > kMaxSubhead || line.find('\n') != std::string_view::npos) return false;
  if (line.ends_with('.') || line.ends_with(',') || line.ends_with(';')) return false;
  std::vector<Word> words;
  FindWords(line, words);
  std::size_t capitals = 0;
  for (const Word& word : words) {
    const std::string_view text = word.In(line);
    const bool letters = text.find_first_not_of("0123456789") != std::string_view::npos;
    if (letters && !word.all_caps) return false;
    if (letters) capitals += text.size();
  }
  return capitals >= 4 && words.size() <= 8;
}

bool IsListLine(std::string_view line) {
  for (const std::string_view bullet : {"- ", "* ", "\u2022 ", "\u2013 ", "\u00B7 "}) {
    if (line.starts_with(bullet)) return true;
  }
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && digits <= 3 && digits + 1 < line.size() &&
         (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

}  // namespace

std::vector<Block> BlocksOf(std::string_view text) {
  std::vector<Block> blocks;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    const std::string_view block = text.substr(begin, end - begin);
    bool list = false;
    if (IsListLine(block)) {
      list = true;
      std::size_t lines = 0;
      for (std::size_t at = 0; at <= block.size() && list; ++lines) {
        const std::size_t stop = std::min(block.find('\n', at), block.size());
        list = IsListLine(block.substr(at, stop - at));
        at = stop + 1;
      }
      // One line with a dash in front is a paragraph that begins with a dash.
      list =
          list && (lines > 1 || (!blocks.empty() && blocks.back().kind == BlockKind::kListItem) ||
                   IsListLine(text.substr(std::min(end + 2, text.size()))));
    }
    if (list) {
      for (std::size_t at = 0; at <= block.size();) {
        const std::size_t stop = std::min(block.find('\n', at), block.size());
        blocks.push_back({BlockKind::kListItem, MakeSpan(begin + at, begin + stop)});
        at = stop + 1;
      }
    } else {
      const bool inside = !blocks.empty() && end < text.size();
      const BlockKind kind =
          inside && IsSubhead(block) ? BlockKind::kSubhead : BlockKind::kParagraph;
      blocks.push_back({kind, MakeSpan(begin, end)});
    }
    begin = end + 2;
  }
  return blocks;
}

}  // namespace newswired
