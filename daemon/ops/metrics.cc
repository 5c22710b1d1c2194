#include "daemon/ops/metrics.h"

#include <dirent.h>
#include <prometheus/text_serializer.h>
#include <rapidjson/document.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <utility>
#include <vector>

namespace newswired::ops {
namespace {

const prometheus::Histogram::BucketBoundaries& SecondsBounds() {
  static const prometheus::Histogram::BucketBoundaries bounds = {
      1e-5,   2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2,
      2.5e-2, 5e-2,   0.1,  0.25, 0.5,    1,    2.5,  5,      10,   30};
  return bounds;
}

using Object = rapidjson::Value;

double NumberOf(const Object& object, const char* name) {
  const auto found = object.FindMember(name);
  return found != object.MemberEnd() && found->value.IsNumber() ? found->value.GetDouble() : 0;
}

const Object* ObjectOf(const Object& object, const char* name) {
  const auto found = object.FindMember(name);
  return found != object.MemberEnd() && found->value.IsObject() ? &found->value : nullptr;
}

std::string_view StringOf(const Object& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

/// Bytes fetched and not taken, over all partitions.
double FetchQueueBytes(const Object& statistics) {
  double bytes = 0;
  const Object* topics = ObjectOf(statistics, "topics");
  if (topics == nullptr) return bytes;
  for (const auto& topic : topics->GetObject()) {
    const Object* partitions =
        topic.value.IsObject() ? ObjectOf(topic.value, "partitions") : nullptr;
    if (partitions == nullptr) continue;
    for (const auto& partition : partitions->GetObject()) {
      if (partition.value.IsObject()) bytes += NumberOf(partition.value, "fetchq_size");
    }
  }
  return bytes;
}

/// Counts of librdkafka's broker statistics and what we call their sum.
struct BrokerCount {
  const char* metric;
  const char* help;
  std::initializer_list<const char*> fields;
};
constexpr BrokerCount kBrokerCounts[] = {
    {"newswired_rdkafka_request_timeouts_total", "Requests that timed out.", {"req_timeouts"}},
    {"newswired_rdkafka_request_retries_total", "Requests that were sent again.", {"txretries"}},
    {"newswired_rdkafka_request_errors_total",
     "Requests that could not be sent and responses that could not be read.",
     {"txerrs", "rxerrs"}},
    {"newswired_rdkafka_connects_total", "Connections tried.", {"connects"}},
    {"newswired_rdkafka_disconnects_total", "Connections lost.", {"disconnects"}},
};

// A producer that is rotated out may still speak while its successor does.
constexpr std::size_t kInstancesKept = 4;

prometheus::MetricFamily OneGauge(const char* name, const char* help, double value) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Gauge;
  prometheus::ClientMetric metric;
  metric.gauge.value = value;
  family.metric.push_back(metric);
  return family;
}

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double OpenFiles() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  int entries = 0;
  while (readdir(directory) != nullptr) ++entries;
  closedir(directory);
  return entries - 3;  // ".", ".." and the directory itself
}

double NowSeconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void AppendProcess(double started, std::vector<prometheus::MetricFamily>& families) {
  families.push_back(
      OneGauge("process_resident_memory_bytes", "Resident memory.", ResidentBytes()));
  prometheus::MetricFamily cpu;
  cpu.name = "process_cpu_seconds_total";
  cpu.help = "CPU time, user and system.";
  cpu.type = prometheus::MetricType::Counter;
  prometheus::ClientMetric used;
  used.counter.value = CpuSeconds();
  cpu.metric.push_back(used);
  families.push_back(std::move(cpu));
  families.push_back(OneGauge("process_open_fds", "Open file descriptors.", OpenFiles()));
  families.push_back(
      OneGauge("process_start_time_seconds", "Start, in seconds since 1970.", started));
}

}  // namespace

Metrics::Metrics() : started_(NowSeconds()) {}

