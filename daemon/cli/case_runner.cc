#include "daemon/cli/case_runner.h"

#include <algorithm>
#include <utility>

#include "daemon/cli/case_json.h"
#include "daemon/event/timestamp.h"
#include "stages/core/window_clock.h"

namespace newswired::cli {
namespace {

/// For all that a profile may leave out.
EventOptions InFull(EventOptions options) {
  options.profile = Profile::kFull;
  options.side_topics = {};
  return options;
}

/// The record of `record`, which it views, as number `offset` of its case.
RawRecord RawRecordOf(const CaseRecord& record, std::string_view topic, std::int64_t offset,
                      std::int64_t now_ms) {
  RawRecord raw{.topic = topic,
                .partition = 0,
                .offset = offset,
                .timestamp_ms = record.time_ms.value_or(-1),
                .has_value = true,
                .value = record.input.value,
                .received_ms = record.time_ms.value_or(now_ms)};
  for (const auto& [name, value] : record.input.headers) raw.headers.push_back({name, value});
  return raw;
}

/// What a pipeline without stages copies may be no JSON: then it is a text.
void ParseEvent(std::string_view value, rapidjson::Document& event) {
  if (ParseJson(value, event)) return;
  event.SetString(value.data(), static_cast<rapidjson::SizeType>(value.size()),
                  event.GetAllocator());
}

}  // namespace

CaseRunner::CaseRunner(std::shared_ptr<const Generation> generation, std::string topic)
    : generation_(std::move(generation)),
      topic_(std::move(topic)),
      chain_(generation_->NewChain()),
      writer_(generation_->event_options()),
      judge_(InFull(generation_->event_options())) {}

Result<std::vector<Mismatch>> CaseRunner::Run(const Case& test) {
  Stream stream{.ordered = generation_->NewOrderedChain(), .now_ms = WallClockMs()};
  CaseResults results;
  std::int64_t offset = 0;
  for (const CaseRecord& record : test.records) {
    if (!record.same_batch || stream.batch == 0) NW_CHECK_OK(Begin(record, stream));
    const RawRecord raw = RawRecordOf(record, topic_, offset++, stream.now_ms);
    std::vector<Outcome> outcomes;
    NW_CHECK_OK(chain_->Run(raw, outcomes));
    std::vector<Became> became;
    for (Outcome& outcome : outcomes) became.push_back(Judge(stream, raw, outcome));
    if (became.size() != record.articles.size()) results.AddWrongCount(record, became);
    for (std::size_t i = 0; i < record.articles.size(); ++i) {
      if (i < became.size()) {
        results.Add(record.articles[i], became[i]);
      } else {
        results.AddMissing(record.articles[i]);
      }
    }
  }
  return results.Take();
}

/// A batch for `record`, at its time.
Status CaseRunner::Begin(const CaseRecord& record, Stream& stream) {
  if (record.time_ms) NW_CHECK_OK(PassTime(*record.time_ms, stream));
  return stream.NextBatch();
}

Status CaseRunner::Stream::NextBatch() {
  if (batch > 0) NW_CHECK_OK(ordered->Committed(batch));
  ++batch;
  return Ok();
}

/// Others come in, in a partition of their own, where a case leaps over more than an hour: a stage
/// would not believe in one article, since its clock may be wrong.
Status CaseRunner::PassTime(std::int64_t time_ms, Stream& stream) {
  const bool believed = stream.time_ms && time_ms <= *stream.time_ms + WindowClock::kJumpMs;
  stream.time_ms = std::max(time_ms, stream.time_ms.value_or(time_ms));
  if (believed) return Ok();
  for (std::size_t i = 0; i < WindowClock::kAgreeing; ++i) {
    NW_CHECK_OK(stream.NextBatch());
    const std::string word = "other" + std::to_string(stream.others);
    const CaseRecord other{
        .input = {.value = R"({"headline": ")" + word + R"(", "text": "", "id": ")" + word + "\"}",
                  .headers = {{"content-type", "application/json"}}},
        .time_ms = time_ms};
    RawRecord raw = RawRecordOf(other, topic_, stream.others++, stream.now_ms);
    raw.partition = 1;
    std::vector<Outcome> outcomes;
    NW_CHECK_OK(chain_->Run(raw, outcomes));
    for (Outcome& outcome : outcomes) stream.Decide(outcome);
  }
  return Ok();
}

void CaseRunner::Stream::Decide(Outcome& outcome) const {
  if (!outcome.publishable()) return;
  bool decided = false;
  ordered->Decide(batch, outcome, [&decided] { decided = true; });
  while (!decided) ordered->Poll();
}

Became CaseRunner::Judge(const Stream& stream, const RawRecord& record, Outcome& outcome) {
  stream.Decide(outcome);
  Became became;
  became.dropped = std::exchange(outcome.dropped, false);
  if (!outcome.failure) Render(record, outcome, became);
  if (!became.dropped) became.failure = outcome.failure;
  return became;
}

void CaseRunner::Render(const RawRecord& record, Outcome& outcome, Became& became) {
  if (generation_->pass_through()) {
    ParseEvent(record.value, became.event);
    return;
  }
  std::vector<OutRecord> out;
  newswired::Render(writer_, *generation_, record, outcome, record.received_ms, out);
  if (outcome.failure) return;
  became.headers = out.front().headers;
  ParseEvent(out.front().value, became.event);
  out.clear();
  judge_.Write(outcome.article, record.received_ms, out);
  ParseEvent(out.front().value, became.judged);
}

}  // namespace newswired::cli
