#include "daemon/cli/offline_pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "daemon/config/load.h"

namespace newswired::cli {
namespace {

/// Takes the whole value as title; "bad" fails, "fatal" stops.
class Echo final : public Stage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor&) {}
  };
  static Result<std::unique_ptr<Echo>> Create(const Settings&) {
    if (throws_when_made() && made()++ > 0) throw std::runtime_error("as asked");
    return std::make_unique<Echo>();
  }
  /// But for the first, which the configuration is checked with.
  static bool& throws_when_made() {
    static bool throws = false;
    return throws;
  }
  static std::atomic<int>& made() {
    static std::atomic<int> made{0};
    return made;
  }

  Result<Verdict> Process(Article& article, Articles& out) override {
    const std::string_view value = article.record->value;
    if (value == "two bad items") {
      article.rejected = BadInput("bad", "the first");
      out.push_back(article);
      out.back().input.item = 1;
    }
    if (value == "bad") return BadInput("bad", "it is \xFF bad");
    if (value == "fatal") return Fatal("fatal", "cannot go on");
    article.uri = "urn:x:" + std::to_string(article.input.offset);
    article.title = value;
    article.claims.published_at = "2025-03-12T00:00:00Z";
    return Verdict::kContinue;
  }
};

/// Drops every second article, and answers only when polled.
class LateHalf final : public OrderedStage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor&) {}
  };
  static Result<std::unique_ptr<LateHalf>> Create(const Settings&) {
    return std::make_unique<LateHalf>();
  }
  std::unique_ptr<Prepared> Prepare(const Article&) const override { return nullptr; }
  void Decide(BatchId batch, Article& article, std::unique_ptr<Prepared>, Answer answer) override {
    EXPECT_EQ(batch, last_committed_ + 1);  // nothing is judged before all earlier records count
    EXPECT_GT(article.input.offset, last_offset_);
    EXPECT_EQ(article.input.record_time_ms, 1741737600000);
    last_offset_ = article.input.offset;
    waiting_.push_back({std::move(answer), article.input.offset});
  }
  void Poll() override {
    for (auto& [answer, offset] : std::exchange(waiting_, {})) {
      answer(offset % 2 == 1 ? Verdict::kDrop : Verdict::kContinue);
    }
  }
  void Committed(BatchId batch) override {
    EXPECT_EQ(batch, last_committed_ + 1);
    last_committed_ = batch;
  }
  void Aborted(BatchId) override { ADD_FAILURE(); }

 private:
  struct Waiting {
    Answer answer;
    std::int64_t offset;
  };
  std::int64_t last_offset_ = -1;
  BatchId last_committed_ = 0;
  std::vector<Waiting> waiting_;
};

/// Marks the articles that come to it.
class Mark final : public OrderedStage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor&) {}
  };
  static Result<std::unique_ptr<Mark>> Create(const Settings&) { return std::make_unique<Mark>(); }
  std::unique_ptr<Prepared> Prepare(const Article&) const override { return nullptr; }
  void Decide(BatchId, Article& article, std::unique_ptr<Prepared>, Answer answer) override {
    article.keywords = {"marked"};
    answer(Verdict::kContinue);
  }
  void Committed(BatchId) override {}
  void Aborted(BatchId) override {}
};

constexpr StageType kEcho = DescribeStage<Echo>("decode", "1.0.0", "For tests.");
constexpr StageType kLateHalf = DescribeStage<LateHalf>("dedup", "1.0.0", "For tests.");
constexpr StageType kMark = DescribeStage<Mark>("story", "1.0.0", "For tests.");

