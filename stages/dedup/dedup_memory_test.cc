#include "stages/dedup/dedup_memory.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "stages/core/testing.h"
#include "stages/dedup/claim_bytes.h"
#include "stages/text/hash.h"
#include "stages/text/sentences.h"

namespace newswired {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kStart = 1'700'000'000'000;
const WindowLimits kLimits{
    .window_ms = 24 * kHour, .max_articles = 100'000, .reprint_score = 1000, .detailed = 50};

std::string Words(int from, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word" + std::to_string(from + i) + ' ';
  return text;
}

struct Sent {
  ClaimHead head;
  std::string claim;
};

Sent Make(std::uint64_t key, const std::string& uri, const std::string& text,
          const std::string& replaced_uri = "") {
  Claim claim;
  claim.uri = Hash64(uri);
  if (!replaced_uri.empty()) claim.supersedes = Hash64(replaced_uri);
  claim.uri_text = uri;
  claim.content = Hash64(text);
  claim.print = MakeFingerprint("", text, 30);
  std::vector<Span> sentences;
  FindSentences(text, "en", sentences);
  claim.facts = FactsOf("", text, "en", sentences);
  return {.head = {.key = key, .bytes = Hash64(uri + text), .record_ms = kStart},
          .claim = EncodeClaim(claim)};
}

/// A memory, its ledger's time, and what it said last.
class Ledger {
 public:
  explicit Ledger(const WindowLimits& limits = kLimits) : memory_(limits, "test") {
    // The clock wants to be sure of the time.
    for (std::uint64_t key = 1; key < 9; ++key)
      Claim(Make(~key, "start" + std::to_string(key), ""));
  }

  DedupRole Claim(const Sent& sent) {
    Article article;
    judged_ = memory_.Judge(sent.head, now_ms, sent.claim, article).value();
    verdict_ = *article.dedup;
    return verdict_.role;
  }
  void Confirm(const Sent& sent, bool published = true) {
    ASSERT_TRUE(memory_.Confirm(sent.head, judged_.outcome, published).ok());
  }
  bool Confirms(const Sent& sent, const std::string& outcome) {
    return memory_.Confirm(sent.head, outcome, true).ok();
  }
  DedupRole Publish(const Sent& sent) {
    const DedupRole role = Claim(sent);
    Confirm(sent);
    return role;
  }

  std::int64_t now_ms = kStart;
  [[nodiscard]] const SharedMemory::Judged& judged() const { return judged_; }
  [[nodiscard]] const Dedup& verdict() const { return verdict_; }
  [[nodiscard]] std::uint64_t Hash() const { return memory_.Hash(); }
  [[nodiscard]] std::string Save() const { return Saved(memory_); }

 private:
  DedupMemory memory_;
  SharedMemory::Judged judged_;
  Dedup verdict_;
};

TEST(DedupMemory, SuppressesOnlyInFavourOfWhatIsConfirmedAsPublished) {
  Ledger ledger;
  const std::string text = Words(0, 100);
  const Sent first = Make(1, "a", text);
  ledger.Claim(first);
  const SharedMemory::Judged of_first = ledger.judged();
  EXPECT_EQ(ledger.Claim(Make(2, "b", text)), DedupRole::kCopy);
  EXPECT_FALSE(ledger.judged().suppressible);
  EXPECT_FALSE(ledger.verdict().of->confirmed);
  ledger.Claim(first);  // delivered again
  ledger.Confirm(first);
  EXPECT_EQ(ledger.Claim(Make(3, "c", text)), DedupRole::kCopy);
  EXPECT_TRUE(ledger.judged().suppressible);
  EXPECT_TRUE(ledger.verdict().of->confirmed);
}

TEST(DedupMemory, NothingGivesWayToWhatWasSuppressed) {
  Ledger ledger;
  const std::string text = Words(0, 100);
  ledger.Publish(Make(1, "a", text));
  const Sent second = Make(2, "b", text);
  ledger.Claim(second);
  ledger.Confirm(second, /*published=*/false);
  EXPECT_EQ(ledger.Claim(Make(3, "b", text)), DedupRole::kRepeat);
  EXPECT_TRUE(ledger.judged().suppressible) << "in favour of the first";

  Ledger other;
  other.Claim(Make(1, "a", text));  // never confirmed
  other.Claim(second);
  other.Confirm(second, /*published=*/false);
  EXPECT_EQ(other.Claim(Make(3, "b", text)), DedupRole::kRepeat);
  EXPECT_FALSE(other.judged().suppressible);
}

TEST(DedupMemory, AMemberOfTheFamilyThatIsPublishedWillDo) {
  Ledger ledger;
  const std::string text = Words(0, 100);
  ledger.Claim(Make(1, "a", text));  // its confirmation never comes
  ledger.Publish(Make(2, "b", text));
  EXPECT_EQ(ledger.Claim(Make(3, "c", text)), DedupRole::kCopy);
  EXPECT_TRUE(ledger.judged().suppressible);
}

TEST(DedupMemory, ALapsedClaimLendsItsOwnKey) {
  Ledger ledger;
  const std::string text = Words(0, 100);
  ledger.Publish(Make(1, "a", text));
  ledger.Claim(Make(2, "b", Words(0, 90) + "and other words at its end"));
  ASSERT_EQ(ledger.verdict().role, DedupRole::kReprint);
  const std::string family = ledger.verdict().cluster_id;
  ledger.now_ms += SharedMemory::kLapseMs + 1;
  ledger.Claim(Make(3, "x", Words(5000, 50)));
  ledger.Claim(Make(4, "c", Words(0, 90) + "and other words at its end"));
  EXPECT_EQ(ledger.verdict().role, DedupRole::kCopy);
  EXPECT_NE(ledger.verdict().cluster_id, family);
  EXPECT_FALSE(ledger.judged().suppressible);
}

TEST(DedupMemory, AnArticleWhoseClaimLapsedIsJudgedAnew) {
  Ledger ledger;
  const Sent first = Make(1, "a", Words(0, 100));
  EXPECT_EQ(ledger.Claim(first), DedupRole::kUnique);
  ledger.now_ms += SharedMemory::kLapseMs / 2;
  ledger.Publish(Make(2, "b", Words(0, 100)));
  EXPECT_EQ(ledger.Claim(first), DedupRole::kUnique) << "its first verdict again";
  EXPECT_TRUE(ledger.judged().again);
  ledger.now_ms += SharedMemory::kLapseMs + 1;
  ledger.Claim(Make(3, "x", Words(5000, 50)));
  EXPECT_EQ(ledger.Claim(first), DedupRole::kCopy);
  EXPECT_FALSE(ledger.judged().again);
  EXPECT_EQ(ledger.verdict().of->uri, "b");
}

TEST(DedupMemory, AConfirmationAfterTheLapseCountsAllTheSame) {
  Ledger ledger;
  ledger.Publish(Make(1, "a", Words(0, 100)));
  const Sent second = Make(2, "b", Words(0, 100));
  ledger.Claim(second);
  const std::string family = ledger.verdict().cluster_id;
  ledger.now_ms += SharedMemory::kLapseMs + 1;
  ledger.Claim(Make(3, "x", Words(5000, 50)));
  ledger.Claim(second);  // anew; the same verdict
  ledger.Confirm(second);
  ledger.Claim(Make(4, "b", Words(0, 100)));
  EXPECT_EQ(ledger.verdict().role, DedupRole::kRepeat);
  EXPECT_EQ(ledger.verdict().cluster_id, family);
}

TEST(DedupMemory, ATextThatGoesBackIsPublishedUnlessItWasItself) {
  Ledger ledger;
  const std::string a = Words(0, 100);
  const std::string b = Words(0, 90) + "and other words";
  ledger.Publish(Make(1, "u", a));
  ledger.Publish(Make(2, "u", b));
  EXPECT_EQ(ledger.Claim(Make(3, "u", a)), DedupRole::kRevision);  // dead-lettered
  EXPECT_EQ(ledger.Claim(Make(4, "u", a)), DedupRole::kRepeat);
  EXPECT_FALSE(ledger.judged().suppressible) << "the world has seen b last";
  ledger.Publish(Make(4, "u", a));
  EXPECT_EQ(ledger.Claim(Make(5, "u", a)), DedupRole::kRepeat);
  EXPECT_TRUE(ledger.judged().suppressible);
}

TEST(DedupMemory, APolledFeedIsPublishedOnceForDays) {
  Ledger ledger({.window_ms = 7 * 24 * kHour, .max_articles = 10'000, .reprint_score = 1000});
  ledger.Publish(Make(1, "u", Words(0, 100)));
  for (std::uint64_t poll = 2; poll < 3 * 24 * 12; ++poll) {
    ledger.now_ms += 5 * kMinute;
    const Sent again = Make(poll, "u", Words(0, 100));
    ASSERT_EQ(ledger.Claim(again), DedupRole::kRepeat);
    ASSERT_TRUE(ledger.judged().suppressible) << poll;
    if (poll % 10 != 0) ledger.Confirm(again, /*published=*/false);  // some are lost
  }
}

TEST(DedupMemory, WhatIsOlderThanTheWindowIsNeverSuppressed) {
  Ledger ledger;
  ledger.Publish(Make(1, "a", Words(0, 100)));
  Sent old = Make(2, "b", Words(0, 100));
  old.head.record_ms = kStart - kLimits.window_ms - 1;
  EXPECT_EQ(ledger.Claim(old), DedupRole::kCopy);
  EXPECT_FALSE(ledger.judged().suppressible);
  EXPECT_EQ(ledger.verdict().evidence.back(), "outside-window");
}

TEST(DedupMemory, AfterAnIdleWeekTheFirstArticlesAreNotAWeekOld) {
  Ledger ledger;
  ledger.Publish(Make(1, "a", Words(0, 100)));
  ledger.now_ms += 7 * 24 * kHour;
  for (std::uint64_t key = 10; key < 20; ++key) {
    const std::string uri = "n" + std::to_string(key);
    ledger.Publish(Make(key, uri, Words(static_cast<int>(key) * 100, 100)));
  }
  EXPECT_EQ(ledger.Claim(Make(30, "x", Words(1000, 100))), DedupRole::kCopy) << "the first of them";
  EXPECT_EQ(ledger.Claim(Make(31, "y", Words(0, 100))), DedupRole::kUnique) << "a week ago";
}

// --- an instance that begins in the middle -------------------------------------------------------

/// What happens to a memory: a claim, or a confirmation.
struct Step {
  std::int64_t time_ms = 0;
  Sent sent;
  std::string outcome;  ///< of a confirmation; empty: a claim
  bool published = true;
};

/// A stream of articles in families, as daemons that crash now and then would log it; between two
/// of them at most `pause`, but for some.
std::vector<Step> MakeLog(unsigned seed, std::size_t articles, std::int64_t pause = 2 * kMinute) {
  std::mt19937 random(seed);
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  std::vector<Step> log;
  std::multimap<std::int64_t, Step> later;
  std::vector<Sent> sent;
  std::vector<std::pair<std::string, std::string>> texts;  // with their uris
  DedupMemory memory(kLimits, "test");
  std::int64_t now = kStart;
  const auto add = [&](const Step& step) {
    SharedMemory::Judged judged;
    if (step.outcome.empty()) {
      Article article;
      judged = memory.Judge(step.sent.head, step.time_ms, step.sent.claim, article).value();
    } else {
      EXPECT_TRUE(memory.Confirm(step.sent.head, step.outcome, step.published).ok());
    }
    log.push_back(step);
    return judged;
  };
  for (std::size_t i = 0; i < articles; ++i) {
    now += static_cast<std::int64_t>(random()) % pause;
    if (chance(1)) now += static_cast<std::int64_t>(random() % (3 * kHour));
    while (!later.empty() && later.begin()->first <= now) {
      add(later.begin()->second);
      later.erase(later.begin());
    }
    Sent next;
    if (!sent.empty() && chance(6)) {
      next = sent[sent.size() - 1 - random() % std::min<std::size_t>(sent.size(), 30)];
    } else {
      std::string uri = "u" + std::to_string(i);
      std::string text = Words(static_cast<int>(i) * 1000, 60);
      std::string replaced;
      if (!texts.empty() && chance(10)) {
        replaced =
            texts[texts.size() - 1 - random() % std::min<std::size_t>(texts.size(), 40)].first;
      } else if (chance(5)) {
        replaced = "u" + std::to_string(i + random() % 20);  // which comes later
      } else if (chance(10)) {
        replaced = "root" + std::to_string(i / 500);  // chains of more than are looked up
      }
      if (!texts.empty() && chance(60)) {
        const auto& other =
            texts[texts.size() - 1 - random() % std::min<std::size_t>(texts.size(), 400)];
        text = other.second;
        if (chance(40)) uri = other.first;
        if (chance(50)) text += Words(static_cast<int>(random() % 1'000'000), 8);
      }
      texts.emplace_back(uri, text);
      next = Make(1000 + i, uri, text, replaced);
      sent.push_back(next);
    }
    const SharedMemory::Judged judged = add({.time_ms = now, .sent = next});
    if (chance(10)) continue;  // its confirmation is lost, or it had none
    const std::int64_t longest = chance(5) ? 2 * kHour : kMinute;
    const std::int64_t delay = 1000 + static_cast<std::int64_t>(random()) % longest;
    const bool published = !judged.suppressible || chance(50);
    later.emplace(now + delay, Step{.time_ms = now + delay,
                                    .sent = next,
                                    .outcome = judged.outcome,
                                    .published = published});
  }
  return log;
}

/// Ledger time may be behind by the longest pause, and by the next one, until the clock believes
/// it.
constexpr std::int64_t kSlack = 6 * kHour;

/// Plays the log to a whole memory and to one that begins at `begin`; from a window and the slack
/// later on both have to say the same. Returns how often they were compared, 0 where they differ.
std::size_t Compare(const std::vector<Step>& log, std::size_t begin, std::size_t spoil = ~0ULL,
                    std::int64_t slack = kSlack) {
  DedupMemory whole(kLimits, "test");
  DedupMemory late(kLimits, "test");
  std::size_t compared = 0;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const Step& step = log[i];
    const bool both = i >= begin;
    const bool same = step.time_ms > log[begin].time_ms + kLimits.window_ms + slack;
    if (step.outcome.empty()) {
      Article a;
      Article b;
      const auto first = whole.Judge(step.sent.head, step.time_ms, step.sent.claim, a).value();
      if (!both) continue;
      const auto second = late.Judge(step.sent.head, step.time_ms, step.sent.claim, b).value();
      if (same && (first.outcome != second.outcome || first.again != second.again ||
                   first.suppressible != second.suppressible)) {
        return 0;
      }
    } else {
      EXPECT_TRUE(whole.Confirm(step.sent.head, step.outcome, step.published).ok());
      if (both && i != spoil) {
        EXPECT_TRUE(late.Confirm(step.sent.head, step.outcome, step.published).ok());
      }
    }
    if (!same || i % 37 != 0) continue;
    if (whole.Hash() != late.Hash()) return 0;
    ++compared;
  }
  return compared;
}

TEST(DedupMemory, AgreesWithOneThatBeganInTheMiddle) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const std::vector<Step> log = MakeLog(seed, 4000);
    EXPECT_GT(Compare(log, log.size() / 5), 20U) << seed;
    EXPECT_GT(Compare(log, log.size() / 4), 20U) << seed;
  }
}

// Ledger time is that of the seventh article before then, wherever one began.
TEST(DedupMemory, AgreesWithOneThatBeganInTheMiddleWhereArticlesAreHoursApart) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const std::vector<Step> log = MakeLog(seed, 800, 3 * kHour);
    for (std::size_t begin = 200; begin < 216; ++begin) {
      EXPECT_GT(Compare(log, begin, ~0ULL, 24 * kHour), 10U) << seed << " from " << begin;
    }
  }
}

