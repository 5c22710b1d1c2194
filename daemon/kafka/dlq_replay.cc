#include "daemon/kafka/dlq_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <tuple>
#include <utility>

#include "daemon/event/timestamp.h"
#include "daemon/kafka/client_config.h"
#include "daemon/kafka/handles.h"
#include "stages/text/hash.h"

namespace newswired::kafka {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kRequestTimeoutMs = 10'000;
constexpr milliseconds kPatience{60'000};
constexpr int kPollMs = 50;
/// Rounds in a row that brought nothing, until a replay gives up.
constexpr int kIdleRounds = 3;
/// Records refused by the target until a replay gives up: each costs a round.
constexpr std::size_t kMaxRefusals = 20;

Error Fenced() {
  return Fatal("replay_fenced",
               "another replay of this group has begun and takes over; what this one had sent is "
               "marked");
}

/// The broker will never take a record of this request.
bool IsRefusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_MSG ||
         code == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

/// How a transaction ended.
enum class TransactionEnd {
  kCommitted,
  kCommittedLate,  ///< a retried request may still be on its way: initialise before the next one
  kRefused,        ///< a record was refused for good; aborted
  kFailed,         ///< aborted or in doubt; the marks tell
  kFenced,
};

/// One transactional producer from its initialisation to the first trouble.
class ReplayProducer {
 public:
  static Result<std::unique_ptr<ReplayProducer>> Start(const Config& config);

  Status Begin();
  Status Produce(const std::string& topic, const StoredRecord& record);
  TransactionEnd Commit();
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] rd_kafka_t* client() { return client_.get(); }

 private:
  struct Deliveries {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    bool trouble = false;  // told by the error callback
  };

  ReplayProducer() = default;
  static void OnDelivery(rd_kafka_t* rk, const rd_kafka_message_t* message, void* opaque);
  static void OnError(rd_kafka_t* rk, int err, const char* reason, void* opaque);
  [[nodiscard]] bool IsFenced() const;
  TransactionEnd Fail(Error error, TransactionEnd end);
  TransactionEnd GiveUp(Error error, TransactionEnd end);

  std::unique_ptr<Deliveries> deliveries_ = std::make_unique<Deliveries>();
  ClientHandle client_;  // after what its callbacks use
  Error error_;
};

/// Calls until it succeeds, fails for good or `kPatience` is over; `call` returns a new
/// rd_kafka_error_t or nullptr.
ErrorHandle Retried(const std::function<rd_kafka_error_t*()>& call) {
  const Clock::time_point give_up = Clock::now() + kPatience;
  while (true) {
    ErrorHandle error(call());
    if (!error || rd_kafka_error_is_retriable(error.get()) == 0 || Clock::now() >= give_up) {
      return error;
    }
  }
}

Result<std::unique_ptr<ReplayProducer>> ReplayProducer::Start(const Config& config) {
  // The input takes what it took before: its own limit decides, not that of the output.
  Config unlimited = config;
  unlimited.output.max_record_bytes = 1'000'000'000;
  NW_TRY(ConfHandle conf,
         ProducerConf(unlimited, 0, BudgetsOf(config, 1), config.input.group + "/dlq-replay"));
  std::array<char, 512> reason{};
  const std::string client_id = config.name + "/dlq-replay";
  if (rd_kafka_conf_set(conf.get(), "client.id", client_id.c_str(), reason.data(), reason.size()) !=
      RD_KAFKA_CONF_OK) {
    return ConfigError("kafka_property", reason.data());
  }
  std::unique_ptr<ReplayProducer> producer(new ReplayProducer());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &OnDelivery);
  rd_kafka_conf_set_error_cb(conf.get(), &OnError);
  rd_kafka_conf_set_opaque(conf.get(), producer->deliveries_.get());
  NW_TRY(producer->client_, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const ErrorHandle error = Retried(
      [&] { return rd_kafka_init_transactions(producer->client_.get(), kRequestTimeoutMs); });
  if (error) return ToError(*error).In("cannot begin a replay");
  return producer;
}

void ReplayProducer::OnDelivery(rd_kafka_t* /*rk*/, const rd_kafka_message_t* message,
                                void* opaque) {
  auto* deliveries = static_cast<Deliveries*>(opaque);
  // What is refused for good says more than what was given up because of it.
  if (deliveries->error == RD_KAFKA_RESP_ERR_NO_ERROR || IsRefusal(message->err)) {
    deliveries->error = message->err;
  }
}

void ReplayProducer::OnError(rd_kafka_t* /*rk*/, int /*err*/, const char* /*reason*/,
                             void* opaque) {
  static_cast<Deliveries*>(opaque)->trouble = true;
}

bool ReplayProducer::IsFenced() const {
  std::array<char, 256> reason{};
  const rd_kafka_resp_err_t code =
      rd_kafka_fatal_error(client_.get(), reason.data(), reason.size());
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

TransactionEnd ReplayProducer::Fail(Error error, TransactionEnd end) {
  if (IsFenced()) {
    error_ = Fenced();
    return TransactionEnd::kFenced;
  }
  error_ = std::move(error);
  return end;
}

/// Aborts. Whether that works does not matter: the next initialisation does it too.
TransactionEnd ReplayProducer::GiveUp(Error error, TransactionEnd end) {
  const TransactionEnd result = Fail(std::move(error), end);
  const ErrorHandle ignored(rd_kafka_abort_transaction(client_.get(), kRequestTimeoutMs));
  return result;
}

Status ReplayProducer::Begin() {
  *deliveries_ = {};
  const ErrorHandle error(rd_kafka_begin_transaction(client_.get()));
  if (!error) return Ok();
  if (IsFenced()) return Fenced();
  return ToError(*error).In("cannot begin a transaction");
}

Status ReplayProducer::Produce(const std::string& topic, const StoredRecord& record) {
  HeadersHandle headers(rd_kafka_headers_new(record.headers.size()));
  for (const OutHeader& header : record.headers) {
    rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.null ? nullptr : header.value.data(),
                        static_cast<ssize_t>(header.value.size()));
  }
  // An empty value is not a null value, so both need a pointer of their own.
  const auto pointer = [](const std::optional<std::string>& text) {
    return text ? const_cast<char*>(text->data()) : nullptr;
  };
  const std::size_t key_size = record.key ? record.key->size() : 0;
  const std::size_t value_size = record.value ? record.value->size() : 0;
  const Clock::time_point give_up = Clock::now() + kPatience;
  while (true) {
    const rd_kafka_resp_err_t err = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
        RD_KAFKA_V_KEY(pointer(record.key), key_size),
        RD_KAFKA_V_VALUE(pointer(record.value), value_size), RD_KAFKA_V_HEADERS(headers.get()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      static_cast<void>(headers.release());  // the message's now
      return Ok();
    }
    if (err != RD_KAFKA_RESP_ERR__QUEUE_FULL || Clock::now() >= give_up) {
      if (IsFenced()) return Fenced();
      return ToError(err).In("cannot send to " + topic);
    }
    rd_kafka_poll(client_.get(), kPollMs);
  }
}

TransactionEnd ReplayProducer::Commit() {
  const Clock::time_point give_up = Clock::now() + kPatience;
  while (rd_kafka_outq_len(client_.get()) > 0 && !IsFenced() && Clock::now() < give_up &&
         deliveries_->error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_flush(client_.get(), kPollMs);
  }
  const rd_kafka_resp_err_t refused = deliveries_->error;
  if (refused != RD_KAFKA_RESP_ERR_NO_ERROR || rd_kafka_outq_len(client_.get()) > 0) {
    return GiveUp(refused == RD_KAFKA_RESP_ERR_NO_ERROR
                      ? Transient("flush", "records are not acknowledged in time")
                      : Transient(rd_kafka_err2name(refused), rd_kafka_err2str(refused)),
                  IsRefusal(refused) ? TransactionEnd::kRefused : TransactionEnd::kFailed);
  }
  const Clock::time_point before = Clock::now();
  const ErrorHandle error =
      Retried([this] { return rd_kafka_commit_transaction(client_.get(), kRequestTimeoutMs); });
  if (!error) {
    const bool late = Clock::now() - before > milliseconds(kSuspectAfterMs);
    return late || deliveries_->trouble ? TransactionEnd::kCommittedLate
                                        : TransactionEnd::kCommitted;
  }
  Error told = ToError(*error).In("cannot commit a replay");
  if (rd_kafka_error_txn_requires_abort(error.get()) != 0) {
    return GiveUp(std::move(told), TransactionEnd::kFailed);
  }
  return Fail(std::move(told), TransactionEnd::kFailed);
}

std::string RandomId() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

/// What to send: for each record the letters that it stands for, itself first.
using Groups = std::map<DeadLetterId, std::vector<DeadLetter>>;

class Replay {
 public:
  Replay(const Config& config, const ReplayOptions& options)
      : config_(config), options_(options), run_(RandomId()) {}

