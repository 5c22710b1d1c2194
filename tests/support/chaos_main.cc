// newswired-chaos: `newswired run` with places where a test can stop or kill it, and with a stage
// that misbehaves, one that filters behind dedup, and one whose memory differs from process to
// process.
//
//   NEWSWIRED_FAILPOINT=NAME:HIT:ACTION   at the HIT-th time that NAME is reached (after_produce,
//                                         after_flush, after_send_offsets, after_commit,
//                                         before_produce, before_give_back; before_claim,
//                                         after_claim, before_confirmation, after_confirmation;
//                                         during_snapshot, during_restore): ACTION kill
//                                         (SIGKILL) or stop (SIGSTOP).
//                                         With before_produce a batch sends nothing until the one
//                                         before it has ended: the place is between EndTxn of one
//                                         producer and the first record of the other
//   NEWSWIRED_LEDGER_REPEAT_MS=N          the ledger's control record is repeated after that time
//   NEWSWIRED_BEGIN_REBALANCES=0          static members that come back begin no rebalance
//   NEWSWIRED_TRUST_PRODUCERS=1           control: suspect producers are used on

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/service/service.h"
#include "stages/core/budget.h"
#include "stages/core/builtin_stages.h"
#include "stages/core/settings.h"
#include "stages/core/shared_memory.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"

namespace newswired {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before the first thread
  return value == nullptr ? "" : value;
}

class EnvironmentFailPoints final : public kafka::FailPoints {
 public:
  EnvironmentFailPoints() : trust_(Environment("NEWSWIRED_TRUST_PRODUCERS") == "1") {
    const std::string text = Environment("NEWSWIRED_FAILPOINT");
    const std::size_t first = text.find(':');
    const std::size_t second = text.find(':', first + 1);
    if (second == std::string::npos) return;
    name_ = text.substr(0, first);
    left_ = std::stoi(text.substr(first + 1, second - first - 1));
    signal_ = text.substr(second + 1) == "stop" ? SIGSTOP : SIGKILL;
  }

  void Reach(std::string_view name) override {
    // To this very thread: by kill() another one may take it, while this one runs on for a moment
    // and does what it was to be stopped before.
    if (name == name_ && --left_ == 0) raise(signal_);
  }
  [[nodiscard]] bool trust_producers() const override { return trust_; }
  [[nodiscard]] bool wait_for_commit() const override { return name_ == "before_produce"; }

 private:
  const bool trust_;
  std::string name_;
  std::atomic<int> left_{0};
  int signal_ = SIGKILL;
};

/// Does what a stage must not do, when the body asks for it.
class Misbehave final : public Stage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor& /*v*/) {}
  };

  static Result<std::unique_ptr<Misbehave>> Create(const Settings& /*settings*/) {
    return std::make_unique<Misbehave>();
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    if (article.body.find("CHAOS-THROW") != std::string::npos) throw std::runtime_error("thrown");
    if (article.body.find("CHAOS-OVERRUN") != std::string::npos) {
      while (!Budget::Exceeded()) {
      }
      return Budget::MakeError();
    }
    return Verdict::kContinue;
  }
};

constexpr StageType kMisbehaveStage =
    DescribeStage<Misbehave>("misbehave", "1.0.0", "Throws and overruns on request.");

/// A shared memory that is not the same in all processes: each remembers what it drew itself.
class CoinMemory final : public SharedMemory {
 public:
  Result<Judged> Judge(const ClaimHead& /*head*/, std::int64_t /*append_ms*/,
                       std::string_view /*claim*/, Article& /*article*/) override {
    ++articles_;
    state_ = state_ * 31 + drawn_;
    return Judged{};
  }
  Status Confirm(const ClaimHead& /*head*/, std::string_view /*outcome*/,
                 bool /*published*/) override {
    return Ok();
  }
  [[nodiscard]] std::uint64_t Hash() const override { return state_; }
  void Save(StateWriter& writer) const override {
    writer.Put(state_);
    writer.Put(articles_);
  }
  [[nodiscard]] bool Load(StateReader& reader) override {
    return reader.Get(state_) && reader.Get(articles_);
  }
  [[nodiscard]] std::size_t articles() const override { return articles_; }
  [[nodiscard]] std::size_t bytes() const override { return sizeof *this; }

 private:
  const std::uint64_t drawn_ = std::random_device{}();
  std::uint64_t state_ = 0;
  std::size_t articles_ = 0;
};

class Coin final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "global";
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope, {.doc = "Its memory is shared.", .choices = {"global"}});
    }
  };

  static Result<std::unique_ptr<Coin>> Create(const Settings& /*settings*/) {
    return std::make_unique<Coin>();
  }
  static std::unique_ptr<SharedMemory> NewMemory(const Settings& /*settings*/) {
    return std::make_unique<CoinMemory>();
  }

  std::unique_ptr<Prepared> Prepare(const Article& /*article*/) const override {
    return std::make_unique<Prepared>();
  }
  void Decide(BatchId /*batch*/, Article& /*article*/, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    answer(Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override {}
  void Aborted(BatchId /*batch*/) override {}
};

constexpr StageType kCoinStage =
    DescribeStage<Coin>("coin", "1.0.0", "Remembers something else in each process.");

/// A filter that stands behind dedup: drops articles whose title asks for it.
class Filter final : public OrderedStage {
 public:
  struct Settings {
    template <class Visitor>
    void Visit(Visitor& /*v*/) {}
  };

  static Result<std::unique_ptr<Filter>> Create(const Settings& /*settings*/) {
    return std::make_unique<Filter>();
  }

  std::unique_ptr<Prepared> Prepare(const Article& /*article*/) const override {
    return std::make_unique<Prepared>();
  }
  void Decide(BatchId /*batch*/, Article& article, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    const bool asked = article.title.find("CHAOS-DROP") != std::string::npos;
    answer(asked ? Verdict::kDrop : Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override {}
  void Aborted(BatchId /*batch*/) override {}
};

constexpr StageType kFilterStage =
    DescribeStage<Filter>("filter", "1.0.0", "Drops articles on request.");

std::vector<const StageType*> ChaosStages() {
  std::vector<const StageType*> stages(BuiltinStages().begin(), BuiltinStages().end());
  stages.push_back(&kMisbehaveStage);
  stages.push_back(&kCoinStage);
  stages.push_back(&kFilterStage);
  return stages;
}

int Main(int argc, char** argv) {
  if (argc != 4 || std::string_view(argv[1]) != "run" || std::string_view(argv[2]) != "-c") {
    std::cerr << "usage: newswired-chaos run -c FILE\n";
    return 2;
  }
  const std::vector<const StageType*> stages = ChaosStages();
  const LoadResult loaded = LoadConfig(argv[3], stages);
  if (!loaded.ok()) {
    std::cerr << FormatProblems(loaded.problems);
    return 2;
  }
  EnvironmentFailPoints failpoints;
  ServiceOptions options{.failpoints = &failpoints};
  const std::string repeat = Environment("NEWSWIRED_LEDGER_REPEAT_MS");
  options.begin_rebalances = Environment("NEWSWIRED_BEGIN_REBALANCES") != "0";
  if (!repeat.empty()) options.repeat_control_after = std::chrono::milliseconds(std::stoi(repeat));
  return RunService(loaded.config, options);
}

}  // namespace
}  // namespace newswired

int main(int argc, char** argv) { return newswired::Main(argc, argv); }
