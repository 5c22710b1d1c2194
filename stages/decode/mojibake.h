#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswired {

/// What RepairMojibake() did.
struct MojibakeRepair {
  std::size_t sequences = 0;      ///< characters that were made whole; 0: the text is sound
  std::string_view charset = {};  ///< what it had been read as: "windows-1252", "windows-1251"
  std::string text = {};          ///< the repaired text; empty where there was nothing to repair
};

/// Repairs text that was UTF-8, was read as windows-1252 (or ISO 8859-1) or windows-1251, and was
/// written as UTF-8 again, once or up to three times; and signs of windows-1252 that were read as
/// ISO 8859-1. Only what is certain is repaired:
///
/// * Sequences that no correct text has ("â€™", "Ã©" after a small letter, two or more in a row).
/// * Control characters that are quotation marks, dashes and the like in every code page of
/// Windows.
/// * Others where everything beyond ASCII in their line, of which one is such a sequence, turns
///   back into valid UTF-8.
///
/// Nothing is lost: the repaired text, broken again, is the text that came. Must be asked before
/// white space is normalised: no-break spaces and control characters are bytes of it. Clean text
/// costs one look at its bytes.
MojibakeRepair RepairMojibake(std::string_view text);

}  // namespace newswired
