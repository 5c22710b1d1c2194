#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"

namespace newswired {

/// One <item> (RSS, RDF) or <entry> (Atom). Texts are decoded once (entities, CDATA); `content`
/// is what a reader shows: HTML, or plain text. Titles are plain text: markup that was escaped in
/// them, as RSS and Atom's type="html" allow, is taken out.
struct FeedItem {
  std::string_view bytes;  ///< of the whole element, as it stands in the document
  std::string title, link, id, published, updated, author, content, summary, language;
  std::vector<std::string> categories;
  bool id_is_link = false;                                ///< an RSS guid that may be opened
  bool content_is_text = false, summary_is_text = false;  ///< Atom's type="text": no markup
};

struct Feed {
  bool atom = false;
  std::string title, link, language;
  std::vector<FeedItem> items;
};

/// The element that an XML document starts with, without its prefix; empty if there is none.
std::string_view XmlRoot(std::string_view xml);

/// Reads a feed, or one item alone, with a small scanner of its own: linear, no tree, no DTD, no
/// entities but XML's five, numbers, and the commonest of HTML. Broken markup is read as far as it
/// makes sense; an element that is never closed ends with its item.
///
/// Errors: too_many_items.
Status ParseFeed(std::string_view xml, std::size_t max_items, Feed& feed);

}  // namespace newswired
