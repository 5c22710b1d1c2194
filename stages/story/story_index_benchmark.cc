#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "stages/story/story_index.h"
#include "stages/story/story_score.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

/// A word whose number says how rare it is, as words are in texts: half of the draws are the 500
/// most frequent ones.
std::string Draw(std::mt19937_64& random) {
  const std::uint64_t bits = random();
  const std::uint64_t bound = std::uint64_t{1} << (4 + bits % 16);
  return "word" + std::to_string((bits >> 8) % bound);
}

/// A report of an event: 20 words that only its reports have, among `words` others.
std::string Report(std::uint64_t event, std::size_t words, std::mt19937_64& random) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    if (random() % 8 == 0) {
      text += "Name" + std::to_string(event) + "x" + std::to_string(random() % 20);
    } else {
      text += Draw(random);
    }
    text += i % 16 == 15 ? ". " : " ";
  }
  return text;
}

StoryClaim Claim(std::uint64_t key, std::mt19937_64& random) {
  StoryClaim claim;
  claim.key = Mix64(key);
  claim.bytes = 1;
  claim.time_ms = static_cast<std::int64_t>(key) * 1000;
  // Every fifth event is a large one.
  const std::uint64_t event = random() % 5 == 0 ? random() % (key / 500 + 1) : random() % (key + 1);
  claim.vector = MakeStoryVector("", Report(event, 300, random), "en");
  return claim;
}

void BM_MakeStoryVector(benchmark::State& state) {
  std::mt19937_64 random(1);
  const std::string text = Report(1, static_cast<std::size_t>(state.range(0)) / 8, random);
  for (auto _ : state) {
    const StoryVector vector = MakeStoryVector("A headline of six words", text, "en");
    if (vector.size == 0) state.SkipWithError("no terms");
    benchmark::DoNotOptimize(vector);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_MakeStoryVector)->Arg(1000)->Arg(4000)->Arg(16000);

/// Verdicts in a window that is full.
void BM_Apply(benchmark::State& state) {
  const auto window = static_cast<std::uint64_t>(state.range(0));
  std::mt19937_64 random(2);
  StoryIndex index({.window_ms = std::int64_t{1} << 40, .max_articles = window});
  std::uint64_t key = 0;
  for (; key < window; ++key) index.Apply(key / 1000, Claim(key, random));
  for (std::uint64_t batch = 0; batch <= window / 1000; ++batch) index.Committed(batch);
  std::vector<StoryClaim> claims;
  for (std::size_t i = 0; i < 4096; ++i) claims.push_back(Claim(key++, random));
  std::uint64_t joined = 0;
  std::size_t i = 0;
  BatchId batch = window;
  for (auto _ : state) {
    StoryClaim& claim = claims[i++ % claims.size()];
    claim.key = Mix64(key++);
    joined += index.Apply(batch, claim).first ? 0U : 1U;
    if (i % 1000 == 0) index.Committed(batch++);
  }
  state.counters["stories"] = static_cast<double>(index.stories());
  state.counters["joined"] = static_cast<double>(joined) / static_cast<double>(state.iterations());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Apply)->Arg(1'000)->Arg(20'000)->Arg(200'000);

}  // namespace
}  // namespace newswired
