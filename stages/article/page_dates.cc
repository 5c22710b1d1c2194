#include "stages/article/page_dates.h"

#include <algorithm>
#include <array>
#include <span>

#include "stages/text/dates.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
/// Clocks differ by minutes; an hour is a wrong zone.
constexpr std::int64_t kClockSlackMs = 10 * kMinuteMs;
/// The zones that are farthest from Greenwich.
constexpr std::int64_t kMostEastMs = 14 * kHourMs;
constexpr std::int64_t kMostWestMs = 12 * kHourMs;

struct MetaDate {
  std::string_view name;  ///< without anything but letters and digits
  DateVote::Family family;
  double weight;
};
/// "date" and "dc.date" are the day of the last change as often as that of publication.
constexpr std::array kPublishedMetas = {
    MetaDate{"articlepublishedtime", DateVote::kMeta, 0.9},
    MetaDate{"ogarticlepublishedtime", DateVote::kMeta, 0.9},
    MetaDate{"ogpublishedtime", DateVote::kMeta, 0.9},
    MetaDate{"articlepublished", DateVote::kMeta, 0.85},
    MetaDate{"articledateoriginal", DateVote::kMeta, 0.85},
    MetaDate{"datepublished", DateVote::kMeta, 0.85},
    MetaDate{"publisheddate", DateVote::kMeta, 0.85},
    MetaDate{"publishedat", DateVote::kMeta, 0.85},
    MetaDate{"publishedtime", DateVote::kMeta, 0.85},
    MetaDate{"publishdate", DateVote::kMeta, 0.85},
    MetaDate{"publishtime", DateVote::kMeta, 0.85},
    MetaDate{"publicationdate", DateVote::kMeta, 0.85},
    MetaDate{"pubdate", DateVote::kMeta, 0.85},
    MetaDate{"parselypubdate", DateVote::kMeta, 0.85},
    MetaDate{"sailthrudate", DateVote::kMeta, 0.85},
    MetaDate{"dcdateissued", DateVote::kMeta, 0.85},
    MetaDate{"dctermsissued", DateVote::kMeta, 0.85},
    MetaDate{"dctermsdateissued", DateVote::kMeta, 0.85},
    MetaDate{"originalpublicationdate", DateVote::kMeta, 0.85},
    MetaDate{"rnewsdatepublished", DateVote::kMeta, 0.85},
    MetaDate{"shareaholicarticlepublishedtime", DateVote::kMeta, 0.85},
    MetaDate{"bepresscitationdate", DateVote::kMeta, 0.85},
    MetaDate{"citationonlinedate", DateVote::kMeta, 0.85},
    MetaDate{"citationpublicationdate", DateVote::kMeta, 0.8},
    MetaDate{"prismpublicationdate", DateVote::kMeta, 0.8},
    MetaDate{"cxenseparserecspublishtime", DateVote::kMeta, 0.8},
    MetaDate{"cxenseparsepublishtime", DateVote::kMeta, 0.8},
    MetaDate{"ptime", DateVote::kMeta, 0.8},
    MetaDate{"published", DateVote::kMeta, 0.8},
    MetaDate{"articlepublisheddate", DateVote::kMeta, 0.8},
    MetaDate{"articlepublicationdate", DateVote::kMeta, 0.8},
    MetaDate{"articlepubdate", DateVote::kMeta, 0.8},
    MetaDate{"articlepostdate", DateVote::kMeta, 0.8},
    MetaDate{"ogpublishdate", DateVote::kMeta, 0.8},
    MetaDate{"ogpubdate", DateVote::kMeta, 0.8},
    MetaDate{"ogdatepublished", DateVote::kMeta, 0.8},
    MetaDate{"dcdatepublished", DateVote::kMeta, 0.8},
    MetaDate{"dcdatepublication", DateVote::kMeta, 0.8},
    MetaDate{"dctermspublished", DateVote::kMeta, 0.8},
    MetaDate{"dateposted", DateVote::kMeta, 0.8},
    MetaDate{"btpubdate", DateVote::kMeta, 0.8},
    MetaDate{"dcsextarticlefirstpublished", DateVote::kMeta, 0.7},
    MetaDate{"mediatorpublishedtime", DateVote::kMeta, 0.8},
    MetaDate{"vrpublishedtime", DateVote::kMeta, 0.8},
    MetaDate{"twtpublishedat", DateVote::kMeta, 0.8},
    MetaDate{"citationdate", DateVote::kMeta, 0.75},
    MetaDate{"pdate", DateVote::kMeta, 0.75},
    MetaDate{"contentcreatedate", DateVote::kMeta, 0.75},
    MetaDate{"dccreated", DateVote::kMeta, 0.75},
    MetaDate{"dcdatecreated", DateVote::kMeta, 0.75},
    MetaDate{"dctermscreated", DateVote::kMeta, 0.75},
    MetaDate{"articlecreated", DateVote::kMeta, 0.75},
    MetaDate{"datecreated", DateVote::kMeta, 0.7},
    MetaDate{"displaydate", DateVote::kMeta, 0.7},
    MetaDate{"dcdate", DateVote::kWeakMeta, 0.5},
    MetaDate{"dctermsdate", DateVote::kWeakMeta, 0.5},
    MetaDate{"date", DateVote::kWeakMeta, 0.45}};
