#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace newswired::cli {

/// Writes a JSON object on one line; commas are added between its members.
class JsonObject {
 public:
  void Text(std::string_view name, std::string_view value);
  /// `json` is a value already.
  void Raw(std::string_view name, std::string_view json);
  void Number(std::string_view name, std::integral auto value) { Raw(name, std::to_string(value)); }
  void Bool(std::string_view name, bool value) { Raw(name, value ? "true" : "false"); }
  /// As text where it is UTF-8, else as base64 under NAMEBase64.
  void Bytes(const std::string& name, std::string_view value);
  std::string Finish() && { return std::move(json_) + "}"; }

 private:
  void Name(std::string_view name);

  std::string json_ = "{";
};

}  // namespace newswired::cli
