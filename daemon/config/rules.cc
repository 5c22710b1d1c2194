#include "daemon/config/rules.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/config/brokers.h"
#include "daemon/config/effective.h"
#include "daemon/config/kafka_properties.h"
#include "daemon/config/listen.h"

namespace newswired {
namespace {

constexpr std::int64_t kBytesPerMib = 1048576;
constexpr std::size_t kLongestTopic = 249;  // Kafka's own limit
constexpr std::size_t kLongestInstanceId = 200;
constexpr std::size_t kLongestName = 200;

using Path = KeyPath;

/// What a problem is about.
struct Place {
  Location location;
  std::string path;
};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetterOrDigit(char c) { return IsLetter(c) || IsDigit(c); }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// Whether `text` is a URI reference (RFC 3986) of characters that need no escapes: what comes
/// before a first ':' is a scheme, unless there is a '/' before it.
bool IsPlainUriReference(std::string_view text) {
  const auto may_stand = [](char c) {
    return IsLetterOrDigit(c) || std::string_view("-._~:/@+").find(c) != std::string_view::npos;
  };
  if (text.empty() || !std::all_of(text.begin(), text.end(), may_stand)) return false;
  const std::size_t colon = text.find_first_of(":/");
  if (colon == std::string_view::npos || text[colon] == '/') return true;
  const std::string_view scheme = text.substr(0, colon);
  return !scheme.empty() && IsLetter(scheme.front()) &&
         scheme.find_first_of("_~@") == std::string_view::npos;
}

class RuleChecker {
 public:
  RuleChecker(const Config& config, const ConfigNode& root, std::vector<Problem>& problems)
      : config_(config), root_(root), problems_(problems) {}

  void CheckAll() {
    CheckName();
    CheckBrokers();
    CheckSecurity();
    CheckProperties();
    CheckGroup();
    CheckTopics();
    CheckTimes();
    CheckMemory();
    CheckListen();
  }

  void CheckLedger() {
    if (!config_.shares_memory() || !config_.ledger.topic.empty() || config_.input.group.empty()) {
      return;
    }
    const std::string topic = config_.ledger_topic();
    const Path path{"ledger", "topic"};
    if (!IsTopicName(topic)) {
      Report(path, "is empty, and the group's name makes no topic name that Kafka takes",
             "name the topic of the ledger");
    } else if (NamedTopics().contains(topic)) {
      Report(path, "is empty, and " + Quoted(topic) + " is the name of another topic already",
             "name the topic of the ledger");
    }
  }

 private:
  [[nodiscard]] bool exactly_once() const { return config_.delivery == "exactly_once"; }

  void Report(const Path& path, std::string what, std::string remedy) {
    ReportAt(PlaceOf(path), std::move(what), std::move(remedy));
  }
  void ReportAt(Place place, std::string what, std::string remedy) {
    problems_.push_back(
        {std::move(place.location), std::move(place.path), std::move(what), std::move(remedy)});
  }

  [[nodiscard]] Place PlaceOf(const Path& path) const {
    return {Locate(root_, path), JoinPath(path)};
  }

  /// The place of the item at `index` of the list at `path`, of which `count` items were read;
  /// that of the list where these are not all, or the list was written as one text.
  [[nodiscard]] Place PlaceOfItem(const Path& path, std::size_t index, std::size_t count) const {
    Place place = PlaceOf(path);
    const ConfigNode* node = Find(path);
    if (node == nullptr || node->items.size() != count) return place;
    return {node->items[index]->location, place.path + "[" + std::to_string(index) + "]"};
  }

  [[nodiscard]] const ConfigNode* Find(const Path& path) const {
    const ConfigNode* node = &root_;
    for (const std::string& key : path) {
      const ConfigNode::Entry* entry = node->Find(key);
      if (entry == nullptr) return nullptr;
      node = entry->value.get();
    }
    return node;
  }

  /// Whether the file has a value there, right or wrong: a wrong one was reported already.
  [[nodiscard]] bool HasValue(const Path& path) const {
    const ConfigNode* node = Find(path);
    return node != nullptr && (node->kind != ConfigNode::Kind::kScalar || !node->scalar.empty());
  }

  /// What came by reference is hidden later, by LoadConfig.
  [[nodiscard]] static std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

  void CheckName() {
    if (config_.name.size() <= kLongestName && IsPlainUriReference(config_.name)) return;
    Report({"name"},
           config_.name.empty() ? "is empty"
                                : Quoted(config_.name) + " is no name that events can carry",
           "use up to 200 letters, digits, '-', '.', '_' and '/', or an absolute URI: it is the "
           "source of the events (CloudEvents ce_source)");
  }

