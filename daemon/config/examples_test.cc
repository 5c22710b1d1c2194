// Every file in config/ is one that people run: it loads.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "daemon/config/fake_stages_for_test.h"
#include "daemon/config/load.h"

namespace newswired {
namespace {

std::vector<std::string> ExampleFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("config")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  return files;
}

LoadResult LoadExample(const std::string& path) {
  LoadOptions options;
  options.references =
      testing::FakeReferences({{"KAFKA_BROKERS", "k1:9093,k2:9093"},
                               {"KAFKA_USER", "newswired"},
                               {"NEWSWIRED_INSTANCE", "host-1"}},
                              {{"/run/credentials/newswired.service/kafka-password", "s3cret\n"}});
  return LoadConfig(path, testing::FakeStages(), options);
}

TEST(Examples, EveryFileLoads) {
  const std::vector<std::string> files = ExampleFiles();
  EXPECT_GE(files.size(), 4U);
  for (const std::string& path : files) {
    const LoadResult result = LoadExample(path);
    EXPECT_TRUE(result.ok()) << FormatProblems(result.problems);
  }
}

TEST(Examples, ServiceIsWhatItSays) {
  const LoadResult result = LoadExample("config/service.yaml");
  ASSERT_TRUE(result.ok()) << FormatProblems(result.problems);
  const Config& config = *result.config;
  EXPECT_EQ(config.kafka.brokers.size(), 2U);
  EXPECT_EQ(config.kafka.security.password, "s3cret");
  EXPECT_EQ(config.input.instance_id, "host-1");
  EXPECT_EQ(config.effective.find("s3cret"), std::string::npos);
}

TEST(Examples, StartingFileNamesTheDefaults) {
  // Keys whose comment shows an example, since their default is empty.
  const std::set<std::string> examples = {"instance_id", "protocol", "sasl_mechanism", "username",
                                          "password",    "ca_file",  "entities",       "duplicates",
                                          "stories",     "topic",    "group"};
  const LoadResult minimal = LoadExample("config/minimal.yaml");
  ASSERT_TRUE(minimal.ok());
  std::string effective = minimal.config->effective;
  std::erase(effective, '"');

  std::ifstream file("config/newswired.yaml");
  const std::regex commented(R"( *# +([a-z_]+): ([^#]*[^# ]) *(#.*)?)");
  int defaults = 0;
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (!std::regex_match(line, match, commented) || examples.contains(match[1])) continue;
    EXPECT_NE(effective.find(match[1].str() + ": " + match[2].str() + "\n"), std::string::npos)
        << line;
    ++defaults;
  }
  EXPECT_GE(defaults, 18);
}

}  // namespace
}  // namespace newswired
