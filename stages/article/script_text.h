#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// HTML of the longest running text that stands in the scripts of a page and nowhere else: in a
/// template (<script type="text/template">), or in a string of the data that a script shows (keys
/// "content", "body" ... of any name; data in data twice). Empty if there is none. Linear.
[[nodiscard]] std::string FindTextInScripts(std::string_view html);

}  // namespace newswired
