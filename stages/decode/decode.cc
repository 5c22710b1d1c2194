#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include "stages/core/budget.h"
#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/decode/charset.h"
#include "stages/decode/compression.h"
#include "stages/decode/envelope.h"
#include "stages/decode/feed.h"
#include "stages/text/dates.h"
#include "stages/text/hash.h"
#include "stages/text/language_tag.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using F = EnvelopeField;

constexpr std::size_t kMaxClaimBytes = 4096;
constexpr std::size_t kMaxKeywords = 256;
constexpr std::size_t kMaxIdBytes = 512;
constexpr std::size_t kSniffBytes = 16384;

enum class Kind { kUnknown, kJson, kHtml, kXml, kText, kBinary };

/// What a content type promises; kUnknown asks for a look at the bytes.
Kind KindOfType(std::string_view content_type) {
  const std::string type = LowerAscii(TrimAscii(content_type.substr(0, content_type.find(';'))));
  if (type == "application/json" || type == "text/json" || type.ends_with("+json"))
    return Kind::kJson;
  if (type == "text/html" || type == "application/xhtml+xml") return Kind::kHtml;
  if (type == "application/xml" || type == "text/xml" || type.ends_with("+xml")) return Kind::kXml;
  if (type == "text/plain" || type == "text/markdown") return Kind::kText;
  if (type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/") ||
      type.starts_with("font/") || type == "application/pdf" || type == "application/zip") {
    return Kind::kBinary;
  }
  return Kind::kUnknown;
}

bool IsFeedRoot(std::string_view root) {
  return root == "rss" || root == "feed" || root == "item" || root == "entry" || root == "RDF" ||
         root == "channel";
}

bool HasBinaryMagic(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kMagics = {"%PDF-"sv,
                                  "\x89PNG"sv,
                                  "\xFF\xD8\xFF"sv,
                                  "GIF8"sv,
                                  "PK\x03\x04"sv,
                                  "\x7F"
                                  "ELF"sv,
                                  "RIFF"sv,
                                  "OggS"sv,
                                  "BZh9"sv,
                                  "\xFD"
                                  "7zXZ"sv};
  return std::any_of(kMagics.begin(), kMagics.end(),
                     [&](std::string_view magic) { return bytes.starts_with(magic); });
}

/// True for names of tags that HTML pages are made of.
bool IsHtmlTag(std::string_view name) {
  constexpr std::array<std::string_view, 27> kTags = {
      "p",     "br", "div", "a",    "html",   "head",       "body",    "span", "article",
      "title", "h1", "h2",  "h3",   "ul",     "ol",         "li",      "img",  "table",
      "b",     "i",  "em",  "meta", "strong", "blockquote", "section", "main", "figure"};
  return std::any_of(kTags.begin(), kTags.end(),
                     [&](std::string_view tag) { return EqualsIgnoringAsciiCase(name, tag); });
}

/// True if there are HTML tags near the beginning, more than a text about HTML mentions: an end
/// tag, or three.
bool HasHtmlTags(std::string_view text) {
  text = text.substr(0, kSniffBytes);
  int tags = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t begin = at + 1;
    const bool closing = begin < text.size() && text[begin] == '/';
    if (closing) ++begin;
    const std::size_t end = text.find_first_of(" \t\r\n/>", begin);
    if (end == std::string_view::npos || end == begin || end - begin > 10) continue;
    if (!IsHtmlTag(text.substr(begin, end - begin))) continue;
    if (closing || ++tags == 3) return true;
  }
  return false;
}

/// The local name of the end tag that `xml` ends with; empty if it ends otherwise.
std::string_view XmlEnd(std::string_view xml) {
  const std::size_t begin = xml.rfind("</");
  if (begin == std::string_view::npos) return {};
  const std::string_view name = TrimAscii(xml.substr(begin + 2, xml.size() - begin - 3));
  return name.substr(name.find(':') + 1);
}

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return EqualsIgnoringAsciiCase(text.substr(0, prefix.size()), prefix);
}

