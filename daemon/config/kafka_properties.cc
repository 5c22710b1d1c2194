#include "daemon/config/kafka_properties.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace newswired {
namespace {

/// When a rule holds.
enum class Scope { kAlways, kExactlyOnce };

struct Rule {
  std::vector<std::string_view> names;  ///< the property and its aliases
  Scope scope = Scope::kAlways;
  std::vector<std::string_view> harmless;  ///< values that keep the guarantee
  std::string_view reason;
  std::string_view remedy;
};

constexpr std::string_view kRemove = "remove it";

/// Properties that would break what the daemon promises.
const std::vector<Rule>& Guarantees() {
  static const std::vector<Rule> rules = {
      {{"enable.auto.commit", "auto.commit.enable"},
       Scope::kAlways,
       {"false"},
       "offsets would be committed apart from the events made of them: a crash then loses articles",
       kRemove},
      {{"auto.commit.interval.ms", "offset.store.method", "offset.store.path",
        "offset.store.sync.interval.ms"},
       Scope::kAlways,
       {},
       "it only matters for automatic commits, which would lose articles in a crash",
       kRemove},
      {{"enable.auto.offset.store"},
       Scope::kAlways,
       {"false"},
       "the offsets to commit are those of finished batches, not of records that were polled",
       kRemove},
      {{"isolation.level"},
       Scope::kExactlyOnce,
       {"read_committed"},
       "records of aborted transactions would become events, and offset fetches would not wait for "
       "open transactions",
       "remove it, or set delivery to at_least_once"},
      {{"enable.idempotence"},
       Scope::kExactlyOnce,
       {"true"},
       "transactions need it: a retried request would write its records twice",
       "remove it, or set delivery to at_least_once"},
      {{"acks", "request.required.acks"},
       Scope::kAlways,
       {"all", "-1"},
       "an event that only some replicas have is lost when the leader fails, while its offset is "
       "already committed",
       kRemove},
      {{"transactional.id"},
       Scope::kAlways,
       {},
       "each producer needs an id of its own, made from group, instance_id and lane: a shared one "
       "fences the others",
       "remove it; input.instance_id makes the ids stable"},
      {{"auto.offset.reset"},
       Scope::kAlways,
       {},
       "a group whose offsets are lost would silently skip or repeat articles; the daemon places "
       "the first offsets itself",
       "set input.start"},
      {{"max.in.flight", "max.in.flight.requests.per.connection"},
       Scope::kExactlyOnce,
       {"1", "2", "3", "4", "5"},
       "with more than 5 requests under way brokers cannot keep the order of a partition",
       "write 1 to 5, or remove it"},
      {{"message.send.max.retries", "retries"},
       Scope::kAlways,
       {},
       "a record is retried until it is written or its transaction ends; giving up earlier only "
       "aborts batches",
       kRemove},
      {{"delivery.timeout.ms", "message.timeout.ms"},
       Scope::kExactlyOnce,
       {},
       "it has to end before the transaction does, so it is derived from transaction_timeout_ms",
       "set transaction_timeout_ms"},
      {{"transaction.timeout.ms"},
       Scope::kAlways,
       {},
       "the time-outs of message, session and transaction depend on each other",
       "set transaction_timeout_ms"},
      {{"retry.backoff.ms", "retry.backoff.max.ms"},
       Scope::kExactlyOnce,
       {},
       "a commit slower than the backoff may have been retried, and its producer is then renewed: "
       "another value would hide late requests, which lose batches",
       "remove it, or set delivery to at_least_once"},
      {{"partition.assignment.strategy"},
       Scope::kAlways,
       {"cooperative-sticky"},
       "partitions move one by one, each after its last batch was committed; other strategies take "
       "all of them away at once, and members with different ones do not form a group",
       kRemove},
      {{"group.protocol", "group.remote.assignor"},
       Scope::kAlways,
       {"classic"},
       "the daemon is proved with the classic protocol only, for now",
       kRemove},
      {{"enable.partition.eof"},
       Scope::kAlways,
       {"false"},
       "the daemon asks for it where it needs it; elsewhere an end of partition would be taken for "
       "an error",
       kRemove},
      {{"partitioner"},
       Scope::kAlways,
       {"consistent", "consistent_random", "murmur2", "murmur2_random", "fnv1a", "fnv1a_random"},
       "all versions of an article go to one partition, so that consumers see them in order; that "
       "takes a partitioner that hashes the key",
       "write murmur2_random, murmur2, consistent_random, consistent, fnv1a_random or fnv1a, or "
       "remove it"},
      {{"queuing.strategy"},
       Scope::kAlways,
       {"fifo"},
       "articles of a partition would leave in another order than they came",
       kRemove},
      {{"delivery.report.only.error"},
       Scope::kAlways,
       {"false"},
       "a batch is committed when every record of it was reported as written",
       kRemove},
      {{"api.version.request", "broker.version.fallback", "api.version.fallback.ms"},
       Scope::kAlways,
       {"true"},
       "transactions exist only where brokers are asked for their versions",
       kRemove},
      {{"allow.auto.create.topics"},
       Scope::kAlways,
       {"false"},
       "a misspelt topic would be created instead of reported",
       "set output.create_topics for output topics; create input topics yourself"},
      {{"test.mock.num.brokers"},
       Scope::kAlways,
       {},
       "it replaces the brokers by imitations that keep nothing",
       "try `newswired demo`"},
      {{"enabled_events",
        "error_cb",
        "throttle_cb",
        "stats_cb",
        "log_cb",
        "rebalance_cb",
        "offset_commit_cb",
        "dr_cb",
        "dr_msg_cb",
        "consume_cb",
        "background_event_cb",
        "socket_cb",
        "connect_cb",
        "closesocket_cb",
        "open_cb",
        "resolve_cb",
        "opaque",
        "default_topic_conf",
        "oauthbearer_token_refresh_cb",
        "ssl.certificate.verify_cb",
        "partitioner_cb",
        "msg_order_cmp"},
       Scope::kAlways,
       {},
       "it is for programs that use librdkafka, and the daemon relies on its own",
       kRemove},
  };
  return rules;
}

/// Properties that one of our own settings holds.
struct OwnSetting {
  std::vector<std::string_view> names;
  std::string_view setting;
};

const std::vector<OwnSetting>& OwnSettings() {
  static const std::vector<OwnSetting> settings = {
      {{"bootstrap.servers", "metadata.broker.list"}, "kafka.brokers"},
      {{"group.id"}, "input.group"},
      {{"group.instance.id"}, "input.instance_id"},
      {{"session.timeout.ms"}, "input.session_timeout_ms"},
      {{"client.id"}, "name"},
      {{"security.protocol"}, "kafka.security.protocol"},
      {{"sasl.mechanism", "sasl.mechanisms"}, "kafka.security.sasl_mechanism"},
      {{"sasl.username"}, "kafka.security.username"},
      {{"sasl.password"}, "kafka.security.password"},
      {{"sasl.oauthbearer.token.endpoint.url"}, "kafka.security.oauth_token_url"},
      {{"sasl.oauthbearer.client.id"}, "kafka.security.oauth_client_id"},
      {{"sasl.oauthbearer.client.secret"}, "kafka.security.oauth_client_secret"},
      {{"sasl.oauthbearer.scope"}, "kafka.security.oauth_scope"},
      {{"ssl.ca.location"}, "kafka.security.ca_file"},
      {{"ssl.certificate.location"}, "kafka.security.certificate_file"},
      {{"ssl.key.location"}, "kafka.security.key_file"},
      {{"ssl.key.password"}, "kafka.security.key_password"},
      {{"ssl.endpoint.identification.algorithm"}, "kafka.security.verify_hostname"},
      {{"compression.codec", "compression.type"}, "output.compression"},
      {{"message.max.bytes"}, "output.max_record_bytes"},
      {{"queued.max.messages.kbytes", "queued.min.messages", "queue.buffering.max.messages",
        "queue.buffering.max.kbytes"},
       "memory_limit_mib"},
  };
  return settings;
}

/// Whether `name` stands in `text` as a whole: "acks" does not in "max.acks.x".
bool Mentions(std::string_view text, std::string_view name) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  };
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_part(text[at - 1]);
    if (begins && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

KeyPath SplitKeys(std::string_view setting) {
  KeyPath keys;
  for (std::size_t dot = setting.find('.'); dot != std::string_view::npos;
       dot = setting.find('.')) {
    keys.emplace_back(setting.substr(0, dot));
    setting.remove_prefix(dot + 1);
  }
  keys.emplace_back(setting);
  return keys;
}

bool Contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The statistics tell of retries, hence of late requests, before the next transaction begins;
/// too many of them cost more than they tell.
std::optional<PropertyRefusal> JudgeStatisticsInterval(std::string_view value) {
  constexpr std::int64_t kShortest = 100;
  constexpr std::int64_t kLongest = 1000;
  std::int64_t interval = -1;
  std::from_chars(value.data(), value.data() + value.size(), interval);
  if (interval >= kShortest && interval <= kLongest) return std::nullopt;
  return PropertyRefusal{
      "may not be set to this: the statistics show time-outs and retries, after which a producer "
      "is renewed because a late request could end its next transaction",
      "write 100 to 1000, or remove it"};
}

}  // namespace

