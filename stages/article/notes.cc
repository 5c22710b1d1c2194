#include "stages/article/notes.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLongestNote = 1500;
constexpr std::size_t kLongestEmbargo = 300;
constexpr std::size_t kBlocksOnTop = 3;

/// What a rule looks for at the beginning of a block, in lower case.
struct Opening {
  std::string_view words;
  std::string_view kind;
  std::string_view rule;
};

/// Labels: a colon must follow, perhaps after a date or a place ("Correction, March 3:").
constexpr auto kLabels = std::to_array<std::string_view>({"correction",
                                                          "corrections",
                                                          "korrektur",
                                                          "korrekturhinweis",
                                                          "berichtigung",
                                                          "richtigstellung",
                                                          "rectificatif",
                                                          "erratum",
                                                          "corrección",
                                                          "rectificación",
                                                          "fe de errores",
                                                          "fe de erratas",
                                                          "correzione",
                                                          "errata corrige",
                                                          "correção",
                                                          "errata",
                                                          "correctie",
                                                          "rectificatie",
                                                          "rättelse",
                                                          "rettelse",
                                                          "korreksjon",
                                                          "sprostowanie",
                                                          "corrections and clarifications",
                                                          "исправление",
                                                          "поправка",
                                                          "виправлення",
                                                          "düzeltme",
                                                          "تصحيح",
                                                          "訂正",
                                                          "更正",
                                                          "정정",
                                                          "erramos",
                                                          "oikaisu",
                                                          "helyesbítés",
                                                          "oprava",
                                                          "ispravak",
                                                          "διόρθωση"});
constexpr auto kClarifications =
    std::to_array<std::string_view>({"clarification", "klarstellung", "précision", "aclaración",
                                     "esclarecimento", "precisazione", "уточнение"});

/// Labels of notes on top that take a story back.
constexpr auto kTakenBack =
    std::to_array<std::string_view>({"withdrawal", "withdrawn", "story withdrawn", "retraction",
                                     "retracted", "rétractation", "retractación", "ritrattazione"});

constexpr auto kSentences =
    std::to_array<Opening>({{"an earlier version of this ", "correction", "earlier_version"},
                            {"an earlier version of the ", "correction", "earlier_version"},
                            {"a previous version of this ", "correction", "earlier_version"},
                            {"a previous version of the ", "correction", "earlier_version"},
                            {"in an earlier version of this ", "correction", "earlier_version"},
                            {"this article was amended on ", "correction", "amended"},
                            {"this article was corrected on ", "correction", "amended"},
                            {"this article has been corrected", "correction", "amended"},
                            {"this story has been corrected", "correction", "amended"},
                            {"this story was corrected", "correction", "amended"},
                            {"this post has been corrected", "correction", "amended"},
                            {"this article has been updated to correct", "correction", "amended"},
                            {"this story has been updated to correct", "correction", "amended"},
                            {"this post was corrected", "correction", "amended"},
                            {"this report has been corrected", "correction", "amended"},
                            {"a correction was made on ", "correction", "amended"},
                            {"a correction has been made to this ", "correction", "amended"},
                            {"we have corrected this ", "correction", "amended"},
                            {"we have corrected the article", "correction", "amended"},
                            {"we have corrected the story", "correction", "amended"},
                            {"we have corrected the headline", "correction", "amended"},
                            {"we have corrected the spelling ", "correction", "amended"},
                            {"we have corrected an earlier version ", "correction", "amended"},
                            {"dieser artikel wurde korrigiert", "correction", "amended"},
                            {"dieser text wurde korrigiert", "correction", "amended"},
                            {"cet article a été corrigé", "correction", "amended"},
                            {"este artículo ha sido corregido", "correction", "amended"},
                            {"este artículo fue corregido", "correction", "amended"},
                            {"questo articolo è stato corretto", "correction", "amended"},
                            {"this story corrects ", "correction", "corrects"},
                            {"this version corrects ", "correction", "corrects"},
                            {"this version of the story corrects ", "correction", "corrects"},
                            {"this version of this story corrects ", "correction", "corrects"},
                            {"【訂正", "correction", "label"},
                            {"【更正", "correction", "label"},
                            {"【お詫びと訂正", "correction", "label"},
                            {"정정]", "correction", "label"},
                            {"정정보도]", "correction", "label"},
                            {"바로잡습니다", "correction", "label"},
                            {"annule et remplace", "correction", "replaces"},
                            {"in einer früheren version ", "correction", "earlier_version"},
                            {"in einer früheren fassung ", "correction", "earlier_version"},
                            {"in einer vorherigen fassung ", "correction", "earlier_version"},
                            {"in einer ersten fassung dieses ", "correction", "earlier_version"},
                            {"in einer vorherigen version ", "correction", "earlier_version"},
                            {"in einer ersten version dieses ", "correction", "earlier_version"},
                            {"une version précédente de ", "correction", "earlier_version"},
                            {"une première version de cet ", "correction", "earlier_version"},
                            {"una versión anterior de este ", "correction", "earlier_version"},
                            {"una versión previa de este ", "correction", "earlier_version"},
                            {"una versione precedente di questo ", "correction", "earlier_version"},
                            {"uma versão anterior dest", "correction", "earlier_version"},
                            {"in een eerdere versie van dit ", "correction", "earlier_version"},
                            {"i en tidigare version av ", "correction", "earlier_version"},
                            {"i en tidligere versjon av ", "correction", "earlier_version"},
                            {"i en tidligere version af ", "correction", "earlier_version"}});

