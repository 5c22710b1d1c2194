#pragma once

#include <string_view>

namespace newswired {

/// `text` without the note that blogs put behind what their feeds carry, in fourteen languages:
/// "The post Port reopens appeared first on Example Wire." Only where it names the item's headline:
/// "The post that set off the protests first appeared on Facebook." is news. A part of `text`.
[[nodiscard]] std::string_view WithoutOriginNote(std::string_view text, std::string_view headline);

}  // namespace newswired
