#include "daemon/ops/metrics.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace newswired::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MetricsTest, RendersCountersGaugesAndHistograms) {
  Metrics metrics;
  metrics.GetCounter("newswired_events_total", "Events.", {{"lane", "0"}}).Increment(3);
  metrics.GetGauge("newswired_build_info", "Build.", {{"version", "1 \"x\"\n"}}).Set(1);
  metrics.GetSeconds("newswired_flush_seconds", "Flush.").Observe(0.003);
  const std::string text = metrics.Render();
  EXPECT_THAT(text, HasSubstr("# HELP newswired_events_total Events.\n"
                              "# TYPE newswired_events_total counter\n"
                              "newswired_events_total{lane=\"0\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("newswired_build_info{version=\"1 \\\"x\\\"\\n\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("newswired_flush_seconds_bucket{le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("newswired_flush_seconds_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("newswired_flush_seconds_count 1\n"));
}

TEST(MetricsTest, TheSameNameAndLabelsAreTheSameMetric) {
  Metrics metrics;
  auto& first = metrics.GetCounter("newswired_events_total", "Events.", {{"lane", "0"}});
  EXPECT_EQ(&first, &metrics.GetCounter("newswired_events_total", "Events.", {{"lane", "0"}}));
  EXPECT_NE(&first, &metrics.GetCounter("newswired_events_total", "Events.", {{"lane", "1"}}));
}

TEST(MetricsTest, RemovedGaugeIsGoneAndMayComeBack) {
  Metrics metrics;
  const Labels labels{{"topic", "raw"}, {"partition", "3"}};
  metrics.RemoveGauge("newswired_consumer_lag", labels);  // never there
  metrics.GetGauge("newswired_consumer_lag", "Lag.", labels).Set(7);
  EXPECT_THAT(metrics.Render(), HasSubstr("partition=\"3\",topic=\"raw\"} 7"));
  metrics.RemoveGauge("newswired_consumer_lag", labels);
  EXPECT_THAT(metrics.Render(), Not(HasSubstr("topic=\"raw\"")));
  metrics.GetGauge("newswired_consumer_lag", "Lag.", labels).Set(0);
  EXPECT_THAT(metrics.Render(), HasSubstr("topic=\"raw\"} 0"));
}

TEST(MetricsTest, TellsAboutTheProcess) {
  const std::string text = Metrics().Render();
  for (const char* name : {"process_resident_memory_bytes ", "process_cpu_seconds_total ",
                           "process_open_fds ", "process_start_time_seconds "}) {
    EXPECT_THAT(text, HasSubstr(std::string("\n") + name));
  }
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
}

// Shortened from what librdkafka 2.15.1 gives.
constexpr std::string_view kStatistics = R"({
  "name": "newswired/0#producer-1", "type": "producer", "replyq": 2, "msg_cnt": 11, "msg_size": 4096,
  "brokers": {
    "127.0.0.1:9092/1": {"nodeid": 1, "req_timeouts": 3, "txretries": 4, "txerrs": 1, "rxerrs": 2,
      "connects": 2, "disconnects": 1, "waitresp_cnt": 5, "rtt": {"avg": 900, "p50": 800, "p99": 2500}},
    "TxnCoordinator": {"nodeid": 1, "req_timeouts": 1}
  },
  "topics": {"raw": {"partitions": {"0": {"fetchq_size": 100}, "-1": {"fetchq_size": 0}, "1": {"fetchq_size": 23}}}}
})";

TEST(MetricsTest, StatisticsBecomeMetrics) {
  Metrics metrics;
  metrics.ObserveStatistics("newswired/0", kStatistics);
  const std::string text = metrics.Render();
  for (const char* line : {
           "newswired_rdkafka_queued_messages{client=\"newswired/0\"} 11\n",
           "newswired_rdkafka_queued_bytes{client=\"newswired/0\"} 4096\n",
           "newswired_rdkafka_prefetched_bytes{client=\"newswired/0\"} 123\n",
           "newswired_rdkafka_request_timeouts_total{broker=\"127.0.0.1:9092/"
           "1\",client=\"newswired/0\"} 3\n",
           "newswired_rdkafka_request_timeouts_total{broker=\"TxnCoordinator\",client=\"newswired/"
           "0\"} 1\n",
           "newswired_rdkafka_request_retries_total{broker=\"127.0.0.1:9092/1\",client=\"newswired/"
           "0\"} 4\n",
           "newswired_rdkafka_request_errors_total{broker=\"127.0.0.1:9092/1\",client=\"newswired/"
           "0\"} 3\n",
           "client=\"newswired/0\",stat=\"avg\"} 0.0009\n",
           "client=\"newswired/0\",stat=\"p99\"} 0.0025\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

std::string TimeoutsOf(const char* instance, int count) {
  return std::string(R"({"name": ")") + instance + R"(", "brokers": {"b:1/1": {"req_timeouts": )" +
         std::to_string(count) + "}}}";
}

TEST(MetricsTest, CountsGoOnOverClientInstances) {
  Metrics metrics;
  for (const auto& [instance, count] : {std::pair{"p#producer-1", 3},
                                        {"p#producer-1", 5},
                                        {"p#producer-2", 2},  // rotated in: 2 more
                                        {"p#producer-1", 6},  // the old one still speaks: 1 more
                                        {"p#producer-2", 2}}) {
    metrics.ObserveStatistics("producer-0a", TimeoutsOf(instance, count));
  }
  EXPECT_THAT(metrics.Render(),
              HasSubstr("newswired_rdkafka_request_timeouts_total{broker=\"b:1/1\","
                        "client=\"producer-0a\"} 8\n"));
}

TEST(MetricsTest, OperationsPageKnowsThemAll) {
  std::ifstream file("docs/operations.md");
  ASSERT_TRUE(file) << "tests run in the source folder";
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  Metrics metrics;
  metrics.ObserveStatistics("c", kStatistics);
  std::istringstream lines(metrics.Render());
  int families = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, keyword, name, type;
    words >> hash >> keyword >> name >> type;
    if (keyword != "TYPE") continue;
    ++families;
    EXPECT_THAT(page, HasSubstr("| `" + name + "` | " + type + " |"));
  }
  EXPECT_GE(families, 15);
}

TEST(MetricsTest, StatisticsThatDoNotParseAreIgnored) {
  Metrics metrics;
  for (const char* json :
       {"", "{", "[]", "7", R"({"brokers": [], "topics": {"t": 1}, "msg_cnt": "x"})"}) {
    metrics.ObserveStatistics("c", json);
  }
  EXPECT_THAT(metrics.Render(), HasSubstr("newswired_rdkafka_queued_messages{client=\"c\"} 0\n"));
}

TEST(MetricsTest, ThreadsMayRegisterUpdateAndRenderAtOnce) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics, t] {
      for (int i = 0; i < 200; ++i) {
        metrics.GetCounter("newswired_records_total", "R.", {{"lane", std::to_string(i % 3)}})
            .Increment();
        metrics.GetSeconds("newswired_flush_seconds", "F.").Observe(0.1);
        if (t == 0 && i % 20 == 0) static_cast<void>(metrics.Render());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Render(), HasSubstr("newswired_flush_seconds_count 800\n"));
}

}  // namespace
}  // namespace newswired::ops
