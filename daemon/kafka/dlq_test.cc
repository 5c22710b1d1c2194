#include "daemon/kafka/dlq.h"

#include <gmock/gmock.h>

#include <memory>

#include "daemon/event/event_writer.h"
#include "daemon/kafka/dlq_replay.h"
#include "daemon/kafka/mock_cluster.h"

namespace newswired::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string HeadersText(const std::vector<OutHeader>& headers) {
  std::string text;
  for (const OutHeader& header : headers) text += header.name + "=" + header.value + "\n";
  return text;
}

/// A dead letter as delivery writes it: by MakeDeadLetter(), with delivery's own headers.
StoredRecord Letter(std::int32_t item = 0, std::vector<HeaderView> headers = {}) {
  RawRecord raw;
  raw.topic = "raw";
  raw.partition = 1;
  raw.offset = 41;
  raw.has_key = raw.has_value = true;
  raw.key = "k";
  raw.value = "{broken";
  raw.headers = std::move(headers);
  const OutRecord made =
      MakeDeadLetter(raw, {.stage = "decode", .error = BadInput("bad_json", "no value at 1:2")},
                     item, 7, 1741790463121);
  StoredRecord stored;
  stored.partition = 3;
  stored.offset = 12;
  stored.timestamp_ms = 1741790463121;
  stored.key = made.key;
  stored.value = made.value;
  stored.headers = made.headers;
  stored.headers.push_back({"newswired-source", "raw/1/41/0/0"});
  stored.headers.push_back({"config-generation", "7"});
  return stored;
}

/// What the daemon reads where the replay was written.
StoredRecord FailAgain(const StoredRecord& replay, std::int64_t offset) {
  RawRecord raw;
  raw.topic = "raw";
  raw.partition = replay.partition;
  raw.offset = offset;
  raw.has_key = raw.has_value = true;
  raw.key = *replay.key;
  raw.value = *replay.value;
  for (const OutHeader& header : replay.headers) {
    raw.headers.push_back({header.name, header.value});
  }
  const OutRecord made =
      MakeDeadLetter(raw, {.stage = "decode", .error = BadInput("bad_json", "")}, 0, 8, 0);
  StoredRecord stored;
  stored.key = made.key;
  stored.value = made.value;
  stored.headers = made.headers;
  return stored;
}

TEST(MakeReplayTest, ARecordThatFailsAgainAndAgainKeepsItsFirstCoordinates) {
  StoredRecord letter = Letter(/*item=*/2, {{"dlq-foo", "the record's own"}});
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const StoredRecord replay = MakeReplay(*ReadDeadLetter(letter), letter, false);
    EXPECT_EQ(HeadersText(replay.headers),
              "dlq-foo=the record's own\ndlq-original-topic=raw\ndlq-original-partition=1\n"
              "dlq-original-offset=41\ndlq-original-item=2\ndlq-attempt=" +
                  std::to_string(attempt) + "\n");
    letter = FailAgain(replay, 100 + attempt);
    EXPECT_EQ(*letter.FindHeader("dlq-original-offset"), "41");
    EXPECT_EQ(*letter.FindHeader("dlq-offset"), std::to_string(100 + attempt));
  }
}

TEST(DeadLetterIdTest, ReadsAndWrites) {
  EXPECT_EQ(DeadLetterId::Parse("3:12"), (DeadLetterId{3, 12}));
  EXPECT_EQ((DeadLetterId{3, 12}).Text(), "3:12");
  for (const char* text :
       {"", ":", "3", "3:", ":1", "a:1", "1:b", "-1:2", "1:-2", "1:2:3", "1 :2"}) {
    EXPECT_EQ(DeadLetterId::Parse(text), std::nullopt) << text;
  }
}