std::optional<PropertyRefusal> JudgeKafkaProperty(std::string_view name, std::string_view value,
                                                  bool exactly_once) {
  if (name == "statistics.interval.ms" && exactly_once) return JudgeStatisticsInterval(value);
  for (const Rule& rule : Guarantees()) {
    if (!Contains(rule.names, name)) continue;
    if (rule.scope == Scope::kExactlyOnce && !exactly_once) return std::nullopt;
    if (Contains(rule.harmless, value)) return std::nullopt;
    return PropertyRefusal{"may not be set to this: " + std::string(rule.reason),
                           std::string(rule.remedy)};
  }
  for (const OwnSetting& own : OwnSettings()) {
    if (!Contains(own.names, name)) continue;
    return PropertyRefusal{"has a setting of its own", "set " + std::string(own.setting)};
  }
  return std::nullopt;
}

KeyPath SettingThatIsMeant(std::string_view message,
                           const std::map<std::string, std::string>& properties) {
  for (const auto& [name, value] : properties) {
    if (Mentions(message, name)) return {"kafka", "properties", name};
  }
  for (const OwnSetting& own : OwnSettings()) {
    for (const std::string_view name : own.names) {
      if (Mentions(message, name)) return SplitKeys(own.setting);
    }
  }
  return {"kafka"};
}

}  // namespace newswired
