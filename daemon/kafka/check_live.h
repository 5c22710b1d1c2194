#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/admin.h"
#include "daemon/kafka/ledger_rules.h"
#include "stages/core/result.h"

/// `newswired check --live`: do the brokers suit the configuration?
namespace newswired::kafka {

enum class Severity : std::uint8_t {
  kOk,       ///< worth knowing
  kWarning,  ///< it will run, with a risk that is named
  kError,    ///< it will not start, or not keep its promises
};

/// One line: what is found, where, and what to do about it.
struct Finding {
  Severity severity = Severity::kOk;
  std::string where;  ///< "topic news.raw", "brokers", "group"
  std::string what;   ///< "max.message.bytes is 1048588, ...; set it to ..."
};

/// What was learned from the brokers; parts that could not be asked for are empty.
struct ClusterFacts {
  ClusterMetadata metadata;
  std::map<std::string, ConfigEntries> topic_configs;
  std::optional<ConfigEntries> broker_config;
  /// By topic; nothing where the library cannot ask.
  std::optional<std::map<std::string, std::set<std::string>>> operations;
  std::optional<std::set<std::string>> group_operations;  ///< nothing: not told
  std::optional<Error> transactions;  ///< why they do not work; nothing: they do, or were not tried
  std::optional<Error> group;         ///< why its offsets cannot be read
  std::map<std::string, Error> not_creatable;  ///< missing topics that a start could not create
  std::optional<LedgerRules> ledger_rules;     ///< nothing: there is no ledger yet
  std::optional<Error> snapshot_dir;           ///< what is wrong with it
  Offsets committed;
  std::map<TopicPartition, Watermarks> bounds;  ///< of the input
};

/// The findings, by topic; pure, so that tests need no brokers.
std::vector<Finding> JudgeCluster(const Config& config, const ClusterFacts& facts);

/// Asks the brokers (and reads the end of the ledger), prints a line for each finding, then how
/// many errors and warnings there are. Creates and changes nothing but the state of one
/// transactional id, GROUP/check-live. Returns the exit code: kExitOk, or kExitFailed where there
/// are errors. `timeout` is of each question.
int CheckLive(const Config& config, std::ostream& out,
              std::chrono::milliseconds timeout = std::chrono::seconds(10));

}  // namespace newswired::kafka
