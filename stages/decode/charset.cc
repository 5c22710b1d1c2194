#include "stages/decode/charset.h"

#include <lexbor/encoding/encoding.h>
#include <lexbor/html/encoding.h>
#include <uchardet.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kPrescanBytes = 4096;

const lxb_char_t* Chars(std::string_view text) {
  return reinterpret_cast<const lxb_char_t*>(text.data());
}

const lxb_encoding_data_t* FindEncoding(std::string_view label) {
  if (label.empty() || label.size() > 64) return nullptr;
  const lxb_encoding_data_t* data = lxb_encoding_data_by_pre_name(Chars(label), label.size());
  // WHATWG maps charsets that are dangerous in browsers to "replacement", which decodes nothing.
  return data == nullptr || data->encoding == LXB_ENCODING_REPLACEMENT ? nullptr : data;
}

bool IsUtf16(lxb_encoding_t encoding) {
  return encoding == LXB_ENCODING_UTF_16BE || encoding == LXB_ENCODING_UTF_16LE;
}

bool IsSingleByte(lxb_encoding_t encoding) {
  switch (encoding) {
    case LXB_ENCODING_UTF_8:
    case LXB_ENCODING_UTF_16BE:
    case LXB_ENCODING_UTF_16LE:
    case LXB_ENCODING_BIG5:
    case LXB_ENCODING_EUC_JP:
    case LXB_ENCODING_EUC_KR:
    case LXB_ENCODING_GB18030:
    case LXB_ENCODING_GBK:
    case LXB_ENCODING_ISO_2022_JP:
    case LXB_ENCODING_SHIFT_JIS:
      return false;
    default:
      return true;
  }
}

/// Whether what was given gives way where the bytes are valid UTF-8. Of the charsets of several
/// bytes GBK looks like it most, and it takes luck: in the sentences of langid-lingua no more than
/// five characters in a row are UTF-8, too, and no whole sentence is.
bool GivesWayToUtf8(lxb_encoding_t encoding, std::string_view bytes) {
  constexpr std::ptrdiff_t kCertain = 8;
  if (encoding == LXB_ENCODING_UTF_8 || IsSingleByte(encoding)) return true;
  if (IsUtf16(encoding)) return false;
  const auto begins_sequence = [](char c) { return static_cast<unsigned char>(c) >= 0xC0; };
  return std::count_if(bytes.begin(), bytes.end(), begins_sequence) >= kCertain;
}

/// Of bytes that are no ASCII, or in an encoding in which ASCII is not itself.
void TranscodeAll(std::string_view bytes, const lxb_encoding_data_t* data, DecodedText& out) {
  std::array<lxb_codepoint_t, 1024> buffer;
  lxb_encoding_decode_t context{};
  lxb_encoding_decode_init(&context, data, buffer.data(), buffer.size());
  const lxb_codepoint_t replacement = 0xFFFD;
  lxb_encoding_decode_replace_set(&context, &replacement, 1);
  const auto drain = [&] {
    const std::size_t used = lxb_encoding_decode_buf_used(&context);
    for (std::size_t i = 0; i < used; ++i) {
      if (buffer[i] == 0xFFFD) ++out.replaced;
      AppendUtf8(buffer[i], out.text);
    }
    lxb_encoding_decode_buf_used_set(&context, 0);
  };
  const lxb_char_t* at = Chars(bytes);
  const lxb_char_t* const end = at + bytes.size();
  while (true) {
    const lxb_status_t status = data->decode(&context, &at, end);
    drain();
    if (status != LXB_STATUS_SMALL_BUFFER) break;
  }
  lxb_encoding_decode_finish(&context);
  drain();
}

