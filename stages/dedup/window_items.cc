// Which item an article is a version of, and which of its versions.

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "stages/dedup/window_walk.h"
#include "stages/text/utf8.h"

namespace newswired {
DedupWindow::State DedupWindow::StateOf(const Claim& claim) {
  if (claim.change == "kill") return State::kKilled;
  return claim.change == "withdrawal" ? State::kWithdrawn : State::kUsable;
}

/// 0: unknown.
std::uint32_t DedupWindow::SecondsOf(std::int64_t stamp_ms) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(stamp_ms / 1000, 0, std::int64_t{UINT32_MAX}));
}

std::string_view DedupWindow::VersionOf(Sequence sequence) const {
  return StringOf(sequence, At(sequence).uri_size, At(sequence).version_size);
}

/// Nothing to readers: neither headline nor text, nor whether and from when on it may be used.
bool DedupWindow::IsUnchanged(const Claim& claim, const Entry& entry) {
  return entry.content == claim.content && entry.state == StateOf(claim) &&
         entry.embargo == claim.embargo;
}

DedupWindow::Item DedupWindow::FindItem(const Claim& claim) const {
  struct Name {
    std::uint64_t value;
    Slot slot;
    Slot by;
  };
  const Name names[] = {{claim.uri, kUri, kUri},
                        {claim.url, kUrl, kUrl},
                        {claim.uri, kReplacedUri, kReplacedUri},
                        {claim.url, kReplacedUrl, kReplacedUrl},
                        {claim.supersedes, kUri, kReplacedUri},
                        {claim.supersedes_url, kUrl, kReplacedUrl},
                        {claim.supersedes, kReplacedUri, kReplacedUri},
                        {claim.supersedes_url, kReplacedUrl, kReplacedUrl}};
  for (const auto& [value, slot, by] : names) {
    const Sequence found = FindItemBy(slot, value);
    if (found == kNone) continue;
    const Sequence latest = LatestOf(found);
    return {.latest = latest, .by = by, .is_replaced = IsReplaced(claim, At(latest).chain)};
  }
  return {};
}

/// The latest version of the same chain, whatever its identity.
DedupWindow::Sequence DedupWindow::LatestOf(Sequence version) const {
  const std::uint64_t chain = At(version).chain;
  const auto rank = [this](Sequence one) {
    return std::tuple(!At(one).stale, !At(one).lapsed, one);
  };
  Sequence latest = version;
  for (const Slot slot : {kUri, kChain}) {
    Walk(slot, chain, [&](Sequence other) {
      const Entry& entry = At(other);
      if (entry.chain != chain || entry.stale) return true;
      latest = std::max(latest, other, [&](Sequence a, Sequence b) { return rank(a) < rank(b); });
      return entry.lapsed;
    });
  }
  return latest;
}

/// Whether a version of the chain said that it replaces the item that goes by the claim's name; the
/// claim may say the same of that one, and then is the later.
bool DedupWindow::IsReplaced(const Claim& claim, std::uint64_t chain) const {
  for (const auto& [slot, value] :
       {std::pair(kReplacedUri, claim.uri), std::pair(kReplacedUrl, claim.url)}) {
    const Sequence by = FindItemBy(slot, value);
    if (by == kNone || At(by).chain != chain) continue;
    const Entry& entry = At(by);
    const bool replaces_it =
        claim.supersedes == entry.uri || (entry.url != 0 && claim.supersedes_url == entry.url);
    return !replaces_it;
  }
  return false;
}

bool DedupWindow::HasNameOf(const Claim& claim, const Entry& entry) {
  return entry.uri == claim.uri || (claim.url != 0 && entry.url == claim.url);
}

// The latest version counts: a text that goes A, B, A was changed twice. One whose claim has lapsed
// was probably never published: it counts where there is no other, and before one that was old when
// it came. An old text under another address, which is a copy, is no version.
DedupWindow::Sequence DedupWindow::FindItemBy(Slot slot, std::uint64_t value) const {
  Sequence found = kNone;
  if (value == 0 || (replacing_ == 0 && slot >= kReplacedUri)) return found;
  const auto rank = [](const Entry& entry) { return entry.stale ? 0 : entry.lapsed ? 1 : 2; };
  Walk(slot, value, [&](Sequence sequence) {
    const Entry& entry = At(sequence);
    if (entry.stale && entry.role == DedupRole::kCopy) return true;
    if (found == kNone || rank(entry) > rank(At(found))) found = sequence;
    return rank(At(found)) < 2;
  });
  return found;
}

/// Whether both call themselves the same version, as far as they say.
bool DedupWindow::SaysTheSame(const Claim& claim, Sequence version) const {
  const Entry& entry = At(version);
  const std::string_view ours = claim.version;
  return entry.stamp_s == SecondsOf(claim.stamp_ms) &&
         entry.stamp_is_change == claim.stamp_is_change &&
         VersionOf(version) == ours.substr(0, FloorBoundary(ours, UINT8_MAX));
}

