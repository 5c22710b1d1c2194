#include "stages/article/credit.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "stages/article/phrases.h"
#include "stages/article/trim.h"
#include "stages/text/agencies.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxCredit = 120;

/// What stands before a name, in lower case where the script has any.
constexpr auto kMarks = std::to_array<std::string_view>({"photograph:",
                                                         "photo credit:",
                                                         "photo courtesy of",
                                                         "photo by",
                                                         "photo:",
                                                         "picture:",
                                                         "image credit:",
                                                         "image source:",
                                                         "image:",
                                                         "credit:",
                                                         "credits:",
                                                         "foto:",
                                                         "fotos:",
                                                         "bild:",
                                                         "bildquelle:",
                                                         "quelle:",
                                                         "crédit photo",
                                                         "crédit :",
                                                         "crédit:",
                                                         "crédits:",
                                                         "fotoğraf:",
                                                         "beeld:",
                                                         "zdjęcie:",
                                                         "fot.",
                                                         "kuva:",
                                                         "фото:",
                                                         "Фото:",
                                                         "写真：",
                                                         "写真:",
                                                         "写真＝",
                                                         "写真=",
                                                         "図：",
                                                         "사진=",
                                                         "사진:",
                                                         "图/",
                                                         "图：",
                                                         "图片来源：",
                                                         "摄影：",
                                                         "صورة:",
                                                         "©",
                                                         "(c)"});

/// The same without a colon: they count where a sentence ended or a bracket opened before them.
constexpr auto kLooseMarks = std::to_array<std::string_view>(
    {"photo ", "photograph ", "picture ", "image ", "foto ", "bild ", "beeld ", "фото "});

/// Those that sell pictures; news agencies are in agencies.h.
constexpr auto kPictureAgencies = std::to_array<std::string_view>({"getty",
                                                                   "getty images",
                                                                   "afp/getty images",
                                                                   "shutterstock",
                                                                   "imago",
                                                                   "imago images",
                                                                   "alamy",
                                                                   "istock",
                                                                   "adobe stock",
                                                                   "picture alliance",
                                                                   "zuma press",
                                                                   "magnum photos",
                                                                   "epa",
                                                                   "epa-efe",
                                                                   "sipa",
                                                                   "sipa usa",
                                                                   "nurphoto",
                                                                   "unsplash",
                                                                   "pixabay",
                                                                   "depositphotos",
                                                                   "ap photo"});

/// A credit at the end of a caption.
struct Credit {
  std::size_t begin = 0;  ///< in the caption, of what goes
  std::string_view name;
};

/// Signs before a credit, and behind it.
constexpr auto kOpeners = std::to_array<std::string_view>(
    {" ", "(", "[", "|", "/", ":", "-", "（", "【", "：", "＝", "=", "•", "·"});
constexpr auto kClosers = std::to_array<std::string_view>(
    {" ", ")", "]", "|", "/", ":", "-", "）", "】", "：", "(", "["});

template <std::size_t N>
std::string_view WithoutAtEnd(const std::array<std::string_view, N>& signs, std::string_view text) {
  while (true) {
    const auto* const found = std::find_if(
        signs.begin(), signs.end(), [&](std::string_view sign) { return text.ends_with(sign); });
    if (found == signs.end()) return text;
    text.remove_suffix(found->size());
  }
}

/// Without the signs that part a credit from what stands around it.
std::string_view TrimSigns(std::string_view text) {
  while (true) {
    const auto* const found =
        std::find_if(kOpeners.begin(), kOpeners.end(),
                     [&](std::string_view sign) { return text.starts_with(sign); });
    if (found == kOpeners.end()) return WithoutAtEnd(kClosers, text);
    text.remove_prefix(found->size());
  }
}

char32_t LastOf(std::string_view text) {
  std::size_t at = FloorBoundary(text, text.size() - 1);
  return DecodeUtf8(text, at);
}

