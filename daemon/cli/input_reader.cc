#include "daemon/cli/input_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <rapidjson/document.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "daemon/event/timestamp.h"

namespace newswired::cli {
namespace {

constexpr std::size_t kBatchBytes = 256U << 10;
constexpr std::size_t kBatchDocuments = 64;
constexpr std::size_t kChunk = 64U << 10;
constexpr std::size_t kLongestEscape = 12;  // "\uD83D\uDE00"
constexpr std::string_view kGzip = "\x1F\x8B";
constexpr std::string_view kZstd = "\x28\xB5\x2F\xFD";

struct Suffix {
  std::string_view suffix;
  std::string_view content_type;
};
constexpr std::array<Suffix, 11> kDocuments = {{
    {".html", "text/html"},
    {".htm", "text/html"},
    {".xhtml", "application/xhtml+xml"},
    {".xml", "application/xml"},
    {".rss", "application/rss+xml"},
    {".atom", "application/atom+xml"},
    {".txt", "text/plain"},
    {".warc", "application/warc"},
    {".arc", "application/x-arc"},
    {".json", "application/json"},
    {".jsonl", "application/json"},
}};

std::string_view WithoutPacking(std::string_view path) {
  for (const std::string_view end : {".gz", ".zst"}) {
    if (path.ends_with(end)) return path.substr(0, path.size() - end.size());
  }
  return path;
}

}  // namespace

void InputBytes::Append(std::string_view bytes) {
  if (bytes.empty()) return;
  std::memcpy(Room(bytes.size()), bytes.data(), bytes.size());
  Grow(bytes.size());
}

void InputBytes::Move(std::size_t capacity) {
  capacity_ = capacity;
  auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
  if (size_ != 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
}

/// A file descriptor, unpacked if it holds gzip (several members in a row, too), or as it is.
class InputReader::Bytes {
 public:
  Bytes(int fd, bool packed) : fd_(fd), first_(!packed) {}
  ~Bytes() {
    if (unpacking_) inflateEnd(&stream_);
    if (fd_ != STDIN_FILENO) close(fd_);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  /// True if Append() would not wait. Always for files.
  [[nodiscard]] bool Ready() const {
    pollfd poll_fd{.fd = fd_, .events = POLLIN, .revents = 0};
    return poll(&poll_fd, 1, 0) != 0;
  }

  /// Appends what one read gives; false at the end or after an error.
  bool Append(InputBytes& out) {
    if (!first_ && !unpacking_ && input_.empty()) return ReadInto(out);
    const std::size_t before = out.size();
    while (out.size() == before) {
      if (!Fill()) return false;
      if (first_ && input_.starts_with(kZstd)) {
        return Fail("is packed by zstd; unpack it first, as `zstd -dc` does");
      }
      if (!unpacking_ && !(first_ && input_.starts_with(kGzip))) {
        first_ = false;
        out.Append(std::exchange(input_, {}));
        continue;
      }
      first_ = false;
      if (!Unpack(out)) return out.size() != before;
    }
    return true;
  }

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  /// Appends what one read gives, without a copy.
  bool ReadInto(InputBytes& out) {
    if (end_ || !error_.empty()) return false;
    const std::size_t got = Read(out.Room(kChunk), kChunk);
    out.Grow(got);
    return got != 0;
  }

  /// 0 at the end or after an error.
  std::size_t Read(char* to, std::size_t size) {
    ssize_t got = 0;
    do {
      got = read(fd_, to, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) error_ = std::generic_category().message(errno);
    if (got == 0) end_ = true;
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }

  /// Makes sure that there are bytes in input_.
  bool Fill() {
    buffer_.resize(kChunk);
    // A few bytes tell packed data from text; a pipe may give one first.
    while (input_.empty() || (first_ && input_.size() < kZstd.size())) {
      if (end_ || !error_.empty()) break;
      const std::size_t kept = input_.size();
      input_ = {buffer_.data(), kept + Read(buffer_.data() + kept, buffer_.size() - kept)};
    }
    if (input_.empty() && unpacking_ && !member_ended_ && error_.empty()) {
      error_ = "the gzip data ends early";
    }
    return !input_.empty() && error_.empty();
  }

  bool Unpack(InputBytes& out) {
    if (!unpacking_) {
      if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) return Fail("out of memory");
      unpacking_ = true;
      member_ended_ = false;
    } else if (member_ended_) {
      inflateReset(&stream_);
      member_ended_ = false;
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));
    stream_.avail_in = static_cast<uInt>(input_.size());
    unpacked_.resize(kChunk);
    stream_.next_out = reinterpret_cast<Bytef*>(unpacked_.data());
    stream_.avail_out = static_cast<uInt>(unpacked_.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    out.Append(std::string_view(unpacked_).substr(0, unpacked_.size() - stream_.avail_out));
    input_.remove_prefix(input_.size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      member_ended_ = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return Fail(stream_.msg != nullptr ? stream_.msg : "the gzip data is broken");
    }
    return true;
  }

  bool Fail(const char* what) {
    error_ = what;
    return false;
  }

  const int fd_;
  std::string buffer_;
  std::string_view input_;  // of buffer_: read and not yet used
  std::string unpacked_;
  bool first_;  // nothing is known of the bytes yet
  bool end_ = false;
  bool unpacking_ = false;
  bool member_ended_ = true;
  z_stream stream_{};
  std::string error_;
};

InputFormat FormatOf(std::string_view path) {
  path = WithoutPacking(path);
  const auto known = std::find_if(kDocuments.begin(), kDocuments.end(),
                                  [&](const Suffix& s) { return path.ends_with(s.suffix); });
  const bool document = known != kDocuments.end() && known->content_type != "application/json";
  return document ? InputFormat::kDocument : InputFormat::kJsonl;
}

std::string_view ContentTypeOf(std::string_view path) {
  path = WithoutPacking(path);
  for (const Suffix& known : kDocuments) {
    if (path.ends_with(known.suffix)) return known.content_type;
  }
  return {};
}

InputReader::InputReader(std::vector<std::string> paths, Options options)
    : paths_(paths.empty() ? std::vector<std::string>{"-"} : std::move(paths)),
      options_(std::move(options)) {}

InputReader::~InputReader() = default;

InputReader::Next InputReader::Read(InputBatch& batch, bool wait) {
  batch.records.clear();
  batch.origins.clear();
  batch.bytes.clear();
  cuts_.clear();
  while (true) {
    const bool enough = batch.bytes.size() >= kBatchBytes || cuts_.size() >= kBatchDocuments;
    if (bytes_ == nullptr) {
      // Batches may span small documents, but an input's lines end its last batch.
      if (Full() || enough || next_path_ == paths_.size()) break;
      if (!Open(paths_[next_path_++])) continue;
    }
    if (format_ == InputFormat::kDocument) {
      ReadDocument(batch);
      continue;
    }
    if (!cuts_.empty()) break;
    const Next next = ReadLines(batch, wait);
    if (next == Next::kNothingYet) return next;
    if (!cuts_.empty()) break;
  }
  if (cuts_.empty()) return Next::kEnd;
  Seal(batch);
  return Next::kBatch;
}

bool InputReader::Open(const std::string& path) {
  name_ = path == "-" ? std::string_view("stdin") : std::string_view(path);
  line_ = 0;
  rest_.clear();
  skips_line_ = false;
  format_ = options_.format == InputFormat::kAuto ? FormatOf(name_) : options_.format;
  if (!OpenBytes(path, format_ == InputFormat::kDocument)) return false;
  const bool may_be_either =
      options_.format == InputFormat::kAuto && WithoutPacking(name_).ends_with(".json");
  if (!may_be_either || FirstLineIsJson()) return true;
  format_ = InputFormat::kDocument;
  rest_.clear();
  return OpenBytes(path, true);
}

/// `packed`: nothing is unpacked.
bool InputReader::OpenBytes(const std::string& path, bool packed) {
  const int fd = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    errors_.push_back(path + ": " + std::generic_category().message(errno));
    return false;
  }
  bytes_ = std::make_unique<Bytes>(fd, packed);
  return true;
}

/// Whether the first line that is not blank is JSON by itself, or there is none. What it reads goes
/// to rest_.
bool InputReader::FirstLineIsJson() {
  bool more = true;
  while (true) {
    const std::string_view read = rest_.view();
    const std::size_t begin = read.find_first_not_of(" \t\r\n");
    const std::size_t end = begin == std::string::npos ? begin : read.find('\n', begin);
    if (end == std::string::npos && more && read.size() <= options_.max_bytes) {
      more = bytes_->Append(rest_);
      continue;
    }
    if (begin == std::string::npos) return true;
    const std::size_t size = std::min(end, read.size()) - begin;
    rapidjson::Document line;
    line.Parse<rapidjson::kParseIterativeFlag>(read.data() + begin, size);
    if (!line.HasParseError()) return true;
    // Of a line that is too long the beginning alone was read: it may break at its end only.
    const bool is_cut = end == std::string::npos && more;
    return is_cut && line.GetErrorOffset() + kLongestEscape >= size;
  }
}

void InputReader::Close() {
  if (!bytes_->error().empty()) errors_.push_back(std::string(name_) + ": " + bytes_->error());
  bytes_.reset();
}

/// Reads until a batch is full, or as much as is there. Lines stay where they were read; only the
/// unfinished one moves to the next batch.
InputReader::Next InputReader::ReadLines(InputBatch& batch, bool wait) {
  batch.bytes = std::exchange(rest_, {});
  batch.bytes.Reserve(2 * kBatchBytes + 2 * kChunk);  // most batches fit, and need not move
  std::size_t begin = 0;
  std::size_t scanned = 0;
  while (!Full()) {
    if (cuts_.empty() ? !wait && !bytes_->Ready() : begin >= kBatchBytes || !bytes_->Ready()) {
      break;
    }
    const bool more = bytes_->Append(batch.bytes);
    // A last line may lack its line end.
    if (!more && begin < batch.bytes.size()) batch.bytes.Append("\n");
    const std::string_view read = batch.bytes.view();
    for (std::size_t end = 0; !Full(); begin = scanned = end + 1) {
      end = read.find('\n', scanned);
      if (end == std::string::npos) break;
      ++line_;
      if (std::exchange(skips_line_, false)) continue;
      if (read.find_first_not_of(" \t\r", begin) != end) {
        AddRecord(batch, begin, end, line_, "application/json");
      }
    }
    const bool too_long = batch.bytes.size() - begin > options_.max_bytes;
    if (too_long || skips_line_) begin = PassOver(batch, begin);
    scanned = batch.bytes.size();
    if (!more) {
      Close();
      return Next::kBatch;
    }
  }
  if (Full()) {
    Close();
    return Next::kBatch;
  }
  if (begin == 0) {
    rest_ = std::exchange(batch.bytes, {});
  } else {
    rest_.Reserve(2 * kBatchBytes + 2 * kChunk);  // it will be the next batch
    rest_.Append(batch.bytes.view().substr(begin));
  }
  return cuts_.empty() ? Next::kNothingYet : Next::kBatch;
}

/// Makes a record of the beginning of a line that is too long, and passes over the rest. Says where
/// the bytes go on.
std::size_t InputReader::PassOver(InputBatch& batch, std::size_t begin) {
  if (!std::exchange(skips_line_, true)) {
    AddRecord(batch, begin, begin + options_.max_bytes + 1, line_ + 1, "application/json");
  }
  if (cuts_.empty()) batch.bytes.clear();
  return batch.bytes.size();
}

void InputReader::ReadDocument(InputBatch& batch) {
  const std::size_t begin = batch.bytes.size();
  while (batch.bytes.size() - begin <= options_.max_bytes && bytes_->Append(batch.bytes)) {
  }
  const bool whole = bytes_->error().empty();
  Close();
  const std::size_t end = std::min(batch.bytes.size(), begin + options_.max_bytes + 1);
  if (whole) AddRecord(batch, begin, end, 0, ContentTypeOf(name_));
}

void InputReader::AddRecord(InputBatch& batch, std::size_t begin, std::size_t end,
                            std::int64_t line, std::string_view content_type) {
  cuts_.push_back({begin, end, line, content_type});
  batch.origins.push_back({name_, line});
  ++offset_;
}

void InputReader::Seal(InputBatch& batch) {
  const std::int64_t now = WallClockMs();
  std::int64_t offset = offset_ - static_cast<std::int64_t>(cuts_.size());
  for (const Cut& cut : cuts_) {
    RawRecord& record = batch.records.emplace_back();
    record.topic = options_.topic;
    record.partition = 0;
    record.offset = offset++;
    record.has_value = true;
    record.value = batch.bytes.view().substr(cut.begin, cut.end - cut.begin);
    if (!cut.content_type.empty()) record.headers.push_back({"content-type", cut.content_type});
    record.received_ms = now;
  }
}

}  // namespace newswired::cli
