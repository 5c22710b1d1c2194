#include "stages/dedup/revision.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/dedup/opposites.h"
#include "stages/dedup/quantity.h"
#include "stages/text/utf8.h"

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
    case Kind::kNegation:
      return "negation";
    case Kind::kOpposite:
      return "opposite";
    case Kind::kQuote:
      break;
  }
  return "quote";
}

/// How many of the sampled words two sentences share; 0 where that is not most of them.
std::size_t SharedWords(const TextFacts::Sentence& a, const TextFacts::Sentence& b) {
  std::size_t both = 0;
  for (std::size_t i = 0; i < a.count; ++i) {
    const auto* const end = b.words.begin() + b.count;
    both += std::find(b.words.begin(), end, a.words[i]) != end ? 1U : 0U;
  }
  return 2 * both >= std::max<std::size_t>(std::min(a.count, b.count), 1) + 1 ? both : 0;
}

/// Sentences of `now` and `before` that are one sentence changed.
struct Pair {
  std::size_t now = 0, before = 0;
};

/// Of the sentences that are in one text alone: those that share most words first, of them those
/// that moved least.
std::vector<Pair> PairUp(const TextFacts& before, const std::vector<std::size_t>& gone,
                         const TextFacts& now, const std::vector<std::size_t>& come) {
  struct Likeness {
    std::size_t shared = 0, moved = 0, now = 0, before = 0;
  };
  std::vector<Likeness> alike;
  for (const std::size_t i : come) {
    for (const std::size_t old : gone) {
      const std::size_t shared = SharedWords(now.sentences[i], before.sentences[old]);
      if (shared == 0) continue;
      alike.push_back(
          {.shared = shared, .moved = i > old ? i - old : old - i, .now = i, .before = old});
    }
  }
  std::sort(alike.begin(), alike.end(), [](const Likeness& a, const Likeness& b) {
    return std::tuple(b.shared, a.moved, a.now, a.before) <
           std::tuple(a.shared, b.moved, b.now, b.before);
  });
  std::vector<Pair> pairs;
  std::vector<bool> taken_now(now.sentences.size());
  std::vector<bool> taken_before(before.sentences.size());
  for (const Likeness& one : alike) {
    if (taken_now[one.now] || taken_before[one.before]) continue;
    taken_now[one.now] = taken_before[one.before] = true;
    pairs.push_back({.now = one.now, .before = one.before});
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.now < b.now; });
  return pairs;
}

/// Equal where two facts differ in wording alone: whichever word denies ("didn't", "did not"), and
/// however a quantity is written.
std::string KeyOf(const Fact& fact) {
  if (fact.kind == Kind::kNegation) return {};
  if (fact.kind == Kind::kTime) return TimeKey(fact.text);
  if (fact.kind == Kind::kOpposite) return fact.unit;
  return fact.kind == Kind::kNumber ? QuantityKey(fact.text, fact.unit) : fact.text;
}

using Facts = std::vector<const Fact*>;

Facts FactsIn(const TextFacts& facts, const std::vector<std::size_t>& sentences) {
  Facts in;
  for (const Fact& fact : facts.facts) {
    if (std::binary_search(sentences.begin(), sentences.end(), fact.sentence)) in.push_back(&fact);
  }
  return in;
}

/// Those that `other` has not, or not as often.
Facts Without(const Facts& facts, const Facts& other) {
  std::map<std::pair<Kind, std::string>, int> counts;
  for (const Fact* fact : other) ++counts[{fact->kind, KeyOf(*fact)}];
  Facts without;
  for (const Fact* fact : facts) {
    if (--counts[{fact->kind, KeyOf(*fact)}] < 0) without.push_back(fact);
  }
  return without;
}

