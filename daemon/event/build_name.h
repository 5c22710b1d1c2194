#pragma once

#include <string_view>

namespace newswired {

/// What this binary is, as events say it: "newswired 0.1.0+g1a2b3c4" (version, commit).
std::string_view BuildName();

}  // namespace newswired
