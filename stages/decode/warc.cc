#include "stages/decode/warc.h"

#include <array>
#include <charconv>
#include <initializer_list>

#include "stages/decode/http_message.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::string_view kFileDescription = "filedesc://";
constexpr std::size_t kMaxArcLine = 16384;

std::string_view WithoutBrackets(std::string_view uri) {
  if (uri.starts_with('<') && uri.ends_with('>')) return uri.substr(1, uri.size() - 2);
  return uri;
}

/// Splits the last `count` words off a line; what is before them may have spaces.
std::vector<std::string_view> SplitFromEnd(std::string_view line, std::size_t count) {
  std::vector<std::string_view> words(count);
  for (std::size_t i = count; i-- > 1;) {
    line = TrimAscii(line);
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) return {};
    words[i] = line.substr(space + 1);
    line = line.substr(0, space);
  }
  words[0] = TrimAscii(line);
  return words;
}

/// Headers are bytes; what is not UTF-8 says nothing.
void KeepText(std::initializer_list<std::string_view*> values) {
  for (std::string_view* value : values) {
    if (!IsValidUtf8(*value)) *value = {};
  }
}

/// What crawlers keep beside the pages: look-ups of names, rules for robots, notes and pictures of
/// their own. Other URNs are those of publishers.
bool IsOfTheCrawl(std::string_view uri) {
  constexpr auto kPrefixes =
      std::to_array<std::string_view>({"metadata:", "dns:", "whois:",
                                       // Browsertrix, ArchiveWeb.page
                                       "urn:pageinfo:", "urn:text:", "urn:textfinal:", "urn:view:",
                                       "urn:thumbnail:", "urn:fullpage:", "urn:fullpagefinal:",
                                       // wpull, qwarc
                                       "urn:x-wpull:", "urn:qwarc:",
                                       // Brozzler
                                       "screenshot:", "thumbnail:", "youtube-dl:"});
  for (const std::string_view prefix : kPrefixes) {
    if (EqualsIgnoringAsciiCase(uri.substr(0, prefix.size()), prefix)) return true;
  }
  const std::string_view path = uri.substr(0, uri.find_first_of("?#"));
  return path.ends_with("/robots.txt") || path.ends_with("/ads.txt") ||
         path.ends_with("/app-ads.txt");
}

/// "WARC/1.1"
bool BeginsRecord(std::string_view text) {
  constexpr std::string_view kBegin = "WARC/";
  return text.size() > kBegin.size() + 1 && text.starts_with(kBegin) &&
         IsDigitAscii(text[kBegin.size()]) && text[kBegin.size() + 1] == '.';
}

/// Where the first line begins that begins a record; the size of `text` if there is none.
std::size_t NextRecord(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (BeginsRecord(text.substr(at))) return at;
    const std::size_t end = text.find("\nWARC/", at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return text.size();
}

}  // namespace

bool IsArchive(std::string_view bytes) {
  return bytes.starts_with("WARC/") || bytes.starts_with(kFileDescription);
}

bool HoldsRecord(std::string_view bytes) { return NextRecord(bytes) < bytes.size(); }

bool HoldsDocument(const ArchiveRecord& record) {
  for (const std::string_view type : {"response", "resource", "revisit", "conversion"}) {
    if (EqualsIgnoringAsciiCase(record.type, type)) return !IsOfTheCrawl(record.uri);
  }
  return false;
}

ArchiveReader::ArchiveReader(std::string_view bytes)
    : all_(bytes), rest_(bytes), arc_(bytes.starts_with(kFileDescription)) {}

Error ArchiveReader::Broken(const char* code, const std::string& what) const {
  return BadInput(code, what + " at byte " + std::to_string(all_.size() - rest_.size()));
}

void ArchiveReader::SkipBlankLines() {
  while (!rest_.empty() && (rest_.front() == '\r' || rest_.front() == '\n')) rest_.remove_prefix(1);
}

std::optional<Result<ArchiveRecord>> ArchiveReader::Next() {
  SkipBlankLines();
  if (rest_.empty()) return std::nullopt;
  Result<ArchiveRecord> record = arc_ ? NextArc() : NextWarc();
  if (!record.ok()) return PassOver(std::move(record).error());
  return record;
}

