#include "daemon/kafka/client_config.h"

#include <gtest/gtest.h>

#include <array>

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
                                    {"retry.backoff.ms", "500"},
                                    {"message.max.bytes", "10485760"}}) {
    EXPECT_EQ(ValueOf(conf, name), value) << name;
  }
  EXPECT_EQ(ValueOf(Producer(config, ""), "transactional.id"), "?");
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

// What is consistent by itself may still be refused as a whole.
TEST(ClientConfigTest, LibraryAcceptsThemAsAWhole) {
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
