#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/dlq.h"
#include "stages/core/result.h"

namespace newswired::kafka {

struct ReplayOptions {
  DlqFilter filter;
  std::string to;                    ///< topic; empty: the one that each dead letter came from
  bool again = false;                ///< also those that were sent again before
  bool dry_run = false;              ///< choose and say why not, send nothing
  std::size_t max_records = 1000;    ///< of one transaction
  std::size_t max_bytes = 32 << 20;  ///< likewise; a single larger record goes alone
  std::function<void(std::size_t replayed, std::size_t total)> progress;
};

struct ReplayReport {
  struct NotSent {
    DeadLetterId id;
    std::string reason;
  };
  std::vector<DeadLetterId> replayed;  ///< with dry_run: would be
  std::vector<NotSent> not_sent;       ///< chosen, but cannot be
  std::size_t before = 0;              ///< chosen, but sent again before
  /// Why it ended early. What had been replayed by then is marked, so that another call goes on.
  std::optional<Error> error;
};

/// Sends dead letters again, each exactly once.
///
/// Records and their mark in the dead-letter topic are written in one transaction. All replays of a
/// group have one transactional id, GROUP/dlq-replay: one that starts fences the one that runs, and
/// only then reads the marks, up to the end of the log. So no letter is sent by both. A transaction
/// whose end is unknown is settled by the same sequence.
///
/// Several dead letters of one input record (items of a feed, or after at_least_once) are one
/// replay of that record, and are all marked. Errors: code replay_fenced where another replay took
/// over; kConfig where topics are missing; else kTransient.
ReplayReport ReplayDeadLetters(const Config& config, const ReplayOptions& options);

}  // namespace newswired::kafka
