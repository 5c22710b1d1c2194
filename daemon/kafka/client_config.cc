#include "daemon/kafka/client_config.h"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/config/effective.h"
#include "daemon/config/suggest.h"

namespace newswired::kafka {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
/// What the client library keeps of a produced record beside the bytes that it counts: its message,
/// and a dozen headers of their own allocation each.
constexpr std::int64_t kProducedOverhead = 2048;
/// The most that librdkafka takes of queued.max.messages.kbytes and queue.buffering.max.messages.
constexpr std::int64_t kMaxQueuedKbytes = 2'097'151;
constexpr std::int64_t kMaxMessages = 10'000'000;
constexpr std::int64_t kMaxRecord = 1'000'000'000;
constexpr std::int64_t kBatchSize = 1'000'000;
constexpr int kVersionFetchQueueBackoff = 0x02020000;
constexpr int kVersionRetryBackoffMax = 0x02030000;

/// Sets properties until one is refused.
class ConfWriter {
 public:
  ConfWriter() : conf_(rd_kafka_conf_new()) {}

  void Set(const std::string& name, const std::string& value) {
    if (error_) return;
    std::array<char, 512> reason{};
    if (rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) !=
        RD_KAFKA_CONF_OK) {
      error_ = ConfigError("kafka_property", reason.data());
    }
  }
  void Set(const std::string& name, std::int64_t value) { Set(name, std::to_string(value)); }
  void SetUnlessEmpty(const std::string& name, const std::string& value) {
    if (!value.empty()) Set(name, value);
  }
  rd_kafka_conf_t* get() { return conf_.get(); }
  Result<ConfHandle> Finish() && {
    if (error_) return std::move(*error_);
    return std::move(conf_);
  }

 private:
  ConfHandle conf_;
  std::optional<Error> error_;
};

void ForwardLog(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const auto severity = level <= 3   ? spdlog::level::err
                        : level == 4 ? spdlog::level::warn
                        : level <= 6 ? spdlog::level::info
                                     : spdlog::level::debug;
  spdlog::log(severity, "{}: {}: {}", client == nullptr ? "kafka" : rd_kafka_name(client), facility,
              text);
}

void SetSecurity(const SecurityConfig& security, ConfWriter& conf) {
  conf.Set("security.protocol", security.protocol);
  conf.SetUnlessEmpty("sasl.mechanism", security.sasl_mechanism);
  conf.SetUnlessEmpty("sasl.username", security.username);
  conf.SetUnlessEmpty("sasl.password", security.password);
  if (!security.oauth_token_url.empty()) {
    conf.Set("sasl.oauthbearer.method", "oidc");
    conf.Set("sasl.oauthbearer.token.endpoint.url", security.oauth_token_url);
    conf.SetUnlessEmpty("sasl.oauthbearer.client.id", security.oauth_client_id);
    conf.SetUnlessEmpty("sasl.oauthbearer.client.secret", security.oauth_client_secret);
    conf.SetUnlessEmpty("sasl.oauthbearer.scope", security.oauth_scope);
  }
  conf.SetUnlessEmpty("ssl.ca.location", security.ca_file);
  conf.SetUnlessEmpty("ssl.certificate.location", security.certificate_file);
  conf.SetUnlessEmpty("ssl.key.location", security.key_file);
  conf.SetUnlessEmpty("ssl.key.password", security.key_password);
  conf.Set("ssl.endpoint.identification.algorithm", security.verify_hostname ? "https" : "none");
}

