#include "stages/dedup/window.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <tuple>
#include <utility>

#include "stages/core/shared_memory.h"
#include "stages/dedup/window_walk.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

// Boilerplate is shared by thousands: of one shingle, so many articles are known; of those found,
// so many compared.
constexpr std::size_t kMostOfAShingle = 8;
constexpr std::size_t kMostNear = 16;
constexpr std::size_t kProbes = Fingerprint::kLookedUp;  // of the shingles of a text
constexpr std::size_t kMostProbes = kProbes + Sample<16>{}.hashes.size();
constexpr std::size_t kFewestHits = 2;
constexpr std::uint64_t kSpare = 4096;  // articles beyond the window: of old blocks, open batches
constexpr std::int32_t kOne = 1000;
constexpr std::size_t kContentDigits = 16;
constexpr std::int32_t kRewrite = 300;  // less than so much of the shingles stayed

std::int32_t Share(std::size_t part, std::size_t whole) {
  return static_cast<std::int32_t>(kOne * part / whole);
}

std::uint8_t Hundredths(std::int32_t thousandths) {
  return static_cast<std::uint8_t>(thousandths / 10);
}

std::string Evidence(const char* name, std::uint8_t hundredths) {
  char text[32];
  std::snprintf(text, sizeof text, "%s:%d.%02d", name, hundredths / 100, hundredths % 100);
  return text;
}

/// By what a shingle is looked up; never 0.
constexpr std::uint64_t Looked(std::uint32_t hash, std::uint8_t tail) {
  return (std::uint64_t{hash} << 8 | tail) + 1;
}

/// How many of two samples' hashes agree, in the part of the range that both have drawn from.
struct Common {
  std::size_t both = 0, left = 0, right = 0;

  [[nodiscard]] std::size_t least() const { return std::min(left, right); }
};

/// The greatest value that is sure to be in a sample if the set has it, where all hashes below
/// `next` are; `next` is 2^24 at most. A value stands for 2^kShift hashes.
template <std::uint32_t kShift>
constexpr std::uint32_t LastBelow(std::uint32_t next) {
  return std::max<std::uint32_t>(next >> kShift, 1) - 1;
}

// Without branches that cannot be foreseen: samples are short, and most have nothing in common.
template <class Kept, std::size_t kMost>
Common CommonOf(const Kept& kept, const Sample<kMost>& sample) {
  const std::uint32_t below = std::min(kept.Below(), LastBelow<Kept::kShift>(sample.below));
  Common common;
  for (std::size_t i = 0; i < kept.size; ++i) common.left += kept.At(i) <= below ? 1U : 0U;
  for (const std::uint32_t hash : sample) {
    common.right += hash >> Kept::kShift <= below ? 1U : 0U;
  }
  for (std::size_t i = 0, k = 0; i < common.left && k < sample.size;) {
    const std::uint32_t left = kept.At(i);
    const std::uint32_t right = sample.hashes[k] >> Kept::kShift;
    common.both += left == right ? 1U : 0U;
    i += left <= right ? 1U : 0U;
    k += right < left ? 1U : 0U;
  }
  return common;
}

/// How many probes found an article.
class Hits {
 public:
  struct Slot {
    std::uint32_t article = 0;
    std::uint16_t round = 0;  // of another round: the slot is free
    std::uint8_t probe = 0, times = 0;
  };

  void Clear() {
    several_.clear();
    if (++round_ == 0) {
      slots_.fill({});
      round_ = 1;
    }
  }
  /// Whether the article has now been found by as many as make it a candidate.
  bool Add(std::uint32_t article, std::uint8_t probe) {
    std::size_t at = article * 0x9E37'79B1U >> (32 - kBits);
    while (slots_[at].round == round_ && slots_[at].article != article) at = (at + 1) % kSize;
    Slot& slot = slots_[at];
    if (slot.round != round_) slot = {.article = article, .round = round_};
    if (slot.times > 0 && slot.probe == probe) return false;
    slot.probe = probe;
    if (++slot.times != kFewestHits) return false;
    several_.push_back(static_cast<std::uint16_t>(at));
    return true;
  }
  [[nodiscard]] std::size_t size() const { return several_.size(); }
  [[nodiscard]] const Slot& operator[](std::size_t i) const { return slots_[several_[i]]; }

 private:
  static constexpr std::size_t kBits = 10, kSize = 1U << kBits;
  static_assert(kSize > kMostProbes * kMostOfAShingle);

  std::array<Slot, kSize> slots_{};
  std::vector<std::uint16_t> several_;  // where those are that were found often enough
  std::uint16_t round_ = 0;
};

}  // namespace

std::uint64_t DedupWindow::OwnCluster(std::uint64_t key, std::uint32_t bytes) {
  return Mix64(key ^ bytes);
}

template <std::size_t kMost, std::size_t kBytes>
template <std::size_t kMore>
DedupWindow::Kept<kMost, kBytes> DedupWindow::Kept<kMost, kBytes>::Of(const Sample<kMore>& sample) {
  Kept kept;
  kept.size = static_cast<std::uint8_t>(std::min<std::size_t>(sample.size, kMost));
  for (std::size_t i = 0; i < kept.size; ++i) {
    const std::uint32_t value = sample.hashes[i] >> kShift;
    for (std::size_t b = 0; b < kBytes; ++b) {
      kept.values[i * kBytes + b] = static_cast<std::uint8_t>(value >> (8 * b));
    }
  }
  const std::uint32_t below =
      LastBelow<kShift>(sample.size > kMost ? sample.hashes[kMost] : sample.below);
  for (std::size_t b = 0; b < 3; ++b) kept.below[b] = static_cast<std::uint8_t>(below >> (8 * b));
  return kept;
}