constexpr std::array kModifiedMetas = {
    MetaDate{"articlemodifiedtime", DateVote::kMeta, 0.9},
    MetaDate{"ogarticlemodifiedtime", DateVote::kMeta, 0.9},
    MetaDate{"ogmodifiedtime", DateVote::kMeta, 0.85},
    MetaDate{"articlemodified", DateVote::kMeta, 0.85},
    MetaDate{"articleupdated", DateVote::kMeta, 0.85},
    MetaDate{"ogupdatedtime", DateVote::kMeta, 0.8},
    MetaDate{"datemodified", DateVote::kMeta, 0.85},
    MetaDate{"dateupdate", DateVote::kMeta, 0.8},
    MetaDate{"dcdatemodified", DateVote::kMeta, 0.8},
    MetaDate{"dctermsmodified", DateVote::kMeta, 0.8},
    MetaDate{"dctermsdatemodified", DateVote::kMeta, 0.8},
    MetaDate{"shareaholicarticlemodifiedtime", DateVote::kMeta, 0.8},
    MetaDate{"updateddate", DateVote::kMeta, 0.8},
    MetaDate{"lastupdated", DateVote::kWeakMeta, 0.6},
    MetaDate{"lastupdate", DateVote::kWeakMeta, 0.6},
    MetaDate{"lastmodified", DateVote::kWeakMeta, 0.6},
    MetaDate{"lastmod", DateVote::kWeakMeta, 0.6},
    MetaDate{"revised", DateVote::kWeakMeta, 0.5}};

/// "article:published_time" as "articlepublishedtime".
std::string LettersOf(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  return letters;
}

/// Where the last one of `words` in `text` begins; -1: none is in it.
template <std::size_t N>
std::ptrdiff_t LastOf(std::string_view text, const std::array<std::string_view, N>& words) {
  std::ptrdiff_t last = -1;
  for (const std::string_view word : words) {
    // Most are nowhere, which find() knows sooner than rfind().
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      last = std::max(last, static_cast<std::ptrdiff_t>(at));
    }
  }
  return last;
}

/// True if a word of `text` begins with one of `words`.
template <std::size_t N>
bool HasWord(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      const auto before = static_cast<unsigned char>(at == 0 ? ' ' : text[at - 1]);
      if (before < 0x80 && !(before >= 'a' && before <= 'z')) return true;
    }
    return false;
  });
}

// Words before a date, in lower case, in the languages of FindDates().
constexpr auto kPublishedWords = std::to_array<std::string_view>({"veröffentlich",
                                                                  "publiziert",
                                                                  "erschienen",
                                                                  "erstellt",
                                                                  "eingestellt",
                                                                  "geschrieben",
                                                                  "gespeichert",
                                                                  "online seit",
                                                                  "pressemitteil",
                                                                  "meldung vom",
                                                                  "artikel vom",
                                                                  "verfasst",
                                                                  "publish",
                                                                  "posted",
                                                                  "submitted",
                                                                  "written on",
                                                                  "released on",
                                                                  "first aired",
                                                                  "publié",
                                                                  "publication",
                                                                  "mise en ligne",
                                                                  "mis en ligne",
                                                                  "paru le",
                                                                  "posté",
                                                                  "publicado",
                                                                  "publicación",
                                                                  "publicação",
                                                                  "publicada",
                                                                  "postado",
                                                                  "pubblicat",
                                                                  "gepubliceerd",
                                                                  "geplaatst",
                                                                  "opublikowan",
                                                                  "data publikacji",
                                                                  "data dodania",
                                                                  "dodano",
                                                                  "publicerad",
                                                                  "publisert",
                                                                  "offentliggjort",
                                                                  "udgivet",
                                                                  "julkaistu",
                                                                  "publikováno",
                                                                  "vydáno",
                                                                  "objavljeno",
                                                                  "yayın",
                                                                  "опубликован",
                                                                  "közzétéve",
                                                                  "online gestellt",
                                                                  "hochgeladen",
                                                                  "uploaded on",
                                                                  "added on",
                                                                  "date of issue",
                                                                  "ajouté le",
                                                                  "rédigé le",
                                                                  "écrit le",
                                                                  "créé le",
                                                                  "inserito",
                                                                  "escrito el",
                                                                  "publicat",
                                                                  "diterbitkan",
                                                                  "δημοσίευση",
                                                                  "δημοσιεύτηκε",
                                                                  "đăng",
                                                                  "公開",
                                                                  "投稿",
                                                                  "掲載",
                                                                  "发布",
                                                                  "发表",
                                                                  "發布",
                                                                  "입력",
                                                                  "نشر"});
