#include "daemon/config/suggest.h"

#include <gtest/gtest.h>

#include <ostream>

namespace newswired {
namespace {

const std::vector<std::string_view> kKnown = {"brokers", "topics",           "group",
                                              "lanes",   "drain_timeout_ms", "memory_limit_mib"};

struct NearCase {
  std::string_view word;
  std::string_view nearest;
};

void PrintTo(const NearCase& test, std::ostream* out) { *out << test.word; }

class Nearest : public ::testing::TestWithParam<NearCase> {};

TEST_P(Nearest, IsFound) { EXPECT_EQ(NearestWord(GetParam().word, kKnown), GetParam().nearest); }

INSTANTIATE_TEST_SUITE_P(
    Words, Nearest,
    ::testing::Values(NearCase{"broker", "brokers"}, NearCase{"borkers", "brokers"},
                      NearCase{"BROKERS", "brokers"}, NearCase{"topic", "topics"},
                      NearCase{"gruop", "group"}, NearCase{"drainTimeoutMs", "drain_timeout_ms"},
                      NearCase{"drain-timeout-ms", "drain_timeout_ms"},
                      NearCase{"drain_timeout", "drain_timeout_ms"},
                      NearCase{"memory", "memory_limit_mib"}, NearCase{"x", ""}, NearCase{"", ""},
                      NearCase{"security", ""}));

TEST(NearestWord, JunkIsNearNothing) {
  EXPECT_EQ(NearestWord(std::string(100000, 'a'), kKnown), "");
}

TEST(SuggestWord, ListsWhatIsKnown) {
  EXPECT_EQ(SuggestWord("security", {"a", "b", "c"}, "keys here"), "keys here are a, b and c");
  EXPECT_EQ(SuggestWord("lane", kKnown, "keys here"), "did you mean \"lanes\"?");
  EXPECT_EQ(SuggestWord("lane", {}, "keys here"), "");
}

}  // namespace
}  // namespace newswired
