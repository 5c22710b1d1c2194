#include "daemon/cli/ledger_stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ledger/fake_memory_for_test.h"

namespace newswired::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr std::int64_t kMinute = 60'000;

std::vector<SharedStage> OneStage() {
  std::vector<SharedStage> stages = FakeStages();
  stages.pop_back();
  return stages;
}

/// A ledger that begins at offset 100, with one record a minute.
class LedgerStatsTest : public testing::Test {
 protected:
  const Applied& Apply(std::string bytes) {
    ++offset_;
    return stats_.Apply({.partition = 0,
                         .offset = offset_,
                         .timestamp_ms = kStart + (offset_ - 100) * kMinute,
                         .value = std::move(bytes)});
  }
  /// What --verdicts prints of it.
  std::string Line(std::string bytes) {
    const Applied& applied = Apply(std::move(bytes));
    return LedgerRecordJson(offset_, applied, stats_.machine());
  }
  void Start() { Apply(Encode(MakeControl("g", OneStage()))); }
  [[nodiscard]] std::uint64_t control() const { return stats_.machine().control()->id; }
  [[nodiscard]] std::string Claim(std::uint64_t key, std::string_view word) const {
    return Encode(ClaimRecord{
        .control = control(), .head = {.key = key, .bytes = 5, .record_ms = 77}, .parts = {word}});
  }
  [[nodiscard]] std::string Confirmation(std::uint64_t key, bool published) const {
    return Encode(ConfirmationRecord{.control = control(),
                                     .claim = 102,
                                     .key = key,
                                     .bytes = 5,
                                     .published = published,
                                     .outcomes = {"w"}});
  }
  void Fill() {
    Start();
    for (std::uint64_t key = 1; key <= 6; ++key) Apply(Claim(key, "w" + std::to_string(key)));
    Apply(Claim(7, "w1"));
    Apply(Claim(8, "w1"));
    Apply(Claim(8, "w1"));  // again
    for (std::uint64_t key = 1; key <= 3; ++key) Apply(Confirmation(key, true));
    Apply(Confirmation(7, false));
    Apply(Confirmation(7, true));   // is not the first
    Apply(Confirmation(99, true));  // retention has taken its claim
    Apply(Claim(9, "bad"));
    Apply("garbage");
    Apply(Encode(ClaimRecord{.control = 1, .parts = {"w"}}));
  }

  LedgerStats stats_{"g.ledger", "g", OneStage()};
  std::int64_t offset_ = 99;
};

