#include "stages/article/lead_image.h"

#include <algorithm>
#include <array>
#include <string>

#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxFigures = 32;
constexpr std::size_t kMaxCaption = 1000;
constexpr std::size_t kMaxCredit = 120;

struct Figure {
  std::string_view source;
  std::string caption, credit;
};

/// The name of a picture's file without its ending: sizes are in the folders mostly.
std::string_view FileName(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  url.remove_prefix(std::min(url.rfind('/') + 1, url.size()));
  return url.substr(0, url.rfind('.'));
}

Figure ReadFigure(const Page& page, std::uint32_t index) {
  const std::vector<Element>& elements = page.elements();
  Figure figure;
  for (std::uint32_t i = index + 1; i < elements[index].end; ++i) {
    const Element& element = elements[i];
    if (element.tag == LXB_TAG_IMG && figure.source.empty()) {
      for (const std::string_view name : {"src", "data-src", "data-original"}) {
        const std::string_view source = Attribute(element, name);
        if (source.empty() || source.starts_with("data:")) continue;
        figure.source = source;
        break;
      }
    } else if (element.tag == LXB_TAG_FIGCAPTION && figure.caption.empty()) {
      figure.caption = page.TextOf(i);
    } else if ((element.names & kCreditName) != 0 && figure.credit.empty()) {
      figure.credit = page.TextOf(i);
    }
  }
  if (figure.caption.size() > kMaxCaption) figure.caption.clear();
  if (figure.credit.size() > kMaxCredit) figure.credit.clear();
  if (figure.credit.empty()) {
    figure.credit = CutCredit(figure.caption);
  } else {
    // The credit stands inside of the caption and is part of its text so far.
    if (figure.caption.ends_with(figure.credit)) {
      figure.caption = CleanLine(
          std::string_view(figure.caption).substr(0, figure.caption.size() - figure.credit.size()));
    } else if (figure.caption.starts_with(figure.credit)) {
      figure.caption = CleanLine(std::string_view(figure.caption).substr(figure.credit.size()));
    }
    std::string whole = figure.credit;
    if (std::string name = CutCredit(whole); !name.empty()) figure.credit = std::move(name);
  }
  return figure;
}

}  // namespace

namespace {

/// False in the midst of a sentence, as in "A photo by Ana Pell hangs in the hall".
bool StandsApart(std::string_view caption, std::size_t at) {
  if (caption[at] < 'a' || caption[at] > 'z') return true;  // in capitals, or a sign
  while (at > 0 && caption[at - 1] == ' ') --at;
  const std::string_view before = caption.substr(0, at);
  return before.empty() || static_cast<unsigned char>(before.back()) >= 0x80 ||
         std::string_view(".!?()[]|/-:;\"'").find(before.back()) != std::string_view::npos;
}

}  // namespace

std::string CutCredit(std::string& caption) {
  constexpr auto kMarks = std::to_array<std::string_view>(
      {"photograph:", "photo credit:", "photo by", "photo:", "picture:", "image credit:", "image:",
       "credit:", "foto:", "fotos:", "bild:", "bildquelle:", "quelle:", "crédit photo",
       "crédit :", "crédit:", "©", "(c)"});
  constexpr std::string_view kEnds = " ()[]|/:-";
  const std::string lower = LowerUtf8(caption);
  if (lower.size() != caption.size()) return {};
  std::size_t begin = lower.size();
  std::size_t end = 0;
  while (end == 0 && begin-- > 0) {
    for (const std::string_view mark : kMarks) {
      if (lower[begin] != mark[0] || lower.compare(begin, mark.size(), mark) != 0) continue;
      if (!StandsApart(caption, begin)) continue;
      end = begin + mark.size();
    }
  }
  if (end == 0) return {};
  const auto trim_end = [&](std::string_view text) {
    while (!text.empty() && kEnds.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    }
    return text;
  };
  std::string_view credit = trim_end(std::string_view(caption).substr(end));
  while (!credit.empty() && kEnds.find(credit.front()) != std::string_view::npos) {
    credit.remove_prefix(1);
  }
  if (credit.empty() || credit.size() > kMaxCredit) return {};
  std::string name(credit);
  std::string_view rest = trim_end(std::string_view(lower).substr(0, begin));
  for (const std::string_view mark : kMarks) {  // "Foto: © A. Pell"
    const std::string_view word = trim_end(mark);
    if (!rest.ends_with(word)) continue;
    rest = trim_end(rest.substr(0, rest.size() - word.size()));
    break;
  }
  caption.resize(rest.size());
  return name;
}

std::optional<Image> FindLeadImage(const Page& page, const JsonLdArticle& ld,
                                   std::string_view base) {
  std::string_view claimed = page.FindMeta("og:image");
  if (claimed.empty()) claimed = ld.image;
  std::optional<std::string> url = CanonicalUrl(claimed, base);

  const std::vector<Element>& elements = page.elements();
  const std::uint32_t headline = page.headings.empty() ? 0 : page.headings.front();
  std::optional<Figure> shown;
  std::size_t figures = 0;
  for (std::uint32_t i = 0; i < elements.size() && figures < kMaxFigures; ++i) {
    if (elements[i].tag != LXB_TAG_FIGURE) continue;
    ++figures;
    Figure figure = ReadFigure(page, i);
    if (figure.source.empty()) continue;
    const bool same = url && FileName(*url).size() > 3 && FileName(figure.source) == FileName(*url);
    if (same || (!shown && i > headline)) shown = std::move(figure);
    if (same) break;
  }
  if (!url && shown) url = CanonicalUrl(shown->source, base);
  if (!url) return std::nullopt;
  Image image{.url = std::move(*url), .caption = "", .credit = ""};
  if (shown) {
    image.caption = std::move(shown->caption);
    image.credit = std::move(shown->credit);
  }
  if (image.caption.empty()) image.caption = CleanLine(page.FindMeta("og:image:alt"));
  return image;
}

}  // namespace newswired
