#include "stages/article/jsonld.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "stages/article/keywords.h"
#include "stages/article/word_bag.h"
#include "stages/text/character_references.h"
#include "stages/text/json_escapes.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using rapidjson::Value;

constexpr std::size_t kMaxScriptBytes = 1U << 20;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxAuthors = 32;
constexpr std::size_t kMaxReferences = 64;  // by @id, that are looked up in a script
constexpr std::size_t kMaxKeywordBytes = 1U << 14;
constexpr std::size_t kMaxPageTypes = 16;
constexpr int kMaxArticles = 256;

constexpr std::array<std::string_view, 15> kArticleTypes = {"NewsArticle",
                                                            "Article",
                                                            "ReportageNewsArticle",
                                                            "AnalysisNewsArticle",
                                                            "OpinionNewsArticle",
                                                            "BackgroundNewsArticle",
                                                            "ReviewNewsArticle",
                                                            "AskPublicNewsArticle",
                                                            "BlogPosting",
                                                            "LiveBlogPosting",
                                                            "AdvertiserContentArticle",
                                                            "SatiricalArticle",
                                                            "TechArticle",
                                                            "Report",
                                                            "ScholarlyArticle"};

std::string_view Text(const Value& value) {
  return value.IsString() ? std::string_view(value.GetString(), value.GetStringLength())
                          : std::string_view{};
}

const Value* Member(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

/// A string, or the first one in an array, or of an object its `key`.
std::string_view First(const Value* value, const char* key) {
  if (value == nullptr) return {};
  if (value->IsArray()) {
    for (const Value& item : value->GetArray()) {
      if (const std::string_view text = First(item.IsArray() ? nullptr : &item, key);
          !text.empty()) {
        return text;
      }
    }
    return {};
  }
  if (value->IsObject()) {
    const Value* inner = Member(*value, key);
    return inner == nullptr ? std::string_view{} : Text(*inner);
  }
  return Text(*value);
}

std::string Line(std::string_view text) { return CleanLine(WithReferences(text)); }

bool HasType(const Value& object, bool (*wanted)(std::string_view), std::string* name) {
  const Value* type = Member(object, "@type");
  if (type == nullptr) return false;
  const auto is = [&](const Value& value) {
    std::string_view text = Text(value);
    if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
      text.remove_prefix(slash + 1);
    }
    if (!wanted(text)) return false;
    if (name != nullptr) *name = text;
    return true;
  };
  if (type->IsArray()) return std::any_of(type->Begin(), type->End(), is);
  return is(*type);
}

bool IsArticleType(std::string_view type) {
  return std::find(kArticleTypes.begin(), kArticleTypes.end(), type) != kArticleTypes.end();
}
/// What may stand beside an article, and tells of the page where there is none.
bool IsPageType(std::string_view type) {
  constexpr auto kTypes =
      std::to_array<std::string_view>({"WebPage", "ItemPage", "MedicalWebPage", "FAQPage",
                                       "AboutPage", "Recipe", "HowTo", "Review", "ClaimReview"});
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}
/// What a page may be or be about instead of an article.
bool IsOtherPageType(std::string_view type) {
  constexpr auto kOthers = std::to_array<std::string_view>(
      {"VideoObject", "AudioObject", "PodcastEpisode", "RadioEpisode", "ImageGallery",
       "MediaGallery", "CollectionPage", "SearchResultsPage", "ProfilePage", "LiveBlogPosting"});
  return std::find(kOthers.begin(), kOthers.end(), type) != kOthers.end();
}
bool IsOrganisationType(std::string_view type) {
  return type == "Organization" || type == "NewsMediaOrganization" || type == "Corporation";
}

bool IsPersonType(std::string_view type) { return type == "Person"; }

void Set(std::string& field, std::string_view text) {
  if (field.empty()) field = Line(text);
}

/// A script's @graph, whose nodes others refer to by their @id.
class Graph {
 public:
  explicit Graph(const Value* nodes) : nodes_(nodes) {}

  /// What `value` refers to, or `value` itself.
  const Value& Resolve(const Value& value) {
    if (nodes_ == nullptr || !nodes_->IsArray() || Member(value, "name") != nullptr) return value;
    const Value* id = Member(value, "@id");
    if (id == nullptr || Text(*id).empty()) return value;
    // Each reads the whole graph: an index would cost every page more than its few do.
    if (++looked_up_ > kMaxReferences) return value;
    for (const Value& node : nodes_->GetArray()) {
      const Value* other = Member(node, "@id");
      if (other != nullptr && Text(*other) == Text(*id)) return node;
    }
    return value;
  }

 private:
  const Value* nodes_;
  std::size_t looked_up_ = 0;
};

