#include "stages/decode/compression.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kStep = 256U << 10;
constexpr std::size_t kFreeOutput = 1U << 20;  // below this no ratio is suspicious
constexpr int kMaxZstdWindowLog = 25;          // 32 MiB

constexpr std::string_view kGzip = "\x1F\x8B\x08";

bool IsGzip(std::string_view bytes) { return bytes.starts_with(kGzip); }
bool IsZstd(std::string_view bytes) { return bytes.starts_with("\x28\xB5\x2F\xFD"); }

/// Where unpacked bytes go. Room is filled with zeros once, and not again at each step, of which a
/// packed text without content may have very many.
class Output {
 public:
  /// At most `most` bytes, and one that tells that they do not suffice.
  /// Steps are the same whatever `out` held: zstd takes some broken frames in one and not in two.
  Output(std::string& out, std::size_t most) : out_(out), most_(most + 1) { out_.clear(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { out_.resize(used_); }

  /// The bytes that may be written next; there are some.
  [[nodiscard]] std::span<char> Room() {
    if (used_ == out_.size()) out_.resize(std::min(used_ + kStep, most_));
    return std::span(out_).subspan(used_, std::min(kStep, out_.size() - used_));
  }
  void Take(std::size_t written) { used_ += written; }
  /// Takes out what stands from `begin` to `end`.
  void Erase(std::size_t begin, std::size_t end) {
    std::memmove(out_.data() + begin, out_.data() + end, used_ - end);
    used_ -= end - begin;
  }
  /// What stands from `begin` on.
  [[nodiscard]] std::string_view From(std::size_t begin) const {
    return std::string_view(out_).substr(begin, used_ - begin);
  }
  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  std::string& out_;
  const std::size_t most_;
  std::size_t used_ = 0;
};

/// Packed bytes have control characters among the first few; those of documents have none.
bool LooksUnpacked(std::string_view bytes) {
  constexpr std::size_t kEnough = 256, kFewest = 16;
  if (bytes.size() < kFewest) return false;
  return std::none_of(bytes.begin(), bytes.begin() + std::min(bytes.size(), kEnough), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
}

/// Whether a member that was looked for behind a damaged one is of the same archive. The packed
/// page of a record stands unpacked in the member of that record.
bool BeginsAlike(std::string_view archive, std::string_view member) {
  constexpr std::string_view kWarc = "WARC/";
  return !archive.starts_with(kWarc) || member.starts_with(kWarc);
}

Status EndOfPackedData(Kept kept) {
  if (kept != Kept::kWhole) return Ok();
  return BadInput("bad_compression", "the packed data end too early");
}

}  // namespace

struct Decompressor::Contexts {
  z_stream zlib{};
  bool zlib_ready = false;

  ~Contexts() {
    if (zlib_ready) inflateEnd(&zlib);
  }
};

Decompressor::Decompressor(Limits limits)
    : limits_(limits), contexts_(std::make_unique<Contexts>()) {}
Decompressor::~Decompressor() = default;

Status Decompressor::CheckGrowth(std::size_t consumed, std::size_t produced) const {
  if (produced > limits_.max_bytes) {
    return BadInput("decompressed_too_large", "unpacks to more than max_decompressed_bytes (" +
                                                  std::to_string(limits_.max_bytes) + ")");
  }
  if (produced > kFreeOutput && produced / limits_.max_ratio > consumed) {
    return BadInput("decompressed_too_large", "unpacks to more than max_compression_ratio (" +
                                                  std::to_string(limits_.max_ratio) +
                                                  ") times its size");
  }
  return Ok();
}

Status Decompressor::Inflate(std::string_view in, bool raw, Kept kept, std::string& out) {
  z_stream& zlib = contexts_->zlib;
  const int window = raw ? -15 : 15 + 32;  // 32: gzip and zlib headers are told apart
  const int ready =
      contexts_->zlib_ready ? inflateReset2(&zlib, window) : inflateInit2(&zlib, window);
  if (ready != Z_OK) return BadInput("bad_compression", "zlib cannot be initialised");
  contexts_->zlib_ready = true;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  zlib.avail_in = static_cast<uInt>(in.size());
  Output unpacked(out, limits_.max_bytes);
  constexpr std::size_t kMostReadAgain = 8;
  constexpr std::size_t kLeastHeld = 32;
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t member = 0;       // where it begins
  std::size_t begin = 0;        // where what it holds begins
  std::size_t damaged = kNone;  // the same of one, behind which none was whole
  bool is_guess = false;        // the member may be padding
  std::size_t lost = 0;         // bytes of members that were damaged
  while (true) {
    const std::span<char> room = unpacked.Room();
    zlib.next_out = reinterpret_cast<Bytef*>(room.data());
    zlib.avail_out = static_cast<uInt>(room.size());
    const int status = inflate(&zlib, Z_NO_FLUSH);
    unpacked.Take(room.size() - zlib.avail_out);
    const std::size_t used = in.size() - zlib.avail_in;
    NW_CHECK_OK(CheckGrowth(used, unpacked.size()));
    const bool ended = status == Z_STREAM_END;
    const bool stalled = zlib.avail_in == 0 && zlib.avail_out != 0;
    if (status == Z_OK && !stalled) continue;
    if (ended && raw) return Ok();
    const bool is_padding = is_guess && !ended && unpacked.size() - begin < kLeastHeld;
    if (kept != Kept::kMembers && !is_padding && (is_guess || !ended)) {
      const bool cut = zlib.avail_in == 0 && status != Z_DATA_ERROR;
      if (cut && !is_guess) return EndOfPackedData(kept);
      return BadInput("bad_compression",
                      std::string("not valid gzip or deflate data: ") +
                          (!is_guess && zlib.msg != nullptr ? zlib.msg : "bytes between members"));
    }
    if (ended && (damaged == kNone || BeginsAlike(unpacked.From(0), unpacked.From(begin)))) {
      // What a damaged member held would be continued by this one.
      if (damaged != kNone) unpacked.Erase(damaged, begin);
      damaged = kNone;
    } else if (damaged != kNone || is_padding) {
      unpacked.Erase(begin, unpacked.size());
    } else {
      damaged = begin;  // all that there is, if it holds the whole archive
    }
    // The next member; bytes after the last one are padding. A damaged one is passed over: it may
    // have been read beyond its end. Where that has cost much, so is all that was read.
    lost += ended ? 0 : used - member;
    const bool is_costly = lost / kMostReadAgain > in.size();
    const std::size_t next = in.find(kGzip, ended || is_costly ? used : member + 1);
    if (next == kNone) return Ok();
    is_guess = !ended || next != used;
    member = next;
    begin = unpacked.size();
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data() + next));
    zlib.avail_in = static_cast<uInt>(in.size() - next);
    if (inflateReset(&zlib) != Z_OK) return BadInput("bad_compression", "zlib cannot be reset");
  }
}

