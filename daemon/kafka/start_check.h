#pragma once

#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/admin.h"
#include "daemon/kafka/client_config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What CheckStart() learns from the brokers.
struct StartFacts {
  int partitions = 0;  ///< of the input
  TopicLimits limits;
  std::vector<std::string> warnings;
};

/// All that are read or written: the input's, the outputs, and the ledger's if there is one.
std::vector<std::string> AllTopics(const Config& config);

/// The topic as output.create_topics makes it. `dead_letter_bytes`: how large a dead letter may be.
TopicPlan PlanOutputTopic(const OutputConfig& output, const std::string& name,
                          std::int64_t dead_letter_bytes);

/// What has to hold before the first record is taken: the topics exist (or are created, where
/// output.create_topics says so), the dead-letter topic takes the input's largest record plus 64
/// KiB of headers, and the topic of the ledger is as it has to be, where there is one
/// (ledger_topic.h). Rights on all of these and on the group, as far as the brokers tell them.
///
/// Errors: kConfig with what to mend; kTransient where the brokers do not answer (in time).
Result<StartFacts> CheckStart(const Config& config);

}  // namespace newswired::kafka
