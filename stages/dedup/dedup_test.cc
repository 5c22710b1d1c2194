#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "stages/dedup/fingerprint.h"
#include "stages/dedup/window.h"
#include "stages/dedup/window_for_test.h"
#include "stages/text/hash.h"
#include "stages/text/sentences.h"

namespace newswired {
namespace {

TEST(Dedup, TellsTheRolesInTheirOrderOfPrecedence) {
  DedupWindow window(kLimits);
  const std::string text = Words(0, 200);
  EXPECT_EQ(RoleOf(window, Make(1, "a", text)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, Make(2, "a", text)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, Make(3, "a", text + "more")), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, Make(4, "a", text)), DedupRole::kRevision) << "back to an earlier text";
  EXPECT_EQ(RoleOf(window, Make(5, "b", text)), DedupRole::kCopy);
  EXPECT_EQ(RoleOf(window, Make(6, "c", Words(20, 190))), DedupRole::kReprint);
  EXPECT_EQ(RoleOf(window, Make(7, "d", Words(1000, 200))), DedupRole::kUnique);
}

TEST(Dedup, CaseAndPunctuationMakeNoOtherText) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", "The minister met the union's leader on Friday."));
  EXPECT_EQ(RoleOf(window, Make(2, "b", "THE MINISTER met the union’s leader,  on Friday")),
            DedupRole::kCopy);
}

TEST(Dedup, WhatReadersDoNotSeeMakesNoOtherText) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", "The minister’s aides met AT&T’s envoy in Köln – for hours."));
  std::uint64_t key = 1;
  for (const char* text :
       {"The minis\u00adter's aides met \u200bAT&amp;T's envoy in Köln - for hours.",
        "The ministerʼs aides met AT&amp;amp;Tʼs envoy in K&ouml;ln &ndash; for hours.",
        "The minister&#8217;s aides met AT&#38;T&#8217;s envoy in K&#246;ln for hours."}) {
    ++key;
    EXPECT_EQ(RoleOf(window, Make(key, std::to_string(key), text)), DedupRole::kCopy) << text;
  }
}

TEST(Dedup, AMinusMakesAnotherNumber) {
  const auto hash = [](const char* text) { return MakeFingerprint("", text, 0).text_low; };
  EXPECT_NE(hash("It will be -5 degrees in Oslo."), hash("It will be 5 degrees in Oslo."));
  EXPECT_EQ(hash("It will be -5 degrees in Oslo."), hash("It will be −5 degrees in Oslo."));
  EXPECT_EQ(hash("They won 2-1 in Oslo."), hash("They won 2–1 in Oslo.")) << "a range";
  EXPECT_EQ(hash("- 5 people\n-5 people came late"), hash("5 people\n5 people came late"))
      << "a list";
  for (const char* negative : {"It lost -$5 today.", "Oslo\n-$5\n", "Oslo:-$5 today", "x (-$5)",
                               "It lost \u2013$5 today."}) {
    std::string positive = negative;
    for (const std::string sign : {"-", "\u2013"}) {
      if (const std::size_t at = positive.find(sign); at != std::string::npos) {
        positive.erase(at, sign.size());
      }
    }
    EXPECT_NE(hash(negative), hash(positive.c_str())) << negative;
  }
}

TEST(Dedup, WhatJoinsDigitsAndRatesCounts) {
  const auto hash = [](const char* text) { return MakeFingerprint("", text, 0).text_low; };
  EXPECT_NE(hash("It grew by 3.5 percent."), hash("It grew by 3-5 percent."));
  EXPECT_NE(hash("Rated AA+ now."), hash("Rated AA- now."));
  EXPECT_NE(hash("Rated AA- now."), hash("Rated AA now."));
}

TEST(Dedup, AWordThatALinePartsIsOne) {
  const auto hash = [](const char* text) { return MakeFingerprint("", text, 0).text_low; };
  EXPECT_EQ(hash("The gover-\nment agreed."), hash("The goverment agreed."));
  EXPECT_EQ(hash("The North-\nSouth line"), hash("The North-South line"));
}

