#pragma once

#include <string_view>

namespace newswired {

/// True if a text in lower case has a word of somebody who is told of, in twenty languages: "said",
/// "told", "a déclaré".
[[nodiscard]] bool HoldsTelling(std::string_view lower);

/// True if `words`, in lower case, are what somebody in `text` said, shouted or wrote: “Follow us,”
/// the crew shouted. They stand in quotation marks of a text that tells of speech or asks for
/// nothing, or in the sentence that tells.
[[nodiscard]] bool IsTold(std::string_view text, std::string_view words);

}  // namespace newswired
