#include "stages/text/record_key.h"

#include <charconv>
#include <string>
#include <string_view>

#include "stages/text/hash.h"

namespace newswired {
namespace {

std::string KeyText(std::string_view topic, std::int64_t partition, std::int64_t offset,
                    std::int64_t item) {
  return std::string(topic) + '/' + std::to_string(partition) + '/' + std::to_string(offset) + '/' +
         std::to_string(item);
}

/// Value of a header that is a whole number; -1: it is not there, or is none.
std::int64_t NumberIn(const RawRecord& record, std::string_view name) {
  const std::string_view* text = record.FindHeader(name);
  std::int64_t value = -1;
  if (text == nullptr) return value;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() && end == text->data() + text->size() ? value : -1;
}

}  // namespace

std::uint64_t RecordKey(const Article& article) {
  const Input& input = article.input;
  if (article.record != nullptr && !article.record->headers.empty()) {
    const RawRecord& record = *article.record;
    const std::string_view* topic = record.FindHeader("dlq-original-topic");
    const std::int64_t partition = NumberIn(record, "dlq-original-partition");
    const std::int64_t offset = NumberIn(record, "dlq-original-offset");
    const std::int64_t item = NumberIn(record, "dlq-original-item");
    if (topic != nullptr && partition >= 0 && offset >= 0 && item == input.item) {
      return Hash64(KeyText(*topic, partition, offset, item));
    }
  }
  return Hash64(KeyText(input.topic, input.partition, input.offset, input.item));
}

}  // namespace newswired
