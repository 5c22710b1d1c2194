#include "stages/decode/feed.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "stages/core/budget.h"
#include "stages/decode/claims.h"
#include "stages/decode/xml.h"
#include "stages/text/character_references.h"
#include "stages/text/hash.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Token = XmlScanner::Token;

constexpr std::size_t kMaxCategories = 64;
constexpr std::size_t kMaxDeclarations = 256;  // of namespaces, and each of them is kept
constexpr std::size_t kMaxPrefixBytes = 64;

/// Which vocabulary an element is from. Elements of others are stepped over: modules have titles
/// and descriptions of their own.
enum class Vocabulary : std::uint8_t {
  kFeed,
  kDublinCore,
  kContent,
  kXhtml,
  kMedia,
  kItunes,
  kForeign
};

struct KnownName {
  std::string_view part;  ///< of a namespace's address, or a whole prefix
  Vocabulary vocabulary;
};

/// The first that occurs in the address decides.
constexpr std::array kNamespaces = std::to_array<KnownName>({
    {"purl.org/rss/1.0/modules/content", Vocabulary::kContent},
    {"purl.org/rss/1.0/modules/", Vocabulary::kForeign},
    {"purl.org/rss/1.0", Vocabulary::kFeed},
    {"purl.org/net/rss", Vocabulary::kFeed},
    {"netscape.com/rdf/simple", Vocabulary::kFeed},
    {"netscape.com/publish", Vocabulary::kFeed},
    {"backend.userland.com/rss", Vocabulary::kFeed},
    {"blogs.law.harvard.edu/tech/rss", Vocabulary::kFeed},
    {"w3.org/2005/atom", Vocabulary::kFeed},
    {"purl.org/atom", Vocabulary::kFeed},
    {"purl.org/dc/", Vocabulary::kDublinCore},
    {"search.yahoo.com/mrss", Vocabulary::kMedia},
    {"itunes", Vocabulary::kItunes},
    {"w3.org/1999/xhtml", Vocabulary::kXhtml},
});

/// What prefixes mean where nobody declares them.
constexpr std::array kPrefixes = std::to_array<KnownName>({
    {"atom", Vocabulary::kFeed},
    {"content", Vocabulary::kContent},
    {"dc", Vocabulary::kDublinCore},
    {"dcterms", Vocabulary::kDublinCore},
    {"itunes", Vocabulary::kItunes},
    {"media", Vocabulary::kMedia},
    {"rss", Vocabulary::kFeed},
    {"xhtml", Vocabulary::kXhtml},
});

/// What stood inside an element.
struct Inner {
  std::string text;    ///< references and CDATA decoded, markup dropped
  std::string markup;  ///< as HTML: tags without prefixes, text still escaped
  bool has_markup = false;
};

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// An element that holds the items.
bool HoldsItems(std::string_view local) {
  return IsOneOf(local, {"channel", "feed", "rdf", "rss"});
}

Vocabulary VocabularyOfPrefix(std::string_view prefix) {
  const std::string lower = LowerAscii(prefix);
  const auto* const found = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                         [&](const KnownName& each) { return each.part == lower; });
  return found == kPrefixes.end() ? Vocabulary::kForeign : found->vocabulary;
}

bool IsHtmlType(std::string_view type) { return type == "html" || type == "text/html"; }
bool IsXhtmlType(std::string_view type) {
  return type == "xhtml" || type == "application/xhtml+xml";
}
bool IsTextType(std::string_view type) {
  return type.empty() || type == "text" || type == "text/plain";
}

/// True for what begins with the start of a block and ends with an end tag: HTML that was escaped
/// once too often, and no text that mentions tags.
bool IsMarkup(std::string_view text) {
  text = TrimAscii(text);
  if (!text.starts_with('<') || !text.ends_with('>')) return false;
  const std::size_t last = text.rfind('<');
  const std::size_t name = text.find_first_of(" \t\r\n/>", 1);
  return last > 0 && text.substr(last).starts_with("</") &&
         IsOneOf(LowerAscii(text.substr(1, std::min(name, text.size()) - 1)),
                 {"article", "blockquote", "div", "figure", "h1", "h2", "h3", "ol", "p", "section",
                  "table", "ul"});
}

