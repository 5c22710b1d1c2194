#pragma once

#include <cstddef>
#include <string_view>

namespace newswired {

/// Whether a name, in lower case, is that of a news agency known by name.
[[nodiscard]] bool IsAgency(std::string_view lower);

/// How many bytes of a text in lower case the longest name of an agency takes that it begins with
/// and that ends at a space or with the text; 0 if there is none.
[[nodiscard]] std::size_t AgencyAtStart(std::string_view lower);

}  // namespace newswired
