#include "daemon/ops/redact.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace newswired::ops {
namespace {

constexpr std::string_view kRedacted = "<redacted>";
constexpr std::size_t kShortestSecret = 4;

}  // namespace

Redactor::Redactor(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
  std::erase_if(secrets_, [](const auto& secret) { return secret.size() < kShortestSecret; });
  // A secret that contains another goes first, else its rest would stay readable.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Redactor::operator()(std::string text) const {
  for (const std::string& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + kRedacted.size())) {
      text.replace(at, secret.size(), kRedacted);
    }
  }
  return text;
}

}  // namespace newswired::ops
