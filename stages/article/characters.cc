#include "stages/article/characters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "stages/article/find_byte.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLongestName = 8;

/// Of "#8220" or "#x201C". Not those that stand for others: windows-1252's, surrogates, ...
bool AppendNumbered(std::string_view name, std::string& out) {
  name.remove_prefix(1);
  const bool hex = !name.empty() && LowerAscii(name[0]) == 'x';
  if (hex) name.remove_prefix(1);
  std::uint32_t value = 0;
  const char* const end = name.data() + name.size();
  const auto [behind, error] = std::from_chars(name.data(), end, value, hex ? 16 : 10);
  if (error != std::errc() || behind != end) return false;
  const bool itself = (value >= 0x20 && value < 0x7F) || (value >= 0xA0 && value < 0xD800) ||
                      (value >= 0xE000 && value < 0xFFFE);
  if (itself) AppendUtf8(value, out);
  return itself;
}

bool AppendReference(std::string_view name, std::string& out) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"amp", "&"}, {"quot", "\""}, {"nbsp", "\u00A0"}, {"lt", "<"}, {"gt", ">"}, {"apos", "'"}});
  if (name.starts_with('#')) return AppendNumbered(name, out);
  const auto* const found = std::find_if(kNames.begin(), kNames.end(),
                                         [&](const auto& each) { return each.first == name; });
  if (found == kNames.end()) return false;
  out += found->second;
  return true;
}

/// Appends what the ampersand before `at` begins, and moves `at` behind it.
bool AppendAmpersand(std::string_view source, bool is_value, std::size_t& at, std::string& out) {
  std::size_t end = at;
  if (end < source.size() && source[end] == '#') ++end;
  while (end < source.size() && end - at <= kLongestName && IsAlphanumericAscii(source[end])) ++end;
  const char behind = end < source.size() ? source[end] : ' ';
  // "a & b"; and "?a=1&copy=2", the parameter of an address.
  if (end == at || (is_value && behind == '=' && source[at] != '#')) {
    out += '&';
    return true;
  }
  if (behind != ';' || !AppendReference(source.substr(at, end - at), out)) return false;
  at = end + 1;
  return true;
}

}  // namespace

bool AppendCharacters(std::string_view source, bool is_value, std::string& out) {
  const char* const begin = source.data();
  for (std::size_t at = 0; at < source.size();) {
    const char* const special = FindByte<'&', '\r', '\0'>(begin + at, begin + source.size());
    const auto plain = static_cast<std::size_t>(special - begin);
    out.append(source.substr(at, plain - at));
    if (plain == source.size()) break;
    at = plain + 1;
    if (*special == '\0') return false;
    if (*special == '&') {
      if (!AppendAmpersand(source, is_value, at, out)) return false;
    } else {
      if (at < source.size() && source[at] == '\n') ++at;
      out += '\n';
    }
  }
  return true;
}

}  // namespace newswired
