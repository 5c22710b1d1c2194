#include "stages/decode/sniff.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "stages/decode/feed.h"
#include "stages/decode/newsml_g2.h"
#include "stages/decode/warc.h"
#include "stages/decode/xml.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = DocumentKind;
constexpr std::size_t kSniffBytes = 16384;

using Controls = std::array<std::uint8_t, 256>;

/// Control characters that no text has.
constexpr Controls MakeControls() {
  Controls controls{};
  std::fill_n(controls.begin(), 0x20, std::uint8_t{1});
  for (const char c : {'\t', '\n', '\r', '\f', '\x1B'}) controls[static_cast<unsigned char>(c)] = 0;
  return controls;
}
/// Short messages of a wire are framed by many: SOH, STX, ETX, EOT, SYN.
constexpr Controls MakeControlsOfWire() {
  Controls controls = MakeControls();
  for (const char c : {'\x01', '\x02', '\x03', '\x04', '\x16'})
    controls[static_cast<unsigned char>(c)] = 0;
  return controls;
}
constexpr Controls kIsControl = MakeControls();
constexpr Controls kIsControlOfWire = MakeControlsOfWire();

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

constexpr std::size_t kLongestHtmlTag = 10;  // "blockquote"

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
    const std::string_view rest = text.substr(begin, kLongestHtmlTag + 1);
    const std::size_t end = rest.find_first_of(" \t\r\n/>");
    if (end == std::string_view::npos || !IsHtmlTag(rest.substr(0, end))) continue;
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

/// Whether what follows a '<' makes it one of markup: "<3" is text.
bool BeginsTag(std::string_view rest) {
  if (rest.empty()) return true;  // cut there
  const char c = rest.front();
  return IsLetterAscii(c) || c == '/' || c == '!' || c == '?';
}

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return EqualsIgnoringAsciiCase(text.substr(0, prefix.size()), prefix);
}

/// An object or a list of them, by how it begins. Brackets alone do not make JSON.
bool BeginsAsJson(std::string_view bytes) {
  if (bytes.empty() || (bytes[0] != '{' && bytes[0] != '[')) return false;
  const std::string_view inside = TrimAscii(bytes.substr(1, 256));
  if (bytes[0] == '[') return !inside.empty() && inside[0] == '{';
  return inside.empty() || inside[0] == '"' || inside[0] == '}';
}

/// JSON from its first byte to its last.
bool IsJson(std::string_view bytes) {
  bytes = TrimAscii(bytes);
  return BeginsAsJson(bytes) && bytes.size() > 2 && bytes.back() == (bytes[0] == '{' ? '}' : ']');
}

/// XML that is news without a declaration in front.
bool BeginsAsNews(std::string_view begin) {
  if (!begin.starts_with('<')) return false;
  const std::string_view root = XmlRoot(begin);
  return IsNewsmlG2Root(root) || root == "nitf";
}

/// What the bytes look like.
Kind Sniff(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (HasBinaryMagic(bytes)) return Kind::kBinary;
  bytes = TrimAscii(bytes);
  if (IsArchive(bytes)) return Kind::kArchive;
  if (BeginsAsJson(bytes)) return Kind::kJson;
  if (StartsWithIgnoringCase(bytes, "<!doctype html") || StartsWithIgnoringCase(bytes, "<html")) {
    return Kind::kHtml;
  }
  if (bytes.starts_with("<")) {
    const std::string_view root = XmlRoot(bytes.substr(0, kSniffBytes));
    if (EqualsIgnoringAsciiCase(root, "html")) return Kind::kHtml;
    const bool known = IsFeedRoot(root) || IsNewsmlG2Root(root) || root == "nitf";
    if (known || bytes.starts_with("<?xml")) return Kind::kXml;
    if (IsHtmlTag(root)) return Kind::kHtml;
    // Something of another vocabulary, if it ends as it begins.
    if (bytes.ends_with('>') && XmlEnd(bytes) == root && !root.empty()) return Kind::kXml;
  }
  return HasHtmlTags(bytes) ? Kind::kHtml : Kind::kText;
}

}  // namespace

DocumentKind KindOfType(std::string_view content_type) {
  const std::string type = LowerAscii(TrimAscii(content_type.substr(0, content_type.find(';'))));
  if (type == "application/json" || type == "text/json" || type.ends_with("+json"))
    return Kind::kJson;
  if (type == "text/html" || type == "application/xhtml+xml") return Kind::kHtml;
  if (type == "application/xml" || type == "text/xml" || type.ends_with("+xml")) return Kind::kXml;
  if (type == "text/plain" || type == "text/markdown") return Kind::kText;
  if (type == "application/warc" || type == "application/arc" || type == "application/x-warc" ||
      type == "application/x-arc") {
    return Kind::kArchive;
  }
  // What a page needs is no document of its own.
  if (type == "text/css" || type.ends_with("javascript") || type.ends_with("ecmascript")) {
    return Kind::kBinary;
  }
  if (type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/") ||
      type.starts_with("font/") || type == "application/pdf" || type == "application/zip") {
    return Kind::kBinary;
  }
  return Kind::kUnknown;
}

DocumentKind ChooseKind(DocumentKind promised, std::string_view bytes) {
  if (promised == Kind::kUnknown) return Sniff(bytes);
  const std::string_view begin = TrimAscii(bytes.substr(0, 1024));
  const bool xml = begin.starts_with("<?xml") || begin.starts_with("<rss") ||
                   begin.starts_with("<feed") || begin.starts_with("<rdf:RDF") ||
                   BeginsAsNews(begin);
  const bool page =
      StartsWithIgnoringCase(begin, "<!doctype html") || StartsWithIgnoringCase(begin, "<html");
  switch (promised) {
    case Kind::kJson:
      return begin.starts_with('<') ? Sniff(bytes) : Kind::kJson;
    case Kind::kXml:
      if (page) return Kind::kHtml;
      return begin.starts_with('{') ? Sniff(bytes) : Kind::kXml;
    case Kind::kText:
      if (HasBinaryMagic(begin)) return Kind::kBinary;
      if (IsArchive(begin)) return Kind::kArchive;
      if (xml || IsJson(bytes)) return Sniff(bytes);
      return page ? Kind::kHtml : Kind::kText;
    case Kind::kHtml:
      if (HasBinaryMagic(begin)) return Kind::kBinary;
      return xml || IsJson(bytes) ? Sniff(bytes) : Kind::kHtml;
    default:
      return promised;
  }
}

bool LooksBinary(std::string_view text) {
  const std::string_view sample = text.substr(0, 4096);
  const bool wire = sample.starts_with('\x01') || sample.starts_with('\x16');
  const Controls& is_control = wire ? kIsControlOfWire : kIsControl;
  std::ptrdiff_t controls = 0;
  for (const char c : sample) controls += is_control[static_cast<unsigned char>(c)];
  return controls > 8 && static_cast<std::size_t>(controls) * 50 > sample.size();
}

bool HasVisibleText(std::string_view html) {
  for (std::size_t at = 0; at < html.size();) {
    const char c = html[at];
    if (c != '<' || !BeginsTag(html.substr(at + 1))) {
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

}  // namespace newswired
