#pragma once

#include <optional>
#include <string_view>

#include "stages/article/jsonld.h"
#include "stages/article/page.h"
#include "stages/core/article.h"

namespace newswired {

/// The picture that stands for a page: og:image or JSON-LD's, else the first figure below the
/// headline. Caption and credit are those of the figure that shows it (the same file name, or the
/// first figure below the headline), else og:image:alt. Addresses are resolved against `base`.
[[nodiscard]] std::optional<Image> FindLeadImage(const Page& page, const JsonLdArticle& ld,
                                                 std::string_view base);

/// Takes "Photo: A. Pell / Wire", "(Foto: dpa)", "© A. Pell" off the end of a caption; empty if it
/// names nobody.
[[nodiscard]] std::string CutCredit(std::string& caption);

}  // namespace newswired
