#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// The topics that a pipeline writes to; which of the side topics exist is configuration.
enum class OutTopic : std::uint8_t {
  kEvents,      ///< output.topic
  kDeadLetter,  ///< output.dead_letter_topic
  kEntities,    ///< output.side_topics.entities, one row an entity
  kDuplicates,  ///< one row per article that is not unique
  kRevisions,
  kStories,  ///< one row per article that joins a story, and per merge of two
};
inline constexpr int kOutTopicCount = 6;

struct OutHeader {
  std::string name;
  std::string value;
  bool null = false;  ///< Kafka tells a header without a value from one with an empty value
};

/// One record to produce. `newswired-source` and `config-generation` are added by delivery.
struct OutRecord {
  OutTopic topic = OutTopic::kEvents;
  bool has_key = true;
  bool has_value = true;
  std::string key;
  std::string value;
  std::vector<OutHeader> headers;
};

}  // namespace newswired
