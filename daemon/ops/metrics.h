#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace newswired::ops {

using Labels = std::map<std::string, std::string>;

/// The process's metrics, all named newswired_*. Look a metric up once and keep the reference: it
/// lives as long as the registry, and its updates are atomic. Thread-safe.
class Metrics {
 public:
  Metrics();

  prometheus::Counter& GetCounter(const std::string& name, const std::string& help,
                                  const Labels& labels = {});
  prometheus::Gauge& GetGauge(const std::string& name, const std::string& help,
                              const Labels& labels = {});
  /// Seconds, with bounds from 10 us to 30 s.
  prometheus::Histogram& GetSeconds(const std::string& name, const std::string& help,
                                    const Labels& labels = {});
  /// Forgets one gauge, e.g. of a partition that was given back.
  void RemoveGauge(const std::string& name, const Labels& labels);

  /// librdkafka's statistics as newswired_rdkafka_*: requests timed out and retried, round trips,
  /// queues, by client and broker. Its counts start anew with each client instance, ours go on.
  /// `json` as its callback gives it; what does not parse is ignored.
  void ObserveStatistics(const std::string& client, std::string_view json);

  /// In Prometheus' text format, with process_* for memory, CPU, open files and start.
  [[nodiscard]] std::string Render() const;

 private:
  /// What a client instance counted when it was last seen, by broker and field.
  struct Counted {
    std::string instance;
    std::map<std::pair<std::string, std::string>, double> counts;
  };
  Counted& CountedBy(const std::string& client, std::string_view instance);

  const double started_;  // seconds since 1970
  prometheus::Registry registry_;
  mutable std::mutex mutex_;
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counters_;  // guarded by mutex_
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges_;      // as above
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> histograms_;  // as above
  std::mutex statistics_mutex_;
  std::map<std::string, std::deque<Counted>> counted_;  // by client; guarded by statistics_mutex_
};

}  // namespace newswired::ops
