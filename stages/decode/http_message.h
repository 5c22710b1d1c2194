#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "stages/core/result.h"

namespace newswired {

/// A response as crawlers keep it. Views into the bytes it was read from, but for `body` where it
/// came in chunks.
struct HttpMessage {
  int status = 0;
  std::optional<std::size_t> content_length;  ///< as the header says
  std::string_view content_type, content_encoding;
  std::string_view body;  ///< without chunks; still packed as content_encoding says
  std::string unchunked;  ///< what `body` views where it came in chunks
  std::string broken;     ///< how its chunks break, `body` being what was before; empty: nowhere
};

/// Reads a status line, headers, and the rest as body. A body that is said to be in chunks and
/// begins without one is taken as it is: many crawlers undo the chunks and keep the header. Of one
/// whose chunks break what was before is taken, as browsers show it.
///
/// Errors: bad_http (no status line, headers without end), bad_chunks (there is nothing before).
Status ReadHttpMessage(std::string_view bytes, HttpMessage& message);

/// The next line of `text`, which moves past it; without its line end. False if there is none.
bool TakeLine(std::string_view& text, std::string_view& line);

/// The value of a header line if its name is `name`, in any case.
bool HeaderValue(std::string_view line, std::string_view name, std::string_view& value);

}  // namespace newswired
