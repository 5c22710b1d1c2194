#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace newswired {

/// SHA-256 in lower-case hex. Keeps OpenSSL's context, whose making costs more than hashing an
/// article does. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  std::string Hex(std::string_view bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace newswired
