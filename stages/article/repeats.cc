#include "stages/article/repeats.h"

#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace newswired {
namespace {

/// Of a text and what it is: a paragraph goes on after the quotation that was set apart from it.
std::size_t HashOf(const Piece& piece) {
  const auto kind = static_cast<std::size_t>(piece.kind) * 2 + (piece.pulled ? 1 : 0);
  return std::hash<std::string_view>{}(piece.text) * 8 + kind;
}

bool IsParagraph(const Piece& piece) {
  return piece.kind == BlockKind::kParagraph && !piece.pulled && IsSolid(piece);
}

constexpr std::size_t kFirst = static_cast<std::size_t>(-1);

/// Where each block stood before, or kFirst; empty where a paragraph stands three times: that is a
/// model of a text.
std::vector<std::size_t> FindCopied(const std::vector<Piece>& pieces) {
  struct Met {
    std::size_t at = 0;
    int times = 0;
  };
  constexpr int kFiller = 3;
  std::unordered_map<std::size_t, Met> met;
  met.reserve(pieces.size());
  std::vector<std::size_t> copied(pieces.size(), kFirst);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Met& known = met.try_emplace(HashOf(pieces[i]), Met{.at = i}).first->second;
    if (++known.times == kFiller && IsParagraph(pieces[i])) return {};
    if (known.times > 1) copied[i] = known.at;
  }
  return copied;
}

/// Answers to the same question come again in a text; copies are a large part of what there is.
bool IsMuch(const std::vector<Piece>& pieces, const std::vector<bool>& drops) {
  std::size_t dropped = 0;
  std::size_t total = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    total += pieces[i].text.size();
    if (drops[i]) dropped += pieces[i].text.size();
  }
  return dropped * 5 >= total;
}

}  // namespace

void DropRepeatedText(std::vector<Piece>& pieces) {
  constexpr int kFewest = 2;  // paragraphs; one may come again in a text
  const std::vector<std::size_t> copied = FindCopied(pieces);
  std::vector<bool> drops(copied.size());
  int pairs = 0;
  for (std::size_t begin = 0; begin < copied.size();) {
    if (copied[begin] == kFirst) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    int paragraphs = 0;
    do {
      paragraphs += IsParagraph(pieces[end]) ? 1 : 0;
      ++end;
    } while (end < copied.size() && copied[end] == copied[end - 1] + 1);
    if (end - begin == 1 && copied[begin] + 1 == begin) pairs += paragraphs;
    for (; begin < end; ++begin) drops[begin] = paragraphs >= kFewest;
  }
  if (pairs >= kFewest) {
    for (std::size_t i = 1; i < copied.size(); ++i) drops[i] = drops[i] || copied[i] + 1 == i;
  }
  if (drops.empty() || !IsMuch(pieces, drops)) return;
  std::size_t at = 0;
  std::erase_if(pieces, [&](const Piece&) { return drops[at++]; });
}

}  // namespace newswired
