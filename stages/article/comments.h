#pragma once

#include <string_view>

namespace newswired {

/// True for the heading of what readers wrote below an article: "Comments", "12 Kommentare",
/// "34 responses to “Port strike paused”".
[[nodiscard]] bool IsCommentsHeading(std::string_view heading);

/// The same for a whole label in lower case, without a number.
[[nodiscard]] bool IsCommentsLabel(std::string_view lower);

}  // namespace newswired