class OfflinePipelineTest : public testing::Test {
 protected:
  OfflinePipelineTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) / (std::string("nw-offline-") + test->name());
  }
  void TearDown() override { std::filesystem::remove(path_); }

  Status Run(const std::string& lines, bool suppress = false) {
    std::ofstream(path_) << lines;
    static constexpr const StageType* kTypes[] = {&kEcho, &kLateHalf, &kMark};
    const LoadResult loaded =
        LoadConfigText("stages: [decode, dedup, story]", "test", kTypes, {.offline = true});
    EXPECT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
    if (!loaded.ok()) return ConfigError("test", "");
    InputReader reader({path_}, {.format = InputFormat::kJsonl});
    OfflinePipeline pipeline(Generation::Make(loaded.config, 1),
                             {.threads = 3, .suppress = suppress, .now_ms = 1800000000000});
    return pipeline.Run(
        reader,
        [&](const RenderedBatch& batch) {
          records_ += batch.records;
          events_ += batch.event_count;
          text_ += batch.events;
          undecodable_.insert(undecodable_.end(), batch.undecodable.begin(),
                              batch.undecodable.end());
          return ++batches_ != stop_after_;
        },
        [] {});
  }

  std::string path_;
  std::size_t records_ = 0, events_ = 0;
  int batches_ = 0;
  int stop_after_ = 0;
  std::string text_;
  std::vector<Undecodable> undecodable_;
};

std::string ManyLines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i)
    lines += "line " + std::to_string(i) + std::string(200, '.') + "\n";
  return lines;
}

TEST_F(OfflinePipelineTest, KeepsInputOrder) {
  ASSERT_TRUE(Run(ManyLines(5'000)).ok());
  EXPECT_EQ(records_, 5'000U);
  EXPECT_EQ(events_, 5'000U);
  EXPECT_GT(batches_, 1);  // how many is a question of the machine
  std::size_t at = 0;
  for (int i = 0; i < 5'000; ++i) {
    at = text_.find("\"uri\":\"urn:x:" + std::to_string(i) + "\"", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(OfflinePipelineTest, AStageThatCannotBeMadeStopsTheRun) {
  Echo::throws_when_made() = true;
  const Status ran = Run("a\nb\n");
  Echo::throws_when_made() = false;
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().kind, ErrorKind::kFatal);
  EXPECT_EQ(ran.error().message, "the stages cannot be made: threw: as asked");
}

TEST_F(OfflinePipelineTest, SuppressesOnlyWhenTold) {
  ASSERT_TRUE(Run("a\nb\nc\nd\n").ok());
  EXPECT_EQ(events_, 4U);
  std::size_t marked = 0;
  for (std::size_t at = 0; (at = text_.find("marked", at)) != std::string::npos; ++at) ++marked;
  EXPECT_EQ(marked, 4U) << "what would be dropped is an event like others";
  events_ = 0;
  ASSERT_TRUE(Run("a\nb\nc\nd\n", /*suppress=*/true).ok());
  EXPECT_EQ(events_, 2U);
}

TEST_F(OfflinePipelineTest, SaysWhatCouldNotBeDecoded) {
  ASSERT_TRUE(Run("a\nbad\nc\n").ok());
  EXPECT_EQ(events_, 2U);
  ASSERT_EQ(undecodable_.size(), 1U);
  EXPECT_EQ(undecodable_[0].origin.line, 2);
  EXPECT_EQ(undecodable_[0].code, "bad");
  EXPECT_EQ(undecodable_[0].message, "it is \uFFFD bad");
  EXPECT_NE(undecodable_[0].json.find("\"line\":2,\"offset\":1,\"item\":0,\"stage\":\"decode\""),
            std::string::npos);
  EXPECT_NE(undecodable_[0].json.find("\"valueBase64\":\"YmFk\"}"), std::string::npos);
}

TEST_F(OfflinePipelineTest, SaysTheRecordOnceForAllItsItems) {
  ASSERT_TRUE(Run("two bad items\n").ok());
  ASSERT_EQ(undecodable_.size(), 2U);
  EXPECT_NE(undecodable_[0].json.find("\"valueBase64\""), std::string::npos);
  EXPECT_EQ(undecodable_[1].json.find("\"valueBase64\""), std::string::npos);
  EXPECT_NE(undecodable_[1].json.find("\"valueItem\":0}"), std::string::npos);
}

TEST_F(OfflinePipelineTest, StopsWhereAStageCannotGoOn) {
  const Status status = Run(ManyLines(3'000) + "fatal\n" + ManyLines(3'000));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "stage decode: cannot go on");
}

TEST_F(OfflinePipelineTest, StopsWhenNobodyReads) {
  stop_after_ = 2;
  ASSERT_TRUE(Run(ManyLines(5'000)).ok());
  EXPECT_EQ(batches_, 2);
}

}  // namespace
}  // namespace newswired::cli
