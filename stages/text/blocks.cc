#include "stages/text/blocks.h"

namespace newswired {

void AppendBlock(BlockKind kind, std::string_view text, std::string& body,
                 std::vector<Block>& structure) {
  if (text.empty()) return;
  if (!structure.empty()) {
    const bool list = kind == BlockKind::kListItem && structure.back().kind == kind;
    body += list ? "\n" : "\n\n";
  }
  const auto begin = static_cast<std::uint32_t>(body.size());
  body += text;
  structure.push_back({kind, {.begin = begin, .end = static_cast<std::uint32_t>(body.size())}});
}

}  // namespace newswired