/// Of a link, by its `rel`.
bool IsForReaders(std::string_view rel) { return rel.empty() || rel == "alternate"; }

/// "Example editor" of "me@example.com (Example editor)" and "Example editor <me@example.com>":
/// addresses are nobody's business here.
std::string NameOfAuthor(const std::string& text) {
  if (text.find('@') == std::string::npos) return text;
  std::string left;
  std::string bracketed;
  bool inside = false;
  for (const char c : text) {
    if (c == '(' || c == '<') {
      inside = true;
    } else if (c == ')' || c == '>') {
      inside = false;
    } else {
      (inside ? bracketed : left) += c;
    }
  }
  for (const std::string* part : {&left, &bracketed}) {
    std::string name = CleanLine(*part);
    if (!name.empty() && name.find('@') == std::string::npos) return name;
  }
  return {};
}

/// Some escape the "&" of addresses twice.
std::string LinkOf(const std::string& link) {
  return link.find("&amp;") == std::string::npos ? link : WithReferences(link);
}

std::string Absolute(const std::string& link, const std::string& base) {
  if (link.empty() || base.empty() || link.find("://") != std::string::npos) return link;
  return CanonicalUrl(link, base).value_or(link);
}

/// A value of which a better one may follow: published before pubDate before issued ...
class Ranked {
 public:
  /// True if it was taken.
  bool Offer(int rank, std::string value) {
    if (TrimAscii(value).empty() || rank < rank_) return false;
    rank_ = rank;
    value_ = std::move(value);
    return true;
  }
  std::string Take() { return std::move(value_); }

 private:
  int rank_ = 0;
  std::string value_;
};

/// Collectors put the source behind the headline: "Port reopens - Example Wire".
void CutSource(const std::string& source, std::string& headline) {
  if (source.empty() || !headline.ends_with(source)) return;
  std::string_view rest = std::string_view(headline).substr(0, headline.size() - source.size());
  for (const std::string_view sign : {" - ", " \u2013 ", " \u2014 ", " | "}) {
    if (!rest.ends_with(sign)) continue;
    rest.remove_suffix(sign.size());
    if (!rest.empty()) headline.resize(rest.size());
    return;
  }
}

