#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "stages/article/authors.h"
#include "stages/article/byline.h"
#include "stages/article/dateline.h"
#include "stages/article/headline.h"
#include "stages/article/jsonld.h"
#include "stages/article/keywords.h"
#include "stages/article/lead_image.h"
#include "stages/article/lines.h"
#include "stages/article/notes.h"
#include "stages/article/overrides.h"
#include "stages/article/page.h"
#include "stages/article/page_dates.h"
#include "stages/article/page_type.h"
#include "stages/article/plain.h"
#include "stages/article/section.h"
#include "stages/article/set_body.h"
#include "stages/article/wire_header.h"
#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/text/blocks.h"
#include "stages/text/dates.h"
#include "stages/text/hash.h"
#include "stages/text/language_tag.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"
#include "stages/text/zones.h"

namespace newswired {
namespace {

constexpr std::string_view kBy = "article@0.1.0";
constexpr std::string_view kVersion = kBy.substr(kBy.find('@') + 1);

bool IsFeedType(std::string_view type) {
  return type == "application/rss+xml" || type == "application/atom+xml" ||
         type == "application/feed+json";
}

/// True if `html` is the article's text alone and not a page around it: a feed's or a wire's.
bool IsFragmentType(std::string_view type) {
  return IsFeedType(type) || type == "application/ninjs+json" || type == "application/nitf+xml" ||
         type.starts_with("application/vnd.iptc.g2.");
}

std::string FirstKey(std::string_view text) { return LowerUtf8(CleanLine(text)); }

class ArticleStage final : public Stage {
 public:
  struct Settings {
    std::int64_t max_dom_depth = 512;
    std::int64_t max_dom_bytes = 256 << 20;
    std::int64_t max_dom_nodes = 1'000'000;
    std::int64_t max_attributes = 128;
    std::int64_t max_attribute_bytes = 1 << 16;
    std::vector<SourceSettings> sources;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("max_dom_depth", max_dom_depth,
              {.doc = "Deepest nesting of a page's elements; tags below it are ignored, their text "
                      "is not.",
               .min = 32,
               .max = 4096});
      v.Field(
          "max_dom_bytes", max_dom_bytes,
          {.doc =
               "Memory for the tree of one page; what comes after is ignored (warning page_cut).",
           .min = 1 << 20,
           .max = 4294967296.0});
      v.Field("max_dom_nodes", max_dom_nodes,
              {.doc = "Most elements and texts of one page; what comes after is ignored (warning "
                      "page_cut).",
               .min = 1000,
               .max = 100'000'000});
      v.Field("max_attributes", max_attributes,
              {.doc = "Most attributes of one element that are read.", .min = 8, .max = 10000});
      v.Field("max_attribute_bytes", max_attribute_bytes,
              {.doc = "Longest value of an attribute that is read; a longer one is taken as empty.",
               .min = 1024,
               .max = 1 << 30});
      v.List(
          "sources", sources,
          {.doc = "Where the pages of single publishers have their fields, as CSS selectors. What "
                  "they find counts instead of what the general rules would find; where they find "
                  "nothing the rules are used, with the warning override_unmatched."});
    }
  };

  static Result<std::unique_ptr<ArticleStage>> Create(const Settings& settings) {
    NW_TRY(Overrides overrides, Overrides::Create(settings.sources));
    return std::unique_ptr<ArticleStage>(new ArticleStage(settings, std::move(overrides)));
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    Status status = Ok();
    NoteClaims(article);
    if (article.page().empty()) {
      FromPlainText(article);
      SetNotes({}, article);
    } else {
      status = FromHtml(article);
    }
    Finish(article);
    if (!status.ok()) return std::move(status).error();
    if (article.title.empty() && article.body.empty() && !article.may_be_empty) {
      // Nothing to publish, whether or not this stage is required.
      article.rejected = BadInput("empty_document", "a page without headline and text");
    }
    return Verdict::kContinue;
  }

