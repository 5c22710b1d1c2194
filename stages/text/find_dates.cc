#include "stages/text/find_dates.h"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <utility>

#include "stages/text/dates.h"
#include "stages/text/solar_hijri.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Names and common abbreviations by month, parted by spaces: English, German, French, Spanish,
/// Italian, Portuguese, Dutch, Polish, Czech, Slovak, Swedish, Danish, Norwegian, Finnish,
/// Hungarian, Romanian, Croatian, Turkish, Russian, Ukrainian, Catalan, Indonesian, Greek,
/// Slovenian, Serbian, Bulgarian, Estonian, Icelandic, Afrikaans, Arabic (of Egypt, the Levant and
/// the Maghreb), Hindi, Hebrew, Thai, Persian, Bengali, Marathi, Tamil, Telugu, Urdu, Swahili,
/// Lithuanian and Latvian, in the cases that stand in dates. Polish and Croatian "listopada" and
/// names of two words are read elsewhere.
constexpr std::array<std::string_view, 12> kNames = {
    "january jan januar jänner jänn januari janvier janv enero ene gennaio gen janeiro "
    "stycznia styczeń sty ledna leden januára tammikuuta tammikuu január ianuarie ian "
    "siječnja ocak oca января янв січня gener ιανουαρίου januarja јануар јануара януари "
    "jaanuar janúar januarie يناير जनवरी січ styczen ינואר בינואר มกราคม ม.ค ژانویه জানুয়ারি "
    "জানুয়ারী जानेवारी ஜனவரி జనవరి جنوری sausio janvāris janvārī جانفي",
    "february feb februar feber februari febr février févr fév fevrier febrero febbraio "
    "fevereiro fev lutego luty lut února únor februára helmikuuta helmikuu február februarie "
    "veljače şubat şub февраля фев лютого febrer φεβρουαρίου februarja фебруар фебруара "
    "февруари veebruar febrúar فبراير फरवरी फ़रवरी февр лют פברואר בפברואר กุมภาพันธ์ ก.พ "
    "فوریه ফেব্রুয়ারি ফেব্রুয়ারী फेब्रुवारी பிப்ரவரி ఫిబ్రవరి فروری vasario februāris "
    "februārī شباط فيفري",
    "march mar märz mär mrz maerz maart mrt mars marzo março marca marzec března březen "
    "maaliskuuta maaliskuu március márc martie ožujka mart марта мар березня març maret "
    "μαρτίου marec märts март مارس मार्च бер מרץ במרץ มีนาคม มี.ค মার্চ மார்ச் మార్చి مارچ "
    "machi kovo marts martā آذار",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben apríla huhtikuuta "
    "huhtikuu április ápr aprilie travnja nisan nis апреля апр квітня απριλίου aprila април "
    "априла aprill apríl أبريل ابريل अप्रैल квіт אפריל באפריל เมษายน เม.ย آوریل এপ্রিল एप्रिल "
    "ஏப்ரல் ఏప్రిల్ اپریل aprili balandžio aprīlis aprīlī نيسان أفريل",
    "may mai mei mayo maggio mag maio maja maj května květen mája toukokuuta toukokuu május "
    "máj svibnja mayıs мая май травня maig μαΐου мај маја maí مايو मई трав מאי במאי พฤษภาคม "
    "พ.ค مه মে मे மே మే مئی gegužės maijs maijā أيار ايار ماي",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen júna "
    "kesäkuuta kesäkuu június jún iunie iun lipnja haziran haz июня июн червня juny ιουνίου "
    "junija јун јуна юни juuni júní junie يونيو जून черв יוני ביוני มิถุนายน มิ.ย ژوئن জুন "
    "ஜூன் జూన్ جون birželio jūnijs jūnijā حزيران جوان",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec "
    "júla heinäkuuta heinäkuu július júl iulie iul srpnja temmuz tem июля июл липня juliol "
    "ιουλίου julija јул јула юли juuli júlí julie يوليو जुलाई лип יולי ביולי กรกฎาคม ก.ค "
    "ژوئیه جولای জুলাই जुलै ஜூலை జులై جولائی julai liepos jūlijs jūlijā تموز جويلية يوليوز",
    "august aug augustus août aout agosto ago sierpnia sierpień sie srpna srpen augusta "
    "augusti elokuuta elokuu augusztus kolovoza ağustos ağu августа авг серпня agost agustus "
    "αυγούστου avgust avgusta август ágúst أغسطس اغسطس अगस्त серп אוגוסט באוגוסט สิงหาคม ส.ค "
    "اوت আগস্ট ऑगस्ट ஆகஸ்ட் ఆగస్టు اگست agosti rugpjūčio augusts augustā آب أوت غشت",
    "september sep sept septembre septiembre setiembre settembre set setembro września "
    "wrzesień wrz září septembra syyskuuta syyskuu szeptember szept septembrie rujna eylül "
    "eyl сентября сен вересня setembre σεπτεμβρίου septembar септембар септембра септември "
    "سبتمبر सितंबर सितम्बर сент вер ספטמבר בספטמבר กันยายน ก.ย سپتامبر সেপ্টেম্বর सप्टेंबर "
    "செப்டம்பர் సెప్టెంబర్ ستمبر septemba rugsėjo septembris septembrī أيلول ايلول شتنبر",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik "
    "paź října říjen októbra lokakuuta lokakuu október octombrie ekim eki октября окт жовтня "
    "οκτωβρίου oktobar oktobra октобар октобра октомври oktoober أكتوبر اكتوبر अक्टूबर жовт "
    "אוקטובר באוקטובר ตุลาคม ต.ค اکتبر অক্টোবর ऑक्टोबर அக்டோபர் అక్టోబర్ اکتوبر oktoba spalio "
    "oktobris oktobrī",
    "november nov novembre noviembre novembro listopadu novembra marraskuuta marraskuu "
    "noiembrie studenoga studenog kasım kas ноября ноя νοεμβρίου novembar новембар новембра "
    "ноември nóvember نوفمبر नवंबर नवम्बर нояб лист листопада נובמבר בנובמבר พฤศจิกายน พ.ย "
    "نوامبر নভেম্বর नोव्हेंबर நவம்பர் నవంబర్ نومبر novemba lapkričio novembris novembrī نونبر",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro grudnia "
    "grudzień gru prosince prosinec decembra joulukuuta joulukuu decembrie prosinca aralık "
    "ara des desember декабря дек грудня desembre δεκεμβρίου decembar децембар децембра "
    "декември detsember ديسمبر दिसंबर दिसम्बर груд דצמבר בדצמבר ธันวาคม ธ.ค دسامبر ডিসেম্বর "
    "डिसेंबर டிசம்பர் డిసెంబర్ دسمبر desemba gruodžio decembris decembrī دجنبر"};

