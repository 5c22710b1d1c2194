#include "stages/article/wire_header.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "stages/article/dateline.h"
#include "stages/article/east_asian_byline.h"
#include "stages/article/sign_off.h"
#include "stages/article/trim.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxLines = 12;
constexpr std::size_t kMaxHeadline = 200;
constexpr std::size_t kMaxByline = 120;
constexpr std::size_t kMaxCredit = 60;
constexpr std::size_t kMaxSlugLine = 80;

enum class Label { kSlug, kHeadline, kByline, kDate, kLocated, kOther };

constexpr auto kLabels = std::to_array<std::pair<std::string_view, Label>>(
    {{"slug", Label::kSlug},        {"slugline", Label::kSlug},    {"headline", Label::kHeadline},
     {"title", Label::kHeadline},   {"subject", Label::kHeadline}, {"byline", Label::kByline},
     {"by", Label::kByline},        {"author", Label::kByline},    {"authors", Label::kByline},
     {"date", Label::kDate},        {"published", Label::kDate},   {"dateline", Label::kLocated},
     {"location", Label::kLocated}, {"source", Label::kOther},     {"credit", Label::kOther},
     {"keywords", Label::kOther},   {"section", Label::kOther},    {"category", Label::kOther},
     {"priority", Label::kOther},   {"urgency", Label::kOther},    {"contact", Label::kOther},
     {"embargo", Label::kOther},    {"language", Label::kOther}});

/// Lines of their own that say how urgent a report is.
constexpr auto kUrgencies = std::to_array<std::string_view>(
    {"URGENT", "FLASH", "BULLETIN", "ALERT", "BREAKING", "BREAKING NEWS", "NEWSALERT", "SNAP",
     "FOR IMMEDIATE RELEASE"});

struct LabelledLine {
  Label label;
  std::string_view value;
};

std::optional<LabelledLine> ReadLabel(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string name = LowerUtf8(TrimAscii(line.substr(0, colon)));
  for (const auto& [text, label] : kLabels) {
    if (name == text) return LabelledLine{label, TrimAscii(line.substr(colon + 1))};
  }
  return std::nullopt;
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

/// "BC-US--Bridge Collapse-Indiana" of AP: behind the letters that say how it is sent, words.
std::string_view SlugOfPhrase(std::string_view line) {
  const bool sent = line.starts_with("BC-") || line.starts_with("AP-") || line.starts_with("AM-");
  const std::size_t end = std::min(line.find_first_of(",("), line.size());
  const std::string_view slug = TrimAscii(line.substr(0, end));
  const std::size_t mark = slug.find("--");
  if (!sent || mark == std::string_view::npos || mark + 2 == slug.size()) return {};
  const bool region = mark <= 6 && slug.substr(0, mark).find(' ') == std::string_view::npos;
  return region && slug[mark + 2] != ' ' ? slug : std::string_view();
}

/// "BC-ML--Israel-Palestinians", "MIDEAST/CEASEFIRE": the first token of a line, if that is a slug.
std::string_view SlugOf(std::string_view line) {
  constexpr std::size_t kLetters = 5;
  if (line.size() > kMaxSlugLine) return {};
  if (const std::string_view slug = SlugOfPhrase(line); !slug.empty()) return slug;
  const std::size_t end = std::min(line.find_first_of(" ,("), line.size());
  const std::string_view slug = line.substr(0, end);
  const std::string_view rest = TrimAscii(line.substr(end));
  if (!rest.empty() && rest[0] != ',' && rest[0] != '(') return {};
  const bool sent = slug.starts_with("BC-") || slug.starts_with("AP-") || slug.starts_with("AM-");
  const auto upper = std::count_if(slug.begin(), slug.end(), IsUpper);
  const bool lower = std::any_of(slug.begin(), slug.end(), IsLower);
  const bool parted = slug.find_first_of("-/", 1) < slug.size() - 1;
  const bool letters = slug.find_first_not_of(
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/&'") ==
                       std::string_view::npos;
  const bool is_slug = parted && letters && (sent || (!lower && upper >= std::ptrdiff_t{kLetters}));
  return is_slug ? slug : std::string_view();
}

/// "Sénégal/inondations - PREV": a slug of AFP's, with what kind of report it is.
std::string_view SlugWithKind(std::string_view line) {
  constexpr std::string_view kBorder = " - ";
  const std::size_t border = line.find(kBorder);
  if (line.size() > kMaxSlugLine || border == std::string_view::npos) return {};
  const std::string_view slug = line.substr(0, border);
  const std::string_view kind = line.substr(border + kBorder.size());
  const std::size_t stroke = slug.find('/');
  const bool parted = stroke != std::string_view::npos && stroke > 1 && stroke + 2 < slug.size() &&
                      slug.find(' ') == std::string_view::npos;
  const bool capitals = !kind.empty() && std::none_of(kind.begin(), kind.end(), IsLower);
  return parted && capitals ? slug : std::string_view();
}

/// Of the desk to other desks, about the report and no part of it: "(Adds quotes)", "Eds: ...".
bool IsDeskNote(std::string_view line) {
  constexpr std::size_t kLongest = 300;
  if (line.size() > kLongest) return false;
  if (line.starts_with('(') && line.ends_with(')') && line.find(')') == line.size() - 1)
    return true;
  const std::string lower = LowerUtf8(line);
  constexpr auto kBeginnings = std::to_array<std::string_view>(
      {"eds:", "eds.:", "editors:", "editors:", "attn:", "attention editors", "ap photo",
       "with photo", "embargo", "under embargo", "strictly embargoed", "not for release",
       "not for publication before", "sperrfrist", "release date:", "for release"});
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view beginning) { return lower.starts_with(beginning); });
}

