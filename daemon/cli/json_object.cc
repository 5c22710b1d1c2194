#include "daemon/cli/json_object.h"

#include <cstddef>

#include "daemon/ops/json.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    const std::uint32_t group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    out += kAlphabet[group >> 18U];
    out += kAlphabet[group >> 12U & 63U];
    out += i + 1 < bytes.size() ? kAlphabet[group >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? kAlphabet[group & 63U] : '=';
  }
  return out;
}

}  // namespace

void JsonObject::Text(std::string_view name, std::string_view value) {
  Name(name);
  ops::AppendJsonString(value, json_);
}

void JsonObject::Raw(std::string_view name, std::string_view json) {
  Name(name);
  json_ += json;
}

void JsonObject::Bytes(const std::string& name, std::string_view value) {
  if (IsValidUtf8(value)) {
    Text(name, value);
  } else {
    Text(name + "Base64", Base64(value));
  }
}

void JsonObject::Name(std::string_view name) {
  if (json_.size() > 1) json_ += ',';
  ops::AppendJsonString(name, json_);
  json_ += ':';
}

}  // namespace newswired::cli
