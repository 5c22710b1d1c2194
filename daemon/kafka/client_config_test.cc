#include "daemon/kafka/client_config.h"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <array>
#include <string_view>

namespace newswired::kafka {
namespace {

Config SomeConfig() {
  Config config;
  config.kafka.brokers = {"127.0.0.1:1", "127.0.0.1:2"};
  config.input.group = "g";
  config.input.topics = {"raw"};
  return config;
}

std::string ValueOf(const Result<ConfHandle>& conf, const char* name) {
  if (!conf.ok()) return conf.error().message;
  std::array<char, 256> value{};
  std::size_t size = value.size();
  if (rd_kafka_conf_get(conf->get(), name, value.data(), &size) != RD_KAFKA_CONF_OK) return "?";
  return value.data();
}

Result<ConfHandle> Consumer(const Config& config) {
  return ConsumerConf(config, 3, BudgetsOf(config, 1));
}
Result<ConfHandle> Producer(const Config& config, const std::string& id = "g/i/3/a") {
  return ProducerConf(config, 3, BudgetsOf(config, 1), id);
}

TEST(ClientConfigTest, ConsumerKeepsTheGuarantees) {
  Config config = SomeConfig();
  config.input.instance_id = "news-1";
  const auto conf = Consumer(config);
  for (const auto& [name, value] : {std::pair{"bootstrap.servers", "127.0.0.1:1,127.0.0.1:2"},
                                    {"client.id", "newswired/3"},
                                    {"group.id", "g"},
                                    {"group.instance.id", "news-1/3"},
                                    {"isolation.level", "read_committed"},
                                    {"enable.auto.commit", "false"},
                                    {"enable.auto.offset.store", "false"},
                                    {"auto.offset.reset", "error"},
                                    {"partition.assignment.strategy", "cooperative-sticky"},
                                    {"allow.auto.create.topics", "false"}}) {
    EXPECT_EQ(ValueOf(conf, name), value) << name;
  }
}

TEST(ClientConfigTest, ProducerKeepsTheGuarantees) {
  const Config config = SomeConfig();
  const auto conf = Producer(config);
  for (const auto& [name, value] : {std::pair{"transactional.id", "g/i/3/a"},
                                    {"transaction.timeout.ms", "30000"},
                                    {"message.timeout.ms", "24000"},
                                    {"enable.idempotence", "true"},
                                    {"acks", "-1"},
                                    {"retry.backoff.ms", "500"}}) {
    EXPECT_EQ(ValueOf(conf, name), value) << name;
  }
  EXPECT_EQ(ValueOf(Producer(config, ""), "transactional.id"), "?");
}

TEST(ClientConfigTest, DeadLettersMayBeAsLargeAsTheirOriginals) {
  Config config = SomeConfig();
  config.output.max_record_bytes = 1'000'000;
  config.memory_limit_mib = 64;
  const LaneBudgets budgets = BudgetsOf(config, 1);
  const auto max_bytes = [&](std::int64_t input) {
    const auto conf = ProducerConf(config, 0, budgets, "id", {.input = input});
    EXPECT_EQ(ValueOf(conf, "message.max.bytes"),
              std::to_string(MaxDeadLetterBytes(config, budgets, {.input = input})));
    // Never more than the queue could hold.
    EXPECT_GE(std::stoll(ValueOf(conf, "queue.buffering.max.kbytes")) * 1024,
              std::stoll(ValueOf(conf, "message.max.bytes")));
    return ValueOf(conf, "message.max.bytes");
  };
  EXPECT_EQ(max_bytes(50'000'000), "50065536");
  EXPECT_EQ(max_bytes(0), std::to_string(budgets.producer / 2));
  EXPECT_EQ(max_bytes(1'048'588), std::to_string(budgets.producer / 2));
  EXPECT_EQ(max_bytes(2'000'000'000), "1000000000");
  config.output.max_record_bytes = 60'000'000;
  EXPECT_EQ(max_bytes(50'000'000), "60000000");
}

TEST(ClientConfigTest, RequestsFitIntoTheSmallestOutputTopic) {
  const Config config = SomeConfig();
  const auto batch_size = [&](std::int64_t output) {
    return ValueOf(ProducerConf(config, 0, BudgetsOf(config, 1), "id", {.output = output}),
                   "batch.size");
  };
  EXPECT_EQ(batch_size(0), "1000000");
  EXPECT_EQ(batch_size(1'048'588), "1000000");
  EXPECT_EQ(batch_size(500'000), "500000");
}

TEST(ClientConfigTest, OperatorsPropertiesReachTheClientsThatTheyAreFor) {
  Config config = SomeConfig();
  config.kafka.properties = {{"broker.address.family", "v4"},  // every client
                             {"linger.ms", "7"},               // producers
                             {"fetch.wait.max.ms", "33"},      // consumers
                             {"queuing.strategy", "lifo"}};    // producers, of the topic's table
  for (const auto& conf : {Consumer, +[](const Config& c) { return Producer(c); },
                           +[](const Config& c) { return AdminConf(c); }}) {
    EXPECT_EQ(ValueOf(conf(config), "broker.address.family"), "v4");
  }
  EXPECT_EQ(ValueOf(Producer(config), "linger.ms"), "7");
  EXPECT_EQ(ValueOf(Consumer(config), "fetch.wait.max.ms"), "33");
  const std::string not_set = ValueOf(AdminConf(SomeConfig()), "linger.ms");
  EXPECT_EQ(ValueOf(Consumer(config), "linger.ms"), not_set);
  EXPECT_EQ(ValueOf(AdminConf(config), "linger.ms"), not_set);
  EXPECT_NE(ValueOf(Producer(config), "fetch.wait.max.ms"), "33");
}

TEST(ClientConfigTest, GuaranteesWinOverWhatSlippedThrough) {
  Config config = SomeConfig();
  config.kafka.properties = {{"isolation.level", "read_uncommitted"},
                             {"enable.idempotence", "false"},
                             {"retry.backoff.ms", "10"}};
  EXPECT_EQ(ValueOf(Consumer(config), "isolation.level"), "read_committed");
  EXPECT_EQ(ValueOf(Producer(config), "enable.idempotence"), "true");
  EXPECT_EQ(ValueOf(Producer(config), "retry.backoff.ms"), "500");
}

TEST(ClientConfigTest, BadValueNamesTheProperty) {
  Config config = SomeConfig();
  config.kafka.properties = {{"broker.address.family", "v5"}};
  const auto conf = AdminConf(config);
  ASSERT_FALSE(conf.ok());
  EXPECT_EQ(conf.error().kind, ErrorKind::kConfig);
  EXPECT_NE(conf.error().message.find("broker.address.family"), std::string::npos);
}

TEST(ClientConfigTest, RefusedValueIsShownWithWhatWouldBeRight) {
  const auto too_large = CheckProperty("linger.ms", "99999999");
  ASSERT_TRUE(too_large);
  EXPECT_EQ(too_large->what,
            "librdkafka refuses \"99999999\": Configuration property \"queue.buffering.max.ms\" "
            "value 1e+08 is outside allowed range 0..900000");
  EXPECT_EQ(too_large->remedy, "it takes 0 .. 900000");
  const auto no_number = CheckProperty("linger.ms", "abc");
  ASSERT_TRUE(no_number);
  EXPECT_EQ(no_number->what,
            "librdkafka refuses \"abc\": Invalid value for configuration property "
            "\"queue.buffering.max.ms\"");
  EXPECT_EQ(no_number->remedy, "it takes 0 .. 900000");
  const auto no_choice = CheckProperty("broker.address.family", "v5");
  ASSERT_TRUE(no_choice);
  EXPECT_EQ(no_choice->remedy, "it takes any, v4, v6");
  EXPECT_FALSE(CheckProperty("linger.ms", "5"));
}

TEST(ClientConfigTest, UnknownPropertyIsCorrected) {
  for (const char* typo : {"lingr.ms", "linger_ms", "LINGER.MS"}) {
    const auto refusal = CheckProperty(typo, "5");
    ASSERT_TRUE(refusal) << typo;
    EXPECT_EQ(refusal->what, "librdkafka has no such property");
    EXPECT_EQ(refusal->remedy, "did you mean \"linger.ms\"?");
  }
  EXPECT_EQ(CheckProperty("x", "5")->remedy, "see librdkafka's CONFIGURATION.md");
}

TEST(ClientConfigTest, ClientsAreTriedAsAWhole) {
  Config config = SomeConfig();
  config.kafka.properties = {{"linger.ms", "5"}};
  EXPECT_EQ(CheckClients(config).value_or(""), "");
  config.delivery = "at_least_once";
  EXPECT_EQ(CheckClients(config).value_or(""), "");
  config.kafka.properties = {{"max.poll.interval.ms", "1000"}};
  const auto error = CheckClients(config);
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("max.poll.interval.ms"), std::string::npos) << *error;
}

TEST(ClientConfigTest, ClientsAreTriedWithoutAskingForAToken) {
  Config config = SomeConfig();
  config.kafka.security = {.protocol = "sasl_plaintext",
                           .sasl_mechanism = "OAUTHBEARER",
                           .oauth_token_url = "http://127.0.0.1:1/token",
                           .oauth_client_id = "i",
                           .oauth_client_secret = "s"};
  // Debian's librdkafka cannot fetch tokens, and says so.
  const ConfHandle conf(rd_kafka_conf_new());
  std::array<char, 512> features{};
  std::size_t size = features.size();
  ASSERT_EQ(rd_kafka_conf_get(conf.get(), "builtin.features", features.data(), &size),
            RD_KAFKA_CONF_OK);
  const bool fetches = std::string_view(features.data()).find("oidc") != std::string_view::npos;
  const std::string problem = CheckClients(config).value_or("");
  if (fetches) {
    EXPECT_EQ(problem, "");
  } else {
    EXPECT_THAT(problem, testing::HasSubstr("not supported in this build"));
  }
}

// What is consistent by itself may still be refused as a whole.
TEST(ClientConfigTest, LibraryAcceptsThemAsAWhole) {
  spdlog::default_logger_raw();  // made before the library's threads log, as the daemon does
  for (const std::int64_t timeout : {10'000, 30'000, 900'000}) {
    Config config = SomeConfig();
    config.transaction_timeout_ms = timeout;
    auto producer = NewClient(RD_KAFKA_PRODUCER, std::move(Producer(config)).value());
    EXPECT_TRUE(producer.ok()) << producer.error().message;
    for (const std::int64_t memory : {64, 1024, 65536}) {
      config.memory_limit_mib = memory;
      auto consumer = NewClient(RD_KAFKA_CONSUMER, std::move(Consumer(config)).value());
      EXPECT_TRUE(consumer.ok()) << consumer.error().message;
    }
  }
}

}  // namespace
}  // namespace newswired::kafka
