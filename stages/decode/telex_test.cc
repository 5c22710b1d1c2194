#include "stages/decode/telex.h"

#include <gtest/gtest.h>

#include "stages/decode/decode_for_test.h"

namespace newswired {
namespace {

struct Case {
  const char* name;
  std::string message;
  std::string body, headline, slug, filed;
};

class TelexTest : public testing::TestWithParam<Case> {};

TEST_P(TelexTest, IsReadWithoutItsFrame) {
  const Decoded run = Decode(GetParam().message, {{"content-type", "text/plain"}});
  ASSERT_EQ(run.articles.size(), 1U) << run.message;
  const Article& article = run.articles[0];
  EXPECT_EQ(article.body, GetParam().body);
  EXPECT_EQ(article.claims.headline, GetParam().headline);
  EXPECT_EQ(article.claims.slugline, GetParam().slug);
  EXPECT_EQ(article.claims.published_at, GetParam().filed);
}

INSTANTIATE_TEST_SUITE_P(
    All, TelexTest,
    testing::Values(
        Case{"Iptc7901",
             "\x01"
             "BAS0123 4 pl 110  xyz 0456\r\n\r\nHafen/Streik/\r\n(Zusammenfassung)\r\n"
             "Hafen wieder offen =\r\n\x02\r\nNairobi (xyz) - Der Hafen ist offen.\r\n\x03\r\n"
             "121405 Mrz 25\r\n\x04",
             "Nairobi (xyz) - Der Hafen ist offen.", "Hafen wieder offen", "Hafen/Streik",
             "2025-03-12T14:05"},
        Case{"Anpa1312",
             "\x01"
             "aaa\r\n\x02"
             "BC-Kenya-Ports,1st Ld\r\nPort reopens\r\n\x03\r\n"
             "XY-NY-03-12-25 1405GMT\r\n\x04",
             "BC-Kenya-Ports,1st Ld\nPort reopens", "", "", "2025-03-12T14:05 GMT"},
        Case{"UnknownDate",
             "\x01"
             "a\n\x02"
             "Text.\n\x03"
             "1234\n\x04",
             "Text.", "", "", ""},
        Case{"ImpossibleDate",
             "\x01"
             "a\n\x02"
             "Text.\n\x03"
             "329905 Mar 25\n",
             "Text.", "", "", ""},
        Case{"DateBesideEtx",
             "\x01"
             "a\n\x02"
             "Text.\n\x03 121405 Mar 25\n\x04",
             "Text.", "", "", "2025-03-12T14:05"},
        Case{"Zone",
             "\x01"
             "a\n\x02"
             "Text.\n\x03\n121405 GMT Mar 25\n\x04",
             "Text.", "", "", "2025-03-12T14:05 GMT"},
        Case{"Zulu",
             "\x01"
             "a\n\x02"
             "Text.\n\x03\n121405Z MAR 25\n\x04",
             "Text.", "", "", "2025-03-12T14:05 Z"},
        Case{"BehindSyn",
             "\x16\x16\x01"
             "a\n\x02"
             "Text.\n\x03",
             "Text.", "", "", ""},
        Case{"BehindAStartLine",
             "ZCZC ABC0123\r\n\x01"
             "a\n\x02"
             "Text.\n\x03\n\x04\r\nNNNN\r\n",
             "Text.", "", "", ""},
        Case{"Cut",
             "\x01"
             "a\n\x02"
             "Text",
             "Text", "", "", ""},
        Case{"NoText",
             "\x01"
             "a",
             "a", "", "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

std::string Message(const std::string& slug, const std::string& text, const std::string& end) {
  return "\x01" + slug + "\n" + slug + "/\n\x02" + text + "\n\x03" + end;
}

TEST(Telex, MessagesOfOneRecordAreItems) {
  const std::string record = "\x16\x16" + Message("A", "One.", "121405 Mar 25\n\x04") +
                             "\r\nNNNN\r\n\x16" + Message("B", "Two.", "\n\x04") +
                             Message("C", "Three.", "");
  const Decoded run = Decode(record, {{"content-type", "text/plain"}, {"id", "7"}});
  ASSERT_EQ(run.articles.size(), 3U) << run.message;
  EXPECT_EQ(run.articles[0].body, "One.");
  EXPECT_EQ(run.articles[1].body, "Two.");
  EXPECT_EQ(run.articles[2].body, "Three.");
  EXPECT_EQ(run.articles[0].claims.published_at, "2025-03-12T14:05");
  EXPECT_EQ(run.articles[1].claims.published_at, "");
  EXPECT_EQ(run.articles[2].claims.slugline, "C");
  EXPECT_EQ(run.articles[2].input.item, 2);
  EXPECT_EQ(run.articles[1].id, "") << "of the record";
  EXPECT_NE(run.articles[0].uri, run.articles[1].uri);
  for (const Article& article : run.articles) EXPECT_TRUE(article.warnings.empty());
  EXPECT_EQ(Decode(record, {{"content-type", "text/plain"}}, {{"max_items", 2}}).code,
            "too_many_items");
}

TEST(Telex, WhatIsLeftOutIsAWarning) {
  const auto warnings = [](const std::string& end) {
    return Decode(Message("A", "One.", end), {{"content-type", "text/plain"}})
        .articles.at(0)
        .warnings;
  };
  EXPECT_EQ(warnings("\n121405 Foo 25\n\x04"),
            std::vector<std::string>{
                "claim_unreadable: filed \"121405 Foo 25\" is not a date that can be read without "
                "guessing"});
  EXPECT_EQ(
      warnings("\n\x04\nMore of it.\n"),
      std::vector<std::string>{"content_skipped: 11 bytes behind the end of a wire's message"});
}

}  // namespace
}  // namespace newswired
