#pragma once

#include "stages/decode/json_tree.h"
#include "stages/decode/news_item.h"

namespace newswired {

/// Reads a JSON Feed, version 1.0 or 1.1 (jsonfeed.org).
///
/// Errors: invalid_json_feed (no list of items), too_many_items. An item that is no object is
/// refused alone.
Result<NewsItems> ReadJsonFeed(const JsonValue& feed, std::size_t max_items);

}  // namespace newswired
