// The window of a ledger as bytes: its articles as they lie in memory, not the index, which is made
// of them again.

#include <algorithm>
#include <array>

#include "stages/core/state_bytes.h"
#include "stages/dedup/window.h"

namespace newswired {
namespace {

/// To be raised where the meaning of the bytes changes, but not their number.
constexpr std::uint64_t kLayout = 4;

void SaveFacts(const TextFacts& facts, StateWriter& writer) {
  writer.Put(facts.headline);
  writer.PutAll(facts.sentences);
  writer.Put(std::uint64_t{facts.facts.size()});
  for (const TextFacts::Fact& fact : facts.facts) {
    writer.Put(fact.kind);
    writer.Put(fact.sentence);
    writer.PutAll(fact.text);
    writer.PutAll(fact.unit);
  }
}

bool LoadFacts(StateReader& reader, TextFacts& facts) {
  std::uint64_t count = 0;
  if (!reader.Get(facts.headline) || !reader.GetAll(facts.sentences) || !reader.GetCount(count)) {
    return false;
  }
  facts.facts.resize(count);
  for (TextFacts::Fact& fact : facts.facts) {
    if (!reader.Get(fact.kind) || !reader.Get(fact.sentence) || !reader.GetAll(fact.text) ||
        !reader.GetAll(fact.unit)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void DedupWindow::Save(StateWriter& writer) const {
  writer.Put(std::array<std::uint64_t, 4>{kLayout, sizeof(Entry), kBlock, kSlots});
  writer.Put(limits_);
  writer.Put(std::array<Sequence, 3>{first_, next_, unsettled_});
  writer.Put(clock_);
  for (const Block& block : blocks_) {
    writer.PutAll(block.entries);
    writer.PutAll(block.strings);
  }
  writer.Put(std::uint64_t{facts_.size()});
  for (const TextFacts& facts : facts_) SaveFacts(facts, writer);
}

bool DedupWindow::Load(StateReader& reader) {
  std::array<std::uint64_t, 4> layout{};
  WindowLimits limits;
  std::array<Sequence, 3> sequences{};
  if (!reader.Get(layout) || !reader.Get(limits) || !reader.Get(sequences) || !reader.Get(clock_)) {
    return false;
  }
  if (layout != std::array<std::uint64_t, 4>{kLayout, sizeof(Entry), kBlock, kSlots}) return false;
  if (limits != limits_ || sequences[0] % kBlock != 0 || sequences[1] < sequences[0]) return false;
  first_ = next_ = sequences[0];
  unsettled_ = sequences[2];
  while (next_ < sequences[1]) {
    if (!LoadBlock(reader, sequences[1] - next_)) return false;
  }
  std::uint64_t detailed = 0;
  if (!reader.GetCount(detailed) || detailed > size()) return false;
  for (; detailed > 0; --detailed) {
    if (!LoadFacts(reader, facts_.emplace_back())) return false;
  }
  return true;
}

/// Of `left` articles the first ones.
bool DedupWindow::LoadBlock(StateReader& reader, std::uint64_t left) {
  AddBlock();
  Block& block = blocks_.back();
  if (!reader.GetAll(block.entries) || !reader.GetAll(block.strings)) return false;
  if (block.entries.size() != std::min<std::uint64_t>(left, kBlock)) return false;
  for (std::size_t i = 0; i < block.entries.size(); ++i) Post(next_++);
  return true;
}

}  // namespace newswired
