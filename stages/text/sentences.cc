#include "stages/text/sentences.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// In front of names and numbers, in many languages: the next word's capital says nothing.
constexpr std::string_view kTitles =
    " Abp Adm Alm Brig Capt Card Cmdr Col Cpl Det Dipl Dr Dra Drs Fig Fr Gen Gov Gral Hon Insp "
    "Lt Maj Messrs Mgr Mlle Mme Mons Mr Mrs Ms Msgr Mt Nr Núm Ph Pres Prof Pte Rep Reps Rev Sen "
    "Sens Sgt Sr Sra St Ste Supt Vol vol vs Rs ";
constexpr std::size_t kLongestTitle = 6;
/// The same, but a sentence may end with them, too.
constexpr std::string_view kMayEnd =
    " Apr Aug Ave Bros Co Corp Dec Esq Feb Inc Jan Jr Ltd No Nos Nov Oct Sept ";

/// Abbreviations of single languages.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kAbbreviations = {{
    {"az", " s c "},
    {"be", " г вул ім праф тыс млн "},
    {"bg", " г гр ул бул проф акад д-р инж ген т св стр чл ал "},
    {"ca", " Sr Sra núm pàg "},
    {"cs", " např tzv tj č čl odst tř sv prof Ing Mgr MUDr JUDr Bc Kč mil mld tis ul str r "},
    {"da", " bl kl kr stk nr hr fr f eks ca evt inkl mio mia jf pkt "},
    {"de",
     " Abs Abt Az Aufl Bd Bsp bspw bzw ca Chr Dipl Dr ebd etw evtl exkl Fam ff geb gem gest ggf "
     "Hbf Hl Hr Hrn Hrsg inkl insb jr Jh Jhd Kap kath lat Mag max Mill min Mio Mrd mtl nachm Nr "
     "Pfd Pkt Prof rd resp Rh Rd s S sen sog St Std Str Tel Tsd u usf v vgl Verf vorm z zzgl "
     "zzt "},
    {"el", " κ κα αρ π τηλ σελ Αγ δρ "},
    {"es",
     " Sr Sra Srta Sres Dr Dra Dña Gral Lic Ing Prof Arq Excmo Av Avda Art art núm pág págs tel "
     "Tel EE UU aprox Mons Ud Uds Vd Vds Fdo p pp "},
    {"et", " a lk nr vt s tel hr pr nt dr prof "},
    {"fi", " esim ks mm mrd milj n ns nk s v klo os puh tri prof toim ym "},
    {"fr",
     " MM Mme Mmes Mlle Mlles Me Dr Pr Mgr St Ste av bd chap env éd fig hab n p pp tél vol art "
     "cf "},
    {"hr", " dr prof mr sv br str čl st tzv npr g god mil tj ul doc "},
    {"hu", " dr prof ún pl ill kb u db sz tel Ft bek szerk "},
    {"is", " t d gr kr nr sr þ e st tbl "},
    {"it", " Sig Dott Prof Avv Ing Geom On Rag Arch Mons pag pagg art artt tel n p pp sen "},
    {"nl",
     " dhr mevr mr mw ds drs dr ir ing prof bijv blz ca evt excl incl jl max min nr nrs resp St "
     "st tel vgl zgn art lid "},
    {"pl",
     " ul dr prof hab inż mgr np tys mln mld zł godz św im ks m in p pt r str tzw ok art ust "
     "poz nr gen płk kpt por sp woj pl al tel tj "},
    {"pt",
     " Sr Sra Srs Dr Dra Prof Profa Eng Exmo Av Art art n nº pág págs tel Tel aprox R P p pp Cia "},
    {"ro", " dl dna dr prof art alin nr str pag lit mil mld sf ing "},
    {"ru",
     " гг ул им млн млрд тыс руб коп проф акад доц ред изд стр рис см т е к н св чел др обл пос "
     "пр просп кв корп зам нач ген полк "},
    {"sl", " dr prof mag št čl sv npr ul oz str tj t i g ga "},
    {"sv", " bl ca dvs d eks f fr fr.o.m kl kr m mfl mm nr resp s st t tel vs "},
    {"uk", " р рр м вул ім млн млрд тис грн проф акад див ст обл с т п ред просп "},
}};

/// They begin sentences and hardly ever anything else: what a full stop in front of them ends is
/// clear. Written in lower case.
constexpr std::string_view kOpeners =
    " the a an in on at but and he she it they we you this that these those there his her their "
    "its as for if when while after before since however meanwhile then so some many most last "
    "both also with by to from not no what who why how where which i my our your all any are is "
    "was do does did have has please thanks now just only one two three mr mrs ms according "
    "despite under earlier later still yet although because during ";

constexpr std::string_view kOrdinalLanguages =
    " bs cs da de et fi hr hu is lb lv nb nn no sk sl sr tr eu ";

