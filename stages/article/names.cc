#include "stages/article/names.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <string>
#include <vector>

#include "stages/article/page.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

struct Pattern {
  std::string_view text;  ///< lower case; ' ' is a border between words
  std::uint32_t hints;
};

/// Words that content systems put into class and id names. Begun from what browsers' reading modes
/// have used for years (Arc90's Readability and its heirs), and extended with names seen on news
/// sites; kNever only for names that never wrap an article.
constexpr auto kPatterns = std::to_array<Pattern>({
    // They hold one of the words below and mean something else.
    Pattern{"shareholder", kMisleading},
    Pattern{"shareholding", kMisleading},
    Pattern{" shared ", kMisleading},
    Pattern{"operating", kMisleading},
    Pattern{"generating", kMisleading},
    Pattern{"celebrating", kMisleading},
    Pattern{"integrating", kMisleading},
    Pattern{"illustrating", kMisleading},
    Pattern{"unrelated", kMisleading},
    Pattern{"correlated", kMisleading},
    Pattern{" embedded ", kMisleading},
    Pattern{"commentary", kMisleading},
    Pattern{"commentaries", kMisleading},
    Pattern{"commentator", kMisleading},
    Pattern{"socialis", kMisleading},
    Pattern{"socialite", kMisleading},
    Pattern{"remarkabl", kMisleading},
    Pattern{"promontor", kMisleading},
    Pattern{"subscriber", kMisleading | kPayName},
    Pattern{" ad ", kNever},
    Pattern{" ads ", kNever},
    Pattern{"advert", kNever},
    Pattern{" adv ", kNever},
    Pattern{"banner", kUnlikely},
    Pattern{"breadcrumb", kNever},
    Pattern{"combx", kUnlikely},
    Pattern{"comment", kUnlikely | kNegative},
    Pattern{" comments ", kNever},
    Pattern{"disqus", kNever},
    Pattern{"cookie", kNever},
    Pattern{"consent", kNever},
    Pattern{"gdpr", kNever},
    Pattern{"footer", kUnlikely | kNegative},
    Pattern{"call to action", kNever | kNegative},
    Pattern{"footer cta", kNever | kNegative},
    Pattern{" foot ", kNegative},
    Pattern{"footnote", kNegative},
    Pattern{"masthead", kUnlikely | kNegative},
    Pattern{"header", kUnlikely | kHeaderName},
    Pattern{"legends", kUnlikely},
    Pattern{" menu", kUnlikely},
    Pattern{"navbar", kNever},
    Pattern{" nav ", kNever},
    Pattern{"navigation", kNever},
    Pattern{"newsletter", kNever},
    Pattern{"subscribe", kNever},
    Pattern{"subscription", kUnlikely},
    Pattern{"signup", kNever},
    Pattern{"sign up", kNever},
    Pattern{" login", kUnlikely},
    Pattern{" notification", kNever},
    Pattern{"outbrain", kNever | kNegative},
    Pattern{"taboola", kNever},
    Pattern{"pagination", kUnlikely},
    Pattern{" pager ", kUnlikely},
    Pattern{"popup", kUnlikely},
    Pattern{"modal", kUnlikely},
    Pattern{"overlay", kUnlikely},
    Pattern{"promo", kUnlikely | kNegative},
    Pattern{"related", kNever | kNegative},
    Pattern{"recommend", kNever},
    Pattern{"remark", kUnlikely},
    Pattern{"replies", kUnlikely},
    Pattern{" rss ", kUnlikely},
    Pattern{"share", kNever | kNegative},
    Pattern{"sharing", kNever},
    Pattern{"shoutbox", kUnlikely},
    Pattern{"sidebar", kUnlikely | kNegative},
    Pattern{"skyscraper", kUnlikely},
    Pattern{"social", kUnlikely | kNegative},
    Pattern{"sponsor", kUnlikely | kNegative},
    Pattern{"supplemental", kUnlikely},
    Pattern{"teaser", kUnlikely},
    Pattern{"trending", kNever},
    Pattern{"most read", kNever},
    Pattern{"mostread", kNever},
    Pattern{"most popular", kNever},
    Pattern{"mostpopular", kNever},
    Pattern{"popular", kUnlikely},
    Pattern{"read more", kNever},
    Pattern{"readmore", kNever},
    Pattern{"read next", kNever},
    Pattern{"readnext", kNever},
    Pattern{"see also", kNever},
    Pattern{"more from", kNever},
    Pattern{"more stories", kNever},
    Pattern{" tags ", kNever},
    Pattern{"taglist", kNever},
    Pattern{"tag list", kNever},
    Pattern{" tools ", kUnlikely | kNegative},
    Pattern{"toolbar", kNever},
    Pattern{"widget", kUnlikely | kNegative},
    Pattern{"byline", kUnlikely | kBylineName},
    Pattern{" author ", kBylineName},
    Pattern{"author bio", kNever},
    Pattern{"about author", kNever},
    Pattern{"authorbox", kNever},
    Pattern{"author box", kNever},
    Pattern{"author info", kUnlikely},
    Pattern{"caption", kNever | kNegative | kCaptionName},
    Pattern{"bildunterschrift", kCaptionName},
    Pattern{" credit", kNever},
    Pattern{"gallery", kUnlikely},
    Pattern{"slideshow", kUnlikely},
    Pattern{"carousel", kUnlikely},
    Pattern{"infobox", kUnlikely | kFactName},
    Pattern{"factbox", kUnlikely | kFactName},
    Pattern{" info box", kFactName},
    Pattern{" fact box", kFactName},
    Pattern{"faktabo", kFactName},
    Pattern{"faktarut", kFactName},
    Pattern{"infokasten", kFactName},
    Pattern{" correction", kNoteName},
    Pattern{"clarification", kNoteName},
    Pattern{"erratum", kNoteName},
    Pattern{"errata", kNoteName},
    Pattern{"rectificat", kNoteName},
    Pattern{"korrektur", kNoteName},
    Pattern{"berichtigung", kNoteName},
    Pattern{"correccion", kNoteName},
    Pattern{"editors note", kNoteName},
    Pattern{"editor note", kNoteName},
    Pattern{"editorsnote", kNoteName},
    Pattern{"editornote", kNoteName},
    Pattern{"editorial note", kNoteName},
    Pattern{"footnote", kNoteName},
    Pattern{"article footer", kNoteName},
    Pattern{"story footer", kNoteName},
    Pattern{"post footer", kNoteName},
    Pattern{"entry footer", kNoteName},
    Pattern{" meta ", kNegative},
    Pattern{" hidden ", kHiddenName},
    Pattern{" hide ", kHiddenName},
    Pattern{" d none ", kHiddenName},
    Pattern{" embed", kNever},
    Pattern{" poll ", kNever},
    Pattern{" quiz", kUnlikely},
    Pattern{" lightbox", kNever},
    Pattern{" not prose ", kNever},
    Pattern{" sign in ", kNever},
    Pattern{" signin", kNever},
    Pattern{" image", kImageName},
    Pattern{" img", kImageName},
    Pattern{" photo", kImageName},
    Pattern{" picture", kImageName},
    Pattern{" pic ", kImageName},
    Pattern{" thumb", kImageName},
    Pattern{" bild", kImageName},
    Pattern{" foto", kImageName},
    Pattern{" media ", kImageName},
    Pattern{"visually hidden", kNever},
    Pattern{"visuallyhidden", kNever},
    Pattern{"screen reader", kNever},
    Pattern{" sr only ", kNever},
    Pattern{"noprint", kUnlikely},
    Pattern{" no print ", kUnlikely},
    Pattern{"copyright", kUnlikely},
    Pattern{"disclaimer", kUnlikely},
    Pattern{"timestamp", kUnlikely},
    Pattern{" dateline ", kMaybe},
    Pattern{"follow us", kNever},
    Pattern{"feedback", kUnlikely},
    Pattern{"rating", kUnlikely},
    Pattern{"paywall", kPayName},
    Pattern{"pullquote", kQuoteName},
    Pattern{"pull quote", kQuoteName},
    Pattern{" toc ", kUnlikely},
    Pattern{"jump to", kUnlikely},
    Pattern{" and ", kMaybe},
    Pattern{"article", kMaybe | kPositive},
    Pattern{"body", kMaybe | kPositive},
    Pattern{"column", kMaybe},
    Pattern{"content", kMaybe | kPositive},
    Pattern{" main", kMaybe | kPositive},
    Pattern{"shadow", kMaybe},
    Pattern{"entry", kPositive | kMaybe},
    Pattern{"hentry", kPositive},
    Pattern{" page ", kPositive},
    Pattern{" post ", kPositive | kMaybe},
    Pattern{" text", kPositive},
    Pattern{"blog", kPositive},
    Pattern{"story", kPositive | kMaybe},
    Pattern{"paragraph", kPositive | kMaybe},
    Pattern{"conten", kMaybe},
    Pattern{" elementor widget ", kMaybe | kPositive},
    Pattern{"artikel", kMaybe | kPositive},
    Pattern{"articulo", kMaybe | kPositive},
    Pattern{"articolo", kMaybe | kPositive},
    Pattern{"artigo", kMaybe | kPositive},
    Pattern{"beitrag", kMaybe | kPositive},
    Pattern{"noticia", kMaybe | kPositive},
    Pattern{"cuerpo", kMaybe | kPositive},
    Pattern{"standfirst", kStandfirstName | kMaybe},
    Pattern{" post description", kStandfirstName},
    Pattern{" article description", kStandfirstName},
    Pattern{" lead ", kStandfirstName},
    Pattern{" lede ", kStandfirstName},
    Pattern{" deck ", kStandfirstName},
    Pattern{" dek ", kStandfirstName},
    Pattern{"subtitle", kStandfirstName},
    Pattern{"sub title", kStandfirstName},
    Pattern{"subhead", kStandfirstName},
    Pattern{" intro", kStandfirstName},
    Pattern{"summary", kStandfirstName},
    Pattern{"excerpt", kStandfirstName},
    Pattern{"teaser text", kStandfirstName},
    Pattern{"vorspann", kStandfirstName},
    Pattern{" chapo", kStandfirstName},
    Pattern{" chapeau", kStandfirstName},
    Pattern{"entradilla", kStandfirstName},
    Pattern{"sottotitolo", kStandfirstName},
    Pattern{" ingress ", kStandfirstName},
    Pattern{"sommario", kStandfirstName},
    Pattern{"anons", kStandfirstName},
    Pattern{"copete", kStandfirstName},
    Pattern{"bajada", kStandfirstName},
    Pattern{"zajawka", kStandfirstName},
    Pattern{" perex", kStandfirstName},
    Pattern{" manchet", kStandfirstName},
    Pattern{"linha fina", kStandfirstName},
    Pattern{"linhafina", kStandfirstName},
    Pattern{"untertitel", kStandfirstName},
    Pattern{"subtitulo", kStandfirstName},
    Pattern{" sapo ", kStandfirstName},
    Pattern{"wrapper", kMaybe},
    Pattern{"container", kMaybe},
    Pattern{"layout", kMaybe},
    Pattern{"date ", kDateName},
    Pattern{" date", kDateName},
    Pattern{" datum", kDateName},
    Pattern{" datetime", kDateName},
    Pattern{" fecha", kDateName},
    Pattern{" tarih", kDateName},
    Pattern{"timedata", kDateName},
    Pattern{" time ", kDateName},
    Pattern{"timestamp", kDateName},
    Pattern{" published", kDateName},
    Pattern{"pubtime", kDateName},
    Pattern{"posttime", kDateName},
    Pattern{"publishtime", kDateName},
    Pattern{"veroeffentlicht", kDateName},
    Pattern{"erscheinung", kDateName},
    Pattern{"erstellt", kDateName},
    Pattern{" pubblicat", kDateName},
    Pattern{" publicado", kDateName},
    Pattern{" publie ", kDateName},
    Pattern{" dato ", kDateName},
    Pattern{"article info", kDateName},
    Pattern{"entry info", kDateName},
    Pattern{"post info", kDateName},
    Pattern{"blog meta", kDateName},
    Pattern{"publishing", kDateName},
    Pattern{"publication", kDateName},
    Pattern{" posted", kDateName},
    Pattern{"submitted", kDateName},
    Pattern{" created", kDateName},
    Pattern{" updated", kDateName},
    Pattern{" modified", kDateName},
    Pattern{"postmeta", kDateName},
    Pattern{"post meta", kDateName},
    Pattern{"entry meta", kDateName},
    Pattern{"article meta", kDateName},
    Pattern{"news meta", kDateName},
    Pattern{"byline", kDateName},
    Pattern{"dateline", kDateName},
    Pattern{" credit", kCreditName},
    Pattern{" copyright", kCreditName},
    Pattern{"photographer", kCreditName},
    Pattern{"author name", kAuthorName},
    Pattern{"authorname", kAuthorName},
    Pattern{" author ", kAuthorName},
    Pattern{" authors ", kAuthorName},
    Pattern{" autor ", kAuthorName},
    Pattern{" autoren ", kAuthorName},
    Pattern{"autorname", kAuthorName},
    Pattern{" auteur", kAuthorName},
    Pattern{" autore ", kAuthorName},
    Pattern{"redakteur", kAuthorName},
    Pattern{" writer ", kAuthorName},
    Pattern{" reporter ", kAuthorName},
    Pattern{"posted by", kAuthorName},
    Pattern{" username ", kAuthorName},
    Pattern{"submitted", kAuthorName},
    Pattern{"authored", kAuthorName},
    Pattern{" poster ", kAuthorName},
    Pattern{" event", kEventName},
    Pattern{"termin ", kEventName},
    Pattern{"termine ", kEventName},
    Pattern{"veranstaltung", kEventName},
    Pattern{"agenda", kEventName},
    Pattern{"countdown", kEventName},
    Pattern{" weather", kEventName},
    Pattern{" today ", kEventName},
    Pattern{"current date", kEventName},
    Pattern{" comment ", kCommentName},
    Pattern{" comments ", kCommentName},
    Pattern{"commentlist", kCommentName},
    Pattern{"comment list", kCommentName},
    Pattern{"comment meta", kCommentName},
    Pattern{"commentmeta", kCommentName},
    Pattern{"comment body", kCommentName},
    Pattern{" kommentar", kCommentName},
    Pattern{"disqus", kCommentName},
    Pattern{"reply ", kCommentName},
    Pattern{"replies", kCommentName},
    Pattern{"related", kAsideName},
    Pattern{"recommend", kAsideName},
    Pattern{"teaser", kTeaserName},
    Pattern{"sidebar", kTeaserName},
    Pattern{"popular", kAsideName},
    Pattern{"trending", kAsideName},
    Pattern{"most read", kAsideName},
    Pattern{"mostread", kAsideName},
    Pattern{"read more", kAsideName},
    Pattern{"readmore", kAsideName},
    Pattern{"read next", kAsideName},
    Pattern{"see also", kAsideName},
    Pattern{"more from", kAsideName},
    Pattern{"more stories", kAsideName},
    Pattern{" latest ", kAsideName},
    Pattern{" recent ", kAsideName},
    Pattern{"carousel", kTeaserName},
    Pattern{" slider", kTeaserName},
    Pattern{"widget", kTeaserName},
    Pattern{" promo ", kTeaserName},
    Pattern{"taboola", kAsideName},
    Pattern{"outbrain", kAsideName},
    Pattern{"breadcrumb", kNavName},
    Pattern{" menu", kNavName},
    Pattern{"navbar", kNavName},
    Pattern{" nav ", kNavName},
    Pattern{"navigation", kNavName},
    Pattern{"pagination", kNavName},
});

