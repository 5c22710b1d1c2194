#pragma once

#include <cstdint>
#include <vector>

#include "stages/article/jsonld.h"
#include "stages/article/page.h"
#include "stages/core/article.h"
#include "stages/core/trace.h"

namespace newswired {

/// Finds the text of `article` in `page`, compares what may be it (what density finds, what markup
/// calls articleBody, article or main, the text in `ld`, a feed's summary), and sets body,
/// structure and extraction. `fragment`: the page is a feed's or a wire's text alone.
///
/// extraction.agreement is the mean agreement of the chosen text with the others;
/// extraction.confidence the chance that the text is right by F1 >= 0.9 (README, "Confidence").
/// `roots`: elements that an override names, not nested, empty if none does; where they hold no
/// text the rules find it. `trace`, where not null, takes the candidates and what was left out.
void SetBody(Page& page, const JsonLdArticle& ld, bool fragment,
             const std::vector<std::uint32_t>& roots, Article& article, Trace* trace);

}  // namespace newswired
