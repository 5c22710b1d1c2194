#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/byline.h"
#include "stages/article/jsonld.h"
#include "stages/article/lines.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

/// The authors of a page: the first of JSON-LD, meta tags and visible bylines that names persons;
/// if none does, the first that names organisations. Given names alone ("Nils") are completed by
/// another source that has the whole name.
[[nodiscard]] std::vector<Author> FindAuthors(const Page& page, const PageLines& lines,
                                              const JsonLdArticle& ld, std::string_view title,
                                              const Publisher& publisher);

/// The bylines in an element that is known to hold authors: of a list each item, else each link,
/// else each box or line; its whole text where these are parts of one name.
[[nodiscard]] std::vector<std::string> BylinesIn(const Page& page, std::uint32_t element);

/// What bars and bullets part in the text of such an element: "Ada Pell | Tom Reed", "Ada Pell ·
/// Tom Reed". Behind a bullet a name must stand; dates, desks and places do as well.
[[nodiscard]] std::vector<std::string> PartsOfByline(std::string_view text,
                                                     const Publisher& publisher);

}  // namespace newswired