/// What came last the way the claim came: in its form, under its identity, or else its URL.
DedupWindow::Sequence DedupWindow::LastOfItsWay(const Claim& claim, std::uint64_t chain) const {
  Sequence last = kNone;
  for (const auto& [slot, value] : {std::pair(kUri, claim.uri), std::pair(kUrl, claim.url)}) {
    if (value == 0 || last != kNone) continue;
    Walk(slot, value, [&](Sequence sequence) {
      const Entry& entry = At(sequence);
      const bool same_way = entry.chain == chain && entry.form == claim.form;
      if (same_way && (last == kNone || !entry.lapsed)) last = sequence;
      return last == kNone || At(last).lapsed;
    });
  }
  if (last != kNone) return last;
  // What comes by other ways more than kMostNamed times in between hides it, but not its text.
  Walk(kText, claim.print.text_low, [&](Sequence sequence) {
    const Entry& entry = At(sequence);
    const bool same_way =
        entry.chain == chain && entry.form == claim.form && HasNameOf(claim, entry);
    if (same_way && IsUnchanged(claim, entry)) last = sequence;
    return last == kNone;
  });
  return last;
}

/// Whether a version of the chain said the same.
bool DedupWindow::WasSaid(const Claim& claim, std::uint64_t chain) const {
  bool was = false;
  const auto look = [&](Sequence version) {
    was |= At(version).chain == chain && IsUnchanged(claim, At(version));
    return !was;
  };
  WalkVersions(claim, chain, look);
  Walk(kText, claim.print.text_low, look);
  return was;
}

/// Whether the claim is, in another form, no more than the beginning of the latest version, and
/// says of no later change: a feed's teaser that comes after its page.
bool DedupWindow::IsTeaserOf(const Claim& claim, Sequence latest) const {
  constexpr std::int32_t kMost = 500;
  const Entry& entry = At(latest);
  if (entry.form == claim.form || claim.print.words * 2 > entry.words) return false;
  if (StateOf(claim) != entry.state || claim.embargo != entry.embargo) return false;
  if (claim.stamp_ms >= 0 && SecondsOf(claim.stamp_ms) > entry.stamp_s) return false;
  const Overlap overlap = Compare(claim, entry);
  return std::max(overlap.contained, overlap.lead) >= kMost;
}

/// The version that has come again. That is the latest one; or what came last the way the claim
/// came, whatever came by other ways since: a feed's teaser beside its page, a mobile address that
/// is behind, an item that another one has replaced; or an earlier one, where the claim says of
/// itself what that said, and not what the last of its way says: a feed that was not renewed, or a
/// cache, still has it. kNone: this is another one.
DedupWindow::Sequence DedupWindow::FindRepeated(const Claim& claim, Sequence latest) const {
  if (IsUnchanged(claim, At(latest))) return latest;
  Sequence found = kNone;
  const Sequence last = LastOfItsWay(claim, At(latest).chain);
  if (last != kNone && IsUnchanged(claim, At(last))) return last;
  // A feed that has a page's first words is not the page changed back.
  const auto came_alike = [&](Sequence version) { return At(version).form == claim.form; };
  const Sequence before = last == kNone ? latest : last;
  if (came_alike(before) && SaysTheSame(claim, before)) return found;
  const bool is_dated = claim.stamp_ms >= 0;
  WalkVersions(claim, At(latest).chain, [&](Sequence version) {
    const bool again = IsUnchanged(claim, At(version)) && SaysTheSame(claim, version) &&
                       (is_dated || came_alike(version));
    if (again && (found == kNone || At(found).lapsed)) found = version;
  });
  return found;
}

/// One more than any known version of the item has.
std::uint16_t DedupWindow::NextNumber(const Claim& claim, const Entry& latest) const {
  std::uint16_t greatest = latest.number;
  WalkVersions(claim, latest.chain,
               [&](Sequence version) { greatest = std::max(greatest, At(version).number); });
  return greatest < UINT16_MAX ? static_cast<std::uint16_t>(greatest + 1) : greatest;
}

/// An earlier version of the item with this very text, where the latest one came from another
/// address: a page's mobile or AMP variant, or a cache, still serves what was there before.
DedupWindow::Sequence DedupWindow::FindStale(const Claim& claim, const Item& item) const {
  Sequence found = kNone;
  if (claim.url == 0 || item.by == kUri || claim.address == At(item.latest).address) return found;
  if (claim.print.words < kFewestWords) return found;
  Walk(kText, claim.print.text_low, [&](Sequence sequence) {
    if (At(sequence).url == claim.url) found = sequence;
    return found == kNone;
  });
  return found;
}

/// Whether the claim is an earlier version than the latest one, by the numbers of both, which each
/// item counts for itself, or else by what they say of when they were changed, or first published:
/// that of the claim must be known, the latest one was changed no earlier than it was published.
bool DedupWindow::IsOlder(const Claim& claim, Sequence latest) const {
  const Entry& entry = At(latest);
  const auto number = [](std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
  };
  const std::uint64_t ours = number(claim.version);
  const std::uint64_t theirs = number(VersionOf(latest));
  const bool counted_alike = ours != 0 && theirs != 0 && HasNameOf(claim, entry);
  if (counted_alike && ours != theirs) return ours < theirs;
  const bool comparable = claim.stamp_is_change || !entry.stamp_is_change;
  return comparable && claim.stamp_ms >= 0 && entry.stamp_s != 0 &&
         claim.stamp_ms / 1000 < entry.stamp_s;
}

}  // namespace newswired
