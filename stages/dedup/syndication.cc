#include "stages/dedup/syndication.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "stages/text/agencies.h"
#include "stages/text/dates.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLinesLookedAt = 3;  // at the text's beginning, and at its end
constexpr std::size_t kMostOfALine = 200;
constexpr std::size_t kMostWords = 6;  // of a house's name
constexpr double kCredit = 0.95;
constexpr double kContribution = 0.75;

struct Statement {
  std::string_view words;  ///< in lower case; what follows is a name
  bool vague = false;      ///< or a day or a language
};
constexpr auto kStatements = std::to_array<Statement>({{"originally published by"},
                                                       {"originally published at"},
                                                       {"originally published on", true},
                                                       {"originally appeared in", true},
                                                       {"originally appeared on", true},
                                                       {"first published by"},
                                                       {"first published at"},
                                                       {"first published on", true},
                                                       {"first appeared in", true},
                                                       {"first appeared on", true},
                                                       {"republished from"},
                                                       {"republished with permission from"},
                                                       {"republished with permission of"},
                                                       {"reprinted from"},
                                                       {"reprinted with permission from"},
                                                       {"reprinted with permission of"},
                                                       {"published courtesy of"},
                                                       {"read the original article at"},
                                                       {"read the original article on"},
                                                       {"read the original story at"},
                                                       {"erschien zuerst bei"},
                                                       {"erschien zuerst auf", true},
                                                       {"erschien zuerst in", true},
                                                       {"erschien zuerst im"},
                                                       {"zuerst erschienen bei"},
                                                       {"zuerst erschienen in", true},
                                                       {"zuerst erschienen auf", true},
                                                       {"zuerst veröffentlicht von"},
                                                       {"publié à l'origine par"},
                                                       {"publié à l\u2019origine par"},
                                                       {"publié initialement par"},
                                                       {"publié initialement dans"},
                                                       {"publié initialement sur"},
                                                       {"paru initialement dans"},
                                                       {"publicado originalmente por"},
                                                       {"publicado originalmente en", true},
                                                       {"publicado originalmente em", true},
                                                       {"pubblicato originariamente da"},
                                                       {"pubblicato originariamente su"},
                                                       {"oorspronkelijk gepubliceerd door"},
                                                       {"oorspronkelijk gepubliceerd in", true},
                                                       {"oorspronkelijk gepubliceerd op", true}});
/// What may stand before the words of a statement, and between.
constexpr auto kTheText = std::to_array<std::string_view>(
    {"this article", "this story",     "this report", "this piece",  "this post",
     "this item",    "this text",      "this column", "this essay",  "dieser artikel",
     "dieser text",  "dieser beitrag", "der artikel", "der beitrag", "cet article",
     "ce texte",     "este artículo",  "este texto",  "esta nota",   "questo articolo",
     "este artigo",  "dit artikel",    "dit stuk"});
constexpr auto kWas = std::to_array<std::string_view>(
    {"", "was", "is", "wurde", "ist", "a été", "est", "fue", "foi", "è stato", "werd"});

/// "Originally published in" these is not by a house.
constexpr auto kNoHouses = std::to_array<std::string_view>(
    {"monday",    "tuesday",   "wednesday",   "thursday", "friday",  "saturday",   "sunday",
     "english",   "french",    "german",      "spanish",  "italian", "portuguese", "dutch",
     "russian",   "ukrainian", "arabic",      "hebrew",   "persian", "turkish",    "polish",
     "chinese",   "japanese",  "korean",      "hindi",    "urdu",    "greek",      "swedish",
     "norwegian", "danish",    "print",       "spring",   "summer",  "autumn",     "winter",
     "englisch",  "deutsch",   "französisch", "español",  "inglés",  "inglês",     "português"});

/// In front of the name of an agency, in lower case: the text is its work.
constexpr auto kCredits = std::to_array<std::string_view>(
    {"source:", "source :", "sources:", "quelle:", "quellen:", "fuente:", "fonte:", "bron:",
     "kilde:", "källa:", "źródło:", "источник:", "©", "(c)", "copyright ©", "copyright (c)",
     "copyright"});
/// The same: it is partly.
constexpr auto kContributions = std::to_array<std::string_view>({"with inputs from",
                                                                 "with input from",
                                                                 "with agency inputs from",
                                                                 "with reporting by",
                                                                 "with reporting from",
                                                                 "with material from",
                                                                 "with files from",
                                                                 "with information from",
                                                                 "mit material von",
                                                                 "mit material der",
                                                                 "mit informationen von",
                                                                 "mit informationen der",
                                                                 "mit agenturmaterial von",
                                                                 "avec",
                                                                 "avec l'",
                                                                 "avec l\u2019",
                                                                 "con información de",
                                                                 "con informaciones de",
                                                                 "con material de",
                                                                 "con datos de",
                                                                 "com informações da",
                                                                 "com informações do",
                                                                 "com agência",
                                                                 "con informazioni di",
                                                                 "met informatie van",
                                                                 "z materiałów"});

