#pragma once

#include <cstddef>

#include "stages/core/article.h"

namespace newswired {

/// About how many bytes of memory an article takes: itself, its texts, and its lists. What is small
/// and of a fixed number (names, dates, identifiers) is not looked at one by one.
std::size_t HeldBytes(const Article& article);

}  // namespace newswired
