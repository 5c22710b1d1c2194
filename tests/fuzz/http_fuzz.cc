// ReadHttpMessage(): what it reads lies within the bytes, and chunks only ever lose their frames.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/decode/http_message.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Require;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  newswired::HttpMessage message;
  const newswired::Status status = newswired::ReadHttpMessage(bytes, message);
  if (!status.ok()) {
    Require(!status.error().code.empty(), "a refusal has a code");
    return 0;
  }
  Require(message.status >= 0 && message.status <= 999, "a status of three digits");
  Require(message.body.size() <= bytes.size(), "a body no longer than the message");
  const bool chunked = message.body.data() == message.unchunked.data();
  Require(chunked || message.body.empty() ||
              (message.body.data() >= bytes.data() &&
               message.body.data() + message.body.size() <= bytes.data() + bytes.size()),
          "a body within the message");
  Require(newswired::IsValidUtf8(message.content_type), "a content type is a text");
  Require(newswired::IsValidUtf8(message.content_encoding), "an encoding is a text");
  return 0;
}