/// As readers see it; `unit`: with the quantity's unit, if it has one.
std::string Shown(const Fact& fact, bool unit = false) {
  const std::size_t cut = fact.text.find(TextFacts::kCut);
  std::string shown = fact.text.substr(0, cut);
  if (cut != std::string::npos) shown += "\u2026";
  if (unit && fact.kind == Kind::kNumber && !fact.unit.empty())
    shown.append(fact.unit == "%" || fact.unit[0] == '/' ? "" : " ").append(fact.unit);
  return shown;
}

/// What the words of two texts in place of one another say differently.
class FactDiff {
 public:
  /// Of sentences that are in one text alone.
  FactDiff(Facts gone, Facts come)
      : old_(std::move(gone)),
        new_(std::move(come)),
        gone_(Without(old_, new_)),
        come_(Without(new_, old_)) {}

  /// "quantity:3,900->4,200", "name:+Smith", "name:-Smith". What takes the place of another has
  /// changed, whatever the rest of the text says; what only came or went may have moved.
  [[nodiscard]] std::vector<std::string> Of(Pair pair) const {
    const Facts was = InSentence(old_, pair.before);
    const Facts is = InSentence(new_, pair.now);
    const Facts left = Without(was, is);
    const Facts right = Without(is, was);
    std::vector<std::string> what;
    for (const Kind kind :
         {Kind::kNumber, Kind::kTime, Kind::kName, Kind::kNegation, Kind::kQuote}) {
      const Facts lost = OfKind(left, kind);
      const Facts won = OfKind(right, kind);
      const bool replaced = !lost.empty() && !won.empty();
      Tell(kind, replaced ? lost : Both(lost, gone_), replaced ? won : Both(won, come_), what);
    }
    TellOpposites(OfKind(left, Kind::kOpposite), OfKind(right, Kind::kOpposite), what);
    return what;
  }

  /// What changed places in a sentence that has the same words: numbers, times, names or words that
  /// have a contrary, but not
  /// several of these, since then clauses have ("from 2.5 to 3.0" and "from 3.0 to 2.5"; "Smith
  /// beat Jones" and "Jones beat Smith").
  [[nodiscard]] std::vector<std::string> Exchanged(const TextFacts& before, const TextFacts& now,
                                                   Pair pair) const {
    const TextFacts::Sentence& left = before.sentences[pair.before];
    const TextFacts::Sentence& right = now.sentences[pair.now];
    if (left.count != right.count || left.words != right.words) return {};
    std::vector<std::string> what;
    std::size_t kinds = 0;
    for (const Kind kind : {Kind::kNumber, Kind::kTime, Kind::kName, Kind::kOpposite}) {
      const Facts was = OfKind(InSentence(old_, pair.before), kind);
      const Facts is = OfKind(InSentence(new_, pair.now), kind);
      const auto same = [](const Fact* a, const Fact* b) { return KeyOf(*a) == KeyOf(*b); };
      if (std::equal(was.begin(), was.end(), is.begin(), is.end(), same)) continue;
      if (!std::is_permutation(was.begin(), was.end(), is.begin(), is.end(), same)) continue;
      ++kinds;
      for (std::size_t i = 0; i < was.size(); ++i) {
        if (!same(was[i], is[i])) Tell(kind, {was[i]}, {is[i]}, what);
      }
    }
    return kinds == 1 ? what : std::vector<std::string>();
  }

  /// Whether what is new in these sentences, or missing of those, is more than wording.
  [[nodiscard]] bool Told(const std::vector<std::uint32_t>& removed,
                          const std::vector<std::uint32_t>& added) const {
    const auto in = [](const std::vector<std::uint32_t>& sentences) {
      return [&sentences](const Fact* fact) {
        return fact->kind != Kind::kOpposite &&
               std::binary_search(sentences.begin(), sentences.end(), fact->sentence);
      };
    };
    return std::any_of(gone_.begin(), gone_.end(), in(removed)) ||
           std::any_of(come_.begin(), come_.end(), in(added));
  }

