#include "stages/text/language_tag.h"

#include <algorithm>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxTag = 35;  // RFC 5646, section 4.4.1
constexpr std::size_t kMaxSubtag = 8;

char UpperAscii(char c) { return IsLowerAscii(c) ? static_cast<char>(c - 32) : c; }

/// Section 2.1.1: regions in capitals, scripts with one, everything else small.
void AppendSubtag(std::string_view subtag, std::string& tag) {
  const bool letters = std::all_of(subtag.begin(), subtag.end(), IsLetterAscii);
  for (std::size_t i = 0; i < subtag.size(); ++i) {
    const bool upper = letters && (subtag.size() == 2 || (subtag.size() == 4 && i == 0));
    tag += upper ? UpperAscii(subtag[i]) : LowerAscii(subtag[i]);
  }
}

}  // namespace

std::optional<std::string> CanonicalLanguageTag(std::string_view text) {
  text = TrimAscii(text);
  if (text.size() > kMaxTag) return std::nullopt;
  std::string tag;
  bool extension = false;  // after a single letter nothing is a region
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of("-_", begin), text.size());
    const std::string_view subtag = text.substr(begin, end - begin);
    if (subtag.empty() || subtag.size() > kMaxSubtag ||
        !std::all_of(subtag.begin(), subtag.end(), IsAlphanumericAscii)) {
      return std::nullopt;
    }
    if (begin == 0) {
      const bool language = subtag.size() >= 2 && subtag.size() <= 3 &&
                            std::all_of(subtag.begin(), subtag.end(), IsLetterAscii);
      if (!language) return std::nullopt;
      tag = LowerAscii(subtag);
    } else {
      extension = extension || subtag.size() == 1;
      tag += '-';
      if (extension) {
        tag += LowerAscii(subtag);
      } else {
        AppendSubtag(subtag, tag);
      }
    }
    begin = end + 1;
  }
  return tag;
}

}  // namespace newswired
