#include "stages/decode/record_claims.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "stages/decode/claims.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

std::string Listed(const std::vector<std::string_view>& names) {
  std::string all;
  for (const std::string_view name : names) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

}  // namespace

using F = EnvelopeField;

void RecordClaims::ReadHeaders(const RawRecord& record, Article& article) {
  headers_.Clear();
  envelope_.Clear();
  std::array<bool, static_cast<std::size_t>(F::kCount)> told{};
  for (const HeaderView& header : record.headers) {
    const F field = FieldOfHeader(header.name);
    if (field == F::kCount) continue;
    // Headers are bytes; a claim that is not UTF-8 is none. Every article of the record has the
    // warning, so that there is one a field.
    if (!IsValidUtf8(header.value)) {
      if (std::exchange(told[static_cast<std::size_t>(field)], true)) continue;
      article.warnings.push_back("claim_ignored: header " + Excerpt(header.name) + " is not UTF-8");
    } else if (field == F::kKeywords) {
      headers_.keywords.push_back(header.value);
    } else {
      headers_[field] = header.value;
    }
  }
}

void RecordClaims::KeepShared() {
  for (Envelope* claims : {&headers_, &envelope_}) {
    Envelope kept;
    for (const F field :
         {F::kSource, F::kSourceId, F::kSourceName, F::kSourceDomain, F::kSourceCountry,
          F::kSourceLang, F::kSourceTz, F::kLanguage, F::kRights, F::kCopyrightHolder,
          F::kCopyrightNotice, F::kUsageTerms, F::kEmbargoedUntil, F::kPubStatus, F::kFetchedAt}) {
      kept[field] = (*claims)[field];
    }
    *claims = std::move(kept);
  }
}

void RecordClaims::ClaimSource(Article& article) const {
  Source& source = article.source;
  ClaimId(Said(F::kSourceId), "source.id", source.id, article);
  ClaimText(Said(F::kSourceName), "source.name", source.name, article);
  ClaimId(PlainDomain(Said(F::kSourceDomain)), "source.domain", source.domain, article);
  ClaimId(Said(F::kSourceCountry), "source.country", source.country, article);
  ClaimId(Said(F::kSourceLang), "source.lang", source.lang, article);
  ClaimId(Said(F::kSourceTz), "source.tz", source.tz, article);
  const std::string text = ClaimLine(Said(F::kSource), "source", article);
  if (text.empty()) return;
  if (const auto url = CanonicalUrl(text)) {
    source.domain = DomainOf(*url);
  } else if (text.find_first_of(" \t") == std::string::npos &&
             text.find('.') != std::string::npos && !text.starts_with('.') &&
             !text.ends_with('.')) {
    source.domain = PlainDomain(text);
  } else {
    source.name = text;
  }
}

void RecordClaims::ClaimAll(Article& article) const {
  Claims& claims = article.claims;
  ClaimId(Said(F::kId), "id", article.id, article);
  ClaimUrl(Said(F::kUrl), "", "url", article);
  ClaimCanonicalUrl(article);
  if (article.source.name.empty() && article.source.domain.empty()) ClaimSource(article);
  ClaimText(Said(F::kByline).empty() ? Listed(envelope_.authors) : Said(F::kByline), "byline",
            claims.byline, article);
  ClaimText(Said(F::kSection), "section", claims.section, article);
  ClaimId(Said(F::kVersion), "version", claims.version, article);
  ClaimId(Said(F::kSupersedes), "supersedes", claims.supersedes, article);
  ClaimLanguage(Said(F::kLanguage), article);
  ClaimDate(Said(F::kPublishedAt), "publishedAt", claims.published_at, article);
  ClaimDate(Said(F::kModifiedAt), "modifiedAt", claims.modified_at, article);
  // A record of an archive has a date of its own.
  if (claims.fetched_at.empty()) {
    ClaimFetched(Said(F::kFetchedAt), "fetchedAt", "envelope:fetchedAt", article);
  }
  ClaimEmbargo(Said(F::kEmbargoedUntil), article);
  ClaimPubStatus(Said(F::kPubStatus), article);
  ClaimUrgency(Said(F::kUrgency), article);
  const F notice = Said(F::kCopyrightNotice).empty() ? F::kRights : F::kCopyrightNotice;
  ClaimRights({.copyright_holder = std::string(Said(F::kCopyrightHolder)),
               .copyright_notice = std::string(Said(notice)),
               .usage_terms = std::string(Said(F::kUsageTerms))},
              article);
  ClaimKeywords(article);
}

void RecordClaims::ClaimCanonicalUrl(Article& article) const {
  const std::string_view canonical = TrimAscii(Said(F::kCanonicalUrl));
  if (canonical.empty()) return;
  if (auto url = CanonicalUrl(canonical, article.canonical_url)) {
    // The producer knows of other hosts, which a page may only pretend to be of: collectors have
    // addresses of their own.
    if (!IsFrontPage(*url) || article.canonical_url.empty() || IsFrontPage(article.canonical_url)) {
      article.canonical_url = std::move(*url);
      article.evidence.canonical_url = "envelope:canonicalUrl";
    } else {
      article.warnings.push_back("claim_ignored: canonicalUrl \"" + Excerpt(canonical) +
                                 "\" is a front page");
    }
  } else {
    article.warnings.push_back("claim_unreadable: canonicalUrl \"" + Excerpt(canonical) +
                               "\" is not an http(s) address");
  }
}

void RecordClaims::ClaimKeywords(Article& article) const {
  const auto& keywords = envelope_.keywords.empty() ? headers_.keywords : envelope_.keywords;
  for (std::string_view keyword : keywords) {
    if (keywords.size() > 1) {
      ClaimKeyword(keyword, article);
      continue;
    }
    while (!keyword.empty()) {  // one string: a list with commas
      const std::size_t comma = std::min(keyword.find(','), keyword.size());
      ClaimKeyword(keyword.substr(0, comma), article);
      keyword.remove_prefix(std::min(comma + 1, keyword.size()));
    }
  }
}

}  // namespace newswired