void ReadAuthors(const Value& reference, Graph& graph, int depth, JsonLdArticle& article) {
  if (article.authors.size() >= kMaxAuthors || depth > 4) return;
  if (reference.IsArray()) {
    for (const Value& item : reference.GetArray()) ReadAuthors(item, graph, depth + 1, article);
    return;
  }
  const Value& value = graph.Resolve(reference);
  const Value* name = value.IsObject() ? Member(value, "name") : &value;
  if (name == nullptr) return;
  JsonLdArticle::Name author;
  author.organisation = value.IsObject() && HasType(value, IsOrganisationType, nullptr);
  author.person = value.IsObject() && HasType(value, IsPersonType, nullptr);
  if (value.IsObject()) {
    author.given = Line(First(Member(value, "givenName"), "@value"));
    author.family = Line(First(Member(value, "familyName"), "@value"));
  }
  const auto add = [&](std::string_view text) {
    author.name = Line(text);
    if (author.name.empty() || author.name.starts_with("http")) return;
    if (article.authors.size() < kMaxAuthors) article.authors.push_back(author);
  };
  if (!value.IsObject() || !name->IsArray()) return add(First(name, "name"));
  for (const Value& item : name->GetArray()) add(First(&item, "name"));
}

std::string WithoutTags(std::string text) {
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) break;
    text.erase(at, end + 1 - at);
  }
  return text;
}

/// A text, a CorrectionComment, or several; addresses of pages about corrections say nothing.
void ReadCorrections(const Value& value, int depth, std::vector<std::string>& corrections) {
  constexpr std::size_t kMost = 16;
  constexpr std::size_t kLongest = 4096;  // bytes
  if (corrections.size() >= kMost || depth > 2) return;
  if (value.IsArray()) {
    for (const Value& item : value.GetArray()) ReadCorrections(item, depth + 1, corrections);
    return;
  }
  std::string_view text = First(&value, "text");
  text = text.substr(0, FloorBoundary(text, kLongest));
  std::string line = WithoutTags(Line(text));
  if (!line.empty() && !line.starts_with("http")) corrections.push_back(std::move(line));
}

std::optional<bool> IsFree(const Value& object) {
  const Value* free = Member(object, "isAccessibleForFree");
  if (free == nullptr) return std::nullopt;
  if (free->IsBool()) return free->GetBool();
  const std::string text = LowerAscii(Text(*free));
  if (text.ends_with("true")) return true;  // "True", "http://schema.org/True"
  if (text.ends_with("false")) return false;
  return std::nullopt;
}

/// An address, an ImageObject, a reference to one, or several, of which the first is for readers.
void ReadImage(const Value& reference, Graph& graph, int depth, JsonLdArticle& article) {
  if (reference.IsArray()) {
    if (!reference.Empty() && depth == 0) ReadImage(reference[0], graph, depth + 1, article);
    return;
  }
  const Value& image = graph.Resolve(reference);
  if (!image.IsObject()) return Set(article.image, Text(image));
  for (const char* name : {"url", "contentUrl", "thumbnailUrl"}) {
    Set(article.image, First(Member(image, name), "url"));
  }
  Set(article.image_caption, First(Member(image, "caption"), "@value"));
  Set(article.image_credit, First(Member(image, "creditText"), "@value"));
}

