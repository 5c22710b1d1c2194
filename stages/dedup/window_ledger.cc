// What a ledger does to the window beside claims: confirmations, lapses, and the state's hash.

#include <string_view>

#include "stages/core/bytes.h"
#include "stages/dedup/window_walk.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

enum Flag : std::uint8_t {
  kSameUri = 1,
  kSuperseded = 2,
  kHeadlineOnly = 4,
  kOfConfirmed = 8,
  kStale = 16,
  kOutside = 32,
  kIsBack = 64,
};

template <class Kept>
void AddSample(const Kept& kept, StateHasher& hasher) {
  const auto* values = reinterpret_cast<const char*>(kept.values.data());
  hasher.Add(Hash64(std::string_view(values, kept.values.size())));
  hasher.Add(kept.size | std::uint64_t{kept.Below()} << 8);
}

}  // namespace

/// Key of the article that another one refers to; 0: it refers to none, or to one long gone.
std::uint64_t DedupWindow::KeyOf(std::uint32_t low, Sequence itself) const {
  const Sequence other = Widen(low % kSequences);
  return other == itself || Find(other) == nullptr ? 0 : At(other).key;
}

/// The reference to the article of that key; to itself where there is none.
std::uint32_t DedupWindow::FindKey(std::uint64_t key, Sequence itself) const {
  const Sequence found = Newest(kKey, key);
  return static_cast<std::uint32_t>(found == kNone ? itself : found);
}

std::uint8_t DedupWindow::FlagsOf(const Entry& entry) {
  return static_cast<std::uint8_t>(
      (entry.same_uri ? kSameUri : 0) | (entry.superseded ? kSuperseded : 0) |
      (entry.headline_only ? kHeadlineOnly : 0) | (entry.of_confirmed ? kOfConfirmed : 0) |
      (entry.stale ? kStale : 0) | (entry.outside ? kOutside : 0) | (entry.is_back ? kIsBack : 0));
}

std::string DedupWindow::Outcome() const {
  std::string bytes;
  if (judged_ == kNone) return bytes;
  const Entry& entry = At(judged_);
  ByteWriter writer(bytes);
  writer.Put(static_cast<std::uint8_t>(entry.role));
  writer.Put(FlagsOf(entry));
  for (const std::uint16_t value : {entry.similarity, entry.confidence, entry.number}) {
    writer.Put(value);
  }
  for (const std::uint8_t value : {entry.contained, entry.lead, entry.names, entry.title}) {
    writer.Put(value);
  }
  writer.Put(entry.cluster);
  writer.Put(entry.chain);
  writer.Put(KeyOf(entry.of, judged_));
  writer.Put(KeyOf(entry.first_text, judged_));
  writer.Put(KeyOf(entry.gave_way_to, judged_));
  writer.Put(entry.of_uri_size);
  writer.Put(std::uint16_t{entry.of_version_size});
  writer.PutText(OfStrings(judged_));
  return bytes;
}

