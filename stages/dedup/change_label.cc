#include "stages/dedup/change_label.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Lower case, with commas around each.
constexpr std::string_view kKill =
    ",kill,mandatory kill,story kill,bulletin kill,annulation,annulé,annulée,anulación,"
    "annullamento,annullata,";
constexpr std::string_view kWithdrawal =
    ",withdrawal,withdrawn,story withdrawn,story removed,retraction,retracted,zurückgezogen,"
    "meldung zurückgezogen,rétractation,retirée,retractación,retirada,ritirata,ritrattazione,"
    "ingetrokken,отозвано,撤回,撤稿,철회,";
constexpr std::string_view kCorrection =
    ",correction,corrections,corrected,corrects,corr,clarification,clarified,correctif,"
    "rectificatif,rectification,corrigé,annule et remplace,korrektur,korrigiert,"
    "korrigierte fassung,berichtigung,berichtigt,richtigstellung,corrección,corregido,"
    "corregida,rectificación,fe de errores,fe de erratas,correzione,corretto,corretta,"
    "rettifica,erramos,errata,errata corrige,erratum,correção,corrigido,corrigida,correctie,"
    "rectificatie,gecorrigeerd,rättelse,rättad,rettelse,korreksjon,korrigert,sprostowanie,"
    "korekta,поправка,исправлено,исправление,更正,訂正,订正,정정,تصحيح,";
/// What notes to editors begin with that take a story back.
constexpr std::string_view kTakesBack[][2] = {{"kill", "mandatory kill"},
                                              {"kill", "story kill"},
                                              {"kill", "bulletin kill"},
                                              {"kill", "please kill "},
                                              {"kill", "a kill is mandatory"},
                                              {"withdrawal", "story withdrawn"},
                                              {"withdrawal", "story has been withdrawn"},
                                              {"withdrawal", "this story has been withdrawn"},
                                              {"withdrawal", "this story is withdrawn"},
                                              {"withdrawal", "this story was withdrawn"},
                                              {"withdrawal", "this article has been withdrawn"},
                                              {"withdrawal", "this article has been retracted"},
                                              {"withdrawal", "this story has been retracted"},
                                              {"withdrawal", "we have withdrawn "},
                                              {"withdrawal", "we have retracted "}};
/// Before what a note says.
constexpr std::string_view kAddresses[] = {"attention editors", "editors", "editor's note",
                                           "editors' note",     "eds",     "advisory"};
/// Only a note begins with them: in headlines they are news.
constexpr std::string_view kInNotes[][2] = {{"kill", ",kills,killed,"},
                                            {"withdrawal", ",withdraws,retracts,"},
                                            {"correction", ",correct,correcting,fixes,corrige,"}};

bool IsIn(std::string_view list, std::string_view words) {
  for (std::size_t at = list.find(words); at != std::string_view::npos;
       at = list.find(words, at + 1)) {
    if (list[at - 1] == ',' && list[at + words.size()] == ',') return true;
  }
  return false;
}

std::string_view ChangeOfWords(std::string_view lower) {
  if (lower.empty()) return "";
  if (IsIn(kKill, lower)) return "kill";
  if (IsIn(kWithdrawal, lower)) return "withdrawal";
  return IsIn(kCorrection, lower) ? "correction" : "";
}

/// A part of a line, between what parts labels.
struct Part {
  std::string_view text;
  bool bracketed = false;  ///< a bracket stands before it
  bool dashed = false;     ///< a dash with a space on both sides
};

bool IsUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Length of what parts labels at `at`; 0: nothing does.
std::size_t SeparatorAt(std::string_view line, std::size_t at) {
  const char c = line[at];
  constexpr std::string_view kSigns = ":|,/()[]<>";
  if (kSigns.find(c) != std::string_view::npos) return 1;
  if (c == '-') {
    // "UPDATE 2-Port reopens", "2nd Ld-CORRECTION".
    const bool wire = at > 0 && at + 1 < line.size() && line[at - 1] != ' ' &&
                      (IsUpperOrDigit(line[at - 1]) || IsUpperOrDigit(line[at + 1]));
    const bool dash = at > 0 && at + 1 < line.size() && line[at - 1] == ' ' && line[at + 1] == ' ';
    return wire || dash ? 1 : 0;
  }
  if (c != '\xE2' && c != '\xE3' && c != '\xEF') return 0;  // with which the others begin
  for (const std::string_view sign : {"\u2013", "\u2014", "\u3010", "\u3011", "\uFF1A", "\u3014",
                                      "\u3015", "\uFF08", "\uFF09", "\uFF3B", "\uFF3D"}) {
    if (line.substr(at).starts_with(sign)) return sign.size();
  }
  return 0;
}

