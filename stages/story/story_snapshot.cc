// The stories of a ledger as bytes: everything as it lies in memory, so that all links stay valid.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "stages/core/state_bytes.h"
#include "stages/story/story_index.h"

namespace newswired {
namespace {

/// To be raised where the meaning of the bytes changes, but not their number.
constexpr std::uint64_t kLayout = 1;

template <class Map>
void SaveMap(const Map& map, StateWriter& writer) {
  writer.Put(std::uint64_t{map.size()});
  for (const auto& [key, value] : map) {
    writer.Put(key);
    writer.Put(value);
  }
}

template <class Map>
bool LoadMap(StateReader& reader, Map& map) {
  std::uint64_t count = 0;
  if (!reader.GetCount(count)) return false;
  if constexpr (requires { map.reserve(count); }) map.reserve(count);
  for (; count > 0; --count) {
    typename Map::key_type key{};
    typename Map::mapped_type value{};
    if (!reader.Get(key) || !reader.Get(value)) return false;
    map.emplace(key, value);
  }
  return true;
}

}  // namespace

void StoryIndex::Save(StateWriter& writer) const {
  writer.Put(std::array<std::uint64_t, 2>{kLayout, sizeof(Entry)});
  writer.Put(limits_);
  writer.Put(std::uint64_t{entries_.size()});
  for (const Entry& entry : entries_) writer.Put(entry);
  writer.PutAll(free_entries_);
  writer.Put(std::array<Chain, 2>{age_, waiting_});
  writer.Put(std::array<std::uint64_t, 3>{next_, visible_, articles_});
  writer.Put(first_visible_);
  writer.Put(clock_);
  for (const Index* index : {&by_key_, &by_family_, &by_term_}) SaveMap(*index, writer);
  writer.Put(std::uint64_t{stories_.size()});
  for (const Story& story : stories_) {
    writer.Put(story.id);
    writer.PutAll(story.seed);
    writer.Put(story.speakers);
    writer.Put(std::array<std::uint32_t, 2>{story.visible, story.held});
    writer.Put(story.merged_into);
  }
  writer.PutAll(free_stories_);
  SaveMap(by_id_, writer);
  writer.Put(std::uint64_t{merges_.size()});
  for (const auto& [of, slot] : merges_) {
    writer.Put(of.first);
    writer.Put(of.second);
    writer.Put(slot);
  }
}

bool StoryIndex::Load(StateReader& reader) {
  std::array<std::uint64_t, 2> layout{};
  StoryLimits limits;
  if (!reader.Get(layout) || !reader.Get(limits)) return false;
  if (layout != std::array<std::uint64_t, 2>{kLayout, sizeof(Entry)} || limits != limits_) {
    return false;
  }
  return LoadArticles(reader) && LoadStories(reader);
}

bool StoryIndex::LoadArticles(StateReader& reader) {
  std::uint64_t count = 0;
  if (!reader.GetCount(count)) return false;
  for (; count > 0; --count) {
    if (!reader.Get(entries_.emplace_back())) return false;
  }
  std::array<Chain, 2> chains;
  std::array<std::uint64_t, 3> numbers{};
  if (!reader.GetAll(free_entries_) || !reader.Get(chains) || !reader.Get(numbers)) return false;
  age_ = chains[0];
  waiting_ = chains[1];
  next_ = numbers[0];
  visible_ = numbers[1];
  articles_ = numbers[2];
  return reader.Get(first_visible_) && reader.Get(clock_) && LoadMap(reader, by_key_) &&
         LoadMap(reader, by_family_) && LoadMap(reader, by_term_);
}

bool StoryIndex::LoadStories(StateReader& reader) {
  std::uint64_t count = 0;
  if (!reader.GetCount(count)) return false;
  stories_.resize(count);
  for (Story& story : stories_) {
    std::array<std::uint32_t, 2> numbers{};
    if (!reader.Get(story.id) || !reader.GetAll(story.seed) || !reader.Get(story.speakers) ||
        !reader.Get(numbers) || !reader.Get(story.merged_into)) {
      return false;
    }
    story.visible = numbers[0];
    story.held = numbers[1];
  }
  if (!reader.GetAll(free_stories_) || !LoadMap(reader, by_id_) || !reader.GetCount(count)) {
    return false;
  }
  for (; count > 0; --count) {
    std::pair<std::uint64_t, Sequence> of;
    Slot slot = kNone;
    if (!reader.Get(of.first) || !reader.Get(of.second) || !reader.Get(slot)) return false;
    merges_.emplace(of, slot);
  }
  return true;
}

}  // namespace newswired
