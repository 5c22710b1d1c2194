#pragma once

#include <string>
#include <string_view>

#include "stages/core/result.h"
#include "stages/decode/news_item.h"
#include "stages/decode/xml.h"

namespace newswired {

/// Reads an <nitf> document (News Industry Text Format 3.x).
NewsItem ReadNitf(const XmlElement& nitf);

/// The same, for a document inside a NewsML-G2 item: fills what `item` does not say yet, and adds
/// the text.
void AddNitf(const XmlElement& nitf, NewsItem& item);

/// HTML of the text in a document that is a member of another format, with or without what stands
/// around body.content. Errors: those of XmlTree::Parse().
Result<std::string> HtmlOfNitf(std::string_view xml, const XmlTree::Limits& limits);

/// HTML of the readable part of NITF's body.content or of an XHTML body: paragraphs, subheads,
/// lists, quotations, tables. What stands beside the text (media, notes for editors, scripts) is
/// left out.
std::string HtmlOfXml(const XmlElement& element);

}  // namespace newswired
