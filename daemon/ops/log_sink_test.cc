#include "daemon/ops/log_sink.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <spdlog/logger.h>

#include <memory>

namespace newswired::ops {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

class LogSinkTest : public testing::Test {
 protected:
  spdlog::logger& Start(LogFormat format) {
    sink_ = std::make_shared<LogSink>(
        format, [this](std::string_view line) { lines_.emplace_back(line); },
        [this] { return now_; });
    logger_ = std::make_unique<spdlog::logger>("test", sink_);
    logger_->set_level(spdlog::level::trace);
    return *logger_;
  }

  RateLimit::Clock::time_point now_{std::chrono::hours(1)};
  std::vector<std::string> lines_;
  std::shared_ptr<LogSink> sink_;
  std::unique_ptr<spdlog::logger> logger_;
};

TEST_F(LogSinkTest, TextHasTimeLevelMessage) {
  Start(LogFormat::kText).warn("lane {}: \"odd\" C:\\x", 3);
  EXPECT_THAT(lines_, ElementsAre(MatchesRegex(
                          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z "
                          "warn  lane 3: \"odd\" C:\\\\x\n")));
}

TEST_F(LogSinkTest, TextCannotForgeALine) {
  Start(LogFormat::kText).info("id a\nb\x1B[2J\xFF");
  EXPECT_THAT(lines_, ElementsAre(EndsWith("info  id a\\nb\\u001b[2J\xEF\xBF\xBD\n")));
}

TEST_F(LogSinkTest, JsonIsOneValidObjectALine) {
  Start(LogFormat::kJson).error("a \"quoted\"\nline \\ \x01 \xC3(");
  ASSERT_EQ(lines_.size(), 1U);
  rapidjson::Document line;
  line.Parse<rapidjson::kParseValidateEncodingFlag>(lines_[0].c_str());
  ASSERT_FALSE(line.HasParseError()) << lines_[0];
  EXPECT_STREQ(line["level"].GetString(), "error");
  EXPECT_STREQ(line["message"].GetString(), "a \"quoted\"\nline \\ \x01 \xEF\xBF\xBD(");
  EXPECT_THAT(line["time"].GetString(), EndsWith("Z"));
  EXPECT_THAT(lines_[0], EndsWith("}\n"));
}

TEST_F(LogSinkTest, RepetitionsAreCountedInstead) {
  spdlog::logger& log = Start(LogFormat::kText);
  for (int i = 0; i < 5; ++i) log.warn("broker 1 is down");
  EXPECT_EQ(lines_.size(), 1U);
  now_ += seconds(11);
  log.info("other");
  EXPECT_THAT(lines_, ElementsAre(EndsWith("broker 1 is down\n"),
                                  EndsWith("warn  broker 1 is down (repeated 4 times)\n"),
                                  EndsWith("other\n")));
}

TEST_F(LogSinkTest, TheLastRepetitionsAreToldAtTheEnd) {
  spdlog::logger& log = Start(LogFormat::kText);
  log.info("x");
  log.info("x");
  logger_.reset();
  sink_.reset();
  EXPECT_THAT(lines_, ElementsAre(EndsWith("x\n"), EndsWith("x (repeated 1 times)\n")));
}

TEST_F(LogSinkTest, DebugIsNotLimited) {
  spdlog::logger& log = Start(LogFormat::kText);
  for (int i = 0; i < 5; ++i) log.debug("poll");
  EXPECT_EQ(lines_.size(), 5U);
}

TEST_F(LogSinkTest, SecretsAreRedacted) {
  spdlog::logger& log = Start(LogFormat::kJson);
  sink_->SetSecrets({"hunter2", "hunter2-long", "ab", ""});
  log.info("sasl hunter2-long, hunter2 ab hunter2");
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("\"sasl <redacted>, <redacted> ab <redacted>\"")));
}

}  // namespace
}  // namespace newswired::ops
