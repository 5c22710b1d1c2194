#pragma once

#include <cstddef>
#include <string_view>

namespace newswired {

/// Number of stretches of text between white space (Unicode's White_Space), as `wc -w` or Python's
/// split() would count them. Of little meaning for languages that do not put spaces between words.
std::size_t CountWords(std::string_view utf8);

}  // namespace newswired
