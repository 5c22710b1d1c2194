#include "daemon/pipeline/generation.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "daemon/event/uri.h"
#include "stages/core/budget.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"

namespace newswired {
namespace {

constexpr std::int64_t kNanosPerMilli = 1'000'000;

/// A stage is somebody else's code: what it throws becomes an error here, at the edge.
Result<Verdict> ProcessGuarded(Stage& stage, Article& article, Articles& out) {
  try {
    return stage.Process(article, out);
  } catch (...) {
    return CaughtException();
  }
}

Failure RejectedItem(const StageConfig& stage, Error error) {
  return {.stage = std::string(stage.type->name), .error = std::move(error)};
}

}  // namespace

Error CaughtException() {
  try {
    throw;
  } catch (const std::exception& thrown) {
    return BadInput("exception", std::string("threw: ") + thrown.what());
  } catch (...) {
    return BadInput("exception", "threw something that is not a std::exception");
  }
}

Error CaughtFatal(std::string_view where) {
  Error error = CaughtException();
  error.kind = ErrorKind::kFatal;
  return std::move(error).In(std::string(where));
}

std::size_t HeldBytes(const Outcome& outcome) {
  // What an ordered stage prepares is about what it tells the ledger, or would.
  constexpr std::size_t kPrepared = 2048;
  std::size_t bytes = sizeof outcome - sizeof outcome.article + HeldBytes(outcome.article) +
                      kPrepared * outcome.prepared.size();
  for (const std::string& part : outcome.parts) bytes += 2 * part.capacity();
  return bytes;
}

StageChain::StageChain(std::shared_ptr<const Generation> generation, StageObserver* observer)
    : generation_(std::move(generation)), observer_(observer) {
  for (const StageConfig* config : generation_->stateless()) {
    steps_.push_back({config, config->factory.stateless()});
  }
  for (const StageConfig* config : generation_->ordered()) {
    preparers_.push_back(config->factory.ordered());
  }
}

Status StageChain::Run(const RawRecord& record, std::vector<Outcome>& outcomes) {
  const std::size_t before = outcomes.size();
  try {
    return RunAll(record, outcomes);
  } catch (...) {
    // Between the stages, for want of memory.
    outcomes.resize(before);
    Outcome& outcome = outcomes.emplace_back();
    outcome.article.record = &record;
    outcome.failure = Failure{.stage = "pipeline", .error = CaughtException()};
    return Ok();
  }
}

Status StageChain::RunAll(const RawRecord& record, std::vector<Outcome>& outcomes) {
  Outcome first;
  first.article.record = &record;
  Input& input = first.article.input;
  input.topic = record.topic;
  input.partition = record.partition;
  input.offset = record.offset;
  input.record_time_ms = record.timestamp_ms;
  input.received_ms = record.received_ms;
  std::vector<Outcome> articles;
  articles.push_back(std::move(first));
  for (Step& step : steps_) NW_CHECK_OK(RunStep(step, articles));
  std::optional<std::int32_t> first_failed;
  for (Outcome& outcome : articles) {
    Prepare(outcome);
    // One whole record in the dead-letter topic is enough, however many of its items are bad.
    if (outcome.failure && first_failed) outcome.value_in_item = first_failed;
    if (outcome.failure && !first_failed) first_failed = outcome.article.input.item;
    outcomes.push_back(std::move(outcome));
  }
  return Ok();
}

Status StageChain::RunStep(Step& step, std::vector<Outcome>& outcomes) {
  std::vector<Outcome> next;
  next.reserve(outcomes.size());
  for (Outcome& outcome : outcomes) {
    if (!outcome.publishable()) {
      next.push_back(std::move(outcome));
      continue;
    }
    const std::size_t before = next.size();
    NW_CHECK_OK(RunOn(step, std::move(outcome), next));
    if (observer_ == nullptr) continue;
    for (std::size_t i = before; i < next.size(); ++i)
      observer_->ArticleLeft(*step.config, next[i]);
  }
  outcomes = std::move(next);
  return Ok();
}

Status StageChain::RunOn(Step& step, Outcome outcome, std::vector<Outcome>& next) {
  const StageConfig& config = *step.config;
  Articles split_off;
  const std::int64_t budget = config.time_budget_ms * kNanosPerMilli;
  Budget::Start(budget);
  const std::int64_t start = ThreadCpuNanos();
  Result<Verdict> verdict = ProcessGuarded(*step.stage, outcome.article, split_off);
  const std::int64_t spent = ThreadCpuNanos() - start;
  // A stage without yield points may come back late all the same.
  if (verdict.ok() && budget != 0 && spent > budget) verdict = Budget::MakeError();
  Budget::Start(0);

  const StageState state = verdict.ok() ? StageState::kOk : StageState::kFailed;
  if (observer_ != nullptr) observer_->StageRan(config, state, spent);
  StageReport report{.name = config.type->name,
                     .version = config.type->version,
                     .cpu_us = spent / 1000,
                     .state = state,
                     .code = {},
                     .message = {}};
  if (!verdict.ok()) {
    Error error = std::move(verdict).error();
    if (error.kind == ErrorKind::kFatal) {
      return std::move(error).In(std::string("stage ").append(config.type->name));
    }
    report.code = error.code;
    report.message = error.message;
    if (config.required) {
      // The dead letter is all of it, with what was split off already.
      outcome.article.reports.push_back(std::move(report));
      outcome.failure = RejectedItem(config, std::move(error));
      next.push_back(std::move(outcome));
      return Ok();
    }
    // What it has made so far is valid, and goes on: nothing may be lost.
    verdict = Verdict::kContinue;
  }

  if (*verdict == Verdict::kDrop) outcome.dropped = true;
  if (*verdict != Verdict::kReplace) {
    outcome.article.reports.push_back(report);
    if (outcome.article.rejected) {
      outcome.failure = RejectedItem(config, *std::exchange(outcome.article.rejected, {}));
    }
    next.push_back(std::move(outcome));
  }
  for (Article& article : split_off) {
    Outcome other;
    other.article = std::move(article);
    other.article.reports.push_back(report);
    if (other.article.rejected) {
      other.failure = RejectedItem(config, *std::exchange(other.article.rejected, {}));
    }
    next.push_back(std::move(other));
  }
  return Ok();
}

void StageChain::Prepare(Outcome& outcome) const {
  if (outcome.publishable()) PrepareAll(outcome);
}

void StageChain::PrepareAll(Outcome& outcome) const {
  // Memories tell others of it, who must find the event by it.
  for (std::string* uri : {&outcome.article.uri, &outcome.article.supersedes_uri}) {
    if (!uri->empty()) *uri = ToUri(*uri);
  }
  const std::size_t shared = generation_->shared();
  if (shared > 0) {
    const Input& input = outcome.article.input;
    outcome.claim = {.key = RecordKey(outcome.article),
                     .bytes = Hash64(input.sha256),
                     .record_ms = input.record_time_ms};
    outcome.parts.reserve(shared);
  }
  outcome.prepared.reserve(preparers_.size());
  for (std::size_t i = 0; i < preparers_.size(); ++i) {
    try {
      outcome.prepared.push_back(preparers_[i]->Prepare(outcome.article));
      if (i < shared) outcome.parts.push_back(preparers_[i]->Encode(*outcome.prepared[i]));
    } catch (...) {
      outcome.failure = RejectedItem(*generation_->ordered()[i], CaughtException());
      return;
    }
  }
}

OrderedChain::OrderedChain(const Generation& generation, StageObserver* observer,
                           const std::function<void()>& wake, Ledger* ledger)
    : observer_(observer) {
  if (ledger != nullptr && generation.shared() > 0) {
    own_ = generation.shared();
    seat_ = ledger->NewSeat(wake);
  }
  for (const StageConfig* config : generation.ordered()) {
    steps_.push_back({config, config->factory.ordered()});
    if (wake) steps_.back().stage->SetWake(wake);
  }
}

void OrderedChain::Decide(BatchId batch, Outcome& outcome, std::function<void()> done) {
  if (seat_ == nullptr || !outcome.publishable()) {
    DecideFrom(0, batch, outcome, std::move(done));
    return;
  }
  const std::uint64_t ticket = seat_->Claim(outcome.claim, std::move(outcome.parts));
  claimed_.push_back(
      {.ticket = ticket, .batch = batch, .outcome = &outcome, .done = std::move(done)});
}

void OrderedChain::DecideFrom(std::size_t step, BatchId batch, Outcome& outcome,
                              std::function<void()> done) {
  if (step == steps_.size() || !outcome.publishable()) {
    done();
    return;
  }
  const auto question = std::make_shared<Question>(Question{.step = step,
                                                            .batch = batch,
                                                            .outcome = &outcome,
                                                            .done = std::move(done),
                                                            .start = ThreadCpuNanos()});
  open_.insert(question);
  try {
    steps_[step].stage->Decide(
        batch, outcome.article, std::move(outcome.prepared[step]),
        [this, question](Verdict verdict) { Answer(question, verdict, std::nullopt); });
  } catch (...) {
    Answer(question, Verdict::kContinue, CaughtException());
  }
}

// Only the first answer counts: a stage that threw may have kept the question.
void OrderedChain::Answer(const std::shared_ptr<Question>& question, Verdict verdict,
                          const std::optional<Error>& error) {
  if (open_.erase(question) == 0) return;
  Outcome& outcome = *question->outcome;
  if (verdict == Verdict::kDrop) outcome.receipt.reset();  // filtered, which the ledger is not told
  Leave(steps_[question->step], outcome, ThreadCpuNanos() - question->start, verdict, error);
  DecideFrom(question->step + 1, question->batch, outcome, std::move(question->done));
}

void OrderedChain::Leave(const Step& step, Outcome& outcome, std::int64_t spent, Verdict verdict,
                         const std::optional<Error>& error) {
  const StageConfig& config = *step.config;
  const StageState state = error ? StageState::kFailed : StageState::kOk;
  outcome.article.reports.push_back({.name = config.type->name,
                                     .version = config.type->version,
                                     .cpu_us = spent / 1000,
                                     .state = state,
                                     .code = error ? error->code : "",
                                     .message = error ? error->message : ""});
  if (observer_ != nullptr) observer_->StageRan(config, state, spent);
  if (verdict == Verdict::kDrop && !keeps_dropped_) outcome.dropped = true;
  if (observer_ != nullptr) observer_->ArticleLeft(config, outcome);
}

void OrderedChain::Poll() {
  TakeAnswers();
  for (std::size_t i = own_; i < steps_.size(); ++i) {
    try {
      steps_[i].stage->Poll();
    } catch (...) {
      const Error error = CaughtException();
      const std::set<std::shared_ptr<Question>> open = open_;
      for (const auto& question : open) {
        if (question->step == i) Answer(question, Verdict::kContinue, error);
      }
    }
  }
  GoOn();
}

// --- the ledger's verdicts -----------------------------------------------------------------------

void OrderedChain::TakeAnswers() {
  if (claimed_.empty()) return;
  for (LedgerAnswer& answer : seat_->Take()) {
    // A claim that cannot be read would not be read the next time either: that is the article's
    // affair, as where a stage throws over it.
    if (answer.error && answer.error->kind != ErrorKind::kBadInput) {
      failure_ = std::move(*answer.error).In("ledger");
      return;
    }
    Note(answer);
  }
}

// A claim that had to be appended again is answered after later ones.
void OrderedChain::Note(LedgerAnswer& answer) {
  const auto found = std::lower_bound(
      claimed_.begin(), claimed_.end(), answer.ticket,
      [](const Claimed& claimed, std::uint64_t ticket) { return claimed.ticket < ticket; });
  if (found == claimed_.end() || found->ticket != answer.ticket) return;
  found->answered = true;
  found->offset = answer.offset;
  found->error = std::move(answer.error);
  found->judged = std::move(answer.judged);
  if (found->error) return;
  Article& article = found->outcome->article;
  if (answer.article.dedup) article.dedup = std::move(answer.article.dedup);
  if (answer.article.revision) article.revision = std::move(answer.article.revision);
  if (answer.article.story) article.story = std::move(answer.article.story);
}

void OrderedChain::GoOn() {
  while (!claimed_.empty() && claimed_.front().answered && open_.empty()) {
    Claimed claimed = std::move(claimed_.front());
    claimed_.pop_front();
    Accept(claimed);
    DecideFrom(own_, claimed.batch, *claimed.outcome, std::move(claimed.done));
  }
}

void OrderedChain::Accept(Claimed& claimed) {
  Outcome& outcome = *claimed.outcome;
  bool judged_by_all = !claimed.error;
  std::int64_t start = ThreadCpuNanos();
  for (std::size_t i = 0; i < own_ && !outcome.dropped; ++i) {
    std::optional<Error> error = claimed.error;
    Verdict verdict = Verdict::kContinue;
    if (!error) {
      try {
        verdict = steps_[i].stage->Accept(outcome.article, std::move(outcome.prepared[i]),
                                          claimed.judged.at(i).suppressible);
      } catch (...) {
        error = CaughtException();
        judged_by_all = false;
      }
    }
    const std::int64_t now = ThreadCpuNanos();
    Leave(steps_[i], outcome, now - start, verdict, error);
    start = now;
  }
  // Unconfirmed, a claim lapses, and nothing depends on it.
  if (!judged_by_all) return;
  LedgerReceipt& receipt = outcome.receipt.emplace();
  receipt.head = outcome.claim;
  receipt.offset = claimed.offset;
  receipt.published = !outcome.dropped && !outcome.article.as_reference;
  for (SharedMemory::Judged& judged : claimed.judged) {
    receipt.outcomes.push_back(std::move(judged.outcome));
  }
}

void OrderedChain::Confirm(const std::vector<LedgerReceipt>& receipts) {
  if (seat_ != nullptr && !receipts.empty()) seat_->Confirm(receipts);
}

Status OrderedChain::TellAll(void (OrderedStage::*told)(BatchId), BatchId batch) {
  for (std::size_t i = own_; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    try {
      (step.stage.get()->*told)(batch);
    } catch (...) {
      Error error = CaughtException();
      error.kind = ErrorKind::kFatal;
      return std::move(error).In(std::string("stage ").append(step.config->type->name));
    }
  }
  return Ok();
}

Status OrderedChain::Committed(BatchId batch) { return TellAll(&OrderedStage::Committed, batch); }

Status OrderedChain::Aborted(BatchId batch) {
  // Its articles go away.
  std::erase_if(open_, [&](const auto& question) { return question->batch >= batch; });
  const auto first = std::find_if(claimed_.begin(), claimed_.end(),
                                  [&](const Claimed& claimed) { return claimed.batch >= batch; });
  if (first != claimed_.end()) {
    seat_->ForgetFrom(first->ticket);
    claimed_.erase(first, claimed_.end());
  }
  failure_.reset();
  return TellAll(&OrderedStage::Aborted, batch);
}

Generation::Generation(std::shared_ptr<const Config> config, std::int64_t number,
                       bool shares_memory)
    : config_(std::move(config)), number_(number) {
  for (const StageConfig& stage : config_->stages) {
    (stage.type->ordered ? ordered_ : stateless_).push_back(&stage);
  }
  if (!shares_memory) return;
  // A shared verdict may not depend on one lane's memory: the configuration has them first.
  const auto own = std::find_if(ordered_.begin(), ordered_.end(),
                                [](const auto* stage) { return !stage->factory.memory; });
  shared_ = static_cast<std::size_t>(own - ordered_.begin());
}

std::shared_ptr<const Generation> Generation::Make(std::shared_ptr<const Config> config,
                                                   std::int64_t number, bool shares_memory) {
  return std::shared_ptr<const Generation>(
      new Generation(std::move(config), number, shares_memory));
}

std::unique_ptr<StageChain> Generation::NewChain(StageObserver* observer) const {
  return std::make_unique<StageChain>(shared_from_this(), observer);
}

std::unique_ptr<OrderedChain> Generation::NewOrderedChain(StageObserver* observer,
                                                          const std::function<void()>& wake,
                                                          Ledger* ledger) const {
  return std::make_unique<OrderedChain>(*this, observer, wake, ledger);
}

EventOptions Generation::event_options() const {
  EventOptions options;
  const OutputConfig& output = config_->output;
  options.profile = output.profile == "lean"    ? Profile::kLean
                    : output.profile == "ninjs" ? Profile::kNinjs
                                                : Profile::kFull;
  options.offset_unit = output.offset_unit == "byte"    ? OffsetUnit::kByte
                        : output.offset_unit == "utf16" ? OffsetUnit::kUtf16
                                                        : OffsetUnit::kCodepoint;
  options.ce_source = config_->name;
  options.config_sha256 = config_->sha256;
  const auto want = [&](OutTopic topic, const std::string& name) {
    options.side_topics[static_cast<std::size_t>(topic)] = !name.empty();
  };
  want(OutTopic::kEntities, output.side_topics.entities);
  want(OutTopic::kDuplicates, output.side_topics.duplicates);
  want(OutTopic::kRevisions, output.side_topics.revisions);
  want(OutTopic::kStories, output.side_topics.stories);
  return options;
}

void Render(EventWriter& writer, const Generation& generation, const RawRecord& record,
            Outcome& outcome, std::int64_t now_ms, std::vector<OutRecord>& out) {
  if (outcome.dropped) return;
  if (!outcome.failure) {
    const std::size_t from = out.size();
    try {
      writer.Write(outcome.article, now_ms, out);
      return;
    } catch (...) {
      out.resize(from);
      outcome.failure = Failure{.stage = "event", .error = CaughtException()};
    }
  }
  out.push_back(MakeDeadLetter(record, *outcome.failure, outcome.article.input.item,
                               generation.number(), now_ms, outcome.value_in_item));
}

}  // namespace newswired
