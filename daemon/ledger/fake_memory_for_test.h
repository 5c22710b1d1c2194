#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ledger/machine.h"
#include "stages/core/bytes.h"
#include "stages/core/shared_memory.h"
#include "stages/core/window_clock.h"
#include "stages/text/hash.h"

namespace newswired {

/// A memory of the plainest kind: claims are words, and articles of the same word are copies. It
/// cannot read the word "bad". Verdicts and state depend on the window alone, as they have to.
class FakeMemory final : public SharedMemory {
 public:
  explicit FakeMemory(std::int64_t window_ms) : window_ms_(window_ms) {}

  Result<Judged> Judge(const ClaimHead& head, std::int64_t append_ms, std::string_view claim,
                       Article& article) override {
    clock_.Advance(append_ms);
    while (!seen_.empty() && seen_.front().ms < clock_.now_ms - window_ms_) seen_.pop_front();
    if (claim == "bad") return BadInput("bad", "no such word");
    Judged judged{.outcome = std::string(claim)};
    Dedup dedup;
    for (const Seen& seen : seen_) {
      judged.again = judged.again || (seen.head.key == head.key && seen.head.bytes == head.bytes);
      if (seen.word != claim) continue;
      dedup.role = DedupRole::kCopy;
      dedup.of = DedupOf{.uri = std::to_string(seen.head.key), .confirmed = seen.published};
      judged.suppressible = judged.suppressible || seen.published;
    }
    dedup.cluster_id = std::string(claim);
    article.dedup = std::move(dedup);
    article.story = StoryMembership{.story_id = judged.outcome};
    if (!judged.again) seen_.push_back({head, append_ms, std::string(claim)});
    return judged;
  }

  Status Confirm(const ClaimHead& head, std::string_view outcome, bool published) override {
    if (outcome == "bad") return BadInput("bad", "no such word");
    for (Seen& seen : seen_) {
      if (seen.head.key == head.key && seen.head.bytes == head.bytes) seen.published = published;
    }
    return Ok();
  }

  [[nodiscard]] std::uint64_t Hash() const override {
    std::string bytes;
    ByteWriter writer(bytes);
    for (const Seen& seen : seen_) {
      writer.Put(seen.head.key);
      writer.Put(seen.ms);
      writer.Put(seen.published);
      writer.PutText(seen.word);
    }
    return Hash64(bytes);
  }
  void Save(StateWriter& writer) const override {
    writer.Put(clock_);
    writer.Put(std::uint64_t{seen_.size()});
    for (const Seen& seen : seen_) {
      writer.Put(seen.head);
      writer.Put(seen.ms);
      writer.PutAll(seen.word);
      writer.Put(seen.published);
    }
  }
  [[nodiscard]] bool Load(StateReader& reader) override {
    std::uint64_t count = 0;
    if (!reader.Get(clock_) || !reader.GetCount(count)) return false;
    for (; count > 0; --count) {
      Seen& seen = seen_.emplace_back();
      if (!reader.Get(seen.head) || !reader.Get(seen.ms) || !reader.GetAll(seen.word) ||
          !reader.Get(seen.published)) {
        return false;
      }
    }
    return true;
  }
  [[nodiscard]] std::size_t articles() const override { return seen_.size(); }
  [[nodiscard]] std::size_t bytes() const override { return 100 * seen_.size(); }

 private:
  struct Seen {
    ClaimHead head;
    std::int64_t ms = -1;
    std::string word;
    bool published = false;
  };
  const std::int64_t window_ms_;
  WindowClock clock_;
  std::deque<Seen> seen_;
};

/// Rules are "window=" and a digit: of hours.
inline StageFactory FakeFactory(char hours) {
  StageFactory factory;
  factory.window_hours = hours - '0';
  factory.memory = [hours] { return std::make_unique<FakeMemory>((hours - '0') * 3'600'000); };
  factory.rules = std::string("window=") + hours;
  factory.follow = [](std::string_view rules) -> Result<StageFactory> {
    if (rules.size() != 8 || !rules.starts_with("window=") || rules[7] < '1' || rules[7] > '9') {
      return ConfigError("rules", "window cannot be that");
    }
    return FakeFactory(rules[7]);
  };
  return factory;
}

/// Two stages that share memory, with a window of `hours`.
inline std::vector<SharedStage> FakeStages(char hours = '2') {
  return {{.name = "dedup", .version = "1", .factory = FakeFactory(hours)},
          {.name = "story", .version = "1", .factory = FakeFactory('1')}};
}

}  // namespace newswired
