#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/event/out_record.h"
#include "daemon/kafka/topic_reader.h"
#include "stages/core/result.h"

/// Dead letters: reading them, and sending them again (docs/dead-letters.md).
namespace newswired::kafka {

/// Where a dead letter lies in the dead-letter topic; "PARTITION:OFFSET" for people.
struct DeadLetterId {
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  friend auto operator<=>(const DeadLetterId&, const DeadLetterId&) = default;

  [[nodiscard]] std::string Text() const;
  /// Nothing for what is not two decimal numbers with a colon.
  static std::optional<DeadLetterId> Parse(std::string_view text);
};

/// What the headers of a dead letter say (daemon/event/event_writer.h, MakeDeadLetter).
struct DeadLetter {
  DeadLetterId id;
  std::int64_t timestamp_ms = -1;
  std::string stage, code, message, time, sha256, config_generation;
  std::int64_t attempt = 0;
  std::string topic;  ///< it came from here
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int32_t item = 0;
  bool has_key = false;
  std::string key;
  bool tombstone = false;        ///< the original had no value
  bool value_left_out = false;   ///< the dead-letter topic refused it; only its size is known
  std::int64_t value_bytes = 0;  ///< of the original
  std::optional<std::int32_t> value_item;  ///< the dead letter of that item of its record has it
  std::optional<DeadLetterId> value_at;    ///< that dead letter, where the topic still has it
  std::string replayed;  ///< when it was last sent again (RFC 3339); empty: it was not
  std::vector<std::string> replay_runs;  ///< by which calls of `dlq replay`

  /// Why it cannot be sent again; nothing: it can.
  [[nodiscard]] std::optional<std::string> NotReplayable() const;
};

/// The dead letter that `record` is; nothing for marks of replays and for foreign records.
std::optional<DeadLetter> ReadDeadLetter(const StoredRecord& record);

/// A mark: what one transaction of a replay sent again of one partition of the dead-letter topic.
/// It is a record of that partition, written in that transaction, with headers dlq-replayed (the
/// ids, separated by commas) and dlq-replay-run, and a value for people:
/// {"replayed":[...],"topic":...,"time":...}.
struct ReplayMark {
  std::vector<DeadLetterId> ids;
  std::string run;   ///< which call of `dlq replay`
  std::string time;  ///< RFC 3339

  [[nodiscard]] std::vector<OutHeader> Headers() const;
  [[nodiscard]] std::string Value() const;
};
std::optional<ReplayMark> ReadReplayMark(const StoredRecord& record);

/// Which dead letters are meant; what is not set matches all.
struct DlqFilter {
  std::set<DeadLetterId> ids;
  std::optional<std::string> code, stage, topic;
  std::optional<std::int64_t> since_ms;   ///< Unix epoch, of the record's time
  std::optional<std::int32_t> partition;  ///< of the dead-letter topic
  std::optional<std::int64_t> offset;     ///< as above
  bool pending = false;                   ///< only those that were not sent again

  [[nodiscard]] bool Matches(const DeadLetter& letter) const;
};

/// "2026-03-12T14:00:00Z", "2026-03-12" (UTC), or an age: "90s", "15m", "2h", "3d".
std::optional<std::int64_t> ParseSince(std::string_view text, std::int64_t now_ms);

/// All dead letters that match, in order of their time; without their values.
/// Errors: those of ReadTopic().
Result<std::vector<DeadLetter>> ListDeadLetters(const Config& config, const DlqFilter& filter,
                                                ReadTo to = ReadTo::kStable);

/// One dead letter as it is stored, and whether it was replayed.
struct StoredDeadLetter {
  DeadLetter letter;
  StoredRecord record;
};
/// Errors: those of ReadTopic(); kBadInput no_dead_letter where there is none.
Result<StoredDeadLetter> FetchDeadLetter(const Config& config, DeadLetterId id);

/// The original as it is sent again: its key, value and headers without those that the dead letter
/// added, and with
///  - dlq-original-topic, -partition, -offset and -item: the coordinates under which it was first
///    read, however often it was replayed since;
///  - dlq-attempt, so that a further dead letter counts on.
/// The record's partition is the original's, -1 where it goes to another topic.
StoredRecord MakeReplay(const DeadLetter& letter, StoredRecord stored, bool other_topic);

}  // namespace newswired::kafka