template <std::size_t kMost, std::size_t kBytes>
std::uint32_t DedupWindow::Kept<kMost, kBytes>::At(std::size_t i) const {
  std::uint32_t value = 0;
  for (std::size_t b = 0; b < kBytes; ++b) {
    value |= std::uint32_t{values[i * kBytes + b]} << (8 * b);
  }
  return value;
}

DedupWindow::DedupWindow(WindowLimits limits)
    : limits_(limits), postings_((limits.max_articles + kSpare) * (kSlots - kSeldomPosted)) {}

std::size_t DedupWindow::bytes() const {
  std::size_t bytes = postings_.bytes();
  for (const Block& block : blocks_) {
    bytes += block.entries.capacity() * sizeof(Entry) + block.strings.capacity();
  }
  return bytes;
}

const DedupWindow::Entry& DedupWindow::At(Sequence sequence) const {
  const std::size_t index = sequence - first_;
  return blocks_[index / kBlock].entries[index % kBlock];
}
DedupWindow::Entry& DedupWindow::At(Sequence sequence) {
  return const_cast<Entry&>(std::as_const(*this).At(sequence));
}

/// Of the strings of an article, those `size` bytes that come after `skip`.
std::string_view DedupWindow::StringOf(Sequence sequence, std::size_t skip,
                                       std::size_t size) const {
  const std::string& strings = blocks_[(sequence - first_) / kBlock].strings;
  return std::string_view(strings).substr(At(sequence).strings + skip, size);
}

/// Those before it have expired, too.
bool DedupWindow::ExpiredAt(const Before& at, Sequence sequence) const {
  const Entry& entry = At(sequence);
  return sequence + limits_.max_articles < at.next ||
         (entry.time_ms >= 0 && entry.time_ms < at.clock.now_ms - limits_.window_ms);
}

bool DedupWindow::Visible(Sequence sequence) const {
  return !ExpiredAt({.clock = clock_, .next = next_}, sequence) && !At(sequence).removed;
}

/// Nothing for kNone and for what has left the window.
const DedupWindow::Entry* DedupWindow::Find(Sequence sequence) const {
  if (sequence < first_ || sequence >= next_) return nullptr;
  return Visible(sequence) ? &At(sequence) : nullptr;
}

/// The sequence in the window with these low bits, or kNone: what the window has left is no answer.
DedupWindow::Sequence DedupWindow::Widen(std::uint32_t low) const {
  const std::uint32_t distance = (low - static_cast<std::uint32_t>(first_)) % kSequences;
  return distance < size() ? first_ + distance : kNone;
}

/// The article of a posting: those of articles that are forgotten are removed.
DedupWindow::Sequence DedupWindow::Posted(std::uint32_t low) const {
  return first_ + (low - first_) % PostingTable::kSequences;
}

/// Of the strings of an article, those that it has of itself.
std::size_t DedupWindow::OwnSize(const Entry& entry) {
  return std::size_t{entry.uri_size} + entry.version_size + (entry.replaces ? sizeof(Replaced) : 0);
}

DedupWindow::Replaced DedupWindow::ReplacedBy(Sequence sequence) const {
  Replaced replaced;
  const Entry& entry = At(sequence);
  if (!entry.replaces) return replaced;
  const std::size_t names = std::size_t{entry.uri_size} + entry.version_size;
  std::memcpy(&replaced, StringOf(sequence, names, sizeof replaced).data(), sizeof replaced);
  return replaced;
}

std::uint64_t DedupWindow::ValueOf(Sequence sequence, std::uint32_t slot) const {
  const Entry& entry = At(sequence);
  switch (slot) {
    case kKey:
      return entry.key;
    case kUri:
      return entry.uri;
    case kUrl:
      return entry.url;
    case kText:
      return entry.words < kFewestWords ? 0 : entry.text_low;
    case kHeadline:
      return entry.headline;
    case kChain:
      return entry.chain == entry.uri || entry.chain_hidden ? 0 : entry.chain;
    case kReplacedUri:
      return ReplacedBy(sequence).uri;
    case kReplacedUrl:
      return ReplacedBy(sequence).url;
    default:
      break;
  }
  return ShingleOf(entry, slot);
}

/// 0 for a lead shingle that is posted as one of the whole text.
inline std::uint64_t DedupWindow::ShingleOf(const Entry& entry, std::uint32_t slot) {
  const std::size_t i = slot - kShingles;
  const auto value = [&](std::uint32_t hash) { return Looked(hash, entry.tails[i]); };
  if (i < kPostedShingles) return i < entry.shingles.size ? value(entry.shingles.At(i)) : 0;
  const std::size_t k = i - kPostedShingles;
  if (k >= entry.lead_shingles.size) return 0;
  const std::uint32_t hash = entry.lead_shingles.At(k);
  for (std::size_t s = 0; s < std::min<std::size_t>(entry.shingles.size, kPostedShingles); ++s) {
    if (entry.shingles.At(s) == hash) return 0;
  }
  return value(hash);
}

/// All shingles share one range of hashes, wherever they stand in a sample.
PostingTable::Place DedupWindow::PlaceOf(std::uint32_t slot, std::uint64_t value) const {
  return postings_.PlaceOf(
      Mix64(value + (std::uint64_t{std::min<std::uint32_t>(slot, kShingles)} << 56)));
}

