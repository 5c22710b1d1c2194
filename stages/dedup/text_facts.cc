#include "stages/dedup/text_facts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <utility>

#include "stages/dedup/fact_words.h"
#include "stages/dedup/opposites.h"
#include "stages/dedup/quantity.h"
#include "stages/text/find_dates.h"
#include "stages/text/hash.h"
#include "stages/text/quotations.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

using Kind = TextFacts::Kind;

/// `text`, or as much of it as a fact may have.
std::string Shortened(std::string_view text) {
  if (text.size() <= TextFacts::kMostFactBytes) return std::string(text);
  constexpr std::size_t kMark = 7;
  std::array<char, kMark + 1> mark{};
  std::snprintf(mark.data(), mark.size(), "%c%06x", TextFacts::kCut,
                static_cast<unsigned>(Hash64(text) & 0xFFFFFF));
  std::string cut(text.substr(0, FloorBoundary(text, TextFacts::kMostFactBytes - kMark)));
  return cut.append(mark.data(), kMark);
}

std::uint64_t HashOf(std::string_view text, const Word& word) {
  const std::uint64_t hash = FoldedHash(word.In(text), word.ascii);
  const std::size_t sign = RatingSignBehind(text, word);
  return sign == 0 ? hash : Mix64(hash + sign);
}

/// Of one language.
struct Lexicon {
  const FactWords& words;
  const Opposites& opposites;
};

/// Reads one sentence.
class FactReader {
 public:
  FactReader(std::string_view text, const Lexicon& lexicon, std::uint16_t sentence,
             TextFacts& facts)
      : text_(text),
        lexicon_(lexicon.words),
        opposites_(lexicon.opposites),
        sentence_(sentence),
        facts_(facts) {
    FindWords(text, words_);
    for (const Word& word : words_) hashes_.push_back(HashOf(text_, word));
  }

  void Read() {
    for (std::size_t i = 0; i < words_.size();) i = ReadFrom(i);
    AddSentence();
  }

  /// No names, and no sentence.
  void ReadHeadline() {
    in_headline_ = true;
    for (std::size_t i = 0; i < words_.size();) i = ReadFrom(i);
  }

 private:
  [[nodiscard]] bool Has(std::size_t i) const { return i < words_.size(); }
  [[nodiscard]] std::string_view At(std::size_t i) const { return words_[i].In(text_); }
  [[nodiscard]] std::string Lower(std::size_t i) const { return Has(i) ? LowerUtf8(At(i)) : ""; }

  [[nodiscard]] bool IsDigits(std::size_t i) const { return Has(i) && BeginsWithDigit(At(i)); }
  [[nodiscard]] bool IsNumberWord(std::size_t i) const {
    return Has(i) && lexicon_.Of(hashes_[i]) == FactWord::kNumber;
  }
  [[nodiscard]] bool Is(FactWord kind, std::size_t i) const {
    return lexicon_.Of(hashes_[i]) == kind;
  }
  [[nodiscard]] bool IsWeekday(std::size_t i) const { return Is(FactWord::kWeekday, i); }

  /// Of the pair of contraries that word i is of. With a capital it may be a name.
  [[nodiscard]] std::string SideOf(std::size_t i) const {
    return words_[i].capital && !in_headline_ ? std::string() : opposites_.SideOf(hashes_[i]);
  }

  /// Word i begins the sentence, or what stands behind a dateline, a colon or an opening quote: its
  /// capital says nothing.
  [[nodiscard]] bool IsBeginning(std::size_t i) const {
    if (i == 0) return true;
    const std::string_view between = Between(i - 1);
    for (const std::string_view opening : {"\"", "\u201C", "\u201E", "\u00AB", "\u300C"}) {
      if (between.ends_with(opening)) return true;
    }
    for (const std::string_view sign : {":", " - ", "\u2013", "\u2014"}) {
      if (between.find(sign) != std::string_view::npos) return true;
    }
    return false;
  }

  /// What stands between word i and the next one; a line end where there is none.
  [[nodiscard]] std::string_view Between(std::size_t i) const {
    if (!Has(i + 1)) return "\n";
    return text_.substr(words_[i].end, words_[i + 1].begin - words_[i].end);
  }
  [[nodiscard]] static bool IsSpace(std::string_view between) {
    return IsBlank(between) || between == "\u00A0" || between == "\u202F";
  }
  [[nodiscard]] static bool IsBlank(std::string_view between) {  // without a call for one byte
    return between.size() == 1 && between[0] == ' ';
  }

