#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"

namespace newswired {

/// One record of a web archive; views into the archive.
struct ArchiveRecord {
  std::string_view type;          ///< "response", "resource" ...; ARC has "response" alone
  std::string_view uri;           ///< what was fetched, as written
  std::string date;               ///< when, as a date that ParseDate() reads
  std::string_view content_type;  ///< of the block
  std::string_view payload_digest;
  std::string_view id;
  std::string_view refers_to;  ///< a revisit's earlier record, by its id
  std::string_view block;
  std::string_view cut;    ///< why the crawler kept a part alone ("length"); empty: all is there
  bool http = false;       ///< the block is an HTTP message
  bool truncated = false;  ///< the archive ends, or the next record begins, within the block
  bool behind_damage = false;  ///< it was found in one whose length is wrong
};

/// True for the beginning of a WARC or ARC file.
bool IsArchive(std::string_view bytes);
/// Whether a line somewhere begins a WARC record.
bool HoldsRecord(std::string_view bytes);

/// True for a response, resource, revisit or conversion, but for the logs that crawlers keep as
/// resources of an address that says so.
bool HoldsDocument(const ArchiveRecord& record);

/// Walks over a WARC (0.17 to 1.1) or ARC (1 and 2) file whose compression is undone.
class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view bytes);

  /// The next record; nothing at the end. What is none, or has no right headers, is an error, and
  /// passed over up to the line that begins the next record; an ARC file, whose records begin with
  /// nothing of their own, ends there.
  /// Errors: invalid_warc, invalid_arc, with the byte where it breaks; truncated_record for one
  /// whose headers have no end.
  std::optional<Result<ArchiveRecord>> Next();

 private:
  Result<ArchiveRecord> NextWarc();
  Result<ArchiveRecord> NextArc();
  Status TakeBlock(std::string_view length, const char* code, ArchiveRecord& record);
  [[nodiscard]] Error Broken(const char* code, const std::string& what) const;
  void SkipBlankLines();
  /// The size of a block that the end of the archive cuts, or of one whose length is wrong.
  std::size_t EndOfBlock(std::string_view block);
  /// Goes on to where the next record begins.
  Error PassOver(Error error);

  std::string_view all_;
  std::string_view rest_;
  bool arc_ = false;
  bool believes_ = true;        ///< in records whose length is wrong
  bool behind_damage_ = false;  ///< there was one
  std::size_t arc_fields_ = 5;
};

}  // namespace newswired
