#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "daemon/event/timestamp.h"
#include "daemon/kafka/ledger_client.h"
#include "daemon/kafka/ledger_rules.h"
#include "daemon/kafka/topic_admin.h"
#include "daemon/kafka/watermarks.h"
#include "daemon/pipeline/generation.h"

// The thread that reads the ledger, one record after the other. ledger_snapshot.cc has what it
// does with snapshots.

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;

constexpr int kPollMs = 50;
/// Records between two looks at everything else.
constexpr int kAtOnce = 500;
constexpr milliseconds kAsk{2'000};
constexpr milliseconds kAskAgain{200};
constexpr milliseconds kReportEvery{1'000};
/// A log end may lag for a moment after a leader change, and a new topic may not be known yet.
constexpr int kContradictionsBelieved = 3;
constexpr milliseconds kLookAgain{1'500};
constexpr milliseconds kDrain{3'000};
constexpr milliseconds kSlow{10'000};
constexpr milliseconds kMissed{2'000};  // later, hardly anybody starts together with us
/// Records read at a start; fewer are read again as fast.
constexpr std::int64_t kWorthASnapshot = 100'000;

std::string_view ValueOf(const rd_kafka_message_t& message) {
  if (message.payload == nullptr) return {};
  return {static_cast<const char*>(message.payload), message.len};
}

bool IsRefusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
}

// _LOG_TRUNCATION and UNKNOWN_TOPIC_ID, for which the header of librdkafka 2.0 has no names.
constexpr int kLogTruncation = -139;
constexpr int kUnknownTopicId = 100;

/// Whether the log may not be what it was.
bool MayBeAnotherLog(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
         code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         static_cast<int>(code) == kLogTruncation || static_cast<int>(code) == kUnknownTopicId;
}

bool IsSkipped(AppliedAs as) {
  return as != AppliedAs::kClaim && as != AppliedAs::kConfirmation &&
         as != AppliedAs::kControlFirst && as != AppliedAs::kControlRepeat &&
         as != AppliedAs::kControlChange;
}

}  // namespace

// What a memory throws over a record it would throw in every instance, and again after a restart:
// it must be told.
void KafkaLedger::Tail() {
  try {
    Follow();
  } catch (...) {
    Fail(CaughtFatal("the ledger cannot be followed"));
  }
  try {
    Drain();
    SaveAtEnd();
  } catch (...) {
    Fail(CaughtFatal("the ledger cannot be left"));
  }
  if (consumer_) rd_kafka_consumer_close(consumer_.get());
}

void KafkaLedger::Follow() {
  if (Status opened = Open(); opened.ok()) {
    while (!stopping_ && !standing().failure) Turn();
  } else if (!stopping_) {
    Fail(std::move(opened).error());
  }
}

Status KafkaLedger::Open() {
  NW_CHECK_OK(MakeProducer());
  NW_TRY(ConfHandle conf, options_.consumer_conf());
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_error_cb(conf.get(), &KafkaLedger::OnError);
  NW_TRY(consumer_, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(consumer_.get());
  while (true) {
    Status found = FindEnd();
    if (found.ok()) break;
    if (found.error().kind != ErrorKind::kTransient || stopping_) return found;
    options_.observer->NotReady("waits for the brokers: " + found.error().message);
    options_.observer->Progress();
    Pause(kAskAgain);
  }
  const std::int64_t begin = Restore();
  next_look_ = Clock::now() + options_.look_every;
  return AssignAt(begin);
}

Status KafkaLedger::FindEnd() {
  auto marks = QueryWatermarks(consumer_.get(), {options_.topic, 0}, kAsk);
  if (!marks.ok()) {
    Error error = std::move(marks).error();
    if (error.code == "TOPIC_AUTHORIZATION_FAILED") error.kind = ErrorKind::kConfig;
    return std::move(error).In("ledger topic " + options_.topic);
  }
  end_at_start_ = marks->high;
  position_ = begin_at_start_ = marks->low;
  return Ok();
}

Status KafkaLedger::MakeProducer() {
  NW_TRY(ConfHandle conf, options_.producer_conf());
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaLedger::OnDelivery);
  rd_kafka_conf_set_error_cb(conf.get(), &KafkaLedger::OnError);
  NW_TRY(ProducerHandle made, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const std::lock_guard lock(mutex_);
  producer_topic_.reset(rd_kafka_topic_new(made.get(), options_.topic.c_str(), nullptr));
  producer_ = std::move(made);
  producer_failed_ = false;
  return Ok();
}

Status KafkaLedger::AssignAt(std::int64_t offset) {
  const PartitionListHandle list = ToPartitionList(Offsets{{{options_.topic, 0}, offset}});
  const rd_kafka_resp_err_t err = rd_kafka_assign(consumer_.get(), list.get());
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("cannot read " + options_.topic);
  assign_again_ = false;
  return Ok();
}

void KafkaLedger::Turn() {
  for (int i = 0; i < kAtOnce && !stopping_; ++i) {
    const MessageHandle message(rd_kafka_consumer_poll(consumer_.get(), i == 0 ? kPollMs : 0));
    if (!message) break;
    Take(*message);
  }
  rd_kafka_poll(producer_.get(), 0);
  if (producer_failed_) ReplaceProducer();
  SendAgain();
  BecomeReadyIfCaughtUp();
  if (Clock::now() >= next_look_) Look();
  if (snapshots_) NoteSnapshot(snapshots_->Poll());
  if (Clock::now() >= next_report_) Report();
}

void KafkaLedger::Take(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    Apply(message);
  } else if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    position_ = std::max(position_, message.offset);
  } else {
    OnReadError(message);
    return;
  }
  read_trouble_.clear();
}

void KafkaLedger::OnReadError(const rd_kafka_message_t& message) {
  read_trouble_ = rd_kafka_message_errstr(&message);
  spdlog::warn("ledger: {}", read_trouble_);
  if (IsRefusal(message.err) && !standing().ready) {
    const bool group = message.err == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
    Fail(ConfigError(
        "ledger_refused",
        fmt::format("cannot read the ledger topic {}: {}: grant {}", options_.topic, read_trouble_,
                    group ? "Read on the group of input.group" : "Read and Write on it")));
  } else if (MayBeAnotherLog(message.err)) {
    assign_again_ = true;
    next_look_ = Clock::now();
  }
}

void KafkaLedger::Apply(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  const std::int64_t append_ms = rd_kafka_message_timestamp(&message, &type);
  if (restored_ && !Resumes(message, append_ms)) return;
  if (message.offset < machine_.next_offset()) return;  // fetched twice
  if (type != RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME && !options_.allow_create_time) {
    Fail(ConfigError(
        "ledger_timestamps",
        fmt::format("ledger topic {}: the record at offset {} has its producer's time, since the "
                    "topic had not message.timestamp.type=LogAppendTime when it was written: give "
                    "it that and name a new topic in ledger.topic, in all processes of the group",
                    options_.topic, message.offset)));
    return;
  }
  if (first_append_ms_ < 0) first_append_ms_ = append_ms;
  last_append_ms_ = append_ms;
  Applied& applied = machine_.Apply(message.offset, append_ms, ValueOf(message));
  position_ = message.offset + 1;
  if (IsSkipped(applied.as)) options_.observer->Skipped(applied.as);
  switch (applied.as) {
    case AppliedAs::kClaim:
    case AppliedAs::kClaimUnreadable:
    case AppliedAs::kClaimStale:
      if (applied.sender == sender_) OnClaim(applied, message);
      break;
    case AppliedAs::kControlFirst:
    case AppliedAs::kControlRepeat:
    case AppliedAs::kControlChange:
    case AppliedAs::kControlStranger:
      OnControl(applied.as, message.offset, append_ms);
      break;
    case AppliedAs::kControlIgnored:
      if (applied.names_no_previous) RepeatForOneThatMissedIt();
      break;
    default:
      break;
  }
}

void KafkaLedger::OnClaim(Applied& applied, const rd_kafka_message_t& message) {
  if (applied.as == AppliedAs::kClaimStale) {
    ClaimAgain(applied.ticket, ValueOf(message));
    return;
  }
  LedgerAnswer answer{.ticket = applied.ticket, .offset = message.offset};
  if (applied.as == AppliedAs::kClaim) {
    answer.article = std::move(applied.article);
    answer.judged = std::move(applied.judged);
  } else {
    answer.error = applied.error;
  }
  Answer(std::move(answer));
}

void KafkaLedger::ClaimAgain(std::uint64_t ticket, std::string_view bytes) {
  auto decoded = DecodeLedgerRecord(bytes);
  const std::lock_guard lock(mutex_);
  // Under other rules than ours nothing is claimed again: we leave.
  if (!decoded.ok() || !waiting_.contains(ticket) || control_id_ == 0) return;
  auto claim = std::get<ClaimRecord>(std::move(decoded).value());
  if (claim.control == control_id_) return;
  claim.control = control_id_;
  Send({.kind = Kind::kClaim, .ticket = ticket, .bytes = Encode(claim)});
}

void KafkaLedger::OnControl(AppliedAs as, std::int64_t offset, std::int64_t append_ms) {
  if (as == AppliedAs::kControlStranger) {
    if (machine_.control()) {
      spdlog::warn("ledger: group {} has written into {}, which belongs to group {}",
                   machine_.stranger(), options_.topic, options_.group);
      return;
    }
    Fail(ConfigError("ledger_stranger",
                     fmt::format("ledger topic {} {}", options_.topic,
                                 BelongsToAnother(machine_.stranger(), options_.group))));
    return;
  }
  const std::uint64_t state = machine_.Hash();
  spdlog::info("ledger: state {:016x} of {} articles at offset {}", state, machine_.articles(),
               offset);
  const CurrentControl& control = *machine_.control();
  if (standing().ready && control.id != control_id_) {
    Fail(Fatal("ledger_changed",
               fmt::format("the settings of the ledger {} were changed (offset {}): a restart "
                           "follows them",
                           options_.topic, offset)));
    return;
  }
  NoteControl(append_ms);
  if (!standing().ready) return;
  if (LacksWhatOthersKnow()) return Fail(CutOff());
  BeginSnapshot(state);
}

/// The log does not reach back as far as the window, and others judge by what is gone: by another
/// memory than ours.
bool KafkaLedger::LacksWhatOthersKnow() const {
  if (begin_at_start_ <= 0 || resumed_ || first_append_ms_ < 0) return false;
  const auto& control = machine_.control();
  const std::int64_t window_ms = control ? control->record.window_ms : machine_.Change().window_ms;
  const std::int64_t now_ms = std::max(WallClockMs(), last_append_ms_);
  if (first_append_ms_ < now_ms - window_ms) return false;
  return control ? machine_.began_in_the_middle() : machine_.count(AppliedAs::kClaimStale) > 0;
}

Error KafkaLedger::CutOff() const {
  return ConfigError(
      "ledger_cut_off",
      fmt::format(
          "ledger topic {}: its log begins at offset {}, within the window: what was before "
          "is deleted, and other processes judge by it. `newswired dedup adopt -c FILE "
          "--anew --yes` lets all of them begin anew, together",
          options_.topic, begin_at_start_));
}

// A process that wrote a first control record has not seen ours, though it is old enough: the log
// was cut off. It must learn that there is another one.
void KafkaLedger::RepeatForOneThatMissedIt() {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (!standing_.ready || now < std::max(noted_, answered_) + kMissed) return;  // started at once
  answered_ = now;
  repeat_at_ = {};
  RepeatControlIfDue();
}

void KafkaLedger::NoteControl(std::int64_t append_ms) {
  const auto age = milliseconds(std::max<std::int64_t>(0, WallClockMs() - append_ms));
  const std::lock_guard lock(mutex_);
  const bool is_new = control_id_ != machine_.control()->id;
  control_id_ = machine_.control()->id;
  repeat_ = machine_.Repeat();
  const Clock::time_point written = Clock::now() - age;
  if (is_new) noted_ = written;
  repeat_at_ = written + std::max(age, options_.repeat_after);
}

void KafkaLedger::BecomeReadyIfCaughtUp() {
  const Standing now = standing();
  if (now.ready || now.failure || position_ < end_at_start_) return;
  if (LacksWhatOthersKnow()) return Fail(CutOff());
  if (!machine_.control()) {
    // Of several processes that start at once the first one's counts, for all of them.
    if (control_sent_) return;
    control_sent_ = true;
    const std::lock_guard lock(mutex_);
    Send({.kind = Kind::kControl, .bytes = Encode(machine_.Change())});
    options_.observer->ControlSent();
    return;
  }
  const CurrentControl& control = *machine_.control();
  if (control.cannot_follow) {
    Error error =
        Error(*control.cannot_follow)
            .In(fmt::format("the settings of the ledger {} cannot be followed", options_.topic));
    error.message.append("; ").append(kAdoptRemedy);
    Fail(std::move(error));
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    factories_ = control.factories;
    differences_ = RuleDifferences(control.record, options_.stages);
    standing_.ready = true;
  }
  if (machine_.next_offset() - saved_ >= kWorthASnapshot) BeginSnapshot(machine_.Hash());
  Report();
}

void KafkaLedger::SendAgain() {
  const std::lock_guard lock(mutex_);
  if (Clock::now() < resend_at_) return;
  while (!unsent_.empty()) {
    const Outgoing& next = unsent_.front();
    const bool forgotten = next.kind == Kind::kClaim && !waiting_.contains(next.ticket);
    if (!forgotten && !TrySend(next)) return;
    unsent_.pop_front();
  }
}

// What it has not been told to be written is in Delivered() then, and is sent again.
void KafkaLedger::ReplaceProducer() {
  rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(producer_.get()) > 0 && !stopping_) {
    rd_kafka_poll(producer_.get(), kPollMs);
  }
  ProducerHandle old;
  {
    const std::lock_guard lock(mutex_);
    producer_topic_.reset();
    old = std::move(producer_);
  }
  old.reset();
  if (Status made = MakeProducer(); !made.ok()) Fail(std::move(made).error());
}

// The log's bounds against what was read of it: a topic that was created again, cut off, or kept
// for too short is no longer what others judge by.
void KafkaLedger::Look() {
  next_look_ = Clock::now() + options_.look_every;
  std::string contradiction;
  const auto topic = DescribeTopic(consumer_.get(), options_.topic, kAsk);
  if (!topic.ok()) return;  // brokers that are away tell nothing
  const auto marks = QueryWatermarks(consumer_.get(), {options_.topic, 0}, kAsk);
  if (!*topic) {
    contradiction = "it does not exist any more";
  } else if (!marks.ok()) {
    return;
  } else if (marks->high < position_) {
    contradiction = fmt::format(
        "its log ends at offset {}, but was read to offset {}: it was "
        "created again or cut off",
        marks->high, position_);
  } else if (marks->low > position_) {
    contradiction = fmt::format(
        "its log begins at offset {}, but was read to offset {} only: what "
        "lies between was deleted unread",
        marks->low, position_);
  }
  if (contradiction.empty()) {
    contradictions_ = 0;
    if (!assign_again_) return;
    if (Status assigned = AssignAt(position_); !assigned.ok()) Fail(std::move(assigned).error());
  } else if (++contradictions_ >= kContradictionsBelieved) {
    Fail(Fatal("ledger_log", fmt::format("ledger topic {}: {}; a restart reads it anew, from its "
                                         "beginning",
                                         options_.topic, contradiction)));
  } else {
    next_look_ = Clock::now() + kLookAgain;
  }
}

void KafkaLedger::Report() {
  next_report_ = Clock::now() + kReportEvery;
  options_.observer->Progress();
  options_.observer->NotReady(ReasonNotReady());
  std::int64_t low = 0;
  std::int64_t end = end_at_start_;
  rd_kafka_get_watermark_offsets(consumer_.get(), options_.topic.c_str(), 0, &low, &end);
  end = std::max(end, end_at_start_);
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    waiting = waiting_.size();
    standing_.behind = std::max<std::int64_t>(0, end_at_start_ - position_);
  }
  options_.observer->Queues(waiting, std::max<std::int64_t>(0, end - position_));
  for (std::size_t i = 0; i < machine_.memories().size(); ++i) {
    const SharedMemory& memory = *machine_.memories()[i];
    options_.observer->Memory(options_.stages[i].name, memory.articles(), memory.bytes());
  }
}

std::string KafkaLedger::ReasonNotReady() const {
  const std::lock_guard lock(mutex_);
  if (standing_.failure) return standing_.failure->message;
  std::string why;
  if (!read_trouble_.empty()) why = ": cannot read: " + read_trouble_;
  if (!write_trouble_.empty()) why = ": cannot write: " + write_trouble_;
  if (!standing_.ready) {
    const std::int64_t behind = std::max<std::int64_t>(0, end_at_start_ - position_);
    return behind > 0 ? fmt::format("{} records behind{}", behind, why)
                      : "waits for its first record" + why;
  }
  const auto now = Clock::now();
  if (waiting_.empty() || now - waiting_.begin()->second.since < kSlow) return {};
  return fmt::format(
      "no answer for {} s{}",
      std::chrono::duration_cast<std::chrono::seconds>(now - waiting_.begin()->second.since)
          .count(),
      why);
}

void KafkaLedger::Fail(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (standing_.failure) return;
    standing_.failure = error;
  }
  spdlog::error("ledger: {}", error.message);
  options_.observer->NotReady(error.message);
}

void KafkaLedger::Drain() {
  if (!producer_) return;
  const auto until = Clock::now() + kDrain;
  do {
    SendAgain();
    rd_kafka_flush(producer_.get(), kPollMs);
  } while (rd_kafka_outq_len(producer_.get()) > 0 && Clock::now() < until);
  // What is left is not worth the wait: nothing may be said of it, and so nothing is lost.
  rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(producer_.get(), kPollMs);
  const std::lock_guard lock(mutex_);
  producer_topic_.reset();
  producer_.reset();
}

void KafkaLedger::Pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  stop_signal_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace newswired::kafka
