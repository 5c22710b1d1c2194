#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// What tells a page's own article from others that its data speak of.
struct PageIdentity {
  std::vector<std::string> addresses;  ///< as PlainAddress() writes them
  std::vector<std::string> headlines;  ///< as readers see them, or with the site's name

  /// True for one of the page's addresses, however it is written.
  [[nodiscard]] bool HasAddress(std::string_view url) const;
  /// True if nearly all words of `headline` are in one of the page's.
  [[nodiscard]] bool HasHeadline(std::string_view headline) const;
};

/// An address without scheme, "www.", query, fragment and stroke at its end.
[[nodiscard]] std::string PlainAddress(std::string_view url);

}  // namespace newswired
