#include "daemon/ops/json.h"

#include <gtest/gtest.h>

namespace newswired::ops {
namespace {

struct Case {
  const char* name;
  std::string_view text;
  std::string_view json;
};

class JsonStringTest : public testing::TestWithParam<Case> {};

TEST_P(JsonStringTest, Escapes) {
  std::string out = "x";
  AppendJsonString(GetParam().text, out);
  EXPECT_EQ(out, "x" + std::string(GetParam().json));
}

constexpr std::string_view kNul("a\0b", 3);

INSTANTIATE_TEST_SUITE_P(
    All, JsonStringTest,
    testing::Values(Case{"Empty", "", R"("")"}, Case{"Plain", "lane 0", R"("lane 0")"},
                    Case{"Quotes", R"(a"b\c)", R"("a\"b\\c")"},
                    Case{"LineEnds", "a\r\n\tb", R"("a\r\n\tb")"},
                    Case{"Control", kNul, R"("a\u0000b")"}, Case{"Delete", "\x7F", R"("\u007f")"},
                    Case{"Escape", "\x1B[0m", R"("\u001b[0m")"},
                    Case{"Multibyte", "né €𝄞", "\"né €𝄞\""},
                    Case{"StrayContinuation", "a\x80z", "\"a\xEF\xBF\xBDz\""},
                    Case{"Truncated", "\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
                    Case{"Overlong", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
                    Case{"Surrogate", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace newswired::ops