  void CheckBrokers() {
    const std::vector<std::string>& items = config_.kafka.brokers;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::vector<std::string> brokers = SplitBrokers(items[i]);
      const Place place = PlaceOfItem({"kafka", "brokers"}, i, items.size());
      if (brokers.empty()) ReportAt(place, Quoted(items[i]) + " names no broker", kBrokerRemedy);
      for (const std::string& broker : brokers) {
        const std::string_view wrong = WrongWithBroker(broker);
        if (!wrong.empty())
          ReportAt(place, Quoted(broker).append(" ").append(wrong), kBrokerRemedy);
      }
    }
  }

  void CheckSecurity() {
    const SecurityConfig& security = config_.kafka.security;
    const bool tls = security.protocol == "ssl" || security.protocol == "sasl_ssl";
    const bool sasl = security.protocol.starts_with("sasl_");
    if (sasl) {
      CheckSasl(security);
    } else {
      RefuseLogin(security);
    }
    if (!tls) {
      RefuseTls(security, sasl ? "sasl_ssl" : "ssl");
      return;
    }
    RequireWith(!security.certificate_file.empty(), security.key_file, "key_file",
                "certificate_file");
    RequireWith(!security.key_file.empty(), security.certificate_file, "certificate_file",
                "key_file");
  }

  void RefuseLogin(const SecurityConfig& security) {
    const std::string reason = "there is no login with protocol " + security.protocol;
    const std::string remedy = "set protocol to sasl_ssl, or remove it";
    RefuseUseless(security.sasl_mechanism, "sasl_mechanism", reason, remedy);
    RefuseUseless(security.username, "username", reason, remedy);
    RefuseUseless(security.password, "password", reason, remedy);
    RefuseUseless(security.oauth_token_url, "oauth_token_url", reason, remedy);
    RefuseUseless(security.oauth_client_id, "oauth_client_id", reason, remedy);
    RefuseUseless(security.oauth_client_secret, "oauth_client_secret", reason, remedy);
    RefuseUseless(security.oauth_scope, "oauth_scope", reason, remedy);
  }

  void RefuseTls(const SecurityConfig& security, const std::string& protocol) {
    const std::string reason = "there is no TLS with protocol " + security.protocol;
    const std::string remedy = "set protocol to " + protocol + ", or remove it";
    RefuseUseless(security.ca_file, "ca_file", reason, remedy);
    RefuseUseless(security.certificate_file, "certificate_file", reason, remedy);
    RefuseUseless(security.key_file, "key_file", reason, remedy);
    RefuseUseless(security.key_password, "key_password", reason, remedy);
    if (!security.verify_hostname) RefuseUseless("false", "verify_hostname", reason, remedy);
  }

  void CheckSasl(const SecurityConfig& security) {
    const std::string& mechanism = security.sasl_mechanism;
    const Path path{"kafka", "security", "sasl_mechanism"};
    if (mechanism.empty()) {
      if (HasValue(path)) return;
      Report(path, "is missing, since protocol " + security.protocol + " logs in",
             "set it to PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER");
      return;
    }
    const std::string needs = "sasl_mechanism " + mechanism;
    if (mechanism == "OAUTHBEARER") {
      RequireWith(true, security.oauth_token_url, "oauth_token_url", needs);
      RequireWith(true, security.oauth_client_id, "oauth_client_id", needs);
      RequireWith(true, security.oauth_client_secret, "oauth_client_secret", needs);
      return;
    }
    RequireWith(true, security.username, "username", needs);
    RequireWith(true, security.password, "password", needs);
  }

  void RefuseUseless(const std::string& value, const std::string& key, const std::string& reason,
                     const std::string& remedy) {
    if (!value.empty()) Report({"kafka", "security", key}, "has no effect: " + reason, remedy);
  }

  void RequireWith(bool needed, const std::string& value, const std::string& key,
                   const std::string& because) {
    const Path path{"kafka", "security", key};
    if (!needed || !value.empty() || HasValue(path)) return;
    Report(path, "is missing, since " + because + " needs it", "set it");
  }

  void CheckProperties() {
    for (const auto& [name, value] : config_.kafka.properties) {
      const Path path{"kafka", "properties", name};
      if (const auto refusal = JudgeKafkaProperty(name, value, exactly_once())) {
        Report(path, refusal->what, refusal->remedy);
      } else if (LooksSecret(name) && !StandsAsReference(path)) {
        Report(path, "a secret is written into the file",
               "write ${env:NAME} or ${file:PATH}: configuration files get copied, shown and "
               "committed");
      } else if (name == "socket.timeout.ms" && exactly_once()) {
        CheckSocketTimeout(path, value);
      }
    }
  }

  [[nodiscard]] bool StandsAsReference(const Path& path) const {
    const ConfigNode* node = Find(path);
    return node != nullptr && node->scalar.starts_with("${");
  }

