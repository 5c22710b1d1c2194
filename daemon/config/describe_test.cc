#include "daemon/config/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "daemon/config/config.h"
#include "daemon/config/fake_stages_for_test.h"

namespace newswired {
namespace {

using testing::FakeStages;

/// Calls `check(path, setting)` for every setting, groups included.
template <class Check>
void ForEach(const std::vector<SettingDoc>& settings, const std::string& parent, Check check) {
  for (const SettingDoc& setting : settings) {
    const std::string path = parent + "/" + setting.name;
    check(path, setting);
    ForEach(setting.children, path, check);
  }
}

TEST(Describe, EverySettingIsDocumentedInSentences) {
  ForEach(DescribeConfig(), "", [](const std::string& path, const SettingDoc& setting) {
    EXPECT_TRUE(setting.spec.doc.ends_with('.')) << path << ": " << setting.spec.doc;
  });
}

TEST(Describe, TopLevelKeysInTheirOrder) {
  std::vector<std::string> names;
  for (const SettingDoc& setting : DescribeConfig()) names.push_back(setting.name);
  EXPECT_THAT(names,
              ::testing::ElementsAre("name", "kafka", "input", "output", "ledger", "delivery",
                                     "lanes", "workers", "batch", "transaction_timeout_ms",
                                     "drain_timeout_ms", "memory_limit_mib", "http", "log"));
}

TEST(Describe, DefaultsLieWithinTheirBounds) {
  ForEach(DescribeConfig(), "", [](const std::string& path, const SettingDoc& setting) {
    if (const auto* number = std::get_if<std::int64_t>(&setting.value)) {
      EXPECT_TRUE(!setting.spec.min || *setting.spec.min <= static_cast<double>(*number)) << path;
      EXPECT_TRUE(!setting.spec.max || *setting.spec.max >= static_cast<double>(*number)) << path;
    }
    const auto* text = std::get_if<std::string>(&setting.value);
    if (text != nullptr && !setting.spec.choices.empty()) {
      EXPECT_THAT(setting.spec.choices, ::testing::Contains(*text)) << path;
    }
  });
}

TEST(Describe, StageText) {
  EXPECT_EQ(StageText(testing::kTag),
            "tag 2.1\n"
            "  Tags.\n"
            "\n"
            "  required  (boolean; default false)\n"
            "      Whether an article on which this stage fails goes to the dead-letter topic. "
            "Otherwise the\n"
            "      event goes out and names the stage as failed. The default is true for decode, "
            "without\n"
            "      which there is no event, and false for all others.\n"
            "  time_budget_ms  (whole number; default 5000; 0 to 3600000)\n"
            "      CPU time that one article may take before the stage counts as failed; 0: no "
            "limit.\n"
            "  fold_case  (boolean; default true)\n"
            "      Whether case matters.\n"
            "  window_secs  (whole number; default 60; at least 1)\n"
            "      How far to look.\n"
            "  threshold  (number; default 0.5; at most 1)\n"
            "      How sure to be.\n"
            "  mode  (text; default fast; one of fast or exact)\n"
            "      How.\n"
            "  key  (text; default \"\"; secret: only by reference)\n"
            "      A secret.\n"
            "  kinds  (list of texts; default [name]; one of name, nominal or pronoun)\n"
            "      Which.\n"
            "  labels  (mapping of texts; default {})\n"
            "      Label of each.\n"
            "  limits  (mapping)\n"
            "      Bounds.\n"
            "      max_tags  (whole number; default 10; 1 to 100)\n"
            "          How many tags.\n"
            "  rules  (list of mappings; default [])\n"
            "      Words with their weights.\n"
            "      word  (text; required)\n"
            "          What to find.\n"
            "      not_near  (list of texts; default [])\n"
            "          What must be far.\n"
            "      weight  (whole number; default 1; at least 1)\n"
            "          What it counts.\n");
}

TEST(Describe, ListOfMappingsInMarkdown) {
  const std::string text = StageMarkdown(testing::kTag);
  EXPECT_NE(text.find("### `rules`\n\nWords with their weights. A list of mappings.\n\n"
                      "* **`rules[].word`** (text; required)"),
            std::string::npos)
      << text;
}

TEST(Describe, OrderedStageTakesNoCommonSettings) {
  EXPECT_EQ(StageText(testing::kDedup), "dedup 1.0 (ordered)\n  Judges.\n  It has no settings.\n");
}

/// docs/configuration.md is made from the declarations; NW_UPDATE_DOCS=1 rewrites it.
TEST(Describe, ConfigurationPageIsUpToDate) {
  const std::string path = "docs/configuration.md";
  if (std::getenv("NW_UPDATE_DOCS") != nullptr) std::ofstream(path) << ConfigMarkdown();
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), ConfigMarkdown()) << "run this test with NW_UPDATE_DOCS=1";
}

