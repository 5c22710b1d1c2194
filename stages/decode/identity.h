#pragma once

#include <string>
#include <string_view>

#include "stages/core/article.h"

namespace newswired {

/// What identifies an article (DESIGN, section 2): its id if that is a URI, its id within its
/// source, its canonical URL, else the hash of its bytes.
std::string MakeUri(const Article& article);
/// The same for another item of the article's source, of which nothing but its id is known.
std::string MakeUri(const Article& article, std::string_view id);

}  // namespace newswired
