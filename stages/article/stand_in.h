#pragma once

#include <optional>

#include "stages/article/jsonld.h"
#include "stages/article/lines.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

/// What servers send in place of a page, and crawlers keep with status 200 as if it were one:
/// "error" (not found, refused, out of order), "challenge" (a check for robots) or "consent" (a
/// request for consent to tracking), with the words that say so. Nothing where the page has a text
/// of some length, or data by which it is an article: "Access denied" may be a headline.
[[nodiscard]] std::optional<Evidenced> FindStandIn(const Page& page, const PageLines& lines,
                                                   const JsonLdArticle& ld, const Article& article);

}  // namespace newswired
