#pragma once

#include <string_view>

#include "stages/decode/news_item.h"

namespace newswired {

/// True for the root elements of RSS, Atom, RDF and CDF, and of one item alone.
bool IsFeedRoot(std::string_view local);

/// Reads a feed, or one item alone: RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0, CDF; names of
/// elements in any case. Linear and without a tree. Broken markup is read as far as it makes sense;
/// an element that is never closed ends with its item.
///
/// Titles are plain text: markup that was escaped in them, as RSS and Atom's type="html" allow, is
/// taken out. Links are as written; `base` of an item says what they are relative to.
///
/// Errors: too_many_items, budget_exceeded.
Result<NewsItems> ReadFeed(std::string_view xml, std::size_t max_items);

}  // namespace newswired