std::unordered_map<std::string_view, int> MakeMonths() {
  std::unordered_map<std::string_view, int> months;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    std::string_view rest = kNames[i];
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      months.emplace(rest.substr(0, end), static_cast<int>(i + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return months;
}

/// Of a digit in scripts whose languages kNames has; -1 of anything else.
int DigitValue(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c < 0x660 || (c > 0xE59 && c < 0xFF10)) return -1;
  constexpr auto kZeros =  // Arabic, Persian, Devanagari, Bengali, Tamil, Telugu, Thai, full width
      std::to_array<char32_t>({0x660, 0x6F0, 0x966, 0x9E6, 0xBE6, 0xC66, 0xE50, 0xFF10});
  for (const char32_t zero : kZeros) {
    if (c >= zero && c < zero + 10) return static_cast<int>(c - zero);
  }
  return -1;
}

struct Token {
  enum Kind { kNumber, kWord, kSign } kind = kSign;
  std::uint32_t begin = 0, end = 0;
  int value = 0;       ///< of a number
  int digits = 0;      ///< of a number
  char32_t sign = 0;   ///< of a sign
  bool glued = false;  ///< no space before it
};

std::vector<Token> Tokens(std::string_view text) {
  std::vector<Token> tokens;
  bool space = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = DecodeUtf8(text, at);
    if (c == ' ' || c == 0xA0 || (c >= '\t' && c <= '\r')) {
      space = true;
      continue;
    }
    Token token{.begin = static_cast<std::uint32_t>(begin), .glued = !space};
    space = false;
    if (int digit = DigitValue(c); digit >= 0) {
      token.kind = Token::kNumber;
      for (std::size_t next = at; digit >= 0;) {
        at = next;
        if (token.digits < 8) token.value = token.value * 10 + digit;
        ++token.digits;
        digit = next < text.size() ? DigitValue(DecodeUtf8(text, next)) : -1;
      }
    } else if (IsWordCodepoint(c) && !IsIdeograph(c)) {
      token.kind = Token::kWord;
      while (at < text.size()) {
        std::size_t next = at;
        const char32_t more = DecodeUtf8(text, next);
        if (!IsWordCodepoint(more) || IsIdeograph(more) || DigitValue(more) >= 0) break;
        at = next;
      }
    } else {
      token.sign = c;
    }
    token.end = static_cast<std::uint32_t>(at);
    tokens.push_back(token);
  }
  return tokens;
}

struct Parts {
  int year = 0, month = 0, day = 0;
};

/// Day of the week of a date, 0 is Sunday (Sakamoto).
int WeekDay(int year, int month, int day) {
  constexpr std::array<int, 12> kShift = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  if (month < 3) --year;
  return (year + year / 4 - year / 100 + year / 400 + kShift[static_cast<std::size_t>(month - 1)] +
          day) %
         7;
}

/// True if clocks of the United States show summer time on a day (rules since 2007; the day of the
/// change counts with what follows it).
bool IsUsSummer(const Parts& date) {
  if (date.month != 3 && date.month != 11) return date.month > 3 && date.month < 11;
  const int first_sunday = 1 + (7 - WeekDay(date.year, date.month, 1)) % 7;
  return date.month == 3 ? date.day >= first_sunday + 7 : date.day < first_sunday;
}

/// Zones that ParseDate() does not know.
constexpr auto kOffsets =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"kst", "+09:00"},
                                                                  {"hkt", "+08:00"},
                                                                  {"sgt", "+08:00"},
                                                                  {"wib", "+07:00"},
                                                                  {"wita", "+08:00"},
                                                                  {"msk", "+03:00"},
                                                                  {"мск", "+03:00"},
                                                                  {"aest", "+10:00"},
                                                                  {"aedt", "+11:00"},
                                                                  {"awst", "+08:00"},
                                                                  {"nzst", "+12:00"},
                                                                  {"nzdt", "+13:00"},
                                                                  {"sast", "+02:00"},
                                                                  {"pkt", "+05:00"}});

