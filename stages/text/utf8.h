#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace newswired {

/// UTF-8, normalisation and white space. From `decode` on all text is valid UTF-8 in NFC, so the
/// functions that say "valid text" do no checks of their own.

/// True if there is no byte above 0x7F. 16 bytes a step.
[[nodiscard]] bool IsAscii(std::string_view bytes);

/// How many bytes stand before the first one above 0x7F.
[[nodiscard]] std::size_t AsciiLength(std::string_view bytes);

/// True if `bytes` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
[[nodiscard]] bool IsValidUtf8(std::string_view bytes);

/// What RepairUtf8() saw.
struct Utf8Census {
  std::size_t replaced = 0;   ///< ill-formed sequences, each now one U+FFFD
  std::size_t multibyte = 0;  ///< well-formed sequences of two bytes and more
};

/// Appends `bytes` to `out` with every maximal ill-formed part replaced by one U+FFFD, as WHATWG
/// decoders do.
Utf8Census RepairUtf8(std::string_view bytes, std::string& out);

/// Appends one code point; surrogates and values beyond U+10FFFF become U+FFFD.
void AppendUtf8(char32_t codepoint, std::string& out);

/// The code point at `at` (a boundary of valid text, before its end); moves `at` past it.
inline char32_t DecodeUtf8(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t lead = byte(at);
  if (lead < 0x80) {
    at += 1;
    return lead;
  }
  if (lead < 0xE0) {
    at += 2;
    return (lead & 0x1F) << 6 | (byte(at - 1) & 0x3F);
  }
  if (lead < 0xF0) {
    at += 3;
    return (lead & 0x0F) << 12 | (byte(at - 2) & 0x3F) << 6 | (byte(at - 1) & 0x3F);
  }
  at += 4;
  return (lead & 0x07) << 18 | (byte(at - 3) & 0x3F) << 12 | (byte(at - 2) & 0x3F) << 6 |
         (byte(at - 1) & 0x3F);
}

/// The largest boundary of valid text that is not beyond `at`.
[[nodiscard]] std::size_t FloorBoundary(std::string_view text, std::size_t at);

/// True for letters, marks and digits of any script: what words are made of.
[[nodiscard]] bool IsWordCodepoint(char32_t codepoint);
/// True for upper-case and title-case letters.
[[nodiscard]] bool IsUpperCodepoint(char32_t codepoint);
/// True for lower-case letters of scripts that have capitals in use (Georgian has none in texts).
[[nodiscard]] bool IsLowerCodepoint(char32_t codepoint);
/// True for decimal digits of any script.
[[nodiscard]] bool IsDigitCodepoint(char32_t codepoint);
/// True for scripts written without spaces between words (Han, kana), whose characters are taken
/// as words.
[[nodiscard]] bool IsIdeograph(char32_t codepoint);

/// Brings valid text into NFC. Text of characters that NFC leaves alone (ASCII, Latin, Cyrillic,
/// Han, Hangul syllables, general punctuation ...) is only looked at; around others just the run
/// between two such characters is normalised. More than 30 combining marks in a row get a U+034F
/// in between (UAX #15, stream-safe text), so the cost is linear for any input.
void ToNfc(std::string& text);
/// True if ToNfc() would only look at it.
[[nodiscard]] bool IsPlainNfc(std::string_view text);

/// How NormalizeSpace() treats line ends.
enum class Lines {
  kJoin,  ///< one line: every run of white space is one space
  kKeep,  ///< line ends stay (as \n), more than one empty line becomes one
};

/// Appends valid text to `out` with white space normalised: runs of spaces, tabs and no-break
/// spaces become one space, none stays at the ends of lines and of the text; CRLF, CR, NEL,
/// U+2028 and U+2029 become \n; other control characters, U+FEFF, soft hyphens and noncharacters
/// go.
void NormalizeSpace(std::string_view text, Lines lines, std::string& out);

/// One line in NFC: NormalizeSpace(kJoin) and ToNfc().
[[nodiscard]] std::string CleanLine(std::string_view text);

/// `text` without ASCII white space at its ends.
[[nodiscard]] std::string_view TrimAscii(std::string_view text);
[[nodiscard]] inline char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// What a byte is in ASCII; those above 0x7F are none of these.
[[nodiscard]] constexpr bool IsDigitAscii(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsUpperAscii(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool IsLowerAscii(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool IsLetterAscii(char c) { return IsUpperAscii(c) || IsLowerAscii(c); }
[[nodiscard]] constexpr bool IsAlphanumericAscii(char c) {
  return IsDigitAscii(c) || IsLetterAscii(c);
}
[[nodiscard]] constexpr bool IsSpaceAscii(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Value of a hexadecimal digit of either case, -1 for any other character.
[[nodiscard]] inline int HexDigit(char c) {
  if (IsDigitAscii(c)) return c - '0';
  const char lower = LowerAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
[[nodiscard]] std::string LowerAscii(std::string_view text);
[[nodiscard]] bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);
/// Position of `needle` (lower case) in `text` whatever the case of its ASCII letters, or npos.
[[nodiscard]] std::size_t FindIgnoringAsciiCase(std::string_view text, std::string_view needle);
/// Lower case by simple mapping, all scripts.
[[nodiscard]] std::string LowerUtf8(std::string_view text);

}  // namespace newswired
