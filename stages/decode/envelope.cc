#include "stages/decode/envelope.h"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <span>

#include "stages/decode/parse_json.h"
#include "stages/text/json_escapes.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using F = EnvelopeField;

constexpr std::size_t kMaxAuthors = 64;
constexpr std::size_t kMaxIgnored = 32;  // each is a warning, of every article in the record

struct Name {
  std::string_view name;
  F field;
};

/// Sorted by name, in lower case without hyphens and underscores, as FoldedName() makes them.
/// Beside DESIGN's names: what crawlers, extractors and schema.org call the same things.
constexpr std::array<Name, 63> kNames = {{
    {"articlebody", F::kText},
    {"author", F::kByline},
    {"authors", F::kByline},
    {"body", F::kBody},
    {"bodybase64", F::kBodyBase64},
    {"byline", F::kByline},
    {"canonicalurl", F::kCanonicalUrl},
    {"charset", F::kCharset},
    {"content", F::kBody},
    {"contentencoding", F::kContentEncoding},
    {"contenthtml", F::kHtml},
    {"contenttext", F::kText},
    {"contenttype", F::kContentType},
    {"copyrightholder", F::kCopyrightHolder},
    {"copyrightnotice", F::kCopyrightNotice},
    {"creator", F::kByline},
    {"date", F::kPublishedAt},
    {"datemodified", F::kModifiedAt},
    {"datemodify", F::kModifiedAt},
    {"datepublish", F::kPublishedAt},
    {"datepublished", F::kPublishedAt},
    {"embargoeduntil", F::kEmbargoedUntil},
    {"fetchedat", F::kFetchedAt},
    {"headline", F::kHeadline},
    {"html", F::kHtml},
    {"httpheaders", F::kHttpContentType},
    {"id", F::kId},
    {"inlanguage", F::kLanguage},
    {"keywords", F::kKeywords},
    {"lang", F::kLanguage},
    {"language", F::kLanguage},
    {"lastmodified", F::kModifiedAt},
    {"link", F::kUrl},
    {"maintext", F::kText},
    {"modified", F::kModifiedAt},
    {"modifiedat", F::kModifiedAt},
    {"plaintext", F::kText},
    {"pubdate", F::kPublishedAt},
    {"publishdate", F::kPublishedAt},
    {"published", F::kPublishedAt},
    {"publishedat", F::kPublishedAt},
    {"publisheddate", F::kPublishedAt},
    {"publishingdate", F::kPublishedAt},
    {"pubstatus", F::kPubStatus},
    {"rights", F::kRights},
    {"section", F::kSection},
    {"source", F::kSource},
    {"sourcecountry", F::kSourceCountry},
    {"sourcedomain", F::kSourceDomain},
    {"sourceid", F::kSourceId},
    {"sourcelang", F::kSourceLang},
    {"sourcename", F::kSourceName},
    {"sourcetz", F::kSourceTz},
    {"supersedes", F::kSupersedes},
    {"tags", F::kKeywords},
    {"text", F::kText},
    {"title", F::kHeadline},
    {"updated", F::kModifiedAt},
    {"updatedat", F::kModifiedAt},
    {"urgency", F::kUrgency},
    {"url", F::kUrl},
    {"usageterms", F::kUsageTerms},
    {"version", F::kVersion},
}};

constexpr std::array<Name, 6> kSourceNames = {{{"country", F::kSourceCountry},
                                               {"domain", F::kSourceDomain},
                                               {"id", F::kSourceId},
                                               {"lang", F::kSourceLang},
                                               {"name", F::kSourceName},
                                               {"tz", F::kSourceTz}}};

constexpr std::array<Name, 7> kRightsNames = {{{"copyrightholder", F::kCopyrightHolder},
                                               {"holder", F::kCopyrightHolder},
                                               {"copyrightnotice", F::kCopyrightNotice},
                                               {"notice", F::kCopyrightNotice},
                                               {"usageterms", F::kUsageTerms},
                                               {"terms", F::kUsageTerms},
                                               {"license", F::kUsageTerms}}};

constexpr std::array<Name, 1> kAuthorNames = {{{"name", F::kByline}}};

