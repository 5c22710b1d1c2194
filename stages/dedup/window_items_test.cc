#include <gtest/gtest.h>

#include <string>

#include "stages/dedup/window_for_test.h"

namespace newswired {
namespace {

constexpr std::uint64_t kUrl = 77;
constexpr std::int64_t kMinute = 60'000;

/// As a feed has it: it tells when the article was published.
Claim FromFeed(std::uint64_t key, const std::string& text) {
  Claim claim = Make(key, "https://n.example/1", text);
  claim.url = kUrl;
  claim.stamp_ms = 10 * kMinute;
  return claim;
}

/// As its page has it: that tells when it was changed.
Claim FromPage(std::uint64_t key, const std::string& text, std::int64_t changed_ms) {
  Claim claim = FromFeed(key, text);
  claim.stamp_ms = changed_ms;
  claim.stamp_is_change = true;
  return claim;
}

Claim Withdrawn(std::uint64_t key, const std::string& uri, const std::string& text) {
  Claim claim = Make(key, uri, text);
  claim.change = "kill";
  return claim;
}

TEST(DedupItems, ACancellationIsARevisionThoughNoWordChanged) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", Words(0, 100)));
  const DedupWindow::Judgement kill = window.Judge(1, Withdrawn(2, "a", Words(0, 100)));
  EXPECT_EQ(kill.verdict.role, DedupRole::kRevision);
  EXPECT_EQ(kill.revision->change, "kill");
  EXPECT_EQ(RoleOf(window, Withdrawn(3, "a", Words(0, 100))), DedupRole::kRepeat);
  const DedupWindow::Judgement back = window.Judge(1, Make(4, "a", Words(0, 100)));
  EXPECT_EQ(back.verdict.role, DedupRole::kRevision);
  EXPECT_TRUE(back.revision->is_back);
  EXPECT_FALSE(window.Judge(1, Make(5, "a", Words(0, 101))).revision->is_back);
}

TEST(DedupItems, AFeedThatIsPolledAfterItsPageWasReadRepeatsItself) {
  DedupWindow window(kLimits);
  const std::string teaser = Words(0, 30), text = Words(0, 300);
  EXPECT_EQ(RoleOf(window, FromFeed(1, teaser)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, FromPage(2, text, 12 * kMinute)), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, FromFeed(3, teaser)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, FromPage(4, text, 12 * kMinute)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, FromPage(5, text + "more", 20 * kMinute)), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, FromPage(6, text, 30 * kMinute)), DedupRole::kRevision)
      << "back to an earlier text";
}

TEST(DedupItems, TwoFeedsOfASiteWithOtherTeasersRepeatThemselves) {
  DedupWindow window(kLimits);
  const auto from = [](std::uint64_t key, std::uint8_t feed, const std::string& teaser) {
    Claim claim = FromFeed(key, teaser);
    claim.form = feed;
    return claim;
  };
  RoleOf(window, from(1, 1, Words(0, 30)));
  RoleOf(window, from(2, 2, Words(10, 30)));
  for (std::uint64_t key = 3; key < 9; key += 2) {
    EXPECT_EQ(RoleOf(window, from(key, 1, Words(0, 30))), DedupRole::kRepeat) << key;
    EXPECT_EQ(RoleOf(window, from(key + 1, 2, Words(10, 30))), DedupRole::kRepeat) << key;
  }
  EXPECT_EQ(RoleOf(window, from(20, 2, Words(50, 30))), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, from(21, 2, Words(10, 30))), DedupRole::kRevision) << "and back";
}

TEST(DedupItems, ARepeatOfAnEarlierVersionGivesWayToThat) {
  DedupWindow window(kLimits);
  RoleOf(window, FromFeed(1, Words(0, 30)), 1);
  RoleOf(window, FromPage(2, Words(0, 300), 12 * kMinute), 1);
  window.Committed(1);
  const DedupWindow::Judgement again = window.Judge(2, FromFeed(3, Words(0, 30)));
  EXPECT_EQ(again.verdict.role, DedupRole::kRepeat);
  EXPECT_TRUE(again.suppressible);
}

TEST(DedupItems, WhenItWasPublishedSaysNothingOfALaterChange) {
  DedupWindow window(kLimits);
  RoleOf(window, FromPage(1, Words(0, 100), 12 * kMinute));
  const DedupWindow::Judgement next = window.Judge(1, FromFeed(2, Words(0, 100) + "more"));
  EXPECT_FALSE(next.revision->out_of_order);
  EXPECT_EQ(RoleOf(window, FromFeed(3, Words(0, 100) + "more")), DedupRole::kRepeat);
  const DedupWindow::Judgement old = window.Judge(1, FromPage(4, Words(0, 90), 5 * kMinute));
  EXPECT_TRUE(old.revision->out_of_order) << "changed before the latest was published";
}

