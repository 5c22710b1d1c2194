#include "stages/article/authors.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "stages/article/headline.h"
#include "stages/text/agencies.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr auto kAuthorMetas = std::to_array<std::string_view>(
    {"author", "article:author", "parsely-author", "byl", "dc.creator", "dcterms.creator",
     "dc:creator", "sailthru.author", "article.author", "og:article:author", "cxenseparse:author",
     "citation_author"});

bool IsLoneWord(const Author& author) { return author.kind == "person" && author.given.empty(); }

/// Letters of a name in lower case; what is no ASCII letter stands for itself.
std::u32string LettersOf(std::string_view name) {
  std::u32string letters;
  const std::string lower = LowerUtf8(name);
  for (std::size_t at = 0; at < lower.size();) {
    const char32_t c = DecodeUtf8(lower, at);
    if (c >= 0x80 || (c >= 'a' && c <= 'z')) letters += c;
  }
  return letters;
}

/// True if an account ("gabor_munier", "j.mueller") is named after a person: "Gábor Muniér",
/// "J. Müller". Equal but for case, spaces, signs, and how accounts write letters with marks.
bool IsAccountOf(std::string_view account, std::string_view person) {
  const std::u32string plain = LettersOf(account);
  const std::u32string letters = LettersOf(person);
  std::size_t at = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (at == plain.size()) return false;
    const bool same = plain[at] == letters[i];
    ++at;
    if (same) continue;
    if (letters[i] < 0x80) return false;
    const bool two = at < plain.size() && (plain[at] == 'e' || plain[at] == 's');  // ü, ß
    if (two && (i + 1 == letters.size() || letters[i + 1] != plain[at])) ++at;
  }
  return at == plain.size();
}

bool HasPerson(const std::vector<Author>& authors) {
  return std::any_of(authors.begin(), authors.end(),
                     [](const Author& author) { return author.kind == "person"; });
}

void Merge(std::vector<Author> more, std::string_view evidence, double confidence,
           std::vector<Author>& authors) {
  for (Author& author : more) {
    const bool known = std::any_of(authors.begin(), authors.end(), [&](const Author& other) {
      return EqualsIgnoringAsciiCase(other.name, author.name);
    });
    if (known) continue;
    author.evidence = evidence;
    // Where people are asked who wrote a page, they name persons.
    author.confidence = author.kind == "person" ? confidence : confidence * 0.75;
    authors.push_back(std::move(author));
  }
}

/// "Kim Lee" of one person's name as "Lee, Kim", as catalogues write it.
std::string InOrder(const std::string& name) {
  const std::size_t comma = name.find(',');
  if (comma == std::string::npos || name.find(',', comma + 1) != std::string::npos) return name;
  const std::string family = CleanLine(std::string_view(name).substr(0, comma));
  const std::string given = CleanLine(std::string_view(name).substr(comma + 1));
  const bool one_word = !family.empty() && family.find(' ') == std::string::npos;
  const bool names = one_word && std::count(given.begin(), given.end(), ' ') <= 1 &&
                     given.size() >= 2 && !IsAgency(LowerUtf8(given)) &&
                     !IsAgency(LowerUtf8(family));
  const std::vector<Author> read =
      names ? ReadByline(given + " " + family, {}) : std::vector<Author>();
  // Degrees and generations ("Pell, Jr.") are no names.
  const bool whole = read.size() == 1 && read[0].name == given + " " + family;
  return whole ? read[0].name : name;
}

class AuthorFinder {
 public:
  AuthorFinder(const Page& page, const PageLines& lines, const JsonLdArticle& ld,
               std::string_view title, const Publisher& publisher)
      : page_(page), lines_(lines), ld_(ld), publisher_(publisher) {
    const std::ptrdiff_t headline = FindHeadline(lines, title);
    if (headline >= 0) headline_ = static_cast<std::size_t>(headline);
    if (headline_) ignored_traits_ = lines.lines[*headline_].traits;
  }

