#include "stages/article/headline.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "stages/article/word_bag.h"
#include "stages/text/character_references.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLongEnough = 15;

/// Letters and digits of all scripts in lower case: what makes two forms of a headline the same.
std::string KeyOf(std::string_view text) {
  std::string key;
  const std::string lower = LowerUtf8(text);
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t begin = at;
    if (IsWordCodepoint(DecodeUtf8(lower, at))) key.append(lower, begin, at - begin);
  }
  return key;
}

/// Characters that are neither part of words nor space.
std::size_t CountSigns(std::string_view text) {
  std::size_t signs = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, at);
    if (c != ' ' && !IsWordCodepoint(c)) ++signs;
  }
  return signs;
}

/// The label that somebody registered: "guardian" of "news.guardian.co.uk".
std::string NameOfDomain(std::string_view domain) {
  std::string_view longest;
  domain = domain.substr(0, domain.rfind('.'));
  while (!domain.empty()) {
    const std::size_t dot = std::min(domain.find('.'), domain.size());
    if (dot > longest.size()) longest = domain.substr(0, dot);
    domain.remove_prefix(std::min(dot + 1, domain.size()));
  }
  return KeyOf(longest);
}

struct Separator {
  std::size_t at = std::string::npos;
  std::size_t length = 0;
  bool bar = false;
};

constexpr auto kSeparators = std::to_array<std::string_view>(
    {" | ", " - ", " -- ", " \u2013 ", " \u2014 ", " :: ", " \u00BB ", " \u00AB ", " \u00B7 ",
     " \u2022 ", " \u2039 ", " \u203A ", " \u22C6 ", " * ", " > ", " \u2502 ", "\u2502", "\u3163"});

/// Between the headline and the name of the site, in lower case.
constexpr auto kSectionNames = std::to_array<std::string_view>(
    {"news",          "latest news",   "breaking news", "top stories", "business",   "politics",
     "sport",         "sports",        "world",         "opinion",     "culture",    "local",
     "national",      "international", "technology",    "tech",        "science",    "health",
     "entertainment", "lifestyle",     "home",          "local news",  "world news", "us news",
     "uk news",       "nachrichten",   "politik",       "wirtschaft",  "kultur",     "panorama",
     "actualité",     "actualités",    "politique",     "économie",    "société",    "noticias",
     "política",      "economía",      "sociedad",      "cultura",     "notizie",    "cronaca",
     "politica",      "economia",      "notícias",      "economie",    "nieuws",     "nyheter",
     "nyheder",       "wiadomości",    "новости",       "новини"});

bool IsBar(std::string_view separator) {
  return separator == " | " || separator == " :: " || separator == " \u2502 " ||
         separator == "\u2502" || separator == "\u3163";
}

bool IsDate(std::string_view part) {
  const std::string lower = LowerUtf8(part);
  const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kUnknown);
  constexpr std::size_t kSigns = 4;
  return dates.size() == 1 && dates[0].end - dates[0].begin + kSigns >= lower.size();
}

/// The separator that begins at `at`; none of another begins there too.
std::optional<Separator> SeparatorAt(std::string_view title, std::size_t at) {
  const char first = title[at];
  if (first != ' ' && first != '\xE2' && first != '\xE3') return std::nullopt;
  const std::string_view rest = title.substr(at);
  // Behind most spaces a word goes on; all separators with a space go on with a sign.
  if (first == ' ' && (rest.size() < 3 || IsAlphanumericAscii(rest[1]))) return std::nullopt;
  for (const std::string_view text : kSeparators) {
    if (rest.starts_with(text)) return Separator{at, text.size(), IsBar(text)};
  }
  return std::nullopt;
}

Separator LastSeparator(std::string_view title) {
  for (std::size_t at = title.size(); at-- > 0;) {
    if (const auto found = SeparatorAt(title, at)) return *found;
  }
  return {};
}

Separator FirstSeparator(std::string_view title) {
  for (std::size_t at = 0; at < title.size(); ++at) {
    if (const auto found = SeparatorAt(title, at)) return *found;
    if (title.substr(at).starts_with(": ")) return {at, 2, false};
  }
  return {};
}

