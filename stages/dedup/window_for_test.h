#pragma once

#include <cstdint>
#include <string>

#include "stages/dedup/fingerprint.h"
#include "stages/dedup/window.h"
#include "stages/text/hash.h"

namespace newswired {

inline constexpr std::int64_t kHour = 3'600'000;
inline const WindowLimits kLimits{
    .window_ms = 24 * kHour, .max_articles = 1000, .reprint_score = 1000};

inline std::string Words(int from, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word" + std::to_string(from + i) + ' ';
  return text;
}

inline Claim Make(std::uint64_t key, const std::string& uri, const std::string& text,
                  std::int64_t time_ms = 0) {
  Claim claim;
  claim.key = key;
  claim.bytes = Hash64(uri + text);
  claim.uri = Hash64(uri);
  claim.uri_text = uri;
  claim.time_ms = claim.record_ms = time_ms;
  claim.content = Hash64(text);
  claim.print = MakeFingerprint("", text, 30);
  return claim;
}

inline DedupRole RoleOf(DedupWindow& window, const Claim& claim, BatchId batch = 1) {
  return window.Judge(batch, claim).verdict.role;
}

}  // namespace newswired
