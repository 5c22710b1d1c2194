#pragma once

#include <optional>

#include "stages/article/jsonld.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

/// The section that the path from the front page to the article goes through last: of JSON-LD's
/// BreadcrumbList, else of the links of an element called breadcrumb. Neither the front page nor
/// the article is one.
[[nodiscard]] std::optional<Evidenced> SectionOnThePath(const Page& page, const JsonLdArticle& ld,
                                                        const Article& article);

}  // namespace newswired