  /// Reads the fact that begins with word i, if one does. Returns the word to go on with.
  std::size_t ReadFrom(std::size_t i) {
    std::size_t last = i;
    if (const std::size_t end = EndOfDay(i)) {
      last = end - 1;
      Add(Kind::kTime, i, last);
    } else if (IsDigits(i) || IsNumberWord(i)) {
      last = LastOfQuantity(i);
      const bool time = LastOfTime(last);
      const Unit unit = time ? Unit{} : UnitBehind(i, last);
      Add(time ? Kind::kTime : Kind::kNumber, i, last, unit.name);
      // Nouns have capitals in German: "5 Prozent" has no name.
      last = std::max(last, unit.last);
    } else if (IsWeekday(i)) {
      Add(Kind::kTime, i, last);
    } else if (Is(FactWord::kNegation, i)) {
      Add(Kind::kNegation, i, last);
    } else if (const std::string side = SideOf(i); !side.empty()) {
      Add(Kind::kOpposite, i, last, side);
    } else if (words_[i].capital && !in_headline_ && !Is(FactWord::kFunction, i) && !IsOfMoney(i)) {
      while (IsBlank(Between(last)) && words_[last + 1].capital && !IsWeekday(last + 1) &&
             !IsOfMoney(last + 1)) {
        ++last;
      }
      if (last > i || !IsBeginning(i)) Add(Kind::kName, i, last);
    }
    return last + 1;
  }

  /// "US" of "US$5", "EUR" of "EUR 5".
  [[nodiscard]] bool IsOfMoney(std::size_t i) const {
    if (!IsDigits(i + 1)) return false;
    if (Between(i) == "$") return DollarLettersBefore(text_, words_[i].end) > 0;
    return !CurrencyCodeAt(i).empty();
  }

  /// The unit that word i names in front of a number: "EUR 5", "Rs 5", "Rs. 5".
  [[nodiscard]] std::string_view CurrencyCodeAt(std::size_t i) const {
    constexpr std::size_t kCode = 3;
    const bool rupees = At(i) == "Rs";
    if (!rupees && (!words_[i].all_caps || At(i).size() != kCode)) return {};
    const bool is_near = IsSpace(Between(i)) || (rupees && Between(i) == ". ");
    return is_near ? UnitOf(hashes_[i]) : std::string_view();
  }

  /// "March 12", "12 March", "12. März", "3 de mayo": the word behind a day of a month that begins
  /// at word i, or 0.
  [[nodiscard]] std::size_t EndOfDay(std::size_t i) const {
    const auto is_month = [this](std::size_t word) {
      return Has(word) && MonthInAnyLanguage(Lower(word)) != 0;
    };
    const auto is_day = [this](std::size_t word) {
      constexpr std::size_t kLongest = 4;  // "12th"
      return IsDigits(word) && At(word).size() <= kLongest;
    };
    const auto is_near = [this](std::size_t word) {
      return IsSpace(Between(word)) || Between(word) == ". ";
    };
    if (is_day(i)) {
      if (is_near(i) && is_month(i + 1)) return i + 2;
      const bool of =
          Has(i + 2) && At(i + 1) == "de" && IsSpace(Between(i)) && IsSpace(Between(i + 1));
      return of && is_month(i + 2) ? i + 3 : 0;
    }
    return words_[i].capital && is_day(i + 1) && is_near(i) && is_month(i) ? i + 2 : 0;
  }

