// DecodeCharset(): any bytes under any labels give valid UTF-8. The first line holds the two
// labels.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/decode/charset.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = all.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view labels = all.substr(0, line);
  const std::string_view bytes = all.substr(line + 1);
  const std::size_t space = labels.find(' ');
  const auto decoded = newswired::DecodeCharset(
      bytes, labels.substr(0, space),
      space == std::string_view::npos ? std::string_view() : labels.substr(space + 1));
  Require(newswired::IsValidUtf8(decoded.view()), "decoded text is valid UTF-8", decoded.charset);
  Require(!decoded.charset.empty(), "it has a charset");
  Require(decoded.view().size() <= 4 * bytes.size() + 4, "text is bounded by its bytes");
  (void)newswired::HtmlDeclaredCharset(bytes);
  (void)newswired::XmlDeclaredCharset(bytes);
  (void)newswired::CharsetParameter(labels);
  return 0;
}