constexpr std::array<Name, 2> kHttpHeaderNames = {
    {{"contenttype", F::kHttpContentType}, {"contentencoding", F::kHttpContentEncoding}}};

/// Content systems give a text as an object: WordPress as {"rendered": ...}, others with its kind.
constexpr std::array<Name, 4> kBodyNames = {
    {{"html", F::kHtml}, {"rendered", F::kBody}, {"text", F::kText}, {"value", F::kBody}}};
constexpr std::array<Name, 4> kHeadlineNames = {{{"html", F::kHeadline},
                                                 {"rendered", F::kHeadline},
                                                 {"text", F::kHeadline},
                                                 {"value", F::kHeadline}}};

constexpr std::size_t kLongestName = 32;

/// Into `room`; what is longer than all names becomes "".
std::string_view FoldedName(std::string_view name, std::array<char, kLongestName>& room) {
  std::size_t size = 0;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    if (size == room.size()) return {};
    room[size++] = LowerAscii(c);
  }
  return {room.data(), size};
}

F FindName(std::string_view given) {
  std::array<char, kLongestName> room;
  const std::string_view name = FoldedName(given, room);
  const auto* const found = std::lower_bound(
      kNames.begin(), kNames.end(), name,
      [](const Name& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != kNames.end() && found->name == name ? found->field : F::kCount;
}

/// Of a member inside the object that `scope` is.
F FindNameInside(F scope, std::string_view given) {
  std::span<const Name> names;
  if (scope == F::kSource) names = kSourceNames;
  if (scope == F::kRights) names = kRightsNames;
  if (scope == F::kByline) names = kAuthorNames;
  if (scope == F::kBody) names = kBodyNames;
  if (scope == F::kHeadline) names = kHeadlineNames;
  if (scope == F::kHttpContentType) names = kHttpHeaderNames;
  if (names.empty()) return F::kCount;
  std::array<char, kLongestName> room;
  const std::string_view name = FoldedName(given, room);
  for (const Name& entry : names) {
    if (entry.name == name) return entry.field;
  }
  return F::kCount;
}

InEnvelope MeaningOf(F field) {
  switch (field) {
    case F::kCount:
      return InEnvelope::kNothing;
    case F::kText:
    case F::kBody:
    case F::kHtml:
    case F::kBodyBase64:
      return InEnvelope::kDocument;
    default:
      return InEnvelope::kClaim;
  }
}

/// A number elsewhere is the id of something that is not here: content systems have authors and
/// tags in tables.
bool MayBeNumber(F field) {
  switch (field) {
    case F::kId:
    case F::kSourceId:
    case F::kSupersedes:
    case F::kVersion:
    case F::kUrgency:
    case F::kPublishedAt:
    case F::kModifiedAt:
    case F::kFetchedAt:
    case F::kEmbargoedUntil:
      return true;
    default:
      return false;
  }
}

/// RapidJSON's events. Depth 1 is the envelope itself; everything else that is not listed is
/// stepped over.
class Handler {
 public:
  /// `buffer` is what is parsed, without `long_strings`.
  Handler(Envelope& out, int max_depth, const char* buffer,
          const std::vector<EnvelopeParser::LongString>& long_strings)
      : out_(out),
        max_depth_(max_depth),
        buffer_(buffer),
        next_long_(long_strings.begin()),
        last_long_(long_strings.end()) {}

  [[nodiscard]] bool too_deep() const { return too_deep_; }
  [[nodiscard]] bool not_an_object() const { return not_an_object_; }

  bool Null() {
    if (field_ != F::kCount) found_text_ = true;
    return Scalar();
  }
  bool Bool(bool /*value*/) { return Wrong(); }
  bool Int(int /*value*/) { return Wrong(); }
  bool Uint(unsigned /*value*/) { return Wrong(); }
  bool Int64(std::int64_t /*value*/) { return Wrong(); }
  bool Uint64(std::uint64_t /*value*/) { return Wrong(); }
  bool Double(double /*value*/) { return Wrong(); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const std::string_view number(text, length);
    if (IsNoNumber(number)) return Null();
    return MayBeNumber(field_) ? Text(number) : Wrong();
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return Text(Whole({text, length}));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const std::string_view name = Whole({text, length});
    field_ = F::kCount;
    if (depth_ == 1) {
      field_ = FindName(name);
      key_ = name;
      const InEnvelope meaning = MeaningOf(field_);
      out_.ninjs.SawMember(name, meaning);
      if (meaning == InEnvelope::kDocument || field_ == F::kHeadline) out_.names_article = true;
    } else if (depth_ == (scope_ == F::kByline && in_authors_ ? 3 : 2)) {
      field_ = FindNameInside(scope_, name);
    }
    return true;
  }
  bool StartObject() { return Open(false); }
  bool EndObject(rapidjson::SizeType /*members*/) { return Close(); }
  bool StartArray() { return Open(true); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return Close(); }

 private:
  /// The string that stands in the buffer as `text`; they come in order.
  std::string_view Whole(std::string_view text) {
    if (next_long_ == last_long_ || text.data() != buffer_ + next_long_->at) return text;
    return next_long_++->text;
  }

  bool Open(bool array) {
    if (depth_ == 0 && array) {
      not_an_object_ = true;
      return false;
    }
    if (depth_ == 1) {
      const bool known = array ? field_ == F::kKeywords || field_ == F::kByline
                               : field_ == F::kSource || field_ == F::kRights ||
                                     field_ == F::kHttpContentType || field_ == F::kByline ||
                                     field_ == F::kBody || field_ == F::kHeadline;
      scope_ = known ? field_ : F::kCount;
      found_text_ = false;
      in_keywords_ = array && field_ == F::kKeywords;
      in_authors_ = array && field_ == F::kByline;
      if (!known) Wrong();
    }
    // Some list the values of a header: its first one counts.
    const bool header = array && depth_ == 2 && scope_ == F::kHttpContentType;
    if (!header) field_ = F::kCount;
    if (++depth_ > max_depth_) {
      too_deep_ = true;
      return false;
    }
    return true;
  }

  bool Close() {
    --depth_;
    if (depth_ == 1) {
      const bool text = scope_ == F::kBody || scope_ == F::kHeadline;
      if (text && !found_text_) Ignore();
      scope_ = F::kCount;
      in_keywords_ = false;
    }
    field_ = F::kCount;
    return true;
  }

  bool Text(std::string_view text) {
    if (depth_ == 0) {
      not_an_object_ = true;
      return false;
    }
    if (field_ != F::kCount) found_text_ = true;
    if (scope_ == F::kByline && depth_ > 1) {
      const bool author = field_ == F::kByline || (in_authors_ && depth_ == 2);
      if (author && out_.authors.size() < kMaxAuthors) out_.authors.push_back(text);
    } else if ((in_keywords_ && depth_ == 2) || field_ == F::kKeywords) {
      out_.keywords.push_back(text);
    } else if (field_ == F::kHttpContentType && depth_ == 1) {
      Wrong();
    } else if (field_ != F::kCount && (out_[field_].empty() || !TrimAscii(text).empty())) {
      out_[field_] = text;  // an empty alias does not undo a full one
    }
    return Scalar();
  }

  bool Wrong() {
    const bool listed = depth_ == 2 && (in_keywords_ || (in_authors_ && scope_ == F::kByline));
    if (listed || (depth_ == 1 && field_ != F::kCount)) Ignore();
    return Scalar();
  }

  /// The member at depth 1, once.
  void Ignore() {
    const bool again = !out_.ignored.empty() && out_.ignored.back().data() == key_.data();
    if (!again && out_.ignored.size() < kMaxIgnored) out_.ignored.push_back(key_);
  }

  bool Scalar() {
    if (depth_ == 0) {
      not_an_object_ = true;
      return false;
    }
    if (!in_keywords_) field_ = F::kCount;
    return true;
  }

  Envelope& out_;
  const int max_depth_;
  const char* const buffer_;
  std::vector<EnvelopeParser::LongString>::const_iterator next_long_, last_long_;
  int depth_ = 0;
  F field_ = F::kCount;
  F scope_ = F::kCount;
  bool in_keywords_ = false;
  bool in_authors_ = false;
  bool found_text_ = false;  ///< inside a text that is an object
  bool too_deep_ = false;
  bool not_an_object_ = false;
  std::string_view key_;
};

/// The first quote, backslash or control character of a JSON string from `at` on; may be beyond the
/// end.
std::size_t FindInString(std::string_view json, std::size_t at) {
  for (; at + 16 <= json.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(json.data() + at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block);
    const __m128i sign = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')),
                                      _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(control, sign)));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
  for (; at < json.size(); ++at) {
    const auto c = static_cast<unsigned char>(json[at]);
    if (c < 0x20 || c == '"' || c == '\\') break;
  }
  return at;
}

}  // namespace

