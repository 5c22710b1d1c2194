#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <random>
#include <string>

#include "stages/core/testing.h"
#include "stages/text/utf8.h"

// What odd records become: an article, or an error with a code. Never a crash, never nothing.

namespace newswired {
extern const StageType kDecodeStage;
namespace {

struct Decoded {
  std::string code;  ///< of the error; empty: it is an article
  std::string message;
  std::vector<Article> articles;
};

class DecodeTest : public testing::Test {
 protected:
  void SetUp() override { stage_ = MakeDefaultStage(kDecodeStage); }

  Decoded Decode(const std::string& value, const std::string& type = "", bool has_value = true) {
    record_ = {};
    record_.topic = "in";
    record_.partition = 0;
    record_.offset = 7;
    record_.has_value = has_value;
    record_.value = value;
    type_ = type;
    if (!type.empty()) record_.headers.push_back({"content-type", type_});
    Article article;
    article.record = &record_;
    article.input.topic = "in";
    article.input.offset = 7;
    Articles out;
    Decoded decoded;
    const Result<Verdict> verdict = stage_->Process(article, out);
    if (!verdict.ok()) {
      decoded.code = verdict.error().code;
      decoded.message = verdict.error().message;
      return decoded;
    }
    if (*verdict != Verdict::kReplace) decoded.articles.push_back(std::move(article));
    for (Article& other : out) decoded.articles.push_back(std::move(other));
    return decoded;
  }

  RawRecord record_;
  std::string type_;
  std::unique_ptr<Stage> stage_;
};

std::string Gzip(const std::string& text) {
  z_stream zlib{};
  EXPECT_EQ(deflateInit2(&zlib, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&zlib, text.size()) + 64, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&zlib, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return packed;
}

TEST_F(DecodeTest, NullValueIsATombstone) { EXPECT_EQ(Decode("", "", false).code, "tombstone"); }

TEST_F(DecodeTest, EmptyValue) { EXPECT_EQ(Decode("").code, "empty_value"); }

TEST_F(DecodeTest, FiftyMegabytes) {
  EXPECT_EQ(Decode(std::string(50 << 20, 'x'), "text/plain").code, "too_large");
}

TEST_F(DecodeTest, BadJsonSaysWhere) {
  const Decoded decoded = Decode(R"({"id": "1", "title": "cut of)", "application/json");
  EXPECT_EQ(decoded.code, "invalid_json");
  EXPECT_NE(decoded.message.find("byte"), std::string::npos) << decoded.message;
}

TEST_F(DecodeTest, JsonWithoutTextOrHeadline) {
  EXPECT_EQ(Decode(R"({"id": "1"})", "application/json").code, "empty_document");
}

TEST_F(DecodeTest, DeepJson) {
  const std::string deep =
      R"({"text": "t", "x": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(Decode(deep, "application/json").code, "json_too_deep");
}

TEST_F(DecodeTest, GzipBomb) {
  EXPECT_EQ(Decode(Gzip(std::string(200 << 20, '\0'))).code, "decompressed_too_large");
}

TEST_F(DecodeTest, CutGzip) {
  const std::string packed = Gzip("Rain fell in Rome on Monday, officials said. Rain fell again.");
  EXPECT_EQ(Decode(packed.substr(0, packed.size() / 2)).code, "bad_compression");
}

TEST_F(DecodeTest, PackedTextIsText) {
  const Decoded decoded = Decode(Gzip("Rain fell in Rome."), "text/plain");
  ASSERT_EQ(decoded.articles.size(), 1U) << decoded.code;
}

TEST_F(DecodeTest, AFewIllFormedBytesAreRepairedAndSaidSo) {
  const Decoded decoded = Decode(R"({"id": "1", "text": "A long enough text about the )"
                                 "\xff"
                                 R"( weather in Rome."})",
                                 "application/json; charset=utf-8");
  ASSERT_EQ(decoded.articles.size(), 1U) << decoded.code;
  EXPECT_FALSE(decoded.articles[0].warnings.empty());
}

TEST_F(DecodeTest, MostlyIllFormedIsRefused) {
  EXPECT_EQ(Decode(std::string(2000, '\xff'), "text/plain; charset=utf-8").code, "invalid_utf8");
}

TEST_F(DecodeTest, AnImageIsNoArticle) {
  EXPECT_EQ(Decode("\x89PNG\r\n\x1a\n and more", "image/png").code, "unsupported_type");
}

TEST_F(DecodeTest, AHeadlineAloneIsAnArticle) {
  const Decoded decoded = Decode(R"({"id": "9", "headline": "FLASH: talks end", "text": ""})");
  ASSERT_EQ(decoded.articles.size(), 1U) << decoded.code;
  EXPECT_EQ(decoded.articles[0].input.id, "9");
}

// Any bytes: an article of valid text, or an error with a code.
TEST_F(DecodeTest, AnyBytes) {
  std::mt19937 random(11);
  const std::string alphabet =
      "{}[]\",:<>/&;=abc \n\xc3\xa9\xff\x1f\x8b\0"
      "ritemchannelrsstitle";
  const char* const types[] = {
      "",           "application/json",    "text/html",
      "text/plain", "application/rss+xml", "application/json; charset=utf-16"};
  for (int round = 0; round < 20'000; ++round) {
    std::string value(random() % 200, '\0');
    for (char& c : value) {
      c = random() % 4 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
    }
    if (random() % 3 == 0) value.insert(0, "{\"text\":\"");
    if (random() % 5 == 0) value.insert(0, "<rss><channel><item><title>");
    const Decoded decoded = Decode(value, types[random() % std::size(types)]);
    if (!decoded.code.empty()) continue;
    ASSERT_FALSE(decoded.articles.empty()) << "round " << round;
    for (const Article& article : decoded.articles) {
      ASSERT_TRUE(IsValidUtf8(article.title)) << "round " << round;
      ASSERT_TRUE(IsValidUtf8(article.body)) << "round " << round;
      ASSERT_TRUE(IsValidUtf8(article.html)) << "round " << round;
    }
  }
}

TEST_F(DecodeTest, TimeGrowsWithTheSizeAlone) {
  const auto seconds = [&](const std::string& value, const std::string& type) {
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(Decode(value, type));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  for (const char* unit : {"<item>", "{\"a\":", "&amp;", "\xff", "[", "\"", "<"}) {
    std::string value;
    while (value.size() < (1U << 20)) value += unit;
    for (const char* type : {"", "application/json", "application/rss+xml", "text/plain"}) {
      EXPECT_LT(seconds(value, type), 10) << unit << " as " << type;
    }
  }
}

}  // namespace
}  // namespace newswired
