#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "stages/core/testing.h"

namespace newswired {

extern const StageType kArticleStage;

/// What the stage with its default settings makes of a page of a small paper.
inline Article ReadPage(const std::string& html, const std::string& content_type = "text/html") {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.url = "https://paper.example/2026/story";
  article.input.content_type = content_type;
  article.html = html;
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  return article;
}

}  // namespace newswired
