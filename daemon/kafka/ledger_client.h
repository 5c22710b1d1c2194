#pragma once

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

#include "daemon/kafka/failpoints.h"
#include "daemon/kafka/handles.h"
#include "daemon/ledger/machine.h"
#include "daemon/ledger/snapshot_writer.h"
#include "daemon/pipeline/ledger.h"

namespace newswired::kafka {

/// Told what happens in the ledger. Called by its thread, and where it says so by lanes', too.
class LedgerObserver {
 public:
  virtual ~LedgerObserver() = default;
  virtual void ClaimSent() {}         ///< by lanes, too
  virtual void ConfirmationSent() {}  ///< by lanes, too
  virtual void ControlSent() {}       ///< by lanes, too
  /// A record was read that changed nothing.
  virtual void Skipped(AppliedAs /*as*/) {}
  virtual void Answered(std::chrono::microseconds /*since_claimed*/) {}
  virtual void Queues(std::size_t /*claims_waiting*/, std::int64_t /*records_behind*/) {}
  virtual void Memory(const std::string& /*stage*/, std::size_t /*articles*/,
                      std::size_t /*bytes*/) {}
  /// A snapshot was written, or could not be.
  virtual void SnapshotEnded(bool /*written*/) {}
  /// Something moved, or there was nothing to do.
  virtual void Progress() {}
  /// Why verdicts do not come; empty: they do.
  virtual void NotReady(const std::string& /*reason*/) {}
};

/// The ledger as a topic of one partition (DESIGN section 6).
///
/// One idempotent producer appends what lanes claim and confirm; brokers that are away are waited
/// for without end. One thread reads the topic from its beginning, or from where a snapshot was
/// written, runs the machine over it and
/// answers the claims of this process. A producer that has failed for good is replaced, and what
/// it had not been told to be written is sent again: twice the same claim is one article.
///
/// At first it reads to the end that the topic has then, and where there is no control record it
/// writes one. From then on it is ready(), and follows that control record: another one, or a log
/// that contradicts what was read, makes it fail, and then the process has to end.
class KafkaLedger final : public Ledger {
 public:
  struct Options {
    std::string topic;
    std::string group;  ///< whose ledger it is
    std::vector<SharedStage> stages;
    std::function<Result<ConfHandle>()> producer_conf, consumer_conf;
    /// File of the snapshot from which a start goes on; written with each control record (so hourly
    /// while there are claims), after a long start and at the end. Empty: none.
    std::string snapshot;
    LedgerObserver* observer = nullptr;  ///< never null
    FailPoints* failpoints = nullptr;
    /// Takes the producers' times for the brokers': librdkafka's mock cluster has no others.
    bool allow_create_time = false;
    /// The control record is repeated before a claim where the last one is older.
    std::chrono::milliseconds repeat_after{3'600'000};
    /// Between two looks whether the log still has what was read.
    std::chrono::milliseconds look_every{10'000};
  };

  /// The largest record that is sent; a claim beyond is answered with kBadInput claim_too_large.
  static constexpr std::size_t kMaxRecordBytes = 1'000'000;

  struct Standing {
    bool ready = false;
    std::int64_t behind = -1;      ///< records still to read before it is; -1: not known yet
    std::optional<Error> failure;  ///< set: it has failed for good
  };

  explicit KafkaLedger(Options options);
  /// Waits up to three seconds for what is not written yet, and up to twenty for a snapshot. Seats
  /// must be gone.
  ~KafkaLedger() override;
  KafkaLedger(const KafkaLedger&) = delete;
  KafkaLedger& operator=(const KafkaLedger&) = delete;

  /// Its end will wait for no snapshot. Safe from any thread.
  void Abort() { aborted_ = true; }

  /// `wake` is called with a lock held, so it must not call the seat.
  std::unique_ptr<LedgerSeat> NewSeat(std::function<void()> wake) override;

  [[nodiscard]] Standing standing() const;
  /// Once ready: the shared stages with the rules that the ledger has.
  [[nodiscard]] std::vector<StageFactory> factories() const;
  /// Once ready: how these rules differ from those of Options::stages; empty: in nothing.
  [[nodiscard]] std::string differences() const;

 private:
  using Clock = std::chrono::steady_clock;
  class Seat;

