#include "daemon/event/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cassert>

namespace newswired {

struct Sha256::Impl {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {}
Sha256::~Sha256() = default;

std::string Sha256::Hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  [[maybe_unused]] const bool ok =
      EVP_DigestInit_ex2(impl_->context, impl_->algorithm, nullptr) == 1 &&
      EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1 &&
      EVP_DigestFinal_ex(impl_->context, digest.data(), &size) == 1;
  assert(ok && size == digest.size());
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) hex.append({kHex[byte >> 4], kHex[byte & 15]});
  return hex;
}

}  // namespace newswired
