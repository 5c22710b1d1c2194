#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stages/core/settings.h"
#include "stages/core/stage_type.h"

namespace newswired {

// The Visit() members are defined in config.cc, for FieldVisitor: all visitors derive from it.
// Their declarations there are the reference documentation (docs/configuration.md is made from
// them).

/// kafka.security
struct SecurityConfig {
  std::string protocol = "plaintext";  ///< plaintext, ssl, sasl_plaintext, sasl_ssl
  std::string sasl_mechanism;          ///< PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER
  std::string username, password;
  std::string oauth_token_url, oauth_client_id, oauth_client_secret, oauth_scope;
  std::string ca_file, certificate_file, key_file, key_password;
  bool verify_hostname = true;
  template <class Visitor>
  void Visit(Visitor& v);
};

struct KafkaConfig {
  std::vector<std::string> brokers;
  SecurityConfig security;
  std::map<std::string, std::string> properties;  ///< any librdkafka property, checked
  template <class Visitor>
  void Visit(Visitor& v);
};

struct InputConfig {
  std::vector<std::string> topics;
  std::string group;
  std::string start = "earliest";  ///< of a group without offsets: earliest, latest
  std::string instance_id;         ///< empty: dynamic members, random transactional ids
  std::int64_t session_timeout_ms = 10000;
  template <class Visitor>
  void Visit(Visitor& v);
};

struct SideTopicsConfig {
  std::string entities, duplicates, revisions, stories;
  template <class Visitor>
  void Visit(Visitor& v);
};

struct OutputConfig {
  std::string topic, dead_letter_topic;
  SideTopicsConfig side_topics;
  std::string profile = "full";              ///< full, lean, ninjs
  std::string offset_unit = "codepoint";     ///< codepoint, byte, utf16
  std::string compression = "lz4";           ///< none, lz4, zstd, snappy, gzip
  std::int64_t max_record_bytes = 10485760;  ///< larger ones become dead letters
  bool create_topics = false;
  std::int64_t create_partitions = 8;
  std::int64_t create_replication = -1;  ///< -1: the broker's default
  /// All that are written to: of events, of dead letters, and the side topics that are wanted.
  [[nodiscard]] std::vector<std::string> topics() const;
  template <class Visitor>
  void Visit(Visitor& v);
};

/// The topic through which all processes of a group share what their stages remember (scope:
/// global). Not used where no stage does.
struct LedgerConfig {
  std::string topic;              ///< empty: the group's name and ".ledger"
  bool create_topic = true;       ///< where it is missing
  std::int64_t replication = -1;  ///< of a topic that we create; -1: the brokers' default
  std::string group;              ///< whose ledger it is; empty: input.group
  std::string snapshot_dir;       ///< folder; empty: none
  template <class Visitor>
  void Visit(Visitor& v);
};

/// Bounds of a batch, that is of a transaction; the first one reached ends it.
struct BatchConfig {
  std::int64_t max_messages = 10000;
  std::int64_t max_bytes = 33554432;
  std::int64_t interval_ms = 100;
  template <class Visitor>
  void Visit(Visitor& v);
};

struct HttpConfig {
  std::string listen = "127.0.0.1:9464";  ///< host:port, port 0 picks one; "off": none
  template <class Visitor>
  void Visit(Visitor& v);
};

struct LogConfig {
  std::string level = "info";   ///< trace, debug, info, warn, error
  std::string format = "text";  ///< text, json
  template <class Visitor>
  void Visit(Visitor& v);
};

/// An article that takes longer is not worth the wait: ordinary ones take milliseconds.
inline constexpr std::int64_t kDefaultTimeBudgetMs = 5'000;

/// One configured stage, in pipeline order.
struct StageConfig {
  const StageType* type = nullptr;
  StageFactory factory;
  bool required = false;                               ///< default: true for decode only
  std::int64_t time_budget_ms = kDefaultTimeBudgetMs;  ///< thread CPU per article; 0: unlimited
};

/// A whole, checked configuration. Built by LoadConfig (load.h); immutable from then on.
struct Config {
  std::string name = "newswired";  ///< CloudEvents source, client.id
  KafkaConfig kafka;
  InputConfig input;
  OutputConfig output;
  LedgerConfig ledger;
  std::string delivery = "exactly_once";  ///< or at_least_once
  std::int64_t lanes = 0;                 ///< 0: one per core
  std::int64_t workers = 0;               ///< 0: one per core
  BatchConfig batch;
  std::int64_t transaction_timeout_ms = 30000;
  std::int64_t drain_timeout_ms = 20000;
  std::int64_t memory_limit_mib = 1024;
  HttpConfig http;
  LogConfig log;
  std::vector<StageConfig>
      stages;  ///< key `stages`; absent: the default pipeline; `[]`: pass-through

  std::string path;    ///< file it was read from, or "embedded default"
  std::string sha256;  ///< hex, of the file's bytes
  /// The values of settings that are secret, and of librdkafka properties that look so: they are
  /// shown nowhere.
  std::vector<std::string> secrets;
  /// YAML of every setting with its value, defaults included, secrets redacted: safe to show.
  std::string effective;

  /// Whether a stage shares its memory with other processes, so that there is a ledger.
  [[nodiscard]] bool shares_memory() const;
  [[nodiscard]] std::string ledger_topic() const;
  [[nodiscard]] const std::string& ledger_group() const;
  /// The longest window of the stages that share their memory.
  [[nodiscard]] std::int64_t shared_window_hours() const;
  /// The largest record that a stage takes; 0: no stage says.
  [[nodiscard]] std::int64_t max_record_bytes() const;

  /// Walks all settings except `stages`, whose settings belong to the stages.
  template <class Visitor>
  void Visit(Visitor& v);
};

/// What every stage that is not ordered takes besides its own settings.
struct CommonStageSettings {
  bool required = false;
  std::int64_t time_budget_ms = kDefaultTimeBudgetMs;
  template <class Visitor>
  void Visit(Visitor& v);
};

}  // namespace newswired