/// False in the midst of a word or a sentence, as in "A photo by Ada Pell hangs in the hall" and
/// "示意图".
bool StandsApart(std::string_view caption, std::size_t at) {
  std::size_t next = at;
  const char32_t first = DecodeUtf8(caption, next);
  std::string_view before = caption.substr(0, at);
  if (IsWordCodepoint(first) && !before.empty() && IsWordCodepoint(LastOf(before))) return false;
  if (!IsLowerCodepoint(first)) return true;  // in capitals, or in a script without, or a sign
  while (before.ends_with(' ')) before.remove_suffix(1);
  return before.empty() || !IsWordCodepoint(LastOf(before));
}

/// In lower case, of the same size.
std::string LowerInPlace(std::string_view text) {
  const std::string lower = LowerUtf8(text);
  return lower.size() == text.size() ? lower : LowerAscii(text);
}

bool BeginsAsName(std::string_view text) {
  return !text.empty() && !(text[0] >= 'a' && text[0] <= 'z');
}

/// Bytes of `mark` where `text` begins with it; 0 if it does not. French has a space before colons.
std::size_t MarkSize(std::string_view text, std::string_view mark) {
  if (text.starts_with(mark)) return mark.size();
  if (!mark.ends_with(':')) return 0;
  mark.remove_suffix(1);
  if (!text.starts_with(mark)) return 0;
  const std::string_view rest = text.substr(mark.size());
  for (const std::string_view colon : {" :", "\u00A0:", "\uFF1A"}) {
    if (rest.starts_with(colon)) return mark.size() + colon.size();
  }
  return 0;
}

bool IsPictureAgency(std::string_view name) {
  const std::string lower = LowerUtf8(TrimSigns(name));
  return std::find(kPictureAgencies.begin(), kPictureAgencies.end(), lower) !=
         kPictureAgencies.end();
}

}  // namespace

bool IsKnownAgency(std::string_view name) {
  return IsAgency(LowerUtf8(TrimSigns(name))) || IsPictureAgency(name);
}

namespace {

/// "A. Pell/AFP", "REUTERS / A. Pell", "A. Pell via Reuters", "AFP", "A. Pell via AP, File".
bool NamesAgency(std::string_view text) {
  constexpr std::string_view kFile = ", file";
  if (text.size() > kFile.size() &&
      EqualsIgnoringAsciiCase(text.substr(text.size() - kFile.size()), kFile)) {
    text.remove_suffix(kFile.size());
  }
  if (IsKnownAgency(text)) return true;
  for (const std::string_view sign : {"/", " via "}) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    const std::string_view left = TrimAscii(text.substr(0, at));
    const std::string_view right = TrimAscii(text.substr(at + sign.size()));
    if (IsKnownAgency(right) || (sign == "/" && IsKnownAgency(left))) return true;
  }
  return false;
}

/// Five words at most, and none but particles in small letters; of a script without spaces as many
/// characters as names have.
bool LooksLikeName(std::string_view text) {
  constexpr std::size_t kMostWords = 5;
  constexpr std::size_t kMostCharacters = 10;
  constexpr auto kParticles = std::to_array<std::string_view>(
      {"van", "von", "de", "der", "den", "da", "di", "del", "du", "for", "of", "the", "via", "and",
       "und", "et", "e", "y", "en"});
  std::vector<Word> words;
  FindWords(text, words);
  const bool spaced = std::none_of(words.begin(), words.end(), [&](const Word& word) {
    std::size_t at = word.begin;
    return IsIdeograph(DecodeUtf8(text, at));
  });
  if (words.empty() || words.size() > (spaced ? kMostWords : kMostCharacters)) return false;
  return std::all_of(words.begin(), words.end(), [&](const Word& word) {
    std::size_t at = word.begin;
    if (!IsLowerCodepoint(DecodeUtf8(text, at))) return true;
    return std::find(kParticles.begin(), kParticles.end(), word.In(text)) != kParticles.end();
  });
}

/// More than names have, and none of an agency.
bool IsDescription(std::string_view text) {
  if (LooksLikeName(text) || NamesAgency(text)) return false;
  return text.find_first_of("/|,") == std::string_view::npos || EndsSentence(text);
}

