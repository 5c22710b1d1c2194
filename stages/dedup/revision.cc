#include "stages/dedup/revision.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

using Kind = TextFacts::Kind;
using Fact = TextFacts::Fact;

constexpr std::size_t kMaterialShare = 5;  // one in so many sentences
constexpr std::size_t kLastOfAQuote = 400;

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kNumber:
      return "quantity";  // as the annotation that such a number becomes
    case Kind::kTime:
      return "time";
    case Kind::kName:
      return "name";
    case Kind::kQuote:
      break;
  }
  return "quote";
}

class FactReader {
 public:
  FactReader(std::string_view text, std::uint16_t sentence, TextFacts& facts)
      : text_(text), sentence_(sentence), facts_(facts) {
    FindWords(text, words_);
  }

  void Read() {
    ReadQuotes();
    for (std::size_t i = 0; i < words_.size();) i = ReadFrom(i);
    TextFacts::Sentence sentence;
    std::vector<std::uint64_t> hashes;
    for (const Word& word : words_) hashes.push_back(FoldedHash(word.In(text_), word.ascii));
    sentence.hash = Hash64(
        {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(std::uint64_t)});
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    sentence.count = static_cast<std::uint8_t>(std::min(hashes.size(), TextFacts::kWords));
    for (std::size_t i = 0; i < sentence.count; ++i) {
      sentence.words[i] = static_cast<std::uint16_t>(hashes[i] >> 48);
    }
    facts_.sentences.push_back(sentence);
  }

 private:
  [[nodiscard]] static bool IsNumber(std::string_view word) {
    return word.front() >= '0' && word.front() <= '9';
  }
  [[nodiscard]] char Between(std::size_t i) const {  // the one character behind word i, or 0
    const std::uint32_t end = words_[i].end;
    return i + 1 < words_.size() && words_[i + 1].begin == end + 1 ? text_[end] : '\0';
  }

  std::size_t ReadFrom(std::size_t i) {
    std::size_t last = i;
    if (IsNumber(words_[i].In(text_))) {
      last = LastOfNumber(text_, words_, i);
      const std::string_view number =
          text_.substr(words_[i].begin, words_[last].end - words_[i].begin);
      const bool time = number.find(':') != std::string_view::npos;
      Add(time ? Kind::kTime : Kind::kNumber, i, last);
    } else if (words_[i].capital) {
      while (Between(last) == ' ' && words_[last + 1].capital) ++last;
      // A single capital at the beginning is the sentence's.
      if (last > i || i > 0) Add(Kind::kName, i, last);
    }
    return last + 1;
  }

  void Add(Kind kind, std::size_t first, std::size_t last) {
    Add(kind, text_.substr(words_[first].begin, words_[last].end - words_[first].begin));
  }
  void Add(Kind kind, std::string_view text) {
    if (facts_.facts.size() == TextFacts::kMostFacts) return;
    text = text.substr(0, FloorBoundary(text, TextFacts::kMostFactBytes));
    facts_.facts.push_back({.kind = kind, .sentence = sentence_, .text = std::string(text)});
  }

  void ReadQuotes() {
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"\u201C", "\u201D"}, {"\"", "\""}}) {
      std::size_t at = 0;
      while ((at = text_.find(open, at)) != std::string_view::npos) {
        const std::size_t begin = at + open.size();
        const std::size_t end = std::min(text_.find(close, begin), text_.size());
        if (end > begin && end - begin <= kLastOfAQuote)
          Add(Kind::kQuote, text_.substr(begin, end - begin));
        at = std::min(text_.size(), end + close.size());
      }
    }
  }

  std::string_view text_;
  std::uint16_t sentence_;
  TextFacts& facts_;
  std::vector<Word> words_;
};

bool SharesMost(const TextFacts::Sentence& a, const TextFacts::Sentence& b) {
  std::size_t both = 0;
  for (std::size_t i = 0; i < a.count; ++i) {
    both += std::find(b.words.begin(), b.words.begin() + b.count, a.words[i]) !=
                    b.words.begin() + b.count
                ? 1U
                : 0U;
  }
  return 2 * both >= std::max<std::size_t>(std::min(a.count, b.count), 1) + 1;
}

