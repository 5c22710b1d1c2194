#pragma once

#include <chrono>
#include <functional>

#include "daemon/config/config.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// False before librdkafka 2.6.1, whose assignor may not come to an end where a topic has fewer
/// partitions than the group has members (its issue 4783).
bool CanBeginRebalance();

/// Has the group share out its partitions, those that nobody owns among them: joins it as a dynamic
/// member more, and leaves it. It subscribes to the output topic, so that no member has to give
/// anything back for it; it reads and commits nothing. Blocks for up to `at_most`, or until `stop`
/// says true.
///
/// Why: in a cooperative rebalance (KIP-429) a partition moves in two rounds. In the first its
/// owner gives it back, then it joins again, and that begins the second, in which somebody gets it.
/// Where the owner is a static member (KIP-345) and dies between the two, its successor is given
/// what it was to keep, without a round; it has nothing to give back, nobody begins the second
/// round, and nobody reads the partition (docs/decisions/0016).
///
/// Errors: kConfig, kTransient: it could not join in time.
Status BeginRebalance(const Config& config, std::chrono::milliseconds at_most,
                      const std::function<bool()>& stop);

}  // namespace newswired::kafka
