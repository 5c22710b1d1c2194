#include "stages/article/notes.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>

#include "stages/article/correction_forms.h"
#include "stages/article/phrases.h"
#include "stages/text/agencies.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLongestNote = 1500;
constexpr std::size_t kBeginning = 300;  // bytes of a block that are read; an embargo has no more
constexpr std::size_t kBlocksOnTop = 3;

/// Labels of notes on top that take a story back.
constexpr auto kTakenBack =
    std::to_array<std::string_view>({"withdrawal", "withdrawn", "story withdrawn", "retraction",
                                     "retracted", "rétractation", "retractación", "ritrattazione"});

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

bool HasDigit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

/// What a sentence on top says that takes the story back: "withdrawal", "kill", or "". News tells
/// of goods "withdrawn from sale", and of journals that retract papers of others.
std::string_view TakesBack(std::string_view text) {
  const auto begins = [text](std::initializer_list<std::string_view> openings) {
    return std::any_of(openings.begin(), openings.end(),
                       [text](std::string_view opening) { return text.starts_with(opening); });
  };
  if (begins({"kill story", "kill the story", "kill this story", "please kill the ",
              "please kill this ", "please kill story", "please kill our ", "please kill earlier ",
              "kill: ", "kill \u2014 ", "mandatory kill", "bulletin kill"})) {
    return "kill";
  }
  if (begins({"dieser artikel wurde zurückgezogen", "diese meldung wurde zurückgezogen",
              "diese meldung wird zurückgezogen", "bitte verwenden sie die meldung ",
              "cet article a été retiré", "cette dépêche est annulée",
              "este artículo ha sido retirado", "este artículo fue retirado",
              "questo articolo è stato ritirato", "este artigo foi retirado",
              "dit artikel is ingetrokken", "この記事は取り消", "この記事を取り消", "本稿撤回",
              "новость отозвана"})) {
    return "withdrawal";
  }
  constexpr std::size_t kSubject = 160;
  const std::string_view start = text.substr(0, kSubject);
  // "We are withdrawing this story", "Halden Press has retracted this article".
  constexpr std::size_t kHouse = 60;
  for (const std::string_view verb :
       {"has withdrawn this ", "has retracted this ", "have withdrawn this ",
        "have retracted this ", "are withdrawing this ", "are retracting this ",
        "is withdrawing this ", "is retracting this "}) {
    const std::size_t at = start.find(verb);
    if (at == std::string_view::npos || at > kHouse) continue;
    const std::string_view object = start.substr(at + verb.size());
    for (const std::string_view story : {"story", "article", "report", "item", "dispatch"}) {
      if (object.starts_with(story)) return "withdrawal";
    }
  }
  if (!begins({"this story ", "this article ", "this item ", "the following story ", "the story ",
               "the above story ", "the earlier story ", "the previous story "}) ||
      begins({"the story of "})) {
    return "";
  }
  for (const std::string_view verb :
       {" is withdrawn", " has been withdrawn", " was withdrawn", " is retracted",
        " has been retracted", " was retracted", " has been removed because",
        " has been removed at the request", " was published in error", " is being withdrawn"}) {
    const std::size_t at = start.find(verb);
    if (at == std::string_view::npos) continue;
    if (!start.substr(at + verb.size()).starts_with(" from ")) return "withdrawal";
  }
  return "";
}

/// "Please disregard the earlier story", "Advisory: ..., please disregard": what agencies ask of
/// editors. `prefaced`: they are who is spoken to.
std::string_view AsksToDisregard(std::string_view text, bool prefaced) {
  constexpr std::size_t kStart = 200;
  const std::string_view start = text.substr(0, kStart);
  const auto has = [&](std::string_view words) {
    return start.find(words) != std::string_view::npos;
  };
  if (prefaced) {
    if (start.starts_with("kill ") || start.starts_with("please kill ")) return "kill";
    if (start.starts_with("disregard ") || start.starts_with("please disregard ")) {
      return "withdrawal";
    }
  }
  if (has(" said") || has(" told ")) return "";
  const bool asks =
      start.starts_with("please disregard ") || (start.starts_with("advisory") && has("disregard"));
  const bool of_ours = has("story") || has("article") || has("dispatch") || has("alert") ||
                       has("item") || has("slug") || has("headline") || has("version");
  return asks && of_ours ? "withdrawal" : "";
}

/// What advisories say to those who get them, in lower case; others who tell of a withdrawal do
/// not.
bool SpeaksToClients(std::string_view lower) {
  constexpr auto kClients = std::to_array<std::string_view>({"editors are ",
                                                             "clients are ",
                                                             "subscribers are ",
                                                             "members are ",
                                                             "customers are ",
                                                             "please ",
                                                             "should not be used",
                                                             "must not be used",
                                                             "do not use",
                                                             "not to use",
                                                             "substitute story",
                                                             "substitute will",
                                                             "substitute for the story",
                                                             "no substitute",
                                                             "will be no replacement",
                                                             "a replacement story",
                                                             "a corrected version will",
                                                             "a corrected story will",
                                                             "will file a ",
                                                             "we regret",
                                                             "regrets the error",
                                                             "bitte ",
                                                             "nicht verwenden",
                                                             "nicht zu verwenden",
                                                             "nous vous prions",
                                                             "merci de ",
                                                             "ne pas utiliser",
                                                             "no utilizar",
                                                             "rogamos ",
                                                             "si prega di "});
  return HoldsOneOf(kClients, lower);
}

