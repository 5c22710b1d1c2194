#include "daemon/config/yaml_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace newswired {
namespace {

/// YAML 1.1 readers take these for null or a boolean.
constexpr std::array<std::string_view, 10> kReservedWords = {"null", "true", "false", "yes", "no",
                                                             "on",   "off",  "y",     "n",   "nan"};

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsPlain(char c) {
  return IsAlpha(c) || (c >= '0' && c <= '9') ||
         std::string_view("_./@+-").find(c) != std::string_view::npos;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

bool MayStandPlain(std::string_view text) {
  if (text.empty() || (!IsAlpha(text.front()) && text.front() != '/')) return false;
  if (!std::all_of(text.begin(), text.end(), IsPlain)) return false;
  return std::find(kReservedWords.begin(), kReservedWords.end(), Lower(text)) ==
         kReservedWords.end();
}

void AppendEscaped(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (byte < 0x20 || byte == 0x7F) {
    out += "\\x";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
  } else {
    out += c;
  }
}

}  // namespace

std::string YamlScalar(std::string_view text) {
  if (MayStandPlain(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) AppendEscaped(quoted, c);
  return quoted + "\"";
}

std::string NumberText(double value) {
  // The shortest form of 1000000 would be 1e+06.
  constexpr double kExact = 9007199254740992;
  if (std::trunc(value) == value && std::abs(value) < kExact) {
    return std::to_string(static_cast<long long>(value));
  }
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

}  // namespace newswired
