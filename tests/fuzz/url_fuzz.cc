// CanonicalUrl(): what it gives is an absolute http(s) URL, valid, bounded, and its own canonical
// form.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/text/url.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  // The first line is the base, the rest the URL; strings are valid UTF-8 from `decode` on.
  std::string text;
  newswired::RepairUtf8({reinterpret_cast<const char*>(data), size}, text);
  const std::size_t line = text.find('\n');
  const std::string_view base =
      line == std::string::npos ? std::string_view() : std::string_view(text).substr(0, line);
  const std::string_view url =
      line == std::string::npos ? std::string_view(text) : std::string_view(text).substr(line + 1);
  const auto canonical = newswired::CanonicalUrl(url, base);
  if (!canonical) return 0;
  Require(canonical->starts_with("http://") || canonical->starts_with("https://"), "scheme",
          *canonical);
  Require(newswired::IsAscii(*canonical), "a URL is ASCII", *canonical);
  Require(canonical->find('#') == std::string::npos, "no fragment", *canonical);
  const auto again = newswired::CanonicalUrl(*canonical);
  Require(again.has_value(), "the canonical form is a URL", *canonical);
  Require(*again == *canonical, "canonical form of the canonical form", *canonical);
  (void)newswired::DomainOf(*canonical);
  std::string encoded;
  newswired::AppendPercentEncoded(url, encoded);
  newswired::AppendUriEncoded(url, encoded);
  Require(newswired::IsAscii(encoded), "percent-encoded text is ASCII");
  return 0;
}
