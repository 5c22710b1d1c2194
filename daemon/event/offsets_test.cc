#include "daemon/event/offsets.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace newswired {
namespace {

struct Case {
  const char* name;
  std::string text;
  std::size_t byte, codepoint, utf16;
};

class OffsetsTable : public testing::TestWithParam<Case> {};

TEST_P(OffsetsTable, Converts) {
  const Case& c = GetParam();
  const OffsetIndex index(c.text);
  EXPECT_EQ(index.Codepoint({c.byte}).value, c.codepoint);
  EXPECT_EQ(index.Utf16({c.byte}).value, c.utf16);
}

INSTANTIATE_TEST_SUITE_P(
    Offsets, OffsetsTable,
    testing::Values(Case{"Empty", "", 0, 0, 0}, Case{"Ascii", "Nairobi", 3, 3, 3},
                    Case{"AsciiEnd", "Nairobi", 7, 7, 7}, Case{"TwoBytes", "Zürich", 3, 2, 2},
                    Case{"ThreeBytes", "\u201CWe\u201D", 3, 1, 1},
                    Case{"FourBytes", "\U0001F30Dx", 4, 1, 2},
                    Case{"AfterFourBytes", "\U0001F30Dx", 5, 2, 3},
                    Case{"BlockEnd", std::string(256, 'a') + "\u00E9", 256, 256, 256},
                    Case{"TextFillsBlock", std::string(254, 'a') + "\u00E9", 256, 255, 255}),
    [](const auto& param) { return param.param.name; });

TEST(Offsets, KnowsBoundaries) {
  const std::string text = "a\u00E9";
  const OffsetIndex index(text);
  EXPECT_TRUE(index.IsBoundary({0}));
  EXPECT_TRUE(index.IsBoundary({1}));
  EXPECT_FALSE(index.IsBoundary({2}));
  EXPECT_TRUE(index.IsBoundary({3}));
  EXPECT_FALSE(index.IsBoundary({4}));
}

void AppendUtf8(char32_t c, std::string& out) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
  }
}

char32_t RandomCodepoint(std::mt19937& random) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 5> kRanges = {
      {{1, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, 0x10FFFF}}};
  const auto& range = kRanges[std::uniform_int_distribution<std::size_t>(0, 4)(random)];
  return std::uniform_int_distribution<char32_t>(range.first, range.second)(random);
}

// The obvious slow way is the loop itself: it knows all three offsets of every character it adds.
TEST(OffsetsProperty, AgreesWithCountingOneByOne) {
  constexpr std::uint32_t kSeed = 20250312;
  std::mt19937 random(kSeed);
  for (int round = 0; round < 400; ++round) {
    const int ascii_percent = std::array{0, 50, 95, 100}[static_cast<std::size_t>(round) % 4];
    const int length = std::uniform_int_distribution<int>(0, 1500)(random);
    std::string text;
    struct Row {
      std::size_t byte, codepoint, utf16;
    };
    std::vector<Row> rows{{0, 0, 0}};
    for (int i = 0; i < length; ++i) {
      const bool ascii = std::uniform_int_distribution<int>(0, 99)(random) < ascii_percent;
      const char32_t c = ascii ? U'a' : RandomCodepoint(random);
      AppendUtf8(c, text);
      rows.push_back(
          {text.size(), rows.back().codepoint + 1, rows.back().utf16 + (c >= 0x10000 ? 2U : 1U)});
    }
    const OffsetIndex index(text);
    ASSERT_EQ(index.Codepoints().value, rows.back().codepoint) << "seed " << kSeed;
    for (const Row& row : rows) {
      ASSERT_TRUE(index.IsBoundary({row.byte}));
      ASSERT_EQ(index.Codepoint({row.byte}).value, row.codepoint)
          << "seed " << kSeed << " round " << round << " byte " << row.byte;
      ASSERT_EQ(index.Utf16({row.byte}).value, row.utf16)
          << "seed " << kSeed << " round " << round << " byte " << row.byte;
    }
  }
}

}  // namespace
}  // namespace newswired
