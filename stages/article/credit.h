#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// Takes who made a picture off the end of its caption: "Photo: A. Pell / Wire", "(Foto: dpa)",
/// "© A. Pell", "(AP Photo/A. Pell)", "REUTERS/A. Pell", "A. Pell via Getty Images". Empty if it
/// names nobody.
[[nodiscard]] std::string CutCredit(std::string& caption);

/// True for a text that is surely a picture's caption by its words alone: it ends with who made the
/// picture in brackets ("(AP Photo/A. Pell)", "(Foto: dpa)") or behind a bar ("A. Pell | Getty
/// Images"), is no more than that ("Photo: A. Pell"), or calls itself a photo of the file.
[[nodiscard]] bool IsCreditedCaption(std::string_view text);

/// True for the name of an agency that sells news or pictures, with signs around it or none.
[[nodiscard]] bool IsKnownAgency(std::string_view name);

/// True for a text that may be nothing but a credit: a name of a few words, an agency, a mark.
[[nodiscard]] bool MayBeCredit(std::string_view text);

/// The name of a text that is a credit, without what stands before or around it.
[[nodiscard]] std::string CleanCredit(std::string credit);

}  // namespace newswired