void ReadArticle(const Value& object, Graph& graph, JsonLdArticle& article) {
  Set(article.headline, First(Member(object, "headline"), "@value"));
  if (article.headline.empty()) Set(article.headline, First(Member(object, "name"), "@value"));
  if (article.body.empty()) {
    article.body = WithReferences(First(Member(object, "articleBody"), "@value"));
  }
  Set(article.published, First(Member(object, "datePublished"), "@value"));
  Set(article.modified, First(Member(object, "dateModified"), "@value"));
  Set(article.section, First(Member(object, "articleSection"), "name"));
  Set(article.url, First(Member(object, "url"), "@id"));
  Set(article.language, First(Member(object, "inLanguage"), "name"));
  for (const char* name : {"image", "thumbnailUrl"}) {
    const Value* image = Member(object, name);
    if (image != nullptr && article.image.empty()) ReadImage(*image, graph, 0, article);
  }
  if (const Value* publisher = Member(object, "publisher"); publisher != nullptr) {
    Set(article.publisher, First(&graph.Resolve(*publisher), "name"));
  }
  if (const Value* correction = Member(object, "correction"); correction != nullptr) {
    ReadCorrections(*correction, 0, article.corrections);
  }
  if (article.authors.empty()) {
    const Value* author = Member(object, "author");
    if (author == nullptr) author = Member(object, "creator");
    if (author != nullptr) ReadAuthors(*author, graph, 0, article);
  }
  if (const Value* keywords = Member(object, "keywords");
      keywords != nullptr && article.keywords.empty()) {
    const auto add = [&](std::string_view text) {
      AddKeywords(WithReferences(text.substr(0, FloorBoundary(text, kMaxKeywordBytes))),
                  article.keywords);
    };
    if (keywords->IsArray()) {
      for (const Value& item : keywords->GetArray()) {
        add(item.IsObject() ? First(&item, "name") : Text(item));
      }
    } else {
      add(Text(*keywords));
    }
  }
  if (const Value* count = Member(object, "wordCount"); count != nullptr) {
    article.word_count =
        count->IsInt() ? count->GetInt() : std::atoi(std::string(Text(*count)).c_str());
  }
  if (!article.free) article.free = IsFree(object);
  // Parts that cost are named by their CSS selectors; the whole is said to cost nothing then, or
  // nothing is said of it.
  if (const Value* parts = Member(object, "hasPart"); parts != nullptr) {
    constexpr std::size_t kMostParts = 8;
    const auto costs = [&](const Value& part) {
      if (IsFree(part) != false) return false;
      const std::string_view selector = First(Member(part, "cssSelector"), "");
      if (!selector.empty() && article.paid_parts.size() < kMostParts) {
        article.paid_parts.emplace_back(TrimAscii(selector));
      }
      return true;
    };
    if (parts->IsArray() ? std::count_if(parts->Begin(), parts->End(), costs) > 0 : costs(*parts)) {
      article.free = false;
    }
  }
}

/// How certain an article of the data is the page's own.
enum Certainty { kOfAnother, kUnknown, kOwn };

/// What it says of itself.
ArticleNames NamesOf(const Value& object) {
  ArticleNames names;
  for (const char* name : {"url", "mainEntityOfPage", "@id"}) {
    const std::string_view url = First(Member(object, name), "@id");
    if (!url.empty() && !url.starts_with('#')) names.addresses.emplace_back(url);
  }
  names.headline = First(Member(object, "headline"), "@value");
  return names;
}

Certainty Identify(const ArticleNames& names, const PageIdentity& page) {
  const auto is_own = [&](const std::string& address) { return page.HasAddress(address); };
  if (std::any_of(names.addresses.begin(), names.addresses.end(), is_own)) return kOwn;
  const std::string headline = Line(names.headline);
  if (headline.empty()) return kUnknown;
  if (page.HasHeadline(headline)) return kOwn;
  return !names.addresses.empty() && !page.headlines.empty() ? kOfAnother : kUnknown;
}

/// Forgets what was read of another page's article.
void Forget(JsonLdArticle& article) {
  JsonLdArticle empty;
  empty.page = std::move(article.page);
  empty.page_types = std::move(article.page_types);
  empty.crumbs = std::move(article.crumbs);
  empty.is_main = article.is_main;
  empty.articles = article.articles;
  article = std::move(empty);
}

void ReadCrumbs(const Value& list, std::vector<JsonLdArticle::Crumb>& crumbs) {
  constexpr std::size_t kMost = 12;
  const Value* items = Member(list, "itemListElement");
  if (items == nullptr || !items->IsArray() || !crumbs.empty()) return;
  for (const Value& element : items->GetArray()) {
    if (crumbs.size() == kMost) return;
    const Value* item = Member(element, "item");
    std::string_view name = First(Member(element, "name"), "@value");
    if (name.empty() && item != nullptr) name = First(item->IsObject() ? item : nullptr, "name");
    std::string_view url = First(item, "@id");
    if (url.empty()) url = First(item, "url");
    crumbs.push_back({Line(name), std::string(url)});
  }
}

/// Where Visit() stands: at what the page is about, or in a list of other things.
enum class Place { kPage, kList };