TEST(DeadLetterTest, ReadsWhatDeliveryWrote) {
  const auto letter = ReadDeadLetter(Letter(/*item=*/2));
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->id.Text(), "3:12");
  EXPECT_EQ(letter->stage, "decode");
  EXPECT_EQ(letter->code, "bad_json");
  EXPECT_EQ(letter->message, "no value at 1:2");
  EXPECT_EQ(letter->topic, "raw");
  EXPECT_EQ(letter->partition, 1);
  EXPECT_EQ(letter->offset, 41);
  EXPECT_EQ(letter->item, 2);
  EXPECT_EQ(letter->attempt, 1);
  EXPECT_EQ(letter->config_generation, "7");
  EXPECT_EQ(letter->time, "2025-03-12T14:41:03.121Z");
  EXPECT_EQ(letter->value_bytes, 7);
  EXPECT_FALSE(letter->tombstone);
  EXPECT_EQ(letter->NotReplayable(), std::nullopt);
}

TEST(DeadLetterTest, ValueLeftOutCannotBeReplayed) {
  StoredRecord stored = Letter();
  stored.value.reset();
  stored.headers.push_back({"dlq-value-bytes", "52428800"});
  const auto letter = ReadDeadLetter(stored);
  ASSERT_TRUE(letter);
  EXPECT_TRUE(letter->value_left_out);
  EXPECT_FALSE(letter->tombstone);
  EXPECT_EQ(letter->NotReplayable(),
            "its value of 52428800 bytes was too large for the dead-letter topic and is not here; "
            "it may still be in raw[1] at offset 41");
}

TEST(DeadLetterTest, TombstoneIsReplayable) {
  StoredRecord stored = Letter();
  stored.value.reset();
  const auto letter = ReadDeadLetter(stored);
  ASSERT_TRUE(letter);
  EXPECT_TRUE(letter->tombstone);
  EXPECT_EQ(letter->NotReplayable(), std::nullopt);
}

TEST(DeadLetterTest, ForeignRecordsAndOddNumbersAreSurvived) {
  EXPECT_FALSE(ReadDeadLetter(StoredRecord{}));
  StoredRecord odd;
  odd.headers = {{"dlq-code", "x"}, {"dlq-offset", "many"}, {"dlq-item", ""}};
  const auto letter = ReadDeadLetter(odd);
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->offset, -1);
  EXPECT_EQ(letter->item, 0);
  EXPECT_EQ(letter->NotReplayable(), "it does not say which topic it came from");
}

TEST(ReplayMarkTest, RoundTrip) {
  const ReplayMark mark{.ids = {{0, 5}, {3, 12}}, .run = "ab12", .time = "2026-01-02T03:04:05Z"};
  StoredRecord stored;
  stored.headers = mark.Headers();
  EXPECT_EQ(mark.Value(),
            R"({"replayed":["0:5","3:12"],"time":"2026-01-02T03:04:05Z","run":"ab12"})");
  EXPECT_FALSE(ReadDeadLetter(stored));
  const auto read = ReadReplayMark(stored);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->ids, mark.ids);
  EXPECT_EQ(read->run, "ab12");
  EXPECT_EQ(read->time, mark.time);
  EXPECT_FALSE(ReadReplayMark(Letter()));
}

TEST(MakeReplayTest, GivesTheOriginalBackWithItsFirstCoordinates) {
  const StoredRecord stored =
      Letter(2, {{"content-type", "text/html"}, {"newswired-source", "other/0/1/0/0"}, {"x", ""}});
  const StoredRecord replay = MakeReplay(*ReadDeadLetter(stored), stored, /*other_topic=*/false);
  EXPECT_EQ(replay.key, "k");
  EXPECT_EQ(replay.value, "{broken");
  EXPECT_EQ(replay.partition, 1);
  EXPECT_EQ(HeadersText(replay.headers),
            "content-type=text/html\nnewswired-source=other/0/1/0/0\nx=\n"
            "dlq-original-topic=raw\ndlq-original-partition=1\ndlq-original-offset=41\n"
            "dlq-original-item=2\ndlq-attempt=1\n");
  EXPECT_EQ(MakeReplay(*ReadDeadLetter(stored), stored, /*other_topic=*/true).partition, -1);
}

