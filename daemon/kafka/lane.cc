#include "daemon/kafka/lane.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

#include "daemon/event/timestamp.h"

namespace newswired::kafka {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kTakeAtOnce = 64;
/// Articles for each job: few enough that they spread over the workers, many enough that the queue
/// costs nothing.
constexpr std::size_t kItemsPerJob = 16;
constexpr std::size_t kBytesPerJob = 256 * 1024;
/// Under way at once, for each lane.
constexpr int kRenderJobs = 8;
constexpr milliseconds kIdleSleep{100};
constexpr milliseconds kBusySleep{2};
constexpr milliseconds kReportInterval{1000};

std::string RandomId() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", device());
  return id;
}

/// The record may have carried headers of the same names itself, which stay.
HeadersHandle WithoutLastTwo(const rd_kafka_headers_t& headers) {
  const std::size_t count = rd_kafka_header_cnt(&headers) - 2;
  HeadersHandle kept(rd_kafka_headers_new(count));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    rd_kafka_header_get_all(&headers, i, &name, &value, &size);
    rd_kafka_header_add(kept.get(), name, -1, value, static_cast<ssize_t>(size));
  }
  return kept;
}

void NumberRows(WorkItem& item, std::size_t from, std::int32_t article) {
  std::array<std::int32_t, kOutTopicCount> next{};
  for (std::size_t i = from; i < item.out.size(); ++i) {
    item.rows.push_back({article, next[static_cast<std::size_t>(item.out[i].topic)]++});
  }
}

/// What records take beside their bytes.
constexpr std::size_t kRecordOverhead = 1024;

/// Of the exception that is being handled.
Error CannotMakeStages() { return CaughtFatal("the stages cannot be made"); }

void RenderOutcomes(EventWriter& writer, Batch& batch, WorkItem& item) {
  const Generation& generation = *batch.generation;
  const std::int64_t now = WallClockMs();
  for (Outcome& outcome : item.outcomes) {
    const std::size_t from = item.out.size();
    Render(writer, generation, item.record, outcome, now, item.out);
    NumberRows(item, from, outcome.article.input.item);
  }
  std::size_t rendered = 0;
  for (const OutRecord& record : item.out) rendered += record.value.size() + kRecordOverhead;
  batch.rendered += rendered;
  batch.rendered -= std::exchange(item.rendered_bytes, rendered);
}

/// Items that several jobs share. They are begun in their order, so that those which are left alone
/// come after all that are done.
struct SharedItems {
  std::vector<WorkItem*> items;
  std::atomic<std::size_t> next{0};
  WorkItem* Next() {
    const std::size_t i = next++;
    return i < items.size() ? items[i] : nullptr;
  }
};

/// True: the lane takes `item` back (HandBack()). Never the first one, so that every batch ends.
bool LeavesAlone(Batch& batch, const WorkItem& item, std::size_t budget) {
  if (item.first || batch.grown() < budget) return false;
  batch.overfull = true;
  return true;
}

void RenderItem(WorkerContext& context, Batch& batch, WorkItem& item) {
  try {
    RenderOutcomes(context.WriterOf(batch.generation), batch, item);
  } catch (...) {
    item.fatal = CaughtFatal("events cannot be made");
  }
  ++batch.steps;
  item.rendered = true;
}

// What a stage throws over an article is that article's affair. A stage that cannot even be made
// would fail on all of them.
void ProcessItem(WorkerContext& context, Batch& batch, WorkItem& item) {
  try {
    Status ran = context.ChainOf(batch.generation).Run(item.record, item.outcomes);
    if (!ran.ok()) item.fatal = std::move(ran).error();
  } catch (...) {
    item.fatal = CannotMakeStages();
  }
  std::size_t held = kRecordOverhead + item.record.value.size();
  for (const Outcome& outcome : item.outcomes) held += HeldBytes(outcome);
  batch.held += held;
  batch.reserved -= std::exchange(item.held, held);
  ++batch.steps;
  item.processed = true;
}

}  // namespace