/// Some fields have room for few characters: "Strike ends in northern po..."
bool IsCutOff(std::string_view title) {
  return title.ends_with("...") || title.ends_with("\u2026");
}

class SiteNames {
 public:
  /// `sites`: what metadata call the site and its publisher.
  SiteNames(const std::vector<std::string_view>& sites, std::string_view domain) {
    for (const std::string_view site : sites) Add(KeyOf(site));
    if (domain.starts_with("www.")) domain.remove_prefix(4);
    Add(KeyOf(domain));
    declared_ = names_.size();
    Add(NameOfDomain(domain));
  }

  [[nodiscard]] bool IsNamedBy(std::string_view text) const {
    const std::string key = KeyOf(text);
    if (key.empty()) return false;
    const auto either_way = [&](std::string_view name) {
      constexpr std::size_t kAround = 16;  // "Home of The Paper", not a headline about the paper
      return !name.empty() && key.size() > 2 &&
             (name.find(key) != std::string_view::npos ||
              (name.size() > 2 && key.size() <= name.size() + kAround &&
               key.find(name) != std::string::npos));
    };
    return std::any_of(names_.begin(), names_.end(), either_way);
  }
  /// Stricter, for what stands in front: headlines begin with the name of a publisher's town too.
  [[nodiscard]] bool Is(std::string_view text) const {
    const std::string key = KeyOf(text);
    return !key.empty() && std::find(names_.begin(), names_.end(), key) != names_.end();
  }
  /// By the whole name that metadata have or by the domain: the word that it was made of
  /// ("ukraine.example") may be what a headline is about.
  [[nodiscard]] bool IsWholly(std::string_view text) const {
    const std::string key = KeyOf(text);
    const auto end = names_.begin() + static_cast<std::ptrdiff_t>(declared_);
    return !key.empty() && std::find(names_.begin(), end, key) != end;
  }
  /// The site, or in scripts without spaces the longer or shorter name of a paper:
  /// "朝日新聞デジタル" of "朝日新聞社".
  [[nodiscard]] bool IsKinOf(std::string_view text) const {
    constexpr std::size_t kShared = 9;  // bytes: three characters
    const std::string key = KeyOf(text);
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      if (key == name) return !key.empty();
      const std::size_t shortest = std::min(key.size(), name.size());
      const auto end = key.begin() + static_cast<std::ptrdiff_t>(shortest);
      const auto shared = static_cast<std::size_t>(
          std::mismatch(key.begin(), end, name.begin()).first - key.begin());
      std::size_t at = 0;
      return shared >= kShared && shared * 4 >= shortest * 3 && IsIdeograph(DecodeUtf8(key, at));
    });
  }

 private:
  void Add(std::string key) {
    if (!key.empty()) names_.push_back(std::move(key));
  }

  std::vector<std::string> names_;
  std::size_t declared_ = 0;  ///< of them come from metadata, or are the whole domain
};

/// Between a headline and the site's name where no spaces stand around it, and in headlines, too.
constexpr auto kTightSeparators =
    std::to_array<std::string_view>({"_", "|", "-", " : ", "\u2013", "\u2014", "\u00B7", "\u00BB",
                                     "\uFF1A", "\uFF5C", "\uFF0D", "\uFF3F"});

/// Where the headline ends in "港口罢工结束_新闻中心_新浪网" and "Strike ends|Port Herald": what
/// stands behind the separator is the site, or, behind an underscore in a Chinese title, a short
/// name.
std::size_t EndBeforeSite(std::string_view title, const SiteNames& names) {
  constexpr std::size_t kShortest = 4;
  constexpr std::size_t kChannel = 30;   // bytes: ten characters
  constexpr std::size_t kHeadline = 12;  // bytes: four
  for (const std::string_view separator : kTightSeparators) {
    const std::size_t at = title.rfind(separator);
    if (at == std::string_view::npos || at < kShortest) continue;
    const std::string_view tail = title.substr(at + separator.size());
    if (names.IsKinOf(tail)) return TrimAscii(title.substr(0, at)).size();
    std::size_t first = 0;
    const bool channel = separator == "_" && at >= kHeadline && !tail.empty() &&
                         tail.size() <= kChannel && IsIdeograph(DecodeUtf8(tail, first));
    if (channel) return at;
  }
  return title.size();
}

