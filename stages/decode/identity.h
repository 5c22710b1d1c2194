#pragma once

#include <string>

#include "stages/core/article.h"

namespace newswired {

/// What identifies an article (DESIGN, section 2): its id if that is a URI, its id within its
/// source, its canonical URL, else the hash of its bytes.
std::string MakeUri(const Article& article);

}  // namespace newswired
