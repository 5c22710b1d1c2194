// What a document is, from its type and its bytes: always the same, and never a guess against a
// binary promise. The first line is the content type.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/decode/sniff.h"
#include "stages/decode/xml.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  using Kind = newswired::DocumentKind;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = all.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view bytes = all.substr(line + 1);
  const Kind promised = newswired::KindOfType(all.substr(0, line));
  const Kind kind = newswired::ChooseKind(promised, bytes);
  Require(kind != Kind::kUnknown, "bytes are something");
  if (promised == Kind::kBinary || promised == Kind::kArchive) {
    Require(kind == promised, "what is no text is not sniffed");
  }
  Require(newswired::ChooseKind(Kind::kUnknown, bytes) != Kind::kUnknown, "sniffing decides");
  (void)newswired::LooksBinary(bytes);
  (void)newswired::HasVisibleText(bytes);
  const std::string_view root = newswired::XmlRoot(bytes);
  Require(root.size() <= bytes.size(), "a root is a part of the document");
  return 0;
}
