#include "daemon/event/trace_context.h"

#include <random>

namespace newswired {
namespace {

// version "-" trace id "-" parent id "-" flags
constexpr std::size_t kTraceId = 3;
constexpr std::size_t kTraceIdSize = 32;
constexpr std::size_t kSpanId = 36;
constexpr std::size_t kSpanIdSize = 16;
constexpr std::size_t kFlags = 53;
constexpr std::size_t kSize = 55;

/// Upper case is not allowed.
bool IsHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsId(std::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

TraceContext::TraceContext(std::optional<std::uint64_t> seed) {
  if (seed) {
    state_ = *seed;
  } else {
    std::random_device device;
    state_ = (std::uint64_t{device()} << 32) | device();
  }
}

std::string TraceContext::Next(const std::string_view* incoming) {
  std::string out;
  out.reserve(kSize);
  if (incoming != nullptr && Valid(*incoming)) {
    out.append("00-").append(incoming->substr(kTraceId, kTraceIdSize)).append("-");
    AppendId(out, 1);
    // Only the lowest flag (sampled) has a meaning in version 00; others must be sent as 0.
    const char low = (*incoming)[kFlags + 1];
    const int flags = low <= '9' ? low - '0' : low - 'a' + 10;
    out.append((flags & 1) != 0 ? "-01" : "-00");
    return out;
  }
  out.append("00-");
  AppendId(out, 2);
  out.push_back('-');
  AppendId(out, 1);
  out.append("-00");
  return out;
}

bool TraceContext::Valid(std::string_view traceparent) {
  if (traceparent.size() < kSize) return false;
  const std::string_view version = traceparent.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (version == "00" && traceparent.size() != kSize) return false;
  if (traceparent.size() > kSize && traceparent[kSize] != '-') return false;
  return traceparent[kTraceId - 1] == '-' && traceparent[kSpanId - 1] == '-' &&
         traceparent[kFlags - 1] == '-' && IsId(traceparent.substr(kTraceId, kTraceIdSize)) &&
         IsId(traceparent.substr(kSpanId, kSpanIdSize)) && IsHex(traceparent.substr(kFlags, 2));
}

void TraceContext::AppendId(std::string& out, int words) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (int i = 0; i < words; ++i) {
    // SplitMix64 (Steele, Lea, Flood 2014): a permutation, so a zero id comes up once in 2^64.
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    if (z == 0) z = 1;
    for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kHex[(z >> shift) & 15U]);
  }
}

}  // namespace newswired