/// "et", "ct", "mt", "pt" as the name that ParseDate() knows for that day; others as they are.
std::string ZoneName(std::string_view word, const Parts& date) {
  for (const auto& [name, offset] : kOffsets) {
    if (word == name) return std::string(offset);
  }
  if (word.size() == 2 && word[1] == 't' &&
      std::string_view("ecmp").find(word[0]) != std::string_view::npos) {
    return {word[0], IsUsSummer(date) ? 'd' : 's', 't'};
  }
  return std::string(word);
}

/// Names of zones that stand behind times. Those that many share, as IST and BST, are left out.
constexpr std::string_view kZones =
    " z utc gmt est edt cst cdt mst mdt pst pdt et ct mt pt cet cest mez mesz eet eest jst kst hkt "
    "sgt wib wita msk мск aest aedt awst nzst nzdt sast pkt ";

class Reader {
 public:
  Reader(std::string_view text, DayOrder order)
      : text_(text), tokens_(Tokens(text)), order_(order) {}

  std::vector<FoundDate> Read() {
    std::vector<FoundDate> found;
    for (std::size_t i = 0; i < tokens_.size();) {
      Parts date;
      std::size_t next = i;
      if (!StandsAlone(i) || !ReadParts(i, date, next)) {
        ++i;
        continue;
      }
      std::optional<FoundDate> made = Make(i, date, next);
      if (made) {
        found.push_back(std::move(*made));
        taken_ = next;
      }
      i = made ? next : i + 1;
    }
    return found;
  }

 private:
  [[nodiscard]] bool IsNumber(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == Token::kNumber;
  }
  [[nodiscard]] std::size_t Digits(std::size_t i) const {
    return IsNumber(i) ? static_cast<std::size_t>(tokens_[i].digits) : 0;
  }
  [[nodiscard]] bool IsSign(std::size_t i, char32_t sign) const {
    return i < tokens_.size() && tokens_[i].kind == Token::kSign && tokens_[i].sign == sign;
  }
  [[nodiscard]] bool IsGlued(std::size_t i) const { return i < tokens_.size() && tokens_[i].glued; }
  [[nodiscard]] std::string_view Word(std::size_t i) const {
    if (i >= tokens_.size() || tokens_[i].kind != Token::kWord) return {};
    return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }
  [[nodiscard]] bool IsWordIn(std::size_t i, std::string_view list) const {
    const std::string_view word = Word(i);
    if (word.empty()) return false;
    const std::size_t at = list.find(" " + std::string(word) + " ");
    return at != std::string_view::npos;
  }

  /// Not the tail of a version, a telephone number, a file name or an address.
  [[nodiscard]] bool StandsAlone(std::size_t i) const {
    if (i == 0 || !tokens_[i].glued) return true;
    const Token& before = tokens_[i - 1];
    if (before.kind == Token::kNumber) return false;
    if (before.kind == Token::kWord) return false;
    constexpr std::u32string_view kOpen =
        U"([|,:;\uFF08\uFF1A\u3010\u3011\u2022\u00B7\u2013\u2014>/-\u2010*\"'\u201E\u201C";
    if (before.sign == '/' || before.sign == '-') {
      return i < 2 || tokens_[i - 2].kind != Token::kNumber;
    }
    return kOpen.find(before.sign) != std::u32string_view::npos || !before.glued;
  }

  static bool IsYear(int value) { return value >= 1900 && value <= 2100; }
  static bool IsDay(int value) { return value >= 1 && value <= 31; }
  static bool IsMonth(int value) { return value >= 1 && value <= 12; }

  bool ReadParts(std::size_t i, Parts& date, std::size_t& next) const {
    if (IsNumber(i)) {
      return Digits(i) == 4 ? YearFirst(i, date, next)
                            : Digits(i) <= 2 && (Numeric(i, date, next) || DayMonth(i, date, next));
    }
    return MonthDay(i, date, next);
  }

  /// 2025-03-12, 2025/03/12, 2025.03.12, 2025年3月12日, 2025년 3월 12일, "2025. március 12."
  bool YearFirst(std::size_t i, Parts& date, std::size_t& next) const {
    date.year = tokens_[i].value;
    if (!IsYear(date.year)) return false;
    const std::size_t at = i + 1;
    if (IsSign(at, U'年') && IsNumber(at + 1) && IsSign(at + 2, U'月') && IsNumber(at + 3)) {
      date.month = tokens_[at + 1].value;
      date.day = tokens_[at + 3].value;
      next = IsSign(at + 4, U'日') ? at + 5 : at + 4;
      return true;
    }
    if (Word(at) == "년" && IsNumber(at + 1) && Word(at + 2) == "월" && IsNumber(at + 3)) {
      date.month = tokens_[at + 1].value;
      date.day = tokens_[at + 3].value;
      next = Word(at + 4) == "일" ? at + 5 : at + 4;
      return true;
    }
    if (BalticDate(at, date, next)) return true;
    if (IsSign(at, '.')) {
      const int month = MonthInAnyLanguage(Word(at + 1));
      if (month != 0 && Digits(at + 2) >= 1 && Digits(at + 2) <= 2) {
        date.month = month;
        date.day = tokens_[at + 2].value;
        next = IsSign(at + 3, '.') ? at + 4 : at + 3;
        return true;
      }
    }
    for (const char32_t sign : {U'-', U'/', U'.'}) {
      if (!IsSign(at, sign) || !IsGlued(at) || !IsSign(at + 2, sign)) continue;
      if (Digits(at + 1) == 0 || Digits(at + 1) > 2 || Digits(at + 3) == 0 || Digits(at + 3) > 2) {
        return false;
      }
      date.month = tokens_[at + 1].value;
      date.day = tokens_[at + 3].value;
      next = at + 4;
      // The T of ISO 8601, in lower case by now.
      if (Word(next) == "t" && IsGlued(next) && Digits(next + 1) == 2) ++next;
      return !(IsSign(next, sign) && IsGlued(next) && IsNumber(next + 1));
    }
    return false;
  }

