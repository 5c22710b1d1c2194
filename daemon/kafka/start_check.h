#pragma once

#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/client_config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What CheckStart() learns from the brokers.
struct StartFacts {
  int partitions = 0;  ///< of the input
  TopicLimits limits;
  std::vector<std::string> warnings;
};

/// What has to hold before the first record is taken: the topics exist (or are created, where
/// output.create_topics says so), the dead-letter topic takes the input's largest record plus 64
/// KiB of headers, and the topic of the ledger is as it has to be, where there is one
/// (ledger_topic.h).
///
/// Errors: kConfig with what to mend; kTransient where the brokers do not answer (in time).
Result<StartFacts> CheckStart(const Config& config);

}  // namespace newswired::kafka