  ReplayReport Run() &&;

 private:
  enum class RoundEnd { kDone, kAgain, kStop };

  RoundEnd Round();
  Result<Groups> Choose(rd_kafka_t* client);
  std::optional<std::string> WhyNot(const DeadLetter& letter);
  RoundEnd SendAll(ReplayProducer& producer, Groups groups);
  RoundEnd SendBatch(ReplayProducer& producer);
  RoundEnd Failed(Error error);
  [[nodiscard]] std::vector<ReplayMark> MarksOf(const std::vector<DeadLetterId>& ids) const;
  [[nodiscard]] StoredRecord ToRecord(const ReplayMark& mark) const;
  Result<int> PartitionsOf(rd_kafka_t* client, const std::string& topic);
  [[nodiscard]] const std::string& Target(const DeadLetter& letter) const {
    return options_.to.empty() ? letter.topic : options_.to;
  }
  RoundEnd Stop(Error error) {
    report_.error = std::move(error);
    return RoundEnd::kStop;
  }

  /// Records on their way into one transaction.
  struct Pending {
    std::string topic;
    StoredRecord record;
    std::vector<DeadLetterId> ids;
  };

  const Config& config_;
  const ReplayOptions& options_;
  const std::string run_;
  std::map<std::string, int> partitions_;  // by topic; 0: there is none
  std::vector<Pending> batch_;
  std::size_t batch_bytes_ = 0;
  std::size_t total_ = 0;
  std::set<DeadLetterId> suspects_;  // one of them was refused: each goes alone
  std::set<DeadLetterId> refused_;
  ReplayReport report_;
};

ReplayReport Replay::Run() && {
  int idle = 0;
  while (true) {
    const std::size_t before = report_.replayed.size() + refused_.size() + suspects_.size();
    const RoundEnd end = Round();
    if (end != RoundEnd::kAgain) break;
    idle = report_.replayed.size() + refused_.size() + suspects_.size() == before ? idle + 1 : 0;
    if (idle == kIdleRounds) break;
    report_.error.reset();
  }
  return std::move(report_);
}

Replay::RoundEnd Replay::Round() {
  batch_.clear();
  batch_bytes_ = 0;
  // First fence every other replay, then see what it had marked.
  std::unique_ptr<ReplayProducer> producer;
  if (!options_.dry_run) {
    auto started = ReplayProducer::Start(config_);
    if (!started.ok()) return Stop(std::move(started).error());
    producer = std::move(started).value();
  }
  ClientHandle asking;
  rd_kafka_t* client = producer ? producer->client() : nullptr;
  if (client == nullptr) {
    auto conf = AdminConf(config_);
    if (!conf.ok()) return Stop(std::move(conf).error());
    auto made = NewClient(RD_KAFKA_PRODUCER, std::move(conf).value());
    if (!made.ok()) return Stop(std::move(made).error());
    asking = std::move(made).value();
    client = asking.get();
  }
  auto groups = Choose(client);
  if (!groups.ok()) return Stop(std::move(groups).error());
  if (options_.dry_run) {
    for (const auto& [leader, letters] : *groups) {
      for (const DeadLetter& letter : letters) report_.replayed.push_back(letter.id);
    }
    return RoundEnd::kDone;
  }
  if (groups->empty()) return RoundEnd::kDone;
  return SendAll(*producer, std::move(groups).value());
}

Result<Groups> Replay::Choose(rd_kafka_t* client) {
  report_.not_sent.clear();
  report_.before = 0;
  report_.replayed.clear();
  NW_TRY(const std::vector<DeadLetter> letters,
         ListDeadLetters(config_, options_.filter, ReadTo::kLogEnd));
  std::set<DeadLetterId> found;
  std::map<std::tuple<std::string, std::int32_t, std::int64_t>, DeadLetterId> leaders;
  Groups groups;
  for (const DeadLetter& letter : letters) {
    found.insert(letter.id);
    const auto& runs = letter.replay_runs;
    if (std::find(runs.begin(), runs.end(), run_) != runs.end()) {
      report_.replayed.push_back(letter.id);  // by an earlier round
      continue;
    }
    if (!letter.replayed.empty() && !options_.again) {
      ++report_.before;
      continue;
    }
    if (auto reason = WhyNot(letter)) {
      report_.not_sent.push_back({letter.id, std::move(*reason)});
      continue;
    }
    const std::string& target = Target(letter);
    NW_TRY(const int partitions, PartitionsOf(client, target));
    if (partitions == 0) {
      report_.not_sent.push_back({letter.id, fmt::format("topic {} does not exist", target)});
      continue;
    }
    const DeadLetterId leader =
        leaders
            .emplace(std::tuple(letter.topic, letter.partition, letter.offset),
                     letter.value_at.value_or(letter.id))
            .first->second;
    groups[leader].push_back(letter);
  }
  for (const DeadLetterId id : options_.filter.ids) {
    if (!found.contains(id))
      report_.not_sent.push_back({id, "no dead letter is there, or other filters leave it out"});
  }
  total_ = report_.replayed.size();
  for (const auto& [leader, members] : groups) total_ += members.size();
  return groups;
}

std::optional<std::string> Replay::WhyNot(const DeadLetter& letter) {
  if (auto reason = letter.NotReplayable()) return reason;
  if (refused_.contains(letter.id)) {
    return fmt::format("topic {} refuses it as too large or malformed", Target(letter));
  }
  const auto& inputs = config_.input.topics;
  if (options_.to.empty() &&
      std::find(inputs.begin(), inputs.end(), letter.topic) == inputs.end()) {
    return fmt::format(
        "it came from topic {}, which is no input of this configuration: use --to, or the "
        "configuration that it belongs to",
        letter.topic);
  }
  return std::nullopt;
}

Result<int> Replay::PartitionsOf(rd_kafka_t* client, const std::string& topic) {
  const auto known = partitions_.find(topic);
  if (known != partitions_.end()) return known->second;
  // All topics, since asking for one may create it.
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err = rd_kafka_metadata(client, 1, nullptr, &raw, kRequestTimeoutMs);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(err).In("brokers do not answer");
  const MetadataHandle metadata(raw);
  int count = 0;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (metadata->topics[i].topic == topic) count = metadata->topics[i].partition_cnt;
  }
  partitions_[topic] = count;
  return count;
}

