#include "stages/article/headline.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "stages/article/body.h"
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
    {" | ", " - ", " \u2013 ", " \u2014 ", " :: ", " \u00BB ", " \u00AB ", " \u00B7 ", " \u2022 ",
     " \u203A ", " > ", " \u2502 ", "\u2502", "\u3163"});

bool IsBar(std::string_view separator) {
  return separator == " | " || separator == " :: " || separator == " \u2502 " ||
         separator == "\u2502" || separator == "\u3163";
}

/// The separator that begins at `at`; none of another begins there too.
std::optional<Separator> SeparatorAt(std::string_view title, std::size_t at) {
  const char first = title[at];
  if (first != ' ' && first != '\xE2' && first != '\xE3') return std::nullopt;
  const std::string_view rest = title.substr(at);
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

class SiteNames {
 public:
  SiteNames(std::string_view site, std::string_view domain)
      : site_(KeyOf(site)), domain_(NameOfDomain(domain)) {}

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
    return either_way(site_) || either_way(domain_);
  }
  /// Stricter, for what stands in front: headlines begin with the name of a publisher's town too.
  [[nodiscard]] bool Is(std::string_view text) const {
    const std::string key = KeyOf(text);
    return !key.empty() && (key == site_ || key == domain_);
  }

 private:
  std::string site_, domain_;
};

class Chooser {
 public:
  Chooser(const Page& page, const JsonLdArticle& ld, std::string_view domain) : page_(page) {
    const std::string site = CleanLine(page.FindMeta("og:site_name"));
    const auto add = [&](std::string_view text) {
      claims_.push_back(Make(WithoutSiteName(CleanLine(UnescapeHtml(text)), site, domain)));
    };
    add(ld.headline);
    add(page.FindMeta("og:title"));
    add(page.FindMeta("twitter:title"));
    add(page.title);
    const SiteNames names(site, domain);
    for (const std::uint32_t index : page.headings) {
      Form form = Make(page.TextOf(index));
      if (form.text.size() >= 4 && form.text.size() <= 400 && !names.Is(form.text)) {
        headings_.push_back(std::move(form));
      }
    }
  }

  std::string Choose() {
    const Form& ld = claims_[0];
    const Form& og = claims_[1];
    for (const Form& claim : claims_) {
      if (const Form* shown = Find(headings_, claim)) return WithoutKicker(*shown, og);
      if (&claim == &ld && IsSubheading(ld)) return ld.text;
    }
    if (!ld.key.empty() && ld.key == og.key) return CommonForm(ld);
    for (const Form& heading : headings_) {
      for (const Form& claim : claims_) {
        if (claim.text.size() >= kLongEnough && heading.key.find(claim.key) != std::string::npos) {
          return claim.text;
        }
      }
    }
    for (const Form& claim : claims_) {
      if (IsSubheading(claim)) return WithoutKicker(claim, og);
    }
    if (const Form* part = PartOf(claims_.back())) return part->text;
    if (!ld.text.empty()) return ld.text;
    return Resembling();
  }

 private:
  struct Form {
    std::string text, key;
  };
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

  /// Of the claims that differ in signs alone, the form that most of them have.
  [[nodiscard]] std::string CommonForm(const Form& form) const {
    const Form* best = &form;
    std::ptrdiff_t most = 0;
    for (const Form& claim : claims_) {
      if (claim.key != form.key) continue;
      const auto count = std::count_if(claims_.begin(), claims_.end(),
                                       [&](const Form& other) { return other.text == claim.text; });
      if (count <= most) continue;
      most = count;
      best = &claim;
    }
    return best->text;
  }

  /// "Premiere in Bonn: The Headline", where og:title is the headline alone.
  static std::string WithoutKicker(const Form& shown, const Form& og) {
    const bool kicker = og.text.size() >= kLongEnough && shown.key.size() > og.key.size() &&
                        shown.key.ends_with(og.key);
    return kicker ? og.text : shown.text;
  }

  /// The heading that a <title> with more in it ("Blog » Archive » Headline") begins or ends with.
  const Form* PartOf(const Form& title) {
    ReadSubheadings();
    constexpr std::size_t kShortest = 10;
    const Form* last = nullptr;
    for (const std::vector<Form>* forms : {&headings_, &subheadings_}) {
      for (const Form& form : *forms) {
        if (form.key.size() < kShortest) continue;
        if (title.key.starts_with(form.key)) return &form;
        if (last == nullptr && title.key.ends_with(form.key)) last = &form;
      }
    }
    return last;
  }

  void ReadSubheadings() {
    if (subheadings_read_) return;
    subheadings_read_ = true;
    for (const std::uint32_t index : page_.subheadings) {
      subheadings_.push_back(Make(page_.TextOf(index)));
    }
  }

  /// Pages whose h1 is the name of the site, or a form for search engines, show the headline as h2.
  bool IsSubheading(const Form& claim) {
    if (claim.text.size() < kLongEnough) return false;
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
  std::vector<Form> claims_;  ///< JSON-LD, og:title, twitter:title, <title>
  std::vector<Form> headings_, subheadings_;
  bool subheadings_read_ = false;
};

}  // namespace

std::string WithoutSiteName(std::string title, std::string_view site, std::string_view domain) {
  const SiteNames names(site, domain);
  for (int round = 0; round < 3; ++round) {
    const Separator last = LastSeparator(title);
    if (last.at != std::string::npos) {
      const std::string_view tail = std::string_view(title).substr(last.at + last.length);
      const bool date = ReadDate(tail, DayOrder::kUnknown).has_value();
      const bool short_tail = last.bar && tail.size() < 30 && last.at > 20;
      if (last.at >= 4 && (date || short_tail || names.IsNamedBy(tail))) {
        title.resize(last.at);
        continue;
      }
    }
    const Separator first = FirstSeparator(title);
    if (first.at == std::string::npos || first.at + first.length + 4 > title.size()) break;
    if (!names.Is(std::string_view(title).substr(0, first.at))) break;
    title.erase(0, first.at + first.length);
  }
  return title;
}

bool NamesSite(std::string_view text, std::string_view site, std::string_view domain) {
  return SiteNames(site, domain).Is(text);
}

std::string ChooseHeadline(const Page& page, const JsonLdArticle& ld, std::string_view domain) {
  return Chooser(page, ld, domain).Choose();
}

}  // namespace newswired
