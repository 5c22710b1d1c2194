#pragma once

#include <span>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/config/node.h"
#include "daemon/config/read_settings.h"
#include "stages/core/stage_type.h"

namespace newswired {

/// Reads the list `stages` of the file's root mapping and configures each stage, in order.
///
/// An absent list is the default pipeline (decode, article, language, entities, dedup, story, as
/// far as `types` has them). Problems: a stage that does not exist, an order that breaks the rules
/// of DESIGN section 4, and all that the stages say about their settings.
std::vector<StageConfig> ReadStages(const ConfigNode& root, std::span<const StageType* const> types,
                                    ReadContext& context);

}  // namespace newswired
