#pragma once

#include <cstdint>

#include "stages/core/article.h"

namespace newswired {

/// Hash of what an article was made from: topic, partition, offset and place in the record. The
/// same again where the record is delivered again, on all machines.
[[nodiscard]] std::uint64_t RecordKey(const Input& input);

}  // namespace newswired
