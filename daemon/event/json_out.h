#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string_view>

namespace newswired {

/// Writes JSON straight into a buffer that it keeps: no tree in between. A thin layer over
/// RapidJSON's Writer that takes string_views, rounds numbers and escapes strings itself.
///
///     json.BeginObject();
///     json.Key("name").String(entity.name);
///     json.EndObject();
class JsonOut {
 public:
  JsonOut() : writer_(buffer_) {}

  /// Forgets what was written, keeps the memory.
  void Clear();
  /// What was written; lives until the next write or Clear().
  [[nodiscard]] std::string_view view() const { return {buffer_.GetString(), buffer_.GetSize()}; }

  void BeginObject() { writer_.StartObject(); }
  void EndObject() { writer_.EndObject(); }
  void BeginArray() { writer_.StartArray(); }
  void EndArray() { writer_.EndArray(); }

  /// `name` needs no escaping.
  JsonOut& Key(std::string_view name);
  /// `text` is valid UTF-8.
  void String(std::string_view text);
  void Int(std::int64_t value) { writer_.Int64(value); }
  void Bool(bool value) { writer_.Bool(value); }

  /// Rounded to `places` (0 to 9) decimals, without trailing zeros; what is not finite becomes 0,
  /// since JSON has no word for it.
  void Decimal(double value, int places);
  /// A confidence, similarity or the like: in [0, 1], four decimals.
  void Share(double value);

  /// Writes key and value, or nothing where `text` is empty.
  void Field(std::string_view name, std::string_view text) {
    if (!text.empty()) Key(name).String(text);
  }

 private:
  /// RapidJSON 1.1.0's SSE writer takes only bytes up to 0x19 for control characters and passes
  /// 0x1A to 0x1F through as they are, which is not JSON; it also leaves its fast path at every
  /// non-ASCII character. So strings are written here, commas and colons there.
  class Writer : public rapidjson::Writer<rapidjson::StringBuffer> {
   public:
    using rapidjson::Writer<rapidjson::StringBuffer>::Writer;
    void Plain(std::string_view text);
    void Escaped(std::string_view text);
  };

  rapidjson::StringBuffer buffer_;
  Writer writer_;
};

}  // namespace newswired
