#include "stages/dedup/quantity.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

struct Measure {
  std::string_view name;
  std::string_view words;  ///< lower case
};

constexpr Measure kUnits[] = {
    {"%", "percent pct pc prozent pourcent procent"},
    {"mm", "mm millimetres millimeters millimeter millimètres milímetros millimetri"},
    {"cm", "cm centimetres centimeters zentimeter centimètres centímetros centimetri centimeter"},
    {"m", "m metre metres meter meters mètres mètre metros metri"},
    {"km",
     "km kilometre kilometres kilometer kilometers kilometern kilomètre kilomètres kilómetros "
     "chilometri quilômetros quilómetros"},
    {"inches", "inch inches zoll pouces pulgadas"},
    {"feet", "foot feet ft"},
    {"yards", "yard yards yd"},
    {"miles", "mile miles mi meilen milles millas miglia milhas mijl"},
    {"acres", "acre acres"},
    {"ha", "ha hectare hectares hektar hectáreas ettari"},
    {"g", "g gram grams grammes gramm gramos grammi gramas"},
    {"kg", "kg kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos quilos"},
    {"t", "tonne tonnes ton tons tonnen toneladas tonnellate"},
    {"lb", "lb lbs pfund"},
    {"ounces", "ounce ounces oz"},
    {"l", "litre litres liter liters litros litri"},
    {"gallons", "gallon gallons"},
    {"points", "point points punkte punkten puntos punti pontos"},
    {"barrels", "barrel barrels fass barils barriles barili barris vaten"},
    {"barrels/day", "bpd"},
    {"miles/h", "mph"},
    {"km/h", "kph kmh"},
    {"thirds", "thirds drittel tiers"},
    {"quarters", "quarters viertel"},
    {"fifths", "fifths fünftel"},
    {"tenths", "tenths zehntel"},
    {"W", "watt watts"},
    {"kW", "kw kilowatt kilowatts"},
    {"MW", "mw megawatt megawatts megavatios"},
    {"GW", "gw gigawatt gigawatts gigavatios"},
    {"s", "second seconds sekunde sekunden seconde secondes segundos secondi"},
    {"min", "minute minutes min minuten minutos minuti"},
    {"h", "h hour hours hr hrs stunde stunden heure heures hora horas ore uur"},
    {"days", "day days tag tage tagen jour jours día días giorni dias dagen"},
    {"weeks", "week weeks woche wochen semaine semaines semana semanas settimane weken"},
    {"months", "month months monat monate monaten mois mes meses mesi maanden"},
    {"years", "year years jahr jahre jahren ans années año años anni anos jaar"},
    {"decades", "decade decades jahrzehnte décennies décadas decenni"},
    {"dollars", "dollar dollars dólar dólares dollari usd"},
    {"cents", "cent cents centimes centavos"},
    {"euros", "euro euros eur"},
    {"pounds", "pound pounds sterling gbp"},
    {"francs", "franc francs franken chf"},
    {"yen", "yen jpy"},
    {"yuan", "yuan renminbi cny rmb"},
    {"roubles", "rouble roubles ruble rubles rubel rublos rubli"},
    {"rupees", "rupee rupees rupien roupies rupias inr rs"},
    {"crowns", "crown crowns krona kronor krone kroner kronen koruna korunas"},
    {"pesos", "peso pesos"},
    {"reais", "reais"},
    {"rand", "rand"},
    {"lira", "lira liras lire"},
    {"zlotys", "zloty zlotys zlotych"},
    {"forints", "forint forints"},
    {"hryvnias", "hryvnia hryvnias"},
    {"riyals", "riyal riyals"},
    {"dirhams", "dirham dirhams"},
    {"dinars", "dinar dinars"},
    {"shekels", "shekel shekels"},
    {"shillings", "shilling shillings"},
    {"naira", "naira"},
};

constexpr std::pair<std::string_view, std::string_view> kCurrencySigns[] = {
    {"$", "dollars"},      {"\u20AC", "euros"},   {"\u00A3", "pounds"}, {"\u00A5", "yen"},
    {"\u20B9", "rupees"},  {"\u20BD", "roubles"}, {"\u20BA", "lira"},   {"\u20A9", "won"},
    {"\u20AA", "shekels"}, {"\u20B4", "hryvnias"}};

constexpr std::int64_t kOne = 1000;
constexpr std::int64_t kMostValue = INT64_MAX / 2;

