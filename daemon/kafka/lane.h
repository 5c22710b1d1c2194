#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/kafka/batch.h"
#include "daemon/kafka/consumer.h"
#include "daemon/kafka/failpoints.h"
#include "daemon/kafka/producer.h"
#include "daemon/kafka/wake.h"
#include "daemon/pipeline/ledger.h"
#include "daemon/pipeline/worker_pool.h"

namespace newswired::kafka {

/// Told what happens in a lane. Called by the lane's thread (statistics: also by its producers').
class LaneObserver {
 public:
  virtual ~LaneObserver() = default;
  virtual void RecordsTaken(std::size_t /*count*/) {}
  virtual void TransactionOpen(bool /*open*/) {}
  virtual void BatchEnded(BatchEnd /*end*/, const ProducerEvent& /*event*/,
                          const Batch& /*batch*/) {}
  virtual void DeadLettered(const std::string& /*code*/) {}
  virtual void Dropped() {}
  virtual void EventProduced() {}
  virtual void ProducerRotated() {}
  virtual void ProducerFenced() {}
  virtual void Rebalanced(std::size_t /*partitions_owned*/) {}
  virtual void OffsetSkipped() {}
  virtual void OffsetsLost(std::int64_t /*count*/) {}
  virtual void Lag(const TopicPartition& /*partition*/, std::int64_t /*lag*/) {}
  virtual void PartitionGone(const TopicPartition& /*partition*/) {}
  /// `most_in_flight` bytes of an open batch since the last call, about a second ago.
  virtual void Queues(std::size_t /*most_in_flight*/, std::size_t /*prefetched*/,
                      std::size_t /*producing*/) {}
  /// Something moved, or there was nothing to do.
  virtual void Progress() {}
  /// Why the lane is not ready to work; empty: it is.
  virtual void NotReady(const std::string& /*reason*/) {}
  virtual void Statistics(const std::string& /*client*/, const std::string& /*json*/) {}
};

/// How a lane's run ended.
enum class LaneExit : std::uint8_t {
  kDrained,      ///< stopped, everything taken is committed
  kAborted,      ///< stopped at once; what was open will be redone by the next owner
  kConfig,       ///< the configuration, or what the brokers grant us, cannot work
  kFatal,        ///< going on could publish wrong data
  kFenced,       ///< another process has our group.instance.id
  kQuarantined,  ///< fenced again and again: the lane has left the group
};

/// A consumer and its two transactional producers: the unit that commits or aborts
/// (docs/delivery.md follows a batch through it).
///
/// One thread calls Run(); Stop() and Abort() may come from any thread. The lane's thread owns
/// consumer and batches and never makes a call that waits for a transaction: the producers' own
/// threads do.
class Lane final : private RebalanceListener {
 public:
  struct Options {
    int number = 0;
    std::shared_ptr<const Config> config;
    /// The generation that a new batch takes.
    std::function<std::shared_ptr<const Generation>()> generation;
    std::function<Result<ConfHandle>()> consumer_conf;
    /// With the transactional id of producer 'a' or 'b'.
    std::function<Result<ConfHandle>(const std::string& transactional_id)> producer_conf;
    WorkerPool* pool = nullptr;
    Ledger* ledger = nullptr;          ///< for stages that share their memory; may be null
    LaneObserver* observer = nullptr;  ///< never null
    StageObserver* stage_observer = nullptr;
    FailPoints* failpoints = nullptr;
    std::chrono::milliseconds suspect_after{350};
    /// Bytes of records, articles and events of the open batch. What workers have begun when it is
    /// used up is finished: as many records as there are workers may exceed it.
    std::size_t in_flight_bytes = std::size_t{256} << 20;
    /// Largest dead letter that the producers take; 0: as output.max_record_bytes.
    std::size_t max_dead_letter_bytes = 0;
  };

  explicit Lane(Options options);
  ~Lane() override;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  LaneExit Run();
  /// Take nothing more, commit what was taken, leave.
  void Stop();
  /// Leave now; open transactions are aborted.
  void Abort();
  /// How often the group has said what the lane is to read. From any thread.
  [[nodiscard]] int assignments() const { return assignments_; }
  /// Why Run() ended as it did; valid once it has.
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  using Clock = std::chrono::steady_clock;

