#include "daemon/event/offsets.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace newswired {
namespace {

constexpr std::size_t kBlock = 256;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
bool IsFourByteLead(char c) { return static_cast<unsigned char>(c) >= 0xF0U; }

/// Adds what `size` bytes at `data` hold, eight at a time. In each byte the shifted words bring
/// bits 6, 5 and 4 up to bit 7; what they carry in from the neighbour stays below it.
void Count(const char* data, std::size_t size, std::size_t& continuations,
           std::size_t& supplementary) {
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data + i, sizeof word);
    if ((word & kHighBits) == 0) continue;
    continuations += static_cast<std::size_t>(std::popcount(word & ~(word << 1) & kHighBits));
    supplementary += static_cast<std::size_t>(
        std::popcount(word & (word << 1) & (word << 2) & (word << 3) & kHighBits));
  }
  for (; i < size; ++i) {
    continuations += IsContinuation(data[i]) ? 1U : 0U;
    supplementary += IsFourByteLead(data[i]) ? 1U : 0U;
  }
}

}  // namespace

void OffsetIndex::Reset(std::string_view text) {
  text_ = text;
  marks_.clear();
  Mark mark;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    marks_.push_back(mark);
    Count(text.data() + at, std::min(kBlock, text.size() - at), mark.continuations,
          mark.supplementary);
  }
  continuations_ = mark.continuations;
  if (continuations_ == 0) marks_.clear();
}

OffsetIndex::Mark OffsetIndex::CountTo(std::size_t at) const {
  assert(at <= text_.size());
  if (marks_.empty()) return {};
  // The end of a text that fills its last block has no mark of its own.
  const std::size_t block = std::min(at / kBlock, marks_.size() - 1);
  Mark mark = marks_[block];
  Count(text_.data() + block * kBlock, at - block * kBlock, mark.continuations, mark.supplementary);
  return mark;
}

CodepointOffset OffsetIndex::Codepoint(ByteOffset at) const {
  assert(IsBoundary(at));
  return {at.value - CountTo(at.value).continuations};
}

Utf16Offset OffsetIndex::Utf16(ByteOffset at) const {
  assert(IsBoundary(at));
  const Mark mark = CountTo(at.value);
  return {at.value - mark.continuations + mark.supplementary};
}

bool OffsetIndex::IsBoundary(ByteOffset at) const {
  return at.value == text_.size() || (at.value < text_.size() && !IsContinuation(text_[at.value]));
}

}  // namespace newswired
