#include "stages/text/json_escapes.h"

#include <string_view>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Value of \uXXXX at `at`, or -1.
int UnicodeEscape(std::string_view json, std::size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
  int value = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexDigit(json[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace

void RepairSurrogateEscapes(std::string& json) {
  for (std::size_t at = json.find('\\'); at != std::string::npos; at = json.find('\\', at)) {
    const int value = UnicodeEscape(json, at);
    if (value < 0xD800 || value > 0xDFFF) {
      at += 2;
      continue;
    }
    const int next = value < 0xDC00 ? UnicodeEscape(json, at + 6) : -1;
    if (next >= 0xDC00 && next <= 0xDFFF) {
      at += 12;
      continue;
    }
    json.replace(at, 6, "\\ufffd");
    at += 6;
  }
}

}  // namespace newswired
