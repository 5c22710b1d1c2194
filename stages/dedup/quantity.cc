#include "stages/dedup/quantity.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

struct Unit {
  std::string_view name;
  std::string_view words;  ///< lower case
};

constexpr Unit kUnits[] = {
    {"%", "percent pct prozent pourcent procent"},
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
    {"kg", "kg kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos chili quilos"},
    {"t", "tonne tonnes ton tons tonnen toneladas tonnellate"},
    {"lb", "lb lbs pfund"},
    {"ounces", "ounce ounces oz"},
    {"l", "litre litres liter liters litros litri"},
    {"gallons", "gallon gallons"},
    {"barrels", "barrel barrels bpd fass barils barriles barili barris vaten"},
    {"W", "watt watts"},
    {"kW", "kw kilowatt kilowatts"},
    {"MW", "mw megawatt megawatts megavatios"},
    {"GW", "gw gigawatt gigawatts gigavatios"},
    {"s", "second seconds sekunde sekunden seconde secondes segundos secondi"},
    {"min", "minute minutes min minuten minutos minuti"},
    {"h", "hour hours hr hrs stunde stunden heure heures hora horas ore uur"},
    {"days", "day days tag tage tagen jour jours día días giorni dias dagen"},
    {"weeks", "week weeks woche wochen semaine semaines semana semanas settimane weken"},
    {"months", "month months monat monate monaten mois mes meses mesi maanden"},
    {"years", "year years jahr jahre jahren an ans années año años anni anos jaar"},
    {"decades", "decade decades jahrzehnte décennies décadas decenni"},
    {"dollars", "dollar dollars dólar dólares dollari"},
    {"cents", "cent cents centimes centavos"},
    {"euros", "euro euros"},
    {"pounds", "pound pounds sterling"},
    {"francs", "franc francs franken"},
    {"yen", "yen"},
    {"yuan", "yuan renminbi"},
    {"roubles", "rouble roubles ruble rubles rubel rublos rubli"},
    {"rupees", "rupee rupees rupien roupies rupias"},
    {"crowns", "crown crowns krona kronor krone kroner kronen koruna korunas"},
    {"pesos", "peso pesos"},
    {"reais", "real reais"},
    {"rand", "rand"},
    {"won", "won"},
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

constexpr std::pair<std::string_view, std::int64_t> kWords[] = {
    {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
    {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
    {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
    {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},    {"seventy", 70},
    {"eighty", 80},  {"ninety", 90}};

constexpr std::pair<std::string_view, std::int64_t> kTimes[] = {
    {"dozen", 12},          {"hundred", 100},       {"thousand", 1000},
    {"lakh", 100'000},      {"million", 1'000'000}, {"mln", 1'000'000},
    {"mn", 1'000'000},      {"crore", 10'000'000},  {"billion", 1'000'000'000},
    {"bln", 1'000'000'000}, {"bn", 1'000'000'000},  {"trillion", 1'000'000'000'000}};

template <std::size_t kSize>
std::int64_t ValueIn(const std::pair<std::string_view, std::int64_t> (&list)[kSize],
                     std::string_view word) {
  const auto* const found = std::find_if(std::begin(list), std::end(list), [&](const auto& one) {
    return EqualsIgnoringAsciiCase(one.first, word);
  });
  return found == std::end(list) ? 0 : found->second;
}

/// Without what parts thousands: a comma, or a space of any kind.
std::string WithoutGroups(std::string_view number) {
  constexpr std::size_t kGroup = 3;
  std::string joined;
  for (std::size_t i = 0; i < number.size(); ++i) {
    std::size_t size = 0;
    for (const std::string_view sign : {",", " ", "\u00A0", "\u202F"}) {
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
  return joined;
}

/// Digits with at most two decimals; 0: it is something else.
std::int64_t ThousandthsOf(std::string_view digits) {
  constexpr std::size_t kMostDigits = 12;
  constexpr std::size_t kMostDecimals = 2;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::string_view decimals = digits.substr(std::min(point + 1, digits.size()));
  if (point == 0 || point > kMostDigits || decimals.size() > kMostDecimals) return 0;
  if (point + 1 == digits.size()) return 0;
  std::int64_t value = 0;
  for (const char c : digits) {
    if (c == '.') continue;
    if (!IsDigitAscii(c)) return 0;
    value = 10 * value + (c - '0');
  }
  for (std::size_t i = decimals.size(); i < 3; ++i) value *= 10;
  return value;
}

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
    for (const Unit& unit : kUnits) {
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
  constexpr std::int64_t kMost = INT64_MAX / 1'000'000'000'000;
  const std::string joined = WithoutGroups(text);
  std::int64_t sum = 0;    // of what a "thousand" and the like has closed
  std::int64_t value = 0;  // of the words since
  for (const std::string_view part : PartsOf(joined)) {
    const std::int64_t digits = ThousandthsOf(part);
    const std::int64_t word = kOne * ValueIn(kWords, part);
    const std::int64_t times = ValueIn(kTimes, part);
    if (times > 0) {
      if (value == 0 || value > kMost || sum > kMost) return std::nullopt;
      value *= times;
      if (times < 1000) continue;
      sum += std::exchange(value, 0);
    } else if (digits > 0 && value == 0 && sum == 0) {
      value = digits;
    } else if (word > 0 && value % (100 * kOne) == 0) {
      value += word;
    } else if (word > 0 && word < 10 * kOne && value % (10 * kOne) == 0 && value >= 20 * kOne) {
      value += word;
    } else {
      return std::nullopt;
    }
  }
  return sum + value;
}

std::string QuantityKey(std::string_view text, std::string_view unit) {
  for (const auto& [sign, currency] : kCurrencySigns) {
    if (!unit.empty() || !text.starts_with(sign)) continue;
    text.remove_prefix(sign.size());
    unit = currency;
  }
  std::string_view minus;
  if (text.starts_with('-')) minus = text.substr(0, 1);
  if (text.starts_with("\u2212")) minus = text.substr(0, 3);
  const std::string_view number = text.substr(minus.size());
  const auto value = NumberValue(number);
  std::string key(minus.empty() ? "" : "-");
  key += value ? std::to_string(*value) + '#' : WithoutGroups(number);
  return key.append("\n").append(unit);
}

}  // namespace newswired