constexpr std::size_t kLetters = 32;  // border, a-z, anything else; a power of two

constexpr std::array<std::uint8_t, 256> MakeLetters() {
  std::array<std::uint8_t, 256> letters{};
  for (std::size_t c = 0; c < 256; ++c) letters[c] = 27;
  for (std::size_t i = 0; i < 26; ++i) {
    letters['a' + i] = letters['A' + i] = static_cast<std::uint8_t>(i + 1);
  }
  for (const char c : {' ', '\t', '\n', '\r', '\f', '-', '_', ':', '.', '/'}) {
    letters[static_cast<unsigned char>(c)] = 0;
  }
  return letters;
}
constexpr auto kLetterOf = MakeLetters();

/// Aho-Corasick over the patterns as a full table: one load a character. States are the places of
/// their rows in the table.
class Matcher {
 public:
  Matcher() {
    AddState();
    for (const Pattern& pattern : kPatterns) {
      std::size_t state = 0;
      for (const char c : pattern.text) {
        const std::size_t letter = kLetterOf[static_cast<unsigned char>(c)];
        if (next_[state + letter] == 0) {
          const std::size_t made = AddState();
          next_[state + letter] = static_cast<std::uint16_t>(made);
        }
        state = next_[state + letter];
      }
      HintsOf(state) |= pattern.hints;
    }
    assert(next_.size() <= std::size_t{1} << 16U);
    std::vector<std::size_t> fail(next_.size(), 0);
    std::vector<std::size_t> queue;
    for (std::size_t letter = 0; letter < kLetters; ++letter) {
      if (next_[letter] != 0) queue.push_back(next_[letter]);
    }
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const std::size_t state = queue[i];
      HintsOf(state) |= HintsOf(fail[state]);
      for (std::size_t letter = 0; letter < kLetters; ++letter) {
        std::uint16_t& next = next_[state + letter];
        const std::uint16_t other = next_[fail[state] + letter];
        if (next == 0) {
          next = other;
        } else {
          fail[next] = other;
          queue.push_back(next);
        }
      }
    }
  }

  [[nodiscard]] std::uint32_t Match(std::string_view names) const {
    std::size_t state = next_[0];  // a border before the first word
    std::uint32_t hints = 0;
    bool lower = false;
    for (const char c : names) {
      const bool upper = c >= 'A' && c <= 'Z';
      if (upper && lower) {  // camelCase
        state = next_[state];
        hints |= HintsOf(state);
      }
      lower = c >= 'a' && c <= 'z';
      state = next_[state + kLetterOf[static_cast<unsigned char>(c)]];
      hints |= HintsOf(state);
    }
    return hints | HintsOf(next_[state]);
  }

 private:
  std::size_t AddState() {
    next_.resize(next_.size() + kLetters, 0);
    hints_.push_back(0);
    return next_.size() - kLetters;
  }
  [[nodiscard]] std::uint32_t HintsOf(std::size_t state) const { return hints_[state / kLetters]; }
  std::uint32_t& HintsOf(std::size_t state) { return hints_[state / kLetters]; }

  std::vector<std::uint16_t> next_;
  std::vector<std::uint32_t> hints_;
};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

