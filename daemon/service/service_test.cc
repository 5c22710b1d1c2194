#include "daemon/service/service.h"

#include <gmock/gmock.h>
#include <httplib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/config/fake_stages_for_test.h"
#include "daemon/config/load.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/ledger/machine.h"
#include "daemon/service/exit_code.h"

// The whole daemon in this process, over a mock cluster, as systemd sees it.

namespace newswired {
namespace {

using kafka::MockCluster;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr int kLeaderNotAvailable = 5;  // Kafka's numbers
constexpr std::int16_t kProduce = 0;

/// systemd's end of the notification socket.
class NotifySocket {
 public:
  NotifySocket() {
    const std::string name = "newswired-service-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    const timeval patience{.tv_sec = 30};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    setenv("WATCHDOG_USEC", "200000", 1);
  }
  ~NotifySocket() {
    Close();
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC"}) unsetenv(name);
  }
  /// Nobody listens any more. A full queue of messages would hold up whoever sends another.
  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  /// The next message, or "" after 30 s.
  std::string Next() const {
    std::array<char, 1024> buffer{};
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }
  /// Whether a message comes that contains `text`, among not too many others.
  bool Await(std::string_view text) const {
    for (int i = 0; i < 1000; ++i) {
      const std::string message = Next();
      if (message.empty()) return false;
      if (message.find(text) != std::string::npos) return true;
    }
    return false;
  }

 private:
  int socket_ = -1;
};

/// Holds whoever reaches it.
class Gate final : public kafka::FailPoints {
 public:
  void Reach(std::string_view name) override {
    if (name != "after_produce") return;
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

const std::array<const StageType*, 2> kStages = {&testing::kDecode, &testing::kShare};

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cluster = MockCluster::Start();
    ASSERT_TRUE(cluster.ok());
    cluster_ = std::move(cluster).value();
    cluster_->CreateTopic("in", 4);
    cluster_->CreateTopic("out", 1);
    cluster_->CreateTopic("dead", 1);
  }
  void TearDown() override { Stop(); }

