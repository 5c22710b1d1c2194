#pragma once

#include <string_view>

namespace newswired {

/// `text` without the note that blogs put behind what their feeds carry, in fifteen languages: "The
/// post Port reopens appeared first on Example Wire." A part of `text`.
[[nodiscard]] std::string_view WithoutOriginNote(std::string_view text);

}  // namespace newswired
