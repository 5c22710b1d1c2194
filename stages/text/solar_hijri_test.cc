#include "stages/text/solar_hijri.h"

#include <gtest/gtest.h>

namespace newswired {
namespace {

using std::chrono::year;

TEST(SolarHijri, DaysThatAreKnown) {
  EXPECT_EQ(FromSolarHijri(1357, 11, 22), year(1979) / 2 / 11);
  EXPECT_EQ(FromSolarHijri(1375, 1, 1), year(1996) / 3 / 20);
  EXPECT_EQ(FromSolarHijri(1399, 12, 30), year(2021) / 3 / 20);
  EXPECT_EQ(FromSolarHijri(1400, 1, 1), year(2021) / 3 / 21);
  EXPECT_EQ(FromSolarHijri(1401, 6, 31), year(2022) / 9 / 22);
  EXPECT_EQ(FromSolarHijri(1401, 7, 1), year(2022) / 9 / 23);
  EXPECT_EQ(FromSolarHijri(1403, 12, 30), year(2025) / 3 / 20);
  EXPECT_EQ(FromSolarHijri(1404, 1, 12), year(2025) / 4 / 1);
}

TEST(SolarHijri, DaysThatAreNone) {
  EXPECT_FALSE(FromSolarHijri(1404, 12, 30)) << "no leap year";
  EXPECT_FALSE(FromSolarHijri(1404, 7, 31));
  EXPECT_FALSE(FromSolarHijri(1404, 13, 1));
  EXPECT_FALSE(FromSolarHijri(2025, 1, 1));
}

TEST(SolarHijri, EveryDayHasItsNext) {
  auto last = *FromSolarHijri(1244, 1, 1);
  for (int y = 1244; y <= 1472; ++y) {
    for (int m = 1; m <= 12; ++m) {
      for (int d = 1; d <= 31; ++d) {
        const auto next = FromSolarHijri(y, m, d);
        if (!next || *next == last) continue;
        ASSERT_EQ(std::chrono::sys_days(*next), std::chrono::sys_days(last) + std::chrono::days(1))
            << y << '-' << m << '-' << d;
        last = *next;
      }
    }
  }
}

TEST(SolarHijri, Months) {
  EXPECT_EQ(SolarHijriMonth("فروردین"), 1);
  EXPECT_EQ(SolarHijriMonth("دي"), 10);
  EXPECT_EQ(SolarHijriMonth("مارس"), 0);
  EXPECT_EQ(SolarHijriMonth(""), 0);
}

}  // namespace
}  // namespace newswired
