#pragma once

#include <string_view>

namespace newswired {

/// True for a line that houses put into every article, by how it begins in one of thirty languages:
/// "Read more: ...", "Advertisement", "Lesen Sie auch", "View this post on Instagram".
[[nodiscard]] bool IsHouseLine(std::string_view line);

}  // namespace newswired
