#pragma once

#include <cstdint>
#include <string_view>

namespace newswired {

/// NameHint bits of a class or id attribute. One pass over the text.
std::uint32_t NameHints(std::string_view names);

}  // namespace newswired