  /// The last word of the number at i: "4,200", "12 000", "3.2 million", "twenty-one", "3亿", "two
  /// hundred and fifty".
  [[nodiscard]] std::size_t LastOfQuantity(std::size_t i) const {
    std::size_t last = IsDigits(i) ? LastOfNumber(text_, words_, i) : i;
    constexpr std::size_t kGroup = 3;
    const auto parts_groups = [](std::string_view between) {
      return IsSpace(between) || between == "'" || between == "\u2019";
    };
    while (At(last).size() <= kGroup && IsDigits(last) && parts_groups(Between(last)) &&
           IsDigits(last + 1) && At(last + 1).size() == kGroup) {
      ++last;
    }
    const auto goes_on = [&](std::size_t next) {
      const bool is_near = Between(last) == "-" || (IsSpace(Between(last)) && IsTens(At(last)));
      if (is_near && Has(next) && At(next) == "one") return true;
      if (IsDigits(last) && Has(next) && IsCardinal(At(next))) return false;  // "in 2024 two"
      return IsNumberWord(next) &&
             (Between(last).empty() || Between(last) == "-" || IsSpace(Between(last)));
    };
    const auto read_words = [&] {
      while (goes_on(last + 1)) ++last;
    };
    read_words();
    const bool adds = !IsDigits(i) && TakesAnd(At(last)) && Follows(last, "and") &&
                      IsBlank(Between(last + 1)) && Has(last + 2) && IsCardinal(At(last + 2));
    if (adds) {
      last += 2;
      read_words();
    }
    if (const std::size_t fraction = LastOfFraction(last); fraction > last) {
      last = fraction;
      read_words();
    }
    return last;
  }

  /// The last word of "and a half" behind word `last`, and of "a million" behind "half"; `last`:
  /// there is neither.
  [[nodiscard]] std::size_t LastOfFraction(std::size_t last) const {
    const bool half = Follows(last, "and") && Follows(last + 1, "a") && Follows(last + 2, "half");
    if (half) return last + 3;
    const bool of_times = EqualsIgnoringAsciiCase(At(last), "half") && Follows(last, "a") &&
                          IsBlank(Between(last + 1)) && IsNumberWord(last + 2);
    return of_times ? last + 2 : last;
  }

  /// `text` is the next word behind word i, and a space parts them.
  [[nodiscard]] bool Follows(std::size_t i, std::string_view text) const {
    return Has(i + 1) && IsBlank(Between(i)) && At(i + 1) == text;
  }

  /// True if the number that ends with word `last` is a time of day or a date; `last` then moves to
  /// what says so.
  [[nodiscard]] bool LastOfTime(std::size_t& last) const {
    const std::string_view word = At(last);
    const bool is_clock = last > 0 && Between(last - 1) == ":" && IsDigits(last - 1);
    const std::size_t digits = word.find_first_not_of("0123456789");
    const std::string_view rest = digits == std::string_view::npos ? "" : word.substr(digits);
    if (rest == "am" || rest == "pm" || (rest.starts_with('h') && rest.size() <= 3)) return true;
    if (!is_clock && Between(last).empty() && Has(last + 1)) {
      constexpr std::string_view kUnits = "月日年時时点點分";
      if (kUnits.find(At(last + 1)) == std::string_view::npos) return false;
      ++last;
      return true;
    }
    if (!IsSpace(Between(last))) return is_clock;
    const std::string next = Lower(last + 1);
    if (next == "am" || next == "pm" || next == "uhr") {
      ++last;
      return true;
    }
    const bool dotted =
        (next == "a" || next == "p") && Between(last + 1) == "." && Lower(last + 2) == "m";
    if (dotted) last += 2;
    return dotted || is_clock;
  }

  /// The sign or currency that touches what begins at `begin`: "-" of "-5", "$".
  [[nodiscard]] std::size_t SignBefore(std::size_t begin) const {
    const std::size_t sign = CurrencySignBefore(text_, begin);
    const std::size_t letters = sign == 1 ? DollarLettersBefore(text_, begin - sign) : 0;
    if (letters > 0) {
      const std::size_t money = letters + sign;
      return money + MinusBefore(text_, begin - money);
    }
    const std::size_t minus = MinusBefore(text_, begin);
    return minus > 0 ? minus : sign;
  }