Status Decompressor::UnpackZstd(std::string_view in, Kept kept, std::string& out) {
  // Used once: what it has of the last frame decides of some broken ones whether they are taken.
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  if (context == nullptr) return BadInput("bad_compression", "zstd cannot be initialised");
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  const unsigned long long announced = ZSTD_getFrameContentSize(in.data(), in.size());
  if (announced != ZSTD_CONTENTSIZE_UNKNOWN && announced != ZSTD_CONTENTSIZE_ERROR &&
      announced > limits_.max_bytes) {
    return CheckGrowth(in.size(), limits_.max_bytes + 1);
  }
  Output unpacked(out, limits_.max_bytes);
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  while (true) {
    const std::span<char> room = unpacked.Room();
    ZSTD_outBuffer output{room.data(), room.size(), 0};
    const std::size_t status = ZSTD_decompressStream(context.get(), &output, &input);
    unpacked.Take(output.pos);
    if (ZSTD_isError(status) != 0 && kept == Kept::kMembers) return Ok();
    if (ZSTD_isError(status) != 0) {
      return BadInput("bad_compression",
                      std::string("not valid zstd data: ") + ZSTD_getErrorName(status));
    }
    NW_CHECK_OK(CheckGrowth(input.pos, unpacked.size()));
    if (input.pos == input.size && output.pos < room.size()) {
      if (status == 0) return Ok();
      return EndOfPackedData(kept);
    }
  }
}

Status Decompressor::UnpackBrotli(std::string_view in, Kept kept, std::string& out) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (state == nullptr) return BadInput("bad_compression", "brotli cannot be initialised");
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  std::size_t left = in.size();
  Output unpacked(out, limits_.max_bytes);
  while (true) {
    const std::span<char> room = unpacked.Room();
    auto* next_out = reinterpret_cast<std::uint8_t*>(room.data());
    std::size_t free = room.size();
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &left, &next_in, &free, &next_out, nullptr);
    unpacked.Take(room.size() - free);
    NW_CHECK_OK(CheckGrowth(in.size() - left, unpacked.size()));
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return Ok();
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) continue;
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return EndOfPackedData(kept);
    return BadInput("bad_compression", "not valid brotli data");
  }
}

Result<std::string_view> Decompressor::Unpack(std::string_view bytes, std::string_view encoding,
                                              Kept kept) {
  std::vector<std::string> steps;
  while (!encoding.empty()) {
    const std::size_t comma = std::min(encoding.find(','), encoding.size());
    std::string name = LowerAscii(TrimAscii(encoding.substr(0, comma)));
    encoding.remove_prefix(std::min(comma + 1, encoding.size()));
    if (!name.empty() && name != "identity" && name != "none") steps.push_back(std::move(name));
  }
  if (steps.size() > 2) {
    return BadInput("unsupported_encoding", "more than two content encodings");
  }
  std::size_t next = 0;
  const auto by_magic = [&] { return IsGzip(bytes) || IsZstd(bytes); };
  while (!steps.empty() || (next == 0 && by_magic())) {
    std::string name;
    if (steps.empty()) {
      name = IsZstd(bytes) ? "zstd" : "gzip";
    } else {
      name = std::move(steps.back());
      steps.pop_back();
    }
    if (bytes.empty()) return BadInput("bad_compression", "no bytes, but encoding " + name);
    std::string& out = buffers_[next++ % 2];
    // A crawler that unpacked the body and kept the header is common, and so are servers that say
    // "UTF-8" here: look before believing it.
    if (LooksUnpacked(bytes)) continue;
    if (name == "gzip" || name == "x-gzip") {
      if (!IsGzip(bytes)) continue;
      NW_CHECK_OK(Inflate(bytes, false, kept, out));
    } else if (name == "deflate") {
      // RFC 9110 means zlib's format, but many senders give the raw one.
      if (auto status = Inflate(bytes, false, kept, out); !status.ok()) {
        if (status.error().code != "bad_compression") return std::move(status).error();
        NW_CHECK_OK(Inflate(bytes, true, kept, out));
      }
    } else if (name == "zstd") {
      if (!IsZstd(bytes)) continue;
      NW_CHECK_OK(UnpackZstd(bytes, kept, out));
    } else if (name == "br") {
      NW_CHECK_OK(UnpackBrotli(bytes, kept, out));
    } else {
      return BadInput("unsupported_encoding", "content encoding \"" + name + "\" is not known");
    }
    bytes = out;
  }
  return bytes;
}

}  // namespace newswired
