#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/stage_type.h"
#include "stages/core/trace.h"
#include "stages/story/story_index.h"
#include "stages/story/story_memory.h"
#include "stages/story/story_score.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"

namespace newswired {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

class PreparedClaim final : public Prepared {
 public:
  StoryClaim claim;
};

class StoryStage final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "global";
    std::int64_t window_hours = 720;
    std::int64_t max_articles = 200'000;
    double strictness = 0;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope,
              {.doc = "Which articles are compared: `global`, all that all instances of the group "
                      "have seen, through the ledger; where there is none (`enrich`, `demo`, "
                      "`test`), and with `lane`, those that this lane has seen since it started. A "
                      "story in two partitions may then get two ids.",
               .choices = {"global", "lane"}});
      v.Field("window_hours", window_hours,
              {.doc = "How long a report keeps its story open, in record time, or in that of the "
                      "ledger.",
               .min = 1,
               .max = 8760,
               .shared = true});
      v.Field(
          "max_articles", max_articles,
          {.doc = "How many articles, and stories, are remembered at most, about 1 kB each; the "
                  "oldest are forgotten first.",
           .min = 1000,
           .max = 10'000'000,
           .shared = true});
      v.Field(
          "strictness", strictness,
          {.doc = "Above 0 fewer articles join a story, below 0 more: 1 asks for odds e times as "
                  "good.",
           .min = -3,
           .max = 3,
           .shared = true});
    }
  };

  explicit StoryStage(const Settings& settings) : index_(LimitsOf(settings)) {}

  static Result<std::unique_ptr<StoryStage>> Create(const Settings& settings) {
    return std::make_unique<StoryStage>(settings);
  }
  static std::unique_ptr<SharedMemory> NewMemory(const Settings& settings) {
    return std::make_unique<StoryMemory>(LimitsOf(settings));
  }

  std::unique_ptr<Prepared> Prepare(const Article& article) const override {
    auto prepared = std::make_unique<PreparedClaim>();
    StoryClaim& claim = prepared->claim;
    claim.key = RecordKey(article);
    claim.bytes = Hash64(article.input.sha256);
    if (article.published) claim.published_ms = article.published->utc_ms.value_or(-1);
    claim.uri = article.uri;
    if (!IsStandIn(article)) {
      claim.vector = MakeStoryVector(article.title, article.report(),
                                     article.language ? article.language->tag : std::string());
    }
    return prepared;
  }

  void Decide(BatchId batch, Article& article, std::unique_ptr<Prepared> prepared,
              Answer answer) override {
    StoryClaim& claim = static_cast<PreparedClaim&>(*prepared).claim;
    claim.time_ms = article.input.record_time_ms;
    // What says nothing tells no story.
    if (claim.vector.size > 0) {
      ReadDedup(article, claim);
      article.story = ToMembership(Apply(batch, claim, article));
    }
    answer(Verdict::kContinue);
  }

  std::string Encode(const Prepared& prepared) const override {
    return EncodeStoryClaim(static_cast<const PreparedClaim&>(prepared).claim);
  }

  void Committed(BatchId batch) override { index_.Committed(batch); }
  void Aborted(BatchId batch) override { index_.Aborted(batch); }

 private:
  static StoryLimits LimitsOf(const Settings& settings) {
    return {.window_ms = settings.window_hours * kHourMs,
            .max_articles = static_cast<std::uint64_t>(settings.max_articles),
            .min_score = static_cast<std::int64_t>(settings.strictness * 1024)};
  }

  StoryVerdict Apply(BatchId batch, const StoryClaim& claim, const Article& article) {
    Traces* traces = article.record == nullptr ? nullptr : article.record->traces;
    if (traces == nullptr) return index_.Apply(batch, claim);
    std::vector<StoryIndex::Compared> compared;
    StoryVerdict verdict = index_.Apply(batch, claim, &compared);
    for (const StoryIndex::Compared& one : compared) {
      (*traces)[article.input.item].stories.push_back({.id = StoryId(one.story),
                                                       .seed = one.seed,
                                                       .probability = Confidence(one.score) / 100.0,
                                                       .similarity = one.similarity / 1024.0,
                                                       .known = one.known / 1024.0,
                                                       .reason = one.reason,
                                                       .taken = one.taken});
    }
    return verdict;
  }

  StoryIndex index_;
};

}  // namespace

extern const StageType kStoryStage;
const StageType kStoryStage = DescribeStage<StoryStage>(
    "story", kStoryVersion, "Puts reports on one event into one story and tells what is new.");

}  // namespace newswired
