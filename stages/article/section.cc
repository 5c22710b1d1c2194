#include "stages/article/section.h"

#include <string>
#include <string_view>
#include <vector>

#include "stages/article/headline.h"
#include "stages/article/word_bag.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Crumbs = std::vector<JsonLdArticle::Crumb>;

/// The front page's address has no path, or that of an edition alone: "/", "/en".
bool IsFront(std::string_view address) {
  constexpr std::size_t kEdition = 3;
  const std::size_t path = address.find('/');
  return path == std::string_view::npos || address.size() - path <= kEdition;
}

/// What systems call the pages of articles.
bool SaysNothing(std::string_view name) {
  const std::string lower = LowerUtf8(name);
  return lower == "article" || lower == "articles" || lower == "artikel";
}

bool IsArticle(const JsonLdArticle::Crumb& crumb, std::string_view address,
               const Article& article) {
  constexpr double kSame = 0.6;
  return address.empty() || address == PlainAddress(article.canonical_url) ||
         WordOverlap(crumb.name, article.title) > kSame;
}

/// The last crumb but the front page and the article; empty if there is none.
std::string LastSection(const Crumbs& crumbs, const Article& article) {
  constexpr std::size_t kLongest = 60;
  for (std::size_t i = crumbs.size(); i-- > 0;) {
    const auto url = CanonicalUrl(crumbs[i].url, article.canonical_url);
    const std::string address = url && !crumbs[i].url.empty() ? PlainAddress(*url) : std::string();
    if (crumbs[i].name.empty() || SaysNothing(crumbs[i].name) ||
        IsArticle(crumbs[i], address, article))
      continue;
    if (IsFront(address) || crumbs[i].name.size() > kLongest) return {};
    return crumbs[i].name;
  }
  return {};
}

bool IsBreadcrumb(const Element& element) {
  constexpr std::uint32_t kLongest = 300;  // characters
  if ((element.names & kNavName) == 0 || element.raw_text > kLongest) return false;
  for (const lxb_dom_attr_id_t id : {LXB_DOM_ATTR_CLASS, LXB_DOM_ATTR_ID}) {
    // "breadcrumbs", "siteBreadcrumb"
    if (Attribute(element, id).find("readcrumb") != std::string_view::npos) return true;
  }
  return false;
}

Crumbs LinksOf(const Page& page, std::size_t index) {
  constexpr std::size_t kMost = 12;
  const std::vector<Element>& all = page.elements();
  Crumbs crumbs;
  for (std::size_t i = index + 1; i < all[index].end; ++i) {
    if (all[i].tag != LXB_TAG_A) continue;
    if (crumbs.size() == kMost) return {};  // a menu
    crumbs.push_back({page.TextOf(static_cast<std::uint32_t>(i)),
                      std::string(Attribute(all[i], LXB_DOM_ATTR_HREF))});
  }
  return crumbs;
}

}  // namespace

std::optional<Evidenced> SectionOnThePath(const Page& page, const JsonLdArticle& ld,
                                          const Article& article) {
  if (std::string name = LastSection(ld.crumbs, article); !name.empty()) {
    return Evidenced{std::move(name), "jsonld:BreadcrumbList", 0.85};
  }
  const std::vector<Element>& all = page.elements();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!IsBreadcrumb(all[i])) continue;
    const Crumbs crumbs = LinksOf(page, i);
    if (crumbs.empty()) continue;
    std::string name = LastSection(crumbs, article);
    if (name.empty()) return std::nullopt;
    return Evidenced{std::move(name), "breadcrumb", 0.75};
  }
  return std::nullopt;
}

}  // namespace newswired
