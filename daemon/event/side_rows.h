#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/event/annotations.h"
#include "daemon/event/json_out.h"
#include "daemon/event/out_record.h"
#include "stages/core/article.h"

namespace newswired {

/// What every row says about the event that it belongs to.
struct RowContext {
  std::string_view uri;
  std::string_view content_hash;  ///< as in the event
  std::string_view traceparent;
  std::string_view emitted;  ///< as in the event
};

/// "unique", "reprint" ...
std::string_view NameOf(DedupRole role);
/// "sha256:" and the first 16 digits of a hash that may have the prefix already.
std::string ShortHash(std::string_view hash);

/// Appends the rows of the side topics that `wanted` names, each a flat JSON object under the
/// event's key: one for each entity (of a reference none), one where the article repeats another
/// one (duplicates), one where it is a new version (revisions), one where it opens or joins a story
/// and one where that story takes in another (stories).
void AppendSideRows(const Article& article, const Annotations& annotations,
                    const RowContext& context, const std::array<bool, kOutTopicCount>& wanted,
                    JsonOut& json, std::vector<OutRecord>& out);

}  // namespace newswired
