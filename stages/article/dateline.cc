#include "stages/article/dateline.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "stages/article/east_asian_dateline.h"
#include "stages/text/agencies.h"
#include "stages/text/dates.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxDateline = 110;
constexpr std::size_t kMaxPlace = 60;
constexpr std::size_t kMaxAgency = 40;
constexpr std::size_t kMaxWords = 6;
constexpr double kWeak = 0.8;   // of a city that nothing else vouches for
constexpr double kBare = 0.85;  // of capitals that nothing else vouches for
constexpr std::size_t kNowhere = std::string_view::npos;

bool IsIn(std::string_view word, const auto& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// First words of paragraphs in capitals that are no places.
constexpr auto kNoPlaces = std::to_array<std::string_view>(
    {"BREAKING",   "UPDATE",   "UPDATED",  "EXCLUSIVE", "WATCH",     "CORRECTED",
     "CORRECTION", "FACTBOX",  "ANALYSIS", "OPINION",   "REVIEW",    "LIVE",
     "VIDEO",      "PHOTOS",   "WRAPUP",   "RPT",       "REFILE",    "EDITORIAL",
     "COLUMN",     "BRIEF",    "TIMELINE", "FEATURE",   "INTERVIEW", "PREVIEW",
     "NOTE",       "ADVISORY", "URGENT",   "ALERT",     "EDITOR",    "NEWS"});

/// What texts in capitals begin with and explain, or are about, and no place: "NATO - The
/// alliance".
constexpr std::string_view kNames =
    "|NATO|OPEC|BREXIT|UNESCO|UNICEF|UNHCR|UNRWA|UNDP|UNCTAD|IAEA|INTERPOL|EUROPOL|FRONTEX|"
    "EUROSTAT|ASEAN|MERCOSUR|ECOWAS|BRICS|APEC|OSCE|OECD|FAO|WHO|ILO|IMO|ICAO|IOC|IMF|IEA|ECB|"
    "ICC|EBU|FIFA|UEFA|FIBA|UCI|IAAF|WADA|NASA|NOAA|ESA|FBI|CIA|NSA|DEA|EPA|FDA|FEMA|OSHA|FAA|"
    "ACLU|AIDS|HIV|COVID|COVID-19|EBOLA|USA TODAY|HAMAS|HEZBOLLAH|FATAH|ISIS|ISIL|AL QAEDA|"
    "AL-QAEDA|TALIBAN|EUROPEAN UNION|AFRICAN UNION|WORLD BANK|RED CROSS|WORLD CUP|PREMIER LEAGUE|"
    "CHAMPIONS LEAGUE|GOOGLE|APPLE|AMAZON|MICROSOFT|FACEBOOK|TWITTER|TESLA|BITCOIN|SPORT|SPORTS|"
    "POLITICS|BUSINESS|HEALTH|SCIENCE|WEATHER|TRAVEL|CULTURE|ENTERTAINMENT|MUSIC|CRIME|EDUCATION|"
    "TECHNOLOGY|ECONOMY|MARKETS|SOCCER|FOOTBALL|TENNIS|CRICKET|RUGBY|GOLF|CYCLING|ATHLETICS|"
    "BASEBALL|BASKETBALL|BOXING|MOTORSPORT|OLYMPICS|POLL|QUIZ|OBITUARY|ELECTION|SUMMARY|UPDATES|"
    "WARNING|SPOILER|DISCLAIMER|DISCLOSURE|";

/// How what explains a name begins: "OPEC - a group", "BREXIT – the departure".
constexpr auto kExplaining = std::to_array<std::string_view>(
    {"the ", "a ",         "an ",     "which ", "who ", "or ",  "and ",  "what ", "how ",
     "why ", "short for ", "der ",    "die ",   "das ", "ein ", "eine ", "le ",   "la ",
     "les ", "l'",         "l\u2019", "un ",    "une ", "el ",  "los ",  "las ",  "una ",
     "il ",  "lo ",        "gli ",    "uno ",   "o ",   "os ",  "as ",   "um ",   "uma ",
     "de ",  "het ",       "een ",    "den ",   "det ", "en ",  "ett ",  "et "});

/// Small words within names of places, and of dates in some languages.
constexpr auto kConnectors = std::to_array<std::string_view>(
    {"of", "de", "la", "le", "el", "al", "and", "the", "du", "da", "do", "den", "am"});

/// How the United States' and Canada's states are written behind a town: postal codes, and what
/// AP's and CP's Stylebooks have. Full names among them only where these have no shorter form.
constexpr auto kStates = std::to_array<std::string_view>(
    {"AL",    "AK",    "AZ",     "AR",    "CA",    "CO",     "CT",    "DE",    "DC",    "FL",
     "GA",    "HI",    "ID",     "IL",    "IN",    "IA",     "KS",    "KY",    "LA",    "ME",
     "MD",    "MA",    "MI",     "MN",    "MS",    "MO",     "MT",    "NE",    "NV",    "NH",
     "NJ",    "NM",    "NY",     "NC",    "ND",    "OH",     "OK",    "OR",    "PA",    "RI",
     "SC",    "SD",    "TN",     "TX",    "UT",    "VT",     "VA",    "WA",    "WV",    "WI",
     "WY",    "ON",    "QC",     "BC",    "AB",    "MB",     "SK",    "NS",    "NB",    "NL",
     "PE",    "Ala.",  "Alaska", "Ariz.", "Ark.",  "Calif.", "Colo.", "Conn.", "Del.",  "D.C.",
     "Fla.",  "Ga.",   "Hawaii", "Idaho", "Ill.",  "Ind.",   "Iowa",  "Kan.",  "Ky.",   "La.",
     "Maine", "Md.",   "Mass.",  "Mich.", "Minn.", "Miss.",  "Mo.",   "Mont.", "Neb.",  "Nev.",
     "N.H.",  "N.J.",  "N.M.",   "N.Y.",  "N.C.",  "N.D.",   "Ohio",  "Okla.", "Ore.",  "Pa.",
     "R.I.",  "S.C.",  "S.D.",   "Tenn.", "Texas", "Utah",   "Vt.",   "Va.",   "Wash.", "W.Va.",
     "Wis.",  "Wyo.",  "Ont.",   "Que.",  "B.C.",  "Alta.",  "Man.",  "Sask.", "N.S.",  "N.B.",
     "N.L.",  "P.E.I."});

/// Cities that stand in datelines without state or country (AP Stylebook, "datelines"; German
/// and South Asian newspapers), in lower case.
constexpr auto kCities =
    std::to_array<std::string_view>({"atlanta",        "baltimore",       "boston",
                                     "chicago",        "cincinnati",      "cleveland",
                                     "dallas",         "denver",          "detroit",
                                     "honolulu",       "houston",         "indianapolis",
                                     "las vegas",      "los angeles",     "miami",
                                     "milwaukee",      "minneapolis",     "new orleans",
                                     "new york",       "oklahoma city",   "philadelphia",
                                     "phoenix",        "pittsburgh",      "st. louis",
                                     "salt lake city", "san antonio",     "san diego",
                                     "san francisco",  "seattle",         "washington",
                                     "united nations", "amsterdam",       "baghdad",
                                     "bangkok",        "beijing",         "beirut",
                                     "berlin",         "brussels",        "cairo",
                                     "djibouti",       "dublin",          "geneva",
                                     "gibraltar",      "guatemala city",  "havana",
                                     "helsinki",       "hong kong",       "islamabad",
                                     "istanbul",       "jerusalem",       "johannesburg",
                                     "kuwait city",    "london",          "luxembourg",
                                     "macau",          "madrid",          "mexico city",
                                     "milan",          "monaco",          "montreal",
                                     "moscow",         "munich",          "new delhi",
                                     "panama city",    "paris",           "prague",
                                     "quebec city",    "rio de janeiro",  "rome",
                                     "san marino",     "sao paulo",       "shanghai",
                                     "singapore",      "stockholm",       "sydney",
                                     "tokyo",          "toronto",         "vatican city",
                                     "vienna",         "zurich",          "ankara",
                                     "athens",         "budapest",        "copenhagen",
                                     "damascus",       "kabul",           "kyiv",
                                     "lisbon",         "nairobi",         "oslo",
                                     "riyadh",         "seoul",           "tehran",
                                     "tel aviv",       "warsaw",          "hamburg",
                                     "m\u00FCnchen",   "frankfurt",       "k\u00F6ln",
                                     "stuttgart",      "d\u00FCsseldorf", "leipzig",
                                     "wien",           "mumbai",          "kolkata",
                                     "chennai",        "bengaluru",       "bangalore",
                                     "hyderabad",      "ahmedabad",       "pune",
                                     "lucknow",        "jaipur",          "patna",
                                     "bhopal",         "chandigarh",      "thiruvananthapuram",
                                     "kochi",          "guwahati",        "srinagar",
                                     "jammu",          "ranchi",          "bhubaneswar",
                                     "dehradun",       "shimla",          "nagpur",
                                     "indore",         "kanpur",          "noida",
                                     "gurugram",       "karachi",         "lahore",
                                     "rawalpindi",     "peshawar",        "quetta",
                                     "multan",         "faisalabad",      "dhaka",
                                     "chittagong",     "colombo",         "kathmandu",
                                     "kuala lumpur",   "putrajaya",       "george town",
                                     "kota kinabalu",  "kuching",         "johor baru",
                                     "jakarta",        "manila",          "hanoi",
                                     "dubai",          "abu dhabi",       "doha",
                                     "jeddah"});

/// Who else sends reports: broadcasters, press services, and agencies as they are written in
/// Arabic.
constexpr auto kSenders = std::to_array<std::string_view>(
    {"cnn",           "cnn business",  "cbs news",   "nbc news",    "abc news",
     "npr",           "bbc",           "prnewswire", "pr newswire", "globe newswire",
     "globenewswire", "business wire", "رويترز",     "أ ف ب",       "ا ف ب",
     "فرانس برس",     "د ب أ",         "الأناضول",   "وكالات",      "واس",
     "وام",           "سانا"});

bool IsSender(std::string_view name) {
  const std::string lower = LowerUtf8(name);
  return IsAgency(lower) || IsIn(lower, kSenders);
}

/// "INTERFAX.RU", "KOMPAS.com": a house that is called as its site is.
bool IsDomain(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  if (dot == kNowhere || dot < 3 || word.size() - dot < 3 || word.size() - dot > 4) return false;
  if (IsIn(word, kStates)) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return c == '.' || c == '-' || IsAlphanumericAscii(c); });
}