void Visit(const Value& value, Graph& graph, int depth, Place place, JsonLdArticle& article) {
  if (depth > kMaxDepth) return;
  if (value.IsArray()) {
    for (const Value& item : value.GetArray()) Visit(item, graph, depth + 1, place, article);
    return;
  }
  if (!value.IsObject()) return;
  std::string type;
  if (place == Place::kPage && article.page_types.size() < kMaxPageTypes &&
      HasType(value, IsOtherPageType, &type)) {
    article.page_types.push_back(type);
  }
  if (HasType(value, IsArticleType, &type)) {
    if (++article.articles > kMaxArticles) return;
    ArticleNames names = NamesOf(value);
    // Most pages tell of one article, which need not be compared.
    const bool alone = article.articles == 1 && place == Place::kPage;
    const Certainty certainty = alone ? kUnknown : Identify(names, article.page);
    if (place == Place::kList && certainty == kOfAnother) return;
    article.is_main = article.is_main || place == Place::kPage;
    // The first article is the page's; others are lists of what to read next.
    const bool first = article.type.empty() || article.type == "WebPage";
    if (first || certainty > Identify(article.names, article.page)) {
      if (!first) Forget(article);
      article.names = std::move(names);
      // What a page says of itself stands only where its article says nothing.
      const std::string published = std::exchange(article.published, "");
      const std::string modified = std::exchange(article.modified, "");
      article.type = type;
      ReadArticle(value, graph, article);
      if (article.published.empty()) article.published = published;
      if (article.modified.empty()) article.modified = modified;
    }
    return;
  }
  if (HasType(
          value, [](std::string_view name) { return name == "BreadcrumbList"; }, nullptr)) {
    return ReadCrumbs(value, article.crumbs);
  }
  const bool no_article = article.type.empty() || article.type == "WebPage";
  if (no_article && place == Place::kPage && type == "VideoObject" &&
      article.page.HasHeadline(Line(First(Member(value, "name"), "@value")))) {
    Set(article.uploaded, First(Member(value, "uploadDate"), "@value"));
    const Value* image = Member(value, "thumbnailUrl");
    if (image != nullptr && article.image.empty()) ReadImage(*image, graph, 0, article);
  }
  if (no_article && HasType(value, IsPageType, nullptr)) {
    article.type = "WebPage";
    if (const Value* date = Member(value, "datePublished"))
      Set(article.published, First(date, "@value"));
    if (const Value* date = Member(value, "dateModified"))
      Set(article.modified, First(date, "@value"));
    Set(article.language, First(Member(value, "inLanguage"), "name"));
  }
  for (const char* name : {"@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"}) {
    if (const Value* inner = Member(value, name)) Visit(*inner, graph, depth + 1, place, article);
  }
  for (const char* name : {"hasPart", "itemListElement", "item"}) {
    if (const Value* inner = Member(value, name)) {
      Visit(*inner, graph, depth + 1, Place::kList, article);
    }
  }
}

}  // namespace

void ReadJsonLd(std::string_view script, JsonLdArticle& article) {
  if (script.size() > kMaxScriptBytes) return;
  script = TrimAscii(script);
  // Comments and CDATA marks around the JSON, from templates of another age.
  for (const std::string_view mark : {"<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"}) {
    if (script.starts_with(mark)) script = TrimAscii(script.substr(mark.size()));
  }
  for (const std::string_view mark : {"-->", "//]]>", "]]>", "/*]]>*/", ";"}) {
    if (script.ends_with(mark)) script = TrimAscii(script.substr(0, script.size() - mark.size()));
  }
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseTrailingCommasFlag;
  rapidjson::Document document;
  std::string repaired(script);
  RepairSurrogateEscapes(repaired);
  document.Parse<kFlags>(repaired.data(), repaired.size());
  if (document.HasParseError()) {
    for (char& c : repaired) {
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    document.Parse<kFlags>(repaired.data(), repaired.size());
    if (document.HasParseError()) return;
  }
  Graph graph(Member(document, "@graph"));
  Visit(document, graph, 0, Place::kPage, article);
}

bool ForgetAnothers(JsonLdArticle& article) {
  constexpr std::size_t kHeadline = 12;  // bytes: a word is the headline of many things
  constexpr double kOther = 0.34;
  const PageIdentity& page = article.page;
  const std::string headline = Line(article.names.headline);
  if (headline.size() < kHeadline || article.names.addresses.empty() || page.addresses.empty() ||
      page.headlines.empty() || Identify(article.names, page) != kOfAnother) {
    return false;
  }
  // A few words in common: another form of the headline. Either may be the shorter one.
  const bool alike =
      std::any_of(page.headlines.begin(), page.headlines.end(), [&](const std::string& shown) {
        return WordsIn(shown, headline) >= kOther || WordsIn(headline, shown) >= kOther;
      });
  // The front page, a section and a part of the page's address say nothing of what it is.
  const bool elsewhere = std::all_of(
      article.names.addresses.begin(), article.names.addresses.end(), [&](const std::string& url) {
        const std::string other = PlainAddress(url);
        const std::size_t path = other.find('/');
        return path != std::string::npos &&
               std::any_of(page.addresses.begin(), page.addresses.end(),
                           [&](const std::string& own) {
                             return own.starts_with(other.substr(0, path + 1)) &&
                                    !own.starts_with(other) && !other.starts_with(own);
                           });
      });
  if (alike || !elsewhere) return false;
  std::string publisher = std::move(article.publisher);
  Forget(article);
  article.publisher = std::move(publisher);
  return true;
}

}  // namespace newswired