constexpr auto kModifiedWords = std::to_array<std::string_view>(
    {"aktualisiert",  "geändert",     "änderung",    "zuletzt",    "überarbeitet", "bearbeitet",
     "updated",       "update:",      "last mod",    "modified",   "last edit",    "edited",
     "revised",       "last changed", "last review", "mis à jour", "mise à jour",  "modifié",
     "actualiz",      "atualiz",      "aggiornat",   "bijgewerkt", "gewijzigd",    "aktualizacj",
     "zaktualizowan", "uppdaterad",   "oppdatert",   "opdateret",  "päivitetty",   "upraveno",
     "обновлен",      "ενημέρωση",    "更新",        "修改",       "수정",         "diperbarui",
     "تحديث"});
/// Of something else than the article.
constexpr auto kOtherWords = std::to_array<std::string_view>(
    {"abgerufen",   "accessed",      "retrieved",    "consulté",     "besucht",         "visited",
     "last visit",  "last login",    "veranstalt",   "termin",       "beginn",          "starts ",
     "start:",      "begins ",       "ends ",        "when:",        "wann:",           "until",
     "deadline",    "frist",         "gültig",       "valid",        "expires",         "seit dem",
     "since",       "geboren",       "born",         "gestorben",    "copyright",       "\u00A9",
     "registriert", "mitglied seit", "joined",       "member since", "heute",           "today",
     "recorded on", "filed on",      "release date", "event",        "einsendeschluss", "next ",
     "nächste",     "prochain",      "próxim",       "prossim"});
/// At the beginning of a line beside a date: what is told is an event.
constexpr auto kEventWords = std::to_array<std::string_view>(
    {"ort:", "location", "venue", "where", "wo:", "lieu", "uhrzeit", "eintritt", "tickets",
     "einlass", "admission", "wann", "when:", "veranstalt", "beginn", "lugar"});
constexpr auto kDateLabels =
    std::to_array<std::string_view>({"datum", "date", "fecha", "data", "stand", "dato"});

enum class Label : std::uint8_t { kNone, kDate, kPublished, kModified, kOther };

/// What the words before a date say that it is. The last word wins where there are two.
Label LabelOf(std::string_view before) {
  const std::string_view near = before.substr(before.size() > 60 ? before.size() - 60 : 0);
  const std::ptrdiff_t modified = LastOf(near, kModifiedWords);
  const std::ptrdiff_t published = LastOf(near, kPublishedWords);
  if (modified > published) return Label::kModified;
  if (published >= 0) return Label::kPublished;
  if (HasWord(near, kOtherWords)) return Label::kOther;
  std::string_view last = near;
  while (!last.empty() && (last.back() == ' ' || last.back() == ':')) last.remove_suffix(1);
  for (const std::string_view label : kDateLabels) {
    if (last.ends_with(label)) return Label::kDate;
  }
  return Label::kNone;
}

/// Minutes east of Greenwich if `local`, a time without zone, is what clocks somewhere show at the
/// moment `utc`.
std::optional<int> OffsetBetween(const Dated& local, const Dated& utc) {
  if (local.utc_ms || !utc.utc_ms || local.precision < Precision::kMinute) return std::nullopt;
  const std::optional<Dated> as_utc = ParseDate(local.value + "Z");
  if (!as_utc || !as_utc->utc_ms) return std::nullopt;
  const std::int64_t moment = *utc.utc_ms / kMinuteMs;
  const std::int64_t minutes = *as_utc->utc_ms / kMinuteMs - moment;
  if (minutes % 30 != 0 || minutes < -kMostWestMs / kMinuteMs ||
      minutes > kMostEastMs / kMinuteMs) {
    return std::nullopt;
  }
  return static_cast<int>(minutes);
}

/// When the day of a reading begins, in UTC.
std::optional<std::int64_t> DayMs(const Dated& dated) {
  if (dated.precision < Precision::kDay) return std::nullopt;
  const std::optional<Dated> midnight = ParseDate(dated.value.substr(0, 10) + "T00:00Z");
  return midnight ? midnight->utc_ms : std::nullopt;
}

