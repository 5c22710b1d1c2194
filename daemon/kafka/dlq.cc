#include "daemon/kafka/dlq.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

#include "daemon/event/event_writer.h"
#include "daemon/event/timestamp.h"
#include "daemon/ops/json.h"

namespace newswired::kafka {
namespace {

constexpr std::string_view kReplayed = "dlq-replayed";
constexpr std::string_view kReplayRun = "dlq-replay-run";
constexpr std::string_view kReplayTime = "dlq-replay-time";
/// Added by delivery to everything it writes.
constexpr std::array<std::string_view, 2> kOfDelivery = {"newswired-source", "config-generation"};
constexpr std::array<std::string_view, 4> kOriginal = {
    "dlq-original-topic", "dlq-original-partition", "dlq-original-offset", "dlq-original-item"};

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Reads dlq-* headers; what is missing or no number leaves the default.
class HeaderReader {
 public:
  explicit HeaderReader(const StoredRecord& record) : record_(record) {}

  void Text(std::string_view name, std::string& to) const {
    if (const std::string* value = record_.FindHeader(name)) to = *value;
  }
  template <class Number>
  void To(std::string_view name, Number& to) const {
    const std::string* value = record_.FindHeader(name);
    if (value == nullptr) return;
    if (const auto number = ParseNumber<Number>(*value)) to = *number;
  }

 private:
  const StoredRecord& record_;
};

void EraseLast(std::vector<OutHeader>& headers, std::string_view name) {
  const auto last = std::find_if(headers.rbegin(), headers.rend(),
                                 [&](const OutHeader& header) { return header.name == name; });
  if (last != headers.rend()) headers.erase(std::next(last).base());
}

/// Collects dead letters and the marks of replays, which may come in any order.
class Collector {
 public:
  void Take(const StoredRecord& record) {
    if (const auto mark = ReadReplayMark(record)) {
      for (const DeadLetterId id : mark->ids) {
        Replays& replays = replayed_[id];
        replays.last = std::max(replays.last, mark->time);
        replays.runs.push_back(mark->run);
      }
      return;
    }
    if (auto letter = ReadDeadLetter(record)) letters_.push_back(std::move(*letter));
  }
  std::vector<DeadLetter> Letters(const DlqFilter& filter) && {
    for (DeadLetter& letter : letters_) {
      const auto found = replayed_.find(letter.id);
      if (found == replayed_.end()) continue;
      letter.replayed = found->second.last;
      letter.replay_runs = found->second.runs;
    }
    FindValues();
    std::erase_if(letters_, [&](const DeadLetter& letter) { return !filter.Matches(letter); });
    std::sort(letters_.begin(), letters_.end(), [](const DeadLetter& a, const DeadLetter& b) {
      return std::tie(a.timestamp_ms, a.id) < std::tie(b.timestamp_ms, b.id);
    });
    return std::move(letters_);
  }

 private:
  /// Of several bad items of one record only the first one's dead letter has the record's value.
  void FindValues() {
    std::map<std::tuple<std::string, std::int32_t, std::int64_t, std::string>, DeadLetterId> values;
    const auto record_of = [](const DeadLetter& letter) {
      return std::tuple(letter.topic, letter.partition, letter.offset, letter.sha256);
    };
    for (const DeadLetter& letter : letters_) {
      if (!letter.value_left_out) values.emplace(record_of(letter), letter.id);
    }
    for (DeadLetter& letter : letters_) {
      if (!letter.value_item) continue;
      const auto found = values.find(record_of(letter));
      if (found != values.end()) letter.value_at = found->second;
    }
  }

