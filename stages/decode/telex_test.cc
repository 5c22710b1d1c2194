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

}  // namespace
}  // namespace newswired
