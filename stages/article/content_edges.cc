#include "stages/article/content_edges.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "stages/article/sign_off.h"
#include "stages/article/wire_header.h"
#include "stages/text/origin_note.h"

namespace newswired {
namespace {

/// True if every line of `text` is one of `lines`.
bool HasOnly(std::string_view text, const std::vector<std::string>& lines) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (std::find(lines.begin(), lines.end(), text.substr(0, end)) == lines.end()) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

std::vector<std::string> TakeBylines(std::vector<Piece>& pieces) {
  constexpr std::ptrdiff_t kMostBlocks = 6;
  const auto most = pieces.begin() + std::min(std::ssize(pieces), kMostBlocks);
  const auto text = std::find_if(pieces.begin(), most, IsSolid);
  std::string top;
  for (auto at = pieces.begin(); at != most && at <= text; ++at) {
    if (at->heading == 0) top += at->text + "\n\n";
  }
  std::vector<std::string> bylines;
  for (const std::string_view line : ReadWireHeader(top).bylines) bylines.emplace_back(line);
  pieces.erase(std::remove_if(pieces.begin(), text,
                              [&](const Piece& piece) { return HasOnly(piece.text, bylines); }),
               text);
  return bylines;
}

}  // namespace

Credits TakeCredits(std::string_view headline, std::vector<Piece>& pieces) {
  Credits credits{.bylines = TakeBylines(pieces), .sign_off = {}};
  while (!pieces.empty()) {
    std::string& last = pieces.back().text;
    last = std::string(WithoutOriginNote(last, headline));
    if (!last.empty() && !ReadSignOff(last)) break;
    if (!last.empty()) credits.sign_off = std::move(last);
    pieces.pop_back();
  }
  return credits;
}

}  // namespace newswired
