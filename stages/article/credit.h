#pragma once

#include <string>

namespace newswired {

/// Takes who made a picture off the end of its caption: "Photo: A. Pell / Wire", "(Foto: dpa)",
/// "© A. Pell", "(AP Photo/A. Pell)", "REUTERS/A. Pell", "A. Pell via Getty Images". Empty if it
/// names nobody.
[[nodiscard]] std::string CutCredit(std::string& caption);

/// The name of a text that is a credit, without what stands before or around it.
[[nodiscard]] std::string CleanCredit(std::string credit);

}  // namespace newswired