  /// `unit`: as in TextFacts::Fact.
  void Add(Kind kind, std::size_t first, std::size_t last, std::string_view unit = {}) {
    if (in_headline_ && kind == Kind::kNegation) return;
    if (facts_.facts.size() == TextFacts::kMostFacts) return;
    std::size_t begin = words_[first].begin;
    if (kind == Kind::kNumber) {
      const std::size_t sign = SignBefore(begin);
      if (sign > 0) signs_ = Mix64(signs_ + Hash64(text_.substr(begin - sign, sign)) + first);
      begin -= sign;
      if (sign == 0 && first > 0 && IsMinusWord(At(first - 1)) && IsBlank(Between(first - 1))) {
        begin = words_[first - 1].begin;
      }
    }
    // What joins digits is no word: "3.5" is not "3-5".
    const std::size_t joined = IsDigits(first) ? LastOfNumber(text_, words_, first) - first : 0;
    if (joined > 0) signs_ = Mix64(signs_ + (first << 8) + joined);
    std::size_t end = words_[last].end;
    const bool dotted = kind == Kind::kTime && text_.substr(0, end).ends_with(".m");  // "2 p.m."
    if (dotted && text_.substr(end).starts_with('.')) ++end;
    if (kind == Kind::kName && RatingSignBehind(text_, words_[last]) > 0) ++end;
    std::string_view text = text_.substr(begin, end - begin);
    if (kind == Kind::kNegation && text == "t") text = "not";
    TextFacts::Fact fact{
        .kind = kind, .sentence = sentence_, .text = Shortened(text), .unit = std::string(unit)};
    if (unit == "%") signs_ = Mix64(signs_ + last);
    facts_.facts.push_back(std::move(fact));
  }

  struct Unit {
    std::string name;      ///< empty: there is none
    std::size_t last = 0;  ///< the word it ends with
  };

  /// The unit of the number of words `first` to `last`: "5 km", "5 km an hour", "$5 a month".
  [[nodiscard]] Unit UnitBehind(std::size_t first, std::size_t last) const {
    Unit unit = MeasureBehind(last);
    if (unit.name.empty() && first > 0) {
      if (const auto code = CurrencyCodeAt(first - 1); !code.empty()) {
        unit = {.name = std::string(code), .last = last};
      }
    }
    if (unit.name.empty() && CurrencySignBefore(text_, words_[first].begin) == 0) return unit;
    const Unit rate = RateBehind(std::max(last, unit.last));
    if (rate.name.empty() || unit.name.size() + rate.name.size() > TextFacts::kMostUnitBytes) {
      return unit;
    }
    return {.name = unit.name + rate.name, .last = rate.last};
  }

  /// "/month" of "a month", "per month", "/month" and "monthly" behind word `last`, but not of "a
  /// month ago".
  [[nodiscard]] Unit RateBehind(std::size_t last) const {
    constexpr std::size_t kLongestGap = 6;
    const std::string_view gap = Between(last);
    std::size_t word = last + 1;
    if (!Has(word) || gap.size() > kLongestGap ||
        gap.find_first_of(".,;:()!?\n\"") != std::string_view::npos) {
      return {};
    }
    if (const std::string_view period = PeriodOf(At(word)); !period.empty()) {
      return {.name = RateOf(period), .last = word};
    }
    if (!gap.ends_with('/')) {
      if (!IsPer(At(word)) || !Has(word + 1)) return {};
      if (!IsSpace(Between(word)) && Between(word) != "-") return {};
      ++word;
    }
    const bool is_year = At(word) == "an" && At(word - 1) == "par";
    std::string rate = RateOf(is_year ? "years" : UnitOf(hashes_[word]));
    if (rate.empty() || IsCountedFrom(word + 1)) return {};
    return {.name = std::move(rate), .last = word};
  }

  /// "ago" of "a month ago": what stands before it is a time.
  [[nodiscard]] bool IsCountedFrom(std::size_t i) const {
    if (!Has(i)) return false;
    constexpr std::string_view kWords[] = {"ago", "earlier", "later", "before", "after"};
    return std::find(std::begin(kWords), std::end(kWords), At(i)) != std::end(kWords);
  }

  /// The unit or currency behind word `last`: "km", "%", "per cent", "€".
  [[nodiscard]] Unit MeasureBehind(std::size_t last) const {
    const std::string_view behind = text_.substr(words_[last].end);
    for (const std::string_view percent : {"%", " %", "\u00A0%", "\u202F%"}) {
      if (behind.starts_with(percent)) return {.name = "%", .last = last};
    }
    if (const std::string_view currency = CurrencyAt(behind); !currency.empty()) {
      return {.name = std::string(currency), .last = last};
    }
    const bool is_near = IsSpace(Between(last)) || Between(last) == "-" ||
                         (IsShortNumber(At(last)) && Between(last) == ". ");
    std::size_t word = last + 1;
    if (!is_near || !Has(word)) return {};
    if (Has(word + 1) && IsPerCent(At(word), At(word + 1))) return {.name = "%", .last = word + 1};
    if (IsOfUnits(At(word))) ++word;  // "millions de dollars"
    std::string unit;
    if (word == last + 1 && Has(word + 1)) unit = UnitPrefix(At(word));
    if (!unit.empty()) ++word;  // "square miles"
    const std::string_view name = Has(word) ? UnitOf(hashes_[word]) : std::string_view();
    if (name.empty()) return {};
    if (!unit.empty()) unit.append(" ");
    unit.append(name);
    if (unit.size() > TextFacts::kMostUnitBytes) unit = name;
    return {.name = std::move(unit), .last = word};
  }

