#include "stages/article/page_identity.h"

#include <algorithm>

#include "stages/article/word_bag.h"
#include "stages/text/utf8.h"

namespace newswired {

bool PageIdentity::HasAddress(std::string_view url) const {
  return std::find(addresses.begin(), addresses.end(), PlainAddress(url)) != addresses.end();
}

bool PageIdentity::HasHeadline(std::string_view headline) const {
  constexpr double kNearlyAll = 0.8;
  return std::any_of(headlines.begin(), headlines.end(), [&](const std::string& shown) {
    return WordsIn(shown, headline) >= kNearlyAll;
  });
}

std::string PlainAddress(std::string_view url) {
  url = TrimAscii(url.substr(0, url.find_first_of("?#")));
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  if (url.starts_with("www.")) url.remove_prefix(4);
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

}  // namespace newswired
