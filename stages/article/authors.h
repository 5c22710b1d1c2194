#pragma once

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

}  // namespace newswired
