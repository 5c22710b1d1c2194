#include "daemon/cli/input_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace newswired::cli {
namespace {

/// Makes files in a folder of its own and reads them back as records.
class InputReaderTest : public testing::Test {
 protected:
  InputReaderTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("nw-input-") + test->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string File(const std::string& name, const std::string& content) {
    std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string GzipFile(const std::string& name, const std::string& content) {
    std::string path = folder_ / name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    return path;
  }

  struct Row {
    std::string value;
    std::int64_t line, offset;
    std::string content_type;
    friend bool operator==(const Row&, const Row&) = default;
  };

  std::vector<Row> ReadAll(const std::vector<std::string>& paths,
                           InputFormat format = InputFormat::kAuto, std::int64_t max = 0) {
    return ReadAll(paths, {.format = format, .max_records = max});
  }

  std::vector<Row> ReadAll(const std::vector<std::string>& paths, InputReader::Options options) {
    InputReader reader(paths, std::move(options));
    std::vector<Row> rows;
    batches_ = 0;
    InputBatch batch;
    while (reader.Read(batch, /*wait=*/true) == InputReader::Next::kBatch) {
      ++batches_;
      for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const RawRecord& record = batch.records[i];
        const auto* type = record.FindHeader("content-type");
        rows.push_back({std::string(record.value), batch.origins[i].line, record.offset,
                        type == nullptr ? "" : std::string(*type)});
      }
    }
    errors_ = reader.errors();
    return rows;
  }

