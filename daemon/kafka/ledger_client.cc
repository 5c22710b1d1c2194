#include "daemon/kafka/ledger_client.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <iterator>
#include <random>
#include <string_view>
#include <utility>

// What lanes ask of the ledger: claims, confirmations and answers. ledger_tail.cc has the thread
// that reads it.

namespace newswired::kafka {
namespace {

constexpr unsigned kKindBits = 2;
/// Between a record that was not taken and the next try.
constexpr std::chrono::milliseconds kResendPause{500};

std::uint64_t RandomSender() {
  std::random_device device;
  const std::uint64_t high = device();
  return high << 32 | device();
}

}  // namespace

/// Everything in it is guarded by the ledger's mutex.
class KafkaLedger::Seat final : public LedgerSeat {
 public:
  Seat(KafkaLedger& ledger, std::function<void()> wake) : ledger_(ledger), wake_(std::move(wake)) {}
  ~Seat() override { ForgetFrom(0); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  std::uint64_t Claim(const ClaimHead& head, std::vector<std::string> parts) override {
    Reach(ledger_.options_.failpoints, "before_claim");
    const std::lock_guard lock(ledger_.mutex_);
    return ledger_.Claim(*this, head, parts);
  }

  std::vector<LedgerAnswer> Take() override {
    const std::lock_guard lock(ledger_.mutex_);
    return std::exchange(inbox_, {});
  }

  void ForgetFrom(std::uint64_t ticket) override {
    const std::lock_guard lock(ledger_.mutex_);
    ledger_.ForgetFrom(*this, ticket);
    std::erase_if(inbox_, [&](const LedgerAnswer& answer) { return answer.ticket >= ticket; });
  }

  void Confirm(const std::vector<LedgerReceipt>& receipts) override {
    if (receipts.empty()) return;
    Reach(ledger_.options_.failpoints, "before_confirmation");
    const std::lock_guard lock(ledger_.mutex_);
    ledger_.Confirm(receipts);
  }

  void Put(LedgerAnswer answer) {
    inbox_.push_back(std::move(answer));
    if (inbox_.size() == 1 && wake_) wake_();
  }

 private:
  KafkaLedger& ledger_;
  const std::function<void()> wake_;
  std::vector<LedgerAnswer> inbox_;
};

KafkaLedger::KafkaLedger(Options options)
    : options_(std::move(options)),
      sender_(RandomSender()),
      machine_(options_.group, options_.stages),
      thread_([this] { Tail(); }) {}

KafkaLedger::~KafkaLedger() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_signal_.notify_all();
  thread_.join();
}

std::unique_ptr<LedgerSeat> KafkaLedger::NewSeat(std::function<void()> wake) {
  return std::make_unique<Seat>(*this, std::move(wake));
}

KafkaLedger::Standing KafkaLedger::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

std::vector<StageFactory> KafkaLedger::factories() const {
  const std::lock_guard lock(mutex_);
  return factories_;
}

std::string KafkaLedger::differences() const {
  const std::lock_guard lock(mutex_);
  return differences_;
}

std::uint64_t KafkaLedger::Claim(Seat& seat, const ClaimHead& head,
                                 const std::vector<std::string>& parts) {
  const std::uint64_t ticket = ++last_ticket_;
  const ClaimRecord claim{.control = control_id_,
                          .sender = sender_,
                          .ticket = ticket,
                          .head = head,
                          .parts = {parts.begin(), parts.end()}};
  std::string bytes = Encode(claim);
  if (bytes.size() > kMaxRecordBytes) {
    seat.Put(
        {.ticket = ticket,
         .error = BadInput("claim_too_large",
                           fmt::format("its claim has {} bytes, more than the {} that a record "
                                       "of the ledger may have",
                                       bytes.size(), kMaxRecordBytes))});
    return ticket;
  }
  RepeatControlIfDue();
  waiting_[ticket] = {.seat = &seat, .since = Clock::now()};
  Send({.kind = Kind::kClaim, .ticket = ticket, .bytes = std::move(bytes)});
  options_.observer->ClaimSent();
  return ticket;
}

void KafkaLedger::Confirm(const std::vector<LedgerReceipt>& receipts) {
  for (const LedgerReceipt& receipt : receipts) {
    const ConfirmationRecord confirmation{
        .control = control_id_,
        .claim = receipt.offset,
        .key = receipt.head.key,
        .bytes = receipt.head.bytes,
        .published = receipt.published,
        .outcomes = {receipt.outcomes.begin(), receipt.outcomes.end()}};
    Send({.kind = Kind::kConfirmation, .bytes = Encode(confirmation)});
    options_.observer->ConfirmationSent();
  }
}

void KafkaLedger::ForgetFrom(const Seat& seat, std::uint64_t ticket) {
  for (auto waiting = waiting_.lower_bound(ticket); waiting != waiting_.end();) {
    waiting = waiting->second.seat == &seat ? waiting_.erase(waiting) : std::next(waiting);
  }
}

void KafkaLedger::Answer(LedgerAnswer answer) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting_.find(answer.ticket);
  if (found == waiting_.end()) return;  // forgotten, or answered already
  options_.observer->Answered(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - found->second.since));
  found->second.seat->Put(std::move(answer));
  waiting_.erase(found);
}