/// What stands behind the name of an agency that `text` begins with, "the ap " or "l'afp "; empty:
/// none does.
std::string_view BehindAgency(std::string_view text) {
  for (const std::string_view article : {"", "the ", "die ", "l'", "l\u2019", "la ", "a "}) {
    if (!text.starts_with(article)) continue;
    const std::string_view rest = text.substr(article.size());
    const std::size_t size = AgencyAtStart(rest);
    if (size > 0 && size < rest.size()) return rest.substr(size + 1);
  }
  return {};
}

/// "The AP has withdrawn its story ...", in an advisory that says hardly more, or speaks to the
/// agency's clients: others tell such things of each other, at length. `body`: the whole text.
bool IsAdvisoryOfAgency(std::string_view text, std::string_view body) {
  constexpr std::size_t kShort = 600;  // bytes of one that says hardly more
  constexpr std::size_t kLongest = 3000;
  constexpr auto kWithdraws = std::to_array<std::string_view>(
      {"has withdrawn its story", "has retracted its story", "has withdrawn its report",
       "has withdrawn its article", "has withdrawn the story", "is withdrawing its story",
       "withdraws its story", "withdrew its story", "zieht ihre meldung", "zieht die meldung",
       "retire sa dépêche", "annule sa dépêche", "retira su nota", "anula su nota"});
  const bool report = text.starts_with("die meldung ") || text.starts_with("unsere meldung ") ||
                      text.starts_with("die obige meldung ");
  const bool withdraws = report ? text.find(" wird zurückgezogen") != std::string_view::npos
                                : BeginsWithOneOf(kWithdraws, BehindAgency(text));
  if (!withdraws || body.size() > kLongest) return false;
  const std::string all = LowerUtf8(body);
  return all.find(" said") == std::string::npos && (body.size() <= kShort || SpeaksToClients(all));
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
  /// `body`: the whole text.
  NoteFinder(DayOrder order, std::string_view by, std::string_view body)
      : order_(order), by_(by), body_(body) {}

  std::optional<Note> Judge(std::string_view block, bool on_top) const {
    if (block.size() < 8 || block.size() > kLongestNote) return std::nullopt;
    const bool may_correct = MayBeCorrection(WithoutBullets(block));
    if (!on_top && !may_correct) return std::nullopt;
    const std::string lower = LowerUtf8(block.substr(0, FloorBoundary(block, kBeginning)));
    const bool opened = lower.starts_with('(') || lower.starts_with('[');
    const std::string_view text = WithoutBullets(lower);
    if (on_top && block.size() <= kBeginning) {
      if (auto note = JudgeEmbargo(text, block)) return note;
    }
    if (on_top) {
      if (auto note = JudgeTakenBack(text)) return note;
    }
    if (!may_correct) return std::nullopt;
    const bool closed = block.ends_with(')') || block.ends_with(']');
    const std::size_t behind = block.size() - std::min(block.size(), kBeginning);
    const std::string_view tail = block.substr(FloorBoundary(block, behind));
    const std::optional<CorrectionForm> form = FindCorrectionForm(text, tail, opened && closed);
    if (!form) return std::nullopt;
    return Make(form->kind, form->rule, form->confidence);
  }

  /// What stands below a label that has a line of its own.
  [[nodiscard]] Note Labelled() const { return Make("correction", "label", 0.9); }

 private:
  [[nodiscard]] std::optional<Note> JudgeTakenBack(std::string_view text) const {
    const bool labelled =
        std::any_of(kTakenBack.begin(), kTakenBack.end(),
                    [text](std::string_view label) { return IsLabelled(text, label); });
    if (labelled) return Make("withdrawal", "label", 0.9);
    const std::string_view bare = WithoutPreface(text);
    // "EDITORS: ", "Eds: ", "Editor's note: "
    const bool to_editors =
        bare.size() < text.size() &&
        text.substr(0, text.size() - bare.size()).find("ed") != std::string_view::npos;
    std::string_view kind = TakesBack(bare);
    if (kind.empty()) kind = AsksToDisregard(bare, to_editors);
    if (kind.empty() && IsAdvisoryOfAgency(bare, body_)) kind = "withdrawal";
    if (kind.empty()) return std::nullopt;
    return Make(kind, "takes_back", 0.9);
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
  const std::string_view body_;
};

}  // namespace

std::vector<Note> FindNotes(std::string_view body, const std::vector<Block>& blocks, DayOrder order,
                            std::string_view by) {
  const NoteFinder finder(order, by, body);
  std::vector<Note> notes;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string_view block = blocks[i].span.In(body);
    if (i + 2 == blocks.size() && IsCorrectionLabel(block)) {  // the last block stands below it
      notes.push_back(finder.Labelled());
      notes.back().span = blocks[++i].span;
      continue;
    }
    if (blocks[i].kind == BlockKind::kSubhead) continue;
    std::optional<Note> note = finder.Judge(block, i < kBlocksOnTop);
    if (!note) continue;
    note->span = blocks[i].span;
    notes.push_back(*std::move(note));
  }
  return notes;
}

bool IsNote(std::string_view block, bool on_top) {
  return NoteFinder(DayOrder::kUnknown, {}, block).Judge(block, on_top).has_value();
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