/// Where the headline ends in "Strike ends: The Paper", "Strike ends / The Paper" and "Strike ends
/// - Local": behind signs that headlines have, too, the whole name of the site or of one of the
/// page's sections must stand, and less than before them.
std::size_t EndBeforeWholeName(std::string_view title, const SiteNames& names,
                               const std::vector<std::string_view>& sections) {
  constexpr std::size_t kShortest = 12;     // bytes of a headline
  constexpr std::size_t kLongestName = 40;  // bytes
  const auto ends_at = [&](std::size_t at, std::string_view tail, bool may_be_section) {
    if (at < kShortest || tail.size() > kLongestName || tail.size() >= at) return false;
    if (names.IsWholly(tail) || (may_be_section && names.Is(tail))) return true;
    const std::string key = KeyOf(tail);
    return may_be_section && !key.empty() &&
           std::any_of(sections.begin(), sections.end(),
                       [&](std::string_view section) { return KeyOf(section) == key; });
  };
  for (std::size_t at = title.size(); at-- > kShortest;) {
    if (title[at] != ' ') continue;
    const char sign = title[at - 1];
    const bool stroke = (sign == '/' || sign == '~' || sign == '<') && title[at - 2] == ' ';
    if (!stroke && sign != ':') continue;
    const std::size_t end = stroke ? at - 2 : at - 1;
    if (ends_at(end, title.substr(at + 1), stroke)) return end;
    break;
  }
  const Separator last = LastSeparator(title);
  const bool section = last.at != std::string_view::npos &&
                       ends_at(last.at, title.substr(last.at + last.length), true);
  return section ? last.at : title.size();
}

/// What the page calls its own sections.
std::vector<std::string_view> SectionsOf(const Page& page, const JsonLdArticle& ld) {
  std::vector<std::string_view> sections = {ld.section};
  for (const std::string_view name : {"article:section", "og:section", "parsely-section"}) {
    sections.push_back(page.FindMeta(name));
  }
  for (const JsonLdArticle::Crumb& crumb : ld.crumbs) sections.push_back(crumb.name);
  return sections;
}

class Chooser {
 public:
  Chooser(const Page& page, const JsonLdArticle& ld, std::string_view domain) : page_(page) {
    const std::string site = CleanLine(page.FindMeta("og:site_name"));
    // Some put the headline there.
    constexpr std::size_t kLongestName = 40;
    std::string application = CleanLine(page.FindMeta("application-name"));
    if (application.size() > kLongestName) application.clear();
    const std::vector<std::string_view> sites = {site, ld.publisher, application};
    const std::vector<std::string_view> sections = SectionsOf(page, ld);
    const SiteNames names(sites, domain);
    for (const std::uint32_t index : page.headings) {
      if (IsCrumb(index)) continue;
      Form form = Make(page.TextOf(index));
      if (form.text.size() >= 4 && form.text.size() <= 400 && !names.Is(form.text)) {
        headings_.push_back(std::move(form));
      }
    }
    const auto add = [&](std::string_view text) {
      Form whole = Make(CleanLine(WithReferences(text)));
      if (names.Is(whole.text)) {  // what stands in every page of the site
        if (whole.text.size() > site_title_.size()) site_title_ = whole.text;
        claims_.emplace_back();
        return;
      }
      const bool is_shown = Find(headings_, whole) != nullptr || IsSubheading(whole);
      claims_.push_back(
          is_shown ? std::move(whole)
                   : Make(WithoutSiteName(std::move(whole.text), sites, domain, sections)));
    };
    add(ld.headline);
    add(page.FindMeta("og:title"));
    add(page.FindMeta("twitter:title"));
    add(page.title);
  }