Lane::Lane(Options options)
    : options_(std::move(options)),
      config_(*options_.config),
      exactly_once_(config_.delivery == "exactly_once"),
      random_id_(RandomId()),
      consumer_({.configure = options_.consumer_conf,
                 .statistics =
                     [this](const std::string& json) {
                       options_.observer->Statistics(fmt::format("consumer-{}", options_.number),
                                                     json);
                     },
                 .error =
                     [this](rd_kafka_resp_err_t code, const std::string& reason) {
                       spdlog::warn("lane {}: consumer: {}: {}", options_.number,
                                    rd_kafka_err2name(code), reason);
                     }},
                *this, wake_) {
  const OutputConfig& output = config_.output;
  const SideTopicsConfig& side = output.side_topics;
  for (std::size_t i = 0; i < producers_.size(); ++i) {
    const char which = i == 0 ? 'a' : 'b';
    Producer::Options made;
    made.transactional = exactly_once_;
    made.ids = {TransactionalId(which, 1), TransactionalId(which, 2)};
    made.create = [this](const std::string& id, void* opaque) -> Result<ProducerHandle> {
      NW_TRY(ConfHandle conf, options_.producer_conf(id));
      Producer::SetCallbacks(conf.get(), opaque);
      return NewClient(RD_KAFKA_PRODUCER, std::move(conf));
    };
    made.topics = {output.topic,    output.dead_letter_topic, side.entities,
                   side.duplicates, side.revisions,           side.stories};
    made.transaction_timeout = milliseconds(config_.transaction_timeout_ms);
    made.suspect_after = options_.suspect_after;
    made.failpoints = options_.failpoints;
    made.commit_offsets = [this](const Offsets& offsets) { return consumer_.CommitSync(offsets); };
    made.statistics = [this, which](const std::string& json) {
      options_.observer->Statistics(fmt::format("producer-{}{}", options_.number, which), json);
    };
    producers_[i] = std::make_unique<Producer>(std::move(made), wake_);
  }
  for (const std::string& topic : config_.input.topics) topic_names_.insert(topic);
}

Lane::~Lane() = default;

// The ids name the group too: two groups may use one instance_id (DESIGN, section 5).
std::string Lane::TransactionalId(char which, int turn) const {
  const std::string& instance = config_.input.instance_id;
  return fmt::format("{}/{}/{}/{}{}", config_.input.group, instance.empty() ? random_id_ : instance,
                     options_.number, which, turn);
}

void Lane::Stop() {
  stop_ = true;
  wake_.Signal();
}

void Lane::Abort() {
  abort_ = true;
  wake_.Signal();
}

void Lane::Fail(LaneExit exit, Error error) {
  if (exit_) return;
  exit_ = exit;
  error_ = std::move(error);
  spdlog::error("lane {}: {}", options_.number, error_.message);
}

void Lane::Fail(Error error) {
  Fail(error.kind == ErrorKind::kConfig ? LaneExit::kConfig : LaneExit::kFatal, std::move(error));
}

LaneExit Lane::Run() {
  try {
    Work();
  } catch (...) {
    Fail(CaughtFatal("the lane cannot go on"));
  }
  try {
    Leave();
  } catch (...) {
    Fail(CaughtFatal("the lane cannot leave its group"));
  }
  return *exit_;
}

void Lane::Work() {
  options_.observer->NotReady("has no partitions yet");
  if (Status subscribed = consumer_.Subscribe(config_.input.topics); !subscribed.ok()) {
    Fail(std::move(subscribed).error());
  }
  while (!exit_) {
    consumer_.Serve();
    if (auto fatal = consumer_.fatal(); fatal && !exit_) {
      const bool fenced = fatal->code == "fenced_instance_id";
      Fail(fenced ? LaneExit::kFenced : LaneExit::kFatal, std::move(*fatal).In("consumer"));
    }
    const bool moved = Step();
    Report();
    if (abort_ && !exit_) exit_ = LaneExit::kAborted;
    if (stop_ && !exit_ && Drained()) exit_ = LaneExit::kDrained;
    if (!exit_ && !moved) wake_.Wait(SleepTime());
  }
}

