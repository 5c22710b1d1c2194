#pragma once

#include "daemon/event/json_out.h"
#include "stages/core/article.h"

namespace newswired {

/// Writes the members of an object: what enrichment.revision and the rows of the side topic
/// `revisions` have in common.
void WriteRevisionMembers(const Revision& revision, JsonOut& json);

}  // namespace newswired