  void AddSentence() {
    TextFacts::Sentence sentence;
    sentence.hash = Hash64(
        {reinterpret_cast<const char*>(hashes_.data()), hashes_.size() * sizeof(std::uint64_t)});
    if (signs_ != 0) sentence.hash = Mix64(sentence.hash + signs_);
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    sentence.count = static_cast<std::uint8_t>(std::min(hashes_.size(), TextFacts::kWords));
    for (std::size_t i = 0; i < sentence.count; ++i) {
      sentence.words[i] = static_cast<std::uint16_t>(hashes_[i] >> 48);
    }
    facts_.sentences.push_back(sentence);
  }

  std::string_view text_;
  const FactWords& lexicon_;
  const Opposites& opposites_;
  std::uint16_t sentence_;
  TextFacts& facts_;
  bool in_headline_ = false;
  std::uint64_t signs_ = 0;  ///< of the numbers that have one, and where; 0: none
  std::vector<Word> words_;
  std::vector<std::uint64_t> hashes_;  ///< of words_
};

/// The parts of quotations that stand in one sentence, one after the other.
class QuoteReader {
 public:
  explicit QuoteReader(std::string_view body) : body_(body) { FindQuotations(body, quotations_); }

  void Read(const Span& sentence, std::uint16_t index, TextFacts& facts) {
    while (next_ < quotations_.size() && quotations_[next_].end <= sentence.begin) ++next_;
    for (std::size_t i = next_; i < quotations_.size(); ++i) {
      const std::size_t begin = std::max(quotations_[i].begin, sentence.begin);
      const std::size_t end = std::min(quotations_[i].end, sentence.end);
      if (begin >= end || facts.facts.size() == TextFacts::kMostFacts) return;
      const std::string_view text = Trimmed(body_.substr(begin, end - begin));
      if (text.empty()) continue;
      facts.facts.push_back(
          {.kind = Kind::kQuote, .sentence = index, .text = Shortened(text), .unit = {}});
    }
  }

 private:
  /// Without the spaces of French, and the comma or full stop at its end, which belongs to the
  /// sentence around it.
  static std::string_view Trimmed(std::string_view text) {
    for (const std::string_view space : {" ", "\u00A0", "\u202F"}) {
      if (text.starts_with(space)) text.remove_prefix(space.size());
      if (text.ends_with(space)) text.remove_suffix(space.size());
    }
    const std::size_t end = text.find_last_not_of(" ,.");
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  }

  std::string_view body_;
  std::vector<Span> quotations_;
  std::size_t next_ = 0;  ///< the first one that may reach into a later sentence
};

}  // namespace

TextFacts FactsOf(std::string_view title, std::string_view body, std::string_view language,
                  const std::vector<Span>& sentences) {
  TextFacts facts;
  std::vector<Word> words;
  FindWords(title, words);
  for (const Word& word : words) {
    facts.headline = Mix64(facts.headline + HashOf(title, word));
  }
  // The only words of a headline that could differ in nothing but a sign.
  for (const Word& word : words) {
    if (MinusBefore(title, word.begin) > 0) facts.headline = Mix64(facts.headline);
  }
  const Lexicon lexicon{.words = FactWordsOf(language), .opposites = OppositesOf(language)};
  FactReader(title, lexicon, TextFacts::kHeadline, facts).ReadHeadline();
  const std::size_t most = std::min(sentences.size(), TextFacts::kMostSentences);
  QuoteReader quotes(body.substr(0, most == 0 ? 0 : sentences[most - 1].end));
  for (std::size_t i = 0; i < most; ++i) {
    const auto index = static_cast<std::uint16_t>(i);
    quotes.Read(sentences[i], index, facts);
    FactReader(sentences[i].In(body), lexicon, index, facts).Read();
  }
  return facts;
}

}  // namespace newswired
