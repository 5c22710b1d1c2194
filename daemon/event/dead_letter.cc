#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/event/event_writer.h"
#include "daemon/event/timestamp.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

/// What MakeDeadLetter() and WithoutValue() write.
constexpr std::array<std::string_view, 13> kOurs = {
    "dlq-stage",     "dlq-code",        "dlq-message",   "dlq-attempt", "dlq-topic",
    "dlq-partition", "dlq-offset",      "dlq-item",      "dlq-sha256",  "dlq-config-generation",
    "dlq-time",      "dlq-value-bytes", "dlq-value-item"};
constexpr std::size_t kMaxMessage = 2000;
constexpr std::size_t kMaxBareMessage = 100;

/// At most `size` bytes, cut between two characters.
std::string Shortened(std::string message, std::size_t size) {
  if (message.size() <= size) return message;
  std::size_t end = size;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;
  message.resize(end);
  return message.append(" ...");
}

int EarlierAttempts(const RawRecord& record) {
  const std::string_view* text = record.FindHeader("dlq-attempt");
  int attempts = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), attempts);
  return std::clamp(attempts, 0, 1'000'000);
}

}  // namespace

bool IsDeadLetterHeader(std::string_view name) {
  return std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end();
}

OutRecord MakeDeadLetter(const RawRecord& record, const Failure& failure, std::int32_t item,
                         std::int64_t config_generation, std::int64_t now_ms,
                         std::optional<std::int32_t> value_in_item) {
  const bool elsewhere = record.has_value && value_in_item;
  OutRecord letter;
  letter.topic = OutTopic::kDeadLetter;
  letter.has_key = record.has_key;
  letter.has_value = record.has_value && !elsewhere;
  letter.key = record.key;
  if (!elsewhere) letter.value = record.value;
  letter.headers.reserve(record.headers.size() + 13);
  for (const HeaderView& header : record.headers) {
    if (IsDeadLetterHeader(header.name)) continue;
    letter.headers.push_back(
        {std::string(header.name), std::string(header.value), header.value.data() == nullptr});
  }
  const auto add = [&](const char* name, std::string value) {
    letter.headers.push_back({name, std::move(value)});
  };
  add("dlq-stage", failure.stage);
  add("dlq-code", failure.error.code);
  add("dlq-message", Shortened(failure.error.message, kMaxMessage));
  add("dlq-attempt", std::to_string(failure.attempt + EarlierAttempts(record)));
  add("dlq-topic", std::string(record.topic));
  add("dlq-partition", std::to_string(record.partition));
  add("dlq-offset", std::to_string(record.offset));
  add("dlq-item", std::to_string(item));
  if (record.has_value) add("dlq-sha256", ValueSha256(record));
  add("dlq-config-generation", std::to_string(config_generation));
  add("dlq-time", Rfc3339Utc(now_ms, /*always_millis=*/true));
  if (elsewhere) {
    add("dlq-value-bytes", std::to_string(record.value.size()));
    add("dlq-value-item", std::to_string(*value_in_item));
  }
  return letter;
}

OutRecord WithoutValue(OutRecord dead_letter) {
  if (!dead_letter.has_value) return dead_letter;
  dead_letter.headers.push_back({"dlq-value-bytes", std::to_string(dead_letter.value.size())});
  dead_letter.has_value = false;
  dead_letter.value.clear();
  return dead_letter;
}

const std::string& ValueSha256(const RawRecord& record) {
  if (record.value_sha256.empty()) record.value_sha256 = Sha256Hex(record.value);
  return record.value_sha256;
}

OutRecord Bare(OutRecord dead_letter) {
  dead_letter = WithoutValue(std::move(dead_letter));
  dead_letter.has_key = false;
  dead_letter.key.clear();
  std::vector<OutHeader>& headers = dead_letter.headers;
  // Ours are the last ones; the original may have some of these names, too.
  const auto is_first = [](const OutHeader& header) { return header.name == "dlq-stage"; };
  const auto ours = std::find_if(headers.rbegin(), headers.rend(), is_first);
  if (ours != headers.rend()) headers.erase(headers.begin(), std::prev(ours.base()));
  for (OutHeader& header : headers) {
    if (header.name == "dlq-message") header.value = Shortened(header.value, kMaxBareMessage);
  }
  return dead_letter;
}

}  // namespace newswired
