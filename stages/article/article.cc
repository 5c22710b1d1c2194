#include <algorithm>
#include <array>
#include <memory>

#include "stages/article/body.h"
#include "stages/article/jsonld.h"
#include "stages/article/page.h"
#include "stages/article/plain.h"
#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/text/blocks.h"
#include "stages/text/dates.h"
#include "stages/text/hash.h"
#include "stages/text/language_tag.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::int64_t kClockSlackMs = 24LL * 3600 * 1000;
constexpr std::size_t kMaxKeywords = 64;

struct DateSource {
  std::string_view meta;
  double confidence;
};
/// In order of trust; names in lower case, as Page keeps them.
constexpr std::array<DateSource, 17> kPublishedMetas = {{{"article:published_time", 0.97},
                                                         {"og:published_time", 0.95},
                                                         {"datepublished", 0.95},
                                                         {"parsely-pub-date", 0.95},
                                                         {"dc.date.issued", 0.95},
                                                         {"dcterms.issued", 0.93},
                                                         {"dcterms.created", 0.93},
                                                         {"sailthru.date", 0.93},
                                                         {"publish-date", 0.93},
                                                         {"publication_date", 0.93},
                                                         {"pubdate", 0.93},
                                                         {"publishdate", 0.93},
                                                         {"article.published", 0.93},
                                                         {"dc.date", 0.9},
                                                         {"ptime", 0.9},
                                                         {"cxenseparse:recs:publishtime", 0.9},
                                                         {"date", 0.85}}};
constexpr std::array<DateSource, 6> kModifiedMetas = {{{"article:modified_time", 0.97},
                                                       {"og:updated_time", 0.9},
                                                       {"datemodified", 0.95},
                                                       {"dcterms.modified", 0.93},
                                                       {"dc.date.modified", 0.9},
                                                       {"last-modified", 0.8}}};

bool IsFeedType(std::string_view type) {
  return type == "application/rss+xml" || type == "application/atom+xml" ||
         type == "application/feed+json";
}

/// True if `html` is the article's text alone and not a page around it: a feed's or a wire's.
bool IsFragmentType(std::string_view type) {
  return IsFeedType(type) || type == "application/ninjs+json" || type == "application/nitf+xml" ||
         type.starts_with("application/vnd.iptc.g2.");
}

/// First of several readings that makes sense; the others say whether they agree.
class DateVote {
 public:
  explicit DateVote(std::string latest) : latest_(std::move(latest)) {}

  void Add(std::string_view text, std::string evidence, double confidence) {
    std::optional<Dated> read = ParseDate(text);
    if (!read) return;
    if (!latest_.empty() && IsLater(*read)) {
      future_ = true;
      return;
    }
    read->evidence = std::move(evidence);
    read->confidence = confidence;
    if (!chosen_) {
      chosen_ = std::move(read);
    } else if (Agree(*chosen_, *read)) {
      chosen_->agrees_with.push_back(std::move(read->evidence));
    }
  }
  [[nodiscard]] bool future() const { return future_ && !chosen_; }
  std::optional<Dated> Take() {
    if (chosen_ && !chosen_->agrees_with.empty()) {
      chosen_->confidence = std::min(0.99, chosen_->confidence + 0.01);
    }
    return std::move(chosen_);
  }

 private:
  [[nodiscard]] bool IsLater(const Dated& date) const {
    const std::string value = date.utc_ms ? FormatUtc(*date.utc_ms) : date.value;
    return value.substr(0, latest_.size()) > latest_.substr(0, value.size());
  }

  std::string latest_;
  bool future_ = false;
  std::optional<Dated> chosen_;
};

std::string FirstKey(std::string_view text) { return LowerUtf8(CleanLine(text)); }

