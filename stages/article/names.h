#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace newswired {

/// NameHint bits of a class or id attribute. One pass over the text.
std::uint32_t NameHints(std::string_view names);

/// NameHints() with a memory: the elements of a page, and the pages of a site, share most of their
/// names. For one thread.
class NameHintCache {
 public:
  std::uint32_t HintsOf(std::string_view names);

 private:
  static constexpr std::size_t kLongest = 120;
  struct Entry {
    std::array<char, kLongest> names{};
    std::uint32_t size = 0;
    std::uint32_t hints = 0;
  };
  std::vector<Entry> entries_;
};

}  // namespace newswired