/// How far two readings can be the same moment, [0, 1].
double Agreement(const Dated& a, const Dated& b) {
  if (Agree(a, b)) return 1;
  if (OffsetBetween(a, b) || OffsetBetween(b, a)) return 1;
  const auto same_day = [](const Dated& x, const Dated& y) {
    return x.precision >= Precision::kDay && y.precision >= Precision::kDay &&
           std::string_view(x.value).substr(0, 10) == std::string_view(y.value).substr(0, 10);
  };
  if (same_day(a, b)) return 1;
  // A day without a time may be that of a zone we do not know.
  const auto shifted = [](const Dated& moment, const Dated& day) {
    if (!moment.utc_ms || !moment.value.ends_with('Z')) return false;
    if (day.precision != Precision::kDay) return false;
    return FormatUtc(*moment.utc_ms + kMostEastMs).starts_with(day.value) ||
           FormatUtc(*moment.utc_ms - kMostWestMs).starts_with(day.value);
  };
  return shifted(a, b) || shifted(b, a) ? 0.5 : 0;
}

}  // namespace

bool DateVote::IsFuture(const Dated& dated) const {
  if (now_ms_ <= 0) return false;
  if (dated.utc_ms) return *dated.utc_ms > now_ms_ + kClockSlackMs;
  const std::string latest = FormatUtc(now_ms_ + kMostEastMs);
  return dated.value > latest.substr(0, dated.value.size());
}

void DateVote::Add(std::string_view text, std::string evidence, Family family, double weight) {
  text = TrimAscii(text);
  if (text.empty()) return;
  std::optional<Dated> read = ReadDate(text, order_);
  if (read) {
    Add(std::move(*read), std::move(evidence), family, weight);
  } else if (unreadable_.empty()) {
    unreadable_ = evidence + " \"" + std::string(text.substr(0, FloorBoundary(text, 60))) + "\"";
  }
}

bool DateVote::Add(Dated dated, std::string evidence, Family family, double weight) {
  DropForeignZone(clocks_, dated);
  if (IsFuture(dated)) {
    future_ = true;
    return false;
  }
  constexpr std::size_t kMaxReadings = 64;
  if (readings_.size() >= kMaxReadings) return false;
  // A year alone is that of a copyright or of a volume.
  if (dated.precision < Precision::kDay) weight *= 0.2;
  // Systems write moments; days are typed by hand, or those of other things on the page.
  const bool field = family == kMeta || family == kMicrodata;
  if (field && dated.precision == Precision::kDay) weight *= 0.6;
  const bool loose = family == kWeakMeta || family == kVisible;
  if (loose && dated.precision >= Precision::kMinute) weight += 0.1;
  dated.evidence = std::move(evidence);
  readings_.push_back({std::move(dated), family, weight});
  return true;
}

double DateVote::Support(const Reading& reading) const {
  std::array<double, kClaim + 1> families{};
  for (const Reading& other : readings_) {
    double& family = families[other.family];
    family = std::max(family, other.weight * Agreement(reading.dated, other.dated));
  }
  double sum = 0;
  for (const double family : families) sum += family;
  return sum;
}

const DateVote::Reading& DateVote::Weightiest() const {
  const Reading* best = &readings_.front();
  double best_support = 0;
  for (const Reading& reading : readings_) {
    const double support = Support(reading) + reading.weight * 0.05;  // of equals the better source
    if (support <= best_support + 1e-9) continue;
    best_support = support;
    best = &reading;
  }
  return *best;
}

/// Addresses and what readers see keep the day of the first publication, when fields tell of a
/// later one: systems stamp anew what they import or bring up again.
const DateVote::Reading& DateVote::FirstOf(const Reading& best) const {
  constexpr std::int64_t kLongAfterMs = 31 * 24 * kHourMs;
  constexpr double kSure = 0.6;
  const std::optional<std::int64_t> best_day = DayMs(best.dated);
  for (const Reading& reading : readings_) {
    const bool kept =
        reading.family == kUrl || (reading.family == kVisible && reading.weight >= kSure);
    if (!kept || !best_day) continue;
    const std::optional<std::int64_t> day = DayMs(reading.dated);
    if (day && *best_day - *day > kLongAfterMs) return reading;
  }
  return best;
}

const DateVote::Reading& DateVote::FinestOf(const Reading& best) const {
  const auto rank = [](const Dated& dated) {
    return static_cast<int>(dated.precision) + (dated.utc_ms ? 10 : 0);
  };
  const Reading* finest = &best;
  for (const Reading& reading : readings_) {
    const bool same = Agree(best.dated, reading.dated) || OffsetBetween(best.dated, reading.dated);
    if (same && rank(reading.dated) > rank(finest->dated)) finest = &reading;
  }
  return *finest;
}

