#pragma once

#include <string_view>

namespace newswired {

/// True for a line that houses put into every article, by how it begins in one of thirty languages:
/// "Read more: ...", "Advertisement", "Lesen Sie auch", "View this post on Instagram". Some of
/// these begin sentences, too: those count where the line is none, or has a link.
[[nodiscard]] bool IsHouseLine(std::string_view line, bool linked = false);

/// True for a paragraph of that kind, however long: rights that are reserved, notes on embedded
/// content that waits for consent, where the text was printed, how to report a mistake in it.
[[nodiscard]] bool IsHouseParagraph(std::string_view text);

}  // namespace newswired
