#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/shared_memory.h"
#include "stages/story/story_index.h"

namespace newswired {

constexpr std::string_view kStoryVersion = "0.3.0";

/// What dedup said of the article.
void ReadDedup(const Article& article, StoryClaim& claim);
/// "st:" and 16 hexadecimal digits.
std::string StoryId(std::uint64_t story);
/// The verdict as it stands in the event.
StoryMembership ToMembership(const StoryVerdict& verdict);

/// Key, bytes and times of the ledger and what dedup says are not in it.
std::string EncodeStoryClaim(const StoryClaim& claim);
/// Nothing: these are no bytes of a claim.
std::optional<StoryClaim> DecodeStoryClaim(std::string_view bytes);
/// Empty for an article that is in no story.
std::string EncodeStoryOutcome(const StoryOutcome& outcome);
std::optional<StoryOutcome> DecodeStoryOutcome(std::string_view bytes);

/// The stories of a ledger.
class StoryMemory final : public SharedMemory {
 public:
  explicit StoryMemory(StoryLimits limits) : index_(limits) {}

  Result<Judged> Judge(const ClaimHead& head, std::int64_t append_ms, std::string_view claim,
                       Article& article) override;
  Status Confirm(const ClaimHead& head, std::string_view outcome, bool published) override;

  [[nodiscard]] std::uint64_t Hash() const override { return index_.Hash(); }
  void Save(StateWriter& writer) const override { index_.Save(writer); }
  [[nodiscard]] bool Load(StateReader& reader) override { return index_.Load(reader); }
  [[nodiscard]] std::size_t articles() const override { return index_.articles(); }
  [[nodiscard]] std::size_t bytes() const override { return index_.bytes(); }

 private:
  StoryIndex index_;
};

}  // namespace newswired