/// "Headline | Site" without the site: cut at the last separator if what follows names the site or
/// is short, and what remains is long enough to be a headline.
std::string WithoutSiteName(std::string title, std::string_view site, std::string_view domain) {
  constexpr std::array<std::string_view, 8> kSeparators = {
      " | ", " - ", " \u2013 ", " \u2014 ", " :: ", " \u00BB ", " \u00B7 ", " \u2022 "};
  const std::string site_key = LowerAscii(site);
  const std::string name = LowerAscii(domain.substr(0, domain.rfind('.')));
  for (int round = 0; round < 3; ++round) {
    std::size_t cut = std::string::npos;
    std::size_t length = 0;
    for (const std::string_view separator : kSeparators) {
      const std::size_t found = title.rfind(separator);
      if (found != std::string::npos && (cut == std::string::npos || found > cut)) {
        cut = found;
        length = separator.size();
      }
    }
    if (cut == std::string::npos || cut < 10) break;
    const std::string tail = LowerAscii(std::string_view(title).substr(cut + length));
    std::string squeezed;
    for (const char c : tail) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) squeezed += c;
    }
    const bool names_site =
        (!site_key.empty() &&
         (tail.find(site_key) != std::string::npos || site_key.find(tail) != std::string::npos)) ||
        (squeezed.size() > 2 && !name.empty() &&
         (name.find(squeezed) != std::string::npos || squeezed.find(name) != std::string::npos));
    const bool bar =
        title.compare(cut, length, " | ") == 0 || title.compare(cut, length, " :: ") == 0;
    if (!names_site && !(bar && tail.size() < 30 && cut > 20)) break;
    title.resize(cut);
  }
  return title;
}

