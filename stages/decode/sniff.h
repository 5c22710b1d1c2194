#pragma once

#include <cstdint>
#include <string_view>

namespace newswired {

/// What a document is, as far as it decides who reads it.
enum class DocumentKind : std::uint8_t { kUnknown, kJson, kHtml, kXml, kText, kArchive, kBinary };

/// What a content type promises; kUnknown asks for a look at the bytes.
DocumentKind KindOfType(std::string_view content_type);

/// What is used: the promise, unless the bytes plainly break it (a page sent as text/plain, a feed
/// as text/html).
DocumentKind ChooseKind(DocumentKind promised, std::string_view bytes);

/// True for bytes that no text has many of.
bool LooksBinary(std::string_view text);

/// True if a page has a character to show; stops at the first one.
bool HasVisibleText(std::string_view html);

}  // namespace newswired