  /// "2026 m. lapkričio 12 d.", "2026. gada 12. novembris"
  bool BalticDate(std::size_t at, Parts& date, std::size_t& next) const {
    if (Word(at) == "m" && IsSign(at + 1, '.')) {
      date.month = MonthInAnyLanguage(Word(at + 2));
      if (date.month == 0 || Digits(at + 3) == 0 || Digits(at + 3) > 2) return false;
      date.day = tokens_[at + 3].value;
      next = at + 4;
      if (Word(next) == "d") next += IsSign(next + 1, '.') ? 2U : 1U;
      return true;
    }
    if (!IsSign(at, '.') || Word(at + 1) != "gada" || !IsNumber(at + 2)) return false;
    const std::size_t month = at + (IsSign(at + 3, '.') ? 4U : 3U);
    date.month = MonthInAnyLanguage(Word(month));
    date.day = tokens_[at + 2].value;
    next = month + 1;
    return date.month != 0;
  }

  /// 12.03.2025, "12. 3. 2025", 12/03/25, 12-03-2025.
  bool Numeric(std::size_t i, Parts& date, std::size_t& next) const {
    for (const char32_t sign : {U'.', U'/', U'-'}) {
      if (!IsSign(i + 1, sign) || !IsGlued(i + 1) || !IsSign(i + 3, sign) || !IsGlued(i + 3)) {
        continue;
      }
      const std::size_t digits = Digits(i + 4);
      if (Digits(i + 2) == 0 || Digits(i + 2) > 2 || (digits != 4 && digits != 2)) return false;
      // Two digits of other scripts may be of a year of another calendar.
      if (digits == 2 && !IsDigitAscii(text_[tokens_[i + 4].begin])) return false;
      if (digits == 2 && (sign == U'-' || !IsGlued(i + 2) || !IsGlued(i + 4))) return false;
      if (sign != U'.' && (!IsGlued(i + 2) || !IsGlued(i + 4))) return false;
      date.year = tokens_[i + 4].value + (digits == 2 ? 2000 : 0);
      next = i + 5;
      if (IsGlued(next) && IsSign(next, sign) && IsGlued(next + 1) && IsNumber(next + 1)) {
        return false;
      }
      return Order(tokens_[i].value, tokens_[i + 2].value, sign, date);
    }
    return false;
  }

  bool Order(int first, int second, char32_t sign, Parts& date) const {
    const bool day_first =
        (sign == '.' && second <= 12) || first > 12 || first == second ||
        (second <= 12 && (order_ == DayOrder::kDayFirst || order_ == DayOrder::kCroatian));
    const bool month_first = !day_first && (second > 12 || order_ == DayOrder::kMonthFirst);
    if (!day_first && !month_first) return false;
    date.day = day_first ? first : second;
    date.month = day_first ? second : first;
    return true;
  }

  /// "12. März 2025", "1er mai 2024", "3 de mayo de 2022", "12-Mar-2025", "07 Dezember, 2022".
  bool DayMonth(std::size_t i, Parts& date, std::size_t& next) const {
    date.day = tokens_[i].value;
    std::size_t at = i + 1;
    if (IsGlued(at) && IsWordIn(at, " st nd rd th er º ª o de ")) ++at;
    if (IsSign(at, '.') || IsSign(at, U'°') || IsSign(at, U'º')) ++at;
    if (IsWordIn(at, " of de di ")) ++at;
    if (IsSign(at, '-') || IsSign(at, '/')) ++at;
    if (const int month = SolarHijriMonth(Word(at)); month != 0) {
      return Year(at + 1, date, next) && SetSolarHijri(month, date);
    }
    const bool thai = IsThai(at);
    date.month = Month(at, IsSign(i + 1, '.'));
    if (date.month == 0) return false;
    if (!Year(at, date, next)) return false;
    constexpr int kBuddhistEra = 543;
    if (thai && date.year > 2400) date.year -= kBuddhistEra;
    return true;
  }

  /// "۱۲ فروردین ۱۴۰۴", whose day and year are in `date`, as the same day of our calendar.
  static bool SetSolarHijri(int month, Parts& date) {
    const auto day = FromSolarHijri(date.year, month, date.day);
    if (!day) return false;
    date = {.year = static_cast<int>(day->year()),
            .month = static_cast<int>(static_cast<unsigned>(day->month())),
            .day = static_cast<int>(static_cast<unsigned>(day->day()))};
    return true;
  }