/// In front of a sentence of the list above, and no note by themselves.
constexpr auto kPrefaces = std::to_array<std::string_view>({"editor's note: ",
                                                            "editor\u2019s note: ",
                                                            "editors' note: ",
                                                            "editors\u2019 note: ",
                                                            "note: ",
                                                            "anmerkung der redaktion: ",
                                                            "anm. d. red.: ",
                                                            "anmerkung: ",
                                                            "hinweis: ",
                                                            "transparenzhinweis: ",
                                                            "hinweis der redaktion: ",
                                                            "nota del editor: ",
                                                            "nota de la redacción: ",
                                                            "note de la rédaction : ",
                                                            "nota: ",
                                                            "update: ",
                                                            "mise à jour : ",
                                                            "aktualisierung: ",
                                                            "editors: ",
                                                            "editors, ",
                                                            "eds: ",
                                                            "attention editors: ",
                                                            "please be advised that ",
                                                            "achtung: ",
                                                            "achtung redaktionen: "});

constexpr auto kEmbargoes = std::to_array<std::string_view>({"embargoed until ",
                                                             "embargoed till ",
                                                             "embargoed to ",
                                                             "embargoed for ",
                                                             "under embargo until ",
                                                             "strictly embargoed until ",
                                                             "strictly embargoed to ",
                                                             "embargo until ",
                                                             "not for release until ",
                                                             "not for release before ",
                                                             "not for publication until ",
                                                             "not for publication before ",
                                                             "hold for release until ",
                                                             "strict embargo until ",
                                                             "under strict embargo until ",
                                                             "strictly embargoed for ",
                                                             "do not publish before ",
                                                             "do not release before ",
                                                             "sperrfrist",
                                                             "sous embargo jusqu",
                                                             "embargo jusqu",
                                                             "embargado hasta ",
                                                             "embargo hasta ",
                                                             "sotto embargo fino ",
                                                             "embargado até ",
                                                             "embargo até ",
                                                             "onder embargo tot ",
                                                             "embargo tot "});

/// What else a block begins with that may be a note, wherever it stands.
constexpr auto kOtherOpenings = std::to_array<std::string_view>(
    {"due to ", "because of ", "corrects ", "correcting ", "refiles ", "this "});

/// The first two bytes of all that a note may begin with that does not have to stand on top: most
/// blocks begin otherwise, and need not be read.
class Beginnings {
 public:
  consteval Beginnings() {
    for (const std::string_view each : kLabels) Add(each);
    for (const std::string_view each : kClarifications) Add(each);
    for (const std::string_view each : kPrefaces) Add(each);
    for (const std::string_view each : kOtherOpenings) Add(each);
    for (const Opening& each : kSentences) Add(each.words);
  }