/// Behind a number of a year, where a sentence may well end: "в 2020 г."
constexpr std::string_view kYears = " г гг р рр ";

/// One of the words that `list` has with spaces around them.
bool IsIn(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos;
       at = list.find(word, at + 1)) {
    if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
  }
  return false;
}

/// A mark that ends sentences.
struct Stop {
  std::size_t size = 0;  ///< in bytes; 0: none
  bool clear = false;    ///< ends one whatever follows
};

Stop StopAt(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '.' || c == '?' || c == '!') return {.size = 1};
  if (static_cast<unsigned char>(c) < 0x80) return {};
  std::size_t next = at;
  switch (DecodeUtf8(text, next)) {
    case U'\u2026':  // ...
      return {.size = next - at};
    case U'\u3002':  // ideographic full stop, and its half-width form
    case U'\uFF61':
    case U'\uFF01':  // full-width ! and ?
    case U'\uFF1F':
    case U'\u0964':  // danda, double danda
    case U'\u0965':
    case U'\u061F':  // Arabic question mark
    case U'\u06D4':  // Urdu full stop
    case U'\u0589':  // Armenian full stop
    case U'\u1362':  // Ethiopic full stop and question mark
    case U'\u1367':
    case U'\u104B':  // Myanmar section
    case U'\u17D4':  // Khmer khan
      return {.size = next - at, .clear = true};
    default:
      return {};
  }
}

/// Bytes that may be the first one of a stop, and line ends.
constexpr std::array<bool, 256> MakeLeads() {
  std::array<bool, 256> leads{};
  // \n . ? ! ; and of UTF-8: U+2026; U+3002; U+FF61 and full-width forms; danda; Myanmar, Khmer,
  // Ethiopic; Arabic; Urdu; Armenian.
  for (const unsigned c : {0x0AU, 0x2EU, 0x3FU, 0x21U, 0x3BU, 0xE2U, 0xE3U, 0xEFU, 0xE0U, 0xE1U,
                           0xD8U, 0xDBU, 0xD6U}) {
    leads[c] = true;
  }
  return leads;
}
constexpr auto kLeads = MakeLeads();

class SentenceFinder {
 public:
  SentenceFinder(std::string_view text, std::string_view language, std::vector<Span>& sentences)
      : text_(text), language_(language.substr(0, language.find('-'))), sentences_(sentences) {
    const auto* const own =
        std::find_if(kAbbreviations.begin(), kAbbreviations.end(),
                     [this](const auto& each) { return each.first == language_; });
    if (own != kAbbreviations.end()) abbreviations_ = own->second;
    ordinals_ = !language_.empty() && IsIn(kOrdinalLanguages, language_);
  }