void Transcode(std::string_view bytes, const lxb_encoding_data_t* data, DecodedText& out) {
  out.text.reserve(bytes.size() + bytes.size() / 2);
  if (!IsSingleByte(data->encoding)) return TranscodeAll(bytes, data, out);
  // Every byte is a character, and most are ASCII, which all of these encodings leave as it is.
  while (!bytes.empty()) {
    const std::size_t ascii = AsciiLength(bytes);
    out.text.append(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    const auto* const next = std::find_if(
        bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const auto high = static_cast<std::size_t>(next - bytes.begin());
    if (high != 0) TranscodeAll(bytes.substr(0, high), data, out);
    bytes.remove_prefix(high);
  }
}

/// -1: no, else the encoding that zero bytes at every other place of mostly ASCII text mean.
int LooksLikeUtf16(std::string_view bytes) {
  const std::size_t length = std::min<std::size_t>(bytes.size(), 256) & ~std::size_t{1};
  if (length < 8) return -1;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < length; ++i) {
    if (bytes[i] == '\0') ++zeros[i % 2];
  }
  if (zeros[1] * 10 > length * 4 && zeros[0] == 0) return LXB_ENCODING_UTF_16LE;
  if (zeros[0] * 10 > length * 4 && zeros[1] == 0) return LXB_ENCODING_UTF_16BE;
  return -1;
}

/// ASCII in which characters of Japanese are announced by escape sequences.
bool LooksLikeIso2022Jp(std::string_view bytes) {
  if (!IsAscii(bytes)) return false;  // most pages are not, and soon
  bool announced = false;
  for (std::size_t at = bytes.find('\x1B'); at != std::string_view::npos && !announced;
       at = bytes.find('\x1B', at + 1)) {
    const std::string_view sequence = bytes.substr(at + 1, 2);
    announced = sequence == "$B" || sequence == "$@" || sequence == "(I";
  }
  return announced;
}

/// Scripts that windows-1252 would turn into rubbish: their bytes tell them apart surely.
constexpr auto kOtherScripts = std::to_array<std::string_view>(
    {"BIG5", "GB18030", "EUC-JP", "EUC-KR", "EUC-TW", "SHIFT_JIS", "UHC", "KOI8-R", "IBM866",
     "ISO-8859-5", "WINDOWS-1251", "ISO-8859-7", "WINDOWS-1253", "ISO-8859-8", "WINDOWS-1255",
     "ISO-8859-6", "WINDOWS-1256", "TIS-620"});
/// Latin charsets that the letters tell from windows-1252. Not those of the Baltic, which Albanian
/// and Icelandic in windows-1252 look like.
constexpr auto kLatin = std::to_array<std::string_view>(
    {"WINDOWS-1250", "ISO-8859-2", "ISO-8859-16", "ISO-8859-9", "WINDOWS-1254", "WINDOWS-1258"});
constexpr std::ptrdiff_t kMinLetters = 12;
constexpr std::ptrdiff_t kMinLatinLetters = 16;
constexpr std::size_t kDetectionBytes = 65536;

/// A letter in most charsets, and in windows-1252 none of the signs that texts of few letters have.
bool IsLetter(char c) {
  constexpr std::string_view kSigns = "\xA0\xA7\xA9\xAB\xAE\xB0\xB7\xBB";
  return static_cast<unsigned char>(c) >= 0xA0 && kSigns.find(c) == std::string_view::npos;
}
bool IsC1(char c) {
  return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0;
}

/// Windows' charset for the languages of an ISO one, else `name` itself.
std::string_view WindowsTwin(std::string_view name) {
  if (name == "ISO-8859-2" || name == "ISO-8859-16") return "WINDOWS-1250";
  return name == "ISO-8859-7" ? "WINDOWS-1253" : name;
}

/// The name of the charset that the frequencies of the bytes speak for; empty if none.
std::string NameByFrequency(std::string_view bytes) {
  const std::unique_ptr<std::remove_pointer_t<uchardet_t>, decltype(&uchardet_delete)> detector(
      uchardet_new(), &uchardet_delete);
  if (uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

/// Without the quotes and dashes that windows-1250 and -1252 share: texts of few letters but many
/// quotes look like either.
std::string WithoutSharedSigns(std::string_view bytes) {
  constexpr std::string_view kLetters = "\x8A\x8C\x8D\x8E\x8F\x9A\x9C\x9D\x9E\x9F";
  std::string rest;
  rest.reserve(bytes.size());
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(rest),
               [&](char c) { return !IsC1(c) || kLetters.find(c) != std::string_view::npos; });
  return rest;
}

/// The Latin charset of `sample`, or an empty name: windows-1252 as far as the letters say.
std::string LatinByFrequency(std::string_view sample) {
  std::string name = NameByFrequency(WithoutSharedSigns(sample));
  if (std::find(kLatin.begin(), kLatin.end(), name) == kLatin.end()) return {};
  if (WindowsTwin(name) == "WINDOWS-1250") {
    // No language there has both letters, d with a stroke and t with a cedilla; Icelandic's are.
    const bool icelandic = sample.find('\xF0') != std::string_view::npos &&
                           sample.find('\xFE') != std::string_view::npos;
    if (icelandic) return {};
  }
  return name;
}

/// The encoding that the bytes speak for, or null.
const lxb_encoding_data_t* Detect(std::string_view bytes) {
  const auto* const first = std::find_if(bytes.begin(), bytes.end(), IsLetter);
  const std::string_view sample =
      bytes.substr(static_cast<std::size_t>(first - bytes.begin()), kDetectionBytes);
  // Quotes and dashes alone look like any charset.
  const auto letters = std::count_if(sample.begin(), sample.end(), IsLetter);
  if (letters < kMinLetters) return nullptr;
  std::string name = NameByFrequency(sample);
  if (std::find(kLatin.begin(), kLatin.end(), name) != kLatin.end()) {
    name = letters < kMinLatinLetters ? std::string() : LatinByFrequency(sample);
  } else if (std::find(kOtherScripts.begin(), kOtherScripts.end(), name) == kOtherScripts.end()) {
    return nullptr;
  }
  // Quotes and dashes, where ISO's charsets have nothing but controls.
  if (std::any_of(sample.begin(), sample.end(), IsC1)) name = WindowsTwin(name);
  return name.empty() ? nullptr : FindEncoding(name == "UHC" ? "euc-kr" : name);
}

/// A text that was cut within a character, or lost a byte, but of which nobody says that it is
/// UTF-8: no other encoding's text has many of its sequences, and hardly anything else.
bool IsDamagedUtf8(const Utf8Census& census) {
  constexpr std::size_t kFewest = 8;
  constexpr std::size_t kPerDamage = 20;
  return census.multibyte >= kFewest && census.multibyte >= kPerDamage * census.replaced;
}

}  // namespace

DecodedText DecodeCharset(std::string_view bytes, std::string_view transport,
                          std::string_view declared) {
  DecodedText out;
  const lxb_encoding_data_t* data = nullptr;
  bool given = true;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
    data = lxb_encoding_data(LXB_ENCODING_UTF_8);
  } else if (bytes.starts_with("\xFE\xFF")) {
    bytes.remove_prefix(2);
    data = lxb_encoding_data(LXB_ENCODING_UTF_16BE);
  } else if (bytes.starts_with("\xFF\xFE")) {
    bytes.remove_prefix(2);
    data = lxb_encoding_data(LXB_ENCODING_UTF_16LE);
  } else {
    data = FindEncoding(transport);
    if (data == nullptr) {
      data = FindEncoding(declared);
      // A declaration that could be read as ASCII is no UTF-16 (HTML standard, 13.2.3.2).
      if (data != nullptr && IsUtf16(data->encoding)) {
        data = lxb_encoding_data(LXB_ENCODING_UTF_8);
      }
    }
    given = data != nullptr;
    if (data == nullptr) {
      if (const int utf16 = LooksLikeUtf16(bytes); utf16 >= 0) {
        data = lxb_encoding_data(static_cast<lxb_encoding_t>(utf16));
      }
    }
    const lxb_encoding_data_t* const japanese = lxb_encoding_data(LXB_ENCODING_ISO_2022_JP);
    if (data != japanese && (data == nullptr || !IsUtf16(data->encoding)) &&
        LooksLikeIso2022Jp(bytes)) {
      out.mismatch = given;
      given = true;  // nothing else is written so
      data = japanese;
    }
  }
  if (data == nullptr || GivesWayToUtf8(data->encoding, bytes)) {
    const bool wants_utf8 = data != nullptr && data->encoding == LXB_ENCODING_UTF_8;
    const bool ascii = IsAscii(bytes);
    if (ascii || IsValidUtf8(bytes)) {
      out.as_is = bytes;
      out.mismatch = !ascii && given && !wants_utf8;
      out.charset = data == nullptr || wants_utf8 || !given || !ascii
                        ? "utf-8"
                        : LowerAscii(reinterpret_cast<const char*>(data->name));
      return out;
    }
    if (wants_utf8 || data == nullptr) {
      const Utf8Census census = RepairUtf8(bytes, out.text);
      if (wants_utf8 ? census.replaced <= census.multibyte : IsDamagedUtf8(census)) {
        out.replaced = census.replaced;
        if (wants_utf8) out.ill_formed = census.replaced;
        out.charset = "utf-8";
        return out;
      }
      out.text.clear();
      if (wants_utf8) {
        out.ill_formed = census.replaced;
        out.mismatch = true;
        data = nullptr;
      }
    }
  }
  if (data == nullptr) data = Detect(bytes);
  if (data != nullptr && !given) {
    Transcode(bytes, data, out);
    if (out.replaced == 0) {
      out.charset = LowerAscii(reinterpret_cast<const char*>(data->name));
      return out;
    }
    out.text.clear();
    out.replaced = 0;
    data = nullptr;
  }
  if (data == nullptr) data = lxb_encoding_data(LXB_ENCODING_WINDOWS_1252);
  Transcode(bytes, data, out);
  if (IsUtf16(data->encoding)) {
    out.ill_formed = out.replaced;
  }
  out.charset = LowerAscii(reinterpret_cast<const char*>(data->name));
  return out;
}

