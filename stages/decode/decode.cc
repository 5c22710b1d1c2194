#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "stages/core/budget.h"
#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/decode/charset.h"
#include "stages/decode/claims.h"
#include "stages/decode/compression.h"
#include "stages/decode/emitter.h"
#include "stages/decode/envelope.h"
#include "stages/decode/feed.h"
#include "stages/decode/http_message.h"
#include "stages/decode/json_feed.h"
#include "stages/decode/newsml_g2.h"
#include "stages/decode/nitf.h"
#include "stages/decode/set_item.h"
#include "stages/decode/sniff.h"
#include "stages/decode/warc.h"
#include "stages/decode/xml.h"
#include "stages/text/hash.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using F = EnvelopeField;
using Kind = DocumentKind;

constexpr std::size_t kMaxDigests = 10'000;  // payloads that revisits may refer to
constexpr std::string_view kJsonFeedVersion = "://jsonfeed.org/version/";

/// A document on its way to an article.
struct Document {
  std::string_view bytes;
  std::string_view content_type;
  std::string_view charset;  ///< as the transport said it
  bool unicode = false;      ///< valid UTF-8 already (a JSON string)
  bool nested = false;       ///< inside an envelope or archive
  bool archived = false;     ///< inside an archive
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

std::string_view Or(std::string_view first, std::string_view second) {
  return first.empty() ? second : first;
}

class Decode final : public Stage {
 public:
  struct Settings {
    std::int64_t max_bytes = 8 << 20;
    std::int64_t max_decompressed_bytes = 32 << 20;
    std::int64_t max_compression_ratio = 200;
    std::int64_t max_json_depth = 64;
    std::int64_t max_xml_depth = 64;
    std::int64_t max_nodes = 200'000;
    std::int64_t max_items = 2000;
    std::int64_t max_replacement_percent = 10;
    bool check_ninjs = true;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field(
          "max_bytes", max_bytes,
          {.doc = "Largest record value that is read; a larger one is a dead letter (too_large).",
           .min = 1024,
           .max = 1 << 30});
      v.Field("max_decompressed_bytes", max_decompressed_bytes,
              {.doc = "Most that a compressed record may unpack to, and most that compressed "
                      "documents inside it may, together (decompressed_too_large).",
               .min = 1024,
               .max = 1 << 30});
      v.Field("max_compression_ratio", max_compression_ratio,
              {.doc = "Most bytes out per byte in, after the first MiB: refuses bombs early.",
               .min = 10,
               .max = 2000});
      v.Field("max_json_depth", max_json_depth,
              {.doc = "Deepest nesting of JSON, unknown fields included (json_too_deep).",
               .min = 4,
               .max = 512});
      v.Field("max_xml_depth", max_xml_depth,
              {.doc = "Deepest nesting of a NewsML-G2 or NITF document (xml_too_deep). Feeds are "
                      "read without a tree.",
               .min = 8,
               .max = 512});
      v.Field("max_nodes", max_nodes,
              {.doc = "Most elements and texts of a NewsML-G2 or NITF document, and most values of "
                      "a ninjs item or JSON Feed (too_many_nodes).",
               .min = 100,
               .max = 10'000'000});
      v.Field("max_items", max_items,
              {.doc = "Most articles in one record: a feed, message, archive or JSON array "
                      "(too_many_items).",
               .min = 1,
               .max = 100000});
      v.Field(
          "max_replacement_percent", max_replacement_percent,
          {.doc = "Ill-formed sequences per hundred bytes above which a document that says it is "
                  "UTF-8 is refused (invalid_utf8) instead of repaired.",
           .min = 0,
           .max = 100});
      v.Field("check_ninjs", check_ninjs,
              {.doc = "Refuse ninjs items that break IPTC's schema (invalid_ninjs); without it, "
                      "what can be read of them is."});
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
    ReadHeaders(record, article);
    unpacked_ = 0;
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
        parser_(static_cast<int>(settings.max_json_depth)),
        nested_parser_(static_cast<int>(settings.max_json_depth)) {}

  [[nodiscard]] std::size_t max_items() const {
    return static_cast<std::size_t>(settings_.max_items);
  }

