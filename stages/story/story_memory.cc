#include "stages/story/story_memory.h"

#include <algorithm>
#include <array>
#include <utility>

#include "stages/core/bytes.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr double kShare = 1.0 / 1024;

// Flags of an outcome.
constexpr unsigned kFirst = 1;
constexpr unsigned kCounted = 2;
constexpr unsigned kSpeaks = 4;

Kinship KinshipOf(DedupRole role) {
  switch (role) {
    case DedupRole::kCopy:
    case DedupRole::kReprint:
      return Kinship::kCopy;
    case DedupRole::kRevision:
      return Kinship::kRevision;
    case DedupRole::kRepeat:
      return Kinship::kRepeat;
    case DedupRole::kUnique:
      break;
  }
  return Kinship::kNone;
}

void PutVector(const StoryVector& vector, ByteWriter& writer) {
  writer.Put(static_cast<std::uint8_t>(vector.size));
  for (std::size_t i = 0; i < vector.size; ++i) {
    writer.Put(vector.hashes[i]);
    writer.Put(vector.weights[i]);
    writer.Put(vector.marks[i]);
  }
}

/// False: there are too many terms, or one of them is none or there twice.
bool GetVector(ByteReader& reader, StoryVector& vector) {
  vector.size = reader.Get<std::uint8_t>();
  if (vector.size > StoryVector::kMostTerms) return false;
  for (std::size_t i = 0; i < vector.size; ++i) {
    vector.hashes[i] = reader.Get<std::uint32_t>();
    vector.weights[i] = reader.Get<std::uint8_t>();
    vector.marks[i] = reader.Get<std::uint8_t>();
    vector.norm += std::uint32_t{vector.weights[i]} * vector.weights[i];
  }
  std::array<std::uint32_t, StoryVector::kMostTerms> sorted = vector.hashes;
  auto* const end = sorted.begin() + vector.size;
  std::sort(sorted.begin(), end);
  return std::find(sorted.begin(), end, 0U) == end &&
         std::adjacent_find(sorted.begin(), end) == end;
}

}  // namespace

void ReadDedup(const Article& article, StoryClaim& claim) {
  if (!article.dedup) return;
  claim.family = Hash64(article.dedup->cluster_id);
  claim.kinship = KinshipOf(article.dedup->role);
}

std::string StoryId(std::uint64_t story) { return "st:" + Hex64(story); }

StoryMembership ToMembership(const StoryVerdict& verdict) {
  StoryMembership story;
  story.story_id = StoryId(verdict.story);
  story.first_story = verdict.first;
  story.novelty = verdict.novelty * kShare;
  story.similarity = verdict.similarity * kShare;
  story.members = verdict.members;
  story.seed = verdict.seed;
  if (verdict.merged != 0) story.merged = StoryId(verdict.merged);
  story.by.append("story@").append(kStoryVersion);
  story.confidence = verdict.confidence / 100.0;
  return story;
}

std::string EncodeStoryClaim(const StoryClaim& claim) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Put(claim.published_ms);
  writer.PutText(claim.uri);
  PutVector(claim.vector, writer);
  return bytes;
}

std::optional<StoryClaim> DecodeStoryClaim(std::string_view bytes) {
  ByteReader reader(bytes);
  StoryClaim claim;
  claim.published_ms = reader.Get<std::int64_t>();
  claim.uri = reader.GetText();
  if (!GetVector(reader, claim.vector) || !reader.done() || !IsValidUtf8(claim.uri)) {
    return std::nullopt;
  }
  return claim;
}

std::string EncodeStoryOutcome(const StoryOutcome& outcome) {
  const StoryVerdict& verdict = outcome.verdict;
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Put(static_cast<std::uint8_t>((verdict.first ? kFirst : 0) |
                                       (verdict.counted ? kCounted : 0) |
                                       (outcome.speaks ? kSpeaks : 0)));
  writer.Put(verdict.story);
  writer.Put(verdict.merged);
  writer.Put(outcome.family);
  writer.Put(verdict.members);
  writer.Put(verdict.similarity);
  writer.Put(verdict.novelty);
  writer.Put(verdict.confidence);
  writer.PutText(verdict.seed);
  return bytes;
}

std::optional<StoryOutcome> DecodeStoryOutcome(std::string_view bytes) {
  ByteReader reader(bytes);
  StoryOutcome outcome;
  StoryVerdict& verdict = outcome.verdict;
  const unsigned flags = reader.Get<std::uint8_t>();
  verdict.first = (flags & kFirst) != 0;
  verdict.counted = (flags & kCounted) != 0;
  outcome.speaks = (flags & kSpeaks) != 0;
  verdict.story = reader.Get<std::uint64_t>();
  verdict.merged = reader.Get<std::uint64_t>();
  outcome.family = reader.Get<std::uint64_t>();
  verdict.members = reader.Get<std::uint32_t>();
  verdict.similarity = reader.Get<std::uint16_t>();
  verdict.novelty = reader.Get<std::uint16_t>();
  verdict.confidence = reader.Get<std::uint8_t>();
  verdict.seed = reader.GetText();
  const bool sound = flags <= (kFirst | kCounted | kSpeaks) && verdict.similarity <= 1024 &&
                     verdict.novelty <= 1024 && verdict.confidence <= 100 &&
                     IsValidUtf8(verdict.seed);
  if (!sound || !reader.done()) return std::nullopt;
  return outcome;
}

Result<StoryMemory::Judged> StoryMemory::Judge(const ClaimHead& head, std::int64_t append_ms,
                                               std::string_view claim, Article& article) {
  auto read = DecodeStoryClaim(claim);
  // What says nothing tells no story.
  if (!read || read->vector.size == 0) {
    index_.Pass(append_ms);
    if (read) return Judged{};
    return BadInput("story_claim", "the part of the claim that is for stories cannot be read");
  }
  read->key = head.key;
  read->bytes = head.bytes;
  read->time_ms = append_ms;
  ReadDedup(article, *read);
  const StoryIndex::Judged judged = index_.Judge(*read);
  article.story = ToMembership(judged.outcome.verdict);
  return Judged{.outcome = EncodeStoryOutcome(judged.outcome), .again = judged.again};
}

Status StoryMemory::Confirm(const ClaimHead& head, std::string_view outcome, bool published) {
  if (outcome.empty()) {
    // An article without a story cannot be in one.
    index_.Confirm(head.key, head.bytes, {}, false);
    return Ok();
  }
  const auto read = DecodeStoryOutcome(outcome);
  if (!read) return BadInput("story_outcome", "the outcome that is for stories cannot be read");
  index_.Confirm(head.key, head.bytes, *read, published);
  return Ok();
}

}  // namespace newswired
