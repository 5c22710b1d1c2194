#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// NameHint bits of a class or id attribute. One pass over the text.
std::uint32_t NameHints(std::string_view names);

/// Remembers the hints of names that it was asked for before: pages repeat them, and each other's.
class NameHintCache {
 public:
  std::uint32_t Of(std::string_view names);

 private:
  struct Entry {
    std::string names;
    std::uint32_t hints = 0;
  };
  std::vector<Entry> entries_;
};

}  // namespace newswired