/// "uri: keys; reason" of each, with "+" where it was taken.
std::vector<std::string> Explained(DedupWindow& window, const Claim& claim) {
  std::vector<DedupWindow::Candidate> candidates;
  window.Judge(1, claim, &candidates);
  std::vector<std::string> lines;
  for (const DedupWindow::Candidate& candidate : candidates) {
    std::string line = (candidate.taken ? "+" : "") + candidate.uri + ":";
    for (const std::string_view key : candidate.keys) line.append(" ").append(key);
    lines.push_back(line.append("; ").append(candidate.reason));
  }
  return lines;
}

TEST(Dedup, ExplainsWhatCameIntoQuestion) {
  DedupWindow window(kLimits);
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Explained(window, Make(1, "a", Words(0, 200))), Lines{});
  EXPECT_EQ(Explained(window, Make(2, "b", Words(10, 190))),
            Lines{"+a:; the nearest text above the threshold"});
  EXPECT_EQ(
      Explained(window, Make(3, "c", Words(10, 190))),
      (Lines{"+b: same-text; another item with the same text", "a:; the same text comes first"}));
  EXPECT_EQ(Explained(window, Make(4, "a", Words(0, 200))),
            (Lines{"+a: same-uri same-text; the same item, unchanged",
                   "b:; the same item comes first", "c:; the same item comes first"}));
  EXPECT_EQ(Explained(window, Make(5, "d", Words(150, 40) + Words(1000, 400))),
            (Lines{"a:; below the threshold", "b:; below the threshold", "c:; below the threshold",
                   "a:; below the threshold"}));
  EXPECT_EQ(Explained(window, Make(6, "e", Words(5000, 200))), Lines{});
  EXPECT_EQ(Explained(window, Make(6, "e", Words(5000, 200))), Lines{}) << "delivered again";
}

TEST(Dedup, AnEmptyTextMatchesNothing) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", ""));
  EXPECT_EQ(RoleOf(window, Make(2, "b", "")), DedupRole::kUnique);
}

TEST(Dedup, TheHeadlineCountsInAShortText) {
  const Fingerprint one = MakeFingerprint("Rain in Rome", "The match was put off.", 30);
  const Fingerprint other = MakeFingerprint("Snow in Oslo", "The match was put off.", 30);
  EXPECT_NE(one.text_low, other.text_low);
  EXPECT_EQ(MakeFingerprint("Rain in Rome", Words(0, 30), 30).text_low,
            MakeFingerprint("Snow in Oslo", Words(0, 30), 30).text_low);
}

Claim WithUrl(std::uint64_t key, const std::string& text, std::uint16_t address) {
  Claim claim = Make(key, "id" + std::to_string(key), text);
  claim.url = 77;
  claim.address = address;
  return claim;
}

TEST(FingerprintTest, ShinglesOfScriptsWithoutSpacesAreLonger) {
  const auto shared = [](std::string_view a, std::string_view b) {
    const Fingerprint first = MakeFingerprint("", a, 0);
    const Fingerprint second = MakeFingerprint("", b, 0);
    return std::count_if(first.shingles.begin(), first.shingles.end(),
                         [&](std::uint32_t hash) { return second.shingles.Has(hash); });
  };
  EXPECT_EQ(shared("谷に雨が降りました。", "山で雪がやみました。"), 0) << "ました";
  EXPECT_EQ(shared("首相は会談しました。", "大統領は会談しました。"), 4) << "は会談し ... しました";
  EXPECT_EQ(shared("会談", "談会"), 0);
  EXPECT_EQ(shared("one two three four", "zero two three four"), 1);
}

TEST(Dedup, AnOldTextUnderAnotherAddressIsACopyAndUnderItsOwnARevision) {
  DedupWindow window(kLimits);
  const std::string before = Words(0, 100), after = Words(0, 100) + "more of it";
  EXPECT_EQ(RoleOf(window, WithUrl(1, before, 1)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, WithUrl(2, before, 2)), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, WithUrl(3, after, 1)), DedupRole::kRevision);
  EXPECT_EQ(RoleOf(window, WithUrl(4, before, 3)), DedupRole::kCopy) << "a cache";
  EXPECT_EQ(RoleOf(window, WithUrl(5, before, 1)), DedupRole::kRevision) << "taken back";
}

TEST(Dedup, ExplainsAnItemThatIsServedWithItsEarlierText) {
  DedupWindow window(kLimits);
  const std::string before = Words(0, 100);
  RoleOf(window, WithUrl(1, before, 1));
  RoleOf(window, WithUrl(2, before + "more of it", 1));
  EXPECT_EQ(Explained(window, WithUrl(3, before, 2)),
            (std::vector<std::string>{
                "+id1: same-text; an earlier text of the item, from another address",
                "id2: same-url; its latest text has changed since"}));
}

