#include "daemon/config/kafka_properties.h"

#include <gtest/gtest.h>

#include "daemon/config/effective.h"
#include "daemon/config/fake_stages_for_test.h"

namespace newswired {
namespace {

struct PropertyCase {
  std::string name;
  std::string property;
  std::string value;
  std::string refusal;              ///< "what; remedy" under exactly_once; empty: allowed
  bool free_at_least_once = false;  ///< then at_least_once allows it
};

void PrintTo(const PropertyCase& test, std::ostream* out) { *out << test.name; }

class KafkaProperty : public ::testing::TestWithParam<PropertyCase> {};

std::string Judge(const PropertyCase& test, bool exactly_once) {
  const auto refusal = JudgeKafkaProperty(test.property, test.value, exactly_once);
  return refusal ? refusal->what + "; " + refusal->remedy : "";
}

TEST_P(KafkaProperty, IsRefusedWithTheReason) {
  const PropertyCase& test = GetParam();
  EXPECT_EQ(Judge(test, true), test.refusal);
  EXPECT_EQ(Judge(test, false), test.free_at_least_once ? "" : test.refusal);
}

constexpr std::string_view kNot = "may not be set to this: ";

PropertyCase Refused(std::string name, std::string property, std::string value,
                     const std::string& reason) {
  return {std::move(name), std::move(property), std::move(value), std::string(kNot) + reason};
}

PropertyCase RefusedExactlyOnce(std::string name, std::string property, std::string value,
                                const std::string& reason) {
  return {std::move(name), std::move(property), std::move(value), std::string(kNot) + reason, true};
}

PropertyCase Own(std::string name, std::string property, const std::string& setting) {
  return {std::move(name), std::move(property), "x", "has a setting of its own; set " + setting};
}

PropertyCase Allowed(std::string name, std::string property, std::string value) {
  return {std::move(name), std::move(property), std::move(value), ""};
}

std::string CaseName(const ::testing::TestParamInfo<PropertyCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Guarantees, KafkaProperty,
    ::testing::Values(
        Refused("AutoCommit", "enable.auto.commit", "true",
                "offsets would be committed apart from the events made of them: a crash then loses "
                "articles; remove it"),
        Refused("AutoCommitAlias", "auto.commit.enable", "true",
                "offsets would be committed apart from the events made of them: a crash then loses "
                "articles; remove it"),
        Refused("AutoCommitInterval", "auto.commit.interval.ms", "100",
                "it only matters for automatic commits, which would lose articles in a crash; "
                "remove it"),
        Refused("AutoOffsetStore", "enable.auto.offset.store", "true",
                "the offsets to commit are those of finished batches, not of records that were "
                "polled; remove it"),
        RefusedExactlyOnce(
            "Isolation", "isolation.level", "read_uncommitted",
            "records of aborted transactions would become events, and offset fetches "
            "would not wait for open transactions; remove it, or set delivery to "
            "at_least_once"),
        RefusedExactlyOnce("Idempotence", "enable.idempotence", "false",
                           "transactions need it: a retried request would write its records twice; "
                           "remove it, or set delivery to at_least_once"),
        Refused("Acks", "acks", "1",
                "an event that only some replicas have is lost when the leader fails, while its "
                "offset is already committed; remove it"),
        Refused("AcksAlias", "request.required.acks", "0",
                "an event that only some replicas have is lost when the leader fails, while its "
                "offset is already committed; remove it"),
        Refused("TransactionalId", "transactional.id", "mine",
                "each producer needs an id of its own, made from group, instance_id and lane: a "
                "shared one fences the others; remove it; input.instance_id makes the ids stable"),
        Refused("OffsetReset", "auto.offset.reset", "latest",
                "a group whose offsets are lost would silently skip or repeat articles; the daemon "
                "places the first offsets itself; set input.start"),
        RefusedExactlyOnce("InFlight", "max.in.flight.requests.per.connection", "6",
                           "with more than 5 requests under way brokers cannot keep the order of a "
                           "partition; write 1 to 5, or remove it"),
        Refused(
            "Retries", "retries", "0",
            "a record is retried until it is written or its transaction ends; giving up earlier "
            "only aborts batches; remove it"),
        RefusedExactlyOnce("DeliveryTimeout", "delivery.timeout.ms", "1000",
                           "it has to end before the transaction does, so it is derived from "
                           "transaction_timeout_ms; set transaction_timeout_ms"),
        RefusedExactlyOnce("MessageTimeout", "message.timeout.ms", "1000",
                           "it has to end before the transaction does, so it is derived from "
                           "transaction_timeout_ms; set transaction_timeout_ms"),
        Refused("TransactionTimeout", "transaction.timeout.ms", "1000",
                "the time-outs of message, session and transaction depend on each other; set "
                "transaction_timeout_ms"),
        RefusedExactlyOnce(
            "Backoff", "retry.backoff.ms", "1000",
            "a commit slower than the backoff may have been retried, and its producer "
            "is then renewed: another value would hide late requests, which lose "
            "batches; remove it, or set delivery to at_least_once"),
        Refused("Assignor", "partition.assignment.strategy", "range",
                "partitions move one by one, each after its last batch was committed; other "
                "strategies take all of them away at once, and members with different ones do not "
                "form a group; remove it"),
        Refused("GroupProtocol", "group.protocol", "consumer",
                "the daemon is proved with the classic protocol only, for now; remove it"),
        Refused("PartitionEof", "enable.partition.eof", "true",
                "the daemon asks for it where it needs it; elsewhere an end of partition would be "
                "taken for an error; remove it"),
        Refused("Lifo", "queuing.strategy", "lifo",
                "articles of a partition would leave in another order than they came; remove it"),
        Refused("ErrorReportsOnly", "delivery.report.only.error", "true",
                "a batch is committed when every record of it was reported as written; remove it"),
        Refused("ApiVersions", "api.version.request", "false",
                "transactions exist only where brokers are asked for their versions; remove it"),
        Refused("CreateTopics", "allow.auto.create.topics", "true",
                "a misspelt topic would be created instead of reported; set output.create_topics "
                "for output topics; create input topics yourself"),
        Refused("Mock", "test.mock.num.brokers", "1",
                "it replaces the brokers by imitations that keep nothing; try `newswired demo`"),
        Refused("Callbacks", "dr_msg_cb", "x",
                "it is for programs that use librdkafka, and the daemon relies on its own; remove "
                "it"),
        Refused("Partitioner", "partitioner", "random",
                "all versions of an article go to one partition, so that consumers see them in "
                "order; that takes a partitioner that hashes the key; write murmur2_random, "
                "murmur2, consistent_random, consistent, fnv1a_random or fnv1a, or remove it"),
        RefusedExactlyOnce(
            "StatisticsOff", "statistics.interval.ms", "0",
            "the statistics show time-outs and retries, after which a producer is "
            "renewed because a late request could end its next transaction; write 100 "
            "to 1000, or remove it"),
        RefusedExactlyOnce(
            "StatisticsRare", "statistics.interval.ms", "60000",
            "the statistics show time-outs and retries, after which a producer is "
            "renewed because a late request could end its next transaction; write 100 "
            "to 1000, or remove it")),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    OwnSettings, KafkaProperty,
    ::testing::Values(
        Own("Bootstrap", "bootstrap.servers", "kafka.brokers"),
        Own("BrokerList", "metadata.broker.list", "kafka.brokers"),
        Own("Group", "group.id", "input.group"),
        Own("Instance", "group.instance.id", "input.instance_id"),
        Own("Session", "session.timeout.ms", "input.session_timeout_ms"),
        Own("Client", "client.id", "name"),
        Own("Protocol", "security.protocol", "kafka.security.protocol"),
        Own("Mechanism", "sasl.mechanisms", "kafka.security.sasl_mechanism"),
        Own("User", "sasl.username", "kafka.security.username"),
        Own("Password", "sasl.password", "kafka.security.password"),
        Own("TokenUrl", "sasl.oauthbearer.token.endpoint.url", "kafka.security.oauth_token_url"),
        Own("ClientId", "sasl.oauthbearer.client.id", "kafka.security.oauth_client_id"),
        Own("ClientSecret", "sasl.oauthbearer.client.secret", "kafka.security.oauth_client_secret"),
        Own("Scope", "sasl.oauthbearer.scope", "kafka.security.oauth_scope"),
        Own("Ca", "ssl.ca.location", "kafka.security.ca_file"),
        Own("Certificate", "ssl.certificate.location", "kafka.security.certificate_file"),
        Own("Key", "ssl.key.location", "kafka.security.key_file"),
        Own("KeyPassword", "ssl.key.password", "kafka.security.key_password"),
        Own("HostName", "ssl.endpoint.identification.algorithm", "kafka.security.verify_hostname"),
        Own("Compression", "compression.codec", "output.compression"),
        Own("RecordBytes", "message.max.bytes", "output.max_record_bytes"),
        Own("Prefetch", "queued.max.messages.kbytes", "memory_limit_mib")),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Harmless, KafkaProperty,
    ::testing::Values(Allowed("AutoCommitOff", "enable.auto.commit", "false"),
                      Allowed("ReadCommitted", "isolation.level", "read_committed"),
                      Allowed("IdempotenceOn", "enable.idempotence", "true"),
                      Allowed("AcksAll", "acks", "all"), Allowed("AcksMinusOne", "acks", "-1"),
                      Allowed("FiveInFlight", "max.in.flight", "5"),
                      Allowed("Statistics", "statistics.interval.ms", "500"),
                      Allowed("Linger", "linger.ms", "5"), Allowed("Rack", "client.rack", "r1"),
                      Allowed("Partitioner", "partitioner", "consistent"),
                      Allowed("Debug", "debug", "eos")),
    CaseName);

/// Those that librdkafka's own table of properties calls sensitive, but for names of users and
/// files and for public certificates.
TEST(LooksSecret, KnowsTheSecretsOfLibrdkafka) {
  for (const char* name :
       {"sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password",
        "sasl.oauthbearer.config", "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.assertion.private.key.passphrase",
        "sasl.oauthbearer.assertion.private.key.pem"}) {
    EXPECT_TRUE(LooksSecret(name)) << name;
  }
  for (const char* name : {"sasl.username", "ssl.ca.pem", "ssl.key.location", "linger.ms"}) {
    EXPECT_FALSE(LooksSecret(name)) << name;
  }
}

constexpr std::string_view kFile =
    "kafka:\n"
    "  brokers: k:9092\n"
    "  properties:\n"
    "    {}\n"
    "input: {topics: raw, group: g}\n"
    "output: {topic: out, dead_letter_topic: dlq}\n";

std::string ProblemsOf(const std::string& property) {
  std::string text(kFile);
  text.replace(text.find("{}"), 2, property);
  LoadOptions options;
  options.references = testing::FakeReferences({{"STORE", "s3cret"}});
  return FormatProblems(LoadConfigText(text, "f", testing::FakeStages(), options).problems);
}

TEST(KafkaProperties, AreReportedAtTheirPlace) {
  EXPECT_EQ(ProblemsOf("group.id: x"),
            "f:4:15: kafka.properties.group.id: has a setting of its own; set input.group\n");
}

TEST(KafkaProperties, SecretsOnlyByReference) {
  EXPECT_EQ(ProblemsOf("ssl.keystore.password: s3cret"),
            "f:4:28: kafka.properties.ssl.keystore.password: a secret is written into the file; "
            "write ${env:NAME} or ${file:PATH}: configuration files get copied, shown and "
            "committed\n");
  EXPECT_EQ(ProblemsOf("ssl.keystore.password: ${env:STORE}"), "");
}

TEST(KafkaProperties, NoRequestOutlivesItsTransaction) {
  EXPECT_EQ(ProblemsOf("socket.timeout.ms: 60000"),
            "f:4:24: kafka.properties.socket.timeout.ms: must not be longer than "
            "transaction_timeout_ms (30000): a request could outlive its transaction; write a "
            "smaller number, or remove it\n");
  EXPECT_EQ(ProblemsOf("socket.timeout.ms: 10000"), "");
}

TEST(KafkaProperties, AreSingleValues) {
  EXPECT_EQ(ProblemsOf("linger.ms: [1]"),
            "f:4:16: kafka.properties.linger.ms: must be a text, not a list; write a text\n");
}

}  // namespace
}  // namespace newswired