std::string_view Trim(std::string_view text, std::string_view what) {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

/// The lines of the text that may be about it, first ones and last ones.
std::vector<std::string_view> OuterLines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (lines.size() > 2 * kLinesLookedAt) {
    lines.erase(lines.begin() + kLinesLookedAt, lines.end() - kLinesLookedAt);
  }
  std::erase_if(lines, [](std::string_view line) { return line.size() > kMostOfALine; });
  return lines;
}

bool BeginsName(std::string_view word) {
  const auto first = static_cast<unsigned char>(word.front());
  const bool capital = (first >= 'A' && first <= 'Z') || first >= 0xC0;  // not ASCII: may be one
  return capital && (first < 0xC0 || LowerUtf8(word) != word);
}

/// "example.org", "www.example.org".
bool IsHost(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  return dot != word.npos && dot > 0 && word.size() - dot > 2 &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == word.npos;
}

/// A small word inside of names: "Journal of Tides", "Le Courrier du Lac".
bool IsLink(std::string_view word) {
  constexpr auto kLinks = std::to_array<std::string_view>(
      {"of", "and", "for", "&", "de", "du", "des", "la", "del", "der", "di", "da", "do", "van"});
  return std::find(kLinks.begin(), kLinks.end(), word) != kLinks.end();
}

/// The name at the beginning: words with capitals, and small words between two of them.
std::string NameAt(std::string_view text) {
  std::string name;
  std::string between;
  for (std::size_t words = 0; words < kMostWords; ++words) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const std::size_t bare = word.find_last_not_of(".,;:)\"'") + 1;
    const bool last = bare < word.size();
    word = word.substr(0, bare);
    if (word.empty()) break;
    if (name.empty() && IsHost(word)) return std::string(word);
    if (BeginsName(word)) {
      name += between;
      if (!name.empty()) name += ' ';
      name += word;
      between.clear();
    } else if (word == "the" && name.empty()) {
      continue;
    } else if (!name.empty() && IsLink(word)) {
      between.append(" ").append(word);
    } else {
      break;
    }
    if (last) break;
  }
  return name;
}

/// Whether these words, in lower case, say that the text is meant: none, or "this article was".
bool MeansTheText(std::string_view words) {
  words = Trim(words, " (*-_");
  if (words.empty()) return true;
  const auto* const subject =
      std::find_if(kTheText.begin(), kTheText.end(),
                   [words](std::string_view each) { return words.starts_with(each); });
  if (subject == kTheText.end()) return false;
  const std::string_view verb = Trim(words.substr(subject->size()), " ");
  return std::find(kWas.begin(), kWas.end(), verb) != kWas.end();
}

/// Whether a word may be a house's name where a day or a language may stand, too.
bool MayBeHouse(std::string_view name) {
  const std::string lower = LowerUtf8(name);
  return MonthOf(lower) == 0 &&
         std::find(kNoHouses.begin(), kNoHouses.end(), lower) == kNoHouses.end();
}

/// Who published the text first, as this line says; empty: it does not.
std::string OriginOf(std::string_view line) {
  const std::string lower = LowerUtf8(line);
  if (lower.size() != line.size()) return {};  // then places do not agree
  for (const Statement& statement : kStatements) {
    const std::size_t at = lower.find(statement.words);
    if (at == lower.npos || !MeansTheText(std::string_view(lower).substr(0, at))) continue;
    std::string name = NameAt(line.substr(at + statement.words.size()));
    if (!statement.vague || MayBeHouse(name)) return name;
  }
  return {};
}

/// Without a mark, "Apa" and "TT" may be other words.
bool SpeaksForItself(std::string_view name) {
  const bool capitals = std::all_of(name.begin(), name.end(),
                                    [](char c) { return (c >= 'A' && c <= 'Z') || c == '/'; });
  return name.size() >= (capitals ? 3U : 5U);
}

/// "(Reuters)", "- dpa", "Reuters", "AFP/Reuters": the agency whose name the line is, and nothing
/// but others'; empty: it is not.
std::string_view AgencyOf(std::string_view line) {
  const bool marked =
      line.find_first_of("(-/") == 0 || line.starts_with("–") || line.starts_with("—");
  std::string_view name = Trim(line, " ()-/.");
  for (const std::string_view dash : {"–", "—"}) {
    if (name.starts_with(dash)) name = Trim(name.substr(dash.size()), " ");
  }
  if (!marked && !SpeaksForItself(name)) return {};
  name = name.substr(0, name.find('/'));
  return IsAgency(LowerUtf8(name)) ? name : std::string_view();
}