void DateVote::CountWitnesses(const Reading& of, Dated& chosen) const {
  // How often readings of a family alone are right (README, figures), and all that agree.
  constexpr std::array<double, kClaim + 1> kRight = {0.88, 0.8, 0.7, 0.88, 0.92, 0.9, 0.9};
  constexpr double kMostRight = 0.97;
  double against = 0;
  std::array<bool, kClaim + 1> families{};
  for (const Reading& reading : readings_) {
    if (&reading == &of) continue;
    if (Agreement(chosen, reading.dated) < 0.5) {
      against = std::max(against, reading.weight);
      continue;
    }
    families[reading.family] = families[reading.family] || reading.family != of.family;
    std::vector<std::string>& names = chosen.agrees_with;
    if (std::find(names.begin(), names.end(), reading.dated.evidence) == names.end()) {
      names.push_back(reading.dated.evidence);
    }
  }
  chosen.confidence = kRight[of.family];
  for (const bool family : families) {
    if (family) chosen.confidence += (kMostRight - chosen.confidence) * 0.5;
  }
  chosen.confidence -= 0.3 * against;
}

void DateVote::ShowOnLocalClock(Dated& chosen) const {
  for (const Reading& reading : readings_) {
    if (!chosen.utc_ms || !chosen.value.ends_with('Z')) return;
    const std::optional<int> offset = OffsetBetween(reading.dated, chosen);
    const bool same_moment = reading.dated.utc_ms && Agree(reading.dated, chosen);
    if (same_moment && !reading.dated.value.ends_with('Z')) {
      ShowAtOffset(OffsetMinutes(reading.dated.value).value_or(0), chosen);
    } else if (offset && *offset != 0 && reading.family == kVisible) {
      ShowAtOffset(*offset, chosen);
    }
  }
}

std::optional<Dated> DateVote::Take() const {
  if (readings_.empty()) return std::nullopt;
  const Reading& finest = FinestOf(FirstOf(Weightiest()));
  Dated chosen = finest.dated;
  CountWitnesses(finest, chosen);
  ShowOnLocalClock(chosen);
  return chosen;
}

void AddMetaDates(const Page& page, DateVotes& votes) {
  for (const Page::Meta& meta : page.metas) {
    if (meta.content.size() > 100) continue;
    const std::string name = LettersOf(meta.name);
    const auto add = [&](const auto& table, DateVote& vote) {
      for (const MetaDate& known : table) {
        if (known.name == name)
          vote.Add(meta.content, "meta:" + meta.name,
                   meta.microdata ? DateVote::kMicrodata : known.family, known.weight);
      }
    };
    add(kPublishedMetas, votes.published);
    add(kModifiedMetas, votes.modified);
  }
}

namespace {

class VisibleDates {
 public:
  VisibleDates(const Page& page, const PageLines& lines, std::string_view title, DayOrder order,
               DateVotes& votes)
      : page_(page), lines_(lines), order_(order), votes_(votes) {
    const std::ptrdiff_t headline = FindHeadline(lines, title);
    if (headline < 0) return;
    headline_ = static_cast<std::size_t>(headline);
    const Line& line = lines_.lines[*headline_];
    headline_begin_ = line.place;
    headline_end_ = *headline_ + 1 < lines.lines.size() ? lines.lines[*headline_ + 1].place
                                                        : line.place + (line.end - line.begin);
    ignored_traits_ = line.traits;
  }

  void Find() {
    std::size_t mark = 0;
    const std::vector<PageLines::Mark>& marks = lines_.marks;
    for (std::size_t i = 0; i < lines_.lines.size(); ++i) {
      const std::size_t first = mark;
      while (mark < marks.size() && marks[mark].line <= i) ++mark;
      ReadLine(i, {marks.data() + first, mark - first});
    }
    Report(published_, votes_.published);
    Report(modified_, votes_.modified);
  }

 private:
  static constexpr std::uint32_t kInLink = 1U << 31;  // beside the bits of NameHint

  struct Candidate {
    Dated dated;
    double score = 0;
    bool time_element = false;
    double lone = 0;  ///< more if the page shows no other day
  };

