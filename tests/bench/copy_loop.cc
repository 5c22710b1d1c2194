// The bare client library as a yardstick for the daemon, and the two helpers that a fair comparison
// needs:
//
//   bench-copy-loop copy    --brokers B --input T --output T --group G --count N [--at-least-once]
//   bench-copy-loop load    --brokers B --output T --partitions P --count N --lines FILE [--rate R]
//   bench-copy-loop measure --brokers B --output T --count N [--input T] [--live] [--skip-ms N]
//
// `copy` is what one writes first: one consumer, one (transactional) producer, a commit every 100
// ms or 10,000 messages, no recovery of any kind. `load` fills a topic with the lines of a file.
// `measure` reads a topic back and derives the rate from the broker's own timestamps, and with
// --input the delay of each event against its article (until it was appended; with --live, started
// before the daemon, also until a read_committed consumer had it). Each prints one JSON object.

#include <librdkafka/rdkafka.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kCommitInterval{100};
constexpr int kCommitMessages = 10'000;
constexpr std::size_t kPollAtOnce = 256;
constexpr milliseconds kPatience{60'000};

[[noreturn]] void Die(const std::string& what) {
  std::cerr << "bench-copy-loop: " << what << '\n';
  std::exit(1);
}

void Check(rd_kafka_error_t* error, const char* what) {
  if (error == nullptr) return;
  Die(std::string(what) + ": " + rd_kafka_error_string(error));
}

void Check(rd_kafka_resp_err_t code, const char* what) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) Die(std::string(what) + ": " + rd_kafka_err2str(code));
}

double Seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

std::int64_t WallClockMs() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Destroy {
  void operator()(rd_kafka_t* p) const { rd_kafka_destroy(p); }
  void operator()(rd_kafka_topic_t* p) const { rd_kafka_topic_destroy(p); }
  void operator()(rd_kafka_queue_t* p) const { rd_kafka_queue_destroy(p); }
  void operator()(rd_kafka_message_t* p) const { rd_kafka_message_destroy(p); }
  void operator()(rd_kafka_topic_partition_list_t* p) const {
    rd_kafka_topic_partition_list_destroy(p);
  }
  void operator()(rd_kafka_consumer_group_metadata_t* p) const {
    rd_kafka_consumer_group_metadata_destroy(p);
  }
};
template <typename T>
using Handle = std::unique_ptr<T, Destroy>;
using Client = Handle<rd_kafka_t>;
using Message = Handle<rd_kafka_message_t>;
using Properties = std::vector<std::pair<std::string, std::string>>;

using Arguments = std::map<std::string, std::string>;

const std::string& Need(const Arguments& arguments, const std::string& name) {
  const auto found = arguments.find(name);
  if (found == arguments.end()) Die("--" + name + " is missing");
  return found->second;
}

std::int64_t NeedNumber(const Arguments& arguments, const std::string& name) {
  return std::stoll(Need(arguments, name));
}

void OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* /*opaque*/) {
  Check(message->err, "delivery");
}

Client Make(rd_kafka_type_t type, const Arguments& arguments, const Properties& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char reason[512];
  const auto set = [&](const std::string& name, const std::string& value) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason, sizeof reason) !=
        RD_KAFKA_CONF_OK) {
      Die(reason);
    }
  };
  set("bootstrap.servers", Need(arguments, "brokers"));
  set("log_level", "3");
  for (const auto& [name, value] : properties) set(name, value);
  if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(conf, &OnDelivery);
  rd_kafka_t* client = rd_kafka_new(type, conf, reason, sizeof reason);
  if (client == nullptr) Die(reason);
  return Client(client);
}

// --- copy ----------------------------------------------------------------------------------------

/// Copies one message; its headers go along.
void CopyMessage(rd_kafka_t* producer, rd_kafka_topic_t* topic, rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_detach_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    headers = rd_kafka_headers_new(0);
  }
  while (true) {
    const rd_kafka_resp_err_t code = rd_kafka_producev(
        producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_KEY(message.key, message.key_len),
        RD_KAFKA_V_VALUE(message.payload, message.len), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) Check(code, "produce");
    rd_kafka_poll(producer, 10);
  }
}