  void CheckSocketTimeout(const Path& path, const std::string& value) {
    const bool digits = !value.empty() && value.size() < 10 &&
                        value.find_first_not_of("0123456789") == std::string::npos;
    if (digits && std::stoll(value) <= config_.transaction_timeout_ms) return;
    Report(path,
           "must not be longer than transaction_timeout_ms (" +
               std::to_string(config_.transaction_timeout_ms) +
               "): a request could outlive its transaction",
           "write a smaller number, or remove it");
  }

  void CheckGroup() {
    CheckGroupName({"input", "group"}, config_.input.group);
    CheckGroupName({"ledger", "group"}, config_.ledger.group);
    const std::string& id = config_.input.instance_id;
    const bool valid =
        id.size() <= kLongestInstanceId && std::all_of(id.begin(), id.end(), IsTopicChar);
    if (!valid) {
      Report({"input", "instance_id"},
             "has characters other than letters, digits, '.', '_' and '-', or more than 200 of "
             "them; it becomes a part of transactional ids, where '/' separates",
             "choose another name");
    }
  }

  void CheckGroupName(const Path& path, const std::string& group) {
    if (std::none_of(group.begin(), group.end(), IsControl)) return;
    Report(path, "has line ends or other control characters", "choose another name");
  }

  static bool IsTopicChar(char c) { return IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-'; }

  static bool IsTopicName(std::string_view name) {
    return name.size() <= kLongestTopic && name != "." && name != ".." &&
           std::all_of(name.begin(), name.end(), IsTopicChar);
  }

  void CheckTopicName(const Place& place, const std::string& name) {
    if (name.starts_with('^')) {
      ReportAt(place, "topic patterns are not supported: a pattern could match our own output",
               "list the topics");
      return;
    }
    if (IsTopicName(name)) return;
    ReportAt(place, Quoted(name) + " is no topic name that Kafka takes",
             "use up to 249 letters, digits, '.', '_' and '-'");
  }

  void CheckTopics() {
    std::map<std::string, std::string> used;  // topic -> key that names it
    const std::vector<std::string>& topics = config_.input.topics;
    for (std::size_t i = 0; i < topics.size(); ++i) {
      const Place place = PlaceOfItem({"input", "topics"}, i, topics.size());
      CheckTopicName(place, topics[i]);
      if (!used.emplace(topics[i], "input.topics").second) {
        ReportAt(place, Quoted(topics[i]) + " stands there twice", "remove one");
      }
    }
    const SideTopicsConfig& side = config_.output.side_topics;
    ClaimTopic(used, {"output", "topic"}, config_.output.topic);
    ClaimTopic(used, {"output", "dead_letter_topic"}, config_.output.dead_letter_topic);
    ClaimTopic(used, {"output", "side_topics", "entities"}, side.entities);
    ClaimTopic(used, {"output", "side_topics", "duplicates"}, side.duplicates);
    ClaimTopic(used, {"output", "side_topics", "revisions"}, side.revisions);
    ClaimTopic(used, {"output", "side_topics", "stories"}, side.stories);
    ClaimTopic(used, {"ledger", "topic"}, config_.ledger.topic);
  }

  [[nodiscard]] std::set<std::string> NamedTopics() const {
    const OutputConfig& output = config_.output;
    const SideTopicsConfig& side = output.side_topics;
    std::set<std::string> topics(config_.input.topics.begin(), config_.input.topics.end());
    topics.insert({output.topic, output.dead_letter_topic, side.entities, side.duplicates,
                   side.revisions, side.stories});
    return topics;
  }

  void ClaimTopic(std::map<std::string, std::string>& used, const Path& path,
                  const std::string& topic) {
    if (topic.empty()) return;
    const Place place = PlaceOf(path);
    CheckTopicName(place, topic);
    const auto [other, is_new] = used.emplace(topic, place.path);
    if (is_new) return;
    if (other->second == "input.topics") {
      Report(path,
             Quoted(topic) +
                 " is an input topic too: the daemon would read what it writes, "
                 "without end",
             "write to another topic");
    } else {
      Report(path,
             Quoted(topic) + " is " + other->second +
                 " too: consumers could not tell the "
                 "records apart",
             "write to another topic");
    }
  }

  void CheckTimes() {
    if (!exactly_once()) return;
    const std::int64_t transaction = config_.transaction_timeout_ms;
    const std::string limit = "transaction_timeout_ms (" + std::to_string(transaction) + ")";
    if (config_.input.session_timeout_ms >= transaction) {
      ReportTime(
          {"input", "session_timeout_ms"},
          std::to_string(config_.input.session_timeout_ms) + " is not below " + limit +
              ": the brokers would abort the transaction of a silent process that still owns "
              "its partitions",
          "lower it, or raise transaction_timeout_ms");
    }
    if (config_.batch.interval_ms * 3 > transaction) {
      ReportTime({"batch", "interval_ms"},
                 std::to_string(config_.batch.interval_ms) + " is more than a third of " + limit +
                     ": a batch has to be gathered, written and committed within it",
                 "lower it, or raise transaction_timeout_ms");
    }
    if (config_.drain_timeout_ms > transaction) {
      ReportTime({"drain_timeout_ms"},
                 std::to_string(config_.drain_timeout_ms) + " is more than " + limit +
                     ": the brokers abort what is open then, so waiting longer saves nothing",
                 "lower it, or raise transaction_timeout_ms");
    }
  }

  /// Where the file does not set it, its default is too long for what the file does set.
  void ReportTime(const Path& path, const std::string& what, const std::string& remedy) {
    const Path limit{"transaction_timeout_ms"};
    if (HasValue(path) || !HasValue(limit)) return Report(path, what, remedy);
    const std::string key = JoinPath(path);
    Report(limit, "is too short for the default of " + key + ": " + what,
           "raise it, or set " + key);
  }

  void CheckMemory() {
    const std::int64_t lanes = std::max<std::int64_t>(config_.lanes, 1);
    const std::int64_t needed = lanes * BytesPerLane(config_.batch);
    if (needed <= config_.memory_limit_mib * kBytesPerMib) return;
    const std::string mib = std::to_string((needed + kBytesPerMib - 1) / kBytesPerMib);
    const std::string batches = " with two batches of " + std::to_string(config_.batch.max_bytes) +
                                " bytes each, as input and as output";
    // What the file says is what to change, not a default that stands nowhere.
    const Path limit{"memory_limit_mib"};
    if (Find(limit) == nullptr && Find({"lanes"}) != nullptr && lanes > 1) {
      Report({"lanes"},
             std::to_string(lanes) + " lanes" + batches + " are too many for memory_limit_mib (" +
                 std::to_string(config_.memory_limit_mib) + ")",
             "lower it, or set memory_limit_mib to at least " + mib);
    } else if (Find(limit) == nullptr && Find({"batch", "max_bytes"}) != nullptr) {
      Report({"batch", "max_bytes"},
             std::to_string(config_.batch.max_bytes) + " is too large for memory_limit_mib (" +
                 std::to_string(config_.memory_limit_mib) +
                 "): a lane has two batches, as input and as output",
             "lower it, or set memory_limit_mib to at least " + mib);
    } else {
      Report(limit,
             std::to_string(config_.memory_limit_mib) + " is too small for " +
                 std::to_string(lanes) + (lanes == 1 ? " lane" : " lanes") + batches,
             "write at least " + mib + ", or lower lanes or batch.max_bytes");
    }
  }

  void CheckListen() {
    const auto address = ParseListen(config_.http.listen);
    if (address.ok()) return;
    Report({"http", "listen"}, address.error().message,
           "write host:port, for example 127.0.0.1:9464, or off");
  }

  static constexpr const char* kBrokerRemedy = "write for example kafka1:9092";

  const Config& config_;
  const ConfigNode& root_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::int64_t BytesPerLane(const BatchConfig& batch) { return 4 * batch.max_bytes; }

std::int64_t LaneCount(const Config& config, unsigned cores) {
  if (config.lanes > 0) return config.lanes;
  const std::int64_t fit = config.memory_limit_mib * kBytesPerMib / BytesPerLane(config.batch);
  return std::max<std::int64_t>(1, std::min<std::int64_t>(cores, fit));
}

Location Locate(const ConfigNode& root, const KeyPath& path) {
  const ConfigNode* node = &root;
  Location location = root.location;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const ConfigNode::Entry* entry = node->Find(path[i]);
    if (entry == nullptr) return location;
    node = entry->value.get();
    location = i + 1 == path.size() ? node->location : entry->key_location;
  }
  return location;
}

void CheckFiles(const Config& config, const ConfigNode& root, std::vector<Problem>& problems) {
  const SecurityConfig& security = config.kafka.security;
  for (const auto& [key, file] : {std::pair{"ca_file", &security.ca_file},
                                  {"certificate_file", &security.certificate_file},
                                  {"key_file", &security.key_file}}) {
    if (file->empty() || access(file->c_str(), R_OK) == 0) continue;
    const KeyPath path{"kafka", "security", key};
    problems.push_back(
        {Locate(root, path), JoinPath(path),
         "\"" + *file + "\" cannot be read: " + std::generic_category().message(errno),
         "put it there, readable for the daemon's user"});
  }
}

void CheckRules(const Config& config, const ConfigNode& root, std::vector<Problem>& problems) {
  RuleChecker(config, root, problems).CheckAll();
}

void CheckLedger(const Config& config, const ConfigNode& root, std::vector<Problem>& problems) {
  RuleChecker(config, root, problems).CheckLedger();
}

}  // namespace newswired