DedupWindow::Sequence DedupWindow::Newest(Slot slot, std::uint64_t value) const {
  Sequence newest = kNone;
  if (value == 0) return newest;
  Walk(slot, value, [&](Sequence sequence) {
    newest = sequence;
    return false;
  });
  return newest;
}

bool DedupWindow::HasOtherTitleNumbers(const Claim& claim, const Entry& entry) {
  const auto numbers = static_cast<std::uint16_t>(claim.print.headline_numbers);
  return numbers != 0 && entry.headline_numbers != 0 && numbers != entry.headline_numbers;
}

/// Whether two articles of one source that have the same text are two all the same: their headlines
/// have nothing in common, or other numbers. The text is the offer of a subscription, or a player.
bool DedupWindow::IsOtherOfHouse(const Claim& claim, const Entry& entry) {
  if (claim.source == 0 || entry.source != claim.source) return false;
  return HasOtherTitleNumbers(claim, entry) || TitleInCommon(claim, entry) < kLeastTitleOfHouse;
}

/// The earliest one that can still be seen, as far as each article remembers one: a chain of
/// thousands is not walked.
DedupWindow::Sequence DedupWindow::FindSameText(const Claim& claim) const {
  if (claim.print.words < kFewestWords) return kNone;
  Sequence newest = kNone;
  Walk(kText, claim.print.text_low, [&](Sequence sequence) {
    const Entry& entry = At(sequence);
    if (entry.text_high != static_cast<std::uint32_t>(claim.print.text_high)) return true;
    if (IsOtherOfHouse(claim, entry)) return true;
    if (newest == kNone || !entry.lapsed) newest = sequence;
    return At(newest).lapsed;
  });
  if (newest == kNone) return kNone;
  const Sequence first = Widen(At(newest).first_text % kSequences);
  const Entry* entry = Find(first);
  return entry != nullptr && !entry->lapsed && !IsOtherOfHouse(claim, *entry) ? first : newest;
}

/// Whether more than half a day lies between them, by their own times or else by those of their
/// records.
bool DedupWindow::IsOfAnotherDay(const Claim& claim, const Entry& entry) {
  constexpr std::int64_t kHalfDayMs = 12 * 3'600'000;
  const bool stamped = claim.stamp_ms >= 0 && entry.stamp_s != 0;
  const std::int64_t apart =
      stamped ? claim.stamp_ms - std::int64_t{entry.stamp_s} * 1000 : claim.time_ms - entry.time_ms;
  return apart > kHalfDayMs || apart < -kHalfDayMs;
}

/// An article with the same headline, where one of the two is nothing but its headline. A house has
/// the same for its horoscope, or its news in a minute, of every day.
DedupWindow::Sequence DedupWindow::FindHeadline(const Claim& claim) const {
  Sequence found = kNone;
  const auto headline = static_cast<std::uint32_t>(claim.print.headline);
  if (headline == 0) return found;
  Walk(kHeadline, headline, [&](Sequence sequence) {
    const Entry& entry = At(sequence);
    const bool bare = claim.print.words < kFewestWords || entry.words < kFewestWords;
    const bool daily = claim.source == entry.source && IsOfAnotherDay(claim, entry);
    if (bare && !daily && (found == kNone || !entry.lapsed)) found = sequence;
    return found == kNone || At(found).lapsed;
  });
  return found;
}

/// Thousandths; a half where one has none.
std::int32_t DedupWindow::TitleInCommon(const Claim& claim, const Entry& entry) {
  const Common title = CommonOf(entry.title_hashes, claim.print.title);
  return title.least() == 0 ? kOne / 2 : Share(title.both, title.least());
}

/// The shingles of a text that is compared with others, to be found at once.
class DedupWindow::ShingleSet {
 public:
  explicit ShingleSet(const Fingerprint& print) {
    for (const std::uint32_t hash : print.shingles) SlotOf(hash) = hash << 8 | kInText;
    for (std::uint32_t i = 0; i < print.lead.size; ++i) {
      std::uint32_t& slot = SlotOf(print.lead.hashes[i]);
      slot |= print.lead.hashes[i] << 8 | kInLead | i;
    }
  }

  struct Found {
    bool any = false;
    std::uint32_t in_text = 0;  ///< 0 or 1
    std::uint32_t in_lead = 0;  ///< 0, or a bit for its place in the lead
  };
  [[nodiscard]] Found Find(std::uint32_t hash) const {
    const std::uint32_t slot = const_cast<ShingleSet*>(this)->SlotOf(hash);
    return {.any = slot != 0,
            .in_text = slot / kInText % 2,
            .in_lead = slot / kInLead % 2 << slot % kInLead};
  }

 private:
  // A slot: the hash, two flags, the place in the lead; 0: free.
  static constexpr std::uint32_t kInLead = 16, kInText = 32;
  static constexpr std::size_t kBits = 10, kSize = 1U << kBits;
  static_assert(decltype(Fingerprint::lead)().hashes.size() <= kInLead);

  std::uint32_t& SlotOf(std::uint32_t hash) {
    std::size_t at = hash * 0x9E37'79B1U >> (32 - kBits);
    while (slots_[at] != 0 && slots_[at] >> 8 != hash) at = (at + 1) % kSize;
    return slots_[at];
  }

  std::array<std::uint32_t, kSize> slots_{};
};