/// Takes the first word of `names` out of it.
std::string_view TakeName(std::string_view& names) {
  std::size_t end = 0;
  while (end < names.size() && !IsSpace(names[end])) ++end;
  const std::string_view name = names.substr(0, end);
  names.remove_prefix(std::min(end + 1, names.size()));
  return name;
}

/// One of the classes is a framework's word for "not shown", at any width of the screen.
bool IsHiddenClass(std::string_view names) {
  bool hidden = false;
  while (!names.empty()) {
    const std::string_view name = TakeName(names);
    hidden =
        hidden || name == "hidden" || name == "hide" || name == "d-none" || name == "is-hidden";
    if (name.find(":block") != std::string_view::npos ||
        name.find(":flex") != std::string_view::npos ||
        name.find(":inline") != std::string_view::npos ||
        name.find(":grid") != std::string_view::npos ||
        (name.starts_with("d-") && name != "d-none")) {
      return false;
    }
  }
  return hidden;
}

/// Utility classes with arbitrary values ("mt-[calc(...header...)]") are style sheets, not names.
std::uint32_t MatchPlain(const Matcher& matcher, std::string_view names) {
  std::uint32_t hints = 0;
  while (!names.empty()) {
    const std::string_view name = TakeName(names);
    if (name.find('[') == std::string_view::npos) hints |= matcher.Match(name);
  }
  return hints;
}

