// Decompressor: any bytes under any encoding unpack within the limits or are refused, and so do
// those of which some are damaged. The first line is the encoding.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/decode/compression.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  constexpr std::size_t kMaxBytes = 3U << 20;
  static newswired::Decompressor decompressor({.max_bytes = kMaxBytes, .max_ratio = 100});
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = all.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view bytes = all.substr(line + 1);
  const auto kept = decompressor.Unpack(bytes, all.substr(0, line), newswired::Kept::kMembers);
  if (kept.ok()) Require(kept->data() == bytes.data() || kept->size() <= kMaxBytes, "within it");
  const auto unpacked = decompressor.Unpack(bytes, all.substr(0, line));
  if (unpacked.ok()) {
    Require(unpacked->data() == bytes.data() || unpacked->size() <= kMaxBytes, "within the limit");
    return 0;
  }
  const newswired::Error& error = unpacked.error();
  Require(error.kind == newswired::ErrorKind::kBadInput && !error.code.empty(), "a code");
  return 0;
}
