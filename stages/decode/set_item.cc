#include "stages/decode/set_item.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stages/decode/claims.h"
#include "stages/decode/identity.h"
#include "stages/decode/sniff.h"
#include "stages/decode/xml.h"
#include "stages/text/origin_note.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxOtherBodies = 8;
constexpr std::size_t kMaxWarnings = 16;  // about what an item holds: it may hold anything often

std::string_view Or(std::string_view first, std::string_view second) {
  return first.empty() ? second : first;
}

void RepairText(std::string& text, std::string_view name, Article& article) {
  std::string room;
  if (WithoutMojibake(text, name, room, article).data() == room.data()) text = std::move(room);
}

void SetRepaired(std::string html, Article& article) {
  article.html = std::move(html);
  ToNfc(article.html);
  if (!HasVisibleText(article.html)) article.html.clear();
}

/// Without what feeds add to a text.
std::string_view SummaryOf(std::string_view text, const NewsItems& document,
                           const NewsItem& entry) {
  return document.is_feed ? WithoutOriginNote(text, entry.headline) : text;
}

/// The fullest text becomes the body; without one, the summary does.
void SetTexts(NewsItem& entry, const NewsItems& document, Article& item) {
  const std::optional<std::size_t> fullest = FullestText(entry.texts);
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < entry.texts.size(); ++i) {
    ItemText& text = entry.texts[i];
    if (fullest && i == *fullest) {
      if (text.content_type == "text/html") {
        SetHtml(std::move(text.value), item);
      } else {
        SetPlain(text.value, item);
      }
    } else if (TrimAscii(text.value).empty()) {
      continue;
    } else if (item.other_bodies.size() == kMaxOtherBodies) {
      ++skipped;
    } else {
      AddOtherBody(std::move(text), item);
    }
  }
  if (skipped != 0) {
    item.warnings.push_back("bodies_skipped: " + std::to_string(skipped) + " more texts than " +
                            std::to_string(kMaxOtherBodies) + " beside the body");
  }
  if (fullest) {
    const std::string summary =
        entry.summary_is_html ? TextOfMarkup(entry.summary) : std::move(entry.summary);
    ClaimText(SummaryOf(summary, document, entry), "summary", item.claims.summary, item);
  } else if (entry.summary_is_html) {
    SetHtml(std::move(entry.summary), item);
  } else {
    SetPlain(SummaryOf(entry.summary, document, entry), item);
  }
}

void SetImage(const Image& image, std::string_view base, Article& item) {
  Image claimed;
  if (std::optional<std::string> url = CanonicalUrl(image.url, base)) {
    claimed.url = std::move(*url);
  } else if (image.url.size() <= kMaxClaimBytes) {
    claimed.url = CleanLine(image.url);
  } else {
    item.warnings.push_back("claim_unreadable: the picture's address \"" + Excerpt(image.url) +
                            "\" is not an http(s) address");
    return;
  }
  ClaimText(image.caption, "image.caption", claimed.caption, item);
  ClaimText(image.credit, "image.credit", claimed.credit, item);
  item.lead_image = std::move(claimed);
}

void TakeWarnings(std::vector<std::string>& warnings, Article& item) {
  const std::size_t taken = std::min(warnings.size(), kMaxWarnings);
  for (std::size_t i = 0; i < taken; ++i) item.warnings.push_back(std::move(warnings[i]));
  if (warnings.size() > taken) {
    item.warnings.push_back("warnings_left_out: " + std::to_string(warnings.size() - taken) +
                            " more like these");
  }
}

}  // namespace

void SetPlain(std::string_view text, Article& article) {
  std::string room;
  article.body.clear();
  NormalizeSpace(WithoutMojibake(text, "text", room, article), Lines::kKeep, article.body);
  ToNfc(article.body);
}

void SetHtml(std::string text, Article& article) {
  RepairText(text, "page", article);
  SetRepaired(std::move(text), article);
}