Overlap DedupWindow::Compare(const ShingleSet& set, const Claim& claim, const Entry& entry) {
  const Fingerprint& print = claim.print;
  Overlap overlap;
  overlap.same_source = claim.source != 0 && claim.source == entry.source;
  overlap.other_title_numbers = HasOtherTitleNumbers(claim, entry);
  overlap.few_words = std::max<std::uint32_t>(print.words, entry.words) < Overlap::kFewWords;
  std::uint32_t in_lead = 0;  // of our lead's shingles, those that the other text has
  Common shingles;
  const std::uint32_t below = std::min(entry.shingles.Below(), print.shingles.below - 1);
  for (std::size_t i = 0; i < entry.shingles.size; ++i) {
    const std::uint32_t hash = entry.shingles.At(i);
    const ShingleSet::Found found = set.Find(hash);
    shingles.left += hash <= below ? 1U : 0U;
    shingles.both += hash <= below ? found.in_text : 0U;
    in_lead |= found.in_lead;
  }
  shingles.right = static_cast<std::size_t>(
      std::upper_bound(print.shingles.begin(), print.shingles.end(), below) -
      print.shingles.begin());
  if (shingles.least() > 0) {
    overlap.contained = Share(shingles.both, shingles.least() + 2);
    overlap.similarity = Share(shingles.both, shingles.left + shingles.right - shingles.both);
  }

  // The first words of each in all of the other.
  std::size_t known = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < entry.lead_shingles.size; ++i) {
    const std::uint32_t hash = entry.lead_shingles.At(i);
    const ShingleSet::Found here = set.Find(hash);
    known += here.any || hash < print.shingles.below ? 1U : 0U;
    found += here.any ? 1U : 0U;
    in_lead |= here.in_lead;
  }
  const std::size_t hits = shingles.both + found;
  const std::int32_t theirs = Share(found, known + 1);
  known = found = 0;
  for (std::uint32_t i = 0; i < print.lead.size; ++i) {
    const std::uint32_t has = in_lead >> i & 1;
    known += print.lead.hashes[i] <= entry.shingles.Below() ? 1U : has;
    found += has;
  }
  const std::int32_t ours = Share(found, known + 1);
  overlap.lead = std::max(theirs, ours);
  overlap.other_lead = std::min(theirs, ours);
  overlap.hits = Share(std::min<std::size_t>(hits, 24), 24);

  const Common names = CommonOf(entry.name_hashes, print.names);
  overlap.names = names.least() == 0 ? kOne / 2 : Share(names.both, names.least());
  overlap.other_names = names.both < names.least();
  overlap.title = TitleInCommon(claim, entry);
  const Common numbers = CommonOf(entry.number_hashes, print.numbers);
  if (numbers.least() > 0) {
    overlap.numbers =
        Share(std::min<std::size_t>(numbers.least(), 8) * (numbers.least() - numbers.both),
              8 * numbers.least());
  }
  return overlap;
}

Overlap DedupWindow::Compare(const Claim& claim, const Entry& entry) {
  return Compare(ShingleSet(claim.print), claim, entry);
}

std::vector<DedupWindow::Near> DedupWindow::FindNear(const Claim& claim) const {
  const Fingerprint& print = claim.print;
  std::vector<Near> near;
  if (print.words < kFewestWords) return near;
  // Each stands in a cold line of its own: they are fetched together.
  std::array<PostingTable::Place, kMostProbes> probes;
  std::size_t count = 0;
  const auto probe = [&](std::uint32_t hash, std::uint8_t tail) {
    probes[count] = PlaceOf(kShingles, Looked(hash, tail));
    postings_.Prefetch(probes[count++]);
  };
  const std::size_t looked_up = std::min<std::size_t>(print.shingles.size, kProbes);
  for (std::size_t i = 0; i < looked_up; ++i) {
    probe(print.shingles.hashes[i], print.shingle_tails[i]);
  }
  for (std::size_t i = 0, k = 0; i < print.lead.size; ++i) {
    while (k < looked_up && print.shingles.hashes[k] < print.lead.hashes[i]) ++k;
    if (k < looked_up && print.shingles.hashes[k] == print.lead.hashes[i]) continue;
    probe(print.lead.hashes[i], print.lead_tails[i]);
  }
  thread_local Hits hits;
  hits.Clear();
  for (std::size_t i = 0; i < count; ++i) {
    postings_.Find(probes[i], [&](std::uint32_t low) {
      if (hits.Add(low, static_cast<std::uint8_t>(i))) __builtin_prefetch(&At(Posted(low)));
    });
  }
  thread_local std::vector<std::pair<std::size_t, Sequence>> counted;
  counted.clear();
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Sequence sequence = Posted(hits[i].article);
    if (Visible(sequence)) counted.emplace_back(hits[i].times, sequence);
  }
  const std::size_t most = std::min(counted.size(), kMostNear);
  std::partial_sort(counted.begin(), counted.begin() + static_cast<std::ptrdiff_t>(most),
                    counted.end(), [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : a.second < b.second;
                    });
  if (most == 0) return near;
  const ShingleSet set(print);
  for (std::size_t i = 0; i < most; ++i) {
    const Sequence sequence = counted[i].second;
    const Entry& entry = At(sequence);
    const Overlap overlap = Compare(set, claim, entry);
    near.push_back({.sequence = sequence,
                    .overlap = overlap,
                    .score = ReprintScore(overlap),
                    .uri = StringOf(sequence, 0, entry.uri_size)});
  }
  return near;
}

