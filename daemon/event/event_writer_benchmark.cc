#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "daemon/event/event_writer.h"
#include "daemon/event/sample_article.h"

namespace newswired {
namespace {

/// The sample stretched to `bytes` of text, with `entities` entities of two mentions each.
Article ArticleOf(std::size_t bytes, std::size_t entities) {
  Article article = SampleArticle();
  const std::string paragraph = "\n\n" + article.body;
  while (article.body.size() + paragraph.size() < bytes) article.body.append(paragraph);
  const Entity model = article.entities[1];
  article.entities.assign(entities, model);
  const std::size_t step = article.body.size() / (2 * entities + 2);
  std::size_t at = 0;
  for (Entity& entity : article.entities) {
    entity.mentions.assign(2, model.mentions.front());
    for (Mention& mention : entity.mentions) {
      at = article.body.find(" t", at + step);
      mention.span = {static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(at + 4)};
    }
  }
  return article;
}

void BM_EventWriter(benchmark::State& state) {
  const Article article =
      ArticleOf(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  EventWriter writer(EventOptions{});
  std::vector<OutRecord> out;
  for ([[maybe_unused]] auto _ : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores)
    out.clear();
    writer.Write(article, 1741790463121, out);
    benchmark::DoNotOptimize(out.data());
  }
  if (out.front().value.find("\"e" + std::to_string(state.range(1)) + "\"") == std::string::npos) {
    state.SkipWithError("an entity is missing");
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
  state.counters["event_bytes"] = static_cast<double>(out.front().value.size());
}
BENCHMARK(BM_EventWriter)->Args({1024, 5})->Args({4096, 15})->Args({51200, 60});

}  // namespace
}  // namespace newswired