/// Offsets that the next commit stands for.
class Progress {
 public:
  void Note(const rd_kafka_message_t& message) { next_[message.partition] = message.offset + 1; }
  Handle<rd_kafka_topic_partition_list_t> List(const std::string& topic) const {
    auto* list = rd_kafka_topic_partition_list_new(static_cast<int>(next_.size()));
    for (const auto& [partition, offset] : next_) {
      rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = offset;
    }
    return Handle<rd_kafka_topic_partition_list_t>(list);
  }
  void Clear() { next_.clear(); }

 private:
  std::map<std::int32_t, std::int64_t> next_;
};

int Copy(const Arguments& arguments) {
  const bool transactional = !arguments.contains("at-least-once");
  const std::int64_t count = NeedNumber(arguments, "count");
  const std::string& input = Need(arguments, "input");
  Properties producing{{"enable.idempotence", "true"},
                       {"compression.codec", "lz4"},
                       {"linger.ms", "20"},
                       {"batch.size", "1000000"},
                       {"queue.buffering.max.kbytes", "1048576"}};
  if (transactional) producing.emplace_back("transactional.id", Need(arguments, "group"));
  const Client consumer = Make(RD_KAFKA_CONSUMER, arguments,
                               {{"group.id", Need(arguments, "group")},
                                {"auto.offset.reset", "earliest"},
                                {"enable.auto.commit", "false"},
                                {"isolation.level", "read_committed"},
                                {"fetch.queue.backoff.ms", "10"},
                                {"check.crcs", "true"}});
  const Client producer = Make(RD_KAFKA_PRODUCER, arguments, producing);
  if (transactional) Check(rd_kafka_init_transactions(producer.get(), 30'000), "init transactions");
  const Handle<rd_kafka_topic_t> topic(
      rd_kafka_topic_new(producer.get(), Need(arguments, "output").c_str(), nullptr));

  rd_kafka_poll_set_consumer(consumer.get());
  const Handle<rd_kafka_topic_partition_list_t> wanted(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(wanted.get(), input.c_str(), RD_KAFKA_PARTITION_UA);
  Check(rd_kafka_subscribe(consumer.get(), wanted.get()), "subscribe");
  const Handle<rd_kafka_queue_t> queue(rd_kafka_queue_get_consumer(consumer.get()));

  Clock::time_point first;
  Clock::time_point opened;
  Clock::time_point heard = Clock::now();
  double cpu_before = 0;
  std::int64_t copied = 0;
  int open = 0;
  int commits = 0;
  Progress progress;
  std::vector<rd_kafka_message_t*> taken(kPollAtOnce);
  const auto commit = [&] {
    const auto offsets = progress.List(input);
    if (transactional) {
      const Handle<rd_kafka_consumer_group_metadata_t> group(
          rd_kafka_consumer_group_metadata(consumer.get()));
      Check(rd_kafka_send_offsets_to_transaction(producer.get(), offsets.get(), group.get(), -1),
            "send offsets");
      Check(rd_kafka_commit_transaction(producer.get(), -1), "commit transaction");  // flushes
    } else {
      const bool last = copied >= count;
      while (rd_kafka_flush(producer.get(), 1000) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
      }
      Check(rd_kafka_commit(consumer.get(), offsets.get(), last ? 0 : 1), "commit");
    }
    progress.Clear();
    open = 0;
    ++commits;
  };
  while (copied < count) {
    const ssize_t got = rd_kafka_consume_batch_queue(queue.get(), 10, taken.data(), taken.size());
    const Clock::time_point now = Clock::now();
    for (ssize_t i = 0; i < got; ++i) {
      const Message message(taken[static_cast<std::size_t>(i)]);
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      if (copied == 0) {
        first = now;
        cpu_before = CpuSeconds();
      }
      if (open == 0) {
        opened = now;
        if (transactional) Check(rd_kafka_begin_transaction(producer.get()), "begin");
      }
      CopyMessage(producer.get(), topic.get(), *message);
      progress.Note(*message);
      ++copied;
      ++open;
    }
    if (got > 0) heard = now;
    if (now - heard > kPatience) Die("no more messages");
    rd_kafka_poll(producer.get(), 0);
    if (open > 0 &&
        (open >= kCommitMessages || copied >= count || Clock::now() - opened >= kCommitInterval)) {
      commit();
    }
  }
  const double wall = Seconds(Clock::now() - first);
  std::printf("{\"messages\": %lld, \"wall_s\": %.3f, \"cpu_s\": %.3f, \"commits\": %d}\n",
              static_cast<long long>(copied), wall, CpuSeconds() - cpu_before, commits);
  rd_kafka_consumer_close(consumer.get());
  return 0;
}

// --- load ----------------------------------------------------------------------------------------

int Load(const Arguments& arguments) {
  const std::int64_t count = NeedNumber(arguments, "count");
  const std::int64_t partitions = NeedNumber(arguments, "partitions");
  const double rate = arguments.contains("rate") ? std::stod(arguments.at("rate")) : 0;
  std::vector<std::string> lines;
  std::ifstream file(Need(arguments, "lines"));
  for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  if (lines.empty()) Die("no lines in " + arguments.at("lines"));
  // Batches as a busy feed makes them where nothing is paced; at once where the delay is measured.
  const Client producer = Make(RD_KAFKA_PRODUCER, arguments,
                               {{"enable.idempotence", "true"},
                                {"compression.codec", "lz4"},
                                {"linger.ms", rate > 0 ? "2" : "50"},
                                {"batch.size", "1000000"},
                                {"queue.buffering.max.kbytes", "262144"}});
  const Handle<rd_kafka_topic_t> topic(
      rd_kafka_topic_new(producer.get(), Need(arguments, "output").c_str(), nullptr));
  const Clock::time_point start = Clock::now();
  std::size_t bytes = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    if (rate > 0) {
      const auto due = start + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(static_cast<double>(i) / rate));
      if (due > Clock::now()) std::this_thread::sleep_until(due);
    }
    std::string& line = lines[static_cast<std::size_t>(i) % lines.size()];
    const std::string key = "article-" + std::to_string(i);
    bytes += line.size();
    while (true) {
      const rd_kafka_resp_err_t code = rd_kafka_producev(
          producer.get(), RD_KAFKA_V_RKT(topic.get()),
          RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(i % partitions)),
          RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(line.data(), line.size()),
          RD_KAFKA_V_HEADER("feed", "bench", 5), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
          RD_KAFKA_V_END);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) break;
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) Check(code, "produce");
      rd_kafka_poll(producer.get(), 10);
    }
    rd_kafka_poll(producer.get(), 0);
  }
  while (rd_kafka_flush(producer.get(), 1000) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
  }
  std::printf("{\"messages\": %lld, \"bytes\": %zu, \"wall_s\": %.3f}\n",
              static_cast<long long>(count), bytes, Seconds(Clock::now() - start));
  return 0;
}

