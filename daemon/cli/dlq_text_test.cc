#include "daemon/cli/dlq_text.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

namespace newswired::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

kafka::StoredDeadLetter Stored(std::string value) {
  kafka::StoredDeadLetter stored;
  stored.record.partition = 0;
  stored.record.offset = 17;
  stored.record.timestamp_ms = 1741790463121;
  stored.record.key = "k\x1B[2J";
  stored.record.value = std::move(value);
  stored.record.headers = {{"content-type", "text/html"}, {"dlq-stage", "decode"},
                           {"dlq-code", "bad_json"},      {"dlq-message", "no value\nhere"},
                           {"dlq-topic", "raw"},          {"dlq-partition", "3"},
                           {"dlq-offset", "41"},          {"dlq-item", "2"},
                           {"dlq-attempt", "1"}};
  stored.letter = *kafka::ReadDeadLetter(stored.record);
  return stored;
}

TEST(VisibleTest, NothingSteersTheTerminal) {
  EXPECT_EQ(Visible("plain né 𝄞", false), "plain né 𝄞");
  EXPECT_EQ(Visible("a\x1B[2J\r\n\tb\x7F", false), "a\\x1b[2J\\x0d\\x0a\\x09b\\x7f");
  EXPECT_EQ(Visible("a\n\tb\r", true), "a\n\tb\\x0d");
  EXPECT_EQ(Visible("\xC2\x9B"
                    "2J",
                    true),
            "\\xc2\\x9b2J")
      << "C1 control sequence introducer";
  EXPECT_EQ(Visible("\xFFx\xE2\x82", true), "\\xffx\\xe2\\x82");
}

TEST(DeadLetterTableTest, HasARowEach) {
  auto stored = Stored("v");
  const std::string table = DeadLetterTable({stored.letter});
  EXPECT_EQ(table,
            "ID    TIME                  STAGE   CODE      SOURCE            REPLAYED  MESSAGE\n"
            "0:17  2025-03-12T14:41:03Z  decode  bad_json  raw[3]@41 item 2  no        no "
            "value\\x0ahere\n");
  stored.letter.replayed = "2026-01-01T00:00:00Z";
  EXPECT_THAT(DeadLetterTable({stored.letter}), HasSubstr("  yes  "));
}

TEST(DeadLetterJsonTest, IsValidAndComplete) {
  rapidjson::Document json;
  json.Parse(DeadLetterJson(Stored("v").letter).c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_STREQ(json["id"].GetString(), "0:17");
  EXPECT_STREQ(json["message"].GetString(), "no value\nhere");
  EXPECT_EQ(json["offset"].GetInt64(), 41);
  EXPECT_FALSE(json["replayed"].GetBool());
  EXPECT_TRUE(json["replayable"].GetBool());
}

TEST(DeadLetterPageTest, ShowsTextWithoutControls) {
  const std::string page = DeadLetterPage(Stored("{\"a\":\n\x1B]0;x\x07 1}"), 4096);
  EXPECT_THAT(page, HasSubstr("key        \"k\\x1b[2J\"\n"));
  EXPECT_THAT(page, HasSubstr("  content-type: text/html\n"));
  EXPECT_THAT(page, EndsWith("value      15 bytes\n{\"a\":\n\\x1b]0;x\\x07 1}\n"));
  EXPECT_THAT(page, Not(HasSubstr("\x1B")));
}

TEST(DeadLetterPageTest, CutsBetweenCharacters) {
  EXPECT_THAT(DeadLetterPage(Stored("né!"), 2),
              EndsWith("value      4 bytes, the first 1 shown (--bytes 0: all)\nn\n"));
}

TEST(DeadLetterPageTest, DumpsBytesThatAreNoText) {
  EXPECT_THAT(DeadLetterPage(Stored(std::string("\x1F\x8B\x00"
                                                "ABC",
                                                6)),
                             4096),
              EndsWith("  00000000  1f 8b 00 41 42 43                                ...ABC\n"));
}

TEST(DeadLetterPageTest, SaysWhyThereIsNoValue) {
  auto stored = Stored("");
  stored.record.value.reset();
  stored.letter = *kafka::ReadDeadLetter(stored.record);
  EXPECT_THAT(DeadLetterPage(stored, 10), EndsWith("value      none (a tombstone)\n"));
  stored.record.headers.push_back({"dlq-value-bytes", "52428800"});
  stored.letter = *kafka::ReadDeadLetter(stored.record);
  EXPECT_THAT(DeadLetterPage(stored, 10), HasSubstr("value      not here: its value of 52428800"));
}

TEST(DeadLetterPageJsonTest, CarriesAnyValue) {
  for (const auto& [value, member, expected] :
       {std::tuple{std::string("né"), "value", "né"},
        std::tuple{std::string("\xFF\x00\x01\x02", 4), "valueBase64", "/wABAg=="},
        std::tuple{std::string("\xFF"), "valueBase64", "/w=="}}) {
    rapidjson::Document json;
    json.Parse(DeadLetterPageJson(Stored(value)).c_str());
    ASSERT_FALSE(json.HasParseError());
    EXPECT_STREQ(json[member].GetString(), expected);
    EXPECT_EQ(json["headers"].Size(), 9U);
  }
}

}  // namespace
}  // namespace newswired::cli