void Envelope::Clear() {
  fields.fill({});
  keywords.clear();
  authors.clear();
  ignored.clear();
  ninjs = {};
  names_article = false;
}

EnvelopeField FieldOfHeader(std::string_view name) {
  std::array<char, kLongestName> room;
  if (FoldedName(name, room) == "ceid") return F::kId;
  switch (const F field = FindName(name); field) {
    case F::kText:
    case F::kBody:
    case F::kHtml:
    case F::kBodyBase64:
    case F::kHttpContentType:
      return F::kCount;  // the value is the document
    default:
      return field;
  }
}

void EnvelopeParser::CopyWithoutLongStrings(std::string_view json) {
  constexpr std::size_t kLong = 4096;
  buffer_.clear();
  long_strings_.clear();
  std::size_t copied = 0;
  for (std::size_t quote = json.find('"'); quote != std::string_view::npos;) {
    const std::size_t begin = quote + 1;
    std::size_t end = FindInString(json, begin);
    if (end < json.size() && json[end] == '"' && end - begin >= kLong) {
      buffer_.append(json.substr(copied, begin - copied));
      long_strings_.push_back({buffer_.size(), json.substr(begin, end - begin)});
      copied = end;
    }
    while (end < json.size() && json[end] == '\\') end = FindInString(json, end + 2);
    if (end >= json.size() || json[end] != '"') break;  // RapidJSON says what is wrong
    quote = json.find('"', end + 1);
  }
  buffer_.append(json.substr(copied));
}