bool DedupWindow::Confirm(std::uint64_t key, std::uint64_t bytes, std::string_view outcome,
                          bool published) {
  ByteReader reader(outcome);
  Entry told;
  const auto role = reader.Get<std::uint8_t>();
  const auto flags = reader.Get<std::uint8_t>();
  told.similarity = reader.Get<std::uint16_t>();
  told.confidence = reader.Get<std::uint16_t>();
  told.number = reader.Get<std::uint16_t>();
  for (std::uint8_t* value : {&told.contained, &told.lead, &told.names, &told.title}) {
    *value = reader.Get<std::uint8_t>();
  }
  told.cluster = reader.Get<std::uint64_t>();
  told.chain = reader.Get<std::uint64_t>();
  const auto of = reader.Get<std::uint64_t>();
  const auto first_text = reader.Get<std::uint64_t>();
  const auto gave_way_to = reader.Get<std::uint64_t>();
  told.of_uri_size = reader.Get<std::uint16_t>();
  const auto of_version_size = reader.Get<std::uint16_t>();
  const std::string_view strings = reader.GetText();
  if (!reader.done() || of_version_size > UINT8_MAX ||
      role > static_cast<std::uint8_t>(DedupRole::kRepeat) ||
      (role == static_cast<std::uint8_t>(DedupRole::kUnique)) != strings.empty()) {
    return false;
  }
  told.role = static_cast<DedupRole>(role);
  told.of_version_size = static_cast<std::uint8_t>(of_version_size);
  if (strings.size() != OfSize(told)) return false;
  // They go into events, each as a text of its own.
  const std::string_view uri = strings.substr(0, told.of_uri_size);
  if (!IsValidUtf8(uri) || !IsValidUtf8(strings.substr(uri.size(), told.of_version_size)) ||
      !IsValidUtf8(strings)) {
    return false;
  }

  const Sequence sequence = Newest(kKey, key);
  if (sequence == kNone) return true;
  Entry& entry = At(sequence);
  if (entry.bytes != static_cast<std::uint32_t>(bytes) || entry.committed) return true;
  const bool moves = OfStrings(sequence) != strings;
  entry.committed = true;
  entry.suppressed = !published;
  entry.lapsed = false;
  entry.role = told.role;
  entry.same_uri = (flags & kSameUri) != 0;
  entry.superseded = (flags & kSuperseded) != 0;
  entry.headline_only = (flags & kHeadlineOnly) != 0;
  entry.of_confirmed = (flags & kOfConfirmed) != 0;
  entry.stale = (flags & kStale) != 0;
  entry.outside = (flags & kOutside) != 0;
  entry.is_back = (flags & kIsBack) != 0;
  entry.similarity = told.similarity;
  entry.confidence = told.confidence;
  entry.number = told.number;
  entry.contained = told.contained;
  entry.lead = told.lead;
  entry.names = told.names;
  entry.title = told.title;
  entry.cluster = told.cluster;
  SetChain(sequence, told.chain);
  entry.of = FindKey(of, sequence);
  entry.first_text = FindKey(first_text, sequence);
  entry.gave_way_to = FindKey(gave_way_to, sequence);
  entry.of_uri_size = told.of_uri_size;
  entry.of_version_size = told.of_version_size;
  if (moves) SetOfStrings(sequence, strings);
  return true;
}

std::string_view DedupWindow::OfStrings(Sequence sequence) const {
  const Entry& entry = At(sequence);
  return StringOf(sequence, OwnSize(entry), OfSize(entry));
}

/// Whether the article is found by its chain is part of the state: a window that is loaded posts
/// what was posted.
void DedupWindow::HideChain(Sequence sequence, PostingTable::Place place, bool hidden) {
  Entry& entry = At(sequence);
  if (entry.chain == entry.uri) return;
  const PostingTable::Place own = PlaceOf(kChain, entry.chain);
  if (own.line == place.line && own.key == place.key) entry.chain_hidden = hidden;
}

/// Whether there is room for the article, which may be older than others there: the oldest go.
bool DedupWindow::MakeRoom(PostingTable::Place place, Sequence sequence) {
  std::size_t count = 0;
  Sequence oldest = kNone;
  postings_.Find(place, [&](std::uint32_t low) {
    ++count;
    oldest = std::min(oldest, Posted(low));
  });
  if (count < kMostNamed) return true;
  if (oldest > sequence) return false;
  postings_.Remove(place, static_cast<std::uint32_t>(oldest));
  HideChain(oldest, place, true);
  return true;
}

void DedupWindow::SetChain(Sequence sequence, std::uint64_t chain) {
  Entry& entry = At(sequence);
  if (entry.chain == chain) return;
  const auto low = static_cast<std::uint32_t>(sequence);
  if (const std::uint64_t before = ValueOf(sequence, kChain); before != 0) {
    postings_.Remove(PlaceOf(kChain, before), low);
  }
  entry.chain = chain;
  entry.chain_hidden = false;
  const std::uint64_t now = ValueOf(sequence, kChain);
  if (now == 0) return;
  entry.chain_hidden = !MakeRoom(PlaceOf(kChain, now), sequence);
  if (!entry.chain_hidden) postings_.Add(PlaceOf(kChain, now), low, kMostNamed);
}

/// Behind all others of its block: what was there stays unused.
void DedupWindow::SetOfStrings(Sequence sequence, std::string_view strings) {
  Entry& entry = At(sequence);
  const std::size_t own = OwnSize(entry);
  const std::string moved = std::string(StringOf(sequence, 0, own)).append(strings);
  std::string& all = blocks_[(sequence - first_) / kBlock].strings;
  entry.strings = static_cast<std::uint32_t>(all.size());
  all += moved;
}

