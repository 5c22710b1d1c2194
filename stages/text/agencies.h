#pragma once

#include <string_view>

namespace newswired {

/// Whether a name, in lower case, is that of a news agency known by name.
[[nodiscard]] bool IsAgency(std::string_view lower);

}  // namespace newswired
