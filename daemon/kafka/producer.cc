#include "daemon/kafka/producer.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/kafka/remedy.h"

namespace newswired::kafka {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int kInitTimeoutMs = 10'000;
constexpr milliseconds kFirstRetry{100};
constexpr milliseconds kLongestRetry{5'000};
/// Flush in slices, so that a stop or a lost partition is noticed between them.
constexpr int kFlushSliceMs = 200;
/// As a rule, an answer comes within them.
constexpr int kHurryMs = 5;
constexpr int kCommitSliceMs = 500;
constexpr int kAbortSliceMs = 500;
/// Readers wait for the time-out of a transaction that is left open; the service for us, 5 s.
constexpr milliseconds kAbortAtStop{3'000};
constexpr milliseconds kCommitAgainFor{2'000};
constexpr milliseconds kCommitPause{50};

microseconds Since(Clock::time_point start) {
  return std::chrono::duration_cast<microseconds>(Clock::now() - start);
}

bool MeansFenced(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH ||
         code == RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED;
}

BatchEnd EndOf(rd_kafka_resp_err_t code) {
  return MeansFenced(code) ? BatchEnd::kFenced : BatchEnd::kInDoubt;
}

rd_kafka_vu_t Variable(rd_kafka_vtype_t type) {
  rd_kafka_vu_t variable{};
  variable.vtype = type;
  return variable;
}

}  // namespace

bool Refusal::permanent() const {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
      return true;
    default:
      return false;
  }
}

Producer::Producer(Options options, const Wake& wake)
    : options_(std::move(options)), wake_(wake), thread_([this] { Work(); }) {}

Producer::~Producer() {
  Stop();
  thread_.join();
  Destroy();
}

void Producer::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
}

bool Producer::ready() const { return initialised_ && !busy_ && !in_transaction_ && !suspect(); }

bool Producer::suspect() const {
  if (options_.failpoints != nullptr && options_.failpoints->trust_producers()) return false;
  return suspect_;
}

Status Producer::Begin() {
  acknowledged_ = false;
  {
    const std::lock_guard lock(refusals_mutex_);
    refusals_.clear();
  }
  if (options_.transactional) {
    const ErrorHandle error(rd_kafka_begin_transaction(handle_.get()));
    if (error) return ToError(*error).In("begin transaction");
  }
  in_transaction_ = true;
  return Ok();
}

Result<bool> Producer::Produce(const OutRecord& record, std::size_t index, HeadersHandle headers) {
  const std::string_view key = record.key;
  const std::string_view value = record.value;
  return Send(record.topic, record.has_key ? &key : nullptr, record.has_value ? &value : nullptr,
              index, headers);
}

Result<bool> Producer::ProduceCopy(const RawRecord& record, std::size_t index,
                                   HeadersHandle& headers) {
  return Send(OutTopic::kEvents, record.has_key ? &record.key : nullptr,
              record.has_value ? &record.value : nullptr, index, headers);
}

Result<bool> Producer::Send(OutTopic topic, const std::string_view* key,
                            const std::string_view* value, std::size_t index,
                            HeadersHandle& headers) {
  auto topic_variable = Variable(RD_KAFKA_VTYPE_RKT);
  topic_variable.u.rkt = topics_[static_cast<std::size_t>(topic)].get();
  // The library only reads; its interface is not const.
  const auto set = [](rd_kafka_vu_t& variable, const std::string_view* bytes) {
    // An empty value is not a null one.
    static char empty = 0;
    if (bytes == nullptr) return;
    variable.u.mem.ptr = bytes->empty() ? &empty : const_cast<char*>(bytes->data());
    variable.u.mem.size = bytes->size();
  };
  auto key_variable = Variable(RD_KAFKA_VTYPE_KEY);
  set(key_variable, key);
  auto value_variable = Variable(RD_KAFKA_VTYPE_VALUE);
  set(value_variable, value);
  auto flags = Variable(RD_KAFKA_VTYPE_MSGFLAGS);
  flags.u.i = RD_KAFKA_MSG_F_COPY;
  auto opaque = Variable(RD_KAFKA_VTYPE_OPAQUE);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an index, never followed
  opaque.u.ptr = reinterpret_cast<void*>(index);
  auto header_variable = Variable(RD_KAFKA_VTYPE_HEADERS);
  header_variable.u.headers = headers.get();
  std::array variables{topic_variable, key_variable, value_variable,
                       flags,          opaque,       header_variable};

  const ErrorHandle error(rd_kafka_produceva(handle_.get(), variables.data(), variables.size()));
  if (!error) {
    // The library owns them now.
    static_cast<void>(headers.release());
    return true;
  }
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
  if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    return BadInput("record_too_large", "a record of " +
                                            std::to_string(value == nullptr ? 0 : value->size()) +
                                            " bytes exceeds output.max_record_bytes");
  }
  return ToError(*error).In("produce");
}

