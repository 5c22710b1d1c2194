#include "daemon/config/config.h"

#include <algorithm>

namespace newswired {

bool Config::shares_memory() const {
  return std::any_of(stages.begin(), stages.end(),
                     [](const StageConfig& stage) { return stage.factory.memory != nullptr; });
}

std::vector<std::string> OutputConfig::topics() const {
  std::vector<std::string> topics{topic, dead_letter_topic};
  for (const std::string* side : {&side_topics.entities, &side_topics.duplicates,
                                  &side_topics.revisions, &side_topics.stories}) {
    if (!side->empty()) topics.push_back(*side);
  }
  return topics;
}

std::string Config::ledger_topic() const {
  return ledger.topic.empty() ? ledger_group() + ".ledger" : ledger.topic;
}

const std::string& Config::ledger_group() const {
  return ledger.group.empty() ? input.group : ledger.group;
}

std::int64_t Config::shared_window_hours() const {
  std::int64_t longest = 0;
  for (const StageConfig& stage : stages) {
    if (stage.factory.memory) longest = std::max(longest, stage.factory.window_hours);
  }
  return longest;
}

std::int64_t Config::max_record_bytes() const {
  std::int64_t most = 0;
  for (const StageConfig& stage : stages) most = std::max(most, stage.factory.max_record_bytes);
  return most;
}

template <class Visitor>
void SecurityConfig::Visit(Visitor& v) {
  v.Field("protocol", protocol,
          {.doc = "How to talk to the brokers: in clear or over TLS (ssl), without or with a login "
                  "(sasl).",
           .choices = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"}});
  v.Field("sasl_mechanism", sasl_mechanism,
          {.doc = "How to log in; required with sasl_plaintext and sasl_ssl.",
           .choices = {"", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"},
           .example = "SCRAM-SHA-512"});
  v.Field("username", username,
          {.doc = "User of PLAIN and SCRAM.", .example = "${env:KAFKA_USER}"});
  v.Field("password", password,
          {.doc = "Password of PLAIN and SCRAM.",
           .example = "${file:/run/credentials/newswired.service/kafka-password}",
           .secret = true});
  v.Field("oauth_token_url", oauth_token_url,
          {.doc = "Token endpoint of the identity provider, for OAUTHBEARER (client credentials).",
           .example = "https://idp.example/oauth2/token"});
  v.Field("oauth_client_id", oauth_client_id, {.doc = "Client id at that endpoint."});
  v.Field("oauth_client_secret", oauth_client_secret,
          {.doc = "Client secret at that endpoint.",
           .example = "${env:OAUTH_CLIENT_SECRET}",
           .secret = true});
  v.Field("oauth_scope", oauth_scope, {.doc = "Scope to ask for; empty: none."});
  v.Field("ca_file", ca_file,
          {.doc = "PEM file with the authorities that brokers' certificates are checked against; "
                  "empty: the system's.",
           .example = "/etc/newswired/ca.pem"});
  v.Field("certificate_file", certificate_file,
          {.doc = "PEM file with our own certificate, where brokers ask for one (mutual TLS).",
           .example = "/etc/newswired/client.pem"});
  v.Field("key_file", key_file,
          {.doc = "PEM file with the private key of certificate_file.",
           .example = "/etc/newswired/client.key"});
  v.Field("key_password", key_password,
          {.doc = "Password of key_file; empty: it has none.",
           .example = "${env:KEY_PASSWORD}",
           .secret = true});
  v.Field("verify_hostname", verify_hostname,
          {.doc = "Whether a broker's certificate must be made for the name we connect to."});
}

template <class Visitor>
void KafkaConfig::Visit(Visitor& v) {
  v.Field("brokers", brokers,
          {.doc = "First brokers to ask, as host:port, in a list or separated by commas; they tell "
                  "about the others.",
           .example = "kafka1:9092, kafka2:9092",
           .required = true});
  v.Group("security", security, {.doc = "Encryption and login."});
  v.Field("properties", properties,
          {.doc = "Any librdkafka property by its own name, for consumers and producers. One that "
                  "would break a guarantee, or that has a setting of its own, is refused with the "
                  "reason.",
           .example = "{client.rack: eu-west-1a}"});
}

template <class Visitor>
void InputConfig::Visit(Visitor& v) {
  v.Field("topics", topics,
          {.doc = "Topics with raw articles.", .example = "news.raw", .required = true});
  v.Field("group", group,
          {.doc = "Consumer group: the processes that share the partitions of the topics.",
           .example = "newswired",
           .required = true});
  v.Field("start", start,
          {.doc = "Where a group without any committed offset begins. A partition that is new to a "
                  "group with offsets always begins at its beginning.",
           .choices = {"earliest", "latest"}});
  v.Field("instance_id", instance_id,
          {.doc = "Name of this process within the group, the same after each restart, so that a "
                  "restart takes over its partitions at once. No two processes may share one. "
                  "Empty: a new member at each start.",
           .example = "${env:HOSTNAME}"});
  v.Field("session_timeout_ms", session_timeout_ms,
          {.doc = "How long the group waits for a silent process before others get its partitions. "
                  "Must be below transaction_timeout_ms, and within the brokers' "
                  "group.min.session.timeout.ms and group.max.session.timeout.ms.",
           .min = 1000,
           .max = 1800000});
}

template <class Visitor>
void SideTopicsConfig::Visit(Visitor& v) {
  v.Field("entities", entities, {.doc = "One row for each entity of an event."});
  v.Field("duplicates", duplicates,
          {.doc = "One row for each article that is not unique: copies, reprints, repeats and "
                  "revisions."});
  v.Field("revisions", revisions, {.doc = "One row for each article that revises another."});
  v.Field("stories", stories,
          {.doc = "One row for each article that opens or joins a story, and for each two stories "
                  "that turn out to be one."});
}

template <class Visitor>
void OutputConfig::Visit(Visitor& v) {
  v.Field("topic", topic,
          {.doc = "Topic for the enriched events.", .example = "news.enriched", .required = true});
  v.Field("dead_letter_topic", dead_letter_topic,
          {.doc = "Topic for what cannot become an event, with the reason in headers; nothing is "
                  "dropped silently, so there is no running without it.",
           .example = "news.dead-letters",
           .required = true});
  v.Group("side_topics", side_topics,
          {.doc = "Optional topics with one flat row per finding, in the same transaction as the "
                  "event. A name that is empty is not written."});
  v.Field("profile", profile,
          {.doc = "How much an event carries: full; lean, without quoted text, rules, candidates "
                  "and timings; or ninjs, without any enrichment.",
           .choices = {"full", "lean", "ninjs"}});
  v.Field("offset_unit", offset_unit,
          {.doc = "What positions in events count: Unicode code points, bytes of UTF-8 or units of "
                  "UTF-16.",
           .choices = {"codepoint", "byte", "utf16"}});
  v.Field("compression", compression,
          {.doc = "Compression of the records we produce.",
           .choices = {"none", "lz4", "zstd", "snappy", "gzip"}});
  v.Field("max_record_bytes", max_record_bytes,
          {.doc = "Largest record that we try to produce; an article with a larger one becomes a "
                  "dead letter, which may be as large as its original. Topics must take as much: "
                  "see their max.message.bytes.",
           .min = 1024,
           .max = 1000000000});
  v.Field("create_topics", create_topics,
          {.doc = "Whether missing output topics are created at start. Input topics never are."});
  v.Field("create_partitions", create_partitions,
          {.doc = "Partitions of topics that we create.", .min = 1, .max = 10000});
  v.Field("create_replication", create_replication,
          {.doc = "Replicas of topics that we create; -1: the brokers' default.",
           .min = -1,
           .max = 100});
}

template <class Visitor>
void LedgerConfig::Visit(Visitor& v) {
  v.Field(
      "topic", topic,
      {.doc = "Topic of the ledger; empty: the name of ledger.group with `.ledger` behind it. It "
              "has one partition, message.timestamp.type=LogAppendTime, "
              "cleanup.policy=delete, and keeps records for the longest window of those stages "
              "and a day more.",
       .example = "newswired.ledger"});
  v.Field("create_topic", create_topic,
          {.doc = "Whether a missing topic of the ledger is created at start, as it has to be."});
  v.Field("replication", replication,
          {.doc = "Replicas of the topic where we create it, with min.insync.replicas 2 where "
                  "there are two or more; -1: the brokers' default.",
           .min = -1,
           .max = 100});
  v.Field("group", group,
          {.doc = "The group that the ledger belongs to; empty: input.group. Another group joins "
                  "in by naming it here, and then their articles are compared with each other.",
           .example = "newswired"});
  v.Field("snapshot_dir", snapshot_dir,
          {.doc = "Folder, of this process alone, for a snapshot of what is remembered, from which "
                  "the next start goes on instead of reading the whole topic; empty: the first one "
                  "of $STATE_DIRECTORY (systemd sets it), or none.",
           .example = "/var/lib/newswired"});
}

template <class Visitor>
void BatchConfig::Visit(Visitor& v) {
  v.Field("max_messages", max_messages,
          {.doc = "Records after which a batch is committed. Under about 5,000 the transactions "
                  "themselves cost up to 40 % of the throughput at full load.",
           .min = 1,
           .max = 1000000});
  v.Field("max_bytes", max_bytes,
          {.doc = "Bytes of input after which a batch is committed. A larger record is a batch of "
                  "its own.",
           .min = 65536,
           .max = 1073741824});
  v.Field("interval_ms", interval_ms,
          {.doc = "Time after which a batch is committed: the main part of the latency. At most a "
                  "third of transaction_timeout_ms.",
           .min = 1,
           .max = 60000});
}

template <class Visitor>
void HttpConfig::Visit(Visitor& v) {
  v.Field("listen", listen,
          {.doc = "Address of /metrics, /livez and /readyz as host:port; port 0 takes a free one, "
                  "off opens none. It has no login: keep it on loopback or behind a proxy."});
}

template <class Visitor>
void LogConfig::Visit(Visitor& v) {
  v.Field("level", level,
          {.doc = "The least important kind of message that is written.",
           .choices = {"trace", "debug", "info", "warn", "error"}});
  v.Field("format", format,
          {.doc = "Lines for people, or one JSON object a line.", .choices = {"text", "json"}});
}

template <class Visitor>
void Config::Visit(Visitor& v) {
  v.Field("name", name,
          {.doc = "Name of this pipeline: the source of its events (CloudEvents ce_source) and the "
                  "client.id that brokers log."});
  v.Group("kafka", kafka, {.doc = "The brokers."});
  v.Group("input", input, {.doc = "Where raw articles come from."});
  v.Group("output", output, {.doc = "Where events go."});
  v.Group("ledger", ledger,
          {.doc = "The topic through which lanes and processes share what stages with "
                  "`scope: global` remember. Not used where there is no such stage."});
  v.Field(
      "delivery", delivery,
      {.doc = "exactly_once: events, dead letters and offsets in one transaction. at_least_once: "
              "no transactions; after a crash some events come twice.",
       .choices = {"exactly_once", "at_least_once"}});
  v.Field("lanes", lanes,
          {.doc = "Consumers of this process, each with its own transactions; more than there are "
                  "partitions are idle. 0: one per core, as far as memory_limit_mib allows, and no "
                  "more than there are "
                  "partitions.",
           .min = 0,
           .max = 256});
  v.Field("workers", workers,
          {.doc = "Threads that run the stages, shared by all lanes. 0: one per core.",
           .min = 0,
           .max = 1024});
  v.Group("batch", batch,
          {.doc = "Bounds of a batch, that is of a transaction: whichever is "
                  "reached first ends it."});
  v.Field("transaction_timeout_ms", transaction_timeout_ms,
          {.doc = "How long a transaction may stay open before the brokers abort it; how long "
                  "consumers may have to wait after a crash. At most the brokers' "
                  "transaction.max.timeout.ms (15 minutes).",
           .min = 2000,
           .max = 900000});
  v.Field("drain_timeout_ms", drain_timeout_ms,
          {.doc = "How long SIGTERM waits for batches in work before they are aborted (and redone "
                  "by whoever takes over). At most transaction_timeout_ms, with exactly_once.",
           .min = 0,
           .max = 3600000});
  v.Field("memory_limit_mib", memory_limit_mib,
          {.doc = "What prefetched records, batches and producer queues may hold together. Stages' "
                  "tables come on top. At least four times batch.max_bytes a lane.",
           .min = 64,
           .max = 1048576});
  v.Group("http", http, {.doc = "Metrics and health."});
  v.Group("log", log, {.doc = "What is written to stderr: ids, never bodies."});
}

template <class Visitor>
void CommonStageSettings::Visit(Visitor& v) {
  v.Field(
      "required", required,
      {.doc = "Whether an article on which this stage fails goes to the dead-letter topic. "
              "Otherwise the event goes out and names the stage as failed. The default is true for "
              "decode, without which there is no event, and false for all others."});
  v.Field("time_budget_ms", time_budget_ms,
          {.doc = "CPU time that one article may take before the stage counts as failed; 0: no "
                  "limit.",
           .min = 0,
           .max = 3600000});
}

template void SecurityConfig::Visit(FieldVisitor&);
template void KafkaConfig::Visit(FieldVisitor&);
template void InputConfig::Visit(FieldVisitor&);
template void SideTopicsConfig::Visit(FieldVisitor&);
template void OutputConfig::Visit(FieldVisitor&);
template void LedgerConfig::Visit(FieldVisitor&);
template void BatchConfig::Visit(FieldVisitor&);
template void HttpConfig::Visit(FieldVisitor&);
template void LogConfig::Visit(FieldVisitor&);
template void Config::Visit(FieldVisitor&);
template void CommonStageSettings::Visit(FieldVisitor&);

}  // namespace newswired