Replay::RoundEnd Replay::SendAll(ReplayProducer& producer, Groups groups) {
  ReadOptions read;
  read.from.emplace();
  for (const auto& [leader, letters] : groups) {
    read.from->emplace(leader.partition, leader.offset);  // in order: the first one stays
  }
  RoundEnd end = RoundEnd::kDone;
  const Status status =
      ReadTopic(config_, config_.output.dead_letter_topic, read, [&](StoredRecord record) {
        const auto group = groups.find({record.partition, record.offset});
        if (group == groups.end()) return true;
        const std::vector<DeadLetter> letters = std::move(group->second);
        groups.erase(group);
        const DeadLetter& letter = letters.front();
        if (!letter.sha256.empty() && record.value && Sha256Hex(*record.value) != letter.sha256) {
          report_.not_sent.push_back({letter.id, "its value is not the one that dlq-sha256 names"});
          return true;
        }
        Pending pending{.topic = Target(letter)};
        for (const DeadLetter& member : letters) pending.ids.push_back(member.id);
        const bool alone = suspects_.contains(letter.id);
        const std::size_t bytes = static_cast<std::size_t>(letter.value_bytes) + letter.key.size();
        const bool full =
            batch_.size() >= options_.max_records || batch_bytes_ + bytes > options_.max_bytes;
        if (!batch_.empty() && (full || alone)) end = SendBatch(producer);
        if (end != RoundEnd::kDone) return false;
        pending.record = MakeReplay(letter, std::move(record), !options_.to.empty());
        if (pending.record.partition >= partitions_[pending.topic]) pending.record.partition = -1;
        batch_.push_back(std::move(pending));
        batch_bytes_ += bytes;
        if (alone) end = SendBatch(producer);
        return end == RoundEnd::kDone && !groups.empty();
      });
  if (end != RoundEnd::kDone) return end;
  if (!status.ok()) return Stop(status.error());
  return batch_.empty() ? RoundEnd::kDone : SendBatch(producer);
}

