#include <memory>
#include <string>
#include <utility>

#include "stages/core/stage_type.h"
#include "stages/story/story_index.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"

namespace newswired {
namespace {

constexpr std::string_view kVersion = "0.1.0";
constexpr std::string_view kBy = "story@0.1.0";
constexpr std::int64_t kHourMs = 3'600'000;
constexpr double kShare = 1.0 / 1024;

class PreparedClaim final : public Prepared {
 public:
  StoryClaim claim;
};

Kinship KinshipOf(const Article& article) {
  if (!article.dedup) return Kinship::kNone;
  switch (article.dedup->role) {
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

std::string IdOf(std::uint64_t story) { return "st:" + Hex64(story); }

class StoryStage final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "lane";
    std::int64_t window_hours = 720;
    std::int64_t max_articles = 200'000;
    double strictness = 0;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope,
              {.doc = "Which articles are compared: `lane`, those that this lane has seen since it "
                      "started. A story in two partitions may get two ids.",
               .choices = {"lane"}});
      v.Field("window_hours", window_hours,
              {.doc = "How long a report keeps its story open, in record time.",
               .min = 1,
               .max = 8760});
      v.Field(
          "max_articles", max_articles,
          {.doc = "How many articles, and stories, are remembered at most, about 1 kB each; the "
                  "oldest are forgotten first.",
           .min = 1000,
           .max = 10'000'000});
      v.Field(
          "strictness", strictness,
          {.doc = "Above 0 fewer articles join a story, below 0 more: 1 asks for odds e times as "
                  "good.",
           .min = -3,
           .max = 3});
    }
  };

  explicit StoryStage(const Settings& settings)
      : index_({.window_ms = settings.window_hours * kHourMs,
                .max_articles = static_cast<std::uint64_t>(settings.max_articles),
                .min_score = static_cast<std::int64_t>(settings.strictness * 1024)}) {}

  static Result<std::unique_ptr<StoryStage>> Create(const Settings& settings) {
    return std::make_unique<StoryStage>(settings);
  }

  std::unique_ptr<Prepared> Prepare(const Article& article) const override {
    auto prepared = std::make_unique<PreparedClaim>();
    StoryClaim& claim = prepared->claim;
    claim.key = RecordKey(article.input);
    claim.bytes = Hash64(article.input.sha256);
    if (article.published) claim.published_ms = article.published->utc_ms.value_or(-1);
    claim.uri = article.uri;
    const bool english = !article.language || article.language->tag.starts_with("en");
    claim.vector = MakeStoryVector(article.title, article.body, english);
    return prepared;
  }

  void Decide(BatchId batch, Article& article, std::unique_ptr<Prepared> prepared,
              Answer answer) override {
    StoryClaim& claim = static_cast<PreparedClaim&>(*prepared).claim;
    claim.time_ms = article.input.record_time_ms;
    // What says nothing tells no story.
    if (claim.vector.size > 0) {
      if (article.dedup) claim.family = Hash64(article.dedup->cluster_id);
      claim.kinship = KinshipOf(article);
      article.story = Rendered(index_.Apply(batch, claim));
    }
    answer(Verdict::kContinue);
  }

  void Committed(BatchId batch) override { index_.Committed(batch); }
  void Aborted(BatchId batch) override { index_.Aborted(batch); }

 private:
  static StoryMembership Rendered(const StoryVerdict& verdict) {
    StoryMembership story;
    story.story_id = IdOf(verdict.story);
    story.first_story = verdict.first;
    story.novelty = verdict.novelty * kShare;
    story.similarity = verdict.similarity * kShare;
    story.members = verdict.members;
    story.seed = verdict.seed;
    if (verdict.merged != 0) story.merged = IdOf(verdict.merged);
    story.by = kBy;
    story.confidence = verdict.confidence / 100.0;
    return story;
  }

  StoryIndex index_;
};

}  // namespace

extern const StageType kStoryStage;
const StageType kStoryStage = DescribeStage<StoryStage>(
    "story", kVersion, "Puts reports on one event into one story and tells what is new.");

}  // namespace newswired