constexpr std::pair<std::string_view, std::int64_t> kWords[] = {
    {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
    {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
    {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
    {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},    {"seventy", 70},
    {"eighty", 80},  {"ninety", 90}};

/// In German, French, Spanish, Italian, Portuguese and Dutch: words that mean nothing else in one
/// of these languages, English included.
constexpr std::pair<std::string_view, std::int64_t> kOtherWords[] = {
    {"zwei", 2},      {"drei", 3},       {"vier", 4},      {"fünf", 5},       {"sechs", 6},
    {"sieben", 7},    {"acht", 8},       {"neun", 9},      {"zehn", 10},      {"elf", 11},
    {"zwölf", 12},    {"zwanzig", 20},   {"dreißig", 30},  {"vierzig", 40},   {"fünfzig", 50},
    {"sechzig", 60},  {"siebzig", 70},   {"achtzig", 80},  {"neunzig", 90},   {"deux", 2},
    {"trois", 3},     {"quatre", 4},     {"cinq", 5},      {"sept", 7},       {"huit", 8},
    {"neuf", 9},      {"dix", 10},       {"onze", 11},     {"douze", 12},     {"quinze", 15},
    {"vingt", 20},    {"trente", 30},    {"quarante", 40}, {"cinquante", 50}, {"soixante", 60},
    {"dos", 2},       {"tres", 3},       {"cuatro", 4},    {"cinco", 5},      {"seis", 6},
    {"siete", 7},     {"ocho", 8},       {"nueve", 9},     {"diez", 10},      {"doce", 12},
    {"veinte", 20},   {"treinta", 30},   {"cuarenta", 40}, {"cincuenta", 50}, {"sesenta", 60},
    {"due", 2},       {"tre", 3},        {"quattro", 4},   {"cinque", 5},     {"sei", 6},
    {"sette", 7},     {"otto", 8},       {"nove", 9},      {"dieci", 10},     {"undici", 11},
    {"dodici", 12},   {"venti", 20},     {"trenta", 30},   {"quaranta", 40},  {"cinquanta", 50},
    {"dois", 2},      {"duas", 2},       {"três", 3},      {"quatro", 4},     {"sete", 7},
    {"oito", 8},      {"dez", 10},       {"doze", 12},     {"vinte", 20},     {"trinta", 30},
    {"quarenta", 40}, {"cinquenta", 50}, {"twee", 2},      {"drie", 3},       {"vijf", 5},
    {"zes", 6},       {"zeven", 7},      {"negen", 9},     {"tien", 10},      {"twaalf", 12},
    {"twintig", 20},  {"dertig", 30},    {"veertig", 40},  {"vijftig", 50}};

constexpr std::pair<std::string_view, std::int64_t> kTimes[] = {
    {"dozen", 12},          {"hundred", 100},       {"thousand", 1000},
    {"lakh", 100'000},      {"million", 1'000'000}, {"mln", 1'000'000},
    {"mn", 1'000'000},      {"crore", 10'000'000},  {"billion", 1'000'000'000},
    {"bln", 1'000'000'000}, {"bn", 1'000'000'000},  {"trillion", 1'000'000'000'000}};

/// The same in the other languages. Not "billion", "billón" and "bilhão", of which each has its
/// own.
constexpr std::pair<std::string_view, std::int64_t> kOtherTimes[] = {{"hundert", 100},
                                                                     {"cent", 100},
                                                                     {"cents", 100},
                                                                     {"cien", 100},
                                                                     {"ciento", 100},
                                                                     {"cento", 100},
                                                                     {"cem", 100},
                                                                     {"honderd", 100},
                                                                     {"tausend", 1000},
                                                                     {"mille", 1000},
                                                                     {"mil", 1000},
                                                                     {"mila", 1000},
                                                                     {"duizend", 1000},
                                                                     {"millionen", 1'000'000},
                                                                     {"mio", 1'000'000},
                                                                     {"millions", 1'000'000},
                                                                     {"millón", 1'000'000},
                                                                     {"millones", 1'000'000},
                                                                     {"milione", 1'000'000},
                                                                     {"milioni", 1'000'000},
                                                                     {"milhão", 1'000'000},
                                                                     {"milhões", 1'000'000},
                                                                     {"miljoen", 1'000'000},
                                                                     {"milliarde", 1'000'000'000},
                                                                     {"milliarden", 1'000'000'000},
                                                                     {"mrd", 1'000'000'000},
                                                                     {"milliard", 1'000'000'000},
                                                                     {"milliards", 1'000'000'000},
                                                                     {"miliardo", 1'000'000'000},
                                                                     {"miliardi", 1'000'000'000},
                                                                     {"miljard", 1'000'000'000},
                                                                     {"mld", 1'000'000'000}};

template <std::size_t kSize>
std::int64_t ValueIn(const std::pair<std::string_view, std::int64_t> (&list)[kSize],
                     std::string_view word) {
  const auto* const found = std::find_if(std::begin(list), std::end(list), [&](const auto& one) {
    return EqualsIgnoringAsciiCase(one.first, word);
  });
  return found == std::end(list) ? 0 : found->second;
}

std::int64_t WordValue(std::string_view word) {
  const std::int64_t english = ValueIn(kWords, word);
  return english != 0 ? english : ValueIn(kOtherWords, word);
}

std::int64_t TimesValue(std::string_view word) {
  const std::int64_t english = ValueIn(kTimes, word);
  return english != 0 ? english : ValueIn(kOtherTimes, word);
}

/// What the letter behind a sum of money stands for; empty: nothing.
std::string_view TimesOf(std::string_view suffix) {
  constexpr std::pair<std::string_view, std::string_view> kSuffixes[] = {
      {"k", "thousand"}, {"m", "million"},  {"mn", "million"},  {"mln", "million"},
      {"b", "billion"},  {"bn", "billion"}, {"tn", "trillion"}, {"trn", "trillion"}};
  for (const auto& [letters, word] : kSuffixes) {
    if (letters == suffix) return word;
  }
  return {};
}

/// One name for the dollars of a country; `letters` as in "US$". The bare sign is as often any of
/// them, and mostly the first.
std::string DollarsOf(std::string_view letters) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"", "dollars"}, {"US", "dollars"}, {"AU", "A$"}, {"CA", "C$"}, {"R", "reais"}};
  for (const auto& [known, name] : kNames) {
    if (known == letters) return std::string(name);
  }
  return std::string(letters) + '$';
}

bool IsCurrency(std::string_view unit) {
  return std::any_of(std::begin(kCurrencySigns), std::end(kCurrencySigns),
                     [&](const auto& one) { return one.second == unit; });
}

/// "1.250.000", whose points part thousands as there are several, and "1.250.000,5".
bool HasPointedGroups(std::string_view number) {
  constexpr std::size_t kGroup = 3;
  const std::string_view whole = number.substr(0, number.find_first_of(", "));
  std::size_t groups = 0;
  std::size_t point = whole.find('.');
  if (point == 0 || point > kGroup) return false;
  while (point != std::string_view::npos) {
    const std::size_t next = whole.find('.', point + 1);
    if (std::min(next, whole.size()) - point != kGroup + 1) return false;
    ++groups;
    point = next;
  }
  return groups > 1;
}

/// Without what parts thousands: a comma, a space of any kind, or points where there are several.
/// A comma that is left parts the decimals.
std::string WithoutGroups(std::string_view number) {
  constexpr std::size_t kGroup = 3;
  std::string pointless;
  if (HasPointedGroups(number)) {
    std::copy_if(number.begin(), number.end(), std::back_inserter(pointless),
                 [](char c) { return c != '.'; });
    number = pointless;
  }
  std::string joined;
  for (std::size_t i = 0; i < number.size(); ++i) {
    std::size_t size = 0;
    for (const std::string_view sign : {",", " ", "\u00A0", "\u202F", "'", "\u2019"}) {
      if (number.substr(i).starts_with(sign)) size = sign.size();
    }
    const std::string_view rest = number.substr(i + size);
    const bool parts = size > 0 && !joined.empty() && IsDigitAscii(joined.back()) &&
                       rest.size() >= kGroup &&
                       std::all_of(rest.begin(), rest.begin() + kGroup, IsDigitAscii) &&
                       (rest.size() == kGroup || !IsDigitAscii(rest[kGroup]));
    if (parts) i += size;
    joined += number[i];
  }
  const std::size_t comma = joined.find(',');
  const bool decimal = comma != std::string::npos && joined.find('.') == std::string::npos &&
                       joined.find(',', comma + 1) == std::string::npos;
  if (decimal) joined[comma] = '.';
  return joined;
}

/// Digits with at most `most_decimals` decimals; 0: it is something else.
std::int64_t ThousandthsOf(std::string_view digits, std::size_t most_decimals) {
  constexpr std::size_t kMostDigits = 12;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::string_view decimals = digits.substr(std::min(point + 1, digits.size()));
  if (point == 0 || point > kMostDigits || decimals.size() > most_decimals) return 0;
  if (point + 1 == digits.size()) return 0;
  std::int64_t value = 0;
  bool pointed = false;
  for (const char c : digits) {
    if (c == '.' && std::exchange(pointed, true)) return 0;
    if (c == '.') continue;
    if (!IsDigitAscii(c)) return 0;
    value = 10 * value + (c - '0');
  }
  for (std::size_t i = decimals.size(); i < 3; ++i) value *= 10;
  return value;
}

/// "twenty", "hundred and ninety": a word below ten may follow.
bool IsTens(std::int64_t value) { return value % (10 * kOne) == 0 && value >= 20 * kOne; }

std::vector<std::string_view> PartsOf(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(" -", begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

std::string_view UnitOf(std::uint64_t word) {
  static const auto units = [] {
    std::unordered_map<std::uint64_t, std::string_view> all;
    std::vector<Word> words;
    for (const Measure& unit : kUnits) {
      words.clear();
      FindWords(unit.words, words);
      for (const Word& one : words) {
        all.emplace(FoldedHash(one.In(unit.words), one.ascii), unit.name);
      }
    }
    return all;
  }();
  const auto found = units.find(word);
  return found == units.end() ? std::string_view() : found->second;
}

std::optional<std::int64_t> NumberValue(std::string_view text) {
  const std::string joined = WithoutGroups(text);
  const std::vector<std::string_view> parts = PartsOf(joined);
  std::int64_t sum = 0;    // of what a "thousand" and the like has closed
  std::int64_t value = 0;  // of the words since
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (parts[i] == "and" || parts[i] == "a")) continue;
    if (parts[i] == "half") {  // "two and a half million", "half a million"
      if (sum > 0 || value > 100 * kOne) return std::nullopt;
      value += kOne / 2;
      continue;
    }
    const bool is_multiplied = i + 1 < parts.size() && TimesValue(parts[i + 1]) > 0;
    const std::int64_t digits = ThousandthsOf(parts[i], is_multiplied ? 3 : 2);
    const std::int64_t word = kOne * WordValue(parts[i]);
    const std::int64_t times = TimesValue(parts[i]);
    if (times > 0) {
      if (i == 0) value = kOne;  // "a hundred"
      if (value == 0 || value > kMostValue / times || sum > kMostValue) return std::nullopt;
      value *= times;
      if (times < 1000) continue;
      sum += std::exchange(value, 0);
    } else if (digits > 0 && i == 0) {
      value = digits;
    } else if (word > 0 && (value % (100 * kOne) == 0 || (IsTens(value) && word < 10 * kOne))) {
      value += word;
    } else {
      return std::nullopt;
    }
  }
  return sum + value;
}

std::string RateOf(std::string_view unit) {
  if (unit == "s" || unit == "min" || unit == "h") return std::string("/").append(unit);
  constexpr std::string_view kPeriods[] = {"days", "weeks", "months", "years"};
  if (std::find(std::begin(kPeriods), std::end(kPeriods), unit) == std::end(kPeriods)) return {};
  return std::string("/").append(unit.substr(0, unit.size() - 1));
}

std::string_view PeriodOf(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> kPeriods[] = {
      {"hourly", "h"},       {"daily", "days"},   {"weekly", "weeks"},
      {"monthly", "months"}, {"yearly", "years"}, {"annually", "years"}};
  for (const auto& [known, unit] : kPeriods) {
    if (known == word) return unit;
  }
  return {};
}

bool IsPer(std::string_view word) {
  constexpr std::string_view kPer[] = {"a",   "an",  "per", "each", "every",
                                       "pro", "par", "por", "al",   "ao"};
  return std::find(std::begin(kPer), std::end(kPer), word) != std::end(kPer);
}

std::size_t DollarLettersBefore(std::string_view text, std::size_t sign) {
  constexpr std::size_t kMost = 3;
  if (text.substr(sign, 1) != "$") return 0;
  std::size_t begin = sign;
  while (begin > 0 && text[begin - 1] >= 'A' && text[begin - 1] <= 'Z') --begin;
  const bool is_word =
      begin == 0 || ((text[begin - 1] & 0x80) == 0 && !IsAlphanumericAscii(text[begin - 1]));
  return is_word && sign - begin <= kMost ? sign - begin : 0;
}

std::string_view UnitPrefix(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> kPrefixes[] = {
      {"square", "square"}, {"sq", "square"},          {"cubic", "cubic"},
      {"basis", "basis"},   {"percentage", "percent"}, {"nautical", "nautical"}};
  for (const auto& [prefix, name] : kPrefixes) {
    if (EqualsIgnoringAsciiCase(prefix, word)) return name;
  }
  return {};
}

std::string_view CurrencyAt(std::string_view text) {
  for (const std::string_view space : {" ", "\u00A0", "\u202F"}) {
    if (text.starts_with(space)) text.remove_prefix(space.size());
  }
  for (const auto& [sign, currency] : kCurrencySigns) {
    if (!text.starts_with(sign)) continue;
    const std::string_view behind = text.substr(sign.size());
    return behind.empty() || !IsDigitAscii(behind[0]) ? currency : std::string_view();
  }
  return {};
}

bool IsPerCent(std::string_view word, std::string_view next) {
  const bool joins = word == "per" || word == "pour" || word == "por";
  return joins && (next.starts_with("cent") || next == "ciento");
}

bool IsShortNumber(std::string_view word) {
  constexpr std::string_view kShort[] = {"mio", "mrd", "bio", "mln", "mld"};
  return std::any_of(std::begin(kShort), std::end(kShort),
                     [&](std::string_view one) { return EqualsIgnoringAsciiCase(one, word); });
}

bool IsOfUnits(std::string_view word) { return word == "de" || word == "d"; }

bool IsMinusWord(std::string_view word) { return word == "minus"; }

bool TakesAnd(std::string_view word) {
  return EqualsIgnoringAsciiCase(word, "hundred") || EqualsIgnoringAsciiCase(word, "thousand");
}

bool IsTens(std::string_view word) { return IsTens(kOne * ValueIn(kWords, word)); }

bool IsCardinal(std::string_view word) { return ValueIn(kWords, word) > 1; }

std::string TimeKey(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    std::string part;
    if (IsDigitAscii(text[at])) {
      // "14:20", "14.20" and "14h20" are one.
      const auto joins = [&] {
        return (text[at] == ':' || text[at] == '.' || text[at] == 'h') && at + 1 < text.size() &&
               IsDigitAscii(text[at + 1]);
      };
      for (; at < text.size() && (IsDigitAscii(text[at]) || joins()); ++at) {
        part += IsDigitAscii(text[at]) ? text[at] : ':';
      }
    } else if (IsLetterAscii(text[at]) || (text[at] & 0x80) != 0) {
      const auto belongs = [](char c) { return c == '.' || (c & 0x80) != 0 || IsLetterAscii(c); };
      for (; at < text.size() && belongs(text[at]); ++at) {
        if (text[at] != '.') part += text[at];
      }
      part = LowerUtf8(part);
      if (const int month = MonthInAnyLanguage(part)) part = "month " + std::to_string(month);
      if (part == "th" || part == "st" || part == "nd" || part == "rd") continue;
    } else {
      ++at;
      continue;
    }
    parts.push_back(part);
  }
  std::sort(parts.begin(), parts.end());
  std::string key;
  for (const std::string& part : parts) key.append(part).append(" ");
  return key;
}

std::string QuantityKey(std::string_view text, std::string_view unit) {
  std::string key;
  for (const std::string_view minus : kMinusSigns) {
    if (!text.starts_with(minus)) continue;
    text.remove_prefix(minus.size());
    key = "-";
  }
  if (const std::size_t space = text.find(' ');
      space != std::string_view::npos && IsMinusWord(text.substr(0, space))) {
    text.remove_prefix(space + 1);
    key = "-";
  }
  std::string currency;
  const std::size_t dollar = text.find('$');
  if (dollar != std::string_view::npos && DollarLettersBefore(text, dollar) == dollar) {
    currency = DollarsOf(text.substr(0, dollar));
    text.remove_prefix(dollar + 1);
  }
  for (const auto& [sign, name] : kCurrencySigns) {
    if (!text.starts_with(sign)) continue;
    text.remove_prefix(sign.size());
    currency = name;
  }
  const bool is_money = !currency.empty() || IsCurrency(unit);
  if (!currency.empty() && (unit.empty() || unit.starts_with('/'))) {
    currency.append(unit);
    unit = currency;
  }
  std::string number(text);
  // "$5m", "10km".
  const std::size_t letters = std::min(text.find_first_not_of("0123456789.,"), text.size());
  if (letters > 0 && letters < text.size() && text.find(' ') == std::string_view::npos) {
    const std::string suffix = LowerUtf8(text.substr(letters));
    if (const std::string_view times = TimesOf(suffix); is_money && !times.empty()) {
      number = std::string(text.substr(0, letters)).append(" ").append(times);
    } else if (const std::string_view joined = UnitOf(FoldedHash(suffix, true));
               unit.empty() && !joined.empty()) {
      number = text.substr(0, letters);
      unit = joined;
    }
  }
  const auto value = NumberValue(number);
  key += value ? std::to_string(*value) + '#' : WithoutGroups(number);
  return key.append("\n").append(unit);
}

}  // namespace newswired
