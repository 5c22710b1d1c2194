#include "daemon/cli/case_matcher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/cli/case_json.h"

namespace newswired::cli {
namespace {

/// The expectation that is written as `yaml`; nothing where there are problems.
std::optional<Matcher> MatcherOf(const std::string& yaml, std::vector<Problem>& problems) {
  const auto root = ParseYaml("x: " + yaml, "cases.yaml", problems);
  return Matcher::Read(*root->Find("x")->value, "x", problems);
}

struct MatchCase {
  const char* name;
  const char* yaml;
  const char* json;  ///< what is there; nullptr: nothing
  bool fits;
};

void PrintTo(const MatchCase& test, std::ostream* out) { *out << test.name; }

class MatcherTest : public testing::TestWithParam<MatchCase> {};

TEST_P(MatcherTest, Fits) {
  std::vector<Problem> problems;
  const auto matcher = MatcherOf(GetParam().yaml, problems);
  ASSERT_TRUE(matcher) << FormatProblems(problems);
  rapidjson::Document got;
  const bool there = GetParam().json != nullptr;
  ASSERT_TRUE(!there || ParseJson(GetParam().json, got));
  EXPECT_EQ(matcher->Fits(there ? &got : nullptr), GetParam().fits);
}

INSTANTIATE_TEST_SUITE_P(
    Expectations, MatcherTest,
    testing::Values(
        MatchCase{"Text", "Rain", R"("Rain")", true},
        MatchCase{"OtherText", "Rain", R"("Rain in Kenya")", false},
        MatchCase{"NothingThere", "Rain", nullptr, false}, MatchCase{"Number", "3", "3", true},
        MatchCase{"NumberIsNoText", "3", R"("3")", false},
        MatchCase{"QuotedIsText", "'3'", R"("3")", true},
        MatchCase{"Fraction", "0.94", "0.94", true}, MatchCase{"True", "true", "true", true},
        MatchCase{"List", "[a, 1]", R"(["a", 1])", true},
        MatchCase{"ListInOtherOrder", "[a, 1]", R"([1, "a"])", false},
        MatchCase{"WholeMapping", "{equals: {a: 1}}", R"({"a": 1})", true},
        MatchCase{"MappingWithMore", "{equals: {a: 1}}", R"({"a": 1, "b": 2})", false},
        MatchCase{"Part", "{contains: in}", R"("Rain")", true},
        MatchCase{"NoPart", "{contains: IN}", R"("Rain")", false},
        MatchCase{"Item", "{contains: b}", R"(["a", "b"])", true},
        MatchCase{"PartOfAnItem", "{contains: b}", R"(["a", "bc"])", false},
        MatchCase{"Items", "{contains: [b, a]}", R"(["a", "c", "b"])", true},
        MatchCase{"OneItemMissing", "{contains: [b, d]}", R"(["a", "c", "b"])", false},
        MatchCase{"SomeKeys", "{contains: {a: 1}}", R"({"a": 1, "b": 2})", true},
        MatchCase{"ItemWithSomeKeys", "{contains: {a: {b: 1}}}", R"([{"a": {"b": 1, "c": 2}}])",
                  true},
        MatchCase{"KeysOfTwoItems", "{contains: {a: 1, b: 2}}", R"([{"a": 1}, {"b": 2}])", false},
        MatchCase{"Pattern", "{matches: '^R.*n$'}", R"("Rain")", true},
        MatchCase{"PatternAnywhere", "{matches: ai}", R"("Rain")", true},
        MatchCase{"NoMatch", "{matches: '^ai'}", R"("Rain")", false},
        MatchCase{"PatternOfAnItem", "{matches: '^contained:'}", R"([1, "contained:0.94"])", true},
        MatchCase{"PatternOfANumber", "{matches: '1'}", "1", false},
        MatchCase{"AtLeast", "{atLeast: 0.5}", "0.5", true},
        MatchCase{"Less", "{atLeast: 0.5}", "0.49", false},
        MatchCase{"Between", "{atLeast: 1, atMost: 3}", "2", true},
        MatchCase{"More", "{atLeast: 1, atMost: 3}", "4", false},
        MatchCase{"TextIsNoNumber", "{atLeast: 1}", R"("2")", false},
        MatchCase{"Absent", "{absent: true}", nullptr, true},
        MatchCase{"NullIsThere", "{absent: true}", "null", false},
        MatchCase{"Present", "{absent: false}", "0", true},
        MatchCase{"NotPresent", "{absent: false}", nullptr, false}),
    [](const auto& made) { return made.param.name; });

TEST(Matcher, LongTextsDoNotOverflow) {
  std::vector<Problem> problems;
  const auto matcher = MatcherOf("{matches: '^(a|b)*c$'}", problems);
  ASSERT_TRUE(matcher);
  const std::string text(1'000'000, 'a');
  const rapidjson::Value got(rapidjson::StringRef(text));
  EXPECT_FALSE(matcher->Fits(&got));
}

TEST(Matcher, NamesWhatItExpects) {
  std::vector<Problem> problems;
  EXPECT_EQ(MatcherOf("Rain", problems)->Text(), R"("Rain")");
  EXPECT_EQ(MatcherOf("{contains: [a], matches: b, atLeast: 0.5}", problems)->Text(),
            R"(contains ["a"] and matches "b" and atLeast 0.5)");
  EXPECT_EQ(MatcherOf("{absent: true}", problems)->Text(), "nothing");
  EXPECT_EQ(MatcherOf("{absent: false}", problems)->Text(), "any value");
}

struct BadMatcher {
  const char* name;
  const char* yaml;
  const char* problem;
};

void PrintTo(const BadMatcher& test, std::ostream* out) { *out << test.name; }

class BadMatcherTest : public testing::TestWithParam<BadMatcher> {};

TEST_P(BadMatcherTest, IsReported) {
  std::vector<Problem> problems;
  EXPECT_FALSE(MatcherOf(GetParam().yaml, problems));
  EXPECT_EQ(FormatProblems(problems), std::string("cases.yaml:1:") + GetParam().problem + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Expectations, BadMatcherTest,
    testing::Values(
        BadMatcher{"Unknown", "{contain: a}",
                   "5: x.contain: unknown key; did you mean \"contains\"?"},
        BadMatcher{"Empty", "{}", "4: x: expects nothing; write {equals: {}} if it is empty"},
        BadMatcher{"Pattern", "{matches: '('}",
                   "14: x.matches: is no regular expression; write one of ECMAScript's, without "
                   "back references, in single quotes"},
        BadMatcher{"Bound", "{atMost: 1h}", "13: x.atMost: is no number; write a number"},
        BadMatcher{"Absent", "{absent: maybe}",
                   "13: x.absent: is neither true nor false; write true or false"}),
    [](const auto& made) { return made.param.name; });

}  // namespace
}  // namespace newswired::cli