  /// The month that stands here, or 0; `at` moves past its name, or past both names of it as in
  /// "نوفمبر/ تشرين الثاني". `ordinal`: the day has a full stop.
  int Month(std::size_t& at, bool ordinal) const {
    const int month = MonthName(at, ordinal);
    std::size_t other = at + 1;
    if (month != 0 && IsSign(at, '/') && MonthName(other, ordinal) == month) at = other;
    return month;
  }

  int MonthName(std::size_t& at, bool ordinal) const {
    const std::string_view word = Word(at);
    if (word.empty()) return 0;
    if (word == "tháng") return VietnameseMonth(at);
    int month = MonthInAnyLanguage(word);
    std::size_t names = 1;  // tokens
    if (word == "listopada" || word == "lis") month = Listopad(ordinal);
    if (month == 0 && IsThai(at) && IsSign(at + 1, '.') && IsThai(at + 2)) {  // "พ.ย."
      const std::uint32_t begin = tokens_[at].begin;
      month = MonthInAnyLanguage(text_.substr(begin, tokens_[at + 2].end - begin));
      names = 3;
    }
    if (month == 0 && (word == "تشرين" || word == "كانون")) {
      month = LevantMonth(at);
      names = 2;
    }
    if (month != 0) at += names;
    return month;
  }

  /// "tháng 11 năm": month 11 of the year.
  int VietnameseMonth(std::size_t& at) const {
    if (Digits(at + 1) == 0 || Digits(at + 1) > 2) return 0;
    const int month = tokens_[at + 1].value;
    at += Word(at + 2) == "năm" ? 3U : 2U;
    return month;
  }

  /// The first and the second of a name.
  [[nodiscard]] int LevantMonth(std::size_t at) const {
    const bool second = IsWordIn(at + 1, " الثاني الثانى ");
    if (!second && !IsWordIn(at + 1, " الأول الاول ")) return 0;
    return Word(at) == "تشرين" ? (second ? 11 : 10) : (second ? 1 : 12);
  }

  [[nodiscard]] bool IsThai(std::size_t i) const {
    const std::string_view word = Word(i);
    return word.starts_with("\xE0\xB8") || word.starts_with("\xE0\xB9");
  }

  /// November in Polish ("12 listopada"), October in Croatian ("12. listopada"); 0 where the
  /// language of the page and the full stop say different things.
  [[nodiscard]] int Listopad(bool ordinal) const {
    if (order_ == DayOrder::kCroatian) return 10;
    return ordinal ? 0 : 11;
  }

  /// "March 12th, 2025", "Nov. 22 2011".
  bool MonthDay(std::size_t i, Parts& date, std::size_t& next) const {
    date.month = MonthInAnyLanguage(Word(i));
    if (date.month == 0) return false;
    std::size_t at = i + 1;
    if (IsSign(at, '.')) ++at;
    if (Digits(at) == 0 || Digits(at) > 2) return false;
    date.day = tokens_[at].value;
    ++at;
    if (IsGlued(at) && IsWordIn(at, " st nd rd th ")) ++at;
    if (IsSign(at, ',')) ++at;
    if (Digits(at) != 4) return false;
    date.year = tokens_[at].value;
    next = at + 1;
    return true;
  }

  bool Year(std::size_t at, Parts& date, std::size_t& next) const {
    const bool glued = IsGlued(at);
    if (IsSign(at, '.')) ++at;
    if (IsSign(at, ',')) ++at;
    if (IsSign(at, '-') || IsSign(at, '/')) ++at;
    if (IsWordIn(at, " de del do di ")) ++at;
    const bool apostrophe = IsSign(at, U'\u2019') || IsSign(at, '\'');
    if (apostrophe) ++at;
    const bool is_short = Digits(at) == 2 && IsGlued(at) && (apostrophe || glued);
    if (Digits(at) != 4 && !is_short) return false;
    date.year = tokens_[at].value + (is_short ? 2000 : 0);
    next = at + 1;
    return true;
  }

  /// A time of day behind a date, as "T14:05:00" with a zone's name or offset; `next` moves past.
  std::string Time(const Parts& date, std::size_t& next) const {
    std::size_t at = next;
    const std::optional<Lead> lead = ReadLead(at);
    if (!lead) return {};
    const std::string time = Clock(*lead, at);
    if (time.empty()) return {};
    next = at;
    return time + Zone(date, next);
  }

  /// What stands between a date and its time of day.
  struct Lead {
    bool dot_clock = false;  ///< "kl. 14.30"
    char half = ' ';         ///< of the day: 'a' or 'p', where a word before the hour says it
  };

  /// Moves `at` to a number; nothing if something else stands before it.
  std::optional<Lead> ReadLead(std::size_t& at) const {
    constexpr std::size_t kMost = 8;
    constexpr std::string_view kBetween =
        " um at à a á as às las alle ore om o ob u kl klo kello г года uhr time godz the gegen "
        "ora saat kell lúc klukkan pukul pkl ";
    Lead lead;
    for (const std::size_t end = at + kMost; at < end && at < tokens_.size() && !IsNumber(at);) {
      lead.dot_clock = lead.dot_clock || IsWordIn(at, " kl klo kello ore alle ob u pukul pkl ");
      if (const char half = ReadHalf(at); half != ' ') {
        lead.half = half;
      } else if (std::size_t size = WeekdaySize(at); size > 0) {
        at += size;
      } else if (IsWordIn(at, kBetween) || IsBetween(at)) {
        ++at;
      } else {
        return std::nullopt;
      }
    }
    return lead;
  }

