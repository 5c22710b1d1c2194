#include "stages/core/record.h"

#include <algorithm>

namespace newswired {
namespace {

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

}  // namespace

const std::string_view* RawRecord::FindHeader(std::string_view name) const {
  const auto end =
      headers.rbegin() + static_cast<std::ptrdiff_t>(std::min(headers.size(), kMaxHeadersLookedAt));
  const auto found = std::find_if(headers.rbegin(), end, [&](const HeaderView& header) {
    return EqualsIgnoringCase(header.name, name);
  });
  return found == end ? nullptr : &found->value;
}

}  // namespace newswired
