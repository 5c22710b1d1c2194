#pragma once

#include <optional>
#include <string_view>

#include "stages/article/jsonld.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

struct LeadImage {
  Image image;
  std::string_view evidence;  ///< static: "meta:og:image", "jsonld:image", "figure" ...
};

/// The picture that stands for a page: og:image, JSON-LD's or twitter:image, else the first figure
/// below the headline. Caption and credit are those of the figure that shows it (the same file
/// name, or the first figure between headline and text), else JSON-LD's, else og:image:alt.
/// Addresses are resolved against `base`.
[[nodiscard]] std::optional<LeadImage> FindLeadImage(const Page& page, const JsonLdArticle& ld,
                                                     std::string_view base);

/// The picture that stands above the text of a feed's or a wire's content.
[[nodiscard]] std::optional<LeadImage> FindImageOfContent(const Page& page, std::string_view base);

}  // namespace newswired
