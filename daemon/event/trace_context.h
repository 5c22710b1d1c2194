#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/record.h"

namespace newswired {

/// Reads and makes W3C `traceparent` headers (https://www.w3.org/TR/trace-context/, version 00).
/// Not thread-safe.
class TraceContext {
 public:
  /// Without a seed the ids are random.
  explicit TraceContext(std::optional<std::uint64_t> seed);

  /// The traceparent of what is made from a record that carried `incoming` (null: none): the same
  /// trace id and flags with a new span id where `incoming` is valid, else a new trace, not
  /// sampled.
  std::string Next(const std::string_view* incoming);

  /// True for a traceparent of version 00, and for later versions as far as version 00 reads them.
  static bool Valid(std::string_view traceparent);

 private:
  void AppendId(std::string& out, int words);

  std::uint64_t state_;
};

}  // namespace newswired
