#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/decode/charset.h"
#include "stages/decode/sniff.h"

namespace newswired {

/// A document on its way to an article.
struct Document {
  std::string_view bytes;
  std::string_view content_type;
  std::string_view charset;  ///< as the transport said it
  bool unicode = false;      ///< valid UTF-8 already (a JSON string)
  bool nested = false;       ///< inside an envelope or archive
  bool archived = false;     ///< inside an archive
};

/// The document's text as valid UTF-8, as it lies in `document.bytes` where it can; type and
/// charset go to `article.input`, what was repaired to its warnings.
///
/// Errors: unsupported_type for what is no text, invalid_utf8 above `max_replacement_percent`.
Result<DecodedText> TextOfDocument(const Document& document, DocumentKind kind,
                                   std::size_t max_replacement_percent, Article& article);

/// Says which charset was used, and what was repaired.
/// Errors: invalid_utf8, as above.
Status JudgeCharset(const DecodedText& decoded, std::size_t size,
                    std::size_t max_replacement_percent, Article& article);

/// unsupported_type, with the document's content type.
Error UnsupportedType(const Document& document, const std::string& what);

}  // namespace newswired
