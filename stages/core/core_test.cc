#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/core/budget.h"
#include "stages/core/record.h"
#include "stages/core/result.h"
#include "stages/core/span.h"
#include "stages/core/stage_type.h"

namespace newswired {
namespace {

using ::testing::HasSubstr;

TEST(RawRecord, LastHeaderOfANameWins) {
  RawRecord record;
  record.headers = {{"content-type", "text/plain"}, {"x", "1"}, {"Content-Type", "text/html"}};
  ASSERT_NE(record.FindHeader("content-type"), nullptr);
  EXPECT_EQ(*record.FindHeader("content-type"), "text/html");
  EXPECT_EQ(*record.FindHeader("CONTENT-TYPE"), "text/html");
  EXPECT_EQ(record.FindHeader("content"), nullptr);
  EXPECT_EQ(record.FindHeader(""), nullptr);
}

TEST(RawRecord, HeaderWithEmptyValueIsThere) {
  RawRecord record;
  record.headers = {{"x", ""}};
  ASSERT_NE(record.FindHeader("x"), nullptr);
  EXPECT_EQ(*record.FindHeader("x"), "");
}

TEST(RawRecord, LooksForHeadersAmongTheLast) {
  RawRecord record;
  record.headers.assign(RawRecord::kMaxHeadersLookedAt, {"y", ""});
  record.headers.front() = {"x", "1"};
  EXPECT_NE(record.FindHeader("x"), nullptr);
  record.headers.push_back({"y", ""});
  EXPECT_EQ(record.FindHeader("x"), nullptr);
}

Result<int> Half(int number) {
  if (number % 2 != 0) return BadInput("odd", std::to_string(number) + " is odd");
  return number / 2;
}

Result<int> Quarter(int number) {
  NW_TRY(const int half, Half(number));
  NW_TRY(const int quarter, Half(half));
  return quarter;
}

Status NeedsQuarter(int number) {
  NW_CHECK_OK(Quarter(number));
  return Ok();
}

TEST(Result, TryBindsOrReturns) {
  ASSERT_TRUE(Quarter(8).ok());
  EXPECT_EQ(*Quarter(8), 2);
  const Result<int> failed = Quarter(6);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, "odd");
  EXPECT_EQ(failed.error().message, "3 is odd");
  EXPECT_TRUE(NeedsQuarter(4).ok());
  EXPECT_FALSE(NeedsQuarter(5).ok());
}

TEST(Result, HoldsWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 5);
}

TEST(Error, TellsWhereItRose) {
  const Error error = BadInput("odd", "3 is odd").In("line 2").In("stage decode");
  EXPECT_EQ(error.message, "stage decode: line 2: 3 is odd");
  EXPECT_EQ(error.kind, ErrorKind::kBadInput);
}

TEST(Error, KindsByConstructor) {
  EXPECT_EQ(Transient("a", "b").kind, ErrorKind::kTransient);
  EXPECT_EQ(Fatal("a", "b").kind, ErrorKind::kFatal);
  EXPECT_EQ(ConfigError("a", "b").kind, ErrorKind::kConfig);
}

TEST(Span, IsHalfOpen) {
  const Span span{.begin = 2, .end = 5};
  EXPECT_EQ(span.In("abcdef"), "cde");
  EXPECT_EQ(span.size(), 3U);
  EXPECT_FALSE(span.empty());
  EXPECT_TRUE((Span{.begin = 2, .end = 2}).empty());
}

/// Burns CPU time, not wall time: that is what budgets are about.
void Spend(std::int64_t nanos) {
  const std::int64_t until = ThreadCpuNanos() + nanos;
  while (ThreadCpuNanos() < until) {
  }
}

TEST(Budget, IsExceededOnceItsCpuTimeIsUsed) {
  Budget::Start(1'000'000);
  Spend(1'100'000);
  EXPECT_TRUE(Budget::Exceeded());
  EXPECT_EQ(Budget::MakeError().code, "budget_exceeded");
  EXPECT_THAT(Budget::MakeError().message, HasSubstr("1 ms"));
  EXPECT_EQ(Budget::MakeError().kind, ErrorKind::kBadInput);
  Budget::Start(0);
}