/// "Media Contact:": names, numbers and addresses follow, up to an empty line.
bool IsContactLabel(std::string_view line) {
  constexpr auto kContacts = std::to_array<std::string_view>(
      {"media contact:", "media contacts:", "press contact:", "press contacts:", "contact:",
       "contacts:", "for more information:", "for more information, contact:", "pressekontakt:",
       "contact presse :", "contact presse:", "contacto de prensa:", "media enquiries:",
       "media inquiries:", "press enquiries:"});
  const std::string lower = LowerUtf8(line);
  return std::find(kContacts.begin(), kContacts.end(), lower) != kContacts.end();
}

/// How headlines end, and how lists, greetings and sentences do not.
bool MayBeHeadline(std::string_view line) {
  if (line.size() > kMaxHeadline || IsLower(line[0]) || ReadLabel(line)) return false;
  for (const std::string_view sign : {"- ", "* ", "\u2022", "\u2013 ", "(", "["}) {
    if (line.starts_with(sign)) return false;
  }
  for (const std::string_view sign :
       {".", ",", ";", ":", ".)", ".\"", ".\u201D", ",\"", ",\u201D", "\u3002"}) {
    if (line.ends_with(sign)) return false;
  }
  std::vector<Word> words;
  FindWords(line, words);
  return words.size() >= 2;
}

