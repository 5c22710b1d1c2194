#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// Bytes as text, and how they were read.
struct DecodedText {
  std::string text;  ///< what was made of the bytes, unless they are the text already
  std::optional<std::string_view> as_is;  ///< then the bytes, without byte order mark
  std::string charset;                    ///< WHATWG name in lower case
  std::size_t replaced = 0;               ///< U+FFFD that the decoder put in
  std::size_t ill_formed = 0;  ///< ill-formed sequences, where UTF-8 or UTF-16 was promised
  bool mismatch = false;       ///< the bytes contradict the charset that was given

  /// Valid UTF-8, not yet normalised. Lives as long as this and the bytes.
  [[nodiscard]] std::string_view view() const& { return as_is ? *as_is : std::string_view(text); }
  std::string_view view() const&& = delete;
};

/// Decodes by, in this order: byte order mark, `transport` (a charset label, or empty),
/// `declared` (likewise: meta element, XML declaration), valid UTF-8, zero bytes at every other
/// place (UTF-16), escape sequences (ISO-2022-JP), detection by the frequencies of bytes (East
/// Asian, Cyrillic, Greek, Hebrew, Arabic, Thai, Central European, Turkish, Vietnamese),
/// windows-1252. A charset that was given is overruled where the bytes are valid UTF-8 with
/// characters outside ASCII (eight of them for a charset of several bytes a character; UTF-16
/// stays), and UTF-8 where most such sequences are ill-formed.
DecodedText DecodeCharset(std::string_view bytes, std::string_view transport,
                          std::string_view declared);

/// Charset label of a content-type value, of an XML declaration at the start of `bytes`, and of
/// an HTML page's meta elements (first 4 KiB). Empty if there is none.
std::string_view CharsetParameter(std::string_view content_type);
std::string_view XmlDeclaredCharset(std::string_view bytes);
std::string HtmlDeclaredCharset(std::string_view bytes);

}  // namespace newswired
