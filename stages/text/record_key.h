#pragma once

#include <cstdint>

#include "stages/core/article.h"

namespace newswired {

/// Hash of what an article was made from: topic, partition, offset and place in the record. The
/// same again where the record is delivered again, on all machines. A dead letter that was sent
/// again has the key that it had at first, by its headers dlq-original-*; other articles of its
/// record, which were no dead letters, are as new as the record.
[[nodiscard]] std::uint64_t RecordKey(const Article& article);

}  // namespace newswired
