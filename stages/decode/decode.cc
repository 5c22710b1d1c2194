#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "stages/core/budget.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/decode/archive_documents.h"
#include "stages/decode/charset.h"
#include "stages/decode/claims.h"
#include "stages/decode/compression.h"
#include "stages/decode/decode_settings.h"
#include "stages/decode/document.h"
#include "stages/decode/emitter.h"
#include "stages/decode/envelope.h"
#include "stages/decode/envelope_documents.h"
#include "stages/decode/feed.h"
#include "stages/decode/json_feed.h"
#include "stages/decode/newsml_g2.h"
#include "stages/decode/nitf.h"
#include "stages/decode/record_claims.h"
#include "stages/decode/set_item.h"
#include "stages/decode/sniff.h"
#include "stages/decode/telex.h"
#include "stages/decode/warc.h"
#include "stages/decode/xml.h"
#include "stages/text/character_references.h"
#include "stages/text/hash.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using F = EnvelopeField;
using Kind = DocumentKind;

constexpr std::string_view kJsonFeedVersion = "://jsonfeed.org/version/";

std::string_view Or(std::string_view first, std::string_view second) {
  return first.empty() ? second : first;
}

/// Whether `part` is bytes of `whole` itself.
bool IsPartOf(std::string_view part, std::string_view whole) {
  const std::less_equal<> not_behind;
  return not_behind(whole.data(), part.data()) &&
         not_behind(part.data() + part.size(), whole.data() + whole.size());
}

/// Hosts of feeds whose items are other sites'.
bool IsFeedHost(std::string_view domain) {
  constexpr auto kHosts = std::to_array<std::string_view>(
      {"feedburner.com", "feedproxy.google.com", "feedblitz.com", "feedsportal.com", "feedpress.me",
       "rss.app", "fetchrss.com", "politepol.com", "feed43.com", "rsshub.app", "morss.it",
       "news.google.com"});
  return std::any_of(kHosts.begin(), kHosts.end(), [&](std::string_view host) {
    return domain == host ||
           (domain.ends_with(host) && domain[domain.size() - host.size() - 1] == '.');
  });
}

/// Whether two domains are the same but for labels in front: "finance.example.com" and
/// "news.example.com", and not "a.co.uk" and "b.co.uk".
bool IsSameSite(std::string_view a, std::string_view b) {
  const auto site = [](std::string_view domain) {
    const std::size_t last = domain.rfind('.');
    if (last == std::string_view::npos || last == 0) return domain;
    std::size_t dot = domain.rfind('.', last - 1);
    const std::size_t second = last - (dot == std::string_view::npos ? 0 : dot + 1);
    const bool of_a_country = domain.size() - last - 1 == 2 && second <= 3;
    if (of_a_country && dot != std::string_view::npos && dot != 0) dot = domain.rfind('.', dot - 1);
    return dot == std::string_view::npos ? domain : domain.substr(dot + 1);
  };
  return site(a) == site(b);
}

class Decode final : public Stage {
 public:
  using Settings = DecodeSettings;

  static Result<std::unique_ptr<Decode>> Create(const Settings& settings) {
    return std::unique_ptr<Decode>(new Decode(settings));
  }

  static std::int64_t MaxRecordBytes(const Settings& settings) { return settings.max_bytes; }