  /// False: no note begins like `text`, whatever its case.
  [[nodiscard]] bool MayBegin(std::string_view text) const {
    if (text.size() < 2) return false;
    const auto first = static_cast<unsigned char>(LowerAscii(text[0]));
    const auto second = static_cast<unsigned char>(LowerAscii(text[1]));
    if (first >= 0x80 || second >= 0x80) return true;  // other bytes, perhaps, in lower case
    return begins_[first][second];
  }

 private:
  consteval void Add(std::string_view opening) {
    const auto first = static_cast<unsigned char>(opening[0]);
    const auto second = static_cast<unsigned char>(opening[1]);
    if (first < 0x80 && second < 0x80) begins_[first][second] = true;
  }

  std::array<std::array<bool, 128>, 128> begins_{};
};
constexpr Beginnings kBeginnings;

std::string_view FirstOf(std::string_view text, std::string_view characters) {
  const std::size_t begin = text.find_first_not_of(characters);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// Without brackets, signs and bullets in front.
std::string_view WithoutBullets(std::string_view text) {
  for (bool again = true; again;) {
    text = FirstOf(text, "([*_- ");
    again = false;
    for (const std::string_view bullet : {"\u2022", "\u00B7", "\u2020", "\u25AA", "\u25CF"}) {
      if (!text.starts_with(bullet)) continue;
      text.remove_prefix(bullet.size());
      again = true;
    }
  }
  return text;
}

/// starts_with(), which is a call, for many beginnings of which nearly none fits.
bool StartsWith(std::string_view text, std::string_view words) {
  return !text.empty() && text[0] == words[0] && text.starts_with(words);
}

/// True if `label` stands in front with a colon behind it; a little may be in between.
bool IsLabelled(std::string_view text, std::string_view label) {
  constexpr std::size_t kMostBetween = 40;
  if (!StartsWith(text, label)) return false;
  text.remove_prefix(label.size());
  if (text.empty()) return false;
  if (text.starts_with("\uFF1A")) return true;  // the colon of Chinese and Japanese
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon > kMostBetween) return false;
  if (colon == 0 || (colon == 1 && text[0] == ' ')) return true;
  // "Correction, March 3:", "Correction (3 March 2026):", "Correction 03/03/2026:".
  return (text[0] == ',' || text[0] == ' ' || text[0] == '(') &&
         text.substr(0, colon).find_first_of("0123456789") != std::string_view::npos;
}

bool HasDigit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

/// "Corrects paragraph 3 ...", "This March 3 story corrects ...", "Refiles to fix typo ...".
bool SaysItCorrects(std::string_view text) {
  constexpr std::size_t kSubject = 60;
  if (text.starts_with("corrects ") || text.starts_with("correcting ")) return true;
  const std::string_view start = text.substr(0, kSubject);
  const auto has = [&](std::string_view words) {
    return start.find(words) != std::string_view::npos;
  };
  if (start.starts_with("refiles ")) return has(" to correct ") || has(" to fix ");
  return start.starts_with("this ") &&
         (has(" corrects ") || has(" has been corrected ") || has(" was corrected "));
}

/// "Because of an editing error, an earlier version of this article ..."
bool TellsReason(std::string_view text) {
  constexpr std::size_t kReason = 160;
  if (!text.starts_with("due to ") && !text.starts_with("because of ")) return false;
  const std::string_view start = text.substr(0, kReason);
  return start.find(" an earlier version of th") != std::string_view::npos ||
         start.find(" a previous version of th") != std::string_view::npos;
}