/// Letters of scripts without capitals.
bool IsCaseless(std::string_view word) {
  std::size_t at = 0;
  const char32_t c = DecodeUtf8(word, at);
  return c >= 0x0590 && c < 0x1C80;
}

constexpr auto kDashes =
    std::to_array<std::string_view>({"--", "-", "\u2013", "\u2014", "\u2015", "_"});

/// Where a dash that stands at `at`, or behind one space, ends; kNowhere if none does. A short one
/// must not go on into a word: "London (UK)-based".
std::size_t EndOfDash(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == ' ') ++at;
  for (const std::string_view dash : kDashes) {
    if (!text.substr(std::min(at, text.size())).starts_with(dash)) continue;
    const std::size_t end = at + dash.size();
    const bool glues = dash.size() == 1 && end < text.size() && text[end] != ' ';
    return glues ? kNowhere : end;
  }
  return kNowhere;
}

/// What can end a dateline without an agency: a long dash, or a short one between spaces.
std::size_t EndOfPlainDash(std::string_view text, std::size_t at) {
  const std::size_t end = EndOfDash(text, at);
  if (end == kNowhere || text[end - 1] == '_') return kNowhere;
  const bool hyphen = text[end - 1] == '-' && (end < 2 || text[end - 2] != '-');
  return hyphen && text[at] != ' ' ? kNowhere : end;
}