  std::vector<Author> Find() {
    std::vector<Author> best;
    const auto consider = [&](std::vector<Author> authors) {
      if (HasPerson(best) || authors.empty()) return;
      if (best.empty() || HasPerson(authors)) best = std::move(authors);
    };
    consider(FromJsonLd());
    consider(FromMetas());
    if (!HasPerson(best) || OnlyGivenNames(best)) {
      std::vector<Author> visible = FromMarkup();
      if (!HasPerson(visible)) {
        if (std::vector<Author> lines = FromLines(); HasPerson(lines)) visible = std::move(lines);
      }
      if (!HasPerson(visible) && !HasPerson(best)) {
        if (std::vector<Author> signature = FromSignature(); !signature.empty()) {
          visible = std::move(signature);
        }
      }
      Complete(visible, best);
      consider(std::move(visible));
    }
    // The house is said of everything it publishes.
    if (HasPerson(best)) {
      std::erase_if(best, [&](const Author& author) {
        return author.kind == "organisation" &&
               NamesSite(author.name, publisher_.name, publisher_.domain);
      });
    }
    return best;
  }

 private:
  static constexpr std::uint32_t kElsewhere =
      kLineInComments | kLineInFooter | kLineInNav | kLineInAside | kLineInTeaser | kLineInCaption;

  std::vector<Author> FromJsonLd() const {
    std::vector<Author> authors;
    for (const JsonLdArticle::Name& name : ld_.authors) {
      std::vector<Author> read;
      if (name.organisation) {
        read = {MakeAuthor(name.name, publisher_)};
        read[0].kind = "organisation";
        read[0].given.clear();
        read[0].family.clear();
      } else {
        read = ReadByline(name.person ? InOrder(name.name) : name.name, publisher_);
      }
      Merge(std::move(read), "jsonld:author", 0.9, authors);
    }
    return authors;
  }

  std::vector<Author> FromMetas() const {
    std::vector<Author> best;
    for (const std::string_view name : kAuthorMetas) {
      std::vector<Author> authors;
      for (const Page::Meta& meta : page_.metas) {
        if (meta.name != name || meta.microdata) continue;
        Merge(ReadByline(meta.content, publisher_), "meta:" + std::string(name), 0.75, authors);
      }
      if (HasPerson(authors)) return authors;
      if (best.empty()) best = std::move(authors);
    }
    // What Slack shows under a link: a label and its value.
    for (const std::string_view number : {"1", "2"}) {
      const std::string_view label = page_.FindMeta("twitter:label" + std::string(number));
      if (!IsBylineLabel(label)) continue;
      std::vector<Author> authors;
      const std::string name = "twitter:data" + std::string(number);
      Merge(ReadByline(page_.FindMeta(name), publisher_), "meta:" + name, 0.75, authors);
      if (HasPerson(authors)) return authors;
    }
    return best;
  }

  /// Elements that markup calls author or byline: near the headline first.
  std::vector<Author> FromMarkup() const {
    std::vector<Author> near;
    std::vector<Author> far;
    std::optional<std::size_t> near_place;
    std::optional<std::size_t> far_place;
    for (const std::uint32_t element : page_.bylines) {
      const std::optional<Found> found = TextOf(element);
      if (!found) continue;
      const bool beside = IsNear(found->line->place, 600, 1500);
      std::vector<Author>& authors = beside ? near : far;
      std::optional<std::size_t>& place = beside ? near_place : far_place;
      // One byline may be several elements; another one further on is somebody else's.
      constexpr std::size_t kSameByline = 80;
      if (HasPerson(authors) && found->line->place > *place + kSameByline) continue;
      std::vector<Author> read = ReadByline(found->text, publisher_, BylineTrust::kMarked);
      if ((found->line->traits & ~ignored_traits_ & kLineInAside) != 0) {
        std::erase_if(read, [](const Author& author) { return author.given.empty(); });
      }
      if (read.empty()) continue;
      if (HasPerson(read) && !HasPerson(authors)) authors.clear();
      // Words of the box about the author.
      if (!OnlyGivenNames(authors)) std::erase_if(read, IsLoneWord);
      if (!OnlyGivenNames(read)) std::erase_if(authors, IsLoneWord);
      if (!HasPerson(read) && HasPerson(authors)) continue;
      Merge(std::move(read), "byline", beside ? 0.8 : 0.6, authors);
      place = found->line->place;
    }
    if (!HasPerson(near)) {
      if (std::vector<Author> linked = FromLinks(); !linked.empty()) return linked;
    }
    return near.empty() || (!HasPerson(near) && HasPerson(far)) ? far : near;
  }

