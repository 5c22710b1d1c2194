#include "stages/decode/document.h"

#include <utility>

#include "stages/decode/claims.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = DocumentKind;

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

}  // namespace

Error UnsupportedType(const Document& document, const std::string& what) {
  std::string message = what;
  if (!document.content_type.empty()) {
    message += ", content type \"" + Excerpt(document.content_type) + "\"";
  }
  return BadInput("unsupported_type", std::move(message));
}

Status JudgeCharset(const DecodedText& decoded, std::size_t size,
                    std::size_t max_replacement_percent, Article& article) {
  article.input.charset = decoded.charset;
  if (decoded.ill_formed * 100 > size * max_replacement_percent) {
    return BadInput("invalid_utf8",
                    "said to be Unicode, but has " + std::to_string(decoded.ill_formed) +
                        " ill-formed sequences in " + std::to_string(size) + " bytes");
  }
  if (decoded.replaced != 0) {
    article.warnings.push_back("bytes_replaced: " + std::to_string(decoded.replaced) +
                               " ill-formed sequences in " + decoded.charset + " became U+FFFD");
  }
  return Ok();
}

Result<DecodedText> TextOfDocument(const Document& document, Kind kind,
                                   std::size_t max_replacement_percent, Article& article) {
  article.input.content_type = TypeName(kind);
  if (document.unicode) {
    if (article.input.charset.empty()) article.input.charset = "utf-8";
    if (LooksBinary(document.bytes)) return UnsupportedType(document, "not a text");
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
  NW_CHECK_OK(JudgeCharset(decoded, document.bytes.size(), max_replacement_percent, article));
  // JSON refuses control characters itself.
  if (kind != Kind::kJson && LooksBinary(decoded.view())) {
    return UnsupportedType(document, "not a text");
  }
  if (decoded.mismatch) {
    // A label is bytes of the document, whatever they are.
    const std::string_view label = transport.empty() ? declared : transport;
    article.warnings.push_back("charset_mismatch: read as " + decoded.charset + ", declared as " +
                               (IsAscii(label) ? Excerpt(label) : "something unreadable"));
  }
  return decoded;
}

}  // namespace newswired
