#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace newswired::kafka {

struct TopicPartition {
  std::string topic;
  std::int32_t partition = -1;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

/// Offsets by partition: "the next one to read".
using Offsets = std::map<TopicPartition, std::int64_t>;

}  // namespace newswired::kafka
