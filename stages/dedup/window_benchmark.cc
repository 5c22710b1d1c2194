// What a verdict costs with many articles in the window, and what they weigh: every fifth article
// is a copy of an earlier one, every fifth a shortened one. Ten millions take five minutes and
// 6 GB: --benchmark_filter=-10000000 leaves them out.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "stages/core/testing.h"
#include "stages/dedup/claim_bytes.h"
#include "stages/dedup/dedup_memory.h"
#include "stages/dedup/window.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

/// Which word comes, counted from the most common one: few are common, most are rare (Zipf's law).
std::uint32_t RankOf(std::uint16_t random) {
  static const std::vector<std::uint32_t> ranks = [] {
    std::vector<std::uint32_t> drawn;
    for (int i = 0; i < 1 << 16; ++i) {
      drawn.push_back(static_cast<std::uint32_t>(std::pow(50'000.0, (i + 0.5) / (1 << 16))));
    }
    return drawn;
  }();
  return ranks[random];
}

bool IsName(std::uint32_t rank) { return rank % 8 == 0; }

std::vector<std::uint32_t> Words(std::uint64_t seed, std::size_t count) {
  std::vector<std::uint32_t> words;
  for (std::uint64_t i = 0; words.size() < count; ++i) {
    const std::uint64_t random = Mix64(Mix64(seed) + i);
    for (int shift = 0; shift < 64; shift += 16) {
      words.push_back(RankOf(static_cast<std::uint16_t>(random >> shift)));
    }
  }
  words.resize(count);
  return words;
}

std::string Text(std::uint64_t seed, std::size_t count) {
  std::string text;
  for (const std::uint32_t rank : Words(seed, count)) {
    text += (IsName(rank) ? "N" : "w") + std::to_string(rank) + ' ';
  }
  return text;
}

template <std::size_t kMost>
void Take(std::vector<std::uint32_t> hashes, Sample<kMost>& sample,
          std::span<std::uint8_t> tails = {}) {
  std::sort(hashes.begin(), hashes.end());
  const auto same = [](std::uint32_t a, std::uint32_t b) { return a >> 8 == b >> 8; };
  hashes.erase(std::unique(hashes.begin(), hashes.end(), same), hashes.end());
  sample.size = static_cast<std::uint32_t>(std::min(hashes.size(), kMost));
  for (std::size_t i = 0; i < sample.size; ++i) {
    sample.hashes[i] = hashes[i] >> 8;
    if (i < tails.size()) tails[i] = static_cast<std::uint8_t>(hashes[i]);
  }
  if (hashes.size() > kMost) sample.below = hashes[kMost] >> 8;
}

/// As MakeFingerprint() of such texts, at a fifth of its cost.
Fingerprint PrintOf(std::uint64_t seed, std::size_t count) {
  const std::vector<std::uint32_t> words = Words(seed, count);
  std::vector<std::uint32_t> shingles, names, title;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    all = Mix64(all + words[i]);
    if (IsName(words[i])) names.push_back(static_cast<std::uint32_t>(Mix64(words[i]) >> 32));
    if (i < 2) continue;
    const std::uint64_t run = (std::uint64_t{words[i - 2]} << 16 | words[i - 1]) << 16 | words[i];
    shingles.push_back(static_cast<std::uint32_t>(Mix64(run) >> 32));
  }
  for (const std::uint32_t word : Words(~seed, 9)) {
    title.push_back(static_cast<std::uint32_t>(Mix64(word) >> 32));
  }
  Fingerprint print;
  print.words = static_cast<std::uint32_t>(count);
  print.text_low = all;
  print.text_high = Mix64(all);
  print.headline = Mix64(seed + 1);
  Take({shingles.begin(), shingles.begin() + Fingerprint::kLeadWords - 2}, print.lead,
       print.lead_tails);
  Take(std::move(shingles), print.shingles, print.shingle_tails);
  Take(std::move(names), print.names);
  Take(std::move(title), print.title);
  return print;
}

Claim Make(std::uint64_t number) {
  const std::uint64_t of = number % 5 < 3 ? number : number / 2;
  Claim claim;
  claim.key = Mix64(number + 1);
  claim.bytes = claim.key;
  claim.uri_text =
      "https://www.wire.example/2026/03/12/a-headline-with-some-words-" + std::to_string(number);
  claim.uri = Hash64(claim.uri_text);
  claim.url = claim.uri;
  claim.content = claim.key;
  claim.print = PrintOf(of, number % 5 == 4 ? 250 : 500);
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

constexpr std::int64_t kBatch = 4096;
constexpr std::int64_t kVerdicts = 16 * kBatch;  // fixed: the window is filled once

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
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    claims.clear();
    for (int i = 0; i < kBatch; ++i) claims.push_back(Make(number++));
    state.ResumeTiming();
    for (const Claim& claim : claims) benchmark::DoNotOptimize(window.Judge(1, claim).suppressible);
    window.Committed(1);
  }
  state.counters["bytes/article"] =
      static_cast<double>(window.bytes()) / static_cast<double>(window.size());
}
BENCHMARK(BM_Verdict)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(kVerdicts)
    ->Unit(benchmark::kMicrosecond);

/// A ledger's memory of so many articles.
class Ledger {
 public:
  explicit Ledger(std::uint64_t count) : memory_(LimitsOf(count), "") {
    for (std::uint64_t number = 0; number < count; ++number) {
      Publish(number, EncodeClaim(Make(number)));
    }
  }
  static WindowLimits LimitsOf(std::uint64_t count) {
    return {.window_ms = INT64_MAX / 2, .max_articles = count, .reprint_score = 1700};
  }
  void Publish(std::uint64_t number, const std::string& claim) {
    const ClaimHead head{.key = Mix64(number + 1), .bytes = number, .record_ms = 0};
    const auto judged =
        memory_.Judge(head, static_cast<std::int64_t>(number), claim, article_).value();
    benchmark::DoNotOptimize(memory_.Confirm(head, judged.outcome, true).ok());
  }
  [[nodiscard]] const DedupMemory& memory() const { return memory_; }

 private:
  DedupMemory memory_;
  Article article_;
};

/// The same from the bytes of a claim, and its confirmation: what a ledger's records cost.
void BM_Ledger(benchmark::State& state) {
  auto number = static_cast<std::uint64_t>(state.range(0));
  Ledger ledger(number);
  std::vector<std::string> claims;
  std::size_t bytes = 0;
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    claims.clear();
    for (std::uint64_t i = 0; i < kBatch; ++i) claims.push_back(EncodeClaim(Make(number + i)));
    bytes = claims.back().size();
    state.ResumeTiming();
    for (const std::string& claim : claims) ledger.Publish(number++, claim);
  }
  state.counters["claim_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_Ledger)->Arg(100'000)->Iterations(kVerdicts)->Unit(benchmark::kMicrosecond);

/// A snapshot of so many articles is taken over: what a start costs in place of their records.
void BM_Restore(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  const std::string bytes = Saved(Ledger(count).memory());
  for (auto _ : state) {
    DedupMemory restored(Ledger::LimitsOf(count), "");
    if (!Restore(restored, bytes)) state.SkipWithError("it cannot be read");
  }
  state.counters["bytes/article"] = static_cast<double>(bytes.size()) / static_cast<double>(count);
}
BENCHMARK(BM_Restore)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace newswired
