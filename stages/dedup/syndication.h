#pragma once

#include <optional>

#include "stages/core/article.h"

namespace newswired {

/// Whose work an article is, where its text says that it is another house's than its source's:
/// * the agency of the dateline: "NAIROBI, March 12 (Example Wire) -";
/// * an organisation in the byline that is a known agency;
/// * the first or last lines, where one is a known agency's name alone ("(Reuters)", "Source: AFP",
///   "© 2026 Agence France-Presse"), says that an agency contributed ("Mit Material von dpa"), or
///   says "Originally published by ...", "Republished from ...", "Distributed by ...".
/// Nothing where none of these is there: what is likely is not said.
[[nodiscard]] std::optional<Syndication> FindSyndication(const Article& article);

}  // namespace newswired