void Lane::Leave() {
  if (front_) GiveUpFront();
  if (back_) back_->cancelled = true;
  ForEachProducer([](Producer& producer) { producer.Stop(); });  // both abort at the same time
  for (auto& producer : producers_) producer.reset();
  aborting_ = {};
  taken_.clear();
  waiting_.clear();
  while (true) {
    DropLeft();
    if (leaving_.empty()) break;
    wake_.Wait(kBusySleep);
  }
  back_.reset();
  in_callback_ = true;
  consumer_.Close();
  options_.observer->TransactionOpen(false);
}

// A job may keep its batch for a moment after it was counted as ended, but no longer needs the
// items. They go here, because their messages must not outlive the consumer.
void Lane::DropLeft() {
  std::erase_if(leaving_, [this](const std::shared_ptr<Batch>& batch) {
    const bool abort_reads_it =
        std::find(aborting_.begin(), aborting_.end(), batch) != aborting_.end();
    if (batch->jobs != 0 || abort_reads_it) return false;
    batch->items.clear();
    return true;
  });
}

bool Lane::Drained() const { return !front_ && !back_ && !recovery_.active; }

bool Lane::Step() {
  bool moved = TakeProducerEvents();
  if (!in_callback_) {
    moved |= Recover();
    moved |= TakeRecords();
  }
  moved |= HandBack();
  moved |= Judge();
  moved |= ProduceReady();
  moved |= CloseIfDue();
  moved |= RotateSuspects();
  DropLeft();
  return moved;
}

milliseconds Lane::SleepTime() const {
  if (output_full_ || awaits_answers_) return kBusySleep;
  if (recovery_.active) return milliseconds(20);
  if (!front_) return kIdleSleep;
  const auto due = front_->opened + milliseconds(config_.batch.interval_ms) - Clock::now();
  const auto left = std::chrono::ceil<milliseconds>(due);
  // Due and not closed: the batch before it is still being committed, and will wake us.
  return left.count() <= 0 ? kIdleSleep : std::min(left, kIdleSleep);
}

// --- records -------------------------------------------------------------------------------------

bool Lane::TakeRecords() {
  if (stop_ || exit_ || recovery_.active || owned_.empty()) return false;
  if (!HasRoom() || (!front_ && !TakeOverGeneration())) return false;
  if (waiting_.empty()) Fetch();
  if (waiting_.empty()) return false;
  const std::size_t from = front_ ? front_->items.size() : 0;
  while (!waiting_.empty() && HasRoom() && !recovery_.active && !exit_) {
    MessageHandle message = std::move(waiting_.front());
    waiting_.pop_front();
    Accept(std::move(message));
  }
  if (front_ && front_->items.size() > from) SubmitProcessing(from);
  return true;
}

void Lane::Fetch() {
  taken_.clear();
  consumer_.Take(kTakeAtOnce, taken_);
  std::size_t records = 0;
  for (MessageHandle& message : taken_) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++records;
    waiting_.push_back(std::move(message));
  }
  if (records > 0) options_.observer->RecordsTaken(records);
}

// A record, or what is wrong with a partition.
void Lane::Accept(MessageHandle message) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return OnPartitionError(*message);
  if (cached_topic_ != message->rkt || cached_partition_ != message->partition ||
      cached_owned_ == nullptr) {
    const auto name = topic_names_.insert(rd_kafka_topic_name(message->rkt)).first;
    const auto found = owned_.find({*name, message->partition});
    if (found == owned_.end()) return;  // given back meanwhile
    cached_topic_ = message->rkt;
    cached_partition_ = message->partition;
    cached_owned_ = &found->second;
    cached_name_ = &*name;
  }
  Owned& owned = *cached_owned_;
  if (message->offset < owned.expected) return options_.observer->OffsetSkipped();
  AddRecord(std::move(message), *cached_name_, owned);
}

void Lane::OpenBatch() {
  front_ = std::make_shared<Batch>();
  front_->id = next_batch_++;
  front_->generation = generation_;
  front_->group.Set(consumer_.Metadata());
  front_->opened = Clock::now();
  for (auto& [partition, owned] : owned_) owned.first = -1;
}