  /// Names beside the headline that link to pages about authors.
  std::vector<Author> FromLinks() const {
    std::vector<Author> authors;
    for (const std::uint32_t element : page_.author_links) {
      const std::optional<Found> found = TextOf(element);
      if (!found || !IsNear(found->line->place, 300, 800)) continue;
      std::vector<Author> read = ReadByline(found->text, publisher_, BylineTrust::kMarked);
      std::erase_if(read, [](const Author& author) { return author.given.empty(); });
      Merge(std::move(read), "byline", 0.8, authors);
    }
    return authors;
  }

  /// "By A. Pell" as a line of its own beside the headline; labels like "Autor:" anywhere.
  std::vector<Author> FromLines() const {
    std::vector<Author> authors;
    for (std::size_t i = 0; i < lines_.lines.size() && authors.empty(); ++i) {
      const Line& line = lines_.lines[i];
      std::uint32_t elsewhere = kElsewhere;
      if (headline_ && i == *headline_ + 1) elsewhere &= ~std::uint32_t{kLineInAside};
      if ((line.traits & ~ignored_traits_ & elsewhere) != 0 || line.cut) continue;
      const std::string_view text = lines_.In(line);
      if (text.size() > 160) continue;
      const bool label = text.ends_with(':') && IsBylineLabel(text);
      if (!IsNear(line.place, 300, 800) && !label && !IsAuthorLabelled(text)) continue;
      Merge(ReadByline(text, publisher_, BylineTrust::kLine), "text", 0.7, authors);
      if (authors.empty() && IsBylineLabel(text) && i + 1 < lines_.lines.size()) {
        const std::string next = "by " + std::string(lines_.In(lines_.lines[i + 1]));
        Merge(ReadByline(next, publisher_, BylineTrust::kLine), "text", 0.7, authors);
      }
    }
    return authors;
  }

  /// "Ada Pell" in bold or italics as the last line of a text.
  std::vector<Author> FromSignature() const {
    constexpr std::size_t kParagraph = 100;
    for (std::size_t i = 1; i < lines_.lines.size(); ++i) {
      const Line& line = lines_.lines[i];
      const std::string_view text = lines_.In(line);
      if (text.size() > 60 || (line.traits & ~ignored_traits_ & (kElsewhere | kLineInHeading)) != 0)
        continue;
      const Line& above = lines_.lines[i - 1];
      if (above.end - above.begin < kParagraph || !EndsText(i)) continue;
      std::vector<Author> authors;
      Merge(ReadByline(text, publisher_, BylineTrust::kMarked), "text", 0.6, authors);
      const bool alone = authors.size() == 1 && !authors[0].given.empty() &&
                         text.size() <= authors[0].name.size() + 2;
      if (alone) return authors;
    }
    return {};
  }

  /// True if a line of bold or italic text is the last of what holds its paragraph.
  [[nodiscard]] bool EndsText(std::size_t index) const {
    const std::vector<Element>& elements = page_.elements();
    const auto is_font = [&](std::int64_t element) {
      const std::uint32_t tag = elements[static_cast<std::size_t>(element)].tag;
      return tag == LXB_TAG_B || tag == LXB_TAG_STRONG || tag == LXB_TAG_I || tag == LXB_TAG_EM;
    };
    auto at = static_cast<std::int64_t>(lines_.lines[index].element);
    if (!is_font(at)) return false;
    while (at >= 0 && is_font(at)) at = elements[static_cast<std::size_t>(at)].parent;
    if (at < 0) return false;
    const Element& paragraph = elements[static_cast<std::size_t>(at)];
    if (paragraph.tag != LXB_TAG_P || paragraph.parent < 0) return false;
    const Element& around = elements[static_cast<std::size_t>(paragraph.parent)];
    return lines_.lines[index - 1].element < around.end &&
           lines_.lines[index - 1].element >= static_cast<std::uint32_t>(paragraph.parent) &&
           (index + 1 == lines_.lines.size() || lines_.lines[index + 1].element >= around.end);
  }