 private:
  ArticleStage(const Settings& settings, Overrides overrides)
      : page_({.max_depth = static_cast<std::size_t>(settings.max_dom_depth),
               .max_dom_bytes = static_cast<std::size_t>(settings.max_dom_bytes),
               .max_nodes = static_cast<std::size_t>(settings.max_dom_nodes),
               .max_attributes = static_cast<std::size_t>(settings.max_attributes),
               .max_attribute_bytes = static_cast<std::size_t>(settings.max_attribute_bytes),
               .all_attributes = !settings.sources.empty()}),
        overrides_(std::move(overrides)) {}

  static bool TrustsMetadata(const SourceOverride* source) {
    return source != nullptr && source->trusts_metadata;
  }

  static Trace* TraceOf(const Article& article) {
    Traces* traces = article.record == nullptr ? nullptr : article.record->traces;
    return traces == nullptr ? nullptr : &(*traces)[article.input.item];
  }

  /// When the page was read, the latest that it can tell of; 0 if we have no clock.
  static std::int64_t ReadAt(const Article& article) {
    std::int64_t at = std::max(article.input.record_time_ms, article.input.received_ms);
    const std::optional<Dated> fetched = ParseDate(article.claims.fetched_at);
    if (fetched && fetched->utc_ms) at = at > 0 ? std::min(at, *fetched->utc_ms) : *fetched->utc_ms;
    return std::max<std::int64_t>(at, 0);
  }

  /// The language of the page, from og:locale where that alone tells the country.
  [[nodiscard]] std::string_view PageLocale() const {
    const std::string_view locale = page_.FindMeta("og:locale");
    const bool better =
        page_.language.size() < 5 && locale.size() >= 5 &&
        EqualsIgnoringAsciiCase(locale.substr(0, page_.language.size()), page_.language);
    return better ? locale : page_.language;
  }

  /// The country of a source, or the top-level domain that it has instead.
  static std::string_view CountryOf(const Source& source) {
    const std::size_t dot = source.domain.rfind('.');
    if (!source.country.empty() || dot == std::string::npos) return source.country;
    return std::string_view(source.domain).substr(dot + 1);
  }

  static DayOrder OrderOfDays(const Article& article, std::string_view page_language) {
    std::string_view language = page_language;
    if (language.empty()) language = article.claims.language;
    if (language.empty()) language = article.source.lang;
    return DayOrderOf(language, CountryOf(article.source));
  }

  static DateVotes NewVotes(const Article& article, std::string_view page_language) {
    const Clocks clocks{.country = CountryOf(article.source), .zone = article.source.tz};
    const DateVote vote(ReadAt(article), OrderOfDays(article, page_language), clocks);
    return {.published = vote, .modified = vote};
  }

  static std::string ClaimEvidence(const Article& article, std::string_view envelope_name,
                                   std::string_view feed_name) {
    return IsFeedType(article.input.content_type) ? "feed:" + std::string(feed_name)
                                                  : "envelope:" + std::string(envelope_name);
  }

  /// What the record says of itself stands until a page says it better.
  static void NoteClaims(Article& article) {
    if (!article.canonical_url.empty() && article.evidence.canonical_url.empty()) {
      article.evidence.canonical_url = ClaimEvidence(article, "url", "link");
    }
    if (!article.claims.language.empty()) {
      article.evidence.language_claim = ClaimEvidence(article, "language", "language");
    }
  }

  static void SetClaimedTitle(Article& article) {
    article.title = article.claims.headline;
    if (article.title.empty()) return;
    article.evidence.title = ClaimEvidence(article, "headline", "title");
  }

  static std::vector<Author> ClaimedAuthors(const Article& article) {
    if (article.claims.byline.empty()) return {};
    std::vector<Author> authors = ReadByline(
        article.claims.byline, {.name = article.source.name, .domain = article.source.domain});
    for (Author& author : authors) {
      author.evidence = ClaimEvidence(article, "byline", "author");
      author.confidence = 0.9;
    }
    return authors;
  }

