#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/core/testing.h"

namespace newswired {
extern const StageType kDecodeStage;

using Headers = std::vector<std::pair<std::string, std::string>>;
/// What became of one record.
struct Decoded {
  Articles articles;  // the article and those split off
  std::string code;   // of the error, empty if none
  std::string message;
};

inline Decoded Decode(std::string_view value, const Headers& headers = {}, Values settings = {},
                      bool has_value = true) {
  const std::unique_ptr<Stage> stage = MakeStage(kDecodeStage, std::move(settings));
  RawRecord record;
  record.topic = "raw";
  record.has_value = has_value;
  record.value = value;
  for (const auto& [name, text] : headers) record.headers.push_back({name, text});
  Article article;
  article.record = &record;
  article.input.topic = "raw";
  Decoded run;
  Articles out;
  const auto verdict = stage->Process(article, out);
  if (!verdict.ok()) {
    run.code = verdict.error().code;
    run.message = verdict.error().message;
    EXPECT_EQ(verdict.error().kind, ErrorKind::kBadInput);
    return run;
  }
  EXPECT_EQ(*verdict, Verdict::kContinue);
  run.articles.push_back(std::move(article));
  for (Article& other : out) run.articles.push_back(std::move(other));
  for (Article& each : run.articles) {
    each.record = nullptr;
    each.html = each.page();  // the record is gone
    each.html_in_record = {};
  }
  return run;
}

inline std::string Gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace newswired
