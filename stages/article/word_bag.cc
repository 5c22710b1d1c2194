#include "stages/article/word_bag.h"

#include <algorithm>

#include "stages/text/words.h"

namespace newswired {

std::vector<std::uint64_t> HashedWords(std::string_view text) {
  std::vector<Word> words;
  FindWords(text, words);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(words.size());
  for (const Word& word : words) hashes.push_back(FoldedHash(word.In(text), word.ascii));
  return hashes;
}

WordBag::WordBag(std::string_view text) : hashes_(HashedWords(text)) {
  std::sort(hashes_.begin(), hashes_.end());
}

std::size_t WordBag::InCommon(const WordBag& other) const {
  std::size_t both = 0;
  auto a = hashes_.begin();
  auto b = other.hashes_.begin();
  while (a != hashes_.end() && b != other.hashes_.end()) {
    const std::uint64_t left = *a;
    const std::uint64_t right = *b;
    if (left == right) ++both;
    if (left <= right) ++a;
    if (right <= left) ++b;
  }
  return both;
}

double WordOverlap(const WordBag& a, const WordBag& b) {
  if (a.size() == 0 || b.size() == 0) return a.size() == b.size() ? 1 : 0;
  return 2.0 * static_cast<double>(a.InCommon(b)) / static_cast<double>(a.size() + b.size());
}

double WordOverlap(std::string_view a, std::string_view b) {
  return WordOverlap(WordBag(a), WordBag(b));
}

double WordsIn(std::string_view whole, std::string_view part) {
  const WordBag words(part);
  return words.size() == 0 ? 1
                           : static_cast<double>(WordBag(whole).InCommon(words)) /
                                 static_cast<double>(words.size());
}

}  // namespace newswired
