#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

namespace newswired {

/// Which articles have a value: an index from hashes to the articles that were posted under them,
/// of each hash the newest ones.
///
/// Made to be looked up in memory that no cache holds: a look-up reads one cache line, seldom two,
/// and nothing of the articles. A line has room for twelve postings of five bytes; what it cannot
/// hold stands in the first line behind it that has room, and comes nearer when others go. Hashes
/// are told apart by their line and 11 bits: callers look twice where others would do harm. What a
/// look-up finds depends on what was added and removed under hashes like its own and on nothing
/// else, unless kReach lines in a row are full. Not thread-safe.
class PostingTable {
 public:
  static constexpr std::uint32_t kSequences = 1U << 24;  ///< articles are known modulo this

  /// Where the postings of a hash stand.
  struct Place {
    std::uint32_t line = 0;
    std::uint16_t key = 0;
  };

  /// Room for so many postings.
  explicit PostingTable(std::uint64_t postings);

  [[nodiscard]] Place PlaceOf(std::uint64_t hash) const {
    return {static_cast<std::uint32_t>((hash >> 32) * homes_ >> 32),
            static_cast<std::uint16_t>((1 + (hash & 0xFFFF) % kTags) << kReachBits)};
  }
  void Prefetch(Place place) const { __builtin_prefetch(&lines_[place.line]); }

  /// Calls visit(sequence) for each article of the place, in no order.
  template <class Visit>
  void Find(Place place, Visit visit) const {
    FindSlots(place, [&](const Line& line, std::size_t slot) { visit(line.At(slot)); });
  }

  /// Adds an article. Where the place has `most` already, it takes the place of the oldest, counted
  /// back from itself, which is returned.
  std::optional<std::uint32_t> Add(Place place, std::uint32_t sequence, std::size_t most);
  /// Does nothing where the article is not there.
  void Remove(Place place, std::uint32_t sequence);

  [[nodiscard]] std::size_t bytes() const { return lines_.get_deleter().bytes; }

 private:
  static constexpr std::size_t kSlots = 12;
  static constexpr std::uint32_t kReachBits = 5, kReach = 1U << kReachBits;
  static constexpr std::uint32_t kTags = (1U << (16 - kReachBits)) - 1;

  struct alignas(64) Line {
    /// Tag, and how many lines before this one the posting's own is; 0: the slot is free.
    std::array<std::uint16_t, kSlots> keys{};
    std::array<std::array<std::uint8_t, 3>, kSlots> sequences{};
    std::uint32_t passed = 0;  ///< postings that found no room up to here; 0 where there is room

    [[nodiscard]] std::uint32_t At(std::size_t slot) const {
      const auto& bytes = sequences[slot];
      return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16;
    }
    void Set(std::size_t slot, std::uint16_t key, std::uint32_t sequence);
    [[nodiscard]] std::uint64_t Equal(std::uint16_t key) const;
  };

  /// Takes one bit of Line::Equal() from `equal` and returns its slot.
  static std::size_t TakeSlot(std::uint64_t& equal) {
    const auto bit = static_cast<std::size_t>(std::countr_zero(equal));
    equal &= equal - 1;
    return bit % 16 * 4 + bit / 16;
  }

  template <class Visit>
  void FindSlots(Place place, Visit visit) const {
    for (std::uint32_t away = 0; away < kReach; ++away) {
      Line& line = lines_[place.line + away];  // NOLINT(misc-const-correctness): some visits write
      std::uint64_t equal = line.Equal(static_cast<std::uint16_t>(place.key + away));
      while (equal != 0) visit(line, TakeSlot(equal));
      if (line.passed == 0) return;
    }
  }

  void Refill(std::size_t line);

  struct Unmap {
    std::size_t bytes;
    void operator()(Line* lines) const;
  };
  std::uint64_t homes_ = 0;  // lines that postings belong to; kReach more are behind them
  std::unique_ptr<Line[], Unmap> lines_;
};

/// One bit for each slot with this key, four slots a 64-bit word, the words' bits interleaved.
inline std::uint64_t PostingTable::Line::Equal(std::uint16_t key) const {
  constexpr std::uint64_t kEach = 0x0001'0001'0001'0001, kLow = 0x7FFF * kEach;
  std::array<std::uint64_t, kSlots / 4> words;
  std::memcpy(words.data(), keys.data(), sizeof words);
  std::uint64_t equal = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t differs = words[i] ^ key * kEach;
    const std::uint64_t zero = ~(((differs & kLow) + kLow) | differs | kLow);
    equal |= zero >> (15 - i);
  }
  return equal;
}

}  // namespace newswired