TEST(DedupItems, AnItemCanBeReplacedByItsAddress) {
  DedupWindow window(kLimits);
  Claim old = Make(1, "old", Words(0, 60));
  old.url = kUrl;
  RoleOf(window, old);
  Claim next = Make(2, "new", Words(100, 60));
  next.supersedes_url = kUrl;
  EXPECT_EQ(RoleOf(window, next), DedupRole::kRevision);
}

Claim Replacing(std::uint64_t key, const std::string& uri, const std::string& old,
                const std::string& text) {
  Claim claim = Make(key, uri, text);
  claim.supersedes = Hash64(old);
  return claim;
}

TEST(DedupItems, WhatComesAfterItsSuccessorIsAnOldVersion) {
  DedupWindow window(kLimits);
  EXPECT_EQ(RoleOf(window, Replacing(1, "new", "old", Words(0, 100))), DedupRole::kUnique);
  const Claim old = Make(2, "old", Words(500, 100));
  const DedupWindow::Judgement late = window.Judge(1, old);
  EXPECT_EQ(late.verdict.role, DedupRole::kRevision);
  EXPECT_EQ(late.verdict.of->uri, "new");
  EXPECT_EQ(late.verdict.evidence, std::vector<std::string>{"supersedes"});
  EXPECT_TRUE(late.revision->out_of_order);

  Claim again = old;
  again.key = 3;
  EXPECT_EQ(RoleOf(window, again), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, Replacing(4, "new", "old", Words(0, 100))), DedupRole::kRepeat)
      << "still the latest version";
  EXPECT_TRUE(window.Judge(1, Make(5, "old", Words(700, 100))).revision->out_of_order);
}

TEST(DedupItems, WhatComesAfterItsSuccessorIsKnownByItsAddress) {
  DedupWindow window(kLimits);
  Claim next = Make(1, "new", Words(0, 100));
  next.supersedes_url = kUrl;
  RoleOf(window, next);
  Claim old = Make(2, "old", Words(500, 100));
  old.url = kUrl;
  EXPECT_TRUE(window.Judge(1, old).revision->out_of_order);
}

TEST(DedupItems, AnItemThatSaysItReplacesItselfIsOne) {
  DedupWindow window(kLimits);
  RoleOf(window, Replacing(1, "a", "a", Words(0, 100)));
  EXPECT_FALSE(window.Judge(1, Replacing(2, "a", "a", Words(0, 90))).revision->out_of_order);
}

TEST(DedupItems, TheLatestVersionOfAChainCountsUnderAllItsNames) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", Words(0, 100)));
  const auto judged = [&](const Claim& claim) { return window.Judge(1, claim); };
  EXPECT_EQ(judged(Replacing(2, "b", "a", Words(200, 100))).revision->number, 2);
  EXPECT_EQ(judged(Replacing(3, "c", "b", Words(400, 100))).revision->number, 3);
  const DedupWindow::Judgement next = judged(Make(4, "a", Words(600, 100)));
  EXPECT_EQ(next.revision->number, 4);
  EXPECT_EQ(next.verdict.of->uri, "c");
  EXPECT_TRUE(next.revision->out_of_order) << "b replaced it";
  EXPECT_EQ(judged(Replacing(5, "c", "b", Words(401, 100))).revision->number, 5);
  EXPECT_EQ(judged(Make(6, "a", Words(600, 100))).verdict.role, DedupRole::kRepeat)
      << "a feed still has what was replaced";
}

TEST(DedupItems, AChainThatComesNewestFirstIsOne) {
  DedupWindow window(kLimits);
  const auto judged = [&](const Claim& claim) { return window.Judge(1, claim); };
  judged(Replacing(1, "c", "b", Words(0, 100)));
  const std::string chain = judged(Replacing(2, "b", "a", Words(200, 100))).revision->chain_id;
  const DedupWindow::Judgement oldest = judged(Make(3, "a", Words(400, 100)));
  EXPECT_EQ(oldest.revision->chain_id, chain);
  EXPECT_EQ(oldest.verdict.of->uri, "c");
  EXPECT_TRUE(oldest.revision->out_of_order);
  EXPECT_EQ(judged(Replacing(4, "b", "a", Words(200, 100))).verdict.role, DedupRole::kRepeat);

  Claim kill = Replacing(5, "d", "a", Words(600, 10));
  kill.change = "kill";
  EXPECT_EQ(judged(kill).revision->chain_id, chain) << "though what it names was old when it came";
}

TEST(DedupItems, TwoThatReplaceOneWhichNeverCameAreOneChain) {
  DedupWindow window(kLimits);
  RoleOf(window, Replacing(1, "b", "a", Words(0, 100)));
  EXPECT_EQ(RoleOf(window, Replacing(2, "c", "a", Words(200, 100))), DedupRole::kRevision);
}

TEST(DedupItems, WhatIsReplacedAlreadyIsOldThoughItReplacesAnother) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", Words(0, 100)));
  RoleOf(window, Replacing(2, "c", "b", Words(200, 100)));
  const DedupWindow::Judgement middle = window.Judge(1, Replacing(3, "b", "a", Words(400, 100)));
  EXPECT_EQ(middle.verdict.of->uri, "c");
  EXPECT_TRUE(middle.revision->out_of_order);
}

