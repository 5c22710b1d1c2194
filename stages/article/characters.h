#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// Appends what a page's source says, text or the value of an attribute, as HTML reads it: with its
/// references decoded and line ends that are "\n". False, with some of it appended, where there is
/// more to it than is common, and lexbor has to read it.
bool AppendCharacters(std::string_view source, bool is_value, std::string& out);

}  // namespace newswired