/// What the claim repeats or replaces, and in `entry` its role and the evidence; kNone if nothing.
DedupWindow::Sequence DedupWindow::Relate(const Claim& claim, Sequence same_text,
                                          Entry& entry) const {
  if (const Item item = FindItem(claim); item.latest != kNone) {
    const Entry& latest = At(item.latest);
    const Sequence repeated = FindRepeated(claim, item.latest);
    const bool changed = repeated == kNone;
    const Sequence stale = changed ? FindStale(claim, item) : kNone;
    if (stale == kNone) {
      const Sequence of = changed ? item.latest : repeated;
      entry.role = changed ? DedupRole::kRevision : DedupRole::kRepeat;
      entry.same_uri = item.by == kUri || At(of).uri == claim.uri;
      entry.superseded = !entry.same_uri && item.by != kUrl && !HasNameOf(claim, At(of));
      entry.similarity =
          static_cast<std::uint16_t>(changed ? Compare(claim, latest).similarity : kOne);
      entry.confidence = 990;
      entry.stale = changed ? item.is_replaced || IsOlder(claim, of) || IsTeaserOf(claim, of)
                            : of != item.latest;
      entry.is_back = changed && WasSaid(claim, latest.chain);
      return of;
    }
    same_text = stale;
    entry.stale = true;
  }
  if (same_text != kNone) {
    entry.role = DedupRole::kCopy;
    entry.similarity = kOne;
    entry.confidence = 990;
    return same_text;
  }
  // The earlier one of two that are as near; one that has lapsed only where there is no other.
  const auto rank = [this](const Near& one) {
    return std::tuple(!At(one.sequence).lapsed, one.score, ~one.sequence);
  };
  const Near* best = nullptr;
  const std::vector<Near> near = FindNear(claim);
  for (const Near& one : near) {
    if (one.score < limits_.reprint_score) continue;
    if (best == nullptr || rank(one) > rank(*best)) best = &one;
  }
  if (best == nullptr) {
    const Sequence announced = FindHeadline(claim);
    if (announced != kNone) {
      entry.role = DedupRole::kReprint;
      entry.headline_only = true;
      entry.similarity = kOne;
      entry.confidence = 700;
    }
    return announced;
  }
  entry.role = DedupRole::kReprint;
  entry.similarity = static_cast<std::uint16_t>(best->overlap.contained);
  entry.confidence = static_cast<std::uint16_t>(std::min(ProbabilityOf(best->score), 990));
  entry.contained = Hundredths(best->overlap.contained);
  entry.lead = Hundredths(best->overlap.lead);
  entry.names = Hundredths(best->overlap.names);
  entry.title = Hundredths(best->overlap.title);
  return best->sequence;
}

Dedup DedupWindow::VerdictOf(Sequence sequence) const {
  const Entry& entry = At(sequence);
  Dedup verdict;
  verdict.role = entry.role;
  verdict.cluster_id = "dup:" + Hex64(entry.cluster);
  verdict.confidence = entry.confidence / 1000.0;
  if (entry.role == DedupRole::kUnique) return verdict;
  verdict.similarity = entry.similarity / 1000.0;
  const std::size_t own = OwnSize(entry);
  verdict.of = DedupOf{
      .uri = std::string(StringOf(sequence, own, entry.of_uri_size)),
      .version = std::string(StringOf(sequence, own + entry.of_uri_size, entry.of_version_size)),
      .content_hash = std::string(
          StringOf(sequence, own + entry.of_uri_size + entry.of_version_size, kContentDigits)),
      .confirmed = entry.of_confirmed};
  switch (entry.role) {
    case DedupRole::kUnique:
      break;
    case DedupRole::kRepeat:
    case DedupRole::kRevision:
      verdict.evidence.emplace_back(entry.same_uri     ? "same-uri"
                                    : entry.superseded ? "supersedes"
                                                       : "same-url");
      break;
    case DedupRole::kCopy:
      verdict.evidence.emplace_back("same-text");
      break;
    case DedupRole::kReprint:
      if (entry.headline_only) {
        verdict.evidence.emplace_back("same-headline");
        break;
      }
      verdict.evidence = {Evidence("contained", entry.contained), Evidence("lead", entry.lead),
                          Evidence("names", entry.names), Evidence("headline", entry.title)};
      break;
  }
  if (entry.outside) verdict.evidence.emplace_back("outside-window");
  return verdict;
}

const TextFacts* DedupWindow::FactsAt(Sequence sequence) const {
  const Sequence first = next_ - facts_.size();
  const bool known = sequence >= first && sequence < next_ && sequence + limits_.detailed >= next_;
  return known ? &facts_[sequence - first] : nullptr;
}

/// Whether all that calls the claim a correction stood in the version before.
bool DedupWindow::SaysItAgain(const Claim& claim, const TextFacts* before) {
  const auto was_there = [&](std::uint64_t note) {
    return std::any_of(before->sentences.begin(), before->sentences.end(),
                       [&](const TextFacts::Sentence& sentence) { return sentence.hash == note; });
  };
  return before != nullptr && !claim.change_notes.empty() &&
         std::all_of(claim.change_notes.begin(), claim.change_notes.end(), was_there);
}