std::vector<Part> Split(std::string_view line) {
  std::vector<Part> parts;
  Part part;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    part.text = TrimAscii(line.substr(begin, end - begin));
    if (!part.text.empty()) parts.push_back(part);
  };
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t size = SeparatorAt(line, at);
    if (size == 0) {
      ++at;
      continue;
    }
    add(at);
    const std::string_view sign = line.substr(at, size);
    part.bracketed = sign == "(" || sign == "[" || sign == "<" || sign == "\u3010" ||
                     sign == "\u3014" || sign == "\uFF08" || sign == "\uFF3B";
    part.dashed = sign == "\u2013" || sign == "\u2014" || (sign == "-" && line[at - 1] == ' ');
    at += size;
    begin = at;
  }
  add(line.size());
  return parts;
}

/// "UPDATE 2", "2nd Ld", "BC", "REFILE": what may stand before the label.
bool IsEdition(std::string_view text) {
  constexpr std::size_t kLongest = 16;
  const bool capitals = std::none_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return text.size() <= kLongest && (capitals || (text[0] >= '0' && text[0] <= '9'));
}

std::string_view ChangeOfPart(const Part& part) { return ChangeOfWords(LowerUtf8(part.text)); }

}  // namespace

std::string_view ChangeByHeadline(std::string_view headline) {
  const std::vector<Part> parts = Split(headline);
  if (parts.size() < 2) {  // one word may be a story's subject: "Corrections"
    return headline.find(' ') == std::string_view::npos ? "" : ChangeOfWords(LowerUtf8(headline));
  }
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (const std::string_view change = ChangeOfPart(parts[i]); !change.empty()) return change;
    if (!IsEdition(parts[i].text)) break;
  }
  const Part& last = parts.back();
  const bool capitals = std::all_of(last.text.begin(), last.text.end(),
                                    [](char c) { return (c >= 'A' && c <= 'Z') || c == ' '; });
  return last.bracketed || last.dashed || capitals ? ChangeOfPart(last) : "";
}

std::string_view ChangeBySlug(std::string_view slug) {
  const std::size_t begin = slug.find_last_of("-/,(: ");
  if (begin == std::string_view::npos) return "";
  std::string_view last = slug.substr(begin + 1);
  if (last.ends_with(')')) last.remove_suffix(1);
  return ChangeOfWords(LowerUtf8(last));
}

std::string_view ChangeByNote(std::string_view note) {
  constexpr std::string_view kSigns = " ([*-:,+";
  const std::string lower = LowerUtf8(note.substr(0, FloorBoundary(note, 80)));
  std::string_view text = lower;
  const auto skip_signs = [&] {
    text.remove_prefix(std::min(text.find_first_not_of(kSigns), text.size()));
  };
  skip_signs();
  for (const std::string_view address : kAddresses) {
    const bool whole = text.starts_with(address) && text.size() > address.size() &&
                       kSigns.find(text[address.size()]) != std::string_view::npos;
    if (!whole) continue;
    text.remove_prefix(address.size());
    skip_signs();
  }
  for (const auto& [change, opening] : kTakesBack) {
    if (text.starts_with(opening)) return change;
  }
  const std::string_view first =
      text.substr(0, std::min(text.find_first_of(" :,.;)]-"), text.size()));
  if (first.empty()) return "";
  if (const std::string_view change = ChangeOfWords(first); !change.empty()) return change;
  for (const auto& [change, words] : kInNotes) {
    if (IsIn(words, first)) return change;
  }
  return "";
}

std::string_view WithoutEdition(std::string_view headline) {
  for (const std::string_view label : {"UPDATE ", "WRAPUP ", "REFILE-UPDATE ", "CORRECTED-UPDATE ",
                                       "RPT-UPDATE ", "RPT-WRAPUP "}) {
    if (!headline.starts_with(label)) continue;
    std::size_t at = label.size();
    while (at < headline.size() && IsDigitAscii(headline[at])) ++at;
    const bool is_edition = at > label.size() && at < headline.size() && headline[at] == '-';
    if (is_edition) return TrimAscii(headline.substr(at + 1));
  }
  return headline;
}

}  // namespace newswired
