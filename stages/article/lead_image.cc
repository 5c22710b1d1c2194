#include "stages/article/lead_image.h"

#include <algorithm>
#include <string>
#include <utility>

#include "stages/article/credit.h"
#include "stages/article/figure.h"
#include "stages/article/same_picture.h"
#include "stages/article/trim.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::uint32_t kParagraph = 80;    // characters
constexpr std::uint32_t kStandfirst = 400;  // what may stand above a lead picture
constexpr std::size_t kMaxCaption = 1000;

/// What JSON-LD says of the picture where the page shows nothing of it. Many repeat the headline.
void AddClaims(const JsonLdArticle& ld, Image& image) {
  if (!image.caption.empty() || !image.credit.empty()) return;
  if (ld.image_caption.size() > kMaxCaption || ld.image_credit.size() > kMaxCaption) return;
  if (ld.image_caption != ld.headline) image.caption = ld.image_caption;
  image.credit = ld.image_credit.empty() ? CutCredit(image.caption) : ld.image_credit;
}

/// The address that metadata claim, as it is written there.
LeadImage Claimed(const Page& page, const JsonLdArticle& ld) {
  const std::pair<std::string_view, std::string_view> claims[] = {
      {page.FindMeta("og:image"), "meta:og:image"},
      {ld.image, "jsonld:image"},
      {page.FindMeta("twitter:image"), "meta:twitter:image"},
      {page.FindMeta("twitter:image:src"), "meta:twitter:image:src"}};
  for (const auto& [url, evidence] : claims) {
    if (!url.empty()) return {.image = {.url = std::string(url)}, .evidence = evidence};
  }
  return {.image = {}, .evidence = "figure"};
}

/// A figure of the page, and whether it stands between headline and text.
struct Shown {
  Figure figure;
  bool above = false;
};

/// True if a standfirst at most stands between the headline and `figure`.
bool StandsAboveText(const Page& page, std::uint32_t headline, std::uint32_t figure) {
  int paragraphs = 0;
  for (std::uint32_t i = headline; i < figure; ++i) {
    const Element& element = page.elements()[i];
    if (element.tag != LXB_TAG_P || element.own_text < kParagraph) continue;
    if (++paragraphs > 1 || element.own_text >= kStandfirst) return false;
  }
  return true;
}

/// A picture of who wrote the article is no picture of the article.
bool IsOfAuthor(const Page& page, std::uint32_t index) {
  constexpr int kLevels = 4;
  const std::vector<Element>& elements = page.elements();
  auto at = static_cast<std::int32_t>(index);
  for (int level = 0; level < kLevels && at >= 0; ++level) {
    const Element& element = elements[static_cast<std::size_t>(at)];
    if ((element.names & (kBylineName | kAuthorName)) != 0) return true;
    at = element.parent;
  }
  return false;
}

/// The figure that shows `url`, one with words of its own if there are several. Else the first one
/// below the headline that may show it: many sites name each crop of a picture in another way.
std::optional<Shown> FindFigure(const Page& page, std::string_view url) {
  constexpr std::size_t kMostFigures = 32;
  const std::uint32_t headline = page.headings.empty() ? 0 : page.headings.front();
  std::optional<std::uint32_t> first;
  std::optional<Shown> same;
  std::size_t figures = 0;
  std::uint32_t behind = 0;  // the last figure
  for (const std::uint32_t index : page.figures) {
    if (index < behind || figures == kMostFigures) continue;
    const Element& element = page.elements()[index];
    const std::optional<std::string_view> source = PictureOf(page, index);
    if (element.tag == LXB_TAG_FIGURE) behind = element.end;
    if (!source) continue;
    ++figures;
    if (IsSamePicture(*source, url)) {
      Shown shown{.figure = ReadFigure(page, index), .above = true};
      const bool silent = shown.figure.caption.empty() && shown.figure.credit.empty();
      if (!silent) return shown;
      if (!same) same = std::move(shown);
    }
    // One whose address only a script knows may be the claimed one, and is none without a claim.
    if (first || index <= headline || (source->empty() && url.empty())) continue;
    if (!AreOtherPictures(*source, url) && !(IsOfAuthor(page, index) && !url.empty()))
      first = index;
  }
  if (same || !first) return same;
  Shown shown{.figure = ReadFigure(page, *first), .above = StandsAboveText(page, headline, *first)};
  if (IsDateLine(shown.figure.caption)) shown.figure.caption.clear();  // a byline
  return shown;
}

}  // namespace

std::optional<LeadImage> FindLeadImage(const Page& page, const JsonLdArticle& ld,
                                       std::string_view base) {
  LeadImage lead = Claimed(page, ld);
  std::optional<std::string> url = CanonicalUrl(lead.image.url, base);
  std::optional<Shown> shown = FindFigure(page, url.value_or(""));
  if (!url && shown) {
    url = CanonicalUrl(shown->figure.source, base);
    lead.evidence = "figure";
  } else if (shown && !shown->above) {
    shown.reset();  // it may show anything
  }
  if (!url) return std::nullopt;
  Image& image = lead.image;
  image.url = std::move(*url);
  if (shown) {
    image.caption = std::move(shown->figure.caption);
    image.credit = std::move(shown->figure.credit);
  }
  if (lead.evidence == "jsonld:image" || IsSamePicture(ld.image, image.url)) {
    AddClaims(ld, image);
  }
  if (image.caption.empty() && image.credit.empty()) {
    image.caption = CleanLine(page.FindMeta("og:image:alt"));
    image.credit = CutCredit(image.caption);
  }
  if (IsFileName(image.caption)) image.caption.clear();
  return lead;
}

std::optional<LeadImage> FindImageOfContent(const Page& page, std::string_view base) {
  std::optional<Shown> shown = FindFigure(page, "");
  if (!shown || !shown->above) return std::nullopt;
  std::optional<std::string> url = CanonicalUrl(shown->figure.source, base);
  if (!url) return std::nullopt;
  return LeadImage{.image = {.url = std::move(*url),
                             .caption = std::move(shown->figure.caption),
                             .credit = std::move(shown->figure.credit)},
                   .evidence = "figure"};
}

}  // namespace newswired