TEST(Dedup, ExplainsNoMoreThanTheNearest) {
  DedupWindow window(kLimits);
  for (std::uint64_t key = 1; key <= 9; ++key) {
    RoleOf(window, Make(key, "a" + std::to_string(key), Words(static_cast<int>(key), 200)));
  }
  const std::vector<std::string> lines = Explained(window, Make(10, "b", Words(10, 200)));
  ASSERT_EQ(lines.size(), DedupWindow::kMostCandidates);
  EXPECT_EQ(lines[0].front(), '+');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_NE(lines[i].find(":; another one is nearer"), lines[i].npos) << lines[i];
  }
}

TEST(Dedup, WhatAnItemSupersedesIsItsEarlierVersion) {
  DedupWindow window(kLimits);
  RoleOf(window, Make(1, "a", Words(0, 100)));
  Claim next = Make(2, "b", Words(500, 100));
  next.supersedes = Hash64("a");
  const Dedup verdict = window.Judge(1, next).verdict;
  EXPECT_EQ(verdict.role, DedupRole::kRevision);
  EXPECT_EQ(verdict.of->uri, "a");
  EXPECT_EQ(verdict.evidence, std::vector<std::string>{"supersedes"});
}

Claim Version(std::uint64_t key, const std::string& title, const std::string& body,
              std::int64_t stamp_ms = -1) {
  Claim claim = Make(key, "item", title + "\n" + body);
  std::vector<Span> sentences;
  FindSentences(body, "en", sentences);
  claim.facts = FactsOf(title, body, "en", sentences);
  claim.print = MakeFingerprint(title, body, 0);
  claim.stamp_ms = stamp_ms;
  return claim;
}

WindowLimits WithDetails() {
  WindowLimits limits = kLimits;
  limits.detailed = 10;
  return limits;
}

TEST(Dedup, RevisionsFormAChain) {
  DedupWindow window(WithDetails());
  EXPECT_FALSE(window.Judge(1, Version(1, "Old title", Words(0, 100))).revision);
  const auto second = window.Judge(1, Version(2, "New title", Words(0, 100))).revision;
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, 2U);
  EXPECT_EQ(second->change, "headline");
  EXPECT_EQ(second->previous.uri, "item");
  EXPECT_EQ(window.Judge(1, Version(3, "New title", Words(0, 100))).verdict.role,
            DedupRole::kRepeat);
  const auto third = window.Judge(1, Version(4, "New title", Words(0, 90) + "and more")).revision;
  ASSERT_TRUE(third);
  EXPECT_EQ(third->number, 3U);
  EXPECT_EQ(third->change, "update");
  EXPECT_EQ(third->chain_id, second->chain_id);
  ASSERT_TRUE(third->diff);
  EXPECT_FALSE(third->diff->headline_changed);
  EXPECT_EQ(window.Judge(1, Version(5, "Other", Words(900, 100))).revision->change, "rewrite");
  const auto capitals = window.Judge(1, Version(6, "OTHER", Words(900, 100))).revision;
  ASSERT_TRUE(capitals);
  EXPECT_EQ(capitals->change, "update") << "no other headline";
  EXPECT_FALSE(capitals->diff->material);
  Claim kill = Version(7, "Other", Words(900, 100) + "withdrawn");
  kill.change = "kill";
  EXPECT_EQ(window.Judge(1, kill).revision->change, "kill");
}

TEST(Dedup, ANoteThatStaysMakesNoCorrections) {
  const auto version = [](std::uint64_t key, const std::string& text) {
    Claim claim = Version(key, "Title", "Correction: It was one ship.\n" + text);
    claim.change = "correction";
    claim.change_notes = {claim.facts.sentences[0].hash};
    return claim;
  };
  DedupWindow window(WithDetails());
  window.Judge(1, Version(1, "Title", Words(0, 100)));
  EXPECT_EQ(window.Judge(1, version(2, Words(0, 99))).revision->change, "correction");
  EXPECT_EQ(window.Judge(1, version(3, Words(0, 98))).revision->change, "update");
  Claim labelled = version(4, Words(0, 97));
  labelled.change_notes.clear();
  EXPECT_EQ(window.Judge(1, labelled).revision->change, "correction") << "not by its note alone";
}