  void Start(ServiceOptions options = {}, const std::string& more = "lanes: 1\n") {
    const std::string yaml = "kafka: {brokers: '" + cluster_->bootstrap() +
                             "'}\n"
                             "input: {topics: [in], group: g, session_timeout_ms: 6000}\n"
                             "output: {topic: out, dead_letter_topic: dead}\n"
                             "http: {listen: '127.0.0.1:0'}\n" +
                             (more.find("stages:") == std::string::npos ? "stages: []\n" : "") +
                             more;
    const LoadResult loaded = LoadConfigText(yaml, "test.yaml", kStages);
    ASSERT_TRUE(loaded.ok()) << FormatProblems(loaded.problems);
    options.stop = [this] { return stop_.load(); };
    options.listening = [this](const std::string& address) {
      port_ = std::stoi(address.substr(address.rfind(':') + 1));
    };
    thread_ = std::thread(
        [this, config = loaded.config, options] { exit_code_ = RunService(config, options); });
  }
  void Stop() {
    if (!thread_.joinable()) return;
    stop_ = true;
    systemd_.Close();
    thread_.join();
  }
  void Send() { ASSERT_TRUE(cluster_->Send({{.topic = "in", .partition = 0, .value = "x"}}).ok()); }
  /// Records in the output, as soon as there is one.
  std::size_t Published() {
    const auto read = cluster_->Read({"out"}, 1, 20'000);
    return read.ok() ? read->size() : 0;
  }

  NotifySocket systemd_;
  Gate gate_;  // outlives the service
  std::unique_ptr<MockCluster> cluster_;
  std::atomic<bool> stop_{false};
  std::atomic<int> port_{0};
  int exit_code_ = -1;
  std::thread thread_;
};

TEST_F(ServiceTest, WaitsForBrokersAsOneThatLives) {
  cluster_->SetTopicError("out", kLeaderNotAvailable);
  Send();
  Start();
  EXPECT_TRUE(systemd_.Await("READY=1"));
  EXPECT_TRUE(systemd_.Await("STATUS=start: waits for the brokers"));
  EXPECT_TRUE(systemd_.Await("WATCHDOG=1"));
  cluster_->SetTopicError("out", 0);
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  EXPECT_EQ(Published(), 1U);
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
}

TEST_F(ServiceTest, StopsWhileItWaitsForBrokers) {
  cluster_->SetTopicError("out", kLeaderNotAvailable);
  Start();
  EXPECT_TRUE(systemd_.Await("STATUS=start: waits for the brokers"));
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
}

TEST_F(ServiceTest, ALaneThatHangsStopsTheWatchdog) {
  Start({.stalled_after = milliseconds(1'000), .failpoints = &gate_});
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  EXPECT_TRUE(systemd_.Await("WATCHDOG=1"));
  Send();
  // Each status follows the watchdog's message, while there is one.
  int silent = 0;
  for (int i = 0; i < 1000 && silent < 3; ++i) {
    const std::string message = systemd_.Next();
    if (message.starts_with("STATUS=")) ++silent;
    if (message == "WATCHDOG=1") silent = 0;
  }
  EXPECT_EQ(silent, 3);
  gate_.Open();
  EXPECT_TRUE(systemd_.Await("WATCHDOG=1"));
}

TEST_F(ServiceTest, HangupIsNoReasonToStop) {
  Start();
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  pthread_kill(thread_.native_handle(), SIGHUP);
  Send();
  EXPECT_EQ(Published(), 1U);
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
}

TEST_F(ServiceTest, HasAsManyLanesAsMemoryAllows) {
  if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "one lane in any case";
  Start({},
        "lanes: 0\nmemory_limit_mib: 128\n");  // batch.max_bytes: 32 MiB, of which a lane needs 4
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  httplib::Client client("127.0.0.1", port_);
  const auto answer = client.Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->body, ::testing::HasSubstr("newswired_lane_partitions{lane=\"0\"} 4"));
  EXPECT_THAT(answer->body, ::testing::Not(::testing::HasSubstr("lane=\"1\"")));
}

/// Stages of which one shares its memory.
constexpr const char* kSharing = "lanes: 1\nstages: [decode, share: {scope: global}]\n";

TEST_F(ServiceTest, LanesStartWhenTheLedgerIsRead) {
  cluster_->CreateTopic("g.ledger", 1);
  Start({.mock_brokers = true}, kSharing);
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  const auto written = cluster_->Read({"g.ledger"}, 1, 20'000);
  ASSERT_TRUE(written.ok());
  ASSERT_EQ(written->size(), 1U);
  const auto record = DecodeLedgerRecord(*written->front().value);
  ASSERT_TRUE(record.ok());
  const auto* control = std::get_if<ControlRecord>(&*record);
  ASSERT_NE(control, nullptr);
  EXPECT_EQ(control->group, "g");
  EXPECT_EQ(control->stages.at(0).rules, "window_hours=24");
  Send();
  EXPECT_EQ(Published(), 1U);
  httplib::Client client("127.0.0.1", port_);
  const auto answer = client.Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->body, HasSubstr("newswired_ledger_control_records_total 1"));
  EXPECT_THAT(answer->body, HasSubstr("newswired_ledger_claims_total 1"));
  EXPECT_THAT(answer->body, HasSubstr("newswired_ledger_verdict_seconds_count 1"));
  EXPECT_THAT(answer->body, HasSubstr("newswired_ledger_articles{stage=\"share\"} 0"));
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
}

TEST_F(ServiceTest, ArticlesAreClaimedAndConfirmedInTheLedger) {
  cluster_->CreateTopic("g.ledger", 1);
  Send();
  Start({.mock_brokers = true}, kSharing);
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  systemd_.Close();
  const auto written = cluster_->Read({"g.ledger"}, 3, 20'000);
  ASSERT_TRUE(written.ok());
  ASSERT_EQ(written->size(), 3U);
  const auto claim = DecodeLedgerRecord(*written->at(1).value);
  const auto confirmation = DecodeLedgerRecord(*written->at(2).value);
  ASSERT_TRUE(claim.ok() && std::holds_alternative<ClaimRecord>(*claim));
  ASSERT_TRUE(confirmation.ok());
  const auto* confirmed = std::get_if<ConfirmationRecord>(&*confirmation);
  ASSERT_NE(confirmed, nullptr);
  EXPECT_EQ(confirmed->claim, 1);
  EXPECT_TRUE(confirmed->published);
}

TEST_F(ServiceTest, ALedgerThatChangesEndsTheService) {
  cluster_->CreateTopic("g.ledger", 1);
  Start({.mock_brokers = true}, kSharing);
  EXPECT_TRUE(systemd_.Await("STATUS=ready"));
  ControlRecord change{.group = "g", .generation = 2, .window_ms = 1, .previous = 0};
  change.stages = {{.name = "share", .version = "1.0", .rules = "window_hours=48"}};
  ASSERT_TRUE(
      cluster_->Send({{.topic = "g.ledger", .partition = 0, .value = Encode(change)}}).ok());
  systemd_.Close();
  thread_.join();
  EXPECT_EQ(exit_code_, cli::kExitFatal);
}

TEST_F(ServiceTest, ALedgerThatCannotBeFollowedIsTheOperatorsToMend) {
  cluster_->CreateTopic("g.ledger", 1);
  ControlRecord other{.group = "g", .window_ms = 1};
  other.stages = {{.name = "share", .version = "2.0", .rules = "window_hours=48"}};
  ASSERT_TRUE(cluster_->Send({{.topic = "g.ledger", .partition = 0, .value = Encode(other)}}).ok());
  Start({.mock_brokers = true}, kSharing);
  systemd_.Close();
  thread_.join();
  EXPECT_EQ(exit_code_, cli::kExitUsage);
}

TEST_F(ServiceTest, KeepsASnapshotOfTheLedgerOverARestart) {
  const std::string folder = ::testing::TempDir() + "newswired-service-snapshot";
  std::filesystem::remove_all(folder);
  cluster_->CreateTopic("g.ledger", 1);
  const std::string settings = kSharing + ("ledger: {snapshot_dir: " + folder + "}\n");
  Start({.mock_brokers = true}, settings);
  systemd_.Close();
  thread_.join();
  EXPECT_EQ(exit_code_, cli::kExitUsage) << "there is no such folder";

  std::filesystem::create_directory(folder);
  Start({.mock_brokers = true}, settings);
  Send();
  EXPECT_EQ(Published(), 1U);
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
  EXPECT_TRUE(std::filesystem::exists(folder + "/g.ledger.snapshot"));
  std::filesystem::remove_all(folder);
}

TEST_F(ServiceTest, StopsWhileItWaitsForTheLedger) {
  cluster_->CreateTopic("g.ledger", 1);
  cluster_->FailNext(kProduce, std::vector<int>(1'000, kLeaderNotAvailable));
  Start({.mock_brokers = true}, kSharing);
  EXPECT_TRUE(systemd_.Await("STATUS=ledger: waits for its first record"));
  Stop();
  EXPECT_EQ(exit_code_, cli::kExitOk);
}

}  // namespace
}  // namespace newswired
