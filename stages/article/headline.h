#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/article/jsonld.h"
#include "stages/article/page.h"

namespace newswired {

/// "Headline | Site" and "Site: Headline" without the site: what stands at either end behind a
/// separator is cut if it names one of `site` or the `domain` (or, behind a bar, is short), or is a
/// date; so is a site's full name behind a separator without spaces ("標題_新聞網",
/// "見出し：新聞") or one that headlines have, too ("Headline: Site", "Headline / Site"), and the
/// name of one of the page's `sections` ("Headline - Local").
[[nodiscard]] std::string WithoutSiteName(std::string title,
                                          const std::vector<std::string_view>& sites,
                                          std::string_view domain,
                                          const std::vector<std::string_view>& sections = {});

/// "19.01.2020" of "Headline | 19.01.2020 | Site": the last part between separators that is a date;
/// empty if there is none, or the title is none by its length.
[[nodiscard]] std::string_view DateInTitle(std::string_view title);

/// True if `text` is the name of the site or of its domain, written in whatever way.
[[nodiscard]] bool NamesSite(std::string_view text, std::string_view site, std::string_view domain);

/// The headline of a page: the form that readers see where it agrees with what the metadata claim
/// (JSON-LD, og:title, twitter:title, <title>), else the claim that most sources share. A heading
/// that adds a kicker or a subtitle to a claim gives the claim.
[[nodiscard]] std::string ChooseHeadline(const Page& page, const JsonLdArticle& ld,
                                         std::string_view domain);

/// Where a headline that was chosen stands: "h1", "jsonld:headline", "meta:og:title",
/// "meta:twitter:title", "html:title", "h2"; the first that is equal but for the site's name.
[[nodiscard]] std::string HeadlineEvidence(const Page& page, const JsonLdArticle& ld,
                                           std::string_view title);

}  // namespace newswired