TEST(DedupItems, WhatCameAnotherWayHidesNoStepBack) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", Words(0, 100)));
  RoleOf(window, Make(2, "a", Words(0, 90)));
  Claim page = Make(3, "a", Words(0, 300));
  page.form = 1;
  RoleOf(window, page);
  EXPECT_EQ(RoleOf(window, Make(4, "a", Words(0, 100))), DedupRole::kRevision);
}

TEST(DedupItems, ATeaserThatComesAfterItsPageIsNotTheLatest) {
  const auto page = [](std::uint64_t key) {
    Claim claim = Make(key, "a", Words(0, 300));
    claim.form = 1;
    return claim;
  };
  DedupWindow window(kLimits);
  RoleOf(window, page(1));
  const DedupWindow::Judgement teaser = window.Judge(1, Make(2, "a", Words(0, 30)));
  EXPECT_EQ(teaser.verdict.role, DedupRole::kRevision);
  EXPECT_TRUE(teaser.revision->out_of_order);
  EXPECT_EQ(window.Judge(1, page(3)).verdict.of->uri, "a");
  EXPECT_EQ(RoleOf(window, page(4)), DedupRole::kRepeat);
  Claim rewritten = Make(5, "a", Words(900, 30));
  EXPECT_FALSE(window.Judge(1, rewritten).revision->out_of_order) << "no part of the page";
}

TEST(DedupItems, AnAddressThatIsBehindRepeatsItself) {
  const auto at = [](std::uint64_t key, const std::string& address, int words) {
    Claim claim = Make(key, address, Words(0, words));
    claim.url = kUrl;
    claim.address = static_cast<std::uint16_t>(Hash64(address));
    return claim;
  };
  DedupWindow window(kLimits);
  RoleOf(window, at(1, "site", 100));
  EXPECT_EQ(RoleOf(window, at(2, "mobile", 100)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, at(3, "site", 120)), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, at(4, "mobile", 100)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, at(5, "site", 120)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, at(6, "mobile", 130)), DedupRole::kRevision);
}

TEST(DedupItems, AnItemOfTheSameAddressThatIsReplacedRepeatsItself) {
  DedupWindow window(kLimits);
  Claim old = Make(1, "a", Words(0, 100));
  Claim next = Replacing(2, "b", "a", Words(200, 100));
  old.url = next.url = kUrl;
  RoleOf(window, old);
  EXPECT_EQ(RoleOf(window, next), DedupRole::kRevision);
  for (std::uint64_t key = 3; key < 6; ++key) {
    old.key = key;
    EXPECT_EQ(RoleOf(window, old), DedupRole::kRepeat);
  }
}

TEST(DedupItems, NumbersOfItemsThatReplaceEachOtherAreNotCompared) {
  DedupWindow window(kLimits);
  Claim old = Make(1, "old", Words(0, 100));
  old.version = "3";
  RoleOf(window, old);
  Claim next = Replacing(2, "new", "old", Words(200, 100));
  next.version = "1";
  EXPECT_FALSE(window.Judge(1, next).revision->out_of_order);
}

TEST(DedupItems, AFeedAndAPageWithoutTimesDoNotReplaceEachOtherForEver) {
  DedupWindow window(kLimits);
  const auto feed = [](std::uint64_t key) { return Make(key, "a", Words(0, 30)); };
  const auto page = [](std::uint64_t key) {
    Claim claim = Make(key, "a", Words(0, 300));
    claim.form = 1;
    return claim;
  };
  RoleOf(window, feed(1));
  EXPECT_EQ(RoleOf(window, page(2)), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, feed(3)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, page(4)), DedupRole::kRepeat);
}

TEST(DedupItems, NoNumberIsGivenTwice) {
  DedupWindow window(kLimits);
  const auto number = [&](const Claim& claim) { return window.Judge(1, claim).revision->number; };
  RoleOf(window, FromPage(1, Words(0, 100), 10 * kMinute));
  EXPECT_EQ(number(FromPage(2, Words(0, 101), 30 * kMinute)), 2);
  EXPECT_EQ(number(FromPage(3, Words(0, 102), 20 * kMinute)), 3) << "out of order";
  EXPECT_EQ(number(FromPage(4, Words(0, 103), 40 * kMinute)), 4);
}

TEST(DedupItems, NothingGivesWayToATextThatTellsLess) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "teaser", Words(0, 120)), 1);
  window.Committed(1);
  const auto judged = [&](const Claim& claim) { return window.Judge(2, claim); };
  EXPECT_TRUE(judged(Make(2, "cut", Words(0, 100))).suppressible);
  const DedupWindow::Judgement full = judged(Make(3, "full", Words(0, 300)));
  EXPECT_EQ(full.verdict.role, DedupRole::kReprint);
  EXPECT_FALSE(full.suppressible);
  EXPECT_FALSE(judged(Withdrawn(4, "kill", Words(0, 120))).suppressible);
}

}  // namespace
}  // namespace newswired