  Result<Verdict> Process(Article& article, Articles& out) override {
    const RawRecord& record = *article.record;
    if (!record.has_value) return BadInput("tombstone", "null value (tombstone)");
    if (record.value.empty()) return BadInput("empty_value", "value of zero bytes");
    if (record.value.size() > static_cast<std::size_t>(settings_.max_bytes)) {
      return TooLarge(record.value.size());
    }
    article.input.sha256 = record.value_sha256 = Sha256Hex(record.value);
    claims_.ReadHeaders(record, article);
    unpacked_ = 0;
    missing_.reset();
    NW_TRY(const std::string_view bytes, Unpack(record.value, claims_.Header(F::kContentEncoding)));
    Document document{.bytes = bytes,
                      .content_type = claims_.Header(F::kContentType),
                      .charset = CharsetParameter(claims_.Header(F::kContentType))};
    if (document.charset.empty()) document.charset = claims_.Header(F::kCharset);
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

  /// Who reads files gives one byte more than may be, of what may be much larger.
  [[nodiscard]] Error TooLarge(std::size_t size) const {
    const auto most = static_cast<std::size_t>(settings_.max_bytes);
    return BadInput("too_large", "value of " +
                                     (size == most + 1 ? "more than " + std::to_string(most)
                                                       : std::to_string(size)) +
                                     " bytes, max_bytes is " + std::to_string(most));
  }

  /// The record unpacked. Archives are packed record by record: of one that is damaged the others
  /// are read, and missing_ says what is wrong.
  Result<std::string_view> Unpack(std::string_view value, std::string_view encoding) {
    Result<std::string_view> whole = decompressor_.Unpack(value, encoding);
    if (whole.ok() || whole.error().code != "bad_compression") return whole;
    Result<std::string_view> rest = decompressor_.Unpack(value, encoding, Kept::kMembers);
    if (!rest.ok() || !IsArchive(*rest)) return whole;
    missing_ = std::move(whole).error();
    return rest;
  }

  [[nodiscard]] std::size_t max_items() const {
    return static_cast<std::size_t>(settings_.max_items);
  }
  [[nodiscard]] std::size_t max_replacement() const {
    return static_cast<std::size_t>(settings_.max_replacement_percent);
  }

  /// Dispatches by type. `claims_` holds what is claimed of the document.
  Status Read(Document document, Article& article, Articles& out) {
    const Kind promised = KindOfType(document.content_type);
    std::string utf16;
    if (!document.unicode && IsUtf16(document.bytes)) {
      const DecodedText decoded = DecodeCharset(document.bytes, document.charset, "");
      NW_CHECK_OK(JudgeCharset(decoded, document.bytes.size(), max_replacement(), article));
      utf16 = decoded.view();
      document.bytes = utf16;
      document.unicode = true;
    }
    Kind kind = promised == Kind::kBinary ? promised : ChooseKind(promised, document.bytes);
    if (kind == Kind::kJson && promised == Kind::kText && !IsArticleInJson(document)) {
      kind = Kind::kText;
    }
    if (missing_ && kind != Kind::kArchive) return *std::exchange(missing_, {});
    switch (kind) {
      case Kind::kJson:
        return ReadJson(document, article, out);
      case Kind::kHtml: {
        NW_TRY(DecodedText text, TextOfDocument(document, kind, max_replacement(), article));
        return ReadPage(std::move(text), article);
      }
      case Kind::kXml: {
        NW_TRY(const DecodedText text, TextOfDocument(document, kind, max_replacement(), article));
        return ReadXml(document, text.view(), article, out);
      }
      case Kind::kArchive:
        if (document.archived) return UnsupportedType(document, "an archive inside an archive");
        return ReadArchiveOf(document.bytes, article, out);
      case Kind::kBinary:
        return UnsupportedType(document, "not a text");
      default: {
        NW_TRY(const DecodedText text, TextOfDocument(document, kind, max_replacement(), article));
        return ReadPlain(text.view(), article, out);
      }
    }
  }

  static bool IsUtf16(std::string_view bytes) {
    return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ||
           (bytes.size() > 1 && (bytes[0] == '\0') != (bytes[1] == '\0'));
  }

  /// The text as a string of its own. The body of an envelope is one already: pages are not copied.
  std::string TakeText(DecodedText text) {
    if (!text.as_is) return std::move(text.text);
    if (text.as_is->data() == body_.data() && text.as_is->size() == body_.size()) {
      return std::exchange(body_, {});
    }
    return std::string(*text.as_is);
  }

  // -- JSON -----------------------------------------------------------------------------------

  Status ReadJson(const Document& document, Article& article, Articles& out) {
    NW_TRY(const DecodedText text,
           TextOfDocument(document, Kind::kJson, max_replacement(), article));
    const std::string_view json = TrimAscii(text.view());
    if (document.nested) return ReadNestedJson(document, json, article, out);
    if (!json.starts_with('[')) return ReadObject(document, json, article, out);

    std::vector<std::string_view> items;
    bool too_many = false;
    if (!SplitArray(json, max_items(), items, too_many)) {
      if (too_many) return TooManyItems("array", max_items());
      return BadInput("invalid_json", "array whose brackets or quotes do not match");
    }
    if (items.empty()) return BadInput("empty_document", "array without articles");
    if (items.size() > 1) claims_.KeepShared();
    Emitter emitter(article, out);
    BudgetMeter budget;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Article item = emitter.pattern();
      item.input.sha256 = Sha256Hex(items[i]);
      Articles more;
      Status status = ReadObject(document, items[i], item, more);
      if (!status.ok() && items.size() == 1) return status;
      emitter.Emit(std::move(item), std::move(more), std::move(status));
      if (emitter.count() > max_items()) return TooManyItems("array", max_items());
      if (budget.Exceeded(items[i].size())) return Budget::MakeError();
    }
    return Ok();
  }

