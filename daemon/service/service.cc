#include "daemon/service/service.h"

#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <future>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "daemon/config/rules.h"
#include "daemon/event/build_name.h"
#include "daemon/kafka/admin.h"
#include "daemon/kafka/begin_rebalance.h"
#include "daemon/kafka/client_config.h"
#include "daemon/kafka/lane.h"
#include "daemon/kafka/ledger_client.h"
#include "daemon/kafka/ledger_rules.h"
#include "daemon/kafka/start_check.h"
#include "daemon/ledger/snapshot.h"
#include "daemon/ops/health.h"
#include "daemon/ops/http_server.h"
#include "daemon/ops/logging.h"
#include "daemon/ops/metrics.h"
#include "daemon/ops/service_manager.h"
#include "daemon/pipeline/worker_pool.h"
#include "daemon/service/exit_code.h"
#include "daemon/service/observers.h"

namespace newswired {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTurn{100};
/// After an abort nothing waits for brokers any more but the client library's own destructors.
constexpr milliseconds kAbortGrace{5'000};
/// Between two looks whether the brokers are there.
constexpr milliseconds kBrokersPause{1'000};

/// How long the brokers may take to forget a static member, beyond its session.
constexpr milliseconds kForgetMember{3'000};
constexpr milliseconds kAskTimeout{5'000};
/// Dead members hold a rebalance up for a session, and those that give much back for half of one.
constexpr int kJoinSessions = 3;

/// From a half to a whole session, at random: of processes that start together one is the first,
/// and the rebalance that it begins is one for all.
milliseconds RebalancePause(milliseconds session) {
  std::random_device device;
  return milliseconds(
      std::uniform_int_distribution<std::int64_t>(session.count() / 2, session.count())(device));
}

/// One lane, its thread and how it ended.
struct RunningLane {
  int number = 0;
  std::unique_ptr<LaneMetrics> metrics;
  std::unique_ptr<kafka::Lane> lane;
  std::thread thread;
  std::atomic<bool> ended{false};
  bool seen = false;
  kafka::LaneExit exit = kafka::LaneExit::kDrained;
  /// Fenced: when to ask whether another process has its place, and the answer.
  std::optional<Clock::time_point> ask_at;
  std::future<Result<bool>> replaced;
};

/// The signals are taken by Next() alone, never by a handler. Block them before the first thread
/// starts.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  /// The next one within `timeout`, or nothing.
  [[nodiscard]] std::optional<int> Next(milliseconds timeout) const {
    const timespec wait{.tv_sec = timeout.count() / 1000,
                        .tv_nsec = timeout.count() % 1000 * 1'000'000};
    const int signal = sigtimedwait(&set_, nullptr, &wait);
    return signal > 0 ? std::optional(signal) : std::nullopt;
  }

 private:
  sigset_t set_{};
};

class Service {
 public:
  Service(std::shared_ptr<const Config> config, const ServiceOptions& options)
      : config_(std::move(config)),
        options_(options),
        generation_(Generation::Make(config_, 1)),
        health_(options.stalled_after),
        stage_metrics_(metrics_) {}

  int Run();

 private:
  std::optional<kafka::StartFacts> AwaitBrokers();
  bool AwaitLedger();
  Status OpenLedger();
  void FollowLedger();
  void NoteLedger();
  void StartLanes(const kafka::StartFacts& facts);
  void StartLane(RunningLane& running);
  void AskForPlaces();
  void ShareOutPartitions();
  void Supervise();
  void TakeSignals(milliseconds timeout);
  void NoteEnded();
  void Stop(int exit_code);
  void AbortAll(const char* why);
  void TellServiceManager();

  const std::shared_ptr<const Config> config_;
  const ServiceOptions options_;
  std::shared_ptr<const Generation> generation_;  // constant once lanes run
  const Signals signals_;
  ops::Metrics metrics_;
  ops::Health health_;
  StageMetrics stage_metrics_;
  kafka::TopicLimits limits_;  // constant once lanes run
  std::unique_ptr<WorkerPool> pool_;
  std::unique_ptr<LedgerMetrics> ledger_metrics_;
  std::unique_ptr<kafka::KafkaLedger> ledger_;  // null: no stage shares its memory
  std::vector<std::unique_ptr<RunningLane>> lanes_;
  std::optional<Clock::time_point> rebalance_at_;
  std::future<Status> rebalance_;
  std::atomic<bool> stopping_ = false;
  std::optional<Clock::time_point> deadline_;  // drain, then abort
  bool aborted_ = false;
  int exit_code_ = cli::kExitOk;
  Clock::time_point next_watchdog_;
};

/// Each thread's own heap would keep what others could use: with two dozen threads, as much again
/// as memory_limit_mib allows.
void ShareHeaps() { mallopt(M_ARENA_MAX, 2); }

/// A stage that looks back, and shares no memory, sees less than its users may expect.
void TellLimits(const Config& config) {
  for (const StageConfig& stage : config.stages) {
    if (stage.factory.window_hours == 0 || stage.factory.memory) continue;
    spdlog::warn(
        "{}: `scope: lane`: articles are compared within one lane and since its start alone; "
        "copies "
        "in partitions of other lanes, and of what came before a restart or rebalance, are missed",
        stage.type->name);
  }
}

int Service::Run() {
  ShareHeaps();
  ops::StartLogging(config_->log.level, config_->log.format);
  ops::RedactInLogs(config_->secrets);
  health_.Redact(config_->secrets);
  spdlog::info("newswired: {}, {}, group {}", config_->path, config_->delivery,
               config_->input.group);
  TellLimits(*config_);
  metrics_
      .GetGauge("newswired_build_info", "1, with the version as a label.",
                {{"version", std::string(BuildName())}, {"librdkafka", kafka::LibraryVersion()}})
      .Set(1);
  health_.SetReason("start", "waits for the brokers");
  std::unique_ptr<ops::HttpServer> http;
  if (config_->http.listen != "off") {
    auto started = ops::HttpServer::Start(config_->http.listen, metrics_, health_);
    if (!started.ok()) {
      spdlog::error("{}", started.error().message);
      return cli::kExitUsage;
    }
    http = std::move(started).value();
    if (options_.listening) options_.listening(http->address());
  }
  const auto facts = AwaitBrokers();
  if (facts && AwaitLedger()) {
    StartLanes(*facts);
    health_.SetReason("start", "");
    ops::ServiceManager::Ready();
    Supervise();
    for (auto& running : lanes_) running->thread.join();
  }
  lanes_.clear();
  ledger_.reset();
  http.reset();  // it logs
  spdlog::info("newswired: stopped");
  return exit_code_;
}

// What the brokers tell, once topics are as they have to be; nothing: the service ends.
// Brokers that are away are waited for, topics that are wrong are the operator's to mend.
std::optional<kafka::StartFacts> Service::AwaitBrokers() {
  while (!stopping_) {
    auto checking = std::async(std::launch::async, [this] { return kafka::CheckStart(*config_); });
    while (checking.wait_for(kTurn) != std::future_status::ready) {
      TakeSignals(milliseconds(0));
      TellServiceManager();
    }
    const Result<kafka::StartFacts> facts = checking.get();
    if (stopping_) break;
    if (facts.ok()) {
      for (const std::string& warning : facts->warnings) {
        spdlog::log(options_.mock_brokers ? spdlog::level::info : spdlog::level::warn, "{}",
                    warning);
      }
      return *facts;
    }
    if (facts.error().kind != ErrorKind::kTransient) {
      spdlog::error("{}", facts.error().message);
      exit_code_ = cli::kExitUsage;
      break;
    }
    spdlog::warn("{}", facts.error().message);
    health_.SetReason("start", "waits for the brokers: " + facts.error().message);
    ops::ServiceManager::Ready();  // it would be ended as one that hangs
    const Clock::time_point again = Clock::now() + kBrokersPause;
    while (!stopping_ && Clock::now() < again) {
      TakeSignals(kTurn);
      TellServiceManager();
    }
  }
  return std::nullopt;
}

// Until what it says of the past is known; false: the service ends. A long log takes minutes.
bool Service::AwaitLedger() {
  if (!config_->shares_memory()) return true;
  if (Status opened = OpenLedger(); !opened.ok()) {
    spdlog::error("{}", opened.error().message);
    exit_code_ = cli::kExitUsage;
    return false;
  }
  health_.SetReason("start", "waits for the ledger");
  ops::ServiceManager::Ready();  // it would be ended as one that hangs
  while (!stopping_) {
    const kafka::KafkaLedger::Standing standing = ledger_->standing();
    if (standing.failure) {
      exit_code_ = standing.failure->kind == ErrorKind::kConfig ? cli::kExitUsage : cli::kExitFatal;
      return false;
    }
    if (standing.ready) {
      FollowLedger();
      return true;
    }
    TakeSignals(kTurn);
    TellServiceManager();
  }
  return false;
}

Status Service::OpenLedger() {
  NW_TRY(std::string snapshot, SnapshotFile(*config_));
  ledger_metrics_ = std::make_unique<LedgerMetrics>(metrics_, health_);
  kafka::KafkaLedger::Options options;
  options.topic = config_->ledger_topic();
  options.group = config_->ledger_group();
  options.stages = SharedStages(*config_);
  options.producer_conf = [this] { return kafka::LedgerProducerConf(*config_); };
  options.consumer_conf = [this] { return kafka::LedgerConsumerConf(*config_); };
  options.observer = ledger_metrics_.get();
  options.failpoints = options_.failpoints;
  options.allow_create_time = options_.mock_brokers;
  options.repeat_after = options_.repeat_control_after;
  options.snapshot = std::move(snapshot);
  ledger_ = std::make_unique<kafka::KafkaLedger>(std::move(options));
  return Ok();
}

// All processes judge by the rules that the ledger has, whatever their files say.
void Service::FollowLedger() {
  const std::string differences = ledger_->differences();
  if (!differences.empty()) {
    spdlog::warn("ledger: {} has other rules than {}, and they are followed: {}; {}",
                 config_->ledger_topic(), config_->path, differences, kafka::kAdoptRemedy);
  }
  auto followed = std::make_shared<Config>(*config_);
  const std::vector<StageFactory> factories = ledger_->factories();
  auto next = factories.begin();
  for (StageConfig& stage : followed->stages) {
    if (stage.factory.memory) stage.factory = *next++;
  }
  generation_ = Generation::Make(std::move(followed), 1, /*shares_memory=*/true);
}

// Without it nothing can be judged, and so nothing be finished.
void Service::NoteLedger() {
  if (!ledger_ || aborted_ || !ledger_->standing().failure) return;
  Stop(cli::kExitFatal);
  AbortAll("the ledger has failed");
}

void Service::StartLanes(const kafka::StartFacts& facts) {
  limits_ = facts.limits;
  pool_ = std::make_unique<WorkerPool>(static_cast<std::size_t>(config_->workers), &stage_metrics_);
  auto lanes = static_cast<int>(LaneCount(*config_, std::thread::hardware_concurrency()));
  if (config_->lanes == 0) lanes = std::clamp(facts.partitions, 1, lanes);
  for (int i = 0; i < lanes; ++i) {
    auto running = std::make_unique<RunningLane>();
    running->number = i;
    running->metrics = std::make_unique<LaneMetrics>(i, metrics_, health_);
    lanes_.push_back(std::move(running));
  }
  for (auto& running : lanes_) StartLane(*running);
}

void Service::StartLane(RunningLane& running) {
  const int number = running.number;
  running.metrics->NotReady("starts");  // here, so that there is no moment without a reason
  const kafka::LaneBudgets budgets = kafka::BudgetsOf(*config_, static_cast<int>(lanes_.size()));
  kafka::Lane::Options options;
  options.number = number;
  options.config = config_;
  options.generation = [this] { return generation_; };
  options.consumer_conf = [this, number, budgets] {
    return kafka::ConsumerConf(*config_, number, budgets);
  };
  options.producer_conf = [this, number, budgets](const std::string& transactional_id) {
    return kafka::ProducerConf(*config_, number, budgets, transactional_id, limits_);
  };
  options.max_dead_letter_bytes =
      static_cast<std::size_t>(kafka::MaxDeadLetterBytes(*config_, budgets, limits_));
  options.pool = pool_.get();
  options.ledger = ledger_.get();
  options.observer = running.metrics.get();
  options.stage_observer = &stage_metrics_;
  options.failpoints = options_.failpoints;
  options.in_flight_bytes = static_cast<std::size_t>(budgets.in_flight);
  options.suspect_after = milliseconds(kafka::kSuspectAfterMs);
  running.seen = false;
  running.ended = false;
  running.lane = std::make_unique<kafka::Lane>(std::move(options));
  running.thread = std::thread([lane = &running] {
    lane->exit = lane->lane->Run();
    lane->ended = true;
  });
}

// A lane whose place in the group was given away starts again where nobody has that place: brokers
// that stood still for longer than a session take a repeated JoinGroup of ours for another process.
void Service::AskForPlaces() {
  for (auto& running : lanes_) {
    if (!running->ask_at || Clock::now() < *running->ask_at) continue;
    if (!running->replaced.valid()) {
      running->replaced =
          std::async(std::launch::async,
                     [config = config_,
                      id = kafka::GroupInstanceId(*config_, running->number)]() -> Result<bool> {
                       NW_TRY(kafka::Admin admin, kafka::Admin::Connect(*config, kAskTimeout));
                       return admin.HasMember(config->input.group, id);
                     });
    }
    if (running->replaced.wait_for(milliseconds(0)) != std::future_status::ready) continue;
    const Result<bool> replaced = running->replaced.get();
    if (!replaced.ok()) {
      spdlog::warn("lane {}: {}", running->number, replaced.error().message);
      running->ask_at = Clock::now() + kBrokersPause;
      continue;
    }
    running->ask_at.reset();
    if (*replaced) {
      spdlog::error("lane {}: another process has its place", running->number);
      Stop(cli::kExitFenced);
    } else if (!stopping_) {
      spdlog::warn("lane {}: nobody else has its place: starts again", running->number);
      running->thread.join();
      StartLane(*running);
    }
  }
}

// A static member that comes back is given what its predecessor had, without a rebalance; what that
// was about to give back would be nobody's until the next one. That one is ours to begin, unless
// something else does.
void Service::ShareOutPartitions() {
  if (rebalance_.valid()) {
    if (rebalance_.wait_for(milliseconds(0)) != std::future_status::ready) return;
    if (const Status begun = rebalance_.get(); !begun.ok()) {
      spdlog::warn("newswired: {}", begun.error().message);
    }
    rebalance_at_.reset();
  }
  const bool wanted = !stopping_ && options_.begin_rebalances && !options_.mock_brokers &&
                      !config_->input.instance_id.empty() && kafka::CanBeginRebalance() &&
                      std::any_of(lanes_.begin(), lanes_.end(), [](const auto& running) {
                        return !running->ended && running->lane->assignments() == 1;
                      });
  if (!wanted) {
    rebalance_at_.reset();
  } else if (!rebalance_at_) {
    rebalance_at_ = Clock::now() + RebalancePause(milliseconds(config_->input.session_timeout_ms));
  } else if (Clock::now() >= *rebalance_at_) {
    spdlog::info("newswired: begins a rebalance, lest partitions that were to move be nobody's");
    rebalance_ = std::async(std::launch::async, [this] {
      return kafka::BeginRebalance(*config_,
                                   kJoinSessions * milliseconds(config_->input.session_timeout_ms),
                                   [this] { return stopping_.load(); });
    });
  }
}

void Service::Supervise() {
  const auto all_ended = [this] {
    return !rebalance_.valid() &&
           std::all_of(lanes_.begin(), lanes_.end(), [this](const auto& running) {
             return running->ended.load() && (stopping_ || !running->ask_at);
           });
  };
  while (!all_ended()) {
    TakeSignals(kTurn);
    NoteEnded();
    NoteLedger();
    AskForPlaces();
    ShareOutPartitions();
    TellServiceManager();
    if (!deadline_ || Clock::now() < *deadline_) continue;
    if (!aborted_) {
      AbortAll("drain_timeout_ms has passed");
    } else {
      // Safe: what is open is aborted by the brokers and redone by the next owner.
      spdlog::error("newswired: clients do not close, leaving");
      // The logger stays: lanes and clients still use it.
      std::_Exit(exit_code_);
    }
  }
  NoteEnded();
}

void Service::TakeSignals(milliseconds timeout) {
  if (!options_.take_signals) {
    std::this_thread::sleep_for(timeout);
  } else if (const auto signal = signals_.Next(timeout)) {
    if (*signal == SIGHUP) {
      spdlog::warn("newswired: no reload yet: restart to read the configuration");
    } else if (stopping_) {
      AbortAll("second signal");
    } else {
      spdlog::info("newswired: SIG{}, draining", sigabbrev_np(*signal));
      Stop(cli::kExitOk);
    }
  }
  if (!stopping_ && options_.stop && options_.stop()) Stop(cli::kExitOk);
}

void Service::NoteEnded() {
  std::size_t quarantined = 0;
  for (auto& running : lanes_) {
    if (!running->ended) continue;
    if (running->exit == kafka::LaneExit::kQuarantined) ++quarantined;
    if (running->seen) continue;
    running->seen = true;
    running->metrics->Ended();
    switch (running->exit) {
      case kafka::LaneExit::kConfig:
        Stop(cli::kExitUsage);
        break;
      case kafka::LaneExit::kFatal:
        Stop(cli::kExitFatal);
        break;
      case kafka::LaneExit::kFenced:
        running->metrics->NotReady("its place in the group was given away: waits to see to whom");
        running->ask_at =
            Clock::now() + milliseconds(config_->input.session_timeout_ms) + kForgetMember;
        break;
      case kafka::LaneExit::kQuarantined:
        running->metrics->NotReady("quarantined: " + running->lane->error().message);
        break;
      case kafka::LaneExit::kDrained:
      case kafka::LaneExit::kAborted:
        break;
    }
  }
  if (quarantined == lanes_.size()) Stop(cli::kExitFatal);
}

void Service::Stop(int exit_code) {
  exit_code_ = std::max(exit_code_, exit_code);
  if (stopping_) return;
  stopping_ = true;
  ops::ServiceManager::Stopping();
  deadline_ = Clock::now() + milliseconds(config_->drain_timeout_ms);
  for (auto& running : lanes_) running->lane->Stop();
}

void Service::AbortAll(const char* why) {
  if (aborted_) return;
  spdlog::warn("newswired: {}, aborting what is open", why);
  aborted_ = true;
  if (exit_code_ == cli::kExitOk) exit_code_ = cli::kExitDrainAborted;
  deadline_ = Clock::now() + kAbortGrace;
  if (ledger_) ledger_->Abort();
  for (auto& running : lanes_) running->lane->Abort();
}

void Service::TellServiceManager() {
  const auto interval = ops::ServiceManager::WatchdogInterval();
  if (!interval || Clock::now() < next_watchdog_) return;
  next_watchdog_ = Clock::now() + *interval;
  if (health_.Stalled().empty()) ops::ServiceManager::KickWatchdog();
  const std::vector<std::string> reasons = health_.NotReady();
  ops::ServiceManager::Status(reasons.empty() ? "ready" : reasons.front());
}

}  // namespace

int RunService(const std::shared_ptr<const Config>& config, const ServiceOptions& options) {
  return Service(config, options).Run();
}

}  // namespace newswired
