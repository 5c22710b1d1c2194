#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// Adds the keywords of a list to `keywords`, 64 at most, none twice in whatever case. They are
/// parted by commas and semicolons of any script: "ports, strikes", "港口，罢工", "ميناء، إضراب".
void AddKeywords(std::string_view list, std::vector<std::string>& keywords);

}  // namespace newswired
