#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/kafka/admin.h"
#include "daemon/kafka/handles.h"

namespace newswired::kafka {

using AdminOptionsHandle =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;

/// The entry as a number; nothing where there is none or it is none.
std::optional<std::int64_t> NumberIn(const ConfigEntries& entries, const std::string& name);
/// "" where there is none.
std::string TextIn(const ConfigEntries& entries, const std::string& name);

/// How the brokers answered; no event: they did not. `what` could not be done.
Status CheckEvent(const EventHandle& event, const char* what);
Status SetTimeout(rd_kafka_AdminOptions_t* options, std::chrono::milliseconds timeout);

TopicMetadata MetadataOf(const rd_kafka_metadata_topic_t& topic);

/// Nothing where the topic does not exist. To ask as a producer does may create it, so `client`
/// should be a consumer. Errors: kConfig where the user may not see it or the name is none,
/// kTransient where brokers do not answer or there is no leader yet.
Result<std::optional<TopicMetadata>> DescribeTopic(rd_kafka_t* client, const std::string& name,
                                                   std::chrono::milliseconds timeout);

/// Configurations by resource name; resources that are refused are missing. The error is of the
/// request as a whole.
Result<std::map<std::string, ConfigEntries>> DescribeConfigs(rd_kafka_t* client,
                                                             rd_kafka_ResourceType_t type,
                                                             const std::vector<std::string>& names,
                                                             std::chrono::milliseconds timeout);

/// Whether topics are created, or the brokers only say whether they would be.
enum class Creation : std::uint8_t { kReal, kOnlyAsked };

/// Creates them; those that exist already stay as they are. Errors: kConfig where the brokers
/// refuse (where it is only asked, too, what exists and may not be seen), kTransient where they do
/// not answer.
Status CreateTopics(rd_kafka_t* client, const std::vector<TopicPlan>& topics,
                    std::chrono::milliseconds timeout, Creation creation = Creation::kReal);

}  // namespace newswired::kafka