  /// What a claim that is trusted says takes the place of what the page says; not of what a
  /// selector found.
  static void PreferClaims(const SourceOverride& source, Article& article) {
    const Claims& claims = article.claims;
    if (!source.authors) {
      std::vector<Author> claimed = ClaimedAuthors(article);
      if (!claimed.empty()) article.authors = std::move(claimed);
    }
    if (!claims.section.empty() && !source.section) article.section.reset();
    if (!claims.keywords.empty()) article.keywords.clear();
  }

  static void AddClaims(Article& article) {
    const Claims& claims = article.claims;
    if (article.authors.empty()) article.authors = ClaimedAuthors(article);
    if (!article.section && !claims.section.empty()) {
      article.section = Evidenced{claims.section, "envelope:section", 0.9};
    }
    if (article.keywords.empty() && !claims.keywords.empty()) {
      article.keywords = claims.keywords;
      article.evidence.keywords = ClaimEvidence(article, "keywords", "category");
    }
  }

  static void FromPlainText(Article& article) {
    const WireHeader header = ReadWireHeader(article.body);
    article.header_bytes = header.end;
    SetClaimedTitle(article);
    if (article.title.empty() && !header.headline.empty()) {
      article.title = header.headline;
      article.evidence.title = "text";
    }
    if (article.claims.slugline.empty()) {
      article.claims.slugline = header.slug;
      article.claims.edition = header.edition;
    }
    if (article.claims.located.empty()) article.claims.located = header.located;
    article.structure = BlocksOf(article.body);
    DateVotes votes = NewVotes(article, {});
    AddClaimedDates(article, votes, kWeightOfClaims);
    votes.published.Add(header.date, "text:Date", DateVote::kVisible, 0.6);
    SetDates(votes, article);
    AddClaims(article);
    if (article.authors.empty()) {
      article.authors =
          AuthorsOfReport(header.bylines, article.body,
                          {.name = article.source.name, .domain = article.source.domain});
    }
    article.extraction = {
        .method = "plain-text", .candidates = {"plain-text"}, .agreement = 1, .confidence = 1};
  }

  static constexpr double kWeightOfClaims = 0.9;
  // More than all the other families together.
  static constexpr double kWeightOfTrusted = 8;
  static constexpr double kWeightOfSelectors = 9;

  static void AddClaimedDates(const Article& article, DateVotes& votes, double weight) {
    votes.published.Add(article.claims.published_at,
                        ClaimEvidence(article, "publishedAt", "pubDate"), DateVote::kClaim, weight);
    votes.modified.Add(article.claims.modified_at, ClaimEvidence(article, "modifiedAt", "updated"),
                       DateVote::kClaim, weight);
  }

  static void SetDates(const DateVotes& votes, Article& article) {
    WarnOfDates(votes, article);
    article.published = votes.published.Take();
    article.modified = votes.modified.Take();
    for (std::optional<Dated>* dated : {&article.published, &article.modified}) {
      if (*dated) ApplyZone(article.source.tz, **dated);
    }
    SetDateline(article);
  }

  static void WarnOfDates(const DateVotes& votes, Article& article) {
    if (votes.published.future()) {
      article.warnings.emplace_back("date_in_future: no publication time is believed");
    }
    if (votes.modified.future()) {
      article.warnings.emplace_back("date_in_future: no time of a change is believed");
    }
    for (const DateVote* vote : {&votes.published, &votes.modified}) {
      if (vote->unreadable().empty()) continue;
      article.warnings.push_back("claim_unreadable: " + vote->unreadable() +
                                 " is not a date that can be read without guessing");
    }
  }