std::optional<Credit> BehindMark(std::string_view caption) {
  const std::string lower = LowerInPlace(caption);
  std::size_t begin = lower.size();
  std::size_t end = 0;
  while (end == 0 && begin-- > 0) {
    for (const std::string_view mark : kMarks) {
      if (lower[begin] != mark[0] && caption[begin] != mark[0]) continue;
      const std::size_t size = std::max(MarkSize(std::string_view(lower).substr(begin), mark),
                                        MarkSize(caption.substr(begin), mark));
      if (size != 0 && StandsApart(caption, begin)) end = std::max(end, begin + size);
    }
  }
  if (end == 0) return std::nullopt;
  const std::string_view name = TrimSigns(caption.substr(end));
  // "Foto: © A. Pell"
  const std::string_view before = std::string_view(lower).substr(0, begin);
  for (std::string_view mark : kMarks) {
    while (mark.ends_with(':') || mark.ends_with('.')) mark.remove_suffix(1);
    const std::string_view rest = TrimAscii(before.substr(0, before.find_last_not_of(": ") + 1));
    if (!rest.ends_with(mark) || !StandsApart(caption, rest.size() - mark.size())) continue;
    return Credit{.begin = rest.size() - mark.size(), .name = name};
  }
  // At the beginning it may say what follows: "Bild: Der Hafen von Hamburg am Montag".
  if (begin == 0 && IsDescription(name)) return std::nullopt;
  return Credit{.begin = begin, .name = name};
}

/// Behind "photo" and the like a name, and no sentence.
std::string_view BehindLooseMark(std::string_view text) {
  const std::string lower = LowerInPlace(text);
  for (const std::string_view mark : kLooseMarks) {
    if (!lower.starts_with(mark)) continue;
    const std::string_view name = TrimSigns(text.substr(mark.size()));
    if (!EndsSentence(name) && (LooksLikeName(name) || NamesAgency(name))) return name;
  }
  return {};
}

/// "Ada Pell/Example Times", and neither "CDU/CSU" nor "2019/2020".
bool IsNameOfHouse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view left = TrimAscii(text.substr(0, slash));
  const std::string_view right = TrimAscii(text.substr(slash + 1));
  const bool words =
      left.find(' ') != std::string_view::npos || right.find(' ') != std::string_view::npos;
  const bool digits = text.find_first_of("0123456789") != std::string_view::npos;
  return words && !digits && LooksLikeName(left) && LooksLikeName(right);
}

/// What stands in the brackets that end a caption.
std::optional<Credit> InBrackets(std::string_view caption) {
  std::size_t open = std::string_view::npos;
  if (caption.ends_with(')')) open = caption.rfind('(');
  if (caption.ends_with("）")) open = caption.rfind("（");
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view inside = TrimSigns(caption.substr(open));
  if (const std::string_view name = BehindLooseMark(inside); !name.empty()) {
    return Credit{.begin = open, .name = name};
  }
  if (!IsNameOfHouse(inside) && !NamesAgency(inside)) return std::nullopt;
  return Credit{.begin = open, .name = inside};
}

/// What stands behind the last sentence, or behind a bar.
std::optional<Credit> BehindSentence(std::string_view caption) {
  constexpr std::size_t kLongest = 60;
  constexpr auto kEnds =
      std::to_array<std::string_view>({". ", "! ", "? ", "\" ", "\u201D ", "\u3002", " | "});
  std::size_t begin = 0;
  for (const std::string_view end : kEnds) {
    const std::size_t at = caption.rfind(end);
    if (at != std::string_view::npos) begin = std::max(begin, at + end.size());
  }
  const std::string_view last = caption.substr(begin);
  if (begin == 0 || last.size() > kLongest || EndsSentence(last)) return std::nullopt;
  if (const std::string_view name = BehindLooseMark(last); !name.empty()) {
    return Credit{.begin = begin, .name = name};
  }
  if (!BeginsAsName(last) || !NamesAgency(last)) return std::nullopt;
  return Credit{.begin = begin, .name = last};
}