  /// Whether what was sent as text, and begins and ends as JSON, is an article in JSON.
  bool IsArticleInJson(const Document& document) {
    Article scratch;
    const Result<DecodedText> text =
        TextOfDocument(document, Kind::kJson, max_replacement(), scratch);
    if (!text.ok()) return true;  // says what is wrong
    std::string_view json = TrimAscii(text->view());
    std::vector<std::string_view> items;
    if (json.starts_with('[')) {
      bool too_many = false;
      if (!SplitArray(json, max_items(), items, too_many)) return too_many;
      if (items.empty()) return false;
      json = items[0];
    }
    Envelope shape;
    if (const Status status = nested_parser_.Parse(json, shape); !status.ok()) {
      return status.error().code != "invalid_json";
    }
    const bool envelope = shape.names_article && !document.nested;
    return envelope || IsJsonFeed(document, shape) || IsNinjs(document, shape);
  }

  /// An envelope, or what its shape or the content type says it is instead.
  Status ReadObject(const Document& document, std::string_view json, Article& article,
                    Articles& out) {
    Envelope& envelope = claims_.envelope();
    NW_CHECK_OK(parser_.Parse(json, envelope));
    if (IsJsonFeed(document, envelope)) {
      envelope.Clear();
      return ReadJsonFeedText(json, article, out);
    }
    if (IsNinjs(document, envelope)) {
      envelope.Clear();
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
    return UnsupportedType(document, "JSON that is neither ninjs nor a JSON Feed");
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

  [[nodiscard]] XmlTree::Limits xml_limits() const {
    return {.max_depth = static_cast<std::size_t>(settings_.max_xml_depth),
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
    items.items.push_back(ReadNinjs(tree.root(), xml_limits()));
    return ReadItems(std::move(items), article, out);
  }

  Status ReadEnvelope(Article& article, Articles& out) {
    const Envelope& envelope = claims_.envelope();
    for (const std::string_view name : envelope.ignored) {
      article.warnings.push_back("claim_ignored: " + Excerpt(name) +
                                 " has a value of another type");
    }
    article.input.content_type = "application/json";
    const EnvelopeDocuments documents = ChooseDocument(envelope);
    const std::size_t split = out.size();
    NW_CHECK_OK(ReadDocumentOf(documents.chosen, article, out));
    KeepOtherDocuments(documents.others, out.size() == split, article);
    return Ok();
  }

  Status ReadDocumentOf(F field, Article& article, Articles& out) {
    const Envelope& envelope = claims_.envelope();
    if (field == F::kText) return ReadPlain(envelope[F::kText], article, out);
    Document document{.bytes = envelope[field], .unicode = true, .nested = true};
    document.content_type = Or(envelope[F::kContentType], envelope[F::kHttpContentType]);
    if (field == F::kHtml) document.content_type = "text/html";
    if (field == F::kBodyBase64) NW_CHECK_OK(UnpackBase64(document));
    if (TrimAscii(document.bytes).empty()) return ReadPlain("", article, out);
    return Read(document, article, out);
  }

  /// Puts what `bodyBase64` holds in place of it.
  Status UnpackBase64(Document& document) {
    const Envelope& envelope = claims_.envelope();
    const std::string_view packed = document.bytes;
    if (packed.size() / 4 * 3 > static_cast<std::size_t>(settings_.max_decompressed_bytes)) {
      return BadInput("too_large",
                      "bodyBase64 of " + std::to_string(packed.size()) + " characters");
    }
    body_.clear();
    if (!DecodeBase64(packed, body_)) {
      return BadInput("invalid_base64", "bodyBase64 is not base64");
    }
    NW_TRY(document.bytes,
           UnpackInner(body_, Or(envelope[F::kContentEncoding], envelope[F::kHttpContentEncoding]),
                       inner_decompressor_));
    document.unicode = false;
    document.charset = Or(envelope[F::kCharset], CharsetParameter(envelope[F::kContentType]));
    document.charset = Or(document.charset, CharsetParameter(envelope[F::kHttpContentType]));
    return Ok();
  }

  /// Unpacks a document inside the record. All of them together have one limit: many small bombs
  /// are a bomb.
  Result<std::string_view> UnpackInner(std::string_view bytes, std::string_view encoding,
                                       Decompressor& decompressor, Kept kept = Kept::kWhole) {
    NW_TRY(const std::string_view unpacked, decompressor.Unpack(bytes, encoding, kept));
    if (unpacked.data() != bytes.data()) NW_CHECK_OK(CountUnpacked(unpacked.size()));
    return unpacked;
  }

  /// Bytes that the record itself does not have.
  Status CountUnpacked(std::size_t bytes) {
    unpacked_ += bytes;
    if (unpacked_ > static_cast<std::size_t>(settings_.max_decompressed_bytes)) {
      return BadInput("decompressed_too_large",
                      "the record's documents unpack to more than max_decompressed_bytes (" +
                          std::to_string(settings_.max_decompressed_bytes) + ")");
    }
    return Ok();
  }

  // -- plain text and pages -------------------------------------------------------------------

  /// A text, or the messages of a wire in it.
  Status ReadPlain(std::string_view text, Article& article, Articles& out) {
    const std::vector<Telex> messages = ReadTelex(text, max_items() + 1);
    if (messages.empty()) return FinishPlain(text, article);
    if (messages.size() == 1) return ReadMessage(messages[0], article);
    if (messages.size() > max_items()) return TooManyItems("text", max_items());
    claims_.KeepShared();
    Emitter emitter(article, out);
    BudgetMeter budget;
    for (const Telex& telex : messages) {
      Article item = emitter.pattern();
      item.input.sha256 = Sha256Hex(telex.bytes);
      Status status = ReadMessage(telex, item);
      emitter.Emit(std::move(item), {}, std::move(status));
      if (budget.Exceeded(telex.bytes.size())) return Budget::MakeError();
    }
    return Ok();
  }

  Status ReadMessage(const Telex& telex, Article& article) {
    ClaimTelex(telex, article);
    return FinishPlain(telex.text, article);
  }

  Status FinishPlain(std::string_view text, Article& article) {
    article.input.content_type = "text/plain";
    SetPlain(text, article);
    claims_.ClaimAll(article);
    ClaimHeadline(article);
    return FinishArticle(article);
  }

  /// What the record says of itself comes later, and counts instead.
  static void ClaimTelex(const Telex& telex, Article& article) {
    ClaimText(telex.headline, "headline", article.claims.headline, article);
    ClaimText(telex.slug, "slugline", article.claims.slugline, article);
    ClaimDate(telex.filed, "filed", article.claims.published_at, article);
    if (telex.skipped != 0) {
      article.warnings.push_back("content_skipped: " + std::to_string(telex.skipped) +
                                 " bytes behind the end of a wire's message");
    }
  }

  /// Many take headlines out of pages as they are written there ("Port&#8217;s back").
  void ClaimHeadline(Article& article) {
    const std::string_view said = claims_.Said(F::kHeadline);
    const std::string plain = said.find('&') == std::string_view::npos ? "" : WithReferences(said);
    ClaimText(plain.empty() ? said : plain, "headline", article.claims.headline, article);
  }

  /// A page that is the record's value as it is stays there.
  Status ReadPage(DecodedText text, Article& article) {
    if (!text.as_is || !IsPartOf(*text.as_is, article.record->value)) {
      return ReadHtml(TakeText(std::move(text)), article);
    }
    SetHtmlInRecord(*text.as_is, article);
    return FinishPage(article);
  }

  Status ReadHtml(std::string text, Article& article) {
    SetHtml(std::move(text), article);
    return FinishPage(article);
  }

  Status FinishPage(Article& article) {
    article.input.content_type = "text/html";
    claims_.ClaimAll(article);
    ClaimHeadline(article);
    return FinishArticle(article);
  }

  // -- XML ------------------------------------------------------------------------------------

  Status ReadXml(const Document& document, std::string_view text, Article& article, Articles& out) {
    std::string room;  // as a whole: its readers normalise white space, which is part of mojibake
    text = WithoutMojibake(text, "document", room, article);
    const std::string_view root = XmlRoot(text);
    if (EqualsIgnoringAsciiCase(root, "html")) return ReadHtml(std::string(text), article);
    if (IsFeedRoot(root)) {
      NW_TRY(NewsItems feed, ReadFeed(text, max_items()));
      const std::string name = LowerAscii(root);
      feed.is_feed = name != "item" && name != "entry";
      return ReadItems(std::move(feed), article, out);
    }
    if (root == "nitf" || IsNewsmlG2Root(root)) {
      NW_TRY(const XmlTree tree, XmlTree::Parse(text, xml_limits()));
      if (root != "nitf") {
        NW_TRY(NewsItems items, ReadNewsmlG2(tree.root(), max_items()));
        return ReadItems(std::move(items), article, out);
      }
      NewsItems items;
      items.content_type = "application/nitf+xml";
      items.items.push_back(ReadNitf(tree.root()));
      return ReadItems(std::move(items), article, out);
    }
    return UnsupportedType(
        document, root.empty() ? "XML without an element" : "XML of <" + Excerpt(root) + ">");
  }

  // -- items of a document --------------------------------------------------------------------

  Status ReadItems(NewsItems document, Article& article, Articles& out) {
    if (document.items.empty()) return BadInput("empty_document", "feed without items");
    const bool alone = document.items.size() == 1 && !document.is_feed;
    const SharedAddresses shared(document.items);
    const std::optional<std::string> home = CanonicalUrl(document.link);
    const std::string base(Or(article.canonical_url, Or(claims_.Said(F::kUrl), document.link)));
    article.input.content_type = document.content_type;
    if (document.is_feed) article.input.feed = NameOfFeed(document);
    claims_.ClaimSource(article);
    const bool source_is_known = !article.source.name.empty();
    const bool site_is_known = !article.source.domain.empty();
    if (!site_is_known) article.source.domain = DomainOf(home.value_or(base));
    if (!alone) claims_.KeepShared();
    Emitter emitter(article, out);
    BudgetMeter budget;
    for (std::size_t i = 0; i < document.items.size(); ++i) {
      NewsItem& entry = document.items[i];
      Article item = emitter.pattern();
      if (!alone && !entry.bytes.empty()) item.input.sha256 = Sha256Hex(entry.bytes);
      if (!alone && entry.bytes.empty()) {
        item.input.sha256 = Sha256Hex(item.input.sha256 + "/" + std::to_string(i));
      }
      // Of the record: all that it claims where this is its only item, else what holds for all.
      claims_.ClaimAll(item);
      if (alone) ClaimHeadline(item);
      // The feed's address and id are none of its items'.
      if (!alone) item.url = item.canonical_url = item.id = {};
      if (!source_is_known) {
        ClaimText(Or(entry.source_name, document.source_name), "source.name", item.source.name,
                  item);
      }
      item.shares_address = shared.Has(entry);
      Status status = SetItem(entry, document, base, item);
      if (!status.ok() && alone) return status;
      // Its identity was made before: ids count within the feed that gives them.
      if (!site_is_known && !source_is_known) SetSite(entry.source_link, item);
      emitter.Emit(std::move(item), {}, std::move(status));
      if (budget.Exceeded(entry.bytes.size())) return Budget::MakeError();
    }
    return Ok();
  }

  /// A site has many feeds: by its own address, else by where it leads and its title.
  /// A hash, since every item has it and a feed may have many, and a long address.
  static std::uint64_t NameOfFeed(const NewsItems& feed) {
    const std::string_view self = TrimAscii(feed.self);
    return Hash64(self.empty() ? feed.link + ' ' + feed.source_name : std::string(self));
  }

  /// Of an item that its feed collected, as `source` says, which is where the site is, or its feed:
  /// that may be at another host, and the item's own address tells better whose it is.
  static void SetSite(std::string_view source, Article& item) {
    const std::optional<std::string> url = CanonicalUrl(source);
    if (!url) return;
    const std::string own = DomainOf(item.canonical_url);
    const bool collected = own.empty() || IsSameSite(own, item.source.domain);
    if (IsFrontPage(*url) || collected || IsFeedHost(own)) {
      const std::string domain = DomainOf(*url);
      if (!IsFeedHost(domain)) item.source.domain = domain;
    } else {
      item.source.domain = own;
    }
  }

  // -- archives -------------------------------------------------------------------------------

  Status ReadArchiveOf(std::string_view bytes, Article& article, Articles& out) {
    claims_.KeepShared();
    const auto read = [this](const ArchiveDocument& found, Article& item, Articles& more) {
      return ReadArchived(found, item, more);
    };
    return ReadArchive(bytes, std::exchange(missing_, {}), max_items(), read, article, out);
  }

  Status ReadArchived(const ArchiveDocument& found, Article& item, Articles& more) {
    Document document{.content_type = found.content_type,
                      .charset = CharsetParameter(found.content_type),
                      .nested = true,
                      .archived = true};
    if (found.again) NW_CHECK_OK(CountUnpacked(found.bytes.size()));
    NW_TRY(document.bytes, UnpackInner(found.bytes, found.content_encoding, archive_decompressor_,
                                       found.cut ? Kept::kPart : Kept::kWhole));
    if (TrimAscii(document.bytes).empty()) {
      return BadInput("empty_document", "a response without a body");
    }
    return Read(document, item, more);
  }

  const Settings settings_;
  Decompressor decompressor_;
  Decompressor inner_decompressor_ = decompressor_.Like();    // of an envelope's body
  Decompressor archive_decompressor_ = decompressor_.Like();  // of an archive's documents
  EnvelopeParser parser_;
  EnvelopeParser nested_parser_;
  RecordClaims claims_;
  std::string body_;
  std::optional<Error> missing_;  ///< why not all of the record could be unpacked
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