/// Of an article that was just judged, or that is delivered again.
std::optional<Revision> DedupWindow::RevisionOf(Sequence sequence, const Claim& claim,
                                                Sequence of) const {
  const Entry& entry = At(sequence);
  if (entry.role != DedupRole::kRevision) return std::nullopt;
  Revision revision{.chain_id = "rev:" + Hex64(entry.chain),
                    .number = entry.number,
                    .previous = *VerdictOf(sequence).of,
                    .change = claim.change,
                    .out_of_order = entry.stale,
                    .is_back = entry.is_back};
  const TextFacts* const before = of == kNone ? nullptr : FactsAt(of);
  if (before != nullptr) {
    revision.diff = newswired::Compare(*before, claim.facts);
    revision.diff->material |= At(of).embargo != claim.embargo;
  }
  if (SaysItAgain(claim, before)) revision.change.clear();
  if (!revision.change.empty()) return revision;
  // Where neither differs, white space, punctuation or capitals do: an update.
  const bool headline_alone = revision.diff && revision.diff->headline_changed &&
                              revision.diff->added.empty() && revision.diff->removed.empty() &&
                              revision.diff->changed.empty();
  revision.change = headline_alone                ? "headline"
                    : entry.similarity < kRewrite ? "rewrite"
                                                  : "update";
  return revision;
}

bool DedupWindow::IsPublished(Sequence sequence) const {
  const Entry* entry = Find(sequence);
  return entry != nullptr && entry->committed && !entry->suppressed;
}

/// The article itself, or the one that it gave way to, where that is published; else kNone.
DedupWindow::Sequence DedupWindow::PublishedOf(Sequence sequence) const {
  if (IsPublished(sequence)) return sequence;
  const Entry* entry = Find(sequence);
  if (entry == nullptr || !entry->suppressed) return kNone;
  const Sequence other = Widen(entry->gave_way_to % kSequences);
  return IsPublished(other) ? other : kNone;
}

/// A published member of the family that the article was put in; for a repeat the item's last
/// published version, if that has its content. kNone: there is none, or it is too far back.
DedupWindow::Sequence DedupWindow::GivesWayTo(const Claim& claim, const Entry& entry,
                                              Sequence of) const {
  if (entry.role == DedupRole::kUnique || entry.role == DedupRole::kRevision) return kNone;
  const auto serves = [&](Sequence published) {
    return published != kNone && !SaysMore(claim, entry, published);
  };
  Sequence found = PublishedOf(of);
  if (serves(found)) return found;
  found = kNone;
  if (entry.role == DedupRole::kRepeat) {
    const bool by_uri = entry.same_uri;
    if (entry.superseded) return found;
    Walk(by_uri ? kUri : kUrl, by_uri ? claim.uri : claim.url, [&](Sequence sequence) {
      found = PublishedOf(sequence);
      return found == kNone || (entry.stale && !IsUnchanged(claim, At(found)));
    });
    return found != kNone && IsUnchanged(claim, At(found)) ? found : kNone;
  }
  if (At(of).words < kFewestWords) return kNone;
  Walk(kText, At(of).text_low, [&](Sequence sequence) {
    if (At(sequence).cluster != entry.cluster) return true;
    const Sequence published = PublishedOf(sequence);
    if (serves(published)) found = published;
    return found == kNone;
  });
  return found;
}

/// Whether readers would miss something, were a copy or reprint to give way to `published`: a text
/// that is longer by a quarter, that an article is taken back, or one that may be used, or that is
/// under no embargo.
bool DedupWindow::SaysMore(const Claim& claim, const Entry& entry, Sequence published) const {
  if (entry.role == DedupRole::kRepeat) return false;
  const Entry& other = At(published);
  if (StateOf(claim) != other.state) return true;
  if (other.embargo != 0 && other.embargo != claim.embargo) return true;
  if (entry.headline_only) return claim.print.words >= kFewestWords;
  return claim.print.words > other.words + other.words / 4 + kFewestWords;
}

void DedupWindow::DateFrom(Sequence from, std::int64_t time_ms) {
  for (Sequence i = std::max(from, first_); i < next_; ++i) At(i).time_ms = time_ms;
}

/// What was judged while a jump in time was held back is dated by the new time when that is
/// believed: a window that begins there has known it from the start.
void DedupWindow::Advance(std::int64_t time_ms) {
  const std::int64_t before = clock_.now_ms;
  const Sequence held = clock_.HeldFrom(next_);
  clock_.Advance(time_ms, next_);
  if (clock_.now_ms > before + WindowClock::kJumpMs) DateFrom(held, clock_.now_ms);
}

DedupWindow::Judgement DedupWindow::Judge(BatchId batch, const Claim& claim,
                                          std::vector<Candidate>* candidates) {
  open_.try_emplace(batch, Before{.clock = clock_, .next = next_});
  Advance(claim.time_ms);
  return JudgeNow(claim, /*in_ledger=*/false, candidates);
}

DedupWindow::Judgement DedupWindow::Judge(const Claim& claim) {
  Advance(claim.time_ms);
  for (unsettled_ = std::max(unsettled_, first_); unsettled_ < next_; ++unsettled_) {
    const Entry& entry = At(unsettled_);
    if (entry.time_ms < 0 || entry.time_ms >= clock_.now_ms - SharedMemory::kLapseMs) break;
    if (!entry.committed) Lapse(unsettled_);
  }
  Judgement judgement = JudgeNow(claim, /*in_ledger=*/true, nullptr);
  RemoveOldBlocks({.clock = clock_, .next = next_});
  return judgement;
}

