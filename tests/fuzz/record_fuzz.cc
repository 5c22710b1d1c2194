// Any bytes through the default stages: an event that keeps its promises, or a dead letter.
// FUZZ_CONTENT_TYPE is the record's content-type header, empty for none: one program for each kind
// of document.

#include <rapidjson/document.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/pipeline/generation.h"
#include "stages/core/builtin_stages.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/article_checks.h"
#include "tests/fuzz/require.h"

namespace newswired::fuzz {
namespace {

/// Bytes as units, so that what the fuzzer reads is what the spans mean.
constexpr std::string_view kConfig =
    "output: {offset_unit: byte}\n"
    "stages: [decode, article, language, entities, dedup, story]\n";

std::shared_ptr<const Generation> MakeGeneration() {
  const LoadResult loaded =
      LoadConfigText(std::string(kConfig), "fuzz", BuiltinStages(), {.offline = true});
  Require(loaded.ok(), "the configuration loads", FormatProblems(loaded.problems));
  return Generation::Make(loaded.config, 1);
}

std::string_view Text(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

std::string_view Member(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() || !found->value.IsString() ? std::string_view()
                                                                 : Text(found->value);
}

/// Every object with start, end and exact quotes the text that it points at.
void CheckSpans(const rapidjson::Value& value, std::string_view body, std::string_view title) {
  if (value.IsArray()) {
    for (const auto& each : value.GetArray()) CheckSpans(each, body, title);
  }
  if (!value.IsObject()) return;
  const auto start = value.FindMember("start");
  const auto end = value.FindMember("end");
  const auto exact = value.FindMember("exact");
  if (start != value.MemberEnd() && end != value.MemberEnd() && start->value.IsUint64() &&
      end->value.IsUint64()) {
    const std::string_view text = Member(value, "field") == "/title" ? title : body;
    const std::uint64_t a = start->value.GetUint64();
    const std::uint64_t b = end->value.GetUint64();
    Require(a <= b && b <= text.size(), "a span lies within its text");
    const std::string_view span = text.substr(a, b - a);
    Require(IsValidUtf8(span), "a span cuts no character");
    if (exact != value.MemberEnd())
      Require(Text(exact->value) == span, "a span quotes its text", span);
  }
  for (const auto& member : value.GetObject()) CheckSpans(member.value, body, title);
}

void CheckEvent(const std::string& json) {
  Require(IsValidUtf8(json), "an event is valid UTF-8");
  rapidjson::Document event;
  event.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  Require(!event.HasParseError() && event.IsObject(), "an event is a JSON object");
  Require(!Member(event, "uri").empty(), "an event has an uri");
  std::string_view body;
  if (const auto bodies = event.FindMember("bodies"); bodies != event.MemberEnd()) {
    body = Member(bodies->value[0], "value");
  }
  CheckSpans(event, body, Member(event, "title"));
}

}  // namespace

void Record(std::string_view bytes) {
  static const std::shared_ptr<const Generation> generation = MakeGeneration();
  static const std::unique_ptr<StageChain> chain = generation->NewChain();
  static EventWriter writer(generation->event_options());

  RawRecord record{.topic = "raw",
                   .partition = 0,
                   .offset = 1,
                   .timestamp_ms = 1741773600000,
                   .has_value = true,
                   .value = bytes,
                   .received_ms = 1741773600000};
  if constexpr (!std::string_view(FUZZ_CONTENT_TYPE).empty()) {
    record.headers.push_back({"content-type", FUZZ_CONTENT_TYPE});
  }
  std::vector<Outcome> outcomes;
  Require(chain->Run(record, outcomes).ok(), "no input is fatal");
  Require(!outcomes.empty(), "every record becomes something");
  std::vector<OutRecord> out;
  for (Outcome& outcome : outcomes) {
    if (outcome.failure) {
      Require(!outcome.failure->error.code.empty(), "a dead letter has a code");
      Require(outcome.failure->error.code != "exception", "nothing throws",
              outcome.failure->error.message);
    } else {
      CheckArticle(outcome.article);
    }
    out.clear();
    Render(writer, *generation, record, outcome, 1741773600000, out);
    Require(!out.empty(), "every article becomes an event or a dead letter");
    if (out.front().topic == OutTopic::kEvents) CheckEvent(out.front().value);
  }
}

}  // namespace newswired::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  newswired::fuzz::Record({reinterpret_cast<const char*>(data), size});
  return 0;
}