// False: its stages cannot be made, and the lane stops.
bool Lane::TakeOverGeneration() {
  std::shared_ptr<const Generation> newest = options_.generation();
  if (generation_ == newest) return true;
  try {
    ordered_ = newest->NewOrderedChain(
        options_.stage_observer, [wake = wake_] { wake.Signal(); }, options_.ledger);
  } catch (...) {
    Fail(LaneExit::kFatal, CannotMakeStages());
    return false;
  }
  generation_ = std::move(newest);
  return true;
}

void Lane::AddRecord(MessageHandle message, const std::string& topic, Owned& owned) {
  if (!front_) OpenBatch();
  WorkItem& item = front_->items.emplace_back();
  item.first = front_->items.size() == 1;
  RawRecord& record = item.record;
  record.topic = topic;
  record.partition = message->partition;
  record.offset = message->offset;
  record.has_key = message->key != nullptr;
  record.has_value = message->payload != nullptr;
  record.key = {static_cast<const char*>(message->key), message->key_len};
  record.value = {static_cast<const char*>(message->payload), message->len};
  if (!front_->generation->pass_through()) {
    rd_kafka_timestamp_type_t type{};
    record.timestamp_ms = rd_kafka_message_timestamp(message.get(), &type);
    record.received_ms = WallClockMs();
    record.headers = HeadersOf(*message);
  }
  front_->bytes += record.value.size() + record.key.size();
  Reserve(item);
  if (!suspects_.empty()) NoteSuspects(*front_, record);
  if (owned.first < 0) owned.first = message->offset;
  owned.expected = message->offset + 1;
  owned.unreadable = 0;
  NoteReading(owned, /*refused=*/false);
  item.message = std::move(message);
}

void Lane::SubmitProcessing(std::size_t from) {
  Batch& batch = *front_;
  if (batch.generation->pass_through()) {
    batch.judged = batch.rendering = batch.items.size();
    return;
  }
  const auto work = std::make_shared<SharedItems>();
  std::size_t bytes = 0;
  std::size_t in_job = 0;
  int jobs = 0;
  for (std::size_t i = from; i < batch.items.size(); ++i) {
    if (in_job == 0) ++jobs;
    work->items.push_back(&batch.items[i]);
    bytes += batch.items[i].held / 2;
    if (++in_job < kItemsPerJob && bytes < kBytesPerJob) continue;
    in_job = bytes = 0;
  }
  batch.jobs += jobs;
  for (; jobs > 0; --jobs) {
    options_.pool->Submit([batch_kept = front_, work, wake = wake_,
                           budget = options_.in_flight_bytes](WorkerContext& context) {
      while (WorkItem* item = work->Next()) {
        if (batch_kept->cancelled || LeavesAlone(*batch_kept, *item, budget)) break;
        ProcessItem(context, *batch_kept, *item);
      }
      --batch_kept->jobs;
      wake.Signal();
    });
  }
}

bool Lane::Judge() {
  if (!front_ || front_->generation->pass_through()) return false;
  Batch& batch = *front_;
  const std::size_t before = batch.judged;
  ordered_->Poll();
  if (ordered_->failure()) {
    GiveUpUnjudged(*ordered_->failure());
    return true;
  }
  if (!AskAbout()) return true;
  while (batch.judged < batch.asked) {
    const WorkItem& item = batch.items[batch.judged];
    if (!ordered_->empty() && item.decided < item.outcomes.size()) break;
    ++batch.judged;
  }
  return SubmitRendering() || batch.judged > before;
}

// In offset order, and with a ledger as many at once as there are. False: the lane stops.
bool Lane::AskAbout() {
  Batch& batch = *front_;
  for (; batch.asked < batch.items.size(); ++batch.asked) {
    WorkItem& item = batch.items[batch.asked];
    if (!item.processed) break;
    if (item.fatal) {
      Fail(LaneExit::kFatal, *item.fatal);
      return false;
    }
    if (ordered_->empty()) continue;
    while (item.asked < item.outcomes.size() && ordered_->takes_more()) {
      ordered_->Decide(batch.id, item.outcomes[item.asked++], [&item] { ++item.decided; });
    }
    if (item.asked < item.outcomes.size()) break;
  }
  return true;
}