  [[nodiscard]] bool IsBetween(std::size_t i) const {
    constexpr std::u32string_view kSigns = U",-\u2013\u2014|\u2022\u00B7(/:.\u22C5)\uFF08\uFF09";
    return tokens_[i].kind == Token::kSign && kSigns.find(tokens_[i].sign) != kSigns.npos;
  }

  /// "오후", "午後", "下午": 'p'; "오전", "午前", "上午": 'a'. `at` moves past them.
  char ReadHalf(std::size_t& at) const {
    if (IsWordIn(at, " 오전 오후 ")) return Word(at++) == "오후" ? 'p' : 'a';
    const bool noon = IsSign(at, U'午');
    if (!noon && !IsSign(at + 1, U'午')) return ' ';
    const bool after = IsSign(noon ? at + 1 : at, noon ? U'後' : U'下');
    if (!after && !IsSign(noon ? at + 1 : at, noon ? U'前' : U'上')) return ' ';
    at += 2;
    return after ? 'p' : 'a';
  }

  /// Tokens of a name of a day of the week in languages that put it behind the date, or 0.
  [[nodiscard]] std::size_t WeekdaySize(std::size_t at) const {
    constexpr std::string_view kDays =
        " pazartesi salı çarşamba perşembe cuma cumartesi pazar monday tuesday wednesday thursday "
        "friday saturday sunday mon tue wed thu fri sat sun hétfő kedd szerda csütörtök péntek "
        "szombat vasárnap 월 화 수 목 금 토 일 월요일 화요일 수요일 목요일 금요일 토요일 일요일 ";
    if (IsWordIn(at, kDays)) return 1;
    constexpr std::u32string_view kJapanese = U"月火水木金土日";
    constexpr std::u32string_view kChinese = U"一二三四五六日天";
    const auto is_in = [&](std::size_t i, std::u32string_view list) {
      return i < tokens_.size() && tokens_[i].kind == Token::kSign &&
             list.find(tokens_[i].sign) != list.npos;
    };
    if (IsSign(at, U'星') && IsSign(at + 1, U'期') && is_in(at + 2, kChinese)) return 3;
    if (IsSign(at, U'周') && is_in(at + 1, kChinese)) return 2;
    if (!is_in(at, kJapanese)) return 0;
    return IsSign(at + 1, U'曜') ? (IsSign(at + 2, U'日') ? 3 : 2) : 1;
  }

  /// "১৪: ২৫": papers of Bangladesh put a space behind the colon.
  [[nodiscard]] bool IsBengaliColon(std::size_t i) const {
    constexpr std::string_view kDigits = "\xE0\xA7";  // begin so
    return IsSign(i, ':') && text_.substr(tokens_[i - 1].begin).starts_with(kDigits) &&
           text_.substr(tokens_[i + 1].begin).starts_with(kDigits);
  }

  /// "14:30", "14h30", "14 h 30", "14.30 Uhr", "2:30 p.m.", "2시 30분", "14時30分" as "T14:30".
  std::string Clock(const Lead& lead, std::size_t& at) const {
    if (Digits(at) == 0 || Digits(at) > 2) return {};
    int hour = tokens_[at].value;
    int minute = 0;
    int second = -1;
    bool clock = false;
    ++at;
    const bool spaced = Word(at) == "h" && !IsGlued(at);
    if ((IsSign(at, ':') || Word(at) == "h" || IsSign(at, '.')) && Digits(at + 1) == 2 &&
        IsGlued(at) != spaced && (IsGlued(at + 1) != spaced || IsBengaliColon(at))) {
      const bool dot = IsSign(at, '.');
      minute = tokens_[at + 1].value;
      at += 2;
      clock = !dot || lead.dot_clock || IsWordIn(at, " uhr h am pm ") || IsWordIn(at, kZones);
      if (IsSign(at, ':') && IsGlued(at) && Digits(at + 1) == 2) {
        second = tokens_[at + 1].value;
        at += 2;
        if (IsSign(at, '.') && IsGlued(at) && IsNumber(at + 1) && IsGlued(at + 1)) at += 2;
      }
    } else if (Word(at) == "시" || IsSign(at, U'時') || IsSign(at, U'时') || IsSign(at, U'点')) {
      clock = true;
      ++at;
      if (Digits(at) >= 1 && Digits(at) <= 2 && (Word(at + 1) == "분" || IsSign(at + 1, U'分'))) {
        minute = tokens_[at].value;
        at += 2;
      }
    }
    char half = lead.half;
    if (IsWordIn(at, " am pm ")) {
      half = Word(at)[0];
      ++at;
    } else if (IsWordIn(at, " a p ") && IsSign(at + 1, '.') && Word(at + 2) == "m") {
      half = Word(at)[0];
      at += IsSign(at + 3, '.') ? 4U : 3U;
    } else if (!clock) {
      return {};
    }
    // "午後14時" is said, too.
    if (half != ' ' && (lead.half == ' ' || hour <= 12)) hour = hour % 12 + (half == 'p' ? 12 : 0);
    if (hour > 23 || minute > 59) return {};
    if (IsWordIn(at, " uhr h hrs น ")) ++at;
    std::array<char, 16> buffer{};
    const int length =
        second < 0
            ? std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d", hour, minute)
            : std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d", hour, minute, second);
    return {buffer.data(), static_cast<std::size_t>(length)};
  }

