#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// `text` as a YAML scalar that reads back as the same text: plain where no reader could take it
/// for anything else, in double quotes otherwise.
std::string YamlScalar(std::string_view text);

/// The shortest number that reads back as `value`.
std::string NumberText(double value);

}  // namespace newswired