bool IsWeekday(std::string_view word) {
  constexpr auto kDays = std::to_array<std::string_view>(
      {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});
  return IsIn(LowerUtf8(word), kDays);
}

/// "March 12", "12 March", "12 de marzo": a day without its year.
struct DayOfYear {
  int month = 0, day = 0;
};

/// Without the `signs` at its end.
std::string_view Cut(std::string_view text, std::string_view signs) {
  return text.substr(0, text.find_last_not_of(signs) + 1);
}

/// The date that ends `text`, which is cut off it.
std::optional<DayOfYear> CutDayOfYear(std::string_view& text) {
  std::vector<Word> words;
  FindWords(text, words);
  /// 0: no day of a month.
  const auto day_at = [&](std::size_t at) {
    if (at >= words.size()) return 0;
    const std::string_view word = words[at].In(text);
    const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
    const int day = number && word.size() <= 2 ? std::atoi(std::string(word).c_str()) : 0;
    return day <= 31 ? day : 0;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string lower = LowerUtf8(words[i].In(text));
    const int month = std::max(MonthOf(lower), MonthInAnyLanguage(lower));
    if (month == 0) continue;
    DayOfYear found{.month = month};
    std::size_t first = i;
    std::size_t next = i + 1;
    const std::size_t before = i > 1 && words[i - 1].In(text) == "de" ? i - 2 : i - 1;
    if (const int after = day_at(i + 1); after > 0) {
      found.day = after;
      ++next;
    } else if (i > 0) {
      found.day = day_at(before);
      first = before;
    }
    if (found.day == 0) continue;
    if (next != words.size()) continue;  // the date must be the last thing
    text = text.substr(0, words[first].begin);
    return found;
  }
  return std::nullopt;
}

