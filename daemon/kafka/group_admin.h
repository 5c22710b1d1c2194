#pragma once

#include <chrono>
#include <set>
#include <string>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/topic_admin.h"
#include "daemon/kafka/topic_partition.h"

namespace newswired::kafka {

/// A group as its coordinator describes it.
struct DescribedGroup {
  EventHandle event;                                           // owns what `group` points to
  const rd_kafka_ConsumerGroupDescription_t* group = nullptr;  // nullptr: no answer about it
};

/// `what` could not be done where there is no answer. What is wrong with the group is in its error.
Result<DescribedGroup> DescribeGroup(rd_kafka_t* client, const std::string& group,
                                     const rd_kafka_AdminOptions_t& options,
                                     std::chrono::milliseconds timeout, const char* what);

struct GroupMembers {
  bool stable = false;  ///< no rebalance is under way
  std::set<std::string> instance_ids;
  std::set<TopicPartition> owned;  ///< by any of them
};

/// Errors: what librdkafka says, with its name of it as code.
Result<GroupMembers> DescribeMembers(rd_kafka_t* client, const std::string& group,
                                     std::chrono::milliseconds timeout);

}  // namespace newswired::kafka
