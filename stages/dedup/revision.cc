#include "stages/dedup/revision.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

using Kind = TextFacts::Kind;
using Fact = TextFacts::Fact;

constexpr std::size_t kMaterialShare = 5;  // one in so many sentences

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

/// As readers see it.
std::string Shown(std::string_view text) {
  const std::size_t cut = text.find(TextFacts::kCut);
  if (cut == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, cut)) + "\u2026";
}

const Fact& Of(const Fact& fact) { return fact; }
const Fact& Of(const Fact* fact) { return *fact; }

/// The facts of one kind in one sentence, in text order.
template <class Facts>
std::vector<std::string_view> TextsOf(const Facts& facts, Kind kind, std::size_t sentence) {
  std::vector<std::string_view> texts;
  for (const auto& each : facts) {
    const Fact& fact = Of(each);
    if (fact.kind == kind && fact.sentence == sentence) texts.push_back(fact.text);
  }
  return texts;
}

/// What changed places in a sentence that has the same words: numbers, times or names, but not
/// several of these, since then clauses have ("from 2.5 to 3.0" and "from 3.0 to 2.5"; "Smith beat
/// Jones" and "Jones beat Smith").
std::vector<std::string> Exchanged(const TextFacts& before, std::size_t old, const TextFacts& now,
                                   std::size_t sentence) {
  const TextFacts::Sentence& left = before.sentences[old];
  const TextFacts::Sentence& right = now.sentences[sentence];
  if (left.count != right.count || left.words != right.words) return {};
  std::vector<std::string> what;
  std::size_t kinds = 0;
  for (const Kind kind : {Kind::kNumber, Kind::kTime, Kind::kName}) {
    const std::vector<std::string_view> was = TextsOf(before.facts, kind, old);
    const std::vector<std::string_view> is = TextsOf(now.facts, kind, sentence);
    if (was == is || !std::is_permutation(was.begin(), was.end(), is.begin(), is.end())) continue;
    ++kinds;
    for (std::size_t i = 0; i < was.size(); ++i) {
      if (was[i] == is[i]) continue;
      what.push_back(std::string(NameOf(kind)) + ':' + Shown(was[i]) + "->" + Shown(is[i]));
    }
  }
  return kinds == 1 ? what : std::vector<std::string>();
}

/// "quantity:3,900->4,200", "name:+Smith", "name:-Smith".
std::vector<std::string> Differences(const std::vector<const Fact*>& gone, std::size_t before,
                                     const std::vector<const Fact*>& come, std::size_t now) {
  std::vector<std::string> what;
  for (const Kind kind : {Kind::kNumber, Kind::kTime, Kind::kName, Kind::kQuote}) {
    const std::vector<std::string_view> left = TextsOf(gone, kind, before);
    const std::vector<std::string_view> right = TextsOf(come, kind, now);
    const std::string name = std::string(NameOf(kind)) + ':';
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      if (i >= right.size()) {
        what.push_back(name + '-' + Shown(left[i]));
      } else if (i >= left.size()) {
        what.push_back(name + '+' + Shown(right[i]));
      } else {
        what.push_back(name + Shown(left[i]) + "->" + Shown(right[i]));
      }
    }
  }
  return what;
}

}  // namespace

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
  bool exchanged = false;
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
    std::vector<std::string> what = Differences(facts_gone, old, facts_come, i);
    if (what.empty()) what = Exchanged(before, old, now, i);
    exchanged |= !what.empty();
    diff.changed.push_back({.now = static_cast<std::uint32_t>(i),
                            .before = static_cast<std::uint32_t>(old),
                            .what = std::move(what)});
  }
  for (std::size_t i = 0; i < stayed.size(); ++i) {
    if (!stayed[i]) diff.removed.push_back(static_cast<std::uint32_t>(i));
  }
  const std::size_t all = std::max(before.sentences.size(), now.sentences.size());
  diff.material =
      !facts_gone.empty() || !facts_come.empty() || exchanged ||
      (diff.added.size() + diff.removed.size()) * kMaterialShare >= std::max<std::size_t>(all, 1);
  return diff;
}

}  // namespace newswired
