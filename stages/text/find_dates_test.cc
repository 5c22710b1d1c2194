#include "stages/text/find_dates.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>

#include "stages/text/dates.h"
#include "stages/text/utf8.h"
#include "stages/text/zones.h"

namespace newswired {
namespace {

std::string Found(const std::string& text, DayOrder order = DayOrder::kUnknown) {
  std::string all;
  for (const FoundDate& date : FindDates(LowerUtf8(text), order)) {
    all += (all.empty() ? "" : "|") + date.dated.value;
  }
  return all;
}

struct FindCase {
  const char* text;
  const char* value;
};
class FindDatesTest : public ::testing::TestWithParam<FindCase> {};
TEST_P(FindDatesTest, Finds) { EXPECT_EQ(Found(GetParam().text), GetParam().value); }

INSTANTIATE_TEST_SUITE_P(
    Languages, FindDatesTest,
    ::testing::Values(
        FindCase{"Published on August 19, 2019", "2019-08-19"},
        FindCase{"December 29th 2019", "2019-12-29"}, FindCase{"3rd of May 2024", "2024-05-03"},
        FindCase{"Veröffentlicht am 12. März 2019, 14:05 Uhr", "2019-03-12T14:05"},
        FindCase{"5. Jänner 2020", "2020-01-05"}, FindCase{"Stand: 07.11.2023", "2023-11-07"},
        FindCase{"2.11.22", "2022-11-02"}, FindCase{"Mi., 26.01.2022 - 14:30", "2022-01-26T14:30"},
        FindCase{"le 1er août 2021 à 14h30", "2021-08-01T14:30"},
        FindCase{"3 de mayo de 2022 a las 9:30", "2022-05-03T09:30"},
        FindCase{"4 settembre 2021 alle 18.20", "2021-09-04T18:20"},
        FindCase{"7 de março de 2023 às 08h15", "2023-03-07T08:15"},
        FindCase{"12 mei 2020 om 10:00", "2020-05-12T10:00"},
        FindCase{"5 sierpnia 2020 r.", "2020-08-05"}, FindCase{"14. října 2022", "2022-10-14"},
        FindCase{"3. maj 2021 kl. 12.45", "2021-05-03T12:45"},
        FindCase{"19. helmikuuta 2020", "2020-02-19"}, FindCase{"2021. március 9.", "2021-03-09"},
        FindCase{"9 Mart 2021", "2021-03-09"}, FindCase{"15 мая 2022", "2022-05-15"},
        FindCase{"12 de març de 2024", "2024-03-12"}, FindCase{"8 Agustus 2023", "2023-08-08"},
        FindCase{"5 Οκτωβρίου 2022", "2022-10-05"}, FindCase{"3. januarja 2024", "2024-01-03"},
        FindCase{"24. октобар 2023", "2023-10-24"}, FindCase{"9 септември 2021", "2021-09-09"},
        FindCase{"14. juuni 2022", "2022-06-14"}, FindCase{"6. ágúst 2021", "2021-08-06"},
        FindCase{"12 ديسمبر 2023", "2023-12-12"}, FindCase{"21 सितंबर 2024", "2024-09-21"},
        FindCase{"১২ মার্চ ২০২৫, ১৪: ২৫", "2025-03-12T14:25"},
        FindCase{"১২ মার্চ ২০২৫, ১৪:২৫", "2025-03-12T14:25"},
        FindCase{"12 march 2025, 14: 25 boats", "2025-03-12"},
        FindCase{"سه‌شنبه ۱۲ فروردین ۱۴۰۴ - ۱۴:۰۵", "2025-04-01T14:05"},
        FindCase{"۳۰ اسفند ۱۴۰۴", ""}, FindCase{"۱۲ مارس ۲۰۲۵", "2025-03-12"},
        FindCase{"2025年3月12日", "2025-03-12"}, FindCase{"2025년 3월 12일", "2025-03-12"},
        FindCase{"입력 2025.05.15 20:00", "2025-05-15T20:00"}));

INSTANTIATE_TEST_SUITE_P(
    Forms, FindDatesTest,
    ::testing::Values(FindCase{"2025-03-12T17:05:00+03:00", "2025-03-12T17:05:00+03:00"},
                      FindCase{"March 12, 2025 4:58 PM ET", "2025-03-12T16:58-04:00"},
                      FindCase{"January 9, 2025, 4:58 p.m. ET", "2025-01-09T16:58-05:00"},
                      FindCase{"Nov. 3, 2024 9:00 am PT", "2024-11-03T09:00-08:00"},
                      FindCase{"2025-03-12, 14:30 (GMT+7)", "2025-03-12T14:30+07:00"},
                      FindCase{"March 12, 2025 14:30 UTC+03:00", "2025-03-12T14:30+03:00"},
                      FindCase{"March 12, 2025 2:30 PM GMT+0530", "2025-03-12T14:30+05:30"},
                      FindCase{"12 de marzo de 2025 14:30 GMT-3", "2025-03-12T14:30-03:00"},
                      FindCase{"March 12, 2025 14:30 GMT - 3 comments", "2025-03-12T14:30Z"},
                      FindCase{"March 12, 2025 14:30 GMT+99", "2025-03-12T14:30"},
                      FindCase{"12.03.2025 10:00 MEZ", "2025-03-12T10:00+01:00"},
                      FindCase{"From 12.03.2025 to 14.03.2025", "2025-03-12|2025-03-14"},
                      FindCase{"25/12/2024", "2024-12-25"}, FindCase{"12/25/2024", "2024-12-25"},
                      FindCase{"12-Mar-2025", "2025-03-12"},
                      FindCase{"01.21.2020 07:00 AM", "2020-01-21T07:00"},
                      FindCase{"14 Feb \u201920", "2020-02-14"},
                      FindCase{"03.Mär.19", "2019-03-03"}));

INSTANTIATE_TEST_SUITE_P(
    MoreLanguages, FindDatesTest,
    ::testing::Values(
        FindCase{"12 listopada 2025", "2025-11-12"},
        FindCase{"12 lis 2025, 14:30", "2025-11-12T14:30"}, FindCase{"12. listopada 2025.", ""},
        FindCase{"12 листопада 2025", "2025-11-12"}, FindCase{"12 лист. 2025", "2025-11-12"},
        FindCase{"12 нояб. 2025", "2025-11-12"}, FindCase{"12 сент. 2025", "2025-09-12"},
        FindCase{"12 февр. 2025", "2025-02-12"}, FindCase{"١٢ نوفمبر ٢٠٢٥", "2025-11-12"},
        FindCase{"12 نوامبر 2025", "2025-11-12"}, FindCase{"۱۴۰۴/۰۸/۲۱", ""},
        FindCase{"۲۱/۰۸/۰۴", ""}, FindCase{"12 تشرين الثاني 2025", "2025-11-12"},
        FindCase{"12 كانون الأول 2025", "2025-12-12"},
        FindCase{"12 نوفمبر/ تشرين الثاني 2025", "2025-11-12"},
        FindCase{"12 בנובמבר 2025", "2025-11-12"}, FindCase{"১২ নভেম্বর ২০২৫", "2025-11-12"},
        FindCase{"12 नोव्हेंबर 2025", "2025-11-12"}, FindCase{"12 พ.ย. 2568", "2025-11-12"},
        FindCase{"12 พฤศจิกายน 2025", "2025-11-12"},
        FindCase{"2025 m. lapkričio 12 d.", "2025-11-12"},
        FindCase{"2025. gada 12. novembris", "2025-11-12"},
        FindCase{"ngày 12 tháng 11 năm 2025", "2025-11-12"},
        FindCase{"12 novemba 2025", "2025-11-12"}));

INSTANTIATE_TEST_SUITE_P(
    Times, FindDatesTest,
    ::testing::Values(FindCase{"2025年11月12日(木) 14:30", "2025-11-12T14:30"},
                      FindCase{"2025年11月12日（木曜日）14時30分", "2025-11-12T14:30"},
                      FindCase{"2025年11月12日 午後2時30分", "2025-11-12T14:30"},
                      FindCase{"2025年11月12日 午後0時5分", "2025-11-12T12:05"},
                      FindCase{"2025年11月12日 星期三 下午2:30", "2025-11-12T14:30"},
                      FindCase{"2025년 11월 12일 오후 2시 30분", "2025-11-12T14:30"},
                      FindCase{"2025-11-12 오전 12:10", "2025-11-12T00:10"},
                      FindCase{"2025.11.12(수) 14:30", "2025-11-12T14:30"},
                      FindCase{"12 kasım 2025 çarşamba, 14:30", "2025-11-12T14:30"},
                      FindCase{"le 12 nov. 2025 à 14 h 30", "2025-11-12T14:30"},
                      FindCase{"12 nov 2025 14.30 gmt", "2025-11-12T14:30Z"},
                      FindCase{"12 nov 2025 14.30 euros", "2025-11-12"},
                      FindCase{"12. november 2025 ob 14.30", "2025-11-12T14:30"},
                      FindCase{"12/11/2025, 14:30 wib", ""},
                      FindCase{"13/11/2025, 14:30 wib", "2025-11-13T14:30+07:00"},
                      FindCase{"13.11.2025 14:30 (мск)", "2025-11-13T14:30+03:00"},
                      FindCase{"12 nov 2025 2:30pm aedt", "2025-11-12T14:30+11:00"},
                      FindCase{"12 nov 2025 14:30 ist", "2025-11-12T14:30"},
                      FindCase{"14:30, 12 ноября 2025", "2025-11-12T14:30"},
                      FindCase{"обновлено: 14:30 | 12.11.2025", "2025-11-12T14:30"},
                      FindCase{"10:00-14:30, 12 march 2025", "2025-03-12"},
                      FindCase{"11.03.2025 14:30, 12.03.2025", "2025-03-11T14:30|2025-03-12"}));

INSTANTIATE_TEST_SUITE_P(NoDates, FindDatesTest,
                         ::testing::Values(FindCase{"03/04/2025", ""},
                                           FindCase{"version 1.12.03.2019", ""},
                                           FindCase{"call 030/12.03.2019", ""},
                                           FindCase{"31.02.2021", ""}, FindCase{"14 Feb 20", ""},
                                           FindCase{"in March 2021", ""}, FindCase{"March 12", ""},
                                           FindCase{"Copyright 2026", ""}, FindCase{"1-2-3", ""},
                                           FindCase{"192.168.20.19", ""},
                                           FindCase{"12.3.2019.4", ""}, FindCase{"", ""}));

TEST(FindDates, TheOrderOfDaysIsTheLanguages) {
  EXPECT_EQ(Found("03/04/2025", DayOrder::kDayFirst), "2025-04-03");
  EXPECT_EQ(Found("03/04/2025", DayOrder::kMonthFirst), "2025-03-04");
  EXPECT_EQ(DayOrderOf("hr", "com"), DayOrder::kCroatian);
  EXPECT_EQ(Found("12. listopada 2025.", DayOrder::kCroatian), "2025-10-12");
  EXPECT_EQ(Found("03/04/2025", DayOrder::kCroatian), "2025-04-03");
  EXPECT_EQ(DayOrderOf("en-US", ""), DayOrder::kMonthFirst);
  EXPECT_EQ(DayOrderOf("en-GB", "us"), DayOrder::kDayFirst);
  EXPECT_EQ(DayOrderOf("en", "uk"), DayOrder::kDayFirst);
  EXPECT_EQ(DayOrderOf("en", "com"), DayOrder::kUnknown);
  EXPECT_EQ(DayOrderOf("fr", "com"), DayOrder::kDayFirst);
  EXPECT_EQ(DayOrderOf("", "com"), DayOrder::kUnknown);
}

TEST(FindDates, ReadsFieldsThatHoldOneDate) {
  const auto read = [](std::string_view text) {
    const std::optional<Dated> dated = ReadDate(text, DayOrder::kUnknown);
    return dated ? dated->value : std::string();
  };
  EXPECT_EQ(read("2025-03-12T14:05:00Z"), "2025-03-12T14:05:00Z");
  EXPECT_EQ(read("3 de mayo de 2022"), "2022-05-03");
  EXPECT_EQ(read("4:58 PM ET"), "");
  EXPECT_EQ(read("2025-03-12T24:00:00Z"), "2025-03-13T00:00:00Z");
  EXPECT_EQ(read("2025-12-31T24:00"), "2026-01-01T00:00");
  EXPECT_EQ(read("2025-03-12T24:01:00Z"), "2025-03-12");
  for (const char* none : {"1970-01-01", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00",
                           "1969-12-31T19:00:00-05:00", "1900-01-01T00:00:00Z"}) {
    EXPECT_EQ(read(none), "") << none;
  }
  EXPECT_EQ(read("1970-01-01T05:00:00Z"), "1970-01-01T05:00:00Z");
  EXPECT_EQ(read("12.03.2025 or 13.03.2025"), "");
  EXPECT_EQ(read("The minister said so on 12 March 2025 in a long sentence of its own"), "");
}

TEST(FindDates, AnyTextIsReadInItsBounds) {
  std::mt19937 random(7);
  constexpr std::string_view kPieces[] = {"12",   ".",  "03", "2025", "/",   "-",  " ", "märz",
                                          "may",  ":",  "14", "pm",   "uhr", "et", ",", "年",
                                          "1999", "th", "de", "+02",  "(",   "h",  "t", "á"};
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 14; ++i) text += kPieces[random() % std::size(kPieces)];
    std::size_t last = 0;
    for (const FoundDate& date : FindDates(text, DayOrder::kDayFirst)) {
      ASSERT_LE(last, date.begin) << text;
      ASSERT_LT(date.begin, date.end) << text;
      ASSERT_LE(date.end, text.size()) << text;
      ASSERT_TRUE(ParseDate(date.dated.value)) << text;
      last = date.end;
    }
  }
}