// So that a control record is always younger than the claims that retention leaves in the log.
void KafkaLedger::RepeatControlIfDue() {
  const Clock::time_point now = Clock::now();
  if (control_id_ == 0 || now < repeat_at_) return;
  repeat_at_ = now + options_.repeat_after;
  Send({.kind = Kind::kControl, .bytes = Encode(repeat_)});
  options_.observer->ControlSent();
}

void KafkaLedger::Send(Outgoing record) {
  if (unsent_.empty() && TrySend(record)) return;
  unsent_.push_back(std::move(record));
}

bool KafkaLedger::TrySend(const Outgoing& record) {
  if (!producer_) return false;
  const std::uint64_t tag = record.ticket << kKindBits | static_cast<std::uint64_t>(record.kind);
  // The library copies; its interface is not const.
  const int result = rd_kafka_produce(
      producer_topic_.get(), 0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(record.bytes.data()),
      record.bytes.size(), nullptr, 0,
      reinterpret_cast<void*>(tag));  // NOLINT(performance-no-int-to-ptr): never followed
  return result == 0;
}

void KafkaLedger::OnDelivery(rd_kafka_t* /*rk*/, const rd_kafka_message_t* message, void* opaque) {
  static_cast<KafkaLedger*>(opaque)->Delivered(*message);
}

void KafkaLedger::Delivered(const rd_kafka_message_t& message) {
  const auto tag = reinterpret_cast<std::uint64_t>(message._private);
  Outgoing record{.kind = static_cast<Kind>(tag & ((1U << kKindBits) - 1)),
                  .ticket = tag >> kKindBits};
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    {
      const std::lock_guard lock(mutex_);
      write_trouble_.clear();
    }
    if (record.kind == Kind::kClaim) Reach(options_.failpoints, "after_claim");
    if (record.kind == Kind::kConfirmation) Reach(options_.failpoints, "after_confirmation");
    return;
  }
  const std::string_view bytes(static_cast<const char*>(message.payload), message.len);
  const std::lock_guard lock(mutex_);
  write_trouble_ = rd_kafka_err2str(message.err);
  const auto waits = waiting_.find(record.ticket);
  const bool forgotten = record.kind == Kind::kClaim && waits == waiting_.end();
  if (forgotten || stopping_) return;
  record.bytes = bytes;
  unsent_.push_back(std::move(record));
  resend_at_ = Clock::now() + kResendPause;
}

void KafkaLedger::OnError(rd_kafka_t* rk, int err, const char* reason, void* opaque) {
  auto* ledger = static_cast<KafkaLedger*>(opaque);
  if (err == RD_KAFKA_RESP_ERR__FATAL) {
    ledger->producer_failed_ = true;
    std::array<char, 512> text{};
    rd_kafka_fatal_error(rk, text.data(), text.size());
    spdlog::warn("ledger: its producer failed: {}", text.data());
  } else {
    spdlog::debug("ledger: {}", reason);
  }
}

}  // namespace newswired::kafka
