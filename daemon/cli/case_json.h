#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/config/node.h"

namespace newswired::cli {

using JsonAllocator = rapidjson::Document::AllocatorType;

/// How a scalar of YAML becomes JSON.
enum class Scalars : std::uint8_t {
  kTyped,  ///< a number or a boolean where it stands unquoted and reads as one, else a text
  kTexts,  ///< always a text
};

rapidjson::Value JsonOf(const ConfigNode& node, Scalars scalars, JsonAllocator& allocator);

/// Nothing where `text` is no JSON.
bool ParseJson(std::string_view text, rapidjson::Document& out);

std::string JsonText(const rapidjson::Value& value);

/// Whether `got` has `wanted` in it: a text as a part, a list as one of its items (a list: as
/// several of them), a mapping as some of its keys. Within items and keys only mappings may be
/// incomplete.
bool Includes(const rapidjson::Value& got, const rapidjson::Value& wanted);

}  // namespace newswired::cli