/// What `names` say without the words that mislead.
std::uint32_t MatchCandid(const Matcher& matcher, std::string_view names) {
  const std::string lower = LowerAscii(names);
  std::string rest(names);
  for (const Pattern& pattern : kPatterns) {
    if ((pattern.hints & kMisleading) == 0) continue;
    const std::string_view word = TrimAscii(pattern.text);
    for (std::size_t at = lower.find(word); at != std::string::npos;
         at = lower.find(word, at + word.size())) {
      rest.replace(at, word.size(), word.size(), 'x');
    }
  }
  return MatchPlain(matcher, rest);
}

/// kTeaserName if a name that is not one of Elementor's own says so, or is a list of posts.
std::uint32_t TeaserHint(const Matcher& matcher, std::string_view names) {
  std::uint32_t hints = 0;
  while (!names.empty()) {
    const std::string_view name = TakeName(names);
    const bool list = name.find("posts") != std::string_view::npos ||
                      name.find("archive") != std::string_view::npos ||
                      name.find("loop") != std::string_view::npos ||
                      name.find("carousel") != std::string_view::npos;
    if (list || !name.starts_with("elementor")) hints |= matcher.Match(name);
  }
  return hints & kTeaserName;
}

}  // namespace

std::uint32_t NameHints(std::string_view names) {
  static const Matcher matcher;
  names = names.substr(0, 1024);
  std::uint32_t hints =
      names.find('[') == std::string_view::npos ? matcher.Match(names) : MatchPlain(matcher, names);
  if ((hints & kMisleading) != 0) hints = MatchCandid(matcher, names) | (hints & kPayName);
  // Lines of dates tell how many comments there are: "entry-meta comments-above".
  if ((hints & kCommentName) != 0 &&
      (names.find("comments-link") != std::string_view::npos ||
       ((hints & kDateName) != 0 && names.find("comments") != std::string_view::npos))) {
    hints &= ~std::uint32_t{kCommentName};
  }
  // Elementor calls every part of a page a widget, its lines of authors and dates, too.
  if ((hints & kTeaserName) != 0 && names.find("elementor-widget") != std::string_view::npos) {
    hints &= ~std::uint32_t{kTeaserName} | TeaserHint(matcher, names);
  }
  if ((hints & kHiddenName) == 0) return hints;
  return IsHiddenClass(names) ? hints | kNever : hints & ~kHiddenName;
}

std::uint32_t NameHintCache::HintsOf(std::string_view names) {
  constexpr unsigned kBits = 10;
  if (names.empty() || names.size() > kLongest) return NameHints(names);
  if (entries_.empty()) entries_.resize(std::size_t{1} << kBits);
  Entry& entry = entries_[Hash64(names) >> (64 - kBits)];
  if (std::string_view(entry.names.data(), entry.size) != names) {
    entry.hints = NameHints(names);
    entry.size = static_cast<std::uint32_t>(names.size());
    std::memcpy(entry.names.data(), names.data(), names.size());
  }
  return entry.hints;
}

}  // namespace newswired
