#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/kafka/batch.h"
#include "daemon/kafka/failpoints.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/wake.h"

namespace newswired::kafka {

/// How a batch ended.
enum class BatchEnd : std::uint8_t {
  kCommitted,  ///< the commit call returned success
  kAborted,    ///< definitely not committed: the commit was never asked for, the abort succeeded
  kInDoubt,    ///< a commit or abort returned neither success nor a definite failure
  kFenced,     ///< another producer took over the transactional id, or the broker timed us out
};

/// A record that the broker did not take.
struct Refusal {
  std::size_t index = 0;  ///< into Batch::produced
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string topic = {};
  /// The broker will never take this request: this record, or another one in it, is at fault.
  [[nodiscard]] bool permanent() const;
};

/// How many, and of the first that says why: code, topic and what may help. There is one at least.
[[nodiscard]] Error ErrorOf(const std::vector<Refusal>& refusals);

/// What a blocking call of a producer came to.
struct ProducerEvent {
  enum class Kind : std::uint8_t {
    kFinished,
    kAborted,
    kInitialised,
    kRetrying,  ///< not initialised yet: `error` says why; the call goes on
  } kind = Kind::kFinished;
  BatchEnd end = BatchEnd::kCommitted;
  std::optional<Error> error;
  std::vector<Refusal> refusals;
  std::chrono::microseconds flush{0}, send_offsets{0}, end_transaction{0};
};

/// One of the two producers of a lane, and the thread that makes its blocking calls.
///
/// A producer becomes *suspect* after every abort and whenever a request may have reached the
/// broker twice: then a late one could end its next transaction (docs/decisions/0010). A suspect
/// producer is destroyed and initialised again before it begins a transaction, and then goes on
/// under its other transactional id (docs/decisions/0013).
///
/// Everything but the constructor's callbacks is called by the lane's thread. Without
/// transactions (delivery: at_least_once) Begin() and aborts do nothing, and a finished batch is
/// committed through `commit_offsets`.
class Producer {
 public:
  struct Options {
    /// A configured rd_kafka_t under this transactional id, which is empty without transactions.
    std::function<Result<ProducerHandle>(const std::string& id, void* opaque)> create;
    bool transactional = true;
    /// Used in turn, from one initialisation to the next.
    std::array<std::string, 2> ids;
    std::vector<std::string> topics;  ///< by OutTopic; "" where there is none
    std::chrono::milliseconds transaction_timeout{30000};
    std::chrono::milliseconds suspect_after{350};  ///< of send_offsets or EndTxn alone
    FailPoints* failpoints = nullptr;
    std::function<Status(const Offsets&)> commit_offsets;  ///< at_least_once
    std::function<void(const std::string& json)> statistics;
  };

  Producer(Options options, const Wake& wake);
  /// Stops, and waits for that.
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Initialised, idle and above suspicion: Begin() may be called.
  [[nodiscard]] bool ready() const;
  [[nodiscard]] bool busy() const { return busy_; }
  [[nodiscard]] bool initialised() const { return initialised_; }
  [[nodiscard]] bool suspect() const;
  [[nodiscard]] bool in_transaction() const { return in_transaction_; }
  /// All records of the batch being finished are acknowledged: the twin may produce.
  [[nodiscard]] bool acknowledged() const { return acknowledged_; }

  Status Begin();

  /// Takes the record (by copy). False: the queue is full, try again after Poll().
  /// Errors: kBadInput record_too_large where it can never be sent.
  Result<bool> Produce(const OutRecord& record, std::size_t index, HeadersHandle headers);
  /// The input record as it is, to output.topic; `headers` are used up on success alone.
  Result<bool> ProduceCopy(const RawRecord& record, std::size_t index, HeadersHandle& headers);
  /// Serves delivery reports.
  void Poll();
  /// Sends what still waits for linger.ms, and serves delivery reports for some milliseconds.
  void Hurry();
  /// Records that are not acknowledged yet.
  [[nodiscard]] int outstanding() const;
  /// Refusals so far in this transaction.
  [[nodiscard]] bool has_refusals();

  /// Flush, offsets, commit. One event follows.
  void Finish(std::shared_ptr<Batch> batch);
  /// Aborts the open transaction. One event follows.
  void Abort();
  /// (Destroys and) creates the producer and initialises its transactions, until it succeeds or the
  /// producer is destroyed. One event follows, and kRetrying for each try that failed. It is the
  /// end, with a kConfig error, where the brokers refuse an operator's settings or rights: but not
  /// once they have agreed, since these may be mended under a running daemon.
  void Initialise();
  /// A call under way ends soon, an Abort() that was asked for is still made, but for three seconds
  /// at most; nothing else is begun any more.
  void Stop();
  /// The oldest event not yet taken.
  std::optional<ProducerEvent> Take();

 private:
  Result<bool> Send(OutTopic topic, const std::string_view* key, const std::string_view* value,
                    std::size_t index, HeadersHandle& headers);
  void Work();
  void Submit(std::function<ProducerEvent()> call);
  void Tell(ProducerEvent event);
  ProducerEvent DoFinish(Batch& batch);
  ProducerEvent DoAbort(ProducerEvent event);
  ProducerEvent DoInitialise();
  Status TryInitialise();
  Status Create(const std::string& id);
  Status InitTransactions();
  void Destroy();
  std::optional<Error> Flush(ProducerEvent& event);
  std::optional<Error> SendOffsets(Batch& batch, bool& fatal);
  void WarmUp();
  void CollectRefusals(ProducerEvent& event);
  void NoteDuration(std::chrono::microseconds duration);

  static void OnDelivery(rd_kafka_t* rk, const rd_kafka_message_t* message, void* opaque);
  static void OnError(rd_kafka_t* rk, int err, const char* reason, void* opaque);
  static int OnStatistics(rd_kafka_t* rk, char* json, std::size_t size, void* opaque);
  void ReadStatistics(std::string_view json);

 public:
  /// Sets the callbacks; for `Options::create`, whose opaque is `this`.
  static void SetCallbacks(rd_kafka_conf_t* conf, void* opaque);

 private:
  const Options options_;
  const Wake& wake_;
  ProducerHandle handle_;
  std::vector<TopicHandle> topics_;
  bool busy_ = false;
  bool initialised_ = false;
  bool in_transaction_ = false;
  std::atomic<bool> acknowledged_{false};
  std::atomic<bool> suspect_{false};
  std::size_t used_ = 1;            // of the ids, the one under which it worked last; of the thread
  bool agreed_ = false;             // initialised at least once; of the thread
  std::int64_t retries_seen_ = -1;  // of the statistics; -1: none since initialised
  std::mutex refusals_mutex_;
  std::vector<Refusal> refusals_;  // guarded by refusals_mutex_

  std::mutex mutex_;
  std::condition_variable work_;
  std::function<ProducerEvent()> call_;  // guarded by mutex_
  std::deque<ProducerEvent> events_;     // guarded by mutex_
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace newswired::kafka