// What every client needs. The operator's properties come before what the guarantees need, so that
// nothing that slipped through the check can break these.
void SetCommon(const Config& config, const std::string& client_id, ConfWriter& conf) {
  rd_kafka_conf_set_log_cb(conf.get(), &ForwardLog);
  conf.Set("bootstrap.servers", fmt::format("{}", fmt::join(config.kafka.brokers, ",")));
  conf.Set("client.id", client_id);
  SetSecurity(config.kafka.security, conf);
  conf.Set("socket.timeout.ms", 10'000);
  conf.Set("socket.nagle.disable", "true");
  // An idle connection that a broker closes is no news.
  conf.Set("log.connection.close", "false");
}

/// Which clients a property is for, as the table of librdkafka's own documentation has it.
enum class Scope : char { kAll = '*', kConsumer = 'C', kProducer = 'P' };

struct PropertyDoc {
  Scope scope = Scope::kAll;
  std::string range;  ///< "0 .. 900000", "any, v4, v6"; empty: any text
};

std::string Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

std::map<std::string, PropertyDoc> ReadDocs() {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = open_memstream(&text, &size);
  std::map<std::string, PropertyDoc> docs;
  if (stream == nullptr) return docs;
  rd_kafka_conf_properties_show(stream);
  std::fclose(stream);
  // "linger.ms                                |  P  | 0 .. 900000     | 5 ..."
  std::istringstream lines{std::string(text, size)};
  std::free(text);  // NOLINT(cppcoreguidelines-no-malloc): open_memstream's
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string name;
    std::string scope;
    std::string range;
    if (!std::getline(cells, name, '|') || !std::getline(cells, scope, '|') ||
        !std::getline(cells, range, '|')) {
      continue;
    }
    scope = Trimmed(scope);
    if (scope != "*" && scope != "C" && scope != "P") continue;
    docs[Trimmed(name)] = {static_cast<Scope>(scope.front()), Trimmed(range)};
  }
  return docs;
}

const std::map<std::string, PropertyDoc>& Docs() {
  static const std::map<std::string, PropertyDoc> docs = ReadDocs();
  return docs;
}

/// Sets the operator's properties that are for clients of this kind; a client warns about others.
void SetOperators(const Config& config, Scope kind, ConfWriter& conf) {
  for (const auto& [name, value] : config.kafka.properties) {
    const auto found = Docs().find(name);
    const Scope scope = found == Docs().end() ? Scope::kAll : found->second.scope;
    if (scope == Scope::kAll || scope == kind) conf.Set(name, value);
  }
}

std::string WithoutLineEnd(std::string_view text) {
  return std::string(text.substr(0, text.find_last_not_of("\r\n") + 1));
}

/// Makes a client that has nobody to talk to: no broker, and no identity provider.
std::optional<std::string> TryClient(rd_kafka_type_t type, Result<ConfHandle> conf) {
  if (!conf.ok()) return WithoutLineEnd(conf.error().message);
  rd_kafka_conf_set(conf->get(), "bootstrap.servers", nullptr, nullptr, 0);
  rd_kafka_conf_set(conf->get(), "sasl.oauthbearer.method", "default", nullptr, 0);
  const auto client = NewClient(type, std::move(conf).value());
  if (client.ok()) return std::nullopt;
  return WithoutLineEnd(client.error().message);
}

/// Offsets are ours to keep, and what is not where it should be is ours to hear of.
void SetReading(ConfWriter& conf) {
  conf.Set("enable.auto.commit", "false");
  conf.Set("enable.auto.offset.store", "false");
  conf.Set("auto.offset.reset", "error");
  conf.Set("enable.partition.eof", "true");
  conf.Set("allow.auto.create.topics", "false");
}

}  // namespace

LaneBudgets BudgetsOf(const Config& config, std::int64_t lanes) {
  const std::int64_t of_lane = config.memory_limit_mib * kMiB / std::max<std::int64_t>(1, lanes);
  // What is left is for the process itself and for fragmentation.
  return {.prefetch = of_lane / 10, .producer = of_lane * 8 / 100, .in_flight = of_lane / 5};
}

std::int64_t MaxDeadLetterBytes(const Config& config, const LaneBudgets& budgets,
                                const TopicLimits& limits) {
  // The limits of topics are of what is compressed, that of a client is not: so at least as much as
  // its queue may hold anyway.
  const std::int64_t original =
      std::max(limits.input > 0 ? limits.input + kDeadLetterRoom : 0, budgets.producer / 2);
  return std::max(config.output.max_record_bytes, std::min(original, kMaxRecord));
}

std::string GroupInstanceId(const Config& config, int lane) {
  const std::string& instance = config.input.instance_id;
  return instance.empty() ? "" : fmt::format("{}/{}", instance, lane);
}