  std::string Choose() {
    const std::string title = ChooseForm();
    return title.empty() ? site_title_ : title;
  }

 private:
  std::string ChooseForm() {
    const Form& ld = claims_[0];
    const Form& og = claims_[1];
    if (const Form* shown = BelowKicker(og)) return shown->text;
    for (const Form& claim : claims_) {
      if (const Form* shown = Find(headings_, claim)) return WithoutKicker(*shown, og, ld);
      if (&claim == &ld && IsSubheading(ld)) return ld.text;
    }
    if (!ld.key.empty() && ld.key == og.key) return CommonForm(ld);
    for (const Form& heading : headings_) {
      for (const Form& claim : claims_) {
        if (IsLong(claim) && heading.key.find(claim.key) != std::string::npos) {
          return IsCutOff(claim.text) ? heading.text : claim.text;
        }
      }
    }
    for (const Form& claim : claims_) {
      if (IsSubheading(claim)) return WithoutKicker(*Find(subheadings_, claim), og, ld);
    }
    if (const Form* part = PartOf(claims_.back())) return part->text;
    if (headings_.empty() && ld.text.empty() && og.text.empty()) {
      if (std::string drawn = DrawnPartOf(claims_.back()); !drawn.empty()) return drawn;
    }
    if (!ld.text.empty()) return ld.text;
    return Resembling();
  }

  struct Form {
    std::string text, key;
  };
  /// Signs alone ("????? ????", of a title that was lost on its way) are like anything.
  static bool IsLong(const Form& form) {
    return form.text.size() >= kLongEnough && !form.key.empty();
  }
  static Form Make(std::string text) {
    std::string key = KeyOf(text);
    return {std::move(text), std::move(key)};
  }
  static const Form* Find(const std::vector<Form>& forms, const Form& wanted) {
    if (wanted.key.empty()) return nullptr;
    const auto found = std::find_if(forms.begin(), forms.end(),
                                    [&](const Form& form) { return form.key == wanted.key; });
    return found == forms.end() ? nullptr : &*found;
  }

  /// The end of a path of links ("Home > Politics > Form for search engines") is no headline.
  [[nodiscard]] bool IsCrumb(std::uint32_t heading) const {
    const std::vector<Element>& elements = page_.elements();
    if (elements[heading].names & kNavName) return true;
    std::int64_t at = elements[heading].parent;
    for (int i = 0; i < 3 && at >= 0; ++i) {
      const Element& around = elements[static_cast<std::size_t>(at)];
      if (around.tag == LXB_TAG_LI || around.tag == LXB_TAG_NAV || (around.names & kNavName) != 0)
        return true;
      at = around.parent;
    }
    return false;
  }

  /// og:title, the form for sharing, if the page shows it as a subheading, alone or behind a
  /// kicker: its h1 is the form for search engines then.
  const Form* BelowKicker(const Form& og) {
    if (!IsLong(og) || Find(headings_, og) != nullptr) return nullptr;
    ReadSubheadings();
    // Where a kicker stands in an element of its own, the colon behind it is not shown.
    const Form* same = Find(subheadings_, og);
    if (same != nullptr) return CountSigns(same->text) < CountSigns(og.text) ? &og : same;
    const bool below = std::any_of(subheadings_.begin(), subheadings_.end(),
                                   [&](const Form& form) { return form.key.ends_with(og.key); });
    return below ? &og : nullptr;
  }

  /// Of the claims that differ in signs alone, the form that most of them have.
  [[nodiscard]] std::string CommonForm(const Form& form) const {
    const Form* best = &form;
    std::ptrdiff_t most = 0;
    for (const Form& claim : claims_) {
      if (claim.key != form.key) continue;
      const auto count = std::count_if(claims_.begin(), claims_.end(), [&](const Form& other) {
        return other.text.starts_with(claim.text);
      });
      if (count <= most) continue;
      most = count;
      best = &claim;
    }
    return best->text;
  }