  /// A partition of ours. Guards against what was fetched twice: only `expected` and later offsets
  /// are taken.
  struct Owned {
    std::int64_t expected = -1;   ///< next offset to take; -1: whatever comes first
    std::int64_t committed = -1;  ///< next offset after what is committed
    std::int64_t first = -1;      ///< of the open batch; -1: nothing of it
    int unreadable = 0;           ///< times in a row that what comes next could not be read
    std::int64_t end = -1;        ///< where reading last met the end of the log; -1: not yet
    std::int64_t end_after = -1;  ///< `expected` was that when it did
    bool refused = false;         ///< we may not read it

    /// What lies before it is committed, or is no record: a transaction in the input ends in a
    /// marker, which has an offset of its own. Records that were put back lie before the end.
    [[nodiscard]] std::int64_t done() const {
      const bool at_end = expected == committed && expected >= end_after;
      return at_end ? std::max(committed, end) : committed;
    }
  };
  using ArticleCoordinates = std::tuple<std::string, std::int32_t, std::int64_t, std::int32_t>;

  /// An article that may be why a request was refused.
  struct Suspect {
    std::uint64_t group = 0;  ///< goes in requests of its own
    bool alone = false;       ///< in its group
  };
  /// An article that was refused, and how large it then was.
  struct Refused {
    Error error;
    Shape shape = Shape::kWhole;
  };

  /// What has to happen before records are taken again, after a batch was not committed.
  struct Recovery {
    bool active = false;
    bool in_doubt = false;  ///< the broker has to be asked what is committed
    bool fenced = false;
    bool reinitialised = false;
    /// Why the open batch was given up, where that was its own fault; its abort may tell more.
    std::string trouble;
    Offsets rewind;
    Clock::time_point not_before;
  };

  // RebalanceListener
  Offsets Assigned(const std::vector<TopicPartition>& partitions) override;
  void Revoked(const std::vector<TopicPartition>& partitions, bool lost) override;

  void Work();
  void Leave();

  // One turn of the loop; each returns whether anything was done.
  bool Step();
  bool TakeProducerEvents();
  bool ReadyToSeek();
  bool Recover();
  bool TakeRecords();
  bool HandBack();
  bool Judge();
  bool AskAbout();
  bool ProduceReady();
  bool CloseIfDue();
  bool RotateSuspects();
  void Report();

  bool TakeOverGeneration();
  void OpenBatch();
  void Fetch();
  void Accept(MessageHandle message);
  void AddRecord(MessageHandle message, const std::string& topic, Owned& owned);
  void Reserve(WorkItem& item);
  void HandBackLast();
  void OnPartitionError(const rd_kafka_message_t& message);
  void ReadAgain(const TopicPartition& partition, Owned& owned, const rd_kafka_message_t& error);
  void SeekTo(const TopicPartition& partition, Owned& owned, std::int64_t offset);
  void DropWaiting(const std::function<bool(const TopicPartition&)>& drops);
  void SubmitProcessing(std::size_t from);
  bool SubmitRendering();
  [[nodiscard]] bool HasRoom() const;
  [[nodiscard]] bool IsDue(const Batch& batch) const;
  [[nodiscard]] bool AwaitsVerdicts() const;
  bool EnsureTransaction();
  bool ProduceItem(WorkItem& item, std::size_t index);
  bool ProduceCopy(WorkItem& item, std::size_t index);
  HeadersHandle MakeHeaders(const WorkItem& item, const OutRecord& record, Row row) const;
  static void KeepReceipts(WorkItem& item, Batch& batch);
  void SealOffsets(Batch& batch);
  void FinishFront();

  void OnInitialised(const ProducerEvent& event);
  void OnFinished(const ProducerEvent& event);
  void OnAborted(const Batch& batch, const ProducerEvent& event);
  void CountFailure(const std::string& reason);
  void TellReady();
  void NoteReading(Owned& owned, bool refused);
  void NoteFenced();
  void UndoDecisions(BatchId batch);
  void GiveUpUnjudged(Error error);
  void GiveUpFront();
  void StartRecovery(bool in_doubt, const Offsets& rewind);
  void DelayRecovery();
  bool SeekAfterRecovery();
  void SettleOpenBatches();
  void DropLeft();
  bool Drained() const;
  void Fail(LaneExit exit, Error error);
  void Fail(Error error);

