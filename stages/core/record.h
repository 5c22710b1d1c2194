#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/trace.h"

namespace newswired {

/// A header of an input record; views live as long as the record.
struct HeaderView {
  std::string_view name;
  std::string_view value;  ///< its data() is nullptr for a null value
};

/// One input record as it was delivered: a Kafka record, or a line or file of `enrich`.
///
/// All views point into memory that the source holds until everything made from the record is
/// committed or given up, so stages may keep views only while they process.
struct RawRecord {
  std::string_view topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;        ///< for `enrich`: ordinal of the input, from 0
  std::int64_t timestamp_ms = -1;  ///< record time, Unix epoch; -1: none
  bool has_key = false;
  bool has_value = false;  ///< false: a tombstone (null value)
  std::string_view key;
  std::string_view value;
  std::vector<HeaderView> headers;
  std::int64_t received_ms = 0;  ///< wall clock when we took it
  /// Of the value, in hex; empty until somebody has computed it. One thread at a time has a record.
  mutable std::string value_sha256;
  Traces* traces = nullptr;  ///< where stages tell how they came to their results; null: nowhere

  /// Each article of a record asks for some, and a record may have very many of both.
  static constexpr std::size_t kMaxHeadersLookedAt = 1024;

  /// Value of the last header of that name (Kafka's rule), or nullptr. Names are compared
  /// without regard to ASCII case, since HTTP-minded producers differ. Only the last
  /// kMaxHeadersLookedAt headers are looked at.
  [[nodiscard]] const std::string_view* FindHeader(std::string_view name) const;
};

}  // namespace newswired
