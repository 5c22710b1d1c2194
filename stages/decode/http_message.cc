#include "stages/decode/http_message.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// The size at the beginning of a chunk's line, before extensions. Servers fill it with blanks and
/// zeros.
std::optional<std::size_t> ChunkSize(std::string_view line) {
  line = TrimAscii(line.substr(0, line.find(';')));
  if (line.empty()) return std::nullopt;
  line.remove_prefix(std::min(line.find_first_not_of('0'), line.size()));
  constexpr std::size_t kMostDigits = 8;
  if (line.size() > kMostDigits) return std::nullopt;
  std::size_t size = 0;
  for (const char c : line) {
    if (HexDigit(c) < 0) return std::nullopt;
    size = size * 16 + static_cast<std::size_t>(HexDigit(c));
  }
  return size;
}

/// Appends the chunks of `rest`. Returns how they break, or nothing.
std::string AppendChunks(std::string_view rest, std::string& out) {
  std::string_view line;
  while (TakeLine(rest, line)) {
    const std::optional<std::size_t> size = ChunkSize(line);
    if (!size) return "a chunk of the body does not end where it says";
    if (*size == 0) return {};
    out.append(rest.substr(0, *size));
    if (*size > rest.size()) {
      return "the body ends within a chunk of " + std::to_string(*size) + " bytes";
    }
    rest.remove_prefix(*size);
    if (!rest.empty() && (!TakeLine(rest, line) || !TrimAscii(line).empty())) {
      return "a chunk of the body does not end where it says";
    }
  }
  return "the body's last chunk is missing";
}

Status Unchunk(std::string_view body, HttpMessage& message) {
  std::string_view rest = body;
  std::string_view line;
  if (TakeLine(rest, line) && !ChunkSize(line)) return Ok();  // they are undone
  message.broken = AppendChunks(body, message.unchunked);
  if (!message.broken.empty() && message.unchunked.empty()) {
    return BadInput("bad_chunks", std::exchange(message.broken, {}));
  }
  message.body = message.unchunked;
  return Ok();
}

int StatusOf(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == std::string_view::npos) return 0;
  const std::string_view code = TrimAscii(line.substr(space)).substr(0, 3);
  int status = 0;
  for (const char c : code) {
    if (c < '0' || c > '9') return 0;
    status = status * 10 + (c - '0');
  }
  return code.size() == 3 ? status : 0;
}

}  // namespace

bool TakeLine(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  const std::size_t end = std::min(text.find('\n'), text.size());
  line = text.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  text.remove_prefix(std::min(end + 1, text.size()));
  return true;
}

bool HeaderValue(std::string_view line, std::string_view name, std::string_view& value) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  if (!EqualsIgnoringAsciiCase(TrimAscii(line.substr(0, colon)), name)) return false;
  value = TrimAscii(line.substr(colon + 1));
  return true;
}

Status ReadHttpMessage(std::string_view bytes, HttpMessage& message) {
  message = {};
  std::string_view line;
  if (TakeLine(bytes, line)) message.status = StatusOf(line);
  if (message.status == 0) return BadInput("bad_http", "no status line of HTTP");
  std::string_view transfer;
  std::string_view length;
  bool ended = false;
  while (!ended && TakeLine(bytes, line)) {
    ended = line.empty();
    HeaderValue(line, "content-type", message.content_type);
    HeaderValue(line, "content-encoding", message.content_encoding);
    HeaderValue(line, "content-length", length);
    HeaderValue(line, "transfer-encoding", transfer);
  }
  if (!ended) return BadInput("bad_http", "headers of HTTP without an end");
  // Headers are bytes; what is not UTF-8 says nothing.
  if (!IsValidUtf8(message.content_type)) message.content_type = {};
  if (!IsValidUtf8(message.content_encoding)) message.content_encoding = {};
  message.body = bytes;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (error == std::errc() && end == length.data() + length.size()) message.content_length = size;
  if (LowerAscii(transfer).find("chunked") == std::string::npos) return Ok();
  return Unchunk(bytes, message);
}

}  // namespace newswired