/// An article that is delivered again stands where it was claimed last, and waits for the
/// confirmation of that claim: an instance that began in between knows no other.
DedupWindow::Sequence DedupWindow::MoveToEnd(Sequence sequence, const Claim& claim) {
  At(sequence).removed = true;
  Entry entry = At(sequence);
  entry.removed = entry.committed = entry.suppressed = entry.chain_hidden = false;
  const auto moved = [&](std::uint32_t& reference) {
    if (Widen(reference % kSequences) == sequence) reference = static_cast<std::uint32_t>(next_);
  };
  moved(entry.of);
  moved(entry.first_text);
  moved(entry.gave_way_to);
  const std::string of(OfStrings(sequence));
  const Sequence at = next_;
  Add(claim, kNone, entry);
  if (!of.empty()) SetOfStrings(at, of);
  return at;
}

/// Nothing computed for it may live on: an instance that began later may have computed another.
void DedupWindow::Lapse(Sequence sequence) {
  Entry& entry = At(sequence);
  const auto itself = static_cast<std::uint32_t>(sequence);
  entry.lapsed = true;
  entry.role = DedupRole::kUnique;
  entry.cluster = OwnCluster(entry.key, entry.bytes);
  SetChain(sequence, entry.uri);
  entry.number = 1;
  entry.of = entry.first_text = entry.gave_way_to = itself;
  entry.similarity = entry.confidence = 0;
  entry.contained = entry.lead = entry.names = entry.title = 0;
  entry.same_uri = entry.superseded = entry.headline_only = entry.of_confirmed = false;
  entry.stale = entry.outside = entry.is_back = false;
}

std::uint64_t DedupWindow::Hash() const {
  StateHasher hasher;
  hasher.Add(static_cast<std::uint64_t>(clock_.now_ms));
  hasher.Add(clock_.ahead);
  for (std::size_t i = 0; i < clock_.ahead; ++i) {
    hasher.Add(static_cast<std::uint64_t>(clock_.held[i].time_ms));
  }
  for (Sequence at = first_; at < next_; ++at) {
    if (!Visible(at)) continue;
    const Entry& entry = At(at);
    for (const std::uint64_t value :
         {entry.key,
          entry.uri,
          entry.url,
          entry.text_low,
          std::uint64_t{entry.text_high},
          entry.content,
          entry.cluster,
          entry.chain,
          static_cast<std::uint64_t>(entry.time_ms),
          std::uint64_t{entry.stamp_s},
          std::uint64_t{entry.bytes},
          std::uint64_t{entry.address},
          std::uint64_t{entry.source},
          std::uint64_t{entry.embargo},
          std::uint64_t{entry.stamp_is_change},
          std::uint64_t{entry.form},
          static_cast<std::uint64_t>(entry.state),
          std::uint64_t{entry.words},
          std::uint64_t{entry.headline},
          std::uint64_t{entry.headline_numbers},
          std::uint64_t{entry.number},
          static_cast<std::uint64_t>(entry.role),
          std::uint64_t{FlagsOf(entry)},
          std::uint64_t{entry.suppressed},
          std::uint64_t{entry.committed},
          std::uint64_t{entry.lapsed},
          KeyOf(entry.first_text, at),
          IsPublished(Widen(entry.gave_way_to % kSequences)) ? KeyOf(entry.gave_way_to, at) : 0,
          std::uint64_t{entry.similarity},
          std::uint64_t{entry.confidence}}) {
      hasher.Add(value);
    }
    hasher.Add(Hash64(StringOf(at, 0, OwnSize(entry))));
    hasher.Add(Hash64(OfStrings(at)));
    AddSample(entry.shingles, hasher);
    AddSample(entry.lead_shingles, hasher);
    AddSample(entry.name_hashes, hasher);
    AddSample(entry.number_hashes, hasher);
    AddSample(entry.title_hashes, hasher);
    const auto* tails = reinterpret_cast<const char*>(entry.tails.data());
    hasher.Add(Hash64(std::string_view(tails, entry.tails.size())));
  }
  return hasher.value();
}

}  // namespace newswired
