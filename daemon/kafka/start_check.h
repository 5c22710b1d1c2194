#pragma once

#include "daemon/config/config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// What has to hold before the first record is taken: the topics exist (or are created, where
/// output.create_topics says so), and the dead-letter topic takes the input's largest record plus
/// 64 KiB of headers. Returns the number of input partitions.
///
/// Errors: kConfig with what to mend; kTransient where the brokers do not answer (in time).
Result<int> CheckStart(const Config& config);

}  // namespace newswired::kafka
