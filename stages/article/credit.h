#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// Takes who made a picture off the end of its caption: "Photo: A. Pell / Wire", "(Foto: dpa)",
/// "© A. Pell", "(AP Photo/A. Pell)", "REUTERS/A. Pell", "A. Pell via Getty Images". Empty if it
/// names nobody.
[[nodiscard]] std::string CutCredit(std::string& caption);

/// True for a text that may be nothing but a credit: a name of a few words, an agency, a mark.
[[nodiscard]] bool MayBeCredit(std::string_view text);

/// The name of a text that is a credit, without what stands before or around it.
[[nodiscard]] std::string CleanCredit(std::string credit);

}  // namespace newswired