/// Of a place in the buffer.
std::size_t EnvelopeParser::PlaceInJson(std::size_t at) const {
  std::size_t missing = 0;
  for (const LongString& text : long_strings_) {
    if (text.at <= at) missing += text.text.size();
  }
  return at + missing;
}

Status EnvelopeParser::Parse(std::string_view json, Envelope& out) {
  CopyWithoutLongStrings(json);
  RepairSurrogateEscapes(buffer_);
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kJsonPad);
  out.Clear();
  Handler handler(out, max_depth_, buffer_.data(), long_strings_);
  const JsonEnd end = ParseJson(buffer_.data(), handler);
  if (handler.too_deep()) {
    return BadInput("json_too_deep", "JSON is nested deeper than max_json_depth (" +
                                         std::to_string(max_depth_) + ")");
  }
  if (handler.not_an_object()) return BadInput("invalid_json", "JSON, but not an object");
  const std::string at = std::to_string(PlaceInJson(end.at));
  if (!end.error.empty()) {
    return BadInput("invalid_json", "not valid JSON at byte " + at + ": " + end.error);
  }
  if (end.at < size) return BadInput("invalid_json", "zero byte at byte " + at);
  return Ok();
}

bool SplitArray(std::string_view json, std::size_t max_items, std::vector<std::string_view>& items,
                bool& too_many) {
  too_many = false;
  json = TrimAscii(json);
  if (json.size() < 2 || json.front() != '[') return false;
  std::size_t depth = 0;
  std::size_t begin = 1;
  bool in_string = false;
  for (std::size_t at = 1; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string) {
      if (c == '\\') {
        ++at;
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    switch (c) {
      case '"':
        in_string = true;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
      case ',':
        if (c == ',' ? depth == 0 : depth-- == 0) {
          const std::string_view item = TrimAscii(json.substr(begin, at - begin));
          if (item.empty()) return c == ']' && items.empty() && at + 1 == json.size();
          if (items.size() == max_items) {
            too_many = true;
            return false;
          }
          items.push_back(item);
          begin = at + 1;
          if (c != ',') return c == ']' && at + 1 == json.size();
        }
        break;
      default:
        break;
    }
  }
  return false;
}

}  // namespace newswired