void SetHtmlInRecord(std::string_view html, Article& article) {
  std::string room;
  const std::string_view repaired = WithoutMojibake(html, "page", room, article);
  if (repaired.data() != html.data()) {
    SetRepaired(std::move(room), article);
  } else if (!IsPlainNfc(html)) {
    SetRepaired(std::string(html), article);
  } else if (HasVisibleText(html)) {
    article.html_in_record = html;
  }
}

void AddOtherBody(ItemText text, Article& article) {
  RepairText(text.value, "other bodies", article);
  ToNfc(text.value);
  article.other_bodies.push_back(
      {.role = ClaimLine(text.role, "role", article),
       .content_type = ClaimLine(text.content_type, "contentType", article),
       .value = std::move(text.value)});
}

Status SetItem(NewsItem& entry, const NewsItems& document, std::string_view base, Article& item) {
  if (entry.refused) return *std::exchange(entry.refused, {});
  Claims& claims = item.claims;
  ClaimText(entry.headline, "title", claims.headline, item);
  ClaimText(entry.byline, "author", claims.byline, item);
  ClaimId(entry.version, "version", claims.version, item);
  ClaimId(entry.supersedes, "supersedes", claims.supersedes, item);
  ClaimText(entry.slugline, "slugline", claims.slugline, item);
  ClaimText(entry.edition_note, "edNote", claims.edition_note, item);
  claims.corrects = entry.corrects;
  ClaimText(entry.located, "located", claims.located, item);
  ClaimText(entry.type, "type", claims.type, item);
  ClaimId(entry.id, "id", item.id, item);
  ClaimUrl(entry.url, Or(entry.base, base), "link", item);
  ClaimDate(entry.published, "published", claims.published_at, item);
  ClaimDate(entry.updated, "updated", claims.modified_at, item);
  ClaimEmbargo(entry.embargoed, item);
  if (entry.is_embargoed && TrimAscii(entry.embargoed).empty()) WarnOfOpenEmbargo(item);
  ClaimPubStatus(entry.pub_status, item);
  ClaimUrgency(entry.urgency, item);
  ClaimLanguage(Or(entry.language, document.language), item);
  ClaimRights(document.rights, item);
  ClaimRights(entry.rights, item);
  if (!entry.keywords.empty()) claims.keywords.clear();
  for (const std::string& keyword : entry.keywords) ClaimKeyword(keyword, item);
  TakeWarnings(entry.warnings, item);
  if (entry.image) SetImage(*entry.image, Or(entry.base, base), item);
  item.may_be_empty = entry.identified;
  SetTexts(entry, document, item);
  return FinishArticle(item);
}

namespace {

/// Whether an address is of none of the article's hosts: nobody takes back what others publish.
bool IsOfAnotherSite(const Article& article, std::string_view address) {
  const std::optional<std::string> url = CanonicalUrl(address);
  const std::string own =
      article.source.domain.empty() ? DomainOf(article.canonical_url) : article.source.domain;
  if (!url || own.empty()) return false;
  const std::string other = DomainOf(*url);
  const auto is_within = [](std::string_view host, std::string_view domain) {
    return host == domain ||
           (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
  };
  return !is_within(own, other) && !is_within(other, own);
}

}  // namespace

Status FinishArticle(Article& article) {
  // Ids count within the source that is stated: a kill often has no address to tell its site by.
  const auto set_domain = [&] {
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
  };
  if (article.source.name.empty()) set_domain();
  article.uri = MakeUri(article);
  if (std::string& old = article.claims.supersedes; !old.empty()) {
    if (IsOfAnotherSite(article, old)) {
      article.warnings.push_back("claim_ignored: supersedes \"" + std::exchange(old, {}) +
                                 "\" is of another site");
    } else {
      article.supersedes_uri = MakeUri(article, old);
    }
  }
  set_domain();
  article.input.id = article.id;
  const bool empty =
      article.body.empty() && article.page().empty() && article.claims.headline.empty();
  if (empty && !article.may_be_empty) {
    return BadInput("empty_document", "neither a text nor a headline");
  }
  return Ok();
}

}  // namespace newswired
