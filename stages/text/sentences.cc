#include "stages/text/sentences.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Before a full stop; what follows may have a capital all the same.
constexpr std::array<std::string_view, 47> kAbbreviations = {
    "Adm", "Apr",    "Ave", "Aug", "Brig", "Bros", "Capt", "Cmdr", "Co",  "Col", "Corp", "Dec",
    "Dr",  "Feb",    "Fig", "Fr",  "Gen",  "Gov",  "Hon",  "Inc",  "Jan", "Jr",  "Lt",   "Ltd",
    "Maj", "Messrs", "Mr",  "Mrs", "Ms",   "Mt",   "No",   "Nos",  "Nov", "Oct", "Ph",   "Prof",
    "Rep", "Reps",   "Rev", "Sen", "Sens", "Sept", "Sgt",  "Sr",   "St",  "vs",  "Supt"};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool EndsSentence(char c) { return c == '.' || c == '?' || c == '!'; }

/// Length of a quotation mark or bracket that may close what has ended; 0: none.
std::size_t CloserAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == '"' || text[at] == '\'' || text[at] == ')' || text[at] == ']') return 1;
  for (const std::string_view mark : {"\u201D", "\u2019", "\u00BB"}) {
    if (text.substr(at).starts_with(mark)) return mark.size();
  }
  return 0;
}

/// True where a sentence may begin: a capital or a letter without case, a digit, an opening mark.
bool MayBegin(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  const char c = text[at];
  if (c >= 'a' && c <= 'z') return false;
  if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '"' || c == '\'' || c == '(')
    return true;
  if (static_cast<unsigned char>(c) < 0x80) return false;
  std::size_t next = at;
  const char32_t codepoint = DecodeUtf8(text, next);
  return !IsWordCodepoint(codepoint) || IsUpperCodepoint(codepoint) || IsIdeograph(codepoint);
}

/// The full stop at `at` belongs to the word before it.
bool IsAbbreviation(std::string_view text, std::size_t begin, std::size_t at) {
  std::size_t from = at;
  while (from > begin && !IsSpace(text[from - 1])) --from;
  std::string_view word = text.substr(from, at - from);
  while (!word.empty() && (word.front() == '(' || word.front() == '"')) word.remove_prefix(1);
  const bool initial = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
  const bool dotted = word.size() >= 3 && word[word.size() - 2] == '.' && word.size() <= 7;  // U.S
  return initial || dotted ||
         std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
}

void Add(std::string_view text, std::size_t begin, std::size_t end, std::vector<Span>& sentences) {
  while (begin < end && IsSpace(text[begin])) ++begin;
  while (end > begin && IsSpace(text[end - 1])) --end;
  if (begin < end) sentences.push_back(MakeSpan(begin, end));
}

}  // namespace

void FindSentences(std::string_view text, std::vector<Span>& sentences) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      Add(text, begin, at, sentences);
      begin = at + 1;
      continue;
    }
    if (!EndsSentence(text[at])) continue;
    std::size_t end = at + 1;
    while (end < text.size() && EndsSentence(text[end])) ++end;
    while (const std::size_t closer = CloserAt(text, end)) end += closer;
    std::size_t next = end;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
    const bool apart = next > end || next == text.size();
    if (apart && MayBegin(text, next) && !(text[at] == '.' && IsAbbreviation(text, begin, at))) {
      Add(text, begin, end, sentences);
      begin = next;
    }
    at = end - 1;
  }
  Add(text, begin, text.size(), sentences);
}

}  // namespace newswired