/// "FILE PHOTO: ...", "FILE - In this May 3 photo ...", "In this Dec. 12, 2006, file photo, ...".
bool IsOfTheFile(std::string_view text) {
  constexpr std::size_t kSoon = 60;
  for (const std::string_view opening : {"FILE PHOTO", "FILE - ", "FILE \u2013 ", "FILE \u2014 ",
                                         "FILE: ", "File photo: ", "ARCHIVO - ", "ARCHIV - "}) {
    if (text.starts_with(opening)) return true;
  }
  if (!text.starts_with("In this ")) return false;
  const std::string_view begin = text.substr(0, kSoon);
  return begin.find(" file photo,") != std::string_view::npos ||
         begin.find(" photo released by ") != std::string_view::npos ||
         begin.find(" photo provided by ") != std::string_view::npos;
}

/// Whether what stands in brackets is of a picture: "AP Photo/A. Pell", "Foto: dpa", "A. Pell via
/// Reuters"; not a wire alone, since "(Reuters)" ends texts.
bool IsOfPhotographer(std::string_view inside) {
  constexpr auto kPictures = std::to_array<std::string_view>({"photo", "foto", "image", "picture"});
  const std::string lower = LowerInPlace(inside);
  if (HoldsOneOf(kPictures, lower) && BehindMark(inside)) return true;
  const bool parts =
      inside.find('/') != std::string_view::npos || lower.find(" via ") != std::string::npos;
  return IsPictureAgency(inside) || (parts && NamesAgency(inside));
}

bool EndsInPhotographer(std::string_view text) {
  if (!text.ends_with(')') && !text.ends_with(']')) return false;
  const std::size_t open = text.rfind(text.ends_with(')') ? '(' : '[');
  if (open == std::string_view::npos || open == 0) return false;
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  return inside.size() <= kMaxCredit && IsOfPhotographer(inside);
}

/// "Image: Example Cells", "Foto: A. Pell / dpa".
bool IsCreditAlone(std::string_view text) {
  if (text.size() > kMaxCredit || EndsSentence(text)) return false;
  const std::string lower = LowerInPlace(text);
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    const std::size_t size = MarkSize(lower, mark);
    if (size == 0) return false;
    const std::string_view name = TrimSigns(text.substr(size));
    return !name.empty() && !IsDescription(name);
  });
}

/// "A. Pell | Wire | Getty Images".
bool EndsInBars(std::string_view text) {
  const std::size_t bar = text.rfind('|');
  return bar != std::string_view::npos && bar > 0 && text.size() <= kMaxCredit &&
         IsKnownAgency(text.substr(bar + 1));
}

}  // namespace

bool MayBeCredit(std::string_view text) {
  return text.size() <= kMaxCredit && !EndsSentence(text) &&
         (LooksLikeName(text) || NamesAgency(text) || IsNameOfHouse(text) || BehindMark(text));
}

bool IsCreditedCaption(std::string_view text) {
  constexpr std::size_t kLongest = 800;
  text = TrimAscii(text);
  if (text.size() > kLongest || text.find('\n') != std::string_view::npos) return false;
  return IsOfTheFile(text) || EndsInPhotographer(text) || IsCreditAlone(text) || EndsInBars(text);
}

std::string CleanCredit(std::string credit) {
  if (std::string name = CutCredit(credit); !name.empty()) return name;
  return std::string(TrimSigns(credit));
}

std::string CutCredit(std::string& caption) {
  for (auto* const find : {&BehindMark, &InBrackets, &BehindSentence}) {
    const std::optional<Credit> found = find(caption);
    if (!found || found->name.empty() || found->name.size() > kMaxCredit) continue;
    std::string name(found->name);
    caption.resize(
        WithoutAtEnd(kOpeners, std::string_view(caption).substr(0, found->begin)).size());
    return name;
  }
  return {};
}

}  // namespace newswired
