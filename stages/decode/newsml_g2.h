#pragma once

#include <string_view>

#include "stages/decode/news_item.h"
#include "stages/decode/xml.h"

namespace newswired {

/// True for the root elements of IPTC's NewsML-G2 family: items, messages, and a content set alone.
bool IsNewsmlG2Root(std::string_view local);

/// Reads a newsItem, or all items of a newsMessage. Items without news of their own (knowledge,
/// concept, planning and catalog items; packages, which only refer to others) come back as refused:
/// `unsupported_item`. A package inside a message is left out, since the items that it refers to
/// stand beside it.
///
/// Errors: too_many_items.
Result<NewsItems> ReadNewsmlG2(const XmlElement& root, std::size_t max_items);

}  // namespace newswired