TEST_F(LedgerStatsTest, AnEmptyTopicIsNoError) {
  EXPECT_EQ(stats_.Text(), "topic g.ledger has no records\n");
  rapidjson::Document json;
  json.Parse(stats_.Json().c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_FALSE(json.HasMember("lastOffset"));
  EXPECT_EQ(json["judged"].GetInt(), 0);
}

TEST_F(LedgerStatsTest, CountsForPeople) {
  Fill();
  const std::string id = Hex64(control());
  EXPECT_EQ(stats_.Text(),
            "topic        g.ledger, offsets 100 to 118\n"
            "control      " +
                id +
                ", at offset 100, generation 1, group g\n"
                "             dedup@1 window=2\n"
                "ledger time  2023-11-14T22:29:20Z\n"
                "oldest       0.01 days before\n"
                "memory       dedup: 8 articles, 800 bytes\n"
                "judged       8 articles: 6 unique, 0 reprint, 2 copy, 0 revision, 0 repeat\n"
                "hit rate     25.0 % were known\n"
                "redelivered  1\n"
                "confirmed    3 published, 1 suppressed; 4 not confirmed\n"
                "not applied  1 claim_stale, 1 claim_unreadable\n"
                "skipped      1 foreign\n"
                "state        " +
                Hex64(stats_.machine().Hash()) + "\n");
}

TEST_F(LedgerStatsTest, CountsForPrograms) {
  Fill();
  rapidjson::Document json;
  json.Parse(stats_.Json().c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_STREQ(json["record"].GetString(), "summary");
  EXPECT_EQ(json["firstOffset"].GetInt64(), 100);
  EXPECT_EQ(json["lastOffset"].GetInt64(), 118);
  EXPECT_EQ(json["control"]["offset"].GetInt64(), 100);
  EXPECT_EQ(json["control"]["windowMs"].GetInt64(), 7'200'000);
  EXPECT_TRUE(json["control"]["followed"].GetBool());
  EXPECT_FALSE(json["control"].HasMember("differs"));
  EXPECT_STREQ(json["control"]["stages"][0]["rules"].GetString(), "window=2");
  EXPECT_STREQ(json["ledgerTime"].GetString(), "2023-11-14T22:29:20.000Z");
  EXPECT_EQ(json["oldestAgeMs"].GetInt64(), 15 * kMinute);
  EXPECT_EQ(json["memories"][0]["articles"].GetInt(), 8);
  EXPECT_EQ(json["roles"]["unique"].GetInt(), 6);
  EXPECT_EQ(json["roles"]["copy"].GetInt(), 2);
  EXPECT_DOUBLE_EQ(json["hitRate"].GetDouble(), 0.25);
  EXPECT_EQ(json["redelivered"].GetInt(), 1);
  EXPECT_EQ(json["published"].GetInt(), 3);
  EXPECT_EQ(json["suppressed"].GetInt(), 1);
  EXPECT_EQ(json["unconfirmed"].GetInt(), 4);
  EXPECT_EQ(json["notApplied"]["claim_stale"].GetInt(), 1);
  EXPECT_EQ(json["notApplied"]["control_ignored"].GetInt(), 0);
  EXPECT_EQ(json["skipped"]["foreign"].GetInt(), 1);
  EXPECT_EQ(json["stateHash"].GetString(), Hex64(stats_.machine().Hash()));
}

TEST_F(LedgerStatsTest, TheOldestIsTheOldestInTheWindow) {
  Start();
  for (std::uint64_t key = 0; key < 200; ++key) Apply(Claim(key, "w"));
  rapidjson::Document json;
  json.Parse(stats_.Json().c_str());
  EXPECT_EQ(json["memories"][0]["articles"].GetInt(), 121);
  EXPECT_EQ(json["oldestAgeMs"].GetInt64(), 120 * kMinute);
  EXPECT_EQ(json["judged"].GetInt(), 200);
}

TEST_F(LedgerStatsTest, SaysWhatItCannotFollow) {
  Start();
  ControlRecord change = stats_.machine().Change();
  change.stages[0].version = "2\x1B[2J";
  Apply(Encode(change));
  EXPECT_THAT(stats_.Text(), HasSubstr("             cannot be followed: the stages of the ledger "
                                       "are dedup@2\\x1b[2J, those here are dedup@1\n"));
  EXPECT_THAT(stats_.Text(), Not(HasSubstr("oldest")));
  rapidjson::Document json;
  json.Parse(stats_.Json().c_str());
  EXPECT_FALSE(json["control"]["followed"].GetBool());
  EXPECT_THAT(json["control"]["why"].GetString(), HasSubstr("those here are dedup@1"));
}

TEST_F(LedgerStatsTest, SaysHowItsRulesDiffer) {
  Apply(Encode(MakeControl("g", {{.name = "dedup", .version = "1", .factory = FakeFactory('5')}})));
  EXPECT_THAT(stats_.Text(), HasSubstr("not as configured here: dedup: window=5, not window=2\n"));
  EXPECT_THAT(stats_.Json(), HasSubstr("\"differs\":\"dedup: window=5, not window=2\""));
}

TEST_F(LedgerStatsTest, SaysWhoseItIs) {
  Apply(Encode(MakeControl("theirs", OneStage())));
  EXPECT_THAT(stats_.Text(), HasSubstr("control      of another group: theirs\n"));
  EXPECT_THAT(stats_.Json(), HasSubstr("\"stranger\":\"theirs\""));
}

TEST_F(LedgerStatsTest, RecordsThatCountAreLines) {
  const std::string first = Line(Encode(MakeControl("g", OneStage())));
  EXPECT_EQ(first, R"({"record":"control","offset":100,"as":"control_first","id":")" +
                       Hex64(control()) + R"(","stateHash":")" + Hex64(stats_.machine().Hash()) +
                       R"("})");
  EXPECT_EQ(Line(Claim(1, "w")),
            R"({"record":"claim","offset":101,"key":"0000000000000001","bytes":"0000000000000005",)"
            R"("recordMs":77,"role":"unique","clusterId":"w","storyId":"w","suppressible":false,)"
            R"("again":false})");
  EXPECT_EQ(Line(Confirmation(1, true)),
            R"({"record":"confirmation","offset":102,"claim":102,"key":"0000000000000001",)"
            R"("bytes":"0000000000000005","published":true})");
  EXPECT_EQ(Line(Claim(2, "w")),
            R"({"record":"claim","offset":103,"key":"0000000000000002","bytes":"0000000000000005",)"
            R"("recordMs":77,"role":"copy","clusterId":"w","of":"1","ofConfirmed":true,)"
            R"("storyId":"w","suppressible":true,"again":false})");
  EXPECT_THAT(Line(Claim(2, "w")), HasSubstr(R"("again":true)"));
  EXPECT_THAT(Line(Encode(stats_.machine().Repeat())), HasSubstr(R"("as":"control_repeat")"));

  EXPECT_EQ(Line(Claim(3, "bad")), "");
  EXPECT_EQ(Line("garbage"), "");
  EXPECT_EQ(Line(Encode(ClaimRecord{.control = 1, .parts = {"w"}})), "");
  EXPECT_EQ(Line(Encode(MakeControl("theirs", OneStage()))), "");
}

}  // namespace
}  // namespace newswired::cli