/// What the bytes look like. Brackets alone do not make JSON: a text may begin with one.
Kind Sniff(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (HasBinaryMagic(bytes)) return Kind::kBinary;
  bytes = TrimAscii(bytes);
  if (bytes.starts_with('{')) {
    const std::string_view inside = TrimAscii(bytes.substr(1, 256));
    if (inside.empty() || inside[0] == '"' || inside[0] == '}') return Kind::kJson;
  }
  if (bytes.starts_with('[')) {
    const std::string_view inside = TrimAscii(bytes.substr(1, 256));
    if (!inside.empty() && inside[0] == '{') return Kind::kJson;
  }
  if (StartsWithIgnoringCase(bytes, "<!doctype html") || StartsWithIgnoringCase(bytes, "<html")) {
    return Kind::kHtml;
  }
  if (bytes.starts_with("<")) {
    const std::string_view root = XmlRoot(bytes.substr(0, kSniffBytes));
    if (EqualsIgnoringAsciiCase(root, "html")) return Kind::kHtml;
    if (IsFeedRoot(root) || bytes.starts_with("<?xml")) return Kind::kXml;
    if (IsHtmlTag(root)) return Kind::kHtml;
    // Something of another vocabulary, if it ends as it begins.
    if (bytes.ends_with('>') && XmlEnd(bytes) == root && !root.empty()) return Kind::kXml;
  }
  return HasHtmlTags(bytes) ? Kind::kHtml : Kind::kText;
}

/// The type that is used: the promise, unless the bytes plainly break it.
Kind Choose(Kind promised, std::string_view bytes) {
  if (promised == Kind::kUnknown) return Sniff(bytes);
  const std::string_view begin = TrimAscii(bytes.substr(0, 1024));
  const bool page =
      StartsWithIgnoringCase(begin, "<!doctype html") || StartsWithIgnoringCase(begin, "<html");
  switch (promised) {
    case Kind::kJson:
      return begin.starts_with('<') ? Sniff(bytes) : Kind::kJson;
    case Kind::kXml:
      return page ? Kind::kHtml : Kind::kXml;
    case Kind::kText:
      if (HasBinaryMagic(begin)) return Kind::kBinary;
      return page ? Kind::kHtml : Kind::kText;
    case Kind::kHtml:
      if (HasBinaryMagic(begin)) return Kind::kBinary;
      return begin.starts_with("<?xml") || begin.starts_with("<rss") || begin.starts_with("<feed")
                 ? Sniff(bytes)
                 : Kind::kHtml;
    default:
      return promised;
  }
}

bool LooksBinary(std::string_view text) {
  const std::string_view sample = text.substr(0, 4096);
  const auto controls = std::count_if(sample.begin(), sample.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' &&
           c != '\f' && c != '\x1B';
  });
  return controls > 8 && static_cast<std::size_t>(controls) * 50 > sample.size();
}

/// True if a page has a character to show; stops at the first one.
bool HasVisibleText(std::string_view html) {
  for (std::size_t at = 0; at < html.size();) {
    const char c = html[at];
    if (c != '<') {
      if (static_cast<unsigned char>(c) > ' ') return true;
      ++at;
      continue;
    }
    const std::string_view rest = html.substr(at);
    std::string_view end = ">";
    if (rest.starts_with("<!--")) end = "-->";
    if (StartsWithIgnoringCase(rest, "<script")) end = "</script";
    if (StartsWithIgnoringCase(rest, "<style")) end = "</style";
    const std::size_t found = FindIgnoringAsciiCase(rest, end);
    if (found == std::string_view::npos) return false;
    at += found;
    if (end.front() != '<') at += end.size();  // an end tag is skipped as any other
  }
  return false;
}

/// A document on its way to an article.
struct Document {
  std::string_view bytes;
  std::string_view content_type;
  std::string_view charset;  ///< as the transport said it
  bool unicode = false;      ///< valid UTF-8 already (a JSON string)
  bool nested = false;       ///< inside an envelope
};