/// The day in ISO 8601, or nothing where its year cannot be told.
std::string DateOf(const DayOfYear& day, const std::optional<Dated>& published) {
  if (!published || published->precision < Precision::kDay) return {};
  const std::string& value = published->value;
  int year = std::atoi(value.substr(0, 4).c_str());
  const int published_day =
      std::atoi(value.substr(5, 2).c_str()) * 31 + std::atoi(value.substr(8, 2).c_str());
  const int this_day = day.month * 31 + day.day;
  if (this_day > published_day + 2) --year;  // "Dec. 31" published in January
  if (this_day + 12 * 31 - 4 <= published_day)
    ++year;  // "Jan. 1" published on 31 December elsewhere
  const std::string text = std::to_string(year) + (day.month < 10 ? "-0" : "-") +
                           std::to_string(day.month) + (day.day < 10 ? "-0" : "-") +
                           std::to_string(day.day);
  const std::optional<Dated> checked = ParseDate(text);
  return checked ? checked->value : std::string();
}

bool EndsWithState(std::string_view place) {
  const std::size_t comma = place.rfind(", ");
  return comma != std::string_view::npos && IsIn(place.substr(comma + 2), kStates);
}

/// "(Example Wire)" or "/TASS/".
struct Mark {
  std::size_t begin = 0, end = 0;
  std::string_view agency;
};

std::optional<Mark> FindMark(std::string_view text) {
  const std::size_t open = text.find_first_of("(/");
  if (open == kNowhere) return std::nullopt;
  // "WASHINGTON/LONDON" are two places.
  const bool between = text[open] == '/' && ((open > 0 && text[open - 1] != ' ') ||
                                             text.substr(open + 1).starts_with(' '));
  if (between) {
    const std::size_t bracket = text.find('(', open);
    if (bracket == kNowhere) return std::nullopt;
    std::optional<Mark> mark = FindMark(text.substr(bracket));
    if (mark) *mark = {mark->begin + bracket, mark->end + bracket, mark->agency};
    return mark;
  }
  const std::size_t close = text.find(text[open] == '(' ? ')' : '/', open + 1);
  if (close == kNowhere || close - open > kMaxAgency) return std::nullopt;
  const std::string_view agency = TrimAscii(text.substr(open + 1, close - open - 1));
  if (agency.empty()) return std::nullopt;
  return Mark{open, close + 1, agency};
}

