#include "stages/dedup/change_label.h"

#include <gtest/gtest.h>

namespace newswired {
namespace {

TEST(ChangeLabel, OfHeadlines) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"CORRECTED-UPDATE 2-Port reopens", "correction"},
      {"UPDATE 2-CORRECTED-Port reopens", "correction"},
      {"Correction: Kenya Ports story", "correction"},
      {"2nd Ld-CORRECTION: Port reopens", "correction"},
      {"Port reopens (corrected)", "correction"},
      {"Port reopens - CORRECTION", "correction"},
      {"Port reopens — Corrected", "correction"},
      {"(KORREKTUR) Hafen wieder offen", "correction"},
      {"Korrigierte Fassung: Hafen wieder offen", "correction"},
      {"ANNULE ET REMPLACE - Le port rouvre", "correction"},
      {"【訂正】港が再開", "correction"},
      {"[정정] 항구 재개", "correction"},
      {"КORRECT: no label", ""},
      {"KILL: Port reopens", "kill"},
      {"WITHDRAWN-Port reopens", "withdrawal"},
      {"[Retracted] Port reopens", "withdrawal"},
      {"Port reopens", ""},
      {"UPDATE 2-Port reopens", ""},
      {"Correctional officer freed", ""},
      {"Correction in share prices goes on", ""},
      {"Three shot, killed", ""},
      {"Kill Bill: a look back", ""},
      {"Port reopens: correction follows", ""},
      {"Correction", ""},
      {"BC-Brantfield-Mayor, KILL", "kill"},
      {"Port reopens, killed", ""},
      {"Meldung zurückgezogen", "withdrawal"},
      {"", ""},
  };
  for (const auto& [headline, change] : cases) {
    EXPECT_EQ(ChangeByHeadline(headline), change) << headline;
  }
}

TEST(ChangeLabel, OfSlugs) {
  EXPECT_EQ(ChangeBySlug("BC-KENYA-PORTS, KILL"), "kill");
  EXPECT_EQ(ChangeBySlug("KENYA-PORTS/ (CORRECTED)"), "correction");
  EXPECT_EQ(ChangeBySlug("KENYA-PORTS-withdrawn"), "withdrawal");
  EXPECT_EQ(ChangeBySlug("KENYA-PORTS"), "");
  EXPECT_EQ(ChangeBySlug("correction"), "") << "a subject";
  EXPECT_EQ(ChangeBySlug(""), "");
}

TEST(ChangeLabel, OfNotes) {
  EXPECT_EQ(ChangeByNote("CORRECTS name of the port"), "correction");
  EXPECT_EQ(ChangeByNote("(Corrects: name)"), "correction");
  EXPECT_EQ(ChangeByNote("KILLS story, wrong"), "kill");
  EXPECT_EQ(ChangeByNote("Berichtigung: Name"), "correction");
  EXPECT_EQ(ChangeByNote("MANDATORY KILL: do not use this story"), "kill");
  EXPECT_EQ(ChangeByNote("EDITORS: Kill story slugged BC-X."), "kill");
  EXPECT_EQ(ChangeByNote("ADVISORY: kill BC-X"), "kill");
  EXPECT_EQ(ChangeByNote("This story has been withdrawn."), "withdrawal");
  EXPECT_EQ(ChangeByNote("Story withdrawn"), "withdrawal");
  EXPECT_EQ(ChangeByNote("(Eds: CORRECTS spelling of name)"), "correction");
  EXPECT_EQ(ChangeByNote("Editors are asked to wait"), "");
  EXPECT_EQ(ChangeByNote("ADDS quote"), "");
  EXPECT_EQ(ChangeByNote("Correctional news"), "");
  EXPECT_EQ(ChangeByNote(""), "");
}

TEST(ChangeLabel, AnEditionIsNoPartOfTheHeadline) {
  EXPECT_EQ(WithoutEdition("UPDATE 2-Port reopens"), "Port reopens");
  EXPECT_EQ(WithoutEdition("WRAPUP 10-Port reopens"), "Port reopens");
  for (const char* whole : {"", "UPDATE", "UPDATE 2", "COVID 19-year low", "BOEING 737-800 crashes",
                            "Boeing 737-800 lands", "USA 2-1 Ghana", "UPDATE 2 port"}) {
    EXPECT_EQ(WithoutEdition(whole), whole);
  }
}

}  // namespace
}  // namespace newswired
