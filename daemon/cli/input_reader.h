#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/record.h"

namespace newswired::cli {

/// How the bytes of an input are cut into records.
enum class InputFormat : std::uint8_t {
  kAuto,      ///< by the file's name, see FormatOf()
  kJsonl,     ///< one record a line; empty lines are skipped
  kDocument,  ///< one record a file
};

/// Where a record came from.
struct Origin {
  std::string_view input;  ///< the file as it was named, or "stdin"
  std::int64_t line = 0;   ///< from 1; 0: the whole input
};

/// Bytes that are read straight into it: its memory is not filled with zeros first, and moves from
/// one owner to the next. Views of it hold until it grows.
class InputBytes {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {data_.get(), size_}; }
  void clear() { size_ = 0; }

  /// Room for `more` bytes behind those that are there; they count when Grow() says so.
  char* Room(std::size_t more) {
    if (size_ + more > capacity_) Move(std::max(size_ + more, 2 * capacity_));
    return data_.get() + size_;
  }
  void Reserve(std::size_t capacity) {
    if (capacity > capacity_) Move(capacity);
  }
  void Grow(std::size_t bytes) { size_ += bytes; }
  void Append(std::string_view bytes);

 private:
  void Move(std::size_t capacity);

  std::unique_ptr<char[]> data_;  // a vector would fill it
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Records with the memory that they view.
struct InputBatch {
  std::vector<RawRecord> records;
  std::vector<Origin> origins;  ///< of each record
  InputBytes bytes;
};

/// kDocument for .html, .htm, .xhtml, .xml, .rss, .atom, .txt, .warc and .arc, else kJsonl; ".gz"
/// and ".zst" are looked through. Of a .json file its contents have the last word: one whose first
/// line, as far as it is read, is no JSON by itself is a document.
InputFormat FormatOf(std::string_view path);

/// The media type that the name of a document promises, or "".
std::string_view ContentTypeOf(std::string_view path);

/// Reads raw articles from files and standard input ("-"), as batches of records of about 256 KiB.
/// Lines are unpacked where they are gzip; packed documents are records as they are, which `decode`
/// unpacks within its limits, and refuses where they are broken. Offsets count the records of all
/// inputs from 0. Takes what a pipe has to give instead of waiting for more. An input that cannot
/// be read is noted in errors() and passed over.
class InputReader {
 public:
  enum class Next : std::uint8_t {
    kBatch,
    kNothingYet,  ///< the pipe is empty for now
    kEnd,
  };

  struct Options {
    InputFormat format = InputFormat::kAuto;
    std::int64_t max_records = 0;  ///< 0: all
    /// Of a much larger record only so much, and one byte more, is given, for `decode` to refuse.
    std::size_t max_bytes = std::size_t{1} << 30;
    std::string topic =
        "enrich";  ///< of the records: ids without a source are taken to be unique in it
  };

  InputReader(std::vector<std::string> paths, Options options);
  ~InputReader();

  /// Fills `batch`, whose old contents are dropped. `wait`: for a pipe to have something.
  Next Read(InputBatch& batch, bool wait);

  /// "FILE: what is wrong", one for each input that could not be read to its end.
  [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
  class Bytes;

  bool Open(const std::string& path);
  bool OpenBytes(const std::string& path, bool packed);
  void Close();
  bool FirstLineIsJson();
  Next ReadLines(InputBatch& batch, bool wait);
  void ReadDocument(InputBatch& batch);
  std::size_t PassOver(InputBatch& batch, std::size_t begin);
  void AddRecord(InputBatch& batch, std::size_t begin, std::size_t end, std::int64_t line,
                 std::string_view content_type);
  [[nodiscard]] bool Full() const {
    return options_.max_records != 0 && offset_ >= options_.max_records;
  }

  /// A record that is not yet one, since batch.bytes may still move.
  struct Cut {
    std::size_t begin, end;
    std::int64_t line;
    std::string_view content_type;
  };
  void Seal(InputBatch& batch);

  const std::vector<std::string> paths_;  // views into it are handed out
  const Options options_;
  std::size_t next_path_ = 0;
  std::string_view name_;  // of the open input
  std::unique_ptr<Bytes> bytes_;
  InputFormat format_ = InputFormat::kJsonl;  // of the open input
  InputBytes rest_;                           // read and not yet used: the beginning of a line
  std::int64_t line_ = 0;
  bool skips_line_ = false;  // what follows is the rest of a line that was too long
  std::int64_t offset_ = 0;
  std::vector<Cut> cuts_;
  std::vector<std::string> errors_;
};

}  // namespace newswired::cli
