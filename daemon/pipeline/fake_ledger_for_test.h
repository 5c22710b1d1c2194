#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/pipeline/ledger.h"
#include "stages/core/stage_type.h"

// A ledger and a stage that has its memory there, for tests; no production code includes this.

namespace newswired {

/// Claims the body, and drops what may be suppressed; "throw in Accept" throws.
class FakeSharedStage final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "global";
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope, {.doc = "Whose memory.", .choices = {"global", "lane"}});
    }
  };
  static Result<std::unique_ptr<FakeSharedStage>> Create(const Settings& /*settings*/) {
    return std::make_unique<FakeSharedStage>();
  }
  /// It is FakeLedger that judges.
  static std::unique_ptr<SharedMemory> NewMemory(const Settings& /*settings*/) { return nullptr; }

  std::unique_ptr<Prepared> Prepare(const Article& article) const override {
    auto prepared = std::make_unique<Body>();
    prepared->text = article.body;
    return prepared;
  }
  std::string Encode(const Prepared& prepared) const override {
    return static_cast<const Body&>(prepared).text;
  }
  Verdict Accept(Article& /*article*/, std::unique_ptr<Prepared> prepared,
                 bool suppressible) override {
    if (static_cast<const Body&>(*prepared).text == "throw in Accept") {
      throw std::runtime_error("accept");
    }
    return suppressible ? Verdict::kDrop : Verdict::kContinue;
  }
  void Decide(BatchId /*batch*/, Article& /*article*/, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    answer(Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override { throw std::runtime_error("it has no memory"); }
  void Aborted(BatchId /*batch*/) override { throw std::runtime_error("it has no memory"); }

 private:
  struct Body final : Prepared {
    std::string text;
  };
};

/// Answers when the test says so, or as claims come. "repeat" and what begins so may be suppressed.
/// Thread-safe.
class FakeLedger final : public Ledger {
 public:
  struct Asked {
    std::uint64_t ticket = 0;
    ClaimHead head;
    std::vector<std::string> parts;
    bool open = true;  ///< neither answered nor forgotten
  };

  std::unique_ptr<LedgerSeat> NewSeat(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    return std::make_unique<Seat>(*this);
  }

  /// From now on claims are answered as they come, and at once those that wait.
  void AnswerAll() {
    const std::lock_guard lock(mutex_);
    holds_ = false;
    for (Asked& asked : asked_) AnswerOne(asked);
  }
  /// From now on they wait.
  void Hold() {
    const std::lock_guard lock(mutex_);
    holds_ = true;
  }
  /// The claim of that place among all there were; also one that was forgotten.
  void Answer(std::size_t claim) {
    const std::lock_guard lock(mutex_);
    asked_.at(claim).open = true;
    AnswerOne(asked_[claim]);
  }
  /// The next answer is this error.
  void FailNext(Error error) {
    const std::lock_guard lock(mutex_);
    next_error_ = std::move(error);
  }

  std::vector<Asked> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::size_t open() {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(asked_.begin(), asked_.end(), [](const Asked& one) { return one.open; }));
  }
  std::vector<LedgerReceipt> confirmed() {
    const std::lock_guard lock(mutex_);
    return confirmed_;
  }

 private:
  class Seat final : public LedgerSeat {
   public:
    explicit Seat(FakeLedger& ledger) : ledger_(ledger) {}
    std::uint64_t Claim(const ClaimHead& head, std::vector<std::string> parts) override {
      const std::lock_guard lock(ledger_.mutex_);
      const std::uint64_t ticket = ledger_.asked_.size() + 1;
      ledger_.asked_.push_back({.ticket = ticket, .head = head, .parts = std::move(parts)});
      if (!ledger_.holds_) ledger_.AnswerOne(ledger_.asked_.back());
      return ticket;
    }
    std::vector<LedgerAnswer> Take() override {
      const std::lock_guard lock(ledger_.mutex_);
      return std::exchange(ledger_.answers_, {});
    }
    void ForgetFrom(std::uint64_t ticket) override {
      const std::lock_guard lock(ledger_.mutex_);
      for (Asked& asked : ledger_.asked_) asked.open &= asked.ticket < ticket;
      std::erase_if(ledger_.answers_,
                    [&](const LedgerAnswer& answer) { return answer.ticket >= ticket; });
    }
    void Confirm(const std::vector<LedgerReceipt>& receipts) override {
      const std::lock_guard lock(ledger_.mutex_);
      ledger_.confirmed_.insert(ledger_.confirmed_.end(), receipts.begin(), receipts.end());
    }

   private:
    FakeLedger& ledger_;
  };

  void AnswerOne(Asked& asked) {
    if (!std::exchange(asked.open, false)) return;
    LedgerAnswer& answer = answers_.emplace_back();
    answer.ticket = asked.ticket;
    answer.offset = 100 + static_cast<std::int64_t>(asked.ticket);
    answer.error = std::exchange(next_error_, std::nullopt);
    if (!answer.error) {
      answer.article.dedup.emplace().cluster_id = "of " + asked.parts.at(0);
      for (const std::string& part : asked.parts) {
        answer.judged.push_back(
            {.outcome = "judged " + part, .suppressible = part.starts_with("repeat")});
      }
    }
    if (wake_) wake_();
  }

  std::mutex mutex_;
  std::function<void()> wake_;
  bool holds_ = true;
  std::vector<Asked> asked_;
  std::vector<LedgerAnswer> answers_;
  std::optional<Error> next_error_;
  std::vector<LedgerReceipt> confirmed_;
};

}  // namespace newswired
