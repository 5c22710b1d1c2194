// What a verdict costs with many articles in the window, and what they weigh: every fifth article
// is a copy of an earlier one, every fifth a shortened one.

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "stages/dedup/claim_bytes.h"
#include "stages/dedup/dedup_memory.h"
#include "stages/dedup/window.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

/// Words drawn as in a language: few are common, most are rare (Zipf's law).
std::string Text(std::uint64_t seed, std::size_t words) {
  std::mt19937_64 random(seed);
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    const double share = static_cast<double>(random() >> 11) * 0x1p-53;
    const auto rank = static_cast<int>(std::pow(50'000.0, share));
    text += (rank % 8 == 0 ? "N" : "w") + std::to_string(rank) + ' ';
  }
  return text;
}

Claim Make(std::uint64_t number) {
  const std::uint64_t of = number % 5 < 3 ? number : number / 2;
  const std::size_t words = number % 5 == 4 ? 250 : 500;
  Claim claim;
  claim.key = Mix64(number + 1);
  claim.bytes = claim.key;
  claim.uri_text =
      "https://www.wire.example/2026/03/12/a-headline-with-some-words-" + std::to_string(number);
  claim.uri = Hash64(claim.uri_text);
  claim.url = claim.uri;
  claim.content = claim.key;
  claim.print = MakeFingerprint("Title " + Text(of, 8), Text(of, words), 50);
  return claim;
}

void BM_Fingerprint(benchmark::State& state) {
  const std::string text = Text(1, 640);
  for (auto _ : state)
    benchmark::DoNotOptimize(MakeFingerprint("A headline of six words here", text, 50));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) *
                          static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_Fingerprint);

/// Argument: articles in the window.
void BM_Verdict(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  DedupWindow window({.window_ms = INT64_MAX / 2, .max_articles = count, .reprint_score = 1700});
  std::uint64_t number = 0;
  for (; number < count; ++number) {
    window.Judge(1, Make(number));
    if (number % 1024 == 0) window.Committed(1);
  }
  std::vector<Claim> claims;
  while (state.KeepRunningBatch(4096)) {
    state.PauseTiming();
    claims.clear();
    for (int i = 0; i < 4096; ++i) claims.push_back(Make(number++));
    state.ResumeTiming();
    for (const Claim& claim : claims) benchmark::DoNotOptimize(window.Judge(1, claim).suppressible);
    window.Committed(1);
  }
  state.counters["bytes/article"] =
      static_cast<double>(window.bytes()) / static_cast<double>(window.size());
}
BENCHMARK(BM_Verdict)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

/// The same from the bytes of a claim, and its confirmation: what a ledger's records cost.
void BM_Ledger(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  DedupMemory memory({.window_ms = INT64_MAX / 2, .max_articles = count, .reprint_score = 1700},
                     "");
  std::uint64_t number = 0;
  Article article;
  const auto judge = [&](std::uint64_t key, const std::string& claim) {
    const ClaimHead head{.key = Mix64(key + 1), .bytes = key, .record_ms = 0};
    const auto judged = memory.Judge(head, static_cast<std::int64_t>(key), claim, article);
    benchmark::DoNotOptimize(memory.Confirm(head, judged.value().outcome, true).ok());
  };
  for (; number < count; ++number) judge(number, EncodeClaim(Make(number)));
  std::vector<std::string> claims;
  std::size_t bytes = 0;
  while (state.KeepRunningBatch(4096)) {
    state.PauseTiming();
    claims.clear();
    for (std::uint64_t i = 0; i < 4096; ++i) claims.push_back(EncodeClaim(Make(number + i)));
    bytes = claims.back().size();
    state.ResumeTiming();
    for (const std::string& claim : claims) judge(number++, claim);
  }
  state.counters["claim_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_Ledger)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace newswired