void Producer::Poll() {
  if (!busy_ && handle_) rd_kafka_poll(handle_.get(), 0);
}

void Producer::Hurry() {
  if (!busy_ && handle_) rd_kafka_flush(handle_.get(), kHurryMs);
}

int Producer::outstanding() const {
  return busy_ || !handle_ ? 0 : rd_kafka_outq_len(handle_.get());
}

bool Producer::has_refusals() {
  const std::lock_guard lock(refusals_mutex_);
  return !refusals_.empty();
}

void Producer::Finish(std::shared_ptr<Batch> batch) {
  Submit([this, batch = std::move(batch)] { return DoFinish(*batch); });
}

void Producer::Abort() {
  Submit([this] { return DoAbort({.kind = ProducerEvent::Kind::kAborted}); });
}

void Producer::Initialise() {
  initialised_ = false;
  in_transaction_ = false;
  Submit([this] { return DoInitialise(); });
}

void Producer::Submit(std::function<ProducerEvent()> call) {
  busy_ = true;
  {
    const std::lock_guard lock(mutex_);
    call_ = std::move(call);
  }
  work_.notify_one();
}

std::optional<ProducerEvent> Producer::Take() {
  ProducerEvent event;
  {
    const std::lock_guard lock(mutex_);
    if (events_.empty()) return std::nullopt;
    event = std::move(events_.front());
    events_.pop_front();
  }
  if (event.kind == ProducerEvent::Kind::kRetrying) return event;
  busy_ = false;
  in_transaction_ = false;
  if (event.kind == ProducerEvent::Kind::kInitialised) initialised_ = !event.error;
  Poll();  // error callbacks and statistics that may raise suspicion
  return event;
}

void Producer::Work() {
  while (true) {
    std::function<ProducerEvent()> call;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return stopping_ || call_ != nullptr; });
      // Stopping, what is queued is still called: an abort, or a batch to finish, which then
      // aborts.
      if (call_ == nullptr) return;
      call = std::exchange(call_, nullptr);
    }
    Tell(call());
  }
}

void Producer::Tell(ProducerEvent event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  wake_.Signal();
}

ProducerEvent Producer::DoFinish(Batch& batch) {
  ProducerEvent event{.kind = ProducerEvent::Kind::kFinished};
  Reach(options_.failpoints, "after_produce");
  if (auto error = Flush(event)) {
    event.error = std::move(error);
    return DoAbort(std::move(event));
  }
  Reach(options_.failpoints, "after_flush");
  acknowledged_ = true;
  wake_.Signal();
  if (batch.cancelled) return DoAbort(std::move(event));

  const Clock::time_point offsets_start = Clock::now();
  if (!options_.transactional) {
    // The group may be on its way to another generation, in which the partitions are still ours.
    Status committed = options_.commit_offsets(batch.next);
    while (!committed.ok() && !batch.cancelled && !stopping_ &&
           Since(offsets_start) < kCommitAgainFor) {
      std::this_thread::sleep_for(kCommitPause);
      committed = options_.commit_offsets(batch.next);
    }
    if (!committed.ok()) {
      event.error = std::move(committed).error();
      event.end = BatchEnd::kAborted;
    }
    event.end_transaction = Since(offsets_start);
    Reach(options_.failpoints, "after_commit");
    return event;
  }
  bool fatal = false;
  if (auto error = SendOffsets(batch, fatal)) {
    event.error = std::move(error);
    return DoAbort(std::move(event));
  }
  event.send_offsets = Since(offsets_start);
  NoteDuration(event.send_offsets);
  Reach(options_.failpoints, "after_send_offsets");

  const Clock::time_point end_start = Clock::now();
  // In slices, as -1 waits without end for an answer that never comes. They are counted, too: a
  // process that was suspended meanwhile asks once more before it is in doubt.
  auto slices = options_.transaction_timeout / milliseconds(kCommitSliceMs);
  while (true) {
    const ErrorHandle error(rd_kafka_commit_transaction(handle_.get(), kCommitSliceMs));
    if (!error) break;
    suspect_ = true;
    if (rd_kafka_error_is_retriable(error.get()) != 0 && !stopping_ &&
        (--slices > 0 || Since(end_start) < options_.transaction_timeout)) {
      continue;
    }
    event.error = ToError(*error).In("commit transaction");
    event.end = EndOf(rd_kafka_error_code(error.get()));
    return event;
  }
  event.end_transaction = Since(end_start);
  NoteDuration(event.end_transaction);
  Reach(options_.failpoints, "after_commit");
  return event;
}