/// One mark for each partition, to lie in it: whatever deletes the beginning of a log then takes a
/// dead letter before its mark.
std::vector<ReplayMark> Replay::MarksOf(const std::vector<DeadLetterId>& ids) const {
  std::map<std::int32_t, std::vector<DeadLetterId>> by_partition;
  for (const DeadLetterId id : ids) by_partition[id.partition].push_back(id);
  const std::string time = Rfc3339Utc(WallClockMs(), /*always_millis=*/true);
  std::vector<ReplayMark> marks;
  for (auto& [partition, members] : by_partition) {
    marks.push_back({.ids = std::move(members), .run = run_, .time = time});
  }
  return marks;
}

StoredRecord Replay::ToRecord(const ReplayMark& mark) const {
  StoredRecord record;
  record.partition = mark.ids.front().partition;
  // A key, since a topic that is compacted by mistake refuses records without one.
  record.key = fmt::format("dlq-replayed/{}/{}", run_, mark.ids.front().Text());
  record.value = mark.Value();
  record.headers = mark.Headers();
  return record;
}

Replay::RoundEnd Replay::Failed(Error error) {
  const bool fenced = error.code == "replay_fenced";
  report_.error = std::move(error);
  return fenced ? RoundEnd::kStop : RoundEnd::kAgain;
}

