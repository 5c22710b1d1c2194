#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "stages/core/result.h"
#include "stages/decode/kept.h"

namespace newswired {

/// Unpacks gzip, zlib, raw deflate, zstd and brotli within limits. Keeps its buffers and library
/// contexts: one per stage instance.
class Decompressor {
 public:
  struct Limits {
    std::size_t max_bytes = 32U << 20;
    /// Output over input, asked after the first MiB of output: a bomb is refused long before it
    /// has filled max_bytes.
    std::size_t max_ratio = 200;
  };

  explicit Decompressor(Limits limits);
  ~Decompressor();

  /// Another one with the same limits and buffers of its own.
  [[nodiscard]] Decompressor Like() const { return Decompressor(limits_); }

  /// Unpacks `bytes`, packed as `encoding` says ("gzip", "x-gzip", "deflate", "zstd", "br",
  /// "identity", a list of these in the order in which they were applied, or empty: by magic).
  /// The view lives until the next call. Of bytes that were cut or damaged (`kept`) what is there
  /// is unpacked.
  ///
  /// Errors: unsupported_encoding, bad_compression, decompressed_too_large.
  Result<std::string_view> Unpack(std::string_view bytes, std::string_view encoding,
                                  Kept kept = Kept::kWhole);

 private:
  struct Contexts;
  Status Inflate(std::string_view in, bool raw, Kept kept, std::string& out);
  Status UnpackZstd(std::string_view in, Kept kept, std::string& out);
  Status UnpackBrotli(std::string_view in, Kept kept, std::string& out);
  Status CheckGrowth(std::size_t consumed, std::size_t produced) const;

  const Limits limits_;
  std::unique_ptr<Contexts> contexts_;
  std::string buffers_[2];
};

}  // namespace newswired