/// The first mark with a sender's name before a dash; else the first of all: "Kaolack (Sénégal), 9
/// sept 2026 (AFP) -".
std::optional<Mark> FindSendersMark(std::string_view text) {
  const std::optional<Mark> first = FindMark(text);
  std::optional<Mark> mark = first;
  while (mark && !IsSender(mark->agency)) {
    const std::size_t begin = mark->end;
    std::optional<Mark> next = FindMark(text.substr(begin));
    if (!next) return first;
    *next = {next->begin + begin, next->end + begin, next->agency};
    for (std::size_t at = begin; at < next->begin; ++at) {
      if (EndOfDash(text, at) != kNowhere) return first;
    }
    mark = next;
  }
  return mark ? mark : first;
}

class DatelineReader {
 public:
  DatelineReader(std::string_view text, const std::optional<Dated>& published)
      : text_(text), published_(published) {}

  std::optional<Dateline> Read() {
    if (const std::size_t credit = EndOfCredit(); credit != kNowhere) return ReadCredited(credit);
    const std::optional<Mark> mark = FindSendersMark(text_);
    const std::size_t dash = FindPlainDash(0);
    if (mark && mark->begin == 0) return ReadBehind(*mark);
    // "NEW YORK--(BUSINESS WIRE)--"
    const bool glued = mark && dash != kNowhere && mark->begin == EndOfDash(text_, dash);
    if (mark && (mark->begin < dash || glued)) return ReadBefore(*mark);
    if (dash != kNowhere) return ReadDash(dash);
    return ReadColon();
  }

 private:
  /// Where the dash of "Reuters - Shares rose" ends.
  [[nodiscard]] std::size_t EndOfCredit() const {
    const std::string lower = LowerUtf8(text_);
    const std::size_t size = lower.size() == text_.size() ? AgencyAtStart(lower) : 0;
    const std::string_view name = text_.substr(0, size);
    if (size == 0 || name[0] < 'A' || name[0] > 'Z') return kNowhere;
    return text_.substr(size).starts_with(' ') ? EndOfPlainDash(text_, size) : kNowhere;
  }

  /// "Canadian Press - OTTAWA (CP) -", "Reuters - Shares rose"
  std::optional<Dateline> ReadCredited(std::size_t begin) const {
    const std::size_t place = std::min(text_.find_first_not_of(' ', begin), text_.size());
    std::optional<Dateline> line = DatelineReader(text_.substr(place), published_).Read();
    const auto shift = static_cast<std::uint32_t>(place);
    if (line && !line->place.empty()) {
      line->span = {.begin = 0, .end = line->span.end + shift};
      return line;
    }
    line.emplace();
    line->span = MakeSpan(0, begin);
    line->agency = text_.substr(0, AgencyAtStart(LowerUtf8(text_)));
    line->confidence = 0.9;
    return line;
  }

  [[nodiscard]] std::size_t FindPlainDash(std::size_t from) const {
    constexpr std::string_view kFirstBytes = "-\xE2";
    for (std::size_t at = text_.find_first_of(kFirstBytes, from); at != kNowhere;
         at = text_.find_first_of(kFirstBytes, at + 1)) {
      const std::size_t begin = at > from && text_[at - 1] == ' ' ? at - 1 : at;
      if (EndOfPlainDash(text_, begin) != kNowhere) return begin;
    }
    return kNowhere;
  }

  /// "BERLIN -- The state", "WASHINGTON--The state"
  std::optional<Dateline> ReadDash(std::size_t dash) {
    const std::size_t end = EndOfDash(text_, dash);
    glued_ = text_[dash] != ' ' && end < text_.size() && text_[end] != ' ' &&
             !text_.substr(0, end).ends_with("\u2014");
    return ReadPlace(CutSender(text_.substr(0, dash)), end);
  }

