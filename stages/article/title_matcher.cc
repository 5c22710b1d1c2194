#include "stages/article/title_matcher.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "stages/article/word_bag.h"
#include "stages/text/words.h"

namespace newswired {

TitleMatcher::TitleMatcher(std::string_view title) : title_(title), key_(HashedWords(title)) {}

bool TitleMatcher::IsTitle(std::string_view text) const {
  if (key_.empty() || text.size() > 1000) return false;
  std::vector<Word> words;
  FindWords(text, words);
  if (words.size() != key_.size()) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (FoldedHash(words[i].In(text), words[i].ascii) != key_[i]) return false;
  }
  return true;
}

bool TitleMatcher::ResemblesTitle(std::string_view text) const {
  return !title_.empty() && text.size() < 400 && WordOverlap(text, title_) > 0.7;
}

void TitleMatcher::DropTitleLine(Piece& piece) const {
  constexpr int kMostLines = 4;
  if (piece.kind != BlockKind::kParagraph || piece.cell || piece.lines) return;
  const std::string_view text = piece.text;
  std::size_t begin = 0;
  for (int line = 0; line < kMostLines; ++line) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return;
    if (IsTitle(text.substr(begin, end - begin))) {
      piece.text.erase(0, end + 1);
      return;
    }
    begin = end + 1;
  }
}

void TitleMatcher::DropTitle(std::vector<Piece>& pieces) const {
  constexpr std::ptrdiff_t kPlaces = 12;
  if (!pieces.empty()) DropTitleLine(pieces.front());
  const auto end = pieces.begin() + std::min(std::ssize(pieces), kPlaces);
  bool above = true;
  pieces.erase(std::remove_if(pieces.begin(), end,
                              [&](const Piece& piece) {
                                above = above && !IsSolid(piece);
                                if (piece.heading == 0) return above && IsTitle(piece.text);
                                return above ? ResemblesTitle(piece.text) : IsTitle(piece.text);
                              }),
               end);
}

}  // namespace newswired