Error ErrorOf(const std::vector<Refusal>& refusals) {
  const auto says_why = [](const Refusal& refusal) {
    return refusal.code != RD_KAFKA_RESP_ERR__PURGE_QUEUE &&
           refusal.code != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  };
  auto first = std::find_if(refusals.begin(), refusals.end(), says_why);
  if (first == refusals.end()) first = refusals.begin();
  std::string what = std::to_string(refusals.size()) +
                     " records were not taken, the first by topic " + first->topic + ": " +
                     rd_kafka_err2str(first->code);
  switch (first->code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      what += "; grant Write on it";
      break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      what += "; see that it exists, and that its partitions have leaders";
      break;
    default:
      break;
  }
  return Transient(rd_kafka_err2name(first->code), std::move(what));
}

std::optional<Error> Producer::Flush(ProducerEvent& event) {
  const Clock::time_point start = Clock::now();
  while (rd_kafka_outq_len(handle_.get()) > 0 && !stopping_) {
    rd_kafka_flush(handle_.get(), kFlushSliceMs);
  }
  event.flush = Since(start);
  CollectRefusals(event);
  if (!event.refusals.empty()) return ErrorOf(event.refusals);
  if (stopping_) return Transient("stopping", "stopped while records were in flight");
  return std::nullopt;
}

std::optional<Error> Producer::SendOffsets(Batch& batch, bool& fatal) {
  const GroupMetadataHandle group = batch.group.Take();
  if (!group) return Transient("lost", "the partitions were lost before the commit");
  const PartitionListHandle offsets = ToPartitionList(batch.next);
  const Clock::time_point start = Clock::now();
  while (true) {
    const ErrorHandle error(
        rd_kafka_send_offsets_to_transaction(handle_.get(), offsets.get(), group.get(), -1));
    if (!error) return std::nullopt;
    suspect_ = true;
    if (rd_kafka_error_is_retriable(error.get()) != 0 && !stopping_ &&
        Since(start) < options_.transaction_timeout) {
      continue;
    }
    fatal = rd_kafka_error_is_fatal(error.get()) != 0;
    return ToError(*error).In("send offsets");
  }
}

ProducerEvent Producer::DoAbort(ProducerEvent event) {
  event.end = BatchEnd::kAborted;
  suspect_ = true;
  if (event.refusals.empty()) CollectRefusals(event);
  // Nothing can be taken back; being suspect, the producer is made anew, so that what it still
  // holds does not overtake the batch when that is redone.
  if (!options_.transactional) return event;
  const Clock::time_point start = Clock::now();
  while (true) {
    const ErrorHandle error(rd_kafka_abort_transaction(handle_.get(), kAbortSliceMs));
    if (!error) return event;
    const milliseconds patience = stopping_ ? std::min(kAbortAtStop, options_.transaction_timeout)
                                            : options_.transaction_timeout;
    if (rd_kafka_error_is_retriable(error.get()) != 0 && Since(start) < patience) continue;
    event.end = EndOf(rd_kafka_error_code(error.get()));
    Error what = ToError(*error).In("abort transaction");
    if (event.error) what = std::move(what).In(event.error->message);
    event.error = std::move(what);
    return event;
  }
}

ProducerEvent Producer::DoInitialise() {
  ProducerEvent event{.kind = ProducerEvent::Kind::kInitialised};
  milliseconds pause = kFirstRetry;
  while (true) {
    if (stopping_) {
      event.error = Transient("stopping", "stopped while initialising");
      return event;
    }
    Destroy();
    suspect_ = false;
    retries_seen_ = -1;
    Status initialised = TryInitialise();
    if (initialised.ok()) {
      // What went wrong while there was no transaction yet cannot end the next one.
      suspect_ = false;
      agreed_ = true;
      return event;
    }
    if (initialised.error().kind == ErrorKind::kConfig) {
      event.error = std::move(initialised).error();
      return event;
    }
    Tell({.kind = ProducerEvent::Kind::kRetrying, .error = std::move(initialised).error()});
    std::unique_lock lock(mutex_);
    work_.wait_for(lock, pause, [this] { return stopping_.load(); });
    pause = std::min(pause * 2, kLongestRetry);
  }
}

