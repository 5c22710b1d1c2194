#include "stages/text/origin_note.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

struct Case {
  const char* name;
  std::string_view text, rest;
};

class OriginNoteTest : public ::testing::TestWithParam<Case> {};

TEST_P(OriginNoteTest, IsCutOff) { EXPECT_EQ(WithoutOriginNote(GetParam().text), GetParam().rest); }

INSTANTIATE_TEST_SUITE_P(
    All, OriginNoteTest,
    ::testing::Values(
        Case{"Alone", "The post Port reopens appeared first on Example Wire.", ""},
        Case{"BehindASummary", "It rains … The post Rain appeared first on Wire.", "It rains …"},
        Case{"German", "Es regnet.\nDer Beitrag Regen erschien zuerst auf Draht.", "Es regnet."},
        Case{"French", "Il pleut. L’article Pluie est apparu en premier sur Fil.", "Il pleut."},
        Case{"Japanese", "雨です。 投稿 雨 は 電信 に最初に表示されました。", "雨です。"},
        Case{"WithinAWord", "Il pleut. Cartello", "Il pleut. Cartello"},
        Case{"NoNote", "The post office appeared. First on the list was Wire.",
             "The post office appeared. First on the list was Wire."}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace newswired