TEST(Budget, ZeroIsUnlimited) {
  Budget::Start(0);
  Spend(100'000);
  EXPECT_FALSE(Budget::Exceeded());
}

TEST(Budget, LargeBudgetLasts) {
  Budget::Start(3'600'000'000'000);
  EXPECT_FALSE(Budget::Exceeded());
  Budget::Start(0);
}

TEST(BudgetMeter, AsksByBytesAndByParts) {
  Budget::Start(1);
  Spend(10'000);
  BudgetMeter of_bytes;
  EXPECT_FALSE(of_bytes.Exceeded(32 * 1024));
  EXPECT_TRUE(of_bytes.Exceeded(32 * 1024));
  EXPECT_FALSE(of_bytes.Exceeded(0)) << "it asks again after as many";
  BudgetMeter of_parts;
  int parts = 0;
  while (!of_parts.Exceeded(0)) ++parts;
  EXPECT_LT(parts, 1000);
  Budget::Start(0);
}

class CountingStage final : public Stage {
 public:
  struct Settings {
    std::int64_t step = 2;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("step", step, {.doc = "How far.", .min = 1});
    }
  };
  static Result<std::unique_ptr<CountingStage>> Create(const Settings& settings) {
    if (settings.step == 13) return ConfigError("unlucky", "step 13 brings bad luck");
    return std::make_unique<CountingStage>();
  }
  Result<Verdict> Process(Article& /*article*/, Articles& /*out*/) override {
    return Verdict::kContinue;
  }
};

/// Sets every number to `number` and notes the names that it meets.
class SetNumbers final : public FieldVisitor {
 public:
  explicit SetNumbers(std::int64_t number) : number_(number) {}

  void Field(std::string_view name, bool& /*value*/, const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }
  void Field(std::string_view name, std::int64_t& value, const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
    value = number_;
  }
  void Field(std::string_view name, double& /*value*/, const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }
  void Field(std::string_view name, std::string& /*value*/, const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }
  void Field(std::string_view name, std::vector<std::string>& /*value*/,
             const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }
  void Field(std::string_view name, std::map<std::string, std::string>& /*value*/,
             const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }

  std::vector<std::string> names;

 protected:
  std::size_t BeginList(std::string_view /*name*/, const FieldSpec& /*spec*/) override { return 0; }
  void BeginListItem(std::size_t /*index*/) override {}
  void EndListItem() override {}
  void EndList() override {}
  void BeginGroup(std::string_view name, const FieldSpec& /*spec*/) override {
    names.emplace_back(name);
  }
  void EndGroup() override {}

 private:
  std::int64_t number_;
};

class WindowedStage final : public Stage {
 public:
  struct Settings {
    std::int64_t window_hours = 1;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("window_hours", window_hours, {.doc = "How far back."});
    }
  };
  static Result<std::unique_ptr<WindowedStage>> Create(const Settings& /*settings*/) {
    return std::make_unique<WindowedStage>();
  }
  Result<Verdict> Process(Article& /*article*/, Articles& /*out*/) override {
    return Verdict::kContinue;
  }
};

constexpr StageType kCounting = DescribeStage<CountingStage>("counting", "1.0", "Counts.");

TEST(DescribeStage, DescribesWithoutBuilding) {
  SetNumbers visitor(13);
  kCounting.describe(visitor);
  EXPECT_THAT(visitor.names, ::testing::ElementsAre("step"));
  EXPECT_FALSE(kCounting.ordered);
}

TEST(DescribeStage, FactoryMakesOneInstanceAfterAnother) {
  SetNumbers visitor(3);
  const Result<StageFactory> factory = kCounting.configure(visitor);
  ASSERT_TRUE(factory.ok());
  EXPECT_FALSE(factory->ordered);
  EXPECT_NE(factory->stateless(), factory->stateless());
}

TEST(DescribeStage, TellsHowFarBackAStageCompares) {
  SetNumbers visitor(48);
  EXPECT_EQ(
      DescribeStage<WindowedStage>("windowed", "1", "").configure(visitor).value().window_hours,
      48);
  SetNumbers step(3);
  EXPECT_EQ(kCounting.configure(step).value().window_hours, 0);
}

TEST(DescribeStage, RefusalComesFromTheProbe) {
  SetNumbers visitor(13);
  const Result<StageFactory> factory = kCounting.configure(visitor);
  ASSERT_FALSE(factory.ok());
  EXPECT_EQ(factory.error().message, "step 13 brings bad luck");
}

}  // namespace
}  // namespace newswired