  /// "TULLARA, July 9" of "TULLARA, July 9 AAP", "Jakarta" of "TEMPO.CO, Jakarta": who sends may
  /// stand there without brackets.
  std::string_view CutSender(std::string_view place) {
    const std::size_t comma = place.find(", ");
    if (comma != kNowhere && IsDomain(place.substr(0, comma))) {
      agency_ = place.substr(0, comma);
      known_ = true;
      return place.substr(comma + 2);
    }
    const std::size_t space = place.rfind(' ');
    if (space == kNowhere) return place;
    const std::string_view last = place.substr(space + 1);
    const std::string_view before = Cut(place.substr(0, space), " ,.");
    const bool apart = place[space - 1] == ',' || place[space - 1] == '.';
    // "NEW DELHI, INDIA ANI" needs no comma, but a name ("Maria Pa") must not be taken apart.
    std::string_view rest = before;
    Dateline dated;
    const bool agency = IsAgency(LowerUtf8(last)) && last.size() >= 3 && CutDate(rest, dated);
    if (before.empty() || !(agency || (apart && IsDomain(last)))) return place;
    agency_ = last;
    known_ = true;
    return before;
  }

  /// "(ANSA) - ROMA, 12 MAR -"
  std::optional<Dateline> ReadBehind(const Mark& mark) {
    const std::size_t begin = EndOfDash(text_, mark.end);
    if (begin == kNowhere) return std::nullopt;
    const std::size_t dash = FindPlainDash(begin);
    agency_ = mark.agency;
    std::optional<Dateline> line;
    if (dash != kNowhere) {
      line = ReadPlace(text_.substr(begin, dash - begin), EndOfDash(text_, dash));
    }
    const bool text = text_.find_first_not_of(' ', begin) != kNowhere;
    if (line || !text || !IsSender(mark.agency)) return line;
    line.emplace();  // "(CNN) — The", "/PRNewswire/ -- The"
    line->span = MakeSpan(0, begin);
    line->agency = mark.agency;
    line->confidence = 0.9;
    return line;
  }

  /// "NAIROBI, March 12 (Example Wire) -"
  std::optional<Dateline> ReadBefore(const Mark& mark) {
    const std::string_view place = text_.substr(0, mark.begin);
    agency_ = mark.agency;
    Dateline marked;
    if (CutDate(agency_, marked)) {  // "(Marketwire - December 23, 2010)"
      date_ = marked.date;
      agency_ = WithoutWeekday(agency_);
    }
    const bool known = IsSender(agency_);
    known_ = known;
    std::size_t end = mark.end;
    if (end < text_.size() && (text_[end] == '.' || text_[end] == ':')) ++end;
    const std::size_t dash = EndOfDash(text_, end);
    if (dash != kNowhere) {
      end = dash;
    } else if (end == mark.end && !known) {  // "New Delhi, March 12 (PTI) The court" has no sign
      return std::nullopt;
    }
    // "OSLO (NTB): The bridge"
    const bool colon = known && text_.substr(mark.end).starts_with(": ") && StartsInCapitals(place);
    must_have_date_ = dash == kNowhere && !colon;
    // "Rostow (Russland) -": a name that is no agency's behind one that is not in capitals.
    if (!known && text_[mark.begin] == '(' && IsPlainName(agency_) && !StartsInCapitals(place)) {
      agency_ = {};
      in_brackets_ = true;
    }
    return ReadPlace(place, end);
  }

  /// "NEW DELHI: The court"
  std::optional<Dateline> ReadColon() {
    const std::size_t colon = text_.find(": ");
    if (colon == kNowhere) return std::nullopt;
    const std::string_view place = TrimAscii(text_.substr(0, colon));
    must_have_date_ = !StartsInCapitals(place) || !IsIn(LowerUtf8(place), kCities);
    return ReadPlace(place, colon + 1);
  }

  static bool IsPlainName(std::string_view name) {
    std::vector<Word> words;
    FindWords(name, words);
    return words.size() == 1 && words[0].capital && !words[0].all_caps;
  }

  static bool StartsInCapitals(std::string_view place) {
    std::vector<Word> words;
    FindWords(place, words);
    return !words.empty() && words[0].all_caps;
  }