  bool LearnRefusals(const Batch& batch, const ProducerEvent& event);
  void Divide(const Batch& batch, const std::vector<std::size_t>& refused);
  static ArticleCoordinates CoordinatesOf(const Batch& batch, std::size_t produced);
  bool NoteRefused(const ArticleCoordinates& article, const Produced& produced, Error error);
  void ForgetRefusals(const Offsets& committed);
  bool OnProduceError(const RawRecord& record, const Produced& produced, const Error& error);
  void NoteSuspects(Batch& batch, const RawRecord& record);
  bool MaySend(const RawRecord& record, std::int32_t article);
  [[nodiscard]] std::size_t LimitOf(OutTopic topic) const;
  void ApplyRefusals(WorkItem& item);
  void Shrink(WorkItem& item, std::int32_t article, const Refused& refused);

  Offsets StartOffsets(const std::vector<TopicPartition>& partitions);
  Result<Offsets> LocateStart(const std::vector<TopicPartition>& partitions);
  Result<Offsets> FirstOffsets(const std::vector<TopicPartition>& missing);
  Offsets AwaitStart(const std::vector<TopicPartition>& partitions);
  Result<Offsets> CommitStart(const std::vector<TopicPartition>& partitions);
  bool CheckLogBounds(const TopicPartition& partition, std::int64_t& offset);
  std::chrono::milliseconds SleepTime() const;
  std::string TransactionalId(char which, int turn) const;
  Producer* ReadyProducer();
  void ForEachProducer(const std::function<void(Producer&)>& action);
  std::chrono::milliseconds Backoff() const;

  const Options options_;
  const Config& config_;
  const bool exactly_once_;
  Wake wake_;
  const std::string random_id_;
  std::set<std::string> topic_names_;  // what records' `topic` views point into
  Consumer consumer_;
  std::array<std::unique_ptr<Producer>, 2> producers_;
  std::array<std::shared_ptr<Batch>, 2> aborting_;  // by producer: whose abort is running

  std::map<TopicPartition, Owned> owned_;
  Offsets chosen_start_;                // not committed yet
  const void* cached_topic_ = nullptr;  // of the last record, so that few are looked up
  std::int32_t cached_partition_ = -1;
  Owned* cached_owned_ = nullptr;
  const std::string* cached_name_ = nullptr;

  std::shared_ptr<const Generation> generation_;
  std::unique_ptr<OrderedChain> ordered_;
  BatchId next_batch_ = 1;
  std::shared_ptr<Batch> front_;        // open: taking, processing, producing
  Producer* front_producer_ = nullptr;  // set while front_ has a transaction
  std::shared_ptr<Batch> back_;         // being finished
  Producer* back_producer_ = nullptr;
  Producer* last_producer_ = nullptr;
  std::deque<std::shared_ptr<Batch>> leaving_;  // given up; jobs or an abort may still read them

  Recovery recovery_;
  int failures_ = 0;  // batches in a row that were not committed
  std::deque<Clock::time_point> fenced_at_;
  std::map<ArticleCoordinates, Suspect> suspects_;
  std::map<ArticleCoordinates, Refused> refused_;
  std::uint64_t last_group_ = 0;     // of suspects; 0 is everybody else
  std::uint64_t sending_group_ = 0;  // of what was produced last
  bool awaits_answers_ = false;      // before another group is sent
  bool output_full_ = false;

  bool in_callback_ = false;
  bool initialising_started_ = false;
  bool initialised_ = false;           // both producers were, once
  std::vector<MessageHandle> taken_;   // of one Fetch(), kept for its memory
  std::deque<MessageHandle> waiting_;  // fetched, and in no batch: in order of offsets
  std::size_t typical_held_ = 0;       // of an item, mean of the last ones
  std::size_t last_steps_ = 0;         // of the open batch, at the last report
  std::atomic<int> assignments_{0};
  Clock::time_point next_report_;
  std::size_t most_in_flight_ = 0;  // since the last report: batches come and go between two
  std::atomic<bool> stop_{false};
  std::atomic<bool> abort_{false};
  std::optional<LaneExit> exit_;
  Error error_;
};

}  // namespace newswired::kafka