 private:
  static Facts InSentence(const Facts& facts, std::size_t sentence) {
    Facts in;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(in),
                 [&](const Fact* fact) { return fact->sentence == sentence; });
    return in;
  }
  static Facts OfKind(const Facts& facts, Kind kind) {
    Facts of;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(of),
                 [&](const Fact* fact) { return fact->kind == kind; });
    return of;
  }
  static Facts Both(const Facts& facts, const Facts& others) {
    Facts both;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(both), [&](const Fact* fact) {
      return std::find(others.begin(), others.end(), fact) != others.end();
    });
    return both;
  }
  static void Tell(Kind kind, const Facts& lost, const Facts& won, std::vector<std::string>& what) {
    const std::string name = std::string(NameOf(kind)) + ':';
    for (std::size_t i = 0; i < std::max(lost.size(), won.size()); ++i) {
      if (i >= won.size()) {
        what.push_back(name + '-' + Shown(*lost[i]));
      } else if (i >= lost.size()) {
        what.push_back(name + '+' + Shown(*won[i]));
      } else {
        const bool unit = lost[i]->unit != won[i]->unit;
        what.push_back(name + Shown(*lost[i], unit) + "->" + Shown(*won[i], unit));
      }
    }
  }

  /// A word whose contrary has taken its place; any other came or went with the wording.
  static void TellOpposites(const Facts& lost, Facts won, std::vector<std::string>& what) {
    for (const Fact* word : lost) {
      const auto contrary = std::find_if(won.begin(), won.end(), [&](const Fact* other) {
        return AreOpposite(word->unit, other->unit);
      });
      if (contrary == won.end()) continue;
      Tell(Kind::kOpposite, {word}, {*contrary}, what);
      won.erase(contrary);
    }
  }

  Facts old_, new_;    // of all these sentences
  Facts gone_, come_;  // those of them that the other text's sentences do not have
};

/// What the numbers, times and contraries of the headline became.
std::vector<std::string> HeadlineDifferences(const TextFacts& before, const TextFacts& now) {
  const std::vector<std::size_t> headline = {TextFacts::kHeadline};
  return FactDiff(FactsIn(before, headline), FactsIn(now, headline))
      .Of({.now = TextFacts::kHeadline, .before = TextFacts::kHeadline});
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
  for (std::size_t i = 0; i < now.sentences.size(); ++i) {
    const auto found = known.find(now.sentences[i].hash);
    if (found == known.end() || found->second.empty()) {
      come.push_back(i);
    } else {
      found->second.pop_back();
    }
  }
  std::vector<std::size_t> gone;
  for (const auto& [hash, free] : known) gone.insert(gone.end(), free.begin(), free.end());
  std::sort(gone.begin(), gone.end());

  const FactDiff facts(FactsIn(before, gone), FactsIn(now, come));
  std::vector<bool> changed_before(before.sentences.size());
  std::vector<bool> changed_now(now.sentences.size());
  for (const Pair pair : PairUp(before, gone, now, come)) {
    std::vector<std::string> what = facts.Of(pair);
    if (what.empty()) what = facts.Exchanged(before, now, pair);
    diff.material |= !what.empty();
    diff.changed.push_back({.now = static_cast<std::uint32_t>(pair.now),
                            .before = static_cast<std::uint32_t>(pair.before),
                            .what = std::move(what)});
    changed_before[pair.before] = changed_now[pair.now] = true;
  }
  for (const std::size_t i : gone) {
    if (!changed_before[i]) diff.removed.push_back(static_cast<std::uint32_t>(i));
  }
  for (const std::size_t i : come) {
    if (!changed_now[i]) diff.added.push_back(static_cast<std::uint32_t>(i));
  }
  diff.headline_what = HeadlineDifferences(before, now);
  const std::size_t all = std::max(before.sentences.size(), now.sentences.size());
  diff.material |=
      !diff.headline_what.empty() || facts.Told(diff.removed, diff.added) ||
      (diff.added.size() + diff.removed.size()) * kMaterialShare >= std::max<std::size_t>(all, 1);
  return diff;
}

}  // namespace newswired
