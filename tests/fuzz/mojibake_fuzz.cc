// RepairMojibake(): what it makes is valid UTF-8, and a text that was broken comes back exactly.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/decode/mojibake.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  std::string text;
  newswired::RepairUtf8({reinterpret_cast<const char*>(data), size}, text);
  const auto repair = newswired::RepairMojibake(text);
  if (repair.sequences == 0) {
    Require(repair.text.empty() && repair.charset.empty(), "sound text is left alone");
  } else {
    Require(newswired::IsValidUtf8(repair.text), "repaired text is valid UTF-8");
    Require(repair.text.size() <= text.size() / 2 * 3 + 1, "a control becomes a sign, no more");
  }
  // Text that was broken as a whole comes back exactly.
  std::string broken;
  for (const char c : text) newswired::AppendUtf8(static_cast<unsigned char>(c), broken);
  if (newswired::RepairMojibake(text).sequences != 0 || newswired::IsAscii(text)) return 0;
  const auto whole = newswired::RepairMojibake("\xC3\xA2\xC2\x80\xC2\x99" + broken);
  if (text.find_first_of("\n<>") == std::string::npos) {
    Require(whole.text == "\xE2\x80\x99" + text, "a text that was broken is whole again", text);
  }
  return 0;
}