/// What the article will be posted under; what else FindNear() looks up it fetches itself.
void DedupWindow::Prefetch(const Claim& claim) const {
  const std::pair<Slot, std::uint64_t> names[] = {
      {kKey, claim.key},
      {kUri, claim.uri},
      {kUrl, claim.url},
      {kText, claim.print.text_low},
      {kHeadline, static_cast<std::uint32_t>(claim.print.headline)}};
  for (const auto& [slot, value] : names) postings_.Prefetch(PlaceOf(slot, value));
  if (replacing_ > 0) {
    postings_.Prefetch(PlaceOf(kReplacedUri, claim.uri));
    postings_.Prefetch(PlaceOf(kReplacedUrl, claim.url));
  }
  const Fingerprint& print = claim.print;
  for (std::size_t i = 0; i < std::min<std::size_t>(print.shingles.size, kPostedShingles); ++i) {
    postings_.Prefetch(
        PlaceOf(kShingles, Looked(print.shingles.hashes[i], print.shingle_tails[i])));
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(print.lead.size, kPostedLead); ++i) {
    postings_.Prefetch(PlaceOf(kLead, Looked(print.lead.hashes[i], print.lead_tails[i])));
  }
}

DedupWindow::Judgement DedupWindow::JudgeNow(const Claim& claim, bool in_ledger,
                                             std::vector<Candidate>* candidates) {
  Prefetch(claim);
  if (const Sequence again = Newest(kKey, claim.key);
      again != kNone && At(again).bytes == static_cast<std::uint32_t>(claim.bytes)) {
    Entry& entry = At(again);
    if (!entry.lapsed) {
      const bool published = entry.committed && !entry.suppressed;
      Judgement first{
          .verdict = VerdictOf(again),
          .revision = RevisionOf(again, claim, Widen(entry.of % kSequences)),
          .suppressible = !published && IsPublished(Widen(entry.gave_way_to % kSequences)),
          .again = true};
      judged_ = in_ledger ? MoveToEnd(again, claim) : again;
      return first;
    }
    entry.removed = true;
  }

  Entry entry;
  const Sequence same_text = FindSameText(claim);
  entry.confidence = 900;
  const Sequence of = Relate(claim, same_text, entry);
  if (candidates != nullptr) *candidates = Explain(claim, of, entry);
  entry.cluster = OwnCluster(claim.key, static_cast<std::uint32_t>(claim.bytes));
  entry.chain = claim.uri;
  entry.of = static_cast<std::uint32_t>(of == kNone ? next_ : of);
  Sequence gives_way_to = kNone;
  if (of != kNone) {
    const Entry& other = At(of);
    if (entry.role == DedupRole::kRevision || entry.role == DedupRole::kRepeat) {
      entry.chain = other.chain;
      entry.number = entry.role == DedupRole::kRevision ? NextNumber(claim, other) : other.number;
    }
    entry.cluster = other.cluster;
    entry.of_confirmed = other.committed && !other.suppressed;
    entry.outside = claim.record_ms >= 0 && claim.record_ms < clock_.now_ms - limits_.window_ms;
    if (!entry.outside) gives_way_to = GivesWayTo(claim, entry, of);
  }
  const bool suppressible = gives_way_to != kNone;
  entry.gave_way_to = static_cast<std::uint32_t>(suppressible ? gives_way_to : next_);
  entry.first_text = static_cast<std::uint32_t>(same_text == kNone ? next_ : same_text);
  judged_ = next_;
  Add(claim, of, entry);
  return {.verdict = VerdictOf(judged_),
          .revision = RevisionOf(judged_, claim, of),
          .suppressible = suppressible};
}

void DedupWindow::Add(const Claim& claim, Sequence of, Entry entry) {
  const Fingerprint& print = claim.print;
  entry.key = claim.key;
  entry.bytes = static_cast<std::uint32_t>(claim.bytes);
  entry.uri = claim.uri;
  entry.url = claim.url;
  entry.address = claim.address;
  entry.source = claim.source;
  entry.embargo = claim.embargo;
  entry.content = claim.content;
  entry.time_ms = clock_.now_ms;
  entry.stamp_s = SecondsOf(claim.stamp_ms);
  entry.stamp_is_change = claim.stamp_is_change;
  entry.form = claim.form;
  entry.state = StateOf(claim);
  entry.text_low = print.text_low;
  entry.text_high = static_cast<std::uint32_t>(print.text_high);
  entry.words = static_cast<std::uint16_t>(std::min<std::uint32_t>(print.words, UINT16_MAX));
  entry.headline = static_cast<std::uint32_t>(print.headline);
  entry.headline_numbers = static_cast<std::uint16_t>(print.headline_numbers);
  entry.shingles = decltype(entry.shingles)::Of(print.shingles);
  entry.lead_shingles = decltype(entry.lead_shingles)::Of(print.lead);
  entry.name_hashes = decltype(entry.name_hashes)::Of(print.names);
  entry.number_hashes = decltype(entry.number_hashes)::Of(print.numbers);
  entry.title_hashes = decltype(entry.title_hashes)::Of(print.title);
  std::copy_n(print.shingle_tails.begin(), kPostedShingles, entry.tails.begin());
  std::copy_n(print.lead_tails.begin(), kPostedLead, entry.tails.begin() + kPostedShingles);

  std::string strings = claim.uri_text.substr(0, FloorBoundary(claim.uri_text, UINT16_MAX));
  entry.uri_size = static_cast<std::uint16_t>(strings.size());
  strings += std::string_view(claim.version).substr(0, FloorBoundary(claim.version, UINT8_MAX));
  entry.version_size = static_cast<std::uint8_t>(strings.size() - entry.uri_size);
  const Replaced replaced{.uri = claim.supersedes == claim.uri ? 0 : claim.supersedes,
                          .url = claim.supersedes_url == claim.url ? 0 : claim.supersedes_url};
  entry.replaces = replaced.uri != 0 || replaced.url != 0;
  if (entry.replaces) strings.append(reinterpret_cast<const char*>(&replaced), sizeof replaced);
  if (of != kNone) {
    const Entry& other = At(of);
    entry.of_uri_size = other.uri_size;
    entry.of_version_size = other.version_size;
    strings += StringOf(of, 0, std::size_t{other.uri_size} + other.version_size);
    strings += Hex64(other.content);
  }

  if (next_ % kBlock == 0) AddBlock();
  Block& block = blocks_.back();
  entry.strings = static_cast<std::uint32_t>(block.strings.size());
  block.strings += strings;
  block.entries.push_back(entry);
  if (limits_.detailed > 0) facts_.push_back(claim.facts);
  Post(next_++);
}