  /// A dateline's day is read by the publication's, and is a witness of it.
  static void SetDateline(Article& article) {
    article.dateline =
        FindDateline(article.body, article.header_bytes, article.structure, article.published);
    if (!article.dateline) return;
    if (article.dateline->agency.empty()) PartAgencyFromPlace(article.source, *article.dateline);
    if (!article.published || article.dateline->date.empty()) return;
    const std::string& day = article.dateline->date;
    const std::string& value = article.published->value;
    const std::string utc =
        article.published->utc_ms ? FormatUtc(*article.published->utc_ms) : value;
    if (value.starts_with(day) || utc.starts_with(day)) {
      article.published->agrees_with.emplace_back("dateline");
    }
  }

  /// "SUKASARI, EXAMPLE NEWS -"
  static void PartAgencyFromPlace(const Source& source, Dateline& dateline) {
    const std::size_t comma = dateline.place.rfind(", ");
    if (comma == std::string::npos) return;
    const std::string_view agency = std::string_view(dateline.place).substr(comma + 2);
    if (!NamesSite(agency, source.name, source.domain)) return;
    dateline.agency = agency;
    dateline.place.resize(comma);
  }

  Status FromHtml(Article& article) {
    NW_CHECK_OK(page_.Parse(article.page()));
    if (page_.cut()) {
      article.warnings.emplace_back(
          "page_cut: the page's tree is larger than max_dom_nodes or max_dom_bytes, or has too "
          "many "
          "names");
    }
    const bool fragment = IsFragmentType(article.input.content_type);
    JsonLdArticle ld;
    if (!page_.json_ld.empty()) ld.page = IdentityOf(article);
    for (const std::string_view script : page_.json_ld) ReadJsonLd(script, ld);
    if (ForgetAnothers(ld)) {
      article.warnings.emplace_back(
          "json_ld_of_another: address and headline of the page's JSON-LD are another article's");
    }

    SetAddress(ld, fragment, article);
    const SourceOverride* own = fragment ? nullptr : overrides_.For(article.source.domain);
    if (own != nullptr) RemoveParts(*own, article);
    if (!fragment) ReadLines(page_, lines_);
    SetTitle(ld, fragment, own, article);
    if (!fragment) SetAuthors(ld, own, article);
    SetBody(page_, ld, fragment, OverriddenBody(own, article), article, TraceOf(article));
    SetPageDates(ld, fragment, own, article);
    if (!fragment) {
      SetSection(ld, own, article);
      SetKeywords(ld, article);
      SetLeadImage(FindLeadImage(page_, ld, article.canonical_url), article);
      SetAccess(ld, article);
      SetPageType(page_, lines_, ld, article);
    } else if (!article.lead_image) {
      SetLeadImage(FindImageOfContent(page_, article.canonical_url), article);
    }
    if (TrustsMetadata(own)) PreferClaims(*own, article);
    AddClaims(article);
    SetNotes(ld.corrections, article);
    article.html_in_record = {};
    std::string().swap(article.html);  // pages are twenty times their text
    return Ok();
  }

  [[nodiscard]] PageIdentity IdentityOf(const Article& article) const {
    PageIdentity identity;
    for (const std::string_view url :
         {std::string_view(article.canonical_url), page_.canonical, page_.FindMeta("og:url")}) {
      if (!url.empty()) identity.addresses.push_back(PlainAddress(url));
    }
    constexpr std::size_t kMostHeadings = 3;
    for (std::size_t i = 0; i < page_.headings.size() && i < kMostHeadings; ++i) {
      identity.headlines.push_back(page_.TextOf(page_.headings[i]));
    }
    identity.headlines.push_back(CleanLine(page_.FindMeta("og:title")));
    identity.headlines.push_back(page_.title);
    std::erase(identity.headlines, std::string());
    constexpr std::size_t kLongest = 400;
    for (std::string& headline : identity.headlines) {
      headline.resize(FloorBoundary(headline, std::min(headline.size(), kLongest)));
    }
    return identity;
  }

  static void SetNotes(const std::vector<std::string>& claimed, Article& article) {
    article.notes = FindNotes(article.body, article.structure,
                              OrderOfDays(article, article.claims.language), kBy);
    AddClaimedCorrections(claimed, article.body, article.structure, kBy, article.notes);
  }