  void ReadLine(std::size_t index, std::span<const PageLines::Mark> marks) {
    Line line = lines_.lines[index];
    line.traits &= ~ignored_traits_;
    const std::string_view raw = lines_.In(line);
    if ((line.traits & (kLineInComments | kLineInFooter | kLineInNav)) != 0) return;
    // Some put all that stands above a text into the caption of its picture; captions have no
    // marks.
    if ((line.traits & kLineInCaption) != 0 && marks.empty()) return;
    if (marks.empty() && !MayHoldDate(raw)) return;
    const std::string lower = LowerUtf8(raw);
    std::string above;
    if (index > 0 && index - 1 != headline_) {
      const Line& last = lines_.lines[index - 1];
      // A credit of the picture above tells nothing of the date below.
      const bool credit = lines_.In(last).find("\u00A9") != std::string_view::npos;
      if (last.end - last.begin <= 40 && !credit) above = LowerUtf8(lines_.In(last)) + " ";
    }
    std::vector<FoundDate> dates = FindDates(lower, order_);
    if (dates.empty() && marks.empty()) return;
    line_ = index;
    beside_event_ = IsBesideEvent(index);
    at_headline_ = index == headline_;
    in_own_teaser_ = IsInOwnTeaser(index);
    touches_headline_ = headline_ && (index == *headline_ + 1 || index + 1 == *headline_);
    for (const PageLines::Mark& mark : marks) AddMark(line, mark, lower, dates);
    std::size_t after = 0;
    for (const FoundDate& date : dates) {
      const std::string before =
          (date.begin < 3 ? above : "") + lower.substr(after, date.begin - after);
      // Few letters are longer in lower case: near enough to know the element.
      const std::uint32_t element =
          lines_.ElementAt(line.begin + std::min(date.begin, raw.size() - 1));
      Judge(line, element, date, before, std::string_view(lower).substr(date.end), lower.size(),
            dates.size());
      after = date.end;
    }
  }

  /// The date that an element gives as data stands for the one in its text.
  void AddMark(const Line& line, const PageLines::Mark& mark, std::string_view lower,
               std::vector<FoundDate>& dates) const {
    std::optional<Dated> read = ReadDate(mark.value, order_);
    if (!read || read->precision < Precision::kDay) return;
    const std::size_t at =
        std::min<std::size_t>(mark.at < line.begin ? 0 : mark.at - line.begin, lower.size());
    auto place = dates.begin();
    while (place != dates.end() && place->end <= at) ++place;
    const std::uint32_t end = page_.elements()[mark.element].end;
    if (place != dates.end()) {
      const std::uint32_t element = lines_.ElementAt(line.begin + place->begin);
      if (element >= mark.element && element < end) {
        // The text may know the time of day, where the data know the day alone.
        if (place->dated.precision <= read->precision || !Agree(place->dated, *read)) {
          place->dated = std::move(*read);
        }
        return;
      }
    }
    dates.insert(place, FoundDate{at, std::min(at + 10, lower.size()), std::move(*read)});
  }

  /// "12.03.2025 - The text", "Hamburg, 2 November 2021: the text".
  static bool IsDateline(std::string_view after) {
    while (after.starts_with(' ')) after.remove_prefix(1);
    constexpr auto kBorders = std::to_array<std::string_view>(
        {"-", "\u2013", "\u2014", "|", ":", "\u201E", "\u201C", "\u00AB", "\u00BB", "\""});
    return std::any_of(kBorders.begin(), kBorders.end(),
                       [&](std::string_view border) { return after.starts_with(border); });
  }

  void Judge(const Line& line, std::uint32_t element, const FoundDate& date,
             std::string_view before, std::string_view after, std::size_t line_size,
             std::size_t dates) {
    if (at_headline_ && (page_.elements()[element].names & kDateName) == 0) return;
    const std::uint32_t names = NamesAround(element);
    const Label label = LabelOf(before);
    const bool labelled = label == Label::kPublished || label == Label::kModified;
    const bool event = (names & kEventName) != 0 || beside_event_;
    if (label == Label::kOther || (event && !labelled)) return;
    // There was no web yet: a day of birth, or of history.
    if (date.dated.value < "1995" && !labelled) return;
    const std::size_t rest = line_size - (date.end - date.begin);
    // Two signs of publication and a place near the headline are enough (kEnough), one sign and the
    // place directly at it too. Chosen on the developers' halves of the sets in the README.
    double score = 0;
    if ((names & kDateName) != 0) score += 0.35;
    if (labelled) score += 0.35;
    if (label == Label::kDate) score += 0.35;
    if ((line.cut || rest > 80) && date.begin < 40 && IsDateline(after)) {
      score += date.begin == 0 ? 0.35 : 0.25;
    } else if (line.cut || rest > 160) {
      score -= 0.5;
    } else if (rest <= 40) {
      score += 0.25;
    } else if (rest <= 80) {
      score += 0.1;
    }
    if (dates > 2) score -= 0.3;
    if ((names & kHiddenName) != 0) score -= 0.5;
    score += in_own_teaser_ ? 0.35 : Nearness(line);
    constexpr std::size_t kFar = 2000;
    if (headline_ && label == Label::kNone && !in_own_teaser_ &&
        line.place > headline_end_ + kFar) {
      score -= 0.3;
    }
    if ((touches_headline_ || in_own_teaser_) && rest == 0) score += 0.25;
    if (!in_own_teaser_) {
      // Leads are called teasers too: near the headline the names say little.
      if ((line.traits & kLineInAside) != 0) score -= IsRightBelow(line) ? 0.2 : 0.6;
      if ((line.traits & kLineInTeaser) != 0) score -= IsBesideHeadline(line) ? 0.2 : 0.4;
      // The date may be the link to the article, a permalink.
      const bool permalink = (names & kDateName) != 0 && IsBesideHeadline(line);
      if ((names & kInLink) != 0 && rest > 40 && !permalink) score -= 0.4;
    }
    if (date.dated.precision >= Precision::kMinute) score += 0.15;
    Candidate candidate{.dated = date.dated, .score = score};
    candidate.time_element = page_.elements()[element].tag == LXB_TAG_TIME;
    const bool aside = (line.traits & (kLineInAside | kLineInTeaser)) != 0 && !labelled;
    // Pages show today's date at their top.
    const bool top = headline_ && line.place + 300 < headline_begin_;
    if (rest <= 40 && !aside && !top) {
      const bool last = EndsArticle(element);
      const bool label_line = date.begin == 0 && IsDateline(after);  // "12.03.2025 | Politics"
      if (last || !IsOfAnother()) candidate.lone = labelled ? 0.3 : 0.1;
      if (candidate.lone > 0 && (candidate.time_element || label_line || last)) {
        candidate.lone += 0.25;
      }
    }
    (label == Label::kModified ? modified_ : published_).push_back(std::move(candidate));
  }