  std::string Zone(const Parts& date, std::size_t& next) const {
    std::size_t at = next;
    const bool bracket = IsSign(at, '(');
    if (bracket) ++at;
    if (IsWordIn(at, " utc gmt ") && IsOffsetSign(at + 1) && IsGlued(at + 2)) {
      return Offset(at + 1, bracket, next);  // "GMT+7"
    }
    if (IsWordIn(at, kZones)) {
      const std::string name = ZoneName(Word(at), date);
      next = at + (bracket && IsSign(at + 1, ')') ? 2 : 1);
      return " " + name;
    }
    if ((IsSign(at, '+') || IsSign(at, '-')) && Digits(at + 1) >= 2 && IsGlued(at + 1)) {
      std::size_t end = at + 2;
      if (Digits(at + 1) == 2 && IsSign(end, ':') && IsGlued(end) && Digits(end + 1) == 2) end += 2;
      next = end;
      return std::string(text_.substr(tokens_[at].begin, tokens_[end - 1].end - tokens_[at].begin));
    }
    return {};
  }

  /// '+', or a minus that no space parts from what it belongs to: " - 3 comments".
  [[nodiscard]] bool IsOffsetSign(std::size_t i) const {
    return IsNumber(i + 1) &&
           (IsSign(i, '+') || (IsGlued(i) && (IsSign(i, '-') || IsSign(i, U'\u2212'))));
  }

  /// "+7", "-03", "+0530", "+5:30" as ParseDate() reads it; nothing if no clock is so far ahead.
  std::string Offset(std::size_t sign, bool bracket, std::size_t& next) const {
    std::size_t end = sign + 2;
    const bool four = Digits(sign + 1) > 2;
    const int number = tokens_[sign + 1].value;
    int minutes = four ? number % 100 : 0;
    const int hours = four ? number / 100 : number;
    if (!four && IsSign(end, ':') && IsGlued(end) && Digits(end + 1) == 2 && IsGlued(end + 1)) {
      minutes = tokens_[end + 1].value;
      end += 2;
    }
    if (Digits(sign + 1) > 4 || hours > 14 || minutes > 59) return {};
    std::array<char, 16> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d",
                                     IsSign(sign, '+') ? '+' : '-', hours, minutes);
    next = bracket && IsSign(end, ')') ? end + 1 : end;
    return {buffer.data(), static_cast<std::size_t>(length)};
  }

  /// "14:30, 12 ноября": a time right before the date that begins at token `first`, which moves to
  /// it. Nothing else may be beside it: "10:00-14:30, 12 March" are two times.
  std::string TimeInFront(std::size_t& first) const {
    constexpr std::size_t kTokens = 4;  // of a time with its comma
    if (first < kTokens || !(IsSign(first - 1, ',') || IsSign(first - 1, '|'))) return {};
    const std::size_t hour = first - kTokens;
    if (hour < taken_ || (hour > 0 && !StandsApart(hour))) return {};
    if (Digits(hour) == 0 || !IsSign(hour + 1, ':') || Digits(hour + 2) != 2) return {};
    std::size_t at = hour;
    const std::string time = Clock({}, at);
    if (at != first - 1) return {};
    first = hour;
    return time;
  }

  [[nodiscard]] bool StandsApart(std::size_t i) const {
    const Token& before = tokens_[i - 1];
    return before.kind == Token::kWord ? !tokens_[i].glued
                                       : before.kind == Token::kSign && before.sign == ':';
  }

  [[nodiscard]] std::optional<FoundDate> Make(std::size_t i, const Parts& date,
                                              std::size_t& next) const {
    if (!IsYear(date.year) || !IsMonth(date.month) || !IsDay(date.day)) return std::nullopt;
    std::array<char, 32> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", date.year,
                                     date.month, date.day);
    const std::string day(buffer.data(), static_cast<std::size_t>(length));
    std::size_t after = next;
    std::size_t first = i;
    std::string time = Time(date, after);
    if (time.empty()) time = TimeInFront(first);
    std::optional<Dated> dated = ParseDate(day + time);
    if (!dated) {
      after = next;
      first = i;
      dated = ParseDate(day);
    }
    if (!dated) return std::nullopt;
    next = after;
    return FoundDate{tokens_[first].begin, tokens_[after - 1].end, std::move(*dated)};
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  DayOrder order_;
  std::size_t taken_ = 0;  ///< tokens up to the end of the last date
};

/// The first digit from `at` on, or the end. 16 bytes a step: most lines have none.
std::size_t NextDigit(std::string_view text, std::size_t at) {
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const auto found = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('0' - 1)),
                                        _mm_cmplt_epi8(block, _mm_set1_epi8('9' + 1)))));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
  while (at < text.size() && !IsDigitAscii(text[at])) ++at;
  return at;
}