TEST(MakeReplayTest, KeepsTheFirstCoordinatesOfAnEarlierReplay) {
  StoredRecord stored = Letter();
  stored.headers.push_back({"dlq-original-topic", "first"});
  stored.headers.push_back({"dlq-original-partition", "9"});
  stored.headers.push_back({"dlq-original-offset", "1"});
  stored.headers.push_back({"dlq-original-item", "4"});
  const StoredRecord replay = MakeReplay(*ReadDeadLetter(stored), stored, /*other_topic=*/false);
  EXPECT_THAT(HeadersText(replay.headers),
              HasSubstr("dlq-original-topic=first\ndlq-original-partition=9\n"
                        "dlq-original-offset=1\ndlq-original-item=4\n"));
}

struct FilterCase {
  const char* name;
  DlqFilter filter;
  bool matches;
};
class DlqFilterTest : public testing::TestWithParam<FilterCase> {};
TEST_P(DlqFilterTest, Matches) {
  const auto letter = ReadDeadLetter(Letter());
  EXPECT_EQ(GetParam().filter.Matches(*letter), GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(
    All, DlqFilterTest,
    testing::Values(FilterCase{"Nothing", {}, true}, FilterCase{"Id", {.ids = {{3, 12}}}, true},
                    FilterCase{"OtherId", {.ids = {{3, 13}}}, false},
                    FilterCase{"Code", {.code = "bad_json"}, true},
                    FilterCase{"OtherCode", {.code = "bad"}, false},
                    FilterCase{"OtherStage", {.stage = "article"}, false},
                    FilterCase{"OtherTopic", {.topic = "dead"}, false},
                    FilterCase{"Since", {.since_ms = 1741790463121}, true},
                    FilterCase{"TooOld", {.since_ms = 1741790463122}, false},
                    FilterCase{"Partition", {.partition = 3}, true},
                    FilterCase{"OtherOffset", {.partition = 3, .offset = 1}, false},
                    FilterCase{"Pending", {.pending = true}, true}),
    [](const auto& test) { return test.param.name; });

TEST(ParseSinceTest, TimesAndAges) {
  constexpr std::int64_t kNow = 1'000'000'000'000;
  EXPECT_EQ(ParseSince("90s", kNow), kNow - 90'000);
  EXPECT_EQ(ParseSince("15m", kNow), kNow - 900'000);
  EXPECT_EQ(ParseSince("2h", kNow), kNow - 7'200'000);
  EXPECT_EQ(ParseSince("3d", kNow), kNow - 259'200'000);
  EXPECT_EQ(ParseSince("2025-03-12T14:41:03Z", kNow), 1741790463000);
  EXPECT_EQ(ParseSince("2025-03-12", kNow), 1741737600000);
  for (const char* text : {"", "s", "h", "yesterday", "3w", "-1h", "1.5h", "99999999999d"}) {
    EXPECT_EQ(ParseSince(text, kNow), std::nullopt) << text;
  }
}

/// On the mock cluster, which knows no isolation: formats and bookkeeping, not exactly-once.
class DlqClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = MockCluster::Start();
    ASSERT_TRUE(started.ok()) << started.error().message;
    cluster_ = std::move(started).value();
    cluster_->CreateTopic("raw", 2);
    cluster_->CreateTopic("other", 1);
    cluster_->CreateTopic("dead", 2);
    config_.kafka.brokers = {cluster_->bootstrap()};
    config_.input.topics = {"raw"};
    config_.input.group = "g";
    config_.output.topic = "out";
    config_.output.dead_letter_topic = "dead";
  }

  /// `topic` is where it came from.
  PlainRecord Dead(std::int32_t partition, const std::string& value, std::int64_t offset,
                   const std::string& code = "bad_json", const std::string& topic = "raw") {
    RawRecord raw;
    raw.topic = topic;
    raw.partition = 1;
    raw.offset = offset;
    raw.has_value = true;
    raw.value = value;
    const OutRecord made =
        MakeDeadLetter(raw, {.stage = "decode", .error = BadInput(code, "text")}, 0, 1, 0);
    PlainRecord record;
    record.topic = "dead";
    record.partition = partition;
    record.value = made.value;
    record.headers = made.headers;
    return record;
  }
  void Send(const std::vector<PlainRecord>& records) {
    const Status sent = cluster_->Send(records);
    ASSERT_TRUE(sent.ok()) << sent.error().message;
  }
  std::vector<std::string> ValuesIn(const std::string& topic, std::size_t count) {
    const auto records = cluster_->Read({topic}, count, 5000);
    std::vector<std::string> values;
    if (!records.ok()) return {records.error().message};
    for (const PlainRecord& record : *records) values.push_back(record.value.value_or("(none)"));
    return values;
  }
  std::vector<std::string> Listed(const DlqFilter& filter = {}) {
    const auto letters = ListDeadLetters(config_, filter);
    if (!letters.ok()) return {letters.error().message};
    std::vector<std::string> ids;
    for (const DeadLetter& letter : *letters) {
      ids.push_back(letter.id.Text() + (letter.replayed.empty() ? "" : " replayed"));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  std::unique_ptr<MockCluster> cluster_;
  Config config_;
};

TEST_F(DlqClusterTest, EmptyTopicHasNone) {
  EXPECT_THAT(Listed(), IsEmpty());
  const ReplayReport report = ReplayDeadLetters(config_, {});
  EXPECT_FALSE(report.error) << report.error->message;
  EXPECT_THAT(report.replayed, IsEmpty());
}

TEST_F(DlqClusterTest, ListsByFilterAndShowsOne) {
  Send({Dead(0, "a", 1), Dead(0, "b", 2, "too_large"), Dead(1, "c", 3)});
  EXPECT_THAT(Listed(), ElementsAre("0:0", "0:1", "1:0"));
  EXPECT_THAT(Listed({.code = "too_large"}), ElementsAre("0:1"));
  const auto one = FetchDeadLetter(config_, {1, 0});
  ASSERT_TRUE(one.ok()) << one.error().message;
  EXPECT_EQ(one->record.value, "c");
  EXPECT_EQ(one->letter.offset, 3);
  const auto none = FetchDeadLetter(config_, {1, 9});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message,
            "topic dead has no dead letter at 1:9: `newswired dlq list` shows those that it has");
}

TEST_F(DlqClusterTest, ReplaysOnceAndMarks) {
  Send({Dead(0, "a", 1), Dead(0, "b", 2, "too_large"), Dead(1, "c", 3)});
  ReplayOptions options;
  options.filter.code = "bad_json";
  ReplayReport report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error) << report.error->message;
  EXPECT_THAT(report.replayed, SizeIs(2));
  EXPECT_THAT(ValuesIn("raw", 2), testing::UnorderedElementsAre("a", "c"));
  EXPECT_THAT(Listed(), ElementsAre("0:0 replayed", "0:1", "1:0 replayed"));

  std::vector<std::string> marks;
  const auto records = cluster_->Read({"dead"}, 5, 5000);
  ASSERT_TRUE(records.ok()) << records.error().message;
  for (const PlainRecord& record : *records) {
    const std::string list = record.Header("dlq-replayed");
    if (!list.empty()) marks.push_back(std::to_string(record.partition) + " has " + list);
  }
  EXPECT_THAT(marks, testing::UnorderedElementsAre("0 has 0:0", "1 has 1:0"));

  report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, IsEmpty());
  EXPECT_EQ(report.before, 2U);

  options.again = true;
  options.filter.ids = {{0, 0}};
  options.to = "other";
  report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, ElementsAre(DeadLetterId{0, 0}));
  EXPECT_THAT(ValuesIn("other", 1), ElementsAre("a"));
}

