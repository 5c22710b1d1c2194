#include "stages/article/same_picture.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// What tells sizes and crops of a picture apart, in lower case.
constexpr auto kVariants = std::to_array<std::string_view>({"scaled",
                                                            "large",
                                                            "small",
                                                            "medium",
                                                            "thumb",
                                                            "thumbnail",
                                                            "crop",
                                                            "cropped",
                                                            "square",
                                                            "wide",
                                                            "master",
                                                            "jumbo",
                                                            "social",
                                                            "share",
                                                            "facebook",
                                                            "twitter",
                                                            "hero",
                                                            "lead",
                                                            "header",
                                                            "full",
                                                            "big",
                                                            "original",
                                                            "retina",
                                                            "mobile",
                                                            "desktop",
                                                            "teaser",
                                                            "landscape",
                                                            "portrait",
                                                            "superjumbo",
                                                            "googlebot",
                                                            "opengraph",
                                                            "facebookjumbo",
                                                            "image",
                                                            "photo",
                                                            "picture",
                                                            "default",
                                                            "main",
                                                            "cover",
                                                            "width",
                                                            "articlelarge",
                                                            "mediumsquare",
                                                            "og",
                                                            "fb",
                                                            "xl",
                                                            "xxl",
                                                            "l",
                                                            "m",
                                                            "s",
                                                            "w",
                                                            "h",
                                                            "webp",
                                                            "jpg",
                                                            "jpeg",
                                                            "png",
                                                            "e"});

/// The path's last step without its ending.
std::string_view FileName(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  url.remove_prefix(std::min(url.rfind('/') + 1, url.size()));
  return url.substr(0, url.rfind('.'));
}

/// "1200x630", "1024", "640w", "2x", "16x9"; not "2", which may be the second picture.
bool IsSize(std::string_view part) {
  if (part.ends_with('w') || part.ends_with('h')) part.remove_suffix(1);
  if (part.ends_with("px")) part.remove_suffix(2);
  if (part.empty() || part.find_first_not_of("0123456789x") != std::string_view::npos) return false;
  return part.find('x') != std::string_view::npos || (part.size() >= 3 && part.size() <= 4);
}

bool IsVariant(std::string_view part) {
  return part.empty() || IsSize(part) ||
         std::find(kVariants.begin(), kVariants.end(), part) != kVariants.end();
}

/// "a395f41217": what programs put behind a name when they make a size of it.
bool IsHash(std::string_view part) {
  constexpr std::size_t kShortest = 8;
  return part.size() >= kShortest &&
         part.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         part.find_first_of("abcdef") != std::string_view::npos;
}

/// The parts of a name that do not say which size or crop it is, in lower case.
std::string Stem(std::string_view name) {
  constexpr std::size_t kName = 6;
  std::string lower = LowerUtf8(name);
  if (lower.starts_with("csm_")) lower.erase(0, 4);  // of TYPO3
  std::string stem;
  for (std::size_t at = 0; at <= lower.size();) {
    const std::size_t end = std::min(lower.find_first_of("-_.@,~", at), lower.size());
    const std::string_view part = std::string_view(lower).substr(at, end - at);
    const bool hash = stem.size() > kName && IsHash(part);
    if (!IsVariant(part) && !hash) stem.append(part).push_back('-');
    at = end + 1;
  }
  return stem;
}

/// The words of a file's name, in lower case: letters alone, four and more.
std::vector<std::string> WordsOf(std::string_view url) {
  constexpr std::size_t kShortest = 4;
  const std::string lower = LowerUtf8(FileName(url));
  std::vector<std::string> words;
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t end = std::min(lower.find_first_of("-_.,~+%", at), lower.size());
    const std::string_view part = std::string_view(lower).substr(at, end - at);
    const bool letters = std::none_of(part.begin(), part.end(), IsDigitAscii) &&
                         part.find_first_of("aeiouy") != std::string_view::npos;
    if (part.size() >= kShortest && letters && !IsVariant(part)) words.emplace_back(part);
    at = end + 1;
  }
  return words;
}

/// A folder or file that is named by an id: of ten characters and more, several of them digits.
bool IsId(std::string_view step) {
  constexpr std::size_t kShortest = 10;
  const auto digits = std::count_if(step.begin(), step.end(), IsDigitAscii);
  return step.size() >= kShortest && digits >= 3;
}

std::vector<std::string_view> StepsOf(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  std::vector<std::string_view> steps;
  for (std::size_t slash = url.find('/'); slash != std::string_view::npos;) {
    url.remove_prefix(slash + 1);
    slash = url.find('/');
    steps.push_back(url.substr(0, slash));
  }
  return steps;
}

/// "/media/5f3a8b9c01/1200.jpg" and "/media/5f3a8b9c01/640.jpg".
bool ShareAnId(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> others = StepsOf(b);
  const std::vector<std::string_view> steps = StepsOf(a);
  return std::any_of(steps.begin(), steps.end(), [&](std::string_view step) {
    return IsId(step) && std::find(others.begin(), others.end(), step) != others.end();
  });
}

}  // namespace

bool IsSamePicture(std::string_view source, std::string_view claimed) {
  constexpr std::size_t kShortest = 4;
  constexpr std::size_t kDistinct = 8;
  if (source.empty() || claimed.empty()) return false;
  if (source == claimed) return true;
  const std::string_view name = FileName(source);
  const std::string stem = Stem(name);
  const bool digits = name.find_first_not_of("0123456789x_-") == std::string_view::npos;
  if (stem.empty() || (digits && name.size() < kDistinct)) {
    return ShareAnId(source, claimed);  // the folder tells them apart
  }
  if (name.size() >= kShortest && name == FileName(claimed)) return true;
  if (stem.size() > kShortest && stem == Stem(FileName(claimed))) return true;
  const std::size_t at = name.size() < kDistinct ? std::string_view::npos : claimed.find(name);
  return at != std::string_view::npos && !claimed.substr(at + name.size()).starts_with('/');
}

bool AreOtherPictures(std::string_view a, std::string_view b) {
  constexpr std::size_t kFewest = 2;
  const std::vector<std::string> words = WordsOf(a);
  const std::vector<std::string> others = WordsOf(b);
  if (words.size() < kFewest || others.size() < kFewest) return false;
  return std::none_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(others.begin(), others.end(), word) != others.end();
  });
}

}  // namespace newswired
