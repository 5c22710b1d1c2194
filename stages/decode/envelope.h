#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"
#include "stages/decode/ninjs.h"

namespace newswired {

/// Fields of the JSON envelope and its shorthand (DESIGN, section 2). Headers of a record whose
/// value is the document itself use the same names, in any case, with or without hyphens.
enum class EnvelopeField : std::uint8_t {
  kText,
  kBody,
  kHtml,
  kBodyBase64,
  kContentType,
  kContentEncoding,
  kCharset,
  kId,
  kUrl,
  kCanonicalUrl,
  kHeadline,
  kByline,
  kSection,
  kLanguage,
  kKeywords,
  kVersion,
  kSupersedes,
  kPubStatus,
  kPublishedAt,
  kModifiedAt,
  kFetchedAt,
  kEmbargoedUntil,
  kUrgency,
  kSource,
  kSourceId,
  kSourceName,
  kSourceDomain,
  kSourceCountry,
  kSourceLang,
  kSourceTz,
  kRights,
  kCopyrightHolder,
  kCopyrightNotice,
  kUsageTerms,
  kHttpContentType,
  kHttpContentEncoding,
  kCount,
};

/// What an envelope says; views into the buffer that was parsed. Absent: empty.
struct Envelope {
  std::array<std::string_view, static_cast<std::size_t>(EnvelopeField::kCount)> fields;
  std::vector<std::string_view> keywords;
  std::vector<std::string_view> authors;  ///< of a list, or an object with a name
  std::vector<std::string_view> ignored;  ///< known fields whose value has an impossible type
  NinjsShape ninjs;                       ///< whether it is no envelope at all
  bool names_article = false;             ///< has a member for the document or its headline

  [[nodiscard]] std::string_view operator[](EnvelopeField field) const {
    return fields[static_cast<std::size_t>(field)];
  }
  std::string_view& operator[](EnvelopeField field) {
    return fields[static_cast<std::size_t>(field)];
  }
  void Clear();
};

/// The field that a header of this name sets, or kCount.
EnvelopeField FieldOfHeader(std::string_view name);

/// Parses one JSON object. Makes no tree: unknown fields cost no memory, and depth is counted on
/// the way. Long strings without escapes (pages in base64) are not even copied.
///
/// Errors: invalid_json (with the byte where it breaks), json_too_deep.
class EnvelopeParser {
 public:
  explicit EnvelopeParser(int max_depth) : max_depth_(max_depth) {}

  /// `json` must be valid UTF-8. `out` is cleared first and views `json` and this parser's buffer,
  /// which lives until the next call.
  Status Parse(std::string_view json, Envelope& out);

  /// A string that is missing in the buffer.
  struct LongString {
    std::size_t at = 0;  ///< in the buffer, where it was
    std::string_view text;
  };

 private:
  void CopyWithoutLongStrings(std::string_view json);
  [[nodiscard]] std::size_t PlaceInJson(std::size_t at) const;

  const int max_depth_;
  std::string buffer_;
  std::vector<LongString> long_strings_;  ///< in order
};

/// Cuts a JSON array into its elements without parsing them. False if brackets do not match or
/// there are more than `max_items`, which sets `too_many`.
bool SplitArray(std::string_view json, std::size_t max_items, std::vector<std::string_view>& items,
                bool& too_many);

}  // namespace newswired