// --- measure -------------------------------------------------------------------------------------

/// Reads the committed messages of a topic from its start. There have to be `count`, and no more
/// unless the topic is still being written.
template <typename Action>
void ReadAll(const Arguments& arguments, const std::string& name, std::int64_t count, bool live,
             const Action& action) {
  const Client consumer = Make(RD_KAFKA_CONSUMER, arguments,
                               {{"group.id", "measure"},
                                {"enable.auto.commit", "false"},
                                {"auto.offset.reset", "earliest"},
                                {"isolation.level", "read_committed"},
                                {"enable.partition.eof", live ? "false" : "true"},
                                {"check.crcs", "false"}});
  rd_kafka_poll_set_consumer(consumer.get());
  const Handle<rd_kafka_topic_t> topic(rd_kafka_topic_new(consumer.get(), name.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  Check(rd_kafka_metadata(consumer.get(), 0, topic.get(), &metadata, 10'000), "metadata");
  const Handle<rd_kafka_topic_partition_list_t> all(rd_kafka_topic_partition_list_new(8));
  for (int p = 0; p < metadata->topics[0].partition_cnt; ++p) {
    rd_kafka_topic_partition_list_add(all.get(), name.c_str(), p)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_metadata_destroy(metadata);
  Check(rd_kafka_assign(consumer.get(), all.get()), "assign");
  Clock::time_point heard = Clock::now();
  std::int64_t read = 0;
  for (int ended = 0; live ? read < count : ended < all->cnt;) {
    const Message message(rd_kafka_consumer_poll(consumer.get(), 100));
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      action(*message);
      ++read;
      heard = Clock::now();
    } else if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ++ended;
    } else if (Clock::now() - heard > kPatience / 4) {
      Die(name + " has only " + std::to_string(read) + " of " + std::to_string(count) +
          " messages");
    }
  }
  if (read != count) {
    Die(name + " has " + std::to_string(read) + " messages, not " + std::to_string(count));
  }
}

std::int64_t Timestamp(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  return rd_kafka_message_timestamp(&message, &type);
}

/// partition and offset of the article from "topic/partition/offset/item/row".
std::pair<std::int32_t, std::int64_t> SourceOf(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, "newswired-source", &value, &size) !=
          RD_KAFKA_RESP_ERR_NO_ERROR) {
    Die("an event without newswired-source");
  }
  const std::string source(static_cast<const char*>(value), size);
  const std::size_t slash = source.find('/');  // bench topics have none in their names
  const std::size_t next = source.find('/', slash + 1);
  return {std::stoi(source.substr(slash + 1, next - slash - 1)),
          std::stoll(source.substr(next + 1))};
}

template <typename T>
T Percentile(const std::vector<T>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return sorted[std::min(rank, sorted.size() - 1)];
}

/// Prints the percentiles of delays in milliseconds.
void PrintDelays(const char* name, std::vector<std::int64_t> delays) {
  if (delays.empty()) return;
  std::sort(delays.begin(), delays.end());
  std::printf(", \"%s\": {\"of\": %zu, \"p50\": %lld, \"p99\": %lld, \"max\": %lld}", name,
              delays.size(), static_cast<long long>(Percentile(delays, 0.5)),
              static_cast<long long>(Percentile(delays, 0.99)),
              static_cast<long long>(delays.back()));
}

int Measure(const Arguments& arguments) {
  const std::int64_t count = NeedNumber(arguments, "count");
  const bool delays = arguments.contains("input");
  const bool live = arguments.contains("live");  // the topic is being written while we read
  struct Event {
    std::pair<std::int32_t, std::int64_t> source;
    std::int64_t appended = 0;
    std::int64_t received = 0;
  };
  std::vector<Event> events;
  std::vector<std::int64_t> appended;
  ReadAll(arguments, Need(arguments, "output"), count, live,
          [&](const rd_kafka_message_t& message) {
            appended.push_back(Timestamp(message));
            if (delays)
              events.push_back({SourceOf(message), appended.back(), live ? WallClockMs() : 0});
          });
  std::sort(appended.begin(), appended.end());
  const auto rate = [&](double share) {  // of the messages after the first `share` of them
    const auto ms = static_cast<double>(appended.back() - Percentile(appended, share));
    return ms > 0 ? static_cast<double>(count) * (1 - share) * 1000 / ms : 0;
  };
  std::printf("{\"messages\": %lld, \"per_s\": %.0f, \"later_half_per_s\": %.0f",
              static_cast<long long>(count), rate(0), rate(0.5));
  if (delays) {
    std::map<std::pair<std::int32_t, std::int64_t>, std::int64_t> created;
    std::int64_t first = INT64_MAX;
    ReadAll(arguments, arguments.at("input"), count, false, [&](const rd_kafka_message_t& message) {
      created[{message.partition, message.offset}] = Timestamp(message);
      first = std::min(first, Timestamp(message));
    });
    // The first seconds are those in which connections open and caches fill.
    first += arguments.contains("skip-ms") ? NeedNumber(arguments, "skip-ms") : 0;
    std::vector<std::int64_t> to_append;
    std::vector<std::int64_t> to_receipt;
    for (const Event& event : events) {
      const auto found = created.find(event.source);
      if (found == created.end()) Die("an event of no article");
      if (found->second < first) continue;
      to_append.push_back(event.appended - found->second);
      if (live) to_receipt.push_back(event.received - found->second);
    }
    PrintDelays("to_append_ms", std::move(to_append));
    PrintDelays("to_receipt_ms", std::move(to_receipt));
  }
  std::printf("}\n");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  Arguments arguments;
  for (int i = 2; i < argc; ++i) {
    std::string name = argv[i];
    if (!name.starts_with("--")) Die("unexpected " + name);
    name.erase(0, 2);
    const bool has_value = i + 1 < argc && !std::string(argv[i + 1]).starts_with("--");
    arguments[name] = has_value ? argv[++i] : "";
  }
  if (mode == "copy") return Copy(arguments);
  if (mode == "load") return Load(arguments);
  if (mode == "measure") return Measure(arguments);
  Die("usage: bench-copy-loop copy | load | measure --brokers B ... (see the head of "
      "copy_loop.cc)");
}