Replay::RoundEnd Replay::SendBatch(ReplayProducer& producer) {
  const std::vector<Pending> batch = std::exchange(batch_, {});
  batch_bytes_ = 0;
  if (const Status begun = producer.Begin(); !begun.ok()) return Failed(begun.error());
  for (const Pending& pending : batch) {
    const Status sent = producer.Produce(pending.topic, pending.record);
    if (!sent.ok()) return Failed(sent.error());
  }
  std::vector<DeadLetterId> ids;
  for (const Pending& pending : batch) {
    ids.insert(ids.end(), pending.ids.begin(), pending.ids.end());
  }
  for (const ReplayMark& mark : MarksOf(ids)) {
    const Status sent = producer.Produce(config_.output.dead_letter_topic, ToRecord(mark));
    if (!sent.ok()) return Failed(sent.error());
  }
  RoundEnd end = RoundEnd::kDone;
  switch (producer.Commit()) {
    case TransactionEnd::kCommitted:
      break;
    case TransactionEnd::kCommittedLate:
      end = RoundEnd::kAgain;
      break;
    case TransactionEnd::kFenced:
      return Stop(producer.error());
    case TransactionEnd::kFailed:
      report_.error = producer.error();
      return RoundEnd::kAgain;
    case TransactionEnd::kRefused:
      report_.error = producer.error();
      if (batch.size() == 1) refused_.insert(batch.front().ids.begin(), batch.front().ids.end());
      for (const Pending& pending : batch) suspects_.insert(pending.ids.begin(), pending.ids.end());
      return refused_.size() >= kMaxRefusals ? RoundEnd::kStop : RoundEnd::kAgain;
  }
  report_.replayed.insert(report_.replayed.end(), ids.begin(), ids.end());
  if (options_.progress) options_.progress(report_.replayed.size(), total_);
  return end;
}

}  // namespace

ReplayReport ReplayDeadLetters(const Config& config, const ReplayOptions& options) {
  return Replay(config, options).Run();
}

}  // namespace newswired::kafka