TEST(Dedup, AnEmbargoThatCameOrWentIsAChange) {
  DedupWindow window(WithDetails());
  window.Judge(1, Version(1, "Title", Words(0, 100)));
  Claim held = Version(2, "Title", Words(0, 100));
  held.embargo = 7;
  const auto revision = window.Judge(1, held).revision;
  ASSERT_TRUE(revision);
  EXPECT_EQ(revision->change, "update");
  EXPECT_TRUE(revision->diff->material);
  held.key = 3;
  EXPECT_EQ(RoleOf(window, held), DedupRole::kRepeat);
  EXPECT_EQ(RoleOf(window, Version(4, "Title", Words(0, 100))), DedupRole::kRevision);
}

TEST(Dedup, NothingGivesWayToWhatMayNotBeUsed) {
  const auto suppressible = [](const std::string& change, std::uint16_t embargo) {
    DedupWindow window(kLimits);
    Claim first = Make(1, "a", Words(0, 100));
    first.change = change;
    first.embargo = embargo;
    window.Judge(1, first);
    window.Committed(1);
    return window.Judge(2, Make(2, "b", Words(0, 100))).suppressible;
  };
  EXPECT_TRUE(suppressible("", 0));
  EXPECT_FALSE(suppressible("withdrawal", 0));
  EXPECT_FALSE(suppressible("kill", 0));
  EXPECT_FALSE(suppressible("", 7));
}

/// A claim of an article of a source.
Claim Of(std::uint64_t key, std::uint16_t source, const std::string& title,
         const std::string& text) {
  Claim claim = Make(key, "k" + std::to_string(key), text);
  claim.print = MakeFingerprint(title, text, 30);
  claim.source = source;
  return claim;
}

TEST(Dedup, NoticesByTemplateOfOneSourceStayApart) {
  const auto notice = [](const std::string& county) {
    return "The weather service warns of floods in " + county +
           " County until the evening. Rivers may rise fast, and roads along them may be closed. "
           "People should stay away from the water, keep their radios on, and bring animals to "
           "higher ground. The next report follows at noon, or earlier where it is needed.";
  };
  const std::string title = "Flood warning for the county";
  DedupWindow window(kLimits);
  RoleOf(window, Of(1, 5, title, notice("Lake")));
  EXPECT_EQ(RoleOf(window, Of(2, 5, title, notice("Hill"))), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, Of(3, 5, title, notice("Lake") + " Stay safe.")), DedupRole::kReprint)
      << "its own text again";
}

TEST(Dedup, OneSourcesTextUnderHeadlinesWithoutACommonWordIsNone) {
  const std::string offer = Words(0, 80);
  DedupWindow window(kLimits);
  RoleOf(window, Of(1, 5, "Minister faces inquiry over villa", offer));
  EXPECT_EQ(RoleOf(window, Of(2, 5, "Storm tears roof off school", offer)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, Of(3, 5, "Minister denies villa was gift", offer)), DedupRole::kCopy);
  EXPECT_EQ(RoleOf(window, Of(4, 6, "Trains stop after landslide", offer)), DedupRole::kCopy)
      << "another source prints it";
}

TEST(Dedup, OneSourcesTextUnderHeadlinesWithOtherNumbersIsNone) {
  const std::string player = Words(0, 80);
  DedupWindow window(kLimits);
  RoleOf(window, Of(1, 5, "Evening news of November 16", player));
  EXPECT_EQ(RoleOf(window, Of(2, 5, "Evening news of November 17", player)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, Of(3, 5, "The evening news of November 16", player)), DedupRole::kCopy);
  EXPECT_EQ(RoleOf(window, Of(4, 6, "Evening news of November 18", player)), DedupRole::kCopy)
      << "another source prints it";
}

TEST(Dedup, ShortTextsOfOneRubricStayApart) {
  const std::string title = "Police news from Lake County";
  DedupWindow window(kLimits);
  RoleOf(window, Of(1, 5, title,
                    "Velden: Thieves took a golden mask from the museum, police said. "
                    "Nobody was hurt."));
  EXPECT_EQ(RoleOf(window, Of(2, 6, title,
                              "Grauburg: A woman of 81 was rescued from her kitchen, "
                              "which was on fire, police said. Nobody was hurt.")),
            DedupRole::kUnique);
}

