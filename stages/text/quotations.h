#pragma once

#include <string_view>
#include <vector>

#include "stages/core/span.h"

namespace newswired {

/// Appends what stands between quotation marks in valid text, in order and without the marks; a
/// quotation inside another is part of it. All usual marks: “ ”, „ “, ” ”, « », » «, ‹ ›, ‚ ‘, ‘ ’
/// (apostrophes are none), 「 」, 『 』 and ". A quotation that runs over paragraphs is one for
/// each of them, as each begins with a mark again; the end of a paragraph ends what nobody closed.
void FindQuotations(std::string_view text, std::vector<Span>& quotations);

}  // namespace newswired
