#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "stages/text/utf8.h"

namespace newswired {

/// Room behind a text for ParseJson(): RapidJSON's SSE4.2 scanner reads aligned blocks of 16.
inline constexpr std::size_t kJsonPad = 16;

/// How ParseJson() ended.
struct JsonEnd {
  std::size_t at = 0;  ///< bytes that were read: less than the text's where a zero byte ends it
  std::string error;   ///< why it is no JSON, in lower case; empty: it is
};

/// Tells `handler` RapidJSON's events. Strings are decoded in place: `text` changes. Numbers are
/// told as RawNumber(); NaN and Infinity, which Python and others write, are numbers.
template <class Handler>
JsonEnd ParseJson(char* text, Handler& handler) {
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseNanAndInfFlag;
  rapidjson::InsituStringStream stream(text);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (!result.IsError()) return {stream.Tell(), {}};
  std::string error = rapidjson::GetParseError_En(result.Code());
  error[0] = LowerAscii(error[0]);
  return {result.Offset(), std::move(error)};
}

/// Whether what RawNumber() told is NaN or Infinity, which say nothing.
[[nodiscard]] inline bool IsNoNumber(std::string_view number) {
  return number.find_first_of("NI") != std::string_view::npos;
}

}  // namespace newswired