/// What a sentence on top says that takes the story back: "withdrawal", "kill", or "".
std::string_view TakesBack(std::string_view text) {
  const auto begins = [text](std::initializer_list<std::string_view> openings) {
    return std::any_of(openings.begin(), openings.end(),
                       [text](std::string_view opening) { return text.starts_with(opening); });
  };
  if (begins({"kill story", "kill the story", "kill this story", "please kill ",
              "kill: ", "kill \u2014 ", "mandatory kill"})) {
    return "kill";
  }
  if (begins({"dieser artikel wurde zurückgezogen", "diese meldung wurde zurückgezogen",
              "diese meldung wird zurückgezogen", "bitte verwenden sie die meldung ",
              "cet article a été retiré", "cette dépêche est annulée",
              "este artículo ha sido retirado", "este artículo fue retirado",
              "questo articolo è stato ritirato", "este artigo foi retirado",
              "dit artikel is ingetrokken", "please disregard "})) {
    return "withdrawal";
  }
  constexpr std::size_t kSubject = 160;
  if (!begins({"this story ", "this article ", "this item ", "the following story ", "the story ",
               "the above story ", "the earlier story ", "the previous story "})) {
    return "";
  }
  const std::string_view start = text.substr(0, kSubject);
  for (const std::string_view verb : {" is withdrawn", " has been withdrawn", " was withdrawn",
                                      " is retracted", " has been retracted", " was retracted",
                                      " has been removed because", " is being withdrawn"}) {
    if (start.find(verb) != std::string_view::npos) return "withdrawal";
  }
  return "";
}

/// "13 march 2026, 00:01 gmt" of "0001 gmt on friday 13 march 2026": the time of day that stands
/// before the date, put behind it; empty if none does.
std::string TimeBehindDate(std::string_view lower, const FoundDate& date) {
  const std::string_view before = lower.substr(0, date.begin);
  const std::size_t digit = before.find_first_of("0123456789");
  if (digit == std::string_view::npos) return {};
  std::string time(before.substr(digit));
  const std::size_t digits = std::min(time.find_first_not_of("0123456789"), time.size());
  if (digits == 4) time.insert(2, ":");
  return std::string(lower.substr(date.begin, date.end - date.begin)) + ", " + time;
}

class NoteFinder {
 public:
  NoteFinder(DayOrder order, std::string_view by) : order_(order), by_(by) {}

  std::optional<Note> Judge(std::string_view block, bool on_top) const {
    if (block.size() < 8 || block.size() > kLongestNote) return std::nullopt;
    if (!on_top && !kBeginnings.MayBegin(WithoutBullets(block))) return std::nullopt;
    const std::string lower = LowerUtf8(block.substr(0, FloorBoundary(block, kLongestEmbargo)));
    const bool bracketed = lower.starts_with('(') || lower.starts_with('[');
    const std::string_view text = WithoutBullets(lower);
    if (on_top && block.size() <= kLongestEmbargo) {
      if (auto note = JudgeEmbargo(text, block)) return note;
    }
    if (on_top) {
      if (auto note = JudgeTakenBack(text)) return note;
    }
    if (const std::string_view kind = KindOfLabel(text); !kind.empty()) {
      return Make(kind, "label", kind == "correction" ? 0.95 : 0.9);
    }
    // Agencies: the whole paragraph in brackets.
    const bool closed = block.ends_with(')') || block.ends_with(']');
    if (bracketed && closed && SaysItCorrects(text)) return Make("correction", "corrects", 0.95);
    return JudgeSentence(text);
  }

 private:
  /// "correction", "clarification", or "".
  [[nodiscard]] static std::string_view KindOfLabel(std::string_view text) {
    const auto begins = [text](std::string_view label) { return IsLabelled(text, label); };
    if (std::any_of(kLabels.begin(), kLabels.end(), begins)) return "correction";
    const bool clarifies = std::any_of(kClarifications.begin(), kClarifications.end(), begins);
    return clarifies ? "clarification" : "";
  }

  [[nodiscard]] static std::string_view WithoutPreface(std::string_view text) {
    const auto* const preface =
        std::find_if(kPrefaces.begin(), kPrefaces.end(),
                     [text](std::string_view each) { return StartsWith(text, each); });
    if (preface != kPrefaces.end()) {
      text.remove_prefix(preface->size());
      return text;
    }
    // "Editor's note, 2 May: ..."
    for (const std::string_view each : kPrefaces) {
      const std::string_view label = TrimAscii(each.substr(0, each.find(':')));
      if (!each.ends_with(": ") || !IsLabelled(text, label)) continue;
      return FirstOf(text.substr(text.find(':') + 1), " ");
    }
    return text;
  }

