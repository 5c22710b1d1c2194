#include "stages/text/record_key.h"

#include <gtest/gtest.h>

#include "stages/text/hash.h"

namespace newswired {
namespace {

Article Make(std::int64_t offset, std::int32_t item = 0) {
  Article article;
  article.input.topic = "raw";
  article.input.partition = 3;
  article.input.offset = offset;
  article.input.item = item;
  return article;
}

TEST(RecordKey, IsThatOfTopicPartitionOffsetAndItem) {
  EXPECT_EQ(RecordKey(Make(41)), Hash64("raw/3/41/0"));
  EXPECT_EQ(RecordKey(Make(41, 2)), Hash64("raw/3/41/2"));
}

TEST(RecordKey, OfADeadLetterThatWasSentAgainIsItsFirst) {
  RawRecord record;
  record.headers = {{"dlq-original-topic", "raw"},
                    {"dlq-original-partition", "3"},
                    {"dlq-original-offset", "41"},
                    {"dlq-original-item", "2"}};
  Article again = Make(90, 2);
  again.record = &record;
  EXPECT_EQ(RecordKey(again), RecordKey(Make(41, 2)));
  Article other = Make(90, 1);  // of the same feed; it was no dead letter
  other.record = &record;
  EXPECT_EQ(RecordKey(other), RecordKey(Make(90, 1)));
}

TEST(RecordKey, HeadersThatAreNoCoordinatesSayNothing) {
  for (const char* offset : {"", "x", "41x", "-1", "99999999999999999999"}) {
    RawRecord record;
    record.headers = {{"dlq-original-topic", "raw"},
                      {"dlq-original-partition", "3"},
                      {"dlq-original-offset", offset},
                      {"dlq-original-item", "0"}};
    Article article = Make(90);
    article.record = &record;
    EXPECT_EQ(RecordKey(article), RecordKey(Make(90))) << offset;
  }
}

}  // namespace
}  // namespace newswired
