#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>

#include "stages/dedup/window.h"

namespace newswired {

/// Boilerplate is shared by thousands: of one identity, or headline, so many articles are known.
inline constexpr std::size_t kMostNamed = 16;

/// Calls visit(sequence) for the visible articles with this value, newest first, until it returns
/// false.
template <class Visit>
void DedupWindow::Walk(Slot slot, std::uint64_t value, Visit visit) const {
  std::array<Sequence, kMostNamed> found;
  std::size_t count = 0;
  postings_.Find(PlaceOf(slot, value), [&](std::uint32_t low) {
    const Sequence sequence = Posted(low);
    if (count < found.size() && ValueOf(sequence, slot) == value && Visible(sequence)) {
      found[count++] = sequence;
    }
  });
  std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), std::greater<>());
  for (std::size_t i = 0; i < count && visit(found[i]); ++i) {
  }
}

/// Calls visit(sequence) for the versions of a chain that are known by its name or a name of the
/// claim's, perhaps more than once.
template <class Visit>
void DedupWindow::WalkVersions(const Claim& claim, std::uint64_t chain, Visit visit) const {
  const std::pair<Slot, std::uint64_t> names[] = {
      {kUri, claim.uri}, {kUrl, claim.url}, {kUri, chain}, {kChain, chain}};
  for (const auto& [slot, value] : names) {
    if (value == 0) continue;
    Walk(slot, value, [&](Sequence sequence) {
      if (At(sequence).chain == chain) visit(sequence);
      return true;
    });
  }
}

}  // namespace newswired
