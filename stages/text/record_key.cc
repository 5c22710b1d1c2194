#include "stages/text/record_key.h"

#include <string>

#include "stages/text/hash.h"

namespace newswired {

std::uint64_t RecordKey(const Input& input) {
  return Hash64(input.topic + '/' + std::to_string(input.partition) + '/' +
                std::to_string(input.offset) + '/' + std::to_string(input.item));
}

}  // namespace newswired