  struct Found {
    std::string text;
    const Line* line = nullptr;
  };

  /// What an element shows, if that is short and not where others are named.
  [[nodiscard]] std::optional<Found> TextOf(std::uint32_t element) const {
    constexpr std::size_t kLongest = 200;
    const std::uint32_t end = page_.elements()[element].end;
    Found found;
    std::size_t line = 0;
    for (std::size_t i = 0; i < lines_.runs.size(); ++i) {
      const PageLines::Run& run = lines_.runs[i];
      if (run.element < element || run.element >= end) {
        if (found.line != nullptr) break;
        continue;
      }
      const bool begun = found.line != nullptr;
      const std::size_t before = line;
      while (line + 1 < lines_.lines.size() && lines_.lines[line + 1].begin <= run.begin) ++line;
      const Line& at = lines_.lines[line];
      if (!begun) found.line = &at;
      const std::size_t stop = i + 1 < lines_.runs.size()
                                   ? std::min<std::size_t>(lines_.runs[i + 1].begin, at.end)
                                   : at.end;
      if (begun) found.text += before == line ? " " : " | ";
      found.text += std::string_view(lines_.text).substr(run.begin, stop - run.begin);
      if (found.text.size() > kLongest) return std::nullopt;
    }
    if (found.line == nullptr) return std::nullopt;
    std::uint32_t elsewhere = kElsewhere;
    if (IsNear(found.line->place, 0, 300)) {
      elsewhere &= ~std::uint32_t{kLineInAside};
      if (IsInAddress(element)) elsewhere &= ~std::uint32_t{kLineInCaption};
    }
    if ((found.line->traits & ~ignored_traits_ & elsewhere) != 0) return std::nullopt;
    return found;
  }

  /// <address> is who is responsible for an article, even in the caption of its picture.
  [[nodiscard]] bool IsInAddress(std::uint32_t element) const {
    auto at = static_cast<std::int64_t>(element);
    for (int i = 0; i < 3 && at >= 0; ++i) {
      const Element& around = page_.elements()[static_cast<std::size_t>(at)];
      if (around.tag == LXB_TAG_ADDRESS) return true;
      at = around.parent;
    }
    return false;
  }

  [[nodiscard]] bool IsNear(std::size_t place, std::size_t before, std::size_t after) const {
    if (!headline_) return false;
    const std::size_t headline = lines_.lines[*headline_].place;
    return place <= headline ? headline - place <= before : place - headline <= after;
  }

  static bool OnlyGivenNames(const std::vector<Author>& authors) {
    return std::all_of(authors.begin(), authors.end(),
                       [](const Author& author) { return author.given.empty(); });
  }

  /// "Nils" and "nils.pickert" of an account are "Nils Pickert" of the byline.
  static void Complete(const std::vector<Author>& visible, std::vector<Author>& authors) {
    for (Author& author : authors) {
      if (author.kind != "person" || !author.given.empty()) continue;
      for (const Author& whole : visible) {
        if (whole.given.empty()) continue;
        if (whole.name.starts_with(author.name + " ") || IsAccountOf(author.name, whole.name)) {
          author = whole;
          break;
        }
      }
    }
  }

  const Page& page_;
  const PageLines& lines_;
  const JsonLdArticle& ld_;
  const Publisher& publisher_;
  std::optional<std::size_t> headline_;
  std::uint32_t ignored_traits_ = 0;
};

}  // namespace

std::vector<Author> FindAuthors(const Page& page, const PageLines& lines, const JsonLdArticle& ld,
                                std::string_view title, const Publisher& publisher) {
  return AuthorFinder(page, lines, ld, title, publisher).Find();
}

}  // namespace newswired