/// Facts of one text that the other has not (as often), by sentence.
std::vector<const Fact*> Without(const TextFacts& facts, const TextFacts& other) {
  std::unordered_map<std::string, int> counts;
  const auto key = [](const Fact& fact) { return std::string(NameOf(fact.kind)) + fact.text; };
  for (const Fact& fact : other.facts) ++counts[key(fact)];
  std::vector<const Fact*> without;
  for (const Fact& fact : facts.facts) {
    if (--counts[key(fact)] < 0) without.push_back(&fact);
  }
  return without;
}

/// "quantity:3,900->4,200", "name:+Smith", "name:-Smith".
std::vector<std::string> Differences(const std::vector<const Fact*>& gone, std::size_t before,
                                     const std::vector<const Fact*>& come, std::size_t now) {
  std::vector<std::string> what;
  for (const Kind kind : {Kind::kNumber, Kind::kTime, Kind::kName, Kind::kQuote}) {
    const auto of = [kind](const std::vector<const Fact*>& facts, std::size_t sentence) {
      std::vector<std::string_view> texts;
      for (const Fact* fact : facts) {
        if (fact->kind == kind && fact->sentence == sentence) texts.push_back(fact->text);
      }
      return texts;
    };
    const std::vector<std::string_view> left = of(gone, before);
    const std::vector<std::string_view> right = of(come, now);
    const std::string name = std::string(NameOf(kind)) + ':';
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      if (i >= right.size()) {
        what.push_back(name + '-' + std::string(left[i]));
      } else if (i >= left.size()) {
        what.push_back(name + '+' + std::string(right[i]));
      } else {
        what.push_back(name + std::string(left[i]) + "->" + std::string(right[i]));
      }
    }
  }
  return what;
}

}  // namespace

TextFacts FactsOf(std::string_view title, std::string_view body,
                  const std::vector<Span>& sentences) {
  TextFacts facts;
  std::vector<Word> words;
  FindWords(title, words);
  for (const Word& word : words) {
    facts.headline = Mix64(facts.headline + FoldedHash(word.In(title), word.ascii));
  }
  const std::size_t most = std::min(sentences.size(), TextFacts::kMostSentences);
  for (std::size_t i = 0; i < most; ++i) {
    const Span& span = sentences[i];
    FactReader(body.substr(span.begin, span.size()), static_cast<std::uint16_t>(i), facts).Read();
  }
  return facts;
}

RevisionDiff Compare(const TextFacts& before, const TextFacts& now) {
  RevisionDiff diff;
  diff.headline_changed = before.headline != now.headline;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>>
      known;  // those still free, last first
  for (std::size_t i = before.sentences.size(); i-- > 0;)
    known[before.sentences[i].hash].push_back(i);
  std::vector<std::size_t> come;
  std::vector<bool> stayed(before.sentences.size());
  for (std::size_t i = 0; i < now.sentences.size(); ++i) {
    const auto found = known.find(now.sentences[i].hash);
    if (found == known.end() || found->second.empty()) {
      come.push_back(i);
    } else {
      stayed[found->second.back()] = true;
      found->second.pop_back();
    }
  }
  const std::vector<const Fact*> facts_gone = Without(before, now);
  const std::vector<const Fact*> facts_come = Without(now, before);
  for (const std::size_t i : come) {
    std::size_t old = 0;
    while (old < stayed.size() &&
           (stayed[old] || !SharesMost(now.sentences[i], before.sentences[old])))
      ++old;
    if (old == stayed.size()) {
      diff.added.push_back(static_cast<std::uint32_t>(i));
      continue;
    }
    stayed[old] = true;
    diff.changed.push_back({.now = static_cast<std::uint32_t>(i),
                            .before = static_cast<std::uint32_t>(old),
                            .what = Differences(facts_gone, old, facts_come, i)});
  }
  for (std::size_t i = 0; i < stayed.size(); ++i) {
    if (!stayed[i]) diff.removed.push_back(static_cast<std::uint32_t>(i));
  }
  const std::size_t all = std::max(before.sentences.size(), now.sentences.size());
  diff.material =
      !facts_gone.empty() || !facts_come.empty() ||
      (diff.added.size() + diff.removed.size()) * kMaterialShare >= std::max<std::size_t>(all, 1);
  return diff;
}

}  // namespace newswired