  struct Replays {
    std::string last;
    std::vector<std::string> runs;
  };
  std::vector<DeadLetter> letters_;
  std::map<DeadLetterId, Replays> replayed_;
};

}  // namespace

std::string DeadLetterId::Text() const { return fmt::format("{}:{}", partition, offset); }

std::optional<DeadLetterId> DeadLetterId::Parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto partition = ParseNumber<std::int32_t>(text.substr(0, colon));
  const auto offset = ParseNumber<std::int64_t>(text.substr(colon + 1));
  if (!partition || !offset || *partition < 0 || *offset < 0) return std::nullopt;
  return DeadLetterId{*partition, *offset};
}

std::optional<std::string> DeadLetter::NotReplayable() const {
  if (value_item && !value_at) {
    return fmt::format(
        "its value of {} bytes was in the dead letter of item {} of its record, which is gone; it "
        "may still be in {}[{}] at offset {}",
        value_bytes, *value_item, topic, partition, offset);
  }
  if (value_left_out && !value_item) {
    return fmt::format(
        "its value of {} bytes was too large for the dead-letter topic and is not here; it may "
        "still be in {}[{}] at offset {}",
        value_bytes, topic, partition, offset);
  }
  if (topic.empty()) return "it does not say which topic it came from";
  return std::nullopt;
}

std::optional<DeadLetter> ReadDeadLetter(const StoredRecord& record) {
  if (record.FindHeader("dlq-code") == nullptr || record.FindHeader(kReplayed) != nullptr) {
    return std::nullopt;
  }
  DeadLetter letter;
  letter.id = {record.partition, record.offset};
  letter.timestamp_ms = record.timestamp_ms;
  const HeaderReader headers(record);
  headers.Text("dlq-stage", letter.stage);
  headers.Text("dlq-code", letter.code);
  headers.Text("dlq-message", letter.message);
  headers.Text("dlq-time", letter.time);
  headers.Text("dlq-sha256", letter.sha256);
  headers.Text("dlq-config-generation", letter.config_generation);
  headers.Text("dlq-topic", letter.topic);
  headers.To("dlq-attempt", letter.attempt);
  headers.To("dlq-partition", letter.partition);
  headers.To("dlq-offset", letter.offset);
  headers.To("dlq-item", letter.item);
  letter.has_key = record.key.has_value();
  letter.key = record.key.value_or("");
  letter.value_left_out = record.FindHeader("dlq-value-bytes") != nullptr;
  letter.tombstone = !record.value && !letter.value_left_out;
  letter.value_bytes = record.value ? static_cast<std::int64_t>(record.value->size()) : 0;
  if (record.FindHeader("dlq-value-item") != nullptr)
    headers.To("dlq-value-item", letter.value_item.emplace());
  headers.To("dlq-value-bytes", letter.value_bytes);
  return letter;
}

std::vector<OutHeader> ReplayMark::Headers() const {
  std::string list;
  for (const DeadLetterId id : ids) {
    if (!list.empty()) list += ',';
    list += id.Text();
  }
  return {{std::string(kReplayed), std::move(list)},
          {std::string(kReplayRun), run},
          {std::string(kReplayTime), time},
          {"content-type", "application/json"}};
}

std::string ReplayMark::Value() const {
  std::string json = "{\"replayed\":[";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) json += ',';
    ops::AppendJsonString(ids[i].Text(), json);
  }
  json += "],\"time\":";
  ops::AppendJsonString(time, json);
  json += ",\"run\":";
  ops::AppendJsonString(run, json);
  return json + "}";
}

std::optional<ReplayMark> ReadReplayMark(const StoredRecord& record) {
  const std::string* list = record.FindHeader(kReplayed);
  if (list == nullptr) return std::nullopt;
  ReplayMark mark;
  std::string_view rest = *list;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (const auto id = DeadLetterId::Parse(rest.substr(0, comma))) mark.ids.push_back(*id);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  const HeaderReader headers(record);
  headers.Text(kReplayRun, mark.run);
  headers.Text(kReplayTime, mark.time);
  if (mark.time.empty()) mark.time = Rfc3339Utc(std::max<std::int64_t>(0, record.timestamp_ms));
  return mark;
}

