#pragma once

#include <string>
#include <string_view>

namespace newswired::ops {

/// Appends `text` to `out` as a JSON string with its quotation marks. Control characters are
/// escaped, and each byte that is no part of valid UTF-8 becomes U+FFFD, so the result is valid
/// JSON whatever the bytes are.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace newswired::ops
