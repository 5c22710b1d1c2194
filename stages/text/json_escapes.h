#pragma once

#include <string>

namespace newswired {

/// Replaces escaped surrogates without a partner (\ud83d alone), which programs that cut strings in
/// the middle write, by \ufffd: JSON grammar allows them, but no UTF-8 text can hold them. The
/// length stays. RapidJSON refuses lone high ones and makes ill-formed UTF-8 of lone low ones.
void RepairSurrogateEscapes(std::string& json);

}  // namespace newswired