class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  WireHeader Read() {
    if (ReadLabels()) return header_;
    std::string_view title;
    for (std::size_t i = 0; i < kMaxLines; ++i) {
      const std::size_t begin = at_;
      const std::string_view line = NextLine();
      if (line.empty()) break;
      if (FindDateline(line, std::nullopt)) {
        header_.end = Begin(line);
        header_.headline = title;
        return header_;
      }
      if (std::find(kUrgencies.begin(), kUrgencies.end(), line) != kUrgencies.end()) continue;
      if (IsDeskNote(line)) continue;
      if (IsTimeStamp(line)) {
        stamp_end_ = at_;
        continue;
      }
      if (IsContactLabel(line)) {
        at_ = std::min(text_.find("\n\n", at_), text_.size());
        continue;
      }
      if (title.empty() && TakeSlug(line)) continue;
      if (TakeByline(line) || TakeDate(line)) continue;
      const bool first = title.empty() && header_.bylines.empty();
      if (first && MayBeHeadline(line)) {
        title = line;
        continue;
      }
      if (!title.empty() && header_.bylines.empty() && line.starts_with("* ")) continue;
      at_ = begin;
      break;
    }
    const bool sure = !header_.bylines.empty();
    if (!title.empty() && (sure || IsAboveText(title))) header_.headline = title;
    // A stamp below what is no headline may stand in a text.
    const bool stamped = stamp_end_ != 0 && title.empty();
    if (sure || stamped || !header_.headline.empty() || !header_.slug.empty() ||
        !header_.date.empty()) {
      header_.end = std::min(text_.find_first_not_of('\n', at_), text_.size());
    }
    return header_;
  }

 private:
  [[nodiscard]] std::size_t Begin(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text_.data());
  }

  /// The next line that is not empty, or an empty one at the end of the text.
  std::string_view NextLine() {
    at_ = std::min(text_.find_first_not_of('\n', at_), text_.size());
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end;
    return line;
  }

  /// Lines of labels and values, from the first line to one that is empty or none of them.
  bool ReadLabels() {
    std::size_t known = 0;
    while (at_ < text_.size()) {
      const std::size_t begin = at_;
      if (known > 0 && text_.substr(at_).starts_with("\n\n")) break;
      const std::optional<LabelledLine> line = ReadLabel(NextLine());
      if (!line) {
        at_ = begin;
        break;
      }
      ++known;
      Note(*line);
    }
    if (known < 2) {
      header_ = {};
      at_ = 0;
      return false;
    }
    header_.end = std::min(text_.find_first_not_of('\n', at_), text_.size());
    return true;
  }

  void Note(const LabelledLine& line) {
    const auto set = [&](std::string_view& field) {
      if (field.empty()) field = line.value;
    };
    switch (line.label) {
      case Label::kSlug:
        return set(header_.slug);
      case Label::kHeadline:
        return set(header_.headline);
      case Label::kByline:
        return header_.bylines.push_back(line.value);
      case Label::kDate:
        return set(header_.date);
      case Label::kLocated:
        return set(header_.located);
      case Label::kOther:
        return;
    }
  }

  bool TakeSlug(std::string_view line) {
    if (!header_.slug.empty()) return false;
    header_.slug = SlugOf(line);
    if (header_.slug.empty()) header_.slug = SlugWithKind(line);
    header_.edition = TrimAscii(line.substr(header_.slug.size()));
    return !header_.slug.empty();
  }

  /// "May 17, 2026" and nothing else.
  bool TakeDate(std::string_view line) {
    constexpr std::size_t kLongest = 40;
    if (!header_.date.empty() || line.size() > kLongest) return false;
    const std::optional<Dated> date = ReadDate(line, DayOrder::kUnknown);
    if (!date || date->precision < Precision::kDay) return false;
    header_.date = line;
    return true;
  }

  /// "June 3, 2026" of "By Ada Pell, June 3, 2026"; empty if no one day stands there.
  static std::string_view DateIn(std::string_view line) {
    const std::string lower = LowerUtf8(line);
    if (lower.size() != line.size()) return {};
    const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kUnknown);
    if (dates.size() != 1 || dates[0].dated.precision < Precision::kDay) return {};
    return line.substr(dates[0].begin, dates[0].end - dates[0].begin);
  }

  /// "By A. Pell and B. Kestrel", and "Associated Press" below it.
  bool TakeByline(std::string_view line) {
    if (line.size() > kMaxByline || IsLower(line[0]) || line.ends_with('.')) return false;
    if (at_ == text_.size()) return false;  // nothing is below it
    const bool below = !header_.bylines.empty() && line.size() <= kMaxCredit;
    const std::vector<Author> authors =
        ReadByline(line, {}, below ? BylineTrust::kMarked : BylineTrust::kLine);
    const bool house = std::all_of(authors.begin(), authors.end(), [](const Author& author) {
      return author.kind == "organisation";
    });
    if (authors.empty() || (below && !house)) return false;
    header_.bylines.push_back(line);
    if (header_.date.empty() && !below) header_.date = DateIn(line);
    return true;
  }

  /// True if a paragraph that ends as a sentence does stands below `title`.
  [[nodiscard]] bool IsAboveText(std::string_view title) const {
    constexpr std::size_t kParagraph = 80;
    constexpr std::size_t kWords = 3;
    std::vector<Word> words;
    FindWords(title, words);
    std::string_view below = text_.substr(std::max(Begin(title) + title.size(), stamp_end_));
    const bool parted = below.starts_with("\n\n");
    below.remove_prefix(std::min(below.find_first_not_of('\n'), below.size()));
    below = below.substr(0, below.find(parted ? "\n\n" : "\n"));
    const bool begins = !below.empty() && !IsLower(below[0]) && !below.starts_with("- ");
    return words.size() >= kWords && begins && EndsSentence(below) &&
           (below.size() >= kParagraph || (parted && below.size() > title.size()));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t stamp_end_ = 0;  ///< behind the last line that says when it was written; 0: none
  WireHeader header_;
};

/// Of the last lines: who may be reached how stands below it.
std::vector<Author> AuthorsOfSignOff(std::string_view text, const Publisher& publisher) {
  constexpr int kLines = 4;
  constexpr std::string_view kReporting = "Reporting by ";
  for (int i = 0; i < kLines; ++i) {
    text = TrimAscii(text);
    std::string_view last = text.substr(text.rfind('\n') + 1);
    if (const auto found = ReadSignOff(last)) {
      if (!found->writers.empty()) {
        return ReadByline(found->writers, publisher, BylineTrust::kMarked);
      }
    } else if (last.starts_with(kReporting)) {
      last.remove_prefix(kReporting.size());
      return ReadByline(last.substr(0, last.find(';')), publisher, BylineTrust::kMarked);
    }
    text.remove_suffix(last.size());
  }
  return {};
}

}  // namespace

WireHeader ReadWireHeader(std::string_view text) { return HeaderReader(text).Read(); }

std::vector<Author> AuthorsOfReport(const std::vector<std::string_view>& bylines,
                                    std::string_view text, const Publisher& publisher) {
  std::vector<Author> authors;
  for (const std::string_view byline : bylines) {
    for (Author& author : ReadByline(byline, publisher)) {
      const bool known = std::any_of(authors.begin(), authors.end(), [&](const Author& other) {
        return EqualsIgnoringAsciiCase(other.name, author.name);
      });
      if (!known) authors.push_back(std::move(author));
    }
  }
  if (authors.empty()) authors = AuthorsOfSignOff(text, publisher);
  if (authors.empty()) {
    for (const std::string_view name : ReadEastAsianOpening(text.substr(0, text.find('\n')))) {
      authors.push_back(MakeAuthor(name, publisher));
    }
  }
  for (Author& author : authors) {
    author.evidence = "text";
    author.confidence = 0.8;
  }
  return authors;
}

}  // namespace newswired