TEST(Dates, MovesToAnotherZone) {
  Dated dated = *ParseDate("2019-10-18T22:04:00Z");
  ShowAtOffset(120, dated);
  EXPECT_EQ(dated.value, "2019-10-19T00:04:00+02:00");
  EXPECT_EQ(OffsetMinutes(dated.value), 120);
  ShowAtOffset(-210, dated);
  EXPECT_EQ(dated.value, "2019-10-18T18:34:00-03:30");
  EXPECT_EQ(OffsetMinutes(dated.value), -210);
  EXPECT_EQ(OffsetMinutes("2019-10-18"), std::nullopt);
  EXPECT_EQ(OffsetMinutes("2019-10-18T22:04"), std::nullopt);
  EXPECT_EQ(OffsetMinutes("2019-10-18T22:04Z"), 0);
  EXPECT_EQ(OffsetMinutes("2019-10-18T22:04+05:99"), std::nullopt);
  EXPECT_EQ(ParseDate("2019-10-18T22:04+05:99"), std::nullopt);
  EXPECT_EQ(ParseDate("2019-10-18T22:04+0560"), std::nullopt);
}

TEST(FindDates, WhatMayHoldNoneHoldsNone) {
  for (const char* text : {"2 January 2020", "1/2/20", "2020-1-2", "2020\u5E741\u67082\u65E5"}) {
    EXPECT_TRUE(MayHoldDate(text)) << text;
  }
  for (const char* text : {"", "Comments (12)", "Since 2020", "5 of 10", "12345 and 123"}) {
    EXPECT_FALSE(MayHoldDate(text)) << text;
  }
}