TEST(Dedup, OneHeadlineAloneMakesNoReprint) {
  const std::string title = "Bear eats apples in Treuen market";
  DedupWindow window(kLimits);
  RoleOf(window, Of(1, 5, title, "A bear walked through the stalls and ate two baskets."));
  EXPECT_EQ(RoleOf(window, Of(2, 6, title, "Women fled at noon. Rangers want to set a trap.")),
            DedupRole::kUnique);
}

TEST(Dedup, ABareHeadlineOfAnotherDayIsAnotherArticle) {
  const std::string title = "Your daily horoscope for all signs";
  const auto bare = [&](std::uint64_t key, std::uint16_t source, std::int64_t hours) {
    Claim claim = Of(key, source, title, "");
    claim.time_ms = claim.record_ms = hours * kHour;
    return claim;
  };
  DedupWindow window(kLimits);
  RoleOf(window, bare(1, 5, 0));
  EXPECT_EQ(RoleOf(window, bare(2, 5, 2)), DedupRole::kReprint);
  EXPECT_EQ(RoleOf(window, bare(3, 5, 20)), DedupRole::kUnique);
}

TEST(Dedup, NamesOfAPartAreAllInTheWhole) {
  // More names than a sample has: what ends the one sample is in the other.
  for (int first = 0; first < 40; ++first) {
    std::string part;
    for (int i = 0; i < 12; ++i) part += "the Town" + std::to_string(first * 100 + i) + " said so ";
    std::string whole = part;
    for (int i = 12; i < 30; ++i) whole += "the Town" + std::to_string(first * 100 + i) + " too ";
    DedupWindow window(kLimits);
    RoleOf(window, Make(1, "part", part));
    const auto near = window.FindNear(Make(2, "whole", whole));
    ASSERT_EQ(near.size(), 1U);
    EXPECT_FALSE(near[0].overlap.other_names) << first;
    EXPECT_EQ(near[0].overlap.names, 1000) << first;
  }
}

TEST(Dedup, ADiffNeedsThatTheTextBeforeIsRemembered) {
  DedupWindow window(WithDetails());
  window.Judge(1, Version(1, "Title", Words(0, 100)));
  for (std::uint64_t key = 2; key < 20; ++key) {
    window.Judge(1, Make(key, "u" + std::to_string(key), Words(static_cast<int>(key) * 200, 50)));
  }
  const auto revision = window.Judge(1, Version(30, "Title", Words(0, 90))).revision;
  ASSERT_TRUE(revision);
  EXPECT_FALSE(revision->diff);
}

TEST(Dedup, AnOlderVersionThatArrivesLateIsNotTheLatest) {
  DedupWindow window(WithDetails());
  window.Judge(1, Version(1, "Title", Words(0, 100), 5'000'000));
  window.Judge(1, Version(2, "Title", Words(0, 120), 9'000'000));
  const auto late = window.Judge(1, Version(3, "Title", Words(0, 110), 7'000'000)).revision;
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->out_of_order);
  EXPECT_EQ(window.Judge(1, Version(4, "Title", Words(0, 120), 9'000'000)).verdict.role,
            DedupRole::kRepeat)
      << "what came late did not replace the second version";
}

/// Sentences whose words, names and numbers hang on `topic`.
std::string Prose(int topic, int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i) {
    const std::string n = std::to_string(topic * 1000 + i);
    text += "The council of Town" + n + " told Mayor" + n + " that " + n + " houses word" + n +
            " would be built near harbour" + n + " before winter" + n + ".\n";
  }
  return text;
}

Claim Story(std::uint64_t key, const std::string& title, const std::string& text) {
  Claim claim = Make(key, "s" + std::to_string(key), text);
  claim.print = MakeFingerprint(title, text, 30);
  return claim;
}

TEST(Dedup, FindsReprintsThatWereCutPaddedOrReordered) {
  DedupWindow window(kLimits);
  RoleOf(window, Story(1, "Council approves new houses at the harbour", Prose(1, 30)));
  const char* title = "Harbour houses: council approves";
  EXPECT_EQ(RoleOf(window, Story(2, title, Prose(1, 6))), DedupRole::kReprint) << "cut";
  EXPECT_EQ(RoleOf(window, Story(3, title, "ADVERTISEMENT\n" + Prose(1, 25) + Prose(7, 10))),
            DedupRole::kReprint)
      << "in a round-up";
  EXPECT_EQ(RoleOf(window, Story(4, "Another town votes on its budget", Prose(2, 30))),
            DedupRole::kUnique);
}