const rapidjson::Value* Member(const rapidjson::Value& value, const std::string& name) {
  const auto found = value.FindMember(name);
  return found == value.MemberEnd() ? nullptr : &found->value;
}

TEST(ConfigJsonSchema, IsJsonAndHasEveryKey) {
  rapidjson::Document schema;
  const std::string text = ConfigJsonSchema(FakeStages());
  ASSERT_FALSE(schema.Parse(text).HasParseError());
  EXPECT_STREQ(schema["$schema"].GetString(), "https://json-schema.org/draft/2020-12/schema");
  ForEach(DescribeConfig(), "", [&](const std::string& path, const SettingDoc& setting) {
    const rapidjson::Value* at = &schema;
    std::istringstream keys(path.substr(1));
    for (std::string key; std::getline(keys, key, '/');) {
      at = Member(*Member(*at, "properties"), key);
      ASSERT_NE(at, nullptr) << path;
    }
    EXPECT_STREQ((*at)["description"].GetString(), std::string(setting.spec.doc).c_str()) << path;
  });
}

TEST(ConfigJsonSchema, BoundsChoicesDefaultsAndReferences) {
  rapidjson::Document schema;
  schema.Parse(ConfigJsonSchema(FakeStages()));
  const rapidjson::Value& lanes = schema["properties"]["lanes"];
  EXPECT_EQ(lanes["default"].GetInt(), 0);
  EXPECT_STREQ(lanes["anyOf"][0]["type"].GetString(), "integer");
  EXPECT_EQ(lanes["anyOf"][0]["maximum"].GetInt(), 256);
  EXPECT_STREQ(lanes["anyOf"][1]["pattern"].GetString(), R"(^\$\{(env|file):[^}]+\}$)");
  EXPECT_STREQ(schema["properties"]["delivery"]["anyOf"][0]["enum"][1].GetString(),
               "at_least_once");
  EXPECT_STREQ(schema["required"][0].GetString(), "kafka");
  EXPECT_STREQ(schema["properties"]["output"]["required"][1].GetString(), "dead_letter_topic");
  EXPECT_FALSE(schema["additionalProperties"].GetBool());
}

TEST(ConfigJsonSchema, StagesWithTheirSettings) {
  rapidjson::Document schema;
  schema.Parse(ConfigJsonSchema(FakeStages()));
  const rapidjson::Value& forms = schema["properties"]["stages"]["items"]["anyOf"];
  EXPECT_STREQ(forms[0]["enum"][0].GetString(), "decode");
  const rapidjson::Value& tag = forms[5]["properties"]["tag"]["anyOf"][1];
  EXPECT_TRUE(tag["properties"].HasMember("window_secs"));
  EXPECT_TRUE(tag["properties"].HasMember("time_budget_ms"));
  EXPECT_TRUE(tag["properties"]["limits"]["properties"].HasMember("max_tags"));
  const rapidjson::Value& rules = tag["properties"]["rules"];
  EXPECT_STREQ(rules["type"].GetString(), "array");
  EXPECT_TRUE(rules["items"]["properties"].HasMember("weight"));
  EXPECT_STREQ(rules["items"]["required"][0].GetString(), "word");
  EXPECT_TRUE(tag["required"].Empty()) << "a list may be absent";
}

}  // namespace
}  // namespace newswired