std::string_view TypeName(Kind kind) {
  switch (kind) {
    case Kind::kHtml:
      return "text/html";
    case Kind::kXml:
      return "application/xml";
    case Kind::kJson:
      return "application/json";
    default:
      return "text/plain";
  }
}

std::string Excerpt(std::string_view text) {
  std::string line = CleanLine(text.substr(0, FloorBoundary(text, 60)));
  if (text.size() > 60) line += "...";
  return line;
}

class Decode final : public Stage {
 public:
  struct Settings {
    std::int64_t max_bytes = 8 << 20;
    std::int64_t max_decompressed_bytes = 32 << 20;
    std::int64_t max_compression_ratio = 200;
    std::int64_t max_json_depth = 64;
    std::int64_t max_items = 2000;
    std::int64_t max_replacement_percent = 10;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field(
          "max_bytes", max_bytes,
          {.doc = "Largest record value that is read; a larger one is a dead letter (too_large).",
           .min = 1024,
           .max = 1 << 30});
      v.Field("max_decompressed_bytes", max_decompressed_bytes,
              {.doc = "Most that a compressed document may unpack to (decompressed_too_large).",
               .min = 1024,
               .max = 1 << 30});
      v.Field("max_compression_ratio", max_compression_ratio,
              {.doc = "Most bytes out per byte in, after the first MiB: refuses bombs early.",
               .min = 10,
               .max = 2000});
      v.Field(
          "max_json_depth", max_json_depth,
          {.doc = "Deepest nesting of a JSON envelope, unknown fields included (json_too_deep).",
           .min = 4,
           .max = 512});
      v.Field("max_items", max_items,
              {.doc = "Most articles in one record, a feed or a JSON array (too_many_items).",
               .min = 1,
               .max = 100000});
      v.Field(
          "max_replacement_percent", max_replacement_percent,
          {.doc = "Ill-formed sequences per hundred bytes above which a document that says it is "
                  "UTF-8 is refused (invalid_utf8) instead of repaired.",
           .min = 0,
           .max = 100});
    }
  };

  static Result<std::unique_ptr<Decode>> Create(const Settings& settings) {
    return std::unique_ptr<Decode>(new Decode(settings));
  }

  Result<Verdict> Process(Article& article, Articles& out) override {
    const RawRecord& record = *article.record;
    if (!record.has_value) return BadInput("tombstone", "null value (tombstone)");
    if (record.value.empty()) return BadInput("empty_value", "value of zero bytes");
    if (record.value.size() > static_cast<std::size_t>(settings_.max_bytes)) {
      return BadInput("too_large", "value of " + std::to_string(record.value.size()) +
                                       " bytes, max_bytes is " +
                                       std::to_string(settings_.max_bytes));
    }
    article.input.sha256 = Sha256Hex(record.value);
    headers_.Clear();
    for (const HeaderView& header : record.headers) {
      const F field = FieldOfHeader(header.name);
      if (field == F::kCount) continue;
      // Headers are bytes; a claim that is not UTF-8 is none.
      if (!IsValidUtf8(header.value)) {
        article.warnings.push_back("claim_ignored: header " + std::string(header.name) +
                                   " is not UTF-8");
      } else if (field == F::kKeywords) {
        headers_.keywords.push_back(header.value);
      } else {
        headers_[field] = header.value;
      }
    }
    NW_TRY(const std::string_view bytes,
           decompressor_.Unpack(record.value, headers_[F::kContentEncoding]));
    Document document{.bytes = bytes,
                      .content_type = headers_[F::kContentType],
                      .charset = CharsetParameter(headers_[F::kContentType])};
    if (document.charset.empty()) document.charset = headers_[F::kCharset];
    envelope_.Clear();
    NW_CHECK_OK(Read(document, article, out));
    return Verdict::kContinue;
  }

 private:
  explicit Decode(const Settings& settings)
      : settings_(settings),
        decompressor_({.max_bytes = static_cast<std::size_t>(settings.max_decompressed_bytes),
                       .max_ratio = static_cast<std::size_t>(settings.max_compression_ratio)}),
        parser_(static_cast<int>(settings.max_json_depth)) {}

  /// Dispatches by type. `envelope_` holds what is claimed, empty at the top.
  Status Read(Document document, Article& article, Articles& out) {
    const Kind promised = KindOfType(document.content_type);
    std::string utf16;
    if (!document.unicode && IsUtf16(document.bytes)) {
      DecodedText decoded = DecodeCharset(document.bytes, document.charset, "");
      NW_CHECK_OK(Judge(decoded, document, article));
      utf16 = std::move(decoded.text);
      document.bytes = utf16;
      document.unicode = true;
    }
    const Kind kind = promised == Kind::kBinary ? promised : Choose(promised, document.bytes);
    switch (kind) {
      case Kind::kJson:
        if (document.nested) return Unsupported(document, "JSON inside an envelope");
        return ReadJson(document, article, out);
      case Kind::kHtml: {
        NW_TRY(std::string text, ToText(document, kind, article));
        return ReadHtml(std::move(text), article);
      }
      case Kind::kXml: {
        NW_TRY(const std::string text, ToText(document, kind, article));
        const std::string_view root = XmlRoot(text);
        if (EqualsIgnoringAsciiCase(root, "html")) return ReadHtml(text, article);
        if (!IsFeedRoot(root)) {
          return Unsupported(
              document, root.empty() ? "XML without an element" : "XML of <" + Excerpt(root) + ">");
        }
        return ReadFeed(text, article, out);
      }
      case Kind::kBinary:
        return Unsupported(document, "not a text");
      default: {
        NW_TRY(const std::string text, ToText(document, kind, article));
        return ReadPlain(text, article);
      }
    }
  }

  static bool IsUtf16(std::string_view bytes) {
    return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ||
           (bytes.size() > 1 && (bytes[0] == '\0') != (bytes[1] == '\0'));
  }

  static Error Unsupported(const Document& document, const std::string& what) {
    std::string message = what;
    if (!document.content_type.empty()) {
      message += ", content type \"" + Excerpt(document.content_type) + "\"";
    }
    return BadInput("unsupported_type", std::move(message));
  }

  Result<std::string> ToText(const Document& document, Kind kind, Article& article) const {
    article.input.content_type = TypeName(kind);
    if (document.unicode) {
      if (article.input.charset.empty()) article.input.charset = "utf-8";
      if (LooksBinary(document.bytes)) return Unsupported(document, "not a text");
      return std::string(document.bytes);
    }
    std::string declared;
    if (kind == Kind::kHtml) declared = HtmlDeclaredCharset(document.bytes);
    if (kind == Kind::kXml) declared = std::string(XmlDeclaredCharset(document.bytes));
    const std::string_view transport =
        kind == Kind::kJson && document.charset.empty() ? "utf-8" : document.charset;
    DecodedText decoded = DecodeCharset(document.bytes, transport, declared);
    NW_CHECK_OK(Judge(decoded, document, article));
    // JSON refuses control characters itself.
    if (kind != Kind::kJson && LooksBinary(decoded.text))
      return Unsupported(document, "not a text");
    if (decoded.mismatch) {
      // A label is bytes of the document, whatever they are.
      const std::string_view label = transport.empty() ? declared : transport;
      article.warnings.push_back("charset_mismatch: read as " + decoded.charset + ", declared as " +
                                 (IsAscii(label) ? Excerpt(label) : "something unreadable"));
    }
    return std::move(decoded.text);
  }

  /// Refuses what is too broken to be repaired, and says what was repaired.
  Status Judge(const DecodedText& decoded, const Document& document, Article& article) const {
    article.input.charset = decoded.charset;
    if (decoded.ill_formed * 100 >
        document.bytes.size() * static_cast<std::size_t>(settings_.max_replacement_percent)) {
      return BadInput("invalid_utf8", "said to be Unicode, but has " +
                                          std::to_string(decoded.ill_formed) +
                                          " ill-formed sequences in " +
                                          std::to_string(document.bytes.size()) + " bytes");
    }
    if (decoded.replaced != 0) {
      article.warnings.push_back("bytes_replaced: " + std::to_string(decoded.replaced) +
                                 " ill-formed sequences in " + decoded.charset + " became U+FFFD");
    }
    return Ok();
  }

  Status ReadJson(const Document& document, Article& article, Articles& out) {
    NW_TRY(const std::string text, ToText(document, Kind::kJson, article));
    const std::string_view json = TrimAscii(text);
    if (!json.starts_with('[')) return ReadEnvelope(json, article, out);

    std::vector<std::string_view> items;
    bool too_many = false;
    if (!SplitArray(json, static_cast<std::size_t>(settings_.max_items), items, too_many)) {
      if (too_many) return TooManyItems();
      return BadInput("invalid_json", "array whose brackets or quotes do not match");
    }
    if (items.empty()) return BadInput("empty_document", "array without articles");
    const Article pattern = article;
    std::int32_t number = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Article item = pattern;
      item.input.sha256 = Sha256Hex(items[i]);
      Articles more;
      if (Status status = ReadEnvelope(items[i], item, more); !status.ok()) {
        if (items.size() == 1) return status;
        item.rejected = std::move(status).error();
      }
      item.input.item = number++;
      Emit(std::move(item), i == 0, article, out);
      for (Article& split : more) {  // an envelope may hold a feed
        split.input.item = number++;
        out.push_back(std::move(split));
      }
      if (number > settings_.max_items) return TooManyItems();
      if (i % 256 == 255 && Budget::Exceeded()) return Budget::MakeError();
    }
    return Ok();
  }

  [[nodiscard]] Error TooManyItems() const {
    return BadInput("too_many_items", "array of more than max_items (" +
                                          std::to_string(settings_.max_items) + ") articles");
  }

  static void Emit(Article item, bool first, Article& article, Articles& out) {
    if (first) {
      article = std::move(item);
    } else {
      out.push_back(std::move(item));
    }
  }

  Status ReadEnvelope(std::string_view json, Article& article, Articles& out) {
    NW_CHECK_OK(parser_.Parse(json, envelope_));
    for (const std::string_view name : envelope_.ignored) {
      article.warnings.push_back("claim_ignored: " + Excerpt(name) +
                                 " has a value of another type");
    }
    article.input.content_type = "application/json";
    const std::string_view packed = envelope_[F::kBodyBase64];
    if (!TrimAscii(envelope_[F::kText]).empty()) return ReadPlain(envelope_[F::kText], article);

    Document document;
    document.nested = true;
    document.content_type = Or(envelope_[F::kContentType], envelope_[F::kHttpContentType]);
    if (!packed.empty()) {
      if (packed.size() / 4 * 3 > static_cast<std::size_t>(settings_.max_decompressed_bytes)) {
        return BadInput("too_large",
                        "bodyBase64 of " + std::to_string(packed.size()) + " characters");
      }
      body_.clear();
      if (!DecodeBase64(packed, body_))
        return BadInput("invalid_base64", "bodyBase64 is not base64");
      NW_TRY(document.bytes,
             body_decompressor_.Unpack(
                 body_, Or(envelope_[F::kContentEncoding], envelope_[F::kHttpContentEncoding])));
      document.charset = Or(envelope_[F::kCharset], CharsetParameter(envelope_[F::kContentType]));
      document.charset = Or(document.charset, CharsetParameter(envelope_[F::kHttpContentType]));
    } else {
      document.bytes = envelope_[F::kBody];
      document.unicode = true;
      if (!envelope_[F::kHtml].empty()) {
        document.bytes = envelope_[F::kHtml];
        document.content_type = "text/html";
      }
    }
    if (TrimAscii(document.bytes).empty()) return ReadPlain("", article);
    return Read(document, article, out);
  }

  Status ReadPlain(std::string_view text, Article& article) {
    article.input.content_type = "text/plain";
    NW_CHECK_OK(SetPlain(text, article));
    Claim(article);
    article.claims.headline = ClaimText(F::kHeadline, "headline", article);
    return Finish(article);
  }

  static Status SetPlain(std::string_view text, Article& article) {
    article.body.clear();
    NormalizeSpace(text, Lines::kKeep, article.body);
    ToNfc(article.body);
    return Ok();
  }

  Status ReadHtml(std::string text, Article& article) {
    article.input.content_type = "text/html";
    article.html = std::move(text);
    ToNfc(article.html);
    if (!HasVisibleText(article.html)) article.html.clear();
    Claim(article);
    article.claims.headline = ClaimText(F::kHeadline, "headline", article);
    return Finish(article);
  }

  Status ReadFeed(std::string_view xml, Article& article, Articles& out) {
    Feed feed;
    NW_CHECK_OK(ParseFeed(xml, static_cast<std::size_t>(settings_.max_items), feed));
    if (feed.items.empty()) return BadInput("empty_document", "feed without items");
    const bool alone = feed.items.size() == 1;
    const std::optional<std::string> home = CanonicalUrl(feed.link);
    Article pattern = article;
    pattern.input.content_type = feed.atom ? "application/atom+xml" : "application/rss+xml";
    ClaimSource(pattern);
    if (pattern.source.name.empty())
      pattern.source.name = Limited(feed.title, "source.name", pattern);
    if (pattern.source.domain.empty() && home) pattern.source.domain = DomainOf(*home);
    for (std::size_t i = 0; i < feed.items.size(); ++i) {
      FeedItem& entry = feed.items[i];
      Article item = pattern;
      item.input.item = static_cast<std::int32_t>(i);
      if (!alone) item.input.sha256 = Sha256Hex(entry.bytes);
      if (alone) Claim(item);  // what is claimed of the record holds for its only item
      if (entry.link.empty() && entry.id_is_link) entry.link = entry.id;
      SetFeedClaims(entry, feed, item);
      std::string& text = entry.content.empty() ? entry.summary : entry.content;
      const bool plain = entry.content.empty() ? entry.summary_is_text : entry.content_is_text;
      if (plain || text.find_first_of("<&") == std::string::npos) {
        NW_CHECK_OK(SetPlain(text, item));
      } else {
        item.html = std::move(text);
        ToNfc(item.html);
        if (!HasVisibleText(item.html)) item.html.clear();
      }
      if (Status status = Finish(item); !status.ok()) {
        if (alone) return status;
        item.rejected = std::move(status).error();
      }
      Emit(std::move(item), i == 0, article, out);
      if (i % 256 == 255 && Budget::Exceeded()) return Budget::MakeError();
    }
    return Ok();
  }

  void SetFeedClaims(const FeedItem& entry, const Feed& feed, Article& item) const {
    const auto set = [&](std::string_view value, const char* name, std::string& field) {
      if (!TrimAscii(value).empty()) field = Limited(value, name, item);
    };
    set(entry.title, "title", item.claims.headline);
    set(entry.author, "author", item.claims.byline);
    set(entry.id, "guid", item.id);
    SetUrl(entry.link, "link", item);
    SetDate(entry.published, "pubDate", item.claims.published_at, item);
    SetDate(entry.updated, "updated", item.claims.modified_at, item);
    SetLanguage(entry.language.empty() ? feed.language : entry.language, item);
    if (!entry.categories.empty()) item.claims.keywords.clear();
    for (const std::string& category : entry.categories) AddKeyword(category, item);
  }

  // -- claims ---------------------------------------------------------------------------------

  static std::string_view Or(std::string_view first, std::string_view second) {
    return first.empty() ? second : first;
  }
  /// From the envelope, else from the record's headers.
  [[nodiscard]] std::string_view Said(F field) const {
    return Or(envelope_[field], headers_[field]);
  }

  /// One clean line of at most kMaxClaimBytes.
  static std::string Limited(std::string_view text, std::string_view name, Article& article) {
    if (text.size() > kMaxClaimBytes) {
      article.warnings.push_back("claim_cut: " + std::string(name) + " has " +
                                 std::to_string(text.size()) + " bytes");
      text = text.substr(0, FloorBoundary(text, kMaxClaimBytes));
    }
    return CleanLine(text);
  }
  std::string ClaimText(F field, std::string_view name, Article& article) const {
    const std::string_view text = Said(field);
    return text.empty() ? std::string() : Limited(text, name, article);
  }

  static void Refuse(std::string_view name, std::string_view value, const char* what,
                     Article& article) {
    article.warnings.push_back("claim_unreadable: " + std::string(name) + " \"" + Excerpt(value) +
                               "\" is " + what);
  }

  static void SetDate(std::string_view value, std::string_view name, std::string& field,
                      Article& article) {
    if (TrimAscii(value).empty()) return;
    if (ParseDate(value)) {
      field = CleanLine(value);
    } else {
      Refuse(name, value, "not a date that can be read without guessing", article);
    }
  }

  static void SetUrl(std::string_view value, std::string_view name, Article& article) {
    value = TrimAscii(value);
    if (value.empty()) return;
    if (std::optional<std::string> canonical = CanonicalUrl(value)) {
      article.url = CleanLine(value);
      article.canonical_url = std::move(*canonical);
    } else {
      Refuse(name, value, "not an absolute http(s) address", article);
    }
  }

  static void SetLanguage(std::string_view value, Article& article) {
    value = TrimAscii(value);
    if (value.empty()) return;
    if (std::optional<std::string> tag = CanonicalLanguageTag(value)) {
      article.claims.language = std::move(*tag);
    } else {
      Refuse("language", value, "not a language tag", article);
    }
  }

  static void AddKeyword(std::string_view text, Article& article) {
    std::vector<std::string>& keywords = article.claims.keywords;
    if (keywords.size() >= kMaxKeywords || text.size() > kMaxClaimBytes) return;
    std::string keyword = CleanLine(text);
    if (!keyword.empty() &&
        std::find(keywords.begin(), keywords.end(), keyword) == keywords.end()) {
      keywords.push_back(std::move(keyword));
    }
  }

  void ClaimSource(Article& article) const {
    Source& source = article.source;
    source.id = ClaimText(F::kSourceId, "source.id", article);
    source.name = ClaimText(F::kSourceName, "source.name", article);
    source.domain = LowerAscii(ClaimText(F::kSourceDomain, "source.domain", article));
    source.country = ClaimText(F::kSourceCountry, "source.country", article);
    source.lang = ClaimText(F::kSourceLang, "source.lang", article);
    source.tz = ClaimText(F::kSourceTz, "source.tz", article);
    const std::string text = ClaimText(F::kSource, "source", article);
    if (text.empty()) return;
    if (const auto url = CanonicalUrl(text)) {
      source.domain = DomainOf(*url);
    } else if (text.find_first_of(" \t") == std::string::npos &&
               text.find('.') != std::string::npos && !text.starts_with('.') &&
               !text.ends_with('.')) {
      source.domain = LowerAscii(text);
    } else {
      source.name = text;
    }
  }

  void Claim(Article& article) const {
    Claims& claims = article.claims;
    article.id = ClaimText(F::kId, "id", article);
    SetUrl(Said(F::kUrl), "url", article);
    if (const std::string_view canonical = TrimAscii(Said(F::kCanonicalUrl)); !canonical.empty()) {
      if (auto url = CanonicalUrl(canonical, article.canonical_url)) {
        article.canonical_url = std::move(*url);
      } else {
        Refuse("canonicalUrl", canonical, "not an http(s) address", article);
      }
    }
    if (article.source.name.empty() && article.source.domain.empty()) ClaimSource(article);
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
    claims.byline = ClaimText(F::kByline, "byline", article);
    claims.section = ClaimText(F::kSection, "section", article);
    claims.version = ClaimText(F::kVersion, "version", article);
    claims.supersedes = ClaimText(F::kSupersedes, "supersedes", article);
    SetLanguage(Said(F::kLanguage), article);
    SetDate(Said(F::kPublishedAt), "publishedAt", claims.published_at, article);
    SetDate(Said(F::kModifiedAt), "modifiedAt", claims.modified_at, article);
    SetDate(Said(F::kFetchedAt), "fetchedAt", claims.fetched_at, article);
    SetEmbargo(Said(F::kEmbargoedUntil), article);
    SetPubStatus(Said(F::kPubStatus), article);
    if (const std::string_view text = TrimAscii(Said(F::kUrgency)); !text.empty()) {
      if (text.size() == 1 && text[0] >= '1' && text[0] <= '9') {
        claims.urgency = text[0] - '0';
      } else {
        Refuse("urgency", text, "not a number from 1 to 9", article);
      }
    }
    const auto& keywords = envelope_.keywords.empty() ? headers_.keywords : envelope_.keywords;
    for (std::string_view keyword : keywords) {
      if (keywords.size() > 1) {
        AddKeyword(keyword, article);
        continue;
      }
      while (!keyword.empty()) {  // one string: a list with commas
        const std::size_t comma = std::min(keyword.find(','), keyword.size());
        AddKeyword(keyword.substr(0, comma), article);
        keyword.remove_prefix(std::min(comma + 1, keyword.size()));
      }
    }
  }

  static void SetPubStatus(std::string_view value, Article& article) {
    value = TrimAscii(value);
    if (value.empty()) return;
    std::string status = LowerAscii(value);
    if (status.starts_with("stat:")) status.erase(0, 5);  // a NewsML-G2 qcode
    if (status == "usable" || status == "withheld" || status == "canceled") {
      article.claims.pub_status = status;
    } else if (status == "cancelled" || status == "withdrawn" || status == "killed") {
      article.claims.pub_status = "canceled";
    } else {
      Refuse("pubStatus", value, "none of usable, withheld, canceled", article);
    }
  }

  static void SetEmbargo(std::string_view value, Article& article) {
    if (TrimAscii(value).empty()) return;
    const std::optional<Dated> until = ParseDate(value);
    if (until && until->utc_ms) {
      article.claims.embargoed_until = FormatUtc(*until->utc_ms);
    } else {
      Refuse("embargoedUntil", value, "not a time with its zone", article);
    }
  }

  // -- identity -------------------------------------------------------------------------------

  static Status Finish(Article& article) {
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
    article.uri = MakeUri(article);
    article.input.id = article.id;
    if (article.body.empty() && article.html.empty() && article.claims.headline.empty()) {
      return BadInput("empty_document", "neither a text nor a headline");
    }
    return Ok();
  }

  static std::string MakeUri(const Article& article) {
    std::string uri;
    if (!article.id.empty()) {
      if (article.id.size() > kMaxIdBytes) {
        uri = "urn:newswired:" + SourceKey(article) + ":sha256-" + Sha256Hex(article.id);
      } else if (IsIdentifierUri(article.id)) {
        AppendUriEncoded(article.id, uri);
      } else {
        uri = "urn:newswired:" + SourceKey(article) + ":";
        AppendPercentEncoded(article.id, uri);
      }
    } else if (!article.canonical_url.empty()) {
      uri = article.canonical_url;
    } else {
      // Until `article` knows the content hash.
      uri = "urn:sha256:" + article.input.sha256;
    }
    return uri;
  }

  /// What makes an id unique: ids count within their source, or else within their topic.
  static std::string SourceKey(const Article& article) {
    const Source& source = article.source;
    std::string key;
    for (const std::string* candidate :
         {&source.id, &source.domain, &source.name, &article.input.topic}) {
      if (candidate->empty()) continue;
      AppendPercentEncoded(*candidate, key);
      return key;
    }
    return "-";
  }

  const Settings settings_;
  Decompressor decompressor_;
  Decompressor body_decompressor_ = decompressor_.Like();
  EnvelopeParser parser_;
  Envelope headers_;
  Envelope envelope_;
  std::string body_;
};

}  // namespace

extern const StageType kDecodeStage;
const StageType kDecodeStage = DescribeStage<Decode>(
    "decode", "0.1.0",
    "Turns raw records into articles: envelopes, pages, feeds and plain text, within limits.");

}  // namespace newswired