TEST(Dedup, KeepsApartWhatSharesItsFormOrAPassage) {
  DedupWindow window(kLimits);
  const auto forecast = [](const char* town, const char* high, const char* low, const char* wind) {
    return std::string("Monday will be cloudy with showers in ") + town + ", with a high near " +
           high + " degrees and a low around " + low + ". Winds from the west at " + wind +
           " kilometres an hour.\nThe chance of rain is " + low +
           "0 percent, with new amounts of up to " + wind +
           " millimetres possible. The outlook for the rest of the week is settled.";
  };
  RoleOf(window, Story(1, "Weather forecast for Ashbury", forecast("Ashbury", "21", "7", "12")));
  EXPECT_EQ(RoleOf(window, Story(2, "Weather forecast for Redcliff",
                                 forecast("Redcliff", "17", "4", "25"))),
            DedupRole::kUnique);
  const std::string passage = Prose(5, 8);
  RoleOf(window, Story(3, "Mayor opens the first of two bridges", Prose(3, 12) + passage));
  EXPECT_EQ(RoleOf(window, Story(4, "Fishermen protest against quotas", Prose(4, 12) + passage)),
            DedupRole::kUnique);
}

TEST(Dedup, AHouseEndsItsArticlesAlike) {
  const std::string about = Words(5000, 110);
  const auto verdict = [&](std::uint16_t source, const std::string& own) {
    DedupWindow window(kLimits);
    Claim first = Make(1, "a", Words(0, 40) + about);
    first.source = 1;
    RoleOf(window, first);
    Claim next = Make(2, "b", own + about);
    next.source = source;
    return RoleOf(window, next);
  };
  EXPECT_EQ(verdict(1, Words(1000, 40)), DedupRole::kUnique);
  EXPECT_EQ(verdict(1, Words(1000, 300)), DedupRole::kUnique);
  EXPECT_EQ(verdict(1, Words(0, 40) + Words(1000, 20)), DedupRole::kReprint) << "its own text";
  EXPECT_EQ(verdict(2, Words(1000, 40)), DedupRole::kReprint) << "another house has no such end";
}

TEST(Dedup, AHeadlineAloneIsAReprintOfItsArticle) {
  DedupWindow window(kLimits);
  const char* title = "Council approves new houses at the harbour";
  RoleOf(window, Story(1, title, Prose(1, 30)));
  EXPECT_EQ(RoleOf(window, Story(2, title, "")), DedupRole::kReprint);
  EXPECT_EQ(RoleOf(window, Story(3, title, Prose(2, 30))), DedupRole::kReprint) << "of the second";
  EXPECT_EQ(RoleOf(window, Story(4, "Morning news", "")), DedupRole::kUnique) << "says too little";
  EXPECT_EQ(RoleOf(window, Story(5, "Morning news", Prose(3, 30))), DedupRole::kUnique);
}

TEST(Fingerprint, SamplesAreTheLeastOfAllHashes) {
  const Fingerprint print = MakeFingerprint("", Prose(1, 40) + Prose(1, 40), 0);
  const Fingerprint once = MakeFingerprint("", Prose(1, 40), 0);
  EXPECT_EQ(print.shingles.size, 128U);
  EXPECT_TRUE(std::is_sorted(print.shingles.begin(), print.shingles.end()));
  EXPECT_LT(print.shingles.hashes[127], print.shingles.below);
  int missing = 0;  // but for the shingles across the seam, the same set
  for (const std::uint32_t hash : print.shingles) missing += once.shingles.Has(hash) ? 0 : 1;
  EXPECT_LE(missing, 2);
  const Fingerprint small = MakeFingerprint("A title", "One two three four.", 0);
  EXPECT_EQ(small.shingles.size, 2U);
  EXPECT_EQ(small.shingles.below, Sample<128>::kAll);
}