TEST(Zones, OfNorthAmericaGiveWayToTheSourcesOwnOfThatName) {
  const auto utc = [](const char* text, const Clocks& clocks) {
    Dated dated = *ParseDate(text);
    DropForeignZone(clocks, dated);
    EXPECT_EQ(dated.tz_source, dated.utc_ms ? "explicit" : "none");
    return dated.utc_ms ? FormatUtc(*dated.utc_ms) : dated.value;
  };
  const char* const java = "Tue Mar 12 14:05:00 CST 2024";
  EXPECT_EQ(utc(java, {}), "2024-03-12T20:05:00Z");
  EXPECT_EQ(utc(java, {.country = "us"}), "2024-03-12T20:05:00Z");
  EXPECT_EQ(utc(java, {.country = "CN"}), "2024-03-12T14:05:00");
  EXPECT_EQ(utc(java, {.zone = "+08:00"}), "2024-03-12T14:05:00");
  EXPECT_EQ(utc(java, {.zone = "-06:00"}), "2024-03-12T20:05:00Z");
  EXPECT_EQ(utc("12 Mar 2024 14:05 EST", {.country = "cn", .zone = "+08:00"}),
            "2024-03-12T19:05:00Z");
  EXPECT_EQ(utc("12 Mar 2024 14:05 EST", {.country = "au"}), "2024-03-12T14:05");
  EXPECT_EQ(utc("2024-03-12T14:05:00Z", {.country = "cn"}), "2024-03-12T14:05:00Z");
}