TEST_F(DlqClusterTest, SmallTransactionsCarryAll) {
  std::vector<PlainRecord> letters;
  for (int i = 0; i < 7; ++i) letters.push_back(Dead(i % 2, std::to_string(i), i));
  Send(letters);
  ReplayOptions options;
  options.max_records = 2;
  std::vector<std::size_t> progress;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 7U);
    progress.push_back(done);
  };
  const ReplayReport report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, SizeIs(7));
  EXPECT_EQ(progress.back(), 7U);
  EXPECT_THAT(ValuesIn("raw", 7), testing::UnorderedElementsAre("0", "1", "2", "3", "4", "5", "6"));
}

TEST_F(DlqClusterTest, LettersOfOneRecordAreOneReplay) {
  Send({Dead(0, "feed", 5), Dead(1, "feed", 5), Dead(0, "z", 6)});
  const ReplayReport report = ReplayDeadLetters(config_, {});
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, SizeIs(3));
  EXPECT_THAT(ValuesIn("raw", 2), testing::UnorderedElementsAre("feed", "z"));
  EXPECT_THAT(Listed({.pending = true}), IsEmpty());
}

TEST_F(DlqClusterTest, AnItemsLetterIsReplayedWithTheValueOfAnother) {
  PlainRecord further = Dead(1, "feed", 5, "empty_document");
  further.value.reset();
  further.headers.push_back({"dlq-value-bytes", "4"});
  further.headers.push_back({"dlq-value-item", "0"});
  PlainRecord alone = Dead(0, "gone", 6, "empty_document");
  alone.value.reset();
  alone.headers.push_back({"dlq-value-bytes", "4"});
  alone.headers.push_back({"dlq-value-item", "2"});
  Send({Dead(0, "feed", 5), further, alone});
  ReplayOptions options;
  options.filter.code = "empty_document";
  const ReplayReport report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, ElementsAre(DeadLetterId{1, 0}));
  ASSERT_THAT(report.not_sent, SizeIs(1));
  EXPECT_EQ(report.not_sent[0].id.Text(), "0:1");
  EXPECT_THAT(report.not_sent[0].reason, HasSubstr("in the dead letter of item 2"));
  EXPECT_THAT(ValuesIn("raw", 1), ElementsAre("feed"));
  EXPECT_THAT(Listed({.pending = true}), ElementsAre("0:0", "0:1"));
}