  std::optional<Dateline> ReadPlace(std::string_view place, std::size_t end) {
    Dateline line;
    line.span = MakeSpan(0, end);
    line.agency = agency_;
    line.date = date_;
    place = TrimAscii(place);
    const bool day = CutDate(place, line) || !date_.empty();
    // "Москва. 12 марта."
    if (day && place.ends_with('.') && !EndsWithAbbreviation(place)) place.remove_suffix(1);
    if (must_have_date_ && !day) return std::nullopt;
    place = WithoutWeekday(place);
    if (place.empty()) {  // "March 12 (Reuters) -"
      if (!day || !IsAgency(LowerUtf8(agency_))) return std::nullopt;
      line.confidence = 0.9;
      return line;
    }
    line.confidence = Judge(place, day || !agency_.empty() || in_brackets_);
    if (line.confidence == 0) return std::nullopt;
    if (line.confidence <= kWeak && GoesOnLower(end)) return std::nullopt;
    const bool alone = line.confidence <= kBare && place.find(',') == kNowhere;
    if (alone && IsExplained(end)) return std::nullopt;
    line.place = place;
    return line;
  }

  static bool EndsWithAbbreviation(std::string_view place) {
    const std::size_t last = place.find_last_of(" ,") + 1;
    return place.find('.') + 1 < place.size() || IsIn(place.substr(last), kStates) ||
           place.size() - last <= 5;
  }

  /// "LONDON, Monday"
  static std::string_view WithoutWeekday(std::string_view place) {
    const std::size_t last = place.find_last_of(" ,") + 1;  // 0 if there is one word
    if (IsWeekday(place.substr(last))) place = place.substr(0, last);
    return Cut(place, " ,-");
  }

  /// Cuts a date off the end of `place`.
  bool CutDate(std::string_view& place, Dateline& line) const {
    const std::string_view rest = Cut(place, " ,.");
    if (rest.find_first_of("0123456789") == kNowhere) return false;
    const std::string lower = LowerUtf8(rest);
    if (lower.size() == rest.size()) {
      for (const FoundDate& date : FindDates(lower, DayOrder::kUnknown)) {
        if (date.end != rest.size() || date.dated.precision < Precision::kDay) continue;
        line.date = date.dated.value.substr(0, 10);
        place = Cut(rest.substr(0, date.begin), " ,");
        return true;
      }
    }
    std::string_view before = rest;
    const std::optional<DayOfYear> day = CutDayOfYear(before);
    if (!day) return false;
    line.date = DateOf(*day, published_);
    place = Cut(before, " ,");
    return true;
  }

  /// How sure it is that `place` is one, 0 if it is none. `evidence`: an agency or a date says so.
  [[nodiscard]] double Judge(std::string_view place, bool evidence) const {
    std::vector<Word> words;
    FindWords(place, words);
    if (words.empty() || words.size() > kMaxWords || place.size() > kMaxPlace) return 0;
    if (words[0].begin != 0 || place.find_first_of(":;!?\"") != kNowhere) return 0;
    const bool capitalised = std::all_of(words.begin(), words.end(), [&](const Word& word) {
      return word.capital || IsIn(word.In(place), kConnectors) ||
             (known_ && IsCaseless(word.In(place)));
    });
    const std::string_view first = words[0].In(place);
    if (!capitalised || first.size() < 2 || IsIn(first, kNoPlaces)) return 0;
    // "Jan. 6 - ..." and "I - ..." are no places; a short first word needs a second in capitals.
    bool caps = words[0].all_caps && (first.size() >= 3 || (words.size() > 1 && words[1].all_caps));
    if (EndsWithState(place)) evidence = true;
    if (IsName(place) && !known_) return 0;
    if (!evidence && words.size() == 1 && HasNoVowels(first)) return 0;
    constexpr std::size_t kWordsOfACity = 3;
    if (words.size() > kWordsOfACity && place.find(',') == kNowhere && !evidence) caps = false;
    const bool city = IsIn(LowerUtf8(place), kCities);
    // Any word is put before a dash without spaces, in capitals too.
    if (glued_ && !city && place.find(',') == kNowhere) caps = false;
    if (caps) return evidence ? 0.98 : kBare;
    if (evidence) return 0.9;
    return city || IsTownAndCountry(place) ? kWeak : 0;
  }