  void SetTitle(const JsonLdArticle& ld, bool fragment, const SourceOverride* own,
                Article& article) const {
    if (auto titles = Overridden("title", own, &SourceOverride::title, article); !titles.empty()) {
      article.title = std::move(titles.front());
      article.evidence.title = "override:title";
      return;
    }
    SetClaimedTitle(article);
    if ((fragment || TrustsMetadata(own)) && !article.title.empty()) return;
    std::string shown = ChooseHeadline(page_, ld, article.source.domain);
    if (shown.empty()) return;
    article.title = std::move(shown);
    article.evidence.title = HeadlineEvidence(page_, ld, article.title);
  }

  void SetAddress(const JsonLdArticle& ld, bool fragment, Article& article) const {
    if (fragment) return;
    std::string base = article.canonical_url;
    if (!page_.base.empty()) {
      if (auto url = CanonicalUrl(page_.base, base)) base = std::move(*url);
    }
    const std::string old = article.canonical_url;
    const std::array<std::pair<const char*, std::string_view>, 3> candidates = {
        {{"link:canonical", page_.canonical},
         {"meta:og:url", page_.FindMeta("og:url")},
         {"jsonld:url", ld.url}}};
    const bool is_trusted = article.evidence.canonical_url == "envelope:canonicalUrl" &&
                            TrustsMetadata(overrides_.For(article.source.domain));
    for (const auto& [evidence, candidate] : candidates) {
      if (candidate.empty() || is_trusted) continue;
      std::optional<std::string> url = CanonicalUrl(candidate, base);
      if (!url || (!old.empty() && !MayBeCanonical(*url, old))) continue;
      article.canonical_url = std::move(*url);
      article.evidence.canonical_url = evidence;
      break;
    }
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
    if (article.source.name.empty()) {
      article.source.name =
          CleanLine(ld.publisher.empty() ? page_.FindMeta("og:site_name") : ld.publisher);
    }
    if (article.id.empty() && !article.canonical_url.empty()) article.uri = article.canonical_url;
    const std::array<std::pair<const char*, std::string_view>, 2> languages = {
        {{"html:lang", page_.language}, {"jsonld:inLanguage", ld.language}}};
    for (const auto& [evidence, language] : languages) {
      if (!article.claims.language.empty()) break;
      article.claims.language = CanonicalLanguageTag(language).value_or("");
      if (!article.claims.language.empty()) article.evidence.language_claim = evidence;
    }
  }

  void SetPageDates(const JsonLdArticle& ld, bool fragment, const SourceOverride* own,
                    Article& article) {
    const DayOrder order = OrderOfDays(article, PageLocale());
    DateVotes votes = NewVotes(article, PageLocale());
    if (!fragment) OverrideDates(own, order, votes, article);  // a vote takes so many readings
    AddClaimedDates(article, votes, TrustsMetadata(own) ? kWeightOfTrusted : kWeightOfClaims);
    if (!fragment) {
      votes.published.Add(ld.published, "jsonld:datePublished", DateVote::kJsonLd, 1.2);
      if (ld.published.empty()) {
        votes.published.Add(ld.uploaded, "jsonld:uploadDate", DateVote::kJsonLd, 0.9);
      }
      votes.modified.Add(ld.modified, "jsonld:dateModified", DateVote::kJsonLd, 1.2);
      AddMetaDates(page_, votes);
      votes.published.Add(page_.itemprop_published, "microdata:datePublished", DateVote::kMicrodata,
                          0.8);
      votes.modified.Add(page_.itemprop_modified, "microdata:dateModified", DateVote::kMicrodata,
                         0.8);
      votes.published.Add(DateInTitle(page_.FindMeta("og:title")), "meta:og:title",
                          DateVote::kWeakMeta, 0.5);
      votes.published.Add(DateInTitle(page_.title), "title", DateVote::kWeakMeta, 0.5);
      AddVisibleDates(page_, lines_, article.title, order, votes);
      votes.published.Add(DateInUrl(article.canonical_url), "url", DateVote::kUrl, 0.5);
    }
    SetDates(votes, article);
  }