TEST(ReprintModel, ProbabilityRisesWithTheScore) {
  EXPECT_EQ(ProbabilityOf(0), 500);
  for (std::int32_t score = -9000; score < 9000; ++score) {
    ASSERT_LE(ProbabilityOf(score), ProbabilityOf(score + 1));
  }
  EXPECT_EQ(ProbabilityOf(20'000), 1000);
  EXPECT_EQ(ProbabilityOf(-20'000), 0);
}

TEST(Dedup, ARedeliveredRecordGetsItsFirstVerdict) {
  DedupWindow window(kLimits);
  const Claim article = Make(1, "a", Words(0, 100));
  EXPECT_EQ(RoleOf(window, article), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, article), DedupRole::kUnique);
  EXPECT_EQ(window.size(), 1U);
  // The topic was created anew: same coordinates, other bytes.
  EXPECT_EQ(RoleOf(window, Make(1, "b", Words(0, 100))), DedupRole::kCopy);
}

/// Lets time pass: enough records that agree on it.
void PassTo(DedupWindow& window, std::int64_t time_ms) {
  static std::uint64_t key = 1'000'000;
  for (int i = 0; i < 8; ++i, ++key) {
    window.Judge(1, Make(key, "pass" + std::to_string(key), "", time_ms));
  }
}

TEST(Dedup, OneWrongClockMakesNothingOld) {
  DedupWindow window(kLimits);
  PassTo(window, kHour);
  RoleOf(window, Make(1, "a", Words(0, 100), kHour));
  RoleOf(window, Make(2, "b", Words(500, 100), 500 * kHour));
  EXPECT_EQ(RoleOf(window, Make(3, "c", Words(0, 100), kHour)), DedupRole::kCopy);
  RoleOf(window, Make(4, "d", Words(600, 100), 500 * kHour));
  EXPECT_EQ(RoleOf(window, Make(5, "e", Words(0, 100), kHour)), DedupRole::kCopy);
  PassTo(window, 500 * kHour);
  EXPECT_EQ(RoleOf(window, Make(6, "f", Words(0, 100), 500 * kHour)), DedupRole::kUnique);
}

TEST(Dedup, StaysWithinItsLimitsWhileBatchesOverlap) {
  DedupWindow window(kLimits);
  std::uint64_t key = 0;
  const auto judge = [&](BatchId batch) {
    for (int i = 0; i < 10; ++i, ++key) {
      window.Judge(batch, Make(key, "u" + std::to_string(key), Words(static_cast<int>(key), 10)));
    }
  };
  judge(1);
  for (BatchId batch = 1; batch < 1000; ++batch) {
    judge(batch + 1);
    window.Committed(batch);
    ASSERT_LE(window.size(), kLimits.max_articles + 20 + 1024) << "forgotten by the block";
  }
}

TEST(Dedup, ForgetsWhatIsOutsideTheWindow) {
  DedupWindow window(kLimits);
  PassTo(window, 0);
  RoleOf(window, Make(1, "a", Words(0, 100), 0));
  PassTo(window, 24 * kHour);
  EXPECT_EQ(RoleOf(window, Make(2, "b", Words(0, 100), 24 * kHour)), DedupRole::kCopy);
  PassTo(window, 49 * kHour);
  EXPECT_EQ(RoleOf(window, Make(3, "c", Words(5000, 100), 49 * kHour)), DedupRole::kUnique);
  EXPECT_EQ(RoleOf(window, Make(4, "d", Words(0, 100), 49 * kHour)), DedupRole::kUnique);
}

TEST(Dedup, OldBlocksGiveTheirMemoryBack) {
  DedupWindow window(kLimits);
  for (std::uint64_t key = 0; key < 5000; ++key) {
    window.Judge(key, Make(key + 1, "u" + std::to_string(key), Words(static_cast<int>(key), 50)));
    window.Committed(key);
  }
  EXPECT_LE(window.size(), 2048U + kLimits.max_articles);
  EXPECT_EQ(RoleOf(window, Make(9001, "x", Words(4999, 50)), 9001), DedupRole::kCopy);
  EXPECT_EQ(RoleOf(window, Make(9002, "y", Words(100, 50)), 9001), DedupRole::kUnique);
}

TEST(Dedup, SuppressesOnlyInFavourOfWhatIsPublished) {
  DedupWindow window(kLimits);
  const std::string text = Words(0, 100);
  window.Judge(1, Make(1, "a", text));
  EXPECT_FALSE(window.Judge(1, Make(2, "b", text)).suppressible) << "not committed yet";
  window.Committed(1);
  const auto copy = window.Judge(2, Make(3, "c", text));
  EXPECT_TRUE(copy.suppressible);
  EXPECT_TRUE(copy.verdict.of->confirmed);
  window.Suppress();
  window.Committed(2);
  EXPECT_TRUE(window.Judge(3, Make(4, "c", text)).suppressible) << "its family has a member";
}

/// An article of 500 words, all its shingles its own.
Claim MakeLong(std::uint64_t key) {
  return Make(key, "long" + std::to_string(key), Words(static_cast<int>(key) * 1000, 500));
}

// The least shingles' hashes lie so close together that among many articles each is some other's.
TEST(Dedup, AReprintIsFoundWhereMostHaveItsShinglesByChance) {
  DedupWindow window(kLimits);
  EXPECT_EQ(RoleOf(window, MakeLong(1)), DedupRole::kUnique);
  const Fingerprint print = MakeLong(1).print;
  for (std::uint64_t key = 2; key < 500; ++key) {
    Claim other = MakeLong(key);
    auto& hashes = other.print.shingles.hashes;
    hashes[0] = print.shingles.hashes[key % 20];
    std::sort(hashes.begin(), hashes.end());
    other.print.lead.hashes[0] = print.lead.hashes[key % 5];
    std::sort(other.print.lead.hashes.begin(), other.print.lead.hashes.end());
    RoleOf(window, other);
  }
  EXPECT_EQ(RoleOf(window, Make(1000, "cut", Words(1000, 400))), DedupRole::kReprint);
}

// Of a shingle, the newest articles are known. Those that were put aside come back.
TEST(Dedup, AnAbortedBatchPutsNothingAside) {
  DedupWindow window(kLimits);
  const std::string text = Words(0, 100);
  RoleOf(window, Make(1, "first", text), 1);
  window.Committed(1);
  for (std::uint64_t key = 2; key < 20; ++key) {
    RoleOf(window, Make(key, std::to_string(key), text + "end" + std::to_string(key)), 2);
  }
  window.Aborted(2);
  const auto again = window.Judge(3, Make(30, "30", text + "end"));
  EXPECT_EQ(again.verdict.role, DedupRole::kReprint);
}

// Batches that are aborted and redone leave no trace: verdicts are those of a run without aborts.
TEST(Dedup, AbortedBatchesLeaveNoTrace) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<Claim>> batches;
    std::uint64_t key = 0;
    for (int b = 0; b < 30; ++b) {
      batches.emplace_back();
      for (unsigned i = 0; i < 1 + random() % 8; ++i) {
        ++key;
        const auto text = static_cast<int>(random() % 12);
        batches.back().push_back(
            Make(random() % 10 == 0 ? key / 2 : key, "u" + std::to_string(random() % 20),
                 Words(text * 30, 100 + text), static_cast<std::int64_t>(b) * 2 * kHour));
      }
    }
    const auto describe = [](const Dedup& verdict) {
      return std::to_string(static_cast<int>(verdict.role)) + verdict.cluster_id +
             (verdict.of ? verdict.of->uri + verdict.of->content_hash : "");
    };
    WindowLimits limits = kLimits;
    limits.max_articles = 40;
    DedupWindow plain(limits), tried(limits);
    std::vector<std::string> expected, found;
    BatchId id = 1;
    for (std::size_t b = 0; b < batches.size(); ++b) {
      for (const Claim& claim : batches[b]) {
        expected.push_back(describe(plain.Judge(b + 1, claim).verdict));
      }
      plain.Committed(b + 1);
    }
    for (std::size_t b = 0; b < batches.size();) {
      // Up to two batches open at once, as in a lane; sometimes both are given up.
      const bool two = b + 1 < batches.size() && random() % 2 == 0;
      std::vector<std::string> verdicts;
      for (std::size_t k = b; k < b + (two ? 2 : 1); ++k) {
        for (const Claim& claim : batches[k]) {
          verdicts.push_back(describe(tried.Judge(id + k - b, claim).verdict));
        }
      }
      if (random() % 3 == 0) {
        tried.Aborted(id);
      } else {
        tried.Committed(id);
        if (two) tried.Committed(id + 1);
        found.insert(found.end(), verdicts.begin(), verdicts.end());
        b += two ? 2 : 1;
      }
      id += 2;
    }
    EXPECT_EQ(found, expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace newswired
