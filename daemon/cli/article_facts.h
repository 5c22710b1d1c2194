#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/paint.h"
#include "daemon/event/annotations.h"
#include "stages/core/article.h"

namespace newswired::cli {

/// One thing that is known about an article, as `explain` shows it.
struct Fact {
  std::string_view name;
  std::string text;  ///< whole lines; empty: not known
};

/// What is known about an article, in the order in which people ask: always the same facts, so that
/// two lists compare by index.
std::vector<Fact> FactsOf(const Article& article, const Paint& paint);

/// `  label       value`, as a line.
std::string FactLine(std::string_view label, std::string_view value, const Paint& paint);

/// `text` with its control characters but line ends replaced: it must not steer the terminal.
std::string Printable(std::string_view text);

}  // namespace newswired::cli