Result<ConfHandle> ConsumerConf(const Config& config, int lane, const LaneBudgets& budgets) {
  const InputConfig& input = config.input;
  ConfWriter conf;
  SetCommon(config, fmt::format("{}/{}", config.name, lane), conf);
  conf.Set("max.poll.interval.ms", 300'000);
  conf.Set("fetch.wait.max.ms", 100);
  // A record larger than this is fetched all the same, alone.
  const std::int64_t fetch = std::min<std::int64_t>(budgets.prefetch / 2, 50 * kMiB);
  conf.Set("fetch.max.bytes", fetch);
  conf.Set("fetch.message.max.bytes", std::min<std::int64_t>(fetch, 4 * kMiB));
  conf.Set("message.max.bytes", std::min<std::int64_t>(fetch, 10 * kMiB));
  conf.Set("receive.message.max.bytes", 256 * kMiB);
  conf.Set("queued.min.messages", 100'000);
  conf.Set("queued.max.messages.kbytes",
           std::clamp<std::int64_t>(budgets.prefetch / 2 / 1024, 1024, kMaxQueuedKbytes));
  if (rd_kafka_version() >= kVersionFetchQueueBackoff) conf.Set("fetch.queue.backoff.ms", 10);
  conf.Set("check.crcs", "true");
  conf.Set("statistics.interval.ms", 1'000);
  SetOperators(config, Scope::kConsumer, conf);

  conf.Set("group.id", input.group);
  if (!input.instance_id.empty()) conf.Set("group.instance.id", GroupInstanceId(config, lane));
  conf.Set("session.timeout.ms", input.session_timeout_ms);
  conf.Set("heartbeat.interval.ms",
           std::clamp<std::int64_t>(input.session_timeout_ms / 4, 100, 3'000));
  conf.Set("partition.assignment.strategy", "cooperative-sticky");
  conf.Set("isolation.level", "read_committed");
  SetReading(conf);
  return std::move(conf).Finish();
}

Result<ConfHandle> ProducerConf(const Config& config, int lane, const LaneBudgets& budgets,
                                const std::string& transactional_id, const TopicLimits& limits) {
  const OutputConfig& output = config.output;
  const std::int64_t largest = MaxDeadLetterBytes(config, budgets, limits);
  ConfWriter conf;
  SetCommon(config, fmt::format("{}/{}", config.name, lane), conf);
  conf.Set("socket.timeout.ms", std::min<std::int64_t>(10'000, config.transaction_timeout_ms / 2));
  conf.Set("linger.ms", 20);
  // A request larger than its topic takes would be refused with all that is in it.
  conf.Set("batch.size", limits.output > 0 ? std::min(kBatchSize, limits.output) : kBatchSize);
  conf.Set("batch.num.messages", 10'000);
  conf.Set("compression.codec", output.compression);
  conf.Set("partitioner", "murmur2_random");
  conf.Set("statistics.interval.ms", 1'000);
  SetOperators(config, Scope::kProducer, conf);

  // Half of the budget for values, half for what comes with them.
  conf.Set("queue.buffering.max.kbytes",
           std::max<std::int64_t>(largest / 1024 + 1, budgets.producer / 2 / 1024));
  conf.Set("queue.buffering.max.messages",
           std::clamp<std::int64_t>(budgets.producer / 2 / kProducedOverhead, 1'000, kMaxMessages));
  conf.Set("message.max.bytes", largest);
  conf.Set("enable.idempotence", "true");
  conf.Set("acks", "all");
  conf.Set("message.timeout.ms", config.transaction_timeout_ms * 4 / 5);
  conf.Set("retry.backoff.ms", kRetryBackoffMs);
  if (rd_kafka_version() >= kVersionRetryBackoffMax) {
    conf.Set("retry.backoff.max.ms", kRetryBackoffMs * 2);
  }
  if (!transactional_id.empty()) {
    conf.Set("transactional.id", transactional_id);
    conf.Set("transaction.timeout.ms", config.transaction_timeout_ms);
  }
  return std::move(conf).Finish();
}

Result<ConfHandle> LedgerProducerConf(const Config& config) {
  ConfWriter conf;
  SetCommon(config, config.name + "/ledger", conf);
  SetOperators(config, Scope::kProducer, conf);
  // Every article waits for its claim: what operators tune for throughput is not for it.
  conf.Set("linger.ms", 3);
  conf.Set("batch.num.messages", 10'000);
  conf.Set("compression.codec", "lz4");
  conf.Set("statistics.interval.ms", 0);
  conf.Set("queue.buffering.max.kbytes", 65'536);
  conf.Set("queue.buffering.max.messages", 100'000);
  conf.Set("message.max.bytes", kDefaultMaxMessageBytes);  // the ledger's topic has that at least
  conf.Set("batch.size", kBatchSize);
  conf.Set("enable.idempotence", "true");
  conf.Set("acks", "all");
  conf.Set("message.timeout.ms", 0);  // brokers that are away are waited for
  // A ledger that was deleted would come back with the brokers' defaults, and could not be read.
  conf.Set("allow.auto.create.topics", "false");
  conf.Set("retry.backoff.ms", 100);
  if (rd_kafka_version() >= kVersionRetryBackoffMax) conf.Set("retry.backoff.max.ms", 1'000);
  return std::move(conf).Finish();
}

Result<ConfHandle> LedgerConsumerConf(const Config& config) {
  ConfWriter conf;
  SetCommon(config, config.name + "/ledger", conf);
  SetOperators(config, Scope::kConsumer, conf);
  // The group is only named, since assigning partitions wants one: nothing is joined or committed.
  conf.Set("group.id", config.input.group);
  conf.Set("isolation.level", "read_uncommitted");
  SetReading(conf);
  conf.Set("check.crcs", "true");
  conf.Set("statistics.interval.ms", 0);
  // The first byte is sent at once: only a fetch that finds nothing waits.
  conf.Set("fetch.min.bytes", 1);
  conf.Set("fetch.wait.max.ms", 100);
  conf.Set("fetch.error.backoff.ms", 100);
  conf.Set("queued.min.messages", 20'000);
  conf.Set("queued.max.messages.kbytes", 16'384);
  return std::move(conf).Finish();
}

Result<ConfHandle> AdminConf(const Config& config) {
  ConfWriter conf;
  SetCommon(config, config.name, conf);
  SetOperators(config, Scope::kAll, conf);
  return std::move(conf).Finish();
}

std::string LibraryVersion() { return rd_kafka_version_str(); }

std::optional<PropertyRefusal> CheckProperty(const std::string& name, const std::string& value) {
  const ConfHandle conf(rd_kafka_conf_new());
  std::array<char, 512> reason{};
  const auto result =
      rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size());
  if (result == RD_KAFKA_CONF_OK) return std::nullopt;
  if (result == RD_KAFKA_CONF_UNKNOWN) {
    std::vector<std::string_view> known;
    for (const auto& [other, doc] : Docs()) known.push_back(other);
    const std::string_view nearest = NearestWord(name, known);
    return PropertyRefusal{"librdkafka has no such property",
                           nearest.empty() ? "see librdkafka's CONFIGURATION.md"
                                           : fmt::format("did you mean \"{}\"?", nearest)};
  }
  const auto found = Docs().find(name);
  const std::string range = found == Docs().end() ? "" : found->second.range;
  return PropertyRefusal{
      fmt::format("librdkafka refuses {}: {}",
                  LooksSecret(name) ? "it" : fmt::format("\"{}\"", value),
                  WithoutLineEnd(reason.data())),
      range.empty() ? "see librdkafka's CONFIGURATION.md" : fmt::format("it takes {}", range)};
}

std::optional<std::string> CheckClients(const Config& config) {
  const bool transactions = config.delivery == "exactly_once";
  const LaneBudgets budgets = BudgetsOf(config, 1);
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::off);  // what the library has to say is returned
  auto error = TryClient(RD_KAFKA_CONSUMER, ConsumerConf(config, 0, budgets));
  if (!error) {
    error =
        TryClient(RD_KAFKA_PRODUCER, ProducerConf(config, 0, budgets, transactions ? "check" : ""));
  }
  spdlog::set_level(level);
  return error;
}

}  // namespace newswired::kafka
