// The stage `article` alone: any page becomes a text whose blocks are in it, or an error with a
// code, and the same again, whatever page was read before.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/core/testing.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/article_checks.h"
#include "tests/fuzz/require.h"

namespace newswired {
extern const StageType kArticleStage;

namespace fuzz {
namespace {

std::vector<std::string> Run(const std::string& html) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  const RawRecord record{.topic = "raw", .has_value = true};
  Article article;
  article.record = &record;
  article.url = article.canonical_url = "https://news.example/2025/03/12/rain";
  article.html = html;
  Articles out;
  const auto verdict = stage->Process(article, out);
  if (!verdict.ok()) {
    Require(verdict.error().kind == ErrorKind::kBadInput, "a page is bad or it is read");
    return {verdict.error().code, verdict.error().message};
  }
  Require(out.empty(), "a page is one article");
  CheckArticle(article);
  return TextsOf(article);
}

}  // namespace
}  // namespace fuzz
}  // namespace newswired

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using newswired::fuzz::Run;
  std::string html;  // valid UTF-8 in NFC, as `decode` leaves it
  newswired::RepairUtf8({reinterpret_cast<const char*>(data), size}, html);
  newswired::ToNfc(html);
  newswired::fuzz::Require(Run(html) == Run(html), "a page becomes the same again");
  return 0;
}