  /// "Kyiv, Ukraine", "Dearborn, Michigan"
  static bool IsTownAndCountry(std::string_view place) {
    const auto is_name = [](std::string_view name) {
      constexpr std::size_t kShortest = 4, kLongest = 24;
      return name.size() >= kShortest && name.size() <= kLongest &&
             name.find_first_of(",.") == kNowhere;
    };
    const std::size_t comma = place.find(", ");
    return comma != kNowhere && is_name(place.substr(0, comma)) && is_name(place.substr(comma + 2));
  }

  static bool IsName(std::string_view place) {
    return kNames.find("|" + std::string(place) + "|") != kNowhere;
  }

  /// "BBC", "NHS": letters that stand for words.
  static bool HasNoVowels(std::string_view word) {
    return word.find_first_not_of("BCDFGHJKLMNPQRSTVWXZ") == kNowhere;
  }

  /// "OPEC - a group of states": a name and what it is.
  [[nodiscard]] bool IsExplained(std::size_t at) const {
    const std::size_t first = text_.find_first_not_of(' ', at);
    return first != kNowhere && std::any_of(kExplaining.begin(), kExplaining.end(),
                                            [rest = text_.substr(first)](std::string_view words) {
                                              return rest.starts_with(words);
                                            });
  }

  /// "Berlin - a city": no report begins in the middle of a sentence.
  [[nodiscard]] bool GoesOnLower(std::size_t at) const {
    const std::size_t first = text_.find_first_not_of(' ', at);
    return first == kNowhere || (text_[first] >= 'a' && text_[first] <= 'z');
  }

  std::string_view text_;
  const std::optional<Dated>& published_;
  std::string_view agency_;
  std::string date_;    ///< where it stands with the agency
  bool known_ = false;  ///< the agency is one
  bool must_have_date_ = false;
  bool glued_ = false;        ///< no space on either side of a dash that is not the longest
  bool in_brackets_ = false;  ///< the place goes on in brackets
};

}  // namespace

std::optional<Dateline> FindDateline(std::string_view body, const std::optional<Dated>& published) {
  const std::string_view text =
      body.substr(0, FloorBoundary(body, std::min(body.find('\n'), kMaxDateline)));
  if (const auto found = ReadEastAsianDateline(text)) {
    Dateline line;
    line.span = MakeSpan(0, found->size);
    line.place = found->place;
    line.agency = found->agency;
    if (found->month > 0) line.date = DateOf({found->month, found->day}, published);
    line.confidence = 0.95;
    return line;
  }
  return DatelineReader(text, published).Read();
}

std::optional<Dateline> FindDateline(std::string_view body, std::size_t begin,
                                     const std::vector<Block>& blocks,
                                     const std::optional<Dated>& published) {
  const auto find_at = [&](std::size_t at) {
    std::optional<Dateline> line = FindDateline(body.substr(at), published);
    if (line) {
      line->span.begin += static_cast<std::uint32_t>(at);
      line->span.end += static_cast<std::uint32_t>(at);
    }
    return line;
  };
  if (begin > 0) {
    if (std::optional<Dateline> line = find_at(begin)) return line;
  }
  // The text begins in one of the first three, or below more lines of a header.
  constexpr std::size_t kParagraphs = 3, kLines = 12;
  constexpr std::size_t kLine = 160;
  std::size_t looked = 0;
  bool header = true;
  for (const Block& block : blocks) {
    if (block.kind != BlockKind::kParagraph) continue;
    if (looked == kLines || (looked >= kParagraphs && !header)) break;
    ++looked;
    header = header && block.span.end - block.span.begin <= kLine;
    std::optional<Dateline> line = find_at(block.span.begin);
    const bool first = block.span.begin == 0;
    if (line && (first || !line->agency.empty() || !line->date.empty())) return line;
  }
  return std::nullopt;
}

}  // namespace newswired