/// The agency, as written, that follows one of `openings` and, perhaps, a year: "© 2026 Agence
/// France-Presse", "Mit Material von dpa". Nothing but an end of a sentence may follow it.
template <std::size_t kCount>
std::string_view AgencyBehind(std::string_view line,
                              const std::array<std::string_view, kCount>& openings) {
  line = Trim(line, " -*_");
  if (!line.starts_with("(c)") && !line.starts_with("(C)")) line = Trim(line, " ()");
  const std::string lower = LowerUtf8(line);
  if (lower.size() != line.size()) return {};
  std::size_t at = 0;
  for (const std::string_view opening : openings) {
    if (lower.starts_with(opening)) at = std::max(at, opening.size());
  }
  if (at == 0) return {};
  at = std::min(line.find_first_not_of(" 0123456789,-", at), line.size());
  std::size_t end = std::min(line.find_first_of(".,;/)", at), line.size());
  if (line.substr(end).find_first_not_of(" .)") != line.npos && line[end] != '.') return {};
  while (end > at && line[end - 1] == ' ') --end;
  return IsAgency(std::string_view(lower).substr(at, end - at)) ? line.substr(at, end - at)
                                                                : std::string_view();
}

/// "The Associated Press contributed to this report.", "AP writer Ada Pell contributed ...".
std::string_view AgencyThatContributed(std::string_view line) {
  const std::string lower = LowerUtf8(line);
  if (lower.size() != line.size() || lower.find(" contributed to this ") == lower.npos) return {};
  return line.substr(0, AgencyAtStart(lower));
}

/// "©2026 Lakeside Herald. Distributed by Tribune Content Agency, LLC.": who distributes, and whose
/// it is.
void ReadDistribution(std::string_view line, std::string& agency, std::string& origin) {
  constexpr std::string_view kWords = "Distributed by ";
  const std::size_t at = line.find(kWords);
  if (at == line.npos) return;
  agency = NameAt(line.substr(at + kWords.size()));
  const std::size_t name = line.find_first_not_of(" 0123456789,", std::string_view("©").size());
  if (line.starts_with("©") && name < at) origin = NameAt(line.substr(name));
}

/// Whether the name is the source's own.
bool IsOwn(std::string_view name, const Source& source) {
  const std::string lower = LowerUtf8(name);
  const std::string house = LowerUtf8(source.name), domain = LowerUtf8(source.domain);
  return lower == house || house.starts_with(lower + ' ') || lower == domain ||
         lower == domain.substr(0, domain.find('.')) || lower == LowerUtf8(source.id);
}

}  // namespace

std::optional<Syndication> FindSyndication(const Article& article) {
  Syndication found;
  const auto add = [&](std::string_view name, std::string_view where, double confidence) {
    if (name.empty() || IsOwn(name, article.source)) return;
    if (found.agency.empty()) {
      found.agency = name;
    } else if (LowerUtf8(found.agency) != LowerUtf8(name) || found.evidence.ends_with(where)) {
      return;
    }
    if (!found.evidence.empty()) found.evidence += '+';
    found.evidence += where;
    found.confidence = std::max(found.confidence, confidence);
  };
  if (article.dateline) add(article.dateline->agency, "dateline", article.dateline->confidence);
  for (const Author& author : article.authors) {
    if (IsAgency(LowerUtf8(author.name))) add(author.name, "byline", author.confidence);
  }
  for (const std::string_view line : OuterLines(article.body)) {
    add(AgencyOf(line), "credit", kCredit);
    add(AgencyBehind(line, kCredits), "credit", kCredit);
    add(AgencyBehind(line, kContributions), "contribution", kContribution);
    add(AgencyThatContributed(line), "contribution", kContribution);
    std::string origin = OriginOf(line);
    std::string distributor;
    ReadDistribution(line, distributor, origin);
    add(distributor, "credit", kCredit);
    if (!found.origin.empty()) continue;
    if (origin.empty() || IsOwn(origin, article.source)) continue;
    found.origin = std::move(origin);
    if (!found.evidence.empty()) found.evidence += '+';
    found.evidence += "statement";
    found.confidence = std::max(found.confidence, kCredit);
  }
  if (found.evidence.empty()) return std::nullopt;
  return found;
}

}  // namespace newswired