  [[nodiscard]] bool IsBesideEvent(std::size_t index) const {
    const std::size_t first = index < 2 ? 0 : index - 2;
    for (std::size_t i = first; i <= index + 2 && i < lines_.lines.size(); ++i) {
      if (i == headline_) continue;
      const std::string_view text = lines_.In(lines_.lines[i]);
      const std::string start = LowerUtf8(text.substr(0, FloorBoundary(text, 12)));
      for (const std::string_view word : kEventWords) {
        if (start.starts_with(word)) return true;
      }
    }
    return false;
  }

  /// True beside the linked headline of another article, and above the text of a comment.
  [[nodiscard]] bool IsOfAnother() const {
    constexpr std::size_t kLink = 25;  // names are shorter
    constexpr std::size_t kText = 60;
    const auto length = [&](std::size_t i) -> std::size_t {
      if (i >= lines_.lines.size() || i == headline_) return 0;
      return lines_.lines[i].end - lines_.lines[i].begin;
    };
    const auto is_linked = [&](std::size_t i) {
      return length(i) >= kLink && (lines_.lines[i].traits & kLineInLink) != 0;
    };
    return (line_ > 0 && is_linked(line_ - 1)) || is_linked(line_ + 1) || length(line_ + 1) > kText;
  }

  /// True for the last line of an <article> or <main>: who wrote it, and when.
  [[nodiscard]] bool EndsArticle(std::uint32_t element) const {
    const std::vector<Element>& elements = page_.elements();
    auto at = static_cast<std::int64_t>(element);
    while (at >= 0) {
      const Element& around = elements[static_cast<std::size_t>(at)];
      if (around.tag == LXB_TAG_ARTICLE || around.tag == LXB_TAG_MAIN) {
        return line_ + 1 >= lines_.lines.size() || lines_.lines[line_ + 1].element >= around.end;
      }
      at = around.parent;
    }
    return false;
  }

  /// True beside another line that shows the headline: lists of articles have this one too.
  [[nodiscard]] bool IsInOwnTeaser(std::size_t index) const {
    if (!headline_ || index == *headline_) return false;
    const std::string_view title = lines_.In(lines_.lines[*headline_]);
    const auto shows_title = [&](std::size_t i) {
      return i < lines_.lines.size() && i != *headline_ && lines_.In(lines_.lines[i]) == title;
    };
    constexpr std::size_t kShortest = 15;  // one word is the title of many things
    return title.size() >= kShortest &&
           (shows_title(index + 1) || (index > 0 && shows_title(index - 1)));
  }

  [[nodiscard]] bool IsBesideHeadline(const Line& line) const {
    return headline_ && line.place + 100 >= headline_begin_ && line.place < headline_end_ + 700;
  }

  [[nodiscard]] bool IsRightBelow(const Line& line) const {
    return headline_ && line.place >= headline_end_ && line.place < headline_end_ + 250;
  }

  [[nodiscard]] double Nearness(const Line& line) const {
    if (!headline_) return 0;
    if (line.place >= headline_begin_) {
      const std::size_t distance = line.place < headline_end_ ? 0 : line.place - headline_end_;
      return distance <= 250 ? 0.35 : distance <= 700 ? 0.25 : distance <= 2000 ? 0.1 : 0;
    }
    const std::size_t distance = headline_begin_ - line.place;
    return distance <= 100 ? 0.35 : distance <= 300 ? 0.15 : -0.1;
  }