  void SetAuthors(const JsonLdArticle& ld, const SourceOverride* own, Article& article) const {
    const Publisher publisher{.name = ld.publisher.empty() ? article.source.name : ld.publisher,
                              .domain = article.source.domain};
    article.authors = OverriddenAuthors(own, publisher, article);
    if (article.authors.empty()) {
      article.authors = FindAuthors(page_, lines_, ld, article.title, publisher);
    }
  }

  void SetSection(const JsonLdArticle& ld, const SourceOverride* own, Article& article) const {
    auto sections = Overridden("section", own, &SourceOverride::section, article);
    if (!sections.empty()) {
      article.section = Evidenced{std::move(sections.front()), "override:section", 0.98};
      return;
    }
    if (!ld.section.empty()) {
      article.section = Evidenced{ld.section, "jsonld:articleSection", 0.98};
      return;
    }
    for (const std::string_view name :
         {"article:section", "parsely-section", "section", "articlesection"}) {
      std::string value = CleanLine(page_.FindMeta(name));
      if (value.empty() || value.size() > 80) continue;
      article.section = Evidenced{std::move(value), "meta:" + std::string(name), 0.9};
      return;
    }
    article.section = SectionOnThePath(page_, ld, article);
  }

  void SetKeywords(const JsonLdArticle& ld, Article& article) const {
    article.keywords = ld.keywords;
    if (!article.keywords.empty()) article.evidence.keywords = "jsonld:keywords";
    const auto add_list = [&](std::string_view list, const char* evidence) {
      AddKeywords(list, article.keywords);
      if (!article.keywords.empty()) article.evidence.keywords = evidence;
    };
    if (article.keywords.empty()) {
      for (const Page::Meta& meta : page_.metas) {
        if (meta.name == "article:tag") add_list(meta.content, "meta:article:tag");
      }
    }
    for (const std::string name :
         {"news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject"}) {
      if (article.keywords.empty()) add_list(page_.FindMeta(name), ("meta:" + name).c_str());
    }
  }

  static void SetLeadImage(std::optional<LeadImage> found, Article& article) {
    if (!found) return;
    article.lead_image = std::move(found->image);
    article.evidence.lead_image = found->evidence;
  }

  void SetAccess(const JsonLdArticle& ld, Article& article) const {
    const std::string tier = FirstKey(page_.FindMeta("article:content_tier"));
    if (tier == "free" || tier == "metered" || tier == "locked") {
      article.access = tier == "locked" ? "paywalled" : tier;
      article.evidence.access = "meta:article:content_tier";
    } else if (ld.free) {
      article.access = *ld.free ? "free" : "paywalled";
      article.evidence.access = "jsonld:isAccessibleForFree";
    }
  }

  static void Finish(Article& article) {
    article.content_hash = Sha256Hex({article.title, "\n", article.body});
    if (article.uri.empty() || article.uri == "urn:sha256:" + article.input.sha256) {
      article.uri = "urn:sha256:" + article.content_hash;
    }
  }

  // -- overrides ------------------------------------------------------------------------------

  /// The values that a selector finds, or none and a warning.
  std::vector<std::string> Overridden(std::string_view field, const SourceOverride* source,
                                      std::optional<Selector> SourceOverride::*member,
                                      Article& article) const {
    if (source == nullptr || !(source->*member)) return {};
    const Selector& selector = *(source->*member);
    std::vector<std::string> values = overrides_.Values(selector, page_);
    if (values.empty()) article.warnings.push_back(OverrideUnmatched(field, selector, *source));
    return values;
  }

  void RemoveParts(const SourceOverride& source, Article& article) {
    for (const Selector& selector : source.remove) {
      const std::vector<std::uint32_t> found = overrides_.Find(selector, page_);
      if (Trace* trace = TraceOf(article)) {
        for (const std::uint32_t element : found) {
          trace->cuts.push_back(
              {.rule = "override:remove", .where = selector.text(), .text = page_.TextOf(element)});
        }
      }
      page_.Remove(found);
    }
  }