class ArticleStage final : public Stage {
 public:
  struct Settings {
    std::int64_t max_dom_depth = 512;
    std::int64_t max_dom_bytes = 256 << 20;
    std::int64_t max_attributes = 128;

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
      v.Field("max_attributes", max_attributes,
              {.doc = "Most attributes of one element that are read.", .min = 8, .max = 10000});
    }
  };

  static Result<std::unique_ptr<ArticleStage>> Create(const Settings& settings) {
    return std::unique_ptr<ArticleStage>(new ArticleStage(settings));
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    Status status = Ok();
    if (article.html.empty()) {
      FromPlainText(article);
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
  explicit ArticleStage(const Settings& settings)
      : page_({.max_depth = static_cast<std::size_t>(settings.max_dom_depth),
               .max_dom_bytes = static_cast<std::size_t>(settings.max_dom_bytes),
               .max_attributes = static_cast<std::size_t>(settings.max_attributes)}) {}

  /// Nothing is published after the day on which we read it; empty if we have no clock.
  static std::string LatestDate(const Article& article) {
    const std::int64_t now = std::max(article.input.record_time_ms, article.input.received_ms);
    return now > 0 ? FormatUtc(now + kClockSlackMs) : std::string();
  }

  static std::string ClaimEvidence(const Article& article, std::string_view envelope_name,
                                   std::string_view feed_name) {
    return IsFeedType(article.input.content_type) ? "feed:" + std::string(feed_name)
                                                  : "envelope:" + std::string(envelope_name);
  }

  static void AddClaims(Article& article) {
    const Claims& claims = article.claims;
    if (article.authors.empty() && !claims.byline.empty()) {
      article.authors = ReadByline(claims.byline, article.source.name);
      for (Author& author : article.authors) {
        author.evidence = ClaimEvidence(article, "byline", "author");
        author.confidence = 0.9;
      }
    }
    if (!article.section && !claims.section.empty()) {
      article.section = Evidenced{claims.section, "envelope:section", 0.9};
    }
    if (article.keywords.empty()) article.keywords = claims.keywords;
  }

  static void FromPlainText(Article& article) {
    article.title = article.claims.headline;
    article.structure = BlocksOf(article.body);
    DateVote published(LatestDate(article));
    published.Add(article.claims.published_at, ClaimEvidence(article, "publishedAt", "pubDate"),
                  0.9);
    DateVote modified(LatestDate(article));
    modified.Add(article.claims.modified_at, ClaimEvidence(article, "modifiedAt", "updated"), 0.9);
    SetDates(published, modified, article);
    AddClaims(article);
    article.extraction = {
        .method = "plain-text", .candidates = {"plain-text"}, .agreement = 1, .confidence = 1};
  }

  static void SetDates(DateVote& published, DateVote& modified, Article& article) {
    if (published.future())
      article.warnings.emplace_back("date_in_future: no publication time is believed");
    article.published = published.Take();
    article.modified = modified.Take();
    article.dateline = FindDateline(article.body, article.published);
    if (article.published && article.dateline && !article.dateline->date.empty()) {
      const std::string& day = article.dateline->date;
      const std::string& value = article.published->value;
      const std::string utc =
          article.published->utc_ms ? FormatUtc(*article.published->utc_ms) : value;
      if (value.starts_with(day) || utc.starts_with(day)) {
        article.published->agrees_with.emplace_back("dateline");
      }
    }
  }

  Status FromHtml(Article& article) {
    NW_CHECK_OK(page_.Parse(article.html));
    if (page_.cut())
      article.warnings.emplace_back("page_cut: the page's tree is larger than max_dom_bytes");
    const bool fragment = IsFragmentType(article.input.content_type);
    JsonLdArticle ld;
    for (const std::string_view script : page_.json_ld) ReadJsonLd(script, ld);

    SetAddress(ld, fragment, article);
    article.title = fragment && !article.claims.headline.empty() ? article.claims.headline
                                                                 : ChooseTitle(ld, article);
    SetBody(ld, fragment, article);
    SetPageDates(ld, fragment, article);
    if (!fragment) {
      SetAuthors(ld, article);
      SetSubjects(ld, article);
    }
    AddClaims(article);
    std::string().swap(article.html);  // pages are twenty times their text
    return Ok();
  }

  void SetAddress(const JsonLdArticle& ld, bool fragment, Article& article) const {
    if (fragment) return;
    std::string base = article.canonical_url;
    if (!page_.base.empty()) {
      if (auto url = CanonicalUrl(page_.base, base)) base = std::move(*url);
    }
    const std::string old = article.canonical_url;
    for (const std::string_view candidate :
         {page_.canonical, page_.FindMeta("og:url"), std::string_view(ld.url)}) {
      if (candidate.empty()) continue;
      std::optional<std::string> url = CanonicalUrl(candidate, base);
      if (!url || (!old.empty() && !MayReplace(old, *url))) continue;
      article.canonical_url = std::move(*url);
      break;
    }
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
    if (article.source.name.empty()) {
      article.source.name =
          CleanLine(ld.publisher.empty() ? page_.FindMeta("og:site_name") : ld.publisher);
    }
    if (article.id.empty() && !article.canonical_url.empty()) article.uri = article.canonical_url;
    for (const std::string_view language : {page_.language, std::string_view(ld.language)}) {
      if (!article.claims.language.empty()) break;
      article.claims.language = CanonicalLanguageTag(language).value_or("");
    }
  }

  /// A page may name its address, but not another site's, nor its own front page.
  static bool MayReplace(std::string_view old, std::string_view url) {
    const std::string a = DomainOf(old);
    const std::string b = DomainOf(url);
    if (a != b && !a.ends_with("." + b) && !b.ends_with("." + a)) return false;
    const auto is_front = [](std::string_view text) {
      const std::size_t path = text.find('/', text.find("://") + 3);
      return path == std::string_view::npos || path + 1 >= text.size();
    };
    return !is_front(url) || is_front(old);
  }

  std::string ChooseTitle(const JsonLdArticle& ld, const Article& article) const {
    const std::string site = CleanLine(page_.FindMeta("og:site_name"));
    const auto cut = [&](std::string text) {
      return WithoutSiteName(std::move(text), site, article.source.domain);
    };
    std::string claimed = cut(CleanLine(ld.headline));
    if (claimed.empty()) claimed = cut(CleanLine(page_.FindMeta("og:title")));
    if (claimed.empty()) claimed = cut(CleanLine(page_.FindMeta("twitter:title")));
    const std::string page_title = cut(page_.title);
    if (claimed.empty()) claimed = page_title;

    // What readers see is an h1; the one that resembles what the metadata say.
    std::string best;
    double best_overlap = 0.6;
    for (const std::uint32_t index : page_.headings) {
      std::string text = page_.TextOf(index);
      if (text.size() < 4 || text.size() > 400) continue;
      const double overlap = std::max(WordOverlap(text, claimed), WordOverlap(text, page_title));
      if (overlap > best_overlap) {
        best_overlap = overlap;
        best = std::move(text);
      }
    }
    if (!best.empty()) return best;
    if (!claimed.empty()) return claimed;
    for (const std::uint32_t index : page_.headings) {
      if (std::string text = page_.TextOf(index); !text.empty()) return text;
    }
    return article.claims.headline;
  }

  void SetBody(const JsonLdArticle& ld, bool fragment, Article& article) {
    FoundBody found = FindBody(page_, article.title, fragment);
    Extraction& extraction = article.extraction;
    extraction.candidates = {found.method};
    extraction.method = found.method;
    extraction.agreement = 1;
    extraction.confidence = fragment                   ? 0.95
                            : found.text.size() > 1000 ? 0.85
                            : found.text.size() > 250  ? 0.7
                                                       : 0.4;
    std::string claimed;
    if (ld.body.find('<') == std::string::npos) {
      NormalizeSpace(ld.body, Lines::kKeep, claimed);
      ToNfc(claimed);
    }
    if (claimed.size() > 250) {
      const double overlap = WordOverlap(found.text, claimed);
      extraction.candidates.emplace_back("jsonld:articleBody");
      extraction.agreement = overlap;
      if (overlap < 0.75 && claimed.size() * 2 > found.text.size() * 3) {
        found.text.clear();
        found.structure.clear();
        std::string_view rest = claimed;
        // Some write paragraphs as lines, some as one long line.
        while (!rest.empty()) {
          const std::size_t end = std::min(rest.find('\n'), rest.size());
          AppendBlock(BlockKind::kParagraph, TrimAscii(rest.substr(0, end)), found.text,
                      found.structure);
          rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        extraction.method = "jsonld:articleBody";
        extraction.confidence = 0.8;
      } else if (overlap >= 0.75) {
        extraction.confidence = std::min(0.98, 0.85 + 0.13 * overlap);
      }
    }
    // What a feed or wire gives is its text, even if a page would call it navigation.
    if (fragment && found.text.empty() && !page_.elements().empty()) {
      AppendBlock(BlockKind::kParagraph, page_.TextOf(0), found.text, found.structure);
    }
    article.body = std::move(found.text);
    article.structure = std::move(found.structure);
    if (article.body.empty()) {
      extraction = {};
    }
  }

  void SetPageDates(const JsonLdArticle& ld, bool fragment, Article& article) const {
    const std::string latest = LatestDate(article);
    DateVote published(latest);
    DateVote modified(latest);
    const std::string claim_published = ClaimEvidence(article, "publishedAt", "pubDate");
    const std::string claim_modified = ClaimEvidence(article, "modifiedAt", "updated");
    if (fragment) {
      published.Add(article.claims.published_at, claim_published, 0.95);
      modified.Add(article.claims.modified_at, claim_modified, 0.95);
      SetDates(published, modified, article);
      return;
    }
    published.Add(ld.published, "jsonld:datePublished", 0.98);
    for (const DateSource& source : kPublishedMetas) {
      published.Add(page_.FindMeta(source.meta), "meta:" + std::string(source.meta),
                    source.confidence);
    }
    published.Add(page_.itemprop_published, "microdata:datePublished", 0.95);
    published.Add(article.claims.published_at, claim_published, 0.9);
    if (!page_.times.empty()) published.Add(page_.times.front().datetime, "time", 0.8);
    published.Add(DateInUrl(article.canonical_url), "url", 0.7);
    modified.Add(ld.modified, "jsonld:dateModified", 0.98);
    for (const DateSource& source : kModifiedMetas) {
      modified.Add(page_.FindMeta(source.meta), "meta:" + std::string(source.meta),
                   source.confidence);
    }
    modified.Add(page_.itemprop_modified, "microdata:dateModified", 0.95);
    modified.Add(article.claims.modified_at, claim_modified, 0.9);
    SetDates(published, modified, article);
  }

  /// "/2025/03/12/" and "/2025-03-12" as a day; nothing coarser, since numbers are cheap in URLs.
  static std::string DateInUrl(std::string_view url) {
    const auto digits = [&](std::size_t at, std::size_t count) {
      if (at + count > url.size()) return false;
      for (std::size_t i = at; i < at + count; ++i) {
        if (url[i] < '0' || url[i] > '9') return false;
      }
      return true;
    };
    for (std::size_t at = url.find('/'); at != std::string_view::npos; at = url.find('/', at + 1)) {
      const std::size_t year = at + 1;
      if (!digits(year, 4) || year + 10 > url.size()) continue;
      const char separator = url[year + 4];
      if ((separator != '/' && separator != '-') || !digits(year + 5, 2) ||
          url[year + 7] != separator || !digits(year + 8, 2)) {
        continue;
      }
      if (year + 10 < url.size() && url[year + 10] >= '0' && url[year + 10] <= '9') continue;
      std::string date(url.substr(year, 10));
      std::replace(date.begin(), date.end(), '/', '-');
      return date;
    }
    return {};
  }

  void SetAuthors(const JsonLdArticle& ld, Article& article) const {
    const std::string publisher = ld.publisher.empty() ? article.source.name : ld.publisher;
    const auto add = [&](std::vector<Author> authors, const std::string& evidence,
                         double confidence) {
      for (Author& author : authors) {
        const bool known = std::any_of(
            article.authors.begin(), article.authors.end(),
            [&](const Author& other) { return EqualsIgnoringAsciiCase(other.name, author.name); });
        if (known) continue;
        author.evidence = evidence;
        author.confidence = confidence;
        article.authors.push_back(std::move(author));
      }
    };
    for (const JsonLdArticle::Name& name : ld.authors) {
      std::vector<Author> authors = ReadByline(name.name, publisher);
      if (name.organisation) {
        authors = {MakeAuthor(name.name, publisher)};
        authors[0].kind = "organisation";
        authors[0].given.clear();
        authors[0].family.clear();
      }
      add(std::move(authors), "jsonld:author", 0.97);
    }
    for (const std::string_view name :
         {"author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author",
          "article.author", "og:article:author"}) {
      if (!article.authors.empty()) return;
      for (const Page::Meta& meta : page_.metas) {
        if (meta.name == name)
          add(ReadByline(meta.content, publisher), "meta:" + std::string(name), 0.9);
      }
    }
    for (const std::uint32_t index : page_.bylines) {
      if (!article.authors.empty()) return;
      const std::string text = page_.TextOf(index);
      if (text.size() > 120) continue;
      add(ReadByline(text, publisher), "byline", 0.75);
    }
  }

  void SetSubjects(const JsonLdArticle& ld, Article& article) const {
    if (!ld.section.empty()) {
      article.section = Evidenced{ld.section, "jsonld:articleSection", 0.98};
    } else {
      for (const std::string_view name :
           {"article:section", "parsely-section", "section", "dc.subject"}) {
        std::string value = CleanLine(page_.FindMeta(name));
        if (value.empty() || value.size() > 80) continue;
        article.section = Evidenced{std::move(value), "meta:" + std::string(name), 0.9};
        break;
      }
    }
    article.keywords = ld.keywords;
    const auto add_list = [&](std::string_view list) {
      while (!list.empty() && article.keywords.size() < kMaxKeywords) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (std::string keyword = CleanLine(list.substr(0, comma)); !keyword.empty()) {
          article.keywords.push_back(std::move(keyword));
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
      }
    };
    if (article.keywords.empty()) {
      for (const Page::Meta& meta : page_.metas) {
        if (meta.name == "article:tag") add_list(meta.content);
      }
    }
    if (article.keywords.empty()) add_list(page_.FindMeta("news_keywords"));
    if (article.keywords.empty()) add_list(page_.FindMeta("keywords"));

    std::string_view image = page_.FindMeta("og:image");
    if (image.empty()) image = ld.image;
    if (auto url = CanonicalUrl(image, article.canonical_url)) {
      article.lead_image = Image{std::move(*url), CleanLine(page_.FindMeta("og:image:alt")), ""};
    }
    const std::string tier = FirstKey(page_.FindMeta("article:content_tier"));
    if (tier == "free" || tier == "metered") {
      article.access = tier;
    } else if (tier == "locked") {
      article.access = "paywalled";
    } else if (ld.free) {
      article.access = *ld.free ? "free" : "paywalled";
    }
  }

  static void Finish(Article& article) {
    article.content_hash = Sha256Hex({article.title, "\n", article.body});
    if (article.uri.empty() || article.uri == "urn:sha256:" + article.input.sha256) {
      article.uri = "urn:sha256:" + article.content_hash;
    }
  }

  Page page_;
};

}  // namespace

extern const StageType kArticleStage;
const StageType kArticleStage = DescribeStage<ArticleStage>(
    "article", "0.1.0",
    "Finds headline, text, authors, dates and the like in pages, and the structure of plain text.");

}  // namespace newswired