Status Producer::TryInitialise() {
  if (options_.transactional) {
    // What is open under the id used so far ends here, and what is late under it is refused. The
    // other id is another producer to the broker: the late cannot touch what it does.
    const std::size_t next = 1 - used_;
    NW_CHECK_OK(Create(options_.ids[used_]));
    NW_CHECK_OK(InitTransactions());
    Destroy();
    NW_CHECK_OK(Create(options_.ids[next]));
    NW_CHECK_OK(InitTransactions());
    used_ = next;
  } else {
    NW_CHECK_OK(Create({}));
  }
  for (const std::string& name : options_.topics) {
    topics_.emplace_back(name.empty() ? nullptr
                                      : rd_kafka_topic_new(handle_.get(), name.c_str(), nullptr));
  }
  WarmUp();
  return Ok();
}

Status Producer::Create(const std::string& id) {
  NW_TRY(ProducerHandle made, options_.create(id, this));
  handle_ = std::move(made);
  return Ok();
}

Status Producer::InitTransactions() {
  while (true) {
    const ErrorHandle error(rd_kafka_init_transactions(handle_.get(), kInitTimeoutMs));
    if (!error) return Ok();
    Error failed = ToError(*error).In("init transactions");
    if (IsTransactionRefusal(failed.code) && !agreed_) failed.kind = ErrorKind::kConfig;
    if (rd_kafka_error_is_retriable(error.get()) == 0 || stopping_) return failed;
    Tell({.kind = ProducerEvent::Kind::kRetrying, .error = std::move(failed)});
  }
}

// Before 2.10 the first record waits up to a second for metadata of its topic.
void Producer::WarmUp() {
  for (const TopicHandle& topic : topics_) {
    if (!topic) continue;
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(handle_.get(), 0, topic.get(), &metadata, 2'000) ==
        RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_metadata_destroy(metadata);
    }
  }
}

void Producer::Destroy() {
  if (!handle_) return;
  rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  topics_.clear();
  handle_.reset();
}

void Producer::CollectRefusals(ProducerEvent& event) {
  const std::lock_guard lock(refusals_mutex_);
  event.refusals = std::exchange(refusals_, {});
}

// A request that was retried took at least one backoff longer than the broker needed.
void Producer::NoteDuration(microseconds duration) {
  if (duration > options_.suspect_after) suspect_ = true;
}

void Producer::SetCallbacks(rd_kafka_conf_t* conf, void* opaque) {
  rd_kafka_conf_set_opaque(conf, opaque);
  rd_kafka_conf_set_dr_msg_cb(conf, &Producer::OnDelivery);
  rd_kafka_conf_set_error_cb(conf, &Producer::OnError);
  rd_kafka_conf_set_stats_cb(conf, &Producer::OnStatistics);
}

void Producer::OnDelivery(rd_kafka_t* /*rk*/, const rd_kafka_message_t* message, void* opaque) {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  auto* self = static_cast<Producer*>(opaque);
  const std::lock_guard lock(self->refusals_mutex_);
  self->refusals_.push_back(
      {.index = reinterpret_cast<std::size_t>(message->_private),
       .code = message->err,
       .topic = message->rkt == nullptr ? "" : rd_kafka_topic_name(message->rkt)});
}

void Producer::OnError(rd_kafka_t* /*rk*/, int /*err*/, const char* /*reason*/, void* opaque) {
  auto* self = static_cast<Producer*>(opaque);
  if (self->options_.transactional) self->suspect_ = true;
}

int Producer::OnStatistics(rd_kafka_t* /*rk*/, char* json, std::size_t size, void* opaque) {
  auto* self = static_cast<Producer*>(opaque);
  self->ReadStatistics({json, size});
  if (self->options_.statistics) self->options_.statistics(std::string(json, size));
  return 0;  // the library frees the text
}

void Producer::ReadStatistics(std::string_view json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.HasMember("brokers")) return;
  std::int64_t retries = 0;
  for (const auto& broker : document["brokers"].GetObject()) {
    for (const char* counter : {"req_timeouts", "txretries"}) {
      const auto found = broker.value.FindMember(counter);
      if (found != broker.value.MemberEnd() && found->value.IsInt64()) {
        retries += found->value.GetInt64();
      }
    }
  }
  if (options_.transactional && retries_seen_ >= 0 && retries > retries_seen_) suspect_ = true;
  retries_seen_ = retries;
}

}  // namespace newswired::kafka