  /// The outermost elements of a body's selector.
  std::vector<std::uint32_t> OverriddenBody(const SourceOverride* source, Article& article) const {
    if (source == nullptr || !source->body) return {};
    std::vector<std::uint32_t> roots;
    bool text = false;
    for (const std::uint32_t index : overrides_.Find(*source->body, page_)) {
      if (!roots.empty() && index < page_.elements()[roots.back()].end) continue;
      roots.push_back(index);
      text = text || !page_.TextOf(index).empty();
    }
    if (text) return roots;
    article.warnings.push_back(OverrideUnmatched("body", *source->body, *source));
    return {};
  }

  /// What an authors' selector finds, each name by itself.
  std::vector<std::string> OverriddenBylines(const SourceOverride* source,
                                             const Publisher& publisher, Article& article) const {
    std::vector<std::string> values =
        Overridden("authors", source, &SourceOverride::authors, article);
    if (values.empty()) return values;
    if (source->authors->attribute().empty()) {
      values.clear();
      for (const std::uint32_t element : overrides_.Find(*source->authors, page_)) {
        for (std::string& line : BylinesIn(page_, element)) values.push_back(std::move(line));
      }
    }
    std::vector<std::string> bylines;
    for (const std::string_view value : values) {
      for (std::string& part : PartsOfByline(value, publisher)) bylines.push_back(std::move(part));
    }
    return bylines;
  }

  std::vector<Author> OverriddenAuthors(const SourceOverride* source, const Publisher& publisher,
                                        Article& article) const {
    std::vector<Author> authors;
    for (const std::string& text : OverriddenBylines(source, publisher, article)) {
      for (Author& author : ReadByline(text, publisher, BylineTrust::kMarked)) {
        const bool known = std::any_of(authors.begin(), authors.end(),
                                       [&](const Author& a) { return a.name == author.name; });
        if (known) continue;
        author.evidence = "override:authors";
        author.confidence = 0.98;
        authors.push_back(std::move(author));
      }
    }
    return authors;
  }

  void OverrideDates(const SourceOverride* source, DayOrder order, DateVotes& votes,
                     Article& article) const {
    OverrideDate("published", source, &SourceOverride::published, order, votes.published, article);
    OverrideDate("modified", source, &SourceOverride::modified, order, votes.modified, article);
  }

  void OverrideDate(std::string_view field, const SourceOverride* source,
                    std::optional<Selector> SourceOverride::*member, DayOrder order, DateVote& vote,
                    Article& article) const {
    const auto values = Overridden(field, source, member, article);
    if (values.empty()) return;
    std::optional<Dated> dated = ReadOneDate(values.front(), order);
    const bool used = dated && vote.Add(*std::move(dated), "override:" + std::string(field),
                                        DateVote::kClaim, kWeightOfSelectors);
    if (used) return;
    article.warnings.push_back(
        OverrideUnreadable(field, *(source->*member), *source, values.front()));
  }

  /// The one date in a text that somebody says holds it, whatever else it holds.
  static std::optional<Dated> ReadOneDate(std::string_view text, DayOrder order) {
    constexpr std::size_t kLongest = 500;
    if (std::optional<Dated> dated = ReadDate(text, order)) return dated;
    const std::string line = LowerUtf8(text.substr(0, FloorBoundary(text, kLongest)));
    std::vector<FoundDate> found = FindDates(line, order);
    if (found.size() != 1) return std::nullopt;
    return std::move(found[0].dated);
  }

  Page page_;
  PageLines lines_;
  const Overrides overrides_;
};

}  // namespace

extern const StageType kArticleStage;
const StageType kArticleStage = DescribeStage<ArticleStage>(
    "article", kVersion,
    "Finds headline, text, authors, dates and the like in pages, and the structure of plain text.");

}  // namespace newswired