/// True if one of the scripts of DigitValue() other than ASCII has digits here. 16 bytes a step, by
/// their first bytes, which few lines have.
bool HoldsOtherDigits(std::string_view text) {
  constexpr auto kFirst = std::to_array<unsigned char>({0xD9, 0xDB, 0xE0, 0xEF});
  for (std::size_t at = 0; at < text.size(); at += 16) {
    std::array<char, 16> rest{};
    const char* data = text.data() + at;
    if (at + 16 > text.size()) {
      std::copy(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), rest.begin());
      data = rest.data();
    }
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
    if (_mm_movemask_epi8(block) == 0) continue;
    __m128i found = _mm_setzero_si128();
    for (const unsigned char first : kFirst) {
      found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8(static_cast<char>(first))));
    }
    for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(found)); mask != 0; mask &= mask - 1) {
      std::size_t begin = at + static_cast<std::size_t>(std::countr_zero(mask));
      if (DigitValue(DecodeUtf8(text, begin)) >= 0) return true;
    }
  }
  return false;
}

constexpr std::size_t kLongestField = 100;

/// What systems write where they have no date: the zero of Unix time, and of spreadsheets. In an
/// archive these days may have been, at some other time than midnight. `whole`: nothing that stood
/// with the day was left unread.
bool IsPlaceholder(std::string_view value, bool whole) {
  const std::string_view day = value.substr(0, 10);
  if (!whole && (day == "1970-01-01" || day == "1969-12-31")) return true;
  if (day != "1970-01-01" && day != "1900-01-01") return false;
  const std::string_view time = value.substr(day.size());
  return time.empty() || time.starts_with("T00:00");
}

}  // namespace

int MonthInAnyLanguage(std::string_view lower) {
  static const std::unordered_map<std::string_view, int> months = MakeMonths();
  if (lower.size() < 3 || lower.size() > 40) return 0;
  const auto found = months.find(lower);
  return found == months.end() ? 0 : found->second;
}

DayOrder DayOrderOf(std::string_view language, std::string_view country) {
  const std::string tag = LowerAscii(language);
  const std::size_t dash = std::min(tag.find_first_of("-_"), tag.size());
  const std::string_view primary = std::string_view(tag).substr(0, dash);
  std::string region = tag.size() == dash + 3 ? tag.substr(dash + 1) : LowerAscii(country);
  constexpr std::string_view kMonthFirst = " us ph gov mil edu ";
  constexpr std::string_view kDayFirst =
      " uk gb au nz ie in za ke ng gh ug tz zw sg my pk bd lk jm tt ";
  const auto in = [&](std::string_view list) {
    return !region.empty() && list.find(" " + region + " ") != std::string_view::npos;
  };
  if (primary == "hr" || (primary.empty() && region == "hr")) return DayOrder::kCroatian;
  if (in(kMonthFirst)) return DayOrder::kMonthFirst;
  if (in(kDayFirst)) return DayOrder::kDayFirst;
  constexpr std::string_view kNoOrder = " en zh ja ko ";
  if (primary.size() >= 2 &&
      kNoOrder.find(" " + std::string(primary) + " ") == std::string_view::npos) {
    return DayOrder::kDayFirst;
  }
  return DayOrder::kUnknown;
}

bool MayHoldDate(std::string_view text) {
  std::size_t numbers = 0;
  bool year = false;
  for (std::size_t at = NextDigit(text, 0); at < text.size(); at = NextDigit(text, at)) {
    const std::size_t begin = at;
    while (at < text.size() && IsDigitAscii(text[at])) ++at;
    ++numbers;
    year = year || at - begin == 4;
    // "03.Mär.19", "14 Feb ’20"
    const char before = begin > 0 ? text[begin - 1] : ' ';
    const bool glued = before == '-' || before == '/' || before == '\'' || before == '.' ||
                       static_cast<unsigned char>(before) >= 0x80;
    if (numbers > 1 && at - begin == 2 && glued) return true;
    if (numbers > (year ? 1U : 2U)) return true;
  }
  return HoldsOtherDigits(text);
}

std::vector<FoundDate> FindDates(std::string_view lower, DayOrder order) {
  if (!MayHoldDate(lower)) return {};
  return Reader(lower, order).Read();
}

std::optional<FoundDate> FindOnlyDate(std::string_view lower, DayOrder order) {
  constexpr std::size_t kMostBeside = 30;
  if (lower.size() < 6 || lower.size() > kLongestField) return std::nullopt;
  std::vector<FoundDate> found = FindDates(lower, order);
  if (found.size() != 1) return std::nullopt;
  if (lower.size() - (found[0].end - found[0].begin) > kMostBeside) return std::nullopt;
  if (IsPlaceholder(found[0].dated.value, false)) return std::nullopt;
  return std::move(found[0]);
}

std::optional<Dated> ReadDate(std::string_view text, DayOrder order) {
  if (std::optional<Dated> dated = ParseDate(text)) {
    if (IsPlaceholder(dated->value, true)) return std::nullopt;
    return dated;
  }
  if (text.size() > kLongestField) return std::nullopt;
  std::optional<FoundDate> found = FindOnlyDate(LowerUtf8(CleanLine(text)), order);
  if (!found) return std::nullopt;
  return std::move(found->dated);
}

}  // namespace newswired
