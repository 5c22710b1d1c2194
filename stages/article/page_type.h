#pragma once

#include "stages/article/jsonld.h"
#include "stages/article/lines.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

/// Says what kind of page `article` was read from: extraction.page_type with its evidence, and
/// extraction.partial where the text stops at a paywall (access is then "paywalled").
///
/// Structured data come first (schema.org types, og:type); form only where nothing says that the
/// page is an article: better a mark missed than an article called something else. SetBody() comes
/// before, since it counts the page's running text and teasers.
void SetPageType(const Page& page, const PageLines& lines, const JsonLdArticle& ld,
                 Article& article);

}  // namespace newswired