std::string_view CharsetParameter(std::string_view content_type) {
  const std::size_t found = FindIgnoringAsciiCase(content_type, "charset=");
  if (found == std::string_view::npos) return {};
  std::string_view label = content_type.substr(found + 8);
  label = label.substr(0, label.find(';'));
  label = TrimAscii(label);
  while (!label.empty() && (label.front() == '"' || label.front() == '\'')) label.remove_prefix(1);
  while (!label.empty() && (label.back() == '"' || label.back() == '\'')) label.remove_suffix(1);
  return label;
}

std::string_view XmlDeclaredCharset(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  std::string_view declaration = bytes.substr(0, 256);
  declaration = declaration.substr(0, declaration.find("?>"));
  const std::size_t found = declaration.find("encoding");
  if (found == std::string_view::npos) return {};
  const std::size_t quote = declaration.find_first_of("\"'", found);
  if (quote == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[quote], quote + 1);
  if (end == std::string_view::npos) return {};
  return declaration.substr(quote + 1, end - quote - 1);
}

std::string HtmlDeclaredCharset(std::string_view bytes) {
  if (const std::string_view xml = XmlDeclaredCharset(bytes); !xml.empty()) return std::string(xml);
  const std::string_view head = bytes.substr(0, kPrescanBytes);
  lxb_html_encoding_t scanner{};
  if (lxb_html_encoding_init(&scanner) != LXB_STATUS_OK) return {};
  std::size_t length = 0;
  const lxb_char_t* name =
      lxb_html_encoding_prescan(&scanner, Chars(head), Chars(head) + head.size(), &length);
  std::string label =
      name == nullptr ? "" : std::string(reinterpret_cast<const char*>(name), length);
  lxb_html_encoding_destroy(&scanner, false);
  return label;
}

}  // namespace newswired
