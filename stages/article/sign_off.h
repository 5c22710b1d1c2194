#pragma once

#include <optional>
#include <string_view>

namespace newswired {

/// What a report says at its end, in brackets, of those who made it: "(Reporting by Ada Pell in
/// Mombasa; Editing by Tom Reed)".
struct SignOff {
  std::string_view writers;  ///< the names as they stand there; empty where it names editors alone
};

/// Reads a block of text that is nothing else. Names begin with a capital, or in a script without.
[[nodiscard]] std::optional<SignOff> ReadSignOff(std::string_view text);

}  // namespace newswired
