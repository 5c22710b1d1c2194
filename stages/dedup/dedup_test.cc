#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "stages/dedup/sketch.h"
#include "stages/dedup/window.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::int64_t kHour = 3'600'000;
const WindowLimits kLimits{.window_ms = 24 * kHour, .max_articles = 1000, .similarity = 0.5};

std::string Words(int from, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word" + std::to_string(from + i) + ' ';
  return text;
}

Candidate Make(std::uint64_t key, const std::string& uri, const std::string& text,
               std::int64_t time_ms = 0) {
  Candidate candidate;
  candidate.key = key;
  candidate.bytes = Hash64(uri + text);
  candidate.uri = Hash64(uri);
  candidate.uri_text = uri;
  candidate.time_ms = time_ms;
  candidate.content_hash = Hex64(Hash64(text));
  candidate.print = MakeFingerprint("", text, 30);
  return candidate;
}

DedupRole RoleOf(DedupWindow& window, const Candidate& candidate, BatchId batch = 1) {
  return window.Judge(batch, candidate).verdict.role;
}

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

TEST(Dedup, ARedeliveredRecordGetsItsFirstVerdict) {
  DedupWindow window(kLimits);
  const Candidate article = Make(1, "a", Words(0, 100));
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
    ASSERT_LE(window.size(), kLimits.max_articles + 20);
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
  window.Committed(1);
  EXPECT_EQ(window.size(), 10U);  // eight that passed the time, and two
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

TEST(Dedup, SimilarityIsNearTheTruth) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    const int shared = 20 + static_cast<int>(random() % 180);
    const Fingerprint a = MakeFingerprint("", Words(0, 200), 0);
    const Fingerprint b = MakeFingerprint("", Words(200 - shared, 200), 0);
    const double both = shared - 4, all = 2 * 196 - both;
    EXPECT_NEAR(a.sketch.Similarity(b.sketch), both / all, 4 * 0.0625) << shared;
  }
}

// Batches that are aborted and redone leave no trace: verdicts are those of a run without aborts.
TEST(Dedup, AbortedBatchesLeaveNoTrace) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<Candidate>> batches;
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
      for (const Candidate& candidate : batches[b]) {
        expected.push_back(describe(plain.Judge(b + 1, candidate).verdict));
      }
      plain.Committed(b + 1);
    }
    for (std::size_t b = 0; b < batches.size();) {
      // Up to two batches open at once, as in a lane; sometimes both are given up.
      const bool two = b + 1 < batches.size() && random() % 2 == 0;
      std::vector<std::string> verdicts;
      for (std::size_t k = b; k < b + (two ? 2 : 1); ++k) {
        for (const Candidate& candidate : batches[k]) {
          verdicts.push_back(describe(tried.Judge(id + k - b, candidate).verdict));
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
