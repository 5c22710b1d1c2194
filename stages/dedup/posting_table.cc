#include "stages/dedup/posting_table.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace newswired {
namespace {

// Of the slots, those that the postings fill: fewer cost memory, more cost further lines.
constexpr std::uint64_t kFullPercent = 80;

}  // namespace

void PostingTable::Unmap::operator()(Line* lines) const { munmap(lines, bytes); }

void PostingTable::Line::Set(std::size_t slot, std::uint16_t key, std::uint32_t sequence) {
  keys[slot] = key;
  for (std::size_t b = 0; b < 3; ++b) {
    sequences[slot][b] = static_cast<std::uint8_t>(sequence >> (8 * b));
  }
}

// Lines are looked up all over: large pages save half the time. A process that is forked to save
// the articles (docs/decisions/0015) gets no copy: each posting would make one of a large page.
PostingTable::PostingTable(std::uint64_t postings)
    : homes_(postings * 100 / (kSlots * kFullPercent) + 1) {
  static_assert(sizeof(Line) == 64);
  const std::size_t bytes = (homes_ + kReach) * sizeof(Line);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  madvise(memory, bytes, MADV_HUGEPAGE);  // a wish
  madvise(memory, bytes, MADV_DONTFORK);
  lines_ = {static_cast<Line*>(memory), Unmap{bytes}};
}

std::optional<std::uint32_t> PostingTable::Add(Place place, std::uint32_t sequence,
                                               std::size_t most) {
  sequence %= kSequences;
  std::size_t count = 0;
  std::uint32_t greatest_age = 0;
  Line* oldest = nullptr;
  std::size_t oldest_slot = 0;
  FindSlots(place, [&](Line& line, std::size_t slot) {
    const std::uint32_t age = (sequence - line.At(slot)) % kSequences;
    if (++count > 1 && age <= greatest_age) return;
    greatest_age = age;
    oldest = &line;
    oldest_slot = slot;
  });
  if (count >= most) {
    const std::uint32_t displaced = oldest->At(oldest_slot);
    oldest->Set(oldest_slot, oldest->keys[oldest_slot], sequence);
    return displaced;
  }
  for (std::uint32_t away = 0; away < kReach; ++away) {
    Line& line = lines_[place.line + away];
    std::uint64_t free = line.Equal(0);
    if (free == 0) continue;
    line.Set(TakeSlot(free), static_cast<std::uint16_t>(place.key + away), sequence);
    for (std::uint32_t i = 0; i < away; ++i) ++lines_[place.line + i].passed;
    break;
  }
  return std::nullopt;
}

void PostingTable::Remove(Place place, std::uint32_t sequence) {
  sequence %= kSequences;
  Line* found = nullptr;
  std::size_t found_slot = 0;
  FindSlots(place, [&](Line& line, std::size_t slot) {
    if (line.At(slot) != sequence) return;
    found = &line;
    found_slot = slot;
  });
  if (found == nullptr) return;
  const std::uint32_t away = found->keys[found_slot] % kReach;
  found->Set(found_slot, 0, 0);
  for (std::uint32_t i = 0; i < away; ++i) --lines_[place.line + i].passed;
  Refill(place.line + away);
}

/// Moves a posting that passed the line to its free slot, and one that passed that one's.
void PostingTable::Refill(std::size_t line) {
  for (std::uint32_t nearer = 1; lines_[line].passed > 0 && nearer < kReach; ++nearer) {
    Line& from = lines_[line + nearer];
    const auto* moved = std::find_if(from.keys.begin(), from.keys.end(), [&](std::uint16_t key) {
      return key != 0 && key % kReach >= nearer;
    });
    if (moved == from.keys.end()) continue;
    const auto slot = static_cast<std::size_t>(moved - from.keys.begin());
    std::uint64_t free = lines_[line].Equal(0);
    lines_[line].Set(TakeSlot(free), static_cast<std::uint16_t>(*moved - nearer), from.At(slot));
    from.Set(slot, 0, 0);
    for (std::uint32_t i = 0; i < nearer; ++i) --lines_[line + i].passed;
    line += nearer;
    nearer = 0;
  }
}

}  // namespace newswired