// Events may be many times larger than their articles: no more are made than can be kept until they
// are produced.
bool Lane::SubmitRendering() {
  Batch& batch = *front_;
  const std::size_t before = batch.rendering;
  while (batch.rendering < batch.judged && batch.render_jobs < kRenderJobs &&
         batch.rendered < options_.in_flight_bytes / 2) {
    std::vector<WorkItem*> items;
    std::size_t bytes = 0;
    while (batch.rendering < batch.judged && items.size() < kItemsPerJob && bytes < kBytesPerJob) {
      WorkItem& item = *items.emplace_back(&batch.items[batch.rendering++]);
      item.rendered_bytes = item.held;  // until it is known
      batch.rendered += item.held;
      bytes += item.held / 2;
    }
    ++batch.jobs;
    ++batch.render_jobs;
    options_.pool->Submit(
        [batch_kept = front_, items = std::move(items), wake = wake_](WorkerContext& context) {
          for (WorkItem* item : items) {
            if (batch_kept->cancelled) break;
            RenderItem(context, *batch_kept, *item);
          }
          --batch_kept->render_jobs;
          --batch_kept->jobs;
          wake.Signal();
        });
  }
  return batch.rendering > before;
}

// --- producing -----------------------------------------------------------------------------------

Producer* Lane::ReadyProducer() {
  // In turn, so that one works while the other commits; the same one again where its twin is being
  // initialised.
  Producer* same = nullptr;
  for (auto& producer : producers_) {
    if (!producer->ready()) continue;
    if (producer.get() != last_producer_) return producer.get();
    same = producer.get();
  }
  return back_ ? nullptr : same;
}

// As long as a transaction is open, consumers of committed records wait behind it: the ledger is
// not waited for in there.
bool Lane::AwaitsVerdicts() const {
  return ordered_->has_ledger() && (!front_->closed || front_->judged < front_->items.size());
}

bool Lane::EnsureTransaction() {
  if (front_producer_ != nullptr) return true;
  if (recovery_.active || AwaitsVerdicts()) return false;
  // Until all records of the batch before are acknowledged, ours could overtake them.
  if (back_ && (!back_producer_->acknowledged() || WaitsForCommit(options_.failpoints))) {
    return false;
  }
  Producer* producer = ReadyProducer();
  if (producer == nullptr) return false;
  if (Status begun = producer->Begin(); !begun.ok()) {
    spdlog::warn("lane {}: {}", options_.number, begun.error().message);
    CountFailure(begun.error().message);
    StartRecovery(/*in_doubt=*/true, {});
    return false;
  }
  front_producer_ = last_producer_ = producer;
  front_->produced.reserve(front_->items.size());
  options_.observer->TransactionOpen(true);
  Reach(options_.failpoints, "before_produce");
  return true;
}

bool Lane::ProduceReady() {
  output_full_ = false;
  awaits_answers_ = false;
  ForEachProducer([](Producer& producer) { producer.Poll(); });
  if (!front_ || recovery_.active) return false;
  Batch& batch = *front_;
  if (front_producer_ != nullptr && front_producer_->has_refusals()) {
    recovery_.trouble = "records were refused";  // its abort tells which ones and why
    StartRecovery(/*in_doubt=*/false, {});
    return true;
  }
  const bool copying = batch.generation->pass_through();
  const std::size_t before = batch.sent;
  while (front_ && batch.sent < batch.rendering) {
    WorkItem& item = batch.items[batch.sent];
    if (!copying && !item.rendered) break;
    if (item.fatal) {
      Fail(LaneExit::kFatal, *item.fatal);
      return true;
    }
    if (!EnsureTransaction()) break;
    const bool all = copying ? ProduceCopy(item, batch.sent) : ProduceItem(item, batch.sent);
    if (!all) break;
    item.message.reset();
    batch.held -= item.held;
    typical_held_ += item.held / 8 - typical_held_ / 8;
    ++batch.sent;
  }
  return front_ && batch.sent > before;
}