  /// What the classes of the three elements around a text say.
  [[nodiscard]] std::uint32_t NamesAround(std::uint32_t element) const {
    std::uint32_t names = 0;
    auto at = static_cast<std::int64_t>(element);
    for (int i = 0; i < 4 && at >= 0; ++i) {
      const Element& around = page_.elements()[static_cast<std::size_t>(at)];
      names |= around.names;
      if (around.tag == LXB_TAG_A) names |= kInLink;
      if (around.tag == LXB_TAG_TIME) names |= kDateName;
      at = around.parent;
    }
    return names;
  }

  static void Report(std::vector<Candidate>& candidates, DateVote& vote) {
    constexpr double kEnough = 0.6;
    if (vote.empty()) PreferLoneDay(candidates);
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates) {
      if (candidate.score < kEnough - 1e-9) continue;
      if (best == nullptr || candidate.score > best->score + 1e-9) best = &candidate;
    }
    if (best == nullptr || IsList(candidates, *best)) return;
    vote.Add(best->dated, best->time_element ? "time" : "text", DateVote::kVisible,
             std::min(0.72, best->score * 0.65));
  }

  /// A page that shows one day alone hardly shows that of something else.
  static void PreferLoneDay(std::vector<Candidate>& candidates) {
    const auto day = [](const Candidate& candidate) {
      return std::string_view(candidate.dated.value).substr(0, 10);
    };
    const bool lone = std::all_of(
        candidates.begin(), candidates.end(),
        [&](const Candidate& candidate) { return day(candidate) == day(candidates[0]); });
    for (Candidate& candidate : candidates) {
      if (lone) candidate.score += candidate.lone;
    }
  }

  /// True if other days are as likely: the page lists articles, or the stages of something.
  static bool IsList(const std::vector<Candidate>& candidates, const Candidate& best) {
    constexpr std::size_t kMany = 3;
    std::vector<std::string_view> days;
    for (const Candidate& candidate : candidates) {
      const std::string_view day = std::string_view(candidate.dated.value).substr(0, 10);
      if (candidate.score < best.score - 0.01) continue;
      if (std::find(days.begin(), days.end(), day) == days.end()) days.push_back(day);
      if (days.size() == kMany) return true;
    }
    return false;
  }

  const Page& page_;
  const PageLines& lines_;
  DayOrder order_;
  DateVotes& votes_;
  std::optional<std::size_t> headline_;
  std::size_t headline_begin_ = 0, headline_end_ = 0;
  std::size_t line_ = 0;
  bool beside_event_ = false, at_headline_ = false, touches_headline_ = false;
  bool in_own_teaser_ = false;
  std::uint32_t ignored_traits_ = 0;  ///< what holds the headline holds the article
  std::vector<Candidate> published_, modified_;
};

}  // namespace

std::string DateInUrl(std::string_view url) {
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    if (at + count > url.size()) return -1;
    for (std::size_t i = at; i < at + count; ++i) {
      if (url[i] < '0' || url[i] > '9') return -1;
      value = value * 10 + (url[i] - '0');
    }
    return value;
  };
  const auto is_end = [&](std::size_t at) { return at >= url.size() || number(at, 1) < 0; };
  for (std::size_t at = url.find('/'); at != std::string_view::npos; at = url.find('/', at + 1)) {
    const std::size_t year = at + 1;
    if (number(year, 4) < 1990 || number(year, 4) > 2100) continue;
    std::size_t month = year + 4;
    const char separator = month < url.size() ? url[month] : '\0';
    const bool parted = separator == '/' || separator == '-';
    if (parted) ++month;
    std::size_t length = 2;
    if (number(month, 2) < 0 && parted) length = 1;
    std::size_t day = month + length;
    if (parted && (day >= url.size() || url[day++] != separator)) continue;
    const std::size_t day_length = number(day, 2) >= 0 || !parted ? 2 : 1;
    const auto is_within = [](int value, int most) { return value >= 1 && value <= most; };
    if (!is_within(number(month, length), 12) || !is_within(number(day, day_length), 31) ||
        !is_end(day + day_length)) {
      continue;
    }
    std::array<char, 32> date{};
    const int written = std::snprintf(date.data(), date.size(), "%04d-%02d-%02d", number(year, 4),
                                      number(month, length), number(day, day_length));
    return {date.data(), static_cast<std::size_t>(written)};
  }
  return {};
}

void AddVisibleDates(const Page& page, const PageLines& lines, std::string_view title,
                     DayOrder order, DateVotes& votes) {
  VisibleDates(page, lines, title, order, votes).Find();
}

}  // namespace newswired