  enum class Kind : std::uint8_t { kClaim, kConfirmation, kControl };
  /// A record on its way into the log.
  struct Outgoing {
    Kind kind = Kind::kClaim;
    std::uint64_t ticket = 0;  ///< of a claim
    std::string bytes;
  };
  struct Waiting {
    Seat* seat = nullptr;
    Clock::time_point since;
  };

  // Of seats, under mutex_:
  std::uint64_t Claim(Seat& seat, const ClaimHead& head, const std::vector<std::string>& parts);
  void Confirm(const std::vector<LedgerReceipt>& receipts);
  void ForgetFrom(const Seat& seat, std::uint64_t ticket);
  void Send(Outgoing record);
  bool TrySend(const Outgoing& record);
  void RepeatControlIfDue();

  // Of the thread:
  void Tail();
  void Follow();
  Status Open();
  Status MakeProducer();
  Status AssignAt(std::int64_t offset);
  Status FindEnd();
  std::int64_t Restore();
  bool Resumes(const rd_kafka_message_t& message, std::int64_t append_ms);
  void BeginSnapshot(std::uint64_t state);
  void NoteSnapshot(const std::optional<Status>& ended);
  void SaveAtEnd();
  void Turn();
  void Take(const rd_kafka_message_t& message);
  void OnReadError(const rd_kafka_message_t& message);
  void Apply(const rd_kafka_message_t& message);
  void OnClaim(Applied& applied, const rd_kafka_message_t& message);
  void ClaimAgain(std::uint64_t ticket, std::string_view bytes);
  void Answer(LedgerAnswer answer);
  void OnControl(AppliedAs as, std::int64_t offset, std::int64_t append_ms);
  void NoteControl(std::int64_t append_ms);
  void BecomeReadyIfCaughtUp();
  [[nodiscard]] bool LacksWhatOthersKnow() const;
  [[nodiscard]] Error CutOff() const;
  void RepeatForOneThatMissedIt();
  void SendAgain();
  void ReplaceProducer();
  void Look();
  void Report();
  [[nodiscard]] std::string ReasonNotReady() const;
  void Fail(Error error);
  void Drain();
  void Pause(std::chrono::milliseconds time);

  static void OnDelivery(rd_kafka_t* rk, const rd_kafka_message_t* message, void* opaque);
  static void OnError(rd_kafka_t* rk, int err, const char* reason, void* opaque);
  void Delivered(const rd_kafka_message_t& message);

  const Options options_;
  const std::uint64_t sender_;
  ConsumerHandle consumer_;

  // The thread's own:
  LedgerMachine machine_;
  std::int64_t position_ = 0;  // of the record to come
  std::int64_t begin_at_start_ = 0, end_at_start_ = -1;
  std::optional<SnapshotWriter> snapshots_;
  std::int64_t saved_ = 0;  // next_offset() of the last snapshot
  bool restored_ = false;   // from a snapshot whose last record the log has not shown yet
  bool resumed_ = false;    // from a snapshot
  std::int64_t first_append_ms_ = -1, last_append_ms_ = -1;  // of the records read
  bool control_sent_ = false;
  bool assign_again_ = false;  // reading has stopped at position_
  int contradictions_ = 0;     // looks in a row that found one
  std::string read_trouble_;   // why reading does not go on
  Clock::time_point next_look_, next_report_, resend_at_;

  mutable std::mutex mutex_;
  std::condition_variable stop_signal_;
  // All of these are guarded by mutex_.
  ProducerHandle producer_;
  TopicHandle producer_topic_;
  std::deque<Outgoing> unsent_;               // oldest first; nothing passes them
  std::map<std::uint64_t, Waiting> waiting_;  // by ticket
  std::uint64_t last_ticket_ = 0;
  std::uint64_t control_id_ = 0;         // 0: none yet
  ControlRecord repeat_;                 // what repeats the current one
  Clock::time_point noted_, repeat_at_;  // since when the control state holds; its repeat
  Clock::time_point answered_;           // one that had missed it
  std::vector<StageFactory> factories_;
  std::string differences_;
  std::string write_trouble_;
  Standing standing_;

  std::atomic<bool> stopping_{false}, aborted_{false};
  std::atomic<bool> producer_failed_{false};
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace newswired::kafka