HeadersHandle Lane::MakeHeaders(const WorkItem& item, const OutRecord& record, Row row) const {
  HeadersHandle headers(rd_kafka_headers_new(record.headers.size() + 2));
  const auto add = [&](std::string_view name, std::string_view value) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  };
  for (const OutHeader& header : record.headers) {
    add(header.name, header.null ? std::string_view() : header.value);
  }
  const RawRecord& from = item.record;
  add("newswired-source",
      fmt::format("{}/{}/{}/{}/{}", from.topic, from.partition, from.offset, row.item, row.row));
  add("config-generation", fmt::format_int(front_->generation->number()).c_str());
  return headers;
}

bool Lane::ProduceItem(WorkItem& item, std::size_t index) {
  if (!item.refusals_applied) ApplyRefusals(item);
  const RawRecord& record = item.record;
  while (item.produced < item.out.size()) {
    const OutRecord& out = item.out[item.produced];
    const Row row = item.rows[item.produced];
    if (!MaySend(record, row.item)) return false;
    Batch& batch = *front_;
    Result<bool> queued =
        front_producer_->Produce(out, batch.produced.size(), MakeHeaders(item, out, row));
    const Produced produced{index, row.item, out.topic, row.shape};
    if (!queued.ok()) return OnProduceError(record, produced, queued.error());
    if (!*queued) {
      output_full_ = true;
      return false;
    }
    batch.produced.push_back(produced);
    ++item.produced;
    if (out.topic == OutTopic::kEvents) options_.observer->EventProduced();
  }
  for (const Outcome& outcome : item.outcomes) {
    if (outcome.dropped) options_.observer->Dropped();
    if (outcome.failure) options_.observer->DeadLettered(outcome.failure->error.code);
  }
  if (ordered_->has_ledger()) KeepReceipts(item, *front_);
  front_->rendered -= item.rendered_bytes;
  std::vector<Outcome>().swap(item.outcomes);
  std::vector<OutRecord>().swap(item.out);
  std::vector<Row>().swap(item.rows);
  return true;
}

// Nothing of articles that a later stage dropped, nor of dead letters, whoever made them: nobody
// may be suppressed in favour of what is not to be seen.
void Lane::KeepReceipts(WorkItem& item, Batch& batch) {
  std::set<std::int32_t> shrunk;
  for (const Row& row : item.rows) {
    if (row.shape != Shape::kWhole) shrunk.insert(row.item);
  }
  for (Outcome& outcome : item.outcomes) {
    if (!outcome.receipt || outcome.failure) continue;
    if (shrunk.contains(outcome.article.input.item)) continue;
    batch.receipts.push_back(std::move(*outcome.receipt));
  }
}

bool Lane::ProduceCopy(WorkItem& item, std::size_t index) {
  const RawRecord& record = item.record;
  // A refused copy becomes a dead letter like any article.
  if (!refused_.empty() || !suspects_.empty() ||
      record.value.size() > LimitOf(OutTopic::kEvents) / 2) {
    if (item.out.empty()) {
      item.record.headers = HeadersOf(*item.message);
      OutRecord copy{.has_key = record.has_key, .has_value = record.has_value};
      copy.key = record.key;
      copy.value = record.value;
      for (const HeaderView& header : record.headers) {
        copy.headers.push_back(
            {std::string(header.name), std::string(header.value), header.value.data() == nullptr});
      }
      item.out.push_back(std::move(copy));
      item.rows.push_back({});
    }
    return ProduceItem(item, index);
  }
  rd_kafka_headers_t* taken = nullptr;
  HeadersHandle headers(rd_kafka_message_detach_headers(item.message.get(), &taken) ==
                                RD_KAFKA_RESP_ERR_NO_ERROR
                            ? taken
                            : rd_kafka_headers_new(2));
  fmt::memory_buffer source;
  fmt::format_to(std::back_inserter(source), "{}/{}/{}/0/0", record.topic, record.partition,
                 record.offset);
  const fmt::format_int generation(front_->generation->number());
  rd_kafka_header_add(headers.get(), "newswired-source", -1, source.data(),
                      static_cast<ssize_t>(source.size()));
  rd_kafka_header_add(headers.get(), "config-generation", -1, generation.data(),
                      static_cast<ssize_t>(generation.size()));
  Batch& batch = *front_;
  Result<bool> queued = front_producer_->ProduceCopy(record, batch.produced.size(), headers);
  const Produced produced{index, 0, OutTopic::kEvents};
  if (!queued.ok()) return OnProduceError(record, produced, queued.error());
  if (!*queued) {
    // The headers go back, without ours: the record is tried again.
    rd_kafka_message_set_headers(item.message.get(), WithoutLastTwo(*headers).release());
    output_full_ = true;
    return false;
  }
  batch.produced.push_back(produced);
  options_.observer->EventProduced();
  return true;
}

