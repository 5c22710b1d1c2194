#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// The BCP 47 (RFC 5646) tag that `text` writes, in the usual case: "pt_br" is "pt-BR", "ZH-hant"
/// is "zh-Hant". Nothing if it is not shaped like one: a language of two or three letters, then
/// subtags of one to eight letters and digits, 35 characters at most. Registries are not asked.
[[nodiscard]] std::optional<std::string> CanonicalLanguageTag(std::string_view text);

}  // namespace newswired
