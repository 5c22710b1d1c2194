#pragma once

#include "daemon/config/config.h"
#include "daemon/kafka/client_config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What CheckStart() learns from the brokers.
struct StartFacts {
  int partitions = 0;  ///< of the input
  TopicLimits limits;
};

/// What has to hold before the first record is taken: the topics exist (or are created, where
/// output.create_topics says so), and the dead-letter topic takes the input's largest record plus
/// 64 KiB of headers.
///
/// Errors: kConfig with what to mend; kTransient where the brokers do not answer (in time).
Result<StartFacts> CheckStart(const Config& config);

}  // namespace newswired::kafka
