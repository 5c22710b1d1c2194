#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/event/out_record.h"
#include "stages/core/article.h"
#include "stages/core/result.h"

namespace newswired {

enum class Profile : std::uint8_t { kFull, kLean, kNinjs };
enum class OffsetUnit : std::uint8_t { kCodepoint, kByte, kUtf16 };

struct EventOptions {
  Profile profile = Profile::kFull;
  OffsetUnit offset_unit = OffsetUnit::kCodepoint;
  std::string ce_source = "newswired";  ///< CloudEvents source
  std::string config_sha256;
  /// Which side topics are wanted, by OutTopic.
  std::array<bool, kOutTopicCount> side_topics{};
  /// Of the span and trace ids; nothing: random ones.
  std::optional<std::uint64_t> trace_seed = std::nullopt;
};

/// Writes enriched events (DESIGN, section 3) and side-topic rows. Reuses its buffers: one per
/// worker thread, not thread-safe.
///
/// An event is a valid ninjs 3.1 item plus `enrichment`; its fields are described one by one in
/// config/schema/event.schema.json (`newswired schema event`). What an article does not hold has no
/// field. About 20 us for 4 KB of text with 15 entities.
///
/// Headers: CloudEvents 1.0 binary mode (ce_id is uri|version|content hash, so that a replay can be
/// recognised, with "|withdrawn", "|killed" and "|embargoed:" and until when, where the article may
/// not be used, and the revision's number where an earlier text is back), content-type, and
/// traceparent: the incoming record's trace where that is valid, else a new one.
class EventWriter {
 public:
  explicit EventWriter(EventOptions options);
  ~EventWriter();

  /// Appends the event of `article` and its side-topic rows, in this order, to `out`.
  /// `emitted_ms`: wall clock of emission, Unix epoch.
  void Write(const Article& article, std::int64_t emitted_ms, std::vector<OutRecord>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What went wrong with one record or article, for its dead letter.
struct Failure {
  std::string stage;  ///< "decode", or "delivery" where the broker refused the record
  Error error;
  int attempt = 1;
};

/// The dead letter of `record`: its key, value and headers untouched, and headers dlq-stage,
/// dlq-code, dlq-message, dlq-attempt, dlq-topic, dlq-partition, dlq-offset, dlq-item, dlq-sha256
/// (of the value; none for a null value), dlq-config-generation and dlq-time (RFC 3339, UTC).
///
/// A record that is itself a replayed dead letter loses its old headers of these names, and no
/// others (dlq-original-* stay); their dlq-attempt is added to the failure's. Messages are cut
/// after 2,000 bytes.
///
/// `value_in_item`: the dead letter of that item of the record has the value. This one has none,
/// but its size in dlq-value-bytes and the item's number in dlq-value-item.
OutRecord MakeDeadLetter(const RawRecord& record, const Failure& failure, std::int32_t item,
                         std::int64_t config_generation, std::int64_t now_ms,
                         std::optional<std::int32_t> value_in_item = std::nullopt);

/// RawRecord::value_sha256, computed if it is not known yet: a record may have thousands of bad
/// items.
const std::string& ValueSha256(const RawRecord& record);

/// Whether a dead letter's header of that name was written by MakeDeadLetter() or WithoutValue().
bool IsDeadLetterHeader(std::string_view name);

/// The dead letter for when even the dead-letter topic refuses the record: no value, its size in
/// dlq-value-bytes.
OutRecord WithoutValue(OutRecord dead_letter);
/// For when that is refused, too: none of the original's bytes, and a short message; coordinates,
/// size and hash stay.
OutRecord Bare(OutRecord dead_letter);

}  // namespace newswired
