// The stage `decode` alone, which is many times faster than all stages: any bytes become articles
// or an error with a code, and become the same again, whatever the stage read before.
// FUZZ_CONTENT_TYPE is the record's content-type header, empty for none: one program a format.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/testing.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/article_checks.h"
#include "tests/fuzz/require.h"

namespace newswired {
extern const StageType kDecodeStage;

namespace fuzz {
namespace {

/// The articles' texts and the error's code, one after the other.
std::vector<std::string> Run(std::string_view bytes) {
  // Small limits, so that small inputs reach them.
  static const std::unique_ptr<Stage> stage = MakeStage(
      kDecodeStage, {{"max_items", 50}, {"max_nodes", 2000}, {"max_decompressed_bytes", 4 << 20}});
  RawRecord record{.topic = "raw", .has_value = true, .value = bytes};
  if constexpr (!std::string_view(FUZZ_CONTENT_TYPE).empty()) {
    record.headers.push_back({"content-type", FUZZ_CONTENT_TYPE});
  }
  Article article;
  article.record = &record;
  article.input.topic = "raw";
  Articles articles;
  const auto verdict = stage->Process(article, articles);
  if (!verdict.ok()) {
    const Error& error = verdict.error();
    Require(error.kind == ErrorKind::kBadInput && !error.code.empty(), "an error has a code");
    Require(IsValidUtf8(error.message), "an error's message is valid UTF-8", error.code);
    return {error.code, error.message};
  }
  articles.insert(articles.begin(), std::move(article));
  Require(articles.size() <= 50, "items are limited");
  std::vector<std::string> texts;
  std::int32_t item = 0;
  for (const Article& each : articles) {
    CheckArticle(each);
    Require(each.input.item == item++, "items are numbered");
    Require(each.rejected || !each.uri.empty(), "an article has an uri");
    for (std::string& text : TextsOf(each)) texts.push_back(std::move(text));
    texts.emplace_back(each.page());
  }
  return texts;
}

}  // namespace
}  // namespace fuzz
}  // namespace newswired

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Run;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  newswired::fuzz::Require(Run(bytes) == Run(bytes), "a record becomes the same again");
  return 0;
}
