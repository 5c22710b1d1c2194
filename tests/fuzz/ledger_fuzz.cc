// A ledger of whatever records: those that can be read are written as they were, each shared stage
// judges or refuses, what it says are texts, and a second reader comes to the same state.
//
// The input is a list of records: u8 hours since the one before, u16 size (little endian), and as
// many bytes, which get an envelope with the right checksum, since a fuzzer would never find one.
// Claims and confirmations whose control id is 0 are of the current control state.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/ledger/machine.h"
#include "daemon/ledger/record.h"
#include "stages/core/builtin_stages.h"
#include "stages/core/bytes.h"
#include "stages/core/testing.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

namespace newswired::fuzz {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr std::int64_t kHour = 3'600'000;

struct Timed {
  std::int64_t ms;
  std::string bytes;
};

/// The stages that share memory, each alone, with memories as small as can be.
const std::vector<SharedStage>& Stages() {
  static const std::vector<SharedStage> stages = [] {
    std::vector<SharedStage> shared;
    for (const StageType* type : BuiltinStages()) {
      Limits limits({{"max_articles", 1000}, {"revision_articles", 5}, {"window_hours", 24}});
      auto factory = type->configure(limits);
      if (!factory.ok() || !factory->memory) continue;
      shared.push_back({.name = std::string(type->name),
                        .version = std::string(type->version),
                        .factory = *std::move(factory)});
    }
    return shared;
  }();
  return stages;
}

std::string Sealed(std::string_view content) {
  std::string bytes = "NL";
  ByteWriter writer(bytes);
  writer.Put(kLedgerFormat);
  writer.Put(Hash64(content));
  return bytes.append(content);
}

/// With the current control id where it names none.
std::string Adopted(std::string bytes, std::uint64_t current) {
  const auto record = DecodeLedgerRecord(bytes);
  if (!record.ok()) return bytes;
  const std::string again = std::visit([](const auto& known) { return Encode(known); }, *record);
  Require(again == bytes, "a record that can be read is written as it was");
  if (const auto* claim = std::get_if<ClaimRecord>(&*record); claim && claim->control == 0) {
    ClaimRecord adopted = *claim;
    adopted.control = current;
    return Encode(adopted);
  }
  const auto* confirmation = std::get_if<ConfirmationRecord>(&*record);
  if (confirmation == nullptr || confirmation->control != 0) return bytes;
  ConfirmationRecord adopted = *confirmation;
  adopted.control = current;
  return Encode(adopted);
}

void Check(const Applied& applied) {
  if (applied.as != AppliedAs::kClaim) return;
  const Article& article = applied.article;
  Require(applied.judged.size() == 1, "a verdict of each stage");
  if (article.dedup) {
    Require(!article.dedup->cluster_id.empty(), "a cluster");
    Require(!article.dedup->of || IsValidUtf8(article.dedup->of->uri), "an address is a text");
  }
  if (article.revision && article.revision->diff) {
    for (const auto& changed : article.revision->diff->changed) {
      for (const std::string& what : changed.what) Require(IsValidUtf8(what), "a change is a text");
    }
  }
  if (article.story) {
    Require(!article.story->story_id.empty(), "a story");
    Require(IsValidUtf8(article.story->seed), "a seed is a text");
  }
}

void Run(const SharedStage& stage, std::string_view input) {
  LedgerMachine machine("g", {stage});
  std::vector<Timed> log;
  const auto apply = [&](std::int64_t ms, std::string bytes) {
    log.push_back({ms, std::move(bytes)});
    Check(machine.Apply(static_cast<std::int64_t>(log.size()) - 1, ms, log.back().bytes));
  };
  apply(kStart, Encode(MakeControl("g", {stage})));
  std::int64_t now = kStart;
  ByteReader reader(input);
  while (reader.left() > 3) {
    now += reader.Get<std::uint8_t>() * kHour;
    const std::size_t size = reader.Get<std::uint16_t>();
    const std::string_view content = input.substr(input.size() - reader.left(), size);
    for (std::size_t i = 0; i < content.size(); ++i) reader.Get<std::uint8_t>();
    apply(now, Adopted(Sealed(content), machine.control()->id));
  }
  LedgerMachine second("g", {stage});
  for (std::size_t i = 0; i < log.size(); ++i) {
    second.Apply(static_cast<std::int64_t>(i), log[i].ms, log[i].bytes);
  }
  Require(machine.Hash() == second.Hash(), "two readers agree");
}

}  // namespace
}  // namespace newswired::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(newswired::DecodeLedgerRecord(bytes));
  for (const auto& stage : newswired::fuzz::Stages()) newswired::fuzz::Run(stage, bytes);
  return 0;
}