TEST_F(DlqClusterTest, SaysWhatItCannotReplay) {
  PlainRecord no_value = Dead(0, "big", 1);
  no_value.value.reset();
  no_value.headers.push_back({"dlq-value-bytes", "3"});
  PlainRecord damaged = Dead(0, "x", 2);
  damaged.value = "y";
  Send({no_value, damaged, Dead(0, "z", 3, "bad_json", "foreign")});
  ReplayOptions options;
  options.filter.ids = {{0, 0}, {0, 1}, {0, 2}, {1, 77}};
  const ReplayReport report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error) << report.error->message;
  EXPECT_THAT(report.replayed, IsEmpty());
  std::map<std::string, std::string> reasons;
  for (const auto& not_sent : report.not_sent) reasons[not_sent.id.Text()] = not_sent.reason;
  EXPECT_THAT(reasons["0:0"], HasSubstr("too large for the dead-letter topic"));
  EXPECT_THAT(reasons["0:1"], HasSubstr("dlq-sha256"));
  EXPECT_THAT(reasons["0:2"], HasSubstr("topic foreign, which is no input"));
  EXPECT_THAT(reasons["1:77"], HasSubstr("no dead letter is there"));
}

TEST_F(DlqClusterTest, DryRunSendsNothing) {
  Send({Dead(0, "a", 1)});
  ReplayOptions options;
  options.dry_run = true;
  const ReplayReport report = ReplayDeadLetters(config_, options);
  EXPECT_FALSE(report.error);
  EXPECT_THAT(report.replayed, SizeIs(1));
  EXPECT_THAT(Listed({.pending = true}), ElementsAre("0:0"));
}

TEST_F(DlqClusterTest, MissingTopicsAreSaid) {
  Send({Dead(0, "a", 1)});
  ReplayOptions options;
  options.to = "nowhere";
  const ReplayReport report = ReplayDeadLetters(config_, options);
  ASSERT_THAT(report.not_sent, SizeIs(1));
  EXPECT_EQ(report.not_sent[0].reason, "topic nowhere does not exist");
}

}  // namespace
}  // namespace newswired::kafka