  std::filesystem::path folder_;
  std::vector<std::string> errors_;
  int batches_ = 0;
};

TEST_F(InputReaderTest, CutsLinesAndSkipsEmptyOnes) {
  const auto rows = ReadAll({File("a.jsonl", "{1}\n\n \t\r\n{2}\r\n{3}")});
  EXPECT_EQ(rows, (std::vector<Row>{{"{1}", 1, 0, "application/json"},
                                    {"{2}\r", 4, 1, "application/json"},
                                    {"{3}", 5, 2, "application/json"}}));
}

TEST_F(InputReaderTest, CountsThroughSeveralInputsOfBothKinds) {
  const auto rows =
      ReadAll({File("a.html", "<p>"), File("b.jsonl", "{1}\n{2}\n"), File("c.txt", "x\ny\n")});
  EXPECT_EQ(rows, (std::vector<Row>{{"<p>", 0, 0, "text/html"},
                                    {"{1}", 1, 1, "application/json"},
                                    {"{2}", 2, 2, "application/json"},
                                    {"x\ny\n", 0, 3, "text/plain"}}));
}

TEST_F(InputReaderTest, JsonOverSeveralLinesIsADocument) {
  const std::string document = "\n{\n  \"text\": \"x\"\n}\n";
  const auto rows = ReadAll({File("a.json", document), File("b.json", "\n{\"a\": 1}\n{\"b\": 2}"),
                             File("c.json", ""), File("d.json", "[\n]")});
  EXPECT_EQ(rows, (std::vector<Row>{{document, 0, 0, "application/json"},
                                    {"{\"a\": 1}", 2, 1, "application/json"},
                                    {"{\"b\": 2}", 3, 2, "application/json"},
                                    {"[\n]", 0, 3, "application/json"}}));
  EXPECT_EQ(ReadAll({File("e.jsonl", "{\n}\n")}).size(), 2U) << "is what its name says";
}

TEST_F(InputReaderTest, JsonLinesAreLookedAtOnlyOnce) {
  const std::string line = "{\"text\": \"" + std::string(1000, 'x') + "\"}\n";
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += line;
  EXPECT_EQ(ReadAll({File("a.json", lines)}).size(), 1000U);
}

TEST_F(InputReaderTest, UnpacksGzip) {
  EXPECT_EQ(ReadAll({GzipFile("a.jsonl.gz", "{1}\n{2}\n")}).size(), 2U);
  EXPECT_TRUE(errors_.empty());
}

TEST_F(InputReaderTest, LeavesPackedDocumentsToDecode) {
  const std::string path = GzipFile("a.html.gz", "<p>");
  std::ifstream in(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(ReadAll({path}), (std::vector<Row>{{bytes, 0, 0, "text/html"}}));
  EXPECT_EQ(ReadAll({File("b.warc.zst", "\x28\xB5\x2F\xFDx")}),
            (std::vector<Row>{{"\x28\xB5\x2F\xFDx", 0, 0, "application/warc"}}));
  // What is broken is a record all the same: a dead letter says why it cannot be read.
  EXPECT_EQ(ReadAll({File("c.txt.gz", bytes.substr(0, 12))}).size(), 1U);
  EXPECT_TRUE(errors_.empty());
}

TEST_F(InputReaderTest, SaysThatLinesArePackedByZstd) {
  const std::string path = File("a.jsonl.zst", "\x28\xB5\x2F\xFDx");
  EXPECT_TRUE(ReadAll({path}).empty());
  EXPECT_EQ(errors_, (std::vector<std::string>{
                         path + ": is packed by zstd; unpack it first, as `zstd -dc` does"}));
}

TEST_F(InputReaderTest, GivesNoMoreOfARecordThanIsRead) {
  const InputReader::Options options{.max_bytes = 10};
  const auto lines =
      ReadAll({GzipFile("a.jsonl.gz", "{1}\n{" + std::string(500'000, ' ') + "}\n{3}")}, options);
  EXPECT_EQ(lines, (std::vector<Row>{{"{1}", 1, 0, "application/json"},
                                     {"{          ", 2, 1, "application/json"},
                                     {"{3}", 3, 2, "application/json"}}));
  EXPECT_EQ(
      ReadAll({File("b.txt", std::string(200'000, 'x')), File("c.txt", "yyyyyyyyyy")}, options),
      (std::vector<Row>{{std::string(11, 'x'), 0, 0, "text/plain"},
                        {"yyyyyyyyyy", 0, 1, "text/plain"}}));
}

TEST_F(InputReaderTest, LooksAtNoMoreOfAFirstLineThanIsRead) {
  const InputReader::Options options{.max_bytes = 10};
  const std::string path = GzipFile("a.json.gz", "{" + std::string(500'000, ' ') + "}\n{}");
  EXPECT_EQ(ReadAll({path}, options), (std::vector<Row>{{"{          ", 1, 0, "application/json"},
                                                        {"{}", 2, 1, "application/json"}}));
  constexpr std::size_t kRead = 64U << 10;  // at once
  for (const std::string begin : {R"({"a": "xxxx)", R"({"a": tru)", R"(["\uD83D\uDE)", R"({"a")"}) {
    const std::string line = std::string(kRead - begin.size(), ' ') + begin + "e and more";
    EXPECT_EQ(ReadAll({File("b.json", line + "\n{}\n")}, options).size(), 2U) << begin;
  }
  const std::string text = "No JSON, but a text of one line. " + std::string(200'000, 'x');
  EXPECT_EQ(ReadAll({File("d.json", text + "\n{}")}, options).size(), 1U);
  EXPECT_EQ(ReadAll({File("e.json", std::string(1'000'000, '['))}).size(), 1U) << "nesting";
}

TEST_F(InputReaderTest, UnpacksSeveralGzipMembers) {
  std::string both;
  for (const char* part : {"1", "2"}) {
    std::ifstream in(GzipFile(part, std::string("{") + part + "}\n"), std::ios::binary);
    both.append(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_EQ(ReadAll({File("both.gz", both)}).size(), 2U);
}

TEST_F(InputReaderTest, SaysThatGzipEndsEarly) {
  std::string content;
  for (int i = 0; i < 20'000; ++i) content += std::to_string(i * 7919 % 10'007) + "\n";
  std::ifstream in(GzipFile("whole.gz", content), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  const std::string path = File("cut.jsonl.gz", bytes.substr(0, bytes.size() / 2));
  EXPECT_GT(ReadAll({path}).size(), 0U);  // what was there is used
  EXPECT_EQ(errors_, (std::vector<std::string>{path + ": the gzip data ends early"}));
}

TEST_F(InputReaderTest, PassesOverAFileThatIsNotThere) {
  EXPECT_EQ(ReadAll({"/no/such/file", File("a.jsonl", "{1}")}).size(), 1U);
  EXPECT_EQ(errors_, (std::vector<std::string>{"/no/such/file: No such file or directory"}));
}

TEST_F(InputReaderTest, StopsAfterMaxRecords) {
  EXPECT_EQ(ReadAll({File("a.jsonl", "{1}\n{2}\n{3}\n"), File("b.txt", "x")}, InputFormat::kAuto, 2)
                .size(),
            2U);
}

TEST_F(InputReaderTest, KeepsLinesWholeAcrossBatches) {
  std::string content;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 3'000; ++i) {
    lines.push_back("{" + std::string(i * 37 % 1'500, static_cast<char>('a' + i % 26)) + "}");
    content += lines.back() + "\n";
  }
  lines.push_back("{" + std::string(3'000'000, 'z') + "}");
  content += lines.back();
  const auto rows = ReadAll({File("a.jsonl", content)});
  ASSERT_EQ(rows.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(rows[i].value, lines[i]);
    ASSERT_EQ(rows[i].offset, static_cast<std::int64_t>(i));
  }
  EXPECT_GT(batches_, 5);
}

TEST_F(InputReaderTest, FormatCanBeForced) {
  EXPECT_EQ(ReadAll({File("a.jsonl", "{1}\n{2}\n")}, InputFormat::kDocument).size(), 1U);
  EXPECT_EQ(ReadAll({File("a.txt", "{1}\n{2}\n")}, InputFormat::kJsonl).size(), 2U);
}

TEST_F(InputReaderTest, EmptyInputHasNoRecords) {
  EXPECT_TRUE(ReadAll({File("a.jsonl", "")}).empty());
  EXPECT_TRUE(errors_.empty());
}

}  // namespace
}  // namespace newswired::cli