bool DlqFilter::Matches(const DeadLetter& letter) const {
  return (ids.empty() || ids.contains(letter.id)) && (!code || *code == letter.code) &&
         (!stage || *stage == letter.stage) && (!topic || *topic == letter.topic) &&
         (!since_ms || letter.timestamp_ms >= *since_ms) &&
         (!partition || *partition == letter.id.partition) &&
         (!offset || *offset == letter.id.offset) && (!pending || letter.replayed.empty());
}

std::optional<std::int64_t> ParseSince(std::string_view text, std::int64_t now_ms) {
  if (const auto time = ParseRfc3339(text, /*allow_date=*/true)) return time;
  const auto duration = ParseDuration(text);
  if (!duration) return std::nullopt;
  return now_ms - *duration;
}

Result<std::vector<DeadLetter>> ListDeadLetters(const Config& config, const DlqFilter& filter,
                                                ReadTo to) {
  Collector collector;
  NW_CHECK_OK(ReadTopic(config, config.output.dead_letter_topic, {.to = to},
                        [&](const StoredRecord& record) {
                          collector.Take(record);
                          return true;
                        }));
  return std::move(collector).Letters(filter);
}

Result<StoredDeadLetter> FetchDeadLetter(const Config& config, DeadLetterId id) {
  std::optional<StoredDeadLetter> found;
  std::string replayed;
  // Its mark lies behind it in its partition.
  const ReadOptions read{.from = PartitionOffsets{{id.partition, id.offset}}};
  NW_CHECK_OK(ReadTopic(config, config.output.dead_letter_topic, read, [&](StoredRecord record) {
    if (const auto mark = ReadReplayMark(record)) {
      if (std::find(mark->ids.begin(), mark->ids.end(), id) != mark->ids.end()) {
        replayed = std::max(replayed, mark->time);
      }
    } else if (record.partition == id.partition && record.offset == id.offset) {
      if (auto letter = ReadDeadLetter(record)) {
        found = StoredDeadLetter{std::move(*letter), std::move(record)};
      }
    }
    return true;
  }));
  if (!found) {
    return BadInput("no_dead_letter",
                    fmt::format("topic {} has no dead letter at {}: `newswired dlq list` shows "
                                "those that it has",
                                config.output.dead_letter_topic, id.Text()));
  }
  found->letter.replayed = std::move(replayed);
  return std::move(*found);
}

StoredRecord MakeReplay(const DeadLetter& letter, StoredRecord stored, bool other_topic) {
  const std::array<std::string, 4> ours = {letter.topic, std::to_string(letter.partition),
                                           std::to_string(letter.offset),
                                           std::to_string(letter.item)};
  const bool replayed_before = stored.FindHeader(kOriginal[0]) != nullptr;
  std::array<std::string, 4> original;
  for (std::size_t i = 0; i < kOriginal.size(); ++i) {
    const std::string* earlier = stored.FindHeader(kOriginal[i]);
    original[i] = replayed_before && earlier != nullptr ? *earlier : ours[i];
  }
  // The original may have carried headers of these names itself; only ours, the last, go.
  for (const std::string_view name : kOfDelivery) EraseLast(stored.headers, name);
  const auto is_original = [](const std::string& name) {
    return std::find(kOriginal.begin(), kOriginal.end(), name) != kOriginal.end();
  };
  std::erase_if(stored.headers, [&](const OutHeader& header) {
    return IsDeadLetterHeader(header.name) || is_original(header.name);
  });
  for (std::size_t i = 0; i < kOriginal.size(); ++i) {
    stored.headers.push_back({std::string(kOriginal[i]), std::move(original[i])});
  }
  stored.headers.push_back({"dlq-attempt", std::to_string(letter.attempt)});
  stored.partition = other_topic ? -1 : letter.partition;
  stored.offset = -1;
  return stored;
}

}  // namespace newswired::kafka