TEST(Zones, AreFoundBehindManyNamesOfNone) {
  if (!std::ifstream("/usr/share/zoneinfo/Europe/Berlin")) GTEST_SKIP() << "no tzdata here";
  const auto knows = [](const std::string& zone) {
    Dated dated = *ParseDate("2025-03-12T14:05");
    ApplyZone(zone, dated);
    return dated.utc_ms.has_value();
  };
  for (int i = 0; i < 1500; ++i) EXPECT_FALSE(knows("Nowhere/Land" + std::to_string(i)));
  EXPECT_TRUE(knows("Europe/Berlin"));
}

TEST(Zones, LocalTimesGetTheOffsetOfTheirDay) {
  const auto apply = [](const char* value, const char* zone) {
    Dated dated = *ParseDate(value);
    ApplyZone(zone, dated);
    EXPECT_EQ(dated.tz_source, dated.utc_ms ? "source" : "none") << value << zone;
    return dated.utc_ms ? dated.value + " " + FormatUtc(*dated.utc_ms) : dated.value;
  };
  EXPECT_EQ(apply("2025-03-12T14:05", "+05:30"), "2025-03-12T14:05+05:30 2025-03-12T08:35:00Z");
  EXPECT_EQ(apply("2025-03-12T14:05:09", "UTC"), "2025-03-12T14:05:09Z 2025-03-12T14:05:09Z");
  EXPECT_EQ(apply("2025-03-12", "UTC"), "2025-03-12");
  for (const char* zone : {"", "Nowhere/Land", "../../../etc/passwd", "/etc/passwd", "+5", "Europe",
                           "posix", "localtime", "Europe/", "+05:99", "+ab:cd", "+99:00"}) {
    EXPECT_EQ(apply("2025-03-12T14:05", zone), "2025-03-12T14:05") << zone;
  }
  if (!std::ifstream("/usr/share/zoneinfo/Europe/Berlin")) GTEST_SKIP() << "no tzdata here";
  EXPECT_EQ(apply("2025-03-12T14:05", "Europe/Berlin"),
            "2025-03-12T14:05+01:00 2025-03-12T13:05:00Z");
  EXPECT_EQ(apply("2025-07-12T14:05", "Europe/Berlin"),
            "2025-07-12T14:05+02:00 2025-07-12T12:05:00Z");
  EXPECT_EQ(apply("2025-07-12T14:05", "America/Sao_Paulo"),
            "2025-07-12T14:05-03:00 2025-07-12T17:05:00Z");
  EXPECT_EQ(apply("2025-03-30T02:30", "Europe/Berlin"), "2025-03-30T02:30") << "clocks skipped it";
  EXPECT_EQ(apply("2025-10-26T02:30", "Europe/Berlin"),
            "2025-10-26T02:30+02:00 2025-10-26T00:30:00Z");
}

}  // namespace
}  // namespace newswired