/// By its type, else by its name.
bool IsPicture(std::string_view type, std::string_view medium, std::string_view url) {
  if (!type.empty()) return type.starts_with("image/");
  if (!medium.empty()) return medium == "image";
  const std::string path = LowerAscii(url.substr(0, url.find_first_of("?#")));
  constexpr auto kEndings =
      std::to_array<std::string_view>({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"});
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

/// An item that is being read.
struct OpenItem {
  NewsItem item;
  WidestPicture picture;
  std::optional<Picture> described;  ///< the media:content that is open
  bool description_ends = false;     ///< it has an end tag
  std::string credit;                ///< of all its pictures
  std::string source_author;         ///< of the feed that it was collected from
  std::string element;               ///< its start tag's name
  std::size_t begin = 0;
  bool rss = false;
  Ranked headline, url, id, published, updated, summary;
  bool summary_is_html = false;
  bool has_link = false;
};

class FeedReader {
 public:
  FeedReader(std::string_view xml, std::size_t max_items)
      : xml_(xml), in_(xml), max_items_(max_items) {}

  Result<NewsItems> Read() {
    BudgetMeter budget;
    while (true) {
      const std::size_t from = in_.end();
      const Token token = in_.Next();
      if (token == Token::kDone) break;
      if (token == Token::kEnd) {
        if (open_ && in_.name() == open_->element) CloseItem(in_.end());
        if (open_ && open_->described && Local() == "content") CloseMediaContent();
        if (IsOneOf(Local(), {"image", "textinput"})) in_image_ = false;
        if (HoldsItems(Local())) ended_ = true;
      } else if (token == Token::kStart) {
        NW_CHECK_OK(StartElement());
      }
      if (budget.Exceeded(in_.end() - from)) return Budget::MakeError();
    }
    if (open_) CloseLastItem();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string Local() const { return LowerAscii(in_.local()); }

  Status StartElement() {
    const std::string local = Local();
    if (local == "item" || local == "entry") return StartItem(local);
    if (open_) {
      LearnPrefixes();
      ReadItemField(local);
      return Ok();
    }
    LearnPrefixes();
    if (local == "image" || local == "textinput") {
      in_image_ = !in_.self_closing();
    } else if (HoldsItems(local)) {
      StartFeed(local);
    } else if (!in_image_) {
      ReadFeedField(local);
    }
    return Ok();
  }

  /// xmlns:... of the last tag.
  void LearnPrefixes() {
    constexpr std::string_view kXmlns = "xmlns:";
    std::string_view rest = in_.attributes();
    if (rest.find(kXmlns) == std::string_view::npos) return;
    while (const std::optional<XmlAttribute> attribute = XmlScanner::TakeAttribute(rest)) {
      if (!attribute->name.starts_with(kXmlns)) continue;
      if (++declarations_ > kMaxDeclarations) return;
      LearnPrefix(attribute->name.substr(kXmlns.size()), LowerAscii(attribute->raw));
    }
  }

  void LearnPrefix(std::string_view prefix, std::string_view address) {
    if (prefix.size() > kMaxPrefixBytes) return;
    const auto* const found = std::find_if(
        kNamespaces.begin(), kNamespaces.end(),
        [&](const KnownName& each) { return address.find(each.part) != std::string_view::npos; });
    // Of an address that nobody knows the prefix is the better witness.
    prefixes_[std::string(prefix)] =
        found == kNamespaces.end() ? VocabularyOfPrefix(prefix) : found->vocabulary;
  }

  [[nodiscard]] Vocabulary VocabularyOfTag() const {
    const std::string_view prefix = in_.prefix();
    if (prefix.empty()) return Vocabulary::kFeed;
    const auto declared = prefixes_.find(prefix);
    if (declared != prefixes_.end()) return declared->second;
    return VocabularyOfPrefix(prefix);
  }

  /// xml:base of the last tag, on top of what is around it.
  [[nodiscard]] std::string BaseOfTag(const std::string& around) const {
    const std::string own = in_.Attribute("xml:base");
    if (own.empty() || own.size() > kMaxUrlBytes) return around;
    return Absolute(own, around);
  }

  /// True where everything inside an item, or inside the feed's own elements, has ended.
  [[nodiscard]] bool IsItemBoundary(Token token) const {
    if (token != Token::kStart && token != Token::kEnd) return false;
    const std::string local = Local();
    if (local == "item" || local == "entry") return true;
    return token == Token::kEnd && HoldsItems(local);
  }

  /// Reads the element whose start tag was just read, up to its end tag, or to where an item begins
  /// or ends if that was forgotten.
  Inner ReadInner() {
    Inner inner;
    if (in_.self_closing()) return inner;
    const std::string name(in_.name());
    std::size_t depth = 1;
    while (true) {
      const Token token = in_.Next();
      if (token == Token::kDone) return inner;
      if (IsItemBoundary(token)) {
        in_.Unread();
        return inner;
      }
      if (token == Token::kText) {
        AppendText(inner);
        continue;
      }
      if (token == Token::kStart && !in_.self_closing() && in_.name() == name) ++depth;
      if (token == Token::kEnd && in_.name() == name && --depth == 0) return inner;
      inner.has_markup = true;
      if (StandsApart(in_.local())) inner.text += ' ';
      inner.markup.append(token == Token::kEnd ? "</" : "<").append(in_.local());
      inner.markup.append(in_.attributes()).append(">");
    }
  }

  void AppendText(Inner& inner) const {
    in_.AppendText(inner.text);
    if (!in_.cdata()) {
      inner.markup.append(in_.text());
      return;
    }
    AppendEscaped(in_.text(), inner.markup);
  }

  std::string ReadText() { return ReadInner().text; }

  /// A text with its type: RSS's description, Atom's text constructs and content. RSS does not say
  /// what it is, and it is HTML.
  ItemText ReadTyped(bool rss) {
    const std::string type = LowerAscii(in_.Attribute("type"));
    const std::string mode = LowerAscii(in_.Attribute("mode"));
    Inner inner = ReadInner();
    ItemText out;
    out.content_type = "text/html";
    const bool known = IsTextType(type) || IsHtmlType(type) || IsXhtmlType(type);
    const bool binary = !known && type.find('/') != std::string::npos &&
                        !type.starts_with("text/") && !type.ends_with("xml");
    if (mode == "base64" || binary) {
      if (!DecodeBase64(inner.text, out.value) || !IsValidUtf8(out.value)) out.value.clear();
      if (type == "text/plain" || type == "text") out.content_type = "text/plain";
    } else if (IsXhtmlType(type) || inner.has_markup) {
      out.value = std::move(inner.markup);
    } else {
      // Atom's "text" has no markup, and brackets in it are brackets.
      const bool html = IsHtmlType(type) || (type.empty() && (rss || mode == "escaped")) || !known;
      const bool plain = inner.text.find('<') == std::string::npos;
      out.value = html && plain ? WithReferences(inner.text) : std::move(inner.text);
      if (!html || (plain && !IsMarkup(out.value))) out.content_type = "text/plain";
    }
    return out;
  }

  std::string ReadTitle(bool rss) {
    // Some RSS titles are escaped, some have tags, some both: what is text after that is the title.
    if (rss && in_.Attribute("type").empty()) return TextOfMarkup(ReadInner().text);
    const ItemText title = ReadTyped(rss);
    return title.content_type == "text/html" ? TextOfMarkup(title.value) : title.value;
  }

  // -- the feed itself ------------------------------------------------------------------------

  void StartFeed(const std::string& local) {
    if (local == "feed") out_.content_type = "application/atom+xml";
    if (out_.language.empty()) out_.language = in_.Attribute("xml:lang");
    base_ = BaseOfTag(base_);
    if (local != "channel") return;
    if (const std::string href = in_.Attribute("HREF"); !href.empty()) out_.link = href;  // CDF
  }

  void ReadFeedField(const std::string& local) {
    const Vocabulary vocabulary = VocabularyOfTag();
    const bool ours = vocabulary == Vocabulary::kFeed || vocabulary == Vocabulary::kDublinCore;
    if (!ours) return;
    const auto set = [](std::string& field, std::string value) {
      if (field.empty()) field = std::move(value);
    };
    if (local == "title") {
      set(out_.source_name, ReadTitle(true));
    } else if (local == "language") {
      set(out_.language, ReadText());
    } else if (local == "rights" || local == "copyright") {
      set(out_.rights.copyright_notice, ReadTitle(true));
    } else if (local == "link") {
      ReadFeedLink();
    } else if (local == "author") {
      set(author_, ReadAuthor());
      author_.resize(FloorBoundary(author_, kMaxClaimBytes));
    }
  }

  void ReadFeedLink() {
    const std::string rel = in_.Attribute("rel");
    std::string link = in_.Attribute("href");
    std::string text = ReadText();
    if (link.empty()) link = std::move(text);
    if (out_.self.empty() && rel == "self") out_.self = link;
    if (out_.link.empty() && IsForReaders(rel)) out_.link = std::move(link);
  }

  // -- items ----------------------------------------------------------------------------------

  Status StartItem(const std::string& local) {
    if (open_) CloseItem(in_.begin());
    if (out_.items.size() == max_items_) return TooManyItems("feed", max_items_);
    LearnPrefixes();
    if (local == "entry") out_.content_type = "application/atom+xml";
    OpenItem& open = open_.emplace();
    open.begin = in_.begin();
    open.element = in_.name();
    open.rss = local == "item";
    open.item.base = BaseOfTag(base_);
    open.item.language = in_.Attribute("xml:lang");
    open.id.Offer(1, in_.Attribute("rdf:about"));
    open.url.Offer(1, in_.Attribute("HREF"));         // CDF
    open.updated.Offer(1, in_.Attribute("LASTMOD"));  // CDF
    if (in_.self_closing()) CloseItem(in_.end());
    return Ok();
  }

  void CloseItem(std::size_t end) {
    OpenItem& open = *open_;
    NewsItem& item = open.item;
    item.bytes = xml_.substr(open.begin, end - open.begin);
    item.headline = open.headline.Take();
    item.id = open.id.Take();
    item.url = Absolute(open.url.Take(), item.base);
    item.published = open.published.Take();
    item.updated = open.updated.Take();
    item.summary = open.summary.Take();
    item.summary_is_html = open.summary_is_html;
    CloseMediaContent();
    item.image = open.picture.Take();
    if (item.image && item.image->credit.empty()) item.image->credit = std::move(open.credit);
    if (item.byline.empty()) item.byline = std::move(open.source_author);
    if (item.byline.empty()) item.byline = author_;
    CutSource(item.source_name, item.headline);
    out_.items.push_back(std::move(item));
    open_.reset();
  }

  /// Without its end tag.
  void CloseLastItem() {
    if (!ended_) {
      open_->item.warnings.emplace_back("truncated: the feed ends within this item");
    }
    CloseItem(xml_.size());
  }

  void ReadItemField(const std::string& local) {
    switch (VocabularyOfTag()) {
      case Vocabulary::kFeed:
        ReadOwnField(local);
        break;
      case Vocabulary::kDublinCore:
        ReadDublinCore(local);
        break;
      case Vocabulary::kContent:
        if (local == "encoded") {
          AddContent(ReadTyped(true));
        } else {
          ReadInner();
        }
        break;
      case Vocabulary::kXhtml:
        if (local == "body" || local == "div") {
          AddContent({.content_type = "text/html", .value = ReadInner().markup});
        } else {
          ReadInner();
        }
        break;
      case Vocabulary::kMedia:
      case Vocabulary::kItunes:
        ReadMedia(local);
        break;
      case Vocabulary::kForeign:
        if (local == "origlink") {  // of FeedBurner, which counts clicks on its own
          open_->url.Offer(4, LinkOf(ReadText()));
        } else {
          ReadInner();
        }
    }
  }

  void ReadOwnField(const std::string& local) {
    OpenItem& open = *open_;
    NewsItem& item = open.item;
    if (local == "title") {
      open.headline.Offer(2, ReadTitle(open.rss));
    } else if (local == "link" || local == "a") {
      ReadItemLink();
    } else if (local == "guid") {
      const bool is_link = LowerAscii(in_.Attribute("isPermaLink")) != "false";
      const std::string guid = CleanLine(ReadText());
      open.id.Offer(2, guid);
      if (is_link && guid.find("://") != std::string::npos) open.url.Offer(1, LinkOf(guid));
    } else if (local == "id") {
      open.id.Offer(2, CleanLine(ReadText()));
    } else if (ReadDate(local)) {
      return;
    } else if (local == "author") {
      AddAuthor(ReadAuthor());
    } else if (local == "category") {
      ReadCategory();
    } else if (IsOneOf(local, {"content", "fullitem", "body", "div", "prodlink"})) {
      const bool markup = local == "body" || local == "div";
      AddContent(markup ? ItemText{.content_type = "text/html", .value = ReadInner().markup}
                        : ReadTyped(open.rss || local == "fullitem"));
    } else if (IsOneOf(local, {"description", "summary", "abstract"})) {
      OfferSummary(2);
    } else if (local == "language") {
      item.language = ReadText();
    } else if (local == "rights" || local == "copyright") {
      item.rights.copyright_notice = ReadTitle(true);
    } else if (local == "source") {
      ReadSource();
    } else if (local == "enclosure") {
      OfferEnclosure(in_.Attribute("url"));
    } else {
      ReadInner();
    }
  }

  /// Later dates of one kind win, as in other readers; kinds that say it better win over others.
  bool ReadDate(const std::string& local) {
    OpenItem& open = *open_;
    constexpr std::array<std::string_view, 5> kPublished = {"created", "date", "issued", "pubdate",
                                                            "published"};
    const auto* const found = std::find(kPublished.begin(), kPublished.end(), local);
    if (found != kPublished.end()) {
      open.published.Offer(static_cast<int>(found - kPublished.begin()) + 1, ReadText());
      return true;
    }
    if (!IsOneOf(local, {"updated", "modified", "lastmodified", "lastbuilddate"})) return false;
    open.updated.Offer(2, ReadText());
    return true;
  }

  void ReadDublinCore(const std::string& local) {
    OpenItem& open = *open_;
    if (ReadDate(local)) return;
    if (local == "title") {
      open.headline.Offer(1, ReadTitle(true));
    } else if (local == "creator" || local == "author") {
      AddAuthor(NameOfAuthor(CleanLine(ReadText())));
    } else if (local == "subject") {
      ReadCategory();
    } else if (local == "identifier") {
      open.id.Offer(1, CleanLine(ReadText()));
    } else if (local == "language") {
      open.item.language = ReadText();
    } else if (local == "rights") {
      open.item.rights.copyright_notice = ReadTitle(true);
    } else if (local == "description" || local == "abstract") {
      OfferSummary(1);
    } else {
      ReadInner();
    }
  }

  /// Media RSS and iTunes repeat the item's own fields for players.
  void ReadMedia(const std::string& local) {
    OpenItem& open = *open_;
    if (open.described && ReadDescription(local)) return;
    if (local == "title") {
      open.headline.Offer(1, ReadTitle(true));
    } else if (local == "author" && open.item.byline.empty()) {
      AddAuthor(NameOfAuthor(CleanLine(ReadText())));
    } else if (IsOneOf(local, {"description", "summary", "subtitle"})) {
      OfferSummary(1);
    } else if (local == "content") {
      OpenMediaContent();
    } else if (local == "thumbnail") {
      open.picture.Offer(MakePicture(in_.Attribute("url"), true));
    } else if (local == "image") {  // of iTunes
      open.picture.Offer(MakePicture(in_.Attribute("href"), true));
    } else if (local == "credit") {
      SetCredit(open.credit);
    } else if (local == "category" && VocabularyOfTag() == Vocabulary::kMedia) {
      ReadCategory();
    } else if (local == "group") {
      return;  // its elements are the item's
    } else {
      ReadInner();
    }
  }

  /// What the open media:content says of its picture; false for what it says of nothing.
  bool ReadDescription(const std::string& local) {
    Image& image = open_->described->image;
    if (local == "description") {
      image.caption = ReadTitle(true);
    } else if (local == "credit") {
      SetCredit(image.credit);
    } else if (local == "title" && open_->description_ends) {
      ReadInner();  // the name of a file mostly, and never the item's
    } else {
      return false;
    }
    return true;
  }

  /// Of several, whom the picture is owed to first.
  void SetCredit(std::string& credit) {
    std::string text = CleanLine(ReadText());
    if (credit.empty()) credit = std::move(text);
  }

  void OpenMediaContent() {
    const std::string url = in_.Attribute("url");
    CloseMediaContent();
    // What is inside of other media is said of the item.
    if (!IsPicture(in_.Attribute("type"), in_.Attribute("medium"), url)) return;
    open_->described = MakePicture(url, false);
    open_->description_ends = HasEndTag();
    if (in_.self_closing()) CloseMediaContent();
  }

  /// Whether an end tag of the last start tag's name comes before another start tag of it, and
  /// soon: feeds have many of them.
  [[nodiscard]] bool HasEndTag() const {
    constexpr std::size_t kSoon = 2 * kMaxClaimBytes;
    const std::string name(in_.name());
    const std::string_view rest = xml_.substr(in_.end(), kSoon);
    return rest.substr(0, rest.find("<" + name)).find("</" + name) != std::string_view::npos;
  }

  void CloseMediaContent() {
    if (!open_->described) return;
    open_->picture.Offer(std::move(*open_->described));
    open_->described.reset();
  }

  void OfferEnclosure(const std::string& url) {
    if (in_.Attribute("type").starts_with("image/")) open_->picture.Offer(MakePicture(url, false));
  }

  [[nodiscard]] Picture MakePicture(const std::string& url, bool small) const {
    return {.image = {.url = Absolute(url, open_->item.base), .caption = "", .credit = ""},
            .width = in_.Attribute("width"),
            .small = small};
  }

  void ReadItemLink() {
    OpenItem& open = *open_;
    const std::string rel = in_.Attribute("rel");
    const std::string type = in_.Attribute("type");
    const std::string base = BaseOfTag(open.item.base);
    std::string link = in_.Attribute("href");
    if (rel == "enclosure") OfferEnclosure(link);
    std::string text = CleanLine(ReadText());
    if (link.empty()) link = std::move(text);
    if (!IsForReaders(rel)) return;
    if (open.has_link) return;  // of several the first page is for readers
    const bool page = type.empty() || type.find("html") != std::string::npos;
    open.has_link = page;
    open.url.Offer(page ? 3 : 2, Absolute(LinkOf(link), base));
  }

  /// The own text of the element whose start was read; `read` takes the name of a child and reads
  /// it, or says false: then it is passed over.
  template <class Read>
  std::string ReadTextAnd(Read read) {
    std::string text;
    if (in_.self_closing()) return text;
    const std::string element(in_.name());
    while (true) {
      const Token token = in_.Next();
      if (token == Token::kDone) break;
      if (IsItemBoundary(token)) {
        in_.Unread();
        break;
      }
      if (token == Token::kEnd && in_.name() == element) break;
      if (token == Token::kText) in_.AppendText(text);
      if (token != Token::kStart) continue;
      if (!read(Local())) ReadInner();
    }
    return text;
  }

  /// Atom's <author> holds a name, an address and a page; RSS's a text.
  std::string ReadAuthor() {
    std::string name;
    const std::string text = ReadTextAnd([&](const std::string& child) {
      if (child != "name") return false;
      name = CleanLine(ReadText());
      return true;
    });
    return name.empty() ? NameOfAuthor(CleanLine(text)) : name;
  }

  void AddAuthor(const std::string& author) {
    std::string& byline = open_->item.byline;
    if (author.empty() || byline.size() > kMaxClaimBytes) return;
    if ((", " + byline + ", ").find(", " + author + ", ") != std::string::npos) return;
    if (!byline.empty()) byline += ", ";
    byline += author;
  }

  void ReadCategory() {
    const std::string term = in_.Attribute("term");
    const std::string text = ReadText();
    std::string value = CleanLine(WithReferences(text.empty() ? term : text));
    std::vector<std::string>& keywords = open_->item.keywords;
    if (!value.empty() && keywords.size() < kMaxCategories) keywords.push_back(std::move(value));
  }

  void AddContent(ItemText content) {
    if (TrimAscii(content.value).empty()) return;
    open_->item.texts.push_back(std::move(content));
  }

  void OfferSummary(int rank) {
    OpenItem& open = *open_;
    ItemText text = ReadTyped(open.rss);
    const bool html = text.content_type == "text/html";
    if (open.summary.Offer(rank, std::move(text.value))) open.summary_is_html = html;
  }

  /// Where an item of a collected feed came from: a text and its address, or Atom's copy of the
  /// feed's head.
  void ReadSource() {
    OpenItem& open = *open_;
    std::string title;
    std::string link = in_.Attribute("url");
    const std::string text = ReadTextAnd([&](const std::string& child) {
      if (child == "title") {
        title = ReadTitle(true);
      } else if (child == "author") {
        open.source_author = ReadAuthor();
      } else if (child == "link" && link.empty() && IsForReaders(in_.Attribute("rel"))) {
        link = in_.Attribute("href");
        ReadInner();
      } else {
        return false;
      }
      return true;
    });
    std::string name = CleanLine(title.empty() ? text : title);
    if (!name.empty()) open.item.source_name = std::move(name);
    if (!link.empty()) open.item.source_link = std::move(link);
  }

  const std::string_view xml_;
  XmlScanner in_;
  const std::size_t max_items_;
  NewsItems out_{.content_type = "application/rss+xml"};
  std::string base_;
  std::string author_;
  std::map<std::string, Vocabulary, std::less<>> prefixes_;
  std::size_t declarations_ = 0;
  std::optional<OpenItem> open_;
  bool in_image_ = false;
  bool ended_ = false;  ///< the feed's end tag came, or that of its channel
};

}  // namespace

bool IsFeedRoot(std::string_view local) {
  return IsOneOf(LowerAscii(local), {"rss", "feed", "item", "entry", "rdf", "channel"});
}

Result<NewsItems> ReadFeed(std::string_view xml, std::size_t max_items) {
  return FeedReader(xml, max_items).Read();
}

}  // namespace newswired