  /// "Premiere in Bonn: The Headline", where a claim is the headline alone.
  static std::string WithoutKicker(const Form& shown, const Form& og, const Form& ld) {
    for (const Form* claim : {&og, &ld}) {
      const bool kicker =
          IsLong(*claim) && shown.key.size() > claim->key.size() && shown.key.ends_with(claim->key);
      if (kicker) return claim->text;
    }
    return shown.text;
  }

  /// The heading that a <title> with more in it ("Blog » Archive » Headline") begins or ends with.
  const Form* PartOf(const Form& title) {
    ReadSubheadings();
    constexpr std::size_t kShortest = 10;
    const Form* last = nullptr;
    for (const std::vector<Form>* forms : {&headings_, &subheadings_}) {
      for (const Form& form : *forms) {
        if (form.key.size() < kShortest) continue;
        if (IsFrontOf(title, form)) return &form;
        if (last == nullptr && title.key.ends_with(form.key)) last = &form;
      }
    }
    return last;
  }

  /// Pages from before style sheets draw their headlines large or bold: a line that is most of the
  /// <title>.
  [[nodiscard]] std::string DrawnPartOf(const Form& title) const {
    constexpr std::size_t kShortest = 10;
    constexpr int kMostLooks = 64;
    int looks = 0;
    for (std::uint32_t i = 0; i < page_.elements().size(); ++i) {
      const Element& element = page_.elements()[i];
      if (!IsDrawnLarge(element)) continue;
      if (++looks > kMostLooks) break;
      Form form = Make(page_.TextOf(i));
      const bool most = form.key.size() >= kShortest && form.key.size() * 2 >= title.key.size();
      if (most && title.text.find(form.text) != std::string::npos) return std::move(form.text);
    }
    return {};
  }

  static bool IsDrawnLarge(const Element& element) {
    switch (element.tag) {
      case LXB_TAG_B:
      case LXB_TAG_STRONG:
      case LXB_TAG_BIG:
        return true;
      case LXB_TAG_FONT: {
        const std::string_view size = Attribute(element, "size");
        return size.starts_with('+') || (size.size() == 1 && size[0] >= '4' && size[0] <= '7');
      }
      default:
        return false;
    }
  }

  /// A word that a title begins with is the heading of many things: most of the title, or all that
  /// stands before a separator.
  static bool IsFrontOf(const Form& title, const Form& form) {
    if (!title.key.starts_with(form.key)) return false;
    if (form.key.size() * 2 >= title.key.size()) return true;
    if (!title.text.starts_with(form.text)) return false;
    return FirstSeparator(title.text.substr(form.text.size())).at == 0;
  }

  void ReadSubheadings() {
    if (subheadings_read_) return;
    subheadings_read_ = true;
    for (const std::uint32_t index : page_.subheadings) {
      const Element& element = page_.elements()[index];
      if (element.hidden || (element.names & kNever) != 0)
        continue;  // for screen readers, of boxes
      subheadings_.push_back(Make(page_.TextOf(index)));
    }
  }

  /// Pages whose h1 is the name of the site, or a form for search engines, show the headline as h2.
  bool IsSubheading(const Form& claim) {
    if (!IsLong(claim)) return false;
    ReadSubheadings();
    return Find(subheadings_, claim) != nullptr;
  }

  /// The heading that shares most words with a claim; a claim if none does.
  [[nodiscard]] std::string Resembling() const {
    const Form* best = nullptr;
    double best_overlap = 0.4;
    for (const Form& heading : headings_) {
      for (const Form& claim : claims_) {
        const double overlap = WordOverlap(heading.text, claim.text);
        if (!claim.text.empty() && overlap > best_overlap) {
          best_overlap = overlap;
          best = &heading;
        }
      }
    }
    if (best == nullptr && headings_.size() == 1) best = &headings_[0];
    if (best != nullptr) return best->text;
    for (const Form& claim : claims_) {
      if (!claim.text.empty()) return claim.text;
    }
    return headings_.empty() ? std::string() : headings_[0].text;
  }

  const Page& page_;
  std::string site_title_;    ///< a claim that is the site's name
  std::vector<Form> claims_;  ///< JSON-LD, og:title, twitter:title, <title>
  std::vector<Form> headings_, subheadings_;
  bool subheadings_read_ = false;
};

}  // namespace