TEST(DedupMemory, ALostConfirmationIsNoticed) {
  const std::vector<Step> log = MakeLog(1, 4000);
  std::size_t spoil = log.size() - 500;
  while (log[spoil].outcome.empty()) ++spoil;
  EXPECT_EQ(Compare(log, 0, spoil), 0U);
}

TEST(DedupMemory, WhatIsDeliveredAgainIsTheNewestOfItsChain) {
  Ledger ledger;
  const auto version = [](std::uint64_t i) {
    return Make(1000 + i, "u" + std::to_string(i), Words(static_cast<int>(i) * 1000, 60), "root");
  };
  for (std::uint64_t i = 0; i < 40; ++i) ledger.Publish(version(i));
  ledger.Publish(version(3));  // long put aside by newer ones
  EXPECT_EQ(ledger.Claim(Make(2000, "u20", Words(99'000, 60))), DedupRole::kRevision);
  EXPECT_EQ(ledger.verdict().of->uri, "u3");
}

// --- a snapshot ----------------------------------------------------------------------------------

bool SameChanges(const std::optional<Revision>& a, const std::optional<Revision>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  if (a->chain_id != b->chain_id || a->number != b->number || a->change != b->change) return false;
  if (!a->diff || !b->diff) return a->diff.has_value() == b->diff.has_value();
  return a->diff->added.size() == b->diff->added.size() &&
         a->diff->removed.size() == b->diff->removed.size() &&
         a->diff->changed.size() == b->diff->changed.size() &&
         a->diff->material == b->diff->material;
}

/// Plays the log to one memory, and to another that takes over its state again and again. Whether
/// both said the same all the time.
bool SurvivesSnapshots(const std::vector<Step>& log, const WindowLimits& limits,
                       std::size_t interval) {
  DedupMemory whole(limits, "test");
  auto restored = std::make_unique<DedupMemory>(limits, "test");
  for (std::size_t i = 0; i < log.size(); ++i) {
    const Step& step = log[i];
    if (i % interval == 0) {
      const std::string bytes = Saved(*restored);
      restored = std::make_unique<DedupMemory>(limits, "test");
      if (!Restore(*restored, bytes) || restored->Hash() != whole.Hash()) return false;
    }
    if (!step.outcome.empty()) {
      EXPECT_TRUE(whole.Confirm(step.sent.head, step.outcome, step.published).ok());
      EXPECT_TRUE(restored->Confirm(step.sent.head, step.outcome, step.published).ok());
      continue;
    }
    Article a;
    Article b;
    const auto first = whole.Judge(step.sent.head, step.time_ms, step.sent.claim, a).value();
    const auto second = restored->Judge(step.sent.head, step.time_ms, step.sent.claim, b).value();
    if (first.outcome != second.outcome || first.again != second.again ||
        first.suppressible != second.suppressible || !SameChanges(a.revision, b.revision)) {
      return false;
    }
  }
  return whole.Hash() == restored->Hash() && whole.articles() == restored->articles();
}

TEST(DedupMemory, GoesOnFromASnapshotAsIfItHadNeverStopped) {
  WindowLimits few = kLimits;
  few.max_articles = 700;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::vector<Step> log = MakeLog(seed, 4000);
    EXPECT_TRUE(SurvivesSnapshots(log, kLimits, 511)) << seed;
    EXPECT_TRUE(SurvivesSnapshots(log, few, 97)) << seed;
  }
}

TEST(DedupMemory, TakesNoSnapshotThatIsCutOrOfOtherLimits) {
  Ledger ledger;
  ledger.Publish(Make(1, "a", "The minister met 3 envoys on Friday. \"We agree,\" she said."));
  const std::string bytes = ledger.Save();
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    DedupMemory memory(kLimits, "test");
    EXPECT_FALSE(Restore(memory, bytes.substr(0, size))) << size;
  }
  WindowLimits other = kLimits;
  ++other.reprint_score;
  DedupMemory memory(other, "test");
  EXPECT_FALSE(Restore(memory, bytes));
}

TEST(DedupMemory, ReadsNothingButWholeClaimsAndOutcomes) {
  DedupMemory memory(kLimits, "test");
  const Sent sent = Make(1, "a", "The minister met 3 envoys on Friday. \"We agree,\" she said.");
  Article article;
  const std::uint64_t before = memory.Hash();
  for (std::size_t size = 0; size < sent.claim.size(); ++size) {
    EXPECT_FALSE(
        memory.Judge(sent.head, kStart, std::string_view(sent.claim).substr(0, size), article)
            .ok());
  }
  std::mt19937 random(1);
  EXPECT_EQ(memory.Hash(), before);
  const auto judged = memory.Judge(sent.head, kStart, sent.claim, article).value();
  for (std::size_t size = 0; size < judged.outcome.size(); ++size) {
    EXPECT_FALSE(
        memory.Confirm(sent.head, std::string_view(judged.outcome).substr(0, size), true).ok());
  }
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = i % 2 == 0 ? sent.claim : judged.outcome;
    for (unsigned k = 0; k < 1 + random() % 4; ++k) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    ClaimHead head = sent.head;
    head.key = random() % 50;
    if (i % 2 == 0) {
      (void)memory.Judge(head, kStart + i, bytes, article);
    } else {
      (void)memory.Confirm(head, bytes, i % 3 == 0);
    }
  }
}

// What a claim or an outcome says of an article goes into the events of others.
TEST(DedupMemory, ReadsNoTextThatIsNoUtf8) {
  const auto readable = [](void (*spoil)(Claim& claim)) {
    Claim claim;
    claim.uri = 1;
    claim.uri_text = "\u00E9";
    claim.facts.sentences.resize(1);
    claim.facts.facts.push_back({.text = "\u00E9"});
    spoil(claim);
    DedupMemory memory(kLimits, "test");
    Article article;
    return memory.Judge({.key = 1}, kStart, EncodeClaim(claim), article).ok();
  };
  EXPECT_TRUE(readable([](Claim&) {}));
  EXPECT_FALSE(readable([](Claim& claim) { claim.uri_text = "a\xFF"; }));
  EXPECT_FALSE(readable([](Claim& claim) { claim.version = "a\xFF"; }));
  EXPECT_FALSE(readable([](Claim& claim) { claim.change = "a\xFF"; }));
  EXPECT_FALSE(readable([](Claim& claim) { claim.facts.facts[0].text = "a\xFF"; }));

  Ledger ledger;
  const std::string text = Words(0, 100);
  ledger.Publish(Make(1, "caf\u00E9", text));
  const Sent copy = Make(2, "b", text);
  ledger.Claim(copy);
  const std::string outcome = ledger.judged().outcome;
  const std::size_t accent = outcome.find("\u00E9");
  ASSERT_NE(accent, std::string::npos);
  std::string broken = outcome;
  broken[accent] = '\xFF';
  EXPECT_FALSE(ledger.Confirms(copy, broken));
  // One byte of the uri becomes the version's: the strings as a whole are as they were.
  const std::size_t sizes = accent - 3 - 4 - 4;
  ASSERT_EQ(outcome[sizes], 5);
  ASSERT_EQ(outcome[sizes + 2], 0);
  std::string moved = outcome;
  moved[sizes] = 4;
  moved[sizes + 2] = 1;
  EXPECT_FALSE(ledger.Confirms(copy, moved));
  EXPECT_TRUE(ledger.Confirms(copy, outcome));
}

}  // namespace
}  // namespace newswired
