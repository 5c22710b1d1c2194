#include "daemon/cli/offline_pipeline.h"

#include <openssl/evp.h>

#include <chrono>
#include <utility>

#include "daemon/event/event_writer.h"
#include "daemon/event/json_out.h"
#include "daemon/event/timestamp.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

using std::chrono::milliseconds;

std::string Base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

/// Messages may quote the input, which may be anything.
std::string ValidUtf8(std::string_view text) {
  std::string out;
  RepairUtf8(text, out);
  return out;
}

}  // namespace

struct OfflinePipeline::Batch {
  /// The outcomes of one record.
  struct Share {
    std::size_t record;
    Outcome outcome;
  };

  InputBatch input;
  std::deque<Share> outcomes;  // addresses must hold while ordered stages think
  RenderedBatch rendered;
  Status status = Ok();
  int step = 0;  // guarded by mutex_; 1: stages ran, 2: rendered
};

OfflinePipeline::OfflinePipeline(std::shared_ptr<const Generation> generation, Options options)
    : generation_(std::move(generation)),
      options_(options),
      clock_(options.now_ms),
      ordered_(generation_->NewOrderedChain()),
      pool_(options.threads, nullptr) {
  if (!options.suppress) ordered_->KeepDropped();
}

OfflinePipeline::~OfflinePipeline() = default;

Status OfflinePipeline::Run(InputReader& reader,
                            const std::function<bool(const RenderedBatch&)>& write,
                            const std::function<void()>& tick) {
  const std::size_t limit = 2 * pool_.size() + 2;
  bool end = false;
  while (!end || !in_flight_.empty()) {
    tick();
    while (decided_ < in_flight_.size() && StepOf(*in_flight_[decided_]) >= 1) {
      NW_CHECK_OK(std::move(in_flight_[decided_]->status));
      NW_CHECK_OK(Decide(*in_flight_[decided_]));
      SubmitRendering(in_flight_[decided_++]);
    }
    while (decided_ > 0 && StepOf(*in_flight_.front()) == 2) {
      NW_CHECK_OK(std::move(in_flight_.front()->status));
      const bool go_on = write(in_flight_.front()->rendered);
      in_flight_.pop_front();
      --decided_;
      if (!go_on) return Ok();
    }
    if (!end && in_flight_.size() < limit) {
      auto batch = std::make_shared<Batch>();
      switch (reader.Read(batch->input, /*wait=*/in_flight_.empty())) {
        case InputReader::Next::kBatch:
          Submit(std::move(batch));
          continue;
        case InputReader::Next::kEnd:
          end = true;
          continue;
        case InputReader::Next::kNothingYet:
          break;
      }
    }
    if (!in_flight_.empty()) Await();
  }
  return Ok();
}

void OfflinePipeline::Submit(std::shared_ptr<Batch> batch) {
  in_flight_.push_back(batch);
  pool_.Submit([this, batch = std::move(batch)](WorkerContext& context) {
    try {
      Process(context.ChainOf(generation_), *batch);
    } catch (...) {
      batch->status = CaughtFatal("the stages cannot be made");
    }
    Finish(*batch, 1);
  });
}

void OfflinePipeline::Process(StageChain& chain, Batch& batch) {
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < batch.input.records.size() && batch.status.ok(); ++i) {
    outcomes.clear();
    batch.status = chain.Run(batch.input.records[i], outcomes);
    for (Outcome& outcome : outcomes) batch.outcomes.push_back({i, std::move(outcome)});
  }
}

/// Each record is committed before the next is judged: where batches of input end is chance, and
/// no verdict may depend on it.
Status OfflinePipeline::Decide(Batch& batch) {
  std::size_t waiting = 0;
  const auto end = batch.outcomes.end();
  for (auto share = batch.outcomes.begin(); share != end;) {
    ++last_record_;
    const std::size_t record = share->record;
    for (; share != end && share->record == record; ++share) {
      Outcome& outcome = share->outcome;
      if (!outcome.publishable()) continue;
      outcome.article.input.record_time_ms = clock_.Next(ClaimedTime(outcome.article.claims));
      ++waiting;
      ordered_->Decide(last_record_, outcome, [this, &waiting, &outcome] {
        --waiting;
        if (!options_.suppress) outcome.article.as_reference = false;
      });
    }
    while (waiting > 0) ordered_->Poll();
    NW_CHECK_OK(ordered_->Committed(last_record_));
  }
  return Ok();
}

void OfflinePipeline::SubmitRendering(const std::shared_ptr<Batch>& batch) {
  pool_.Submit([this, batch](WorkerContext& context) {
    try {
      RenderAll(context.WriterOf(generation_), *batch);
    } catch (...) {
      batch->status = CaughtFatal("events cannot be made");
    }
    Finish(*batch, 2);
  });
}

void OfflinePipeline::RenderAll(EventWriter& writer, Batch& batch) {
  RenderedBatch& rendered = batch.rendered;
  rendered.records = batch.input.records.size();
  const std::int64_t now = WallClockMs();
  std::vector<OutRecord> out;
  for (Batch::Share& share : batch.outcomes) {
    const RawRecord& record = batch.input.records[share.record];
    const Origin& origin = batch.input.origins[share.record];
    out.clear();
    if (generation_->pass_through()) {
      out.push_back({.topic = OutTopic::kEvents, .value = std::string(record.value)});
    } else {
      Render(writer, *generation_, record, share.outcome, now, out);
    }
    if (const auto& failure = share.outcome.failure) {
      rendered.undecodable.push_back({origin, failure->stage, failure->error.code,
                                      ValidUtf8(failure->error.message),
                                      DeadLetterLine(origin, record, share.outcome, now)});
      continue;
    }
    for (const OutRecord& produced : out) {
      if (produced.topic != OutTopic::kEvents) continue;
      rendered.events.append(produced.value).push_back('\n');
      ++rendered.event_count;
    }
    share.outcome.article = {};  // the event is all that is left to keep
  }
  batch.outcomes.clear();
}

void OfflinePipeline::Await() {
  std::unique_lock lock(mutex_);
  // Comes back for a pipe that has more, too.
  changed_.wait_for(lock, milliseconds(5), [this] {
    return (decided_ < in_flight_.size() && in_flight_[decided_]->step >= 1) ||
           in_flight_.front()->step == 2;
  });
}

void OfflinePipeline::Finish(Batch& batch, int step) {
  {
    const std::lock_guard lock(mutex_);
    batch.step = step;
  }
  changed_.notify_one();
}

int OfflinePipeline::StepOf(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  return batch.step;
}

std::string DeadLetterLine(const Origin& origin, const RawRecord& record, const Outcome& outcome,
                           std::int64_t now_ms) {
  const Failure& failure = *outcome.failure;
  JsonOut json;
  json.BeginObject();
  json.Key("input").String(ValidUtf8(origin.input));
  if (origin.line > 0) json.Key("line").Int(origin.line);
  json.Key("offset").Int(record.offset);
  json.Key("item").Int(outcome.article.input.item);
  json.Key("stage").String(failure.stage);
  json.Key("code").String(failure.error.code);
  json.Key("message").String(ValidUtf8(failure.error.message));
  json.Key("time").String(Rfc3339Utc(now_ms, /*always_millis=*/true));
  json.Key("sha256").String(ValueSha256(record));
  if (outcome.value_in_item) {
    json.Key("valueItem").Int(*outcome.value_in_item);
  } else {
    json.Key("valueBase64").String(Base64(record.value));
  }
  json.EndObject();
  return std::string(json.view());
}

}  // namespace newswired::cli