void DedupWindow::AddBlock() {
  if (!blocks_.empty()) blocks_.back().strings.shrink_to_fit();
  blocks_.emplace_back().entries.reserve(kBlock);
}

/// Where the article is posted; the lines of it are on their way.
DedupWindow::Places DedupWindow::PlacesOf(Sequence sequence) const {
  Places places;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    if (slot == kShingles) places.names = places.count;
    const std::uint64_t value = ValueOf(sequence, slot);
    if (value == 0) continue;
    places.all[places.count] = PlaceOf(slot, value);
    postings_.Prefetch(places.all[places.count++]);
  }
  return places;
}

void DedupWindow::Post(Sequence sequence) {
  const Places places = PlacesOf(sequence);
  replacing_ += At(sequence).replaces ? 1U : 0U;
  const auto low = static_cast<std::uint32_t>(sequence);
  for (std::size_t i = 0; i < places.count; ++i) {
    const auto displaced =
        postings_.Add(places.all[i], low, i < places.names ? kMostNamed : kMostOfAShingle);
    if (!displaced) continue;
    if (i < places.names) HideChain(Posted(*displaced), places.all[i], true);
    if (!open_.empty()) displaced_.push_back({sequence, places.all[i], Posted(*displaced)});
  }
}

void DedupWindow::Unpost(Sequence from, Sequence end) {
  Places next = PlacesOf(from);
  for (Sequence i = from; i < end; ++i) {
    const Places places = next;
    if (i + 1 < end) next = PlacesOf(i + 1);  // fetched while these are removed
    replacing_ -= At(i).replaces ? 1U : 0U;
    for (std::size_t k = 0; k < places.count; ++k) {
      postings_.Remove(places.all[k], static_cast<std::uint32_t>(i));
    }
  }
}

/// Of what it says of the article that it repeats or replaces.
std::size_t DedupWindow::OfSize(const Entry& entry) {
  if (entry.role == DedupRole::kUnique) return 0;
  return std::size_t{entry.of_uri_size} + entry.of_version_size + kContentDigits;
}

void DedupWindow::Suppress() { At(next_ - 1).suppressed = true; }

void DedupWindow::Committed(BatchId batch) {
  const auto ended = open_.find(batch);
  if (ended != open_.end()) {
    const auto after = std::next(ended);
    const Sequence end = after == open_.end() ? next_ : after->second.next;
    for (Sequence i = std::max(ended->second.next, first_); i < end; ++i) At(i).committed = true;
    open_.erase(ended);
  }
  // What an open batch needs to be redone alike must stay.
  RemoveOldBlocks(open_.empty() ? Before{.clock = clock_, .next = next_} : open_.begin()->second);
}

void DedupWindow::Aborted(BatchId batch) {
  const auto from = open_.lower_bound(batch);
  if (from == open_.end()) return;
  while (next_ > std::max(from->second.next, first_)) RemoveNewest();
  clock_ = from->second.clock;
  // Those that a jump in time dated which has not been seen now.
  for (Sequence i = next_; i > first_ && At(i - 1).time_ms > clock_.now_ms; --i) {
    At(i - 1).time_ms = clock_.now_ms;
  }
  open_.erase(from, open_.end());
}

void DedupWindow::RemoveNewest() {
  const Sequence newest = next_ - 1;
  Unpost(newest, next_);
  for (; !displaced_.empty() && displaced_.back().by == newest; displaced_.pop_back()) {
    const Displaced& back = displaced_.back();
    if (back.sequence >= first_) {
      HideChain(back.sequence, back.place, false);
      postings_.Add(back.place, static_cast<std::uint32_t>(back.sequence), SIZE_MAX);
    }
  }
  Block& block = blocks_.back();
  block.strings.resize(block.entries.back().strings);
  block.entries.pop_back();
  if (block.entries.empty()) blocks_.pop_back();
  if (!facts_.empty()) facts_.pop_back();
  --next_;
}

void DedupWindow::RemoveOldBlocks(const Before& oldest) {
  while (!displaced_.empty() && displaced_.front().by < oldest.next) displaced_.pop_front();
  while (facts_.size() > limits_.detailed && next_ - facts_.size() < oldest.next)
    facts_.pop_front();
  while (blocks_.size() > 1 && ExpiredAt(oldest, first_ + kBlock - 1)) {
    Unpost(first_, first_ + kBlock);
    blocks_.pop_front();
    first_ += kBlock;
  }
}

}  // namespace newswired