std::string WithoutSiteName(std::string title, const std::vector<std::string_view>& sites,
                            std::string_view domain,
                            const std::vector<std::string_view>& sections) {
  const SiteNames names(sites, domain);
  // "Blog » Blog Archive » Headline", the titles of older WordPress.
  constexpr std::string_view kArchive = " \u00BB Blog Archive \u00BB ";
  if (const std::size_t archive = title.find(kArchive); archive != std::string::npos) {
    title.erase(0, archive + kArchive.size());
  }
  bool was_named = false;
  for (int round = 0; round < 3; ++round) {
    const Separator last = LastSeparator(title);
    if (last.at != std::string::npos) {
      const std::string_view tail = std::string_view(title).substr(last.at + last.length);
      const bool section = was_named && std::find(kSectionNames.begin(), kSectionNames.end(),
                                                  LowerUtf8(tail)) != kSectionNames.end();
      was_named = names.IsNamedBy(tail);
      const bool date = ReadDate(tail, DayOrder::kUnknown).has_value();
      const std::size_t headline = IsAscii(title) ? 20 : 12;  // bytes
      const bool short_tail = last.bar && tail.size() < 30 && last.at > headline;
      if (last.at >= 4 && (date || short_tail || section || was_named)) {
        title.resize(last.at);
        continue;
      }
    }
    if (const std::size_t end = EndBeforeSite(title, names); end < title.size()) {
      title.resize(end);
      continue;
    }
    if (const std::size_t end = EndBeforeWholeName(title, names, sections); end < title.size()) {
      title.resize(end);
      continue;
    }
    const Separator first = FirstSeparator(title);
    if (first.at == std::string::npos || first.at + first.length + 4 > title.size()) break;
    if (!names.Is(std::string_view(title).substr(0, first.at))) break;
    title.erase(0, first.at + first.length);
  }
  return title;
}

std::string_view DateInTitle(std::string_view title) {
  constexpr std::size_t kLongest = 500;  // each part costs a look at the title
  if (title.size() > kLongest) return {};
  std::string_view rest = title;
  for (;;) {
    const Separator last = LastSeparator(rest);
    if (last.at == std::string::npos) break;
    const std::string_view tail = rest.substr(last.at + last.length);
    if (IsDate(tail)) return tail;
    rest = rest.substr(0, last.at);
  }
  return rest.size() < title.size() && IsDate(rest) ? rest : std::string_view();
}

bool NamesSite(std::string_view text, std::string_view site, std::string_view domain) {
  return SiteNames({site}, domain).Is(text);
}

std::string ChooseHeadline(const Page& page, const JsonLdArticle& ld, std::string_view domain) {
  return Chooser(page, ld, domain).Choose();
}

std::string HeadlineEvidence(const Page& page, const JsonLdArticle& ld, std::string_view title) {
  if (title.empty()) return {};
  const auto is_title = [&](const std::string& text) { return text == title; };
  for (const std::uint32_t heading : page.headings) {
    if (is_title(page.TextOf(heading))) return "h1";
  }
  const std::array<std::pair<const char*, std::string>, 4> claims = {
      {{"jsonld:headline", CleanLine(ld.headline)},
       {"meta:og:title", CleanLine(page.FindMeta("og:title"))},
       {"meta:twitter:title", CleanLine(page.FindMeta("twitter:title"))},
       {"html:title", page.title}}};
  for (const auto& [evidence, text] : claims) {
    if (is_title(text)) return evidence;
  }
  for (const std::uint32_t heading : page.subheadings) {
    if (is_title(page.TextOf(heading))) return "h2";
  }
  for (const std::uint32_t heading : page.headings) {  // with a kicker or a subtitle
    if (page.TextOf(heading).find(title) != std::string::npos) return "h1";
  }
  for (const auto& [evidence, text] : claims) {
    if (text.find(title) != std::string::npos) return evidence;
  }
  return {};
}

}  // namespace newswired