  void ReadHeaders(const RawRecord& record, Article& article) {
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
  }

  /// Dispatches by type. `envelope_` holds what is claimed, empty at the top.
  Status Read(Document document, Article& article, Articles& out) {
    const Kind promised = KindOfType(document.content_type);
    std::string utf16;
    if (!document.unicode && IsUtf16(document.bytes)) {
      const DecodedText decoded = DecodeCharset(document.bytes, document.charset, "");
      NW_CHECK_OK(Judge(decoded, document, article));
      utf16 = decoded.view();
      document.bytes = utf16;
      document.unicode = true;
    }
    const Kind kind = promised == Kind::kBinary ? promised : ChooseKind(promised, document.bytes);
    switch (kind) {
      case Kind::kJson:
        return ReadJson(document, article, out);
      case Kind::kHtml: {
        NW_TRY(DecodedText text, ToText(document, kind, article));
        return ReadHtml(TakeText(std::move(text)), article);
      }
      case Kind::kXml: {
        NW_TRY(const DecodedText text, ToText(document, kind, article));
        return ReadXml(document, text.view(), article, out);
      }
      case Kind::kArchive:
        if (document.archived) return Unsupported(document, "an archive inside an archive");
        return ReadArchive(document.bytes, article, out);
      case Kind::kBinary:
        return Unsupported(document, "not a text");
      default: {
        NW_TRY(const DecodedText text, ToText(document, kind, article));
        return ReadPlain(text.view(), article);
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

  // -- charset --------------------------------------------------------------------------------

  Result<DecodedText> ToText(const Document& document, Kind kind, Article& article) const {
    article.input.content_type = TypeName(kind);
    if (document.unicode) {
      if (article.input.charset.empty()) article.input.charset = "utf-8";
      if (LooksBinary(document.bytes)) return Unsupported(document, "not a text");
      DecodedText text;
      text.as_is = document.bytes;
      return text;
    }
    std::string declared;
    if (kind == Kind::kHtml) declared = HtmlDeclaredCharset(document.bytes);
    if (kind == Kind::kXml) declared = std::string(XmlDeclaredCharset(document.bytes));
    const std::string_view transport =
        kind == Kind::kJson && document.charset.empty() ? "utf-8" : document.charset;
    DecodedText decoded = DecodeCharset(document.bytes, transport, declared);
    NW_CHECK_OK(Judge(decoded, document, article));
    // JSON refuses control characters itself.
    if (kind != Kind::kJson && LooksBinary(decoded.view()))
      return Unsupported(document, "not a text");
    if (decoded.mismatch) {
      // A label is bytes of the document, whatever they are.
      const std::string_view label = transport.empty() ? declared : transport;
      article.warnings.push_back("charset_mismatch: read as " + decoded.charset + ", declared as " +
                                 (IsAscii(label) ? Excerpt(label) : "something unreadable"));
    }
    return decoded;
  }

  /// The text as a string of its own. The body of an envelope is one already: pages are not copied.
  std::string TakeText(DecodedText text) {
    if (!text.as_is) return std::move(text.text);
    if (text.as_is->data() == body_.data() && text.as_is->size() == body_.size()) {
      return std::exchange(body_, {});
    }
    return std::string(*text.as_is);
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

  // -- JSON -----------------------------------------------------------------------------------

  Status ReadJson(const Document& document, Article& article, Articles& out) {
    NW_TRY(const DecodedText text, ToText(document, Kind::kJson, article));
    const std::string_view json = TrimAscii(text.view());
    if (document.nested) return ReadNestedJson(document, json, article, out);
    if (!json.starts_with('[')) return ReadObject(document, json, article, out);

    std::vector<std::string_view> items;
    bool too_many = false;
    if (!SplitArray(json, max_items(), items, too_many)) {
      if (too_many) return TooManyItems();
      return BadInput("invalid_json", "array whose brackets or quotes do not match");
    }
    if (items.empty()) return BadInput("empty_document", "array without articles");
    Emitter emitter(article, out);
    for (std::size_t i = 0; i < items.size(); ++i) {
      Article item = emitter.pattern();
      item.input.sha256 = Sha256Hex(items[i]);
      Articles more;
      Status status = ReadObject(document, items[i], item, more);
      if (!status.ok() && items.size() == 1) return status;
      emitter.Emit(std::move(item), std::move(more), std::move(status));
      if (emitter.count() > max_items()) return TooManyItems();
      if (i % 256 == 255 && Budget::Exceeded()) return Budget::MakeError();
    }
    return Ok();
  }

  [[nodiscard]] Error TooManyItems() const {
    return BadInput("too_many_items", "array of more than max_items (" +
                                          std::to_string(settings_.max_items) + ") articles");
  }

  /// An envelope, or what its shape or the content type says it is instead.
  Status ReadObject(const Document& document, std::string_view json, Article& article,
                    Articles& out) {
    NW_CHECK_OK(parser_.Parse(json, envelope_));
    if (IsJsonFeed(document, envelope_)) {
      envelope_.Clear();
      return ReadJsonFeedText(json, article, out);
    }
    if (IsNinjs(document, envelope_)) {
      envelope_.Clear();
      return ReadNinjsText(json, article, out);
    }
    return ReadEnvelope(article, out);
  }

  /// The body of an envelope or response is a document, never another envelope.
  Status ReadNestedJson(const Document& document, std::string_view json, Article& article,
                        Articles& out) {
    Envelope shape;
    NW_CHECK_OK(nested_parser_.Parse(json, shape));
    if (IsJsonFeed(document, shape)) return ReadJsonFeedText(json, article, out);
    if (IsNinjs(document, shape)) return ReadNinjsText(json, article, out);
    return Unsupported(document, "JSON that is neither ninjs nor a JSON Feed");
  }

  static bool IsJsonFeed(const Document& document, const Envelope& shape) {
    return document.content_type.find("feed+json") != std::string_view::npos ||
           shape[F::kVersion].find(kJsonFeedVersion) != std::string_view::npos;
  }
  static bool IsNinjs(const Document& document, const Envelope& shape) {
    return LowerAscii(document.content_type).find("ninjs") != std::string::npos ||
           shape.ninjs.matches();
  }

  [[nodiscard]] JsonTree::Limits json_limits() const {
    return {.max_depth = static_cast<std::size_t>(settings_.max_json_depth),
            .max_nodes = static_cast<std::size_t>(settings_.max_nodes)};
  }

  Status ReadJsonFeedText(std::string_view json, Article& article, Articles& out) {
    NW_TRY(const JsonTree tree, JsonTree::Parse(json, json_limits()));
    NW_TRY(NewsItems feed, ReadJsonFeed(tree.root(), max_items()));
    return ReadItems(std::move(feed), article, out);
  }

  Status ReadNinjsText(std::string_view json, Article& article, Articles& out) {
    NW_TRY(const JsonTree tree, JsonTree::Parse(json, json_limits()));
    if (settings_.check_ninjs) NW_CHECK_OK(CheckNinjs(tree.root()));
    NewsItems items;
    items.content_type = "application/ninjs+json";
    items.items.push_back(ReadNinjs(tree.root()));
    return ReadItems(std::move(items), article, out);
  }

  Status ReadEnvelope(Article& article, Articles& out) {
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
      NW_TRY(
          document.bytes,
          UnpackInner(body_, Or(envelope_[F::kContentEncoding], envelope_[F::kHttpContentEncoding]),
                      inner_decompressor_));
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

  /// Unpacks a document inside the record. All of them together have one limit: many small bombs
  /// are a bomb.
  Result<std::string_view> UnpackInner(std::string_view bytes, std::string_view encoding,
                                       Decompressor& decompressor) {
    NW_TRY(const std::string_view unpacked, decompressor.Unpack(bytes, encoding));
    if (unpacked.data() != bytes.data()) unpacked_ += unpacked.size();
    if (unpacked_ > static_cast<std::size_t>(settings_.max_decompressed_bytes)) {
      return BadInput("decompressed_too_large",
                      "the record's documents unpack to more than max_decompressed_bytes (" +
                          std::to_string(settings_.max_decompressed_bytes) + ")");
    }
    return unpacked;
  }

  // -- plain text and pages -------------------------------------------------------------------

  Status ReadPlain(std::string_view text, Article& article) {
    article.input.content_type = "text/plain";
    SetPlain(text, article);
    Claim(article);
    ClaimText(Said(F::kHeadline), "headline", article.claims.headline, article);
    return FinishArticle(article);
  }

  Status ReadHtml(std::string text, Article& article) {
    article.input.content_type = "text/html";
    SetHtml(std::move(text), article);
    Claim(article);
    ClaimText(Said(F::kHeadline), "headline", article.claims.headline, article);
    return FinishArticle(article);
  }

  // -- XML ------------------------------------------------------------------------------------

  Status ReadXml(const Document& document, std::string_view text, Article& article, Articles& out) {
    const std::string_view root = XmlRoot(text);
    if (EqualsIgnoringAsciiCase(root, "html")) return ReadHtml(std::string(text), article);
    if (IsFeedRoot(root)) {
      NW_TRY(NewsItems feed, ReadFeed(text, max_items()));
      return ReadItems(std::move(feed), article, out);
    }
    if (root == "nitf" || IsNewsmlG2Root(root)) {
      NW_TRY(const XmlTree tree,
             XmlTree::Parse(text, {.max_depth = static_cast<std::size_t>(settings_.max_xml_depth),
                                   .max_nodes = static_cast<std::size_t>(settings_.max_nodes)}));
      if (root != "nitf") {
        NW_TRY(NewsItems items, ReadNewsmlG2(tree.root(), max_items()));
        return ReadItems(std::move(items), article, out);
      }
      NewsItems items;
      items.content_type = "application/nitf+xml";
      items.items.push_back(ReadNitf(tree.root()));
      return ReadItems(std::move(items), article, out);
    }
    return Unsupported(document,
                       root.empty() ? "XML without an element" : "XML of <" + Excerpt(root) + ">");
  }

  // -- items of a document --------------------------------------------------------------------

  Status ReadItems(NewsItems document, Article& article, Articles& out) {
    if (document.items.empty()) return BadInput("empty_document", "feed without items");
    const bool alone = document.items.size() == 1;
    const std::optional<std::string> home = CanonicalUrl(document.link);
    const std::string base(Or(article.canonical_url, Or(Said(F::kUrl), document.link)));
    article.input.content_type = document.content_type;
    ClaimSource(article);
    const bool source_is_known = !article.source.name.empty();
    if (article.source.domain.empty()) article.source.domain = DomainOf(home.value_or(base));
    Emitter emitter(article, out);
    for (std::size_t i = 0; i < document.items.size(); ++i) {
      NewsItem& entry = document.items[i];
      Article item = emitter.pattern();
      if (!alone && !entry.bytes.empty()) item.input.sha256 = Sha256Hex(entry.bytes);
      if (!alone && entry.bytes.empty()) {
        item.input.sha256 = Sha256Hex(item.input.sha256 + "/" + std::to_string(i));
      }
      if (alone) Claim(item);  // what is claimed of the record holds for its only item
      if (!alone) item.url = item.canonical_url = {};  // the feed's address is none of its items'
      if (!source_is_known) {
        ClaimText(Or(entry.source_name, document.source_name), "source.name", item.source.name,
                  item);
      }
      Status status = SetItem(entry, document, base, item);
      if (!status.ok() && alone) return status;
      emitter.Emit(std::move(item), {}, std::move(status));
      if (i % 256 == 255 && Budget::Exceeded()) return Budget::MakeError();
    }
    return Ok();
  }

  // -- archives -------------------------------------------------------------------------------

  Status ReadArchive(std::string_view bytes, Article& article, Articles& out) {
    if (!IsArchive(bytes)) return BadInput("invalid_warc", "neither WARC nor ARC");
    KeepSourceClaims();
    ArchiveReader reader(bytes);
    Emitter emitter(article, out);
    std::map<std::string, std::size_t, std::less<>> skipped;
    std::map<std::string, std::string_view, std::less<>> payloads;
    std::size_t records = 0;
    Status last = Ok();
    while (std::optional<Result<ArchiveRecord>> next = reader.Next()) {
      Article item = emitter.pattern();
      Articles more;
      if (!next->ok()) {
        last = std::move(*next).error();
      } else {
        ArchiveRecord& record = **next;
        if (++records % 256 == 0 && Budget::Exceeded()) return Budget::MakeError();
        if (!HoldsDocument(record)) {
          ++skipped[Excerpt(record.type)];
          continue;
        }
        Remember(record, payloads);
        item.input.sha256 = Sha256Hex(record.block);
        last = ReadArchiveRecord(record, payloads, item, more);
      }
      if (emitter.count() == max_items()) return TooManyItems();
      emitter.Emit(std::move(item), std::move(more), last);
      if (emitter.count() > max_items()) return TooManyItems();
    }
    return FinishArchive(emitter.count(), last, skipped, article);
  }

  /// The record's headers say where an archive is from; address, id and dates are its records' own.
  void KeepSourceClaims() {
    for (Envelope* claims : {&headers_, &envelope_}) {
      Envelope kept;
      for (const F field : {F::kSource, F::kSourceId, F::kSourceName, F::kSourceDomain,
                            F::kSourceCountry, F::kSourceLang, F::kSourceTz, F::kLanguage}) {
        kept[field] = (*claims)[field];
      }
      *claims = std::move(kept);
    }
  }

  /// So that a revisit later in the same archive finds its payload.
  static void Remember(const ArchiveRecord& record,
                       std::map<std::string, std::string_view, std::less<>>& payloads) {
    if (EqualsIgnoringAsciiCase(record.type, "revisit") || payloads.size() >= kMaxDigests) return;
    for (const std::string_view key : {record.payload_digest, record.id}) {
      if (!key.empty()) payloads.emplace(std::string(key), record.block);
    }
  }

  static Status FinishArchive(std::size_t count, Status& last,
                              const std::map<std::string, std::size_t, std::less<>>& skipped,
                              Article& article) {
    std::string names;
    for (const auto& [type, number] : skipped) {
      names += (names.empty() ? "" : ", ") + std::to_string(number) + " " + type;
    }
    if (count == 0) {
      return BadInput("empty_document",
                      "archive without documents, records: " + (names.empty() ? "none" : names));
    }
    // One record with one document is told as any other document.
    if (count == 1 && !last.ok()) {
      article.rejected.reset();
      return std::move(last);
    }
    if (!names.empty()) article.warnings.push_back("records_skipped: " + names);
    return Ok();
  }

  Status ReadArchiveRecord(const ArchiveRecord& record,
                           const std::map<std::string, std::string_view, std::less<>>& payloads,
                           Article& item, Articles& more) {
    ClaimUrl(record.uri, "", "WARC-Target-URI", item);
    ClaimDate(record.date, "WARC-Date", item.claims.fetched_at, item);
    std::string_view block = record.block;
    bool http = record.http;
    if (EqualsIgnoringAsciiCase(record.type, "revisit")) {
      auto found = payloads.find(record.payload_digest);
      if (found == payloads.end()) found = payloads.find(record.refers_to);
      if (found == payloads.end()) {
        return BadInput("revisit_without_payload",
                        "a revisit: its page is as it was at an earlier visit, which is not here");
      }
      block = found->second;
      http = block.starts_with("HTTP/");
    }
    Document document{
        .bytes = block, .content_type = record.content_type, .nested = true, .archived = true};
    std::string_view encoding = "identity";
    HttpMessage message;
    if (http) {
      NW_CHECK_OK(ReadHttpMessage(block, message));
      if (message.status < 200 || message.status > 299) {
        return BadInput("http_status", "a response of status " + std::to_string(message.status));
      }
      document.content_type = message.content_type;
      if (!message.content_encoding.empty()) encoding = message.content_encoding;
      document.bytes = message.body;
    }
    // An archive whose line ends were changed on its way is shorter than it says, its bodies may
    // be whole: those are read.
    const bool whole = message.content_length && message.body.size() >= *message.content_length;
    if (record.truncated && !whole) {
      return BadInput("truncated_record", "the archive ends within this record");
    }
    document.charset = CharsetParameter(document.content_type);
    NW_TRY(document.bytes, UnpackInner(document.bytes, encoding, archive_decompressor_));
    if (TrimAscii(document.bytes).empty()) {
      return BadInput("empty_document", "a response without a body");
    }
    return Read(document, item, more);
  }

  // -- claims ---------------------------------------------------------------------------------

  /// From the envelope, else from the record's headers.
  [[nodiscard]] std::string_view Said(F field) const {
    return Or(envelope_[field], headers_[field]);
  }

  void ClaimSource(Article& article) const {
    Source& source = article.source;
    ClaimText(Said(F::kSourceId), "source.id", source.id, article);
    ClaimText(Said(F::kSourceName), "source.name", source.name, article);
    ClaimText(LowerAscii(Said(F::kSourceDomain)), "source.domain", source.domain, article);
    ClaimText(Said(F::kSourceCountry), "source.country", source.country, article);
    ClaimText(Said(F::kSourceLang), "source.lang", source.lang, article);
    ClaimText(Said(F::kSourceTz), "source.tz", source.tz, article);
    const std::string text = ClaimLine(Said(F::kSource), "source", article);
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
    ClaimText(Said(F::kId), "id", article.id, article);
    ClaimUrl(Said(F::kUrl), "", "url", article);
    ClaimCanonicalUrl(article);
    if (article.source.name.empty() && article.source.domain.empty()) ClaimSource(article);
    if (article.source.domain.empty()) article.source.domain = DomainOf(article.canonical_url);
    ClaimText(Said(F::kByline), "byline", claims.byline, article);
    ClaimText(Said(F::kSection), "section", claims.section, article);
    ClaimText(Said(F::kVersion), "version", claims.version, article);
    ClaimText(Said(F::kSupersedes), "supersedes", claims.supersedes, article);
    ClaimLanguage(Said(F::kLanguage), article);
    ClaimDate(Said(F::kPublishedAt), "publishedAt", claims.published_at, article);
    ClaimDate(Said(F::kModifiedAt), "modifiedAt", claims.modified_at, article);
    ClaimDate(Said(F::kFetchedAt), "fetchedAt", claims.fetched_at, article);
    ClaimEmbargo(Said(F::kEmbargoedUntil), article);
    ClaimPubStatus(Said(F::kPubStatus), article);
    ClaimUrgency(Said(F::kUrgency), article);
    ClaimRights({.copyright_holder = std::string(Said(F::kCopyrightHolder)),
                 .copyright_notice = std::string(Or(Said(F::kCopyrightNotice), Said(F::kRights))),
                 .usage_terms = std::string(Said(F::kUsageTerms))},
                article);
    ClaimKeywords(article);
  }

  void ClaimCanonicalUrl(Article& article) const {
    const std::string_view canonical = TrimAscii(Said(F::kCanonicalUrl));
    if (canonical.empty()) return;
    if (auto url = CanonicalUrl(canonical, article.canonical_url)) {
      article.canonical_url = std::move(*url);
    } else {
      article.warnings.push_back("claim_unreadable: canonicalUrl \"" + Excerpt(canonical) +
                                 "\" is not an http(s) address");
    }
  }

  void ClaimKeywords(Article& article) const {
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

  const Settings settings_;
  Decompressor decompressor_;
  Decompressor inner_decompressor_ = decompressor_.Like();    // of an envelope's body
  Decompressor archive_decompressor_ = decompressor_.Like();  // of an archive's documents
  EnvelopeParser parser_;
  EnvelopeParser nested_parser_;
  Envelope headers_;
  Envelope envelope_;
  std::string body_;
  std::size_t unpacked_ = 0;  ///< bytes of documents inside the record that were unpacked so far
};

}  // namespace

extern const StageType kDecodeStage;
const StageType kDecodeStage =
    DescribeStage<Decode>("decode", "0.1.0",
                          "Turns raw records into articles: envelopes, pages, feeds, ninjs, "
                          "NewsML-G2, NITF, web archives "
                          "and plain text, within limits.");

}  // namespace newswired
