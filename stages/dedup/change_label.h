#pragma once

#include <string_view>

namespace newswired {

/// What a line says that its version of an item is, in the words of wires and newsrooms in a dozen
/// languages: "kill", "withdrawal", "correction", or "" where it says none of them.
///
/// A headline or slug says so by a label: at its beginning, behind labels of other kinds
/// ("CORRECTED-UPDATE 2-Port reopens", "Correction: Kenya Ports story", "[Withdrawn] ..."), in
/// brackets, behind a dash or in capitals at its end, or of two words that are all of it ("Story
/// withdrawn"), and a slug with its last word ("BC-KENYA-PORTS, KILL").
[[nodiscard]] std::string_view ChangeByHeadline(std::string_view headline);
[[nodiscard]] std::string_view ChangeBySlug(std::string_view slug);

/// A note to editors says so with its first words, perhaps behind "EDITORS:" ("CORRECTS name of the
/// port", "This story has been withdrawn").
[[nodiscard]] std::string_view ChangeByNote(std::string_view note);

/// A headline without the number that a wire gives its versions: "UPDATE 2-Port reopens" is "Port
/// reopens".
[[nodiscard]] std::string_view WithoutEdition(std::string_view headline);

}  // namespace newswired