Error ArchiveReader::PassOver(Error error) {
  rest_.remove_prefix(arc_ ? rest_.size() : NextRecord(rest_));
  if (!rest_.empty()) {
    error.message +=
        "; the next record begins at byte " + std::to_string(all_.size() - rest_.size());
  }
  return error;
}

Status ArchiveReader::TakeBlock(std::string_view length, const char* code, ArchiveRecord& record) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (length.empty() || error != std::errc() || end != length.data() + length.size()) {
    return Broken(code, "a record without a length that is a number");
  }
  record.truncated = size > rest_.size();
  record.block = rest_.substr(0, size);
  rest_.remove_prefix(record.block.size());
  return Ok();
}

/// What stands in a page may look like records. Those of the archive are whole up to its end.
std::size_t ArchiveReader::EndOfBlock(std::string_view block) {
  const std::size_t next = NextRecord(block);
  if (!believes_ || next == block.size()) return block.size();
  ArchiveReader others(block.substr(next));
  others.believes_ = false;
  while (const std::optional<Result<ArchiveRecord>> other = others.Next()) {
    if (!other->ok() || (*other)->truncated) return block.size();
  }
  behind_damage_ = true;
  return next;
}

Result<ArchiveRecord> ArchiveReader::NextWarc() {
  std::string_view line;
  if (!rest_.starts_with("WARC/") || !TakeLine(rest_, line)) {
    return Broken("invalid_warc", "no record begins");
  }
  ArchiveRecord record;
  std::string_view length;
  std::string_view date;
  bool ended = false;
  while (!ended && !BeginsRecord(rest_) && TakeLine(rest_, line)) {
    ended = line.empty();
    HeaderValue(line, "warc-type", record.type);
    HeaderValue(line, "warc-target-uri", record.uri);
    HeaderValue(line, "warc-date", date);
    HeaderValue(line, "warc-payload-digest", record.payload_digest);
    HeaderValue(line, "warc-record-id", record.id);
    HeaderValue(line, "warc-refers-to", record.refers_to);
    HeaderValue(line, "warc-truncated", record.cut);
    HeaderValue(line, "content-type", record.content_type);
    HeaderValue(line, "content-length", length);
  }
  if (!ended) return Broken("truncated_record", "headers without an end");
  KeepText({&record.type, &record.uri, &date, &record.content_type, &record.cut});
  if (record.type.empty()) return Broken("invalid_warc", "a record without WARC-Type");
  record.uri = WithoutBrackets(record.uri);
  record.date = date;
  NW_CHECK_OK(TakeBlock(length, "invalid_warc", record));
  record.behind_damage = behind_damage_;
  if (record.truncated) {
    const std::size_t end = EndOfBlock(record.block);
    rest_ = record.block.substr(end);
    record.block = record.block.substr(0, end);
  }
  record.http = LowerAscii(record.content_type).starts_with("application/http");
  return record;
}

/// Its first record describes the file: the version, and the names of the fields of every other
/// record's line.
Result<ArchiveRecord> ArchiveReader::NextArc() {
  std::string_view line;
  TakeLine(rest_, line);
  const bool description = line.starts_with(kFileDescription);
  const std::vector<std::string_view> words =
      line.size() > kMaxArcLine ? std::vector<std::string_view>()
                                : SplitFromEnd(line, description ? 5 : arc_fields_);
  if (words.empty()) return Broken("invalid_arc", "no record's line of fields");
  ArchiveRecord record;
  record.type = description ? "filedesc" : "response";
  record.uri = words[0];
  record.content_type = words[3];
  std::string_view date = words[2];
  KeepText({&record.uri, &date, &record.content_type});
  // Written in UTC, always.
  record.date = std::string(date) + "Z";
  NW_CHECK_OK(TakeBlock(words.back(), "invalid_arc", record));
  record.http = record.block.starts_with("HTTP/");
  if (description && record.block.find("Result-code") != std::string_view::npos) arc_fields_ = 10;
  return record;
}

}  // namespace newswired
