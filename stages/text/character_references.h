#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// Appends `text` with its character references decoded once: XML's five, numbers, and the named
/// ones of HTML 4, which feeds and NITF use without declaring them. Others stay as written:
/// entities that a document defines itself are never expanded.
void AppendWithReferences(std::string_view text, std::string& out);

/// The same as a string.
std::string WithReferences(std::string_view text);

}  // namespace newswired
