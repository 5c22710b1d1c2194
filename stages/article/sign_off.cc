#include "stages/article/sign_off.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "stages/article/prefixes.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Before the names of those who write, in lower case, and of those who do not.
constexpr Prefixes kWriting(std::to_array<std::string_view>(
    {"reporting by ", "reporting and writing by ", "writing by ", "written by ", "bericht von ",
     "geschrieben von ", "reporte de ", "reportes de ", "información de ", "reportage de ",
     "reportage ", "rédigé par ", "reportagem de "}));
constexpr Prefixes kEditing(std::to_array<std::string_view>(
    {"additional reporting by ", "editing by ", "compiled by ", "redigiert von ",
     "reporte adicional de ", "editado por ", "traducido por ", "version française ", "édité par ",
     "reportagem adicional de ", "edição de ", "tradotto da ", "in redazione "}));

bool Opens(char c) { return c == '(' || c == '['; }
bool Closes(char c) { return c == ')' || c == ']'; }

/// All of it stands in brackets: one that closes is followed by the end or by one that opens.
bool IsBracketed(std::string_view text) {
  if (text.size() < 2 || !Opens(text.front()) || !Closes(text.back())) return false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (Opens(text[i])) ++depth;
    if (!Closes(text[i])) continue;
    if (depth == 0 || --depth > 0) continue;
    const std::size_t next = text.find_first_not_of(" \n", i + 1);
    if (next != std::string_view::npos && !Opens(text[next])) return false;
  }
  return depth == 0;
}

bool BeginsName(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && !IsLowerCodepoint(DecodeUtf8(text, at));
}

}  // namespace

std::optional<SignOff> ReadSignOff(std::string_view text) {
  constexpr std::size_t kLongest = 500;
  constexpr std::size_t kLongestOpening = 40;
  text = TrimAscii(text);
  if (text.size() > kLongest || !IsBracketed(text)) return std::nullopt;
  text.remove_prefix(text.find_first_not_of("(["));
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, kLongestOpening)));
  const std::size_t writing = kWriting.LengthIn(lower);
  const std::size_t opening = std::max(writing, kEditing.LengthIn(lower));
  if (opening == 0) return std::nullopt;
  // None of the openings changes its length with its case.
  const std::string_view names = text.substr(opening, text.find_first_of(";)]") - opening);
  if (!BeginsName(names)) return std::nullopt;
  return SignOff{.writers = writing == 0 ? std::string_view() : TrimAscii(names)};
}

}  // namespace newswired
