#pragma once

#include <string_view>

namespace newswired {

/// True if two addresses show one picture: the same file, the same file in another size or crop
/// ("ferry-1200x630.jpg", "ferry-scaled.jpg", "ferry_articleLarge.jpg"), or files that sizes name
/// in a folder that an id names. `claimed` may be the address of a program that crops the picture
/// which its own address holds. Addresses without anything in common may be of one picture, too:
/// nobody can tell.
[[nodiscard]] bool IsSamePicture(std::string_view source, std::string_view claimed);

/// True if the names of both files are words, and no word is in both: "harbour-crane.jpg" and
/// "minister-smiles.jpg". Of names that programs gave nobody can tell.
[[nodiscard]] bool AreOtherPictures(std::string_view a, std::string_view b);

}  // namespace newswired
