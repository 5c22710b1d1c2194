// bench-html: what the stages decode and article cost on real pages, and nothing else: records of
// HTML as it was fetched, without envelopes, files and events. Beside it what lexbor costs that
// only makes its tree of the same bytes, which tells machines apart. Pages are those of
// $NEWSWIRED_DATA/extraction-*/html (../shared/data); figures are pages of kPageBytes per CPU
// second. run_bench.py runs it.

#include <benchmark/benchmark.h>
#include <lexbor/html/html.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/pipeline/generation.h"
#include "stages/core/builtin_stages.h"
#include "stages/decode/compression.h"

namespace newswired {
namespace {

namespace fs = std::filesystem;

constexpr double kPageBytes = 174'000;  // the mean page that the goal speaks of
constexpr std::int64_t kNowMs = 1'795'000'000'000;

std::vector<fs::path> PagesBelow(const fs::path& data) {
  std::vector<fs::path> files;
  for (const auto& set : fs::directory_iterator(data)) {
    if (!set.path().filename().string().starts_with("extraction-")) continue;
    if (!fs::is_directory(set.path() / "html")) continue;
    for (const auto& file : fs::directory_iterator(set.path() / "html")) {
      if (file.path().string().ends_with(".html.gz")) files.push_back(file.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Of all sites in an order of chance, as a topic has them.
std::vector<std::string> ReadPages(const fs::path& data) {
  std::vector<std::string> pages;
  if (!fs::is_directory(data)) return pages;
  Decompressor decompressor({});
  for (const fs::path& path : PagesBelow(data)) {
    std::ifstream file(path, std::ios::binary);
    const std::string packed{std::istreambuf_iterator<char>(file), {}};
    pages.emplace_back(decompressor.Unpack(packed, "gzip").value());
  }
  std::shuffle(pages.begin(), pages.end(), std::mt19937_64(3));
  return pages;
}

std::unique_ptr<StageChain> NewChain() {
  const LoadResult loaded =
      LoadConfigText("stages: [decode, article]\n", "bench", BuiltinStages(), {.offline = true});
  return Generation::Make(loaded.config, 1)->NewChain();
}

RawRecord RecordOf(const std::string& page) {
  RawRecord record{.topic = "raw",
                   .partition = 0,
                   .offset = 1,
                   .timestamp_ms = kNowMs,
                   .has_value = true,
                   .value = page,
                   .received_ms = kNowMs};
  record.headers.push_back({"content-type", "text/html"});
  return record;
}

void CountPages(benchmark::State& state, const std::vector<std::string>& pages) {
  double bytes = 0;
  for (const std::string& page : pages) bytes += static_cast<double>(page.size());
  state.counters["pages_per_cpu_s"] =
      benchmark::Counter(bytes / kPageBytes, benchmark::Counter::kIsIterationInvariantRate);
}

void BM_Html(benchmark::State& state, const std::vector<std::string>& pages) {
  const std::unique_ptr<StageChain> chain = NewChain();
  std::vector<Outcome> outcomes;
  for (auto _ : state) {
    for (const std::string& page : pages) {
      outcomes.clear();
      const RawRecord record = RecordOf(page);
      if (!chain->Run(record, outcomes).ok()) return state.SkipWithError("a page is fatal");
    }
  }
  CountPages(state, pages);
}

void BM_Lexbor(benchmark::State& state, const std::vector<std::string>& pages) {
  for (auto _ : state) {
    for (const std::string& page : pages) {
      const std::unique_ptr<lxb_html_document_t, decltype(&lxb_html_document_destroy)> document(
          lxb_html_document_create(), &lxb_html_document_destroy);
      const auto* bytes = reinterpret_cast<const lxb_char_t*>(page.data());
      if (lxb_html_document_parse(document.get(), bytes, page.size()) != LXB_STATUS_OK) {
        return state.SkipWithError("lexbor refuses a page");
      }
    }
  }
  CountPages(state, pages);
}

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const char* const given = std::getenv("NEWSWIRED_DATA");
  const fs::path data = given == nullptr ? "../shared/data" : given;
  const std::vector<std::string> pages = ReadPages(data);
  if (pages.empty()) {
    std::cerr << "skipped: there are no pages in " << data << "; NEWSWIRED_DATA says where\n";
    return 0;
  }
  benchmark::RegisterBenchmark("BM_Html", BM_Html, pages)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("BM_Lexbor", BM_Lexbor, pages)->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace newswired

int main(int argc, char** argv) { return newswired::Main(argc, argv); }