bool Lane::IsDue(const Batch& batch) const {
  // Nothing is sent before it is closed, and so nothing gives its budget back.
  const bool waits_to_be_closed =
      ordered_->has_ledger() && batch.grown() >= options_.in_flight_bytes;
  return stop_ || batch.closed || waits_to_be_closed ||
         Clock::now() >= batch.opened + milliseconds(config_.batch.interval_ms) ||
         batch.items.size() >= static_cast<std::size_t>(config_.batch.max_messages) ||
         batch.bytes >= static_cast<std::size_t>(config_.batch.max_bytes);
}

bool Lane::CloseIfDue() {
  if (!front_ || recovery_.active) return false;
  Batch& batch = *front_;
  if (!IsDue(batch) || back_) return false;
  const bool closes = !std::exchange(batch.closed, true);
  // What has waited for that can be sent now.
  if (batch.sent < batch.items.size() || !EnsureTransaction()) return closes;
  FinishFront();
  return true;
}

void Lane::SealOffsets(Batch& batch) {
  for (const auto& [partition, owned] : owned_) {
    if (owned.first < 0) continue;
    batch.first[partition] = owned.first;
    batch.next[partition] = owned.expected;
  }
}

void Lane::FinishFront() {
  SealOffsets(*front_);
  for (auto& [partition, owned] : owned_) owned.first = -1;
  sending_group_ = 0;
  back_ = std::move(front_);
  front_ = nullptr;
  back_producer_ = std::exchange(front_producer_, nullptr);
  back_producer_->Finish(back_);
}

void Lane::ForEachProducer(const std::function<void(Producer&)>& action) {
  for (auto& producer : producers_) {
    if (producer) action(*producer);
  }
}

void Lane::Report() {
  if (front_) most_in_flight_ = std::max(most_in_flight_, front_->in_flight());
  const Clock::time_point now = Clock::now();
  if (now < next_report_) return;
  next_report_ = now + kReportInterval;
  const std::size_t prefetched = waiting_.size() + consumer_.Prefetched();
  bool idle = Drained() && prefetched == 0;
  for (const auto& [partition, owned] : owned_) {
    const std::int64_t end = consumer_.CachedEnd(partition);
    const std::int64_t done = owned.done();
    if (end < 0 || done < 0) continue;
    const std::int64_t behind = std::max<std::int64_t>(0, end - done);
    // Reading ends before a transaction that is still open.
    idle &= behind == 0 || done == owned.end;
    options_.observer->Lag(partition, behind);
  }
  int producing = 0;
  bool waits_for_brokers = recovery_.active || (ordered_ && ordered_->awaits_ledger());
  ForEachProducer([&](Producer& producer) {
    producing += producer.outstanding();
    waits_for_brokers |= producer.busy() && !producer.initialised();
  });
  options_.observer->Queues(std::exchange(most_in_flight_, 0), prefetched,
                            static_cast<std::size_t>(producing));
  const std::size_t steps = front_ ? front_->steps.load() : 0;
  const bool works = std::exchange(last_steps_, steps) != steps;
  // Brokers that are away are no reason to be restarted, nor is a batch that takes long; a lane
  // that hangs does not come here.
  if (idle || waits_for_brokers || works) options_.observer->Progress();
}

}  // namespace newswired::kafka
