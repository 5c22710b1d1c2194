#include "stages/article/figure.h"

#include <algorithm>
#include <array>
#include <vector>

#include "stages/article/credit.h"
#include "stages/article/trim.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxCaption = 1000;
constexpr std::size_t kMaxCredit = 120;

/// <img>, and what AMP has instead.
bool IsImage(const Element& element) {
  if (element.tag < LXB_TAG__LAST_ENTRY) return element.tag == LXB_TAG_IMG;
  std::size_t size = 0;
  const lxb_char_t* name = lxb_dom_element_local_name(element.node, &size);
  return std::string_view(reinterpret_cast<const char*>(name), size) == "amp-img";
}

std::string_view SourceOf(const Element& image) {
  for (const std::string_view name : {"src", "data-src", "data-original"}) {
    const std::string_view source = Attribute(image, name);
    if (!source.empty() && !source.starts_with("data:")) return source;
  }
  return {};
}

bool IsBox(std::uint32_t tag) { return tag == LXB_TAG_P || tag == LXB_TAG_DIV; }

bool IsCaption(const Element& element) {
  return element.tag == LXB_TAG_FIGCAPTION || (element.names & kCaptionName) != 0;
}

bool IsCredit(const Element& element) {
  if ((element.names & kCreditName) != 0) return true;
  const std::string_view property = Attribute(element, "itemprop");
  return property == "copyrightHolder" || property == "creditText";
}

/// True for what only screen readers say: "Image caption, ".
bool IsUnseen(const Page& page, std::uint32_t index, std::uint32_t root) {
  for (std::uint32_t at = index; at != root;
       at = static_cast<std::uint32_t>(page.elements()[at].parent)) {
    const Element& element = page.elements()[at];
    if ((element.names & kNever) != 0 && (element.names & (kCaptionName | kCreditName)) == 0) {
      return true;
    }
  }
  return false;
}

/// True if `next` stands behind a box that holds `last`.
bool LeavesBox(const Page& page, std::uint32_t last, std::uint32_t next) {
  const std::vector<Element>& elements = page.elements();
  for (std::uint32_t at = last; next >= elements[at].end;
       at = static_cast<std::uint32_t>(elements[at].parent)) {
    if (IsBox(elements[at].tag)) return true;
  }
  return false;
}

/// Texts of `index` that stand apart: in blocks of their own, or in elements between which a
/// sentence ends without a space.
std::vector<std::string> PartsOf(const Page& page, std::uint32_t index) {
  const std::uint32_t end = page.elements()[index].end;
  auto at = std::partition_point(page.texts().begin(), page.texts().end(),
                                 [&](const PageText& text) { return text.next <= index; });
  std::vector<std::string> parts;
  std::uint32_t last = index;
  std::size_t size = 0;  // more than a caption's says nothing
  for (; at != page.texts().end() && at->element >= index && at->element < end &&
         size <= 2 * kMaxCaption;
       ++at) {
    if (at->blank && !parts.empty()) parts.back() += ' ';
    size += at->text.size();
    if (at->blank || IsUnseen(page, at->element, index)) continue;
    const bool glued = !parts.empty() && EndsSentence(parts.back()) && at->element != last &&
                       parts.back().back() != ' ' && at->text.front() != ' ';
    const bool block = at->element != last && (IsBox(page.elements()[at->element].tag) ||
                                               LeavesBox(page, last, at->element));
    if (parts.empty() || glued || block) parts.emplace_back();
    parts.back() += at->text;
    last = at->element;
  }
  for (std::string& part : parts) part = CleanLine(part);
  std::erase(parts, std::string());
  return parts;
}

/// Takes the last part for the credit if it is a name behind a sentence.
void TakeLastPart(const std::vector<std::string>& parts, Figure& figure) {
  if (parts.size() < 2 || !figure.credit.empty()) return;
  const std::string& last = parts.back();
  if (!figure.caption.ends_with(last)) return;  // it was too long
  if (!MayBeCredit(last) || !EndsSentence(parts[parts.size() - 2])) return;
  figure.credit = last;
  figure.caption.resize(figure.caption.size() - last.size());
  figure.caption = CleanLine(figure.caption);
}

/// The credit stands inside of the caption and is part of its text so far.
void CutKnownCredit(Figure& figure) {
  const std::string_view caption = figure.caption;
  const std::size_t size = figure.credit.size();
  if (caption.ends_with(figure.credit)) {
    figure.caption = CleanLine(caption.substr(0, caption.size() - size));
  } else if (caption.starts_with(figure.credit)) {
    figure.caption = CleanLine(caption.substr(size));
  }
  figure.credit = CleanCredit(std::move(figure.credit));
}

}  // namespace

std::optional<std::string_view> PictureOf(const Page& page, std::uint32_t index) {
  constexpr std::uint32_t kLargestBox = 60;
  const std::vector<Element>& elements = page.elements();
  const std::uint32_t end = elements[index].end;
  bool captioned = elements[index].tag == LXB_TAG_FIGURE;
  if (!captioned && end - index > kLargestBox) return std::nullopt;
  std::optional<std::string_view> source;
  for (std::uint32_t i = index + 1; i < end && !(source && captioned); ++i) {
    captioned = captioned || IsCaption(elements[i]);
    if (!source && IsImage(elements[i])) source = SourceOf(elements[i]);
  }
  return captioned ? source : std::nullopt;
}

bool IsFileName(std::string_view caption) {
  constexpr std::size_t kLongest = 120;
  if (caption.empty() || caption.size() > kLongest || caption.find(' ') != std::string_view::npos) {
    return false;
  }
  const std::string lower = LowerAscii(caption);
  for (const std::string_view end : {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic",
                                     ".tif", ".tiff", ".bmp", ".svg"}) {
    if (lower.ends_with(end)) return true;
  }
  constexpr std::string_view kNumber = "0123456789-_";
  for (const std::string_view camera :
       {"img", "dsc", "dscn", "dscf", "pxl", "image", "photo", "screenshot", "unnamed", "p"}) {
    if (!lower.starts_with(camera)) continue;
    const std::string_view number = std::string_view(lower).substr(camera.size());
    constexpr std::size_t kFewest = 4;
    if (number.size() >= kFewest && number.find_first_not_of(kNumber) == std::string_view::npos) {
      return true;
    }
  }
  return false;
}

Figure ReadFigure(const Page& page, std::uint32_t index) {
  const std::vector<Element>& elements = page.elements();
  Figure figure{.source = PictureOf(page, index).value_or(""), .caption = {}, .credit = {}};
  std::vector<std::string> parts;
  for (std::uint32_t i = index + 1; i < elements[index].end; ++i) {
    const Element& element = elements[i];
    if (element.tag == LXB_TAG_IMG && figure.source.empty()) {
      figure.source = SourceOf(element);
    } else if (IsCaption(element) && parts.empty()) {
      parts = PartsOf(page, i);
    } else if (figure.credit.empty() && IsCredit(element)) {
      figure.credit = page.TextOf(i);
    }
  }
  for (const std::string& part : parts)
    figure.caption += (figure.caption.empty() ? "" : " ") + part;
  if (figure.caption.size() > kMaxCaption || IsFileName(figure.caption)) figure.caption.clear();
  if (figure.credit.size() > kMaxCredit) figure.credit.clear();
  if (!figure.credit.empty()) {
    CutKnownCredit(figure);
  } else if (figure.credit = CutCredit(figure.caption); figure.credit.empty()) {
    TakeLastPart(parts, figure);
  }
  return figure;
}

}  // namespace newswired