  void Find() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!kLeads[static_cast<unsigned char>(text_[at])]) continue;
      if (text_[at] == '\n') {
        Add(at, at + 1);
        continue;
      }
      at = ReadStop(at) - 1;
    }
    Add(text_.size(), text_.size());
  }

 private:
  /// Reads the marks at `at`, if there are any, and ends the sentence if they do. Returns the
  /// place behind them.
  std::size_t ReadStop(std::size_t at) {
    Stop stop = StopAt(text_, at);
    if (text_[at] == ';' && language_ == "el") stop.size = 1;  // the Greek question mark
    if (stop.size == 0) return at + 1;
    std::size_t end = at + stop.size;
    while (end < text_.size()) {
      const Stop more = StopAt(text_, end);
      if (more.size == 0) break;
      stop.clear |= more.clear;
      end += more.size;
    }
    const std::size_t marks = end;
    while (const std::size_t closer = CloserAt(end, stop.clear)) end += closer;
    std::size_t next = end;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
    if (Ends(at, stop.clear, end > marks, end, next)) Add(end, next);
    return end;
  }

  [[nodiscard]] bool Ends(std::size_t at, bool clear, bool closed, std::size_t end,
                          std::size_t next) const {
    if (next == text_.size()) return true;
    const bool apart = next > end;
    // A quotation inside a sentence: 「行こう。」と言った.
    if (clear) return apart || !closed || !IsWordAt(next);
    if (!apart) return text_[at] != '.' && IsIdeographAt(next);
    return MayBegin(next) && !(text_[at] == '.' && IsAbbreviation(at, next));
  }

  /// Length of a quotation mark or bracket that may close what has ended, with a space before a
  /// French one; 0: none. `clear`: where no space need stand before what opens.
  [[nodiscard]] std::size_t CloserAt(std::size_t at, bool clear) const {
    if (at >= text_.size()) return 0;
    const char c = text_[at];
    if (c == '"' || c == '\'' || c == ')' || c == ']') return 1;
    const std::string_view rest = text_.substr(at);
    for (const std::string_view mark :
         {"\u201D", "\u2019", "\u00BB", "\u203A", "\u300D", "\u300F", "\uFF09", "\u300B"}) {
      if (rest.starts_with(mark)) return mark.size();
    }
    if (clear) return 0;
    for (const std::string_view mark : {"\u201C", "\u2018", "\u00AB"}) {  // German, and » «
      if (rest.starts_with(mark)) return mark.size();
    }
    if (!rest.starts_with(" \u00BB")) return 0;
    constexpr std::size_t kSize = 3;
    return rest.size() == kSize || IsSpaceAscii(rest[kSize]) ? kSize : 0;
  }

  [[nodiscard]] bool IsWordAt(std::size_t at) const {
    return IsWordCodepoint(DecodeUtf8(text_, at));
  }
  [[nodiscard]] bool IsIdeographAt(std::size_t at) const {
    return IsIdeograph(DecodeUtf8(text_, at));
  }

  /// True where a sentence may begin: a capital or a letter without case, a digit, an opening mark.
  [[nodiscard]] bool MayBegin(std::size_t at) const {
    std::size_t next = at;
    const char32_t c = DecodeUtf8(text_, next);
    if (c >= U'a' && c <= U'z') {  // "iPhone", "eBay"
      return next + 1 < text_.size() && text_[next] >= 'A' && text_[next] <= 'Z' &&
             text_[next + 1] >= 'a' && text_[next + 1] <= 'z';
    }
    if (c < 0x80) return IsAlphanumericAscii(text_[at]) || c == U'"' || c == U'\'' || c == U'(';
    return !IsLowerCodepoint(c);
  }

  /// The full stop at `at`, with `next` behind it, belongs to the word before it.
  [[nodiscard]] bool IsAbbreviation(std::size_t at, std::size_t next) const {
    std::size_t from = at;
    while (from > begin_ && !IsSpaceAscii(text_[from - 1])) --from;
    while (from < at && !IsWordAt(from)) DecodeUtf8(text_, from);
    const std::string_view word = text_.substr(from, at - from);
    if (word.empty()) return false;
    const bool year = IsIn(kYears, word) && from >= 2 && IsDigitAscii(text_[from - 2]);
    if (year) return false;
    const bool short_enough = word.size() <= kLongestTitle;
    if ((short_enough && IsIn(kTitles, word)) || IsIn(abbreviations_, word)) return true;
    if (std::all_of(word.begin(), word.end(), IsDigitAscii)) {
      const bool counts = from == begin_;  // "1. Who may apply"
      return word.size() <= 2 && (ordinals_ || counts);
    }
    std::size_t second = 0;
    const char32_t first = DecodeUtf8(word, second);
    if (second == word.size()) return IsInitial(first) && !IsOpener(next, 2);
    return (IsDotted(word) || (short_enough && IsIn(kMayEnd, word))) && !IsOpener(next, 1);
  }

  /// Letters that stand for a word; a syllable of Hangul is one.
  [[nodiscard]] static bool IsInitial(char32_t c) {
    return IsUpperCodepoint(c) || IsLowerCodepoint(c) || (c >= 0x620 && c <= 0x64A);
  }

  /// "U.S", "p.m", "Ph.D": one letter behind the last full stop.
  [[nodiscard]] static bool IsDotted(std::string_view word) {
    constexpr std::size_t kLongest = 14;
    const std::size_t dot = word.rfind('.');
    if (dot == std::string_view::npos || word.size() > kLongest) return false;
    std::size_t at = dot + 1;
    if (at >= word.size() || !IsWordCodepoint(DecodeUtf8(word, at))) return false;
    return at == word.size();
  }

  /// An English word that begins a sentence stands at `at`, of `least` letters and more.
  [[nodiscard]] bool IsOpener(std::size_t at, std::size_t least) const {
    std::size_t end = at;
    while (end < text_.size() && IsAlphanumericAscii(text_[end])) ++end;
    const std::string_view word = text_.substr(at, end - at);
    if (word.size() < least || !IsUpperCodepoint(static_cast<unsigned char>(word.front()))) {
      return false;
    }
    return (word.size() == 1 || IsLowerCodepoint(static_cast<unsigned char>(word[1]))) &&
           IsIn(kOpeners, LowerAscii(word));
  }

  /// Adds what has been read up to `end`; the next sentence begins at `next`.
  void Add(std::size_t end, std::size_t next) {
    while (begin_ < end && IsSpaceAscii(text_[begin_])) ++begin_;
    while (end > begin_ && IsSpaceAscii(text_[end - 1])) --end;
    if (begin_ < end) sentences_.push_back(MakeSpan(begin_, end));
    begin_ = next;
  }

  std::string_view text_;
  std::string_view language_;
  std::string_view abbreviations_;
  bool ordinals_ = false;
  std::size_t begin_ = 0;  ///< of the sentence that is being read
  std::vector<Span>& sentences_;
};

}  // namespace

void FindSentences(std::string_view text, std::string_view language, std::vector<Span>& sentences) {
  SentenceFinder(text, language, sentences).Find();
}

}  // namespace newswired