prometheus::Counter& Metrics::GetCounter(const std::string& name, const std::string& help,
                                         const Labels& labels) {
  const std::lock_guard lock(mutex_);
  auto*& family = counters_[name];
  if (family == nullptr) {
    family = &prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
  }
  return family->Add(labels);
}

prometheus::Gauge& Metrics::GetGauge(const std::string& name, const std::string& help,
                                     const Labels& labels) {
  const std::lock_guard lock(mutex_);
  auto*& family = gauges_[name];
  if (family == nullptr) {
    family = &prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
  }
  return family->Add(labels);
}

prometheus::Histogram& Metrics::GetSeconds(const std::string& name, const std::string& help,
                                           const Labels& labels) {
  const std::lock_guard lock(mutex_);
  auto*& family = histograms_[name];
  if (family == nullptr) {
    family = &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
  }
  return family->Add(labels, SecondsBounds());
}

void Metrics::RemoveGauge(const std::string& name, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  const auto found = gauges_.find(name);
  // Add() finds the one that is there.
  if (found != gauges_.end()) found->second->Remove(&found->second->Add(labels));
}

Metrics::Counted& Metrics::CountedBy(const std::string& client, std::string_view instance) {
  std::deque<Counted>& instances = counted_[client];
  for (Counted& counted : instances) {
    if (counted.instance == instance) return counted;
  }
  if (instances.size() == kInstancesKept) instances.pop_front();
  return instances.emplace_back(Counted{std::string(instance), {}});
}

void Metrics::ObserveStatistics(const std::string& client, std::string_view json) {
  rapidjson::Document statistics;
  statistics.Parse(json.data(), json.size());
  if (statistics.HasParseError() || !statistics.IsObject()) return;
  const Labels labels{{"client", client}};
  GetGauge("newswired_rdkafka_queued_messages",
           "Records handed to the client and not yet acknowledged.", labels)
      .Set(NumberOf(statistics, "msg_cnt"));
  GetGauge("newswired_rdkafka_queued_bytes",
           "Bytes of the records handed to the client and not yet acknowledged.", labels)
      .Set(NumberOf(statistics, "msg_size"));
  GetGauge("newswired_rdkafka_prefetched_bytes", "Bytes fetched and not taken.", labels)
      .Set(FetchQueueBytes(statistics));
  GetGauge("newswired_rdkafka_waiting_events", "Events of the client that wait to be served.",
           labels)
      .Set(NumberOf(statistics, "replyq"));

  const Object* brokers = ObjectOf(statistics, "brokers");
  if (brokers == nullptr) return;
  const std::lock_guard lock(statistics_mutex_);
  Counted& counted = CountedBy(client, StringOf(statistics, "name"));
  for (const auto& broker : brokers->GetObject()) {
    if (!broker.value.IsObject()) continue;
    // "127.0.0.1:9092/1"; "GroupCoordinator" and the like are connections of their own.
    const std::string name = broker.name.GetString();
    const Labels of_broker{{"client", client}, {"broker", name}};
    for (const BrokerCount& count : kBrokerCounts) {
      prometheus::Counter& counter = GetCounter(count.metric, count.help, of_broker);
      for (const char* field : count.fields) {
        const double now = NumberOf(broker.value, field);
        double& before = counted.counts[{name, field}];
        // Never seen to fall; if it does, it began anew.
        counter.Increment(now >= before ? now - before : now);
        before = now;
      }
    }
    GetGauge("newswired_rdkafka_requests_in_flight", "Requests without a response yet.", of_broker)
        .Set(NumberOf(broker.value, "waitresp_cnt"));
    const Object* rtt = ObjectOf(broker.value, "rtt");
    if (rtt == nullptr) continue;
    for (const char* stat : {"avg", "p99"}) {
      Labels of_stat = of_broker;
      of_stat["stat"] = stat;
      GetGauge("newswired_rdkafka_broker_rtt_seconds",
               "Time from request to response over the last statistics interval.", of_stat)
          .Set(NumberOf(*rtt, stat) * 1e-6);
    }
  }
}

std::string Metrics::Render() const {
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  AppendProcess(started_, families);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace newswired::ops