  [[nodiscard]] std::optional<Note> JudgeTakenBack(std::string_view text) const {
    const bool labelled =
        std::any_of(kTakenBack.begin(), kTakenBack.end(),
                    [text](std::string_view label) { return IsLabelled(text, label); });
    if (labelled) return Make("withdrawal", "label", 0.9);
    const std::string_view kind = TakesBack(WithoutPreface(text));
    if (kind.empty()) return std::nullopt;
    return Make(kind, "takes_back", 0.9);
  }

  [[nodiscard]] std::optional<Note> JudgeSentence(std::string_view text) const {
    text = WithoutPreface(text);
    if (TellsReason(text)) return Make("correction", "earlier_version", 0.93);
    const auto* const found =
        std::find_if(kSentences.begin(), kSentences.end(),
                     [&](const Opening& opening) { return StartsWith(text, opening.words); });
    if (found == kSentences.end()) return std::nullopt;
    return Make(found->kind, found->rule, 0.93);
  }

  [[nodiscard]] std::optional<Note> JudgeEmbargo(std::string_view text,
                                                 std::string_view block) const {
    const bool opening =
        std::any_of(kEmbargoes.begin(), kEmbargoes.end(),
                    [&](std::string_view words) { return StartsWith(text, words); });
    // "Embargo: ..." may begin a story about one; a time makes it a note.
    const bool label = text.starts_with("embargo:") || text.starts_with("embargo :");
    if (!(opening || label) || !HasDigit(text)) return std::nullopt;
    Note note = Make("embargo", opening ? "embargoed_until" : "label", opening ? 0.95 : 0.9);
    const std::string lower = LowerUtf8(block);
    const auto dates = FindDates(lower, order_);
    if (dates.size() != 1) return note;
    note.until = dates[0].dated.value;
    if (dates[0].dated.precision > Precision::kDay) return note;
    const auto turned = FindDates(TimeBehindDate(lower, dates[0]), order_);
    const bool same_day = turned.size() == 1 && turned[0].dated.value.starts_with(note.until);
    if (same_day) note.until = turned[0].dated.value;
    return note;
  }

  [[nodiscard]] Note Make(std::string_view kind, std::string_view rule, double confidence) const {
    Note note;
    note.kind = kind;
    note.rule = rule;
    note.by = by_;
    note.confidence = confidence;
    return note;
  }

  const DayOrder order_;
  const std::string_view by_;
};

}  // namespace

std::vector<Note> FindNotes(std::string_view body, const std::vector<Block>& blocks, DayOrder order,
                            std::string_view by) {
  const NoteFinder finder(order, by);
  std::vector<Note> notes;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind == BlockKind::kSubhead) continue;
    std::optional<Note> note = finder.Judge(blocks[i].span.In(body), i < kBlocksOnTop);
    if (!note) continue;
    note->span = blocks[i].span;
    notes.push_back(*std::move(note));
  }
  return notes;
}

bool IsNote(std::string_view block, bool on_top) {
  return NoteFinder(DayOrder::kUnknown, {}).Judge(block, on_top).has_value();
}

void AddClaimedCorrections(const std::vector<std::string>& claimed, std::string_view body,
                           const std::vector<Block>& blocks, std::string_view by,
                           std::vector<Note>& notes) {
  const std::size_t found = notes.size();
  for (const std::string& text : claimed) {
    const auto holds = [&](const Span& span) {
      return span.In(body).find(text) != std::string_view::npos;
    };
    const auto end = notes.begin() + static_cast<std::ptrdiff_t>(found);
    if (std::any_of(notes.begin(), end, [&](const Note& note) { return holds(note.span); })) {
      continue;
    }
    Note note;
    note.kind = "correction";
    note.rule = "jsonld:correction";
    note.by = by;
    note.confidence = 0.97;
    const auto block = std::find_if(blocks.begin(), blocks.end(),
                                    [&](const Block& each) { return holds(each.span); });
    if (block != blocks.end()) {
      note.span = block->span;
    } else {
      note.text = text;
    }
    notes.push_back(std::move(note));
  }
}

}  // namespace newswired
