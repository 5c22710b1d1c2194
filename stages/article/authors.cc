#include "stages/article/authors.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "stages/article/east_asian_byline.h"
#include "stages/article/headline.h"
#include "stages/article/tags.h"
#include "stages/text/agencies.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr auto kAuthorMetas = std::to_array<std::string_view>(
    {"author", "article:author", "parsely-author", "byl", "dc.creator", "dcterms.creator",
     "dc:creator", "sailthru.author", "article.author", "og:article:author", "cxenseparse:author",
     "citation_author", "articleauthor"});

/// In names of classes beside "author": who took the picture.
constexpr auto kPictures =
    std::to_array<std::string_view>({"photo", "foto", "image", "picture", "bild"});

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

/// The parts of "Lee, Kim", as catalogues write one person's name; nothing of what may be something
/// else: degrees, agencies, more words than names have.
struct Inverted {
  std::string given, family;
};
std::optional<Inverted> ReadInverted(const std::string& name) {
  const std::size_t comma = name.find(',');
  if (comma == std::string::npos || name.find(',', comma + 1) != std::string::npos) {
    return std::nullopt;
  }
  const Inverted parts{.given = CleanLine(std::string_view(name).substr(comma + 1)),
                       .family = CleanLine(std::string_view(name).substr(0, comma))};
  const auto words = [](const std::string& part) {
    return std::count(part.begin(), part.end(), ' ') + 1;
  };
  if (parts.family.empty() || words(parts.family) > 2 || words(parts.given) > 2 ||
      parts.given.size() < 2 || IsAgency(LowerUtf8(parts.given)) ||
      IsAgency(LowerUtf8(parts.family))) {
    return std::nullopt;
  }
  return parts;
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
        if (std::vector<Author> dated = FromDatedLine(); !dated.empty()) visible = std::move(dated);
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
        read = ReadPerson(name);
      }
      Merge(std::move(read), "jsonld:author", 0.9, authors);
    }
    return authors;
  }

  /// "Kim Lee" of one person's name "Lee, Kim" where the page says so elsewhere; the words may be a
  /// house and its place, two persons, or a name and a job just as well.
  [[nodiscard]] std::vector<Author> ReadPerson(const JsonLdArticle::Name& name) const {
    const std::optional<Inverted> parts =
        name.person ? ReadInverted(name.name) : std::optional<Inverted>();
    std::vector<Author> read = ReadByline(name.name, publisher_);
    if (!parts) return read;
    const std::string whole = parts->given + " " + parts->family;
    const bool own = EqualsIgnoringAsciiCase(name.given, parts->given) &&
                     EqualsIgnoringAsciiCase(name.family, parts->family);
    if (own || Shows(whole)) {
      std::vector<Author> person = ReadByline(whole, publisher_);
      if (person.size() == 1 && person[0].kind == "person" && !person[0].given.empty()) {
        return person;
      }
    }
    // Not two persons of one word each, where data speak of one.
    const bool words = read.size() == 2 && std::all_of(read.begin(), read.end(), IsLoneWord);
    if (words && !IsEastAsian(read[0].name)) {
      read.pop_back();
      read[0].name = parts->family + ", " + parts->given;
    }
    return read;
  }

  /// True if the page shows `words` as whole words, or names them as its author in a meta tag.
  [[nodiscard]] bool Shows(std::string_view words) const {
    const auto is_letter = [](std::string_view text, std::size_t at) {
      return at < text.size() &&
             (IsAlphanumericAscii(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80);
    };
    for (const Line& line : lines_.lines) {
      const std::string_view text = lines_.In(line);
      const std::size_t at = text.find(words);
      if (at == std::string_view::npos || (at > 0 && is_letter(text, at - 1))) continue;
      if (!is_letter(text, at + words.size())) return true;
    }
    return std::any_of(kAuthorMetas.begin(), kAuthorMetas.end(), [&](std::string_view meta) {
      return EqualsIgnoringAsciiCase(TrimAscii(page_.FindMeta(meta)), words);
    });
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
    std::uint32_t labelled = 0;  // elements before this one have a link to the author
    for (const std::uint32_t element : page_.bylines) {
      if (IsOfPicture(element)) continue;
      const std::optional<std::uint32_t> name = NameIn(element);
      const std::optional<Found> found = TextOf(element, name);
      if (!found) continue;
      std::string_view text = found->text;
      std::string parted;
      if (name) {
        labelled = std::max(labelled, page_.elements()[element].end);
        const std::string_view before = text.substr(0, found->name);
        if (IsLabelBeforeName(before, publisher_)) {
          text = text.substr(found->name);
        } else if (MakeAuthor(before, publisher_).kind == "organisation") {  // "Reuters Ada Pell"
          parted = std::string(before) + ", " + std::string(text.substr(found->name));
          text = parted;
        }
      } else if (element < labelled && IsLabelBeforeName(text, publisher_) &&
                 !IsNameElement(element)) {
        continue;  // "By" in an element of its own
      }
      const bool beside = IsNear(found->line->place, 600, 1500);
      std::vector<Author>& authors = beside ? near : far;
      std::optional<std::size_t>& place = beside ? near_place : far_place;
      // One byline may be several elements; another one further on is somebody else's.
      constexpr std::size_t kSameByline = 80;
      if (HasPerson(authors) && found->line->place > *place + kSameByline) continue;
      std::vector<Author> read = ReadByline(text, publisher_, BylineTrust::kMarked, page_.language);
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
      std::vector<Author> read =
          ReadByline(found->text, publisher_, BylineTrust::kMarked, page_.language);
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
      if (text.size() > 160) {
        if (IsNear(line.place, 300, 800)) AddNames(ReadEastAsianOpening(text), authors);
        continue;
      }
      const bool label = text.ends_with(':') && IsBylineLabel(text);
      if (!IsNear(line.place, 300, 800) && !label && !IsAuthorLabelled(text)) continue;
      Merge(ReadByline(text, publisher_, BylineTrust::kLine, page_.language), "text", 0.7, authors);
      if (authors.empty() && IsBylineLabel(text) && i + 1 < lines_.lines.size()) {
        const std::string next = "by " + std::string(lines_.In(lines_.lines[i + 1]));
        Merge(ReadByline(next, publisher_, BylineTrust::kLine, page_.language), "text", 0.7,
              authors);
      }
    }
    return authors;
  }

  void AddNames(const std::vector<std::string_view>& names, std::vector<Author>& authors) const {
    std::vector<Author> read;
    for (const std::string_view name : names) read.push_back(MakeAuthor(name, publisher_));
    Merge(std::move(read), "text", 0.7, authors);
  }

  /// "Ada Pell · 10 March 2026, 11:15" as a line right below the headline: a name, a day, and
  /// nothing else. Words that the page has elsewhere are those of a section, or what it is about.
  std::vector<Author> FromDatedLine() const {
    constexpr std::size_t kLines = 2;
    constexpr std::size_t kLongest = 90;
    std::vector<Author> authors;
    if (!headline_) return authors;
    for (std::size_t i = *headline_ + 1; i <= *headline_ + kLines && i < lines_.lines.size(); ++i) {
      const Line& line = lines_.lines[i];
      const std::string_view text = lines_.In(line);
      if (text.size() > kLongest || (line.traits & kLineInLink) != 0 ||
          (line.traits & ~ignored_traits_ & kElsewhere) != 0) {
        continue;
      }
      const std::string_view name = NameBesideDate(text);
      if (name.empty() || !IsLoneName(name, publisher_) || IsElsewhere(name, i)) continue;
      Merge(ReadByline(name, publisher_, BylineTrust::kMarked), "text", 0.6, authors);
      if (!authors.empty()) break;
    }
    return authors;
  }

  /// The part of "10 March 2026 · 4 min · Ada Pell" that is neither a date nor the time of reading;
  /// empty if there is none, or more.
  static std::string_view NameBesideDate(std::string_view text) {
    for (const std::string_view border : {" \u00B7 ", " | ", " \u2022 ", " \u2014 ", " \u2013 "}) {
      if (text.find(border) == std::string_view::npos) continue;
      std::string_view name;
      bool dated = false;
      for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find(border), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + border.size(), rest.size()));
        if (!dated && IsDateAlone(part)) {
          dated = true;
        } else if (!IsReadingTime(part)) {
          if (!name.empty()) return {};
          name = part;
        }
      }
      return dated ? name : std::string_view();
    }
    return {};
  }

  /// "4 min", "5 Min. Lesezeit".
  static bool IsReadingTime(std::string_view part) {
    constexpr std::size_t kLongest = 24;
    return part.size() <= kLongest && BeginsWithDigit(part) &&
           FindIgnoringAsciiCase(part, " min") != std::string_view::npos;
  }

  /// A date, its time, and hardly a letter else ("Uhr").
  static bool IsDateAlone(std::string_view text) {
    const std::string lower = LowerUtf8(text);
    const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kDayFirst);
    if (dates.size() != 1 || dates[0].dated.precision < Precision::kDay) return false;
    constexpr std::size_t kElse = 10;
    const std::string_view before = std::string_view(lower).substr(0, dates[0].begin);
    const std::string_view behind = std::string_view(lower).substr(dates[0].end);
    return before.size() <= kElse && behind.size() <= kElse;
  }

  /// True if the page has `words` in another line, in any case: they are what it is about, where it
  /// is from, or a section.
  [[nodiscard]] bool IsElsewhere(std::string_view words, std::size_t line) const {
    const std::string wanted = LowerUtf8(words);
    for (std::size_t i = 0; i < lines_.lines.size(); ++i) {
      if (i != line && LowerUtf8(lines_.In(lines_.lines[i])).find(wanted) != std::string::npos)
        return true;
    }
    return false;
  }

  /// "Ada Pell" in bold or italics as the last line of a text.
  std::vector<Author> FromSignature() const {
    constexpr std::size_t kParagraph = 100;
    for (std::size_t i = 1; i < lines_.lines.size(); ++i) {
      const Line& line = lines_.lines[i];
      const std::string_view text = lines_.In(line);
      const bool bracket = text.ends_with("】") || (text.ends_with("）") && IsLastOfText(i));
      if (bracket && !line.cut && (line.traits & ~ignored_traits_ & kElsewhere) == 0) {
        if (const std::string_view name = ReadJapaneseSignature(text); !name.empty()) {
          std::vector<Author> authors;
          AddNames({name}, authors);
          return authors;
        }
      }
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

  [[nodiscard]] bool IsFont(std::int64_t element) const {
    const std::uint32_t tag = page_.elements()[static_cast<std::size_t>(element)].tag;
    return tag == LXB_TAG_B || tag == LXB_TAG_STRONG || tag == LXB_TAG_I || tag == LXB_TAG_EM;
  }

  /// True if a line of bold or italic text is the last of what holds its paragraph.
  [[nodiscard]] bool EndsText(std::size_t index) const {
    return IsFont(lines_.lines[index].element) && IsLastOfText(index);
  }

  /// True if a line is the last of what holds its paragraph and the one above.
  [[nodiscard]] bool IsLastOfText(std::size_t index) const {
    const std::vector<Element>& elements = page_.elements();
    auto at = static_cast<std::int64_t>(lines_.lines[index].element);
    while (at >= 0 && IsFont(at)) at = elements[static_cast<std::size_t>(at)].parent;
    if (at < 0) return false;
    const Element& paragraph = elements[static_cast<std::size_t>(at)];
    if (paragraph.tag != LXB_TAG_P || paragraph.parent < 0) return false;
    const Element& around = elements[static_cast<std::size_t>(paragraph.parent)];
    return lines_.lines[index - 1].element < around.end &&
           lines_.lines[index - 1].element >= static_cast<std::uint32_t>(paragraph.parent) &&
           (index + 1 == lines_.lines.size() || lines_.lines[index + 1].element >= around.end);
  }

  /// "article__photo-author": who took a picture.
  [[nodiscard]] bool IsOfPicture(std::uint32_t element) const {
    std::string_view classes = Attribute(page_.elements()[element], LXB_DOM_ATTR_CLASS);
    while (!classes.empty()) {
      const std::size_t end = std::min(classes.find(' '), classes.size());
      const std::string name = LowerAscii(classes.substr(0, end));
      classes.remove_prefix(std::min(end + 1, classes.size()));
      const bool picture = std::any_of(kPictures.begin(), kPictures.end(), [&](std::string_view w) {
        return name.find(w) != std::string::npos;
      });
      if (picture && (NameHints(name) & (kBylineName | kAuthorName)) != 0) return true;
    }
    return false;
  }

  /// True for a link to the author, and for what microformats and microdata call a name.
  [[nodiscard]] bool IsNameElement(std::uint32_t index) const {
    const Element& element = page_.elements()[index];
    if (element.node->first_attr == nullptr) return false;
    if (element.tag == LXB_TAG_A &&
        (std::binary_search(page_.author_links.begin(), page_.author_links.end(), index) ||
         Attribute(element, "rel") == "author")) {
      return true;
    }
    const std::string_view classes = Attribute(element, LXB_DOM_ATTR_CLASS);
    return classes == "fn" || classes.starts_with("fn ") || classes.ends_with(" fn") ||
           classes.find(" fn ") != std::string_view::npos ||
           Attribute(element, "itemprop") == "name";
  }

  /// The first element with the name alone inside of `element`.
  [[nodiscard]] std::optional<std::uint32_t> NameIn(std::uint32_t element) const {
    constexpr std::uint32_t kMost = 64;
    const std::uint32_t end = std::min(page_.elements()[element].end, element + kMost);
    for (std::uint32_t i = element + 1; i < end; ++i) {
      if (IsNameElement(i)) return i;
    }
    return std::nullopt;
  }

  struct Found {
    std::string text;
    std::size_t name = 0;  ///< where the text of the name begins
    const Line* line = nullptr;
  };

  /// What an element shows, if that is short and not where others are named.
  [[nodiscard]] std::optional<Found> TextOf(
      std::uint32_t element, std::optional<std::uint32_t> name = std::nullopt) const {
    constexpr std::size_t kLongest = 200;
    const std::uint32_t end = page_.elements()[element].end;
    Found found;
    bool left = false;  // the name
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
      if (name && found.name == 0 && run.element >= *name) found.name = found.text.size();
      if (name && !left && run.element >= page_.elements()[*name].end) {
        left = true;
        // "Ada Pell Staff", "Ada Pell Ben Kestrel": what stands behind the name is no part of it.
        std::size_t begin = run.begin;
        const bool whole = found.text.find(' ', found.name) + 1 < found.text.size();
        if (whole && before == line && IsUpperCodepoint(DecodeUtf8(lines_.text, begin))) {
          found.text.insert(found.text.size() - 1, ",");
        }
      }
      found.text += std::string_view(lines_.text).substr(run.begin, stop - run.begin);
      if (found.text.size() > kLongest) return std::nullopt;
    }
    if (found.line == nullptr) return std::nullopt;
    std::uint32_t elsewhere = kElsewhere;
    if (IsNear(found.line->place, 0, 300)) {
      elsewhere &= ~std::uint32_t{kLineInAside};
      if (IsInAddress(element)) elsewhere &= ~std::uint32_t{kLineInCaption};
    }
    if ((name || IsNameElement(element)) && IsInOwnFooter(element)) {
      elsewhere &= ~std::uint32_t{kLineInFooter};
    }
    if ((found.line->traits & ~ignored_traits_ & elsewhere) != 0) return std::nullopt;
    return found;
  }

  /// True in the <footer> of the article itself: themes put below the text who wrote it.
  [[nodiscard]] bool IsInOwnFooter(std::uint32_t element) const {
    if (!headline_) return false;
    const std::uint32_t headline = lines_.lines[*headline_].element;
    bool footer = false;
    for (auto at = static_cast<std::int64_t>(element); at >= 0;) {
      const auto index = static_cast<std::uint32_t>(at);
      const Element& around = page_.elements()[index];
      footer = footer || around.tag == LXB_TAG_FOOTER;
      if (around.tag == LXB_TAG_ARTICLE) {
        return footer && headline > index && headline < around.end;
      }
      at = around.parent;
    }
    return false;
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

namespace {

bool HasTwoWords(const std::string& text) {
  std::vector<Word> words;
  FindWords(text, words);
  return words.size() >= 2 || (words.size() == 1 && !words[0].ascii && text.size() >= 6);
}

/// Texts of the outermost elements of a kind in another.
template <class IsKind>
std::vector<std::string> TextsOf(const Page& page, std::uint32_t element, IsKind is_kind) {
  const std::vector<Element>& all = page.elements();
  std::vector<std::string> texts;
  for (std::uint32_t i = element + 1; i < all[element].end;) {
    if (!is_kind(all[i].tag)) {
      ++i;
      continue;
    }
    if (std::string text = page.TextOf(i); !text.empty()) texts.push_back(std::move(text));
    i = all[i].end;
  }
  return texts;
}

/// The lines that <br> parts.
std::vector<std::string> LinesOf(const Page& page, std::uint32_t element) {
  const std::vector<Element>& all = page.elements();
  std::vector<std::string> lines(1);
  std::uint32_t next = element + 1;  // the first element behind the text before
  for (const PageText& text : page.texts()) {
    if (text.next <= element || text.element < element || text.element >= all[element].end)
      continue;
    for (; next < text.next; ++next) {
      if (all[next].tag == LXB_TAG_BR) lines.emplace_back();
    }
    lines.back() += text.text;
  }
  for (std::string& line : lines) line = CleanLine(line);
  std::erase(lines, std::string());
  return lines;
}

}  // namespace

std::vector<std::string> BylinesIn(const Page& page, std::uint32_t element) {
  const auto are_names = [](const std::vector<std::string>& texts) {
    return texts.size() > 1 && std::all_of(texts.begin(), texts.end(), HasTwoWords);
  };
  const auto is = [](std::uint32_t wanted) {
    return [wanted](std::uint32_t tag) { return tag == wanted; };
  };
  for (const std::uint32_t tag : {LXB_TAG_LI, LXB_TAG_A}) {
    if (auto texts = TextsOf(page, element, is(tag)); are_names(texts)) return texts;
  }
  if (auto texts = TextsOf(page, element, IsBlock); are_names(texts)) return texts;
  if (auto texts = TextsOf(page, element, is(LXB_TAG_SPAN)); are_names(texts)) return texts;
  if (auto texts = LinesOf(page, element); are_names(texts)) return texts;
  return {page.TextOf(element)};
}

std::vector<std::string> PartsOfByline(std::string_view text, const Publisher& publisher) {
  constexpr auto kBullets =
      std::to_array<std::string_view>({"\u2022", "\u00B7", "\u22C5", "\u25CF"});
  std::vector<std::string> parts;
  bool bullet = false;  // stands before `text`
  while (!text.empty()) {
    std::size_t end = std::min(text.find('|'), text.size());
    std::size_t size = 1;
    bool next = false;
    for (const std::string_view sign : kBullets) {
      const std::size_t found = text.find(sign);
      if (found >= end) continue;
      end = found;
      size = sign.size();
      next = true;
    }
    const std::string_view part = TrimAscii(text.substr(0, end));
    const std::vector<Author> read = ReadByline(part, publisher, BylineTrust::kMarked);
    const bool names = !read.empty() && std::all_of(read.begin(), read.end(), [&](const Author& a) {
      return IsLoneName(a.name, publisher);
    });
    if (!part.empty() && (!bullet || names)) parts.emplace_back(part);
    text.remove_prefix(std::min(end + size, text.size()));
    bullet = next;
  }
  return parts;
}

}  // namespace newswired
