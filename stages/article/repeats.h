#pragma once

#include <vector>

#include "stages/article/trim.h"

namespace newswired {

/// Takes out what a page has twice, as where one copy is for phones: two paragraphs and more that
/// stand above word for word and in this order, with the lines and headings between them, and
/// paragraphs each of which stands beside its copy. A paragraph or line alone may come again, as
/// those of songs do.
void DropRepeatedText(std::vector<Piece>& pieces);

}  // namespace newswired
